"""Loans as data: one description that test_loans.py types into the program and computes with the model."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from loan_model import (
    MONTHS,
    Amendment,
    Cancellation,
    Course,
    Draw,
    ExposureFee,
    Fixing,
    Loan,
    Payment,
    Purchase,
    Release,
    add_months,
    unmoved_dates,
)

BILLION = 10**11  # cents
MILLION = 10**8

# Scenarios accrued daily, monthly and once.
ACCRUED = {"capitalising, exposure fee financed", "floating, prepayment pro-rata", "late and partial payments"}


@dataclass
class Scenario:
    name: str
    loan: Loan
    days: list  # the as-of dates compared
    stock: list = field(default_factory=list)
    reading: str = ""  # how the page was read where it can be read in two ways


# Command lines --------------------------------------------------------------------------------------------------------


def usd(cents):
    return f"{cents // 100}.{cents % 100:02d} USD"


def option_words(options):
    words = []
    for name, value in options.items():
        if name == "instalment":
            words += [word for day, cents in value for word in ("--instalment", f"{day}={usd(cents)}")]
        else:
            words += [f"--{name.replace('_', '-')}", value]
    return words


def fact_words(fact):
    on = ["--on", fact.on.isoformat()]
    match fact:
        case Fixing():
            return ["fixing", "add", fact.index, *on, "--rate", fact.rate, "--source", "test"]
        case Draw():
            uses = [word for lot, cents in fact.uses for word in ("--use", f"{lot}={usd(cents)}")]
            return ["drawdown", "record", "--facility", "loan", "--amount", usd(fact.amount), *on, *uses]
        case Payment():
            parts = [word for part, cents in fact.apply for word in ("--apply", f"{part}={usd(cents)}")]
            return ["payment", "record", "--facility", "loan", "--amount", usd(fact.amount), *on, *parts]
        case Cancellation():
            return ["facility", "cancel", "loan", "--amount", usd(fact.amount), *on]
        case Amendment():
            return ["facility", "amend", "loan", *on, *option_words(fact.options)]
        case Purchase():
            words = ["purchase", "record", "--mineral", fact.mineral, "--mass", f"{fact.kg} kg", "--cost", usd(fact.cost), *on]
            return [*words, "--supplier", "acme", "--site", "houston", "--lot", fact.lot]
        case Release():
            words = ["release", "record", "--mineral", fact.mineral, "--mass", f"{fact.kg} kg", "--kind", "loss", *on]
            return [*words, "--authority", "test", "--lot", fact.lot]


def opening_commands(scenario):
    """Everything before the facts of the loan."""
    loan = scenario.loan
    facility = ["facility", "add", "loan", "--lender", "bank", "--commitment", usd(loan.commitment), *option_words(loan.options)]
    facility += [word for fee in loan.exposure_fees for word in ("--exposure-fee", fee)]
    start = ["site", "add", "houston", "--name", "Houston", "--country", "US"]
    parties = [["party", "add", name, "--name", name, "--role", role] for name, role in (("acme", "supplier"), ("bank", "lender"))]
    return [start, *parties, facility, *(fact_words(fact) for fact in scenario.stock)]


def fact_commands(scenario):
    """(day, command) in the order of recording."""
    return [(fact.on, fact_words(fact)) for fact in scenario.loan.facts]


# Payments that follow from what is due ----------------------------------------------------------------------------------


class Player(Course):
    """A course whose payments are decided as it goes, at the end of each day."""

    def __init__(self, loan, until, decide):
        super().__init__(loan, until)
        self.decide, self.made, self.on_payment_date = decide, [], False

    def carry(self, day, terms, ends):
        self.on_payment_date = ends
        for payment in self.decide(self, day):
            self.pay(payment, terms)
            self.made.append(payment)
        super().carry(day, terms, ends)


def in_order(facts):
    """By date; on a day fixings and amendments first, payments last."""
    rank = {Fixing: 0, Amendment: 1, Draw: 2, Cancellation: 2, Payment: 3}
    return sorted(facts, key=lambda fact: (fact.on, rank[type(fact)]))


def with_payments(loan, until, decide):
    made = Player(loan, until, decide).run_to(until).made
    return replace(loan, facts=in_order([*loan.facts, *made]))


def as_due(course, day):
    return [Payment(day, course.overdue())] if course.overdue() else []


def around(loan, *more):
    """Days worth asking for: signing, the days around some facts and payment dates, and the days given."""
    last = max(fact.on for fact in loan.facts)
    course = Course(loan, last)
    paying = sorted(day for day in course.dates(course.terms_on(last)) if day <= course.terms_on(last).maturity)
    facts = [fact.on for fact in loan.facts if not isinstance(fact, Fixing)]
    days = {loan.signing, facts[0], facts[len(facts) // 2] - timedelta(1), facts[len(facts) // 2], last, last + timedelta(1), last + timedelta(40)}
    days |= {paying[len(paying) // 4], paying[len(paying) // 2], paying[len(paying) // 2] + timedelta(1)}
    return sorted(days | {date.fromisoformat(day) for day in more})


def on(text):
    return date.fromisoformat(text)


# Scenarios ------------------------------------------------------------------------------------------------------------


def capitalising():
    options = {"rate": "4.63%", "day_count": "30/360", "available_from": "2025-06-16", "available_until": "2027-06-15", "maturity": "2035-05-25"}
    options |= {"payments": "05-25,11-25", "capitalise_until": "2027-05-25", "first_repayment": "2027-11-25"}
    options |= {"commitment_fee": "0.5%", "commitment_fee_from": "2025-05-01"}
    stock = [Purchase(on("2025-06-20"), "cobalt", "cobalt-1", 1000000, 30 * MILLION), Purchase(on("2025-08-30"), "gallium", "gallium-1", 20000, 12 * MILLION)]
    stock += [Purchase(on("2026-02-11"), "cobalt", "cobalt-2", 777777, 2 * BILLION), Release(on("2025-10-31"), "cobalt", "cobalt-1", 333333)]
    stock += [Release(on("2026-01-30"), "gallium", "gallium-1", 20000), Release(on("2027-12-31"), "cobalt", "cobalt-2", 100001)]
    draws = [Draw(on("2025-07-01"), 40 * MILLION + 17, (("cobalt-1", 25 * MILLION),)), Draw(on("2025-09-15"), 9 * MILLION, (("gallium-1", 9 * MILLION - 1),))]
    draws += [Draw(on("2025-11-25"), BILLION + 1), Draw(on("2026-03-31"), 2 * BILLION + 33, (("cobalt-2", BILLION), ("cobalt-1", 4 * MILLION)))]
    draws += [Draw(on("2026-08-31"), 3 * BILLION), Draw(on("2027-02-28"), 2 * BILLION + 99)]
    loan = Loan(10 * BILLION, options, ["7.3107%:each-draw:financed"], draws)
    loan = with_payments(loan, on("2029-08-01"), as_due)
    days = around(loan, "2025-10-30", "2025-12-31", "2026-02-01", "2027-02-28", "2028-01-31", "2035-05-25")
    return [Scenario("capitalising, exposure fee financed", loan, days, stock)]


SOFR = [("2025-02-10", "4.31%"), ("2025-05-09", "4.3304%"), ("2025-05-14", "4.28%"), ("2025-08-13", "4.36%"), ("2025-08-13", "4.35%")]
SOFR += [("2025-11-14", "3.95%"), ("2026-02-12", "3.7%"), ("2026-05-14", "3.6512%"), ("2026-08-15", "3.5%"), ("2026-11-13", "3.25%"), ("2027-05-10", "2.999%")]


def fixings(*pairs):
    return [Fixing(on(day), "SOFR", rate) for day, rate in pairs]


def floating():
    options = {"index": "SOFR", "margin": "1.75%", "day_count": "act/360", "available_from": "2025-02-20", "available_until": "2026-08-20"}
    options |= {"maturity": "2030-02-14", "payments": "quarterly", "first_repayment": "2025-11-14"}
    facts = [Draw(on("2025-03-03"), 500 * MILLION + 1), Draw(on("2025-06-30"), 123456789), Draw(on("2025-12-15"), 77 * MILLION + 77)]
    facts += [Draw(on("2026-02-14"), 10 * MILLION), Cancellation(on("2026-03-02"), 5 * MILLION)]
    scenarios = []
    for rule in ("inverse", "pro-rata", "next"):
        prepaid = {on("2025-09-30"): 33333333, on("2026-04-01"): 100 * MILLION + 19, on("2026-11-14"): 47 * MILLION + 1}

        def decide(course, day, prepaid=prepaid):
            beyond = prepaid.get(day, 0)
            amount = course.overdue() + (course.unpaid_interest(day) + course.unpaid_fees(day) + beyond if beyond else 0)
            return [Payment(day, min(amount, course.payoff(day)))] if amount else []

        loan = Loan(BILLION, options | {"prepayment": rule, "commitment_fee": "0.375%"}, ["0.5%:each-draw:cash"], in_order(facts + fixings(*SOFR)))
        loan = with_payments(loan, on("2027-06-30"), decide)
        scenarios.append(Scenario(f"floating, prepayment {rule}", loan, around(loan, "2025-09-30", "2026-04-01", "2026-05-14", "2030-02-14")))
    return scenarios


def month_ends():
    scenarios = []
    rules = [("act/act-isda", "none"), ("30e/360", "modified-following"), ("30/360", "modified-following"), ("act/365f", "following"), ("30/360", "none")]
    for day_count, rule in rules:
        options = {"rate": "6.125%", "day_count": day_count, "available_from": "2027-08-05", "available_until": "2028-06-10", "maturity": "2029-12-31"}
        options |= {"payments": "monthly", "first_payment": "2027-08-31", "business_days": rule, "commitment_fee": "0.25%"}
        draws = [Draw(on("2027-08-09"), 55555555), Draw(on("2027-10-31"), 10 * MILLION), Draw(on("2028-01-31"), 33333333), Draw(on("2028-02-29"), 7777777)]
        loan = with_payments(Loan(3 * MILLION * 10, options, [], draws), on("2029-02-28"), as_due)
        scenarios.append(Scenario(f"month ends, {day_count}, {rule}", loan, around(loan, "2028-02-28", "2028-02-29", "2028-03-01", "2028-12-31", "2029-01-31")))
    return scenarios


def fifteen_years():
    options = {"rate": "4.63%", "day_count": "act/365f", "available_from": "2025-01-15", "available_until": "2029-12-31", "maturity": "2040-01-15"}
    options |= {"payments": "semiannual", "commitment_fee": "0.5%"}
    first = on("2025-02-03")
    draws = [Draw(first + number * timedelta(44), 10 * BILLION // 40) for number in range(40)]
    loan = with_payments(Loan(10 * BILLION, options, [], draws), on("2040-01-15"), as_due)
    return [Scenario("fifteen years, 40 draws", loan, around(loan, "2025-02-02", "2029-12-31", "2030-01-15", "2039-12-31"))]


def repayments():
    options = {"rate": "5.05%", "day_count": "30/360", "available_from": "2025-03-10", "available_until": "2026-03-31", "maturity": "2031-09-10"}
    options |= {"payments": "quarterly", "first_payment": "2025-06-10"}
    draws = [Draw(on("2025-03-20"), 400 * MILLION), Draw(on("2025-10-01"), 99999999)]

    def decide(course, day):
        beyond = 25 * MILLION if day == on("2027-04-22") else 0
        amount = course.overdue() + (course.unpaid_interest(day) + beyond if beyond else 0)
        return [Payment(day, amount)] if amount else []

    custom = [("2026-09-10", 100 * MILLION), ("2027-09-10", 50 * MILLION + 1), ("2028-12-10", 150 * MILLION), ("2030-03-10", 30 * MILLION)]
    kinds = [("annuity", {}), ("bullet", {}), ("custom", {"instalment": tuple(custom)}), ("equal", {"first_repayment": "2027-12-10"})]
    scenarios = []
    for kind, more in kinds:
        for rule in ("inverse", "pro-rata", "next"):
            loan = Loan(500 * MILLION, options | more | {"repayment": kind, "prepayment": rule}, [], draws)
            loan = with_payments(loan, on("2028-12-31"), decide)
            scenarios.append(Scenario(f"{kind}, prepayment {rule}", loan, around(loan, "2026-09-10", "2027-04-21", "2031-09-10")))
    floats = {name: value for name, value in options.items() if name != "rate"} | {"index": "SOFR", "margin": "2.1%", "repayment": "annuity"}
    floats |= {"day_count": "act/360"}
    loan = with_payments(Loan(500 * MILLION, floats, [], in_order(draws + fixings(*SOFR))), on("2028-06-30"), as_due)
    return [*scenarios, Scenario("annuity, floating", loan, around(loan, "2026-06-10", "2026-12-10", "2031-09-10"))]


def late():
    options = {"rate": "4.63%", "day_count": "act/360", "available_from": "2025-01-20", "available_until": "2026-01-20", "maturity": "2028-01-20"}
    options |= {"payments": "quarterly", "commitment_fee": "0.5%", "commitment_fee_day_count": "act/365f", "default_margin": "2%"}
    facts = [Draw(on("2025-02-01"), 200 * MILLION), Draw(on("2025-05-15"), 150 * MILLION), Cancellation(on("2025-08-08"), 100 * MILLION + 1)]
    facts += [Amendment(on("2025-09-01"), {"rate": "5.13%"}), Amendment(on("2026-12-01"), {"default_margin": "3%", "prepayment": "next"})]
    plan = {on("2025-04-20"): 100, on("2025-07-28"): 50, on("2025-10-20"): 100, on("2026-02-03"): 25, on("2026-03-15"): 90}
    plan |= {on("2026-08-01"): 70, on("2026-08-31"): 100, on("2026-10-20"): 10, on("2027-01-20"): 50, on("2027-08-01"): 110}  # percent of what is overdue

    def decide(course, day):
        if day == on("2026-06-11"):
            return [Payment(day, 300001, (("interest", 100000), ("principal", 200001)))]
        amount = min(course.payoff(day), course.overdue() * plan.get(day, 0) // 100)
        return [Payment(day, amount)] if amount else []

    loan = with_payments(Loan(BILLION // 2, options, ["0.2%:closing:cash", "0.1%:completion:cash:disbursed"], in_order(facts)), on("2027-12-31"), decide)
    days = around(loan, "2025-07-20", "2025-07-27", "2025-09-01", "2026-06-11", "2026-06-12", "2028-01-20", "2028-05-01", "2029-02-01")
    return [Scenario("late and partial payments", loan, days)]


# Where the page can be read in two ways -----------------------------------------------------------------------------------


def edge(name, reading, facts, commitment=500 * MILLION, exposure_fees=(), until=None, days=(), decide=as_due, **options):
    """A loan of a few years, paid as due until a day."""
    terms = {"rate": "4.63%", "day_count": "30/360", "available_from": "2025-03-01", "available_until": "2026-03-31", "maturity": "2029-06-15"}
    terms |= {"payments": "quarterly"} | options
    terms = {name: value for name, value in terms.items() if value is not None}
    loan = Loan(commitment, terms, list(exposure_fees), in_order(facts))
    if until:
        loan = with_payments(loan, on(until), decide)
    return Scenario(name, loan, around(loan, *days), reading=reading)


def edges_of_fees():
    late_draws = [Draw(on("2025-04-10"), 100 * MILLION), Draw(on("2026-03-31"), 300 * MILLION)]
    yield edge(
        "closing fee financed",
        "A closing fee that is financed is principal from signing on, bears interest from then and begins the first interest period.",
        [Draw(on("2025-04-10"), 100 * MILLION)], exposure_fees=["1%:closing:financed"], until="2027-01-31", days=["2025-03-01", "2025-03-20"],
    )
    for how in ("cash", "financed"):
        yield edge(
            f"completion fee in {how}, a drawdown on the last day of availability",
            "The completion fee counts the drawdowns and cancellations of its own day.",
            [*late_draws, Cancellation(on("2026-03-31"), 99 * MILLION)],
            exposure_fees=[f"0.75%:completion:{how}"], until="2027-01-31", days=["2026-03-30", "2026-03-31", "2026-04-01"],
        )
    yield edge(
        "completion fee on an amount, projected",
        "A completion fee is in the schedule before it is charged.",
        late_draws[:1], exposure_fees=["0.5%:completion:cash:250000000 USD", "0.1%:completion:financed:commitment"], days=["2025-12-31"],
    )
    yield edge(
        "commitment fee with a day count of its own",
        "The commitment fee accrues up to the last day of availability, that day not counted.",
        late_draws, commitment_fee="0.5%", commitment_fee_day_count="act/365f", commitment_fee_from="2025-02-01", until="2026-12-31",
        days=["2026-03-30", "2026-03-31", "2026-04-01", "2026-06-15"],
    )


def edges_of_periods():
    draws = [Draw(on("2025-06-15"), 100 * MILLION), Draw(on("2025-09-15"), 77 * MILLION + 1)]
    yield edge(
        "first drawdown on a payment date",
        "A payment date that is the day of the first drawdown has a row: opening 0, 0 days; a drawdown on a payment date belongs to the row of that date.",
        draws, commitment_fee="0.5%", until="2027-01-31", days=["2025-06-14", "2025-06-15", "2025-09-15"],
    )
    moved = {"business_days": "following", "first_payment": "2025-06-15", "capitalise_until": "2026-03-15", "first_repayment": "2026-08-15"}
    yield edge(
        "dates that are moved",
        "capitalise until and first repayment are compared with the date before the business-day rule moves it (15 March 2026 is a Sunday).",
        draws, until="2027-01-31", days=["2026-03-15", "2026-03-16", "2026-08-15", "2026-08-17"], payments="monthly", available_until="2026-05-02",
        maturity="2028-01-15", **moved,
    )
    yield edge(
        "maturity that is moved, and overdue after it",
        "Maturity is moved like any payment date; the rhythm goes on after it (1 July 2028 is a Saturday).",
        draws, until="2028-01-31", days=["2028-07-01", "2028-07-03", "2028-07-04", "2028-10-02", "2028-12-05"], maturity="2028-07-01",
        business_days="following", default_margin="2%", first_repayment="2027-07-01",
    )
    yield edge(
        "day count amended within a period",
        "A stretch ends where the day count changes; the days of a row follow the day count in force the day before the payment date.",
        [*draws, Amendment(on("2025-10-31"), {"day_count": "act/360"})], until="2027-01-31", days=["2025-10-31", "2025-11-30", "2025-12-15"],
    )
    yield edge(
        "from fixed to floating within a period",
        "The index is that of the first day of the period, the margin that of the day.",
        [*draws, *fixings(*SOFR), Amendment(on("2025-10-31"), {"index": "SOFR", "margin": "1.5%"}), Amendment(on("2026-01-31"), {"margin": "1.25%"})],
        until="2027-01-31", days=["2025-10-31", "2025-11-30", "2025-12-15", "2026-02-01"],
    )


def edges_of_payments():
    draws = [Draw(on("2025-04-10"), 100 * MILLION), Draw(on("2025-09-15"), 77 * MILLION + 1)]

    def ahead(course, day):
        if day == on("2025-08-01"):
            return [Payment(day, course.unpaid_interest(day) // 2, (("interest", course.unpaid_interest(day) // 2),))]
        return as_due(course, day) if day > on("2026-01-31") else []

    yield edge(
        "interest paid ahead while interest is capitalised",
        "What was paid of the period's interest is not capitalised; default interest (on the commitment fee overdue) falls due.",
        draws, until="2027-01-31", days=["2025-08-01", "2025-09-15", "2025-12-15"], capitalise_until="2026-03-15", commitment_fee="0.5%",
        default_margin="2%", decide=ahead, first_repayment="2026-09-15",
    )
    yield edge(
        "capitalisation after the first instalment",
        "Interest capitalised on a payment date is divided over this date and those after it, a drawdown over those after it.",
        [*draws, Draw(on("2025-12-15"), 33333333)], until="2027-01-31", days=["2025-12-15", "2026-03-15"], capitalise_until="2026-03-15",
        first_repayment="2025-09-15",
    )
    yield edge(
        "maturity amended after instalments were made",
        "What is to come is divided anew on the next payment date.",
        [*draws, Amendment(on("2027-02-01"), {"maturity": "2030-06-15"})], until="2027-08-31", days=["2027-01-31", "2027-02-01", "2027-03-15"],
    )
    yield edge(
        "an annuity with late payments",
        "The level payment counts principal that is not yet due; the interest due it contains is all ordinary interest, that on overdue principal included.",
        draws, until="2027-12-31", repayment="annuity", default_margin="2%", days=["2027-01-31", "2027-06-15", "2029-06-15"],
        decide=lambda course, day: as_due(course, day) if day.month in (1, 7) and day.day == 20 else [],
    )
    yield edge(
        "a prepayment on a payment date, and one before the first instalment",
        "What was prepaid before the first instalment is taken from the divided instalments, the first one included with `next`.",
        draws, until="2027-12-31", prepayment="next", days=["2026-06-14", "2026-06-15", "2026-09-15"],
        decide=lambda course, day: [Payment(day, course.overdue() + (9 * MILLION if day in (on("2025-12-15"), on("2026-09-15")) else 0))]
        if course.overdue() else [],
    )
    scenario = edge("a drawdown recorded late", "", draws, until="2025-09-20", days=["2025-05-31", "2025-09-30", "2026-06-15"])
    scenario.loan.facts.append(Draw(on("2025-09-16"), 5 * MILLION + 5))
    yield scenario


# Random histories -----------------------------------------------------------------------------------------------------


def random_rate(rng, low, high):
    places = rng.choice((1, 2, 4))
    return f"{max(1, rng.randint(low * 10**places, high * 10**places)) / 10**places:.{places}f}%"


def away_from_payment_dates(loan, day):
    """This day or a later one; no payment date is moved across it."""
    course = Course(loan, loan.signing)
    dates = unmoved_dates(course.terms_on(loan.signing), loan.signing, day + timedelta(500))
    while any(abs((other - day).days) <= 5 for other in dates):
        day += timedelta(1)
    return day


def random_options(rng):
    signing = date(2025, 5, 1) + timedelta(rng.randint(0, 900))
    until = signing + timedelta(rng.randint(150, 800))
    maturity = until + timedelta(rng.randint(300, 1600))
    payments = rng.choice(["monthly", "quarterly", "quarterly", "semiannual", "semiannual", "annual", "05-25,11-25", "02-28,06-30,10-31"])
    options = {"day_count": rng.choice(["30/360", "30e/360", "act/360", "act/365f", "act/act-isda"]), "available_from": signing.isoformat()}
    options |= {"available_until": until.isoformat(), "maturity": maturity.isoformat(), "payments": payments}
    options |= {"business_days": rng.choice(["none", "none", "following", "modified-following"])}
    if payments in MONTHS and rng.random() < 0.5:
        options["first_payment"] = add_months(signing + timedelta(rng.randint(10, 40)), rng.randint(0, MONTHS[payments])).isoformat()
    options |= {"index": "SOFR", "margin": random_rate(rng, 0, 4)} if rng.random() < 0.4 else {"rate": random_rate(rng, 1, 9)}
    if rng.random() < 0.6:
        options |= {"commitment_fee": random_rate(rng, 0, 1)}
        if rng.random() < 0.5:
            options["commitment_fee_from"] = (signing - timedelta(rng.randint(0, 100))).isoformat()
        if rng.random() < 0.4:
            options["commitment_fee_day_count"] = rng.choice(["30/360", "act/360", "act/365f", "act/act-isda"])
    options |= {"repayment": rng.choice(["equal", "equal", "bullet", "annuity", "custom"]), "prepayment": rng.choice(["inverse", "pro-rata", "next"])}
    if rng.random() < 0.6:
        options["default_margin"] = random_rate(rng, 1, 3)
    return options


def random_loan(rng):
    options = random_options(rng)
    loan = Loan(rng.choice([BILLION, 10 * BILLION, 123456789, 500 * MILLION + 1]), options)
    if options["business_days"] != "none":
        options["available_until"] = away_from_payment_dates(loan, on(options["available_until"])).isoformat()
    signing, until, maturity = loan.signing, on(options["available_until"]), on(options["maturity"])
    if rng.random() < 0.4:
        options["capitalise_until"] = (signing + timedelta(rng.randint(1, (until - signing).days - 1))).isoformat()
    elif rng.random() < 0.3 and options["repayment"] != "custom":
        options["first_repayment"] = (signing + timedelta(rng.randint(1, (until - signing).days))).isoformat()
    for name in {"capitalise_until", "first_repayment"} & options.keys():
        if options["business_days"] != "none":
            options[name] = away_from_payment_dates(loan, on(options[name])).isoformat()
    if options["repayment"] == "custom":
        options["business_days"] = "none"
        course = Course(loan, signing)
        dates = sorted(day for day in unmoved_dates(course.terms_on(signing), signing, maturity) if until < day < maturity)
        chosen = sorted(rng.sample(dates, rng.randint(0, min(4, len(dates)))))
        if not chosen:
            options["repayment"] = "bullet"
        else:
            options["instalment"] = tuple((day.isoformat(), rng.randint(1, loan.commitment // 40)) for day in chosen)
    fees = ["7.3107%:each-draw:financed", "0.25%:each-draw:cash", "0.5%:closing:cash"]
    fees += ["1%:completion:cash", "0.4%:completion:financed", "0.1%:completion:cash:commitment"]
    loan.exposure_fees = rng.sample(fees, rng.choice((0, 0, 1, 2)))
    return loan


def random_facts(rng, loan):
    signing, until = loan.signing, on(loan.options["available_until"])
    span = (until - signing).days
    share = sum(ExposureFee.read(fee).percent for fee in loan.exposure_fees if ":each-draw:financed" in fee)
    count = rng.randint(1, 7)
    most = int(loan.commitment / (1 + share)) * 8 // 10 // count
    days = sorted(rng.randint(0, span - 1) for _ in range(count))
    facts = [Draw(signing + timedelta(day), rng.randint(most // 3 + 1, most)) for day in days]
    if rng.random() < 0.4:
        facts.append(Cancellation(signing + timedelta(rng.randint(0, span - 1)), loan.commitment // 10))
    if "index" in loan.options:
        day = signing - timedelta(rng.randint(0, 20))
        while day < signing + timedelta(2000):
            facts.append(Fixing(day, "SOFR", random_rate(rng, 1, 6)))
            day += timedelta(rng.randint(10, 120))
    if rng.random() < 0.4:
        options = {"margin": random_rate(rng, 1, 4)} if "index" in loan.options else {"rate": random_rate(rng, 1, 9)}
        facts.append(Amendment(signing + timedelta(rng.randint(1, 440)), options))
    if rng.random() < 0.3:
        facts.append(Amendment(signing + timedelta(rng.randint(1, 440)), {"default_margin": random_rate(rng, 0, 4), "commitment_fee": "0.3%"}))
    return in_order(facts)


def random_payer(rng):
    """Pays as due, late, in part, or ahead; how much of each is decided once."""
    punctual, ahead = rng.choice((0.3, 0.7, 0.95)), rng.choice((0, 1 / 300, 1 / 120))

    def decide(course, day):
        overdue, payments = course.overdue(), []
        if overdue and rng.random() < (punctual if course.on_payment_date or course.cash_fees_today else 0.04 + punctual / 20):
            payments.append(Payment(day, overdue if rng.random() < 0.7 else max(1, overdue * rng.randint(1, 99) // 100)))
        elif course.principal and rng.random() < ahead:
            payments.append(Payment(day, max(1, course.payoff(day) * rng.randint(1, 20) // 100)))
        elif course.principal > 100 and rng.random() < ahead / 4:
            payments.append(Payment(day, course.principal // 50, (("principal", course.principal // 50),)))
        return payments

    return decide


def random_scenario(seed, number):
    rng = random.Random(f"{seed}-{number}")
    loan = random_loan(rng)
    loan.facts = random_facts(rng, loan)
    signing, maturity = loan.signing, on(loan.options["maturity"])
    last = signing + timedelta((maturity - signing).days * rng.choice((3, 8, 10)) // 10 + rng.randint(0, 60))
    loan.facts = [fact for fact in loan.facts if fact.on <= last]
    loan = with_payments(loan, last, random_payer(rng))
    days = {signing + timedelta(rng.randint(0, (maturity - signing).days + 100)) for _ in range(5)}
    return Scenario(f"history {seed}-{number}", loan, sorted(days | set(around(loan)[2:6])))


def scenarios():
    """All that are written down."""
    named = [scenario for make in (capitalising, floating, month_ends, fifteen_years, repayments, late) for scenario in make()]
    return [*named, *edges_of_fees(), *edges_of_periods(), *edges_of_payments()]
