#!/usr/bin/env python3
"""Single changes to a copy of a book, by raw SQL with the triggers put back and in the file's bytes: every one is found by `pvault audit verify`,
or, where nothing in the file can show it, by `audit verify --checkpoint`; and by verify_chain.py wherever the format alone suffices."""

import base64
import collections
import os
import shlex
import shutil
import sqlite3
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import support
import verify_chain
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# By what a change is found: PLAIN by the program without a checkpoint, HELD with one; and by the script alike unless it is in what only the program knows.
PLAIN, HELD = "verify", "verify --checkpoint"
Attack = collections.namedtuple("Attack", "name change found_by script", defaults=[PLAIN, True])

COMMANDS = """
init --name Attacked
site add S --name 'A site' --country US --on 2026-01-02
site add T --name 'Another' --country US --on 2026-01-02
party add P --name 'A supplier' --role supplier --on 2026-01-02
party add B --name 'A buyer' --role other --on 2026-01-02
party add L --name 'A lender' --role lender --on 2026-01-02
facility add F --lender L --commitment '1000000 USD' --rate 4.63% --day-count 30/360 --available-from 2026-01-02 --available-until 2027-01-01 --maturity 2031-01-01 --payments semiannual --exposure-fee 1%:each-draw:cash
price add tin --on 2026-01-05 --price '30 USD/kg' --source seen
purchase record --mineral tin --mass '10 t' --price '30 USD/kg' --supplier P --site S --on 2026-01-06 --lot A-1 --landed freight='1000 USD' --memo first --reference R-1 --request-id once
purchase record --mineral tin --mass '4 t' --price '31 USD/kg' --supplier P --site S --on 2026-01-07 --lot A-2 --gross '4.1 t' --tare '0.1 t' --form ingot
drawdown record --facility F --amount '300000 USD' --on 2026-01-08
payment record --to P --amount '100000 USD' --on 2026-01-09
release record --mineral tin --mass '1 t' --kind sale --price '33 USD/kg' --to B --authority 'Resolution 1' --on 2026-01-10
transfer record --lot A-2 --mass '1 t' --to-site T --on 2026-01-11
lot quality A-1 --status quarantined --on 2026-01-12 --reason sampled
write-down record --mineral tin --to '20 USD/kg' --on 2026-01-13 --reason market
accrue --until 2026-02-01
party add Q --name 'Wrong' --role other --on 2026-02-02
reverse last --reason wrong --on 2026-02-03
person add adams --name 'A. Adams' --role administrator --role approver --public-key FOLDER/adams.pub --on 2026-02-04
person add chen --name 'B. Chen' --role operator --public-key FOLDER/chen.pub --on 2026-02-04
policy set --signed yes --approve target --on 2026-02-04 --key FOLDER/adams.key
site add U --name 'A third' --country US --on 2026-02-05 --key FOLDER/chen.key
target set tin --days 90 --on 2026-02-05 --key FOLDER/chen.key
proposal approve last --key FOLDER/adams.key
site add V --name 'A fourth' --country US --on 2026-02-06 --key FOLDER/chen.key
""".strip().splitlines()


def run(program, *words, check=True):
    return subprocess.run(["pvault", *map(str, words)], env=program.environment, capture_output=True, text=True, check=check)


def make_book(program):
    folder = Path(program.book).parent
    for name in ("adams", "chen"):
        run(program, "key", "create", "--output", folder / name, "--no-passphrase")
    for line in COMMANDS:
        words = shlex.split(line.replace("FOLDER", str(folder)))
        if "last" in words:
            with closing(sqlite3.connect(program.book)) as book:
                words[words.index("last")] = str(newest_entry(book))
        done = run(program, *words, check=False)
        assert done.returncode == 0, f"{line}: {done.stderr}"
    with closing(sqlite3.connect(program.book)) as book:
        book.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def newest_entry(book):
    return book.execute("SELECT max(entry_id) FROM entry").fetchone()[0]


def records(book):
    return ["entry", "seal", *verify_chain.record_tables(book)[0]]


