"""Checks the reference data of the 60 minerals: python3 tests/reference/check_reference.py ROOT

Reads ROOT/reference/{minerals.csv,content_factors.csv,SOURCES.md} with the standard library alone and shares no code
with the program, so it also shows that anyone can read the files. All arithmetic is in fractions. Prints what was
checked; exits 1 and names each fault otherwise, 2 when it cannot read the files.
"""

import collections
import csv
import pathlib
import re
import sys
from fractions import Fraction

COLUMNS = (
    "id,name,symbol,kind,member_of,category,added_in_2025,usgs_chapter,basis,basis_component,"
    "demand_basis,demand_year,demand_mass,demand_bound,demand_quality,demand_published,demand_source,"
    "reliance_percent,reliance_qualifier,reliance_year,reliance_basis,supply_shares,supply_basis,"
    "price,price_on,price_published,price_description,price_unusable,price_source,note"
).split(",")
FACTOR_COLUMNS = ["mineral", "material", "factor", "source"]

# The names of 90 FR 50494, written down apart from the data.
LISTED = """Aluminum, Antimony, Arsenic, Barite, Beryllium, Bismuth, Boron, Cerium, Cesium, Chromium, Cobalt, Copper,
    Dysprosium, Erbium, Europium, Fluorspar, Gadolinium, Gallium, Germanium, Graphite, Hafnium, Holmium,
    Indium, Iridium, Lanthanum, Lead, Lithium, Lutetium, Magnesium, Manganese, Metallurgical coal, Neodymium,
    Nickel, Niobium, Palladium, Phosphate, Platinum, Potash, Praseodymium, Rhenium, Rhodium, Rubidium,
    Ruthenium, Samarium, Scandium, Silicon, Silver, Tantalum, Tellurium, Terbium, Thulium, Tin, Titanium,
    Tungsten, Uranium, Vanadium, Ytterbium, Yttrium, Zinc, Zirconium"""
ADDED = "boron copper lead metallurgical-coal phosphate potash rhenium silicon silver uranium".split()
LANTHANIDES = """cerium dysprosium erbium europium gadolinium holmium lanthanum lutetium neodymium praseodymium samarium
    terbium thulium ytterbium""".split()

POUND_KG = Fraction(45359237, 10**8)  # exact by definition, as are the units built on it
UNIT_KG = {
    "mg": Fraction(1, 10**6),
    "g": Fraction(1, 1000),
    "kg": Fraction(1),
    "t": Fraction(1000),
    "kt": Fraction(10**6),
    "lb": POUND_KG,
    "oz": POUND_KG / 16,
    "st": POUND_KG * 2000,
    "lt": POUND_KG * 2240,
    "ozt": Fraction(311034768, 10**10),
    "ct": Fraction(2, 10**4),
    "mtu": Fraction(10),  # of the contained component
}
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e\d{1,2})?"
MASS = re.compile(rf"({NUMBER}) (\w+)")
PRICE = re.compile(rf"({NUMBER}) (USD|USc)/(\w+)(?: of (\S.*\S|\S))?")
FACTOR = re.compile(r"0\.\d*[1-9]\d*")
SHARE = re.compile(r"(\S.*\S) ([<>]?)(\d{1,3})%")

PUBLISHED_MASS = {
    "thousand metric tons": UNIT_KG["kt"],
    "metric tons": UNIT_KG["t"],
    "kilograms": UNIT_KG["kg"],
    "million short tons": UNIT_KG["st"] * 10**6,
    "thousand pounds": UNIT_KG["lb"] * 1000,
}
PUBLISHED_PRICE = {
    "cents per pound": ("USc", "lb"),
    "dollars per pound": ("USD", "lb"),
    "dollars per metric ton": ("USD", "t"),
    "dollars per metric ton unit": ("USD", "mtu"),
    "dollars per dry metric ton unit": ("USD", "mtu"),
    "dollars per kilogram": ("USD", "kg"),
    "dollars per troy ounce": ("USD", "ozt"),
    "dollars per gram": ("USD", "g"),
    "dollars per pound U3O8e": ("USD", "lb"),
}
DEMAND_BASES = {"apparent-consumption", "reported-consumption", "estimated-consumption", "consumption-proxy"}
WITH_FIGURE = {"A", "B", "B-partial", "B-proxy", "B-stale"}
WITHOUT_FIGURE = {"C-imports", "C-derived", "D", "D-group"}
MEMBER_QUALITY = "D-group"

