"""A loan computed from docs/FINANCING.md alone, day by day, in exact fractions, without a line of pvault's code.

Money is whole cents once it falls due; dates are datetime.date. test_loan_model.py checks the model against figures verified by hand.
"""

import calendar
import functools
import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from exact_model import half_even

DAY = timedelta(days=1)
MONTHS = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}


# Facts ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fixing:
    on: date
    index: str
    rate: str


@dataclass(frozen=True)
class Draw:
    on: date
    amount: int
    uses: tuple = ()  # (lot, cents)


@dataclass(frozen=True)
class Payment:
    on: date
    amount: int
    apply: tuple = ()  # (fees, interest or principal; cents)


@dataclass(frozen=True)
class Cancellation:
    on: date
    amount: int


@dataclass(frozen=True)
class Amendment:
    on: date
    options: dict


@dataclass(frozen=True)
class Purchase:
    on: date
    mineral: str
    lot: str
    kg: int
    cost: int


@dataclass(frozen=True)
class Release:
    on: date
    mineral: str
    lot: str
    kg: int


@dataclass
class Loan:
    """A facility: its options as they are typed, without dashes, and its facts in the order of recording."""

    commitment: int
    options: dict
    exposure_fees: list = field(default_factory=list)
    facts: list = field(default_factory=list)

    @property
    def signing(self):
        return date.fromisoformat(self.options.get("on", self.options["available_from"]))

    @property
    def fee_from(self):
        return date.fromisoformat(self.options["commitment_fee_from"]) if "commitment_fee_from" in self.options else self.signing


# Terms ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    day_count: str
    available_until: date
    maturity: date
    payments: str
    rate: Fraction | None = None
    index: str | None = None
    margin: Fraction = Fraction(0)
    first_payment: date | None = None
    business_days: str = "none"
    capitalise_until: date | None = None
    commitment_fee: Fraction = Fraction(0)
    commitment_fee_day_count: str | None = None
    repayment: str = "equal"
    first_repayment: date | None = None
    instalment: tuple = ()
    prepayment: str = "inverse"
    default_margin: Fraction = Fraction(0)


RATES = {"rate", "margin", "commitment_fee", "default_margin"}
DATES = {"available_until", "maturity", "first_payment", "capitalise_until", "first_repayment"}
NOT_TERMS = {"available_from", "commitment_fee_from", "on"}
# What decides on which dates how much principal falls due.
OF_REPAYMENT = ("payments", "first_payment", "maturity", "business_days", "repayment", "first_repayment", "instalment")


def percent(text):
    return Fraction(text.removesuffix("%")) / 100


def typed(options):
    """The options that are terms, as typed values; a rate ends an index and an index a rate."""
    values = {name: value for name, value in options.items() if name not in NOT_TERMS}
    for name in values.keys() & RATES:
        values[name] = percent(values[name])
    for name in values.keys() & DATES:
        values[name] = date.fromisoformat(values[name])
    if "rate" in values:
        return values | {"index": None, "margin": Fraction(0)}
    if "index" in values:
        return values | {"rate": None}
    return values


# Day counts -----------------------------------------------------------------------------------------------------------


def is_last_of_february(day):
    return day.month == 2 and (day + DAY).month == 3


def days_30_360(day_count, start, end):
    d1, d2 = start.day, end.day
    if day_count == "30e/360":
        d1, d2 = min(d1, 30), min(d2, 30)
    else:
        if is_last_of_february(start) and is_last_of_february(end):
            d2 = 30
        if is_last_of_february(start):
            d1 = 30
        if d2 == 31 and d1 in (30, 31):
            d2 = 30
        if d1 == 31:
            d1 = 30
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + d2 - d1


def days_between(day_count, start, end):
    return days_30_360(day_count, start, end) if day_count.startswith("30") else (end - start).days


