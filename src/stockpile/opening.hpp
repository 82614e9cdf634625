// An opening balance: what was on hand when the book began, as a lot at deemed cost.
#pragma once

#include "stockpile/lot_paper.hpp"
#include "stockpile/mineral.hpp"
#include "units/date.hpp"

#include <optional>
#include <string>

namespace pvault {

struct OpeningRequest {
  Date on;
  Delivery delivery;
  Money deemed_cost;
  LotPaper paper = {};
};

// An entry that brought a lot, for the order of opening balances and other stock.
struct StockEntry { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  EntryId entry{};
  std::string kind;
  Date on;
};

struct OpeningPlan {
  ContainedMass received;
  Postings postings;
};

// Decides an opening balance; touches nothing. `earliest` is the entry that brought a lot on the earliest day by
// anything but an opening balance, of those that stand. Rules, in this order: mineral_is_group, what contained_mass
// refuses, what check_lot_paper refuses, lot_not_provisional (nobody is owed for it, so that no final assay can settle
// it: what was wrong is reversed and recorded anew), opening_after_stock.
Expected<OpeningPlan> plan_opening(const Mineral& mineral, const OpeningRequest& request, LotId lot,
                                   const std::optional<StockEntry>& earliest);

// Whether stock may come in on a day by something else: not before the latest opening balance that stands. Refuses
// opening_after_stock.
Expected<void> check_after_openings(Date on, const std::optional<StockEntry>& latest_opening);

} // namespace pvault
