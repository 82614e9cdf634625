// The rules that terms keep, of a new facility and of an amendment, in their order; and what is refused of a drawdown
// because of them. Rules on the commitment and the order of the first dates stand in facility_test.cpp.
#include "financing/drawdown.hpp"
#include "financing/facility.hpp"

#include "tests/financing/support/loans.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_amendment_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr FacilityId exim{3};

constexpr const char* in_order = "put the dates in order: signing, available from, available until, maturity";

// Both are asked for the same terms: what plan_facility refuses, check_amendment refuses.
void check_terms_refused(const ChangeOfTerms& change, const std::string& message, const std::string& next_step) {
  CAPTURE(message);
  const FacilityTerms terms = quarterly_loan(change);
  check_refusal(plan_facility(terms, exim), Rule::facility_terms_inconsistent, message, next_step);
  check_refusal(check_amendment(quarterly_loan(), terms, day("2026-02-01"), {}), Rule::facility_terms_inconsistent,
                message, next_step);
}
void check_terms_allowed(const ChangeOfTerms& change) {
  CHECK(plan_facility(quarterly_loan(change), exim).has_value());
  CHECK(check_amendment(quarterly_loan(), quarterly_loan(change), day("2026-02-01"), {}).has_value());
}

ChangeOfTerms custom(const std::vector<std::pair<std::string, std::string>>& instalments) {
  return [instalments](FacilityTerms& terms) {
    terms.repayment = Repayment::custom;
    for (const auto& [on, amount] : instalments)
      terms.instalments.push_back({day(on), money(amount)});
  };
}
ChangeOfTerms with_fee(const std::string& component) {
  return [component](FacilityTerms& terms) { terms.exposure_fees = {allowed(parse_exposure_fee(component))}; };
}

DrawableFacility drawable() {
  return {.id = exim,
          .code = "EXIM-1",
          .in_force_from = day("2026-02-02"),
          .available_from = day("2026-03-01"),
          .available_until = day("2030-12-31"),
          .undisbursed = money("10,000 USD")};
}
DrawdownRequest draw(std::string_view amount, std::string_view on = "2026-04-01") {
  return {.on = day(on), .amount = money(amount)};
}

} // namespace

TEST_CASE("parse_payment_days reads rhythms and days of the year, and writes them") {
  for (const char* text : {"monthly", "quarterly", "semiannual", "annual", "05-25,11-25", "02-28", "01-01,12-31"})
    CHECK_EQ(format_payment_days(allowed(parse_payment_days(text))), text);
  CHECK_EQ(allowed(parse_payment_days("Quarterly")).months, 3);
  CHECK(allowed(parse_payment_days("quarterly")).days.empty());
  CHECK_EQ(allowed(parse_payment_days("05-25")).months, 0);
  CHECK_EQ(format_payment_days(allowed(parse_payment_days(" 11-25 , 05-25 "))), "05-25,11-25"); // in order
}

TEST_CASE("parse_payment_days refuses everything else") {
  const std::string form = "write days as MONTH-DAY, for example 05-25,11-25";
  check_refused(
      parse_payment_days,
      {{"weekly", Rule::option_malformed, "\"weekly\" is not a rhythm of payments, nor days such as 05-25,11-25",
        "monthly, quarterly, semiannual or annual"},
       {"semianual", Rule::option_malformed, "\"semianual\" is not a rhythm of payments, nor days such as 05-25,11-25",
        "semiannual"},
       {"02-29", Rule::option_malformed, "\"02-29\" is not a day that every year has", form},
       {"05-25,13-01", Rule::option_malformed, "\"13-01\" is not a day that every year has", form},
       {"5-25", Rule::option_malformed, "\"5-25\" is not a day that every year has", form},
       {"05-25,", Rule::option_malformed, "\"\" is not a day that every year has", form},
       {"2026-05-25", Rule::option_malformed, "\"2026-05-25\" is not a day that every year has", form},
       {"05-25,05-25", Rule::option_malformed, "a day stands twice in \"05-25,05-25\"", "name each day once"}});
  check_rule(parse_payment_days(""), Rule::option_malformed);
}

TEST_CASE("ways of repayment have their names") {
  for (const char* name : {"equal", "bullet", "annuity", "custom"})
    CHECK_EQ(repayment_name(allowed(parse_repayment(name))), name);
  CHECK(allowed(parse_repayment("Bullet")) == Repayment::bullet);
  check_refused(parse_repayment, {{"balloon", Rule::option_malformed, "\"balloon\" is not a way of repayment",
                                   "equal, bullet, annuity or custom"}});
}

