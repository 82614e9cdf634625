// Which figures of reports a book knows otherwise at a later moment than at an earlier one, and by which entries.
#pragma once

#include "reports/report.hpp"
#include "reports/table.hpp"

#include <vector>

namespace pvault::reports {

struct KnownDifferenceQuestion {
  std::vector<const Report*> reports;
  ReportQuestion question; // known at the later moment
  EntryId earlier{};       // not after it
};

// A row for each figure that differs, with the entries recorded in between that touch what the row names (those of the
// totals: of all its rows); then a row for each entry recorded in between that is dated up to the day of the question.
// Without provenance. Must run inside a ReadTransaction. Throws what make_report throws.
Table make_known_difference_table(store::Connection& connection, const KnownDifferenceQuestion& question);

} // namespace pvault::reports
