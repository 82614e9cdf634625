#!/usr/bin/env python3
"""Transactions of the National Defense Stockpile as they were published are recorded in a book, each with its own number, unit,
form and price, and the book's masses and proceeds are those worked out here in exact fractions.

transactions_nds.csv has 27 real sales, shipments, tenders and requests of 1999 to 2026, compiled from public pages; each row names
its own (source_url). What is marked as derived there was worked out by its compilers: price per pound from a total, for instance.

What was disposed of is first bought for nothing, so that it is there. Where only gross weight is published it is recorded as it
was: what it holds nobody published. Two purchases have no quantity, and are the two that cannot be recorded."""

import csv
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


def published_mass(row):
    component = CONTENT.get(row["form"], ("", 1))[0]
    of = " of W" if row["quantity_unit"] == "pounds W" else f" of {component}" if component else ""
    return f"{row['quantity']} {row['quantity_unit'].replace(' W', '')}{of}"


def kilograms_in_book(row):
    exact = Fraction(row["quantity"]) * KILOGRAMS[row["quantity_unit"]]
    assert exact == Fraction(row["quantity_kg"]), row  # the compilers' own conversion
    return exact * CONTENT.get(row["form"], ("", 1))[1]


def published_price(row):
    """What a unit cost, as published; nothing is said of most."""
    unit = row["price_unit"].removesuffix(" (derived)").removeprefix("USD per ")
    if not row["price"]:
        return None
    return f"{row['price']} USD/{unit.replace(' W', '')}{' of W' if unit.endswith(' W') else ''}"


def day_of(row):
    """The day, the last day of the month or year, or for the one that is undated the day on which it was recorded here."""
    dated = re.match(r"\d{4}(-\d\d(-\d\d)?)?", row["date"])
    if not dated:
        return "2026-03-31"
    return dated.group() if dated.group(1) else f"{dated.group()}-12-31"


def record(program, number, row):
    """The lot and the entries of a row; the answer is the reason why it cannot be, if there is one."""
    lot = f"NDS-{number}"
    memo = " | ".join(filter(None, (row["date"], row["direction"], row["status"], row["counterparty"], row["note"])))
    said = ["--memo", memo, "--reference", row["source_url"], "--on", day_of(row)]
    bought = ["purchase", "record", "--mineral", row["mineral"], "--supplier", "SELLER", "--site", "DEPOT", "--cost", "0 USD", "--lot", lot, "--form", row["form"]]
    mass = ["--mass", published_mass(row)] if row["quantity"] else []
    done = subprocess.run(["pvault", *bought, *mass, *said], env=program.environment, capture_output=True, text=True)
    if done.returncode != 0:
        return done.stderr
    if row["direction"].startswith(("sale", "stockpile shipment")):
        price = published_price(row)
        sold = ["--price", price] if price else ["--price", "0 USD/kg"]
        program.run("release", "record", "--mineral", row["mineral"], "--kind", "sale", "--authority", row["agency"], "--to", "BUYERS", "--lot", lot, *mass, *sold, *said)
    return None


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
            if number in refused:
                continue
            line = lots[f"NDS-{number}"]
            assert Fraction(line["received_kg"]) == kilograms_in_book(row), (number, line)
            assert line["form"] == row["form"]
            gone = row["direction"].startswith(("sale", "stockpile shipment"))
            assert Fraction(line["on_hand_kg"]) == (0 if gone else kilograms_in_book(row))
        proceeds = {line["mineral"]: Fraction(line["proceeds_usd"]) for line in program.report("cost")["rows"]}
        expected = {}
        for row in rows:
            if row["price"]:
                cents = round(Fraction(row["price"]) * Fraction(row["quantity"]) * 100)
                expected[row["mineral"].lower()] = expected.get(row["mineral"].lower(), 0) + Fraction(cents, 100)
        assert expected == {mineral: amount for mineral, amount in proceeds.items() if amount}, (expected, proceeds)
        program.run("audit", "verify")
    print(f"{len(rows) - len(refused)} of {len(rows)} published transactions are recorded as they were published; {len(refused)} publish no quantity")


if __name__ == "__main__":
    main()
