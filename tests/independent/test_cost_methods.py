#!/usr/bin/env python3
"""Random histories of purchases, releases, transfers, write-downs and reversals under each cost method, held against two others that know nothing of pvault:
exact fractions in Python, which keep every lot and round as docs/MANUAL.md says, and beancount, which matches lots first in first out and last in
first out by itself. At the end every mineral is emptied by its method and holds 0 mg and 0 cents."""

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
from exact_model import half_even

MINERALS = {"gallium": "fifo", "germanium": "lifo", "indium": "average", "tungsten": "specific", "tin": "average"}
SITES = ["S-1", "S-2", "S-3"]
FIRST_DAY = datetime.date(2026, 1, 5)


def grams_of(mg):
    return f"{mg // 1000}.{mg % 1000:03} g"


def usd_of(cents):
    return f"{cents // 100}.{cents % 100:02} USD"


def by_largest_remainder(whole, weights):
    """Whole numbers that come to `whole`, in proportion to the weights; of equal remainders the earlier one is rounded up."""
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: parts[i] - exact[i])
    for i in order[: whole - sum(parts)]:
        parts[i] += 1
    return parts


class Lot:
    def __init__(self, number, name, mineral, site, received_on, aged_from, root):
        self.number, self.name, self.mineral, self.site = number, name, mineral, site
        self.received_on, self.aged_from, self.root = received_on, aged_from, root or number
        self.mg = self.cents = self.written = 0  # written: cents that it is written down by
        self.averaged = {}  # by averagings and write-downs that stand: their days

    def drawable_from(self):
        return max([self.received_on, *self.averaged.values()])


def within(parts, limits):
    """No part above its limit: what is too much goes to the first that have room."""
    kept = [min(part, limit) for part, limit in zip(parts, limits)]
    excess = sum(parts) - sum(kept)
    for i, limit in enumerate(limits):
        more = min(excess, limit - kept[i])
        kept[i] += more
        excess -= more
    return kept


class Event:
    """What an entry did to lots: (lot, mg, cents), and to what they are written down by: (lot, cents)."""

    def __init__(self, kind, on, mineral, made=()):
        self.kind, self.on, self.mineral, self.made = kind, on, mineral, list(made)
        self.changes = []
        self.written = []
        self.stands = True
        self.averaging = None  # of a release

    def lots(self):
        return {change[0] for change in self.changes} | {lot for lot, _ in self.written}


