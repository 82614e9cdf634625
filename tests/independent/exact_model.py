"""The demo's year computed again from its commands and the reference figures, in exact fractions, without a line of pvault's code.

All masses are fractions of a milligram until they are booked, all money is whole cents once booked.
"""

import calendar
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
        self.rates = []  # (from, kind, site, mineral, its options); site and mineral may be None
        self.accrued = []  # days to which carrying cost was accrued
        self.changes = defaultdict(list)  # lot -> [(on, mass_mg, cost_cents)]
        self.handled = defaultdict(list)  # lot -> [(on, --in or --out, mass_mg)]
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
        elif name == ("carrying", "set"):
            kind, site, mineral = (options[key][0] if options[key] else None for key in ("--kind", "--site", "--mineral"))
            self.rates.append((on, kind, site, mineral, options))
        elif words[1] == "accrue":
            self.accrued.append(options_of(words[2:])["--until"][0])
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
        self.changes[options["--lot"][0]].append((on, mass, cost))
        self.handled[options["--lot"][0]].append((on, "--in", mass))
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
            self.changes[lot[5]].append((on, -mass, -cost))
            if options["--kind"][0] != "loss":
                self.handled[lot[5]].append((on, "--out", mass))
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

    def rate(self, kind, site, mineral, on):
        """The options of the narrowest rate in force; within a scope of the latest. The demo ends none."""
        for scope in ((site, mineral), (site, None), (None, mineral), (None, None)):
            found = [rate for rate in self.rates if rate[1:4] == (kind, *scope) and rate[0] <= on]
            if found:
                return max(found, key=lambda rate: rate[0])[4]
        return None

    def charges(self, until):
        """(kind, party) -> mineral -> exact cents, day by day: docs/MANUAL.md, "Storage, insurance and handling"."""
        sums = defaultdict(lambda: defaultdict(Fraction))

        def add(kind, options, mineral, cents):
            sums[kind, options["--to"][0]][mineral] += cents

        for mineral, received_on, _, _, _, lot, site, _ in self.lots:
            changes = {day: [change for change in self.changes[lot] if change[0] == day] for day, _, _ in self.changes[lot]}
            mass = cost = 0
            day, last = datetime.date.fromisoformat(received_on), datetime.date.fromisoformat(until)
            while day <= last:
                for _, more_mg, more_cents in changes.get(day.isoformat(), ()):
                    mass, cost = mass + more_mg, cost + more_cents
                for kind in ("storage", "insurance"):
                    options = self.rate(kind, site, mineral, day.isoformat())
                    if options is None:
                        continue
                    text = options["--rate"][0]
                    if text.endswith("%"):
                        add(kind, options, mineral, Fraction(text.rstrip("%")) / 100 * cost / 365)
                    else:
                        per_mg = self.reference.cents_per_mg(mineral, text.removesuffix("-month"))
                        add(kind, options, mineral, per_mg * mass / calendar.monthrange(day.year, day.month)[1])
                day += datetime.timedelta(1)
            for on, way, mass in self.handled[lot]:
                options = self.rate("handling", site, mineral, on)
                if options is not None and options[way] and on <= until:
                    add("handling", options, mineral, self.reference.cents_per_mg(mineral, options[way][0]) * mass)
        return sums

    def carrying(self):
        """Mineral -> cents that were accrued by the year's day; what is owed to a party for a kind is rounded once and shared by largest remainder."""
        until = max((day for day in self.accrued if day <= self.as_of), default=None)
        cents = defaultdict(int)
        for parts in self.charges(until).values() if until else ():
            whole = half_even(sum(parts.values()))
            down = {mineral: math.floor(parts[mineral]) for mineral in self.reference.minerals if mineral in parts}
            largest_first = sorted(down, key=lambda mineral: down[mineral] - parts[mineral])
            for mineral in largest_first[: whole - sum(down.values())]:
                down[mineral] += 1
            for mineral, amount in down.items():
                cents[mineral] += amount
        return cents


def days_in(year):
    return 366 if datetime.date(year, 12, 31).timetuple().tm_yday == 366 else 365
