"""What the checks with killed programs share: programs that end by SIGKILL at random moments, what they may be doing then, and what must hold of the book
and of files afterwards."""

import csv
import json
import os
import re
import select
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta

import verify_chain

DAY = "2024-12-31"
MOST_UNAPPROVED = 1_000_000  # USD of a purchase
FIRST_ACCRUED = date(2024, 2, 1)
ROWS = 5  # of a file that is imported
PRICES = "examples/published/price_history_usgs_annual_2021_2025.csv"
LEFTOVER = re.compile(r"(.*\.new-\d+(-\d+)?(-wal|-shm|-journal)?|\.pvault-\d+-\d+\.tmp|.*\.partial-\w{6}(\.old)?)")


def folder_in_memory():
    """A temporary folder in memory where there is one: a killed program leaves what it wrote, and nobody waits for disks."""
    memory = "/dev/shm"
    return tempfile.TemporaryDirectory(prefix="pvault-", dir=memory if os.access(memory, os.W_OK) else None)


def new_book(program):
    """Metal enough to be released and debt enough to be paid, whatever else is recorded or undone."""
    for words in (
        ["init", "--name", "Killed"],
        ["site", "add", "S", "--name", "S", "--country", "US", "--on", "2024-01-01"],
        ["site", "add", "T", "--name", "T", "--country", "US", "--on", "2024-01-01"],
        ["party", "add", "P", "--name", "P", "--role", "supplier", "--on", "2024-01-01"],
        ["party", "add", "C", "--name", "C", "--role", "other", "--on", "2024-01-01"],
        ["party", "add", "L", "--name", "L", "--role", "lender", "--on", "2024-01-01"],
        ["facility", "add", "F", "--lender", "L", "--commitment", "100M USD", "--rate", "5%", "--day-count", "30/360", "--available-from", "2024-01-01",
         "--available-until", "2030-01-01", "--maturity", "2040-01-01", "--payments", "semiannual", "--on", "2024-01-01"],
        ["purchase", "record", "--mineral", "gallium", "--mass", "100 t", "--price", "500 USD/kg", "--supplier", "P", "--site", "S", "--lot", "FIRST",
         "--on", "2024-01-02"],
    ):  # fmt: skip
        program.run(*words)


def add_people_and_accruals(program, folder):
    """From now on an operator signs each entry, purchases of more than a million wait for an approver, and facility G accrues. Answers the approver's key."""
    approver, operator, on = folder / "approver", folder / "operator", ["--on", "2024-01-02"]
    for key in (approver, operator):
        program.run("key", "create", "--output", str(key), "--no-passphrase")
    approver_key = f"{approver}.key"
    program.run("person", "add", "approver", "--name", "A", "--role", "approver", "--role", "administrator", "--public-key", f"{approver}.pub", *on)
    program.run("person", "add", "operator", "--name", "O", "--role", "operator", "--public-key", f"{operator}.pub", *on, "--key", approver_key)
    program.run("policy", "set", "--signed", "yes", "--approve", f"purchase={MOST_UNAPPROVED:,} USD", *on, "--key", approver_key)
    program.environment["PVAULT_KEY"] = f"{operator}.key"
    # Something accrues on every day, as 30/360 has it not.
    program.run("facility", "add", "G", "--lender", "L", "--commitment", "100M USD", "--rate", "5%", "--day-count", "act/360", "--available-from", "2024-01-01",
                "--available-until", "2030-01-01", "--maturity", "2040-01-01", "--payments", "semiannual", *on)  # fmt: skip
    program.run("drawdown", "record", "--facility", "G", "--amount", "50M USD", "--on", "2024-01-03")
    return approver_key


# Killing ----------------------------------------------------------------------------------------------------------------


@dataclass
class Ended:
    """How a program ended, and what it had said by then."""

    code: int
    out: str
    err: str

    @property
    def killed(self):
        return self.code == -signal.SIGKILL


class Killer:
    """Kills at moments that are uniformly random between the start of a command and its usual end. That is measured on commands of the kind that are let end,
    and follows the load of the machine: it grows with each that is killed and shrinks with each that ends before its moment, so that about two of five end."""

    def __init__(self, random, follows=1):
        self.random, self.lock, self.follows = random, threading.Lock(), follows
        self.seconds = {}
        self.kills = self.starts = 0

    def run(self, kind, words, environment, kill=True):
        with self.lock:
            self.starts += 1
            moment = self.random.random() * self.seconds.setdefault(kind, self.seconds.get("purchase")) if kill else None
        begin = time.monotonic()
        running = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        ends_in_time = True
        if kill:
            handle = os.pidfd_open(running.pid)
            ends_in_time = bool(select.select([handle], [], [], moment)[0])
            os.close(handle)
            if not ends_in_time:
                running.send_signal(signal.SIGKILL)
        out, err = running.communicate()
        ended = Ended(running.returncode, out, err)
        with self.lock:
            self.kills += ended.killed
            if kill:
                self.seconds[kind] *= (0.92 if ends_in_time else 1.05) ** self.follows
            else:
                self.seconds.setdefault(kind, 1.6 * (time.monotonic() - begin))
        return ended


