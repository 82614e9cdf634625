#!/usr/bin/env python3
"""The README's first steps, copied as they stand, work in an empty folder."""

import os
import subprocess
import tempfile

import support


def first_steps(readme):
    """The lines of the section's code blocks, without the export that finds a built program."""
    section = readme.split("## First steps by hand")[1].split("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    return [line for line in lines if not line.startswith("export ")]


def main():
    options = support.arguments(__doc__)
    steps = first_steps((options.root / "README.md").read_text())
    assert sum(step.startswith("pvault ") for step in steps) >= 9, steps
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        path = f"{options.pvault.resolve().parent}:{os.environ['PATH']}"
        environment = dict(os.environ, PATH=path, PVAULT_BOOK=f"{folder}/vault.db")
        done = subprocess.run(["bash", "-eu", "-c", "\n".join(steps)], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "the book is sound" in done.stdout, done.stdout
    print("the README's first steps work as copied")


if __name__ == "__main__":
    main()
