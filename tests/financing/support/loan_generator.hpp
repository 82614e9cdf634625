// Loans that nobody thought of: random terms that the rules allow, and a history of what they allow, too. The same seed
// makes the same loan.
#pragma once

#include "financing/drawdown.hpp"
#include "financing/loan_payment.hpp"
#include "financing/payment_dates.hpp"
#include "tests/financing/support/loans.hpp"
#include "tests/model/support/random.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace pvault::test {

class LoanGenerator {
public:
  explicit LoanGenerator(std::uint64_t seed) : random_(seed) {
    facts_ = signed_loan(some_terms());
    facts_.fixings["sofr"] = {{add_days(first().signed_on, -10), some_rate(80)}};
    end_ = add_days(first().matures_on, 400);
  }

  // A few dozen days on which something may be recorded, in order.
  LoanFacts make() {
    const std::vector<PaymentDate> payment_days = payment_dates(first(), end_);
    std::multiset<Date> days;
    for (int i = 0; i < 16; ++i)
      days.insert(some_day(first().signed_on, random_.one_in(3) ? end_ : first().available_until));
    for (int i = 0; i < 8; ++i)
      days.insert(random_.pick(payment_days).due_on);
    for (const Date on : days)
      record(on);
    return facts_;
  }
  [[nodiscard]] Date end() const { return end_; }
  Date some_day() { return some_day(first().signed_on, end_); }
  Random& random() { return random_; }

  // What is financed and on hand of two minerals.
  std::vector<FinancedChange> make_financed() {
    std::vector<FinancedChange> changes;
    std::map<MineralId, Money> on_hand;
    for (Date on = first().signed_on; on < end_; on = add_days(on, static_cast<int>(random_.between(5, 200)))) {
      const MineralId mineral{random_.between(1, 2)};
      const bool released = random_.one_in(3);
      const Money cost =
          released ? -Money::cents(random_.between(0, on_hand[mineral].cents())) : some_money(first().commitment);
      on_hand[mineral] += cost;
      changes.push_back({on, mineral, cost});
    }
    return changes;
  }

private:
  [[nodiscard]] const FacilityTerms& first() const { return facts_.versions.front().terms; }
  Rate some_rate(std::int64_t tenths_of_percent) {
    return Rate::parts_per_billion(random_.between(0, tenths_of_percent) * 1'000'000);
  }
  Date some_day(Date from, Date until) {
    return add_days(from, static_cast<int>(random_.between(0, std::max(days_between(from, until), 0))));
  }
  Money some_money(Money most) { return Money::cents(random_.between(1, std::max(most.cents(), std::int64_t{1}))); }

  FacilityTerms some_terms() {
    for (;;) {
      const FacilityTerms terms = try_terms();
      if (plan_facility(terms, FacilityId{1})) return terms;
    }
  }

