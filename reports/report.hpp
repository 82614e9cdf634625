// The reports by name. A report is a question, what the store answers, and columns; renderers do the rest.
#pragma once

#include "coverage/demand.hpp"
#include "coverage/scenario.hpp"
#include "journal/entry.hpp"
#include "reports/table.hpp"
#include "store/connection.hpp"
#include "units/rate.hpp"

#include <initializer_list>
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
  std::optional<Date> from = {};           // of a period: its first day; or only what is dated from it on
  std::optional<int> days = {};            // for how many days something must have held
  std::vector<DemandChoice> bases = {};    // what cover is measured by; empty: consumption; one of basis "all": each
  Rate unavailable = {};                   // the part of what is left that never counts as available
  Scenario scenario = {};                  // what it supposes
  Interval by = Interval::month;           // of reports over time
};

// What a report can be asked beside its moment.
enum class Option : unsigned {
  mineral,    // --mineral
  facility,   // --facility
  site,       // --site
  from,       // --from
  days,       // --days
  basis,      // --basis, --demand-year and --unavailable
  disruption, // --cut-off and --demand
  prices,     // --price
  interval,   // --by
};

class Options {
public:
  constexpr Options(std::initializer_list<Option> options) {
    for (const Option option : options)
      bits_ |= bit(option);
  }
  [[nodiscard]] constexpr bool has(Option option) const { return (bits_ & bit(option)) != 0; }
  constexpr void add(Options more) { bits_ |= more.bits_; }

private:
  static constexpr unsigned bit(Option option) { return 1U << static_cast<unsigned>(option); }
  unsigned bits_ = 0;
};

struct Report {
  std::string_view name;  // coverage
  std::string_view title; // Coverage in days
  std::string_view about; // one sentence for `pvault report list`
  Options options;
  Table (*make)(store::Connection& connection, const ReportQuestion& question);
};

// In the order in which `pvault report list` shows them.
std::span<const Report> all_reports();
const Report* find_report(std::string_view name); // nullptr when there is none

// The table with its title and provenance filled in. Must run inside a ReadTransaction. Throws std::overflow_error,
// which names the report and the figure, when a figure does not fit 64 bits.
Table make_report(const Report& report, store::Connection& connection, const ReportQuestion& question);

} // namespace pvault::reports
