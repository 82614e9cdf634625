#!/usr/bin/env python3
"""`pvault report disruption` and `price-shock` for all 60 minerals and the rare earths as a group, against what reference/minerals.csv gives in exact
fractions: countries that are named, that are not, several with one share, bounds, leap years, demand that grows and shrinks, several horizons."""

import random
import sys
import tempfile
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import support
from exact_model import Reference, half_even

SEED = 20260419
AS_OF = date(2026, 3, 31)
LAST_DAY = date(2199, 12, 31)
GROUP = "rare-earths"
# Figures of a leap year, for minerals whose published one is older: 2024 has 366 days.
LEAP = {"germanium": 33_000, "silicon": 480_000_000, "lithium": 3_100_000}
UNKNOWN = ("shares_unknown", "reliance_unknown", "no_demand_figure", "group_figure_only")

# Countries as they are typed, and what changes of demand: for all, and for one mineral.
SCENARIOS = [
    (["China"], 180, "", {}),
    (["China", "Russia"], 180, "+10%", {}),
    (["Canada", "Japan", "Germany", "Belgium"], 30, "+10%", {"gallium": "+50%"}),
    (["Korea, Republic of"], 365, "-20%", {"cobalt": "-100%"}),
    (["Peru", "Chile", "Australia"], 90, "-5.5%", {}),
    (["China", "Germany", "Russia"], 180, "+0.0000001%", {}),
    (["Hong Kong"], 10_000, "", {"zinc": "-33.3333333%"}),
    (["Chad"], 60, "+250%", {}),
    (["South Africa", "Kazakhstan", "Estonia", "Malaysia"], 0, "", {}),
    ([], 180, "+10%", {"rare-earths": "+20%"}),
    ([], 180, "", {}),
]


def days_in_year(year):
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def decimal(value, places):
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), 10**places)
    return f"{sign}{whole}.{part:0{places}d}"


def fraction_of(change):
    return Fraction(change.rstrip("%")) / 100 if change else Fraction(0)


def bounds(text):
    """'55' or '>99' or '<1', in percent: at least and at most."""
    number = Fraction(text.strip("<>")) / 100
    return (number, Fraction(1)) if text.startswith(">") else (Fraction(0), number) if text.startswith("<") else (number, number)


def suppliers(row):
    """The names each share is of, None for the others; and at least and at most how much."""
    shares = []
    for part in filter(None, (part.strip() for part in row["supply_shares"].split(";"))):
        name, percent = part.removesuffix("%").rsplit(" ", 1)
        if name == "Other countries":
            names = None
        elif name.startswith("Korea"):
            names = {name}
        else:
            names = {one.strip().removeprefix("and ") for one in name.split(",")}
        shares.append((names, bounds(percent)))
    return shares


def cut_off(row, countries):
    """The share of imports, at least and at most; None when it is unknown."""
    countries, shares = set(countries), suppliers(row)
    if not countries:
        return Fraction(0), Fraction(0)
    if not shares:
        return None
    inside_china = "China includes Hong Kong" in row["supply_basis"]
    named = set().union(*(names for names, _ in shares if names))
    elsewhere = countries - named - ({"Hong Kong"} if inside_china and "China" in named else set())
    least = most = Fraction(0)
    for names, (low, high) in shares:
        if names is None:
            most += high if elsewhere else 0
        elif names <= countries:
            least, most = least + low, most + high
        elif names & countries or (names == {"China"} and inside_china and "Hong Kong" in countries):
            most += high
    return min(least, Fraction(1)), min(most, Fraction(1))


def reliance(row):
    """At least and at most; None when it is unknown."""
    if row["reliance_qualifier"] == "E":
        return Fraction(0), Fraction(0)
    return bounds(row["reliance_qualifier"] + row["reliance_percent"]) if row["reliance_percent"] else None


class Case:
    """A demand, a reliance and a share that may be the true ones."""

    def __init__(self, stock, per_day, change, reliance, share, horizon):
        self.lost = per_day * reliance * share
        self.continuing = per_day - self.lost
        self.shortfall = max(Fraction(0), per_day * (1 + change) - self.continuing)
        self.days = stock / self.shortfall if self.shortfall > 0 else None
        self.missing = max(Fraction(0), self.shortfall * horizon - stock)

    def tenths(self, rounded=floor):
        return None if self.days is None else decimal(rounded(self.days * 10), 1)

    def short_from(self):
        if self.days is None or floor(self.days) + 1 > (LAST_DAY - AS_OF).days:
            return None
        return (AS_OF + timedelta(floor(self.days) + 1)).isoformat()


