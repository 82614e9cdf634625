#!/usr/bin/env python3
"""Random histories of purchases, final assays, sales, losses, loans and returns, transfers, write-downs, averagings, accruals and reversals (the story of
test_cost_methods.py, with prices, an opening balance, a count, storage and a loan beside it). In random periods, as known at random entries, what `cost-movement`
and `cost --from` say is held against the rows of the book, read with SQLite and classified here: every movement and every part of cost to the milligram and the
cent; opening and movements come to closing; the ends are what `cost` says of them; two periods one after the other come to the one of both; and a period from
the first day on is the report without one."""

import datetime
import os
import random
import sqlite3
import tempfile
from fractions import Fraction
from pathlib import Path

import support
from test_cost_methods import FIRST_DAY, MINERALS, Book, History, grams_of

MOVEMENTS = ["opening_balances", "purchases", "settlements", "transfers", "releases", "loans", "returns", "losses", "count_adjustments"]
BY_KIND = {"opening": "opening_balances", "purchase": "purchases", "settlement": "settlements", "transfer": "transfers", "averaging": "transfers",
           "return": "returns", "count-adjustment": "count_adjustments"}
BY_RELEASE = {"loan": "loans", "exchange": "loans", "loss": "losses"}
INVENTORY, SALES, COST_OF_RELEASES, LOSSES = 2, 6, 7, 8
FINANCING = {9: "interest", 10: "commitment_fee", 11: "exposure_fee"}
CARRYING = {16: "storage", 17: "insurance", 18: "handling"}
WRITTEN_DOWN, WRITE_DOWNS, WRITE_DOWNS_RELEASED = 50, 51, 52
LANDED = ["freight", "duty", "inspection", "port dues"]
EXTRA = "cobalt"  # of which the story knows nothing
STEPS = 200
PERIODS = 12


def mg(kilograms):
    return Fraction(kilograms) * 10**6


def cents(usd):
    return Fraction(usd) * 100


def newest_entry(book):
    database = sqlite3.connect(f"file:{book}?mode=ro", uri=True)
    (newest,) = database.execute("SELECT max(entry_id) FROM entry").fetchone()
    database.close()
    return newest


class PricedBook(Book):
    """Sales in the place of samples; storage, insurance, an opening balance and a loan from the first days on."""

    def __init__(self, pvault, folder):
        super().__init__(pvault, folder)
        record = self.program.record
        first = ["--on", "2026-01-02"]
        record("party", "add", "W", "--name", "Warehouse", "--role", "warehouse", *first)
        record("party", "add", "L", "--name", "Lender", "--role", "lender", *first)
        record("site", "add", "S-4", "--name", "S-4", "--country", "US", *first)
        record("opening", "record", "--mineral", EXTRA, "--mass", "100 kg", "--cost", "4,000.01 USD", "--supplier", "P", "--site", "S-4", "--authority", "auditor",
               "--lot", "X-0", *first)
        record("purchase", "record", "--mineral", EXTRA, "--mass", "900 kg", "--cost", "45,000 USD", "--landed", "port dues=77.77 USD", "--supplier", "P",
               "--site", "S-4", "--lot", "X-1", "--on", "2026-01-03")
        record("carrying", "set", "--kind", "storage", "--rate", "12.345 USD/t-month", "--to", "W", *first)
        record("carrying", "set", "--kind", "insurance", "--rate", "0.37%", "--to", "W", *first)
        record("facility", "add", "F", "--lender", "L", "--commitment", "100,000 USD", "--rate", "6.1%", "--day-count", "act/360", "--commitment-fee", "0.5%",
               "--exposure-fee", "1.5%:each-draw:financed", "--available-from", "2026-01-03", "--available-until", "2027-12-31", "--maturity", "2035-12-31",
               "--payments", "semiannual", "--repayment", "bullet")
        record("drawdown", "record", "--facility", "F", "--amount", "40,000 USD", "--use", "X-1=30,000 USD", "--on", "2026-01-04")
        self.program.record_waiting()
        self.newest = newest_entry(self.program.book)

    def purchase(self, lot, landed_cents=0):
        words = ["--landed", f"{LANDED[lot.number % len(LANDED)]}={landed_cents // 100}.{landed_cents % 100:02} USD"] if landed_cents else []
        words += ["--provisional"] if lot.provisional else []
        self.program.record("purchase", "record", "--mineral", lot.mineral, "--mass", grams_of(lot.bought_mg), "--cost",
                            f"{lot.metal_cents // 100}.{lot.metal_cents % 100:02} USD", "--supplier", "P", "--site", lot.site, "--on", str(lot.received_on),
                            "--lot", lot.name, *words)

    @staticmethod
    def release_words(mineral, mg, on, named=(), kind="sample", borrower=None):
        words = Book.release_words(mineral, mg, on, named, kind, borrower)
        if kind != "sample":
            return words
        return tuple("sale" if word == "sample" else word for word in words) + ("--price", f"{1 + mg % 997}.{mg % 89:02} USD/kg")


