// A book of schema 19 that is upgraded gets bases of demand as a table; its entries, their hashes and its
// verification stay.
#include "audit/copy_check.hpp"
#include "audit/verify.hpp"
#include "coverage/demand.hpp"
#include "store/demands.hpp"
#include "store/upgrade.hpp"
#include "tests/support/old_book.hpp"

#include <doctest/doctest.h>

namespace store_demand_upgrade_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr int old_schema = 19;

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
  make_old_book(path, old_schema);
  std::vector<std::string> before;
  {
    store::Book unchanged = store::Book::open_as_it_is(path);
    before = hashes(unchanged.connection());
  }
  REQUIRE(store::upgrade_book(path, {.list_chain_faults = audit::list_chain_faults}));
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
