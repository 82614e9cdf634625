// Prices, demand figures and targets.
#pragma once

#include "operations/recording.hpp"
#include "units/price.hpp"

#include <optional>
#include <string>

namespace pvault::operations {

struct PriceInput {
  std::string mineral;
  QuotedPrice price;
  std::string source;
  std::string published = {}; // as it stands in the source, when that differs
};
// Refuses: mineral_unknown, mineral_is_group, what basis_price refuses (a component without a known factor).
Expected<Recorded> add_price(store::Book& book, const RecordingOptions& options, const PriceInput& input);

struct DemandInput {
  std::string mineral;
  int year = 0;
  EnteredMass mass;
  std::string basis; // one of demand_bases()
  bool is_upper_bound = false;
  std::string source;
  std::string quality = {};
  std::string published = {};
  bool is_lower_bound = false;
  std::string participant = {}; // who declares it, on a basis by participant
};
// Dated the first day of its year, whatever the options say. No mass at all is a figure: nothing is consumed. Refuses:
// option_malformed (basis, year, bounds), participant_missing, participant_not_applicable, mineral_unknown,
// party_unknown, party_role_wrong, what contained_mass refuses of a mass above zero.
Expected<Recorded> add_demand(store::Book& book, const RecordingOptions& options, const DemandInput& input);

struct TargetInput {
  std::string mineral; // or "all": every mineral and group
  int days = 0;
};
// Refuses: mineral_unknown, option_malformed (days outside 0 to 36,500).
Expected<Recorded> set_target(store::Book& book, const RecordingOptions& options, const TargetInput& input);

// The row of a price; its cents and per_mg are missing when `unusable` says why.
RecordRow price_row(MineralId mineral, Date on, const QuotedPrice& quoted, const std::optional<BasisPrice>& price);
// The row of a demand figure.
RecordRow demand_row(MineralId mineral, const DemandInput& input, Mass mass, std::optional<PartyId> participant = {});
// What a demand comes to on the mineral's basis; no mass stays none. Refuses what contained_mass refuses.
Expected<Mass> demand_mass(const Mineral& mineral, const EnteredMass& entered);
// The day a year's figure begins to hold.
Date first_day_of(int year);

} // namespace pvault::operations
