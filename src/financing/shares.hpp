// Which mineral bears which part of a loan's cost: by the financed cost on hand, day by day (docs/FINANCING.md, "Shares
// by mineral").
#pragma once

#include "financing/loan.hpp"

#include <map>
#include <optional>
#include <vector>

namespace pvault {

// What is financed and on hand of a mineral grows or shrinks on this day.
struct FinancedChange {
  Date on;
  MineralId mineral{};
  Money cost;
};

// What is financed and on hand, by mineral.
using FinancedCost = std::map<MineralId, Money>;

// By mineral; what no stock explains stands under no mineral. The parts add up to the whole.
using MineralShares = std::map<std::optional<MineralId>, Money>;

struct FinancingShares {
  MineralShares debt;     // principal at the end
  MineralShares interest; // default interest included
  MineralShares commitment_fees;
  MineralShares exposure_fees;
};

// Up to and including a day. `changes` in the order of their days.
FinancingShares share_financing(const LoanRun& run, const std::vector<FinancedChange>& changes, Date until);

// Who bears a principal: by the financed cost on hand at the end of the same day.
MineralShares share_debt(Money principal, const FinancedCost& financed);

} // namespace pvault
