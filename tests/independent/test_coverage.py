#!/usr/bin/env python3
"""Coverage on every basis, at days of 2021 to 2026, by the figure of its time and by that of a year asked for, of all 60 minerals and the group: computed again
in fractions from the published CSV files, and compared field by field."""

import csv
import datetime
import math
import random
import re
import tempfile
from fractions import Fraction
from pathlib import Path

import support

TARGET_DAYS = 60
DAYS = ("2021-06-30", "2022-12-31", "2023-07-01", "2024-02-29", "2025-12-31", "2026-03-31")
YEARS = (None, 2025, 2023)
PREFERENCE = {"apparent-consumption": 1, "estimated-consumption": 2, "reported-consumption": 3, "consumption-proxy": 4}
UNITS_KG = {"kt": 10**6, "t": 1000, "kg": 1, "st": Fraction("907.18474"), "lb": Fraction("0.45359237")}
COUNTRIES = (("China",), ("China", "Canada"), ("Peru",), ("Russia",), ("China", "Germany", "Russia"))
OPPOSITE = {None: None, "<": ">", ">": "<"}
CONFLICT = "conflict"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def combined(a, b):
    """The bound of a sum or a product: of opposite ones there is none."""
    if a is None or a == b:
        return b
    return a if b is None else CONFLICT


class Figure:
    def __init__(self, mineral, year, basis, mass_mg, bound=None, participant=None):
        self.mineral, self.year, self.basis, self.mass_mg, self.bound = mineral, year, basis, Fraction(mass_mg), bound
        self.participant = participant
        self.undone_on = None
        self.oldest_year = year
        self.at_most_mg = None  # of a lower bound
        self.unpublished = None