# What somebody can do who holds the file -----------------------------------------------------------------------------


def by_sql(*statements):
    """A change with the law of the book switched off, and every trigger put back as it was."""

    def change(copy):
        with closing(sqlite3.connect(copy, isolation_level=None)) as book:
            book.execute("PRAGMA writable_schema = ON")
            triggers = book.execute("SELECT * FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            book.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'")
        with closing(sqlite3.connect(copy, isolation_level=None)) as book:
            book.execute("PRAGMA ignore_check_constraints = ON")
            book.execute("PRAGMA writable_schema = ON")
            book.execute("BEGIN")
            before = book.total_changes
            for statement in statements:
                statement(book) if callable(statement) else book.execute(statement)
            assert book.total_changes > before, statements
            book.executemany("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", triggers)
            book.execute("COMMIT")
            book.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    return change


def by_schema(sql):
    def change(copy):
        with closing(sqlite3.connect(copy)) as book:
            book.executescript(sql)

    return change


def by_byte(position, size=1):
    def change(copy):
        with open(copy, "r+b") as file:
            file.seek(position)
            byte = file.read(size)
            file.seek(position)
            file.write(bytes(part ^ 0x15 for part in byte))

    return change


def by_cutting(size):
    return lambda copy: os.truncate(copy, size)


def rehash(first):
    """All hashes from an entry on, computed anew, as anyone can who has read docs/FORMAT.md."""

    def change(book):
        contents, _ = verify_chain.contents(book)
        before = verify_chain.ZERO_HASH
        for entry, content in sorted(contents.items()):
            if entry >= first:
                head = b"pvault entry 1\n" + verify_chain.field("previous_hash", before)
                digest = verify_chain.hashlib.sha256(head + content).hexdigest()
                book.execute("UPDATE seal SET previous_hash = ?, hash = ? WHERE entry_id = ?", (before, digest, entry))
            (before,) = book.execute("SELECT hash FROM seal WHERE entry_id = ?", (entry,)).fetchone()

    return change


def cut_after(program, entry):
    """An earlier state of the book, whole in itself: its derived tables are computed anew by the program."""

    def delete(book):
        for table in records(book):
            book.execute(f"DELETE FROM {table} WHERE entry_id > {entry}")
        # The program computes them anew only where nothing else is wrong, such as a balance of a lot that is gone.
        for (table,) in book.execute("SELECT name FROM table_role WHERE role = 'derived'").fetchall():
            book.execute(f"DELETE FROM {table}")

    def change(copy):
        by_sql(delete)(copy)
        run(program, "audit", "rebuild", "--book", copy)

    return change


# Which changes are tried ---------------------------------------------------------------------------------------------


def changed_columns(book):
    """Every column of every record that has a row: the value of its newest row, changed."""
    for table in records(book):
        key = "WHERE rowid = (SELECT max(rowid) FROM {0})".format(table)
        if "WITHOUT ROWID" in book.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]:
            key = f"WHERE (entry_id, line) = (SELECT entry_id, line FROM {table} ORDER BY 1 DESC, 2 DESC LIMIT 1)"
        if book.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0:
            continue
        for _, column, kind, *_ in book.execute(f"PRAGMA table_info({table})").fetchall():
            value = f"coalesce({column} + 1000, 1)" if kind == "INTEGER" else f"coalesce({column} || 'x', 'x')"
            yield Attack(f"{table}.{column}", by_sql(f"UPDATE {table} SET {column} = {value} {key}"))


def rows_gone_and_added(book):
    for table in records(book)[2:]:
        if book.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0:
            continue
        entry, line = book.execute(f"SELECT entry_id, line FROM {table} ORDER BY 1 DESC, 2 DESC").fetchone()
        yield Attack(f"a row of {table} gone", by_sql(f"DELETE FROM {table} WHERE entry_id = {entry} AND line = {line}"))
    columns = "account_id, mineral_id, lot_id, party_id, facility_id, mass_mg, amount_cents"
    yield Attack("a posting twice", by_sql(f"INSERT INTO posting (entry_id, line, {columns}) SELECT entry_id, 99, {columns} FROM posting "
                                           "WHERE line = 1 ORDER BY entry_id DESC LIMIT 1"))
    yield Attack("a row in a table that had none", by_sql("INSERT INTO draw_condition (entry_id, line, facility_id, name) "
                                                          "SELECT entry_id, 1, facility_id, 'x' FROM facility"))


