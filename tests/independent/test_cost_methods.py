#!/usr/bin/env python3
"""Random histories of purchases, final assays, releases, losses, loans and returns, transfers, write-downs and reversals under each cost method, held
against two others that know nothing of pvault: exact fractions in Python (cost_method_model.py), which keep every lot and round as docs/MANUAL.md says, and
beancount, which matches lots first in first out and last in first out by itself. At the end every mineral is emptied by its method and holds 0 mg and 0 cents.

beancount knows neither settlements nor loans. In the histories with whole prices, which it reads, a lot is settled on other figures only while nothing that
stands was drawn of it: no draw has gone by it, so its line can say the final figures from the day of the purchase on. Any other lot is settled there on what it
was bought as, which must change nothing. A loan is a draw like any other, of which beancount finds the lots; what comes back it is told by the day and the cost
of the lot that was lent, and then draws it in its turn. What is given up has left already."""

import csv
import datetime
import io
import os
import random
import shutil
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path

import support
from cost_method_model import Model
from exact_model import half_even

MINERALS = {"gallium": "fifo", "germanium": "lifo", "indium": "average", "tungsten": "specific", "tin": "average"}
SITES = ["S-1", "S-2", "S-3"]
BORROWERS = ["B-1", "B-2"]
WANTED = {"purchase", "late purchase", "release", "loss", "loan", "exchange", "return", "return and given up", "given up", "settlement",
          "settlement told beancount", "settlement that changes nothing", "settlement of what was moved", "settlement of what is gone", "transfer", "write-down",
          "reversal of purchase", "reversal of settlement", "reversal of return", "reversal of release", "reversal of transfer", "reversal of write-down"}
REFUSALS = {"lots_not_named", "average_not_in_order", "something_depends_on_it", "write_down_above_cost", "lot_not_provisional", "lot_already_settled", "lot_lent",
            "lot_not_yet_received", "above_owed_back", "return_before_release", "loan_unknown"}
FIRST_DAY = datetime.date(2026, 1, 5)


def grams_of(mg):
    return f"{mg // 1000}.{mg % 1000:03} g"


def usd_of(cents):
    return f"{cents // 100}.{cents % 100:02} USD"


class Book:
    """The program, with a book in memory where there is one."""

    def __init__(self, pvault, folder):
        self.program = support.Program(pvault, Path(folder) / "vault.db")
        self.program.run("init", "--name", "Cost methods")
        record = self.program.record
        for site in SITES:
            record("site", "add", site, "--name", site, "--country", "US", "--on", "2026-01-01")
        record("party", "add", "P", "--name", "Supplier", "--role", "supplier", "--on", "2026-01-01")
        for borrower in BORROWERS:
            record("party", "add", borrower, "--name", borrower, "--role", "other", "--on", "2026-01-01")
        record("cost-method", "set", "all", "lifo", "--on", "2026-01-01", "--reason", "to be replaced")
        for mineral, method in MINERALS.items():
            record("cost-method", "set", mineral, method, "--on", "2026-01-02")
        self.newest = self.program.report("journal", "--as-of", "2026-01-04")["known_at"]["entry"]

    def refused(self, *words):
        self.program.record_waiting()
        done = subprocess.run(["pvault", *words], env=self.program.environment, capture_output=True, text=True)
        return done.stderr.split(":")[1].strip() if done.returncode else None

    def purchase(self, lot, landed_cents=0):
        words = ["--landed", f"freight={usd_of(landed_cents)}"] if landed_cents else []
        words += ["--provisional"] if lot.provisional else []
        self.program.record("purchase", "record", "--mineral", lot.mineral, "--mass", grams_of(lot.bought_mg), "--cost", usd_of(lot.metal_cents), "--supplier", "P",
                            "--site", lot.site, "--on", str(lot.received_on), "--lot", lot.name, *words)

    def transfer(self, lot, mg, made, loss_mg, site, on):
        outputs = [word for child in made for word in ("--output", f"{grams_of(child.mg)}={child.name}")]
        self.program.record("transfer", "record", "--lot", lot.name, "--mass", grams_of(mg), "--to-site", site, "--on", str(on),
                            "--kind", "processing" if loss_mg else "repack", *outputs)

    @staticmethod
    def release_words(mineral, mg, on, named=(), kind="sample", borrower=None):
        words = [word for lot in named for word in ("--lot", lot.name)]
        words += ["--to", borrower, "--return-by", str(on + datetime.timedelta(days=90))] if borrower else []
        return ("release", "record", "--mineral", mineral, "--mass", grams_of(mg), "--kind", kind, "--authority", "test", "--on", str(on), *words)

    @staticmethod
    def return_words(number, mg, short_mg, site, on):
        words = ["--mass", grams_of(mg), "--site", site] if mg else []
        words += ["--short", grams_of(short_mg), "--reason", "test"] if short_mg else []
        return ("return", "record", "--release", str(number), "--on", str(on), *words)


