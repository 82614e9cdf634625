#!/usr/bin/env python3
"""Runs the transcripts, sessions with the program whose output, messages and exit codes must come out as written.

Usage: run.py [--update] [--one-in N] PVAULT PATH...    each PATH is a .test file or a folder of them
       run.py --self-test

--one-in N runs every Nth transcript only.
--update writes what came out into the transcripts; read the difference before you keep it. README.md here describes
the format. Exits 1 if a transcript failed.
"""

import argparse
import datetime
import difflib
import os
import pathlib
import pwd
import re
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SECONDS_PER_COMMAND = 120


class Malformed(Exception):
    """A transcript that cannot be read; says where and why."""


# The format -----------------------------------------------------------------------------------------------------------


class Step:
    """One command with what is expected of it, as lines of the transcript."""

    def __init__(self, number, command):
        self.number = number
        self.command = [command]  # lines, without "$ " and "> "
        self.expected = []

    def script(self):
        return "\n".join(self.command)

    def command_lines(self):
        return ["$ " + self.command[0], *[("> " + line).rstrip() for line in self.command[1:]]]


def parse_transcript(name, text):
    """The transcript as a list of steps and of plain lines (remarks, blank lines), in their order."""
    items, step, blanks = [], None, []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        if line == "":
            blanks.append(line)
            continue
        if step and (line.startswith(("  ", "! ", "? ")) or line == "!"):
            continue_step(step, blanks, line, f"{name}:{number}")
        elif step and line.startswith(">") and not step.expected and not blanks:
            step.command.append(line[2:])
        elif line.startswith("$ "):
            step = Step(number, line[2:])
            items += [*blanks, step]
        elif line.startswith("#"):
            step = None
            items += [*blanks, line]
        else:
            raise Malformed(f"{name}:{number}: a line begins with '$ ', '> ', two blanks, '! ', '? ' or '#'")
        blanks = []
    return items + blanks


def continue_step(step, blanks, line, where):
    """Adds a line to what is expected: output first, then messages, then the exit code."""
    order = [" !?".index(kept[0]) for kept in step.expected if kept]
    if order and order[-1] > " !?".index(line[0]):
        raise Malformed(f"{where}: output comes first, then messages, then the exit code")
    if blanks and (not order or line[0] != " " or order[-1] != 0):
        raise Malformed(f"{where}: this follows the command without a blank line")
    step.expected += [*blanks, line]  # blank lines between two lines of output belong to it


def render_items(items):
    lines = []
    for item in items:
        lines += [*item.command_lines(), *item.expected] if isinstance(item, Step) else [item]
    return "".join(line + "\n" for line in lines)


def render_result(stdout, stderr, exit_code):
    """What came out, in the lines a transcript would expect it in."""
    out = output_lines(stdout)
    # Outer blank lines could not be told from those between two steps, so they are spelt out.
    for index in (0, -1):
        if out and out[index] == "":
            out[index] = "<blank>"
    lines = ["  " + line if line else "" for line in out]
    lines += ["! " + line if line else "!" for line in output_lines(stderr)]
    return lines + ([f"? {exit_code}"] if exit_code else [])


def output_lines(text):
    lines = text.replace("\r", "<cr>").replace("\x1b", "<esc>").split("\n")
    last = lines.pop()
    return lines + ([last + "<no newline>"] if last else [])


# Running --------------------------------------------------------------------------------------------------------------


