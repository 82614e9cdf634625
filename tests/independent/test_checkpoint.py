#!/usr/bin/env python3
"""Checkpoints of the demo's book: what they say, computed by verify_chain.py; their signatures, checked by minisign; and minisign's own keys and
signatures, taken by pvault."""

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import support


def run(*words, code=0, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    assert done.returncode == code, (words, done.returncode, done.stdout[-500:], done.stderr)
    return done.stdout


def minisign(*words, code=0, **options):
    return run("minisign", *words, code=code, **options)


def pvault(program, *words, code=0, **options):
    return run("pvault", *words, code=code, env=program.environment, **options)


def compare_with_script(program, checkpoint):
    """The script computes each figure of the checkpoint from the tables, and its totals are those of the reports."""
    script = Path(__file__).with_name("verify_chain.py")
    run(sys.executable, "-B", script, program.book, "--checkpoint", checkpoint)
    said = json.loads(checkpoint.read_text())
    if said["entry"] != program.report("trial-balance", "--as-of", "2099-12-31")["known_at"]["entry"]:
        return
    assert program.report("trial-balance", "--as-of", "2099-12-31")["totals"]["debit_usd"] == said["debit_usd"]
    rows = program.report("cost", "--as-of", "2099-12-31")["rows"]
    on_hand = {row["mineral"]: float(row["on_hand_kg"]) for row in rows if row["on_hand_kg"] and float(row["on_hand_kg"])}
    assert on_hand == {mineral: float(mass) for mineral, mass in said["on_hand_kg"].items()}
    edited = checkpoint.with_name("edited.json")
    edited.write_text(checkpoint.read_text().replace(said["hash"], "0" * 64))
    run(sys.executable, "-B", script, program.book, "--checkpoint", edited, code=1)


def check_our_signature(program, folder):
    """minisign verifies what pvault signed with a key of pvault, and signs with that key itself; not once a byte is changed."""
    pvault(program, "key", "create", "--output", folder / "ours", "--no-passphrase")
    checkpoint = folder / "ours.json"
    pvault(program, "audit", "checkpoint", "--output", checkpoint, "--key", folder / "ours.key")
    shown = minisign("-V", "-p", folder / "ours.pub", "-m", checkpoint)
    said = json.loads(checkpoint.read_text())
    assert "Signature and comment signature verified" in shown and f"entry {said['entry']}, hash {said['hash']}" in shown, shown
    changed = folder / "changed.json"
    changed.write_text(checkpoint.read_text().replace('"entry": ', '"entry":  '))
    minisign("-V", "-p", folder / "ours.pub", "-m", changed, "-x", f"{checkpoint}.minisig", code=1)
    earlier = folder / "earlier.json"
    pvault(program, "audit", "checkpoint", "--output", earlier, "--known-at", 200)
    minisign("-S", "-s", folder / "ours.key", "-m", earlier)
    pvault(program, "audit", "verify", "--checkpoint", earlier, "--checkpoint", checkpoint, "--public-key", folder / "ours.pub")
    compare_with_script(program, earlier)
    compare_with_script(program, checkpoint)
    return checkpoint


def check_keys_of_minisign(program, folder, checkpoint):
    """pvault signs with a key of minisign and takes a signature of minisign's."""
    minisign("-G", "-W", "-p", folder / "theirs.pub", "-s", folder / "theirs.key")
    again = folder / "theirs.json"
    pvault(program, "audit", "checkpoint", "--output", again, "--key", folder / "theirs.key")
    minisign("-V", "-p", folder / "theirs.pub", "-m", again)
    copy = folder / "copy.json"
    copy.write_text(checkpoint.read_text())
    minisign("-S", "-s", folder / "theirs.key", "-m", copy, "-t", "signed by hand")
    held = ["audit", "verify", "--checkpoint", copy, "--public-key"]
    pvault(program, *held, folder / "theirs.pub")
    pvault(program, *held, (folder / "theirs.pub").read_text().splitlines()[1])
    assert "signature_bad" in pvault(program, *held, folder / "ours.pub", code=5)
    minisign("-S", "-l", "-s", folder / "theirs.key", "-m", copy)  # of the older kind, over the bytes themselves
    assert "signature_bad" in pvault(program, *held, folder / "theirs.pub", code=5)


def type_passphrases(environment, words, lines):
    """Runs the program on a terminal of its own and types a line at each prompt; what the terminal showed, and the exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvpe(words[0], words, environment)
    shown = b""
    while select.select([terminal], [], [], 60)[0]:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        shown += part
        if lines and shown.count(b": ") > 2 - len(lines):
            os.write(terminal, lines.pop(0) + b"\n")
    return shown.decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def check_passphrase(program, folder):
    """A key with a passphrase that was typed: not shown, opened by minisign with it, and by nothing else."""
    words = ["pvault", "key", "create", "--output", str(folder / "typed"), "--minisign"]
    shown, code = type_passphrases(program.environment, words, [b"correct horse", b"correct hors"])
    assert code == 2 and "passphrases_differ" in shown and not (folder / "typed.key").exists(), shown
    shown, code = type_passphrases(program.environment, words, [b"correct horse", b"correct horse"])
    assert code == 0 and "correct horse" not in shown, shown
    signed = folder / "ours.json"
    minisign("-S", "-s", folder / "typed.key", "-m", signed, "-x", folder / "by-hand.minisig", input="correct horse\n")
    minisign("-V", "-p", folder / "typed.pub", "-m", signed, "-x", folder / "by-hand.minisig")
    wrong = folder / "wrong.txt"
    wrong.write_text("correct hors\n")
    wrong.chmod(0o600)
    checkpoint = ["audit", "checkpoint", "--output", folder / "typed.json", "--key", folder / "typed.key"]
    done = subprocess.run(["pvault", *map(str, checkpoint), "--passphrase-file", wrong], env=program.environment, capture_output=True, text=True)
    assert done.returncode == 1 and "passphrase_wrong" in done.stderr, done.stderr
    assert not (folder / "typed.json").exists()


def main():
    options = support.arguments(__doc__)
    with support.demo_book(options) as program:
        folder = program.book.parent
        checkpoint = check_our_signature(program, folder)
        check_keys_of_minisign(program, folder, checkpoint)
        check_passphrase(program, folder)
    print("minisign and pvault take each other's keys and signatures, and the script finds in the book what checkpoints say")


if __name__ == "__main__":
    main()
