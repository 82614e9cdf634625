#include "reports/demand_age.hpp"

#include "reports/all_reports.hpp"
#include "reports/columns.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {

Cell demand_age_cell(const std::optional<DemandFigure>& demand, Date on) {
  return demand ? cell(age_in_years(*demand, on)) : no_value();
}

Cell demand_stale_cell(const std::optional<DemandFigure>& demand, Date on) {
  return demand ? cell(is_stale(*demand, on) ? "yes" : "no") : no_value();
}

void StaleFigures::look_at(const Mineral& mineral, const std::optional<DemandFigure>& demand, Date on) {
  if (!demand || !is_stale(*demand, on)) return;
  std::string name = fmt::format("{} ({})", mineral.code, demand->year);
  if (std::ranges::find(names_, name) == names_.end()) names_.push_back(std::move(name));
}

std::string StaleFigures::note() const {
  if (names_.empty()) return {};
  return fmt::format("Demand figures more than {} years old: {}.", years_until_stale, list_in_words(names_));
}

} // namespace pvault::reports
