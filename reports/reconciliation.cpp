#include "reports/reconciliation.hpp"

#include "financing/loan.hpp"
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/loans.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

constexpr std::array<std::string_view, 4> item_names = {"principal", "interest", "fees", "undisbursed"};

struct ComparedLine {
  LenderLine lender;
  Money book;
  std::optional<Date> differs_since = {};
  Date as_of;
  [[nodiscard]] Money difference() const { return lender.amount - book; }
};

Money book_amount(StatementItem item, const LoanState& state) {
  switch (item) {
  case StatementItem::principal:
    return state.principal;
  case StatementItem::interest:
    return state.interest_owed();
  case StatementItem::fees:
    return state.fees_owed();
  case StatementItem::undisbursed:
    return state.undisbursed;
  }
  return {};
}

std::vector<Field<ComparedLine>> reconciliation_fields() {
  using Line = ComparedLine;
  using namespace column;
  return {
      {date("on", "On"), [](const Line& line) { return cell(line.lender.on); }},
      {text("item", "Item"), [](const Line& line) { return cell(std::string(statement_item_name(line.lender.item))); }},
      {usd("lender_usd", "Lender"), [](const Line& line) { return cell(line.lender.amount); }},
      {usd("book_usd", "Book"), [](const Line& line) { return cell(line.book); }},
      {tells_why(usd("difference_usd", "Difference")), [](const Line& line) { return cell(line.difference()); }},
      {date("differs_since", "Since"), [](const Line& line) { return cell(line.differs_since); }},
      {count("age_days", "Age", "days"),
       [](const Line& line) {
         return line.differs_since ? cell(days_between(*line.differs_since, line.as_of)) : no_value();
       }},
  };
}

} // namespace

std::string_view statement_item_name(StatementItem item) { return item_names.at(static_cast<std::size_t>(item)); }

Expected<StatementItem> parse_statement_item(std::string_view text) {
  for (std::size_t i = 0; i < item_names.size(); ++i) {
    if (lower(trim(text)) == item_names.at(i)) return StatementItem{static_cast<int>(i)};
  }
  return refuse_choice(text, "an item of a lender's statement", item_names);
}

Reconciliation reconcile(store::Connection& connection, const store::Facility& facility, std::vector<LenderLine> lines,
                         const Moment& moment) {
  std::ranges::stable_sort(lines, {}, [](const LenderLine& line) { return std::pair(line.on, line.item); });
  const LoanFacts facts = store::load_loan_facts(connection, facility, moment);
  std::map<StatementItem, std::optional<Date>> differs_since;
  Sheet<ComparedLine> sheet(reconciliation_fields());
  Reconciliation result;
  for (const LenderLine& lender : lines) {
    ComparedLine line{
        .lender = lender, .book = book_amount(lender.item, run_loan(facts, lender.on).state), .as_of = moment.as_of};
    std::optional<Date>& since = differs_since[lender.item];
    const bool differs = line.difference() != Money();
    since = differs ? std::optional(since.value_or(lender.on)) : std::nullopt;
    line.differs_since = since;
    sheet.add(line).mood = differs ? "bad" : "";
    if (differs) ++result.differences;
  }
  result.table = sheet.finish({fmt::format(
      "{} of {} of the lender's statement {} from the book; the difference is lender less book, and its age "
      "counts from the first line since which the item has always differed.",
      result.differences, counted(std::ssize(lines), "line"), result.differences == 1 ? "differs" : "differ")});
  result.table.name = "reconciliation";
  result.table.title = fmt::format("Reconciliation of {}", facility.code);
  return result;
}

} // namespace pvault::reports