TEST_CASE("rules for prepayments have their names") {
  for (const char* name : {"inverse", "pro-rata", "next"})
    CHECK_EQ(prepayment_name(allowed(parse_prepayment(name))), name);
  CHECK(allowed(parse_prepayment("PRO-RATA")) == Prepayment::pro_rata);
  check_refused(parse_prepayment, {{"first", Rule::option_malformed, "\"first\" is not a rule for prepayments",
                                    "inverse, pro-rata or next"}});
}

TEST_CASE("parse_exposure_fee reads what a component is a percentage of") {
  CHECK_EQ(allowed(parse_exposure_fee("1%:closing:cash")).base, "commitment");
  CHECK_EQ(allowed(parse_exposure_fee("1%:each-draw:cash")).base, "draw");
  CHECK_EQ(allowed(parse_exposure_fee("1%:completion:cash")).base, "disbursed");
  CHECK_EQ(allowed(parse_exposure_fee("1%:completion:cash:Commitment")).base, "commitment");
  CHECK_EQ(allowed(parse_exposure_fee("1%:completion:financed:disbursed")).base, "disbursed");
  const ExposureFee fee = allowed(parse_exposure_fee("1.2756%:closing:financed:467,042,360 USD"));
  CHECK_EQ(fee.base, "amount");
  CHECK(fee.base_amount == money("467,042,360 USD"));
}

TEST_CASE("parse_exposure_fee refuses a base that does not fit") {
  for (const char* text : {"1%:closing:cash:draw", "1%:closing:cash:disbursed", "1%:each-draw:cash:commitment",
                           "1%:each-draw:cash:5 USD", "1%:completion:cash:draw", "1%:closing:cash:0 USD"}) {
    CAPTURE(text);
    check_rule(parse_exposure_fee(text), Rule::option_malformed);
  }
  check_rule(parse_exposure_fee("1%:closing:cash:5"), Rule::currency_missing);
  check_rule(parse_exposure_fee("1%:closing:cash:-5 USD"), Rule::money_out_of_range);
}

TEST_CASE("facility_terms_inconsistent: there is one rate, fixed or floating") {
  const std::string next_step = "--rate 4.63%, or --index SOFR --margin 1.75%";
  const FloatingRate sofr{.index = "SOFR", .margin = rate("1.75%")};
  check_terms_refused([&](auto& t) { t.floating = sofr; }, "the rate is both fixed and floating", next_step);
  check_terms_refused([](auto& t) { t.rate.reset(); }, "there is neither a rate nor an index", next_step);
  check_terms_allowed([&](auto& t) {
    t.rate.reset();
    t.floating = sofr;
  });
}

TEST_CASE("facility_terms_inconsistent: first repayment and the end of capitalisation are in order, too") {
  const auto refused = [](const ChangeOfTerms& change, const std::string& message) {
    check_terms_refused(change, message, in_order);
  };
  refused([](auto& t) { t.first_repayment_on = day("2026-01-14"); },
          "available from 2026-01-15 is 1 day after first repayment 2026-01-14");
  refused([](auto& t) { t.first_repayment_on = day("2028-01-16"); },
          "first repayment 2028-01-16 is 1 day after maturity 2028-01-15");
  refused(
      [](auto& t) {
        t.first_payment_on = day("2026-07-15");
        t.first_repayment_on = day("2026-07-14");
      },
      "first payment 2026-07-15 is 1 day after first repayment 2026-07-14");
  refused([](auto& t) { t.capitalise_until = day("2026-01-14"); },
          "available from 2026-01-15 is 1 day after capitalise until 2026-01-14");
  refused([](auto& t) { t.capitalise_until = day("2028-01-16"); },
          "capitalise until 2028-01-16 is 1 day after maturity 2028-01-15");
  check_terms_allowed(
      [](auto& t) { t.first_payment_on = t.first_repayment_on = t.capitalise_until = day("2028-01-15"); });
}

TEST_CASE("facility_terms_inconsistent: instalments come with custom repayment, and custom repayment with them") {
  check_terms_refused(
      [](auto& t) {
        t.instalments = {{day("2027-01-15"), money("5 USD")}};
      },
      "instalments are given, and repayment is equal", "add --repayment custom, or leave out --instalment");
  check_terms_refused([](auto& t) { t.repayment = Repayment::custom; },
                      "repayment is custom, and no instalment is given", "add --instalment \"2027-03-31=5e6 USD\"");
  check_terms_allowed(custom({{"2027-01-15", "1,000,000 USD"}, {"2027-04-15", "200,000 USD"}}));
}