class Story(History):
    """With accruals and prices between its steps."""

    def step(self):
        super().step()
        program = self.book.program
        if self.chance.random() < 0.05:
            program.run("accrue", "--until", str(self.on))
            self.model.newest = newest_entry(self.book.program.book)  # of several, where principal grew on the way
            self.count("accrual")
        if self.chance.random() < 0.05:
            price = f"{self.chance.randint(1, 10**5)} USD/kg"
            program.record("price", "add", self.chance.choice(list(MINERALS)), "--on", str(self.on), "--price", price, "--source", "test")
            self.model.newest += 1
            self.count("price")

    def count_extra(self, folder):
        """Some of what the story knows nothing of is missing, and something is found."""
        run = self.book.program.run
        sheet = Path(folder) / "counts.csv"
        sheet.write_text("lot,mass\nX-0,99.5 kg\nX-1,901 kg\n")
        on = str(FIRST_DAY + (self.on - FIRST_DAY) / 2)
        entry = run("count", "record", "--site", "S-4", "--on", on, "--file", str(sheet), "--counted-by", "Ann").split()[1]
        for lot in ("X-0", "X-1"):
            run("count", "explain", entry, "--lot", lot, "--finding", "looked into", "--on", on)
            run("count", "adjust", entry, "--lot", lot, "--reason", "count", "--approved-by", "Bob", "--on", on)


class Rows:
    """The postings and landed costs of the book, each of its movement: what a reversal undoes it takes back there."""

    def __init__(self, book):
        database = sqlite3.connect(f"file:{book}?mode=ro", uri=True)
        minerals = dict(database.execute("SELECT mineral_id, code FROM mineral"))
        entries = {entry: (kind, day) for entry, kind, day in database.execute("SELECT entry_id, kind, effective_on FROM entry")}
        undone = dict(database.execute("SELECT entry_id, reversed_entry_id FROM reversal"))
        releases = dict(database.execute("SELECT entry_id, kind FROM release"))
        purchases = dict(database.execute("SELECT entry_id, mineral_id FROM purchase"))
        self.days = {entry: day for entry, (_, day) in entries.items()}
        self.newest = max(entries)
        self.postings = []  # (day, entry, movement, account, mineral, mg, cents)
        for entry, account, mineral, mass, amount in database.execute("SELECT entry_id, account_id, mineral_id, mass_mg, amount_cents FROM posting"):
            of = undone.get(entry, entry)
            kind = entries[of][0]
            movement = BY_RELEASE.get(releases[of], "releases") if kind == "release" else BY_KIND.get(kind)
            self.postings.append((self.days[entry], entry, movement, account, minerals.get(mineral), mass, amount))
        self.landed = []  # (day, entry, what, mineral, cents)
        landed = list(database.execute("SELECT entry_id, what, amount_cents FROM landed_cost"))
        for entry, of, sign in [(entry, entry, 1) for entry in purchases] + [(entry, of, -1) for entry, of in undone.items() if of in purchases]:
            self.landed += [(self.days[entry], entry, what, minerals[purchases[of]], sign * amount) for about, what, amount in landed if about == of]
        database.close()

    def select(self, first, last, known_at):
        """(mineral, movement, account) -> mg and cents; landed: (mineral, what) -> cents."""
        sums, landed = {}, {}
        for day, entry, movement, account, mineral, mass, amount in self.postings:
            if first <= day <= last and entry <= known_at:
                for key in {(mineral, movement, account), (mineral, None, account)}:
                    held = sums.get(key, (0, 0))
                    sums[key] = (held[0] + mass, held[1] + amount)
        for day, entry, what, mineral, amount in self.landed:
            if first <= day <= last and entry <= known_at:
                landed[mineral, what] = landed.get((mineral, what), 0) + amount
        return sums, landed


