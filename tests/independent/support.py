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

    def reports(self, asked):
        """What report() says of each (name, date, options), made by one run of standing orders: a start of the program for each takes longer
        than what it says."""
        with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
            orders = pathlib.Path(folder) / "orders.toml"
            text = f'folder = "{folder}"\n'
            for number, (name, day, options) in enumerate(asked):
                given = ", ".join(f'{option} = "{value}"' for option, value in options.items())
                text += f'[[order]]\nname = "{number}"\nreport = "{name}"\nas_of = "{day}"\noptions = {{ {given} }}\nformats = ["json"]\nfile = "{{order}}"\n'
            orders.write_text(text, encoding="utf-8")
            self.run("report", "run", str(orders))
            return [json.loads((orders.parent / f"{number}.json").read_text(encoding="utf-8")) for number in range(len(asked))]

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
