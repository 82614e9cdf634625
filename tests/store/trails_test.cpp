#include "store/record_rows.hpp"
#include "store/schema_check.hpp"
#include "store/trails.hpp"
#include "tests/support/book.hpp"
#include "tests/support/people.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

namespace store_trails_test {

using namespace pvault;
using namespace pvault::test;

namespace {

store::NamedThing thing(TemporaryBook& book, const std::string& name, const std::string& kind) {
  for (const store::NamedThing& found : store::find_things(book.connection(), name, book.newest()))
    if (found.kind == kind) return found;
  FAIL(fmt::format("{} is no {}", name, kind));
  return {};
}

std::vector<store::TrailLine> trail(TemporaryBook& book, const std::string& name, const std::string& kind) {
  std::vector<store::TrailLine> lines;
  store::visit_trail(book.connection(), thing(book, name, kind), book.newest(),
                     [&](const store::TrailLine& line) { lines.push_back(line); });
  return lines;
}

bool has(const std::vector<store::TrailLine>& lines, EntryId entry) {
  return std::ranges::find(lines, entry, &store::TrailLine::entry) != lines.end();
}

} // namespace

TEST_CASE("every column that names something by its number is followed") {
  const TemporaryBook made;
  store::Book book = made.open(store::Access::read);
  const auto tables = store::list_referring_tables(book.connection());
  const std::set<std::string> not_followed = {"entry_id", "account_id", "request_id"};
  for (const std::string& name : store::list_record_tables_in_file(book.connection())) {
    const auto table = std::ranges::find(tables, name, &store::ReferringTable::name);
    REQUIRE(table != tables.end());
    for (const std::string& column : store::list_columns(book.connection(), name)) {
      if (!column.ends_with("_id") || not_followed.contains(column) || column == table->own_number) continue;
      CAPTURE(name);
      CAPTURE(column);
      CHECK(std::ranges::find(table->references, column, &store::Reference::column) != table->references.end());
    }
  }
}

TEST_CASE("every record table with numbers of its own is a kind of thing, and has a code") {
  TemporaryBook book;
  const auto kinds = store::list_thing_kinds(book.connection());
  for (const char* table :
       {"lot", "mineral", "facility", "party", "site", "authority", "emergency", "disbursement", "person"})
    CHECK_EQ(kinds[store::kind_of(kinds, table)].number, std::string(table) + "_id");
  CHECK_EQ(kinds.back().table, "entry");
  CHECK_THROWS(store::kind_of(kinds, "posting"));
}

TEST_CASE("a lot's trail has what brought it, what took it and what reversed that") {
  TemporaryBook book;
  const EntryId other = book.purchase("gallium", "1 t", "500 USD/kg", "2025-02-01", {.lot = "G-0"});
  const EntryId bought = book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01", {.lot = "G-1"});
  const EntryId sold = book.sale("gallium", "2 t", "600 USD/kg", "2025-04-01");
  const auto lines = trail(book, "g-1", "lot");
  REQUIRE_EQ(lines.size(), 2);
  CHECK_EQ(lines[0].entry, bought);
  CHECK_EQ(lines[0].recorded_by, "tester");
  CHECK_EQ(lines[0].mass, Mass::milligrams(25'000'000'000));
  CHECK_EQ(lines[0].amount, Money::cents(1'450'000'000));
  CHECK(lines[0].did.starts_with("inventory 25,000 kg, 14,500,000.00 USD"));
  CHECK_EQ(lines[1].entry, sold);
  CHECK_EQ(lines[1].mass, Mass::milligrams(-1'000'000'000)); // the first ton came from G-0
  CHECK_FALSE(has(lines, other));
}

TEST_CASE("a site's trail has what left the lots that lay there; a supplier's has not") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01");
  const EntryId sold = book.sale("gallium", "2 t", "600 USD/kg", "2025-04-01");
  CHECK(has(trail(book, "DENVER", "site"), bought));
  CHECK(has(trail(book, "DENVER", "site"), sold));
  CHECK(has(trail(book, "TRAXYS", "party"), bought));
  CHECK_FALSE(has(trail(book, "TRAXYS", "party"), sold));
  CHECK(has(trail(book, "BUYER", "party"), sold));
  CHECK(has(trail(book, "Ga", "mineral"), sold));
  CHECK_FALSE(has(trail(book, "cobalt", "mineral"), sold));
}

TEST_CASE("a lot's trail goes to what it was taken of and what was taken of it, not to its siblings") {
  TemporaryBook book;
  book.site("RENO");
  const EntryId bought = book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01", {.lot = "G-1"});
  const EntryId first = book.transfer("G-1", "5 t", "RENO", "2025-04-01", "G-2");
  const EntryId second = book.transfer("G-1", "5 t", "RENO", "2025-05-01", "G-3");
  const EntryId again = book.transfer("G-2", "1 t", "DENVER", "2025-06-01", "G-4");
  const auto of_child = trail(book, "G-4", "lot");
  CHECK(has(of_child, bought));
  CHECK(has(of_child, first));
  CHECK(has(of_child, again));
  CHECK_EQ(thing(book, "G-4", "lot").things.size(), 3);
  CHECK_EQ(thing(book, "G-3", "lot").things.size(), 2);
  CHECK_EQ(thing(book, "G-1", "lot").things.size(), 4);
  CHECK(has(trail(book, "G-1", "lot"), again));
  CHECK_FALSE(has(trail(book, "G-3", "lot"), again));
  CHECK(has(trail(book, "G-3", "lot"), second));
  CHECK(has(trail(book, "RENO", "site"), again)); // it left there
}

TEST_CASE("what refers to an entry is in the trail of what the entry touched, and so is what undid it") {
  TemporaryBook book;
  const EntryId facility = book.facility("EXIM-1", "500e6 USD", "2025-02-01");
  const EntryId bought = book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01", {.lot = "G-1"});
  const EntryId drawn = book.drawdown("EXIM-1", "10e6 USD", "2025-03-01", {{bought, "4e6 USD"}});
  const EntryId undone = book.reverse(drawn);
  for (const char* kind : {"lot", "mineral"}) {
    CAPTURE(kind);
    const auto lines = trail(book, kind == std::string("lot") ? "G-1" : "gallium", kind);
    CHECK(has(lines, drawn));
    CHECK(has(lines, undone));
  }
  const auto of_lender = trail(book, "EXIM", "party");
  for (const EntryId entry : {facility, drawn, undone})
    CHECK(has(of_lender, entry));
  CHECK_FALSE(has(of_lender, bought));
  const auto of_entry = trail(book, std::to_string(number_of(drawn)), "entry");
  REQUIRE_EQ(of_entry.size(), 2);
  CHECK_EQ(of_entry[0].reversed_by, undone);
  CHECK_EQ(of_entry[1].reverses, drawn);
  CHECK_EQ(of_entry[1].reason, "test");
  const auto of_facility = trail(book, "EXIM-1", "facility");
  REQUIRE_EQ(of_facility.size(), 3);
  CHECK_EQ(of_facility[1].amount, Money::cents(-1'000'000'000)); // owed
}

TEST_CASE("a person's trail has what is recorded of them and what they signed") {
  TemporaryBook book;
  const EntryId added = add_person(book, "adams", {PersonRole::operating});
  add_person(book, "chen", {PersonRole::operating});
  operations::RecordingOptions options = book.options("2025-03-01");
  options.header.signer = signer_of("adams");
  const EntryId signed_by_adams =
      allowed(operations::set_target(book.book(), options, {.mineral = "gallium", .days = 60})).entry;
  const auto lines = trail(book, "ADAMS", "person");
  REQUIRE_EQ(lines.size(), 2);
  CHECK_EQ(lines[0].entry, added);
  CHECK_EQ(lines[1].entry, signed_by_adams);
  CHECK(trail(book, "chen", "person").size() == 1);
  CHECK(has(trail(book, "gallium", "mineral"), signed_by_adams));
}

TEST_CASE("things are found by any of their names up to the moment, entries by their numbers") {
  TemporaryBook book;
  const EntryId before = book.newest();
  book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01", {.lot = "denver"});
  const auto named = [&](const std::string& name, EntryId known_at) {
    return store::find_things(book.connection(), name, known_at).size();
  };
  CHECK_EQ(named("DENVER", book.newest()), 2); // a lot and a site
  CHECK_EQ(named("DENVER", before), 1);
  CHECK_EQ(named("nothing of the kind", book.newest()), 0);
  CHECK_EQ(named("1", book.newest()), 1);
  CHECK_EQ(named("99999", book.newest()), 0);
  CHECK_EQ(thing(book, "1", "entry").code, "1");
}

} // namespace store_trails_test