class Model:
    """Lots in exact fractions. Entries are numbered as the book numbers them."""

    def __init__(self, newest):
        self.events = {}
        self.newest = newest
        self.lots = []
        self.methods = dict(MINERALS)
        self.exact_released = Fraction(0)

    def add(self, event):
        self.newest += 1
        self.events[self.newest] = event
        for lot, mg, cents in event.changes:
            lot.mg += mg
            lot.cents += cents
            assert lot.mg >= 0 and lot.cents >= 0 and (lot.mg > 0 or lot.cents == 0), lot.name
        for lot, cents in event.written:
            lot.written += cents
            assert 0 <= lot.written, lot.name
        for lot in event.lots():
            assert lot.written <= lot.cents, lot.name
            if event.kind in ("averaging", "write-down"):
                lot.averaged[self.newest] = event.on
        return self.newest

    def carry(self, event):
        """What leaves lots takes its part of their write-downs along."""
        left, filled = 0, []
        for lot, mg, cents in event.changes:
            if mg > 0:
                filled.append((lot, mg, cents))
            elif mg < 0 and lot.written:
                part = half_even(Fraction(lot.written * -mg, lot.mg))
                part = min(max(part, lot.written - (lot.cents + cents)), lot.written, -cents)
                left += part
                if part:
                    event.written.append((lot, -part))
        if left and filled:
            parts = within(by_largest_remainder(left, [mg for _, mg, _ in filled]), [cents for _, _, cents in filled])
            event.written += [(lot, part) for (lot, _, _), part in zip(filled, parts) if part]

    def write_down(self, mineral, lots, cents, on):
        event = Event("write-down", on, mineral)
        parts = by_largest_remainder(cents, [lot.cents - lot.written for lot in lots])
        event.written = [(lot, part) for lot, part in zip(lots, parts) if part]
        self.add(event)

    def open_lots(self, mineral, on):
        lots = [lot for lot in self.lots if lot.mineral == mineral and lot.mg > 0 and lot.drawable_from() <= on]
        return sorted(lots, key=lambda lot: (lot.aged_from, lot.root, lot.number))

    def last_averaged(self, mineral):
        days = [event.on for event in self.events.values() if event.kind == "averaging" and event.stands and event.mineral == mineral]
        return max(days, default=None)

    def purchase(self, mineral, mg, cents, site, on):
        lot = Lot(len(self.lots) + 1, f"L-{len(self.lots) + 1}", mineral, site, on, on, None)
        self.lots.append(lot)
        event = Event("purchase", on, mineral, [lot])
        event.changes = [(lot, mg, cents)]
        self.add(event)
        return lot

    def transfer(self, lot, mg, loss_mg, parts, site, on):
        """Into as many lots as there are parts, which come to mg - loss_mg."""
        cents = lot.cents if mg == lot.mg else half_even(Fraction(lot.cents * mg, lot.mg))
        event = Event("transfer", on, lot.mineral)
        event.changes = [(lot, -mg, -cents)]
        for part, cost in zip(parts, by_largest_remainder(cents, parts)):
            child = Lot(len(self.lots) + 1, f"L-{len(self.lots) + 1}", lot.mineral, site, on, lot.aged_from, lot.root)
            self.lots.append(child)
            event.made.append(child)
            event.changes.append((child, part, cost))
        assert sum(parts) == mg - loss_mg
        self.carry(event)
        self.add(event)
        return event.made

    def release(self, mineral, mg, on, named=()):
        """The lots drawn with their masses, and what left with each."""
        lots = list(named) or self.open_lots(mineral, on)
        if self.methods[mineral] == "lifo" and not named:
            lots.reverse()
        draws, left = [], mg
        for lot in lots:
            part = min(left, lot.mg)
            if part > 0:
                draws.append((lot, part))
                left -= part
        assert left == 0
        event = Event("release", on, mineral)
        if self.methods[mineral] == "average":
            costs = self.even_out(mineral, on, draws, event)
        else:
            costs = [half_even(Fraction(lot.cents * part, lot.mg)) for lot, part in draws]
        event.changes = [(lot, -part, -cost) for (lot, part), cost in zip(draws, costs)]
        self.carry(event)
        return self.add(event), sum(costs)

    def even_out(self, mineral, on, draws, release):
        pool = self.open_lots(mineral, on)
        all_mg, all_cents = sum(lot.mg for lot in pool), sum(lot.cents for lot in pool)
        drawn_mg = sum(part for _, part in draws)
        cost = half_even(Fraction(all_cents * drawn_mg, all_mg))
        costs = by_largest_remainder(cost, [part for _, part in draws])
        drawn = {lot: (part, cost) for (lot, part), cost in zip(draws, costs)}
        kept_mg = [lot.mg - drawn.get(lot, (0, 0))[0] for lot in pool]
        kept = by_largest_remainder(all_cents - cost, kept_mg) if sum(kept_mg) else [0] * len(pool)
        averaging = Event("averaging", on, mineral)
        for lot, kept_cents in zip(pool, kept):
            shift = drawn.get(lot, (0, 0))[1] + kept_cents - lot.cents
            if shift:
                averaging.changes.append((lot, 0, shift))
        assert sum(change[2] for change in averaging.changes) == 0
        evened = [drawn.get(lot, (0, 0))[1] + kept_cents for lot, kept_cents in zip(pool, kept)]
        all_written = sum(lot.written for lot in pool)
        if all_written:
            written = within(by_largest_remainder(all_written, [lot.mg for lot in pool]), evened)
            averaging.written = [(lot, part - lot.written) for lot, part in zip(pool, written) if part != lot.written]
        if averaging.changes or averaging.written:
            release.averaging = self.add(averaging)
        return costs

    def touched_since(self, number, lots):
        """Whether an entry that stands and came later moved any of the lots."""
        return any(other > number and event.stands and event.kind != "reversal" and event.lots() & set(lots) for other, event in self.events.items())

    def part_has_left(self, number):
        lots = {lot for lot, _ in self.events[number].written}
        return any(other > number and event.stands and event.kind not in ("reversal", "write-down") and any(lot in lots for lot, _ in event.written)
                   for other, event in self.events.items())

    def can_be_reversed(self, number):
        event = self.events[number]
        if not event.stands or event.kind in ("reversal", "averaging"):
            return False
        if event.kind == "write-down":
            return not self.part_has_left(number)
        return not event.made or not self.touched_since(number, event.made)

    def reverse(self, number):
        event = self.events[number]
        undone = [number]
        averaging = self.events.get(event.averaging)
        event.stands = False
        if averaging and averaging.stands and not self.touched_since(event.averaging, averaging.lots()):
            averaging.stands = False
            undone.append(event.averaging)
        for other in undone:
            for lot in self.events[other].lots():
                lot.averaged.pop(other, None)
        for other in undone:
            reversal = Event("reversal", event.on, event.mineral)
            reversal.changes = [(lot, -mg, -cents) for lot, mg, cents in self.events[other].changes]
            reversal.written = [(lot, -cents) for lot, cents in self.events[other].written]
            self.add(reversal)


