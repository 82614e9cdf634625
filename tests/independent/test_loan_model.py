#!/usr/bin/env python3
"""The model of a loan (loan_model.py) against figures that can be verified by hand or were published. Needs no program."""

import sys
from datetime import date
from fractions import Fraction

from exact_model import half_even
from loan_model import (
    Amendment,
    Course,
    Draw,
    Loan,
    Payment,
    Purchase,
    Release,
    add_months,
    days_between,
    divided,
    facility_figures,
    federal_holidays,
    financing,
    level_payment,
    percent,
    schedule,
    taken,
    to_business_day,
    unmoved_dates,
    year_fraction,
)


def example(facts, commitment=10**12, exposure_fees=(), **options):
    """A loan of 10,000,000,000 USD at 4.63 %, drawn from 25 May 2026 on."""
    terms = {"rate": "4.63%", "day_count": "30/360", "available_from": "2026-05-25", "available_until": "2028-05-25"}
    terms |= {"maturity": "2036-05-25", "payments": "semiannual"}
    return Loan(commitment, terms | options, list(exposure_fees), list(facts))


def check_day_counts():
    days = date.fromisoformat
    cases = [("30/360", "2026-01-31", "2026-02-28", 28), ("30/360", "2026-02-28", "2026-03-31", 30), ("30/360", "2028-02-29", "2029-02-28", 360)]
    cases += [("30/360", "2026-01-15", "2026-01-31", 16), ("30/360", "2026-01-30", "2026-03-31", 60), ("30/360", "2028-02-28", "2028-02-29", 1)]
    cases += [("30e/360", "2026-01-15", "2026-01-31", 15), ("30e/360", "2026-02-28", "2026-03-31", 32), ("30e/360", "2028-02-29", "2029-02-28", 359)]
    cases += [("act/360", "2026-05-25", "2026-11-22", 181), ("act/365f", "2028-02-28", "2028-03-01", 2)]
    for name, start, end, expected in cases:
        yield f"{name} from {start} to {end}", days_between(name, days(start), days(end)), expected
    # The example of ISDA's memorandum on the actual/actual day count (1998).
    isda = year_fraction("act/act-isda", date(2003, 11, 1), date(2004, 5, 1))
    yield "act/act-isda, ISDA's example", isda, Fraction(61, 365) + Fraction(121, 366)
    yield "act/act-isda over a leap year", year_fraction("act/act-isda", date(2028, 1, 1), date(2029, 1, 1)), 1


def check_dates():
    yield "Independence Day 2026 is observed on Friday", date(2026, 7, 3) in federal_holidays(2026), True
    yield "New Year's Day 2028 is observed in 2027", date(2027, 12, 31) in federal_holidays(2027), True
    yield "Thanksgiving 2025", date(2025, 11, 27) in federal_holidays(2025), True
    yield "eleven holidays in 2025", sum(day.year == 2025 for day in federal_holidays(2025)), 11
    yield "following", to_business_day(date(2026, 5, 30), "following"), date(2026, 6, 1)
    yield "modified following", to_business_day(date(2026, 5, 30), "modified-following"), date(2026, 5, 29)
    yield "Memorial Day", to_business_day(date(2026, 5, 23), "following"), date(2026, 5, 26)
    terms = Course(example([], payments="monthly", first_payment="2026-05-31", maturity="2026-10-15"), date(2026, 6, 1)).terms_on(date(2026, 6, 1))
    found = sorted(day for day in unmoved_dates(terms, date(2026, 5, 25), date(2026, 11, 30)))
    expected = [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 15), date(2026, 10, 31)]
    yield "monthly from the 31st", found, [*expected, date(2026, 11, 30)]


