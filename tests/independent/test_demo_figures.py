#!/usr/bin/env python3
"""The demo's coverage, cost, position, facilities and sources and uses against figures computed independently: to the milligram, the cent and the
tenth of a day, for every mineral, at the end of the year and on days within it."""

import datetime
import math
from collections import defaultdict
from fractions import Fraction

import loan_model
import support
from exact_model import Reference, Year, days_in, half_even

TARGET_DAYS = 60
COMMITMENTS = {"exim": 10**12, "private": 167 * 10**9}


def decimal(value, places):
    """A scaled whole number as decimal text: (150050, 2) -> '1500.50'"""
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), 10**places)
    return f"{sign}{whole}.{part:0{places}d}"


def kg(mass_mg):
    return decimal(mass_mg, 6)


def usd(amount_cents):
    return decimal(amount_cents, 2)


def usd_per_kg(cents_per_mg):
    """Cents a milligram are 10,000 dollars a kilogram; six places, half-even."""
    return decimal(half_even(cents_per_mg * 10**10), 6)


def coverage_row(reference, year, mineral):
    mass, _ = year.on_hand(mineral)
    demand, price = reference.demand(mineral), reference.price(mineral, year.as_of)
    row = {"on_hand_kg": kg(mass), "available_kg": kg(mass), "held_back_kg": kg(0), "target_days": TARGET_DAYS}
    row["price_usd_per_kg"] = None if price is None else usd_per_kg(price)
    if demand is None:
        of_group = reference.rows[mineral]["member_of"] != ""
        row["status"] = "group_figure_only" if of_group else "no_demand_figure"
        return row | {"coverage_days": None, "gap_kg": None, "gap_cost_usd": None, "demand_kg_per_year": None, "demand_year": None}
    per_year, figure_year = demand
    per_day = Fraction(per_year, days_in(figure_year))
    gap = max(0, math.ceil(TARGET_DAYS * per_day - mass))
    row |= {"demand_kg_per_year": kg(per_year), "demand_year": figure_year, "gap_kg": kg(gap)}
    row["coverage_days"] = decimal(math.floor(mass * 10 / per_day), 1)
    row["gap_cost_usd"] = None if price is None else usd(half_even(gap * price))
    row["status"] = "no_stock" if mass == 0 else "below_target" if gap > 0 else "on_target"
    return row


def cost_row(reference, year, mineral, financed, carried):
    mass, cost = year.on_hand(mineral)
    totals, demand, price = year.totals[mineral], reference.demand(mineral), reference.price(mineral, year.as_of)
    row = {"on_hand_kg": kg(mass), "cost_usd": usd(cost), "carrying_cost_usd": usd(carried), "financing_cost_usd": usd(financed)}
    all_in = cost + carried + financed
    row |= {"all_in_cost_usd": usd(all_in), "all_in_usd_per_kg": usd_per_kg(Fraction(all_in, mass)) if mass > 0 else None}
    unit = None if mass == 0 else usd_per_kg(Fraction(cost, mass))
    value = None if price is None else half_even(mass * price)
    row["unit_cost_usd_per_kg"] = unit
    row["market_value_usd"] = None if value is None else usd(value)
    row["unrealised_gain_usd"] = None if value is None else usd(value - cost)
    row["market_price_usd_per_kg"] = None if price is None else usd_per_kg(price)
    for name in ("purchased", "released", "lost"):
        row[f"{name}_kg"] = kg(totals[f"{name}_mg"])
    row |= {"purchased_usd": usd(totals["purchased_cents"]), "released_cost_usd": usd(totals["released_cents"])}
    row |= {"lost_cost_usd": usd(totals["lost_cents"]), "proceeds_usd": usd(totals["proceeds_cents"])}
    row["realised_gain_usd"] = usd(totals["proceeds_cents"] - totals["released_cents"])
    per_day = None
    if demand is not None and mass > 0:
        per_day = usd(half_even(Fraction(demand[0], days_in(demand[1])) * cost / mass))
    return row | {"cost_per_coverage_day_usd": per_day}


def position_rows(year):
    rows = defaultdict(lambda: [0, 0, 0])
    for mineral, _, mass, cost, _, _, site, _ in year.lots:
        if mass > 0:
            for place, value in enumerate((1, mass, cost)):
                rows[mineral, site][place] += value
    return {key: {"lots": lots, "on_hand_kg": kg(mass), "cost_usd": usd(cost)} for key, (lots, mass, cost) in rows.items()}


def loan_of(year, facility):
    """The facility as loan_model has it: terms as typed, its drawdowns and payments."""
    named = {"available-from": "available_from", "available-until": "available_until", "commitment-fee": "commitment_fee", "day-count": "day_count"}
    terms = {option.removeprefix("--"): values[0] for option, values in year.terms[facility].items() if option and values}
    options = {named.get(name, name): text for name, text in terms.items() if name not in ("lender", "commitment", "source")}
    day = datetime.date.fromisoformat
    draws = [loan_model.Draw(day(on), amount, tuple(uses)) for on, amount, uses in year.drawdowns[facility]]
    payments = [loan_model.Payment(day(on), amount) for on, amount in year.paid[facility]]
    return loan_model.Loan(COMMITMENTS[facility], options, [], sorted(draws + payments, key=lambda fact: fact.on))