def swap(table, column, one, other):
    """Two rows, named by their conditions, exchange what they have in a column."""
    def change(book):
        (first,), (second,) = (book.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone() for where in (one, other))
        assert first != second, (table, column)
        book.execute(f"UPDATE {table} SET {column} = ? WHERE {one}", (second,))
        book.execute(f"UPDATE {table} SET {column} = ? WHERE {other}", (first,))

    return by_sql(change)


def order_changed(book):
    newest = newest_entry(book)
    for column in ("effective_on", "recorded_at", "kind"):
        yield Attack(f"two entries exchange {column}", swap("entry", column, f"entry_id = {newest - 1}", f"entry_id = {newest - 6}"))
    yield Attack("two seals exchange hashes", swap("seal", "hash", f"entry_id = {newest - 1}", f"entry_id = {newest - 2}"))
    yield Attack("two postings exchange amounts", swap("posting", "amount_cents", "entry_id = (SELECT max(entry_id) FROM posting) AND line = 1",
                                                        "entry_id = (SELECT max(entry_id) FROM posting) AND line = 2"))
    yield Attack("two prices exchange dates", swap("price", "effective_on", "entry_id = (SELECT max(entry_id) FROM price)",
                                                   "entry_id = (SELECT min(entry_id) FROM price)"))
    for entry in (newest, newest - 1, newest - 9):
        def number_above(book, entry=entry):
            for table in records(book):
                book.execute(f"UPDATE {table} SET entry_id = entry_id + 100 WHERE entry_id >= {entry}")
        yield Attack(f"entries from {entry} numbered otherwise", by_sql(number_above))
    for entry in (2, 100, newest - 3):
        def take_out(book, entry=entry):
            for table in records(book):
                book.execute(f"DELETE FROM {table} WHERE entry_id = {entry}")
        yield Attack(f"entry {entry} taken out", by_sql(take_out))
        yield Attack(f"the seal of entry {entry} gone", by_sql(f"DELETE FROM seal WHERE entry_id = {entry}"))
        yield Attack(f"entry {entry} gone, its rows left", by_sql(f"DELETE FROM entry WHERE entry_id = {entry}"))


def schema_and_derived(book):
    """What is not in the format of the chain: the program alone finds it."""
    for name in ("entry_no_update", "posting_no_delete", "seal_balanced", "seal_in_order", "seal_lots", "schema_migration_no_update"):
        yield Attack(f"trigger {name} dropped", by_schema(f"DROP TRIGGER {name}"), script=False)
    for sql in ("CREATE TRIGGER more AFTER INSERT ON entry BEGIN SELECT 1; END", "CREATE TABLE notes (text TEXT)", "DROP VIEW v_stock",
                "DROP INDEX posting_by_lot", "ALTER TABLE payment ADD COLUMN bribe INTEGER", "PRAGMA user_version = 99", "PRAGMA user_version = 3",
                "PRAGMA application_id = 7"):
        yield Attack(sql, by_schema(sql), script=False)
    yield Attack("DROP TABLE landed_cost", by_schema("DROP TABLE landed_cost"))
    for sql in ("UPDATE account SET counts_money = 'no' WHERE account_id = 16", "INSERT INTO entry_kind_account VALUES ('site', 1)",
                "UPDATE schema_migration SET sha256 = printf('%064d', 0) WHERE version = 2", "DELETE FROM schema_migration WHERE version = 3",
                "UPDATE lot_balance SET cost_cents = cost_cents + 1", "UPDATE lot_balance SET mass_mg = mass_mg - 1",
                "DELETE FROM account_balance", "UPDATE account_balance SET amount_cents = 0 WHERE account_id = 1",
                "UPDATE account_closing SET mass_mg = mass_mg + 1", "DELETE FROM site_closing", "UPDATE site_closing SET lots = lots - 1",
                "UPDATE landed_closing SET amount_cents = amount_cents + 1"):
        yield Attack(sql, by_sql(sql), script=False)
    for sql in ("UPDATE table_role SET role = 'derived' WHERE name = 'posting'", "UPDATE table_role SET role = 'derived' WHERE name = 'annual_plan'",
                "DELETE FROM table_role WHERE name = 'sale'"):
        yield Attack(sql, by_sql(sql))


