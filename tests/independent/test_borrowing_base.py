#!/usr/bin/env python3
"""Every figure of `pvault report borrowing-base` against docs/FINANCING.md, "Borrowing base", computed here in exact fractions from what the
auditors' views of the book file say, over generated books: lots bought and partly released, prices that change, facilities that share a base,
terms that are replaced, ended and reversed; as of several days and as known at several entries."""

import random
import sqlite3
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from os import cpu_count
from pathlib import Path

import support

SEED = 20260331
BOOKS = 6
START = date(2025, 3, 1)
STEPS = 10_000  # of 0.01 %
PPB = 10**9
MINERALS = {"cobalt": 33, "gallium": 580, "tin": 30, "zinc": 3, "cesium": 100}  # about what a kilogram costs in USD
FACILITIES = ("EXIM-1", "BANKS-1", "OTHER-1")


# A book, at random ----------------------------------------------------------------------------------------------------


def fill(program, dice):
    program.run("init", "--name", "Lent upon")
    program.record("site", "add", "S", "--name", "S", "--country", "US", "--on", "2025-01-01")
    program.record("party", "add", "T", "--name", "T", "--role", "supplier", "--on", "2025-01-01")
    program.record("party", "add", "L", "--name", "L", "--role", "lender", "--on", "2025-01-01")
    for facility in FACILITIES:
        words = ["--rate", "6%", "--day-count", "30/360", "--payments", "quarterly", "--repayment", "bullet", "--commitment", "10M USD"]
        dates = ["--available-from", "2025-02-01", "--available-until", "2028-12-31", "--maturity", "2035-12-31"]
        program.record("facility", "add", facility, "--lender", "L", *words, *dates)
    for action in [buy] * 10 + [lend] * 4 + dice.choices([buy, release, quote, lend, draw, undo], k=50):
        action(program, dice)


def any_day(dice):
    return (START + timedelta(dice.randrange(400))).isoformat()


def percent(dice):
    return dice.choice(["0%", f"{dice.randrange(1, 11) * 10}%", f"{dice.randrange(1, 10**9) / 10**7:.7f}%"])


def buy(program, dice):
    mineral = dice.choice(list(MINERALS))
    price = f"{MINERALS[mineral] * dice.uniform(0.6, 1.5):.4f} USD/kg"
    words = ["--mass", f"{dice.uniform(1, 2000):.6f} kg", "--price", price, "--supplier", "T", "--site", "S"]
    program.record("purchase", "record", "--mineral", mineral, *words, "--on", any_day(dice))


def release(program, dice):
    mineral, day = dice.choice(list(MINERALS)), any_day(dice)
    attempt(program, "release", "record", "--mineral", mineral, "--mass", f"{dice.uniform(1, 500):.3f} kg", "--kind", "loss", "--authority", "count", "--on", day)


def quote(program, dice):
    mineral = dice.choice([name for name in MINERALS if name != "cesium"])
    number, unit = MINERALS[mineral] * dice.uniform(0.3, 1.6), dice.choice(["kg", "lb"])
    program.record("price", "add", mineral, "--price", f"{number if unit == 'kg' else number / 2.2:.5f} USD/{unit}", "--source", "press", "--on", any_day(dice))


def lend(program, dice):
    facility, day = dice.choice(FACILITIES[:2]), any_day(dice)
    words = ["facility", "borrowing-base", facility, "--source", "agreement", "--on", day]
    if dice.random() < 0.15:
        program.record(*words, "--none")
        return
    words += ["--advance-rate", percent(dice)]
    for mineral in dice.sample(list(MINERALS), dice.randrange(4)):
        words += ["--advance", f"{mineral}={percent(dice)}"]
    if dice.random() < 0.5:
        words += ["--reserve", f"{dice.randrange(10**7) / 100:.2f} USD"]
    if dice.random() < 0.7:
        words += ["--concentration", f"{dice.randrange(1, 10**9) / 10**7:.7f}%"]
    if dice.random() < 0.5:
        words += ["--price-age", f"{dice.randrange(400)}d"]
    for sharing in dice.sample([code for code in FACILITIES if code != facility], dice.randrange(3)):
        words += ["--shared-with", sharing]
    program.record(*words)


def draw(program, dice):
    program.record("drawdown", "record", "--facility", dice.choice(FACILITIES), "--amount", f"{dice.randrange(10**7) / 100 + 1:.2f} USD", "--on", any_day(dice))


def undo(program, dice):
    """One of the newest prices, borrowing bases or drawdowns, as of its own day or a later one."""
    kinds = ("price", "borrowing-base", "drawdown")
    program.record_waiting()
    with sqlite3.connect(f"file:{program.book}?mode=ro", uri=True) as book:
        rows = book.execute("SELECT entry_id, kind, effective_on FROM v_entry WHERE entry_id > 170").fetchall()
    rows = [row for row in rows if row[1] in kinds]
    if rows:
        entry, _, day = dice.choice(rows)
        later = date.fromisoformat(day) + timedelta(dice.choice([0, 0, 20]))
        attempt(program, "reverse", str(entry), "--reason", "test", "--on", later.isoformat())


