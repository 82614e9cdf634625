#!/usr/bin/env python3
"""What leaves the book. The journals of a long generated book and of the demo (with moved, divided, processed and averaged lots) are accepted by
hledger, ledger and beancount under their strictest checks, and balances, lots and costs agree to the cent and the milligram; a book made
again of its lines of JSON has the same hashes; the sums of an extract are those that SQLite finds, for the public as well; a copy is made
while somebody writes."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections import defaultdict
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import support
import test_journals

EVENTS = 3000
AS_OF = "2199-12-31"
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8")


def run(*words):
    """What a program says; no word on standard error, whatever its exit code (ledger's is its number of errors modulo 256)."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0 and not done.stderr, f"{words}: exit {done.returncode}: {done.stderr[:2000]}"
    return done.stdout


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


# What the book says -----------------------------------------------------------------------------------------------------


def trial_balance(program):
    """Account -> USD; memoranda as well."""
    rows = program.report("trial-balance", "--as-of", AS_OF)["rows"]
    balances = {row["account"]: Decimal(row["debit_usd"] or 0) - Decimal(row["credit_usd"] or 0) for row in rows}
    return {account: amount for account, amount in balances.items() if amount != 0}


def open_lots(program):
    """Lot -> (mineral, kg, USD)."""
    rows = program.report("lots", "--as-of", AS_OF)["rows"]
    return {row["lot"]: (row["mineral"], Decimal(row["on_hand_kg"]), Decimal(row["cost_usd"])) for row in rows if Decimal(row["on_hand_kg"]) != 0}


# ledger and hledger -----------------------------------------------------------------------------------------------------


def plain_amounts(text):
    """'-5.00 USD, 25000.000000 gallium' -> {commodity: number}"""
    amounts = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        number, _, name = part.partition(" ")
        if Decimal(number) != 0:
            amounts[name.strip('"')] = Decimal(number)
    return amounts


def hledger_balances(journal, *options):
    rows = rows_of(run("hledger", "-f", journal, "balance", "--flat", "--no-total", "-O", "csv", *options))
    return {row["account"]: plain_amounts(row["balance"]) for row in rows}


def ledger_balances(journal, *options):
    """Of one commodity: USD with -B, else the mineral that the account is of."""
    form = "%(account)\t%(quantity(strip(display_total)))\n"
    limit = "not (account =~ /^mass:/)" if "-B" in options else 'commodity != "USD"'
    text = run("ledger", "-f", journal, "balance", "--flat", "--no-total", "--balance-format", form, "--limit", limit, *options)
    balances = {}
    for account, number in (line.split("\t") for line in text.splitlines() if line):
        if Decimal(number) != 0:
            balances[account] = {"USD" if "-B" in options else account.split(":")[2]: Decimal(number)}
    return balances


def by_trial_balance(balances):
    """Amounts in USD by the account of the trial balance: without the type before it and the lot behind it."""
    sums = defaultdict(Decimal)
    for account, amounts in balances.items():
        sums[unquote(":".join(account.split(":")[1:3]))] += amounts.get("USD", Decimal(0))
    return {account: amount for account, amount in sums.items() if amount != 0}


def of_lots(balances, commodity):
    """(mineral, lot) -> the amounts of one kind, in USD or in kilograms."""
    found = {}
    for account, amounts in balances.items():
        parts = account.split(":")
        amount = amounts.get("USD" if commodity == "USD" else parts[-2])
        if parts[:2] == ["assets", "inventory"] and amount:
            found[parts[2], unquote(parts[3])] = amount
    return found


def check_stock(name, masses, costs, lots):
    held = {(mineral, lot): mass for lot, (mineral, mass, _) in lots.items()}
    cost = {(mineral, lot): cost for lot, (mineral, _, cost) in lots.items() if cost != 0}
    found = of_lots(masses, "mass")
    assert found == held, f"{name}: masses of lots: {list(set(found.items()) ^ set(held.items()))[:5]}"
    found = of_lots(costs, "USD")
    assert found == cost, f"{name}: costs of lots: {list(set(found.items()) ^ set(cost.items()))[:5]}"


def check_plain(program, folder):
    lots, trial = open_lots(program), trial_balance(program)
    for name, balances in (("hledger", hledger_balances), ("ledger", ledger_balances)):
        journal = folder / f"vault.{name}"
        program.run("export", "--to", name, "--as-of", AS_OF, "--output", str(journal))
        if name == "hledger":
            run("hledger", "-f", journal, "check", "-s")
            run("hledger", "-f", journal, "check", "ordereddates")
        else:
            run("ledger", "-f", journal, "--pedantic", "stats")
        costs = balances(journal, "-B")
        found = by_trial_balance(costs)
        assert found == trial, f"{name}: {set(found.items()) ^ set(trial.items())}"
        check_stock(name, balances(journal), costs, lots)
    # Mass is kept: what came from somewhere lies somewhere, or went somewhere.
    total = rows_of(run("hledger", "-f", folder / "vault.hledger", "balance", "--flat", "-O", "csv", "not:cur:USD"))[-1]
    assert not any(plain_amounts(total["balance"]).values()), f"masses do not sum to zero: {total}"
    return len(trial), len(lots)


# beancount --------------------------------------------------------------------------------------------------------------


def check_beancount(program, folder):
    journal = folder / "vault.beancount"
    program.run("export", "--to", "beancount", "--as-of", AS_OF, "--output", str(journal))
    assert run("bean-check", journal) == "", "bean-check is not silent"
    query = "SELECT cost_label, sum(number), sum(cost(position)) WHERE account ~ '^Assets:Inventory:' GROUP BY cost_label"
    found = {}
    for row in csv.DictReader(io.StringIO(run("bean-query", "-f", "csv", journal, query))):
        label, mass, cost = (value.strip() for value in row.values())
        if Decimal(mass) != 0:
            found[label] = (Decimal(mass), round(Decimal(cost.removesuffix("USD").strip()), 2))
    expected = {lot: (mass, cost) for lot, (_, mass, cost) in open_lots(program).items()}
    assert found == expected, f"beancount: {list(set(found.items()) ^ set(expected.items()))[:5]}"
    query = "SELECT sum(number) WHERE account ~ '^Equity:Memoranda' AND currency = 'USD'"
    memoranda = rows_of(run("bean-query", "-f", "csv", journal, query))
    assert all(Decimal(row["sum_number"].strip() or 0) == 0 for row in memoranda), memoranda


# Lines of JSON ----------------------------------------------------------------------------------------------------------


def line_hash(line):
    """Computed of a line alone, by docs/FORMAT.md."""
    parts = [b"pvault entry 1\n", f"previous_hash=t:64:{line['previous_hash']}\n".encode()]
    for row in line["rows"]:
        parts.append(f"@{row['table']}\n".encode())
        for name, value in row["values"].items():
            raw = str(value).encode()
            parts.append(f"{name}=i:{value}\n".encode() if isinstance(value, int) else f"{name}=t:{len(raw)}:".encode() + raw + b"\n")
    return hashlib.sha256(b"".join(parts)).hexdigest()


def seals(book):
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as database:
        return database.execute("SELECT entry_id, previous_hash, hash FROM seal ORDER BY entry_id").fetchall()


def check_lines(program, folder):
    lines, again = folder / "vault.jsonl", folder / "again.db"
    program.run("export", "--to", "jsonl", "--output", str(lines))
    entries = [json.loads(line) for line in lines.read_text().splitlines()]
    assert all(line_hash(line) == line["hash"] for line in entries), "a line does not have its hash"
    answer = program.run("restore", str(lines), "--book", str(again))
    assert entries[-1]["hash"] in answer, answer
    assert seals(again) == seals(program.book), "the hashes of the book made again differ"
    program.run("audit", "verify", "--book", str(again))
    changed = folder / "changed.jsonl"
    changed.write_text(re.sub(r'"amount_cents":(\d)', r'"amount_cents":1\1', lines.read_text(), count=1))
    refused = subprocess.run([shutil.which("pvault", path=program.environment["PATH"]), "restore", changed, "--book", folder / "no.db"], capture_output=True, text=True)
    assert refused.returncode == 1 and "export_differs" in refused.stderr, refused
    assert not (folder / "no.db").exists()
    return len(entries)


# Extracts ---------------------------------------------------------------------------------------------------------------


def control_of(folder):
    files, sums = {}, {}
    for row in csv.DictReader((folder / "control.csv").open(newline="")):
        if row["column"]:
            sums[row["file"], row["column"]] = row["sum"]
        else:
            files[row["file"]] = (int(row["rows"]), row["sha256"])
    return files, sums


def check_extract(program, folder):
    full, public = folder / "full", folder / "public"
    program.run("extract", str(full))
    program.run("extract", str(public), "--public", "--withhold", "site_id")
    for extract in (full, public):
        files, _ = control_of(extract)
        for name, (rows, sha256) in files.items():
            raw = (extract / name).read_bytes()
            assert hashlib.sha256(raw).hexdigest() == sha256, name
            assert len(list(csv.reader(io.StringIO(raw.decode(), newline="")))) - 1 == rows, name
    _, sums = control_of(full)
    with closing(sqlite3.connect(f"file:{program.book}?mode=ro", uri=True)) as database:
        for (name, column), total in sums.items():
            if name != "balances.csv":
                found = database.execute(f"SELECT SUM({column}) FROM {name.removesuffix('.csv')}").fetchone()[0]
                assert str(found) == total, f"{name}, {column}: {total}, SQLite finds {found}"
    _, public_sums = control_of(public)
    assert not (public / "balances.csv").exists(), "balances by account are in the public extract"
    assert "(withheld)" not in sums.values()
    for key, total in public_sums.items():
        assert total in ("", "(withheld)", sums.get(key)), f"{key}: {total} for the public, {sums.get(key)} in full"
    text = "".join(path.read_text() for path in public.iterdir())
    for secret in ("Illustrative trader A", "trader-a", "site-east"):
        assert secret not in text, f"{secret} is in the public extract"
    postings = csv.DictReader((public / "posting.csv").open(newline=""))
    assert {row["amount_cents"] for row in postings} == {"(withheld)"}
    return len(sums)


# Copies -----------------------------------------------------------------------------------------------------------------


def check_copies(program, folder):
    stop = threading.Event()
    written = []

    def keep_writing():
        while not stop.is_set() and len(written) < 40:
            written.append(program.run("party", "add", f"writer-{len(written)}", "--name", "Writer", "--role", "other", "--on", "2025-12-31"))

    writer = threading.Thread(target=keep_writing)
    writer.start()
    copies = [folder / f"copy-{number}.db" for number in range(3)]
    try:
        for copy in copies:
            program.run("backup", str(copy))
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        assert seals(copy) == seals(program.book)[: len(seals(copy))], f"{copy} is not the beginning of the book"
    snapshot = folder / "snapshot.db"
    program.run("snapshot", str(snapshot))
    assert snapshot.stat().st_mode & 0o777 == 0o444
    checkpoint = folder / "snapshot.db.checkpoint"
    assert set(folder.glob("snapshot.db*")) == {snapshot, checkpoint}, "something lies beside the snapshot"
    program.run("audit", "verify", "--book", str(snapshot), "--checkpoint", str(checkpoint))
    restored = folder / "restored.db"
    program.run("restore", str(copies[0]), "--book", str(restored))
    assert seals(restored) == seals(copies[0])
    return len(written)


def record_more(program):
    """What the demo does not do: averaged costs, a reversal, names and memos that mean something to other programs."""
    test_journals.record_transfers(program)
    program.run("party", "add", "A:B; (C) [D]", "--name", 'Says "hi"', "--role", "supplier", "--on", "2025-12-21")
    purchase = ("purchase", "record", "--mineral", "cobalt", "--site", "site-east", "--on", "2025-12-21", "--supplier", "A:B; (C) [D]")
    memo = 'paid [2020-01-01], date:2019-01-01; 10% "cash" \\ :tag: é'
    program.run(*purchase, "--mass", "1.000001 kg", "--cost", "33.33 USD", "--lot", 'lot 1, of {2} "x"', "--memo", memo)
    program.run(*purchase, "--mass", "3 kg", "--cost", "100 USD", "--lot", "x-9", "--request-id", "r-1")
    entry = program.report("lots", "--as-of", AS_OF, "--mineral", "cobalt")["known_at"]["entry"]
    program.run("reverse", str(entry), "--reason", "test", "--on", "2025-12-22")
    program.run("cost-method", "set", "tin", "average", "--on", "2025-12-21", "--reason", "test")
    program.run("release", "record", "--on", "2025-12-22", "--mineral", "tin", "--mass", "7 t", "--kind", "loss", "--authority", "test")


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--make-book", required=True, type=Path, help="the program that makes a generated book")
    options = parser.parse_args()
    for tool in ("ledger", "hledger", "bean-check", "bean-query"):
        assert shutil.which(tool), f"{tool} is not installed: tools/install test"
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = Path(name)
        run(options.make_book, folder / "long.db", EVENTS, 7)
        long = support.Program(options.pvault, folder / "long.db")
        accounts, lots = check_plain(long, folder)
        check_beancount(long, folder)
        entries = check_lines(long, folder)
    with support.demo_book(options) as program:
        folder = Path(program.book).parent
        record_more(program)
        check_plain(program, folder)
        check_beancount(program, folder)
        check_lines(program, folder)
        sums = check_extract(program, folder)
        check_copies(program, folder)
    print(f"{entries} entries: {accounts} accounts and {lots} lots agree in three programs, hashes in the book made again; {sums} sums tie")


if __name__ == "__main__":
    main()