def not_as_entered():
    """A figure or the text it was entered as, changed alone and hashed anew: the two contradict each other, and the script reads no units."""
    for change in ("UPDATE price SET cents = cents * 2", "UPDATE price SET amount = '31' WHERE entry_id = (SELECT max(entry_id) FROM price)",
                   "UPDATE demand SET mass_mg = mass_mg / 2", "UPDATE demand SET mass_mg = mass_mg + 1 WHERE entry_id = (SELECT max(entry_id) FROM demand)",
                   "UPDATE purchase SET price_entered = '300 USD/kg'", "UPDATE lot SET mass_entered = '9,999 kg'", "UPDATE lot SET assay_entered = '20%'",
                   "UPDATE release SET price_entered = '1 USD/kg'", "UPDATE release SET mass_entered = '2 t'", "UPDATE transfer SET mass_entered = '2 t'",
                   "UPDATE lot_paper SET tare_mg = 1 WHERE tare_mg IS NOT NULL", "UPDATE write_down SET price_entered = '10 USD/kg'"):
        yield Attack(f"{change}, hashed anew", by_sql(change, rehash(1)), script=False)


def signatures_changed(book):
    """What a hash does not cover, or what was hashed anew by somebody who has not the keys."""
    at = [entry for (entry,) in book.execute("SELECT entry_id FROM signer ORDER BY entry_id DESC")]
    newest = f"entry_id = {at[0]}"
    yield Attack("a signature gone", by_sql(f"UPDATE seal SET signature = NULL WHERE {newest}"))
    yield Attack("two signatures exchanged", swap("seal", "signature", newest, f"entry_id = {at[1]}"))
    yield Attack("the signature of an entry on another", by_sql(f"UPDATE seal SET signature = (SELECT signature FROM seal WHERE entry_id = {at[2]}) WHERE {newest}"))
    yield Attack("a signature on what nobody signed", by_sql(f"UPDATE seal SET signature = (SELECT signature FROM seal WHERE {newest}) WHERE entry_id = 7"))
    yield Attack("a foreign key's signature", by_sql(lambda copy: sign_with_foreign_key(copy, at[0])))
    other = "(SELECT person_id, key_number FROM person_key WHERE person_key.key_number <> signer.key_number)"
    yield Attack("another signer, hashed anew", by_sql(f"UPDATE signer SET (person_id, key_number) = {other} WHERE {newest}", rehash(at[0])))
    for name, change in (("no signer any more", [f"DELETE FROM signer WHERE {newest}", f"UPDATE seal SET signature = NULL WHERE {newest}"]),
                         ("no approval any more", ["DELETE FROM approval"]), ("no policy any more", ["DELETE FROM policy_limit", "DELETE FROM policy"]),
                         ("another site", [f"UPDATE site SET name = 'B' WHERE {newest}"]),
                         ("a foreign key in the place of theirs", [f"UPDATE person_key SET public_key = '{foreign_key()[1]}' WHERE entry_id = {at[-1] - 1}"])):
        yield Attack(f"{name}, hashed anew", by_sql(*change, rehash(1)))


