"""What the independent checks share: running the program and making the book of the demo."""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
from contextlib import contextmanager

OPERATIONS = pathlib.Path("examples/year-2025.sh")


def parser(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--pvault", required=True, type=pathlib.Path, help="the program")
    parser.add_argument("--root", required=True, type=pathlib.Path, help="the root of the source tree")
    parser.add_argument("--times", type=int, default=1, metavar="N", help="N times as many random books or histories as tools/test makes")
    return parser


def arguments(description):
    return parser(description).parse_args()


class Program:
    """The program and one book."""

    def __init__(self, pvault, book):
        self.environment = dict(os.environ, PVAULT_BOOK=str(book), PATH=f"{pvault.resolve().parent}:{os.environ['PATH']}")
        self.book = book

    def run(self, *words):
        done = subprocess.run(["pvault", *words], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"pvault {' '.join(words)} exited with {done.returncode}: {done.stderr}")
        return done.stdout

    def report(self, name, *options):
        return json.loads(self.run("report", name, "--format", "json", *options))

    def run_script(self, script, folder=None):
        """The output is of no interest; the current folder is `folder`, where one is given."""
        subprocess.run(["bash", "-eu", str(script.resolve())], env=self.environment, check=True, stdout=subprocess.DEVNULL, cwd=folder)


@contextmanager
def demo_book(options):
    """The book of the demo, made anew in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = Program(options.pvault, pathlib.Path(folder) / "vault.db")
        program.run_script(options.root / OPERATIONS)
        yield program
