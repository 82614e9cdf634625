// The rules of docs/FINANCING.md, "Payment dates", in their order.
#include "financing/payment_dates.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace financing_payment_dates_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Days = std::vector<std::string>;

FacilityTerms terms(const PaymentDays& payments, std::string_view maturity,
                    BusinessDayRule business_days = BusinessDayRule::none) {
  return {.signed_on = day("2026-01-15"),
          .commitment = money("1,200,000 USD"),
          .rate = rate("6%"),
          .day_count = DayCount::thirty_360,
          .available_from = day("2026-01-15"),
          .available_until = day("2026-06-30"),
          .matures_on = day(maturity),
          .payments = payments,
          .business_days = business_days};
}

PaymentDays every(int months) { return {.months = months}; }
PaymentDays yearly_on(std::string_view days) { return allowed(parse_payment_days(days)); }

FacilityTerms first_payment(FacilityTerms terms, std::string_view on) {
  terms.first_payment_on = day(on);
  return terms;
}

Days in_words(const std::vector<Date>& dates) {
  Days words;
  for (const Date on : dates)
    words.push_back(format_date(on));
  return words;
}
Days dates_until(const FacilityTerms& terms, std::string_view until) {
  std::vector<Date> dates;
  for (const PaymentDate& date : payment_dates(terms, day(until)))
    dates.push_back(date.due_on);
  return in_words(dates);
}
// "2026-05-25 -> 2026-05-26"
Days moves_until(const FacilityTerms& terms, std::string_view until) {
  Days words;
  for (const PaymentDate& date : payment_dates(terms, day(until)))
    words.push_back(fmt::format("{} -> {}", format_date(date.regular), format_date(date.due_on)));
  return words;
}

constexpr auto following = BusinessDayRule::following;
constexpr auto modified_following = BusinessDayRule::modified_following;

} // namespace

TEST_CASE("every 1, 3, 6 or 12 months, counted back from maturity") {
  CHECK_EQ(dates_until(terms(every(1), "2026-04-20"), "2026-04-20"),
           Days{"2026-01-20", "2026-02-20", "2026-03-20", "2026-04-20"});
  CHECK_EQ(dates_until(terms(every(3), "2026-10-20"), "2026-10-20"),
           Days{"2026-01-20", "2026-04-20", "2026-07-20", "2026-10-20"});
  CHECK_EQ(dates_until(terms(every(6), "2027-07-20"), "2027-07-20"),
           Days{"2026-01-20", "2026-07-20", "2027-01-20", "2027-07-20"});
  CHECK_EQ(dates_until(terms(every(12), "2028-07-20"), "2028-07-20"), Days{"2026-07-20", "2027-07-20", "2028-07-20"});
}

TEST_CASE("counted from the first payment date where there is one") {
  CHECK_EQ(dates_until(first_payment(terms(every(3), "2026-10-20"), "2026-03-05"), "2026-10-20"),
           Days{"2026-03-05", "2026-06-05", "2026-09-05", "2026-10-20"});
}

TEST_CASE("counting keeps the day of the month it counts from, or takes the last of a shorter month") {
  CHECK_EQ(dates_until(first_payment(terms(every(1), "2026-06-30"), "2026-01-31"), "2026-05-31"),
           Days{"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"});
  CHECK_EQ(dates_until(terms(every(1), "2028-03-31"), "2028-03-31").back(), "2028-03-31");
  const Days back = dates_until(terms(every(1), "2028-03-31"), "2028-03-31");
  CHECK_EQ(back.at(back.size() - 2), "2028-02-29");
  CHECK_EQ(back.at(back.size() - 3), "2028-01-31");
}

TEST_CASE("the same days of every year, from the first payment date on") {
  const FacilityTerms viasat = terms(yearly_on("05-25,11-25"), "2027-11-25");
  CHECK_EQ(dates_until(viasat, "2027-11-25"), Days{"2026-05-25", "2026-11-25", "2027-05-25", "2027-11-25"});
  CHECK_EQ(dates_until(first_payment(viasat, "2026-11-25"), "2027-11-25"),
           Days{"2026-11-25", "2027-05-25", "2027-11-25"});
  CHECK_EQ(dates_until(first_payment(viasat, "2026-11-26"), "2027-11-25"), Days{"2027-05-25", "2027-11-25"});
}

TEST_CASE("dates on or before signing are none") {
  CHECK_EQ(dates_until(terms(every(1), "2026-03-15"), "2026-03-15"), Days{"2026-02-15", "2026-03-15"});
  CHECK_EQ(dates_until(terms(yearly_on("01-14,01-15,01-16"), "2026-12-31"), "2026-12-31"),
           Days{"2026-01-16", "2026-12-31"});
  // Saturday the 17th would be moved to Tuesday the 20th, behind signing.
  FacilityTerms signed_on_saturday = terms(every(1), "2026-03-17", following);
  signed_on_saturday.signed_on = day("2026-01-17");
  CHECK_EQ(moves_until(signed_on_saturday, "2026-03-17"), Days{"2026-02-17 -> 2026-02-17", "2026-03-17 -> 2026-03-17"});
}

TEST_CASE("maturity always is a payment date") {
  CHECK_EQ(dates_until(terms(yearly_on("05-25"), "2027-02-01"), "2027-02-01"), Days{"2026-05-25", "2027-02-01"});
  CHECK_EQ(dates_until(first_payment(terms(every(12), "2027-02-01"), "2026-05-25"), "2027-02-01"),
           Days{"2026-05-25", "2027-02-01"});
}

