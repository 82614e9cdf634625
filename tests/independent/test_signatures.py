#!/usr/bin/env python3
"""A signed book: openssl accepts each of its signatures, and none for another entry; and a key file that pvault locks with Argon2id is opened by Python's
argon2 (which is not libsodium)."""

import base64
import hashlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import argon2.low_level
import support
import verify_chain

# What stands before the 32 bytes of an Ed25519 key in the form that openssl reads (RFC 8410).
BEFORE_KEY = bytes.fromhex("302a300506032b6570032100")
PASSPHRASE = "correct horse"


def run(program, *words, code=0):
    done = subprocess.run(["pvault", *map(str, words)], env=program.environment, capture_output=True, text=True)
    assert done.returncode == code, (words, done.returncode, done.stdout[-500:], done.stderr)
    return done.stdout


def make_book(program, folder):
    """Two people, a policy that asks for signatures and for an approval, and what they recorded."""
    for name in ("adams", "chen"):
        run(program, "key", "create", "--output", folder / name, "--no-passphrase")
    adams, chen = ("--key", folder / "adams.key"), ("--key", folder / "chen.key")
    run(program, "init", "--name", "Signed")
    run(program, "person", "add", "adams", "--name", "A. Adams", "--role", "administrator", "--role", "approver", "--public-key", folder / "adams.pub")
    run(program, "policy", "set", "--signed", "yes", "--approve", "target", *adams)
    run(program, "person", "add", "chen", "--name", "B. Chen", "--role", "operator", "--public-key", folder / "chen.pub", *adams)
    run(program, "site", "add", "S", "--name", "A site", "--country", "US", *chen)
    run(program, "target", "set", "gallium", "--days", 60, "--on", "2026-02-05", *chen)
    with closing(sqlite3.connect(program.book)) as book:
        (proposal,) = book.execute("SELECT max(entry_id) FROM proposal").fetchone()
    run(program, "proposal", "approve", proposal, *adams)


def verified_by_openssl(folder, public_key, signature, content):
    """The public key is taken out of minisign's form: "Ed", 8 bytes of number, 32 bytes of key."""
    raw = base64.b64decode(public_key)
    assert len(raw) == 42 and raw[:2] == b"Ed", public_key
    for name, data in (("key.der", BEFORE_KEY + raw[10:]), ("bytes", content), ("signature", bytes.fromhex(signature))):
        (folder / name).write_bytes(data)
    words = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-in", "bytes", "-sigfile", "signature"]
    return subprocess.run(words, cwd=folder, capture_output=True).returncode == 0


def check_by_openssl(program, folder):
    with closing(sqlite3.connect(program.book)) as book:
        signed = book.execute("SELECT hash, signature, public_key FROM seal JOIN signer USING (entry_id) JOIN person_key USING (key_number) ORDER BY seal.entry_id").fetchall()
        keys = [text for (text,) in book.execute("SELECT public_key FROM person_key")]
    assert len(signed) == 5, len(signed)
    for at, (digest, signature, key) in enumerate(signed):
        other_digest, other_key = signed[at - 1][0], next(text for text in keys if text != key)
        assert verified_by_openssl(folder, key, signature, f"pvault signature 1\n{digest}\n".encode()), digest
        assert not verified_by_openssl(folder, key, signature, f"pvault signature 1\n{other_digest}\n".encode()), digest
        assert not verified_by_openssl(folder, key, signature, digest.encode()), digest
        assert not verified_by_openssl(folder, other_key, signature, f"pvault signature 1\n{digest}\n".encode()), digest
    return len(signed)


def check_by_script(program, count):
    """The script checks them as well, and without Python's cryptography says that it did not."""
    script = Path(__file__).with_name("verify_chain.py")
    without = "import runpy, sys; sys.modules['cryptography'] = None; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    for words, said in (([script], f"{count} signatures\n"), (["-c", without, script], f"{count} signatures, which were not checked")):
        done = subprocess.run([sys.executable, "-B", *words, program.book], capture_output=True, text=True)
        assert done.returncode == 0 and said in done.stdout, (done.stdout, done.stderr)
    assert verify_chain.Ed25519PublicKey is not None


