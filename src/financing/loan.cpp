#include "financing/loan.hpp"

#include "financing/payment_dates.hpp"
#include "financing/repayment_plan.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <stdexcept>

namespace pvault {

std::string_view movement_name(MovementKind kind) {
  static constexpr std::array<std::string_view, 8> names = {"drawdown",
                                                            "exposure fee financed",
                                                            "exposure fee",
                                                            "interest",
                                                            "interest capitalised",
                                                            "commitment fee",
                                                            "payment",
                                                            "accrued"};
  return names.at(static_cast<std::size_t>(kind));
}

const FacilityTerms& terms_on(const std::vector<TermsVersion>& versions, Date on) {
  const TermsVersion* found = &versions.front();
  for (const TermsVersion& version : versions) {
    if (version.from <= on) found = &version;
  }
  return found->terms;
}

namespace {

Money percent_of(Rate percentage, Money base) {
  constexpr std::int64_t whole = 1'000'000'000; // parts per billion
  const auto cents =
      round_to_integer(Exact(base.cents()) * percentage.parts_per_billion() / whole, Rounding::half_even);
  if (!cents) throw std::overflow_error("a fee does not fit 64 bits");
  return Money::cents(*cents);
}

} // namespace

ClosingFees closing_fees(const FacilityTerms& terms) {
  ClosingFees fees;
  for (const ExposureFee& fee : terms.exposure_fees) {
    if (fee.due != "closing") continue;
    const Money amount = percent_of(fee.percentage, fee.base_amount.value_or(terms.commitment));
    (fee.settled == "financed" ? fees.financed : fees.cash) += amount;
  }
  return fees;
}

bool finances_fee_at_completion(const FacilityTerms& terms) {
  return std::ranges::any_of(
      terms.exposure_fees, [](const ExposureFee& fee) { return fee.due == "completion" && fee.settled == "financed"; });
}

DrawFees draw_fees(const LoanFacts& facts, const FacilityTerms& terms, Money amount) {
  Money drawn;
  DrawFees fees;
  for (const LoanDraw& draw : facts.draws) {
    drawn += draw.amount;
    fees.financed -= draw.financed_fee;
    fees.cash -= draw.cash_fee;
  }
  for (const ExposureFee& fee : terms.exposure_fees) {
    if (fee.due == "each-draw")
      (fee.settled == "financed" ? fees.financed : fees.cash) += percent_of(fee.percentage, drawn + amount);
  }
  return {std::max(fees.financed, Money()), std::max(fees.cash, Money())};
}

namespace {

// Walks through the days on which something happens, in order.
class LoanWalk {
public:
  LoanWalk(const LoanFacts& facts, Date until, std::optional<Date> paid_after)
      : facts_(facts), until_(until), paid_after_(paid_after) {}

  LoanRun walk();

private:
  [[nodiscard]] const FacilityTerms& terms(Date on) const { return terms_on(facts_.versions, on); }
  void list_days();
  void live(Date on);
  void end_period(Date on);
  void fall_due(Date on);
  [[nodiscard]] bool is_owed(Date on) const;
  void capitalise(Date on, Money interest);
  void charge(Date on, Money financed, Money cash);
  void charge_at_closing(Date on);
  void charge_at_completion(Date on);
  void draw(const LoanDraw& draw);
  void pay(const LoanPayment& payment);
  void pay_what_is_due(Date on);
  void follow_changes(Date on);
  [[nodiscard]] std::optional<Rate> rate_on(Date on) const;
  [[nodiscard]] Date floating_since(Date on) const;
  [[nodiscard]] Overdue overdue() const;
  void move(LoanMovement movement);
  void finish();

  const LoanFacts& facts_;
  Date until_;
  std::optional<Date> paid_after_; // projected: what falls due later is paid on its day
  LoanRun run_ = {};
  std::size_t next_draw_ = 0; // the first of the facts that has not happened yet
  std::size_t next_cancellation_ = 0;
  std::size_t next_payment_ = 0;
  std::set<Date> days_ = {};
  std::map<Date, Date> payment_days_ = {}; // due on -> the day of the rhythm

