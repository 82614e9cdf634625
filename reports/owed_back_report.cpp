#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/lent_metal.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

struct LoanLine {
  store::LoanState loan;
  std::optional<int> overdue_days = {};
  std::string status;
};

LoanLine line_of_loan(const store::LoanState& loan, Date as_of) {
  if (loan.owed_back() == Mass()) return {.loan = loan, .status = "settled"};
  if (as_of <= loan.return_by) return {.loan = loan, .status = "open"};
  return {.loan = loan, .overdue_days = days_between(loan.return_by, as_of), .status = "overdue"};
}

std::vector<Field<LoanLine>> owed_back_fields() {
  using Line = LoanLine;
  return {
      {column::entry("entry", "Entry"), [](const Line& line) { return cell(line.loan.release); }},
      {column::date("on", "On"), [](const Line& line) { return cell(line.loan.on); }},
      {column::text("kind", "Kind"), [](const Line& line) { return cell(line.loan.kind); }},
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.loan.mineral_code); }},
      {column::text("borrower", "Borrower"), [](const Line& line) { return cell(line.loan.borrower); }},
      {column::kilograms("lent_kg", "Lent"), [](const Line& line) { return cell(line.loan.lent); }},
      {column::kilograms("returned_kg", "Returned"), [](const Line& line) { return cell(line.loan.returned); }},
      {column::kilograms("given_up_kg", "Given up"), [](const Line& line) { return cell(line.loan.given_up); }},
      {column::kilograms("owed_back_kg", "Owed back"), [](const Line& line) { return cell(line.loan.owed_back()); }},
      {column::usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.loan.cost); }, true},
      {column::date("return_by", "Return by"), [](const Line& line) { return cell(line.loan.return_by); }},
      {column::count("overdue_days", "Overdue", "days"), [](const Line& line) { return cell(line.overdue_days); }},
      {column::tells_why(column::text("status", "Status")), [](const Line& line) { return cell(line.status); }},
  };
}

} // namespace

Table make_owed_back_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<LoanLine> sheet(owed_back_fields());
  std::map<std::string, int> count;
  for (const store::LoanState& loan : store::list_loans(connection, question.moment)) {
    if (!asks_for(question, loan.mineral)) continue;
    const LoanLine line = line_of_loan(loan, question.moment.as_of);
    sheet.add(line).mood = line.status == "overdue" ? "bad" : line.status == "open" ? "" : "faint";
    ++count[line.status];
  }
  return sheet.finish({fmt::format("{} open, {} overdue, {} settled.", counted(count["open"], "loan"), count["overdue"],
                                   count["settled"])});
}

} // namespace pvault::reports