class Book:
    """The program, with a book in memory where there is one."""

    def __init__(self, pvault, folder):
        self.program = support.Program(pvault, Path(folder) / "vault.db")
        run = self.program.run
        run("init", "--name", "Cost methods")
        for site in SITES:
            run("site", "add", site, "--name", site, "--country", "US", "--on", "2026-01-01")
        run("party", "add", "P", "--name", "Supplier", "--role", "supplier", "--on", "2026-01-01")
        run("cost-method", "set", "all", "lifo", "--on", "2026-01-01", "--reason", "to be replaced")
        for mineral, method in MINERALS.items():
            run("cost-method", "set", mineral, method, "--on", "2026-01-02")
        self.newest = self.program.report("journal", "--as-of", "2026-01-04")["known_at"]["entry"]

    def refused(self, *words):
        done = subprocess.run(["pvault", *words], env=self.program.environment, capture_output=True, text=True)
        return done.stderr.split(":")[1].strip() if done.returncode else None

    def purchase(self, mineral, mg, cents, site, on, lot):
        self.program.run("purchase", "record", "--mineral", mineral, "--mass", grams_of(mg), "--cost", usd_of(cents), "--supplier", "P", "--site", site,
                         "--on", str(on), "--lot", lot)

    def transfer(self, lot, mg, made, loss_mg, site, on):
        outputs = [word for child in made for word in ("--output", f"{grams_of(child.mg)}={child.name}")]
        self.program.run("transfer", "record", "--lot", lot.name, "--mass", grams_of(mg), "--to-site", site, "--on", str(on),
                         "--kind", "processing" if loss_mg else "repack", *outputs)

    @staticmethod
    def release_words(mineral, mg, on, named=()):
        lots = [word for lot in named for word in ("--lot", lot.name)]
        return ("release", "record", "--mineral", mineral, "--mass", grams_of(mg), "--kind", "sample", "--authority", "test", "--on", str(on), *lots)