TEST_CASE("the rhythm goes on after maturity") {
  CHECK_EQ(dates_until(terms(every(6), "2026-07-20"), "2027-07-19"), Days{"2026-01-20", "2026-07-20", "2027-01-20"});
  CHECK_EQ(dates_until(terms(yearly_on("05-25"), "2026-07-20"), "2027-12-31"),
           Days{"2026-05-25", "2026-07-20", "2027-05-25"});
}

TEST_CASE("following moves to the next business day, though it is in another month") {
  // 25 May 2026 is Memorial Day, 31 May a Sunday.
  CHECK_EQ(moves_until(terms(yearly_on("05-25,05-31"), "2026-12-01", following), "2026-06-30"),
           Days{"2026-05-25 -> 2026-05-26", "2026-05-31 -> 2026-06-01"});
}

TEST_CASE("modified-following moves to the next business day, or to the one before where that is in another month") {
  CHECK_EQ(moves_until(terms(yearly_on("05-25,05-31"), "2026-12-01", modified_following), "2026-06-30"),
           Days{"2026-05-25 -> 2026-05-26", "2026-05-31 -> 2026-05-29"});
}

TEST_CASE("none leaves a date where it is") {
  CHECK_EQ(moves_until(terms(yearly_on("05-25,05-31"), "2026-12-01"), "2026-06-30"),
           Days{"2026-05-25 -> 2026-05-25", "2026-05-31 -> 2026-05-31"});
}

TEST_CASE("a moved date keeps the rhythm of the others") {
  // Saturday 25 April and Saturday 25 July.
  CHECK_EQ(moves_until(terms(every(3), "2026-10-25", following), "2026-10-31"),
           Days{"2026-01-25 -> 2026-01-26", "2026-04-25 -> 2026-04-27", "2026-07-25 -> 2026-07-27",
                "2026-10-25 -> 2026-10-26"});
}

TEST_CASE("up to a day counts the day on which a date falls due") {
  const FacilityTerms last_of_may = terms(every(12), "2027-05-31", modified_following); // a Sunday in 2026
  CHECK_EQ(moves_until(last_of_may, "2026-05-28"), Days{});
  CHECK_EQ(moves_until(last_of_may, "2026-05-29"), Days{"2026-05-31 -> 2026-05-29"});
  const FacilityTerms later = terms(yearly_on("05-31"), "2026-12-01", following);
  CHECK_EQ(moves_until(later, "2026-05-31"), Days{});
  CHECK_EQ(moves_until(later, "2026-06-01"), Days{"2026-05-31 -> 2026-06-01"});
}

TEST_CASE("dates that meet are one, the later; none after maturity counts before one up to it") {
  CHECK_EQ(moves_until(terms(yearly_on("05-30,05-31"), "2026-12-01", following), "2026-06-30"),
           Days{"2026-05-31 -> 2026-06-01"});
  FacilityTerms ends_on_saturday = terms(yearly_on("05-31"), "2026-05-30", following);
  ends_on_saturday.available_until = day("2026-05-30");
  CHECK_EQ(moves_until(ends_on_saturday, "2026-06-30"), Days{"2026-05-30 -> 2026-06-01"});
}

TEST_CASE("dates end with the calendar") {
  CHECK_EQ(dates_until(terms(every(12), "2199-12-31"), "2199-12-31").back(), "2199-12-31");
  CHECK_EQ(dates_until(terms(yearly_on("12-31"), "2199-12-31"), "2199-12-31").back(), "2199-12-31");
}

TEST_CASE("instalments fall due from the first payment date after the end of availability on") {
  CHECK_EQ(in_words(repayment_dates(terms(every(3), "2027-01-20"))), Days{"2026-07-20", "2026-10-20", "2027-01-20"});
  FacilityTerms ends_on_payment_date = terms(every(3), "2027-01-20");
  ends_on_payment_date.available_until = day("2026-07-20");
  CHECK_EQ(in_words(repayment_dates(ends_on_payment_date)), Days{"2026-10-20", "2027-01-20"});
}

TEST_CASE("instalments fall due at maturity if no payment date is left") {
  FacilityTerms to_the_end = terms(every(3), "2027-01-20");
  to_the_end.available_until = day("2027-01-20");
  CHECK_EQ(in_words(repayment_dates(to_the_end)), Days{"2027-01-20"});
  to_the_end.repayment = Repayment::annuity;
  CHECK_EQ(in_words(repayment_dates(to_the_end)), Days{"2027-01-20"});
}

TEST_CASE("first repayment and maturity name days before they are moved") {
  // Saturday 25 July 2026 is moved to Monday, Sunday 25 October to Monday.
  FacilityTerms weekends = terms(every(3), "2026-10-25", following);
  weekends.first_repayment_on = day("2026-07-25");
  CHECK_EQ(in_words(repayment_dates(weekends)), Days{"2026-07-27", "2026-10-26"});
  weekends.first_repayment_on = day("2026-07-26");
  CHECK_EQ(in_words(repayment_dates(weekends)), Days{"2026-10-26"});
  CHECK_EQ(format_date(final_payment_date(weekends)), "2026-10-26");
}

TEST_CASE("a bullet has one date, maturity") {
  FacilityTerms bullet = terms(every(3), "2027-01-20");
  bullet.repayment = Repayment::bullet;
  CHECK_EQ(in_words(repayment_dates(bullet)), Days{"2027-01-20"});
}

TEST_CASE("custom instalments have every payment date from first repayment on") {
  FacilityTerms custom = terms(every(3), "2027-01-20");
  custom.repayment = Repayment::custom;
  custom.first_repayment_on = day("2026-07-20");
  custom.instalments = {{day("2026-10-20"), money("5 USD")}};
  CHECK_EQ(in_words(repayment_dates(custom)), Days{"2026-07-20", "2026-10-20", "2027-01-20"});
}

} // namespace financing_payment_dates_test
