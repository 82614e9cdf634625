// Counts of a site, what was found out about their differences, and approved adjustments.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/count.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

struct CountInput {
  std::string site;
  std::string counted_by = {}; // empty: who records it
  CountTolerance tolerance = {};
  std::string sheet = {}; // the identity of the sheet that was counted by; empty: none
  std::string file = {};  // for messages
  std::vector<CountedRow> rows = {};
};
// Refuses: site_unknown, sheet_differs, what plan_count refuses.
Expected<Recorded> record_count(store::Book& book, const RecordingOptions& options, const CountInput& input);

struct FindingInput {
  EntryId count{};
  std::string lot;
  std::string finding;
};
// Refuses: entry_unknown, count_unknown, reversed_already, lot_not_counted, what check_finding refuses.
Expected<Recorded> explain_count(store::Book& book, const RecordingOptions& options, const FindingInput& input);

struct AdjustmentInput {
  EntryId count{};
  std::string lot;
  std::string approved_by;
  std::string reason;
};
// Refuses what explain_count refuses of the count and the lot, and what plan_count_adjustment refuses.
Expected<Recorded> adjust_count(store::Book& book, const RecordingOptions& options, const AdjustmentInput& input);

} // namespace pvault::operations
