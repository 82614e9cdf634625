#!/usr/bin/env python3
"""Commands that are killed at each system call by which they write, and what they flush before they speak.

strace counts the calls by which a command writes, flushes, cuts, links, renames and removes files, and speaks; then the command is run anew for each of them
(of many for a part, evenly) and killed as it enters it. Whatever was the call, the book holds all of what was to be recorded or nothing; a repetition with the
same request id says truly which, and makes it all. All calls before the commit leave nothing, all after it everything.

Of commands that are let end, the order of the calls is read: what is said to be recorded was flushed to the disk before a word was said, and so was a
new file, and the folder that has its name. A killed program does not show that: the system has what it wrote.

Commands that write files are stopped by SIGTERM at the first write, and leave nothing."""

import json
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import support
from support_kills import BookCheck, Request, folder_in_memory, new_book, parse_answer, price_table
from support_strace import Traced, can_trace

CALLS = "pwrite64,write,fdatasync,fsync,ftruncate,unlink,unlinkat,link,linkat,rename,renameat,renameat2"
MOST = 30  # kills of one command
PURCHASES = 5  # rows of the file that is imported
PURCHASE = ["purchase", "record", "--mineral", "gallium", "--mass", "1 kg", "--price", "500 USD/kg", "--supplier", "P", "--site", "S", "--on", "2024-03-01"]


# Killed at each call ---------------------------------------------------------------------------------------------------------


def moments(calls):
    """Each call as (its name, the how manieth of its name); of many a part."""
    seen, all_of_them = {}, []
    for name, _ in calls:
        seen[name] = seen.get(name, 0) + 1
        all_of_them.append((name, seen[name]))
    step = max(1, len(all_of_them) / MOST)
    return [all_of_them[int(number * step)] for number in range(int(len(all_of_them) / step))]


def kill_at(options, folder, book, words, entries, number, moment):
    """Whether it was recorded when it was killed at that call."""
    place = folder / f"{moment[0]}-{moment[1]}-{number}"
    place.mkdir()
    traced = Traced(options, place, book, CALLS)
    check = BookCheck(traced.program)
    before = len(check.look()) and len(check.hashes)
    killed = traced.run(words, "-e", f"inject={moment[0]}:signal=SIGKILL:when={moment[1]}")
    assert killed.returncode != 0, (moment, killed)
    check.look()
    made = len(check.hashes) - before
    assert made == entries or not killed.stdout, f"killed at {moment}: said what is not there"
    assert made in (0, entries), f"killed at {moment}: {made} of {entries} entries are there"
    answer = parse_answer(traced.program.run(*words))
    recorded_before = bool(answer["repeated"]) if "repeated" in answer else answer["recorded"] == 0
    assert recorded_before == (made == entries), (moment, made, answer)
    check.look()
    assert len(check.hashes) - before == entries, (moment, len(check.hashes) - before)
    shutil.rmtree(place)
    return made == entries


def rows_of_purchases(path):
    rows = [f"purchase record,gallium,{1 + number} kg,600 USD/kg,P,S,2024-05-01" for number in range(PURCHASES)]
    path.write_text("\n".join(["record,mineral,mass,price,supplier,site,on", *rows, ""]), encoding="utf-8")
    return path


def check_each_call(options, folder, book, kind, words, entries):
    traced = Traced(options, folder, book, CALLS)
    ended = traced.run(words)
    assert ended.returncode == 0, ended
    calls = moments(traced.calls())
    with ThreadPoolExecutor(2) as pool:
        recorded = list(pool.map(lambda at: kill_at(options, folder, book, words, entries, *at), enumerate(calls)))
    first = recorded.index(True) if True in recorded else len(recorded)
    assert all(recorded[first:]), f"{kind}: recorded at call {calls[first]} and not at a later one"
    assert 0 < first < len(recorded), f"{kind}: {recorded}"
    return f"{kind}: killed at {len(calls)} calls, {first} before the commit left nothing, {len(calls) - first} after it all of {entries}"


# Flushed before it is said -------------------------------------------------------------------------------------------------


def last(calls, names, what):
    found = [number for number, (name, given) in enumerate(calls) if name in names and what in given]
    assert found, f"no call of {', '.join(names)} for {what} in {calls}"
    return found[-1]


def check_flushed(calls, file, spoken):
    """After the last write to the file it is flushed, and only then something is said."""
    flushed = last(calls[:spoken], ("fdatasync", "fsync"), file)
    written = last(calls[:spoken], ("pwrite64", "write"), file)
    assert written < flushed < spoken, f"{file} is not flushed before it is said: {written}, {flushed}, {spoken}"
    return flushed


