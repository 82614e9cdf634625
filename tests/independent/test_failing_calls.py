#!/usr/bin/env python3
"""Commands at which one system call fails, for want of room or by the disk: what they then say is true, and nothing is lost or left half written.

strace lists the calls by which each command makes, writes, cuts, flushes, links and renames files. Then the command is run anew for each of them (of many of a
kind the first two, the middle and the last two), and that call fails with ENOSPC or EIO, in turn. The disk that fails of tests/faults does that to SQLite; here
it is what the program writes itself: documents, keys, checkpoints, exports, reports, workbooks, packs, extracts, logs, and the names that copies take.

Whatever failed, the exit code is 0 and all of it is done, or 3, with words that do not say that something is done which is not, nor keep silent of what is.
What stands under a name that was asked for has the bytes that it has when nothing fails, or is a sound book; no entry names a document that is not there;
nothing else is left. Asked again, without a fault, it is done."""

import base64
import filecmp
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import support
from support_kills import DAY, BookCheck, folder_in_memory, new_book
from support_strace import Traced, can_trace
from test_killed_files import same

CALLS = "openat,mkdir,mkdirat,write,pwrite64,ftruncate,fsync,fdatasync,link,linkat,rename,renameat,renameat2"
ERRORS = ["ENOSPC", "EIO"]
GIVEN = re.compile(r"^\w+</[^>]*>|^\w+<[^>]*>")  # a descriptor, and what it is of
OF_SQLITE = re.compile(r"\.db(\.new-\d+)?(-wal|-shm|-journal)?\b(?!\.)")
SAYS_DONE = re.compile(r"is complete|is made|is recorded|made the snapshot|the run is done")
SAYS_PART = re.compile(r"but not its|is not made")
IN_DOUBT = "it may be recorded or not"
NO_ENTRY = "nothing was recorded"
BOOK, LOG, KEY = "book.db", "run.log", "auditor"
SECRET_KEY_BYTES = 158
BESIDE_BOOK = {BOOK, f"{BOOK}-wal", f"{BOOK}-shm", "calls"}


@dataclass
class Command:
    """A command, and what it makes in its folder."""

    words: list
    makes: tuple = ()
    is_whole: object = None  # whether what has one of these names is whole; otherwise it has the bytes that it has when nothing fails
    records: bool = False  # an entry in the book
    replaces: bool = False  # what is there
    keeps_document: bool = False
    strikes_sqlite: bool = False  # calls of SQLite as well


# Whether it is whole -------------------------------------------------------------------------------------------------------


def is_sound_book(trial, path):
    """It stands alone: nothing of it is in a log."""
    logs = [Path(f"{path}-wal"), Path(f"{path}-journal")]
    assert not any(log.exists() and log.stat().st_size for log in logs), f"{path} is whole only with what is beside it"
    return trial.program.run("audit", "verify", "--book", str(path)) is not None


def is_sound_snapshot(trial, path):
    return same(path, trial.sound / path.name) if path.suffix == ".checkpoint" else is_sound_book(trial, path)


def bytes_of_key(path):
    lines = path.read_bytes().splitlines()
    return base64.b64decode(lines[1]) if len(lines) > 1 else b""


def is_whole_key(trial, path):
    """Keys are random. A secret one without a passphrase has the number and the bytes of the public one in it, where minisign has them."""
    secret, public = bytes_of_key(path.with_suffix(".key")), path.with_suffix(".pub")
    return len(secret) == SECRET_KEY_BYTES and (not public.exists() or bytes_of_key(public)[2:] == secret[54:62] + secret[94:126])


def is_whole_signature(trial, path):
    """The comment that is signed has the time in it."""
    if path.suffix != ".minisig":
        return same(path, trial.sound / path.name)
    return "ok      checkpoint" in trial.program.run("audit", "verify", "--checkpoint", str(path.with_suffix("")), "--public-key", f"{trial.key}.pub")


