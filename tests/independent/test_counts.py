#!/usr/bin/env python3
"""Blind sheets filled in with random errors, against a plain model: which lots the sheet has, what the reports say of accuracy and
differences, and what each adjustment posts, to the milligram and cent."""

import csv
import json
import random
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path

import support

UNITS = {"kg": Fraction(10**6), "t": Fraction(10**9), "lb": Fraction("453592.37"), "g": Fraction(1000), "ozt": Fraction("31103.4768")}
WO3 = Fraction("0.793")  # of W, as the book's reference has it
SEEDS = 2
ROUNDS = 3


def nearest(value):
    """To the nearest whole number, ties to the even one."""
    return round(Fraction(value))


class Model:
    def __init__(self):
        self.lots = {}  # name: [mg, cents, site, factor of what is weighed]
        self.lost_mg = 0
        self.lost_cents = 0

    def take(self, name, mass_mg):
        """Takes mass of a lot with its part of the cost, and answers that."""
        lot = self.lots[name]
        cents = nearest(Fraction(lot[1]) * mass_mg / lot[0])
        lot[0] -= mass_mg
        lot[1] -= cents
        return cents


class Story:
    def __init__(self, program, seed, folder):
        self.program, self.chance, self.folder = program, random.Random(seed), folder
        self.model = Model()
        self.day = 0
        self.figures = {"counts": 0, "differences": 0, "adjusted": 0, "refused": 0}

    def on(self, days=0):
        return f"2026-{1 + (self.day + days) // 28:02d}-{1 + (self.day + days) % 28:02d}"

    def try_run(self, *words):
        return subprocess.run(["pvault", *words], env=self.program.environment, capture_output=True, text=True)

    def refused(self, rule, *words):
        done = self.try_run(*words)
        assert done.returncode == 1 and rule in done.stderr, (words, done)
        self.figures["refused"] += 1

    def begin(self):
        run = self.program.run
        run("init", "--name", "Counts")
        for site in ("A", "B"):
            run("site", "add", site, "--name", site, "--country", "US", "--on", "2026-01-01")
        run("party", "add", "P", "--name", "P", "--role", "supplier", "--on", "2026-01-01")
        for number in range(9):
            name, site = f"L{number}", self.chance.choice("AB")
            kilograms, cents = self.chance.randint(1, 20000), self.chance.randint(0, 10**8)
            words = ["--mass", f"{kilograms} kg", "--cost", f"{cents // 100}.{cents % 100:02d} USD", "--supplier", "P", "--site", site,
                     "--lot", name, "--on", "2026-01-01"]
            factor = Fraction(1)
            if number % 3 == 2:
                assay, moisture = self.chance.randint(100, 700), self.chance.randint(1, 90)
                factor = (1 - Fraction(moisture, 1000)) * Fraction(assay, 1000) * WO3
                words += ["--mineral", "tungsten", "--assay", f"{assay / 10}% WO3", "--moisture", f"{moisture / 10}%"]
            else:
                words += ["--mineral", ("gallium", "tin")[number % 3]]
            run("purchase", "record", *words)
            self.model.lots[name] = [nearest(kilograms * UNITS["kg"] * factor), cents, site, factor]

    def move_something(self):
        for name, lot in list(self.model.lots.items()):
            if lot[0] < 10 or self.chance.random() < 0.6:
                continue
            mass_mg = self.chance.choice([lot[0], self.chance.randint(1, lot[0])])
            words = ["--lot", name, "--mass", f"{mass_mg / 10**6:.6f} kg of {self.component(name)}", "--on", self.on()]
            if self.chance.random() < 0.5:
                self.release(name, mass_mg, self.on())
                continue
            to = "AB".replace(lot[2], "")
            child = f"{name}-{self.day}"
            self.program.run("transfer", "record", *words, "--to-site", to, "--as", child)
            self.model.lots[child] = [mass_mg, self.model.take(name, mass_mg), to, lot[3]]

    def component(self, name):
        return {"0": "Ga", "1": "Sn", "2": "W"}[str(int(name[1]) % 3)]

    def mineral(self, name):
        return {"Ga": "gallium", "Sn": "tin", "W": "tungsten"}[self.component(name)]

    def release(self, name, mass_mg, on):
        self.program.run("release", "record", "--mineral", self.mineral(name), "--lot", name, "--mass", f"{mass_mg / 10**6:.6f} kg", "--kind",
                         "sample", "--authority", "plan", "--on", on)
        self.model.take(name, mass_mg)

    def here(self, site):
        return {name: lot for name, lot in self.model.lots.items() if lot[2] == site and lot[0] > 0}

    def fill_in(self, row, lot):
        """What the counter writes, and what that is in milligrams on the basis; None when it was not found."""
        mass_mg, _, _, factor = lot
        luck = self.chance.random()
        if luck < 0.1:
            row["mass"] = "not found"
            return None
        off = 0 if luck < 0.4 else self.chance.randint(-mass_mg // 50, mass_mg // 50) if luck < 0.7 else self.chance.randint(-mass_mg // 2, mass_mg)
        unit = self.chance.choice(list(UNITS))
        places = self.chance.choice([3, 6, 9])
        number = max(1, round((mass_mg + off) / factor / UNITS[unit] * 10**places))
        row["mass"] = f"{number // 10**places}.{number % 10**places:0{places}d} {unit}"
        counted = nearest(Fraction(number, 10**places) * UNITS[unit] * factor)
        if counted == 0:
            row["mass"] = "not found"
            return None
        return counted

    def count(self, site):
        sheet = self.folder / "sheet.csv"
        sheet.unlink(missing_ok=True)  # filled in and recorded at the last count
        self.program.run("count", "sheet", "--site", site, "--on", self.on(), "--output", str(sheet))
        rows = list(csv.DictReader(open(sheet, newline="")))
        here = self.here(site)
        assert [row["lot"] for row in rows] == sorted(here, key=str.lower), (rows, here)
        assert all(row["mass"] == row["note"] == "" for row in rows)
        found = {row["lot"]: self.fill_in(row, here[row["lot"]]) for row in rows}
        elsewhere = [name for name, lot in self.model.lots.items() if lot[2] != site]
        if elsewhere and self.chance.random() < 0.5:
            rows.append(dict(rows[0] if rows else {}, lot=elsewhere[0], mass="1 g", note="", sheet=""))
        if self.chance.random() < 0.5 or not rows:
            rows.append({"lot": "STRANGE", "mass": "3 lb"})
        with open(sheet, "w", newline="") as file:
            writer = csv.DictWriter(file, ["lot", "mineral", "counted_as", "mass", "note", "sheet"])
            writer.writeheader()
            writer.writerows(rows)
        ppm, grams = self.chance.choice([0, 5000, 20000]), self.chance.choice([0, 500])
        words = ["--tolerance", f"{ppm / 10000}%", "--tolerance", f"{grams} g"]
        if len(here) > 0:
            with open(self.folder / "few.csv", "w", newline="") as file:
                csv.writer(file).writerows([["lot", "mass"], ["STRANGE", "1 kg"]])
            self.refused("count_incomplete", "count", "record", "--site", site, "--on", self.on(), "--file", str(self.folder / "few.csv"))
        entry = json.loads(self.program.run("count", "record", "--site", site, "--on", self.on(), "--file", str(sheet), "--counted-by", "Ann",
                                            "--format", "json", *words))["entry"]
        expected = {name: lot[0] for name, lot in here.items()}
        allowed = {name: max(mass_mg * ppm // 10**6, grams * 1000) for name, mass_mg in expected.items()}
        accurate = [name for name, mass_mg in found.items() if mass_mg is not None and abs(mass_mg - expected[name]) <= allowed[name]]
        self.check_counts(entry, len(rows), len(accurate), sum(mass_mg is None for mass_mg in found.values()), len(rows) - len(found))
        return entry, {name: (mass_mg or 0, expected[name], None if mass_mg is None else allowed[name])
                       for name, mass_mg in found.items() if name not in accurate}

    def check_counts(self, entry, items, accurate, missing, unexpected):
        (row,) = [row for row in self.program.report("counts", "--as-of", "2026-12-31")["rows"] if row["entry"] == entry]
        percent = 10**4 * accurate // items
        said = (row["items"], row["accurate"], row["accuracy_percent"], row["not_found"], row["unexpected"])
        assert said == (items, accurate, f"{percent // 100}.{percent % 100:02d}", missing, unexpected), (said, items, accurate)
        self.figures["counts"] += 1

    def check_differences(self, entry, differences):
        report = self.program.report("count-differences", "--as-of", "2026-12-31")["rows"]
        said = {row["lot"]: row for row in report if row["entry"] == entry and row["status"] != "unexpected"}
        assert set(said) == set(differences), (set(said), set(differences))
        for name, (counted, expected, _) in differences.items():
            assert said[name]["difference_kg"] == kilograms(counted - expected), (said[name], counted, expected)
            assert said[name]["counted_kg"] == kilograms(counted)
            self.figures["differences"] += 1

    def settle(self, entry, differences):
        """Looks into each difference: a release that was forgotten, or nothing that could be found; then adjusts what is left."""
        for name, (counted, expected, allowed) in differences.items():
            words = ["count", "adjust", str(entry), "--lot", name, "--reason", "count", "--on", self.on(2)]
            self.refused("difference_not_explained", *words, "--approved-by", "Bob")
            left = counted - expected
            if left < -1 and self.chance.random() < 0.4:
                forgotten = self.chance.choice([-left, self.chance.randint(1, -left)])
                self.release(name, forgotten, self.on())
                left += forgotten
            self.program.run("count", "explain", str(entry), "--lot", name, "--finding", "looked into", "--on", self.on(1))
            self.refused("approver_counted", *words, "--approved-by", "ann")
            if left == 0 or (allowed is not None and abs(left) <= allowed):
                self.refused("adjustment_not_possible", *words, "--approved-by", "Bob")
                continue
            self.adjust(name, left, [*words, "--approved-by", "Bob"])
            self.refused("adjusted_already", *words, "--approved-by", "Bob")

    def adjust(self, name, left, words):
        postings = json.loads(self.program.run(*words, "--format", "json"))["postings"]
        if left < 0:
            cents = self.model.take(name, -left)
            lot = name
        else:
            cents = 0
            number = 1 + sum(other.startswith(name + ".") or other.startswith(name + "-") and other.count("-") == name.count("-") + 1
                             for other in self.model.lots)
            lot = postings[0]["lot"]
            assert lot.startswith(name + ".") and int(lot.rpartition(".")[2]) <= number, (lot, number)
            parent = self.model.lots[name]
            self.model.lots[lot] = [left, 0, parent[2], parent[3]]
        self.model.lost_mg -= left
        self.model.lost_cents += cents
        assert postings[0]["lot"] == lot
        assert postings[0]["mass_kg"] == kilograms(left) and postings[0]["amount_usd"] == dollars(-cents), (postings, left, cents)
        assert postings[1]["mass_kg"] == kilograms(-left)
        assert len(postings) == (3 if cents else 2)
        self.figures["adjusted"] += 1

    def check_lots(self):
        rows = {row["lot"]: row for row in self.program.report("lots", "--as-of", "2026-12-31")["rows"]}
        assert set(rows) == set(self.model.lots)
        for name, (mass_mg, cents, site, _) in self.model.lots.items():
            row = rows[name]
            assert (row["on_hand_kg"], row["cost_usd"], row["site"]) == (kilograms(mass_mg), dollars(cents), site), (row, mass_mg, cents)

    def tell(self):
        self.begin()
        for _ in range(ROUNDS):
            self.day += 7
            self.move_something()
            self.day += 7
            for site in "AB":
                entry, differences = self.count(site)
                self.check_differences(entry, differences)
                self.settle(entry, differences)
            self.day += 3
            self.check_lots()
        balance = {row["account"]: row for row in self.program.report("trial-balance", "--as-of", "2026-12-31")["rows"]}
        losses = sum(int(row["debit_usd"].replace(".", "")) for name, row in balance.items() if name.startswith("loss_and_shrinkage") and row["debit_usd"])
        assert losses == self.model.lost_cents, (losses, self.model.lost_cents)
        assert "is sound" in self.program.run("audit", "verify")


def kilograms(mass_mg):
    sign = "-" if mass_mg < 0 else ""
    return f"{sign}{abs(mass_mg) // 10**6}.{abs(mass_mg) % 10**6:06d}"


def dollars(cents):
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def main():
    options = support.arguments(__doc__)
    total = {}
    for seed in range(1, options.times * SEEDS + 1):
        with tempfile.TemporaryDirectory(prefix="pvault-") as name:
            story = Story(support.Program(options.pvault, Path(name) / "vault.db"), seed, Path(name))
            try:
                story.tell()
            except (AssertionError, RuntimeError) as error:
                raise SystemExit(f"seed {seed}: {type(error).__name__}: {error}") from error
            for what, number in story.figures.items():
                total[what] = total.get(what, 0) + number
    assert total["adjusted"] > 15 and total["differences"] > 25, total
    print(", ".join(f"{number} {what}" for what, number in total.items()) + " agree with the model")


if __name__ == "__main__":
    main()