class Period:
    def __init__(self, program, rows, first, last, known_at):
        self.first, self.last = first, last
        self.words = ["--to", str(last), "--known-at", str(known_at)] + (["--from", str(first)] if first else [])
        self.movement = {row["mineral"]: row for row in program.report("cost-movement", *self.words)["rows"]}
        self.cost = {row["mineral"]: row for row in program.report("cost", *self.words)["rows"]}
        self.sums, self.landed = rows.select(str(first or "0"), str(last), known_at)
        self.before = rows.select("0", str(first - datetime.timedelta(days=1)) if first else "0", known_at)[0]

    def moved(self, mineral, account):
        return self.sums.get((mineral, None, account), (0, 0))[1]

    def check(self):
        assert len(self.movement) == len(self.cost) == 60
        for mineral, row in self.movement.items():
            what = f"{mineral}, {' '.join(self.words)}"
            self.check_stock(what, mineral, row)
            self.check_beside(what, mineral, row)
            self.check_cost(what, mineral, self.cost[mineral])
        assert not any(account == INVENTORY and movement is None and mineral not in self.movement for mineral, movement, account in self.sums)

    def check_stock(self, what, mineral, row):
        reached = list(self.before.get((mineral, None, INVENTORY), (0, 0)))
        assert [mg(row["opening_kg"]), cents(row["opening_usd"])] == reached, f"{what}: opening {row['opening_kg']} kg, {row['opening_usd']} USD, not {reached}"
        for movement in MOVEMENTS:
            expected = self.sums.get((mineral, movement, INVENTORY), (0, 0))
            found = mg(row[movement + "_kg"]), cents(row[movement + "_usd"])
            assert found == expected, f"{what}: {movement} {found}, not {expected}"
            reached = [reached[0] + expected[0], reached[1] + expected[1]]
        assert [mg(row["closing_kg"]), cents(row["closing_usd"])] == reached, f"{what}: closing {row['closing_kg']} kg, {row['closing_usd']} USD, not {reached}"

    def check_beside(self, what, mineral, row):
        before = -self.before.get((mineral, None, WRITTEN_DOWN), (0, 0))[1]
        expected = {"opening_written_down_usd": before, "closing_written_down_usd": before - self.moved(mineral, WRITTEN_DOWN),
                    "write_downs_usd": self.moved(mineral, WRITE_DOWNS), "write_downs_released_usd": -self.moved(mineral, WRITE_DOWNS_RELEASED),
                    "carrying_cost_usd": sum(self.moved(mineral, account) for account in CARRYING),
                    "financing_cost_usd": sum(self.moved(mineral, account) for account in FINANCING),
                    "proceeds_usd": -self.moved(mineral, SALES), "released_cost_usd": self.moved(mineral, COST_OF_RELEASES),
                    "lost_cost_usd": self.moved(mineral, LOSSES), "realised_gain_usd": -self.moved(mineral, SALES) - self.moved(mineral, COST_OF_RELEASES)}
        self.agree(what, row, expected)
        assert expected["closing_written_down_usd"] == before + expected["write_downs_usd"] - expected["write_downs_released_usd"], what
        ends = row["opening_unrealised_gain_usd"], row["closing_unrealised_gain_usd"]
        change = None if None in ends else cents(ends[1]) - cents(ends[0])
        assert change == (None if row["unrealised_gain_change_usd"] is None else cents(row["unrealised_gain_change_usd"])), what

    def check_cost(self, what, mineral, row):
        bought = sum(self.sums.get((mineral, movement, account), (0, 0))[1] for movement in ("purchases", "settlements")
                     for account in (INVENTORY, COST_OF_RELEASES, LOSSES))
        landed = {what_landed: amount for (of, what_landed), amount in self.landed.items() if of == mineral}
        expected = {name + "_usd": self.moved(mineral, account) for account, name in (CARRYING | FINANCING).items()}
        expected |= {"purchased_usd": bought, "purchased_landed_usd": sum(landed.values()), "purchased_metal_usd": bought - sum(landed.values()),
                     "purchased_other_usd": landed.get("port dues", 0), "purchased_insurance_usd": 0, "purchased_assay_usd": 0,
                     "fees_usd": self.moved(mineral, 10) + self.moved(mineral, 11), "proceeds_usd": -self.moved(mineral, SALES)}
        expected |= {f"purchased_{name}_usd": landed.get(name, 0) for name in ("freight", "duty", "inspection")}
        self.agree(what, row, expected)
        held = cents(row["cost_usd"])
        to_date = [self.moved(mineral, account) + self.before.get((mineral, None, account), (0, 0))[1] for account in (*CARRYING, *FINANCING)]
        self.agree(what, row, {"cost_without_financing_usd": held + sum(to_date[:3]), "all_in_cost_usd": held + sum(to_date)})

    @staticmethod
    def agree(what, row, expected):
        wrong = {name: (row[name], amount) for name, amount in expected.items() if cents(row[name]) != amount}
        assert not wrong, f"{what}: (book, rows) {wrong}"

    def check_ends(self, program, known_at):
        """As `cost` has it on the day before and at the end."""
        ends = [("closing", self.last)] + ([("opening", self.first - datetime.timedelta(days=1))] if self.first else [])
        for end, day in ends:
            rows = {row["mineral"]: row for row in program.report("cost", "--as-of", str(day), "--known-at", str(known_at))["rows"]}
            for mineral, row in self.movement.items():
                found = [row[f"{end}_{name}"] for name in ("kg", "usd", "written_down_usd")]
                assert found == [rows[mineral][name] for name in ("on_hand_kg", "cost_usd", "written_down_usd")], f"{mineral}, {end} of {self.words}"
                if mg(row[end + "_kg"]):
                    assert row[end + "_unrealised_gain_usd"] == rows[mineral]["unrealised_gain_usd"], f"{mineral}, {end} of {self.words}"


