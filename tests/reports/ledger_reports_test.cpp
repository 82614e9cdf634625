// journal and trial-balance
#include "tests/reports/report_values.hpp"

namespace reports_ledger_reports_test {

using namespace pvault;
using namespace pvault::test;

namespace {

reports::Table journal_of(TemporaryBook& book, const char* mineral) {
  return report(book.connection(), "journal",
                {.moment = book.moment("2026-12-31"), .minerals = {book.mineral(mineral)}});
}

// The rows from an entry on, as text: "entry kind account mineral mass amount".
std::vector<std::string> lines_from(const reports::Table& table, EntryId first) {
  std::vector<std::string> lines;
  for (const reports::Row& row : table.rows) {
    if (std::get<std::int64_t>(row.cells.front()) < number_of(first)) continue;
    std::string line = std::to_string(std::get<std::int64_t>(row.cells.front()) - number_of(first));
    for (const char* column : {"kind", "account", "mineral", "mass_kg", "amount_usd"})
      line += " " + value_of(table, row, column);
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("journal: a row for each posting, one for an entry without") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "10 kg", "500 USD/kg", "2026-01-15", {.lot = "GA-1"});
  book.price("gallium", "600 USD/kg", "2026-02-01");
  book.target("all", 30, "2026-02-01");
  book.facility("EXIM-1", "1e6 USD", "2026-02-01");
  const auto table = report(book, "journal", "2026-12-31");
  const Lines expected = {"0 purchase inventory:gallium gallium 10.000000 5000.00",
                          "0 purchase received_from:gallium gallium -10.000000 0.00",
                          "0 purchase payable:TRAXYS - 0.000000 -5000.00",
                          "1 price - gallium - -",
                          "2 target - - - -",
                          "3 facility commitment_undisbursed:EXIM-1 - 0.000000 1000000.00",
                          "3 facility commitment_granted:EXIM-1 - 0.000000 -1000000.00"};
  CHECK_EQ(lines_from(table, bought), expected);
  CHECK_EQ(machine_columns(table),
           "entry line kind effective_on recorded_at recorded_by account mineral lot mass_kg amount_usd reference memo "
           "request_id reversed_by signed_by proposed_by proposal_entry");
  const std::string first = std::to_string(number_of(bought));
  const std::size_t row = table.rows.size() - expected.size();
  CHECK_EQ(value_of(table, row, "line"), "1");
  CHECK_EQ(value_of(table, row, "lot"), "GA-1");
  CHECK_EQ(value_of(table, row, "effective_on"), "2026-01-15");
  CHECK_EQ(value_of(table, row, "recorded_by"), "tester");
  CHECK_EQ(value_of(table, row, "recorded_at").substr(0, 10), "2026-01-01");
  CHECK_EQ(value_of(table, row, "memo"), "-");
  CHECK_EQ(value_of(table, row, "reversed_by"), "-");
  CHECK_EQ(value_of(table, 0, "kind"), "book");
  CHECK_EQ(value_of(table, 0, "account"), "-");
}

TEST_CASE("journal: the moment, and what undid an entry by then") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "10 kg", "500 USD/kg", "2026-01-15");
  const EntryId undone = book.reverse(bought, "2026-02-15");
  const auto reversed_by = [&](std::string_view as_of, EntryId known_at) {
    const auto table = report(book.connection(), "journal", {.moment = {day(as_of), known_at}});
    for (const reports::Row& row : table.rows)
      if (value_of(table, row, "entry") == std::to_string(number_of(bought)))
        return value_of(table, row, "reversed_by");
    return std::string("not there");
  };
  CHECK_EQ(reversed_by("2026-01-14", undone), "not there");
  CHECK_EQ(reversed_by("2026-02-14", undone), "-");
  CHECK_EQ(reversed_by("2026-02-15", undone), std::to_string(number_of(undone)));
  CHECK_EQ(reversed_by("2026-02-15", bought), "-");
}