# US dollars per kilogram of the mineral's own basis, each worked out by hand from the published quote.
KNOWN_PRICES = {
    "tungsten": Fraction("380") / Fraction("7.93"),  # a metric ton unit of WO3 holds 7.93 kg W
    "lithium": Fraction("9") / Fraction("0.18787"),
    "vanadium": Fraction("5.02") / Fraction("0.45359237") / Fraction("0.56"),
    "tantalum": Fraction("180") / Fraction("0.81897"),
    "niobium": Fraction("26") / Fraction("0.65"),
    "zirconium": Fraction("1.8") / Fraction("0.65"),
    "manganese": Fraction("0.45"),
    "silver": Fraction("38") / Fraction("0.0311034768"),
    "aluminum": Fraction("1.8") / Fraction("0.45359237"),
    "uranium": Fraction("52.71") / Fraction("0.45359237"),
    "potash": Fraction("1.2"),
    "cerium": Fraction("1.71"),
}
KNOWN_DEMANDS_KG = {
    "aluminum": Fraction(5_700_000_000),
    "boron": Fraction(234_000_000),
    "gallium": Fraction(19_000),
    "metallurgical-coal": Fraction("14378878129"),  # 15.85 million short tons
    "uranium": Fraction("19918601.74381"),  # 43,913 thousand lb
    "rare-earths": Fraction(27_000_000),
}
UNUSABLE_PRICES = {"boron", "cesium", "rubidium"}

# Shares that do not add up to 99 to 101 in the source itself.
SHARES_OFF_IN_SOURCE = {"uranium": 102}

# Standard atomic weights before 2009 (Pure Appl. Chem. 83, 2011, 359), to hold published factors against their formula.
WEIGHTS = {
    "As": "74.9216", "C": "12.0107", "Cl": "35.453", "Ge": "72.64", "H": "1.00794", "Li": "6.941", "N": "14.0067",
    "Nb": "92.90638", "O": "15.9994", "Re": "186.207", "S": "32.065", "Ta": "180.94788", "V": "50.9415", "W": "183.84",
}  # fmt: skip
FORMULAS = {"arsenic acid": "H3AsO4", "arsenic sulfide": "As2S3"}
ASSUMED_FACTORS = {
    "bauxite": "0.25",
    "beryllium-copper master alloy": "0.04",
    "ferroniobium": "0.65",
    "zircon": "0.65",
}


class Malformed(ValueError):
    """A cell that does not follow its grammar."""


def exact(number):
    return Fraction(number.replace(",", ""))


def unit_kg(symbol):
    if symbol not in UNIT_KG:
        raise Malformed(f"unknown unit {symbol!r}")
    return UNIT_KG[symbol]


def mass_kg(text):
    match = MASS.fullmatch(text)
    if not match:
        raise Malformed(f"not a mass: {text!r}")
    return exact(match[1]) * unit_kg(match[2])


def parse_price(text):
    """Gives (US dollars per kilogram of the component, component or '', unit)."""
    match = PRICE.fullmatch(text)
    if not match:
        raise Malformed(f"not a price: {text!r}")
    number, currency, unit, component = match.groups()
    if unit == "mtu" and not component:
        raise Malformed(f"a metric ton unit needs a component: {text!r}")
    dollars = exact(number) / (100 if currency == "USc" else 1)
    return dollars / unit_kg(unit), component or "", unit


def price_per_basis_kg(row, factors):
    price, component, _ = parse_price(row["price"])
    if component in ("", row["basis_component"]):
        return price
    factor = factors.get((row["id"], component))
    if factor is None:
        raise Malformed(f"no content factor from {component!r} to {row['basis_component']!r}")
    return price / factor


def published_mass_kg(text):
    match = re.match(rf"<?({NUMBER}) ((?:thousand metric|metric|million short) tons|kilograms|thousand pounds)\b", text)
    if not match:
        raise Malformed(f"published cell not understood: {text!r}")
    return exact(match[1]) * PUBLISHED_MASS[match[2]]


