#!/usr/bin/env python3
"""Transactions of the National Defense Stockpile as they were published are recorded in a book, each with its own number, unit,
form and price, and the book's masses and proceeds are those worked out here in exact fractions.

transactions_nds.csv has 27 real sales, shipments, tenders and requests of 1999 to 2026, compiled from public pages; each row names
its own (source_url). What is marked as derived there was worked out by its compilers: price per pound from a total, for instance.
CONVERSIONS are pairs of figures that one page gives for the same quantity or price.

What was disposed of is first bought for nothing, so that it is there. Alloys are published gross, and a book counts what they
hold: they are recorded gross, with the content that is usual (GROSS, with its source), and sold by it. Two purchases have no
quantity, and are the two that cannot be recorded."""

import csv
import json
import re
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path

import support

POUND = Fraction("0.45359237")
KILOGRAMS = {"short tons": 2000 * POUND, "pounds W": POUND, "metric tons": 1000, "thousand metric tons": 1_000_000, "kilograms": 1}
# Forms with a known content factor: what was published counts the material, the book what it holds.
CONTENT = {"lithium carbonate": ("Li2CO3", Fraction("0.18787"))}
# Alloys, published gross: what they hold in percent. Manganese: the standard alloy of Bureau of Mines, Minerals Yearbook 1972,
# Manganese, p. 761. Chromium: content over gross weight of U.S. consumption in 2012, U.S. Geological Survey, Minerals Yearbook,
# Chromium, table 2, https://indexmundi.com/en/commodities/minerals/chromium/chromium_t2.html: 221,000 t in 380,000 t of
# high-carbon ferrochromium, 18,200 t in 26,600 t of low-carbon, both together where the sale says no more, 4,940 t in 4,940 t of metal.
# What is published of tungsten is what the material holds.
GROSS = {
    "ferromanganese, high carbon": "78",
    "ferrochromium, high carbon": "58.2",
    "ferrochromium, low carbon": "68.4",
    "ferrochromium (low + high carbon)": "58.8",
    "chromium metal": "100",
    "W in ores, ferrotungsten, metal and carbide powder": "100",
    "concentrate": "100",
}
# (mineral, what one page says, what it says of the same, how far they may be apart: half of its last digit)
CONVERSIONS = [
    ("manganese", "25000 short tons", "22321 long tons", "0.5 long tons"),  # row 1
    ("cobalt", "7480 metric tons", "16.49e6 pounds", "0.005e6 pounds"),  # row 19
]
# (mineral, mass, price, the same price, how far the totals may be apart in USD); prices per tonne are rounded to 5 USD.
PRICE_CONVERSIONS = [
    ("manganese", "25000 short tons", "400 USD/short ton", "448 USD/long ton", "0"),  # row 1
    ("cobalt", "1 t", "16 USD/lb", "35275 USD/t", "2.5"),  # row 19
    ("cobalt", "1 t", "24 USD/lb", "52910 USD/t", "2.5"),  # row 19
]


def decimal(value, digits):
    whole = round(value * 10**digits)
    return f"{whole // 10**digits}.{whole % 10**digits:0{digits}d}"


def published_mass(row):
    component = CONTENT.get(row["form"], ("", 1))[0]
    of = " of W" if row["quantity_unit"] == "pounds W" else f" of {component}" if component else ""
    return f"{row['quantity']} {row['quantity_unit'].replace(' W', '')}{of}"


def content(row):
    return Fraction(GROSS.get(row["form"], "100")) / 100


def kilograms_in_book(row):
    exact = Fraction(row["quantity"]) * KILOGRAMS[row["quantity_unit"]]
    assert exact == Fraction(row["quantity_kg"]), row  # the compilers' own conversion
    held = exact * CONTENT.get(row["form"], ("", 1))[1] * content(row)
    return Fraction(round(held * 1_000_000), 1_000_000)


def published_price(row):
    """What a unit cost, as published; nothing is said of most."""
    unit = row["price_unit"].removesuffix(" (derived)").removeprefix("USD per ")
    if not row["price"]:
        return None
    return f"{row['price']} USD/{unit.replace(' W', '')}{' of W' if unit.endswith(' W') else ''}"


def price_of_content(row):
    """The price of what is sold: of an alloy, the published one of the gross weight over what it holds, to 12 decimals."""
    price, held = published_price(row), content(row)
    if held == 1 or not price:
        return price
    number, unit = price.split(" ", 1)
    return f"{decimal(Fraction(number) / held, 12)} {unit}"


def proceeds_of(row):
    return Fraction(round(Fraction(row["price"]) * Fraction(row["quantity"]) * 100), 100) if row["price"] else Fraction(0)


def day_of(row):
    """The day, the last day of the month or year, or for the one that is undated the day on which it was recorded here."""
    dated = re.match(r"\d{4}(-\d\d(-\d\d)?)?", row["date"])
    if not dated:
        return "2026-03-31"
    return dated.group() if dated.group(1) else f"{dated.group()}-12-31"


def is_disposal(row):
    return row["direction"].startswith(("sale", "stockpile shipment"))


def memo_of(row):
    return " | ".join(filter(None, (row["date"], row["direction"], row["status"], row["counterparty"], row["note"])))


