// Coverage, stock, cost and debt at the end of each month, quarter or year: what the reports `coverage`, `cost`,
// `financing` and `facilities` say of those days, read in one go.
#pragma once

#include "coverage/available_stock.hpp"
#include "coverage/coverage.hpp"
#include "reports/report.hpp"
#include "stockpile/mineral.hpp"
#include "units/date.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

struct MoneyAt {
  std::optional<Money> cost = {};
  std::optional<Money> carrying_cost = {}; // as accruals had posted it by then
  std::optional<Money> financing_cost = {};
  std::optional<Money> market_value = {};
  std::optional<Money> debt = {};
};

// One mineral at the end of a day. A group has stock and cover; its money stands with its members.
struct MineralAt {
  AvailableStock stock;
  std::optional<DemandFigure> demand;
  std::optional<int> target_days;
  CoverageStatus status{};
  MoneyAt money = {};

  [[nodiscard]] std::string_view sign() const { return cover_sign(demand); }
  [[nodiscard]] std::optional<std::int64_t> tenths() const {
    return demand ? coverage_tenths(stock.available(), *demand) : std::nullopt;
  }
};

struct DayOfTrend {
  Date on;
  std::vector<MineralAt> minerals; // in the order of Trend::minerals
  Money principal;                 // of all facilities in force
  Money undisbursed;
  Money unallocated; // of the principal: what no mineral bears
};

struct Trend {
  std::vector<Mineral> minerals; // that were asked for, in the order of coverage
  std::vector<DayOfTrend> days;  // the earliest first; never empty
};

// The last days of the months, quarters or years from the first day on that are before the last, and the last.
std::vector<Date> list_trend_days(Date first, Date last, Interval by);

// "4 days from 2026-01-31 to 2026-04-15: the last of each month, and the day asked for."
std::string trend_days_in_words(const std::vector<Date>& days, Interval by);

// From the first day of business, or the later day asked for, to the moment's.
Trend load_trend(store::Connection& connection, const ReportQuestion& question);

} // namespace pvault::reports
