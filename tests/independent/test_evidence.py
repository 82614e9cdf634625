#!/usr/bin/env python3
"""Documents as the views name them, hashed with Python: each file beside the book or where it was left has the bytes that were
recorded, each file in the folder has a document, and a byte changed anywhere in any of them is found by pvault."""

import hashlib
import random
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import support

KINDS = "contract warehouse-receipt bill-of-lading assay insurance invoice proof-of-payment inspection certificate other".split()
SIZES = [1, 63, 64, 65, 4096, 1_048_575, 1_048_576, 1_048_577, 3_000_000]


def make_book(program, folder, chance):
    """A purchase with three documents, and one more of each kind and size: some kept, some left, some of the same bytes."""
    program.run("init", "--name", "Evidence")
    program.run("site", "add", "S", "--name", "Site", "--country", "US", "--on", "2026-01-02")
    program.run("party", "add", "P", "--name", "Supplier", "--role", "supplier", "--on", "2026-01-02")
    files = []
    for number, size in enumerate(SIZES):
        files.append(folder / f"{number}.pdf")
        files[-1].write_bytes(chance.randbytes(size))
    same = folder / "same.txt"
    same.write_bytes(files[0].read_bytes())
    with_purchase = [word for kind in KINDS[:3] for word in ("--evidence", f"{kind}={chance.choice(files)}")]
    purchase = "purchase record --mineral tin --price".split() + ["30 USD/kg", "--supplier", "P", "--site", "S", "--on", "2026-01-03"]
    program.run(*purchase, "--mass", "1 t", "--lot", "SN-1", *with_purchase)
    program.run(*purchase, "--mass", "2 t", "--lot", "SN-2")
    for kind in KINDS:
        for file in [*files, same]:
            leave = ["--leave"] if chance.random() < 0.3 else []
            done = subprocess.run(
                ["pvault", "evidence", "add", "--of", "SN-2", "--kind", kind, "--file", file, "--on", "2026-02-01", *leave],
                env=program.environment, capture_output=True, text=True)
            refused = "document_already_recorded" in done.stderr
            assert (done.returncode == 1) == refused == (file == same), done.stderr


def documents_of(book):
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as database:
        return database.execute("SELECT stored, place, sha256, size_bytes FROM v_document WHERE reversed_by IS NULL").fetchall()


def verify(program):
    done = subprocess.run(["pvault", "audit", "verify", "--evidence"], env=program.environment, capture_output=True, text=True)
    return done.returncode, done.stdout


def main():
    options = support.arguments(__doc__)
    chance = random.Random(20260201)
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = Path(name)
        program = support.Program(options.pvault, folder / "vault.db")
        make_book(program, folder, chance)
        kept_in = folder / "vault.db.evidence"
        documents = documents_of(program.book)
        files = {kept_in / stored if stored else folder / place for stored, place, _, _ in documents}
        for stored, place, sha256, size in documents:
            assert (stored is None) != (place is None)
            content = (kept_in / stored if stored else folder / place).read_bytes()
            assert hashlib.sha256(content).hexdigest() == sha256 and len(content) == size, (stored, place)
            assert stored is None or stored.split(".")[0] == sha256
        assert {file.name for file in kept_in.iterdir()} == {stored for stored, _, _, _ in documents if stored}
        code, page = verify(program)
        assert code == 0 and f"{len(documents)} documents read again" in page, page
        for file in sorted(files):
            content = bytearray(file.read_bytes())
            at = chance.randrange(len(content))
            content[at] ^= 1 << chance.randrange(8)
            whole = file.read_bytes()
            file.chmod(0o600)
            file.write_bytes(content)
            code, page = verify(program)
            assert code == 5 and hashlib.sha256(content).hexdigest() in page, f"a bit of byte {at} of {file.name} was not missed"
            file.write_bytes(whole)
        assert verify(program)[0] == 0
    print(f"{len(documents)} documents in {len(files)} files have the bytes that were recorded; a bit changed in each was found")


if __name__ == "__main__":
    main()