# What is struck ------------------------------------------------------------------------------------------------------------


def commands(folder):
    document, now = folder / "invoice.txt", ["--as-of", DAY]
    document.write_text("".join(f"line {number} of an invoice\n" for number in range(3000)))
    asked = ["--request-id", "R", "--format", "json"]
    purchase = ["purchase", "record", "--mineral", "gallium", "--mass", "1 kg", "--price", "500 USD/kg", "--supplier", "P", "--site", "S", "--on", "2024-03-01"]
    evidence = ["evidence", "add", "--of", "FIRST", "--kind", "other", "--file", str(document), "--on", "2024-03-05"]
    price = ["price", "add", "gallium", "--on", "2024-03-04", "--price", "400 USD/kg", "--source", "test"]
    cost = ["report", "cost", *now, "--output"]
    return {
        "evidence add": Command([*evidence, *asked], records=True, keeps_document=True, strikes_sqlite=True),
        "purchase record --evidence": Command([*purchase, "--evidence", f"invoice={document}", *asked], records=True, keeps_document=True),
        "price add --log": Command([*price, "--log", LOG, *asked], records=True),
        "audit checkpoint": Command(["audit", "checkpoint", "--output", "now.json"], ("now.json",)),
        "audit checkpoint --key": Command(["audit", "checkpoint", "--key", str(folder / f"{KEY}.key"), "--output", "now.json"], ("now.json", "now.json.minisig"),
                                          is_whole_signature),
        "key create": Command(["key", "create", "--no-passphrase", "--output", "chen"], ("chen.key", "chen.pub"), is_whole_key),
        "export": Command(["export", "--to", "jsonl", "--output", "book.jsonl"], ("book.jsonl",), replaces=True, strikes_sqlite=True),
        "report csv": Command([*cost, "cost.csv"], ("cost.csv",), replaces=True),
        "report csv --log": Command([*cost, "cost.csv", "--log", LOG], ("cost.csv",), replaces=True),
        "report xlsx": Command([*cost, "cost.xlsx"], ("cost.xlsx",), replaces=True),
        "report pack": Command(["report", "pack", "--reports", "cost,lots", "--format", "csv,html", *now, "--output", "pack"], ("pack",)),
        "extract": Command(["extract", "extract"], ("extract",)),
        "backup": Command(["backup", "copy.db"], ("copy.db",), is_sound_book, strikes_sqlite=True),
        "snapshot": Command(["snapshot", "copy.db"], ("copy.db", "copy.db.checkpoint"), is_sound_snapshot),
        "init": Command(["init", "--name", "New", "--book", "new.db"], ("new.db",), is_sound_book, strikes_sqlite=True),
    }  # fmt: skip


def kind_of_call(name, given):
    """What it is on; nothing for what is read, and for what is said."""
    if name == "openat" and "O_CREAT" not in given:
        return None
    on = GIVEN.match(given)
    if name in ("write", "pwrite64") and (not on or on.group().startswith(("1<", "2<"))):
        return None
    if name == "fdatasync" or OF_SQLITE.search(given if name == "openat" else on.group() if on else "") and name in ("openat", "write", "pwrite64", "ftruncate"):
        return "SQLite"
    return "memory" if "memfd:" in given else "scratch" if "/tmp." in given else "file"


