// The few figures that open a pack, and what in it needs attention. Each is read off a report that was made for the
// pack: nothing is computed a second time, so nothing can say otherwise than the report it links to.
#pragma once

#include "reports/table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace pvault::reports {

struct PackFigure {
  std::string name;   // lowest_coverage_days; for scripts
  std::string label;  // "Lowest coverage"
  std::string value;  // as in JSON: 2.6; empty: there is none
  std::string unit;   // days; empty: a count
  std::string shown;  // for people: "2.6 days"
  std::string detail; // what it is of: "aluminum"; may be empty
  std::string report; // whose figure it is
};

// How many rows of a report say that something is not as it should be.
struct PackException {
  std::string name;  // lots_expired
  std::string label; // "Lots that have expired"
  std::int64_t count = 0;
  std::string report;
};

struct PackSummary {
  std::vector<PackFigure> figures = {};
  std::vector<PackException> exceptions = {}; // those without a row among them
};

// Adds what the summary has of this report; nothing of most.
void add_to_summary(PackSummary& summary, const Table& report);

} // namespace pvault::reports
