#!/usr/bin/env python3
"""The demo's book as a plain journal: ledger and hledger find it balanced and agree on every balance, and beancount, which matches lots first in
first out by itself, agrees on every lot that is left and on what it cost; also after lots were moved, divided and processed."""

import csv
import io
import re
import shutil
import subprocess
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import support

AS_OF = "2025-12-31"
CENT = Decimal("0.01")


def entries_of(program):
    """The journal's postings by entry, entries without postings left out."""
    entries = defaultdict(list)
    for row in program.report("journal", "--as-of", AS_OF)["rows"]:
        if row["account"] is not None:
            entries[row["entry"]].append(row)
    return entries


def record_transfers(program):
    """Lots of the demo on their way and back, in parts, and one that loses mass; then a release that draws what was moved."""
    transfer = ("transfer", "record", "--on")
    program.run(*transfer, "2025-12-10", "--lot", "gallium-2", "--mass", "300 kg", "--to-site", "site-gulf", "--as", "G-GULF")
    program.run(*transfer, "2025-12-12", "--lot", "G-GULF", "--mass", "133.333333 kg", "--to-site", "site-east", "--as", "G-BACK")
    program.run(*transfer, "2025-11-01", "--lot", "antimony-2", "--mass", "1,000 t", "--kind", "repack", "--output", "600 t", "--output", "400 t")
    program.run(*transfer, "2025-12-15", "--lot", "tin-1", "--mass", "900 t", "--kind", "processing", "--output", "890 t=TIN-PURE")
    program.run("emergency", "declare", "TEST", "--declared-by", "test", "--rule", "test", "--from", "2025-12-20")
    program.run("release", "record", "--on", "2025-12-20", "--mineral", "antimony", "--mass", "2,500 t", "--kind", "emergency", "--emergency", "TEST", "--authority", "test")
    program.run("release", "record", "--on", "2025-12-20", "--mineral", "gallium", "--mass", "1,000 kg", "--kind", "emergency", "--emergency", "TEST", "--authority", "test")


def commodity(row):
    return '"' + re.sub("[^a-z]", " ", row["mineral"]) + '"'


def plain_journal(entries):
    """One transaction an entry, money and mass as two commodities; two blanks before each amount."""
    lines = []
    for entry, rows in entries.items():
        lines.append(f"{rows[0]['effective_on']} ({entry}) {rows[0]['kind']}")
        for row in rows:
            if Decimal(row["amount_usd"]) != 0:
                lines.append(f"    {row['account']}  {row['amount_usd']} USD")
            if Decimal(row["mass_kg"]) != 0:
                lines.append(f"    {row['account']}  {row['mass_kg']} {commodity(row)}")
        lines.append("")
    return "\n".join(lines)


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, f"{words[0]}: {done.stderr}"
    return done.stdout


def expected_balances(program):
    """Account -> USD, of the balance sheet and the memoranda together."""
    rows = program.report("trial-balance", "--as-of", AS_OF)["rows"]
    return {row["account"]: Decimal(row["debit_usd"] or 0) - Decimal(row["credit_usd"] or 0) for row in rows}


def hledger_balances(journal):
    text = run("hledger", "-f", journal, "balance", "--flat", "-O", "csv", "cur:USD")
    rows = csv.DictReader(io.StringIO(text))
    return {row["account"]: Decimal(row["balance"].removesuffix(" USD")) for row in rows if row["account"] != "total"}


def ledger_balances(journal):
    form = "%(account)\t%(quantity(display_total))\n"
    text = run("ledger", "-f", journal, "balance", "--flat", "--no-total", "--limit", 'commodity == "USD"', "--balance-format", form)
    return {account: Decimal(amount) for account, amount in (line.split("\t") for line in text.splitlines())}


def check_plain(program, entries, folder):
    journal = folder / "vault.journal"
    journal.write_text(plain_journal(entries))
    run("hledger", "-f", journal, "check")
    expected = expected_balances(program)
    for name, balances in (("hledger", hledger_balances(journal)), ("ledger", ledger_balances(journal))):
        assert balances == expected, f"{name}: {set(balances.items()) ^ set(expected.items())}"
    masses = run("hledger", "-f", journal, "balance", "--flat", "-O", "csv", "acct:inventory", "not:cur:USD")
    found = {row["account"]: Decimal(row["balance"].split(" ")[0]) for row in csv.DictReader(io.StringIO(masses)) if row["account"] != "total"}
    held = {f"inventory:{row['mineral']}": Decimal(row["on_hand_kg"]) for row in program.report("cost", "--as-of", AS_OF)["rows"]}
    assert found == {account: mass for account, mass in held.items() if mass != 0}, "hledger's masses differ"
    return len(expected)


