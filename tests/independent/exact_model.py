"""The demo's year computed again from its commands and the reference figures, in exact fractions, without a line of pvault's code.

All masses are fractions of a milligram until they are booked, all money is whole cents once booked.
"""

import csv
import datetime
import math
import shlex
from collections import defaultdict
from fractions import Fraction

# Milligrams in one unit; definitions in reference/units.csv.
UNITS = {
    "mg": Fraction(1),
    "g": Fraction(1000),
    "kg": Fraction(10**6),
    "t": Fraction(10**9),
    "kt": Fraction(10**12),
    "lb": Fraction("453592.37"),
    "st": 2000 * Fraction("453592.37"),
    "ozt": Fraction("31103.4768"),
    "mtu": Fraction(10**7),
}


def number(text):
    return Fraction(text.replace(",", ""))


def half_even(value):
    below = math.floor(value)
    rest = value - below
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and below % 2 == 1):
        return below + 1
    return below


def quantity(text):
    """'1,350 t of Li2CO3' -> (1350, 't', 'Li2CO3')"""
    amount, rest = text.split(" ", 1)
    unit, _, component = rest.partition(" of ")
    return number(amount), unit, component


class Reference:
    def __init__(self, root):
        with open(root / "reference/minerals.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        with open(root / "reference/content_factors.csv", newline="", encoding="utf-8") as file:
            factors = {(row["mineral"], row["material"]): Fraction(row["factor"]) for row in csv.DictReader(file)}
        self.rows = {row["id"]: row for row in rows}
        self.factors = factors
        self.minerals = [row["id"] for row in rows if row["kind"] == "mineral"]

    def factor(self, mineral, component):
        if component in ("", self.rows[mineral]["basis_component"]):
            return Fraction(1)
        return self.factors[mineral, component]

    def cents_per_mg(self, mineral, text):
        amount, rest = text.split(" ", 1)
        currency, per = rest.split("/")
        unit, _, component = per.partition(" of ")
        cents = number(amount) * {"USD": 100, "USc": 1}[currency]
        return cents / UNITS[unit] / self.factor(mineral, component)

    def demand(self, mineral):
        """Milligrams a year and the figure's year, or None."""
        row = self.rows[mineral]
        if not row["demand_mass"]:
            return None
        amount, unit, component = quantity(row["demand_mass"])
        return half_even(amount * UNITS[unit] * self.factor(mineral, component)), int(row["demand_year"])

    def price(self, mineral, as_of):
        row = self.rows[mineral]
        if not row["price"] or row["price_unusable"] or row["price_on"] > as_of:
            return None
        return self.cents_per_mg(mineral, row["price"])


def options_of(words):
    """['--mineral', 'gallium', '--use', 'a=1 USD', ...] -> {'--mineral': ['gallium'], '--use': [...], '--related': []}"""
    options = defaultdict(list)
    name = None
    for word in words:
        if word.startswith("--"):
            name = word
            options[name] = options[name]
        else:
            options[name].append(word)
    return options


def cents(text):
    amount, currency = text.split(" ")
    assert currency == "USD", text
    scale = {"B": 10**9, "M": 10**6}.get(amount[-1], 1)
    return half_even(number(amount.rstrip("BM")) * scale * 100)


class Year:
    """Replays the commands dated up to a day."""

    def __init__(self, reference, script, as_of):
        self.reference = reference
        self.as_of = as_of
        self.lots = []  # in order of recording: [mineral, received_on, mass_mg, cost_cents, received_mg, name, site, bought_cents]
        self.totals = defaultdict(lambda: defaultdict(int))
        self.disbursed = defaultdict(int)
        self.uses = []
        self.drawdowns = defaultdict(list)  # facility -> [(on, cents, [(lot, cents)])]
        self.taken = []  # (on, mineral, lot, mass_mg) of each lot that a release drew
        self.paid = defaultdict(list)  # facility -> [(on, cents)]
        self.terms = {}  # facility -> its options
        for line in script.read_text().splitlines():
            if line.startswith("pvault "):
                self.replay(shlex.split(line))

    def replay(self, words):
        name = (words[1], words[2]) if len(words) > 2 else (words[1], "")
        options = options_of(words[3:])
        on = options.get("--on", [""])[0]
        if name == ("purchase", "record"):
            self.purchase(on, options)
        elif name == ("release", "record"):
            self.release(on, options)
        elif name == ("drawdown", "record") and on <= self.as_of:
            self.disbursed[options["--facility"][0]] += cents(options["--amount"][0])
            for use in options["--use"]:
                lot, amount = use.split("=")
                self.uses.append((options["--facility"][0], lot, cents(amount)))
            uses = [(lot, cents(amount)) for lot, amount in (use.split("=") for use in options["--use"])]
            self.drawdowns[options["--facility"][0]].append((on, cents(options["--amount"][0]), uses))
        elif name == ("payment", "record") and options["--facility"]:
            self.paid[options["--facility"][0]].append((on, cents(options["--amount"][0])))
        elif name == ("facility", "add"):
            self.terms[words[3]] = options

    def contained_mg(self, mineral, options):
        amount, unit, component = quantity(options["--mass"][0])
        contained = amount * UNITS[unit] * self.reference.factor(mineral, component)
        if "--moisture" in options:
            contained *= 1 - Fraction(options["--moisture"][0].rstrip("%")) / 100
        if "--assay" in options:
            percent, _, of = options["--assay"][0].partition("%")
            contained *= Fraction(percent) / 100 * self.reference.factor(mineral, of.strip())
        return contained

    def purchase(self, on, options):
        if on > self.as_of:
            return
        mineral = options["--mineral"][0]
        contained = self.contained_mg(mineral, options)
        cost = half_even(contained * self.reference.cents_per_mg(mineral, options["--price"][0]))
        cost += sum(cents(landed.split("=")[1]) for landed in options["--landed"])
        mass = half_even(contained)
        self.lots.append([mineral, on, mass, cost, mass, options["--lot"][0], options["--site"][0], cost])
        totals = self.totals[mineral]
        totals["purchased_mg"] += mass
        totals["purchased_cents"] += cost

    def release(self, on, options):
        if on > self.as_of:
            return
        mineral = options["--mineral"][0]
        contained = self.contained_mg(mineral, options)
        left, cost_out = half_even(contained), 0
        asked = left
        # First in, first out: by day of receipt; sorted() keeps the order of recording within a day.
        for lot in sorted((lot for lot in self.lots if lot[0] == mineral and lot[1] <= on), key=lambda lot: lot[1]):
            mass = min(left, lot[2])
            if mass == 0:
                continue
            cost = lot[3] if mass == lot[2] else half_even(Fraction(lot[3] * mass, lot[2]))
            lot[2] -= mass
            lot[3] -= cost
            left -= mass
            cost_out += cost
            self.taken.append((on, mineral, lot[5], mass))
        assert left == 0, f"{mineral}: the demo releases more than there is"
        kind = "lost" if options["--kind"][0] == "loss" else "released"
        totals = self.totals[mineral]
        totals[f"{kind}_mg"] += asked
        totals[f"{kind}_cents"] += cost_out
        if "--price" in options:
            totals["proceeds_cents"] += half_even(contained * self.reference.cents_per_mg(mineral, options["--price"][0]))

    def on_hand(self, mineral):
        held = [lot for lot in self.lots if lot[0] == mineral]
        return sum(lot[2] for lot in held), sum(lot[3] for lot in held)


def days_in(year):
    return 366 if datetime.date(year, 12, 31).timetuple().tm_yday == 366 else 365
