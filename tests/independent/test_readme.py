#!/usr/bin/env python3
"""The README's first steps, copied as they stand, work in an empty folder; every command that a page or a message of the program tells somebody to type is there."""

import os
import re
import subprocess
import tempfile

import support

NAMED = re.compile(r"(?:`|^    )pvault ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", re.MULTILINE)


def first_steps(readme):
    """The lines of the section's code blocks, without the export that finds a built program."""
    section = readme.split("## First steps by hand")[1].split("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    return [line for line in lines if not line.startswith("export ")]


def commands_named(root):
    """(noun, verb or nothing) -> a file that names it. Texts of messages are put together of their literals."""
    named = {}
    for folder in ("src", "cli", "reports"):
        for path in sorted((root / folder).rglob("*.cpp")):
            text = re.sub(r'"\s*\n\s*"', "", path.read_text())
            named.update({match: path for match in NAMED.findall(text)})
    for path in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        named.update({match: path for match in NAMED.findall(path.read_text())})
    return named


def check_commands(root, program):
    named = commands_named(root)
    assert len(named) > 100, named
    pages = {noun: subprocess.run([program, noun, "--help"], capture_output=True, text=True) for noun, _ in named}

    def is_there(noun, verb):
        page = pages[noun]
        if page.returncode != 0 or not verb or f"Usage: pvault {noun} COMMAND" not in page.stdout:
            return page.returncode == 0
        own = subprocess.run([program, noun, verb, "--help"], capture_output=True, text=True).stdout
        return f"Usage: pvault {noun} {verb} " in own

    unknown = [f"{path}: pvault {noun} {verb}" for (noun, verb), path in named.items() if not is_there(noun, verb)]
    assert not unknown, "\n".join(unknown)
    print(f"{len(named)} commands that pages and messages name are there")


def main():
    options = support.arguments(__doc__)
    check_commands(options.root, options.pvault)
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