# What is recorded when it is killed ----------------------------------------------------------------------------------------


@dataclass
class Request:
    """Something to be recorded. Its reference is the request id, so that what it recorded is found even where the book forgot the id."""

    kind: str
    id: str
    words: list
    entries: int = 1  # how many it makes, all or none
    answer: dict = None  # what it was told is recorded


def price_table(root, path, number):
    """Annual prices, other ones for each number."""
    with open(root / PRICES, newline="", encoding="utf-8") as source, open(path, "w", newline="", encoding="utf-8") as target:
        rows = list(csv.DictReader(source))[:40]
        table = csv.DictWriter(target, rows[0].keys())
        table.writeheader()
        for row in rows:
            if row["value_published"].replace(".", "").isdigit():
                row |= {"value_published": str(1000 + number), "value_number": str(1000 + number), "price_usd_per_kg": ""}
            table.writerow(row)
    return path


def purchase(n, _):
    return ["purchase", "record", "--mineral", "gallium", "--mass", "1 kg", "--price", f"{500 + n}.01 USD/kg", "--supplier", "P", "--site", "S",
            "--lot", f"LOT-{n}", "--on", "2024-03-01"]  # fmt: skip


def evidence(n, make):
    document = make.folder / f"document-{n}"
    document.write_text(f"document {n}\n" * 1000)
    return ["evidence", "add", "--of", "FIRST", "--kind", "other", "--number", f"D-{n}", "--file", str(document), "--on", "2024-03-05"]


def period_close(_, make):
    """The next month: earlier ones are closed, and it has nothing in it."""
    make.months += 1
    return ["period", "close", f"{2000 + make.months // 12}-{make.months % 12 + 1:02}", "--on", "2024-03-31"]


def import_file(n, make):
    """Purchases, every other one with a request id."""
    path = make.folder / f"import-{n}.csv"
    rows = [f"gallium,1 kg,{500 + n}.02 USD/kg,P,S,2024-03-01,IN-{n}-{row},request-{n},{f'row-{n}-{row}' if row % 2 else ''}" for row in range(ROWS)]
    path.write_text("\n".join(["mineral,mass,price,supplier,site,on,lot,reference,request-id", *rows]) + "\n")
    return ["import", str(path), "--kind", "purchase"]


def accrual(_, make):
    """Of one day more."""
    make.days += 1
    return ["accrue", "--facility", "G", "--until", str(FIRST_ACCRUED + timedelta(days=make.days))]


def approval(n, make):
    """Of what was proposed before. It has no reference of its own: what it records is known by its reason."""
    return ["proposal", "approve", str(make.proposals.pop()), "--reason", f"request-{n}", "--key", make.approver_key] if make.proposals else None


# kind -> (how many in a batch, the words of number n). A kind of which there is one in a batch may count on the one before it.
RECORDINGS = {
    "purchase": (10, purchase),
    "release": (6, lambda n, _: ["release", "record", "--mineral", "gallium", "--mass", f"{n} g", "--kind", "sale", "--price", "600 USD/kg", "--to", "C",
                                 "--authority", "A", "--on", "2024-03-02"]),
    "payment": (5, lambda n, _: ["payment", "record", "--supplier", "P", "--amount", f"{n} USD", "--on", "2024-03-03"]),
    "price": (6, lambda n, _: ["price", "add", "gallium", "--on", "2024-03-04", "--price", f"{400 + n} USD/kg", "--source", f"test {n}"]),
    "transfer": (4, lambda n, _: ["transfer", "record", "--lot", "FIRST", "--mass", f"{n} g", "--to-site", "T", "--as", f"MOVED-{n}", "--on", "2024-03-02"]),
    "drawdown": (4, lambda n, _: ["drawdown", "record", "--facility", "F", "--amount", f"{n} USD", "--on", "2024-03-02"]),
    "evidence": (3, evidence),
    "reversal": (3, lambda n, make: ["reverse", str(make.purchases.pop()), "--reason", f"test {n}"] if make.purchases else None),
    "period close": (1, period_close),
    "price import": (1, lambda n, make: ["price", "import", str(price_table(make.root, make.folder / f"{n}.csv", n)), "--replace"]),
    "import": (3, import_file),
    "accrual": (1, accrual),
    "proposal": (2, lambda n, _: ["purchase", "record", "--mineral", "gallium", "--mass", "3 t", "--price", f"{500 + n}.03 USD/kg", "--supplier", "P",
                                  "--site", "S", "--lot", f"BIG-{n}", "--on", "2024-03-01"]),
    "approval": (2, approval),
}  # fmt: skip
IMPORTS = {"price import", "import"}
WITHOUT_REQUEST_ID = {*IMPORTS, "approval"}
APPROVED_BEFORE = re.compile(r"^refused: proposal_decided: proposal \d+ was approved by entry (\d+)$", re.M)


