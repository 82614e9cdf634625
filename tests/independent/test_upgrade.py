#!/usr/bin/env python3
"""The kept books of every schema (tests/books): each says what it is, is backed up and upgraded by the first recording, verifies, and answers
every report as the newest of them does; and whatever interrupts an upgrade leaves the old book."""

import lzma
import os
import re
import resource
import signal
import sqlite3
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import support
import verify_chain

KEPT_UP_TO = 27  # of each schema up to this one a book is kept; more with each release (tests/books/make.py)
REPORTS = "coverage cost position lots releases mass-balance facilities statement interest trial-balance journal".split()
AS_OF = "2025-12-31"
REHEARSED = (1, 13, 26)  # the backups of these schemas are rehearsed
SOMEBODY = 65534  # who owns the book that root upgrades
SIGNED_FROM = 23  # entries of these books are signed


def unpack(options, schema, book):
    book.write_bytes(lzma.decompress((options.root / "tests/books" / f"schema_{schema:03}.db.xz").read_bytes()))
    return book


def write_key(options, folder):
    """The operator's, as tests/books/session.sh has it."""
    secret = re.search(r"^key chen (\S+)", (options.root / "tests/books/session.sh").read_text(encoding="utf-8"), re.M)[1]
    file = folder / "chen.key"
    file.write_text(f"untrusted comment: secret key\n{secret}\n", encoding="utf-8")
    file.chmod(0o600)
    return file


def version_of(book):
    with closing(sqlite3.connect(book)) as file:
        return file.execute("PRAGMA user_version").fetchone()[0]


def dump(book):
    with closing(sqlite3.connect(book)) as file:
        return version_of(book), list(file.iterdump())


def chain(book):
    """Entries and newest hash of a book whose chain must hold, by a program of its own."""
    with closing(sqlite3.connect(book)) as file:
        faults, entries, head = verify_chain.verify(file)
    assert not faults, f"{book}: {faults}"
    return entries, head


class Runs:
    def __init__(self, options, book):
        self.program = options.pvault.resolve()
        self.book = book

    def __call__(self, *words, code=0, **more):
        done = subprocess.run([self.program, *map(str, words), "--book", self.book], capture_output=True, text=True, **more)
        assert done.returncode == code, f"{words} on {self.book.name} exited with {done.returncode}, not {code}: {done.stdout[-500:]}{done.stderr}"
        return done


def answers(run, entry):
    """What the book said when it had that entry."""
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        pack = Path(name) / "pack"
        run("report", "pack", "--reports", ",".join(REPORTS), "--format", "csv", "--as-of", AS_OF, "--known-at", entry, "--output", pack)
        said = {report: (pack / f"{report}.csv").read_bytes() for report in REPORTS}
    return dict(said, lines=run("export", "--to", "jsonl", "--known-at", entry).stdout)


def check_old(options, schema, newest, folder):
    """A book of an older schema, up to its upgrade."""
    book = unpack(options, schema, folder / "vault.db")
    if os.geteuid() == 0:
        os.chown(book, SOMEBODY, SOMEBODY)
    run, before, bytes_before = Runs(options, book), dump(book), book.read_bytes()
    entries, head = chain(book)
    refused = run("report", "coverage", code=3).stderr
    assert f"{book} has schema {schema}, this program works on books of schema {newest}" in refused and "pvault upgrade" in refused, refused
    run("price", "add", "tin", "--on", "2025-11-05", "--price", "32 USD/kg", "--source", "seen", "--dry-run", code=3)
    run("audit", "verify", code=3)
    assert book.read_bytes() == bytes_before and [file.name for file in folder.iterdir()] == ["vault.db"], "nothing but a recording upgrades"
    copy = folder / "copy.db"
    assert head in run("backup", copy).stdout
    assert dump(copy) == before
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        signed = ["--key", write_key(options, Path(name))] if schema >= SIGNED_FROM else []
        recorded = run("price", "add", "tin", "--on", "2025-11-05", "--price", "32 USD/kg", "--source", "seen", *signed)
    assert f"note: upgraded {book} from schema {schema} to {newest}; the book as it was is {book}.schema-{schema}" in recorded.stderr, recorded.stderr
    assert f"entry {entries + 1} recorded" in recorded.stdout
    kept = folder / f"vault.db.schema-{schema}"
    assert dump(kept) == before, "the backup is not the book as it was"
    assert kept.stat().st_uid == book.stat().st_uid, "the backup that root made is not the owner's of the book"
    if schema in REHEARSED:
        rehearsed = run("rehearse", kept, "--quiet").stdout
        assert f"upgraded from schema {schema} to {newest}" in rehearsed and "after the backup: 1 entry" in rehearsed and "to the byte" in rehearsed, rehearsed
        left = {file.name for file in folder.iterdir()} - {"vault.db-wal", "vault.db-shm"}  # as whoever reads leaves them
        assert dump(kept) == before and left == {"copy.db", "vault.db", kept.name}, left
    return book, entries, head


