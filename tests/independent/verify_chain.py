#!/usr/bin/env python3
"""Recomputes a book's hash chain from the file alone, and holds the book against checkpoints of it.

Usage: verify_chain.py BOOK [--checkpoint FILE]...

Needs Python's standard library and nothing of pvault: it follows docs/FORMAT.md, sections "What an entry's hash covers", "Signatures of entries" and
"Checkpoints". Signatures of entries are checked where Python's cryptography is installed (Debian: python3-cryptography). Who signed a checkpoint it does not
check: minisign -V does.
Prints each broken entry and what is wrong with it; exits 0 when all holds, 1 when it does not, 2 when a file cannot be read.
"""

import argparse
import base64
import collections
import hashlib
import itertools
import json
import sqlite3
import sys
from contextlib import closing

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

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


def record_tables(book):
    """The record tables but entry and seal: they have entry_id and line, and no others do. And what says otherwise."""
    listed = {name for (name,) in book.execute("SELECT name FROM table_role WHERE role = 'record'")} - {"entry", "seal"}
    found = {
        name
        for (name,) in book.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        if {"entry_id", "line"} <= {column[1] for column in book.execute(f"PRAGMA table_info({name})")}
    }
    faults = [(0, f"table {name} is no record by its columns, or by table_role") for name in listed ^ found]
    return sorted(listed & found), faults


def contents(book):
    """Entry number -> its canonical bytes without the line of the hash before it."""
    tables, faults = record_tables(book)
    entries = dict(rows_by_entry(book, "entry", "entry_id"))
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


def signed_bytes(digest):
    return f"pvault signature 1\n{digest}\n".encode()


def key_of(number, public_key):
    """The 32 bytes of a public key of minisign's; nothing where it is none, or has another number than its row says."""
    try:
        raw = base64.b64decode(public_key, validate=True)
    except ValueError:
        return None
    return raw[10:] if len(raw) == 42 and raw[:2] == b"Ed" and raw[9:1:-1].hex().upper() == number else None


