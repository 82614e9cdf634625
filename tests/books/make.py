#!/usr/bin/env python3
"""Makes the kept books: of each schema, a book file as a program of that schema left it.

Usage: make.py --pvault PROGRAM --root SOURCE OUTPUT

The entries are those of session.sh: what stands in it behind the newest schema of which a book is kept is recorded by PROGRAM on that book,
and all of it is exported as lines. A book of schema N is made by the migrations 1 to N and the
entries that session.sh says it has a place for, written row by row under the triggers of that schema, with the hashes they were exported
with: a column that came later is missing in them, and what is missing is not hashed. Nothing here asks what a later schema would do.

A book that is kept is never made again: it stands for the files that are out there. This makes the book of a new schema, and says how the
others were made."""

import argparse
import hashlib
import json
import lzma
import os
import pathlib
import sqlite3
import subprocess
import tempfile
from contextlib import closing

APPLICATION_ID = 0x50564C54
FIRST = ("mineral", "facility", "purchase", "drawdown", "lot")  # what others refer to by foreign key goes in first


def newest_kept(options):
    return max(int(file.name[7:10]) for file in (options.root / "tests/books").glob("schema_*.db.xz"))


def record_session(options, folder):
    """The lines of the export, and schema -> up to which entry it has a place, of the schemas of which no book is kept."""
    kept = newest_kept(options)
    (folder / "session.db").write_bytes(lzma.decompress((options.root / f"tests/books/schema_{kept:03}.db.xz").read_bytes()))
    text = (options.root / "tests/books/session.sh").read_text(encoding="utf-8")
    functions, rest = text.split("\n\n", 1)
    (folder / "session.sh").write_text(functions + "\npvault upgrade\n" + rest.split(f"\nschema {kept}\n", 1)[1], encoding="utf-8")
    environment = dict(os.environ, PVAULT_BOOK=str(folder / "session.db"), PATH=f"{options.pvault.resolve().parent}:{os.environ['PATH']}")
    said = subprocess.run(["bash", "-eu", "session.sh"], env=environment, cwd=folder, check=True, capture_output=True, text=True).stdout
    upto = {int(words[0]): int(words[1]) for words in map(str.split, said.splitlines()) if len(words) == 2 and words[0].isdigit()}
    subprocess.run(["pvault", "export", "--to", "jsonl", "--output", folder / "session.jsonl"], env=environment, check=True, capture_output=True)
    return (folder / "session.jsonl").read_text(encoding="utf-8").splitlines(keepends=True), upto


def migrations(root, schema):
    files = sorted((root / "schema").glob("*.sql"))[:schema]
    assert [int(file.name[:3]) for file in files] == list(range(1, schema + 1))
    return files


def apply(book, root, schema):
    book.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for file in migrations(root, schema):
        text = file.read_bytes()
        book.executescript(text.decode())
        book.execute("INSERT INTO schema_migration VALUES (?, ?, ?)", (int(file.name[:3]), file.stem[4:], hashlib.sha256(text).hexdigest()))
    book.execute(f"PRAGMA user_version = {schema}")


def insert(book, table, values):
    book.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", tuple(values.values()))


def columns(book, table):
    return [row[1] for row in book.execute(f"PRAGMA table_info({table})")]


def keep_balances(book, rows):
    """What the triggers of some schemas look at when an entry is sealed."""
    known = columns(book, "lot_balance")
    for table, values in rows:
        if table == "lot":
            balance = {"lot_id": values["lot_id"], "mineral_id": values["mineral_id"], "received_on": values["received_on"],
                       "aged_from_on": values.get("aged_from_on", values["received_on"]), "root_lot_id": values.get("root_lot_id", values["lot_id"]),
                       "drawable_from_on": values["received_on"], "mass_mg": 0, "cost_cents": 0}
            insert(book, "lot_balance", {name: value for name, value in balance.items() if name in known})
    for table, values in rows:
        if table == "posting" and "lot_id" in values:
            book.execute("UPDATE lot_balance SET mass_mg = mass_mg + ?, cost_cents = cost_cents + ? WHERE lot_id = ?",
                         (values["mass_mg"], values["amount_cents"], values["lot_id"]))


def write(book, line):
    entry = json.loads(line)
    rows = [(row["table"], row["values"]) for row in entry["rows"]]
    book.execute("BEGIN")
    for table, values in sorted(rows, key=lambda row: (row[0] != "entry", FIRST.index(row[0]) if row[0] in FIRST else len(FIRST))):
        insert(book, table, values)
    keep_balances(book, rows)
    seal = {"entry_id": entry["entry"], "previous_hash": entry["previous_hash"], "hash": entry["hash"], "signature": entry.get("signature")}
    insert(book, "seal", {name: value for name, value in seal.items() if value is not None})
    book.execute("COMMIT")


def take_derived(book, lines, options, folder):
    """The derived tables, as the program computes them of these entries."""
    part = folder / "part.jsonl"
    part.write_text("".join(lines), encoding="utf-8")
    whole = folder / "part.db"
    subprocess.run([options.pvault, "restore", part, "--book", whole], check=True, capture_output=True)
    book.execute("ATTACH ? AS whole", (str(whole),))
    for (table,) in book.execute("SELECT name FROM table_role WHERE role = 'derived'").fetchall():
        theirs = {row[1] for row in book.execute(f"PRAGMA whole.table_info({table})")}
        names = ", ".join(name if name in theirs else f"{'aged_from_on' if name == 'received_on' else name}" for name in columns(book, table))
        book.execute(f"DELETE FROM {table}")
        book.execute(f"INSERT INTO {table} SELECT {names} FROM whole.{table}")
    book.execute("DETACH whole")
    part.unlink()
    whole.unlink()


def make(options, schema, lines, folder):
    path = folder / f"schema_{schema:03}.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as book:
        book.execute("PRAGMA foreign_keys = ON")
        book.execute("PRAGMA recursive_triggers = ON")
        apply(book, options.root, schema)
        for line in lines:
            try:
                write(book, line)
            except sqlite3.Error as error:
                raise SystemExit(f"schema {schema} does not take this entry: {error}\n{line}") from error
        take_derived(book, lines, options, folder)
        book.execute("VACUUM")
    packed = options.output / f"schema_{schema:03}.db.xz"
    packed.write_bytes(lzma.compress(path.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{packed.name}: {len(lines)} entries, {path.stat().st_size} bytes, packed {packed.stat().st_size}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pvault", required=True, type=pathlib.Path)
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    options = parser.parse_args()
    options.pvault = options.pvault.resolve()
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = pathlib.Path(name)
        lines, upto = record_session(options, folder)
        for schema in sorted(upto):
            make(options, schema, lines[:upto[schema]], folder)


if __name__ == "__main__":
    main()
