// The reports by name. A report is a question, what the store answers, and columns; renderers do the rest.
#pragma once

#include "journal/entry.hpp"
#include "reports/table.hpp"
#include "store/connection.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

// How far the days of a report over time lie apart.
enum class Interval { month, quarter, year };

struct ReportQuestion {
  Moment moment;
  std::vector<MineralId> minerals = {};    // empty: all. Reports without minerals in their rows take no notice.
  std::vector<FacilityId> facilities = {}; // the same for facilities
  std::vector<std::string> sites = {};     // the same for sites, by their codes
  std::optional<Date> from = {};           // only what is dated from this day on
  std::optional<int> days = {};            // for how many days something must have held
  Interval by = Interval::month;           // of reports over time
};

struct Report {
  std::string_view name;  // coverage
  std::string_view title; // Coverage in days
  std::string_view about; // one sentence for `pvault report list`
  bool by_mineral;        // --mineral applies
  bool by_facility;       // --facility applies
  Table (*make)(store::Connection& connection, const ReportQuestion& question);
  bool by_site = false;     // --site applies
  bool by_from = false;     // --from applies
  bool by_days = false;     // --days applies
  bool by_interval = false; // --by applies
};

// In the order in which `pvault report list` shows them.
std::span<const Report> all_reports();
const Report* find_report(std::string_view name); // nullptr when there is none

// The table with its title and provenance filled in. Must run inside a ReadTransaction. Throws std::overflow_error,
// which names the report and the figure, when a figure does not fit 64 bits.
Table make_report(const Report& report, store::Connection& connection, const ReportQuestion& question);

} // namespace pvault::reports
