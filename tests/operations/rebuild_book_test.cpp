// A book made again of its lines, and copies: the same hashes, or nothing.
#include "operations/rebuild_book.hpp"

#include "audit/copy_check.hpp"
#include "journal/chain.hpp"
#include "reports/export.hpp"
#include "store/book_copy.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sstream>

namespace operations_rebuild_book_test {

using namespace pvault;
using namespace pvault::test;

namespace {

void record_something(TemporaryBook& book) {
  book.site("RENO");
  book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01", {.lot = "GA-1"});
  book.transfer("GA-1", "5 t", "RENO", "2025-04-01", "GA-2");
  book.sale("gallium", "22 t", "600 USD/kg", "2025-05-01");
  book.reverse(book.loss("gallium", "1 t", "2025-06-01"));
}

std::string lines_of(store::Connection& connection) {
  const store::ReadTransaction reading(connection);
  std::string lines;
  reports::write_jsonl(connection, store::load_chain_head(connection).entry,
                       [&](std::string_view bytes) { lines += bytes; });
  return lines;
}

using Json = nlohmann::ordered_json;

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

struct Attempt {
  Expected<EntryId> result;
  bool left_something;
};
Attempt attempt(const std::string& lines) {
  const TemporaryFolder folder;
  std::istringstream stream(lines);
  auto result = operations::rebuild_book(stream, "lines", folder.path() / "again.db");
  return {std::move(result), !std::filesystem::is_empty(folder.path())};
}

} // namespace

TEST_CASE("a book made again of its lines has the same hashes and the same balances") {
  TemporaryBook book;
  record_something(book);
  const std::string lines = lines_of(book.connection());
  const TemporaryFolder folder;
  std::istringstream stream(lines);
  const EntryId newest = allowed(operations::rebuild_book(stream, "lines", folder.path() / "again.db"));
  CHECK_EQ(newest, book.newest());
  store::Book again = store::Book::open(folder.path() / "again.db", store::Access::read);
  CHECK_EQ(store::load_chain_head(again.connection()).hash, store::load_chain_head(book.connection()).hash);
  CHECK_EQ(lines_of(again.connection()), lines);
  for (const char* sql : {"SELECT SUM(mass_mg) FROM lot_balance", "SELECT SUM(cost_cents) FROM lot_balance",
                          "SELECT SUM(amount_cents * amount_cents % 1000003) FROM account_balance"})
    CHECK_EQ(again.connection().integer_of(sql), book.connection().integer_of(sql));
}

TEST_CASE("lines that were changed, left out, or are no entries make no book, and leave nothing behind") {
  TemporaryBook book;
  record_something(book);
  const std::string lines = lines_of(book.connection());
  struct Case {
    const char* what;
    std::string lines;
    Rule rule;
  };
  const std::string first = lines.substr(0, lines.find('\n') + 1);
  const Case cases[] = {
      {"a text changed", replaced(lines, "GA-2", "GA-3"), Rule::export_differs},
      {"a hash changed", replaced(lines, R"("hash":")", R"("hash":"0)"), Rule::export_differs},
      {"the first line left out", lines.substr(first.size()), Rule::export_differs},
      {"a line twice", first + lines, Rule::export_differs},
      {"a number with a fraction", replaced(lines, R"("entry_id":1)", R"("entry_id":1.5)"), Rule::export_malformed},
      {"a member that no line has", replaced(lines, R"({"entry":)", R"({"more":1,"entry":)"), Rule::export_malformed},
      {"a member twice", replaced(lines, R"({"entry":)", R"({"entry":7,"entry":)"), Rule::export_malformed},
      {"a column twice", replaced(lines, R"("entry_id":1)", R"("entry_id":1,"entry_id":1)"), Rule::export_malformed},
      {"a member that no row has",
       replaced(lines, R"({"table":"entry","values":)", R"({"of":0,"table":"entry","values":)"),
       Rule::export_malformed},
      {"a blank at the end of a line", replaced(lines, "\n", " \n"), Rule::export_malformed},
      {"an end of line as Windows has it", replaced(lines, "\n", "\r\n"), Rule::export_malformed},
      {"the last line cut off", lines.substr(0, lines.size() - 1), Rule::export_malformed},
      {"a line that is no JSON", lines + "no entry\n", Rule::export_malformed},
      {"nothing", "", Rule::export_malformed},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    const Attempt made = attempt(one.lines);
    REQUIRE_FALSE(made.result.has_value());
    CHECK_EQ(made.result.error().rule, one.rule);
    CHECK_FALSE(made.left_something);
  }
}

namespace {

// The line of an entry with another value in the column of a row, and every hash from there on computed anew.
std::string sealed_anew(const std::string& lines, std::size_t entry, const std::string& column, const Json& value) {
  std::istringstream stream(lines);
  std::string head(first_previous_hash);
  std::string sealed;
  std::size_t number = 0;
  for (std::string text; std::getline(stream, text);) {
    Json line = Json::parse(text);
    if (++number == entry) line["rows"][1]["values"][column] = value;
    EntryBytes bytes(head);
    for (const Json& row : line["rows"]) {
      bytes.begin_row(row["table"].get<std::string>());
      for (const auto& [name, content] : row["values"].items())
        bytes.add(name, content.is_string() ? Value(content.get<std::string>()) : Value(content.get<std::int64_t>()));
    }
    line["previous_hash"] = head;
    line["hash"] = head = bytes.hash();
    sealed += line.dump() + "\n";
  }
  return sealed;
}

} // namespace

// Found by fuzzing: SQLite turned the one into the other, and the book was made with a hash that it did not have.
TEST_CASE("a number in a column of texts, or a text in one of numbers, makes no book, however it is sealed") {
  TemporaryBook book;
  const auto site = static_cast<std::size_t>(number_of(book.site("7")));
  const std::string lines = lines_of(book.connection());
  CHECK(attempt(sealed_anew(lines, site, "code", "8")).result.has_value());
  for (const auto& changed : {std::pair<std::string, Json>("code", 7), {"site_id", "2"}}) {
    const std::string& column = changed.first;
    const Json& value = changed.second;
    CAPTURE(column);
    const Attempt made = attempt(sealed_anew(lines, site, column, value));
    check_rule(made.result, Rule::export_differs);
    CHECK_FALSE(made.left_something);
  }
}

// Found by fuzzing.
TEST_CASE("a column that no table has is named without what could steer a terminal") {
  TemporaryBook book;
  const auto site = static_cast<std::size_t>(number_of(book.site("RENO")));
  const Attempt made = attempt(sealed_anew(lines_of(book.connection()), site, "co\u202Ede", "7"));
  check_rule(made.result, Rule::export_differs);
  CHECK(made.result.error().message.find("co\\xe2\\x80\\xaede") != std::string::npos);
}

TEST_CASE("a copy is the book of the moment it was begun at, sound, and in one file") {
  TemporaryBook book;
  record_something(book);
  const TemporaryFolder folder;
  const auto path = folder.path() / "copy.db";
  {
    const store::NewFile copy(path, "choose another name");
    const store::ChainHead head = store::copy_book(book.connection(), copy);
    CHECK_EQ(head.entry, book.newest());
    copy.take_final_name();
  }
  CHECK_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()), 1);
  store::Book copied = store::Book::open(path, store::Access::read);
  const store::ReadTransaction reading(copied.connection());
  const audit::CopyFindings findings = audit::check_copy(copied.connection());
  CHECK(findings.faults.empty());
  CHECK_EQ(findings.entries, number_of(book.newest()));
  CHECK_EQ(findings.head_hash, store::load_chain_head(book.connection()).hash);
}

TEST_CASE("a copy never takes the place of anything") {
  const TemporaryFolder folder;
  const TemporaryBook book;
  CHECK_THROWS_AS(store::NewFile(book.path(), "choose another name"), store::BookError);
  CHECK_THROWS_AS(store::NewFile(folder.path() / "nowhere" / "copy.db", "choose another name"), store::BookError);
}

} // namespace operations_rebuild_book_test