TEST_CASE("amount_not_positive: an instalment is above zero") {
  const FacilityTerms terms = quarterly_loan(custom({{"2027-01-16", "0 USD"}}));
  check_refusal(plan_facility(terms, exim), Rule::amount_not_positive, "the instalment of 2027-01-16 is zero",
                "give an amount above zero");
  check_rule(check_amendment(quarterly_loan(), terms, day("2026-02-01"), {}), Rule::amount_not_positive);
}

TEST_CASE("facility_terms_inconsistent: an instalment names a payment date before it is moved") {
  check_terms_refused(custom({{"2027-01-15", "5 USD"}, {"2027-01-16", "9,000,000 USD"}}),
                      "instalment 2027-01-16 is no payment date", "name a date of the payments' rhythm");
  check_terms_refused(custom({{"2028-04-15", "5 USD"}}), "instalment 2028-04-15 is no payment date",
                      "name a date of the payments' rhythm"); // after maturity
  const auto following = [](const std::string& on) {
    return [on](FacilityTerms& terms) {
      custom({{on, "5 USD"}})(terms);
      terms.business_days = BusinessDayRule::following;
    };
  };
  check_terms_allowed(following("2027-10-15"));
  check_terms_allowed(following("2028-01-15")); // Saturday, moved to Tuesday the 18th
  check_terms_refused(following("2028-01-18"), "instalment 2028-01-18 is no payment date",
                      "name a date of the payments' rhythm");
}

TEST_CASE("facility_terms_inconsistent: instalments come to the commitment at most") {
  check_terms_refused(custom({{"2027-01-15", "1,200,000 USD"}, {"2027-04-15", "0.01 USD"}}),
                      "the instalments come to 1,200,000.01 USD, the commitment is 1,200,000.00 USD, over by 0.01 USD",
                      "give instalments up to the commitment; maturity takes the rest");
}

TEST_CASE("facility_terms_inconsistent: a commitment fee has a rate") {
  const std::string message = "the commitment fee has a start or a day count, and no rate";
  const std::string next_step = "add --commitment-fee 0.5%";
  check_terms_refused([](auto& t) { t.commitment_fee_from = day("2026-01-15"); }, message, next_step);
  check_terms_refused([](auto& t) { t.commitment_fee_day_count = DayCount::act_360; }, message, next_step);
  check_terms_allowed([](auto& t) {
    t.commitment_fee = rate("0.5%");
    t.commitment_fee_from = day("2023-02-20");
    t.commitment_fee_day_count = DayCount::act_360;
  });
}

TEST_CASE("facility_terms_inconsistent: a commitment fee begins before availability ends") {
  check_terms_refused(
      [](auto& t) {
        t.commitment_fee = rate("0.5%");
        t.commitment_fee_from = day("2027-01-01");
      },
      "commitment fee from 2027-01-01 is 1 day after available until 2026-12-31", in_order);
}

TEST_CASE("facility_terms_inconsistent: the commitment holds what is financed at closing") {
  check_terms_refused(with_fee("1%:closing:financed:120,000,001 USD"),
                      "the fee financed at closing is 1,200,000.01 USD, the commitment 1,200,000.00 USD",
                      "check the percentage and its base");
  check_terms_allowed(with_fee("100%:closing:financed"));
  check_terms_allowed(with_fee("1%:closing:cash:120,000,001 USD"));
}

TEST_CASE("fees of closing are posted at signing") {
  const FacilityTerms terms = quarterly_loan([](auto& t) {
    t.exposure_fees = {allowed(parse_exposure_fee("1%:closing:financed")),
                       allowed(parse_exposure_fee("0.5%:closing:cash")),
                       allowed(parse_exposure_fee("9%:completion:cash"))};
  });
  const auto of_exim = [](Account account, Money amount) {
    return Posting{.account = account, .facility = exim, .amount = amount};
  };
  const Postings postings = allowed(plan_facility(terms, exim));
  CHECK(postings == Postings{of_exim(Account::commitment_undisbursed, money("1,188,000 USD")),
                             of_exim(Account::commitment_granted, -money("1,200,000 USD")),
                             of_exim(Account::commitment_disbursed, money("12,000 USD")),
                             of_exim(Account::exposure_fee, money("18,000 USD")),
                             of_exim(Account::loan_principal, -money("12,000 USD")),
                             of_exim(Account::accrued_fees, -money("6,000 USD"))});
  CHECK_FALSE(find_imbalance(postings).has_value());
}

