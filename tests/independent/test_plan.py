#!/usr/bin/env python3
"""Every figure of `pvault plan` against docs/MANUAL.md, "Plan", computed here in exact fractions from what `pvault report coverage` says of stock and
demand and the auditors' views of prices, over generated books: targets, leap years, bounds, prices in several units; budgets of any size, caps, sizes
of lot, some minerals or all; as of several days. Of whole cents it is also checked that none moved from one mineral to another would raise a lower
cover. What the undisbursed commitments allow is computed from the drawdowns, with the fees that they finance."""

import heapq
import json
import random
import sqlite3
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from os import cpu_count
from pathlib import Path

import support

SEED = 20261231
BOOKS = 3
PLANS = 12
START = date(2026, 1, 1)
PRICED = {"cobalt": 33, "gallium": 580, "tin": 30, "zinc": 3, "germanium": 2000, "hafnium": 3000, "iridium": 150000, "tellurium": 80}
UNUSABLE = ("cesium", "rubidium", "boron")


# A book, at random ----------------------------------------------------------------------------------------------------


def fill(program, dice):
    program.run("init", "--name", "To be filled")
    program.run("site", "add", "S", "--name", "S", "--country", "US", "--on", "2025-01-01")
    program.run("party", "add", "T", "--name", "T", "--role", "supplier", "--on", "2025-01-01")
    program.run("party", "add", "L", "--name", "L", "--role", "lender", "--on", "2025-01-01")
    dates = ["--available-from", "2026-01-01", "--available-until", "2026-12-31", "--maturity", "2035-12-31", "--payments", "quarterly"]
    terms = ["--lender", "L", "--rate", "6%", "--day-count", "30/360", "--commitment", "300M USD", *dates]
    program.run("facility", "add", "F", *terms, "--exposure-fee", "7.3107%:each-draw:financed")
    program.run("facility", "add", "G", *terms)
    for action in [buy] * 8 + dice.choices([buy, quote, consume, aim, draw], k=40):
        action(program, dice)


def any_day(dice):
    return (START + timedelta(dice.randrange(300))).isoformat()


def buy(program, dice):
    mineral = dice.choice(list(PRICED))
    words = ["--mass", f"{10 ** dice.uniform(-3, 6):.6f} kg", "--price", f"{PRICED[mineral]} USD/kg", "--supplier", "T", "--site", "S"]
    attempt(program, "purchase", "record", "--mineral", mineral, *words, "--on", any_day(dice))


def quote(program, dice):
    mineral = dice.choice(list(PRICED))
    number, unit = PRICED[mineral] * dice.uniform(0.3, 1.6), dice.choice(["kg", "lb", "ozt", "t"])
    program.run("price", "add", mineral, "--price", f"{number:.5f} USD/{unit}", "--source", "press", "--on", any_day(dice))


def consume(program, dice):
    mineral = dice.choice([*PRICED, *UNUSABLE])
    words = ["--basis", "apparent-consumption", "--source", "press"] + dice.choices([[], ["--upper-bound"], ["--lower-bound"]], [6, 3, 1])[0]
    program.run("demand", "add", mineral, "--year", dice.choice(["2024", "2025", "2026"]), "--mass", f"{10 ** dice.uniform(-1, 8):.6f} kg", *words)


def aim(program, dice):
    program.run("target", "set", dice.choice(["all", *PRICED]), "--days", str(dice.randrange(200)), "--on", any_day(dice))


def draw(program, dice):
    program.run("drawdown", "record", "--facility", dice.choice("FG"), "--amount", f"{dice.randrange(10**9) / 100 + 1:.2f} USD", "--on", any_day(dice))


def attempt(program, *words):
    """What may be refused: then nothing was recorded."""
    try:
        program.run(*words)
    except RuntimeError as refusal:
        assert "refused: " in str(refusal), refusal


# What the page says ---------------------------------------------------------------------------------------------------


def days_in(year):
    return 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365


