#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/releases.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {

namespace {

struct ReplacedLine {
  store::RotationState rotation;
  Date as_of;
  [[nodiscard]] Mass missing() const { return rotation.released - std::min(rotation.released, rotation.replaced); }
  [[nodiscard]] bool is_open() const { return missing() > Mass(); }
};

std::vector<Field<ReplacedLine>> rotations_fields() {
  using Line = ReplacedLine;
  return {
      {column::entry("entry", "Entry"), [](const Line& line) { return cell(line.rotation.entry); }},
      {column::date("on", "On"), [](const Line& line) { return cell(line.rotation.on); }},
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.rotation.mineral_code); }},
      {column::kilograms("released_kg", "Released"), [](const Line& line) { return cell(line.rotation.released); }},
      {column::kilograms("replaced_kg", "Replaced"), [](const Line& line) { return cell(line.rotation.replaced); }},
      {column::kilograms("missing_kg", "Missing"), [](const Line& line) { return cell(line.missing()); }},
      {column::usd("proceeds_usd", "Proceeds"), [](const Line& line) { return cell(line.rotation.proceeds); }, true},
      {column::usd("cost_usd", "Cost of what left"), [](const Line& line) { return cell(line.rotation.cost); }, true},
      {column::usd("replaced_cost_usd", "Cost of what came"),
       [](const Line& line) { return cell(line.rotation.replaced_cost); }, true},
      {column::date("replaced_on", "Replaced on"), [](const Line& line) { return cell(line.rotation.replaced_on); }},
      {column::count("open_days", "Open", "days"),
       [](const Line& line) { return line.is_open() ? cell(days_between(line.rotation.on, line.as_of)) : no_value(); }},
      {column::tells_why(column::text("status", "Status")),
       [](const Line& line) { return cell(line.is_open() ? "open" : "replaced"); }},
  };
}

} // namespace

Table make_rotations_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<ReplacedLine> sheet(rotations_fields());
  int open = 0;
  int replaced = 0;
  for (const store::RotationState& rotation : store::list_rotations(connection, question.moment)) {
    if (!asks_for(question, rotation.mineral)) continue;
    const ReplacedLine line{rotation, question.moment.as_of};
    ++(line.is_open() ? open : replaced);
    sheet.add(line).mood = line.is_open() ? "bad" : "";
  }
  return sheet.finish({fmt::format("{} without all of {} inflow, {} replaced.", counted(open, "rotation"),
                                   open == 1 ? "its" : "their", replaced)});
}

} // namespace pvault::reports
