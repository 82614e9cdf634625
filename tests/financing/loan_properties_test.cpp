// What holds of every loan, on random terms and random histories: the identities of docs/FINANCING.md, and that what is
// said of a day depends neither on the day up to which a loan is computed nor on how often it is accrued.
//
// PVAULT_LOAN_SEED=7 runs one history alone; a failure names its seed.
#include "financing/accrual.hpp"
#include "financing/payment_dates.hpp"

#include "tests/financing/support/loan_generator.hpp"
#include "tests/support/thinning.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace financing_loan_properties_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr std::uint64_t histories = one_in == 1 ? 300 : 150;
constexpr FacilityId facility{1};

// What was recorded up to a day.
LoanFacts facts_until(const LoanFacts& facts, Date on) {
  LoanFacts result = facts;
  std::erase_if(result.versions, [&](const TermsVersion& version) { return version.from > on; });
  std::erase_if(result.draws, [&](const LoanDraw& draw) { return draw.on > on; });
  std::erase_if(result.payments, [&](const LoanPayment& payment) { return payment.on > on; });
  std::erase_if(result.cancellations, [&](const Cancellation& cancellation) { return cancellation.on > on; });
  for (auto& [index, fixings] : result.fixings)
    std::erase_if(fixings, [&](const Fixing& fixing) { return fixing.on > on; });
  return result;
}

// A line for each figure, so that a difference can be read.
std::vector<std::string> in_words(const LoanState& state) {
  std::vector<std::string> words;
  const auto add = [&](std::string_view name, Money money) {
    words.push_back(fmt::format("{} {}", name, format_money(money)));
  };
  add("interest", state.interest);
  add("default interest", state.default_interest);
  add("commitment fees", state.commitment_fees);
  add("cash fees", state.cash_fees);
  add("financed fees", state.financed_fees);
  add("capitalised", state.capitalised);
  add("paid fees", state.paid_fees);
  add("paid interest", state.paid_interest);
  add("repaid", state.repaid);
  add("undisbursed", state.undisbursed);
  add("principal", state.principal);
  add("overdue fees", state.overdue.fees);
  add("overdue interest", state.overdue.interest);
  add("overdue principal", state.overdue.principal);
  words.push_back(state.rate ? format_percent_number(*state.rate) : "no rate");
  return words;
}
std::vector<std::string> movements_until(const LoanRun& run, Date on) {
  std::vector<std::string> words;
  for (const LoanMovement& movement : run.movements) {
    if (movement.on <= on && movement.kind != MovementKind::accrued)
      words.push_back(fmt::format("{} {} {} {} {} {} {}", format_date(movement.on), movement_name(movement.kind),
                                  format_money(movement.draw), format_money(movement.interest),
                                  format_money(movement.fee), format_money(movement.payment),
                                  format_money(movement.principal)));
  }
  return words;
}
std::vector<std::string> periods_until(const LoanRun& run, Date on) {
  std::vector<std::string> words;
  for (const LoanPeriod& period : run.periods) {
    if (period.due_on <= on)
      words.push_back(fmt::format("{} {} {} {} {} {} {} {}", format_date(period.due_on), period.days,
                                  format_money(period.opening), format_money(period.drawn),
                                  format_money(period.interest), format_money(period.capitalised),
                                  format_money(period.instalment), format_money(period.closing)));
  }
  return words;
}

// How often the generator brought something about.
using Counts = std::map<std::string, int>;

void count(Counts& counts, const LoanFacts& facts, const LoanRun& run) {
  const LoanState& state = run.state;
  const auto add = [&](const std::string& what, bool is_so) { counts[what] += is_so ? 1 : 0; };
  add("drawn", !facts.draws.empty());
  add("paid", !facts.payments.empty());
  add("cancelled", !facts.cancellations.empty());
  add("amended", facts.versions.size() > 1);
  add("capitalised", state.capitalised != Money());
  add("default interest", state.default_interest != Money());
  add("commitment fee", state.commitment_fees != Money());
  add("fees financed", state.financed_fees != Money());
  add("fees in cash", state.cash_fees != Money());
  add("owed at the end", state.payoff() != Money());
  add("settled", !facts.draws.empty() && state.payoff() == Money());
  for (const LoanPeriod& period : run.periods)
    add(fmt::format("instalments, {}", repayment_name(terms_on(facts.versions, period.due_on).repayment)),
        period.instalment != Money());
}

template <class Check>
void for_each_history(const Check& check) {
  const char* only = std::getenv("PVAULT_LOAN_SEED");
  for (std::uint64_t seed = only ? std::stoull(only) : 1; seed <= (only ? std::stoull(only) : histories); ++seed) {
    INFO("PVAULT_LOAN_SEED=", seed);
    LoanGenerator generator(seed);
    const LoanFacts facts = generator.make();
    check(facts, generator);
  }
}

