#!/usr/bin/env python3
"""The chain of the demo's book, recomputed without our code; and that a change of any kind is found."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import support

CHANGES = [
    ("an amount", "UPDATE posting SET amount_cents = amount_cents + 1 WHERE entry_id = 200 AND line = 1"),
    ("a memo", "UPDATE entry SET memo = 'x' WHERE entry_id = 200"),
    ("a figure", "UPDATE demand SET mass_mg = mass_mg + 1 WHERE entry_id = (SELECT entry_id FROM demand LIMIT 1)"),
    ("a date", "UPDATE entry SET effective_on = '2025-01-02' WHERE entry_id = 200"),
    ("a row deleted", "DELETE FROM target WHERE mineral_id = 7"),
    ("a row added", "INSERT INTO landed_cost VALUES ((SELECT max(entry_id) FROM purchase), 9, 'freight', 1)"),
    ("an entry deleted", "DELETE FROM entry WHERE entry_id = 200"),
    ("a seal deleted", "DELETE FROM seal WHERE entry_id = 200"),
    ("a seal rewritten", "UPDATE seal SET hash = printf('%064d', 0) WHERE entry_id = 200"),
]


def verify(book):
    script = Path(__file__).with_name("verify_chain.py")
    return subprocess.run([sys.executable, "-B", script, book], capture_output=True, text=True)


def changed_copy(book, sql):
    """A copy of the book with its triggers dropped and one change made, as somebody with the file in hand could."""
    copy = book.with_name("changed.db")
    shutil.copy(book, copy)
    with closing(sqlite3.connect(copy)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        changed = database.execute(sql).rowcount
        database.commit()
    assert changed == 1, f"the change touched {changed} rows: {sql}"
    return copy


def main():
    options = support.arguments(__doc__)
    with support.demo_book(options) as program:
        sound = verify(program.book)
        assert sound.returncode == 0, sound.stdout + sound.stderr
        newest = program.report("coverage", "--as-of", "2025-12-31")["known_at"]
        assert newest["hash"] in sound.stdout, f"the program says {newest}, the script {sound.stdout}"
        assert sound.stdout.startswith(f"{newest['entry']} entries, 0 faults"), sound.stdout
        for name, sql in CHANGES:
            found = verify(changed_copy(program.book, sql))
            assert found.returncode == 1, f"{name} was changed and not found: {found.stdout}"
    print(f"the chain of {newest['entry']} entries holds; {len(CHANGES)} kinds of change were found")


if __name__ == "__main__":
    main()
