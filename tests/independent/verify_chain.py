#!/usr/bin/env python3
"""Recomputes a book's hash chain from the file alone.

Usage: verify_chain.py BOOK

Needs Python's standard library and nothing of pvault: it follows docs/FORMAT.md, section "What an entry's hash covers".
Prints each broken entry and what is wrong with it; exits 0 when the chain holds, 1 when it does not, 2 when the file cannot be read.
"""

import hashlib
import itertools
import sqlite3
import sys
from contextlib import closing

ZERO_HASH = "0" * 64


def field(name, value):
    """One value in canonical bytes; nothing at all for a missing one."""
    if value is None:
        return b""
    if isinstance(value, int):
        return f"{name}=i:{value}\n".encode()
    if not isinstance(value, str):
        raise ValueError(f"column {name} holds a {type(value).__name__}")
    raw = value.encode()
    return f"{name}=t:{len(raw)}:".encode() + raw + b"\n"


def row_bytes(table, columns, row):
    return f"@{table}\n".encode() + b"".join(map(field, columns, row))


def rows_by_entry(book, table, order):
    """The rows of a table, in canonical bytes, grouped by entry."""
    cursor = book.execute(f"SELECT * FROM {table} ORDER BY {order}")
    columns = [description[0] for description in cursor.description]
    key = columns.index("entry_id")
    for entry, rows in itertools.groupby(cursor, lambda row: row[key]):
        yield entry, b"".join(row_bytes(table, columns, row) for row in rows)


def contents(book):
    """Entry number -> its canonical bytes without the line of the hash before it."""
    listed = book.execute("SELECT name FROM table_role WHERE role = 'record' AND name NOT IN ('entry', 'seal') ORDER BY name")
    tables = [name for (name,) in listed]
    entries = dict(rows_by_entry(book, "entry", "entry_id"))
    faults = []
    for table in tables:
        for entry, content in rows_by_entry(book, table, "entry_id, line"):
            if entry in entries:
                entries[entry] += content
            else:
                faults.append((entry, f"table {table} has rows of an entry that is not there"))
    return entries, faults


def verify(book):
    """All faults of the chain as (entry, what), and the number of entries and the newest hash."""
    entries, faults = contents(book)
    seals = {row[0]: row[1:] for row in book.execute("SELECT entry_id, previous_hash, hash FROM seal")}
    faults += [(entry, "has a seal but is not there") for entry in seals.keys() - entries.keys()]
    before = ZERO_HASH
    for number, (entry, content) in enumerate(sorted(entries.items()), start=1):
        if entry != number:
            faults.append((entry, f"stands at place {number}: a number is missing"))
        if entry not in seals:
            faults.append((entry, "has no seal"))
            continue
        previous, sealed = seals[entry]
        if previous != before:
            faults.append((entry, "does not follow the hash of the entry before it"))
        head = b"pvault entry 1\n" + field("previous_hash", before)
        if hashlib.sha256(head + content).hexdigest() != sealed:
            faults.append((entry, "its content does not have the hash it was sealed with"))
        before = sealed
    return sorted(faults), len(entries), before


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        with closing(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)) as book:
            faults, count, head = verify(book)
    except (sqlite3.Error, ValueError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    for entry, what in faults:
        print(f"entry {entry}: {what}")
    print(f"{count} entries, {len(faults)} faults, newest hash {head}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
