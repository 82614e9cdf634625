#!/usr/bin/env python3
"""Reports that run while operators write: each sees one moment of the book, and nobody waits for anybody.

Writers record purchases and prices, each as fast as it can, while reports run one after another. Every report must be, to the byte, the one that is made
afterwards of the same moment (--known-at); debits and credits tie within it; no run may fail, and everything that a writer was told is recorded is there.
Then another program holds the locks, and lets go of them only afterwards: a report does not need what a writer holds who has not committed, nor a recording
what a reader holds."""

import json
import sqlite3
import subprocess
import tempfile
import threading
import time
from decimal import Decimal
from pathlib import Path

import support

SECONDS = 3
MOST_SECONDS = 30  # of a machine that is busy with other work
ENOUGH = 8  # different moments
WRITERS = 3
DAY = "2026-03-31"
REPORTS = ["trial-balance", "cost", "position", "journal"]


def run(program, *words):
    done = subprocess.run(["pvault", *words], env=program.environment, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.returncode, done.stderr)
    return done.stdout


def new_book(program):
    run(program, "init", "--name", "Busy")
    run(program, "site", "add", "S", "--name", "S", "--country", "US", "--on", "2026-01-01")
    run(program, "party", "add", "P", "--name", "P", "--role", "supplier", "--on", "2026-01-01")


def purchase(program, on="2026-02-01"):
    words = ["--mineral", "gallium", "--mass", "1 kg", "--price", "500.01 USD/kg", "--supplier", "P", "--site", "S", "--on", on]
    return json.loads(run(program, "purchase", "record", *words, "--format", "json"))["entry"]


def price(program, number):
    words = ["--on", "2026-02-01", "--price", f"{500 + number} USD/kg", "--source", f"test {number}"]
    return json.loads(run(program, "price", "add", "gallium", *words, "--format", "json"))["entry"]


class Writer(threading.Thread):
    """Records until it is told to stop, and keeps what it was told."""

    def __init__(self, program, stop):
        super().__init__()
        self.program, self.stop = program, stop
        self.entries, self.failure = [], None

    def run(self):
        try:
            while not self.stop.is_set():
                self.entries.append(purchase(self.program))
                self.entries.append(price(self.program, len(self.entries)))
        except Exception as failure:  # shown by the main thread, which decides
            self.failure = failure


def cents(text):
    return int(Decimal(text or "0") * 100)


def check_ties(report):
    rows = report["rows"]
    if report["schema"] == "pvault.report.trial-balance/1":
        money = [row for row in rows if row["memo"] != "yes"]
        assert sum(cents(row["debit_usd"]) for row in money) == sum(cents(row["credit_usd"]) for row in money), money
    if report["schema"] == "pvault.report.position/1":
        assert sum(cents(row["cost_usd"]) for row in rows) == sum(50_001 * row["lots"] for row in rows), rows
    if report["schema"] == "pvault.report.cost/1":
        for row in rows:
            assert cents(row["cost_usd"]) == Decimal(row["on_hand_kg"]) * 50_001, row


def reports_while_writing(program):
    stop = threading.Event()
    writers = [Writer(program, stop) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    made, moments, begin = [], set(), time.monotonic()
    while time.monotonic() < begin + SECONDS or (len(moments) < ENOUGH and time.monotonic() < begin + MOST_SECONDS):
        name = REPORTS[len(made) % len(REPORTS)]
        made.append((name, run(program, "report", name, "--as-of", DAY, "--format", "json")))
        moments.add(json.loads(made[-1][1])["known_at"]["entry"])
    stop.set()
    for writer in writers:
        writer.join()
        assert writer.failure is None, writer.failure
    return made, [entry for writer in writers for entry in writer.entries]


def check_made(program, made):
    """How many different moments the reports saw; of a few it is asked again what they were."""
    moments = {}
    for name, text in made:
        report = json.loads(text)
        check_ties(report)
        moments.setdefault(report["known_at"]["entry"], (name, text))
    for entry, (name, text) in list(moments.items())[:ENOUGH]:
        assert text == run(program, "report", name, "--as-of", DAY, "--known-at", str(entry), "--format", "json"), (name, entry)
    return len(moments)


def check_nobody_waits(program):
    """A report while another program is in the middle of writing; a recording while another is in the middle of reading."""
    book = sqlite3.connect(program.book, isolation_level=None)
    before = run(program, "report", "position", "--as-of", DAY, "--format", "json")
    book.execute("BEGIN IMMEDIATE")
    assert run(program, "report", "position", "--as-of", DAY, "--format", "json") == before
    book.execute("ROLLBACK")
    book.execute("BEGIN")
    entries = book.execute("SELECT count(*) FROM entry").fetchone()[0]
    purchase(program)
    assert book.execute("SELECT count(*) FROM entry").fetchone()[0] == entries, "the reader's moment moved"
    book.execute("ROLLBACK")
    book.close()


def main():
    options = support.arguments(__doc__)
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = support.Program(options.pvault, Path(folder) / "vault.db")
        program.environment["TZ"] = "UTC"
        new_book(program)
        made, entries = reports_while_writing(program)
        assert len(entries) == len(set(entries)) > 2 * WRITERS, entries
        moments = check_made(program, made)
        assert moments > 2, f"{moments} moments in {len(made)} reports: nothing was written meanwhile"
        newest = json.loads(run(program, "report", "position", "--as-of", DAY, "--format", "json"))["known_at"]["entry"]
        assert max(entries) == newest, "what a writer was told is recorded is not there"
        check_nobody_waits(program)
        verified = run(program, "audit", "verify")
        assert "the book is sound" in verified, verified
    print(f"{len(made)} reports of {moments} moments while {WRITERS} writers recorded {len(entries)} entries: each saw one of them")


if __name__ == "__main__":
    main()