def check_interest():
    start, end = date(2026, 5, 25), date(2026, 11, 22)
    exact = [10**12 * percent("4.63%") * year_fraction(name, start, end) for name in ("act/360", "act/365f")]
    yield "181 days, act/360", half_even(exact[0]), 23278611111
    yield "181 days, act/360 less act/365f", half_even(exact[0] - exact[1]), 318885084
    loan = example([Draw(start, 10**12)])
    yield "half a year, 30/360", schedule(loan, start)[0]["interest_usd"], 23150000000
    loan = example([Draw(start, 10**12)], commitment=2 * 10**12, commitment_fee="0.5%", commitment_fee_from="2026-02-25")
    fees = [row["fee_usd"] for row in schedule(loan, start)]
    yield "commitment fee from before signing", fees[0], 10**12 * 5 // 2000 + 2 * 10**12 * 5 // 4000
    yield "commitment fee, last", fees[3:5], [10**12 * 5 // 2000, 0]
    loan = example([Draw(start, 10**12)], capitalise_until="2028-05-25")
    yield "capitalised for two years", schedule(loan, start)[3]["closing_usd"], half_even(10**12 * Fraction("1.02315") ** 4)


def check_fees():
    # Viasat's loan under the Export-Import Bank: exposure fee and commitment as disclosed.
    draw = Draw(date(2026, 5, 25), 17587273100)
    loan = example([draw], commitment=18873025900, exposure_fees=["7.3107%:each-draw:financed"])
    financed = facility_figures(loan, draw.on)["disbursed_usd"] - draw.amount
    yield "exposure fee to the dollar", half_even(Fraction(financed, 100)), 12857528
    yield "commitment to the dollar", half_even(Fraction(draw.amount + financed, 100)), 188730259
    parts = [Draw(date(2026, 6, day), amount) for day, amount in ((1, 3333333333), (2, 3333333333), (3, 17587273100 - 2 * 3333333333))]
    loan = example(parts, commitment=18873025900, exposure_fees=["7.3107%:each-draw:financed"])
    yield "parts add up to the whole", facility_figures(loan, date(2026, 6, 3))["disbursed_usd"] - draw.amount, financed
    fees = ["1%:closing:cash", "0.5%:completion:cash"]
    figures = facility_figures(example([draw], exposure_fees=fees), date(2028, 5, 25))
    yield "closing and completion", figures["accrued_fees_usd"], 10**10 + half_even(Fraction(draw.amount, 200))


def check_repayment():
    days = [add_months(date(2026, 1, 1), month) for month in range(361)]
    yield "100,000 at 6 % over 30 years", level_payment(10**7, Fraction(6, 100), "30/360", days), 59955
    yield "divided", list(divided(1001, days[:4]).values()), [250, 250, 250, 251]
    plan = dict(zip(days, (100, 100, 101)))
    yield "inverse", list(taken(plan, 150, "inverse").values()), [100, 51, 0]
    yield "next", list(taken(plan, 150, "next").values()), [0, 50, 101]
    yield "pro-rata", list(taken(plan, 100, "pro-rata").values()), [67, 67, 67]
    for repayment in ("equal", "bullet", "annuity"):
        rows = schedule(example([Draw(date(2026, 6, 1), 10**12)], repayment=repayment), date(2026, 6, 1))
        yield f"{repayment} ends", (rows[-1]["closing_usd"], len(rows), sum(row["principal_usd"] for row in rows)), (0, 20, 10**12)
    rows = schedule(example([Draw(date(2026, 6, 1), 10**12)], repayment="annuity"), date(2026, 6, 1))
    payments = {row["interest_usd"] + row["principal_usd"] for row in rows[4:-1]}
    yield "an annuity stays the same", len(payments), 1
    # After an amendment of the rate halfway the closed form of the annuity gives the same level payment.
    draw = Draw(date(2026, 5, 25), 10**12)
    before = schedule(example([draw], repayment="annuity"), draw.on)[:8]
    paid = [Payment(row["due_on"], row["interest_usd"] + row["principal_usd"]) for row in before]
    loan = example([draw, *paid, Amendment(date(2030, 5, 25), {"rate": "5%"})], repayment="annuity")
    rows = schedule(loan, date(2030, 5, 25))
    after = rows[-12]  # the first date whose period bears 5 %
    level = half_even(after["opening_usd"] * Fraction(25, 1000) / (1 - 1 / Fraction("1.025") ** 12))
    yield "an annuity at a new rate", after["interest_usd"] + after["principal_usd"], level


def check_late_payment():
    facts = [Draw(date(2026, 5, 25), 10**12), Payment(date(2026, 12, 25), 23150000000)]
    facts.append(Amendment(date(2026, 12, 26), {"default_margin": "0%"}))
    loan = example(facts, default_margin="2%")
    on_time, late = facility_figures(loan, date(2026, 11, 25)), facility_figures(loan, date(2026, 12, 24))
    yield "overdue on the day it fell due", on_time["overdue_usd"], 23150000000
    yield "accrued before the payment", late["accrued_interest_usd"], 23150000000 + half_even(10**12 * percent("4.63%") * Fraction(29, 360)) + half_even(
        23150000000 * percent("2%") * Fraction(29, 360)
    )
    rows = schedule(loan, date(2026, 12, 26))
    yield "default interest falls due", rows[1]["interest_usd"], 23150000000 + half_even(23150000000 * percent("2%") * Fraction(30, 360))
    yield "the schedule ends at 0", rows[-1]["closing_usd"], 0


def check_shares():
    start = date(2026, 5, 25)
    loan = example([Draw(start, 10**6, (("a", 600000), ("b", 200000)))], commitment=10**6)
    stock = [Purchase(start, "cobalt", "a", 100, 600000), Purchase(start, "gallium", "b", 10, 400000), Release(date(2026, 6, 25), "cobalt", "a", 50)]
    found = financing(loan, stock, ["cobalt", "gallium"], date(2026, 7, 25))
    debts = {name: row["debt_usd"] for name, row in found.items()}
    yield "debt by mineral", debts, {"cobalt": 300000, "gallium": 200000, "unallocated": 500000}
    # A month at 10,000 USD and 4.63 % is 38.583... USD: 60, 20, 20 % of it, then 30, 20, 50 %; 77.17 USD in all.
    interest = {name: row["interest_usd"] for name, row in found.items()}
    yield "interest by mineral", interest, {"cobalt": 3473, "gallium": 1543, "unallocated": 2701}


def self_test():
    checks = [check_day_counts, check_dates, check_interest, check_fees, check_repayment, check_late_payment, check_shares]
    results = [result for check in checks for result in check()]
    wrong = [f"{what}: {found}, expected {expected}" for what, found, expected in results if found != expected]
    print("\n".join(wrong) if wrong else f"the model agrees with {len(results)} figures verified by hand")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(self_test())
