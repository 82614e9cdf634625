// What was on hand when the book began.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/lot_paper.hpp"
#include "stockpile/mineral.hpp"

#include <string>

namespace pvault::operations {

struct OpeningInput {
  std::string mineral;
  Delivery delivery;
  Money deemed_cost;
  std::string supplier;
  std::string site;
  std::string authority; // who decided on the deemed cost
  std::string lot = {};  // empty: MINERAL-ENTRY
  LotPaper paper = {};
};
// Refuses: option_malformed (a lot's name), mineral_unknown, party_unknown, party_role_wrong, site_unknown, name_taken,
// what plan_opening refuses, receipt_already_used.
Expected<Recorded> record_opening(store::Book& book, const RecordingOptions& options, const OpeningInput& input);

} // namespace pvault::operations
