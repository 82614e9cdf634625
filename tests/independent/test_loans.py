#!/usr/bin/env python3
"""Every figure of the reports on facilities, statements, schedules and financing against the model of docs/FINANCING.md (loan_model.py), to the
cent, over loans written down in loan_scenarios.py and over random histories; and accruing daily, monthly and once, or with accruals to
mistyped days that are undone again, comes to the same."""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import loan_scenarios
import support
from loan_model import facility_figures, financing, schedule, statement

SEED = "20260121"
SHOWN = 12  # differences named for a scenario


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pvault", required=True, type=pathlib.Path, help="the program")
    parser.add_argument("--root", required=True, type=pathlib.Path, help="the root of the source tree")
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--seed", default=SEED, help="of the random histories")
    parser.add_argument("--histories", default=30, type=int, help="how many random histories")
    parser.add_argument("--one-day-in", default=1, type=int, metavar="N", help="compare every Nth day of a scenario; which, the scenarios take in turns")
    parser.add_argument("--show", action="store_true", help="print the commands of the scenarios and run nothing")
    return parser.parse_args()


def cents(text):
    """The cents of a decimal string; a missing value is nothing."""
    value = Fraction(text or 0) * 100
    assert value.denominator == 1, f"{text} is finer than a cent"
    return value.numerator


def money(row):
    return {name: cents(value) for name, value in row.items() if name.endswith("_usd")}


# Comparing ------------------------------------------------------------------------------------------------------------


class Comparison:
    def __init__(self):
        self.figures, self.differences = 0, []

    def row(self, where, expected, found):
        for name, value in expected.items():
            self.figures += 1
            if found.get(name) != value:
                self.differences.append(f"{where}: {name} is {shown(found.get(name))}, the model has {shown(value)}")

    def rows(self, where, expected, found):
        for key in sorted(expected.keys() | found.keys()):
            if key not in found or key not in expected:
                which, row = ("missing", expected[key]) if key not in found else ("not in the model", found[key])
                self.differences.append(f"{where} {key}: the row is {which}: {row}")
            else:
                self.row(f"{where} {key}", expected[key], found[key])


def shown(value):
    return value if value is None or isinstance(value, date) else f"{value:,} (cents)"


def found_statement(rows):
    """Date -> the sums of each column and the last principal, dates on which nothing happened left out."""
    sums = {}
    for row in rows:
        amounts = money(row)
        day = sums.setdefault(date.fromisoformat(row["on"]), {"draw": 0, "financed": 0, "interest": 0, "fee": 0, "payment": 0, "principal": 0})
        if row["what"] == "exposure fee financed":
            day["financed"] += amounts["draw_usd"] or amounts["fee_usd"]
        else:
            for name in ("draw", "interest", "fee", "payment"):
                day[name] += amounts[f"{name}_usd"]
        day["principal"] = amounts["principal_usd"]
    return {day: row for day, row in sums.items() if any(value for name, value in row.items() if name != "principal")}


def found_schedule(rows):
    return {date.fromisoformat(row["due_on"]): money(row) | {"days": int(row["days"])} for row in rows}


def reports_of_day(day):
    return [("facilities", day, {}), ("statement", day, {"facility": "loan"}), ("schedule", day, {"facility": "loan"})]


def compare_day(scenario, day, facilities, its_statement, its_schedule, comparison):
    loan = scenario.loan
    found = {row["facility"]: money(row) for row in facilities["rows"]}
    comparison.row(f"facilities {day}", facility_figures(loan, day), found.get("loan", {}))
    comparison.rows(f"statement {day}", statement(loan, day), found_statement(its_statement["rows"]))
    expected = {row["due_on"]: {name: value for name, value in row.items() if name != "due_on"} for row in schedule(loan, day)}
    found = found_schedule(its_schedule["rows"])
    comparison.rows(f"schedule {day}", expected, found)
    if found and max(found) > day:
        comparison.row(f"schedule {day}, last row", {"closing_usd": 0}, found[max(found)])


def compare_financing(scenario, minerals, day, rows, comparison):
    nothing = {"debt_usd": 0, "interest_usd": 0, "fees_usd": 0}
    found = dict.fromkeys([*minerals, "unallocated"], nothing) | {row["mineral"]: money(row) for row in rows}
    comparison.rows(f"financing {day}", financing(scenario.loan, scenario.stock, minerals, day), found)


def compare_days(program, scenario, minerals, days, days_of_financing, comparison):
    asked = [report for day in days for report in reports_of_day(day)]
    answers = program.reports(asked + [("financing", day, {}) for day in days_of_financing])
    for number, day in enumerate(days):
        compare_day(scenario, day, *answers[3 * number : 3 * number + 3], comparison)
    for day, answer in zip(days_of_financing, answers[len(asked) :]):
        compare_financing(scenario, minerals, day, answer["rows"], comparison)


# Running --------------------------------------------------------------------------------------------------------------


