#!/usr/bin/env python3
"""Programs that are killed: SIGKILL at random moments of programs that record, import and write files, several at once, with readers beside them.

Batches of requests of every kind are started by one to five writers at once; each is killed at a random moment between its start and its usual end. Then
every request is repeated with the same request id, and killed again, and repeated at last to its end. Before each repetition and at the end: what was told to
be recorded is there with its hash; each request is there at most once, an import with all its entries or none; entries have no gaps, and their chain,
computed anew, holds; nothing that was ever seen is gone. An answer of a repetition says truly whether the request had been recorded before. Reports that run
meanwhile balance, and are each of an entry of the book.

SIGKILL takes the program, not the system: what was written is there, whether it was flushed to the disk or not. That it is flushed before anybody is
told, `tests/independent/test_system_calls.py` shows."""

import random
import subprocess
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import support
from support_kills import DAY, BookCheck, Killer, Maker, folder_in_memory, new_book, parse_answer, parse_decided

ENOUGH = 500  # kills of programs that record
WRITERS = [1, 2, 5, 3]  # at once, by turns: alone, each kill leaves the book to the next program that opens it
READERS = [0, 1, 2, 1]
TIMES_KILLED = 3


class Trial:
    def __init__(self, program, root, folder, enough, seed):
        self.program, self.enough = program, enough
        self.random = random.Random(seed)
        self.killer = Killer(self.random)
        new_book(program)
        self.maker = Maker(program, root, folder, self.random)
        self.book = BookCheck(program)
        self.requests = []
        self.counts = Counter()
        self.kills_of = Counter()
        self.reports = Counter()

    def attempt(self, request, there_before, kill):
        """Asks once, and keeps what was said."""
        ended = self.killer.run(request.kind, request.words, self.program.environment, kill)
        answer = parse_answer(ended.out) or parse_decided(ended)
        if ended.killed:
            self.kills_of[request.kind] += 1
        else:
            assert answer and (ended.code == 0 or request.kind == "approval"), (request.words, ended)
        if answer is None:
            return
        if "repeated" in answer:
            assert answer["repeated"] == there_before, (request.id, answer, there_before)
        elif there_before:
            assert answer["recorded"] == 0, (request.id, answer)
        request.answer = answer

    def attempt_all(self, requests, there, writers, kill):
        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(lambda request: self.attempt(request, request.id in there, kill), requests))

    def round(self, number):
        """A batch, killed as often as TIMES_KILLED, and repeated to its end. The first is let end, and measured."""
        times = TIMES_KILLED if number else 0
        writers = WRITERS[number % len(WRITERS)]
        batch = self.maker.batch()
        self.requests += batch
        left, there = batch, set()
        with readers(self, READERS[number % len(READERS)]):
            for turn in range(times + 1):
                self.attempt_all(left, there, writers, kill=turn < times and self.killer.kills < self.enough)
                there_now = self.book.check(left)
                self.count_outcomes(left, there, there_now)
                left, there = [request for request in left if not request.answer], there_now
        assert not left, left
        self.book.check(self.requests)
        self.maker.purchases += [request.answer["entry"] for request in batch if request.kind == "purchase"][:4]
        self.maker.proposals += [request.answer["entry"] for request in batch if request.kind == "proposal"]

    def count_outcomes(self, asked, there_before, there_now):
        for request in asked:
            if request.answer:
                self.counts["acknowledged"] += 1
            elif request.id in there_before:
                self.counts["repetition killed"] += 1
            else:
                self.counts["recorded, not acknowledged" if request.id in there_now else "nothing recorded"] += 1


# Readers -----------------------------------------------------------------------------------------------------------------


def total(report, column):
    return sum(Decimal(row[column]) for row in report["rows"] if row.get("memo") != "yes")


def check_report(name, report):
    if name == "trial-balance":
        assert total(report, "debit_usd") == total(report, "credit_usd"), report
    if name == "mass-balance":
        here, gone = ["on_hand_kg", "in_process_kg", "owed_back_kg"], ["released_kg", "lost_kg"]
        came = total(report, "opening_kg") + total(report, "received_kg")
        assert came == sum(total(report, column) for column in here + gone), report
        assert total(report, "difference_kg") == 0, report


class Reader(threading.Thread):
    """Makes reports until it is told to stop."""

    def __init__(self, trial):
        super().__init__()
        self.trial, self.stop = trial, threading.Event()
        self.heads, self.failure = [], None

    def run(self):
        try:
            while not self.stop.is_set():
                for name in ("trial-balance", "mass-balance", "position"):
                    report = self.trial.program.report(name, "--as-of", DAY)
                    check_report(name, report)
                    self.heads.append(report["known_at"])
                    self.stop.wait(0.03)
        except Exception as failure:  # shown by the main thread
            self.failure = failure


class readers:
    def __init__(self, trial, count):
        self.trial, self.threads = trial, [Reader(trial) for _ in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()

    def __exit__(self, *failed):
        for thread in self.threads:
            thread.stop.set()
            thread.join()
        for thread in self.threads:
            if thread.failure and not any(failed):
                raise thread.failure
            if not any(failed):
                self.trial.book.look()
                for head in thread.heads:
                    self.trial.book.check_head(head)
                    self.trial.reports[head["entry"]] += 1


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=ENOUGH, help="of programs that record")
    options = parser.parse_args()
    with folder_in_memory() as place:
        folder = Path(place)
        program = support.Program(options.pvault, folder / "vault.db")
        trial = Trial(program, options.root, folder, options.kills, options.seed)
        number = 0
        while trial.killer.kills < options.kills:
            trial.round(number)
            number += 1
        program.run("audit", "verify", "--evidence")
    told = sum(1 for request in trial.requests if request.answer)
    print(f"{trial.killer.starts} starts of {number} batches, {trial.killer.kills} kills survived: {dict(trial.kills_of)}")
    print(f"{dict(trial.counts)}; of {len(trial.requests)} requests {told} acknowledged, 0 lost, 0 twice; {len(trial.book.hashes)} entries without a gap")
    print(f"{sum(trial.reports.values())} reports of {len(trial.reports)} moments meanwhile, each balanced")


if __name__ == "__main__":
    main()