def financing_rows(reference, year, as_of):
    """Mineral, or unallocated -> debt, interest and fees in cents, over both facilities."""
    day = datetime.date.fromisoformat
    stock = [loan_model.Purchase(day(lot[1]), lot[0], lot[5], lot[4], lot[7]) for lot in year.lots]
    stock += [loan_model.Release(day(on), mineral, lot, mass) for on, mineral, lot, mass in year.taken]
    sums = defaultdict(lambda: defaultdict(int))
    for facility in COMMITMENTS:
        for name, row in loan_model.financing(loan_of(year, facility), stock, list(reference.minerals), day(as_of)).items():
            for column, cents in row.items():
                sums[name][column] += cents
    return sums


def facility_rows(year):
    rows = {}
    for name, commitment in COMMITMENTS.items():
        drawn = year.disbursed[name]
        rows[name] = {"commitment_usd": usd(commitment), "disbursed_usd": usd(drawn), "undisbursed_usd": usd(commitment - drawn)}
        rows[name] |= {"principal_usd": usd(drawn), "cancelled_usd": usd(0)}
    return rows


def compare(where, expected, found):
    """Counts the figures compared; every difference is named."""
    differences = [f"{where}: {name} is {found.get(name)}, expected {value}" for name, value in expected.items() if found.get(name) != value]
    assert not differences, "\n".join(differences)
    return len(expected)


def keyed(rows, *names):
    found = {tuple(row[name] for name in names): row for row in rows}
    assert len(found) == len(rows), f"rows repeat a key of {names}"
    return found


def compare_keyed(where, expected, found):
    assert expected.keys() == found.keys(), f"{where}: rows differ: {sorted(expected.keys() ^ found.keys())}"
    return sum(compare(f"{where} {key}", row, found[key]) for key, row in expected.items())


def check_financing(program, reference, year):
    found = keyed(program.report("financing", "--as-of", year.as_of)["rows"], "mineral")
    expected = {(name,): {column: usd(cents) for column, cents in row.items()} for name, row in financing_rows(reference, year, year.as_of).items()}
    expected = {key: row for key, row in expected.items() if key in found or any(text != usd(0) for text in row.values())}
    return compare_keyed(f"financing {year.as_of}", expected, found)


def check_day(program, reference, script, as_of):
    year = Year(reference, script, as_of)
    figures = 0
    coverage = [row for row in program.report("coverage", "--as-of", as_of)["rows"] if row["mineral"] in reference.minerals]
    expected = {(mineral,): coverage_row(reference, year, mineral) for mineral in reference.minerals}
    figures += compare_keyed(f"coverage {as_of}", expected, keyed(coverage, "mineral"))
    cost = program.report("cost", "--as-of", as_of)
    figures += check_financing(program, reference, year)
    # Accruals were posted with the payments of the last payment date.
    accrued_on = max((on for payments in year.paid.values() for on, _ in payments if on <= as_of), default=None)
    financed = financing_rows(reference, year, accrued_on) if accrued_on else {}
    borne = {name: row["interest_usd"] + row["fees_usd"] for name, row in financed.items()}
    carried = year.carrying()
    expected = {(mineral,): cost_row(reference, year, mineral, borne.get(mineral, 0), carried[mineral]) for mineral in reference.minerals}
    figures += compare_keyed(f"cost {as_of}", expected, keyed(cost["rows"], "mineral"))
    total = usd(sum(year.on_hand(mineral)[1] for mineral in reference.minerals))
    figures += compare(f"cost {as_of}, total", {"cost_usd": total}, cost["totals"])
    position = keyed(program.report("position", "--as-of", as_of)["rows"], "mineral", "site")
    figures += compare_keyed(f"position {as_of}", position_rows(year), position)
    facilities = keyed(program.report("facilities", "--as-of", as_of)["rows"], "facility")
    figures += compare_keyed(f"facilities {as_of}", {(name,): row for name, row in facility_rows(year).items()}, facilities)
    lots = {(lot[5],): {"on_hand_kg": kg(lot[2]), "cost_usd": usd(lot[3]), "received_kg": kg(lot[4])} for lot in year.lots}
    figures += compare_keyed(f"lots {as_of}", lots, keyed(program.report("lots", "--as-of", as_of)["rows"], "lot"))
    return figures + check_uses(program, year)


def check_uses(program, year):
    rows = program.report("sources-and-uses", "--as-of", year.as_of)["rows"]
    found = sorted((row["facility"], row["lot"], row["amount_usd"]) for row in rows if row["purchase_entry"] is not None)
    expected = sorted((facility, lot, usd(amount)) for facility, lot, amount in year.uses)
    assert found == expected, f"uses of {year.as_of} differ: {set(found) ^ set(expected)}"
    return len(found)


def main():
    options = support.arguments(__doc__)
    reference = Reference(options.root)
    script = options.root / support.OPERATIONS
    with support.demo_book(options) as program:
        figures = sum(check_day(program, reference, script, day) for day in ("2025-12-31", "2025-08-25", "2025-03-10", "2025-01-01"))
    print(f"{figures} figures of the demo agree with those computed independently")


if __name__ == "__main__":
    main()
