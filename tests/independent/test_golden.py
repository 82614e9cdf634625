#!/usr/bin/env python3
"""Every report of a small book (tests/golden/book.sh) in every format, compared with files that people have read: tests/golden/REPORT.FORMAT.

The reports are of three minerals, so that the files stay short; coverage-all.txt has all 60. What differs between runs is replaced: moments,
hashes, the name of the user. A line of CSV ends with CR LF, which is checked here and not in the files. Of a workbook the files have the cells; of HTML only
coverage.html has its style sheet.

--update writes the files anew; read the difference as critically as if a stranger had made it."""

import difflib
import io
import json
import os
import pwd
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import support

AS_OF = "2026-06-30"
MINERALS = ("gallium", "tungsten", "cobalt")
ENDINGS = ("txt", "csv", "json", "md", "html", "xlsx")
LINES_SHOWN = 40


def without_moments(text):
    text = re.sub(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(<wbr>)?:\d\d(\.\d+)?Z", "<time>", text)
    text = re.sub(r"\b[0-9a-f]{16}(<wbr>[0-9a-f]{16}){3}\b", "<hash>", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "<hash>", text)
    return re.sub(r"hash [0-9a-f]{12}\b", "hash <hash>", text)


def without_user(name, ending, text):
    """Only the journal and the periods say who recorded what. The width of their text depends on the name."""
    if name not in ("journal", "periods"):
        return text
    user = pwd.getpwuid(os.getuid()).pw_name
    text = re.sub(rf'(?<=[,"|>\t ]){re.escape(user)}(?=[,"|<\t ])', "<user>", text)
    return re.sub(r" {2,}", "  ", re.sub(r"─+", "─", text)) if ending == "txt" else text


def workbook_as_text(content):
    """A line for each row, under the name of its sheet; cells parted by tabs, those at the end that are empty left out."""
    lines = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        lines.append(f"[{sheet.title}]")
        for row in sheet.iter_rows(values_only=True):
            lines.append("\t".join("" if value is None else str(value) for value in row).rstrip("\t"))
    return "\n".join(lines) + "\n"


def as_text(name, ending, content):
    if ending == "xlsx":
        return workbook_as_text(content)
    text = content.decode()
    if ending == "csv":
        assert text.count("\n") == text.count("\r\n") and text.endswith("\r\n"), f"{name}.csv: a line that does not end with CR LF"
        text = text.replace("\r\n", "\n")
    if ending == "html" and name != "coverage":
        text = re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    return text


def make(program, folder, name, ending, options):
    path = Path(folder) / f"{name}.{ending}"
    program.run("report", name, "--as-of", AS_OF, *options, "--output", str(path))
    return without_user(name, ending, without_moments(as_text(name, ending, path.read_bytes())))


def make_all(options):
    """What each file has to hold, by its name."""
    with tempfile.TemporaryDirectory(prefix="pvault-") as folder:
        program = support.Program(options.pvault, Path(folder) / "vault.db")
        program.run_script(options.root / "tests/golden/book.sh", folder)
        reports = json.loads(program.run("report", "list", "--format", "json"))["reports"]
        only = [word for mineral in MINERALS for word in ("--mineral", mineral)]
        jobs = {}
        with ThreadPoolExecutor(2) as threads:
            for report in reports:
                for ending in ENDINGS:
                    file = f"{report['report']}.{ending}" + (".txt" if ending == "xlsx" else "")
                    jobs[file] = threads.submit(make, program, folder, report["report"], ending, only if report["by_mineral"] else [])
            jobs["coverage-all.txt"] = threads.submit(make, program, tempfile.mkdtemp(dir=folder), "coverage", "txt", [])
        return {file: job.result() for file, job in jobs.items()}


def differences(folder, made):
    held = {path.name: path.read_bytes().decode() for path in folder.iterdir() if path.name != "book.sh"}
    lines = [f"{file} is of no report" for file in sorted(held.keys() - made.keys())]
    for file, text in sorted(made.items()):
        if held.get(file) != text:
            lines += difflib.unified_diff(held.get(file, "").splitlines(), text.splitlines(), f"tests/golden/{file}", "made now", lineterm="", n=1)
    return lines


def update(folder, made):
    for path in folder.iterdir():
        if path.name != "book.sh" and path.name not in made:
            path.unlink()
    for file, text in made.items():
        (folder / file).write_bytes(text.encode())


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--update", action="store_true", help="write the files anew")
    options = parser.parse_args()
    folder = options.root / "tests/golden"
    made = make_all(options)
    if options.update:
        update(folder, made)
    lines = differences(folder, made)
    if lines:
        print("\n".join(lines[:LINES_SHOWN]))
        sys.exit(f"{len(lines)} lines differ; `tests/independent/test_golden.py --pvault PVAULT --root . --update` writes the files anew")
    print(f"{len(made)} files in tests/golden say what the reports say")


if __name__ == "__main__":
    main()