def half_even(value):
    return round(value)  # of a Fraction


def exact_prices(book, day):
    sql = "SELECT mineral, cents, per_mg FROM v_price WHERE unusable IS NULL AND reversed_by IS NULL AND effective_on <= ? ORDER BY effective_on, entry_id"
    return {mineral: Fraction(cents, per_mg) for mineral, cents, per_mg in book.execute(sql, [day.isoformat()])}


class Part:
    """A mineral that money can go to."""

    def __init__(self, row, price, target, cap, lot, budget, order):
        self.order, self.price, self.lot, self.cap = order, price, lot, cap
        self.available = int(Fraction(row["available_kg"]) * 10**6)
        self.per_day = Fraction(row["demand_kg_per_year"]) * 10**6 / days_in(row["demand_year"])
        self.days = self.available / self.per_day
        self.day_cents = self.price * self.per_day
        self.fill = max(0, ceil(self.per_day * target - self.available))
        if lot:
            self.fill = ceil(Fraction(self.fill, lot)) * lot
        self.fill_cents = ceil(self.price * self.fill)
        self.most = min(self.fill_cents, budget, budget if cap is None else cap)

    def height(self, cents):
        return self.days + cents / self.day_cents


def level(parts, budget):
    """T with the sum of min(most, cents a day × max(0, T − days)) = budget; None when the budget is enough for all."""
    if sum(part.most for part in parts) < budget or not any(part.most for part in parts):
        return None
    turns = sorted({part.days for part in parts if part.most} | {part.height(part.most) for part in parts if part.most})

    def spent(days):
        return sum(min(Fraction(part.most), part.day_cents * max(Fraction(0), days - part.days)) for part in parts)

    low = next((i for i in range(len(turns) - 1, -1, -1) if spent(turns[i]) < budget), None)
    if low is None:
        return turns[0]
    below, above = spent(turns[low]), spent(turns[low + 1])
    return turns[low] + (turns[low + 1] - turns[low]) * (budget - below) / (above - below)


def best_cents(parts, budget):
    """Cent by cent to the lowest, of equal ones to the one it raises most: the last of them one by one, since all far below the level are given."""
    top = level(parts, budget)
    if top is None:
        return [part.most for part in parts]
    cents = [max(0, min(part.most, floor(part.day_cents * (top - part.days))) - len(parts)) for part in parts]
    heap = [(part.height(given), part.day_cents, part.order, i) for i, (part, given) in enumerate(zip(parts, cents)) if given < part.most]
    heapq.heapify(heap)
    for _ in range(budget - sum(cents)):
        i = heapq.heappop(heap)[3]
        cents[i] += 1
        if cents[i] < parts[i].most:
            heapq.heappush(heap, (parts[i].height(cents[i]), parts[i].day_cents, parts[i].order, i))
    return cents


def allowed(book, day):
    """Of F, whose drawdowns finance their own fee, and G."""
    fee, sql = Fraction(73107, 10**6), "SELECT facility, amount_cents FROM v_drawdown WHERE effective_on <= ?"
    drawn = defaultdict(int)
    for facility, cents in book.execute(sql, [day.isoformat()]):
        drawn[facility] += cents
    commitment = 300 * 10**8
    low, high = 0, commitment
    while low < high:  # the most that, with all drawn and the fee on it, is within the commitment
        middle = (low + high + 1) // 2
        total = drawn["F"] + middle
        low, high = (middle, high) if total + half_even(total * fee) <= commitment else (low, middle - 1)
    return low + commitment - drawn["G"]


# Comparing ------------------------------------------------------------------------------------------------------------


def scaled(text, factor):
    return None if text is None else int(Fraction(text) * factor)


def tenths(part, mass):
    return floor((part.available + mass) / part.per_day * 10)