class Model:
    """What the book was told, and the rules of docs/MANUAL.md."""

    def __init__(self, root):
        self.minerals = {row["id"]: row for row in rows_of(root / "reference/minerals.csv")}
        self.figures = []  # in the order of recording
        self.stock_mg = {mineral: [] for mineral in self.minerals}  # (on, mg)
        for mineral, row in self.minerals.items():
            if row["demand_mass"]:
                number, unit = row["demand_mass"].split(" ")
                mass = Fraction(number.replace(",", "")) * UNITS_KG[unit] * 10**6
                self.add(Figure(mineral, int(row["demand_year"]), row["demand_basis"], round(mass), row["demand_bound"] or None))

    def add(self, figure):
        self.figures.append(figure)
        return figure

    def import_published(self, root):
        series = {tuple(row[key].strip() for key in ("chapter", "commodity", "detail", "published_unit")): row
                  for row in rows_of(root / "reference/published_series.csv") if row["figure"] == "demand"}
        counts = {"recorded": 0, "stood_already": 0}
        for row in rows_of(root / "examples/published/consumption_history_usgs_2021_2025.csv"):
            known = series[tuple(row[key].strip() for key in ("mcs_chapter", "commodity", "detail", "unit"))]
            # The kilograms were computed for the table, not by the program.
            if known["not_used"] or not row["value_kg"]:
                continue
            figure = Figure(known["mineral"], int(row["year"]), known["basis"], Fraction(row["value_kg"]) * 10**6, row["qualifier"] or None)
            same = [of for of in self.figures if (of.mineral, of.year, of.basis) == (figure.mineral, figure.year, figure.basis)]
            if same:
                assert (same[-1].mass_mg, same[-1].bound) == (figure.mass_mg, figure.bound), row
                counts["stood_already"] += 1
            else:
                self.add(figure)
                counts["recorded"] += 1
        return counts

    def members(self, mineral):
        return [of for of, row in self.minerals.items() if row["member_of"] == mineral]

    def on_hand_mg(self, mineral, on):
        if self.minerals[mineral]["kind"] == "group":
            return sum(self.on_hand_mg(member, on) for member in self.members(mineral))
        return sum(mg for day, mg in self.stock_mg[mineral] if day <= on)

    def unavailable_mg(self, mineral, on, fraction):
        if self.minerals[mineral]["kind"] == "group":
            return sum(self.unavailable_mg(member, on, fraction) for member in self.members(mineral))
        return math.ceil(self.on_hand_mg(mineral, on) * fraction)

    def standing(self, mineral, on, year):
        """The figures that count for a mineral, the one recorded last first."""
        found = []
        for figure in reversed(self.figures):
            begun = figure.year <= year if year else f"{figure.year}-01-01" <= on
            undone = figure.undone_on is not None and (year is not None or figure.undone_on <= on)
            if figure.mineral == mineral and begun and not undone:
                found.append(figure)
        return found

    def demand(self, mineral, basis, on, year):
        figures = self.standing(mineral, on, year)
        if basis == "consumption":
            return first(figures, lambda figure: figure.basis in PREFERENCE)
        if basis.startswith("imports-from:"):
            return self.imports_from(mineral, figures, basis)
        if basis == "net-imports":
            return self.net_imports(mineral, figures)
        if basis == "participant-demand":
            return participants_demand(mineral, figures)
        return first(figures, lambda figure: figure.basis == basis)

    def reliance(self, mineral, year):
        row = self.minerals[mineral]
        if not row["reliance_year"] or int(row["reliance_year"]) != year or row["reliance_qualifier"] == "NA":
            return None
        if row["reliance_qualifier"] == "E":
            return Fraction(0), "E"
        return Fraction(row["reliance_percent"]), row["reliance_qualifier"] or None

    def net_imports(self, mineral, figures):
        for year in sorted({figure.year for figure in figures}, reverse=True):
            of_year = [figure for figure in figures if figure.year == year]
            if net := first(of_year, lambda figure: figure.basis == "net-imports"):
                return net
            imports = first(of_year, lambda figure: figure.basis == "imports")
            exports = first(of_year, lambda figure: figure.basis == "exports")
            net = None
            if imports and exports:
                net = difference(mineral, imports, exports)
            else:
                use = first(of_year, lambda figure: figure.basis in PREFERENCE and figure.basis != "consumption-proxy")
                reliance = self.reliance(mineral, year)
                if use and reliance:
                    exporter = reliance[1] == "E"
                    bound = None if exporter else combined(use.bound, reliance[1])
                    part = Fraction(0) if exporter else reliance[0]
                    net = part_of(mineral, year, "net-imports", use.mass_mg, part, bound)
            if net:
                return net
        return None

    def imports_from(self, mineral, figures, basis):
        imports = first(figures, lambda figure: figure.basis == "imports")
        net = self.net_imports(mineral, figures)
        base = net if net and (not imports or net.year > imports.year) else imports
        if not base:
            return None
        chosen = basis.split(":")[1].split(",")
        shares = shares_of(self.minerals[mineral]["supply_shares"])
        if not shares:
            return None
        least, most = limits(shares, chosen)
        if least == most or base.mass_mg == 0:
            return part_of(mineral, base.year, basis, base.mass_mg, most * 100, base.bound)
        figure = within(mineral, base, basis, least, most)
        named = {name for names, _, _ in shares if names and names <= set(chosen) for name in names}
        unknown = [country for country in chosen if country not in named and limits(shares, [country]) != (0, 0)]
        if figure:
            figure.unpublished = ", ".join(unknown) or None
        return figure


def shares_of(published):
    """Who has a share, at least and at most of the whole; nobody by name: other countries."""
    shares = []
    for share in filter(None, (part.strip() for part in published.split(";"))):
        names, sign, percent = re.fullmatch(r"(.*) ([<>]?)([\d.]+)%", share).groups()
        names = {names} if names.endswith("Republic of") else set(re.split(r",? and |, ", names))
        part = Fraction(percent) / 100
        shares.append((names - {"Other countries"}, Fraction(0) if sign == "<" else part, Fraction(1) if sign == ">" else part))
    return shares


def limits(shares, chosen):
    least = most = Fraction(0)
    everybody = {name for names, _, _ in shares for name in names}
    for names, share_least, share_most in shares:
        if names and names <= set(chosen):
            least, most = least + share_least, most + share_most
        elif names & set(chosen) or (not names and set(chosen) - everybody):
            most += share_most
    return min(least, Fraction(1)), min(most, Fraction(1))


def within(mineral, base, basis, least, most):
    """What is sure to come from the countries, and what it is at most; else the latter alone, where it is not all."""
    least_mg = math.floor(base.mass_mg * least) if base.bound != "<" else 0
    most_mg = math.ceil(base.mass_mg * most) if base.bound != ">" else None
    if least_mg:
        figure = Figure(mineral, base.year, basis, least_mg, ">")
        figure.at_most_mg = most_mg
        return figure
    return Figure(mineral, base.year, basis, most_mg, "<") if most_mg is not None and most < 1 else None


