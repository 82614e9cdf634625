// The reports by name. A report is a question, what the store answers, and columns; renderers do the rest.
#pragma once

#include "coverage/demand.hpp"
#include "coverage/scenario.hpp"
#include "journal/entry.hpp"
#include "reports/table.hpp"
#include "store/connection.hpp"
#include "units/rate.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

struct ReportQuestion {
  Moment moment;
  std::vector<MineralId> minerals = {};    // empty: all. Reports without minerals in their rows take no notice.
  std::vector<FacilityId> facilities = {}; // the same for facilities
  std::vector<std::string> sites = {};     // the same for sites, by their codes
  std::optional<Date> from = {};           // of a period: its first day; or only what is dated from it on
  std::optional<int> days = {};            // for how many days something must have held
  std::vector<DemandChoice> bases = {};    // what cover is measured by; empty: consumption; one of basis "all": each
  Rate unavailable = {};                   // the part of what is left that never counts as available
  Scenario scenario = {};                  // what it supposes
};

struct Report {
  std::string_view name;  // coverage
  std::string_view title; // Coverage in days
  std::string_view about; // one sentence for `pvault report list`
  bool by_mineral;        // --mineral applies
  bool by_facility;       // --facility applies
  Table (*make)(store::Connection& connection, const ReportQuestion& question);
  bool by_site = false;  // --site applies
  bool by_from = false;  // --from applies
  bool by_days = false;  // --days applies
  bool by_basis = false; // --basis, --demand-year and --unavailable apply
  bool by_disruption = false;  // --cut-off and --demand apply
  bool by_price_shock = false; // --price applies
};

// In the order in which `pvault report list` shows them.
std::span<const Report> all_reports();
const Report* find_report(std::string_view name); // nullptr when there is none

// The table with its title and provenance filled in. Must run inside a ReadTransaction. Throws std::overflow_error,
// which names the report and the figure, when a figure does not fit 64 bits.
Table make_report(const Report& report, store::Connection& connection, const ReportQuestion& question);

} // namespace pvault::reports
