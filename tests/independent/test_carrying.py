#!/usr/bin/env python3
"""Carrying charges by the rule of docs/MANUAL.md, "Storage, insurance and handling", computed here day by day in exact fractions from what
the auditors' views say, over generated books: purchases, releases, transfers, rates that change, end and are undone, late facts, accruals
and payments. Compared to the cent with `report carrying` and `report carrying-lots` as of several days and as known at several entries; and at
every accrual with what it posted, `report cost` and the trial balance."""

import calendar
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

SEED = 20250107
BOOKS = 4
START, DAYS = date(2025, 1, 20), 130
MINERALS = {"gallium": 580, "tin": 30, "zinc": 3}
SITES = {"A": "storage", "B": "storage", "SEA": "in-transit", "MILL": "in-process"}
PARTIES = {"KEEPER": "warehouse", "MOVER": "carrier", "INSURER": "other"}
KINDS = ("storage", "insurance", "handling")


# A book, at random ----------------------------------------------------------------------------------------------------


def fill(program, dice):
    program.run("init", "--name", "Carried")
    for site, kind in SITES.items():
        program.record("site", "add", site, "--name", site, "--country", "US", "--kind", kind, "--on", "2025-01-01")
    for party, role in {"S": "supplier", "C": "participant", **PARTIES}.items():
        program.record("party", "add", party, "--name", party, "--role", role, "--on", "2025-01-01")
    actions = [buy, buy, release, move, move, set_rate, set_rate, undo, accrue, pay]
    for action in [buy] * 5 + [set_rate] * 5 + dice.choices(actions, k=70):
        action(program, dice)
    accrue(program, dice)


def any_day(dice):
    return (START + timedelta(dice.randrange(DAYS))).isoformat()


def attempt(program, *words):
    """What may be refused: then nothing was recorded."""
    try:
        program.run(*words)
    except RuntimeError as refusal:
        assert "refused: " in str(refusal), refusal


def ask(program, sql):
    program.record_waiting()
    with sqlite3.connect(f"file:{program.book}?mode=ro", uri=True) as book:
        return book.execute(sql).fetchall()


def buy(program, dice):
    mineral = dice.choice(list(MINERALS))
    price = f"{MINERALS[mineral] * dice.uniform(0.6, 1.5):.4f} USD/kg"
    words = ["--mass", f"{dice.uniform(1, 9000):.6f} kg", "--price", price, "--supplier", "S", "--site", dice.choice(list(SITES))]
    program.record("purchase", "record", "--mineral", mineral, *words, "--on", any_day(dice))


def release(program, dice):
    mineral, kind = dice.choice(list(MINERALS)), dice.choice(["sale", "sample", "loss"])
    words = ["--price", "700 USD/kg", "--to", "C"] if kind == "sale" else []
    mass = f"{dice.uniform(1, 4000):.3f} kg"
    attempt(program, "release", "record", "--mineral", mineral, "--mass", mass, "--kind", kind, "--authority", "board", *words, "--on", any_day(dice))


def move(program, dice):
    lots = ask(program, "SELECT lot, on_hand_mg FROM v_lot WHERE on_hand_mg > 0")
    if not lots:
        return
    lot, mass = dice.choice(lots)
    taken = mass if dice.random() < 0.4 else dice.randrange(1, mass + 1)
    kind = dice.choice(["transfer", "transfer", "repack", "processing"])
    words = ["--lot", lot, "--mass", f"{taken / 10**6:.6f} kg", "--kind", kind]
    if kind == "processing":
        words += ["--output", f"{taken * 9 // 10 / 10**6:.6f} kg"]
    if kind == "transfer" or dice.random() < 0.3:
        words += ["--to-site", dice.choice(list(SITES))]
    attempt(program, "transfer", "record", *words, "--on", any_day(dice))


def set_rate(program, dice):
    kind = dice.choice(KINDS)
    words = ["--kind", kind, "--on", any_day(dice)]
    if dice.random() < 0.6:
        words += ["--site", dice.choice(list(SITES))]
    if dice.random() < 0.5:
        words += ["--mineral", dice.choice(list(MINERALS))]
    if dice.random() < 0.15:
        program.record("carrying", "set", *words, "--none")
        return
    words += ["--to", dice.choice(list(PARTIES))]
    price = lambda: f"{dice.randrange(5 * 10**4) / 1000:.3f} USD/{dice.choice(['t', 't', 'lb', 'kg'])}"
    if kind == "handling":
        charges = dice.sample(["--in", "--out"], dice.randrange(1, 3))
        words += [word for charge in charges for word in (charge, price())]
    else:
        words += ["--rate", dice.choice([price() + "-month", price() + "-month", f"{dice.randrange(10**7) / 10**7:.7f}%"])]
    program.record("carrying", "set", *words)


