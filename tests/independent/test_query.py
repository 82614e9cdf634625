#!/usr/bin/env python3
"""Every documented view, asked through `pvault query`, gives the rows that Python's sqlite3 reads from the same file; the reports in examples/reports say what
the built-in reports say and what is added up here; and whatever a statement tries, the book keeps its bytes and nothing appears beside it."""

import hashlib
import json
import sqlite3
import subprocess
from collections import Counter
from decimal import Decimal

import support

DAY = "2025-10-31"
HOSTILE = [
    "INSERT OR REPLACE INTO seal VALUES (1, '', '', NULL)",
    "WITH a AS (SELECT 1) UPDATE posting SET mass_mg = 0",
    "DELETE FROM entry RETURNING entry_id",
    "EXPLAIN QUERY PLAN DELETE FROM entry",
    "CREATE TABLE t AS SELECT * FROM entry",
    "ATTACH 'beside.db' AS beside",
    "VACUUM INTO 'beside.db'",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "SELECT load_extension('beside.so')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT * FROM sqlite_dbpage",
    "SELECT * FROM dbstat",
    "SELECT * FROM pragma_journal_mode",
    "REINDEX",
    "ANALYZE",
    "SAVEPOINT s",
    "SELECT 1; ATTACH 'beside.db' AS beside",
]


def ask(program, sql, *options):
    return json.loads(program.run("query", sql, "--format", "json", *options))["rows"]


def as_text(row):
    return tuple(None if value is None else str(value) for value in row)


def check_views(program, book):
    names = [name for (name,) in book.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*' ORDER BY name")]
    rows = 0
    for name in names:
        found = book.execute(f"SELECT * FROM {name}")
        columns = [column[0] for column in found.description]
        wanted = Counter(map(as_text, found))
        answer = Counter(as_text(row[column] for column in columns) for row in ask(program, f"SELECT * FROM {name}"))
        assert answer == wanted, (name, answer - wanted, wanted - answer)
        rows += answer.total()
    return len(names), rows


def own_report(program, root, name, *options):
    file = str(root / "examples/reports" / f"{name}.sql")
    return json.loads(program.run("report", "--file", file, "--as-of", DAY, "--format", "json", *options))


def check_purchases(program, root, book):
    report = own_report(program, root, "purchases-by-supplier")
    sums = {}
    undone = dict(book.execute("SELECT reversed_entry_id, effective_on FROM reversal"))
    for entry, on, supplier, mineral, mass, cents in book.execute(
        "SELECT purchase.entry_id, effective_on, party.code, mineral.code, received_mg, metal_cents FROM purchase JOIN entry USING (entry_id) "
        "JOIN lot ON lot.entry_id = purchase.entry_id JOIN party ON party_id = purchase.supplier_id JOIN mineral ON mineral.mineral_id = purchase.mineral_id"
    ):
        if on <= DAY < undone.get(entry, "9999"):
            of = sums.setdefault((supplier, mineral), [0, 0, 0])
            for i, value in enumerate((1, mass, cents)):
                of[i] += value
    found = {
        (row["supplier"], row["mineral"]): [row["purchases"], int(Decimal(row["mass_kg"]) * 10**6), int(Decimal(row["metal_usd"]) * 100)]
        for row in report["rows"]
    }
    assert found == sums, (found, sums)
    assert Decimal(report["totals"]["metal_usd"]) * 100 == sum(of[2] for of in sums.values()), report["totals"]
    return len(found)


def check_balances(program, root):
    for mineral in ("gallium", "cobalt"):
        rows = {row["account"]: row for row in own_report(program, root, "balances-of-mineral", "--param", f"mineral={mineral}")["rows"]}
        cost = program.report("cost", "--mineral", mineral, "--as-of", DAY)["rows"][0]
        on_hand = rows.get("inventory", {"mass_kg": "0", "amount_usd": "0"})
        assert Decimal(on_hand["mass_kg"]) == Decimal(cost["on_hand_kg"]), (mineral, on_hand, cost)
        assert Decimal(on_hand["amount_usd"]) == Decimal(cost["cost_usd"]), (mineral, on_hand, cost)


def bytes_of(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if not path.name.endswith("-shm")}


def check_hostile(program):
    folder = program.book.parent
    before = bytes_of(folder)
    for sql in HOSTILE:
        done = subprocess.run(["pvault", "query", sql], env=program.environment, cwd=folder, capture_output=True, text=True)
        assert done.returncode in (1, 2) and "query_" in done.stderr and done.stdout == "", (sql, done)
    assert bytes_of(folder) == before, "a statement changed something"


def main():
    options = support.arguments(__doc__)
    with support.demo_book(options) as program:
        book = sqlite3.connect(f"file:{program.book}?mode=ro", uri=True)
        views, rows = check_views(program, book)
        purchases = check_purchases(program, options.root, book)
        check_balances(program, options.root)
        check_hostile(program)
        book.close()
    print(f"{views} views with {rows} rows, {purchases} lines of purchases, {len(HOSTILE)} statements that change nothing")


if __name__ == "__main__":
    main()