class Question:
    def __init__(self, dice, budget):
        self.budget, self.target = budget, dice.choice([None, None, dice.randrange(200)])
        self.minerals = dice.choice([None, dice.sample(list(PRICED), 4)])
        self.caps = {m: dice.randrange(10 ** dice.randrange(1, 11)) for m in dice.sample(list(PRICED), dice.randrange(4))}
        self.lots = {m: dice.randrange(1, 10 ** dice.randrange(6, 12)) for m in dice.sample(list(PRICED), dice.choice([0, 0, 3]))}

    def words(self):
        words = ["--target", str(self.target)] if self.target is not None else []
        words += ["--minerals", ",".join(self.minerals)] if self.minerals else []
        for mineral, cents in self.caps.items():
            words += ["--cap", f"{mineral}={cents // 100}.{cents % 100:02} USD"]
        for mineral, mg in self.lots.items():
            words += ["--lot-size", f"{mineral}={mg} mg"]
        return words

    def parts(self, coverage, prices):
        parts = {}
        for order, row in enumerate(coverage["rows"]):
            name = row["mineral"]
            target = row["target_days"] if self.target is None else self.target
            asked = self.minerals is None or name in self.minerals
            if row["kind"] == "mineral" and asked and row["demand_year"] is not None and row["demand_qualifier"] != ">" and name in prices and target is not None:
                parts[name] = Part(row, prices[name], target, self.caps.get(name), self.lots.get(name), self.budget, order)
        return parts


