// Transfers between sites, repacks, upgrades and processing.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/lot_paper.hpp"
#include "stockpile/transfer.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

struct OutputInput {
  EnteredMass mass;
  std::string lot = {}; // empty: the lot it is taken from, and a number: W-1.1
};

struct TransferInput {
  std::string lot;
  TransferKind kind = TransferKind::transfer;
  std::optional<EnteredMass> mass = {}; // missing: all of the lot
  std::string from_site = {};           // empty: wherever the lot lies
  std::string to_site = {};             // empty: the site where the lot lies
  std::string name = {};                // of the only lot it is taken to, when there are no outputs
  std::vector<OutputInput> outputs = {};
  std::string reason = {};
  LotPaper paper = {}; // of the lots that come out: form, grade, country of processing; the receipt of the only one
};
// Refuses: option_malformed (a lot's name, a receipt for several lots), form_stays, lot_unknown, site_unknown,
// lot_named_twice and name_taken (the new lots), receipt_already_used, quality_before_draw (a later change of quality,
// which they would miss), what plan_transfer refuses.
Expected<Recorded> record_transfer(store::Book& book, const RecordingOptions& options, const TransferInput& input);

} // namespace pvault::operations
