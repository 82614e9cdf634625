#!/usr/bin/env python3
"""Random histories with late, undone and pledged things in them: every figure of every day of `trend` is what `coverage`, `cost`, `financing` and `facilities` say
of that day, as it is known by now and as it was known earlier. The days themselves are computed here by the calendar."""

import calendar
import datetime
import random
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import support

SEEDS = 2
STEPS = 90
MINERALS = ["gallium", "cobalt", "cerium", "hafnium", "tin"]
COVERAGE = ["kind", "on_hand_kg", "available_kg", "demand_kg_per_year", "coverage_qualifier", "coverage_days", "target_days", "status"]
MONEY = ["cost_usd", "carrying_cost_usd", "financing_cost_usd", "market_value_usd"]
OF_DAY = ("coverage", "cost", "financing", "facilities")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
# What a history must have brought about, over all seeds.
WANTED = {"purchase", "late purchase", "release", "transfer", "quality", "pledge", "pledge release", "sale", "price", "target", "demand", "drawdown", "accrual", "payment", "reversal"}


def days_of_trend(first, last, by):
    """The last days of the intervals from the first day on, before the last day, and the last day."""
    days = []
    year, month = first.year, first.month
    while True:
        month += -month % MONTHS[by]
        end = datetime.date(year, month, calendar.monthrange(year, month)[1])
        if end >= last:
            return [*map(str, days), str(last)]
        days.append(end)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