def some_of(kind, found):
    """The first two, the middle and the last two; of SQLite, which has its own disk that fails, the first and the last."""
    count = len(found)
    wanted = {0, count - 1} if kind == "SQLite" else {0, 1, count // 2, count - 2, count - 1}
    return [found[at] for at in sorted(wanted & set(range(count)))]


def moments(command, calls):
    """(name of the call, the how manieth of its name, what it was given, what it is on)"""
    seen, found = Counter(), {}
    for name, given in calls:
        seen[name] += 1
        kind = kind_of_call(name, given)
        if kind and (kind != "SQLite" or command.strikes_sqlite):
            found.setdefault((name, kind), []).append((name, seen[name], given, kind))
    return [moment for (_, kind), of_kind in found.items() for moment in some_of(kind, of_kind)]


# After a strike ------------------------------------------------------------------------------------------------------------


class Trial:
    """A command, of which one call fails each time."""

    def __init__(self, options, folder, name, command):
        self.options, self.name, self.command = options, name, command
        self.folder, self.book, self.key = folder / name, folder / BOOK, folder / KEY
        self.sound = self.place("sound")
        self.program = support.Program(options.pvault, self.book)
        traced = Traced(options, self.sound, self.book, CALLS)
        ended = traced.run([*command.words, "--quiet"])
        assert ended.returncode == 0, ended
        before = BookCheck(self.program)
        before.look()
        self.hashes = before.hashes
        self.asked = len(command.makes) or self.check_entries(traced.program)  # how many names, or entries
        self.moments = moments(command, traced.calls())
        self.failed = self.done = 0

    def place(self, name):
        place = self.folder / name
        place.mkdir(parents=True)
        return place

    def run(self, errors):
        for moment in self.moments:
            call, number, given, kind = moment
            error = next(errors)
            try:
                all_the_same = self.strike(call, number, error)
                assert not all_the_same or kind != "file" or "sync" not in call, "what is not on disk was said to be done"
            except (AssertionError, RuntimeError, ValueError, subprocess.CalledProcessError) as fault:
                raise AssertionError(f"{self.name}: {call} number {number} ({given}) failed with {error}: {fault}") from fault
            self.done += all_the_same
            self.failed += not all_the_same
        return self

    def strike(self, call, number, error):
        """Whether it was done all the same."""
        self.at = self.place(f"{call}-{number}")
        traced = Traced(self.options, self.at, self.book, call)
        ended = traced.run([*self.command.words, "--quiet"], "--seccomp-bpf", "-e", f"inject={call}:error={error}:when={number}")
        struck = traced.log.read_text(errors="replace").count("(INJECTED)")
        assert struck == 1, f"{struck} calls were struck"
        assert ended.returncode in (0, 3), ended
        assert ended.returncode == 0 or re.search("^error: ", ended.stderr, re.MULTILINE), ended
        self.check_folder()
        done = self.check_entries(traced.program) if self.command.records else self.check_made()
        self.check_words(ended, done)
        if LOG in self.command.words:
            self.check_log(ended)
        if self.command.records:
            self.check_documents()
            traced.program.run("audit", "verify", "--evidence")
        self.repeat(traced.program, ended, done)
        shutil.rmtree(self.at)
        return ended.returncode == 0

    def check_folder(self):
        """Nothing has another name than those that were asked for, and beside the book."""
        names = set(os.listdir(self.at)) - BESIDE_BOOK - set(self.command.makes)
        names -= {f"{name}{suffix}" for name in self.command.makes for suffix in ("-wal", "-shm") if name.endswith(".db") and (self.at / name).exists()}
        names -= {LOG} if LOG in self.command.words else set()
        names -= {f"{BOOK}.evidence"} if self.command.keeps_document else set()
        assert not names, f"it left {names}"

    def check_entries(self, program):
        """How many entries there are more than before."""
        check = BookCheck(program)
        check.hashes = list(self.hashes)
        check.look()
        return len(check.hashes) - len(self.hashes)

    def check_made(self):
        """How many of the names that were asked for are there, and each is whole."""
        assert filecmp.cmp(self.at / BOOK, self.book, shallow=False), "the book is another"
        is_whole = self.command.is_whole or (lambda trial, path: same(path, self.sound / path.name))
        standing = [name for name in self.command.makes if (self.at / name).exists()]
        for name in standing:
            assert is_whole(self, self.at / name), f"{name} is not whole"
        return len(standing)

    def check_words(self, ended, done):
        says_done, no_entry = SAYS_DONE.search(ended.stderr), NO_ENTRY in ended.stderr
        if ended.returncode == 0:
            assert done == self.asked and not says_done, f"it was said to be done, and {done} of {self.asked} are there: {ended}"
        elif done:
            assert done == self.asked or not self.command.records, f"{done} of {self.asked} entries are there: {ended}"
            in_doubt = self.command.records and IN_DOUBT in ended.stderr
            assert (says_done or in_doubt) and not no_entry, f"{done} of {self.asked} are there, and it is not said: {ended}"
            assert done == self.asked or SAYS_PART.search(ended.stderr), f"{done} of {self.asked} are there, and it is not said: {ended}"
        else:
            assert not says_done, f"it is not there, and was said to be: {ended}"

    def check_log(self, ended):
        """A run that is not in the log was said not to be; what is in it are whole lines."""
        log = self.at / LOG
        lines = log.read_text().splitlines() if log.exists() else []
        said = "cannot be written to the log" in ended.stderr or "cannot write the log" in ended.stderr
        assert (not lines) == said, f"{len(lines)} lines of the log, and said: {ended}"
        assert all(json.loads(line)["exit_code"] == ended.returncode for line in lines), lines

    def check_documents(self):
        """What lies beside the book has the bytes of its document, also where no entry names it. The folder is there for something."""
        folder, made = self.at / f"{BOOK}.evidence", self.sound / f"{BOOK}.evidence"
        if folder.exists():
            names = os.listdir(folder)
            assert names, "it left a folder for documents, without any"
            assert set(names) <= set(os.listdir(made)) and all(same(folder / name, made / name) for name in names), f"it left {names}"

    def repeat(self, program, ended, done):
        """What was not done is done now; what was done stays as it is."""
        again = subprocess.run(["pvault", *self.command.words, "--quiet"], env=program.environment, cwd=self.at, capture_output=True, text=True)
        if self.command.records:
            assert again.returncode == 0 and json.loads(again.stdout)["repeated"] == bool(done), again
            assert self.check_entries(program) == self.asked, "asked again, it is not there once"
            self.check_documents()
            return
        if done == 0 or self.command.replaces:
            assert again.returncode == 0, f"it is not done afterwards, without a fault: {again}"
        else:
            assert again.returncode != 0 and "already" in again.stderr or "has that name" in again.stderr, again
        if 0 < done < self.asked:  # what is missing is made as it was advised
            advised = re.search(r"^Try: `(.*)`$", ended.stderr, re.MULTILINE)
            assert advised, f"what is missing is not told how to make: {ended}"
            subprocess.run(["sh", "-c", advised.group(1)], env=program.environment, cwd=self.at, capture_output=True, check=True)
        assert self.check_made() == self.asked, f"not all is there afterwards: {os.listdir(self.at)}"


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--only", default="", help="commands with this in their name")
    options = parser.parse_args()
    if not can_trace():
        print("skipped: no process can be traced here (install strace, allow ptrace)")
        sys.exit(77)
    with folder_in_memory() as place:
        folder = Path(place)
        program = support.Program(options.pvault, folder / BOOK)
        new_book(program)
        program.run("key", "create", "--no-passphrase", "--output", str(folder / KEY))
        asked = {name: command for name, command in commands(folder).items() if options.only in name}
        with ThreadPoolExecutor(2) as pool:
            errors = [itertools.cycle(ERRORS[number % 2 :] + ERRORS[: number % 2]) for number in range(len(asked))]
            trials = list(pool.map(lambda of, errors: Trial(options, folder, *of).run(errors), asked.items(), errors))
    failed, done = (sum(getattr(trial, what) for trial in trials) for what in ("failed", "done"))
    assert failed > 100 or options.only, failed
    print(f"failing calls: {failed + done} strikes at {len(asked)} commands, {failed} failed truthfully, {done} done all the same, 0 losses")


if __name__ == "__main__":
    main()