  FacilityTerms try_terms() {
    const Date signed_on = some_day(day("2026-01-01"), day("2026-12-31"));
    const Date until = add_days(signed_on, static_cast<int>(random_.between(20, 900)));
    FacilityTerms terms{
        .signed_on = signed_on,
        .commitment = Money::cents(random_.between(100, 50'000'000'000)),
        .day_count =
            allowed(parse_day_count(random_.pick({"30/360", "30e/360", "act/360", "act/365f", "act/act-isda"}))),
        .available_from = signed_on,
        .available_until = until,
        .matures_on = add_days(until, static_cast<int>(random_.between(0, 900))),
        .payments = allowed(parse_payment_days(
            random_.pick({"monthly", "quarterly", "semiannual", "annual", "05-25,11-25", "02-28,05-31,08-31"}))),
        .business_days = allowed(parse_business_day_rule(random_.pick({"none", "following", "modified-following"})))};
    add_rates(terms);
    add_fees(terms);
    add_repayment(terms);
    return terms;
  }
  void add_rates(FacilityTerms& terms) {
    if (random_.one_in(3)) {
      terms.floating = {.index = "SOFR", .margin = some_rate(40)};
    } else {
      terms.rate = some_rate(120);
    }
    if (random_.one_in(2)) terms.default_margin = some_rate(50);
    if (random_.one_in(3)) terms.capitalise_until = some_day(terms.available_from, terms.matures_on);
    if (random_.one_in(3)) terms.first_payment_on = some_day(terms.available_from, terms.matures_on);
  }
  void add_fees(FacilityTerms& terms) {
    if (random_.one_in(2)) {
      terms.commitment_fee = some_rate(10);
      if (random_.one_in(2))
        terms.commitment_fee_from = add_days(terms.signed_on, static_cast<int>(random_.between(-300, 60)));
      if (random_.one_in(2)) terms.commitment_fee_day_count = DayCount::act_360;
    }
    for (const char* due : {"closing", "each-draw", "completion"}) {
      for (const char* settled : {"financed", "cash"}) {
        if (random_.one_in(4))
          terms.exposure_fees.push_back(allowed(parse_exposure_fee(
              fmt::format("{}%:{}:{}", format_percent_number(Rate::parts_per_billion(random_.between(1, 60'000'000))),
                          due, settled))));
      }
    }
  }
  void add_repayment(FacilityTerms& terms) {
    terms.repayment = allowed(parse_repayment(random_.pick({"equal", "bullet", "annuity", "custom"})));
    terms.prepayment = allowed(parse_prepayment(random_.pick({"inverse", "pro-rata", "next"})));
    if (random_.one_in(3)) terms.first_repayment_on = some_day(terms.available_from, terms.matures_on);
    if (terms.repayment != Repayment::custom) return;
    for (const PaymentDate& date : payment_dates(terms, final_payment_date(terms))) {
      if (random_.one_in(2))
        terms.instalments.push_back(
            {date.regular, Money::cents(random_.between(1, terms.commitment.cents() / 20 + 1))});
    }
  }

  void record(Date on) {
    switch (random_.below(8)) {
    case 0:
      return amend_on(on);
    case 1:
      return cancel_on(on);
    case 2:
      return fix_on(on);
    case 3:
    case 4:
    case 5:
      return draw_on(on);
    default:
      return pay_on(on);
    }
  }
  void fix_on(Date on) {
    std::vector<Fixing>& fixings = facts_.fixings["sofr"];
    if (fixings.back().on == on) fixings.pop_back();
    fixings.push_back({on, some_rate(80)});
  }
  void draw_on(Date on) {
    const LoanState state = run_loan(facts_, on).state;
    const FacilityTerms& terms = terms_on(facts_.versions, on);
    const Money amount = some_money(state.undisbursed);
    const DrawFees fees = draw_fees(facts_, first(), amount);
    const DrawableFacility drawable{.id = FacilityId{1},
                                    .code = "EXIM-1",
                                    .in_force_from = first().signed_on,
                                    .available_from = terms.available_from,
                                    .available_until = terms.available_until,
                                    .undisbursed = state.undisbursed,
                                    .fees = fees};
    if (plan_drawdown(drawable, {.on = on, .amount = amount}, {}))
      facts_.draws.push_back({on, EntryId{1}, amount, fees.financed, fees.cash});
  }
  // All that is overdue, some of what is owed, or principal alone.
  void pay_on(Date on) {
    const LoanState state = run_loan(facts_, on).state;
    PaymentSplit split{state.overdue.fees, state.overdue.interest, state.overdue.principal};
    if (random_.one_in(3)) split = {Money(), Money(), some_money(state.principal)};
    LoanPaymentRequest request{.on = on, .amount = split.total(), .apply = split};
    if (random_.one_in(3)) request = {.on = on, .amount = some_money(state.payoff()), .apply = {}};
    const auto planned = plan_loan_payment({.code = "EXIM-1", .drawn = true, .state = state}, request);
    if (planned) facts_.payments.push_back({on, EntryId{2}, planned->fees, planned->interest, planned->principal});
  }
  void cancel_on(Date on) {
    const Money undisbursed = run_loan(facts_, on).state.undisbursed;
    const Money amount = some_money(undisbursed);
    if (amount <= undisbursed) facts_.cancellations.push_back({on, EntryId{3}, amount});
  }
  void amend_on(Date on) {
    const FacilityTerms before = terms_on(facts_.versions, on);
    FacilityTerms after = before;
    switch (random_.below(5)) {
    case 0:
      after.floating.reset();
      after.rate = some_rate(120);
      break;
    case 1:
      after.matures_on = add_days(after.matures_on, static_cast<int>(random_.between(0, 200)));
      break;
    case 2:
      after.instalments.clear();
      add_repayment(after);
      break;
    case 3:
      after.default_margin = some_rate(50);
      break;
    default:
      after.rate.reset();
      after.floating = {.index = "SOFR", .margin = some_rate(40)};
    }
    if (on <= before.matures_on && check_amendment(before, after, on, {})) facts_.versions.push_back({on, after});
  }

  Random random_;
  LoanFacts facts_ = {};
  Date end_ = Date::of(date::year{2026} / 1 / 1);
};

} // namespace pvault::test