def open_key(file, passphrase):
    """Number and pair of a secret key that Argon2id locks; nothing when the passphrase is another."""
    comment, line = file.read_text().splitlines()
    raw = base64.b64decode(line)
    assert "Argon2id" in comment and len(raw) == 158 and raw[:6] == b"EdA2B2", comment
    salt, operations, memory = raw[6:22], int.from_bytes(raw[38:46], "little"), int.from_bytes(raw[46:54], "little")
    assert (operations, memory) == (3, 268_435_456)
    stream = argon2.low_level.hash_secret_raw(passphrase.encode(), salt, time_cost=operations, memory_cost=memory // 1024, parallelism=1, hash_len=104,
                                              type=argon2.low_level.Type.ID, version=0x13)
    opened = bytes(one ^ other for one, other in zip(raw[54:], stream))
    number, pair, checksum = opened[:8], opened[8:72], opened[72:]
    return (number, pair) if hashlib.blake2b(b"Ed" + number + pair, digest_size=32).digest() == checksum else None


def check_locked_key(program, folder):
    file = folder / "passphrase.txt"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    run(program, "key", "create", "--output", folder / "locked", "--passphrase-file", file)
    number, pair = open_key(folder / "locked.key", PASSPHRASE)
    public = base64.b64decode((folder / "locked.pub").read_text().splitlines()[1])
    assert public[2:] == number + pair[32:]
    assert open_key(folder / "locked.key", PASSPHRASE[:-1]) is None


def run_at(program, moment, *words):
    """With a clock that stands at the moment."""
    done = subprocess.run(["faketime", "-f", moment, "pvault", *map(str, words)], env=program.environment, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.returncode, done.stdout[-500:], done.stderr)
    return done.stdout


def newest_of(program, table):
    with closing(sqlite3.connect(program.book)) as book:
        return book.execute(f"SELECT entry_id, effective_on, date(recorded_at) FROM {table} JOIN entry USING (entry_id) ORDER BY entry_id DESC LIMIT 1").fetchone()


def check_clocks(program, folder):
    """A clock that was ahead keeps nothing from being approved, nor does a month that was closed on its last day."""
    if not shutil.which("faketime"):
        return "clocks: skipped, there is no faketime"
    adams, chen = ("--key", folder / "adams.key"), ("--key", folder / "chen.key")
    run(program, "policy", "set", "--signed", "yes", "--approve", "site", *adams)
    run_at(program, "+3650d", "party", "add", "P", "--name", "A party", "--role", "supplier", "--on", "2026-01-01", *chen)
    run(program, "site", "add", "T", "--name", "A site", "--country", "US", *chen)
    proposal, proposed_on, recorded_on = newest_of(program, "proposal")
    assert proposed_on < recorded_on, (proposed_on, recorded_on)
    run(program, "proposal", "approve", proposal, *adams)
    assert newest_of(program, "approval")[1] == proposed_on, "dated otherwise than it was proposed"

    last_day = "@2040-03-31 12:00:00"
    run_at(program, last_day, "period", "close", "2040-03", *chen)
    run_at(program, last_day, "site", "add", "U", "--name", "A site", "--country", "US", "--on", "2040-04-01", *chen)
    proposal, proposed_on, _ = newest_of(program, "proposal")
    run_at(program, last_day, "proposal", "withdraw", proposal, "--reason", "not needed", *chen)
    run_at(program, last_day, "key", "revoke", key_number(folder / "chen.pub"), "--reason", "lost", *adams)
    days = (proposed_on, newest_of(program, "proposal_rejection")[1], newest_of(program, "key_revocation")[1])
    assert days == ("2040-04-01",) * 3, days
    run_at(program, "@2040-04-02 12:00:00", "audit", "verify")
    return "a clock that was ahead and a month closed on its last day keep nothing from being proposed and decided"


def key_number(file):
    raw = base64.b64decode(file.read_text().splitlines()[1])
    return raw[2:10][::-1].hex().upper()


def main():
    options = support.arguments(__doc__)
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = Path(name)
        program = support.Program(options.pvault, folder / "vault.db")
        make_book(program, folder)
        count = check_by_openssl(program, folder)
        check_by_script(program, count)
        run(program, "audit", "verify")
        check_locked_key(program, folder)
        clocks = check_clocks(program, folder)
    print(clocks)
    print(f"openssl and the script accept {count} signatures of a book, and none for another entry or key; argon2 opens a key of pvault with its passphrase alone")


if __name__ == "__main__":
    main()