def undo(program, dice):
    """One of the entries of late, as of its own day or a later one."""
    kinds = "('purchase', 'release', 'transfer', 'carrying-rate', 'carrying-accrual', 'payment')"
    rows = ask(program, f"SELECT entry_id, effective_on FROM v_entry WHERE kind IN {kinds} AND reversed_by IS NULL ORDER BY entry_id DESC LIMIT 12")
    entry, day = dice.choice(rows)
    later = date.fromisoformat(day) + timedelta(dice.choice([0, 0, 0, 15]))
    attempt(program, "reverse", str(entry), "--reason", "test", "--on", later.isoformat())


def accrue(program, dice):
    program.record("accrue", "--until", any_day(dice), *dice.choice([[], ["--carrying"]]))


def pay(program, dice):
    party, day = dice.choice(list(PARTIES)), any_day(dice)
    attempt(program, "payment", "record", "--to", party, "--amount", f"{dice.randrange(1, 2000) / 100:.2f} USD", "--on", day)


# What the manual says -------------------------------------------------------------------------------------------------


def share(whole, parts):
    """Whole cents that come to `whole`: each part down, the largest remainders up, of equal ones the first."""
    cents = {key: floor(part) for key, part in parts.items()}
    order = sorted(parts, key=lambda key: cents[key] - parts[key])  # stable
    for key in order[: whole - sum(cents.values())]:
        cents[key] += 1
    return cents


class Moment:
    """The book as of a day, as known at an entry, read through its views."""

    def __init__(self, book, day, known):
        self.book, self.day = book, day
        self.at = {"day": day.isoformat(), "known": known}
        reversals = self.rows("SELECT entry_id FROM v_entry WHERE kind = 'reversal' AND entry_id <= :known AND effective_on <= :day")
        self.reversals = {row["entry_id"] for row in reversals}
        self.mineral_order = {row["code"]: row["mineral_id"] for row in self.rows("SELECT code, mineral_id FROM v_mineral")}
        self.site_order = {row["code"]: row["site_id"] for row in self.rows("SELECT code, site_id FROM site")}
        self.party_order = {row["code"]: row["party_id"] for row in self.rows("SELECT code, party_id FROM party")}
        self.lots = {row["lot"]: row for row in self.rows("SELECT * FROM v_lot WHERE entry_id <= :known AND received_on <= :day ORDER BY lot_id")}
        self.rates = self.standing("SELECT * FROM v_carrying_rate", "effective_on")

    def rows(self, sql):
        self.book.row_factory = sqlite3.Row
        return self.book.execute(sql, self.at).fetchall()

    def standing(self, sql, dated):
        rows = self.rows(f"{sql} WHERE {dated} <= :day AND entry_id <= :known ORDER BY {dated}, entry_id")
        return [row for row in rows if row["reversed_by"] not in self.reversals]

    def rate(self, kind, lot, day):
        """The narrowest that is in force; within a scope the latest."""
        stored = lot["site_kind"] == "storage"
        scopes = [(lot["site"], lot["mineral"]), (lot["site"], None)]
        scopes += [(None, lot["mineral"]), (None, None)] if stored else []
        for site, mineral in scopes:
            dated = [r for r in self.rates if (r["kind"], r["site"], r["mineral"]) == (kind, site, mineral) and r["effective_on"] <= day]
            if dated and dated[-1]["owed_to"] is not None:
                return dated[-1]
        return None

    def movements(self):
        """(lot, day, in, out) of what went through a gate."""
        for lot in self.lots.values():
            parent = self.lots.get(lot["parent"])
            if lot["reversed_by"] not in self.reversals and (parent is None or parent["site"] != lot["site"]):
                yield lot, lot["received_on"], lot["received_mg"], 0
        for release in self.standing("SELECT * FROM v_release", "effective_on"):
            if release["kind"] != "loss":
                sql = f"SELECT lot, mass_mg FROM v_journal WHERE account_name = 'inventory' AND entry_id = {release['entry_id']}"
                for row in self.rows(sql):
                    yield self.lots[row["lot"]], release["effective_on"], 0, -row["mass_mg"]
        done = set()
        for transfer in self.standing("SELECT * FROM v_transfer", "effective_on"):
            if transfer["from_site"] != transfer["to_site"] and transfer["entry_id"] not in done:
                done.add(transfer["entry_id"])
                yield self.lots[transfer["from_lot"]], transfer["effective_on"], 0, transfer["mass_mg"]

    def charges(self):
        """{(kind, party, mineral, site, lot): [cents, mg days, cent days, in, out]}, day by day."""
        sums = defaultdict(lambda: [Fraction(0), 0, 0, 0, 0])
        changes = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        sql = "SELECT lot, effective_on, mass_mg, amount_cents FROM v_journal WHERE account_name = 'inventory' AND effective_on <= :day AND entry_id <= :known"
        for row in self.rows(sql):
            change = changes[row["lot"]][row["effective_on"]]
            change[0] += row["mass_mg"]
            change[1] += row["amount_cents"]
        for code, by_day in changes.items():
            lot, mass, cost, day = self.lots[code], 0, 0, date(2025, 1, 1)
            while day <= self.day:
                mass += by_day[day.isoformat()][0]
                cost += by_day[day.isoformat()][1]
                for kind in KINDS[:2] if mass else ():
                    rate = self.rate(kind, lot, day.isoformat())
                    if rate is None:
                        continue
                    sum_ = sums[kind, rate["owed_to"], lot["mineral"], lot["site"], code]
                    if rate["cost_ppb"] is not None:
                        sum_[0] += Fraction(cost * rate["cost_ppb"], 10**9 * 365)
                    else:
                        days = calendar.monthrange(day.year, day.month)[1]
                        sum_[0] += Fraction(mass * rate["month_cents"], rate["month_per_mg"] * days)
                    sum_[1] += mass
                    sum_[2] += cost
                day += timedelta(1)
        for lot, day, came, went in self.movements():
            rate = self.rate("handling", lot, day)
            for mass, name, at in ((came, "in", 3), (went, "out", 4)):
                if rate is not None and rate[f"{name}_cents"] is not None and mass:
                    sum_ = sums["handling", rate["owed_to"], lot["mineral"], lot["site"], lot["lot"]]
                    sum_[0] += Fraction(mass * rate[f"{name}_cents"], rate[f"{name}_per_mg"])
                    sum_[at] += mass
        return sums

    def amounts(self, sums):
        """Cents of each: what is owed to a party for a kind is rounded once, and shared over minerals, sites and lots."""
        lot_order = {lot: row["lot_id"] for lot, row in self.lots.items()}
        orders = [KINDS.index, self.party_order.get, self.mineral_order.get, self.site_order.get, lot_order.get]
        keys = sorted(sums, key=lambda key: [order(part) for order, part in zip(orders, key)])
        amounts = {}

        def descend(prefix, whole):
            if len(prefix) == 5:
                amounts[prefix] = whole
                return
            parts = {}
            for key in keys:
                if key[: len(prefix)] == prefix:
                    part = key[: len(prefix) + 1]
                    parts[part] = parts.get(part, 0) + sums[key][0]
            for part, cents in share(whole, parts).items():
                descend(part, cents)

        for debt in dict.fromkeys(key[:2] for key in keys):
            descend(debt, round(sum(sums[key][0] for key in keys if key[:2] == debt)))  # round() is half-even
        return amounts


