// Loans and what comes back of them, rule by rule.
#include "stockpile/loan_return.hpp"

#include "tests/support/minerals.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>

namespace stockpile_loan_return_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr PartyId borrower{9};

// 10 kg of a lot for 1.00 USD, then 5 kg of another for 1.00 USD.
Loan loan() {
  return {
      .release = EntryId{170},
      .kind = ReleaseKind::loan,
      .borrower = borrower,
      .lent_on = day("2026-03-01"),
      .lots = {{LotId{1}, "L1", kilograms(10), Money::cents(100)}, {LotId{2}, "L2", kilograms(5), Money::cents(100)}}};
}

ReturnRequest back(std::string_view mass_text, std::string_view short_text = "") {
  ReturnRequest request{.on = day("2026-03-01")};
  if (!mass_text.empty()) request.mass = mass(mass_text);
  if (!short_text.empty()) request.short_mass = mass(short_text);
  return request;
}

Expected<ReturnPlan> plan(const Loan& of, const ReturnRequest& request) {
  return plan_return(gallium(), of, request, LotId{50});
}

// "L1 to 50: 5 kg 50 cents"; "L1 given up: ..."
std::vector<std::string> parts_of(const Loan& of, const ReturnRequest& request) {
  std::vector<std::string> parts;
  for (const ReturnPart& part : allowed(plan(of, request)).parts) {
    const std::string to = part.lot ? fmt::format("to {}", number_of(*part.lot)) : "given up";
    parts.push_back(
        fmt::format("{} {}: {} kg {} cents", part.drawn_code, to, format_kilograms(part.mass), part.cost.cents()));
  }
  return parts;
}

using Parts = std::vector<std::string>;

ReleaseRequest lending() {
  return {.on = day("2026-03-01"),
          .kind = ReleaseKind::loan,
          .mass = mass("1 kg"),
          .authority = "board",
          .recipient = borrower,
          .price = {},
          .return_by = day("2026-06-30")};
}

} // namespace

TEST_CASE("what comes back fills the lots that were lent in the order in which they were drawn, with their cost") {
  CHECK(parts_of(loan(), back("4 kg")) == Parts{"L1 to 50: 4 kg 40 cents"});
  CHECK(parts_of(loan(), back("12 kg")) == Parts{"L1 to 50: 10 kg 100 cents", "L2 to 51: 2 kg 40 cents"});
  CHECK(parts_of(loan(), back("15 kg")) == Parts{"L1 to 50: 10 kg 100 cents", "L2 to 51: 5 kg 100 cents"});
}

TEST_CASE("cost comes back half to even, and the last of a lot takes all that is left") {
  Loan odd = loan();
  odd.lots = {{LotId{1}, "L1", kilograms(2), Money::cents(5)}};
  CHECK(parts_of(odd, back("1 kg")) == Parts{"L1 to 50: 1 kg 2 cents"});
  odd.lots = {{LotId{1}, "L1", kilograms(1), Money::cents(3)}};
  CHECK(parts_of(odd, back("1 kg")) == Parts{"L1 to 50: 1 kg 3 cents"});
}

TEST_CASE("what is given up is of the lots that are left when the rest is back, and is lost") {
  CHECK(parts_of(loan(), back("12 kg", "3 kg")) ==
        Parts{"L1 to 50: 10 kg 100 cents", "L2 to 51: 2 kg 40 cents", "L2 given up: 3 kg 60 cents"});
  CHECK(parts_of(loan(), back("", "11 kg")) == Parts{"L1 given up: 10 kg 100 cents", "L2 given up: 1 kg 20 cents"});
  const ReturnPlan both = allowed(plan(loan(), back("12 kg", "3 kg")));
  const MineralId id = gallium().id;
  CHECK(both.postings ==
        Postings{{.account = Account::inventory,
                  .mineral = id,
                  .lot = LotId{50},
                  .mass = kilograms(10),
                  .amount = Money::cents(100)},
                 {.account = Account::inventory,
                  .mineral = id,
                  .lot = LotId{51},
                  .mass = kilograms(2),
                  .amount = Money::cents(40)},
                 {.account = Account::owed_back, .mineral = id, .party = borrower, .mass = kilograms(-15)},
                 {.account = Account::stock_on_loan, .mineral = id, .party = borrower, .amount = Money::cents(-200)},
                 {.account = Account::lost, .mineral = id, .mass = kilograms(3)},
                 {.account = Account::loss_and_shrinkage, .mineral = id, .amount = Money::cents(60)}});
  CHECK_FALSE(find_imbalance(both.postings).has_value());
}

