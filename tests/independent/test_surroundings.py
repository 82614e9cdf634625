#!/usr/bin/env python3
"""What fails around the program: a full disk, a limit of file sizes, folders and files that may not be written, a clock that jumps back, other versions.

Whatever fails, the exit code is 3, words say what failed, the book is as it was, and when the trouble is over the same request is recorded once.

- A full disk: a file system in memory (tmpfs), in a mount namespace of its own, on which as many pages are left as the book's log takes, one less, and so on.
- `ulimit -f`: files may grow to 4 KB, 8 KB and so on, so that each write of a commit is once the first that fails.
- Permissions, as a user for whom they count: a folder that becomes read-only, a book that may not be written or read any more, between two commands.
- The clock (faketime): jumps back by years, ahead, and differs between programs that record at once; the time of recording never runs back.
- Versions: a book of a newer program is left untouched; so is one that a newer program migrates while this one waits for it. A book of the schema before is
  migrated once by sixteen programs at once. And two programs of different versions (pvault_next has a further migration) record in one book: the older ones
  until the newer one comes, and from then on nothing."""

import hashlib
import itertools
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import support
import test_contention
from support_kills import BookCheck, folder_in_memory, new_book

PAGE = 4096
MANY = 16
NOBODY = 65534
SKIPPED = 77  # as ctest is told
NO_BYTES = hashlib.sha256().hexdigest()
PURCHASE = ["purchase", "record", "--mineral", "gallium", "--mass", "1 kg", "--price", "500 USD/kg", "--supplier", "P", "--site", "S", "--on", "2024-03-01"]
REPORT = ["report", "trial-balance", "--as-of", "2024-12-31"]


class CannotBeTried(Exception):
    """What fails cannot be made to fail on this machine."""


class Place:
    """A book, and commands on it of which some fail."""

    def __init__(self, options, folder, *before, pvault=None):
        self.book = folder / "vault.db"
        self.program = support.Program(pvault or options.pvault, self.book)
        self.before = before  # what each command is started with
        self.number = 0

    def run(self, words, *before, limit=None):
        words = [*self.before, *before, "pvault", *words]
        return subprocess.run(words, env=self.program.environment, capture_output=True, text=True, preexec_fn=limit)

    def next_purchase(self):
        self.number += 1
        return [*PURCHASE, "--request-id", f"R-{self.number}", "--format", "json"]

    def succeed(self, words):
        done = self.run(words)
        assert done.returncode == 0, (words, done)
        return done.stdout

    def fail(self, words, *said, limit=None):
        """It fails by its surroundings, and says so in one of these ways."""
        done = self.run(words, limit=limit)
        assert done.returncode == 3 and not done.stdout, (words, done)
        assert any(text in done.stderr for text in said) and "\nTry: " in done.stderr, (said, done.stderr)


def copy_program(program, folder):
    """Commands are started by name, so it is called pvault whatever it was."""
    folder.mkdir()
    return Path(shutil.copy(program, folder / "pvault"))


