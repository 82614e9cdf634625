// Lines of which a book is made again. The first byte of an input says whether the lines are its rest, or those of a
// sound book with rows changed and every hash computed anew, so that the law of the book alone stands in the way.
#include "tests/fuzz/edits.hpp"
#include "tests/fuzz/target.hpp"

#include "audit/copy_check.hpp"
#include "journal/chain.hpp"
#include "operations/rebuild_book.hpp"
#include "reports/export.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace pvault::fuzz {

namespace {

using Json = nlohmann::ordered_json;

std::string lines_of(store::Connection& connection) {
  const store::ReadTransaction reading(connection);
  std::string lines;
  reports::write_jsonl(connection, store::load_chain_head(connection).entry,
                       [&](std::string_view bytes) { lines += bytes; });
  return lines;
}

const std::vector<Json>& sound_entries() {
  static const std::vector<Json> entries = [] {
    test::TemporaryBook book;
    book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01", {.lot = "GA-1"});
    book.site("RENO");
    book.transfer("GA-1", "5 t", "RENO", "2025-04-01", "GA-2");
    book.facility("EXIM-1", "10e6 USD", "2025-01-01");
    book.drawdown("EXIM-1", "1e6 USD", "2025-05-01");
    book.sale("gallium", "22 t", "600 USD/kg", "2025-05-01");
    book.reverse(book.loss("gallium", "1 t", "2025-06-01"));
    std::istringstream lines(lines_of(book.connection()));
    std::vector<Json> read;
    for (std::string line; std::getline(lines, line);)
      read.push_back(Json::parse(line));
    return read;
  }();
  return entries;
}

Json new_value(Edits& edits) {
  switch (edits.next() % 5) {
  case 0:
    return edits.pick(edge_numbers);
  case 1:
    return static_cast<std::int64_t>(edits.number(8));
  case 2:
    return std::string(edits.text(edits.next() % 16));
  case 3:
    return "2025-05-01";
  default:
    return static_cast<std::int64_t>(edits.next());
  }
}

std::string table_name(Edits& edits) {
  static constexpr std::array tables = {"posting",    "lot",           "seal",   "lot_balance",    "reversal",
                                        "entry",      "sqlite_schema", "book",   "write_down_lot", "v_stock",
                                        "table_role", "nothing",       "release"};
  return edits.next() % 4 == 0 ? std::string(edits.text(12)) : std::string(edits.pick(tables));
}

void change_row(Json& rows, std::size_t at, Edits& edits) {
  Json& values = rows[at]["values"];
  const std::string column =
      values.empty() ? "line"
                     : std::next(values.begin(), static_cast<std::ptrdiff_t>(edits.next() % values.size())).key();
  switch (edits.next() % 7) {
  case 0:
    values.erase(column);
    break;
  case 1:
    rows[at]["table"] = table_name(edits);
    break;
  case 2:
    rows.push_back(rows[at]);
    break;
  case 3:
    rows.erase(at);
    break;
  case 4:
    values[std::string(edits.text(8))] = new_value(edits);
    break;
  default:
    values[column] = new_value(edits);
    break;
  }
}

void seal_anew(Json& entry, const std::string& previous_hash) {
  EntryBytes bytes(previous_hash);
  for (const Json& row : entry["rows"]) {
    bytes.begin_row(row["table"].get<std::string>());
    for (const auto& [column, value] : row["values"].items())
      bytes.add(column, value.is_string() ? Value(value.get<std::string>()) : Value(value.get<std::int64_t>()));
  }
  entry["previous_hash"] = previous_hash;
  entry["hash"] = bytes.hash();
}

std::string changed_lines(Edits& edits) {
  std::vector<Json> entries = sound_entries();
  for (int changes = 0; edits.more() && changes < 4; ++changes) {
    Json& rows = edits.pick(entries)["rows"];
    if (!rows.empty()) change_row(rows, static_cast<std::size_t>(edits.number(2)) % rows.size(), edits);
  }
  std::string lines;
  std::string head(first_previous_hash);
  for (Json& entry : entries) {
    seal_anew(entry, head);
    head = entry["hash"];
    lines += entry.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return lines;
}

void check_same(const std::string& again, const std::string& lines) {
  const auto differs = std::mismatch(again.begin(), again.end(), lines.begin(), lines.end());
  const auto at = static_cast<std::size_t>(differs.first - again.begin());
  require(again == lines, fmt::format("a book made of lines says those lines: ...{} for ...{}", again.substr(at, 300),
                                      lines.substr(at, 300)));
}

} // namespace

void fuzz_jsonl(std::string_view input) {
  Edits edits(input);
  const std::string lines = edits.next() == '{' ? std::string(input) : changed_lines(edits);
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "again.db";
  std::istringstream stream(lines);
  const auto newest = operations::rebuild_book(stream, "lines", path);
  require(is_accepted(newest) == std::filesystem::exists(path), "there is a book, or nothing");
  if (!newest) return;
  store::Book book = store::Book::open(path, store::Access::read);
  check_same(lines_of(book.connection()), lines);
  const store::ReadTransaction reading(book.connection());
  for (const std::string& fault : audit::check_copy(book.connection()).faults)
    require(false, "a book made of lines is sound: " + fault);
}

} // namespace pvault::fuzz
