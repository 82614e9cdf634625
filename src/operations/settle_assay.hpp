#pragma once

#include "operations/recording.hpp"
#include "stockpile/settlement.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

// What is missing stays as it was bought.
struct SettlementInput {
  std::string lot;
  std::optional<EnteredMass> mass = {};
  std::optional<Assay> assay = {};
  std::optional<Exact> moisture = {};
  std::string moisture_text = {};
  std::vector<Assay> components = {}; // take the place of those that came with the lot, if any are given
  std::optional<QuotedPrice> price = {};
  std::optional<Money> cost = {};
};
// Refuses: lot_unknown, what plan_settlement refuses, component_named_twice, assay_above_whole.
Expected<Recorded> settle_assay(store::Book& book, const RecordingOptions& options, const SettlementInput& input);

} // namespace pvault::operations