def first(figures, counts):
    """The latest year, then by preference; the figures come with the one recorded last first."""
    fitting = [figure for figure in figures if counts(figure)]
    return min(fitting, key=lambda figure: (-figure.year, PREFERENCE.get(figure.basis, 0)), default=None)


def made(mineral, year, basis, mass_mg, bound):
    if bound == CONFLICT:
        return None
    return Figure(mineral, year, basis, mass_mg, bound if mass_mg else None)


def part_of(mineral, year, basis, whole_mg, percent, bound):
    """Rounded up, a lower bound down; at least nothing of something says nothing."""
    if bound == ">" and whole_mg and not math.floor(whole_mg * percent / 100):
        return None
    rounded = math.floor if bound == ">" else math.ceil
    return made(mineral, year, basis, rounded(whole_mg * percent / 100), bound)


def difference(mineral, imports, exports):
    bound = combined(imports.bound, OPPOSITE[exports.bound])
    mass = max(Fraction(0), imports.mass_mg - exports.mass_mg)
    if bound == ">" and mass == 0:
        return None
    return made(mineral, imports.year, "net-imports", mass, bound)


def participants_demand(mineral, figures):
    latest = {}
    for figure in figures:
        if figure.basis != "participant-demand":
            continue
        if figure.participant not in latest or figure.year > latest[figure.participant].year:
            latest[figure.participant] = figure
    if not latest:
        return None
    bound = None
    for figure in latest.values():
        bound = CONFLICT if CONFLICT in (bound, combined(bound, figure.bound)) else combined(bound, figure.bound)
    if bound == CONFLICT:
        return None
    total = Figure(mineral, max(of.year for of in latest.values()), "participant-demand", sum(of.mass_mg for of in latest.values()), bound)
    total.oldest_year = min(of.year for of in latest.values())
    return total


def decimal(value, places):
    whole, part = divmod(value, 10**places)
    return f"{whole}.{part:0{places}d}"


def kg(mass_mg):
    return decimal(int(mass_mg), 6)


def expected_row(model, mineral, basis, on, year, fraction):
    unavailable = model.unavailable_mg(mineral, on, fraction)
    available = model.on_hand_mg(mineral, on) - unavailable
    row = {"on_hand_kg": kg(model.on_hand_mg(mineral, on)), "held_back_kg": kg(0), "unavailable_kg": kg(unavailable),
           "available_kg": kg(available), "basis_asked": basis, "target_days": TARGET_DAYS}
    figure = model.demand(mineral, basis, on, year)
    if figure is None:
        group = model.minerals[mineral]["member_of"]
        of_group = group and model.demand(group, basis, on, year)
        missing = dict.fromkeys(("demand_kg_per_year", "demand_year", "coverage_days", "gap_kg", "coverage_qualifier", "demand_stale", "demand_age_years"))
        return row | missing | {"status": "group_figure_only" if of_group else "no_demand_figure"}
    days_in_year = 366 if figure.year % 4 == 0 else 365
    per_day = figure.mass_mg / days_in_year
    at_most = figure.bound == ">"
    gap = max(Fraction(0), TARGET_DAYS * per_day - available)
    age = int(on[:4]) - figure.oldest_year
    row |= {"demand_kg_per_year": kg(figure.mass_mg), "demand_basis": figure.basis, "demand_year": figure.year, "demand_age_years": age,
            "demand_stale": "yes" if age > 5 else "no", "demand_qualifier": figure.bound, "coverage_qualifier": OPPOSITE[figure.bound],
            "gap_qualifier": figure.bound, "gap_kg": kg(math.floor(gap) if at_most else math.ceil(gap)),
            "share_not_published": figure.unpublished, "demand_at_most_kg_per_year": None, "coverage_days_at_least": None}
    is_below = gap > 0 or at_most
    if figure.at_most_mg is not None:
        row["demand_at_most_kg_per_year"] = kg(figure.at_most_mg)
        row["coverage_days_at_least"] = decimal(math.floor(Fraction(available * 10 * days_in_year, figure.at_most_mg)), 1)
        is_below = TARGET_DAYS * Fraction(figure.at_most_mg, days_in_year) > available
    if not is_below:
        row["gap_qualifier"] = None  # nothing is lacking, whatever the demand is within its bounds
    if figure.mass_mg == 0:
        return row | {"coverage_days": None, "status": "no_demand"}
    tenths = available * 10 / per_day
    row["coverage_days"] = decimal(math.ceil(tenths) if at_most else math.floor(tenths), 1)
    row["status"] = "no_stock" if available == 0 else "below_target" if is_below else "on_target"
    return row