void check_identities(const LoanFacts& facts, const LoanRun& run) {
  for (const auto& change : run.principal) { // clang 14 captures no structured binding
    const auto [on, principal] = change;
    CAPTURE(format_date(change.first));
    const LoanFacts known = facts_until(facts, on);
    Money sum;
    for (const LoanDraw& draw : known.draws)
      sum += draw.amount;
    for (const LoanPayment& payment : known.payments)
      sum -= payment.principal;
    for (const LoanMovement& movement : run.movements) {
      if (movement.on > on) break;
      if (movement.kind == MovementKind::financed_fee) sum += movement.draw;
      if (movement.kind == MovementKind::capitalised) sum += movement.interest;
    }
    REQUIRE_EQ(format_money(principal), format_money(sum));
  }
}

} // namespace

TEST_CASE("on every day principal = draws + financed fees + capitalised interest - repaid") {
  Counts counts;
  for_each_history([&](const LoanFacts& facts, LoanGenerator& generator) {
    const LoanRun run = run_loan(facts, generator.end());
    check_identities(facts, run);
    const LoanState& state = run.state;
    REQUIRE(state.principal == state.drawn + state.financed_fees + state.capitalised - state.repaid);
    count(counts, facts, run);
  });
  if (std::getenv("PVAULT_LOAN_SEED") != nullptr) return;
  // The generator is measured, too: what it does not bring about is not tested.
  for (const auto& counted : counts) {
    CAPTURE(counted.first);
    CHECK(counted.second >= 20);
  }
}

TEST_CASE("on every day commitment = disbursed + undisbursed + cancelled") {
  for_each_history([](const LoanFacts& facts, LoanGenerator& generator) {
    for (int i = 0; i < 8; ++i) {
      const Date on = generator.some_day();
      CAPTURE(format_date(on));
      const LoanState state = run_loan(facts, on).state;
      REQUIRE(state.disbursed() + state.undisbursed + state.cancelled == facts.versions.front().terms.commitment);
      REQUIRE(state.undisbursed >= Money());
      REQUIRE(state.principal >= Money());
      REQUIRE(state.overdue.principal <= state.principal);
    }
  });
}

TEST_CASE("principal falls due with instalments only, on payment dates") {
  for_each_history([](const LoanFacts& facts, LoanGenerator& generator) {
    const LoanRun run = run_loan(facts, generator.end());
    for (int i = 0; i < 8; ++i) {
      const Date on = generator.some_day();
      CAPTURE(format_date(on));
      Money due;
      for (const LoanPeriod& period : run.periods)
        due += period.due_on <= on ? period.instalment : Money();
      REQUIRE(run_loan(facts, on).state.overdue.principal <= due);
    }
  });
}

TEST_CASE("the run up to a day is the beginning of the run up to a later day") {
  for_each_history([](const LoanFacts& facts, LoanGenerator& generator) {
    const LoanRun later = run_loan(facts, generator.end());
    for (int i = 0; i < 4; ++i) {
      const Date on = generator.some_day();
      CAPTURE(format_date(on));
      const LoanRun run = run_loan(facts, on);
      REQUIRE_EQ(movements_until(run, on), movements_until(later, on));
      REQUIRE_EQ(periods_until(run, on), periods_until(later, on));
      REQUIRE(run.state.interest == later.interest.until(on));
      REQUIRE(run.state.default_interest == later.default_interest.until(on));
      REQUIRE(run.state.commitment_fees == later.commitment_fee.until(on));
      REQUIRE(run.principal.size() <= later.principal.size());
      REQUIRE(run.principal.size() <= later.principal.size());
      REQUIRE(std::equal(run.principal.begin(), run.principal.end(), later.principal.begin()));
      REQUIRE(run.state.principal == amount_on(later.principal, on));
      REQUIRE(run.state.undisbursed == amount_on(later.undisbursed, on));
    }
  });
}

TEST_CASE("a figure of a day does not depend on what is recorded with a later date") {
  for_each_history([](const LoanFacts& facts, LoanGenerator& generator) {
    const Date on = generator.some_day();
    CAPTURE(format_date(on));
    REQUIRE_EQ(in_words(run_loan(facts_until(facts, on), on).state), in_words(run_loan(facts, on).state));
  });
}

TEST_CASE("the schedule ends with nothing owed, and its rows follow from each other") {
  for_each_history([](const LoanFacts& facts, LoanGenerator& generator) {
    const Date as_of = generator.some_day();
    CAPTURE(format_date(as_of));
    const LoanFacts known = facts_until(facts, as_of);
    const LoanRun run = project_loan(known, as_of);
    Money opening;
    for (const LoanPeriod& period : run.periods) {
      REQUIRE(period.opening == (&period == &run.periods.front() ? period.opening : opening));
      opening = period.closing;
    }
    if (run_loan(known, as_of).state.payoff() == Money() && as_of > final_payment_date(known.versions.back().terms))
      return;
    if (!run.periods.empty()) REQUIRE_EQ(format_money(run.periods.back().closing), "0.00 USD");
    REQUIRE_EQ(format_money(run.state.payoff()), "0.00 USD");
  });
}

