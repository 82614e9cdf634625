// periods and prior-period-adjustments
#include "operations/change_period.hpp"
#include "tests/reports/report_values.hpp"

namespace reports_periods_report_test {

using namespace pvault;
using namespace pvault::test;

namespace {

CalendarMonth month(std::string_view text) { return allowed(parse_calendar_month(text)); }

EntryId close(TemporaryBook& book, std::string_view text, std::string_view on) {
  return allowed(operations::close_period(book.book(), book.options(on), month(text))).entry;
}
EntryId reopen(TemporaryBook& book, std::string_view text, std::string_view on) {
  return allowed(operations::reopen_period(book.book(), book.options(on),
                                           {.month = month(text), .reason = "invoice 77", .approved_by = "B. Chen"}))
      .entry;
}

// Each row as text, "-" for what is missing.
std::vector<std::string> lines(const reports::Table& table, const std::vector<const char*>& columns) {
  std::vector<std::string> all;
  all.reserve(table.rows.size());
  for (const reports::Row& row : table.rows) {
    std::string line;
    for (const char* column : columns)
      line += (line.empty() ? "" : " ") + value_of(table, row, column);
    all.push_back(line);
  }
  return all;
}

std::string shown(EntryId entry) { return std::to_string(number_of(entry)); }

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("periods: without a closing there is none") {
  TemporaryBook book;
  const auto table = report(book, "periods", "2026-12-31");
  CHECK(table.rows.empty());
  CHECK_EQ(table.notes, Lines{"No month is closed."});
}

TEST_CASE("periods: each closing, and what opened its month again") {
  TemporaryBook book;
  const EntryId february = close(book, "2026-02", "2026-03-10");
  const EntryId march = close(book, "2026-03", "2026-04-10");
  const EntryId opening = reopen(book, "2026-03", "2026-04-12");
  const EntryId again = close(book, "2026-04", "2026-05-10");
  const auto table = report(book, "periods", "2026-12-31");
  const Lines expected = {
      "2026-02 2026-02-28 closed " + shown(february) + " 2026-03-10 tester - - - -",
      "2026-03 2026-03-31 reopened " + shown(march) + " 2026-04-10 tester " + shown(opening) +
          " 2026-04-12 B. Chen invoice 77",
      "2026-04 2026-04-30 closed " + shown(again) + " 2026-05-10 tester - - - -",
  };
  CHECK_EQ(lines(table, {"month", "until_on", "status", "entry", "closed_on", "recorded_by", "reopening_entry",
                         "reopened_on", "approved_by", "reason"}),
           expected);
  CHECK_EQ(table.notes, Lines{"Entries are dated from 2026-05-01 on; only demand figures may come later."});
}

TEST_CASE("periods: as of an earlier day, and as known earlier") {
  TemporaryBook book;
  close(book, "2026-03", "2026-04-10");
  const EntryId known = book.newest();
  reopen(book, "2026-03", "2026-04-12");
  const std::vector<const char*> columns = {"month", "status"};
  CHECK(report(book, "periods", "2026-04-09").rows.empty());
  CHECK_EQ(lines(report(book, "periods", "2026-04-11"), columns), Lines{"2026-03 closed"});
  CHECK_EQ(lines(report(book, "periods", "2026-04-12"), columns), Lines{"2026-03 reopened"});
  const auto then = report(book.connection(), "periods", {.moment = {day("2026-12-31"), known}});
  CHECK_EQ(lines(then, columns), Lines{"2026-03 closed"});
  CHECK_EQ(then.notes, Lines{"Entries are dated from 2026-04-01 on; only demand figures may come later."});
}

TEST_CASE("prior-period-adjustments: what corrects an entry of a month that was closed by then, and nothing else") {
  TemporaryBook book;
  const EntryId early = book.purchase("gallium", "10 kg", "500 USD/kg", "2026-02-10");
  const EntryId late = book.purchase("tin", "10 kg", "30 USD/kg", "2026-04-10");
  const EntryId quoted = book.price("gallium", "600 USD/kg", "2026-03-15");
  book.reverse(book.price("gallium", "601 USD/kg", "2026-03-16")); // in time
  close(book, "2026-03", "2026-04-10");
  const EntryId undone = book.reverse(early, "2026-04-20");
  book.reverse(late, "2026-04-20"); // of an open month
  const EntryId withdrawn = book.reverse(quoted, "2026-05-02");
  reopen(book, "2026-02", "2026-05-10"); // it stays what it was
  const std::vector<const char*> columns = {"entry", "on",      "kind",    "corrected_entry", "corrected_kind",
                                            "month", "account", "mineral", "mass_kg",         "amount_usd"};
  const std::string head = shown(undone) + " 2026-04-20 reversal " + shown(early) + " purchase 2026-02 ";
  const Lines of_gallium = {head + "inventory gallium -10.000000 -5000.00",
                            head + "received_from gallium 10.000000 0.00"};
  const Lines expected = {of_gallium[0], head + "payable - 0.000000 5000.00", of_gallium[1],
                          shown(withdrawn) + " 2026-05-02 reversal " + shown(quoted) + " price 2026-03 - - - -"};
  const auto table = report(book, "prior-period-adjustments", "2026-12-31");
  CHECK_EQ(lines(table, columns), expected);
  CHECK_EQ(table.notes.front(), "2 entries correct an entry of a month that was closed by then.");
  const auto first = report(book, "prior-period-adjustments", "2026-04-30");
  CHECK_EQ(first.rows.size(), 3);
  CHECK_EQ(first.notes.front(), "1 entry corrects an entry of a month that was closed by then.");
  const auto of_may = report(book.connection(), "prior-period-adjustments",
                             {.moment = book.moment("2026-12-31"), .from = day("2026-05-01")});
  CHECK_EQ(lines(of_may, columns), Lines{expected.back()});
  const auto gallium = report(book.connection(), "prior-period-adjustments",
                              {.moment = book.moment("2026-12-31"), .minerals = {book.mineral("gallium")}});
  CHECK_EQ(lines(gallium, columns), of_gallium);
  CHECK_EQ(value_of(table, 0, "corrected_on"), "2026-02-10");
}

} // namespace reports_periods_report_test
