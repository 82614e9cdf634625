#!/usr/bin/env python3
"""Prints what the tests of faults, kills, contention, upgrades and fuzzing counted: CTest itself shows only what failed.

Usage: print_counts.py LOG    the log that CTest keeps, build/Testing/Temporary/LastTest.log
"""

import pathlib
import re
import sys

COUNTING = re.compile(
    r"^(faults|simulator|model)/|^independent/test_(attacks|concurrent|contention|failing_calls|killed_files|kills|surroundings|system_calls|tampering|upgrade)$"
)
TEST = re.compile(r"^\d+/\d+ Testing: (\S+)$")
# What doctest says of itself, and tallies of single kinds of things: "lock: fail 2".
LEFT_OUT = re.compile(r"^(=+|\[doctest\].*|TEST CASE: .*|\S+:\d+:( MESSAGE:)?|(struck: )?[\w '-]+: [\w '-]+ \d+|-+|)$")
MESSAGE = re.compile(r"^\S+:\d+: MESSAGE: ")
FUZZED = re.compile(r"^\S+: (\d+) kept inputs and (\d+) changes of them, 0 crashes$")


def outputs(log):
    """(test, its lines) in the order of the log."""
    name, lines, is_output = None, [], False
    for line in log.splitlines():
        if match := TEST.match(line):
            name, lines, is_output = match.group(1), [], False
        elif line == "Output:":
            is_output = True
        elif line.startswith("<end of output>"):
            yield name, lines
            is_output = False
        elif is_output:
            lines.append(line)


def main():
    log = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")
    fuzzed = []
    for name, lines in sorted(outputs(log)):
        fuzzed += [match for line in lines if (match := FUZZED.match(line))]
        if not COUNTING.match(name):
            continue
        counts = [MESSAGE.sub("", line).strip() for line in lines if not LEFT_OUT.match(line.strip())]
        for line in counts:
            print(f"{name}: {line}")
    if fuzzed:
        kept, changes = (sum(int(match.group(group)) for match in fuzzed) for group in (1, 2))
        print(f"fuzz: {len(fuzzed)} targets, {kept} kept inputs and {changes} changes of them, 0 crashes")


if __name__ == "__main__":
    main()