def published_price(text):
    match = re.fullmatch(rf"({NUMBER}) (.+?)(?:, estimated)?", text)
    if not match or match[2] not in PUBLISHED_PRICE:
        raise Malformed(f"published cell not understood: {text!r}")
    currency, unit = PUBLISHED_PRICE[match[2]]
    return exact(match[1]) / (100 if currency == "USc" else 1) / UNIT_KG[unit]


def parse_shares(text):
    """Gives [(country, '<' or '>' or '', percent)]."""
    shares = []
    for part in text.split("; "):
        match = SHARE.fullmatch(part)
        if not match:
            raise Malformed(f"not a supplier share: {part!r}")
        shares.append((match[1], match[2], int(match[3])))
    return shares


def formula_share(formula, element):
    """The share by mass of an element in a compound, or None when the formula does not have it."""
    atoms = collections.Counter()
    for symbol, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula):
        atoms[symbol] += int(count or 1)
    if element not in atoms or not atoms.keys() <= WEIGHTS.keys():
        return None
    parts = {symbol: count * Fraction(WEIGHTS[symbol]) for symbol, count in atoms.items()}
    return parts[element] / sum(parts.values())


class Report:
    def __init__(self):
        self.lines = []
        self.faults = []

    def say(self, line):
        self.lines.append(line)

    def expect(self, holds, check, where, what):
        if not holds:
            self.faults.append(f"{check}: {where}: {what}")
        return holds

    def attempt(self, check, where, function, *arguments):
        """The function's value, or None and a fault when the text is malformed."""
        try:
            return function(*arguments)
        except Malformed as problem:
            self.faults.append(f"{check}: {where}: {problem}")
            return None


def minerals_of(rows):
    return [row for row in rows if row["kind"] == "mineral"]


def check_text(report, rows):
    for row in rows:
        for column, cell in row.items():
            where = f"{row['id']}.{column}"
            report.expect(cell == cell.strip(), "text", where, "blanks at its ends")
            report.expect(cell.isprintable(), "text", where, "control characters")
            report.expect("?" not in cell and "\ufffd" not in cell, "text", where, "a lost character")
    report.say(f"text: {len(rows)} rows of {len(COLUMNS)} cells, trimmed, printable, no lost characters")


def check_list(report, rows):
    listed = [" ".join(name.split()) for name in LISTED.split(",")]
    names = [row["name"] for row in minerals_of(rows)]
    report.expect(
        names == listed, "list", "minerals.csv", f"differs from the list: {sorted(set(names) ^ set(listed))}, or order"
    )
    report.expect(
        [row["id"] for row in rows[60:]] == ["rare-earths"], "list", "row 61", "not the rare-earths group alone"
    )
    for row in rows:
        report.expect(row["kind"] == ("group" if row["id"] == "rare-earths" else "mineral"), "list", row["id"], "kind")
        report.expect(
            row["id"] == row["name"].lower().replace(" ", "-"), "list", row["id"], f"not the slug of {row['name']!r}"
        )
        member = "rare-earths" if row["id"] in LANTHANIDES else ""
        report.expect(
            row["member_of"] == member, "list", row["id"], f"member_of is {row['member_of']!r}, expected {member!r}"
        )
        added = "yes" if row["id"] in ADDED else "no"
        report.expect(row["added_in_2025"] == added, "list", row["id"], f"added_in_2025 is not {added}")
        for column in ("category", "usgs_chapter", "basis", "basis_component"):
            report.expect(row[column], "list", row["id"], f"{column} is empty")
    check_names_are_unique(report, rows)
    groups = len(rows) - len(names)
    report.say(f"list: {len(names)} minerals in the order of 90 FR 50494, {groups} group; slugs, members, additions")


def check_names_are_unique(report, rows):
    owners = collections.defaultdict(set)
    for row in rows:
        for key in (row["id"], row["name"], row["symbol"]):
            if key:
                owners[key.lower()].add(row["id"])
    for key, ids in owners.items():
        report.expect(len(ids) == 1, "list", key, f"names {sorted(ids)}")
    report.expect(len({row["id"] for row in rows}) == len(rows), "list", "minerals.csv", "an id stands twice")


