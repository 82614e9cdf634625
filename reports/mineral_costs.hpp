// What the accounts of a mineral come to: at a moment, or by how much they changed in a period.
#pragma once

#include "reports/report.hpp"
#include "store/balances.hpp"
#include "store/figures.hpp"
#include "store/periods.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::reports {

// What accruals posted to the mineral.
struct AccruedCosts {
  Money storage;
  Money insurance;
  Money handling;
  Money interest;
  Money commitment_fee;
  Money exposure_fee;
  [[nodiscard]] Money carrying() const { return storage + insurance + handling; }
  [[nodiscard]] Money fees() const { return commitment_fee + exposure_fee; }
  [[nodiscard]] Money financing() const { return interest + fees(); }
};

struct MineralCosts {
  store::Balance stock;
  store::Balance released; // its amount is what it had cost
  Money on_loan;           // what is owed back had cost
  store::Balance lost;
  Mass purchased;
  Money proceeds;
  AccruedCosts accrued;
  Money written_down; // of what is held
  Money write_downs;  // in all
  Money write_downs_released;
  store::Balance opening; // opening balances, at deemed cost

  // Cost enters by purchases and opening balances and leaves by releases and losses only; a transfer keeps it within,
  // and a yield loss has none. Reversals take back what they undo.
  [[nodiscard]] Money cost_of_purchases() const {
    return stock.amount + on_loan + released.amount + lost.amount - opening.amount;
  }
  [[nodiscard]] Money realised_gain() const { return proceeds - released.amount; }
};
MineralCosts costs_of(const store::Balances& balances, const Mineral& mineral);

// What is held is worth at a price, less what it cost; missing without a price.
std::optional<Money> unrealised_gain_of(const store::Balance& stock, const std::optional<store::PriceFigure>& price);

// "2026-03-01 to 2026-03-31", "the beginning of the book to 2026-03-31"
std::string dates_of(const store::Period& period);

// To which days carrying and financing cost were accrued, and what no mineral bears of `balances`: those of the moment,
// or what they changed by in the period.
std::vector<std::string> accrual_notes(store::Connection& connection, const store::Period& period,
                                       const store::Balances& balances);

} // namespace pvault::reports