def normalised(text, folder):
    """The text without what differs from run to run and from machine to machine."""
    text = text.replace(str(folder), "<folder>").replace(str(ROOT), "<root>")
    text = re.sub(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", "<time>", text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "<hash>", text)
    text = re.sub(r"\bhash [0-9a-f]{12}\b", "hash <hash>", text)
    text = naming_today(text)
    return re.sub(rf'(\bby |"recorded_by": "){re.escape(user_name())}\b', r"\1<user>", text)


def naming_today(text):
    return re.sub(rf"\bas of {datetime.datetime.now(datetime.timezone.utc).date()}\b", "as of <today>", text)


def user_name():
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def environment(scratch):
    """Nothing of the caller's but the search path, so that a transcript runs alike everywhere."""
    return {
        "PATH": f"{scratch / 'bin'}:{os.environ.get('PATH', os.defpath)}",
        "HOME": str(scratch / "home"),
        "TMPDIR": str(scratch / "tmp"),
        "ROOT": str(ROOT),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        # For a program that was built with sanitizers.
        **{name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ},
    }


def run_step(step, scratch):
    """The lines the step should have had."""
    folder = scratch / "folder"
    process = subprocess.Popen(
        ["/bin/sh", "-c", step.script()],
        cwd=folder,
        env=environment(scratch),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        stdout, stderr = process.communicate(timeout=SECONDS_PER_COMMAND)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        stdout, stderr = process.communicate()
        stderr += f"(stopped after {SECONDS_PER_COMMAND} seconds)\n".encode()
    texts = [normalised(output.decode("utf-8", "backslashreplace"), folder) for output in (stdout, stderr)]
    return render_result(*texts, process.returncode)


def run_transcript(program, path, update):
    """(number of steps, what is wrong with them). Stops at nothing: every step is run."""
    try:
        items = parse_transcript(path.name, path.read_text(encoding="utf-8"))
    except Malformed as error:
        return 0, f"{error}\n"
    steps = [item for item in items if isinstance(item, Step)]
    report = ""
    with tempfile.TemporaryDirectory(prefix="pvault-transcript-") as temporary:
        scratch = pathlib.Path(temporary).resolve()
        for name in ("bin", "home", "tmp", "folder"):
            (scratch / name).mkdir()
        (scratch / "bin" / "pvault").symlink_to(program)
        for step in steps:
            actual = run_step(step, scratch)
            # A date that is written down in a transcript is today one day.
            if actual == [naming_today(line) for line in step.expected]:
                continue
            if not update:
                report += difference(path.name, step, actual)
            step.expected = actual
    if update:
        path.write_text(render_items(items), encoding="utf-8")
    return len(steps), report


def difference(name, step, actual):
    changes = list(difflib.unified_diff(step.expected, actual, lineterm="", n=3))[2:]
    head = [f"{name}:{step.number}: '-' was expected, '+' came out", *step.command_lines()]
    return "".join(line + "\n" for line in head + [change for change in changes if not change.startswith("@@")])


def transcripts_in(paths):
    found = []
    for path in map(pathlib.Path, paths):
        found += sorted(path.glob("**/*.test")) if path.is_dir() else [path]
    return found


def run_all(program, paths, update, say=print, one_in=1):
    """The exit code."""
    transcripts = transcripts_in(paths)[::one_in]
    if not transcripts:
        say(f"no transcripts in {' '.join(map(str, paths))}")
        return 1
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda path: run_transcript(program, path, update), transcripts)
        for path, (count, report) in zip(transcripts, results):
            failed += bool(report)
            say(f"{'FAILED' if report else 'ok':6} {path.name} ({count} commands)")
            say(report, end="")
    say(f"transcripts: {len(transcripts) - failed} passed, {failed} failed")
    return 1 if failed else 0


# The check of the runner ----------------------------------------------------------------------------------------------

# Stands in for the program.
FAKE = r"""#!/bin/sh
case $1 in
  greet) echo "hello, ${2:-world}" ;;
  refuse) echo "refused: no" >&2; exit 1 ;;
  blanks) printf '\na\n\nb\n\n' ;;
  facts) echo "$PWD $(printf '%064d' 7) hash 0123456789ab… 2026-11-23T10:00:00.000Z by $(id -un) as of $(date +%F)" ;;
  bare) printf 'a\r\nno end' ;;
esac
"""

PASSES = """\
# A remark.

$ pvault greet
  hello, world

$ pvault refuse
! refused: no
? 1
$ pvault blanks
  <blank>
  a

  b
  <blank>

$ pvault bare
  a<cr>
  no end<no newline>
$ pvault facts
  <folder> <hash> hash <hash>… <time> by <user> as of <today>
$ cat > file <<END
> a
>
>   b
> END
$ cat file; echo note >&2; exit 3
  a

    b
! note
? 3
$ pvault greet > /dev/null
# The caller's book is unknown here.
$ echo "[$PVAULT_BOOK] $TZ $NO_COLOR"
  [] UTC 1
"""

# (transcript, what the report must contain)
FAILS = [
    ("$ pvault greet\n  hello, you\n", ["a.test:1", "$ pvault greet", "-  hello, you", "+  hello, world"]),
    ("# x\n$ pvault greet\n", ["a.test:2", "+  hello, world"]),
    ("$ pvault refuse\n? 1\n", ["+! refused: no"]),
    ("$ pvault refuse\n! refused: no\n", ["+? 1"]),
    ("$ pvault greet\n  hello, world\n? 2\n", ["-? 2"]),
    ("$ pvault blanks\n  a\n\n  b\n", ["+  <blank>"]),
    ("$ pvault bare\n  a<cr>\n  no end\n", ["+  no end<no newline>"]),
    ("$ ls\n  file\n", ["-  file"]),
    ("hello\n", ["a.test:1: a line begins with"]),
    ("  output of nothing\n", ["a.test:1: a line begins with"]),
    ("$ pvault refuse\n\n! refused: no\n? 1\n", ["a.test:3: this follows"]),
    ("$ pvault refuse\n? 1\n! refused: no\n", ["a.test:3: output comes first"]),
]


def self_test():
    failures = []

    def expect(condition, what):
        if not condition:
            failures.append(what)

    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "none").mkdir()
        program, transcript = folder / "fake", folder / "a.test"
        program.write_text(FAKE)
        program.chmod(0o755)
        os.environ["PVAULT_BOOK"] = "a-book-of-the-caller.db"

        def run(text, update=False):
            transcript.write_text(text)
            said = []
            code = run_all(program, [folder], update, lambda line, end="\n": said.append(line + end))
            return code, "".join(said)

        code, said = run(PASSES)
        expect(code == 0 and "transcripts: 1 passed, 0 failed" in said, f"a right transcript failed:\n{said}")
        for text, words in FAILS:
            code, said = run(text)
            expect(code == 1 and "0 passed, 1 failed" in said, f"a wrong transcript passed: {text!r}")
            expect(all(word in said for word in words), f"{words} expected in the report:\n{said}")
        code, said = run(re.sub(r"(?m)^(  |! |\? ).*\n\n?", "", PASSES), update=True)
        emptied = transcript.read_text()
        expect(re.sub(r"\n\n", "\n", emptied) == re.sub(r"\n\n", "\n", PASSES), f"--update wrote:\n{emptied}")
        run(PASSES, update=True)
        expect(transcript.read_text() == PASSES, "--update changed a right transcript")
        code = run_all(program, [folder / "none"], False, lambda *_, **__: None)
        expect(code == 1, "no transcripts at all counted as passed")

    print("\n".join(failures) or "the runner of transcripts does what it should")
    return 1 if failures else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--one-in", type=int, default=1)
    parser.add_argument("pvault", type=pathlib.Path)
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args(arguments)
    return run_all(options.pvault.resolve(), options.paths, options.update, one_in=options.one_in)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