def check_row(row, part, cents):
    """What is wrong with the row of a mineral that takes part and is given so much; None: so much as the row says."""
    given = scaled(row["buy_usd"], 100)
    mass = min(part.fill, floor(given / part.price) // (part.lot or 1) * (part.lot or 1))
    expected = {"buy_kg": mass, "fill_to_target_kg": part.fill, "fill_to_target_usd": part.fill_cents}
    expected |= {"coverage_before_days": tenths(part, 0), "coverage_after_days": tenths(part, mass)}
    factors = {"buy_kg": 10**6, "fill_to_target_kg": 10**6, "fill_to_target_usd": 100}
    faults = [f"{name} {row[name]}, expected {value}" for name, value in expected.items() if scaled(row[name], factors.get(name, 10)) != value]
    if cents is not None and given != cents:
        faults.append(f"buy_usd {row['buy_usd']}, expected {cents} cents")
    if given > part.most or (part.cap is not None and given > part.cap):
        faults.append(f"buy_usd {row['buy_usd']} is above {part.most} cents")
    return faults


def buys_nothing(row, part):
    """Whether its share may have been cents that do not buy a milligram, which are left over."""
    return not part.lot and part.price > 1 and scaled(row["buy_usd"], 100) == 0


def check_lots(rows, parts, left):
    """Whole lots at what they cost, and of none a further one that is affordable."""
    faults = []
    left -= min(left, ceil(sum(part.price for name, part in parts.items() if buys_nothing(rows[name], part))))
    for name, part in parts.items():
        given, mass = scaled(rows[name]["buy_usd"], 100), scaled(rows[name]["buy_kg"], 10**6)
        if not part.lot or part.price * part.lot < 1:
            faults += [f"{name}: {left} cents are left"] * (left > 0 and given < part.most)
            continue
        further = ceil(part.price * (mass + part.lot)) - given
        faults += [f"{name}: {mass} mg cost {given} cents"] * (given != ceil(part.price * mass))
        capped = part.cap is not None and given + further > part.cap
        faults += [f"{name}: a further lot costs {further}, {left} are left"] * (mass < part.fill and not capped and further <= left)
    return faults


def check_moves(rows, parts):
    given = [part.height(scaled(rows[name]["buy_usd"], 100) - 1) for name, part in parts.items() if scaled(rows[name]["buy_usd"], 100) > 0]
    stands = [part.height(scaled(rows[name]["buy_usd"], 100)) for name, part in parts.items()
              if scaled(rows[name]["buy_usd"], 100) < part.most and not buys_nothing(rows[name], part)]
    return ["a cent moved raises a lower cover"] if given and stands and max(given) > min(stands) else []


def check_plan(plan, coverage, prices, question):
    rows, parts = {row["mineral"]: row for row in plan["rows"]}, question.parts(coverage, prices)
    faults = [] if len(rows) == 61 else [f"{len(rows)} rows"]
    with_lots = any(part.lot for part in parts.values())
    cents = dict.fromkeys(parts) if with_lots else dict(zip(parts, best_cents(list(parts.values()), question.budget)))
    cents = {name: 0 if given is not None and given < parts[name].price else given for name, given in cents.items()}
    for name, row in rows.items():
        if name in parts:
            faults += [f"{name}: {fault}" for fault in check_row(row, parts[name], cents[name])]
        elif row["buy_usd"] is not None or row["why"] is None:
            faults.append(f"{name}: takes no part, and is bought for {row['buy_usd']}")
    for row in coverage["rows"]:
        plan_row = rows[row["mineral"]]
        if plan_row["coverage_qualifier"] != row["coverage_qualifier"]:
            faults.append(f"{row['mineral']}: {plan_row['coverage_qualifier']}, in coverage {row['coverage_qualifier']}")
        if row["demand_qualifier"] == ">" and plan_row["status"] not in ("demand_unbounded", "not_asked_for", "group"):
            faults.append(f"{row['mineral']}: {plan_row['status']} with a lower bound of demand")
    spent = sum(scaled(rows[name]["buy_usd"], 100) for name in parts)
    if spent > question.budget or scaled(plan["totals"]["buy_usd"], 100) != spent:
        faults.append(f"{spent} cents of {question.budget} are spent")
    top = None if with_lots else level(list(parts.values()), question.budget)
    if top is not None and f"common level of {floor(top * 10) // 10}.{floor(top * 10) % 10} days" not in " ".join(plan["notes"]):
        faults.append(f"the level is {float(top)}")
    return faults + (check_lots(rows, parts, question.budget - spent) if with_lots else check_moves(rows, parts))


def check_book(options, number):
    dice, differences, seen = random.Random(f"{SEED}-{number}"), [], defaultdict(int)
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = support.Program(options.pvault, Path(folder) / "vault.db")
        fill(program, dice)
        book = sqlite3.connect(f"file:{program.book}?mode=ro", uri=True)
        newest = book.execute("SELECT max(entry_id) FROM v_entry").fetchone()[0]
        for i in range(PLANS):
            day = START + timedelta(dice.randrange(20, 300))
            headroom = i % 4 == 0
            question = Question(dice, allowed(book, day) if headroom else dice.randrange(10 ** dice.randrange(1, 13)))
            budget = "headroom" if headroom else f"{question.budget // 100}.{question.budget % 100:02} USD"
            words = ["--budget", budget, "--as-of", day.isoformat(), *question.words()]
            plan = json.loads(program.run("plan", "--format", "json", *words))
            faults = check_plan(plan, program.report("coverage", "--as-of", day.isoformat()), exact_prices(book, day), question)
            if headroom and not plan["notes"][0].startswith(f"Budget: {question.budget // 100:,}.{question.budget % 100:02} USD"):
                faults.append(f"expected {question.budget} cents of headroom: {plan['notes'][0]}")
            differences += [f"book {number}, plan {i} ({' '.join(words)}): {fault}" for fault in faults]
            for row in plan["rows"]:
                seen[row["status"]] += 1
        if book.execute("SELECT max(entry_id) FROM v_entry").fetchone()[0] != newest:
            differences.append(f"book {number}: a plan recorded something")
        book.close()
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
    wanted = ("filled", "raised", "cap_reached", "lot_not_affordable", "above_level", "at_target", "not_asked_for", "no_usable_price", "group_figure_only",
              "demand_unbounded")
    differences += [f"no plan shows {name}" for name in wanted if not seen[name]]
    print(*differences[:20], sep="\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
