#include "cli/import_rows.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>
#include <fstream>

namespace cli_import_rows_test {

using namespace pvault;
using namespace pvault::cli;

// "line/row a|b" of every row, and what ends the reading.
std::string rows_of(std::string_view bytes, char delimiter = ',', Encoding encoding = Encoding::utf_8) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "rows.csv";
  std::ofstream(path, std::ios::binary) << bytes;
  ImportSource source(path.string(), encoding);
  const auto rows = open_import_rows(source, delimiter);
  if (!rows) return "refused: " + rows.error().message;
  std::string said;
  RawRow row;
  for (;;) {
    const auto found = (*rows)->next(row);
    if (!found) return said + "refused: " + found.error().message;
    if (!*found) return said;
    said += fmt::format("{}/{}", row.line, row.number);
    for (const RawCell& cell : row.cells)
      said += fmt::format(" {}={}", (*rows)->names()[cell.column], cell.text);
    said += row.fault ? " fault: " + row.fault->message + "\n" : "\n";
  }
}

TEST_CASE("a row knows the line it begins in, whatever its cells hold") {
  CHECK_EQ(rows_of("a,b\n1,2\n\n\"x\ny\",\"z\n\n\"\n3,4"), "2/1 a=1 b=2\n4/2 a=x\ny b=z\n\n\n8/3 a=3 b=4\n");
  CHECK_EQ(rows_of("\n\na,b\r\n1,2\r\n,\r\n3,\r\n"), "4/1 a=1 b=2\n6/2 a=3\n");
  CHECK_EQ(rows_of("a\tb\n1\t\"2\"\"\"\n", '\t'), "2/1 a=1 b=2\"\n");
}

TEST_CASE("a row of another width is at fault, and the next one is read") {
  CHECK_EQ(rows_of("a,b\n1\n4,5\n"), "2/1 a=1 fault: the row has 1 cell, the header 2\n3/2 a=4 b=5\n");
}

TEST_CASE("a quote that is not closed ends the reading, in the line of its row") {
  CHECK_EQ(rows_of("a,b\n1,2\n3,\"4\n5,6\n"),
           "2/1 a=1 b=2\nrefused: line 3: column b: its quote is not closed; nothing behind it can be read");
  CHECK_EQ(rows_of("a,b\n1,2\n3,4\"5\n"),
           "2/1 a=1 b=2\nrefused: line 3: column b: a quote stands where none can; nothing behind it can be read");
}

TEST_CASE("a JSON object on each line") {
  CHECK_EQ(rows_of("{\"a\": \"x\", \"b\": [1, true], \"c\": null}\n\n{\"b\": \"\"}"), "1/1 a=x b=1 b=yes\n3/2\n");
  CHECK_EQ(rows_of("{\"a\": 1.5}"), "1/1 fault: a: 1.5 is a number with a fraction\n");
  CHECK_EQ(rows_of("{\"a\": 1, \"A\": 2}"), "1/1 a=1 A=2 fault: \"A\" stands twice in the object\n");
}

TEST_CASE("what a file's bytes stand for") {
  CHECK_EQ(rows_of("\xEF\xBB\xBF"
                   "a\n\xC3\xA9\n"),
           "2/1 a=\xC3\xA9\n");
  CHECK_EQ(rows_of("a\n\xE9\n", ',', Encoding::latin_1), "2/1 a=\xC3\xA9\n");
  CHECK_EQ(rows_of("a\n\x80\n", ',', Encoding::windows_1252), "2/1 a=\xE2\x82\xAC\n");
  CHECK_EQ(rows_of("a\n\x81\n", ',', Encoding::windows_1252), "2/1 a=\xFF\n");
  using namespace std::string_view_literals;
  CHECK_EQ(rows_of("\xFF\xFE"
                   "a\0\n\0\xE9\0=\xD8\0\xDE\n\0"sv),
           "2/1 a=\xC3\xA9\xF0\x9F\x98\x80\n");
  CHECK_EQ(rows_of("\xFE\xFF\0a\0\n\0\xE9\0\n"sv), "2/1 a=\xC3\xA9\n");
  CHECK_EQ(rows_of("\xFF\xFE"
                   "a\0\n\0=\xD8\n\0"sv),
           "2/1 a=\xFF\n"); // half a surrogate pair
}

} // namespace cli_import_rows_test
