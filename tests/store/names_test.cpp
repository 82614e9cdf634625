#include "store/names.hpp"

#include "store/balances.hpp"
#include "tests/support/attacked_book.hpp"
#include "units/text.hpp"

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

namespace {

// é as one character, and as an e with an accent.
const std::string composed_name = "CIT\u00c9-1";
const std::string decomposed_name = "CITE\u0301-1";

// The operations take names as they come: so did books that were kept before names were composed on entry.
void check_found(const std::string& in_book, const std::string& otherwise) {
  TemporaryBook book;
  book.site(in_book);
  book.party(in_book, "supplier");
  book.purchase("gallium", "1 t", "1 USD/kg", "2026-01-01", {.lot = in_book});
  for (const std::string& typed : {in_book, otherwise, lower(otherwise)}) {
    CHECK_EQ(allowed(store::load_site(book.connection(), typed)).code, in_book);
    CHECK_EQ(allowed(store::load_party(book.connection(), typed)).code, in_book);
    CHECK_EQ(allowed(store::load_named_lots(book.connection(), {typed})).front().code, in_book);
    check_rule(store::check_code_free(book.connection(), "lot", typed), Rule::name_taken);
    check_rule(store::check_code_free(book.connection(), "party", typed), Rule::name_taken);
  }
  CHECK(store::check_code_free(book.connection(), "lot", "CITE-1").has_value());
  CHECK_EQ(store::spelled_in_book(book.connection(), "lot", "code", otherwise), in_book);
  CHECK_EQ(store::spelled_in_book(book.connection(), "lot", "code", decomposed_name + "2"), composed_name + "2");
}

} // namespace

TEST_CASE("a name is found however its characters are composed, and stands for one thing") {
  check_found(composed_name, decomposed_name);
  check_found(decomposed_name, composed_name);
}

TEST_CASE("of two names that differ only in how they are composed, the one as typed is found") {
  SampleBook book;
  book.party(decomposed_name, "other");
  AttackedBook old(book, ForeignKeys::off);
  REQUIRE_EQ(old.tamper(fmt::format("INSERT INTO party SELECT entry_id, 2, 901, '{}', 'x', 'other', 0 FROM party WHERE "
                                    "code = '{}'",
                                    composed_name, decomposed_name)),
             "");
  store::Book opened = store::Book::open(old.path(), store::Access::read);
  for (const std::string& typed : {composed_name, decomposed_name})
    CHECK_EQ(allowed(store::load_party(opened.connection(), typed)).code, typed);
}

} // namespace store_names_test
