#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/authorities.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {

namespace {

// A mineral that an emergency covers; or none, when it covers all.
struct EmergencyLine {
  store::EmergencyState state;
  std::string mineral;
  std::optional<Mass> maximum;
  Mass released;
  bool runs = false;
};

std::vector<Field<EmergencyLine>> emergency_fields() {
  using Line = EmergencyLine;
  return {
      {column::text("emergency", "Emergency"), [](const Line& line) { return cell(line.state.emergency.code); }},
      {column::date("from_on", "From"), [](const Line& line) { return cell(line.state.emergency.period.from); }},
      {column::date("until_on", "Until"), [](const Line& line) { return cell(line.state.emergency.period.until); }},
      {column::date("ended_on", "Ended"), [](const Line& line) { return cell(line.state.emergency.ended_on); }},
      {column::text("declared_by", "Declared by"), [](const Line& line) { return cell(line.state.declared_by); }},
      {column::text("rule", "Rule"), [](const Line& line) { return cell(line.state.rule); }},
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {column::kilograms("maximum_kg", "Maximum"), [](const Line& line) { return cell(line.maximum); }},
      {column::kilograms("released_kg", "Released"), [](const Line& line) { return cell(line.released); }},
      {column::kilograms("left_kg", "Left"),
       [](const Line& line) { return line.maximum ? cell(*line.maximum - line.released) : no_value(); }},
      {column::text("status", "Status"), [](const Line& line) { return cell(line.runs ? "running" : "ended"); }},
  };
}

} // namespace

Table make_emergencies_report(store::Connection& connection, const ReportQuestion& question) {
  const auto minerals = store::list_minerals(connection);
  Sheet<EmergencyLine> sheet(emergency_fields());
  for (const store::EmergencyState& state : store::list_emergencies(connection, question.moment)) {
    const bool runs = state.emergency.runs().holds(question.moment.as_of);
    for (const store::ReleasedOf& released : state.released) {
      if (!asks_for(question, released.mineral)) continue;
      const auto& covered = state.emergency.minerals;
      const auto named = std::ranges::find(covered, released.mineral, &CoveredMineral::mineral);
      sheet
          .add({.state = state,
                .mineral = std::ranges::find(minerals, released.mineral, &Mineral::id)->code,
                .maximum = named == covered.end() ? std::nullopt : named->maximum,
                .released = released.mass,
                .runs = runs})
          .mood = runs ? "" : "faint";
    }
    if (state.emergency.minerals.empty() && state.released.empty())
      sheet.add({.state = state, .mineral = "all", .maximum = {}, .released = {}, .runs = runs}).mood =
          runs ? "" : "faint";
  }
  return sheet.finish(
      {"An emergency that names no mineral covers all; it has a row for each that was released under it."});
}

} // namespace pvault::reports