def attempt(program, *words):
    """What may be refused: then nothing was recorded."""
    try:
        program.run(*words)
    except RuntimeError as refusal:
        assert "refused: " in str(refusal), refusal


# What the page says ---------------------------------------------------------------------------------------------------


class Moment:
    """The book as of a day, as known at an entry, read through its views."""

    def __init__(self, book, day, known):
        self.day, self.at = day, {"day": day.isoformat(), "known": known}
        self.book = book
        # A reversal by its entry: the day it is dated.
        rows = book.execute("SELECT entry_id, effective_on FROM v_entry WHERE kind = 'reversal' AND entry_id <= :known", self.at)
        self.reversals = {entry: on for entry, on in rows if on <= self.at["day"]}

    def rows(self, sql):
        self.book.row_factory = sqlite3.Row
        return self.book.execute(sql, self.at).fetchall()

    def newest(self, sql):
        """Of rows with a key: the one that counts for each, the latest, of one day the later entry, unless it was reversed by then."""
        newest = {}
        for row in self.rows(f"{sql} WHERE effective_on <= :day AND entry_id <= :known ORDER BY effective_on, entry_id"):
            if row["reversed_by"] not in self.reversals:
                newest[row["key"]] = row
        return newest

    def lots(self):
        rows = self.rows(
            "SELECT lot, mineral, SUM(mass_mg) AS mass, SUM(amount_cents) AS cost FROM v_journal "
            "WHERE account_name = 'inventory' AND effective_on <= :day AND entry_id <= :known GROUP BY lot, mineral HAVING SUM(mass_mg) > 0"
        )
        lots = defaultdict(list)
        for row in rows:
            lots[row["mineral"]].append((row["mass"], row["cost"]))
        return lots

    def principal(self, facility):
        rows = self.rows(
            "SELECT facility, -SUM(amount_cents) AS owed FROM v_journal WHERE account_name = 'loan_principal' "
            "AND effective_on <= :day AND entry_id <= :known GROUP BY facility"
        )
        return {row["facility"]: row["owed"] for row in rows}.get(facility, 0)

    def prices(self):
        usable = "SELECT mineral AS key, * FROM (SELECT * FROM v_price WHERE unusable IS NULL)"
        return {mineral: (Fraction(row["cents"], row["per_mg"]), row["effective_on"]) for mineral, row in self.newest(usable).items()}

    def bases(self):
        rows = self.newest("SELECT facility AS key, * FROM v_borrowing_base")
        return {facility: row for facility, row in rows.items() if row["advance_rate_ppb"] is not None}

    def own_rates(self, entry):
        rows = self.rows(f"SELECT mineral, advance_rate_ppb FROM v_borrowing_base_advance WHERE entry_id = {entry}")
        return {row["mineral"]: row["advance_rate_ppb"] for row in rows}

    def sharing(self, entry):
        return [row["shared_with"] for row in self.rows(f"SELECT shared_with FROM v_borrowing_base_facility WHERE entry_id = {entry}")]


