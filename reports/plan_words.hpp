// What a plan of purchases says to people: why each mineral gets what it gets, and the notes.
#pragma once

#include "coverage/plan.hpp"
#include "reports/purchase_funds.hpp"
#include "stockpile/mineral.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

struct PlanLine {
  Mineral mineral;
  PlanCandidate candidate = {};
  std::optional<Date> price_on = {};
  PlannedPurchase purchase = {};
  std::string why = {};

  [[nodiscard]] std::string_view sign() const { return cover_sign(candidate.demand); }
  // Missing where there is no demand that can be divided by.
  [[nodiscard]] std::optional<Exact> days_before() const;
  [[nodiscard]] std::optional<std::int64_t> tenths_before() const;
  [[nodiscard]] std::optional<std::int64_t> tenths_after() const;
};
using PlanLines = std::vector<PlanLine>;

// One sentence without a full stop.
std::string why_in_words(const PlanLine& line, const std::optional<Exact>& level_days);

struct PlanMoney {
  Money budget;
  bool is_headroom = false; // the budget is what the undisbursed commitments allow
  const PurchaseFunds& funds;
  Date as_of;
};
std::vector<std::string> plan_notes(const PlanLines& lines, const BuyingPlan& plan, const PlanMoney& money);

} // namespace pvault::reports
