// A book of schema 19 that is opened for writing gets bases of demand as a table; its entries, their hashes and its
// verification stay.
#include "audit/verify.hpp"
#include "coverage/demand.hpp"
#include "journal/chain.hpp"
#include "store/book.hpp"
#include "store/demands.hpp"
#include "store/embedded.hpp"
#include "store/transaction.hpp"
#include "store/writer.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <fstream>

namespace store_demand_upgrade_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr int old_schema = 19;

EntryDraft draft(const char* kind, const char* on, RecordRow row) {
  return {.kind = kind,
          .header = {.effective_on = day(on), .recorded_at = "2026-01-01T00:00:00.000Z", .recorded_by = "tester"},
          .rows = {std::move(row)}};
}

void make_old_book(const std::filesystem::path& path) {
  std::ofstream{path}; // an empty file is a database without tables
  store::Connection connection(path, store::Access::create);
  store::WriteTransaction transaction(connection);
  connection.execute(fmt::format("PRAGMA application_id = {}", store::application_id));
  for (const store::Migration& migration : store::migrations()) {
    if (migration.version > old_schema) continue;
    connection.execute(std::string(migration.sql));
    connection.query("INSERT INTO schema_migration (version, name, sha256) VALUES (?, ?, ?)")
        .bind(std::int64_t{migration.version})
        .bind(std::string(migration.name))
        .bind(sha256_hex(migration.sql))
        .run();
  }
  connection.execute(fmt::format("PRAGMA user_version = {}", old_schema));
  store::JournalWriter writer(connection);
  RecordRow book("book");
  book.set("name", "Old reserve").set("currency", "USD");
  writer.append(draft("book", "2025-01-01", book));
  RecordRow mineral("mineral");
  mineral.set("mineral_id", std::int64_t{1}).set("code", "gallium").set("name", "Gallium");
  mineral.set("is_group", std::int64_t{0}).set("category", "metal").set("added_in_2025", std::int64_t{0});
  mineral.set("basis", "gallium metal").set("basis_component", "Ga");
  writer.append(draft("mineral", "2025-01-01", mineral));
  for (const int year : {2024, 2025}) {
    RecordRow demand("demand");
    demand.set("mineral_id", std::int64_t{1}).set("effective_on", fmt::format("{}-01-01", year));
    demand.set("year", std::int64_t{year})
        .set("basis", "reported-consumption")
        .set_text("bound", year == 2024 ? "<" : "");
    demand.set("mass_mg", kilograms(year)).set("entered", fmt::format("{} kg", year)).set("source", "USGS");
    writer.append(draft("demand", fmt::format("{}-01-01", year).c_str(), demand));
  }
  transaction.commit();
}

std::vector<std::string> hashes(store::Connection& connection) {
  std::vector<std::string> found;
  store::Query row = connection.query("SELECT hash FROM seal ORDER BY entry_id");
  while (row.next())
    found.push_back(row.text(0));
  return found;
}

} // namespace

TEST_CASE("a book of schema 19 keeps its figures, hashes and verification when it is upgraded") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "vault.db";
  make_old_book(path);
  std::vector<std::string> before;
  {
    store::Book unchanged = store::Book::open(path, store::Access::read);
    before = hashes(unchanged.connection());
  }
  store::Book book = store::Book::open(path, store::Access::write);
  CHECK_EQ(book.connection().integer_of("PRAGMA user_version"), store::newest_schema_version());
  CHECK(hashes(book.connection()) == before);
  const DemandAnswer at_end = store::find_demand(book.connection(), MineralId{1}, {day("2025-12-31"), EntryId{4}}, {});
  CHECK_EQ(at_end.figure->per_year, kilograms(2'025));
  const DemandAnswer earlier = store::find_demand(book.connection(), MineralId{1}, {day("2024-12-31"), EntryId{4}}, {});
  CHECK(earlier.figure->is_upper_bound);
  const store::ReadTransaction reading(book.connection());
  for (const audit::CheckResult& check : audit::check_book(book.connection()).checks) {
    CAPTURE(check.name);
    CHECK(check.faults.empty());
  }
}

} // namespace store_demand_upgrade_test