def expected_summary(rows):
    """How many are in each class, and median and mean, of the expected rows of minerals."""
    statuses, days = {}, {}
    for row, exact in rows:
        statuses[row["status"]] = statuses.get(row["status"], 0) + 1
        name = row["status"]
        if name in ("on_target", "below_target"):
            name = next((label for limit, label in ((15, "under_15_days"), (30, "15_to_30_days"), (45, "30_to_45_days"), (60, "45_to_60_days"))
                         if exact < limit), "60_days_and_over")
        days[name] = days.get(name, 0) + 1
    measured = sorted(exact for row, exact in rows if exact is not None and row["demand_qualifier"] is None)
    half = len(measured) // 2
    median = measured[half] if len(measured) % 2 else (measured[half - 1] + measured[half]) / 2
    return statuses, days, len(measured), decimal(math.floor(median * 10), 1), decimal(math.floor(sum(measured) * 10 / len(measured)), 1)


class Story:
    def __init__(self, program, root):
        self.program, self.root = program, root
        self.chance = random.Random(2026)
        program.run("init", "--name", "Independent", "--on", "2021-01-01")
        self.model = Model(root)

    def import_tables(self):
        published = self.root / "examples/published"
        counts = self.model.import_published(self.root)
        answer = self.program.run("demand", "import", str(published / "consumption_history_usgs_2021_2025.csv"), "--format", "json")
        assert f'"recorded": {counts["recorded"]},' in answer and f'"stood_already": {counts["stood_already"]},' in answer, answer
        self.program.run("demand", "import", str(published / "eia_uranium_loaded.csv"))
        for row in rows_of(published / "eia_uranium_loaded.csv"):
            if int(row["year"]) != 2023:  # which a new book has
                self.model.add(Figure("uranium", int(row["year"]), "reported-consumption", round(Fraction(row["total_kg_u3o8e"]) * 10**6)))
        self.program.run("price", "import", str(published / "price_history_usgs_annual_2021_2025.csv"))

    def buy(self):
        self.program.run("site", "add", "DENVER", "--name", "Denver", "--country", "US")
        self.program.run("party", "add", "TRAXYS", "--name", "Traxys", "--role", "supplier")
        for mineral, row in self.model.minerals.items():
            if row["kind"] == "group" or self.chance.random() < 0.2:
                continue
            year_mg = next((int(of.mass_mg) for of in self.model.figures if of.mineral == mineral), 10**12)
            for on in ("2021-03-01", "2024-02-29"):
                mg = self.chance.randint(1, max(2, year_mg // 5))
                self.program.run("purchase", "record", "--mineral", mineral, "--mass", f"{mg} mg", "--cost", "1000 USD", "--supplier", "TRAXYS",
                                 "--site", "DENVER", "--on", on)
                self.model.stock_mg[mineral].append((on, mg))

    def declare(self, mineral, year, basis, kilograms, bound=None, participant=None):
        words = ["demand", "add", mineral, "--year", str(year), "--mass", f"{kilograms} kg", "--basis", basis, "--source", "test"]
        words += {"<": ["--upper-bound"], ">": ["--lower-bound"], None: []}[bound]
        words += ["--participant", participant] if participant else []
        self.program.run(*words)
        return self.model.add(Figure(mineral, year, basis, kilograms * 10**6, bound, participant))

    def declare_all(self):
        for party in ("MAKER-A", "MAKER-B"):
            self.program.run("party", "add", party, "--name", party, "--role", "participant")
        for year, imports, exports in ((2022, 30_000, 4_000), (2023, 5_000, 9_000), (2024, 28_000, 1)):
            self.declare("gallium", year, "imports", imports)
            self.declare("gallium", year, "exports", exports)
        self.declare("gallium", 2025, "imports", 31_000)  # without exports
        self.declare("cobalt", 2023, "imports", 900_000, "<")
        self.declare("cobalt", 2023, "exports", 100_000)
        self.declare("zinc", 2024, "imports", 900_000)
        self.declare("zinc", 2024, "exports", 100_000, "<")
        self.declare("lead", 2024, "imports", 900_000, "<")
        self.declare("lead", 2024, "exports", 100_000, "<")
        self.declare("tin", 2023, "net-imports", 20_000_001)
        self.declare("antimony", 2023, "participant-demand", 1_000, None, "MAKER-A")
        self.declare("antimony", 2025, "participant-demand", 3_000, None, "MAKER-A")
        self.declare("antimony", 2021, "participant-demand", 7_000, "<", "MAKER-B")
        self.declare("copper", 2024, "participant-demand", 5_000, None, "MAKER-B")
        self.declare("copper", 2025, "participant-demand", 0, None, "MAKER-B")
        self.declare("neodymium", 2022, "defence-demand", 12_345)
        self.declare("rare-earths", 2024, "defence-demand", 500_000, ">")
        wrong = self.declare("hafnium", 2024, "estimated-consumption", 80_000)
        entry = self.program.report("journal")["known_at"]["entry"]
        self.program.run("reverse", str(entry), "--reason", "a wrong figure", "--on", "2025-06-30")
        wrong.undone_on = "2025-06-30"

    def compare(self):
        bases = ["consumption", *PREFERENCE, "imports", "net-imports", "participant-demand", "defence-demand"]
        bases += ["imports-from:" + ",".join(countries) for countries in COUNTRIES]
        options = [word for basis in bases for word in ("--basis", basis)]
        compared = 0
        for on in DAYS:
            for year in YEARS:
                fraction = Fraction(7, 1000) if year else Fraction(0)
                asked = options + (["--demand-year", str(year), "--unavailable", "0.7%"] if year else [])
                report = self.program.report("coverage", "--as-of", on, *asked)
                rows = report["rows"]
                assert len(rows) == 61 * len(bases), len(rows)
                found = {(row["mineral"], row["basis_asked"]): row for row in rows}
                for mineral in self.model.minerals:
                    for basis in bases:
                        expected = expected_row(self.model, mineral, basis, on, year, fraction)
                        for field, value in expected.items():
                            assert found[mineral, basis][field] == value, (on, year, mineral, basis, field, value, found[mineral, basis])
                            compared += 1
                self.compare_summary(on, asked, bases, year, fraction)
        return compared

    def compare_summary(self, on, asked, bases, year, fraction):
        report = self.program.report("coverage-summary", "--as-of", on, *asked)["rows"]
        for basis in bases:
            rows = []
            for mineral, of in self.model.minerals.items():
                if of["kind"] == "group":
                    continue
                row = expected_row(self.model, mineral, basis, on, year, fraction)
                figure = self.model.demand(mineral, basis, on, year)
                available = self.model.on_hand_mg(mineral, on) - self.model.unavailable_mg(mineral, on, fraction)
                days = 366 if figure and figure.year % 4 == 0 else 365
                exact = Fraction(available) * days / figure.mass_mg if figure and figure.mass_mg else None
                rows.append((row, exact))
            if not any(exact is not None and row["demand_qualifier"] is None for row, exact in rows):
                continue
            statuses, days, count, median, mean = expected_summary(rows)
            found = {(row["by"], row["class"]): row for row in report if row["basis_asked"] == basis}
            for (by, name), row in found.items():
                if by != "cover":
                    assert row["minerals"] == (statuses if by == "status" else days).get(name, 0), (on, basis, row)
            assert (found["cover", "median"]["minerals"], found["cover", "median"]["coverage_days"]) == (count, median), (on, basis, median)
            assert found["cover", "mean"]["coverage_days"] == mean, (on, basis, mean)


def main():
    options = support.arguments(__doc__)
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        story = Story(support.Program(options.pvault, Path(folder) / "vault.db"), options.root)
        story.import_tables()
        story.buy()
        story.declare_all()
        started = datetime.datetime.now()
        compared = story.compare()
        story.program.run("audit", "verify")
    print(f"{compared} figures of coverage agree, on {len(DAYS)} days ({(datetime.datetime.now() - started).seconds} s)")


if __name__ == "__main__":
    main()
