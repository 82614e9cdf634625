#include "financing/facility.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace financing_facility_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr FacilityId exim{3};

FacilityTerms terms(std::string_view commitment = "10e9 USD") {
  return {.signed_on = day("2026-02-02"),
          .commitment = money(commitment),
          .rate = rate("4.63%"),
          .day_count = DayCount::act_360,
          .available_from = day("2026-03-01"),
          .available_until = day("2030-12-31"),
          .matures_on = day("2041-02-02")};
}

FacilityTerms changed(const std::function<void(FacilityTerms&)>& change) {
  FacilityTerms result = terms();
  change(result);
  return result;
}

constexpr const char* in_order = "put the dates in order: signing, available from, available until, maturity";

} // namespace

TEST_CASE("a new facility is a memorandum of what may be drawn") {
  CHECK(allowed(plan_facility(terms(), exim)) ==
        Postings{{.account = Account::commitment_undisbursed, .facility = exim, .amount = money("10B USD")},
                 {.account = Account::commitment_granted, .facility = exim, .amount = -money("10B USD")}});
}

TEST_CASE("amount_not_positive: a commitment is above zero") {
  FacilityTerms nothing = terms("0 USD");
  nothing.available_until = day("2026-02-28");
  check_refusal(plan_facility(nothing, exim), Rule::amount_not_positive, "the commitment is 0.00 USD",
                "give an amount above zero, for example \"10e9 USD\"");
  CHECK(plan_facility(terms("0.01 USD"), exim).has_value());
}

TEST_CASE("facility_terms_inconsistent: the dates follow each other, or fall on one day") {
  const auto refused = [](const FacilityTerms& dates, const std::string& message) {
    check_refusal(plan_facility(dates, exim), Rule::facility_terms_inconsistent, message, in_order);
  };
  refused(changed([](auto& t) { t.available_from = day("2031-01-01"); }),
          "available from 2031-01-01 is 1 day after available until 2030-12-31");
  refused(changed([](auto& t) { t.signed_on = day("2031-01-10"); }),
          "signing 2031-01-10 is 10 days after available until 2030-12-31");
  refused(changed([](auto& t) { t.matures_on = day("2030-12-30"); }),
          "available until 2030-12-31 is 1 day after maturity 2030-12-30");
  refused(changed([](auto& t) { t.first_payment_on = day("2026-02-28"); }),
          "available from 2026-03-01 is 1 day after first payment 2026-02-28");
  refused(changed([](auto& t) { t.first_payment_on = day("2041-02-03"); }),
          "first payment 2041-02-03 is 1 day after maturity 2041-02-02");
  CHECK(plan_facility(changed([](auto& t) { t.signed_on = day("2026-06-01"); }), exim)
            .has_value()); // signed after the period begins
  CHECK(plan_facility(changed([](auto& t) {
                        t.available_from = t.available_until = t.matures_on = t.signed_on = day("2026-03-01");
                      }),
                      exim)
            .has_value());
}

TEST_CASE("parse_exposure_fee reads what is due when and how it is settled") {
  const ExposureFee fee = allowed(parse_exposure_fee("7.3107%:each-draw:financed"));
  CHECK(fee.percentage == Rate::parts_per_billion(73'107'000));
  CHECK_EQ(fee.due, "each-draw");
  CHECK_EQ(fee.settled, "financed");
  CHECK_EQ(allowed(parse_exposure_fee("1%:CLOSING:Cash")).due, "closing");
  CHECK_EQ(allowed(parse_exposure_fee("0.5%:completion:cash")).settled, "cash");
}

TEST_CASE("parse_exposure_fee refuses everything else, and says the form") {
  const std::string form =
      "write PERCENT:closing|each-draw|completion:financed|cash, for example 7.3107%:each-draw:financed; a base may "
      "follow: 1%:closing:cash:\"5e9 USD\"";
  for (const char* text : {"", "7%", "7%:closing", "7%:closing:", "7%::cash", "7%:yearly:cash", "7%:closing:paid",
                           "7%:each-draw:cash:commitment", "7%:closing:cash:disbursed", "7%:closing:cash:0 USD",
                           "7%:closing:cash:x:y", "closing:7%:cash", "0%:closing:cash"}) {
    check_refusal(parse_exposure_fee(text), Rule::option_malformed,
                  fmt::format("\"{}\" is not a component of an exposure fee", text), form);
  }
  check_rule(parse_exposure_fee("7:closing:cash"), Rule::percent_sign_missing);
  check_rule(parse_exposure_fee(":closing:cash"), Rule::number_malformed);
  check_rule(parse_exposure_fee("-7%:closing:cash"), Rule::percent_out_of_range);
}

TEST_CASE("rhythms of payments have their names") {
  for (const char* name : {"monthly", "quarterly", "semiannual", "annual"})
    CHECK_EQ(format_payment_days(allowed(parse_payment_days(name))), name);
  CHECK(allowed(parse_payment_days("Monthly")) == PaymentDays{.months = 1});
  check_refusal(parse_payment_days("weekly"), Rule::option_malformed,
                "\"weekly\" is not a rhythm of payments, nor days such as 05-25,11-25",
                "monthly, quarterly, semiannual or annual");
  check_refusal(parse_payment_days("semianual"), Rule::option_malformed,
                "\"semianual\" is not a rhythm of payments, nor days such as 05-25,11-25", "semiannual");
}

} // namespace financing_facility_test
