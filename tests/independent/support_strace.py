"""What the checks share that count, strike and read the system calls of commands: a copy of a book, and commands on it under strace."""

import re
import shutil
import subprocess

import support

LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")


def can_trace():
    return shutil.which("strace") and subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


class Traced:
    """A copy of the book, and commands on it under strace, in its folder."""

    def __init__(self, options, folder, book, calls):
        self.book, self.traced = folder / "book.db", calls
        shutil.copyfile(book, self.book)
        self.program = support.Program(options.pvault, self.book)
        self.log = folder / "calls"

    def run(self, words, *options):
        traced = ["strace", "-f", "-y", "-o", str(self.log), "-e", f"trace={self.traced}", *options, "pvault", *words]
        return subprocess.run(traced, env=self.program.environment, cwd=self.book.parent, capture_output=True, text=True)

    def calls(self):
        """(name of the call, what it was given), in order."""
        found = [LINE.match(line) for line in self.log.read_text(errors="replace").splitlines()]
        return [match.groups() for match in found if match]