def foreign_key():
    """A key that nobody in the book has, and its public half as minisign writes it."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return key, base64.b64encode(b"Ed" + bytes(8) + raw).decode()


def sign_with_foreign_key(book, entry):
    (digest,) = book.execute("SELECT hash FROM seal WHERE entry_id = ?", (entry,)).fetchone()
    book.execute("UPDATE seal SET signature = ? WHERE entry_id = ?", (foreign_key()[0].sign(verify_chain.signed_bytes(digest)).hex(), entry))


def all_unsigned(book):
    """Nobody ever signed anything: people, policy and signatures taken out, and all hashed anew."""
    book.execute("UPDATE seal SET signature = NULL")
    for table in ("signer", "approval", "policy_limit"):
        book.execute(f"DELETE FROM {table}")
    book.execute("UPDATE policy SET signed = 0")


def bytes_changed(path):
    """Texts and hashes of rows where they lie in the file, its header, and its end."""
    content = Path(path).read_bytes()
    with closing(sqlite3.connect(path)) as book:
        hashes = [row[0] for row in book.execute("SELECT hash FROM seal ORDER BY entry_id DESC LIMIT 12")]
    for text in ["A supplier", "Resolution 1", "A-1", "2026-01-10", "2026-02-03", "Attacked", "ingot", *hashes]:
        found = content.find(text.encode())
        assert found > 0, text
        yield Attack(f"a byte of {text}", by_byte(found + 2), script=False)
    for position in (0, 5, 16, 19, 21, 22, 23, 47, 60, 61, 63, 68, 100, 101, 103):  # others SQLite does not ask, and they change no row
        yield Attack(f"byte {position} of the file", by_byte(position), script=False)
    pages = len(content) // 4096
    for page in (1, 2, 5, 20, pages // 3, pages // 2):
        yield Attack(f"page {page} overwritten", by_byte((page - 1) * 4096, 4096), script=False)
    for size in (0, 1, 100, 4096, len(content) // 2, len(content) - 4096, len(content) - 1):
        yield Attack(f"cut to {size} bytes", by_cutting(size), script=False)


def made_anew(program, book):
    """What leaves a book that is whole in itself: only a checkpoint shows it."""
    newest = newest_entry(book)
    for entry in range(newest - 1, newest - 15, -1):
        yield Attack(f"cut after entry {entry}", cut_after(program, entry), HELD)
    yield Attack("cut to the book as it began", cut_after(program, 161), HELD)
    for entry in range(newest, newest - 12, -1):
        yield Attack(f"memo of entry {entry}, hashed anew", by_sql(f"UPDATE entry SET memo = 'x' WHERE entry_id = {entry}", rehash(entry)), HELD)
    for table, column, value in (("price", "source", "'heard'"), ("demand", "source", "'heard'"), ("target", "days", "61"), ("site", "country", "'CA'"),
                                 ("party", "role", "'carrier'"), ("release", "authority", "'Resolution 2'")):
        change = f"UPDATE {table} SET {column} = {value} WHERE entry_id = (SELECT max(entry_id) FROM {table})"
        yield Attack(f"{table}.{column}, hashed anew", by_sql(change, rehash(1)), HELD)
    yield Attack("a book that asks for no signatures, hashed anew", by_sql(all_unsigned, rehash(1)), HELD)
    yield Attack("another name, hashed anew", by_sql("UPDATE book SET name = 'Another'", rehash(1)), HELD)
    yield Attack("all times of recording, hashed anew", by_sql("UPDATE entry SET recorded_at = '2027' || substr(recorded_at, 5)", rehash(1)), HELD)


# Trying them ---------------------------------------------------------------------------------------------------------


def found_by_script(copy, checkpoint):
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as book:
            faults, _, _ = verify_chain.verify(book)
            faults += verify_chain.check_signatures(book)[0]
            return bool(faults or (checkpoint and verify_chain.compare(book, checkpoint.name, checkpoint.read_text(), faults)))
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        return True


def try_attack(program, folder, number, attack, held):
    """What was missed of it."""
    copy = folder / f"copy-{number}.db"
    shutil.copy(program.book, copy)
    attack.change(copy)
    options = held if attack.found_by == HELD else []
    done = run(program, "audit", "verify", "--book", copy, *options, check=False)
    missed = [] if done.returncode == 5 else [f"{attack.name}: audit verify exits {done.returncode}\n{done.stdout[-300:]}{done.stderr}"]
    if attack.script and not found_by_script(copy, Path(held[1]) if options else None):
        missed.append(f"{attack.name}: verify_chain.py finds nothing")
    for left in folder.glob(f"copy-{number}.db*"):
        left.unlink()
    return missed


def try_checkpoints(program, folder, held):
    """Changes to a signed checkpoint and its signature: none is believed."""
    checkpoint, signature, public = Path(held[1]), Path(held[1] + ".minisig"), held[3]
    run(program, "key", "create", "--output", folder / "other", "--no-passphrase")
    run(program, "audit", "checkpoint", "--output", folder / "other.json", "--key", folder / "other.key")
    text, signed = checkpoint.read_text(), signature.read_text()
    changes = [(text.replace('"debit_usd": "', '"debit_usd": "1'), signed), (text + " ", signed), (text[:-1], signed), ("", signed), (text, None), (text, ""),
               (text, (folder / "other.json.minisig").read_text()), (text, signed.replace("entry ", "entry 1")), (text, signed[:-20])]
    lines = signed.splitlines()
    changes += [(text, "\n".join([*lines[:at], lines[at][:20] + ("B" if lines[at][20] != "B" else "C") + lines[at][21:], *lines[at + 1:], ""])) for at in (1, 2, 3)]
    changed = folder / "changed.json"
    for content, signature_text in changes:
        changed.write_text(content)
        Path(f"{changed}.minisig").unlink(missing_ok=True)
        if signature_text is not None:
            Path(f"{changed}.minisig").write_text(signature_text)
        done = run(program, "audit", "verify", "--checkpoint", changed, "--public-key", public, check=False)
        assert done.returncode == 5 and "signature_" in done.stdout, (content[-80:], signature_text, done.stdout[-300:], done.stderr)
    return len(changes)


def list_attacks(program):
    with closing(sqlite3.connect(program.book)) as book:
        # The C++ tests change every column; each change here costs several starts of a program, so it is one column in four.
        return [*list(changed_columns(book))[::4], *rows_gone_and_added(book), *order_changed(book), *schema_and_derived(book), *not_as_entered(), *signatures_changed(book),
                *bytes_changed(program.book), *made_anew(program, book)]


def main():
    options = support.arguments(__doc__)
    with tempfile.TemporaryDirectory(prefix="pvault-") as name:
        folder = Path(name)
        program = support.Program(options.pvault, folder / "vault.db")
        make_book(program)
        run(program, "key", "create", "--output", folder / "auditor", "--no-passphrase")
        run(program, "audit", "checkpoint", "--output", folder / "c.json", "--key", folder / "auditor.key")
        held = ["--checkpoint", str(folder / "c.json"), "--public-key", str(folder / "auditor.pub")]
        sound = run(program, "audit", "verify", *held)
        assert "unchanged up to entry" in sound.stdout and not found_by_script(program.book, folder / "c.json"), sound.stdout
        attacks = list_attacks(program)
        # One that is cut off behind a valid head is sound in itself: the program and the script say so, which is why there are checkpoints.
        cut = folder / "cut.db"
        shutil.copy(program.book, cut)
        cut_after(program, 170)(cut)
        assert run(program, "audit", "verify", "--book", cut).returncode == 0 and not found_by_script(cut, None)
        with ThreadPoolExecutor(max_workers=2) as workers:
            tried = workers.map(lambda numbered: try_attack(program, folder, *numbered, held), enumerate(attacks))
            missed = [line for lines in tried for line in lines]
        assert not missed, "\n".join(missed)
        assert len(attacks) >= 200 and len({attack.name for attack in attacks}) == len(attacks)
        forged = try_checkpoints(program, folder, held)
    by = collections.Counter(attack.found_by for attack in attacks)
    print(f"{len(attacks)} changes of a book were found, {by[PLAIN]} by verify, {by[HELD]} with a checkpoint only, {sum(attack.script for attack in attacks)} of all "
          f"by the script as well; {forged} changes of a signed checkpoint were not believed")


if __name__ == "__main__":
    main()
