#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

std::vector<Field<store::NamedBalance>> trial_balance_fields() {
  using Line = store::NamedBalance;
  using namespace column;
  return {
      {text("account", "Account"), [](const Line& line) { return cell(line.account); }},
      {usd("debit_usd", "Debit"),
       [](const Line& line) { return line.amount > Money() ? cell(line.amount) : cell(Money()); }, true},
      {usd("credit_usd", "Credit"),
       [](const Line& line) { return line.amount < Money() ? cell(-line.amount) : cell(Money()); }, true},
      {text("memo", "Memo"), [](const Line& line) { return cell(line.is_memorandum ? "yes" : "no"); }},
  };
}

} // namespace

Table make_trial_balance_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<store::NamedBalance> sheet(trial_balance_fields());
  Money difference;
  bool any_memorandum = false;
  for (const store::NamedBalance& balance : store::list_money_balances(connection, question.moment)) {
    if (balance.is_memorandum) {
      sheet.append(balance).mood = "faint";
      any_memorandum = true;
      continue;
    }
    sheet.add(balance);
    difference += balance.amount;
  }
  std::vector<std::string> notes;
  if (any_memorandum)
    notes.emplace_back(
        "Memo accounts count commitments off the balance sheet: they balance on their own and are not in the totals.");
  if (difference != Money()) {
    notes.push_back(fmt::format("The accounts do NOT balance: they differ by {}. Run `pvault audit verify`.",
                                format_money(difference)));
  }
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
