"""What the independent checks share: running the program and making the book of the demo."""

import argparse
import atexit
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager

OPERATIONS = pathlib.Path("examples/year-2025.sh")
# What a command takes without an option's name, as the columns of an import have it.
POSITIONS = {"site": ["site"], "party": ["party"], "facility": ["facility"], "price": ["mineral"], "demand": ["mineral"], "target": ["mineral"],
             "fixing": ["index"], "cost-method": ["mineral", "method"], "assay": ["lot"], "reverse": ["entry"]}  # fmt: skip


def row_of(words):
    """A command that records, as a row of `pvault import`."""
    kind = 1 if words[0] in ("accrue", "reverse") else 2
    row, names, rest = {"record": [" ".join(words[:kind])]}, list(POSITIONS.get(words[0], [])), list(words[kind:])
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            row[names.pop(0)] = [word]
        else:
            row.setdefault(word[2:], []).append(rest.pop(0) if rest and not rest[0].startswith("--") else "yes")
    return {name: value[0] if len(value) == 1 else value for name, value in row.items()}


def parser(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--pvault", required=True, type=pathlib.Path, help="the program")
    parser.add_argument("--root", required=True, type=pathlib.Path, help="the root of the source tree")
    parser.add_argument("--times", type=int, default=1, metavar="N", help="N times as many random books or histories as tools/test makes")
    parser.add_argument("--demo-book", type=pathlib.Path, metavar="FOLDER", help="where the book of the demo lies, of which a copy is read; else it is made anew")
    return parser


def arguments(description):
    return parser(description).parse_args()


class Program:
    """The program and one book."""

    def __init__(self, pvault, book):
        self.environment = dict(os.environ, PVAULT_BOOK=str(book), PATH=f"{pvault.resolve().parent}:{os.environ['PATH']}")
        self.book = book
        self.waiting, self.recorded = [], 0
        self.on_batch = lambda: None  # told of each entry of a batch
        atexit.register(self.check_nothing_waits)

    def run(self, *words):
        self.record_waiting()
        done = subprocess.run(["pvault", *words], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"pvault {' '.join(words)} exited with {done.returncode}: {done.stderr}")
        return done.stdout

    def record(self, *words):
        """Records what this command line would, in one import with those before and after it: before anything else is asked of the book, all or nothing.
        A start of the program for each takes longer than all it does; what a command line is and a row is not, the transcripts show."""
        self.recorded += 1
        self.waiting.append({"request-id": f"row-{self.recorded}"} | row_of(words))

    def check_nothing_waits(self):
        """A script that ends with rows that were never recorded has not checked what it seems to."""
        if self.waiting and not hasattr(sys, "last_type"):  # nor did an exception end it
            sys.stdout.flush()
            print(f"{len(self.waiting)} rows were never recorded: ask something of the book, or call record_waiting()", file=sys.stderr, flush=True)
            os._exit(1)

    def record_waiting(self):
        if not self.waiting:
            return
        rows, self.waiting = self.waiting, []
        with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
            file = pathlib.Path(folder) / "rows.jsonl"
            file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            try:
                self.run("import", str(file))
            except RuntimeError as refusal:
                raise RuntimeError(f"{refusal}\nof the rows:\n{file.read_text(encoding='utf-8')}") from refusal
        self.on_batch()

    def report(self, name, *options):
        return json.loads(self.run("report", name, "--format", "json", *options))

    def reports(self, asked, *of_run):
        """What report() says of each (name, date, options), made by one run of standing orders: a start of the program for each takes longer
        than what it says. `of_run` are options of the run, such as --known-at."""
        with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
            orders = pathlib.Path(folder) / "orders.toml"
            text = f'folder = "{folder}"\n'
            for number, (name, day, options) in enumerate(asked):
                given = ", ".join(f'{option} = "{value}"' for option, value in options.items())
                text += f'[[order]]\nname = "{number}"\nreport = "{name}"\nas_of = "{day}"\noptions = {{ {given} }}\nformats = ["json"]\nfile = "{{order}}"\n'
            orders.write_text(text, encoding="utf-8")
            self.run("report", "run", str(orders), *of_run)
            return [json.loads((orders.parent / f"{number}.json").read_text(encoding="utf-8")) for number in range(len(asked))]

    def run_script(self, script, folder=None):
        """The output is of no interest; the current folder is `folder`, where one is given."""
        subprocess.run(["bash", "-eu", str(script.resolve())], env=self.environment, check=True, stdout=subprocess.DEVNULL, cwd=folder)


@contextmanager
def demo_book(options):
    """The book of the demo in a temporary folder: made anew, or a copy."""
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = Program(options.pvault, pathlib.Path(folder) / "vault.db")
        if options.demo_book:
            shutil.copytree(options.demo_book, folder, dirs_exist_ok=True)
        else:
            program.run_script(options.root / OPERATIONS)
        yield program
