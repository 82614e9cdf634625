"""Checks the dictionary of the documented views: python3 tests/reference/check_views.py ROOT

Runs ROOT/schema/*.sql in an empty SQLite database and holds the views it makes, their columns, ROOT/reference/views.csv
and the list in ROOT/docs/FORMAT.md against each other, in both directions. Prints what was checked; exits 1 and names
each fault otherwise.
"""

import csv
import pathlib
import re
import sqlite3
import sys

EVERY_VIEW = "*"


def views_made(root):
    """The documented views of the newest schema with their columns."""
    book = sqlite3.connect(":memory:")
    for migration in sorted((root / "schema").glob("*.sql")):
        book.executescript(migration.read_text(encoding="utf-8"))
    names = [name for (name,) in book.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*'")]
    return {name: [row[1] for row in book.execute(f"PRAGMA table_info({name})")] for name in names}


def read_dictionary(root):
    """(view, column) -> meaning, and what is wrong with the file itself."""
    meanings, faults = {}, []
    with open(root / "reference/views.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            key = row["view"], row["column"]
            if key in meanings:
                faults.append(f"views.csv: {key} stands twice")
            if not row["meaning"].strip() or row["meaning"][0].isupper() and row["meaning"][1:2].islower():
                faults.append(f"views.csv: {key}: a meaning is a phrase that begins in lower case: {row['meaning']!r}")
            meanings[key] = row["meaning"]
    return meanings, faults


def compare(views, meanings, listed):
    faults = [f"FORMAT.md does not list {view}" for view in views if view not in listed]
    faults += [f"FORMAT.md lists {view}, which the schema does not make" for view in listed if view not in views]
    used = set()
    for view, columns in views.items():
        for column in ["", *columns]:
            key = (view, column) if (view, column) in meanings else (EVERY_VIEW, column)
            used.add(key)
            if key not in meanings:
                faults.append(f"views.csv does not explain {view}.{column}")
            elif key[0] == view and column and meanings[key] == meanings.get((EVERY_VIEW, column)):
                faults.append(f"views.csv says of {view}.{column} what it says of every {column}")
    return faults + [f"views.csv explains {view}.{column}, which there is not" for view, column in set(meanings) - used]


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    root = pathlib.Path(arguments[1])
    views = views_made(root)
    meanings, faults = read_dictionary(root)
    format_page = (root / "docs/FORMAT.md").read_text(encoding="utf-8")
    listed = re.findall(r"`(v_\w+)`", re.search(r"Views whose names begin.*?explains the columns", format_page, re.DOTALL)[0])
    faults += compare(views, meanings, listed)
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    print(f"{len(views)} views with {sum(map(len, views.values()))} columns, {len(meanings)} meanings, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
