// Who signed what the journal and the trail list, and who proposed it.
#include "reports/signatures.hpp"

#include "reports/trail_table.hpp"
#include "tests/reports/report_values.hpp"
#include "tests/support/people.hpp"

namespace reports_signatures_test {

using namespace pvault;
using namespace pvault::test;

namespace {

bool is_shown(const reports::Table& table, const char* column) {
  return table.columns.at(reports::index_of_column(table, column)).in_text;
}

std::string who(const reports::Table& table, const reports::Row& row) {
  return value_of(table, row, "recorded_by") + " " + value_of(table, row, "signed_by") + " " +
         value_of(table, row, "proposed_by") + " " + value_of(table, row, "proposal_entry");
}

} // namespace

TEST_CASE("what nobody signed is counted, and people see no empty column") {
  TemporaryBook book;
  const auto table = report(book, "journal", "2026-12-31");
  CHECK_FALSE(is_shown(table, "signed_by"));
  CHECK_FALSE(is_shown(table, "proposed_by"));
  CHECK_EQ(who(table, table.rows.back()), "tester - - -");
  CHECK_EQ(table.notes.back(),
           fmt::format("{} entries are not signed: who recorded them is the name that the system had of the user.",
                       number_of(book.newest())));
}

TEST_CASE("who signed and who proposed stand beside who recorded") {
  TemporaryBook book;
  add_person(book, "adams", {PersonRole::administering, PersonRole::approving});
  add_person(book, "chen", {PersonRole::operating});
  set_policy(book, "adams", true, {{.kind = "site", .above = {}}});
  const EntryId proposal = propose_site(book, "chen", "RENO", "2026-01-01");
  allowed(try_site(book, "RENO", "adams", proposal));
  const auto table = report(book, "journal", "2026-12-31");
  CHECK(is_shown(table, "signed_by"));
  CHECK(is_shown(table, "proposed_by"));
  CHECK_EQ(who(table, table.rows.back()), fmt::format("adams adams chen {}", number_of(proposal)));
  CHECK_EQ(who(table, table.rows.at(table.rows.size() - 2)), "chen chen - -");

  const auto found = store::find_things(book.connection(), "RENO", book.newest());
  REQUIRE_EQ(found.size(), 1);
  const auto trail = reports::make_trail_table(book.connection(), found.front(), book.newest());
  REQUIRE_EQ(trail.rows.size(), 1);
  CHECK_EQ(who(trail, trail.rows.front()), fmt::format("adams adams chen {}", number_of(proposal)));
  for (const std::string& note : trail.notes)
    CHECK_MESSAGE(note.find("not signed") == std::string::npos, note);
}

TEST_CASE("one entry that nobody signed") {
  reports::SignatureCount count;
  count.add({});
  count.add({.signed_by = "chen"});
  reports::Table table;
  table.columns = {reports::column::text("signed_by", ""), reports::column::text("proposed_by", "")};
  count.finish(table);
  CHECK_EQ(table.notes, std::vector<std::string>{
                            "1 entry is not signed: who recorded it is the name that the system had of the user."});
}

} // namespace reports_signatures_test