  // Totals that fell due.
  Money interest_billed_ = {}; // accrued up to the last payment date
  Money default_billed_ = {};
  Money commitment_fee_billed_ = {};
  Money interest_due_ = {}; // without what was capitalised
  Money fees_due_ = {};
  Money principal_due_ = {}; // fell due and is not repaid

  std::optional<Date> first_draw_on_ = {};
  std::optional<Date> period_from_ = {}; // the interest period's first day, once something is drawn
  std::optional<Rate> rate_ = {};
  LoanPeriod period_ = {.due_on = Date::of(date::year{1900} / 1 / 1)};

  bool is_complete_ = false; // the fees of completion are charged
  RepaymentPlan plan_ = {};
};

void LoanWalk::list_days() {
  const auto add = [&](Date on) {
    if (on <= until_) days_.insert(on);
  };
  for (const TermsVersion& version : facts_.versions) {
    // Each day belongs to the terms that are in force on it.
    for (const PaymentDate& date : payment_dates(version.terms, until_)) {
      if (&terms(date.due_on) == &version.terms) payment_days_.insert_or_assign(date.due_on, date.regular);
    }
    add(version.from);
    add(version.terms.available_until);
    if (version.terms.commitment_fee_from) add(*version.terms.commitment_fee_from);
  }
  add(facts_.versions.front().terms.signed_on);
  for (const auto& [due_on, regular] : payment_days_)
    days_.insert(due_on);
  for (const LoanDraw& draw : facts_.draws)
    add(draw.on);
  for (const LoanPayment& payment : facts_.payments)
    add(payment.on);
  for (const Cancellation& cancellation : facts_.cancellations)
    add(cancellation.on);
  days_.insert(until_);
}

LoanRun LoanWalk::walk() {
  run_.state.undisbursed = facts_.versions.front().terms.commitment;
  list_days();
  for (const Date on : days_)
    live(on);
  finish();
  return std::move(run_);
}

// The order of things within a day is that of docs/FINANCING.md.
void LoanWalk::live(Date on) {
  const bool is_payment_day = payment_days_.contains(on) && (on <= final_payment_date(terms(on)) || is_owed(on));
  if (is_payment_day) fall_due(on);
  charge_at_closing(on);
  for (; next_draw_ < facts_.draws.size() && facts_.draws[next_draw_].on <= on; ++next_draw_)
    draw(facts_.draws[next_draw_]);
  for (; next_cancellation_ < facts_.cancellations.size() && facts_.cancellations[next_cancellation_].on <= on;
       ++next_cancellation_) {
    run_.state.cancelled += facts_.cancellations[next_cancellation_].amount;
    run_.state.undisbursed -= facts_.cancellations[next_cancellation_].amount;
  }
  charge_at_completion(on);
  for (; next_payment_ < facts_.payments.size() && facts_.payments[next_payment_].on <= on; ++next_payment_)
    pay(facts_.payments[next_payment_]);
  if (is_payment_day) {
    if (paid_after_ && on > *paid_after_) pay_what_is_due(on);
    end_period(on);
  }
  follow_changes(on);
}

// Periods are shown from the first drawdown on.
void LoanWalk::end_period(Date on) {
  period_.closing = run_.state.principal;
  if (first_draw_on_) run_.periods.push_back(period_);
  period_ = {.due_on = on, .opening = run_.state.principal};
}

// After maturity a day of the rhythm matters only while something is owed.
bool LoanWalk::is_owed(Date on) const {
  const LoanState& state = run_.state;
  return state.principal > Money() || fees_due_ > state.paid_fees ||
         run_.interest.until(on) + run_.default_interest.until(on) > state.capitalised + state.paid_interest ||
         run_.commitment_fee.until(on) + state.cash_fees > state.paid_fees;
}

void LoanWalk::move(LoanMovement movement) {
  movement.principal = run_.state.principal;
  run_.movements.push_back(movement);
}

void LoanWalk::fall_due(Date on) {
  const FacilityTerms& in_force = terms(on);
  const Money interest = run_.interest.until(on) - interest_billed_;
  const Money default_interest = run_.default_interest.until(on) - default_billed_;
  const Money commitment_fee = run_.commitment_fee.until(on) - commitment_fee_billed_;
  interest_billed_ += interest;
  default_billed_ += default_interest;
  commitment_fee_billed_ += commitment_fee;
  run_.interest.end_stretch(on);
  run_.default_interest.end_stretch(on);
  run_.commitment_fee.end_stretch(on);

  fees_due_ += commitment_fee;
  const bool is_capitalised = in_force.capitalise_until && payment_days_.at(on) <= *in_force.capitalise_until;
  // What was paid ahead is not capitalised.
  const Money due = is_capitalised ? std::clamp(run_.state.paid_interest - interest_due_, Money(), interest) : interest;
  interest_due_ += due + default_interest;
  capitalise(on, interest - due);
  const Money instalment = first_draw_on_ ? plan_.fall_due(in_force, {.on = on,
                                                                      .open = run_.state.principal - principal_due_,
                                                                      .interest = due,
                                                                      .rate = rate_,
                                                                      .period_from = period_from_.value_or(on)})
                                          : Money();
  principal_due_ += instalment;
  period_.due_on = on;
  period_.days = period_from_ ? counted_days(terms(add_days(on, -1)).day_count, *period_from_, on) : 0;
  period_.projected = paid_after_ && on > *paid_after_;
  period_.instalment = instalment;
  period_.capitalised = interest - due;
  period_.interest = due + default_interest;
  period_.fees += commitment_fee;
  if (period_.interest != Money()) move({.on = on, .kind = MovementKind::interest, .interest = period_.interest});
  if (commitment_fee != Money()) move({.on = on, .kind = MovementKind::commitment_fee, .fee = commitment_fee});
  if (first_draw_on_) {
    period_from_ = on;
    rate_ = rate_on(on);
  }
}

void LoanWalk::capitalise(Date on, Money interest) {
  if (interest == Money()) return;
  run_.state.capitalised += interest;
  run_.state.principal += interest;
  run_.principal_grew_on.push_back(on);
  plan_.add(terms(on), interest);
  move({.on = on, .kind = MovementKind::capitalised, .interest = interest});
}

// Exposure fees that no drawdown brings.
void LoanWalk::charge(Date on, Money financed, Money cash) {
  if (financed == Money() && cash == Money()) return;
  run_.exposure_fees.push_back({on, financed + cash});
  run_.state.financed_fees += financed;
  run_.state.cash_fees += cash;
  run_.state.undisbursed -= financed;
  run_.state.principal += financed;
  fees_due_ += cash;
  period_.drawn += financed;
  period_.fees += cash;
  if (financed != Money()) {
    if (!first_draw_on_) first_draw_on_ = period_from_ = on;
    run_.principal_grew_on.push_back(on);
    move({.on = on, .kind = MovementKind::financed_fee, .draw = financed});
    plan_.add(terms(on), financed);
  }
  if (cash == Money()) return;
  move({.on = on, .kind = MovementKind::cash_fee, .fee = cash});
  if (!paid_after_ || on <= *paid_after_) return;
  pay({.on = on, .fees = cash});
  period_.paid.fees += cash;
}

void LoanWalk::charge_at_closing(Date on) {
  const FacilityTerms& first = facts_.versions.front().terms;
  if (on != first.signed_on) return;
  const ClosingFees fees = closing_fees(first);
  charge(on, fees.financed, fees.cash);
}

void LoanWalk::charge_at_completion(Date on) {
  const FacilityTerms& first = facts_.versions.front().terms;
  if (is_complete_ || on < terms(on).available_until) return;
  is_complete_ = true; // once, though availability be opened again
  for (const ExposureFee& fee : first.exposure_fees) {
    if (fee.due != "completion") continue;
    const Money base = fee.base == "disbursed" ? run_.state.drawn : fee.base_amount.value_or(first.commitment);
    const Money amount = percent_of(fee.percentage, base);
    const Money room = std::max(run_.state.undisbursed, Money());
    const Money financed = fee.settled == "financed" ? std::min(amount, room) : Money();
    charge(on, financed, amount - financed);
  }
}

void LoanWalk::draw(const LoanDraw& draw) {
  const Money disbursed = draw.amount + draw.financed_fee;
  if (!first_draw_on_) {
    first_draw_on_ = period_from_ = draw.on;
    rate_ = rate_on(draw.on);
  }
  run_.state.drawn += draw.amount;
  run_.state.financed_fees += draw.financed_fee;
  run_.state.cash_fees += draw.cash_fee;
  run_.state.undisbursed -= disbursed;
  run_.state.principal += draw.amount;
  period_.drawn += disbursed;
  period_.fees += draw.cash_fee;
  fees_due_ += draw.cash_fee;
  move({.on = draw.on, .entry = draw.entry, .kind = MovementKind::drawdown, .draw = draw.amount});
  run_.state.principal += draw.financed_fee;
  if (draw.financed_fee != Money())
    move({.on = draw.on, .entry = draw.entry, .kind = MovementKind::financed_fee, .draw = draw.financed_fee});
  if (draw.cash_fee != Money())
    move({.on = draw.on, .entry = draw.entry, .kind = MovementKind::cash_fee, .fee = draw.cash_fee});
  if (draw.financed_fee + draw.cash_fee != Money())
    run_.exposure_fees.push_back({draw.on, draw.financed_fee + draw.cash_fee});
  plan_.add(terms(draw.on), disbursed);
  // A drawdown that was taken back takes with it what of it had fallen due.
  if (disbursed < Money()) principal_due_ = std::min(principal_due_, std::max(run_.state.principal, Money()));
}

void LoanWalk::pay(const LoanPayment& payment) {
  run_.state.paid_fees += payment.fees;
  run_.state.paid_interest += payment.interest;
  run_.state.repaid += payment.principal;
  run_.state.principal -= payment.principal;
  if (payment.principal >= Money()) {
    const Money settled = std::min(payment.principal, principal_due_);
    principal_due_ -= settled;
    plan_.prepay(terms(payment.on), payment.principal - settled);
  } else {
    // A payment that was taken back is owed again at once.
    principal_due_ -= payment.principal;
  }
  move({.on = payment.on, .entry = payment.entry, .kind = MovementKind::payment, .payment = payment.total()});
}

Overdue LoanWalk::overdue() const {
  return {std::max(fees_due_ - run_.state.paid_fees, Money()),
          std::max(interest_due_ - run_.state.paid_interest, Money()), principal_due_};
}

void LoanWalk::pay_what_is_due(Date on) {
  const Overdue due = overdue();
  if (due.total() == Money()) return;
  pay({.on = on, .fees = due.fees, .interest = due.interest, .principal = due.principal});
  period_.paid.fees += due.fees;
  period_.paid.interest += due.interest;
  period_.paid.principal += due.principal;
}

Date LoanWalk::floating_since(Date on) const {
  Date since = facts_.versions.front().from;
  const std::optional<FloatingRate>* before = nullptr;
  for (const TermsVersion& version : facts_.versions) {
    if (version.from > on) break;
    const bool goes_on = before != nullptr && *before && version.terms.floating &&
                         lower((*before)->index) == lower(version.terms.floating->index);
    if (!goes_on) since = version.from;
    before = &version.terms.floating;
  }
  return since;
}

std::optional<Rate> LoanWalk::rate_on(Date on) const {
  const FacilityTerms& in_force = terms(on);
  if (in_force.rate) return in_force.rate;
  const auto fixings = facts_.fixings.find(lower(in_force.floating->index));
  if (fixings == facts_.fixings.end()) return std::nullopt;
  const Date set_on = std::max(period_from_.value_or(on), floating_since(on));
  std::optional<Rate> rate;
  for (const Fixing& fixing : fixings->second) {
    if (fixing.on <= set_on)
      rate = Rate::parts_per_billion(fixing.rate.parts_per_billion() + in_force.floating->margin.parts_per_billion());
  }
  return rate;
}

// What accrues from this day on.
void LoanWalk::follow_changes(Date on) {
  const FacilityTerms& in_force = terms(on);
  const FacilityTerms& first = facts_.versions.front().terms;
  rate_ = rate_on(on);
  run_.interest.change(on, std::max(run_.state.principal, Money()), rate_.value_or(Rate()), in_force.day_count);
  run_.state.overdue = overdue();
  run_.default_interest.change(on, run_.state.overdue.total(), in_force.default_margin.value_or(Rate()),
                               in_force.day_count);
  const bool fee_accrues = on >= first.commitment_fee_from.value_or(first.signed_on) && on < in_force.available_until;
  run_.commitment_fee.change(on, fee_accrues ? std::max(run_.state.undisbursed, Money()) : Money(),
                             in_force.commitment_fee.value_or(Rate()),
                             in_force.commitment_fee_day_count.value_or(in_force.day_count));
  if (run_.principal.empty() || run_.principal.back().second != run_.state.principal)
    run_.principal.emplace_back(on, run_.state.principal);
  if (run_.undisbursed.empty() || run_.undisbursed.back().second != run_.state.undisbursed)
    run_.undisbursed.emplace_back(on, run_.state.undisbursed);
}

void LoanWalk::finish() {
  LoanState& state = run_.state;
  state.interest = run_.interest.until(until_);
  state.default_interest = run_.default_interest.until(until_);
  state.commitment_fees = run_.commitment_fee.until(until_);
  state.rate = rate_;
  const Money interest = state.interest + state.default_interest - interest_billed_ - default_billed_;
  const Money fee = state.commitment_fees - commitment_fee_billed_;
  if (interest != Money() || fee != Money())
    move({.on = until_, .kind = MovementKind::accrued, .interest = interest, .fee = fee});
}

} // namespace

LoanRun run_loan(const LoanFacts& facts, Date until) { return LoanWalk(facts, until, std::nullopt).walk(); }

Money amount_on(const std::vector<std::pair<Date, Money>>& history, Date on) {
  const auto after =
      std::ranges::upper_bound(history, on, {}, [](const std::pair<Date, Money>& change) { return change.first; });
  return after == history.begin() ? Money() : std::prev(after)->second;
}

Date last_day(const LoanFacts& facts, Date on) {
  Date last = on;
  if (!facts.draws.empty()) last = std::max(last, facts.draws.back().on);
  if (!facts.payments.empty()) last = std::max(last, facts.payments.back().on);
  if (!facts.cancellations.empty()) last = std::max(last, facts.cancellations.back().on);
  return last;
}

LoanRun project_loan(const LoanFacts& facts, Date as_of) {
  const FacilityTerms& last = facts.versions.back().terms;
  Date end = std::max(final_payment_date(last), as_of);
  if (end == as_of && end.year() < 2198) {
    // After maturity something may be left to pay: on the next payment date.
    for (const PaymentDate& date : payment_dates(last, add_days(end, 366 + 7))) {
      if (date.due_on <= as_of) continue;
      end = date.due_on;
      break;
    }
  }
  return LoanWalk(facts, end, as_of).walk();
}

} // namespace pvault