class Maker:
    """Makes batches of requests."""

    def __init__(self, program, root, folder, random):
        self.root, self.folder, self.random = root, folder, random
        self.number = self.months = self.days = 0
        self.purchases = []  # that stand
        self.proposals = []  # that wait
        self.approver_key = add_people_and_accruals(program, folder)
        self.entries_of = {"import": ROWS + 1}  # and the batch; one of all others
        # The figures that a book begins with make the first import of another length than those after it.
        for _ in range(2):
            request = self.request("price import")
            self.entries_of["price import"] = json.loads(program.run(*request.words[1:]))["recorded"]

    def request(self, kind):
        self.number += 1
        words = RECORDINGS[kind][1](self.number, self)
        if words is None:
            return None
        name = f"request-{self.number}"
        known_by = [] if kind == "approval" else ["--reference", name]
        repeatable = [] if kind in WITHOUT_REQUEST_ID else ["--request-id", name]
        return Request(kind, name, ["pvault", *words, *known_by, *repeatable, "--format", "json", "--quiet"], self.entries_of.get(kind, 1))

    def batch(self):
        made = [self.request(kind) for kind, (count, _) in RECORDINGS.items() for _ in range(count)]
        made = [request for request in made if request]
        self.random.shuffle(made)
        return made


def parse_answer(out):
    """What a recording said, if it came to say it all."""
    try:
        return json.loads(out)
    except ValueError:
        return None


def parse_decided(ended):
    """What an approval is told that was given before."""
    decided = APPROVED_BEFORE.search(ended.err) if ended.code == 1 else None
    return {"entry": int(decided[1]), "hash": None, "repeated": True} if decided else None


# What must hold of the book ------------------------------------------------------------------------------------------------


class BookCheck:
    """Holds a book against what was asked of it, time and again."""

    def __init__(self, program):
        self.program = program
        self.hashes = []  # of all entries that were ever seen

    def look(self):
        """The entries as reference -> [(entry, hash)], after their chain was computed again."""
        with closing(sqlite3.connect(f"file:{self.program.book}?mode=ro", uri=True)) as book:
            faults, count, _ = verify_chain.verify(book)
            assert not faults, faults
            rows = book.execute(
                "SELECT entry_id, coalesce(approval.reason, reference), request_id, hash FROM entry"
                " LEFT JOIN seal USING (entry_id) LEFT JOIN approval USING (entry_id) ORDER BY entry_id"
            ).fetchall()
        assert [row[0] for row in rows] == list(range(1, count + 1)), "the entries have gaps"
        hashes = [row[3] for row in rows]
        assert hashes[: len(self.hashes)] == self.hashes, "an entry that was there is not there any more, or is another"
        self.hashes = hashes
        ids = [row[2] for row in rows if row[2] is not None]
        assert len(ids) == len(set(ids)), "a request id is there twice"
        found = {}
        for entry, reference, _, digest in rows:
            found.setdefault(reference, []).append((entry, digest))
        return found

    def check(self, requests):
        """Each request is there once or, if nobody was told that it is, not at all. Answers those that are there."""
        found = self.look()
        for request in requests:
            entries = found.get(request.id, [])
            if request.answer:
                check_acknowledged(request, entries)
            elif entries:
                assert len(entries) == request.entries, f"{request.id}, a {request.kind}, is there with {len(entries)} of {request.entries} entries"
        return {request.id for request in requests if found.get(request.id)}

    def check_head(self, known_at):
        """What a report says it is of is an entry of the book."""
        assert self.hashes[known_at["entry"] - 1] == known_at["hash"], f"a report was made of {known_at}, which the book has not"


def check_acknowledged(request, entries):
    """What was told is there as it was told. An import that is repeated is told that all of it stood already, an approval by which entry it was given."""
    answer = request.answer
    if request.kind not in IMPORTS:
        told = [(answer["entry"], answer["hash"])]
        # Of one that was approved before, the entry alone is told.
        there = entries if answer["hash"] else [(entry, None) for entry, _ in entries]
        assert there == told, f"{request.id}, a {request.kind}, was told {told}, the book has {entries}"
        return
    assert len(entries) == request.entries, f"{request.id}, a {request.kind}, is there with {len(entries)} of {request.entries} entries"
    if answer["recorded"]:
        there = (entries[0][0], entries[-1][0], entries[-1][1])
        last = answer["batch_entry" if request.kind == "import" else "last_entry"]
        assert (answer["first_entry"], last, answer["hash"]) == there, (request.id, answer, there)