def fits(key, signature, digest):
    """Whether the signature is that of the key; true where nothing is there to check it with."""
    if Ed25519PublicKey is None:
        return True
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signature), signed_bytes(digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def has_signatures(book):
    """Books of earlier schemas have none."""
    return any(column[1] == "signature" for column in book.execute("PRAGMA table_info(seal)"))


def check_signatures(book):
    """What is wrong with signatures and keys, as (entry, what), and how many signatures there are."""
    if not has_signatures(book):
        return [], 0
    keys = {number: (entry, person, key_of(number, text))
            for entry, person, number, text in book.execute("SELECT entry_id, person_id, key_number, public_key FROM person_key")}
    faults = [(entry, f"the key {number} is not what its number says") for number, (entry, _, key) in keys.items() if key is None]
    revoked = dict(book.execute("SELECT key_number, entry_id FROM key_revocation"))
    signers = {entry: (person, number) for entry, person, number in book.execute("SELECT entry_id, person_id, key_number FROM signer")}
    count = 0
    for entry, digest, signature in book.execute("SELECT entry_id, hash, signature FROM seal ORDER BY entry_id"):
        if (signature is None) != (entry not in signers):
            faults.append((entry, "names who signed it and has no signature" if signature is None else "has a signature and does not name who signed it"))
            continue
        if signature is None:
            continue
        count += 1
        person, number = signers[entry]
        since, owner, key = keys.get(number, (entry, None, None))
        if owner != person or since >= entry:
            faults.append((entry, f"is signed with the key {number}, which was not theirs by then"))
        if revoked.get(number, entry) < entry:
            faults.append((entry, f"is signed with the key {number}, which was revoked by entry {revoked[number]}"))
        if key is None or not fits(key, signature, digest):
            faults.append((entry, f"is not signed by the key {number}"))
    policies = book.execute("SELECT entry_id, signed FROM policy ORDER BY entry_id").fetchall()
    for (since, asks), (until, _) in zip(policies, [*policies[1:], (None, 0)]):
        asked = "SELECT entry_id FROM entry WHERE entry_id >= ? AND (? IS NULL OR entry_id <= ?)"
        for (entry,) in book.execute(asked, (since, until, until)) if asks == 1 else ():
            if entry not in signers:
                faults.append((entry, f"is not signed, as the policy of entry {since} asks"))
    return faults, count


def balances(book, entry):
    """Total debit and credit in cents, and mass on hand in mg by mineral, over all entries up to this one."""
    money, mass = collections.Counter(), collections.Counter()
    counted = {number for (number,) in book.execute("SELECT account_id FROM account WHERE counts_money = 'yes'")}
    code = dict(book.execute("SELECT mineral_id, code FROM mineral"))
    postings = "SELECT account_id, mineral_id, party_id, facility_id, mass_mg, amount_cents FROM posting WHERE entry_id <= ?"
    for account, mineral, party, facility, mass_mg, cents in book.execute(postings, (entry,)):
        if account in counted:
            by = ("facility", facility) if facility else ("mineral", mineral) if mineral else ("party", party)
            money[account, by] += cents
        if account == 2 and mineral is not None:
            mass[code[mineral]] += mass_mg
    debit = sum(cents for cents in money.values() if cents > 0)
    return debit, debit - sum(money.values()), {mineral: mg for mineral, mg in sorted(mass.items()) if mg}


def decimal(number, places, keep):
    """A whole number of the smallest unit as text: 150050 with 2 places is 1500.50."""
    whole, part = divmod(abs(number), 10**places)
    digits = f"{part:0{places}}".rstrip("0").ljust(keep, "0")
    return "-" * (number < 0) + str(whole) + ("." + digits if digits else "")


def make_checkpoint(book, entry):
    """What a checkpoint of this entry must say, in the order of its members."""
    first = book.execute("SELECT name, hash FROM book JOIN seal USING (entry_id) WHERE entry_id = 1").fetchone()
    then = book.execute("SELECT hash, recorded_at FROM entry JOIN seal USING (entry_id) WHERE entry_id = ?", (entry,)).fetchone()
    (version,) = book.execute("PRAGMA user_version").fetchone()
    counts = {table: book.execute(f"SELECT count(*) FROM {table} WHERE entry_id <= ?", (entry,)).fetchone()[0]
              for table in sorted(["entry", *record_tables(book)[0]])}
    debit, credit, on_hand = balances(book, entry)
    return {
        "schema": "pvault.checkpoint/1", "book": first and first[0], "first_hash": first and first[1], "entry": entry,
        "hash": then and then[0], "recorded_at": then and then[1], "schema_version": version,
        "rows": {table: count for table, count in counts.items() if count},
        "debit_usd": decimal(debit, 2, 2), "credit_usd": decimal(credit, 2, 2),
        "on_hand_kg": {mineral: decimal(mass, 6, 0) for mineral, mass in on_hand.items()},
    }


def canonical(checkpoint):
    return json.dumps(checkpoint, indent=2, ensure_ascii=False) + "\n"


def compare(book, name, text, chain_faults):
    """What of the book is not as the checkpoint says."""
    said = json.loads(text)
    if canonical(said) != text:
        raise ValueError(f"{name} is not in the canonical form of a checkpoint")
    entry = said["entry"]
    (newest,) = book.execute("SELECT coalesce(max(entry_id), 0) FROM entry").fetchone()
    if newest < entry:
        return [(newest + 1, f"{name}: the book is cut short: the checkpoint is of entry {entry}")]
    faults = [(entry, f"{name}: the chain up to entry {entry} is broken")] if any(at <= entry for at, _ in chain_faults) else []
    there = make_checkpoint(book, entry)
    return faults + [
        (entry, f"{name}: {member} is {there.get(member)!r}, the checkpoint says {said.get(member)!r}")
        for member in there | said
        if not (there.get(member) == said.get(member) or member == "schema_version" and there[member] > said[member])
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book")
    parser.add_argument("--checkpoint", action="append", default=[])
    options = parser.parse_args()
    try:
        with closing(sqlite3.connect(f"file:{options.book}?mode=ro", uri=True)) as book:
            faults, count, head = verify(book)
            chain = list(faults)
            wrong, signatures = check_signatures(book)
            faults += wrong
            for name in options.checkpoint:
                with open(name, encoding="utf-8", newline="") as file:
                    faults += compare(book, name, file.read(), chain)
    except (sqlite3.Error, ValueError, KeyError, TypeError, OSError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    for entry, what in faults:
        print(f"entry {entry}: {what}")
    print(f"{count} entries, {len(faults)} faults, newest hash {head}")
    if signatures:
        print(f"{signatures} signatures" + ("" if Ed25519PublicKey else ", which were not checked: Python's cryptography is not installed"))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