def check_kept(options, schema, newest, expected):
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = Path(name)
        if schema < newest:
            book, entries, head = check_old(options, schema, newest, folder)
        else:
            book = unpack(options, schema, folder / "vault.db")
            entries, head = chain(book)
        run = Runs(options, book)
        assert version_of(book) == newest
        with closing(sqlite3.connect(book)) as file:
            assert file.execute("SELECT hash FROM seal WHERE entry_id = ?", (entries,)).fetchone() == (head,), "a hash changed"
        chain(book)
        # A checkpoint of before, as another program computes it of the old file, holds after the upgrade.
        old = unpack(options, schema, folder / "old.db")
        with closing(sqlite3.connect(old)) as file:
            (folder / "then.json").write_text(verify_chain.canonical(verify_chain.make_checkpoint(file, entries)), encoding="utf-8")
        assert f"unchanged up to entry {entries}" in run("audit", "verify", "--checkpoint", folder / "then.json").stdout
        Runs(options, folder / "again.db")("restore", old, "--checkpoint", folder / "then.json")
        if expected is None:
            return {entry: answers(run, entry) for entry in UPTO.values()}
        for what, said in answers(run, entries).items():
            assert said == expected[entries][what], f"schema {schema}: {what} is not what the newest kept book says"
    return None


def check_killed(options, newest):
    """SIGKILL at any moment: the book is the old one or the new one, and a backup that has its name is whole."""
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = Path(name)
        kept_by_kill = set()
        whole = unpack(options, 1, folder / "whole.db")
        begin = time.monotonic()
        Runs(options, whole)("upgrade")
        takes = time.monotonic() - begin
        for number in range(14):
            book = unpack(options, 1, folder / f"vault-{number}.db")
            before, (_, head) = dump(book), chain(book)
            upgrading = subprocess.Popen([options.pvault.resolve(), "upgrade", "--book", book], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                upgrading.wait(timeout=takes * 1.3 * number / 12 if number < 13 else None)
            except subprocess.TimeoutExpired:
                upgrading.send_signal(signal.SIGKILL)
                upgrading.wait()
            after = dump(book)
            kept_by_kill.add(after[0])
            assert after[0] in (1, newest)
            assert after[0] == newest or after == before, "an upgrade that was killed left neither the old book nor the new one"
            assert chain(book)[1] == head
            backup = Path(f"{book}.schema-1")
            assert after[0] == 1 or backup.exists(), "upgraded without a backup"
            if backup.exists():
                assert dump(backup) == before
            run = Runs(options, book)
            run("upgrade")
            run("audit", "verify")
            assert dump(backup) == before and not Path(f"{book}.schema-1-2").exists(), "the backup was not used again"
        assert kept_by_kill == {1, newest}, f"the kills came all too early or all too late: {kept_by_kill}"
        print(f"14 upgrades, killed at 13 moments of their usual time, left the old book or the new one, of schemas {sorted(kept_by_kill)}")


def check_full(options):
    """Files that may not grow, as on a full disk."""
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = Path(name)
        for number, part in enumerate((0.1, 0.9, 1.0, 1.2)):
            book = unpack(options, 3, folder / f"vault-{number}.db")
            before, limit = dump(book), int(book.stat().st_size * part)
            done = subprocess.run([options.pvault.resolve(), "upgrade", "--book", book], capture_output=True, text=True,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
            assert done.returncode == 3, f"{part}: {done.returncode} {done.stderr}"
            assert dump(book) == before, f"{part}: the old book is not there any more"
            assert not list(folder.glob(f"{book.name}.schema-3*.new-*")), "a half-made backup was left"
            Runs(options, book)("upgrade")


def check_taken(options):
    """What has the name of the backup stays, and the backup takes another."""
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        book = unpack(options, 9, Path(name) / "vault.db")
        other = unpack(options, 8, Path(name) / "vault.db.schema-9")
        bytes_before = other.read_bytes()
        assert re.search(r"the book as it was is \S+vault\.db\.schema-9-2\n", Runs(options, book)("upgrade").stdout)
        assert other.read_bytes() == bytes_before


def check_tampered(options):
    """A book that is not as its program left it is not upgraded."""
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = Path(name)
        for number, (statements, fault) in enumerate((
                (["CREATE TABLE stranger (a)"], "table stranger was added"),
                (["DROP TRIGGER price_no_update"], "trigger price_no_update is missing"),
                (["PRAGMA writable_schema = ON", "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = 'price_no_update'",
                  "DROP TRIGGER price_no_update", "UPDATE price SET amount = '31' WHERE entry_id = 169", "AGAIN"], "entry 169: its content"))):
            book = unpack(options, 2, folder / f"vault-{number}.db")
            with closing(sqlite3.connect(book, isolation_level=None)) as file:
                for statement in statements:
                    file.execute(file.execute("SELECT sql FROM kept").fetchone()[0] if statement == "AGAIN" else statement)
            before = dump(book)
            assert fault in Runs(options, book)("upgrade", code=3).stderr
            assert dump(book) == before
            assert not list(folder.glob(f"{book.name}.*")), "a backup was made of it"


UPTO = {}


def main():
    options = support.arguments(__doc__)
    newest = len(list((options.root / "schema").glob("*.sql")))
    kept = sorted(int(re.search(r"\d+", file.name)[0]) for file in (options.root / "tests/books").glob("schema_*.db.xz"))
    assert kept == list(range(1, len(kept) + 1)) and len(kept) >= KEPT_UP_TO, f"a kept book is missing: {kept}"
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        for schema in kept:
            UPTO[schema] = chain(unpack(options, schema, Path(name) / f"{schema}.db"))[0]
    expected = check_kept(options, kept[-1], newest, None)
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda schema: check_kept(options, schema, newest, expected), kept[:-1]))
    check_killed(options, newest)
    check_full(options)
    check_taken(options)
    check_tampered(options)
    print(f"{len(kept)} kept books")


if __name__ == "__main__":
    main()