class History:
    """One history of all minerals. With whole prices, masses are grams and costs whole cents a gram, so that no draw is ever rounded."""

    def __init__(self, book, seed, whole_prices):
        self.chance = random.Random(seed)
        self.book = book
        self.model = Model(book.newest, MINERALS)
        self.whole_prices = whole_prices
        self.on = FIRST_DAY
        book.program.on_batch = self.model.skip
        self.counts = {}
        self.journal = []  # for beancount: (day, entry, mineral, mg, cents or None where beancount finds the lots, day of the lot or None)

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def some_mg(self, most):
        if self.whole_prices:
            return 1000 * self.chance.randint(1, max(1, most // 1000))
        return self.chance.randint(1, most) if self.chance.random() < 0.7 else self.chance.randint(1, min(most, 50))

    def refuse(self, rule, *words):
        found = self.book.refused(*words)
        assert found == rule, f"{' '.join(words)}: {found}, not {rule}"
        self.count(rule)

    def step(self):
        mineral = self.chance.choice(list(MINERALS))
        lots = self.model.open_lots(mineral, self.on)
        kinds = {"purchase": 26, "release": 27, "loan": 11, "return": 12, "settlement": 13, "transfer": 13, "reversal": 10, "late": 3, "write-down": 6}
        kind = self.chance.choices(list(kinds), kinds.values())[0]
        if kind == "purchase" or not lots:
            self.purchase(mineral)
        elif kind == "release":
            self.release(mineral, lots, self.chance.choice(["sample", "sample", "sample", "loss"]))
        elif kind == "loan":
            self.release(mineral, lots, self.chance.choice(["loan", "loan", "exchange"]))
        elif kind == "return":
            self.give_back(mineral)
        elif kind == "settlement":
            self.settlement(mineral)
        elif kind == "transfer":
            self.transfer(lots)
        elif kind == "reversal":
            self.reversal(mineral)
        elif kind == "write-down":
            self.write_down(mineral, lots)
        else:
            self.late(mineral)

    def some_cents(self):
        return self.chance.choice([0, 1, self.chance.randint(1, 10**7)])

    def purchase(self, mineral):
        self.on += datetime.timedelta(days=1)  # the day of purchase then names the lot in beancount
        mg = self.some_mg(5_000_000)
        cents = mg // 1000 * self.chance.randint(1, 300) if self.whole_prices else self.some_cents()
        landed = self.chance.randint(1, 10**5) if not self.whole_prices and self.chance.random() < 0.3 else 0
        self.buy(mineral, mg, cents, self.on, landed)
        self.journal.append((self.on, self.model.newest, mineral, mg, cents, None))
        self.count("purchase")

    def buy(self, mineral, mg, cents, on, landed):
        lot = self.model.purchase(mineral, mg, cents, self.chance.choice(SITES), on, landed, self.chance.random() < 0.6)
        self.book.purchase(lot, landed)

    def release(self, mineral, lots, kind):
        named = []
        if self.model.methods[mineral] == "specific" or (not self.whole_prices and self.chance.random() < 0.1):
            named = self.chance.sample(lots, self.chance.randint(1, min(4, len(lots))))
        held = sum(lot.mg for lot in named or lots)
        mg = held if self.chance.random() < 0.08 else self.some_mg(held // self.chance.choice([1, 2, 5]) or held)
        if self.model.methods[mineral] == "specific" and self.chance.random() < 0.1:
            self.refuse("lots_not_named", *self.book.release_words(mineral, mg, self.on))
        borrower = self.chance.choice(BORROWERS) if kind in ("loan", "exchange") else None
        self.model.release(mineral, mg, self.on, named, "owed" if borrower else "lost" if kind == "loss" else "released")
        self.book.program.record(*self.book.release_words(mineral, mg, self.on, named, kind, borrower))
        self.journal.append((self.on, self.model.newest, mineral, -mg, None, None))
        self.count("release" if kind == "sample" else kind)

    def give_back(self, mineral):
        loans = {number: loan for number, loan in self.model.loans().items() if loan.mineral == mineral} or self.model.loans()
        if self.chance.random() < 0.05:
            others = [number for number, event in self.model.events.items() if event.kind == "release" and not ("owed" in event.flow and event.stands)]
            if others:
                self.refuse("loan_unknown", *self.book.return_words(others[-1], 1, 0, SITES[0], self.on))
        if not loans:
            return
        number, loan = self.chance.choice(list(loans.items()))
        owed = self.model.owed_mg(number)
        site = self.chance.choice(SITES)
        if self.chance.random() < 0.1:
            self.refuse("above_owed_back", *self.book.return_words(number, owed, 1, site, self.on))
            self.refuse("return_before_release", *self.book.return_words(number, owed, 0, site, loan.on - datetime.timedelta(days=1)))
        settled = owed if self.chance.random() < 0.4 else self.some_mg(owed)
        short = self.chance.choice([0, 0, 0, settled, self.chance.randint(0, settled // 1000) * 1000 if self.whole_prices else self.chance.randint(0, settled)])
        self.return_of(number, settled - short, short, site)
        self.count("return" if not short else "given up" if short == settled else "return and given up")

    def return_of(self, number, mg, short, site):
        event = self.model.give_back(number, mg, short, site, self.on)
        self.book.program.record(*self.book.return_words(number, mg, short, site, self.on))
        self.journal += [(self.on, self.model.newest, event.mineral, part_mg, cents, lot.aged_from) for lot, back, part_mg, cents, _ in event.parts if back]

    def settlement(self, mineral):
        bought = [event.made[0] for event in self.model.standing("purchase").values() if event.mineral == mineral]
        ready = [lot for lot in bought if not self.model.why_not_settled(lot, self.on)]
        if not bought:
            return
        moved = [lot for lot in ready if self.model.held_of(lot) not in ([], [lot])]
        lot = self.chance.choice(moved if moved and self.chance.random() < 0.5 else ready if ready and self.chance.random() < 0.8 else bought)
        day = self.on
        if self.chance.random() < 0.1:  # before it, or what was taken of it, could be drawn
            day = max([lot.received_on, *(held.drawable_from() for held in self.model.held_of(lot))]) - datetime.timedelta(days=1)
        why = self.model.why_not_settled(lot, day)
        if why:
            self.refuse(why, "assay", "settle", lot.name, "--cost", usd_of(lot.metal_cents), "--on", str(day))
        else:
            self.settle(lot)

    def settle(self, lot):
        held, gone = self.model.held_of(lot), self.model.gone_of(lot)
        drawn = any(lot in event.bought() for kind in ("release", "return") for event in self.model.standing(kind).values())
        if self.whole_prices and (drawn or len(held) != 1):
            mg, cents, words = lot.bought_mg, lot.metal_cents, []
        elif self.whole_prices:
            mg = self.some_mg(2 * lot.bought_mg)
            cents = mg // 1000 * self.chance.randint(1, 300)
            words = ["--mass", grams_of(mg)]
        else:
            mg, cents, words = self.final_figures(lot)
        self.model.settle(lot, mg, cents, self.on)
        words += [] if "--price" in words else ["--cost", usd_of(cents)]
        self.book.program.record("assay", "settle", lot.name, *words, "--on", str(self.on))
        if (mg, cents) == (lot.bought_mg, lot.metal_cents):
            self.count("settlement that changes nothing")
        elif self.whole_prices and MINERALS[lot.mineral] in ("fifo", "lifo"):
            self.count("settlement told beancount")
        elif not held:
            self.count("settlement of what is gone")
        else:
            moved = any(part for where in gone.values() for part in where) or held != [lot]
            self.count("settlement of what was moved" if moved else "settlement")

    def final_figures(self, lot):
        """Mostly about what was bought; a few milligrams, so that nothing is left of some of the lots; the mass as it was; at a price."""
        mg = self.chance.choice([lot.bought_mg, self.chance.randint(1, 9), *(max(1, lot.bought_mg * self.chance.randint(900, 1100) // 1000) for _ in range(6))])
        words = ["--mass", grams_of(mg)] if mg != lot.bought_mg or self.chance.random() < 0.5 else []
        if self.chance.random() < 0.3:
            price = self.chance.randint(1, 10**6)  # cents a kilogram
            return mg, half_even(Fraction(mg * price, 10**6)), [*words, "--price", f"{usd_of(price)}/kg"]
        return mg, self.chance.choice([self.some_cents(), *(lot.metal_cents * self.chance.randint(900, 1100) // 1000 for _ in range(3))]), words

    def transfer(self, lots):
        lot = self.chance.choice(lots)
        mg = lot.mg if self.chance.random() < 0.3 else self.some_mg(lot.mg)
        loss_mg = 0 if self.whole_prices or self.chance.random() < 0.6 or mg < 10 else self.chance.randint(1, mg // 5)
        left, parts = mg - loss_mg, []
        unit = 1000 if self.whole_prices else 1
        while len(parts) < 2 and left > unit and self.chance.random() < 0.5:
            parts.append(unit * self.chance.randint(1, left // unit - 1) if left // unit > 1 else unit)
            left -= parts[-1]
        parts.append(left)
        site = self.chance.choice(SITES)
        made = self.model.transfer(lot, mg, loss_mg, parts, site, self.on)
        self.book.transfer(lot, mg, made, loss_mg, site, self.on)
        self.count("transfer")

    def reversal(self, mineral):
        stays = ("reversal", "averaging")
        numbers = [number for number, event in self.model.events.items() if event.mineral == mineral and event.stands and event.kind not in stays]
        if not numbers:
            return
        late = [number for number in numbers if self.model.events[number].kind in ("settlement", "return")][-2:]
        some = late if late and self.chance.random() < 0.5 else numbers[-15:]
        number = numbers[-1] if self.whole_prices or self.chance.random() < 0.4 else self.chance.choice(some)
        words = ("reverse", str(number), "--reason", "test")
        kind = self.model.events[number].kind
        if not self.model.can_be_reversed(number):
            self.refuse("something_depends_on_it", *words)
            return
        if self.whole_prices and kind == "transfer":
            return
        self.model.reverse(number)
        self.book.program.record(*words)
        self.journal = [line for line in self.journal if line[1] != number]
        self.count(f"reversal of {kind}")

    def write_down(self, mineral, lots):
        chosen = lots if self.chance.random() < 0.5 else [self.chance.choice(lots)]
        carrying = sum(lot.cents - lot.written for lot in chosen)
        words = ["write-down", "record", "--reason", "test", "--on", str(self.on)]
        words += ["--mineral", mineral] if len(chosen) > 1 or len(lots) == 1 else ["--lot", chosen[0].name]
        if self.chance.random() < 0.1:
            self.refuse("write_down_above_cost", *words, "--amount", usd_of(carrying + 1))
        if not carrying:
            return
        cents = carrying if self.chance.random() < 0.1 else self.chance.randint(1, carrying)
        self.model.write_down(mineral, chosen, cents, self.on)
        self.book.program.record(*words, "--amount", usd_of(cents))
        self.count("write-down")

    def late(self, mineral):
        """A release dated before an averaging, which is refused; or a purchase that comes late."""
        averaged = self.model.last_averaged(mineral)
        if averaged and averaged > FIRST_DAY:
            self.refuse("average_not_in_order", *self.book.release_words(mineral, 1, averaged - datetime.timedelta(days=1)))
        elif not self.whole_prices:
            on = FIRST_DAY + datetime.timedelta(days=self.chance.randint(0, (self.on - FIRST_DAY).days))
            self.buy(mineral, self.some_mg(5_000_000), self.chance.randint(1, 10**7), on, 0)
            self.count("late purchase")

    def empty(self):
        """What is lent comes back or is given up, then all that is left goes; what is provisional stays so. Some of it is settled when nothing is left of it."""
        for number in self.model.loans():
            owed = self.model.owed_mg(number)
            short = self.chance.choice([0, owed, owed // 2000 * 1000])
            self.return_of(number, owed - short, short, SITES[0])
        for mineral, method in MINERALS.items():
            lots = self.model.open_lots(mineral, self.on)
            if lots:
                named = lots if method == "specific" else ()
                mg = sum(lot.mg for lot in lots)
                self.model.release(mineral, mg, self.on, named)
                self.book.program.record(*self.book.release_words(mineral, mg, self.on, named))
        self.compare()
        self.check_empty()
        bought = [event.made[0] for event in self.model.standing("purchase").values()]
        unsettled = [lot for lot in bought if not self.model.why_not_settled(lot, self.on)]
        self.whole_prices = False  # nothing is left that beancount could count
        for lot in self.chance.sample(unsettled, min(8, len(unsettled))):
            self.settle(lot)
        self.compare()
        self.check_empty()

    def check_empty(self):
        for row in self.report("cost"):
            assert row["cost_method"] == MINERALS[row["mineral"]], row
            held = (Fraction(row["on_hand_kg"]), Fraction(row["cost_usd"]), Fraction(row["written_down_usd"]))
            assert held == (0, 0, 0), f"{row['mineral']} is emptied and holds {held[0]} kg at {held[1]} USD, written down by {held[2]}"
        for row in self.report("mass-balance"):
            assert Fraction(row["owed_back_kg"]) == 0, row
        on_loan = [row for row in self.report("trial-balance") if row["account"].startswith("stock_on_loan") and row["debit_usd"] != row["credit_usd"]]
        assert not on_loan, on_loan

    def report(self, name):
        """The rows of the day, of these minerals where rows are of one."""
        rows = self.book.program.report(name, "--as-of", str(self.on))["rows"]
        return [row for row in rows if row.get("mineral", "tin") in MINERALS]

    def compare(self):
        """Each lot, loan and mineral to the milligram and the cent."""
        found = {row["lot"]: (Fraction(row["on_hand_kg"]) * 10**6, Fraction(row["cost_usd"]) * 100, Fraction(row["written_down_usd"]) * 100)
                 for row in self.report("lots")}
        self.agree("lots", found, {lot.name: (lot.mg, lot.cents, lot.written) for lot in self.model.lots})
        found = {row["entry"]: (Fraction(row["owed_back_kg"]) * 10**6, Fraction(row["cost_usd"]) * 100) for row in self.report("owed-back")}
        loans = [number for number, event in self.model.standing("release").items() if "owed" in event.flow]
        self.agree("loans", found, {number: tuple(sum(left[i] for left in self.model.owed(number).values()) for i in (0, 1)) for number in loans})
        costs = {row["mineral"]: row for row in self.report("cost")}
        for row in self.report("mass-balance"):
            mineral, sums = row["mineral"], self.model.sums(row["mineral"])
            on_hand = sum(lot.mg for lot in self.model.lots if lot.mineral == mineral)
            expected = {"received_kg": sums["received"][0], "released_kg": sums["released"][0], "lost_kg": sums["lost"][0], "owed_back_kg": sums["owed"][0],
                        "on_hand_kg": on_hand, "difference_kg": 0}
            self.agree(f"masses of {mineral}", {name: Fraction(row[name]) * 10**6 for name in expected}, expected)
            assert expected["received_kg"] - expected["released_kg"] - expected["lost_kg"] == on_hand + expected["owed_back_kg"], mineral
            expected = {"purchased_usd": sums["received"][1], "released_cost_usd": sums["released"][1], "lost_cost_usd": sums["lost"][1]}
            self.agree(f"costs of {mineral}", {name: Fraction(costs[mineral][name]) * 100 for name in expected}, expected)

    @staticmethod
    def agree(what, found, expected):
        wrong = {name: (found.get(name), expected.get(name)) for name in expected.keys() | found.keys() if found.get(name) != expected.get(name)}
        assert not wrong, f"{what} differ (book, fractions): {dict(list(wrong.items())[:5])}"


def beancount_journal(history, minerals):
    lines = ["2020-01-01 open Equity:Cost"]
    for mineral in minerals:
        lines.append(f'2020-01-01 open Assets:Stock:{mineral.upper()}  {mineral.upper()} "{MINERALS[mineral].upper()}"')
    final = {}
    for settlement in history.model.standing("settlement").values():
        mg, cents = settlement.flow["received"]
        final[settlement.mineral, settlement.settled.received_on] = settlement.settled.bought_mg + mg, settlement.settled.metal_cents + cents
    for on, number, mineral, mg, cents, lot_day in sorted(history.journal, key=lambda line: line[:2]):
        if mineral not in minerals:
            continue
        if cents is not None and lot_day is None:
            mg, cents = final.get((mineral, on), (mg, cents))
        cost = "{}" if cents is None else f"{{{{{usd_of(cents)}, {lot_day or on}}}}}"
        lines.append(f'{on} * "entry {number}"\n  Assets:Stock:{mineral.upper()}  {mg // 1000} {mineral.upper()} {cost}\n  Equity:Cost')
    return "\n".join(lines) + "\n"


def check_beancount(history, folder):
    """The lots that are left of each purchase, by its day, and what they cost: exactly."""
    minerals = [mineral for mineral, method in MINERALS.items() if method in ("fifo", "lifo")]
    journal = Path(folder) / "vault.beancount"
    journal.write_text(beancount_journal(history, minerals))
    query = "SELECT currency, cost_date, sum(number), sum(cost(position)) WHERE account ~ 'Assets:Stock' GROUP BY currency, cost_date"
    for words in (("bean-check", journal), ("bean-query", "-f", "csv", journal, query)):
        done = subprocess.run(words, capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, f"{words[0]}: {done.stderr[:2000]}"
    found = {}
    for row in csv.DictReader(io.StringIO(done.stdout)):
        name, day, grams, cost = (value.strip() for value in row.values())
        if Fraction(grams):
            found[name.lower(), day] = (Fraction(grams) * 1000, Fraction(cost.removesuffix("USD").strip() or 0) * 100)
    expected = {}
    for row in history.report("lots"):
        if row["mineral"] in minerals and Fraction(row["on_hand_kg"]):
            key = row["mineral"], row["aged_from_on"]
            mg, cents = expected.get(key, (0, 0))
            expected[key] = (mg + Fraction(row["on_hand_kg"]) * 10**6, cents + Fraction(row["cost_usd"]) * 100)
    wrong = {key: (found.get(key), expected.get(key)) for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)}
    assert not wrong, f"lots differ (beancount, book): {dict(list(wrong.items())[:5])}"
    return len(found)


def run_history(options, seed, steps, whole_prices):
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="pvault-", dir=memory) as folder:
        history = History(Book(options.pvault, folder), seed, whole_prices)
        lots = 0
        try:
            for step in range(1, steps + 1):
                history.step()
                if step % 50 == 0 and whole_prices:
                    lots += check_beancount(history, folder)
                if step % 200 == 0:
                    history.compare()
            history.compare()
            history.book.program.run("audit", "verify")
            history.empty()
            history.book.program.run("audit", "verify")
        except (AssertionError, RuntimeError) as error:
            raise AssertionError(f"seed {seed}, {history.counts}: {error}") from error
        return history, lots


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--steps", type=int, default=550, help="steps of each history")
    options = parser.parse_args()
    for tool in ("bean-check", "bean-query"):
        assert shutil.which(tool), f"{tool} is not installed: tools/install test"
    counts, lots = {}, 0
    for seed, whole_prices in ((seed, seed % 2 == 1) for seed in range(1, 2 * options.times + 1)):
        history, matched = run_history(options, seed, options.steps, whole_prices)
        lots += matched
        for what, count in history.counts.items():
            counts[what] = counts.get(what, 0) + count
    wanted = WANTED | REFUSALS
    assert wanted <= counts.keys(), f"never came about: {wanted - counts.keys()}"
    recorded = sum(count for what, count in counts.items() if what not in REFUSALS)
    assert recorded >= 1000 or options.steps < 550, f"only {recorded} entries were recorded"
    assert lots > 20, f"beancount had only {lots} lots to agree on"
    print(f"{recorded} recordings and {sum(counts.values()) - recorded} refusals agree: {counts}; beancount agrees on {lots} lots")


if __name__ == "__main__":
    main()