# Comparing ------------------------------------------------------------------------------------------------------------


def scaled(text, factor):
    return 0 if text is None else int(Fraction(text) * factor)


def summed(parts, keep):
    sums = defaultdict(lambda: [0] * 5)
    for key, numbers in parts.items():
        for i, number in enumerate(numbers):
            sums[keep(key)][i] += number
    return sums


def shown(numbers):
    """As a report shows them: tonne-days to a thousandth."""
    cents, mg_days, cent_days, came, went = numbers
    return [cents, round(Fraction(mg_days, 10**6)), cent_days, came, went]


def reported(report, *names):
    rows = {}
    for row in report["rows"]:
        key = tuple(row[name] for name in names)
        assert key not in rows, key
        rows[key] = [scaled(row["amount_usd"], 100), scaled(row["tonne_days"], 1000), scaled(row["cost_usd_days"], 100),
                     scaled(row["handled_in_kg"], 10**6), scaled(row["handled_out_kg"], 10**6)]
    return rows


class Check:
    def __init__(self, program, number):
        self.program, self.number = program, number
        self.book = sqlite3.connect(f"file:{program.book}?mode=ro", uri=True)
        self.differences, self.seen = [], defaultdict(int)

    def compare(self, what, found, expected):
        for key in sorted(found.keys() | expected.keys(), key=str):
            if found.get(key) != expected.get(key):
                self.differences.append(f"book {self.number}, {what}, {key}: found {found.get(key)}, expected {expected.get(key)}")
        self.seen["figures"] += len(expected)

    def moment(self, day, known):
        """The reports at a moment; answers the cents that the rule gives."""
        moment, options = Moment(self.book, day, known), ["--as-of", day.isoformat(), "--known-at", str(known)]
        sums = moment.charges()
        cents = moment.amounts(sums)
        charges = {key: [cents[key], *numbers[1:]] for key, numbers in sums.items()}
        by_lot = {key: shown(numbers) for key, numbers in charges.items()}
        found = reported(self.program.report("carrying-lots", *options), "kind", "owed_to", "mineral", "site", "lot")
        self.compare(f"lots on {day} known at {known}", found, by_lot)
        by_site = {key: shown(numbers) for key, numbers in summed(charges, lambda key: key[:4]).items()}
        report = self.program.report("carrying", *options)
        found = reported(report, "kind", "owed_to", "mineral", "site")
        posted_only = {key for key, numbers in found.items() if not any(numbers)} - by_site.keys()
        self.compare(f"sites on {day} known at {known}", {key: found[key] for key in found.keys() - posted_only}, by_site)
        for key, numbers in by_lot.items():
            self.seen[key[0]] += 1
            self.seen[f"at {SITES[key[3]]}"] += 1
            self.seen["by cost"] += bool(numbers[0] and numbers[2])
        posted = {tuple(row[name] for name in ("kind", "owed_to", "mineral", "site")): scaled(row["posted_usd"], 100) for row in report["rows"]}
        return {key: numbers[0] for key, numbers in by_site.items()}, posted

    def accrual(self, day, known):
        """Once it is posted, what is posted is what the rule gives, in every book of it."""
        expected, posted = self.moment(day, known)
        what = f"accrual {known} to {day}"
        self.compare(what, {key: cents for key, cents in posted.items() if cents}, {key: cents for key, cents in expected.items() if cents})
        options = ["--as-of", day.isoformat(), "--known-at", str(known)]
        accounts, minerals = defaultdict(int), dict.fromkeys(MINERALS, 0)
        for (kind, party, mineral, _), cents in expected.items():
            accounts[f"{kind}:{mineral}"] += cents
            accounts[f"payable:{party}"] -= cents
            minerals[mineral] += cents
        sql = "SELECT v_journal.party, SUM(amount_cents) FROM v_journal WHERE kind IN ('payment', 'reversal') AND account_name = 'payable' AND effective_on <= ? AND entry_id <= ?"
        sql += " AND (kind = 'payment' OR (SELECT kind FROM v_entry WHERE reversed_by = v_journal.entry_id) = 'payment') GROUP BY 1"
        self.book.row_factory = None
        for party, cents in self.book.execute(sql, (day.isoformat(), known)):
            accounts[f"payable:{party}"] += cents
            self.seen["paid"] += 1
        found = {row["account"]: scaled(row["debit_usd"], 100) - scaled(row["credit_usd"], 100) for row in self.program.report("trial-balance", *options)["rows"]}
        ours = {name: cents for name, cents in found.items() if name.split(":")[0] in KINDS or name.split(":")[-1] in PARTIES}
        self.compare(f"{what}, trial balance", ours, {name: cents for name, cents in accounts.items() if cents})
        rows = self.program.report("cost", *options)["rows"]
        found = {row["mineral"]: (scaled(row["carrying_cost_usd"], 100), scaled(row["all_in_cost_usd"], 100) - scaled(row["cost_usd"], 100))
                 for row in rows if row["mineral"] in MINERALS}
        self.compare(f"{what}, cost", found, {mineral: (cents, cents) for mineral, cents in minerals.items()})
        self.seen["accruals"] += 1

    def run(self, dice):
        (newest,) = self.book.execute("SELECT max(entry_id) FROM v_entry").fetchone()
        first = self.book.execute("SELECT max(entry_id) FROM v_entry WHERE kind = 'party'").fetchone()[0]
        for _ in range(8):
            self.moment(START + timedelta(dice.randrange(DAYS + 20)), dice.choice([newest, dice.randrange(first, newest)]))
        accruals = self.book.execute("SELECT DISTINCT entry_id, until_on FROM v_carrying_accrual").fetchall()
        for entry, day in sorted({tuple(row) for row in accruals}):
            self.accrual(date.fromisoformat(day), entry)
        self.book.close()
        self.program.run("audit", "verify")
        return self.differences, self.seen


def check_book(options, number):
    dice = random.Random(f"{SEED}-{number}")
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = support.Program(options.pvault, Path(folder) / "vault.db")
        fill(program, dice)
        program.record_waiting()
        return Check(program, number).run(dice)


def main():
    options = support.arguments(__doc__)
    differences, seen = [], defaultdict(int)
    with ThreadPoolExecutor(max_workers=cpu_count()) as pool:
        for found, counts in pool.map(lambda number: check_book(options, number), range(options.times * BOOKS)):
            differences += found
            for name, count in counts.items():
                seen[name] += count
    print(f"seed {SEED}: {options.times * BOOKS} books,", ", ".join(f"{name} {count}" for name, count in sorted(seen.items())))
    wanted = (*KINDS, "at storage", "at in-transit", "at in-process", "by cost", "accruals", "paid")
    differences += [f"no book shows {name}" for name in wanted if not seen[name]]
    print(*differences[:20], sep="\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