FLOWS = [f"{movement}_{unit}" for movement in MOVEMENTS for unit in ("kg", "usd")] + [
    "write_downs_usd", "write_downs_released_usd", "carrying_cost_usd", "financing_cost_usd", "proceeds_usd", "released_cost_usd", "lost_cost_usd",
    "realised_gain_usd"]


def check_sequence(program, rows, days, known_at):
    """Two periods, one after the other, and both as one."""
    first, middle, last = days
    earlier = Period(program, rows, first, middle, known_at)
    later = Period(program, rows, middle + datetime.timedelta(days=1), last, known_at)
    whole = Period(program, rows, first, last, known_at)
    for period in (earlier, later, whole):
        period.check()
    whole.check_ends(program, known_at)
    for mineral, row in whole.movement.items():
        parts = earlier.movement[mineral], later.movement[mineral]
        assert parts[0]["closing_kg"] == parts[1]["opening_kg"] and parts[0]["closing_usd"] == parts[1]["opening_usd"], mineral
        wrong = [name for name in FLOWS if Fraction(parts[0][name]) + Fraction(parts[1][name]) != Fraction(row[name])]
        assert not wrong, f"{mineral}: {wrong} of {earlier.words} and {later.words} do not come to {whole.words}"


def check_whole(program, rows, last):
    """From the first day of the book on, and without a first day."""
    first = datetime.date.fromisoformat(min(rows.days.values()))
    for report in ("cost", "cost-movement"):
        plain = program.report(report, "--as-of", str(last))
        dated = program.report(report, "--from", str(first), "--to", str(last))
        strip = lambda table: [{name: value for name, value in row.items() if name != "from_on"} for row in table["rows"]]
        assert strip(plain) == strip(dated), f"{report} to {last}"
        assert plain["totals"] == dated["totals"], f"{report} to {last}"
    period = Period(program, rows, None, last, rows.newest)
    period.check()
    period.check_ends(program, rows.newest)


def run_story(options, seed):
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="pvault-", dir=memory) as folder:
        story = Story(PricedBook(options.pvault, folder), seed, False)
        for _ in range(options.steps):
            story.step()
        story.count_extra(folder)
        program = story.book.program
        program.run("accrue", "--until", str(story.on))
        program.run("audit", "verify")
        rows = Rows(program.book)
        chance = random.Random(seed)
        span = (story.on - FIRST_DAY).days + 5
        for _ in range(options.periods):
            first, middle, last = sorted(FIRST_DAY + datetime.timedelta(days=chance.randint(-4, span)) for _ in range(3))
            known_at = chance.choice([rows.newest, rows.newest, chance.randint(story.book.newest, rows.newest)])
            check_sequence(program, rows, (first, middle, last + datetime.timedelta(days=1)), known_at)
        check_whole(program, rows, story.on)
        check_whole(program, rows, FIRST_DAY + datetime.timedelta(days=chance.randint(0, span)))
        moved = {movement for _, _, movement, account, _, _, _ in rows.postings if account == INVENTORY}
        assert None not in moved, "a posting to inventory is of no movement"
        return story.counts, moved


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--steps", type=int, default=STEPS, help="steps of each history")
    parser.add_argument("--periods", type=int, default=PERIODS, help="pairs of periods in each history")
    options = parser.parse_args()
    counts, moved = {}, set()
    for seed in (11, 12):
        try:
            of_story, movements = run_story(options, seed)
        except (AssertionError, RuntimeError) as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        moved |= movements
        for what, count in of_story.items():
            counts[what] = counts.get(what, 0) + count
    assert moved == set(MOVEMENTS), f"never came about: {set(MOVEMENTS) - moved}"
    assert {"accrual", "price", "reversal of purchase"} <= counts.keys(), counts
    print(f"{2 * options.periods} pairs of periods tie, add up and are what the rows of the book say: {counts}")


if __name__ == "__main__":
    main()
