#!/usr/bin/env python3
"""What the dry run of a late purchase or release says it would have changed, held against two books of the program: one in which everything was recorded in order
of date without it, and one with it. Random histories of purchases, releases, losses, loans and returns, transfers, final assays, sales and their shipments and
cancellations, and reversals; a step is recorded in both books or in none. Each release that the preview tells must be one that differs between the books, with
its cost in both and the lots that it drew in the second, to the milligram and the cent; and none may be missing.

Lots that came back of a loan have other names in the other book, so lots are told by the purchase that they come from."""

import datetime
import json
import os
import random
import subprocess
import tempfile
from pathlib import Path

import support

SITES = ["S-1", "S-2", "IN-TRANSIT"]
FIRST_DAY = datetime.date(2026, 1, 5)
STEPS = 26
WANTED = {"purchase", "release", "loan", "return", "transfer", "settlement", "sale", "shipment", "cancellation", "reversal"}


class Book:
    """One of the two, and the numbers that the entries of the steps have in it."""

    def __init__(self, pvault, path, method):
        self.program = support.Program(pvault, path)
        run = self.program.run
        run("init", "--name", "Preview")
        for site in SITES:
            run("site", "add", site, "--name", site, "--country", "US", "--on", "2026-01-01", *(["--kind", "in-transit"] if site == "IN-TRANSIT" else []))
        for party, role in (("P", "supplier"), ("B", "other")):
            run("party", "add", party, "--name", party, "--role", role, "--on", "2026-01-01")
        run("cost-method", "set", "gallium", method, "--on", "2026-01-02")
        self.entries = {}  # by step

    def ask(self, words, dry=False):
        """What it answers; None where it is refused."""
        words = [str(self.entries[word[1]]) if isinstance(word, tuple) else word for word in words]
        done = subprocess.run(["pvault", *words, "--format", "json", *(["--dry-run"] if dry else [])], env=self.program.environment, capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout) if done.returncode == 0 else None


def draws_of(answer):
    """What an entry took out of lots: (lot, kg, USD), in order."""
    return [(row["lot"], row["mass_kg"].lstrip("-"), row["amount_usd"].lstrip("-")) for row in answer["postings"] if row["lot"] and row["mass_kg"].startswith("-")]


def cents_of(draws):
    return sum(round(float(usd) * 100) for _, _, usd in draws)