def check_quality(report, rows, sources):
    section = re.search(r"^## 3\..*?(?=^## 4\.)", sources, re.M | re.S)
    table = re.findall(r"^\| ([A-D][\w-]*) \|.*\| (\d+) \|$", section[0] if section else "", re.M)
    stated = {code: int(count) for code, count in table}
    found = collections.Counter(row["demand_quality"] for row in minerals_of(rows))
    report.expect(
        stated == dict(found), "quality", "SOURCES.md section 3", f"states {stated}, the rows have {dict(found)}"
    )
    for row in rows:
        expected = MEMBER_QUALITY if row["member_of"] else row["demand_quality"]
        report.expect(row["demand_quality"] == expected, "quality", row["id"], "a member of a group is D-group")
    report.say(
        "quality: " + ", ".join(f"{code} {count}" for code, count in sorted(found.items())) + " as SOURCES.md states"
    )


def check_demand(report, rows):
    for row in rows:
        check_demand_row(report, row)
    figures = [row for row in minerals_of(rows) if row["demand_mass"] and not row["demand_bound"]]
    bounds = [row["id"] for row in minerals_of(rows) if row["demand_bound"]]
    report.expect(len(figures) == 37, "demand", "minerals.csv", f"{len(figures)} minerals have a figure, expected 37")
    report.expect(bounds == ["rubidium", "zirconium"], "demand", "minerals.csv", f"bounds are {bounds}")
    report.say(
        f"demand: {len(figures)} minerals with a figure, {len(bounds)} with a bound, each equal to its published cell"
    )


def check_demand_row(report, row):
    where, quality = row["id"], row["demand_quality"]
    report.expect("https://" in row["demand_source"], "demand", where, "no source with an address")
    if quality in WITHOUT_FIGURE:
        for column in ("demand_basis", "demand_year", "demand_mass", "demand_bound"):
            report.expect(not row[column], "demand", where, f"{column} is not empty, but quality is {quality}")
        return
    report.expect(row["demand_basis"] in DEMAND_BASES, "demand", where, f"demand_basis {row['demand_basis']!r}")
    bound = "<" if quality == "C" else ""
    report.expect(row["demand_bound"] == bound, "demand", where, f"bound {row['demand_bound']!r} of a {quality}")
    report.expect(
        row["demand_published"].startswith("<") == (quality == "C"), "demand", where, "published cell and bound differ"
    )
    check_demand_year(report, row)
    mass = report.attempt("demand", where, mass_kg, row["demand_mass"])
    published = report.attempt("demand", where, published_mass_kg, row["demand_published"])
    report.expect(mass == published, "demand", where, f"{row['demand_mass']!r} is not {row['demand_published']!r}")
    report.expect(mass is None or mass > 0, "demand", where, "not above zero")
    report.expect(not row["demand_mass"].endswith("mtu"), "demand", where, "a metric ton unit does not measure demand")
    if where in KNOWN_DEMANDS_KG:
        report.expect(
            mass == KNOWN_DEMANDS_KG[where], "demand", where, f"{mass} kg, known to be {KNOWN_DEMANDS_KG[where]} kg"
        )


def check_demand_year(report, row):
    year = row["demand_year"]
    expected = {"B": range(2021, 2024), "B-stale": range(1990, 2016)}.get(row["demand_quality"], range(2025, 2026))
    holds = year.isdigit() and int(year) in expected
    report.expect(holds, "demand", row["id"], f"year {year!r} does not suit quality {row['demand_quality']}")


def check_reliance(report, rows):
    counts = collections.Counter()
    for row in rows:
        check_reliance_row(report, row)
        if row["kind"] == "mineral":
            counts[row["reliance_qualifier"] or ("plain" if row["reliance_percent"] else "none")] += 1
    expected = {"plain": 30, ">": 7, "<": 1, "E": 2, "NA": 1, "none": 19}
    report.expect(dict(counts) == expected, "reliance", "minerals.csv", f"counts {dict(counts)}, expected {expected}")
    report.say(
        "reliance: 38 minerals with a number (30 plain, 7 above, 1 below), 2 net exporters, 1 not available, 19 without"
    )


