// Extracts: sums that tie, and what the public does not see.
#include "reports/extract.hpp"

#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <system_error>

namespace reports_extract_test {

using namespace pvault;
using namespace pvault::test;
using reports::Withholding;

namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  REQUIRE(stream.good());
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\r\n" + line) != std::string::npos;
}

void extract(TemporaryBook& book, const Withholding& withholding, const std::filesystem::path& folder) {
  const store::ReadTransaction reading(book.connection());
  reports::write_extract(book.connection(), book.newest(), withholding, folder);
}

} // namespace

TEST_CASE("an extract has the sum of every number, and the public one the same unless it tells a single value") {
  TemporaryBook book;
  for (const char* price : {"580 USD/kg", "590 USD/kg", "600 USD/kg"})
    book.purchase("gallium", "1 t", price, "2025-03-01");
  book.sale("gallium", "1 t", "700 USD/kg", "2025-05-01");
  const TemporaryFolder folder;
  extract(book, Withholding(), folder.path() / "full");
  extract(book, Withholding::for_public(), folder.path() / "public");
  const std::string full = content(folder.path() / "full" / "control.csv");
  const std::string open = content(folder.path() / "public" / "control.csv");
  CHECK(has_line(full, "purchase.csv,,metal_cents,177000000,0,"));
  CHECK(has_line(open, "purchase.csv,,metal_cents,177000000,3,"));
  CHECK(has_line(full, "release.csv,,proceeds_cents,70000000,0,"));
  CHECK(has_line(open, "release.csv,,proceeds_cents,(withheld),1,"));
  CHECK(has_line(open, "posting.csv,,mass_mg,0,0,"));
  CHECK(content(folder.path() / "full" / "party.csv").find("TRAXYS") != std::string::npos);
  CHECK(content(folder.path() / "public" / "party.csv").find("TRAXYS") == std::string::npos);
  CHECK(content(folder.path() / "public" / "seal.csv").find("(withheld),(withheld)") != std::string::npos);
}

TEST_CASE("for the public a column is withheld unless it is known to tell nothing") {
  const Withholding open = Withholding::for_public();
  for (const char* column :
       {"hash", "amount_cents", "code", "name", "memo", "request_id", "column_of_a_later_schema"}) {
    CAPTURE(column);
    CHECK(open.holds("entry", column));
  }
  for (const char* column : {"entry_id", "kind", "effective_on", "mass_mg", "lot_id", "supplier_id"}) {
    CAPTURE(column);
    CHECK_FALSE(open.holds("posting", column));
  }
  CHECK_FALSE(open.holds("mineral", "name"));
  CHECK(open.holds("demand", "mass_mg"));
  Withholding some;
  CHECK_FALSE(some.holds("lot", "code"));
  some.add("lot.code");
  CHECK(some.holds("lot", "code"));
  CHECK_FALSE(some.holds("party", "code"));
}

TEST_CASE("in the balances for the public, what few postings come to is put together") {
  TemporaryBook book;
  for (const char* price : {"580 USD/kg", "590 USD/kg", "600 USD/kg"})
    book.purchase("gallium", "1 t", price, "2025-03-01");
  book.sale("gallium", "1 t", "700 USD/kg", "2025-05-01");
  const TemporaryFolder folder;
  extract(book, Withholding::for_public(), folder.path() / "public");
  const std::string balances = content(folder.path() / "public" / "balances.csv");
  CHECK(has_line(balances, "inventory,gallium,4,2000000000,"));
  CHECK(balances.find("sales,") == std::string::npos);
  CHECK(has_line(balances, "(others),,"));
  CHECK(has_line(content(folder.path() / "public" / "control.csv"), "balances.csv,,amount_cents,0,0,"));
}

TEST_CASE("an extract takes the place of nothing, and leaves nothing when it cannot be written") {
  TemporaryBook book;
  const TemporaryFolder folder;
  extract(book, Withholding(), folder.path() / "full");
  CHECK_THROWS_AS(extract(book, Withholding(), folder.path() / "full"), std::system_error);
  CHECK_THROWS_AS(extract(book, Withholding(), folder.path() / "nowhere" / "full"), std::system_error);
  CHECK_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()), 1);
}

} // namespace reports_extract_test