def bytes_of(book):
    """The book and all that lies beside it."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in book.parent.glob(f"{book.name}*")}


def check_recorded_once(place, check, words, entries_before):
    """After the trouble: nothing had been recorded, and now it is."""
    check.look()
    assert len(check.hashes) == entries_before, "recorded although it failed"
    assert not json.loads(place.succeed(words))["repeated"]
    check.look()
    assert len(check.hashes) == entries_before + 1


# A full disk ---------------------------------------------------------------------------------------------------------------


def fill_disk(filler, pages_left):
    filler.unlink(missing_ok=True)
    free = os.statvfs(filler.parent)
    with open(filler, "wb") as file:
        file.write(b"\1" * (max(0, free.f_bavail - pages_left) * free.f_bsize))
    assert os.statvfs(filler.parent).f_bavail <= pages_left


def sweep_full_disk(options, disk):
    place = Place(options, disk)
    new_book(place.program)
    check, filler = BookCheck(place.program), disk / "filler"
    failed = recorded_at = 0
    for pages_left in range(200):
        words = place.next_purchase()
        check.look()
        entries = len(check.hashes)
        fill_disk(filler, pages_left)
        done = place.run(words)
        filler.unlink()
        if done.returncode == 0:
            recorded_at = recorded_at or pages_left
            check.look()
            assert len(check.hashes) == entries + 1, "it was said to be recorded, and is not"
            if pages_left > recorded_at + 12:
                break
            continue
        assert done.returncode == 3 and not done.stdout and ("is full" in done.stderr or "disk failed" in done.stderr), (pages_left, done)
        check_recorded_once(place, check, words, entries)
        failed += 1
    assert failed > 10 and recorded_at, (failed, recorded_at)
    fill_disk(filler, 5)
    for words in (["backup", str(disk / "copy.db")], ["report", "journal", "--output", str(disk / "journal.csv")], ["init", "--name", "N", "--book", str(disk / "n.db")]):
        place.fail(words, "is full", "disk failed", "No space left")
        assert not [file for file in disk.iterdir() if file.name not in ("vault.db", "vault.db-wal", "vault.db-shm", "filler")], list(disk.iterdir())
    filler.unlink()
    place.succeed(["audit", "verify"])
    return f"full disk: {failed} recordings failed with 0 to {failed - 1} pages left and left nothing, and were recorded once when there was room"


def check_full_disk(options, folder):
    """Mounts the disk where nobody else sees it: as root, or as root of a user namespace."""
    disk = folder / "disk"
    disk.mkdir()
    again = [sys.executable, "-B", __file__, "--pvault", str(options.pvault.resolve()), "--root", str(options.root), "--on-disk", str(disk)]
    for unshare in (["unshare", "--mount"], ["unshare", "--map-root-user", "--mount"]):
        mount = [*unshare, "sh", "-c", 'mount -t tmpfs -o size=4m pvault "$0" && exec "$@"', str(disk)]
        if subprocess.run([*mount, "true"], capture_output=True).returncode == 0:
            done = subprocess.run([*mount, *again], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            return done.stdout.strip()
    raise CannotBeTried("no file system can be mounted here")


# A limit of file sizes -------------------------------------------------------------------------------------------------------


def check_file_limit(options, folder):
    place = Place(options, folder)
    new_book(place.program)
    check = BookCheck(place.program)
    failed = 0
    while True:
        words = place.next_purchase()
        check.look()
        entries, size = len(check.hashes), failed * PAGE
        # -u: a shell's ulimit counts the same. The program takes the signal for an error.
        done = place.run(words, limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)))
        if done.returncode == 0:
            break
        # A limit that is met in the commit itself leaves it open to the program whether the entry is there.
        said = "nothing was recorded" in done.stderr or "it may be recorded or not" in done.stderr
        assert done.returncode == 3 and not done.stdout and said, (size, done)
        check_recorded_once(place, check, words, entries)
        failed += 1
    check.look()
    assert failed > 10 and len(check.hashes) == entries + 1, (failed, entries, len(check.hashes))
    place.succeed(["audit", "verify"])
    return f"file size: {failed} recordings failed at limits of 0 to {(failed - 1) * PAGE} bytes and left nothing; at {failed * PAGE} one was recorded"


# Permissions -----------------------------------------------------------------------------------------------------------------


def check_permissions(options, folder):
    as_user = []
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            raise CannotBeTried("permissions do not hold for root, and there is no setpriv")
        as_user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    home = folder / "home"
    home.mkdir()
    program = copy_program(options.pvault, home / "bin")  # where anybody may start it
    place = Place(options, home, *as_user, pvault=program)
    new_book(place.program)
    for path in (folder, home, program.parent):
        path.chmod(0o755)
    if as_user:
        for path in (home, place.book):
            os.chown(path, NOBODY, NOBODY)
    check = BookCheck(place.program)
    check.look()
    lost = [
        (home, 0o555, [PURCHASE, REPORT, ["backup", str(folder / "copy.db")]], ["read-only"]),
        (place.book, 0o400, [PURCHASE], ["cannot be written: Permission denied"]),
        (place.book, 0o000, [PURCHASE, REPORT], ["Permission denied"]),
        (home, 0o000, [PURCHASE, REPORT], ["cannot be looked for: Permission denied"]),
    ]
    for path, mode, commands, said in lost:
        place.succeed(place.next_purchase())  # which leaves nothing beside the book
        words, entries, before = place.next_purchase(), len(check.hashes) + 1, bytes_of(place.book)
        assert list(before) == [place.book.name], before
        usual = path.stat().st_mode & 0o777
        path.chmod(mode)
        try:
            for command in commands:
                place.fail(words if command is PURCHASE else command, *said)
            assert bytes_of(place.book) == before, (path, oct(mode))
        finally:
            path.chmod(usual)
        check_recorded_once(place, check, words, entries)
    if as_user:
        document = home / "receipt.txt"
        document.write_text("a receipt\n")
        place.program.run("evidence", "add", "--of", "FIRST", "--kind", "other", "--file", str(document), "--on", "2024-03-05")  # by root
        place.succeed(["audit", "verify", "--evidence"])  # by whom the book belongs to
    place.succeed(["snapshot", str(home / "snapshot.db")])
    home.chmod(0o555)
    place.succeed(["audit", "verify", "--book", str(home / "snapshot.db")])
    home.chmod(0o755)
    return f"permissions{' of an unprivileged user' if as_user else ''}: {len(lost)} were lost between two commands; nothing was recorded until they were back"


# The clock -------------------------------------------------------------------------------------------------------------------


def recorded_at(book):
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as opened:
        return [time for (time,) in opened.execute("SELECT recorded_at FROM entry ORDER BY entry_id")]


def check_clock(options, folder):
    if not shutil.which("faketime"):
        raise CannotBeTried("there is no faketime")
    place = Place(options, folder)
    new_book(place.program)

    def purchase_at(offset):
        done = place.run(place.next_purchase(), "faketime", "-f", offset)
        assert done.returncode == 0, (offset, done)
        return "note: by the clock of this machine it is" in done.stderr

    for beyond in ("1850-01-01 00:00:00", "2250-01-01 00:00:00"):
        done = place.run(["report", "coverage", "--as-of", "2025-03-31"], "faketime", beyond)
        assert done.returncode == 3 and "the clock of this machine says it is the year" in done.stderr, (beyond, done)
    ahead = "+500d"
    for offset in ("-1s", "-400d", "-20y"):
        purchase_at(offset)
        times = recorded_at(place.book)
        assert times[-1] == times[-2], f"the clock was set by {offset}: {times[-2:]}"
    purchase_at(ahead)
    assert recorded_at(place.book)[-1] > times[-1], "faketime does not reach the program"
    assert purchase_at("-1s") and not purchase_at(ahead), "a clock that was ahead is not told, or one that is right is"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(purchase_at, [f"{days:+}d" for days in (-900, 600, -1, 590, 0, 601, -400, 599) * 2]))
    times = recorded_at(place.book)
    assert times == sorted(times), times
    known = json.loads(place.succeed([*REPORT, "--known-at", times[-1], "--format", "json"]))["known_at"]["entry"]
    assert known == len(times), (known, len(times))
    place.succeed(["audit", "verify"])
    return f"clock: beyond all dates twice; set back thrice, ahead once, and to {16} different times at once: the time of recording of {len(times)} entries never runs back"


# Versions --------------------------------------------------------------------------------------------------------------------


def newest_version(options):
    return max(int(file.name[:3]) for file in (options.root / "schema").glob("*.sql"))


def raise_version(connection, version):
    connection.execute("INSERT INTO schema_migration VALUES (?, 'later', printf('%064d', 0))", (version,))
    connection.execute(f"PRAGMA user_version = {version}")


def check_newer_book(options, folder):
    place = Place(options, folder)
    new_book(place.program)
    with closing(sqlite3.connect(place.book)) as book:
        raise_version(book, newest_version(options) + 1)
        book.commit()
        book.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = bytes_of(place.book)
    for words in (PURCHASE, REPORT, ["backup", str(folder / "copy.db")], ["export", "--to", "jsonl"], ["period", "close", "2024-01"]):
        place.fail(words, f"has schema {newest_version(options) + 1}, this program knows schemas up to {newest_version(options)}")
    assert place.run(["audit", "verify"]).returncode == 5
    after = bytes_of(place.book)  # a program that only reads leaves an empty log
    assert after[place.book.name] == before[place.book.name] and not (folder / "copy.db").exists()
    assert after.get(f"{place.book.name}-wal", NO_BYTES) == NO_BYTES, after
    return "versions: a newer book is left as it is"


def check_migrated_meanwhile(options, folder):
    """A newer program has the book for writing, and migrates it, while this one waits for it."""
    place = Place(options, folder)
    new_book(place.program)
    with closing(sqlite3.connect(place.book, isolation_level=None)) as newer:
        newer.execute("BEGIN IMMEDIATE")
        running = subprocess.Popen(["pvault", *PURCHASE], env=place.program.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        test_contention.wait_until_waiting([running], place.book)
        time.sleep(0.5)
        entries = newer.execute("SELECT count(*) FROM entry").fetchone()
        raise_version(newer, newest_version(options) + 1)
        newer.execute("COMMIT")
        out, err = running.communicate()
        assert running.returncode == 3 and not out and "this program knows schemas up to" in err, f"it recorded in a newer book, or says so: {running.returncode}, {out}, {err}"
        assert newer.execute("SELECT count(*) FROM entry").fetchone() == entries
    return "a book that is migrated by a newer program while this one waits for it is refused"


def make_older(options, book, older):
    """A copy of the book, in which nothing needs the newest schema, with the schema before it."""
    version = newest_version(options) - 1
    with closing(sqlite3.connect(older, isolation_level=None)) as target:
        application = sqlite3.connect(book).execute("PRAGMA application_id").fetchone()[0]
        target.execute(f"PRAGMA application_id = {application}")
        target.execute("PRAGMA journal_mode = WAL")
        target.execute("PRAGMA trusted_schema = ON")
        for file in sorted((options.root / "schema").glob("*.sql"))[:version]:
            target.executescript(file.read_text())
        triggers = target.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        tables = [name for (name,) in target.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        target.execute("ATTACH ? AS newer", (str(book),))
        target.execute("BEGIN")
        for name, _ in triggers:
            target.execute(f"DROP TRIGGER {name}")
        for table in tables:
            # What a migration fills, it has filled.
            if target.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0:
                columns = ", ".join(column[1] for column in target.execute(f"PRAGMA table_info({table})"))
                target.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM newer.{table}")
        target.execute("DELETE FROM schema_migration WHERE version > ?", (version,))
        for _, sql in triggers:
            target.execute(sql)
        target.execute(f"PRAGMA user_version = {version}")
        target.execute("COMMIT")


def check_older_book(options, folder):
    newest = folder / "newest"
    newest.mkdir()
    new_book(Place(options, newest).program)
    place = Place(options, folder)
    make_older(options, newest / "vault.db", place.book)
    check = BookCheck(place.program)
    check.look()
    running = [test_contention.start(place.program, test_contention.price(number)) for number in range(MANY)]
    ended = [test_contention.finish(process) for process in running]
    assert all(code == 0 for code, _ in ended), ended
    test_contention.check_sequence(check, [answer for _, answer in ended])
    with closing(sqlite3.connect(place.book)) as book:
        versions = [version for (version,) in book.execute("SELECT version FROM schema_migration ORDER BY version")]
        assert versions == list(range(1, newest_version(options) + 1)) and book.execute("PRAGMA user_version").fetchone()[0] == versions[-1], versions
    place.succeed(["audit", "verify"])
    return f"a book of the schema before was migrated once by {MANY} programs at once"


WRITERS, READERS = 8, 2  # of the older version at once
FIRST_OF_ALL = 40  # entries that the older ones record before the newer one comes


class OlderPrograms:
    """Writers and readers of the version that there was, in turns until the book is not theirs any more."""

    def __init__(self, program, refused):
        self.program, self.refused = program, refused
        self.answers, self.unanswered, self.reports = [], [], 0
        self.newer_is_done, self.stop = threading.Event(), threading.Event()

    def write(self, number):
        for turn in itertools.count():
            if self.stop.is_set():
                return
            words = [*test_contention.price(1000 * number + turn), "--request-id", f"price-{number}-{turn}"]
            newer_was_done = self.newer_is_done.is_set()
            code, said = test_contention.finish(test_contention.start(self.program, words))
            if code != 0:
                assert code == 3 and self.refused in said, (code, said)
                self.unanswered.append(words)
                return
            assert not newer_was_done, f"an older program recorded in a book of the newer: {said}"
            self.answers.append((words, said))

    def read(self):
        while not self.stop.is_set():
            done = subprocess.run(["pvault", *REPORT, "--format", "json"], env=self.program.environment, capture_output=True, text=True)
            if done.returncode != 0:
                assert done.returncode == 3 and self.refused in done.stderr, done
                return
            rows = json.loads(done.stdout)["rows"]
            assert sum(Decimal(row["debit_usd"]) - Decimal(row["credit_usd"]) for row in rows if row["memo"] != "yes") == 0, rows
            self.reports += 1

    def run_until(self, newer_records):
        """What the newer one recorded, among them."""
        with ThreadPoolExecutor(WRITERS + READERS) as pool:
            running = [pool.submit(self.write, number) for number in range(WRITERS)] + [pool.submit(self.read) for _ in range(READERS)]
            try:
                while (len(self.answers) < FIRST_OF_ALL or not self.reports) and not any(ended.done() for ended in running):
                    time.sleep(0.01)
                answer = newer_records()
                self.newer_is_done.set()
            except BaseException:
                self.stop.set()  # they would go on for ever
                raise
            for ended in running:
                ended.result()
        return answer


def check_two_versions(options, folder):
    """The newer program records while older ones do, and migrates the book by it."""
    newest = newest_version(options)
    newer_program = copy_program(options.newer or options.pvault.parent / "tests" / "pvault_next", folder / "newer")
    place, newer = Place(options, folder), Place(options, folder, pvault=newer_program)
    new_book(place.program)
    check = BookCheck(place.program)
    check.look()
    older = OlderPrograms(place.program, f"has schema {newest + 1}, this program knows schemas up to {newest}")
    migrated = older.run_until(lambda: json.loads(newer.succeed(newer.next_purchase())))
    assert len(older.answers) >= FIRST_OF_ALL and older.reports and len(older.unanswered) == WRITERS, (len(older.answers), older.reports)
    test_contention.check_sequence(check, [migrated, *(answer for _, answer in older.answers)])
    assert len(check.hashes) == migrated["entry"], "an older program recorded behind the newer one"
    newer.succeed(["audit", "verify"])
    # What the older ones had is beside it, for them to go on with or to look at.
    backup = str(folder / f"vault.db.schema-{newest}")
    place.succeed(["audit", "verify", "--book", backup])
    kept = json.loads(place.succeed([*REPORT, "--format", "json", "--book", backup]))["known_at"]
    assert (kept["entry"], kept["hash"]) == (migrated["entry"] - 1, check.hashes[-2]), kept
    for words, answer in older.answers[-3:]:
        again = json.loads(newer.succeed([*words, "--format", "json"]))
        assert again["repeated"] and again["entry"] == answer["entry"], (again, answer)
    for words in older.unanswered:
        assert not json.loads(newer.succeed([*words, "--format", "json"]))["repeated"], words
    return f"two versions: older programs recorded {len(older.answers)} entries and made {older.reports} reports until a newer one recorded, and then nothing; all is there"


CHECKS = [check_full_disk, check_file_limit, check_permissions, check_clock, check_newer_book, check_migrated_meanwhile, check_older_book, check_two_versions]


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--only", default="", help="checks with this in their name")
    parser.add_argument("--newer", type=Path, help="a program of the next version; tests/pvault_next beside the program if not given")
    parser.add_argument("--on-disk", type=Path, help="a small file system that may be filled; only that is checked")
    options = parser.parse_args()
    if options.on_disk:
        print(sweep_full_disk(options, options.on_disk))
        return
    is_whole = True
    with folder_in_memory() as place:
        for number, check in enumerate(check for check in CHECKS if options.only in check.__name__):
            folder = Path(place) / str(number)
            folder.mkdir()
            Path(place).chmod(0o755)
            try:
                print(check(options, folder), flush=True)
            except CannotBeTried as reason:
                print(f"{check.__name__} skipped: {reason}", flush=True)
                is_whole = False
    sys.exit(0 if is_whole else SKIPPED)


if __name__ == "__main__":
    main()