def check_order(options, folder, book):
    traced = Traced(options, folder, book, CALLS)
    done = []
    for words in (PURCHASE, ["price", "import", str(price_table(options.root, folder / "table.csv", 7)), "--replace", "--quiet"]):
        assert traced.run(words).returncode == 0
        calls = traced.calls()
        spoken = last(calls, ("write",), "1<pipe:")
        # What is committed is in the log. The last program that has the book copies the log into it and removes it.
        log = [number for number, (name, given) in enumerate(calls) if name == "pwrite64" and "book.db-wal>" in given]
        book_writes = [number for number, (name, given) in enumerate(calls) if name == "pwrite64" and "book.db>" in given]
        flushes = [number for number, (name, given) in enumerate(calls) if name == "fdatasync" and "book.db-wal>" in given]
        assert any(log[-1] < flush < min(book_writes[0], spoken) for flush in flushes), f"the log is not flushed before it is said: {calls}"
        removed = last(calls, ("unlink",), "book.db-wal")
        assert [number for number, (name, given) in enumerate(calls) if name == "fdatasync" and "book.db>" in given and book_writes[-1] < number < removed]
        done.append(words[1])
    for words, *names in (
        (["backup", str(folder / "copy.db")], "copy.db"),
        (["report", "cost", "--output", str(folder / "cost.csv")], ".tmp"),
        (["key", "create", "--no-passphrase", "--output", str(folder / "chen")], "chen.key", "chen.pub"),
        (["audit", "checkpoint", "--key", str(folder / "chen.key"), "--output", str(folder / "now.json")], "now.json", "now.json.minisig"),
        (["snapshot", str(folder / "snapshot.db")], "snapshot.db", "snapshot.db.checkpoint"),
    ):
        assert traced.run(words).returncode == 0
        calls = traced.calls()
        for name in names:
            named = last(calls, ("link", "renameat", "renameat2"), name if name.startswith(".") else f"{name}.new-")
            check_flushed(calls, name, named)
            assert [given for call, given in calls[named:] if call == "fsync" and f"{folder}>" in given], f"{words}: the folder of {name} is not flushed"
        done.append(words[0])
    return f"flushed before it was said: {', '.join(done)}"


# Stopped ---------------------------------------------------------------------------------------------------------------------


def check_stopped(options, folder, book):
    """Whoever is stopped by SIGTERM while a file is written ends by the signal, and leaves nothing of it."""
    place = folder / "stopped"
    place.mkdir()
    traced = Traced(options, folder, book, CALLS)
    backup, lines = folder / "of-stopped.db", folder / "of-stopped.jsonl"
    traced.program.run("backup", str(backup))
    traced.program.run("export", "--to", "jsonl", "--output", str(lines))
    stopped = []
    for call, words in (
        ("pwrite64", ["backup", str(place / "copy.db")]),
        ("pwrite64", ["snapshot", str(place / "copy.db")]),
        ("pwrite64", ["rehearse", "--folder", str(place)]),
        ("write", ["export", "--to", "jsonl", "--output", str(place / "lines")]),
        ("write", ["export", "--to", "hledger", "--output", str(place / "journal")]),
        ("write", ["extract", str(place / "extract")]),
        ("write", ["report", "pack", "--reports", "cost,lots", "--output", str(place / "pack")]),
        ("pwrite64", ["restore", str(backup), "--book", str(place / "again.db")]),
        ("pwrite64", ["restore", str(lines), "--book", str(place / "again.db")]),
    ):
        done = traced.run([*words, "--quiet"], "-e", f"inject={call}:signal=SIGTERM:when=1..2")  # as `timeout` sends it, twice
        assert done.returncode == -signal.SIGTERM and not done.stdout, (words, done)
        assert not list(place.iterdir()), (words, list(place.iterdir()))
        stopped.append(words[0])
    check_stopped_at_pipe(traced.program, place, lines)
    begun = traced.run(["init", "--name", "Begun", "--book", str(place / "begun.db"), "--quiet"], "-e", "inject=pwrite64:signal=SIGTERM:when=1")
    assert begun.returncode == 0 and [file.name for file in place.iterdir()] == ["begun.db"], (begun, list(place.iterdir()))
    return f"stopped at the first write, and nothing left: {', '.join(stopped)}"


def check_stopped_at_pipe(program, place, lines):
    """Of lines that came whole up to there, no book is made when the rest does not come."""
    words = ["pvault", "restore", "-", "--book", str(place / "again.db"), "--quiet"]
    restoring = subprocess.Popen(words, env=program.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    restoring.stdin.write(b"".join(lines.read_bytes().splitlines(keepends=True)[:20]))
    restoring.stdin.flush()
    while restoring.poll() is None and not list(place.iterdir()):
        time.sleep(0.01)
    restoring.send_signal(signal.SIGTERM)
    try:
        restoring.wait(timeout=2)
    except subprocess.TimeoutExpired:  # it came just before the program waited for the next line
        restoring.stdin.close()
        restoring.wait(timeout=20)
    assert restoring.returncode == -signal.SIGTERM and not list(place.iterdir()), (restoring.returncode, list(place.iterdir()))


def main():
    options = support.arguments(__doc__)
    if not can_trace():
        print("skipped: no process can be traced here (install strace, allow ptrace)")
        sys.exit(77)
    with folder_in_memory() as place:
        folder = Path(place)
        book = folder / "vault.db"
        new_book(support.Program(options.pvault, book))
        asked = ["--format", "json", "--quiet"]
        print(check_each_call(options, folder, book, "purchase", [*PURCHASE, "--request-id", "R", *asked], 1))
        table = ["price", "import", str(price_table(options.root, folder / "table.csv", 1)), "--replace", *asked]
        traced = Traced(options, folder, book, CALLS)
        entries = json.loads(traced.program.run(*table))["recorded"]
        print(check_each_call(options, folder, book, "price import", table, entries))
        print(check_each_call(options, folder, book, "import", ["import", str(rows_of_purchases(folder / "rows.csv")), *asked], PURCHASES + 1))
        print(check_order(options, folder, book))
        print(check_stopped(options, folder, book))


if __name__ == "__main__":
    main()