class Stock:
    """What was bought: lots of milligrams and cents by mineral."""

    def __init__(self, reference, dice):
        self.lots = {mineral: [] for mineral in reference.minerals}
        for mineral in dice.sample(reference.minerals, 42):
            demand = reference.demand(mineral)
            for _ in range(dice.randrange(1, 3)):
                mass = floor((demand[0] if demand else 10**12) * Fraction(dice.randrange(1, 2 * 10**6), 10**7))
                # So that no mass of a lot is beyond what a mass may be, nor its cost.
                mass = max(1, min(mass, 10**17))
                self.lots[mineral].append((mass, dice.randrange(1, 10**11)))
        self.group = [mineral for mineral in reference.minerals if reference.rows[mineral]["member_of"] == GROUP]

    def buy(self, program, reference):
        program.run("init", "--name", "Cut off")
        program.run("site", "add", "S", "--name", "S", "--country", "US", "--on", "2025-01-01")
        program.run("party", "add", "T", "--name", "T", "--role", "supplier", "--on", "2025-01-01")
        for mineral, lots in self.lots.items():
            for mass, cost in lots:
                words = ["--mass", f"{decimal(mass, 6)} kg", "--cost", f"{decimal(cost, 2)} USD", "--supplier", "T", "--site", "S"]
                program.run("purchase", "record", "--mineral", mineral, *words, "--on", "2026-01-15")
        for mineral, kilograms in LEAP.items():
            words = ["--year", "2024", "--mass", f"{kilograms} kg", "--basis", reference.rows[mineral]["demand_basis"], "--source", "test"]
            program.run("demand", "add", mineral, *words)

    def of(self, mineral):
        members = self.group if mineral == GROUP else [mineral]
        return sum(mass for member in members for mass, _ in self.lots[member])


def status_of(cases, stock, is_exporter):
    worst, best, is_short_at_best = cases
    if worst.days is None:
        return "net_exporter" if is_exporter else "does_not_run_out"
    if stock == 0 and is_short_at_best:
        return "no_stock"
    if worst.missing == 0:
        return "holds"
    return "runs_out" if best.missing > 0 else "may_run_out"


def expected_row(reference, mineral, stock, scenario):
    countries, horizon, of_all, own = scenario
    row, mass = reference.rows[mineral], stock.of(mineral)
    change = fraction_of(own[mineral] if mineral in own else own[GROUP] if GROUP in own and row["member_of"] == GROUP else of_all)
    share, relied = cut_off(row, countries), reliance(row)
    expected = {"available_kg": decimal(mass, 6), "status": None}
    expected["share_cut_off_percent"] = None if share is None else decimal(floor(share[0] * 10**4), 2)
    expected["share_cut_off_at_most_percent"] = None if share is None else decimal(ceil(share[1] * 10**4), 2)
    demand = (LEAP[mineral] * 10**6, 2024) if mineral in LEAP else reference.demand(mineral)
    is_exporter = row["reliance_qualifier"] == "E"
    if demand is None:
        expected["status"] = "group_figure_only" if row["member_of"] else "no_demand_figure"
    elif countries and not is_exporter and share is None:
        expected["status"] = "shares_unknown"
    elif countries and not is_exporter and relied is None:
        expected["status"] = "reliance_unknown"
    fields = ("lost_kg_per_day", "continuing_kg_per_day", "shortfall_kg_per_day", "coverage_days", "coverage_days_at_best", "runs_out_on")
    fields += ("runs_out_on_at_best", "missing_kg", "missing_at_best_kg", "missing_cost_usd", "coverage_qualifier")
    if expected["status"]:
        return expected | dict.fromkeys(fields) | {"needed_kg_per_year": decimal(ceil(demand[0] * (1 + change)), 6) if demand else None}
    if not countries or is_exporter:
        share, relied = (Fraction(0), Fraction(0)), (Fraction(0), Fraction(0))
    per_day = Fraction(demand[0], days_in_year(demand[1]))
    is_bound = row["demand_bound"] == "<"
    corners = [Case(mass, per_day, change, part, cut, horizon) for part in relied for cut in share]
    # The worst corner is the one with the largest shortfall, the best the one with the least; below a bound of demand, none at all.
    worst, least_short = max(corners, key=lambda case: case.shortfall), min(corners, key=lambda case: case.shortfall)
    best = Case(mass, Fraction(0), change, relied[0], share[0], horizon) if is_bound else least_short
    price = None if mineral == GROUP else reference.price(mineral, AS_OF.isoformat())
    missing = ceil(worst.missing)
    return expected | {
        "needed_kg_per_year": decimal(ceil(demand[0] * (1 + change)), 6),
        "lost_kg_per_day": decimal(ceil(max(case.lost for case in corners)), 6),
        "continuing_kg_per_day": decimal(floor(min(case.continuing for case in corners)), 6),
        "shortfall_kg_per_day": decimal(ceil(worst.shortfall), 6),
        "coverage_days": worst.tenths(),
        "coverage_days_at_best": best.tenths(ceil),
        "coverage_qualifier": ">" if worst.days != best.days else None,
        "runs_out_on": worst.short_from(),
        "runs_out_on_at_best": best.short_from(),
        "missing_kg": decimal(missing, 6),
        "missing_at_best_kg": decimal(floor(best.missing), 6),
        "missing_cost_usd": None if price is None else decimal(half_even(missing * price), 2),
        "status": status_of((worst, best, least_short.shortfall > 0), mass, is_exporter),
    }


