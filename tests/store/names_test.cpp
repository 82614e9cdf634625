#include "store/names.hpp"

#include "tests/support/attacked_book.hpp"

#include <doctest/doctest.h>

namespace store_names_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("a mineral is found by code, name or symbol, without regard to case") {
  TemporaryBook book;
  for (const char* text : {"cobalt", "Cobalt", "COBALT", "Co", "co"})
    CHECK_EQ(allowed(store::load_mineral(book.connection(), text)).code, "cobalt");
  const Mineral tungsten = allowed(store::load_mineral(book.connection(), "W"));
  CHECK_EQ(tungsten.basis_component, "W");
  REQUIRE_EQ(tungsten.content_factors.size(), 1);
  CHECK_EQ(tungsten.content_factors.front().material, "WO3");
  CHECK(tungsten.content_factors.front().factor == Exact(793, 1000));
}

TEST_CASE("60 minerals and a group; the rare earths belong to it") {
  TemporaryBook book;
  const auto minerals = store::list_minerals(book.connection());
  CHECK_EQ(std::ranges::count(minerals, false, &Mineral::is_group), 60);
  const Mineral group = allowed(store::load_mineral(book.connection(), "rare-earths"));
  CHECK(group.is_group);
  CHECK(allowed(store::load_mineral(book.connection(), "neodymium")).member_of == group.id);
}

TEST_CASE("mineral_unknown: the nearest name is suggested") {
  TemporaryBook book;
  check_refusal(store::load_mineral(book.connection(), "galium"), Rule::mineral_unknown,
                "there is no mineral \"galium\"", "gallium");
  check_refusal(store::load_mineral(book.connection(), "unobtainium"), Rule::mineral_unknown,
                "there is no mineral \"unobtainium\"", "`pvault mineral list` shows what there is");
}

TEST_CASE("site_unknown, party_unknown, facility_unknown: the nearest name, or where to look") {
  SampleBook book;
  auto& connection = book.connection();
  check_refusal(store::load_site(connection, "DENVR"), Rule::site_unknown, "there is no site \"DENVR\"", "DENVER");
  check_refusal(store::load_site(connection, "BERLIN"), Rule::site_unknown, "there is no site \"BERLIN\"",
                "`pvault site list` shows what there is");
  check_refusal(store::load_party(connection, "TRAXIS"), Rule::party_unknown, "there is no party \"TRAXIS\"", "TRAXYS");
  check_refusal(store::load_facility(connection, "EXIM-9"), Rule::facility_unknown, "there is no facility \"EXIM-9\"",
                "EXIM-1");
  CHECK_EQ(allowed(store::load_site(connection, "denver")).code, "DENVER");
  CHECK_EQ(allowed(store::load_facility(connection, "exim-1")).lender_code, "EXIM");
}

TEST_CASE("party_role_wrong: who buys is no supplier") {
  TemporaryBook book;
  check_refusal(store::load_party_in_role(book.connection(), "buyer", "supplier"), Rule::party_role_wrong,
                "BUYER is recorded with the role other, not supplier",
                "name a supplier, or add one with `pvault party add CODE --name NAME --role supplier`");
  check_rule(store::load_party_in_role(book.connection(), "nobody", "supplier"), Rule::party_unknown);
  CHECK_EQ(allowed(store::load_party_in_role(book.connection(), "traxys", "supplier")).code, "TRAXYS");
}

TEST_CASE("a facility's terms are read back as they were agreed") {
  SampleBook book;
  const FacilityTerms terms = allowed(store::load_facility(book.connection(), "EXIM-1")).terms;
  CHECK_EQ(terms.signed_on, day("2026-01-01"));
  CHECK_EQ(terms.commitment, money("10M USD"));
  CHECK(terms.rate == rate("4.63%"));
  CHECK(terms.day_count == DayCount::act_360);
  CHECK_EQ(terms.available_from, day("2026-01-15"));
  CHECK_EQ(terms.available_until, day("2027-12-31"));
  CHECK_EQ(terms.matures_on, day("2041-12-31"));
  CHECK(terms.payments == PaymentDays{.months = 6});
  CHECK(terms.first_payment_on == day("2026-06-30"));
  CHECK(terms.commitment_fee == rate("0.5%"));
}

TEST_CASE("what was undone is not found any more, and its name stays taken") {
  TemporaryBook book;
  const EntryId added = book.party("HARTREE", "supplier");
  const EntryId undone = book.reverse(added);
  check_rule(store::load_party(book.connection(), "HARTREE"), Rule::party_unknown);
  check_refusal(
      store::check_code_free(book.connection(), "party", "hartree"), Rule::name_taken,
      fmt::format("HARTREE is the name of the party of entry {}, which entry {} reversed; a name is never used again",
                  number_of(added), number_of(undone)),
      "another name, for example hartree-2");
}

TEST_CASE("name_taken: a code names one thing") {
  SampleBook book;
  check_refusal(store::check_code_free(book.connection(), "lot", "ga-1"), Rule::name_taken,
                fmt::format("GA-1 is the name of the lot of entry {}", number_of(book.entry("purchase1"))),
                "another name, for example ga-1-2");
  CHECK(store::check_code_free(book.connection(), "lot", "GA-99").has_value());
  CHECK(store::check_code_free(book.connection(), "site", "GA-1").has_value()); // a site may be called like a lot
}

} // namespace store_names_test