def beancount_name(mineral):
    return mineral.upper().replace("-", "")


def minerals_with_loss(entries):
    return {row["mineral"] for rows in entries.values() for row in rows if row["kind"] == "transfer" and row["account"].startswith("lost:")}


def beancount_journal(entries):
    """Purchases at their total cost, releases booked first in first out by beancount; the lots drawn are its own choice. A transfer keeps mass,
    cost and age, so it changes nothing here; a mineral with a yield loss, which keeps cost without mass, is left out."""
    transactions, minerals = [], set()
    lossy = minerals_with_loss(entries)
    for entry, rows in entries.items():
        stock = [row for row in rows if row["account"].startswith("inventory:")]
        if not stock:
            continue
        mineral = stock[0]["mineral"]
        if mineral in lossy or rows[0]["kind"] == "transfer":
            continue
        minerals.add(mineral)
        account, unit = f"Assets:Stock:{beancount_name(mineral)}", beancount_name(mineral)
        mass = sum(Decimal(row["mass_kg"]) for row in stock)
        cost = f"{{{{{stock[0]['amount_usd']} USD}}}}" if mass > 0 else "{}"
        transactions.append((rows[0]["effective_on"], entry, f"  {account}  {mass} {unit} {cost}\n  Equity:Cost"))
    lines = ['option "booking_method" "FIFO"', "2020-01-01 open Equity:Cost"]
    lines += [f'2020-01-01 open Assets:Stock:{beancount_name(mineral)}  {beancount_name(mineral)} "FIFO"' for mineral in sorted(minerals)]
    lines += [f'{on} * "entry {entry}"\n{body}' for on, entry, body in sorted(transactions)]
    return "\n".join(lines) + "\n"


def beancount_lots(journal):
    """(mineral, day of receipt) -> mass and cost left."""
    query = "SELECT currency, cost_date, sum(number), sum(cost(position)) WHERE account ~ 'Assets:Stock' GROUP BY currency, cost_date"
    lots = {}
    for row in csv.DictReader(io.StringIO(run("bean-query", "-f", "csv", journal, query))):
        name, day, mass, cost = (value.strip() for value in row.values())
        if Decimal(mass) != 0:
            lots[name, day] = (Decimal(mass), Decimal(cost.removesuffix("USD").strip()))
    return lots


def check_beancount(program, entries, folder):
    journal = folder / "vault.beancount"
    journal.write_text(beancount_journal(entries))
    run("bean-check", journal)
    found = beancount_lots(journal)
    expected = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for lot in program.report("lots", "--as-of", AS_OF)["rows"]:
        if lot["status"] == "open" and lot["mineral"] not in minerals_with_loss(entries):
            sums = expected[beancount_name(lot["mineral"]), lot["aged_from_on"]]
            sums[0] += Decimal(lot["on_hand_kg"])
            sums[1] += Decimal(lot["cost_usd"])
    assert found.keys() == expected.keys(), f"lots left differ: {found.keys() ^ expected.keys()}"
    draws = sum(Decimal(row["mass_kg"]) < 0 for rows in entries.values() for row in rows if row["account"].startswith("inventory:"))
    for key, (mass, cost) in found.items():
        assert mass == expected[key][0], f"{key}: {mass} kg left in beancount, {expected[key][0]} in the book"
        # beancount keeps fractions of a cent; the book rounds each draw to the cent.
        assert abs(cost - expected[key][1]) <= CENT / 2 * draws, f"{key}: {cost} USD left in beancount, {expected[key][1]} in the book"
    return len(found)


def main():
    options = support.arguments(__doc__)
    for tool in ("ledger", "hledger", "bean-check", "bean-query"):
        assert shutil.which(tool), f"{tool} is not installed: tools/install test"
    with support.demo_book(options) as program:
        record_transfers(program)
        entries = entries_of(program)
        folder = Path(program.book).parent
        accounts = check_plain(program, entries, folder)
        lots = check_beancount(program, entries, folder)
    print(f"ledger and hledger agree on {accounts} accounts, beancount on {lots} lots")


if __name__ == "__main__":
    main()
