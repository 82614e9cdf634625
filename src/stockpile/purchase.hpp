// A purchase makes one lot at its landed cost.
#pragma once

#include "stockpile/lot_paper.hpp"
#include "stockpile/mineral.hpp"
#include "units/date.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault {

struct LandedCost {
  std::string what; // freight, insurance, duty, inspection, assay, ...
  Money amount;
};

struct PurchaseRequest {
  Date on;
  Delivery delivery;
  std::optional<QuotedPrice> price; // of the metal; or
  std::optional<Money> cost;        // of the metal as a whole
  std::vector<LandedCost> landed = {};
  PartyId supplier{};
  SiteId site{};
  LotPaper paper = {};
};

struct PurchasePlan {
  ContainedMass received;
  Money metal_cost;
  Money landed_cost; // metal and everything capitalised with it
  Postings postings;
};

// Decides a purchase; touches nothing. Rules, in this order: mineral_is_group, what contained_mass refuses, what
// check_lot_paper refuses, cost_ambiguous, amount_not_positive (a landed cost), what basis_price refuses,
// money_out_of_range. The metal costs price × contained mass exactly as entered, rounded once, half-even, to the cent.
Expected<PurchasePlan> plan_purchase(const Mineral& mineral, const PurchaseRequest& request, LotId lot);

// Refuses mineral_is_group: a group has figures, its members have stock.
Expected<void> check_not_group(const Mineral& mineral);

} // namespace pvault