TEST_CASE("lots of which nothing is out are passed by, and cost nothing when they cost nothing") {
  Loan partly = loan();
  partly.lots[0].left = Mass();
  partly.lots[0].cost = Money();
  partly.lots[1].cost = Money();
  const ReturnPlan plan_of_rest = allowed(plan(partly, back("5 kg")));
  CHECK_EQ(plan_of_rest.parts.size(), 1);
  CHECK_EQ(plan_of_rest.postings.size(), 2); // no posting of nothing
}

TEST_CASE("return_before_release") {
  ReturnRequest early = back("1 kg");
  early.on = day("2026-02-27");
  check_refusal(plan(loan(), early), Rule::return_before_release,
                "it left on 2026-03-01, the return is dated 2026-02-27, 2 days earlier", "date it 2026-03-01 or later");
}

TEST_CASE("above_owed_back: no more comes back than is owed, to the milligram") {
  check_refusal(
      plan(loan(), back("12 kg", "4 kg")), Rule::above_owed_back,
      "16 kg of gallium would come back or be given up, 15 kg are owed of entry 170 on 2026-03-01 and later, above it "
      "by 1 kg",
      "`pvault report owed-back` shows what is owed; what comes beyond it is a purchase");
  CHECK(plan(loan(), back("15000000 mg")).has_value());
  check_rule(plan(loan(), back("15000001 mg")), Rule::above_owed_back);
}

TEST_CASE("a return in another form counts what it contains") {
  const ReturnPlan other = allowed(plan_return(tungsten(), loan(), back("10 kg of WO3"), LotId{50}));
  CHECK_EQ(other.mass, Mass::milligrams(7'930'000));
  CHECK_EQ(other.factor_text, "0.793");
}

TEST_CASE(
    "recipient_missing, return_date_missing, period_ends_before_it_begins: a loan is owed back by somebody, by a day") {
  CHECK(check_loan_terms(lending()).has_value());
  ReleaseRequest request = lending();
  request.return_by = request.on;
  CHECK(check_loan_terms(request).has_value());
  request.return_by = day("2026-02-28");
  check_refusal(check_loan_terms(request), Rule::period_ends_before_it_begins,
                "it leaves on 2026-03-01 and would be back by 2026-02-28, 1 day earlier",
                "give a day of return of 2026-03-01 or later");
  request.return_by = std::nullopt;
  check_refusal(check_loan_terms(request), Rule::return_date_missing,
                "a release of the kind loan is owed back by a day", "add --return-by DATE");
  request.recipient = std::nullopt;
  request.kind = ReleaseKind::exchange;
  check_refusal(check_loan_terms(request), Rule::recipient_missing,
                "a release of the kind exchange is owed back by somebody", "add --to PARTY");
}

TEST_CASE("return_date_not_applicable: nothing else is owed back") {
  ReleaseRequest request = lending();
  request.kind = ReleaseKind::sale;
  check_refusal(check_loan_terms(request), Rule::return_date_not_applicable,
                "nothing comes back of a release of the kind sale, and a day of return is given",
                "leave --return-by out, or record a loan or an exchange");
  request.return_by = std::nullopt;
  CHECK(check_loan_terms(request).has_value());
}

} // namespace stockpile_loan_return_test
