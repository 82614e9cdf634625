#pragma once

#include "operations/record_evidence.hpp"
#include "operations/recording.hpp"
#include "stockpile/purchase.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

struct PurchaseInput {
  std::string mineral;
  Delivery delivery;
  std::optional<QuotedPrice> price = {};
  std::optional<Money> cost = {};
  std::vector<LandedCost> landed = {};
  std::string supplier;
  std::string site;
  std::string lot = {}; // empty: MINERAL-ENTRY, for example gallium-181
  LotPaper paper = {};
  std::optional<EntryId> rotation = {};     // the release whose place it takes
  std::vector<DocumentInput> evidence = {}; // recorded in an entry of its own after the purchase
};
// Refuses: option_malformed (a lot's name), mineral_unknown, party_unknown, party_role_wrong, site_unknown,
// rotation_unknown, rotation_of_other_mineral, name_taken (the lot), opening_after_stock, receipt_already_used, what
// plan_purchase and ReadDocuments refuse.
Expected<Recorded> record_purchase(store::Book& book, const RecordingOptions& options, const PurchaseInput& input);

} // namespace pvault::operations
