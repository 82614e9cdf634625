#!/usr/bin/env python3
"""Programs that write files and are killed while they do: whatever has the name that was asked for is whole, or is what had it before; what is left beside it
has a name that says so, and stands in nobody's way.

Backups, snapshots, restored and new books, exports, reports and packs are made, several at once, of a book that another program writes to; each is killed at
a random moment between its start and its usual end, and asked for again in the same folder."""

import filecmp
import os
import random
import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import support
import verify_chain
from support_kills import DAY, LEFTOVER, Killer, folder_in_memory, new_book

TURNS = 4  # of each kind; the first is let end, and measured
TIMES_KILLED = 2
AT_ONCE = 3
FEW_REPORTS = "cost,lots,journal,trial-balance"


@dataclass
class Writer:
    """A command that makes a file or folder of this name."""

    name: str
    words: list  # NAME stands for it
    old: list = None  # makes what has the name before
    exact: bool = True  # what it makes has the same bytes each time; else it is a book

    @property
    def names(self):
        """What may be there: the checkpoint of a snapshot, and beside a book what any program makes that reads it."""
        return {self.name} if self.exact else {self.name + suffix for suffix in ("", ".checkpoint", "-wal", "-shm")}


NAME, BACKUP, LINES = "NAME", "BACKUP", "LINES"


def writers(entry):
    """kind -> Writer, of the book as it was at this entry."""
    now, before = ["--as-of", DAY, "--known-at", str(entry)], ["--as-of", DAY, "--known-at", str(entry - 50)]
    pack, report = ["report", "pack", "--reports", FEW_REPORTS, "--output", NAME], ["report", "cost", "--output", NAME]
    lines = ["export", "--to", "jsonl", "--output", NAME, "--known-at"]
    return {
        "backup": Writer("copy.db", ["backup", NAME], exact=False),
        "snapshot": Writer("copy.db", ["snapshot", NAME], exact=False),
        "restore": Writer("book.db", ["restore", BACKUP, "--book", NAME], exact=False),
        "restore of lines": Writer("book.db", ["restore", LINES, "--book", NAME], exact=False),
        "init": Writer("book.db", ["init", "--name", "New", "--book", NAME], exact=False),
        "checkpoint": Writer("now.json", ["audit", "checkpoint", "--known-at", str(entry), "--output", NAME]),
        "lines": Writer("book.jsonl", [*lines, str(entry)], [*lines, str(entry - 50)]),
        "journal": Writer("book.journal", ["export", "--to", "hledger", "--output", NAME, *now]),
        "report": Writer("cost.csv", [*report, *now], [*report, *before]),
        "pack": Writer("pack", [*pack, *now]),
        "pack again": Writer("pack", [*pack, *now, "--replace"], [*pack, *before]),
    }


def same(path, other):
    if path.is_file():
        return filecmp.cmp(path, other, shallow=False)
    names = sorted(os.listdir(path))
    return names == sorted(os.listdir(other)) and filecmp.cmpfiles(path, other, names, shallow=False)[0] == names


def check_book_file(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as book:
        faults, count, _ = verify_chain.verify(book)
        assert not faults and count > 100, (path, count, faults)
        assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
    wal = Path(f"{path}-wal")
    assert not wal.exists() or wal.stat().st_size == 0, f"{path} is whole only with what is beside it"


class FileTrial:
    def __init__(self, program, folder, seed):
        self.program, self.folder, self.killer = program, folder, Killer(random.Random(seed), follows=3)
        self.whole, self.nothing, self.kills = Counter(), Counter(), Counter()
        self.places = {BACKUP: str(folder / "a.db"), LINES: str(folder / "a.jsonl")}
        program.run("backup", self.places[BACKUP])
        program.run("export", "--to", "jsonl", "--output", self.places[LINES])
        self.writers = writers(program.report("trial-balance", "--as-of", DAY)["known_at"]["entry"])

    def words(self, words, name):
        places = self.places | {NAME: str(name)}
        return ["pvault", *(places.get(word, word) for word in words), "--quiet"]

    def make(self, kind, words, name, kill=False):
        ended = self.killer.run(kind, self.words(words, name), self.program.environment, kill)
        assert ended.killed or ended.code == 0, (kind, ended)
        self.kills[kind] += ended.killed
        return ended

    def make_examples(self):
        """What each kind makes when nobody kills it, and what is there before."""
        for kind, writer in self.writers.items():
            self.make(f"new {kind}", writer.words, self.example("new", kind))
            if writer.old:
                self.make(f"old {kind}", writer.old, self.example("old", kind))

    def example(self, age, kind):
        place = self.folder / f"{age} {kind}"
        place.mkdir(exist_ok=True)
        return place / self.writers[kind].name

    def check(self, kind, writer, place):
        """Whether what was asked for is there."""
        name = place / writer.name
        for beside in os.listdir(place):
            assert beside in writer.names or LEFTOVER.fullmatch(beside), f"{kind} left {beside}"
        if not name.exists():
            assert not writer.old, f"{kind}: what was there is gone"
            return False
        if not writer.exact:
            check_book_file(name)
            return True
        if same(name, self.example("new", kind)):
            return True
        assert writer.old and same(name, self.example("old", kind)), f"{kind}: {name} is not whole"
        return False

    def turn(self, kind, number):
        writer, place = self.writers[kind], self.folder / f"{kind} {number}"
        place.mkdir()
        name = place / writer.name
        if writer.old:
            self.make(f"old {kind}", writer.old, name)
        for time in range(TIMES_KILLED + 1):
            ended = self.make(kind, writer.words, name, kill=0 < number and time < TIMES_KILLED)
            is_there = self.check(kind, writer, place)
            assert is_there or ended.killed, f"{kind} ended and left nothing"
            if ended.killed:
                (self.whole if is_there else self.nothing)[kind] += 1
            if is_there:
                return


class Recorder(threading.Thread):
    """Records meanwhile, so that copies are made of a book that is written to."""

    def __init__(self, program):
        super().__init__()
        self.program, self.stop, self.count, self.failure = program, threading.Event(), 0, None

    def run(self):
        try:
            while not self.stop.is_set():
                self.count += 1
                self.stop.wait(0.05)
                self.program.run("price", "add", "gallium", "--on", "2024-05-01", "--price", f"{self.count} USD/kg", "--source", f"meanwhile {self.count}")
        except Exception as failure:  # shown by the main thread
            self.failure = failure


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with folder_in_memory() as place:
        folder = Path(place)
        program = support.Program(options.pvault, folder / "vault.db")
        new_book(program)
        trial = FileTrial(program, folder, options.seed)
        trial.make_examples()
        recorder = Recorder(program)
        recorder.start()
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                turns = [(kind, number) for number in range(TURNS) for kind in trial.writers]
                list(pool.map(lambda turn: trial.turn(*turn), turns))
        finally:
            recorder.stop.set()
            recorder.join()
        assert not recorder.failure, recorder.failure
        program.run("audit", "verify")
    kills = {kind: count for kind, count in trial.kills.items() if count}
    print(f"{sum(kills.values())} kills of programs that write files, {recorder.count} entries recorded meanwhile: {kills}")
    print(f"{sum(trial.whole.values())} left what was asked for whole, {sum(trial.nothing.values())} what was there before, 0 a part")


if __name__ == "__main__":
    main()
