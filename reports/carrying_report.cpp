#include "reports/all_reports.hpp"
#include "reports/carrying_columns.hpp"
#include "reports/sheet.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

struct CarryingLine {
  CarryingNames names;
  CarriedSums sums = {};
  Money amount = {};
  Money posted = {};
};

std::vector<Field<CarryingLine>> carrying_fields() {
  using Line = CarryingLine;
  using namespace column;
  return {
      {text("site", "Site"), [](const Line& line) { return cell(line.names.site); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.names.mineral); }},
      {text("kind", "Charge"), [](const Line& line) { return cell(line.names.kind); }},
      {text("owed_to", "Owed to"), [](const Line& line) { return cell(line.names.party); }},
      {tonne_days(), [](const Line& line) { return tonne_days_cell(line.sums); }},
      {for_machines(cost_days()), [](const Line& line) { return cost_days_cell(line.sums); }},
      {for_machines(kilograms("handled_in_kg", "In")), [](const Line& line) { return handled_in_cell(line.sums); }},
      {for_machines(kilograms("handled_out_kg", "Out")), [](const Line& line) { return handled_out_cell(line.sums); }},
      {usd("amount_usd", "Amount"), [](const Line& line) { return cell(line.amount); }, true},
      {usd("posted_usd", "Posted"), [](const Line& line) { return cell(line.posted); }, true},
      {usd("not_posted_usd", "Not posted"), [](const Line& line) { return cell(line.amount - line.posted); }, true},
  };
}

using Lines = std::map<CarryingKey, CarryingLine>;

Lines load_lines(store::Connection& connection, const ReportQuestion& question) {
  Lines lines;
  for (const CarryingCharge& charge : store::load_carrying_charges(connection, question.moment)) {
    if (!asks_for(question, charge.key.mineral)) continue;
    CarryingLine& line = lines[charge.key];
    line.sums.add(charge);
    line.amount += charge.amount;
  }
  for (const auto& [key, amount] : store::load_posted_carrying(connection, question.moment)) {
    if (asks_for(question, key.mineral)) lines[key].posted = amount;
  }
  return lines;
}

// As people look for them: by site, then mineral, then charge.
std::vector<CarryingLine> named_in_order(store::Connection& connection, const Lines& lines) {
  const CarryingNaming naming(connection);
  std::vector<CarryingLine> ordered;
  for (const auto& [key, line] : lines) {
    ordered.push_back(line);
    ordered.back().names = naming.of(key);
  }
  std::ranges::stable_sort(ordered, {}, [](const CarryingLine& line) { return line.names.order(); });
  return ordered;
}

std::vector<std::string> carrying_notes(Money not_posted, Date as_of) {
  std::vector<std::string> notes = {"A lot is charged for each day at whose end it holds mass, by contained mass on "
                                    "the mineral's basis; a month is a "
                                    "calendar month, a year of a part of cost has 365 days."};
  if (not_posted != Money())
    notes.push_back(fmt::format("{} is not posted by {}; `pvault accrue` posts what has come to be owed.",
                                format_money(not_posted), format_date(as_of)));
  return notes;
}

} // namespace

Table make_carrying_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<CarryingLine> sheet(carrying_fields());
  Money not_posted;
  for (const CarryingLine& line : named_in_order(connection, load_lines(connection, question))) {
    sheet.add(line);
    not_posted += line.amount - line.posted;
  }
  return sheet.finish(carrying_notes(not_posted, question.moment.as_of));
}

} // namespace pvault::reports