class History:
    def __init__(self, pvault, folder, seed):
        self.program = support.Program(pvault, Path(folder) / "vault.db")
        self.chance = random.Random(seed)
        self.counts = {}
        self.lots, self.entries, self.purchases = [], [], []
        run = self.program.run
        run("init", "--name", "Trend")
        for site, kind in (("S-1", None), ("S-2", None), ("SEA", "in-transit"), ("MILL", "in-process")):
            run("site", "add", site, "--name", site, "--country", "US", "--on", "2025-01-01", *(["--kind", kind] if kind else []))
        for party, role in (("P", "supplier"), ("B", "other"), ("L", "lender"), ("W", "warehouse")):
            run("party", "add", party, "--name", party, "--role", role, "--on", "2025-01-01")
        run("carrying", "set", "--kind", "storage", "--site", "S-1", "--to", "W", "--rate", "12 USD/t-month", "--on", "2025-01-01")
        for facility, rate in (("F-1", "6%"), ("F-2", "4%")):
            run("facility", "add", facility, "--lender", "L", "--commitment", "50e6 USD", "--rate", rate, "--day-count", "30/360", "--available-from", "2025-01-10",
                "--available-until", "2030-12-31", "--maturity", "2040-12-31", "--payments", "quarterly", "--capitalise-until", "2026-01-01", "--commitment-fee", "0.5%")
        self.on = datetime.date(2025, 1, 10)

    def newest(self):
        return self.ask("SELECT max(entry_id) FROM entry")[0][0]

    def ask(self, sql, *values):
        """The book's file, whose tables docs/FORMAT.md describes."""
        with closing(sqlite3.connect(f"file:{self.program.book}?mode=ro", uri=True)) as book:
            return book.execute(sql, values).fetchall()

    def attempt(self, what, *words):
        """Records it if the book allows it; what it refuses is no part of the history. A fault of the program or of the command line is one."""
        done = subprocess.run(["pvault", *words], env=self.program.environment, capture_output=True, text=True)
        assert done.returncode in (0, 1), f"pvault {' '.join(words)}: {done.returncode}, {done.stderr}"
        if done.returncode == 0:
            self.counts[what] = self.counts.get(what, 0) + 1
            self.entries.append(self.newest())
        return done.returncode == 0

    def step(self):
        chance = self.chance
        self.on += datetime.timedelta(days=chance.randint(0, 9))
        on, mineral = ["--on", str(self.on)], chance.choice(MINERALS)
        kind = chance.choices(["purchase", "late", "release", "transfer", "quality", "pledge", "pledge release", "sale", "price", "target", "demand", "drawdown", "accrual",
                               "payment", "reversal"], [20, 6, 10, 8, 8, 6, 4, 5, 5, 3, 2, 8, 4, 4, 8])[0]
        if kind in ("purchase", "late") or not self.lots:
            self.buy(mineral, kind == "late")
        elif kind == "release":
            self.attempt("release", "release", "record", "--mineral", mineral, "--mass", f"{chance.randint(1, 3000)} kg", "--kind", "sample", "--authority", "test", *on)
        elif kind == "transfer":
            name = f"T-{len(self.lots)}"
            if self.attempt("transfer", "transfer", "record", "--lot", chance.choice(self.lots), "--mass", f"{chance.randint(1, 900)} kg", "--to-site",
                            chance.choice(["S-1", "S-2", "SEA", "MILL"]), "--as", name, *on):
                self.lots.append(name)
        elif kind == "quality":
            self.attempt("quality", "lot", "quality", chance.choice(self.lots), "--status", chance.choice(["accepted", "quarantined", "rejected"]), "--reason", "test", *on)
        elif kind == "pledge":
            forbids = ["--forbids-release"] if chance.random() < 0.5 else []
            self.attempt("pledge", "pledge", "record", "--lot", chance.choice(self.lots), "--facility", "F-1", *forbids, *on)
        elif kind == "pledge release":
            for lot in self.lots:
                if self.attempt("pledge release", "pledge", "release", "--lot", lot, *on):
                    break
        elif kind == "sale":
            self.attempt("sale", "sale", "record", "--mineral", mineral, "--mass", f"{chance.randint(1, 1500)} kg", "--price", "50 USD/kg", "--to", "B", "--ship-by",
                         "2035-12-31", "--authority", "test", *on)
        else:
            self.step_of_figures(kind, mineral, on)

    def step_of_figures(self, kind, mineral, on):
        chance = self.chance
        if kind == "price":
            self.attempt("price", "price", "add", mineral, "--price", f"{chance.randint(1, 900)} USD/kg", "--source", "test", *on)
        elif kind == "target":
            self.attempt("target", "target", "set", mineral, "--days", str(chance.randint(0, 120)), *on)
        elif kind == "demand":
            self.attempt("demand", "demand", "add", mineral, "--year", str(self.on.year), "--mass", f"{chance.randint(5, 90)} t", "--basis", "apparent-consumption", "--source", "test",
                         *chance.choice([[], ["--upper-bound"], ["--lower-bound"]]))
        elif kind == "drawdown":
            cents = chance.randint(1, 10**8)
            use = ["--use", f"{chance.choice(self.purchases)}={cents // 200}.00 USD"] if self.purchases and chance.random() < 0.8 else []
            self.attempt("drawdown", "drawdown", "record", "--facility", chance.choice(["F-1", "F-2"]), "--amount", f"{cents // 100}.{cents % 100:02} USD", *use, *on)
        elif kind == "accrual":
            self.attempt("accrual", "accrue", "--until", str(self.on))
        elif kind == "payment":
            self.attempt("payment", "payment", "record", "--facility", chance.choice(["F-1", "F-2"]), "--amount", f"{chance.randint(1, 90000)} USD", *on)
        else:
            self.attempt("reversal", "reverse", str(chance.choice(self.entries[-25:])), "--reason", "test", *(on if chance.random() < 0.7 else []))

    def buy(self, mineral, late):
        on = self.on - datetime.timedelta(days=self.chance.randint(20, 120)) if late else self.on
        name = f"L-{len(self.lots)}"
        if self.attempt("late purchase" if late else "purchase", "purchase", "record", "--mineral", mineral, "--mass", f"{self.chance.randint(1, 4000)} kg", "--price",
                        f"{self.chance.randint(1, 200)} USD/kg", "--supplier", "P", "--site", self.chance.choice(["S-1", "S-1", "S-2", "SEA"]), "--lot", name, "--on", str(on)):
            self.lots.append(name)
            self.purchases.append(name)

    def first_business(self, known_at):
        """By the journal: the first day on which stock or principal was posted, without what was undone as of its own day."""
        journal = self.program.report("journal", "--as-of", str(self.on), "--known-at", str(known_at))["rows"]
        entries = {row["entry"]: row for row in journal}
        reversals = self.ask("SELECT reversed_entry_id, effective_on FROM reversal WHERE entry_id <= ?", known_at)
        undone = {number for number, on in reversals if number in entries and entries[number]["effective_on"] == on}
        days = [row["effective_on"] for row in journal
                if (row["account"] or "").split(":")[0] in ("inventory", "loan_principal") and row["kind"] != "reversal" and row["entry"] not in undone]
        return datetime.date.fromisoformat(min(days)) if days else self.on

    def check(self, known_at, by, as_of):
        trend = self.program.report("trend", "--as-of", str(as_of), "--known-at", str(known_at), "--by", by)
        days = {}
        for row in trend["rows"]:
            days.setdefault(row["on"], {})[row["mineral"]] = row
        first = min(self.first_business(known_at), as_of)
        assert list(days) == days_of_trend(first, as_of, by), f"days {list(days)}, first business {first}"
        answers = iter(self.program.reports([(name, on, {}) for on in days for name in OF_DAY], "--known-at", str(known_at)))
        for on, rows in days.items():
            assert len(rows) == 62, f"{len(rows)} rows on {on}"
            self.check_day(on, rows, known_at, {name: next(answers) for name in OF_DAY})
        return len(days)

    def check_day(self, on, rows, known_at, reports):
        where = f"on {on}, known at {known_at}"
        for row in reports["coverage"]["rows"]:
            same(f"{row['mineral']} {where}", rows[row["mineral"]], row, COVERAGE)
        debts = {row["mineral"]: row["debt_usd"] for row in reports["financing"]["rows"]}
        for row in reports["cost"]["rows"]:
            same(f"{row['mineral']} {where}", rows[row["mineral"]], row | {"debt_usd": debts.get(row["mineral"], "0.00")}, [*MONEY, "debt_usd"])
        whole, facilities = rows["all"], reports["facilities"]["totals"]
        expected = {name: reports["cost"]["totals"].get(name) for name in MONEY}  # of values that nobody knows there is no total
        if any(Fraction(row["on_hand_kg"]) > 0 and row["market_value_usd"] is None for row in reports["cost"]["rows"]):
            expected["market_value_usd"] = None  # of a part there is none beside the cost of all
        expected |= {"debt_usd": facilities["principal_usd"], "undisbursed_usd": facilities["undisbursed_usd"], "debt_unallocated_usd": debts["unallocated"]}
        expected |= counts_and_lowest(reports["coverage"]["rows"])
        same(f"the whole {where}", whole, expected, expected)
        borne = sum(Fraction(row["debt_usd"]) for row in rows.values() if row["kind"] == "mineral")
        assert borne + Fraction(whole["debt_unallocated_usd"]) == Fraction(whole["debt_usd"]), f"debt {where}"


