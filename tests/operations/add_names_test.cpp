#include "operations/add_names.hpp"
#include "operations/change_facility.hpp"

#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace operations_add_names_test {

using namespace pvault;
using namespace pvault::test;

namespace {

FacilityTerms terms() {
  return {.signed_on = day("1999-01-01"), // replaced by the day of the recording
          .commitment = money("5 USD"),
          .rate = rate("4.63%"),
          .day_count = DayCount::act_360,
          .available_from = day("2026-01-01"),
          .available_until = day("2027-01-01"),
          .matures_on = day("2030-01-01"),
          .payments = PaymentDays{.months = 6},
          .exposure_fees = {allowed(parse_exposure_fee("7.3107%:each-draw:financed"))}};
}

} // namespace

TEST_CASE("a site's country is kept in upper case") {
  TemporaryBook book;
  allowed(operations::add_site(book.book(), book.options("2026-01-01"), {"ANTWERP", "Antwerp", "be"}));
  CHECK_EQ(allowed(store::load_site(book.connection(), "antwerp")).country, "BE");
}

TEST_CASE("option_malformed: a country is two letters, a role one of six") {
  TemporaryBook book;
  for (const char* country : {"", "U", "USA", "U1", "Ü"}) {
    check_refusal(operations::add_site(book.book(), book.options("2026-01-01"), {"A", "A", country}),
                  Rule::option_malformed, fmt::format("\"{}\" is not a country code", country),
                  "use two letters of ISO 3166-1, for example US");
  }
  const auto refused = operations::add_party(book.book(), book.options("2026-01-01"), {"A", "A", "banker"});
  check_refusal(refused, Rule::option_malformed, "\"banker\" is not a role",
                "supplier, participant, lender, warehouse, carrier or other");
}

TEST_CASE("name_taken: of a site, a party and a facility, without regard to case") {
  SampleBook book;
  const auto options = [&] { return book.options("2026-01-01"); };
  check_rule(operations::add_site(book.book(), options(), {"denver", "Denver", "US"}), Rule::name_taken);
  check_rule(operations::add_party(book.book(), options(), {"Traxys", "Traxys", "other"}), Rule::name_taken);
  check_rule(operations::add_facility(book.book(), options(), {"exim-1", "EXIM", terms()}), Rule::name_taken);
}

TEST_CASE("a facility is in force from the day it is recorded for") {
  TemporaryBook book;
  allowed(operations::add_facility(book.book(), book.options("2026-02-02"), {"EXIM-1", "EXIM", terms()}));
  CHECK_EQ(allowed(store::load_facility(book.connection(), "EXIM-1")).terms.signed_on, day("2026-02-02"));
  CHECK_EQ(book.connection().integer_of("SELECT percentage_ppb FROM exposure_fee"), 73'107'000);
}

TEST_CASE("a facility refuses a lender that is none, and terms that do not hold together") {
  TemporaryBook book;
  const auto options = [&] { return book.options("2026-01-01"); };
  check_rule(operations::add_facility(book.book(), options(), {"A", "NOBODY", terms()}), Rule::party_unknown);
  check_rule(operations::add_facility(book.book(), options(), {"A", "TRAXYS", terms()}), Rule::party_role_wrong);
  FacilityTerms nothing = terms();
  nothing.commitment = Money();
  check_rule(operations::add_facility(book.book(), options(), {"A", "EXIM", nothing}), Rule::amount_not_positive);
  FacilityTerms late = terms();
  late.matures_on = day("2026-12-31");
  check_rule(operations::add_facility(book.book(), options(), {"A", "EXIM", late}), Rule::facility_terms_inconsistent);
  check_rule(operations::add_facility(book.book(), book.options("2027-01-02"), {"A", "EXIM", terms()}),
             Rule::facility_terms_inconsistent);
}

} // namespace operations_add_names_test