class Pair:
    def __init__(self, pvault, folder, seed):
        self.chance = random.Random(seed)
        self.method = self.chance.choice(["fifo", "lifo", "average"])
        self.without, self.with_it = (Book(pvault, Path(folder) / name, self.method) for name in ("without.db", "with.db"))
        self.on = FIRST_DAY
        self.step = 0
        self.origin = {}  # of lots that were bought or moved: the one that was bought
        self.drawn = {}  # by step, of releases that stand: in both books
        self.loans, self.sales, self.bought = [], [], []
        self.counts = {}

    def root(self, lot):
        name = lot.split(" (")[0]
        while name not in self.origin:  # what came back is named after the lot that was lent
            name = name.rpartition(".")[0]
            assert name, lot
        return self.origin[name]

    def rooted(self, draws):
        return [(self.root(lot), kg, usd) for lot, kg, usd in draws]

    def take(self, what, words):
        """Whether both books have it."""
        words = [*words, "--on", str(self.on)]
        if self.with_it.ask(words, dry=True) is None:
            return None
        answers = [self.without.ask(words)]
        if answers[0] is None:
            return None
        answers.append(self.with_it.ask(words))
        self.step += 1
        for book, answer in zip((self.without, self.with_it), answers):
            book.entries[self.step] = answer["entry"]
        self.counts[what] = self.counts.get(what, 0) + 1
        return answers

    def some_kg(self, most=60):
        return self.chance.choice([f"{self.chance.randint(1, most)} kg", f"{self.chance.randint(1, most * 10**6)} mg", f"{self.chance.randint(1, 20)} mg"])

    def some_usd(self):
        return self.chance.choice(["0 USD", f"{self.chance.randint(1, 10**7) / 100:.2f} USD", f"{self.chance.randint(1, 20) / 100:.2f} USD"])

    def purchase_words(self, lot):
        provisional = ["--provisional"] if self.chance.random() < 0.6 else []
        return ["purchase", "record", "--mineral", "gallium", "--mass", self.some_kg(200), "--cost", self.some_usd(), "--supplier", "P", "--site", self.chance.choice(SITES[:2]),
                "--lot", lot, *provisional]

    def release_words(self, kind):
        words = ["release", "record", "--mineral", "gallium", "--mass", self.some_kg(), "--kind", kind, "--authority", "test"]
        if kind in ("loan", "exchange"):
            words += ["--to", "B", "--return-by", "2027-12-31"]
        return words + (["--lot", self.chance.choice(self.bought)] if self.bought and self.chance.random() < 0.15 else [])

    def draw(self, what, words):
        answers = self.take(what, words)
        if answers:
            self.drawn[self.step] = [draws_of(answer) for answer in answers]
        return answers

    def any_step(self):
        self.on += datetime.timedelta(days=self.chance.randint(0, 2))
        kinds = {self.purchase: 6, self.release: 6, self.loan: 4, self.give_back: 5, self.transfer: 4, self.settlement: 5, self.sale: 3, self.shipment: 4,
                 self.cancellation: 1, self.reversal: 2}
        self.chance.choices(list(kinds), kinds.values())[0]()

    def purchase(self):
        lot = f"L-{self.step + 1}"
        if self.take("purchase", self.purchase_words(lot)):
            self.origin[lot] = lot
            self.bought.append(lot)

    def release(self):
        self.draw("release", self.release_words(self.chance.choice(["sample", "loss"])))

    def loan(self):
        if self.draw("loan", self.release_words(self.chance.choice(["loan", "exchange"]))):
            self.loans.append(self.step)

    def give_back(self):
        if self.loans:
            words = ["--mass", self.some_kg(), "--site", self.chance.choice(SITES[:2])] if self.chance.random() < 0.8 else []
            words += ["--short", self.some_kg(), "--reason", "test"] if not words or self.chance.random() < 0.2 else []
            self.take("return", ["return", "record", "--release", ("entry", self.chance.choice(self.loans)), *words])

    def transfer(self):
        if self.bought:
            lot, name = self.chance.choice(list(self.origin)), f"T-{self.step + 1}"
            if self.take("transfer", ["transfer", "record", "--lot", lot, "--mass", self.some_kg(), "--to-site", self.chance.choice(SITES), "--as", name]):
                self.origin[name] = self.origin[lot]

    def settlement(self):
        if self.bought:
            self.take("settlement", ["assay", "settle", self.chance.choice(self.bought), "--mass", self.some_kg(200), "--cost", self.some_usd()])

    def sale(self):
        named = ["--lot", self.chance.choice(self.bought)] if self.bought and self.chance.random() < 0.2 else []
        if self.take("sale", ["sale", "record", "--mineral", "gallium", "--mass", self.some_kg(), "--price", "1 USD/kg", "--to", "B", "--ship-by", "2027-12-31", "--authority", "test", *named]):
            self.sales.append(self.step)

    def shipment(self):
        if self.sales:
            self.draw("shipment", ["release", "record", "--mineral", "gallium", "--mass", self.some_kg(), "--kind", "sale", "--authority", "test", "--sale",
                                   ("entry", self.chance.choice(self.sales))])

    def cancellation(self):
        if self.sales:
            self.take("cancellation", ["sale", "cancel", ("entry", self.chance.choice(self.sales)), "--reason", "test"])

    def reversal(self):
        if self.drawn:
            step = self.chance.choice(list(self.drawn))
            if self.take("reversal", ["reverse", ("entry", step), "--reason", "test"]):
                del self.drawn[step]

    def take_late(self):
        """In time in the one book; answers the words with which it comes late in the other, and what it drew."""
        self.origin["LATE"] = "LATE"
        while True:
            is_purchase = self.method == "average" or self.chance.random() < 0.5
            words = self.purchase_words("LATE") if is_purchase else self.release_words(self.chance.choice(["sample", "loan"]))
            words += ["--on", str(self.on)]
            answer = self.with_it.ask(words)
            if answer:
                self.on += datetime.timedelta(days=1)
                return words, draws_of(answer)

    def check(self, words, in_time, dated):
        answer = self.without.ask(words, dry=True)
        if not answer:
            return 0  # of which nothing is left by now
        preview = answer.get("preview")
        step_of = {number: step for step, number in self.without.entries.items()}
        later = {step: draws for step, draws in self.drawn.items() if step > dated}
        differing = {step for step, (one, other) in later.items() if self.rooted(one) != self.rooted(other)}
        told = {step_of[release["entry"]]: release for release in (preview["later_releases"] if preview else [])}
        assert differing <= told.keys(), f"not told: {[later[step] for step in differing - told.keys()]}"
        for step, release in told.items():
            one, other = self.drawn[step]
            shown = [(row["lot"], row["mass_kg"], row["cost_usd"]) for row in release["in_order_draws"]]
            assert self.rooted(shown) == self.rooted(other), f"step {step}: {shown} are told, {other} are drawn"
            costs = [round(float(release[name]) * 100) for name in ("recorded_cost_usd", "cost_usd", "in_order_cost_usd")]
            assert costs == [cents_of(one), cents_of(one), cents_of(other)], f"step {step}: {costs}, {one}, {other}"
        if in_time and self.rooted(draws_of(answer)) != self.rooted(in_time):
            own = [(row["lot"], row["mass_kg"], row["cost_usd"]) for row in preview["own"]["in_order_draws"]]
            assert self.rooted(own) == self.rooted(in_time), f"it draws {own} in its turn, {in_time} in time"
            self.counts["own"] = self.counts.get("own", 0) + 1
        return len(told)


def run_pair(options, seed):
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="pvault-", dir=memory) as folder:
        pair = Pair(options.pvault, folder, seed)
        before = pair.chance.randint(4, 14)
        while pair.step < before or not pair.bought:
            pair.any_step()
        dated = pair.step
        words, in_time = pair.take_late()
        while pair.step < STEPS:
            pair.any_step()
        try:
            told = pair.check(words, in_time, dated)
        except (AssertionError, KeyError, TypeError) as error:
            raise AssertionError(f"seed {seed}, {pair.method}, {' '.join(words)}: {error}") from error
        return pair.counts, told


def main():
    parser = support.parser(__doc__)
    parser.add_argument("--histories", type=int, default=15)
    parser.add_argument("--first", type=int, default=1, help="the seed of the first history")
    options = parser.parse_args()
    counts, told = {}, 0
    for seed in range(options.first, options.first + options.histories):
        some, more = run_pair(options, seed)
        told += more
        for what, count in some.items():
            counts[what] = counts.get(what, 0) + count
    assert options.histories < 15 or (WANTED <= counts.keys() and told > 20 and counts.get("own", 0) > 0), f"too little came about: {told}, {counts}"
    print(f"{options.histories} previews tell {told} releases as the two books have them: {counts}")


if __name__ == "__main__":
    main()