class Certificate:
    def __init__(self, moment, facility, terms):
        self.facility, self.terms, self.lots = facility, terms, moment.lots()
        rates = moment.own_rates(terms["entry_id"])
        self.rate = {mineral: Fraction(rates.get(mineral, terms["advance_rate_ppb"]), PPB) for mineral in self.lots}
        self.price, self.usable = moment.prices(), {}
        for mineral, (price, on) in self.price.items():
            age = (moment.day - date.fromisoformat(on)).days
            if terms["price_age_days"] is None or age <= terms["price_age_days"]:
                self.usable[mineral] = price
        self.debt = sum(moment.principal(code) for code in [facility, *moment.sharing(terms["entry_id"])])

    def status(self, mineral):
        if self.rate[mineral] == 0:
            return "not_eligible"
        if mineral not in self.price:
            return "no_price"
        return "eligible" if mineral in self.usable else "price_too_old"

    def values(self, mineral, fall=0):
        """Market value and lower value."""
        if mineral not in self.usable:
            return None, 0
        price = self.usable[mineral] * Fraction(STEPS - fall, STEPS)
        values = [(floor(mass * price), cost) for mass, cost in self.lots[mineral]]
        return sum(value for value, _ in values), sum(min(value, cost) for value, cost in values)

    def advance(self, mineral, fall=0):
        return floor(self.values(mineral, fall)[1] * self.rate[mineral])

    def excess(self, advances):
        if self.terms["concentration_limit_ppb"] is None:
            return dict.fromkeys(advances, 0)
        most = floor(sum(advances.values()) * Fraction(self.terms["concentration_limit_ppb"], PPB))
        return {mineral: max(0, advance - most) for mineral, advance in advances.items()}

    def base(self, advances):
        return max(0, sum(advances.values()) - sum(self.excess(advances).values()) - self.terms["reserve_cents"])

    def breaching_fall(self, minerals):
        """Tried from the smallest on in strides, then one by one: no fall is taken to breach because a smaller one does."""
        now = {mineral: self.advance(mineral) for mineral in self.lots}

        def breaches(fall):
            return self.base(now | {mineral: self.advance(mineral, fall) for mineral in minerals}) < self.debt

        stride = 100
        for end in range(0, STEPS + 1, stride):
            if breaches(end):
                return next(fall for fall in range(max(0, end - stride + 1), end + 1) if breaches(fall))
        return None

    def rows(self):
        advances = {mineral: self.advance(mineral) for mineral in self.lots}
        excess, base = self.excess(advances), self.base(advances)
        whole = {"status": "breached" if base < self.debt else "within", "debt": self.debt, "headroom": base - self.debt, "reserve": self.terms["reserve_cents"]}
        whole |= {"advance": sum(advances.values()), "concentration_excess": sum(excess.values()), "base": base, "fall": self.breaching_fall(self.lots)}
        whole |= {"cost": 0, "market_value": 0, "lower_value": 0}
        rows = {(self.facility, None): whole}
        for mineral, lots in self.lots.items():
            market, lower = self.values(mineral)
            row = {"status": self.status(mineral), "on_hand": sum(mass for mass, _ in lots), "cost": sum(cost for _, cost in lots)}
            row |= {"market_value": market, "lower_value": lower, "advance": advances[mineral], "concentration_excess": excess[mineral]}
            row |= {"base": advances[mineral] - excess[mineral], "debt": None, "headroom": None, "reserve": None}
            row["fall"] = self.breaching_fall([mineral]) if row["status"] == "eligible" else None
            rows[self.facility, mineral] = row
            for name in ("cost", "market_value", "lower_value"):
                whole[name] += row[name] if row["status"] == "eligible" else 0
        return rows


# Comparing ------------------------------------------------------------------------------------------------------------


def scaled(text, factor):
    return None if text is None else int(Fraction(text) * factor)


def found_rows(report):
    rows = {}
    for row in report["rows"]:
        found = {"status": row["status"], "fall": scaled(row["breaching_price_fall_percent"], 100)}
        if row["mineral"] is not None:
            found["on_hand"] = scaled(row["on_hand_kg"], 10**6)
        for name in ("cost", "market_value", "lower_value", "advance", "concentration_excess", "base", "debt", "headroom", "reserve"):
            found[name] = scaled(row[f"{name}_usd"], 100)
        rows[row["facility"], row["mineral"]] = found
    return rows


def check_book(options, number):
    dice, differences, seen = random.Random(f"{SEED}-{number}"), [], defaultdict(int)
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = support.Program(options.pvault, Path(folder) / "vault.db")
        fill(program, dice)
        program.record_waiting()
        book = sqlite3.connect(f"file:{program.book}?mode=ro", uri=True)
        newest = book.execute("SELECT max(entry_id) FROM v_entry").fetchone()[0]
        for _ in range(12):
            day, known = START + timedelta(dice.randrange(60, 420)), dice.choice([newest, dice.randrange(185, newest)])
            moment = Moment(book, day, known)
            expected = {}
            for facility, terms in moment.bases().items():
                expected |= Certificate(moment, facility, terms).rows()
            found = found_rows(program.report("borrowing-base", "--as-of", day.isoformat(), "--known-at", str(known)))
            for key in sorted(expected.keys() | found.keys(), key=str):
                if expected.get(key) != found.get(key):
                    differences.append(f"book {number}, {day}, known at {known}, {key}: found {found.get(key)}, expected {expected.get(key)}")
            for row in expected.values():
                seen[row["status"]] += 1
                seen["figures"] += len(row)
                seen["excess"] += bool(row["concentration_excess"])
                seen["fall"] += bool(row["fall"])
        book.close()
        program.run("audit", "verify")
    return differences, seen


def main():
    options = support.arguments(__doc__)
    differences, seen = [], defaultdict(int)
    with ThreadPoolExecutor(max_workers=cpu_count()) as pool:
        for found, counts in pool.map(lambda number: check_book(options, number), range(options.times * BOOKS)):
            differences += found
            for name, count in counts.items():
                seen[name] += count
    print(f"seed {SEED}: {options.times * BOOKS} books,", ", ".join(f"{name} {count}" for name, count in sorted(seen.items())))
    wanted = ("within", "breached", "eligible", "not_eligible", "no_price", "price_too_old", "excess", "fall")
    differences += [f"no book shows {name}" for name in wanted if not seen[name]]
    print(*differences[:20], sep="\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
