// What was found out about a difference of a count, and its approved adjustment.
#pragma once

#include "stockpile/count.hpp"
#include "stockpile/release.hpp"

#include <optional>
#include <string>

namespace pvault {

// An entry that stands in the way, and its day.
struct DatedEntry {
  EntryId entry{};
  Date on;
};

// A line of a count that stands, with what has become of it since.
struct CountDifference {
  EntryId count{};
  std::int64_t number = 0; // of the line
  Date counted_on;
  std::string counted_by = {};
  std::string site_code = {};
  CountLine line = {};
  Mass on_book = {};                           // what the book has at the site on the day, as it knows it now
  std::string lot_site_code = {};              // where the lot lies; empty when it is not known
  std::optional<Date> lot_received_on = {};    // there
  std::optional<EntryId> lot_reversed_by = {}; // what undid its receipt
  std::optional<DatedEntry> finding = {};      // the latest
  std::optional<EntryId> adjusted_by = {};
  std::optional<DatedEntry> counted_again = {};  // a later count of the lot
  std::optional<DatedEntry> adjusted_later = {}; // an adjustment of the lot by another count, dated after this one
};

// Rules, in this order: count_out_of_order, difference_within_tolerance.
Expected<void> check_finding(const CountDifference& difference, Date on);

struct AdjustmentRequest {
  Date on;
  std::string approved_by = {};
};

struct AdjustmentPlan {
  Mass mass;                         // below zero: missing
  Money cost;                        // of what is missing
  std::optional<LotId> surplus = {}; // the lot that what was found becomes
  Postings postings = {};
};

// Decides an adjustment; touches nothing. What is missing is lost, with its part of the cost. What was found becomes a
// lot of its own, `surplus`, without cost: so a lot only shrinks after its receipt. Rules, in this order:
// count_out_of_order, difference_within_tolerance, adjusted_already, difference_not_explained, approver_counted,
// count_superseded, adjustment_not_possible, lot_not_yet_received, lot_mass_insufficient, lot_mass_sold.
//
// What is adjusted is what is left of the difference after what was recorded late for the days up to the count: never
// more than the count found, nor the other way.
Expected<AdjustmentPlan> plan_count_adjustment(const OpenLot& lot, const CountDifference& difference,
                                               const AdjustmentRequest& request, LotId surplus);
// What concerns the line alone: all but the last two. For lines whose lot is not known, too.
Expected<void> check_adjustment(const CountDifference& difference, const AdjustmentRequest& request);

} // namespace pvault