TEST_CASE("facility_terms_inconsistent: an amendment is dated after signing") {
  const std::string message = "the amendment is dated 2026-01-15, the facility was signed on 2026-01-15";
  check_refusal(check_amendment(quarterly_loan(), quarterly_loan([](auto& t) { t.rate.reset(); }), day("2026-01-15"),
                                {day("2027-05-05")}),
                Rule::facility_terms_inconsistent, message, "date it after signing");
  CHECK(check_amendment(quarterly_loan(), quarterly_loan(), day("2026-01-16"), {}).has_value());
}

TEST_CASE("facility_terms_inconsistent: an amendment does not end availability before its day") {
  const auto until = [](std::string_view on) {
    return check_amendment(quarterly_loan(), quarterly_loan([&](auto& t) { t.available_until = day(on); }),
                           day("2026-06-01"), {});
  };
  check_refusal(until("2026-05-31"), Rule::facility_terms_inconsistent,
                "availability would have ended on 2026-05-31, before the amendment of 2026-06-01",
                "end it on 2026-06-01 or later");
  CHECK(until("2026-06-01").has_value());
  CHECK(check_amendment(quarterly_loan(), quarterly_loan([](auto& t) { t.rate = rate("9%"); }), day("2027-06-01"), {})
            .has_value()); // it ended, and stays as it is
}

TEST_CASE("facility_terms_inconsistent: no drawdown that stands is outside the new availability") {
  const FacilityTerms shorter = quarterly_loan([](auto& t) { t.available_until = day("2026-08-31"); });
  check_refusal(check_amendment(quarterly_loan(), shorter, day("2026-06-01"), {day("2026-05-05"), day("2026-09-01")}),
                Rule::facility_terms_inconsistent,
                "a drawdown of 2026-09-01 would be after the end of availability 2026-08-31",
                "end availability later, or reverse the drawdown first");
  CHECK(check_amendment(quarterly_loan(), shorter, day("2026-06-01"), {day("2026-05-05"), day("2026-08-31")})
            .has_value());
  // Days before the amendment keep the older terms.
  CHECK(check_amendment(shorter, shorter, day("2026-11-01"), {day("2026-10-01")}).has_value());
}

TEST_CASE("condition_not_met: nothing is drawn before the conditions are met") {
  DrawableFacility facility = drawable();
  facility.conditions_open = {"insurance", "legal opinion"};
  facility.index_without_fixing = "SOFR";
  check_refusal(plan_drawdown(facility, draw("99,999 USD"), {}), Rule::condition_not_met,
                "EXIM-1 cannot be drawn on 2026-04-01 before these conditions are met: insurance; legal opinion",
                "pvault facility condition EXIM-1 \"insurance\" --on DATE");
  check_rule(plan_drawdown(facility, draw("99,999 USD", "2026-02-15"), {}), Rule::outside_availability);
}

TEST_CASE("fixing_missing: nothing is drawn at a rate that nobody knows") {
  DrawableFacility facility = drawable();
  facility.index_without_fixing = "SOFR";
  check_refusal(plan_drawdown(facility, draw("99,999 USD"), {}), Rule::fixing_missing,
                "the rate of EXIM-1 follows SOFR, which has no fixing dated 2026-04-01 or earlier",
                "pvault fixing add SOFR --on 2026-04-01 --rate PERCENT --source TEXT");
}

TEST_CASE("above_undisbursed: the commitment holds the drawdown and the fee it finances") {
  DrawableFacility facility = drawable();
  facility.fees = {.financed = money("100 USD"), .cash = money("500 USD")};
  check_refusal(plan_drawdown(facility, draw("9,900.01 USD"), {}), Rule::above_undisbursed,
                "asked for 9,900.01 USD and 100.00 USD of fee it finances on EXIM-1, 10,000.00 USD undisbursed at "
                "2026-04-01, short by 0.01 USD",
                "`pvault report facilities` shows what can be drawn");
  const Postings postings = allowed(plan_drawdown(facility, draw("9,900 USD"), {}));
  CHECK(postings ==
        Postings{{.account = Account::cash, .amount = money("9,900 USD")},
                 {.account = Account::loan_principal, .facility = exim, .amount = -money("10,000 USD")},
                 {.account = Account::exposure_fee, .facility = exim, .amount = money("600 USD")},
                 {.account = Account::accrued_fees, .facility = exim, .amount = -money("500 USD")},
                 {.account = Account::commitment_undisbursed, .facility = exim, .amount = -money("10,000 USD")},
                 {.account = Account::commitment_disbursed, .facility = exim, .amount = money("10,000 USD")}});
  CHECK_FALSE(find_imbalance(postings).has_value());
}

} // namespace financing_amendment_test