def counts_and_lowest(coverage):
    minerals = [row for row in coverage if row["kind"] == "mineral"]
    counts = {status: sum(row["status"] == status for row in minerals) for status in ("on_target", "below_target", "no_stock")}
    held = [row for row in minerals if row["coverage_days"] is not None and Fraction(row["available_kg"]) > 0]
    lowest = min(held, key=lambda row: Fraction(row["coverage_days"]), default=None)
    names = {"lowest_coverage_days": "coverage_days", "lowest_coverage_mineral": "mineral", "coverage_qualifier": "coverage_qualifier"}
    return counts | {name: lowest and lowest[of] for name, of in names.items()}


def same(where, found, expected, names):
    wrong = {name: (found[name], expected[name]) for name in names if found[name] != expected[name]}
    assert not wrong, f"{where} (trend, report): {wrong}"


def main():
    options = support.arguments(__doc__)
    counts, days = {}, 0
    for seed in range(1, options.times * SEEDS + 1):
        with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
            history = History(options.pvault, folder, seed)
            try:
                for _ in range(STEPS):
                    history.step()
                newest = history.newest()
                days += history.check(newest, "month", history.on)
                days += history.check(history.chance.choice(history.entries), "quarter", history.on)
                days += history.check(newest, "year", history.on - datetime.timedelta(days=100))
            except (AssertionError, RuntimeError, KeyError) as error:
                raise SystemExit(f"seed {seed}: {type(error).__name__}: {error}") from error
        for what, times in history.counts.items():
            counts[what] = counts.get(what, 0) + times
    missing = WANTED - counts.keys()
    assert not missing, f"no history brought about: {missing}"
    print(f"{days} days of {options.times * SEEDS} histories agree with the reports of each day; {counts}")


if __name__ == "__main__":
    main()
