// Extracts: sums that tie, and what the public does not see.
#include "reports/extract.hpp"

#include "store/transaction.hpp"
#include "tests/support/book.hpp"
#include "tests/support/documents.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
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
  reports::write_extract(book.connection(), book.newest(), withholding, folder, [] {});
}

} // namespace

TEST_CASE("an extract has the sum of every number, and the public one the same unless few entries are in it") {
  TemporaryBook book;
  for (const char* price : {"580 USD/kg", "590 USD/kg", "600 USD/kg", "610 USD/kg", "620 USD/kg"})
    book.purchase("gallium", "1 t", price, "2025-03-01");
  book.sale("gallium", "1 t", "700 USD/kg", "2025-05-01");
  const TemporaryFolder folder;
  extract(book, Withholding(), folder.path() / "full");
  extract(book, Withholding::for_public(), folder.path() / "public");
  const std::string full = content(folder.path() / "full" / "control.csv");
  const std::string open = content(folder.path() / "public" / "control.csv");
  CHECK(has_line(full, "purchase.csv,,metal_cents,300000000,0,"));
  CHECK(has_line(open, "purchase.csv,,metal_cents,300000000,5,"));
  CHECK(has_line(full, "release.csv,,proceeds_cents,70000000,0,"));
  CHECK(has_line(open, "release.csv,,proceeds_cents,(withheld),1,"));
  CHECK(has_line(open, "posting.csv,,mass_mg,0,0,"));
  CHECK(content(folder.path() / "full" / "party.csv").find("TRAXYS") != std::string::npos);
  CHECK(content(folder.path() / "public" / "party.csv").find("TRAXYS") == std::string::npos);
  CHECK(content(folder.path() / "public" / "seal.csv").find("(withheld),(withheld)") != std::string::npos);
}

TEST_CASE("no sum is told of the withheld values of fewer than five entries, nor of what does not add up") {
  TemporaryBook book;
  for (const char* price : {"580 USD/kg", "590 USD/kg", "600 USD/kg", "610 USD/kg"})
    book.purchase("gallium", "1 t", price, "2025-03-01");
  for (int i = 0; i < 3; ++i)
    book.loss("gallium", "1 kg", "2025-05-01"); // which bring no proceeds, as everybody knows
  book.sale("gallium", "1 t", "700 USD/kg", "2025-05-01");
  const TemporaryFolder folder;
  Withholding some;
  for (const char* field : {"metal_cents", "proceeds_cents", "supplier_id", "amount_cents"})
    some.add(field);
  extract(book, some, folder.path() / "some");
  const std::string control = content(folder.path() / "some" / "control.csv");
  CHECK(has_line(control, "purchase.csv,,metal_cents,(withheld),4,"));
  CHECK(control.find("release.csv,,proceeds_cents,(withheld),") != std::string::npos);
  CHECK(control.find("lot.csv,,supplier_id,(withheld),4,") != std::string::npos);
  CHECK(control.find("posting.csv,,amount_cents,0,") != std::string::npos);
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
  for (const char* field : {"person.code", "person.name", "person_key.public_key", "person_key.key_number",
                            "signer.key_number", "signer.person_id", "seal.signature", "proposal.command"}) {
    CAPTURE(field);
    const std::string text = field;
    CHECK(open.holds(text.substr(0, text.find('.')), text.substr(text.find('.') + 1)));
  }
  CHECK_FALSE(open.holds("mineral", "name"));
  CHECK(open.holds("demand", "mass_mg"));
  Withholding some;
  CHECK_FALSE(some.holds("lot", "code"));
  some.add("lot.code");
  CHECK(some.holds("lot", "code"));
  CHECK_FALSE(some.holds("party", "code"));
}

TEST_CASE("balances by account are for those from whom nothing is withheld") {
  TemporaryBook book;
  book.purchase("gallium", "1 t", "580 USD/kg", "2025-03-01");
  const TemporaryFolder folder;
  extract(book, Withholding(), folder.path() / "full");
  const std::string balances = content(folder.path() / "full" / "balances.csv");
  CHECK(has_line(balances, "inventory,gallium,1,1000000000,58000000"));
  CHECK(has_line(content(folder.path() / "full" / "control.csv"), "balances.csv,,amount_cents,0,0,"));
  Withholding some;
  some.add("amount_cents");
  extract(book, some, folder.path() / "some");
  extract(book, Withholding::for_public(), folder.path() / "public");
  for (const char* name : {"some", "public"}) {
    CAPTURE(name);
    CHECK_FALSE(std::filesystem::exists(folder.path() / name / "balances.csv"));
    CHECK(content(folder.path() / name / "control.csv").find("balances.csv") == std::string::npos);
  }
}

TEST_CASE("an extract that is stopped leaves nothing") {
  TemporaryBook book;
  const TemporaryFolder folder;
  const store::ReadTransaction reading(book.connection());
  int rows = 0;
  CHECK_THROWS_AS(reports::write_extract(book.connection(), book.newest(), Withholding(), folder.path() / "full",
                                         [&] {
                                           if (++rows == 100) throw std::runtime_error("stopped");
                                         }),
                  std::runtime_error);
  CHECK(names_in(folder.path()).empty());
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