def new_book(pvault, folder, scenario):
    program = support.Program(pvault, pathlib.Path(folder) / "vault.db")
    program.run("init", "--name", "Loans")
    for words in loan_scenarios.opening_commands(scenario):
        program.record(*words)
    return program


def check_scenario(options, minerals, number, scenario):
    """Compared before anything is accrued, and once more when all is accrued."""
    comparison = Comparison()
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        try:
            program = new_book(options.pvault, folder, scenario)
            for _, words in loan_scenarios.fact_commands(scenario):
                program.record(*words)
            days = scenario.days[number % options.one_day_in :: options.one_day_in]
            compare_days(program, scenario, minerals, days, scenario.days[2 :: 4 * options.one_day_in], comparison)
            program.run("accrue", "--until", scenario.days[-2].isoformat())
            compare_days(program, scenario, minerals, [scenario.days[1], scenario.days[-2], scenario.days[-1]], [], comparison)
            program.run("audit", "verify")
        except (RuntimeError, KeyError, ValueError, AssertionError) as problem:
            comparison.differences.append(f"{type(problem).__name__}: {problem}")
    return scenario, comparison


def days_of_accrual(rhythm, start, end):
    if rhythm == "once":
        return {end}
    days = {start + timedelta(number) for number in range((end - start).days + 1)}
    return days if rhythm == "daily" else {day for day in days if (day + timedelta(1)).day == 1} | {end}


def mistype(program, day):
    """Accrues to a day that is too late, and undoes it, the newest entry first."""
    answer = json.loads(program.run("accrue", "--until", (day + timedelta(200)).isoformat(), "--format", "json"))
    entries = [*(before["entry"] for before in answer["entries_before"]), answer["entry"]]
    for entry in reversed([entry for entry in entries if entry]):
        program.run("reverse", str(entry), "--reason", "mistyped")


def accrued_book(pvault, scenario, rhythm, end):
    """The trial balance after the facts, accrued in a rhythm between them."""
    facts = [(day, words) for day, words in loan_scenarios.fact_commands(scenario) if day <= end]
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = new_book(pvault, folder, scenario)
        for day in sorted(days_of_accrual(rhythm, scenario.loan.signing, end)):
            while facts and facts[0][0] <= day:
                program.record(*facts.pop(0)[1])
            if rhythm == "mistyped":
                mistype(program, day)
            program.record("accrue", "--until", day.isoformat())
        rows = program.report("trial-balance", "--as-of", end.isoformat())["rows"]
        program.run("audit", "verify")
    return {row["account"]: cents(row["debit_usd"]) - cents(row["credit_usd"]) for row in rows}


def check_accruals(options, scenario, end):
    comparison = Comparison()
    try:
        once = accrued_book(options.pvault, scenario, "once", end)
        for rhythm in ("monthly", "daily", "mistyped"):
            found = accrued_book(options.pvault, scenario, rhythm, end)
            comparison.row(f"trial balance accrued {rhythm}", once, found)
            if once.keys() != found.keys():
                comparison.differences.append(f"the accounts differ, accrued {rhythm}: {sorted(once.keys() ^ found.keys())}")
    except (RuntimeError, KeyError, ValueError, AssertionError) as problem:
        comparison.differences.append(f"{type(problem).__name__}: {problem}")
    return replace(scenario, name=f"accruals, {scenario.name}"), comparison


def report(results):
    figures = failed = 0
    for scenario, comparison in results:
        figures += comparison.figures
        if comparison.differences:
            failed += 1
            print(f"FAILED {scenario.name}: {len(comparison.differences)} differences")
            if scenario.reading:
                print(f"  how the page was read: {scenario.reading}")
            print(*(f"  {line}" for line in comparison.differences[:SHOWN]), sep="\n", flush=True)
    print(f"{len(results)} scenarios, {failed} failed; {figures} figures compared")
    return 1 if failed else 0


def main():
    options = arguments()
    with open(options.root / "reference/minerals.csv", newline="", encoding="utf-8") as file:
        minerals = [row["id"] for row in csv.DictReader(file) if row["kind"] == "mineral"]
    scenarios = loan_scenarios.scenarios() + [loan_scenarios.random_scenario(options.seed, number) for number in range(options.histories)]
    scenarios = [scenario for scenario in scenarios if options.only in scenario.name]
    if options.show:
        for scenario in scenarios:
            print(f"# {scenario.name}")
            for words in [*loan_scenarios.opening_commands(scenario), *(words for _, words in loan_scenarios.fact_commands(scenario))]:
                print(subprocess.list2cmdline(["pvault", *words]))
        return 0
    print(f"random histories from seed {options.seed}")
    accruals = [(scenario, date(2026, 7, 31)) for scenario in scenarios if scenario.name in loan_scenarios.ACCRUED]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        pending = [pool.submit(check_accruals, options, *accrual) for accrual in accruals]
        pending += [pool.submit(check_scenario, options, minerals, number, scenario) for number, scenario in enumerate(scenarios)]
        return report([task.result() for task in pending])


if __name__ == "__main__":
    sys.exit(main())