def options_of(scenario):
    countries, horizon, of_all, own = scenario
    words = ["--as-of", AS_OF.isoformat(), "--days", str(horizon)]
    words += ["--cut-off", ",".join(countries)] if countries else []
    words += ["--demand", of_all] if of_all else []
    for mineral, change in own.items():
        words += ["--demand", f"{mineral}={change}"]
    return words


def check_disruption(program, reference, stock, scenario, seen):
    found = {row["mineral"]: row for row in program.report("disruption", *options_of(scenario))["rows"]}
    differences = []
    if len(found) != len(reference.rows):
        differences.append(f"{scenario}: {len(found)} rows of {len(reference.rows)}")
    for mineral in reference.rows:
        expected = expected_row(reference, mineral, stock, scenario)
        seen.add(expected["status"])
        for field, value in expected.items():
            if found[mineral][field] != value:
                differences.append(f"{scenario}, {mineral}, {field}: found {found[mineral][field]}, expected {value}")
    return differences


def shocked_row(reference, mineral, lots, change):
    mass, cost, price = sum(mass for mass, _ in lots), sum(cost for _, cost in lots), reference.price(mineral, AS_OF.isoformat())
    row = {"on_hand_kg": decimal(mass, 6), "cost_usd": decimal(cost, 2)}
    for when, factor in (("before", Fraction(1)), ("after", 1 + change)):
        value = None if price is None else half_even(mass * price * factor)
        lower = None if price is None else sum(min(floor(mass * price * factor), cost) for mass, cost in lots)
        row[f"market_value_{when}_usd"] = None if value is None else decimal(value, 2)
        row[f"unrealised_gain_{when}_usd"] = None if value is None else decimal(value - cost, 2)
        row[f"lower_value_{when}_usd"] = None if lower is None else decimal(lower, 2)
        row[f"price_{when}_usd_per_kg"] = None if price is None else decimal(half_even(price * factor * 10**10), 6)
    return row


def check_shock(program, reference, stock, of_all, own):
    words = ["--as-of", AS_OF.isoformat(), "--price", of_all]
    for mineral, change in own.items():
        words += ["--price", f"{mineral}={change}"]
    found = {row["mineral"]: row for row in program.report("price-shock", *words)["rows"]}
    differences = [] if sorted(found) == sorted(reference.minerals) else ["price-shock has other minerals"]
    for mineral in reference.minerals:
        change = own.get(mineral) or (own.get(GROUP) if mineral in stock.group else None) or of_all
        for field, value in shocked_row(reference, mineral, stock.lots[mineral], fraction_of(change)).items():
            if found[mineral][field] != value:
                differences.append(f"prices {of_all}, {mineral}, {field}: found {found[mineral][field]}, expected {value}")
    return differences


def main():
    options = support.arguments(__doc__)
    reference, seen, differences = Reference(options.root), set(), []
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = support.Program(options.pvault, Path(folder) / "vault.db")
        stock = Stock(reference, random.Random(SEED))
        stock.buy(program, reference)
        for scenario in SCENARIOS:
            differences += check_disruption(program, reference, stock, scenario, seen)
        for of_all, own in (("-30%", {}), ("+12.3456789%", {"cobalt": "-50%"}), ("-100%", {GROUP: "-10%", "neodymium": "+5%"})):
            differences += check_shock(program, reference, stock, of_all, own)
    wanted = ("runs_out", "may_run_out", "holds", "no_stock", "does_not_run_out", "net_exporter", *UNKNOWN)
    differences += [f"no scenario shows {status}" for status in wanted if status not in seen]
    print(f"seed {SEED}: {len(SCENARIOS)} scenarios of {len(reference.rows)} rows, 3 price shocks of {len(reference.minerals)}")
    print(*differences[:20], sep="\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
