// Quality of lots, and pledges of lots to lenders.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/lot_paper.hpp"

#include <string>

namespace pvault::operations {

struct QualityInput {
  std::string lot;
  LotQuality status = LotQuality::unassayed;
  std::string reason;
};
// Refuses: lot_unknown, what check_quality_change refuses.
Expected<Recorded> set_lot_quality(store::Book& book, const RecordingOptions& options, const QualityInput& input);

// A lot by its name, or by its warehouse receipt.
struct PledgedLot {
  std::string lot = {};
  std::string receipt = {};
};

struct PledgeInput {
  PledgedLot of;
  std::string facility;
  bool forbids_release = false;
};
// Refuses: receipt_unknown, lot_unknown, facility_unknown, what check_pledge refuses.
Expected<Recorded> record_pledge(store::Book& book, const RecordingOptions& options, const PledgeInput& input);

// Refuses: receipt_unknown, lot_unknown, pledge_unknown.
Expected<Recorded> release_pledge(store::Book& book, const RecordingOptions& options, const PledgedLot& of);

} // namespace pvault::operations