TEST_CASE("journal: a mineral's postings, and entries about it") {
  TemporaryBook book;
  const EntryId first = book.purchase("gallium", "10 kg", "500 USD/kg", "2026-01-15");
  book.purchase("cobalt", "10 kg", "50 USD/kg", "2026-01-15");
  const EntryId price = book.price("gallium", "600 USD/kg", "2026-02-01");
  book.reverse(price);
  book.pay_supplier("TRAXYS", "100 USD", "2026-02-01");
  const Lines expected = {"0 purchase inventory:gallium gallium 10.000000 5000.00",
                          "0 purchase received_from:gallium gallium -10.000000 0.00",
                          "0 purchase payable:TRAXYS - 0.000000 -5000.00", "2 price - gallium - -",
                          "3 reversal - gallium - -"};
  CHECK_EQ(lines_from(journal_of(book, "gallium"), first), expected);
  // The mineral itself, its demand figure, its price and the first target of all minerals come first.
  CHECK_EQ(journal_of(book, "gallium").rows.size(), expected.size() + 4);
  CHECK_EQ(journal_of(book, "gallium").notes.at(0), "7 entries, 3 postings.");
}

TEST_CASE("trial-balance: both sides are equal") {
  TemporaryBook book;
  book.facility("EXIM-1", "10e6 USD", "2026-01-01");
  book.purchase("gallium", "100 kg", "500 USD/kg", "2026-01-15");
  book.drawdown("EXIM-1", "60,000 USD", "2026-02-01");
  book.pay_supplier("TRAXYS", "20,000 USD", "2026-02-10");
  book.sale("gallium", "40 kg", "600 USD/kg", "2026-03-01");
  book.loss("gallium", "1 kg", "2026-03-02");
  const auto table = report(book, "trial-balance", "2026-03-31");
  const auto line = [&](std::size_t row) {
    return value_of(table, row, "account") + " " + value_of(table, row, "debit_usd") + " " +
           value_of(table, row, "credit_usd") + " " + value_of(table, row, "memo");
  };
  Lines lines;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    lines.push_back(line(row));
  const Lines expected = {"cash 40000.00 0.00 no",
                          "inventory:gallium 29500.00 0.00 no",
                          "receivable:BUYER 24000.00 0.00 no",
                          "payable:TRAXYS 0.00 30000.00 no",
                          "loan_principal:EXIM-1 0.00 60000.00 no",
                          "sales:gallium 0.00 24000.00 no",
                          "cost_of_releases:gallium 20000.00 0.00 no",
                          "loss_and_shrinkage:gallium 500.00 0.00 no",
                          "commitment_granted:EXIM-1 0.00 10000000.00 yes",
                          "commitment_undisbursed:EXIM-1 9940000.00 0.00 yes",
                          "commitment_disbursed:EXIM-1 60000.00 0.00 yes"};
  CHECK_EQ(lines, expected);
  CHECK_EQ(total_of(table, "debit_usd"), "114000.00");
  CHECK_EQ(total_of(table, "credit_usd"), "114000.00");
  CHECK(has_note(table, "Memo accounts"));
}

TEST_CASE("trial-balance: what is zero at the moment is left out") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "100 kg", "500 USD/kg", "2026-01-15");
  book.reverse(bought, "2026-02-01");
  CHECK(report(book, "trial-balance", "2026-01-14").rows.empty());
  CHECK_EQ(report(book, "trial-balance", "2026-01-31").rows.size(), 2);
  CHECK_EQ(total_of(report(book, "trial-balance", "2026-01-31"), "debit_usd"), "50000.00");
  CHECK(report(book, "trial-balance", "2026-02-01").rows.empty());
  CHECK_EQ(total_of(report(book, "trial-balance", "2026-02-01"), "credit_usd"), "0.00");
}

TEST_CASE("reports are found by name") {
  CHECK_FALSE(reports::all_reports().empty());
  for (const reports::Report& report : reports::all_reports())
    CHECK_EQ(reports::find_report(report.name), &report);
  CHECK_EQ(reports::find_report("balance-sheet"), nullptr);
}

} // namespace reports_ledger_reports_test