def record(program, number, row):
    """The lot and the entries of a row; the answer is the reason why it cannot be, if there is one."""
    lot = f"NDS-{number}"
    said = ["--memo", memo_of(row), "--reference", row["source_url"], "--on", day_of(row)]
    bought = ["purchase", "record", "--mineral", row["mineral"], "--supplier", "SELLER", "--site", "DEPOT", "--cost", "0 USD", "--lot", lot, "--form", row["form"]]
    mass = ["--mass", published_mass(row)] if row["quantity"] else []
    held = ["--assay", f"{GROSS[row['form']]}%"] if row["form"] in GROSS else []
    done = subprocess.run(["pvault", *bought, *mass, *held, *said], env=program.environment, capture_output=True, text=True)
    if done.returncode != 0:
        return done.stderr
    if is_disposal(row):
        price = price_of_content(row)
        sold = ["--price", price] if price else ["--price", "0 USD/kg"]
        mass = ["--mass", f"{decimal(kilograms_in_book(row), 6)} kg"] if held else mass
        program.run("release", "record", "--mineral", row["mineral"], "--kind", "sale", "--authority", row["agency"], "--to", "BUYERS", "--lot", lot, *mass, *sold, *said)
    return None


def check_lot(program, number, row, line):
    assert Fraction(line["received_kg"]) == kilograms_in_book(row), (number, line)
    assert line["form"] == row["form"]
    assert Fraction(line["on_hand_kg"]) == (0 if is_disposal(row) else kilograms_in_book(row)), (number, line)
    # What was entered stays as it was published.
    shown = program.run("lot", "show", f"NDS-{number}", "--format", "csv").splitlines()
    assert f"mass,{published_mass(row)}" in shown, (number, shown)


def check_sales(program, rows):
    lines = {line["lots"]: line for line in program.report("releases")["rows"]}
    for number, row in enumerate(rows, 1):
        if not is_disposal(row):
            continue
        line = lines.pop(f"NDS-{number}")
        assert line["on"] == last_day(day_of(row)) and line["authority"] == row["agency"] and line["recipient"] == "BUYERS", (number, line)
        assert Fraction(line["mass_kg"]) == kilograms_in_book(row), (number, line)
        assert Fraction(line["proceeds_usd"]) == proceeds_of(row), (number, line)
        total = re.match(r"\d+(?=$| \(=)", row["value_usd"])  # what was published of the sale as a whole
        if row["price"]:
            rounding = Fraction(row["quantity"]) / 2000 if "derived" in row["price_unit"] else 0  # of a price with three decimals
            assert abs(Fraction(total.group()) - proceeds_of(row)) <= rounding, (number, line)
    assert not lines, lines


def last_day(text):
    """2017-04 as the book dates it: on its last day."""
    return text if len(text) == 10 else f"{text}-{'30' if text[5:] in ('04', '06', '09', '11') else '31'}"


def check_told(program, rows, refused):
    """The journal has of each row where it was published and what else was said of it."""
    journal = {(line["reference"], line["memo"]) for line in program.report("journal")["rows"]}
    for number, row in enumerate(rows, 1):
        assert ((row["source_url"], memo_of(row)) in journal) == (number not in refused), number


def bought(program, mineral, mass, price):
    """(kilograms, USD) of what a purchase would be; nothing is recorded."""
    what = ["--mineral", mineral, "--mass", mass, "--price", price, "--supplier", "SELLER", "--site", "DEPOT", "--on", "2003-12-09"]
    said = program.run("purchase", "record", *what, "--dry-run", "--format", "json")
    posting = next(posting for posting in json.loads(said)["postings"] if posting["lot"])
    return Fraction(posting["mass_kg"]), Fraction(posting["amount_usd"])


def check_conversions(program):
    for mineral, one, other, apart in CONVERSIONS:
        masses = [bought(program, mineral, mass, "0 USD/kg")[0] for mass in (one, other, apart)]
        assert abs(masses[0] - masses[1]) <= masses[2], (one, other, masses)
    for mineral, mass, one, other, apart in PRICE_CONVERSIONS:
        totals = [bought(program, mineral, mass, price)[1] for price in (one, other)]
        assert abs(totals[0] - totals[1]) <= Fraction(apart), (one, other, totals)


def main():
    options = support.arguments(__doc__)
    with open(options.root / "tests/independent/transactions_nds.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 27
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = support.Program(options.pvault, Path(folder) / "vault.db")
        program.run("init", "--name", "National Defense Stockpile, as published")
        program.run("site", "add", "DEPOT", "--name", "Depots", "--country", "US", "--on", "1999-01-01")
        program.run("party", "add", "SELLER", "--name", "Whoever had it", "--role", "supplier", "--on", "1999-01-01")
        program.run("party", "add", "BUYERS", "--name", "Those named in the memo", "--role", "other", "--on", "1999-01-01")
        refused = {number: why for number, row in enumerate(rows, 1) if (why := record(program, number, row))}
        assert {rows[number - 1]["mineral"] for number in refused} == {"Antimony", "Tantalum"}, refused
        assert all("option_missing" in why and not rows[number - 1]["quantity"] for number, why in refused.items())
        lots = {line["lot"]: line for line in program.report("lots")["rows"]}
        for number, row in enumerate(rows, 1):
            if number not in refused:
                check_lot(program, number, row, lots.pop(f"NDS-{number}"))
        assert not lots, lots
        check_sales(program, rows)
        check_told(program, rows, refused)
        check_conversions(program)
        balance = program.report("mass-balance")["rows"]
        assert all(Fraction(line["difference_kg"]) == 0 for line in balance), balance
        program.run("audit", "verify")
    print(f"{len(rows) - len(refused)} of {len(rows)} published transactions are recorded as they were published; {len(refused)} publish no quantity")
    print(f"{len(CONVERSIONS) + len(PRICE_CONVERSIONS)} published conversions agree")


if __name__ == "__main__":
    main()