def check_reliance_row(report, row):
    where, percent, qualifier = row["id"], row["reliance_percent"], row["reliance_qualifier"]
    report.expect(qualifier in ("", ">", "<", "E", "NA"), "reliance", where, f"qualifier {qualifier!r}")
    report.expect(not (percent and qualifier in ("E", "NA")), "reliance", where, "a number and no number at once")
    report.expect(percent or qualifier not in (">", "<"), "reliance", where, "a bound without its number")
    whole = percent.isascii() and percent.isdigit() and int(percent) <= 100
    report.expect(not percent or whole, "reliance", where, f"{percent!r} is not a whole percentage")
    published = bool(percent or qualifier)
    report.expect(
        row["reliance_year"] == ("2025" if published else ""), "reliance", where, f"year {row['reliance_year']!r}"
    )
    report.expect(not published or row["reliance_basis"], "reliance", where, "no basis")


def check_supply(report, rows):
    whole, bounded, off = 0, [], []
    for row in rows:
        where = row["id"]
        report.expect(
            bool(row["supply_shares"]) == bool(row["supply_basis"]), "supply", where, "shares and basis go together"
        )
        shares = report.attempt("supply", where, parse_shares, row["supply_shares"]) if row["supply_shares"] else None
        if not shares:
            continue
        countries = [country for country, _, _ in shares]
        report.expect(len(set(countries)) == len(countries), "supply", where, "a country stands twice")
        total = sum(percent for _, _, percent in shares)
        if any(sign for _, sign, _ in shares):
            bounded.append(where)
        elif where in SHARES_OFF_IN_SOURCE:
            off.append(f"{where} {total}")
            report.expect(
                total == SHARES_OFF_IN_SOURCE[where], "supply", where, f"{total}%, the source adds up to another figure"
            )
        else:
            whole += total == 100
            report.expect(99 <= total <= 101, "supply", where, f"shares add up to {total}%")
            if total != 100:
                off.append(f"{where} {total}")
    report.say(f"supply: {whole} rows add up to 100%, not: {', '.join(off) or 'none'}; bounded: {', '.join(bounded)}")


def check_factors(report, rows, factor_rows):
    bases = {row["id"]: row["basis_component"] for row in rows}
    pairs = {(factor["mineral"], factor["material"]) for factor in factor_rows}
    report.expect(len(pairs) == len(factor_rows), "factors", "content_factors.csv", "a pair stands twice")
    for factor in factor_rows:
        where = f"{factor['mineral']} {factor['material']}"
        report.expect("https://" in factor["source"], "factors", where, "no source with an address")
        if not report.expect(factor["mineral"] in bases, "factors", where, "not one of the minerals"):
            continue
        if not report.expect(FACTOR.fullmatch(factor["factor"]), "factors", where, f"malformed: {factor['factor']!r}"):
            continue
        check_factor_value(report, factor, bases[factor["mineral"]], where)
    report.say(f"factors: {len(factor_rows)}, compounds within 1% of their formula, Li2CO3 to its last digit")


def check_factor_value(report, factor, basis, where):
    material, value = factor["material"], Fraction(factor["factor"])
    if material in ASSUMED_FACTORS:
        report.expect(
            value == Fraction(ASSUMED_FACTORS[material]), "factors", where, f"published as {ASSUMED_FACTORS[material]}"
        )
        return
    share = formula_share(FORMULAS.get(material, material), basis)
    if not report.expect(share is not None, "factors", where, f"no formula with {basis}"):
        return
    formula_says = f"{factor['factor']}, the formula gives {float(share):.5f}"
    report.expect(abs(value / share - 1) < Fraction(1, 100), "factors", where, formula_says)
    if material == "Li2CO3":
        report.expect(round(share, 5) == value, "factors", where, formula_says)


def check_prices(report, rows, factors):
    for row in rows:
        check_price_row(report, row, factors)
    priced = [row["id"] for row in minerals_of(rows) if row["price"]]
    unusable = {row["id"] for row in rows if row["price_unusable"]}
    without = {row["id"] for row in minerals_of(rows)} - set(priced)
    report.expect(
        without == {"metallurgical-coal", "thulium"}, "prices", "minerals.csv", f"without a price: {sorted(without)}"
    )
    report.expect(unusable == UNUSABLE_PRICES, "prices", "minerals.csv", f"unusable: {sorted(unusable)}")
    names = ", ".join(sorted(unusable))
    report.say(f"prices: {len(priced)} minerals, each equal to its published cell; unusable: {names}")
    report.say(f"prices: {len(KNOWN_PRICES)} known values per kilogram of the mineral's own basis, exact")


