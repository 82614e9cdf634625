#include "reports/known_difference.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace reports_known_difference_test {

using namespace pvault;
using namespace pvault::reports;
using namespace pvault::test;

namespace {

Table difference(TemporaryBook& book, const char* report, EntryId earlier, std::string_view as_of) {
  return make_known_difference_table(
      book.connection(),
      {.reports = {find_report(report)}, .question = {.moment = book.moment(as_of)}, .earlier = earlier});
}

std::string text_at(const Table& table, std::size_t row, std::string_view column) {
  const Cell& cell = table.rows.at(row).cells.at(index_of_column(table, column));
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? "" : *text;
}

std::size_t row_of(const Table& table, std::string_view row, std::string_view figure) {
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    if (text_at(table, i, "row") == row && text_at(table, i, "figure") == figure) return i;
  FAIL(fmt::format("no {} of {}", figure, row));
  return 0;
}

} // namespace

TEST_CASE("nothing changed between a moment and itself, nor by what is dated later") {
  TemporaryBook book;
  book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01");
  const EntryId then = book.newest();
  CHECK(difference(book, "cost", then, "2025-12-31").rows.empty());
  book.sale("gallium", "2 t", "600 USD/kg", "2026-01-15");
  const Table table = difference(book, "cost", then, "2025-12-31");
  CHECK(table.rows.empty());
  CHECK_EQ(table.notes.at(1), "No figure of cost changed.");
  CHECK_EQ(table.notes.at(2),
           "0 entries recorded in between are dated up to 2025-12-31, 1 later and changed nothing by then.");
}

TEST_CASE("a figure that changed stands beside the entries that touch its mineral, and no others") {
  TemporaryBook book;
  book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01");
  book.purchase("cobalt", "10 t", "30 USD/kg", "2025-03-01");
  const EntryId then = book.newest();
  const EntryId sold = book.sale("gallium", "2 t", "600 USD/kg", "2025-11-15");
  const EntryId priced = book.price("cobalt", "33 USD/kg", "2025-12-01");
  const Table table = difference(book, "position", then, "2025-12-31");
  const std::size_t row = row_of(table, "gallium", "on_hand_kg");
  CHECK_EQ(text_at(table, row, "what"), "changed");
  CHECK_EQ(text_at(table, row, "before"), "25000.000000");
  CHECK_EQ(text_at(table, row, "after"), "23000.000000");
  CHECK_EQ(text_at(table, row, "difference"), "-2000.000000");
  CHECK_EQ(text_at(table, row, "unit"), "kg");
  CHECK_EQ(text_at(table, row, "entries"), std::to_string(number_of(sold)));
  const std::size_t last = table.rows.size() - 1;
  CHECK_EQ(text_at(table, last, "what"), "recorded");
  CHECK_EQ(text_at(table, last, "entry"), std::to_string(number_of(priced)));
  CHECK_EQ(text_at(table, last - 1, "kind"), "release");
  CHECK_EQ(text_at(table, last - 1, "recorded_by"), "tester");
}

TEST_CASE("a mineral that came in appeared") {
  TemporaryBook book;
  book.purchase("cobalt", "10 t", "30 USD/kg", "2025-03-01");
  const EntryId then = book.newest();
  const EntryId bought = book.purchase("gallium", "25 t", "580 USD/kg", "2025-03-01");
  const Table table = difference(book, "position", then, "2025-12-31");
  const std::size_t row = row_of(table, "gallium", "on_hand_kg");
  CHECK_EQ(text_at(table, row, "what"), "appeared");
  CHECK_EQ(text_at(table, row, "before"), "");
  CHECK_EQ(text_at(table, row, "difference"), "25000.000000");
  CHECK_EQ(text_at(table, row, "entries"), std::to_string(number_of(bought)));
}

} // namespace reports_known_difference_test