def year_fraction(day_count, start, end):
    if day_count != "act/act-isda":
        return Fraction(days_between(day_count, start, end), 365 if day_count == "act/365f" else 360)
    fraction = Fraction(0)
    for year in range(start.year, end.year + 1):
        since, until = max(start, date(year, 1, 1)), min(end, date(year + 1, 1, 1))
        fraction += Fraction((until - since).days, 366 if calendar.isleap(year) else 365)
    return fraction


# Payment dates --------------------------------------------------------------------------------------------------------


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def weekday_of_month(year, month, weekday, number):
    """The first (1), second, ... or last (-1) Monday (0), ... of a month."""
    days = [date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]
    days = [day for day in days if day.weekday() == weekday]
    return days[number - 1] if number > 0 else days[number]


@functools.cache
def federal_holidays(year):
    """As observed: on Friday for a Saturday, on Monday for a Sunday (5 U.S.C. 6103); New Year's Day of the next year may be among them."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25), date(year + 1, 1, 1)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    moved = {day - DAY if day.weekday() == 5 else day + DAY if day.weekday() == 6 else day for day in fixed}
    floating = [(1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4)]
    return moved | {weekday_of_month(year, *rule) for rule in floating}


def is_business_day(day):
    return day.weekday() < 5 and day not in federal_holidays(day.year)


def to_business_day(day, rule):
    if rule == "none":
        return day
    moved = day
    while not is_business_day(moved):
        moved += DAY
    if rule == "modified-following" and moved.month != day.month:
        moved = day
        while not is_business_day(moved):
            moved -= DAY
    return moved


def unmoved_dates(terms, signing, until):
    """Payment dates before the business-day rule; those after maturity are the rhythm going on."""
    dates = {terms.maturity}
    if terms.payments in MONTHS:
        step = MONTHS[terms.payments]
        anchor = terms.first_payment or terms.maturity
        count = 0 if terms.first_payment else -((terms.maturity - signing).days // 28 // step) - 1
        while (day := add_months(anchor, count * step)) <= until:
            dates.add(day)
            count += 1
    else:
        start = terms.first_payment or signing
        for text in terms.payments.split(","):
            month, day = (int(part) for part in text.split("-"))
            dates |= {date(year, month, day) for year in range(start.year, until.year + 1) if date(year, month, day) >= start}
    return {day for day in dates if day > signing}


@functools.cache
def payment_dates(terms, signing, until):
    """Moved date -> the date it was moved from. Of two that meet the later counts, but none after maturity before one up to it."""
    dates = sorted(unmoved_dates(terms, signing, until), key=lambda day: (day <= terms.maturity, day))
    return {to_business_day(day, terms.business_days): day for day in dates}


def first_repayment(terms, signing, until):
    if terms.first_repayment:
        return terms.first_repayment
    if terms.repayment == "custom":
        return min(date.fromisoformat(day) for day, cents in terms.instalment)
    later = [day for day in unmoved_dates(terms, signing, until) if terms.available_until < day <= terms.maturity]
    return min(later, default=terms.maturity)


# Sharing --------------------------------------------------------------------------------------------------------------


def by_largest_remainder(whole, weights):
    """Whole cents in proportion to the weights, in their order; of equal remainders the earlier takes the cent."""
    total = sum(weights)
    if total == 0:
        return [0] * len(weights)
    exact = [Fraction(whole) * weight / total for weight in weights]
    parts = [math.floor(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda place: parts[place] - exact[place])
    for place in order[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def divided(amount, dates):
    """Equal instalments rounded down; the last takes the rest."""
    each = amount // len(dates)
    return {day: each for day in dates[:-1]} | {dates[-1]: amount - each * (len(dates) - 1)}


def taken(plan, amount, rule):
    """The instalments to come after a prepayment."""
    days = sorted(plan)
    if rule == "pro-rata":
        cuts = by_largest_remainder(amount, [plan[day] for day in days])
        return {day: plan[day] - cut for day, cut in zip(days, cuts)}
    plan = dict(plan)
    for day in days if rule == "next" else reversed(days):
        cut = min(amount, plan[day])
        plan[day] -= cut
        amount -= cut
    assert amount == 0, "more is prepaid than there is"
    return plan


# The loan -------------------------------------------------------------------------------------------------------------


class Accrual:
    """An exact sum over the longest stretches of the same amount, rate and day count."""

    def __init__(self):
        self.closed, self.amount, self.rate, self.day_count, self.since = Fraction(0), 0, Fraction(0), None, None
        self.counted = 0  # of the rounded sum, what had accrued by the last payment date

    def exact(self, day):
        if self.amount == 0 or self.rate == 0:
            return self.closed
        return self.closed + self.amount * self.rate * year_fraction(self.day_count, self.since, day)

    def cents(self, day):
        return half_even(self.exact(day))

    def carry(self, day, amount, rate, day_count, ends):
        """What holds from the end of a day on."""
        if ends or (amount, rate, day_count) != (self.amount, self.rate, self.day_count):
            self.closed, self.since = self.exact(day), day
            self.amount, self.rate, self.day_count = amount, rate, day_count

    def falls_due(self, day):
        accrued = self.cents(day) - self.counted
        self.counted += accrued
        return accrued


@dataclass
class ExposureFee:
    percent: Fraction
    when: str
    financed: bool
    base: str
    charged: int = 0

    @classmethod
    def read(cls, text):
        rate, when, how, *base = text.split(":")
        default = {"closing": "commitment", "each-draw": "draw", "completion": "disbursed"}[when]
        return cls(percent(rate), when, how == "financed", base[0] if base else default)


class Course:
    """What follows from the facts up to a day, day by day; after that day everything that falls due is paid on its day."""

    def __init__(self, loan, as_of):
        self.loan, self.as_of = loan, as_of
        facts = [fact for fact in loan.facts if fact.on <= as_of]
        self.fixings = [fact for fact in facts if isinstance(fact, Fixing)]
        self.moves = defaultdict(list)
        for fact in facts:
            if isinstance(fact, (Draw, Payment, Cancellation)):
                self.moves[fact.on].append(fact)
        self.terms_from = self.all_terms([fact for fact in facts if isinstance(fact, Amendment)])
        self.exposure_fees = [ExposureFee.read(text) for text in loan.exposure_fees]
        self.interest, self.default, self.fee = Accrual(), Accrual(), Accrual()
        self.drawn = self.financed = self.cancelled = 0
        self.principal = self.capitalised = 0
        self.interest_due = self.fees_due = 0  # all that ever fell due
        self.principal_due = 0  # fell due and is not paid
        self.paid_interest = self.paid_fees = self.cash_fees = 0
        self.plan, self.prepaid = None, 0  # instalments to come; prepaid before they were divided
        self.level, self.level_rate = None, None
        self.period_start = None  # of interest: the last payment date or the first drawdown
        self.completed = False
        self.movements, self.rows = [], []
        self.today = min(loan.signing, loan.fee_from) - DAY
        self.row_sums, self.closing = defaultdict(int), 0

    def all_terms(self, amendments):
        terms = Terms(**typed(self.loan.options))
        result = [(date.min, terms)]
        for amendment in sorted(amendments, key=lambda fact: fact.on):
            terms = replace(terms, **typed(amendment.options))
            result.append((amendment.on, terms))
        return result

    def terms_on(self, day):
        return [terms for since, terms in self.terms_from if since <= day][-1]

    def dates(self, terms):
        until = max(terms.maturity, self.as_of) + 800 * DAY
        return payment_dates(terms, self.loan.signing, until)

    def run_to(self, day):
        while self.today < day:
            self.step()
        return self

    def step(self):
        """One day, in the order of the page: due or capitalised, fees, drawdowns and cancellations, payments."""
        day = self.today = self.today + DAY
        terms = self.terms_on(day)
        if self.plan is not None and any(getattr(terms, name) != getattr(self.terms_on(day - DAY), name) for name in OF_REPAYMENT):
            self.plan, self.prepaid, self.level = None, 0, None
        unmoved = self.dates(terms).get(day)
        if unmoved and unmoved > terms.maturity and self.payoff(day) == 0:
            unmoved = None
        self.cash_fees_today = 0
        if unmoved:
            self.fall_due(day, terms, unmoved)
        if day == self.loan.signing:
            self.charge_once("closing", day)
        for fact in self.moves[day]:
            if not isinstance(fact, Payment):
                self.draw_or_cancel(fact, terms)
        if day == terms.available_until and not self.completed:
            self.completed = True
            self.charge_once("completion", day)
        for fact in self.moves[day]:
            if isinstance(fact, Payment):
                self.pay(fact, terms)
        if day > self.as_of:
            self.pay_what_is_due(unmoved is not None, terms)
        self.carry(day, terms, unmoved is not None)

    def carry(self, day, terms, ends):
        """Ends the day: the row of the schedule, and what accrues from now on."""
        if ends and self.period_start is not None:
            self.add_row(day)
            self.period_start = day
        if ends:
            self.row_sums = defaultdict(int)
        in_time = self.loan.fee_from <= day < terms.available_until
        self.interest.carry(day, self.principal, self.rate_on(terms), terms.day_count, ends)
        self.default.carry(day, self.overdue(), terms.default_margin, terms.day_count, ends)
        fee_day_count = terms.commitment_fee_day_count or terms.day_count
        self.fee.carry(day, self.undisbursed() if in_time else 0, terms.commitment_fee, fee_day_count, ends)

    def rate_on(self, terms):
        if terms.rate is not None:
            return terms.rate
        if self.period_start is None:
            return Fraction(0)
        known = [fact for fact in self.fixings if fact.index == terms.index and fact.on <= self.period_start]
        assert known, f"no fixing of {terms.index} by {self.period_start}"
        return percent(max(enumerate(known), key=lambda pair: (pair[1].on, pair[0]))[1].rate) + terms.margin

    # Figures

    def undisbursed(self):
        return self.loan.commitment - self.drawn - self.financed - self.cancelled

    def unpaid_interest(self, day):
        return self.interest.cents(day) + self.default.cents(day) - self.capitalised - self.paid_interest

    def unpaid_fees(self, day):
        return self.fee.cents(day) + self.cash_fees - self.paid_fees

    def payoff(self, day):
        return self.principal + self.unpaid_interest(day) + self.unpaid_fees(day)

    def unpaid_due(self):
        """Fees, interest and principal that fell due and are not paid."""
        return max(0, self.fees_due - self.paid_fees), max(0, self.interest_due - self.paid_interest), self.principal_due

    def overdue(self):
        return sum(self.unpaid_due())

    def note(self, column, amount):
        if amount != 0:
            self.movements.append((self.today, column, amount))
        self.row_sums[column] += amount

    def add_row(self, day):
        sums = self.row_sums
        row = {"due_on": day, "days": days_between(self.interest.day_count or "act/360", self.period_start, day)}
        row |= {"opening_usd": self.closing, "draw_usd": sums["draw"] + sums["financed"], "interest_usd": sums["interest"]}
        row |= {"capitalised_usd": sums["capitalised"], "fee_usd": sums["fee"], "principal_usd": sums["instalment"]}
        self.rows.append(row | {"closing_usd": self.principal})
        self.closing = self.principal

    # What happens

    def fall_due(self, day, terms, unmoved):
        interest, default, fee = (accrual.falls_due(day) for accrual in (self.interest, self.default, self.fee))
        capitalised = 0
        if terms.capitalise_until and unmoved <= terms.capitalise_until:
            paid_ahead = max(0, self.paid_interest - self.interest_due)
            capitalised = max(0, interest - paid_ahead)
            self.capitalised += capitalised
            self.note("capitalised", capitalised)
            self.add_principal(capitalised, terms, day)
        self.interest_due += interest - capitalised + default
        self.fees_due += fee
        self.note("interest", interest - capitalised + default)
        self.note("fee", fee)
        if first_repayment(terms, self.loan.signing, max(terms.maturity, self.as_of) + 800 * DAY) <= unmoved <= terms.maturity:
            amount = self.instalment(day, terms, interest - capitalised)
            self.principal_due += amount
            self.note("instalment", amount)

    def add_principal(self, amount, terms, first_day):
        """A drawdown with its financed fees, or a capitalisation; with instalments made, it goes to those from a day on."""
        if amount == 0:
            return
        self.principal += amount
        self.level = None
        if self.plan is None or terms.repayment == "annuity":
            return
        days = [day for day in sorted(self.plan) if day >= first_day]
        more = divided(amount, days) if terms.repayment == "equal" else {days[-1]: amount}
        for day, part in more.items():
            self.plan[day] += part

    def charge(self, fee, amount, day):
        """Returns what is added to principal."""
        financed = min(amount, self.undisbursed()) if fee.financed else 0
        assert financed == amount or not fee.financed or fee.when == "completion", "a financed fee does not fit the commitment"
        self.financed += financed
        self.cash_fees += amount - financed
        self.fees_due += amount - financed
        self.cash_fees_today += amount - financed
        self.note("financed", financed)
        self.note("fee", amount - financed)
        return financed

    def charge_once(self, when, day):
        for fee in self.exposure_fees:
            if fee.when == when:
                bases = {"commitment": self.loan.commitment, "disbursed": self.drawn}
                base = bases[fee.base] if fee.base in bases else half_even(100 * Fraction(fee.base.removesuffix(" USD")))
                financed = self.charge(fee, half_even(fee.percent * base), day)
                if financed and self.period_start is None:
                    self.period_start = day
                self.add_principal(financed, self.terms_on(day), day + DAY)

    def draw_or_cancel(self, fact, terms):
        assert fact.amount <= self.undisbursed(), f"{fact}: {self.undisbursed()} is undisbursed"
        if isinstance(fact, Cancellation):
            self.cancelled += fact.amount
            return
        self.drawn += fact.amount
        self.note("draw", fact.amount)
        added = fact.amount
        for fee in self.exposure_fees:
            if fee.when == "each-draw":
                amount = half_even(fee.percent * self.drawn) - fee.charged
                fee.charged += amount
                added += self.charge(fee, amount, fact.on)
        if self.period_start is None:
            self.period_start = fact.on
        self.add_principal(added, terms, fact.on + DAY)

    def pay(self, fact, terms):
        owed = {"fees": self.unpaid_fees(fact.on), "interest": self.unpaid_interest(fact.on), "principal": self.principal}
        parts = dict(fact.apply)
        if not parts:
            left = fact.amount
            for name in owed:
                parts[name] = min(left, owed[name])
                left -= parts[name]
        assert sum(parts.values()) == fact.amount, f"{fact}: more than the payoff amount {owed}"
        assert all(0 <= parts[name] <= owed[name] for name in parts), f"{fact}: more than is owed {owed}"
        self.note("payment", fact.amount)
        self.settle(parts.get("fees", 0), parts.get("interest", 0), parts.get("principal", 0), terms)

    def settle(self, fees, interest, principal, terms):
        self.paid_fees += fees
        self.paid_interest += interest
        self.principal -= principal
        of_due = min(principal, self.principal_due)
        self.principal_due -= of_due
        beyond = principal - of_due
        if beyond == 0:
            return
        self.level = None
        if self.plan is None:
            self.prepaid += beyond
        elif terms.repayment != "annuity":
            self.plan = taken(self.plan, beyond, terms.prepayment)

    def pay_what_is_due(self, on_payment_date, terms):
        """After the as-of date: on a payment date all that is due, on another day what fell due on it."""
        fees, interest, principal = self.unpaid_due()
        if not on_payment_date:
            fees, interest, principal = min(fees, self.cash_fees_today), 0, 0
        self.note("payment", fees + interest + principal)
        self.settle(fees, interest, principal, terms)

    # Instalments

    def instalment(self, day, terms, interest):
        days = sorted(moved for moved, unmoved in self.dates(terms).items() if unmoved <= terms.maturity and moved >= day)
        left = self.principal - self.principal_due
        if self.plan is None:
            self.plan = {}
            if terms.repayment != "annuity":
                self.plan = taken(self.first_plan(left + self.prepaid, days, terms), self.prepaid, terms.prepayment)
        if terms.repayment == "annuity":
            return self.annuity_instalment(day, days, terms, left, interest)
        assert sum(self.plan.values()) == left, f"{day}: the instalments to come are not the principal to come"
        return self.plan.pop(day)

    def first_plan(self, amount, days, terms):
        if terms.repayment == "equal":
            return divided(amount, days)
        plan, given = {}, {}
        if terms.repayment == "custom":
            given = {date.fromisoformat(day): cents for day, cents in terms.instalment}
        dates = self.dates(terms)
        for day in days[:-1]:
            plan[day] = min(amount, given.get(dates[day], 0))
            amount -= plan[day]
        return plan | {days[-1]: amount}

    def annuity_instalment(self, day, days, terms, left, interest):
        """The rate is that of the period which ends today."""
        if left == 0 or day == days[-1]:
            return left
        if self.level is None or self.level_rate != self.interest.rate:
            self.level_rate = self.interest.rate
            self.level = level_payment(left, self.level_rate, terms.day_count, [self.period_start, *days])
        return min(left, max(0, self.level - interest))


def level_payment(principal, rate, day_count, days):
    discount, total = Fraction(1), Fraction(0)
    for start, end in zip(days, days[1:]):
        discount /= 1 + rate * year_fraction(day_count, start, end)
        total += discount
    return half_even(principal / total)


# Reports --------------------------------------------------------------------------------------------------------------


def facility_figures(loan, as_of):
    course = Course(loan, as_of).run_to(as_of)
    figures = {"commitment_usd": loan.commitment, "disbursed_usd": course.drawn + course.financed, "cancelled_usd": course.cancelled}
    figures |= {"undisbursed_usd": course.undisbursed(), "principal_usd": course.principal}
    figures |= {"accrued_interest_usd": course.unpaid_interest(as_of), "accrued_fees_usd": course.unpaid_fees(as_of)}
    return figures | {"paid_interest_usd": course.paid_interest, "paid_fees_usd": course.paid_fees, "overdue_usd": course.overdue()}


def statement(loan, as_of):
    """Date -> the sums of each column and principal at the end of the day."""
    course = Course(loan, as_of)
    sums, principal = {}, {}
    while course.today < as_of:
        known = len(course.movements)
        course.step()
        for day, column, amount in course.movements[known:]:
            row = sums.setdefault(day, {"draw": 0, "financed": 0, "interest": 0, "fee": 0, "payment": 0})
            if column != "instalment":
                row["interest" if column == "capitalised" else column] += amount
        principal[course.today] = course.principal
    interest = sum(accrual.cents(as_of) - accrual.counted for accrual in (course.interest, course.default))
    fee = course.fee.cents(as_of) - course.fee.counted
    row = sums.setdefault(as_of, {"draw": 0, "financed": 0, "interest": 0, "fee": 0, "payment": 0})
    row["interest"] += interest
    row["fee"] += fee
    return {day: row | {"principal": principal[day]} for day, row in sums.items() if any(row.values())}


def schedule(loan, as_of):
    course = Course(loan, as_of).run_to(as_of)
    terms = course.terms_on(as_of)
    course.run_to(to_business_day(terms.maturity, terms.business_days))
    if course.period_start is None:
        return []
    while course.payoff(course.today) > 0:
        course.step()
    return course.rows


# Shares by mineral ----------------------------------------------------------------------------------------------------


class Stock:
    """What each lot cost and what of that is on hand at the end of a day."""

    def __init__(self, facts, as_of):
        self.lots = {}  # lot -> [mineral, cost, [(day, cost on hand)]]
        left = {}
        moves = [fact for fact in facts if isinstance(fact, (Purchase, Release)) and fact.on <= as_of]
        for fact in sorted(moves, key=lambda fact: fact.on):
            if isinstance(fact, Purchase):
                self.lots[fact.lot] = (fact.mineral, fact.cost, [(fact.on, fact.cost)])
                left[fact.lot] = (fact.kg, fact.cost)
            else:
                kg, cost = left[fact.lot]
                left[fact.lot] = (kg - fact.kg, cost - half_even(Fraction(cost * fact.kg, kg)))
                self.lots[fact.lot][2].append((fact.on, left[fact.lot][1]))
        self.changes = {fact.on for fact in moves}

    def financed(self, draws, day):
        """Mineral -> financed cost on hand."""
        sums = defaultdict(int)
        for draw in draws:
            for lot, use in draw.uses if draw.on <= day else ():
                mineral, cost, course = self.lots.get(lot, ("", 1, []))
                on_hand = [value for since, value in course if since <= day]
                if on_hand:
                    sums[mineral] += half_even(Fraction(use * on_hand[-1], cost))
        return sums


class Shares:
    """Sums over minerals in units of 10^-12 cent; what no stock explains is unallocated."""

    UNIT = 10**12

    def __init__(self, minerals):
        self.names, self.sums = [*minerals, "unallocated"], defaultdict(Fraction)

    def add(self, amount, principal, financed):
        """One stretch in which neither principal nor the financed cost on hand changes."""
        left = amount
        for mineral, cost in financed.items():
            if cost:
                part = Fraction(math.floor(amount * cost * self.UNIT / max(principal, sum(financed.values()))), self.UNIT)
                self.sums[mineral] += part
                left -= part
        self.sums["unallocated"] += left

    def cents(self, whole):
        return dict(zip(self.names, by_largest_remainder(whole, [self.sums[name] for name in self.names])))


def financing(loan, stock_facts, minerals, as_of):
    """Name -> debt, interest and fees it carries."""
    course, stock = Course(loan, as_of), Stock(stock_facts, as_of)
    draws = [fact for fact in loan.facts if isinstance(fact, Draw) and fact.on <= as_of]
    changes = stock.changes | {draw.on for draw in draws}
    debt, interest, fees, exposure = (Shares(minerals) for _ in range(4))
    carried, counted, charged = (0, {}), (0, 0), 0  # principal and financed cost on hand; interest, fee and exposure fees shared so far
    while course.today < as_of:
        course.step()
        day = course.today
        now = (course.principal, dict(stock.financed(draws, day)) if day in changes else carried[1])
        if now != carried or day == as_of:
            sums = (course.interest.exact(day) + course.default.exact(day), course.fee.exact(day))
            interest.add(sums[0] - counted[0], *carried)
            fees.add(sums[1] - counted[1], *carried)
            carried, counted = now, sums
        exposure.add(course.cash_fees + course.financed - charged, *carried)
        charged = course.cash_fees + course.financed
    debt.add(course.principal, *carried)
    whole = course.interest.cents(as_of) + course.default.cents(as_of)
    commitment_fee, exposure_fee = fees.cents(course.fee.cents(as_of)), exposure.cents(charged)
    columns = {"debt_usd": debt.cents(course.principal), "interest_usd": interest.cents(whole)}
    columns["fees_usd"] = {name: commitment_fee[name] + exposure_fee[name] for name in debt.names}
    return {name: {column: values[name] for column, values in columns.items()} for name in debt.names}
