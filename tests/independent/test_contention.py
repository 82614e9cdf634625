#!/usr/bin/env python3
"""Many programs at once on one book: sixteen that record all finish, in sequence and without a gap, however long one holds the book and whoever reads it.

1. Another program holds the book until all sixteen wait for it; then each records. None says that the book is locked.
2. Sixteen record five things each, one after another.
3. Sixteen are asked the same with the same request id: one records it, fifteen answer with its entry.
4. Sixteen want a kilogram each of five that are left: five get one, eleven are refused.
5. Sixteen ask the same with the same request id, of what another person has to approve: one proposes it, fifteen answer with the proposal.
6. A report that is in the middle of its answer, which nobody takes from it, holds up no recording, and goes on with the moment at which it began."""

import json
import os
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import support
from support_kills import BookCheck, add_people_and_accruals, folder_in_memory, new_book

MANY = 16
EACH = 5
PATIENCE = 120  # seconds, of a machine that is busy with other work
HELD = 1  # seconds for which the book is held while all wait


def price(number):
    return ["price", "add", "gallium", "--on", "2024-03-04", "--price", f"{100 + number} USD/kg", "--source", f"test {number}"]


def start(program, words):
    words = ["pvault", *words, "--format", "json", "--quiet"]
    return subprocess.Popen(words, env=program.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(running):
    """(exit code, what it answered or said of its failure)"""
    out, err = running.communicate(timeout=PATIENCE)
    assert "locked" not in err, err
    return running.returncode, json.loads(out) if running.returncode == 0 else err


def has_open(process, file):
    folder = Path(f"/proc/{process.pid}/fd")
    try:
        return any(os.readlink(entry) == str(file) for entry in folder.iterdir())
    except OSError:
        return False


def wait_until_waiting(running, book):
    """What records opens the log, too, before it waits."""
    deadline = time.monotonic() + PATIENCE
    while not all(has_open(process, f"{book}-wal") for process in running):
        assert all(process.poll() is None for process in running), [finish(process) for process in running if process.poll() is not None]
        assert time.monotonic() < deadline, "not all opened the book"
        time.sleep(0.01)


def check_sequence(check, answers):
    """The entries that were answered are the newest, each once."""
    before = len(check.hashes)
    check.look()
    entries = sorted(answer["entry"] for answer in answers)
    assert entries == list(range(before + 1, len(check.hashes) + 1)), (before, entries)
    assert all(check.hashes[answer["entry"] - 1] == answer["hash"] for answer in answers), answers


def check_all_wait(program, check):
    with closing(sqlite3.connect(program.book, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        running = [start(program, price(number)) for number in range(MANY)]
        wait_until_waiting(running, program.book)
        time.sleep(HELD)
        assert all(process.poll() is None for process in running), "somebody did not wait"
        other.execute("ROLLBACK")
    ended = [finish(process) for process in running]
    assert all(code == 0 for code, _ in ended), ended
    check_sequence(check, [answer for _, answer in ended])
    return f"{MANY} waited for another program and recorded"


def check_many_times(program, check):
    def record(worker):
        return [finish(start(program, price(1000 * worker + number))) for number in range(EACH)]

    with ThreadPoolExecutor(MANY) as pool:
        ended = [each for of_worker in pool.map(record, range(MANY)) for each in of_worker]
    assert all(code == 0 for code, _ in ended), ended
    check_sequence(check, [answer for _, answer in ended])
    return f"{MANY} at once recorded {len(ended)} entries in sequence without a gap"


def check_same_request(program, check):
    running = [start(program, [*price(1), "--request-id", "once"]) for _ in range(MANY)]
    ended = [finish(process) for process in running]
    assert all(code == 0 for code, _ in ended), ended
    assert sum(not answer["repeated"] for _, answer in ended) == 1 and len({answer["entry"] for _, answer in ended}) == 1, ended
    check_sequence(check, [ended[0][1]])
    return f"{MANY} asked the same: 1 recorded it"


def check_same_proposal(program, check):
    """What needs approval is tried in one transaction, and proposed in another."""
    add_people_and_accruals(program, Path(program.book).parent)
    words = ["purchase", "record", "--mineral", "gallium", "--price", "500 USD/kg", "--supplier", "P", "--site", "S", "--lot", "LARGE", "--on", "2024-03-01"]
    for number in range(EACH):
        check.look()
        request = [*words, "--mass", f"{3 + number} t", "--request-id", f"large-{number}"]
        ended = [finish(process) for process in [start(program, request) for _ in range(MANY)]]
        assert all(code == 0 and answer["kind"] == "proposal" for code, answer in ended), ended
        assert sum(not answer["repeated"] for _, answer in ended) == 1 and len({answer["entry"] for _, answer in ended}) == 1, ended
        check_sequence(check, [ended[0][1]])
    return f"{MANY} asked {EACH} times for the same that needs approval: 1 proposed it"


def check_last_metal(program, check):
    program.run("purchase", "record", "--mineral", "indium", "--mass", "5 kg", "--price", "1 USD/kg", "--supplier", "P", "--site", "S", "--on", "2024-03-01")
    check.look()
    words = ["release", "record", "--mineral", "indium", "--mass", "1 kg", "--kind", "loss", "--authority", "A", "--on", "2024-03-02"]
    ended = [finish(process) for process in [start(program, words) for _ in range(MANY)]]
    refused = [said for code, said in ended if code == 1]
    got = [answer for code, answer in ended if code == 0]
    assert len(got) == 5 and len(refused) == MANY - 5 and all("refused: " in said for said in refused), ended
    check_sequence(check, got)
    return f"{MANY} wanted a part of what was there for 5: 5 got it, {len(refused)} were refused"


def check_long_report(program, check):
    head = len(check.hashes)
    words = ["pvault", "export", "--to", "jsonl"]
    with subprocess.Popen(words, env=program.environment, stdout=subprocess.PIPE, text=True) as report:
        lines = [report.stdout.readline()]
        ended = [finish(process) for process in [start(program, price(number)) for number in range(MANY)]]
        assert all(code == 0 for code, _ in ended), ended
        assert report.poll() is None, "the report was over before anything was recorded: make it longer"
        check_sequence(check, [answer for _, answer in ended])
        lines += report.stdout.readlines()
        assert report.wait(PATIENCE) == 0
    assert [json.loads(line)["entry"] for line in lines if "entry" in json.loads(line)] == list(range(1, head + 1)), (head, len(lines))
    program.run("audit", "verify")
    return f"{MANY} recorded while a report of {head} entries waited for its reader"


def main():
    options = support.arguments(__doc__)
    with folder_in_memory() as place:
        program = support.Program(options.pvault, Path(place) / "vault.db")
        new_book(program)
        check = BookCheck(program)
        check.look()
        for of in (check_all_wait, check_many_times, check_same_request, check_last_metal, check_same_proposal, check_long_report):
            print(of(program, check))


if __name__ == "__main__":
    main()