def check_price_row(report, row, factors):
    where = row["id"]
    if not row["price"]:
        filled = [column for column in COLUMNS if column.startswith("price_") and row[column]]
        report.expect(not filled, "prices", where, f"no price, but {filled}")
        return
    for column in ("price_on", "price_published", "price_description"):
        report.expect(row[column], "prices", where, f"{column} is empty")
    report.expect("https://" in row["price_source"], "prices", where, "no source with an address")
    expected_on = "2024-12-31" if where == "uranium" else "2025-12-31"
    report.expect(row["price_on"] == expected_on, "prices", where, f"price_on is {row['price_on']!r}")
    quoted = report.attempt("prices", where, parse_price, row["price"])
    published = report.attempt("prices", where, published_price, row["price_published"])
    if quoted and published is not None:
        report.expect(quoted[0] == published, "prices", where, f"{row['price']!r} is not {row['price_published']!r}")
        report.expect(quoted[0] > 0, "prices", where, "not above zero")
    if quoted and not row["price_unusable"]:
        check_basis_price(report, row, factors)


def check_basis_price(report, row, factors):
    where = row["id"]
    value = report.attempt("prices", where, price_per_basis_kg, row, factors)
    known = KNOWN_PRICES.get(where)
    if value is not None and known is not None:
        report.expect(value == known, "prices", where, f"{float(value):.6f} USD/kg, known to be {float(known):.6f}")


def check_source_rows(report, rows):
    """A source that is the main data release names its chapter and lines that exist in its 8,887."""
    cited = 0
    for row in rows:
        for column in ("demand_source", "price_source"):
            if "Summaries 2026 data release" not in row[column]:
                continue
            numbers = re.findall(r"\d+", re.sub(r".*?, rows? |\(.*|, line.*|, https.*", "", row[column]))
            exist = numbers and all(2 <= int(number) <= 8887 for number in numbers)
            report.expect(exist, "sources", f"{row['id']}.{column}", f"rows {numbers}")
            chapter = row["usgs_chapter"].removesuffix(" (Heavy)")
            report.expect(
                f", {chapter}" in row[column], "sources", f"{row['id']}.{column}", f"chapter {chapter} not named"
            )
            cited += 1
    report.say(
        f"sources: every demand and price cell names one; {cited} give chapter and rows of the main data release"
    )


def read_csv(path, columns):
    data = path.read_bytes()
    if b"\r" in data or not data.endswith(b"\n"):
        raise Malformed(f"{path}: lines must end in LF")
    rows = list(csv.reader(data.decode("utf-8").splitlines(keepends=True), strict=True))
    if not rows or rows[0] != columns:
        raise Malformed(f"{path}: the header is not {','.join(columns)}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(columns):
            raise Malformed(f"{path}: record {number} has {len(row)} cells, not {len(columns)}")
    return [dict(zip(columns, row)) for row in rows[1:]]


def check_all(rows, factor_rows, sources):
    report = Report()
    check_text(report, rows)
    check_list(report, rows)
    check_quality(report, rows, sources)
    check_demand(report, rows)
    check_reliance(report, rows)
    check_supply(report, rows)
    check_factors(report, rows, factor_rows)
    valid = [f for f in factor_rows if FACTOR.fullmatch(f["factor"])]
    check_prices(report, rows, {(f["mineral"], f["material"]): Fraction(f["factor"]) for f in valid})
    check_source_rows(report, rows)
    return report


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    folder = pathlib.Path(arguments[1]) / "reference"
    try:
        rows = read_csv(folder / "minerals.csv", COLUMNS)
        factor_rows = read_csv(folder / "content_factors.csv", FACTOR_COLUMNS)
        sources = (folder / "SOURCES.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, csv.Error, Malformed) as problem:
        print(f"cannot read the reference data: {problem}", file=sys.stderr)
        return 2
    report = check_all(rows, factor_rows, sources)
    for fault in report.faults:
        print(f"fault: {fault}", file=sys.stderr)
    if report.faults:
        print(f"{len(report.faults)} faults", file=sys.stderr)
        return 1
    print("\n".join(report.lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