class History:
    """One history of all minerals. With whole prices, masses are grams and costs whole cents a gram, so that no draw is ever rounded."""

    def __init__(self, book, seed, whole_prices):
        self.chance = random.Random(seed)
        self.book = book
        self.model = Model(book.newest)
        self.whole_prices = whole_prices
        self.on = FIRST_DAY
        self.counts = {}
        self.journal = []  # for beancount: (day, order, mineral, mg, cents or None)

    def count(self, what):
        self.counts[what] = self.counts.get(what, 0) + 1

    def some_mg(self, most):
        if self.whole_prices:
            return 1000 * self.chance.randint(1, max(1, most // 1000))
        return self.chance.randint(1, most) if self.chance.random() < 0.7 else self.chance.randint(1, min(most, 50))

    def step(self):
        mineral = self.chance.choice(list(MINERALS))
        lots = self.model.open_lots(mineral, self.on)
        kind = self.chance.choices(["purchase", "release", "transfer", "reversal", "late", "write-down"], [30, 40, 16, 8, 3, 6])[0]
        if kind == "purchase" or not lots:
            self.purchase(mineral)
        elif kind == "release":
            self.release(mineral, lots)
        elif kind == "transfer":
            self.transfer(lots)
        elif kind == "reversal":
            self.reversal(mineral)
        elif kind == "write-down":
            self.write_down(mineral, lots)
        else:
            self.late(mineral)

    def purchase(self, mineral):
        self.on += datetime.timedelta(days=1)  # the day of purchase then names the lot in beancount
        mg = self.some_mg(5_000_000)
        cents = mg // 1000 * self.chance.randint(1, 300) if self.whole_prices else self.chance.choice([0, 1, self.chance.randint(1, 10**7)])
        lot = self.model.purchase(mineral, mg, cents, self.chance.choice(SITES), self.on)
        self.book.purchase(mineral, mg, cents, lot.site, self.on, lot.name)
        self.journal.append((self.on, self.model.newest, mineral, mg, cents))
        self.count("purchase")

    def release(self, mineral, lots):
        named = []
        if self.model.methods[mineral] == "specific" or (not self.whole_prices and self.chance.random() < 0.1):
            named = self.chance.sample(lots, self.chance.randint(1, min(4, len(lots))))
        held = sum(lot.mg for lot in named or lots)
        mg = held if self.chance.random() < 0.12 else self.some_mg(held)
        if self.model.methods[mineral] == "specific" and self.chance.random() < 0.1:
            assert self.book.refused(*self.book.release_words(mineral, mg, self.on)) == "lots_not_named"
            self.count("lots_not_named")
        self.model.release(mineral, mg, self.on, named)
        self.book.program.run(*self.book.release_words(mineral, mg, self.on, named))
        self.journal.append((self.on, self.model.newest, mineral, -mg, None))
        self.count("release")

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
        numbers = [number for number, event in self.model.events.items() if event.mineral == mineral and event.stands and event.kind not in ("reversal", "averaging")]
        if not numbers:
            return
        number = numbers[-1] if self.whole_prices or self.chance.random() < 0.5 else self.chance.choice(numbers[-15:])
        words = ("reverse", str(number), "--reason", "test")
        if not self.model.can_be_reversed(number):
            refusal = self.book.refused(*words)
            assert refusal == "something_depends_on_it", f"reversal of entry {number}: {refusal}"
            self.count("something_depends_on_it")
            return
        if self.whole_prices and self.model.events[number].kind == "transfer":
            return
        self.model.reverse(number)
        self.book.program.run(*words)
        self.journal = [line for line in self.journal if line[1] != number]
        self.count("reversal")

    def write_down(self, mineral, lots):
        chosen = lots if self.chance.random() < 0.5 else [self.chance.choice(lots)]
        carrying = sum(lot.cents - lot.written for lot in chosen)
        words = ["write-down", "record", "--reason", "test", "--on", str(self.on)]
        words += ["--mineral", mineral] if len(chosen) > 1 or len(lots) == 1 else ["--lot", chosen[0].name]
        if self.chance.random() < 0.1:
            assert self.book.refused(*words, "--amount", usd_of(carrying + 1)) == "write_down_above_cost"
            self.count("write_down_above_cost")
        if not carrying:
            return
        cents = carrying if self.chance.random() < 0.1 else self.chance.randint(1, carrying)
        self.model.write_down(mineral, chosen, cents, self.on)
        self.book.program.run(*words, "--amount", usd_of(cents))
        self.count("write-down")

    def late(self, mineral):
        """A release dated before an averaging, which is refused; or a purchase that comes late."""
        averaged = self.model.last_averaged(mineral)
        if averaged and averaged > FIRST_DAY:
            refusal = self.book.refused(*self.book.release_words(mineral, 1, averaged - datetime.timedelta(days=1)))
            assert refusal == "average_not_in_order", refusal
            self.count("average_not_in_order")
        elif not self.whole_prices:
            on = FIRST_DAY + datetime.timedelta(days=self.chance.randint(0, (self.on - FIRST_DAY).days))
            mg, cents = self.some_mg(5_000_000), self.chance.randint(1, 10**7)
            lot = self.model.purchase(mineral, mg, cents, self.chance.choice(SITES), on)
            self.book.purchase(mineral, mg, cents, lot.site, on, lot.name)
            self.count("late purchase")

    def empty(self):
        for mineral, method in MINERALS.items():
            lots = self.model.open_lots(mineral, self.on)
            if lots:
                named = lots if method == "specific" else ()
                mg = sum(lot.mg for lot in lots)
                self.model.release(mineral, mg, self.on, named)
                self.book.program.run(*self.book.release_words(mineral, mg, self.on, named))
        for row in self.book.program.report("cost", "--as-of", str(self.on))["rows"]:
            if row["mineral"] in MINERALS:
                assert row["cost_method"] == MINERALS[row["mineral"]], row
                held = (Fraction(row["on_hand_kg"]), Fraction(row["cost_usd"]), Fraction(row["written_down_usd"]))
                assert held == (0, 0, 0), f"{row['mineral']} is emptied and holds {held[0]} kg at {held[1]} USD, written down by {held[2]}"

    def compare(self):
        """Each lot to the milligram and the cent."""
        rows = self.book.program.report("lots", "--as-of", str(self.on))["rows"]
        found = {row["lot"]: (Fraction(row["on_hand_kg"]) * 10**6, Fraction(row["cost_usd"]) * 100, Fraction(row["written_down_usd"]) * 100) for row in rows}
        expected = {lot.name: (lot.mg, lot.cents, lot.written) for lot in self.model.lots}
        wrong = {name: (found.get(name), expected.get(name)) for name in expected.keys() | found.keys() if found.get(name) != expected.get(name)}
        assert not wrong, f"lots differ (book, fractions): {dict(list(wrong.items())[:5])}"
        return len(found)


def beancount_journal(history, minerals):
    lines = ["2020-01-01 open Equity:Cost"]
    for mineral in minerals:
        lines.append(f'2020-01-01 open Assets:Stock:{mineral.upper()}  {mineral.upper()} "{MINERALS[mineral].upper()}"')
    for on, number, mineral, mg, cents in sorted(history.journal, key=lambda line: line[:2]):
        if mineral in minerals:
            cost = "{}" if cents is None else f"{{{{{usd_of(cents)}}}}}"
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
    for row in history.book.program.report("lots", "--as-of", str(history.on))["rows"]:
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
            history.compare()
            history.book.program.run("audit", "verify")
        except (AssertionError, RuntimeError) as error:
            raise AssertionError(f"seed {seed}, {history.counts}: {error}") from error
        return history, lots


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--steps", type=int, default=500, help="steps of each history")
    options = parser.parse_args()
    for tool in ("bean-check", "bean-query"):
        assert shutil.which(tool), f"{tool} is not installed: tools/install test"
    counts, lots = {}, 0
    for seed, whole_prices in ((1, True), (2, False), (3, False), (4, True)):
        history, matched = run_history(options, seed, options.steps, whole_prices)
        lots += matched
        for what, count in history.counts.items():
            counts[what] = counts.get(what, 0) + count
    wanted = {"purchase", "late purchase", "release", "transfer", "reversal", "lots_not_named", "average_not_in_order", "something_depends_on_it", "write-down", "write_down_above_cost"}
    assert wanted <= counts.keys(), f"never came about: {wanted - counts.keys()}"
    assert lots > 20, f"beancount had only {lots} lots to agree on"
    print(f"{sum(counts.values())} steps agree: {counts}; beancount agrees on {lots} lots")


if __name__ == "__main__":
    main()