TEST_CASE("a payment of what is overdue, taken back on its own day, leaves everything as it was") {
  for_each_history([](const LoanFacts& facts, LoanGenerator& generator) {
    const Date on = generator.some_day();
    CAPTURE(format_date(on));
    const LoanFacts known = facts_until(facts, on);
    const Overdue due = run_loan(known, on).state.overdue;
    LoanFacts taken_back = known;
    taken_back.payments.push_back({on, EntryId{8}, due.fees, due.interest, due.principal});
    taken_back.payments.push_back({on, EntryId{9}, -due.fees, -due.interest, -due.principal});
    REQUIRE_EQ(in_words(run_loan(taken_back, on).state), in_words(run_loan(known, on).state));
    REQUIRE_EQ(in_words(run_loan(taken_back, generator.end()).state), in_words(run_loan(known, generator.end()).state));
    const Date far = add_days(generator.end(), 800);
    REQUIRE_EQ(periods_until(project_loan(taken_back, on), far), periods_until(project_loan(known, on), far));
  });
}

namespace {

// As the book keeps it: what signing and drawdowns posted of exposure fees, and what accruals did.
class KeptAccruals {
public:
  KeptAccruals(const LoanFacts& facts, const std::vector<FinancedChange>& financed)
      : facts_(facts), financed_(financed) {}

  void accrue(Date on) {
    const LoanFacts known = facts_until(facts_, on);
    const LoanRun run = run_loan(known, on);
    const FinancingShares shares = share_financing(run, financed_, on);
    post_exposure_fees(known);
    const PlannedAccrual planned = plan_accrual(facility, accrued_totals(facts_, run.state, on), shares, posted_);
    REQUIRE_FALSE(find_imbalance(planned.postings).has_value());
    posted_.totals = posted_.totals - (AccruedTotals() - planned.difference);
    for (const Posting& posting : planned.postings)
      post(posting);
    check_whole(shares.interest, run.state.interest + run.state.default_interest);
    check_whole(shares.commitment_fees, run.state.commitment_fees);
    check_whole(shares.exposure_fees, run.state.cash_fees + run.state.financed_fees);
    check_whole(shares.debt, run.state.principal);
  }
  [[nodiscard]] const PostedFinancing& posted() const { return posted_; }
  // Owed by the accounts, in the end: interest, fees, and the principal that no drawdown and no signing posted.
  [[nodiscard]] Money balance(Account account) const {
    const auto found = balances_.find(account);
    return found == balances_.end() ? Money() : found->second;
  }

private:
  void post_exposure_fees(const LoanFacts& known) {
    const ClosingFees closing = closing_fees(known.versions.front().terms);
    Money charged = closing.financed + closing.cash;
    for (const LoanDraw& draw : known.draws)
      charged += draw.financed_fee + draw.cash_fee;
    posted_.exposure_fees[std::nullopt] += charged - charged_;
    charged_ = charged;
  }
  void post(const Posting& posting) {
    balances_[posting.account] += posting.amount;
    if (posting.account == Account::interest) posted_.interest[posting.mineral] += posting.amount;
    if (posting.account == Account::commitment_fee) posted_.commitment_fees[posting.mineral] += posting.amount;
    if (posting.account == Account::exposure_fee) posted_.exposure_fees[posting.mineral] += posting.amount;
  }
  static void check_whole(const MineralShares& shares, Money whole) {
    Money sum;
    for (const auto& [mineral, amount] : shares) {
      REQUIRE(amount >= Money());
      sum += amount;
    }
    REQUIRE_EQ(format_money(sum), format_money(whole));
  }

  const LoanFacts& facts_;
  const std::vector<FinancedChange>& financed_;
  PostedFinancing posted_ = {};
  std::map<Account, Money> balances_ = {};
  Money charged_ = {};
};

MineralShares without_zeros(MineralShares shares) {
  std::erase_if(shares, [](const auto& share) { return share.second == Money(); });
  return shares;
}

} // namespace

TEST_CASE("it does not matter how often a loan is accrued, and the shares of minerals add up") {
  for_each_history([](const LoanFacts& facts, LoanGenerator& generator) {
    const std::vector<FinancedChange> financed = generator.make_financed();
    std::set<Date> days;
    for (int i = 0; i < 6; ++i)
      days.insert(generator.some_day());
    KeptAccruals often(facts, financed);
    for (const Date on : days)
      often.accrue(on);
    KeptAccruals once(facts, financed);
    once.accrue(*days.rbegin());
    REQUIRE(often.posted().totals == once.posted().totals);
    REQUIRE(without_zeros(often.posted().interest) == without_zeros(once.posted().interest));
    REQUIRE(without_zeros(often.posted().commitment_fees) == without_zeros(once.posted().commitment_fees));
    REQUIRE(without_zeros(often.posted().exposure_fees) == without_zeros(once.posted().exposure_fees));
    const LoanState state = run_loan(facts, *days.rbegin()).state;
    REQUIRE(often.balance(Account::accrued_interest) == state.capitalised - state.interest - state.default_interest);
    REQUIRE(often.balance(Account::loan_principal) == once.balance(Account::loan_principal));
  });
}

} // namespace financing_loan_properties_test
