#include "reports/trend.hpp"

#include "reports/all_reports.hpp"
#include "reports/mineral_order.hpp"
#include "store/demands.hpp"
#include "store/figures.hpp"
#include "store/loans.hpp"
#include "store/names.hpp"
#include "store/past_stock.hpp"
#include "units/figure.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace pvault::reports {

namespace {

Date end_of_interval(Date on, Interval by) {
  const unsigned month{on.day().month()};
  const unsigned months = by == Interval::month ? 1 : by == Interval::quarter ? 3 : 12;
  const unsigned behind = (months - month % months) % months;
  return end_of_month(Date::of(on.day().year() / date::month(month + behind) / 1));
}

struct DebtAt {
  Money principal;
  Money undisbursed;
  MineralShares by_mineral;
};

// A loan's whole life follows from its facts, and no fact of a later day changes an earlier one: so each facility is
// run once, up to the latest day asked for.
class PastDebt {
public:
  PastDebt(store::Connection& connection, EntryId known_at) : connection_(connection), known_at_(known_at) {}

  // Days come latest first.
  DebtAt at(Date day) {
    DebtAt debt;
    const Moment moment{day, known_at_};
    for (const store::Facility& facility : store::list_facilities(connection_, moment)) {
      const Life& life = life_of(facility, moment);
      const Money principal = amount_on(life.run.principal, day);
      debt.principal += principal;
      debt.undisbursed += amount_on(life.run.undisbursed, day);
      for (const auto& [mineral, share] : share_debt(principal, financed_on(life, day)))
        debt.by_mineral[mineral] += share;
    }
    return debt;
  }

private:
  struct Life {
    LoanRun run;
    std::vector<FinancedChange> financed;
  };

  const Life& life_of(const store::Facility& facility, const Moment& moment) {
    const auto found = lives_.find(facility.id);
    if (found != lives_.end()) return found->second;
    Life life{run_loan(store::load_loan_facts(connection_, facility, moment), moment.as_of),
              store::list_financed_changes(connection_, facility.id, moment)};
    return lives_.emplace(facility.id, std::move(life)).first->second;
  }

  static FinancedCost financed_on(const Life& life, Date day) {
    FinancedCost financed;
    for (const FinancedChange& change : life.financed) {
      if (change.on > day) break;
      financed[change.mineral] += change.cost;
    }
    return financed;
  }

  store::Connection& connection_;
  EntryId known_at_;
  std::map<FacilityId, Life> lives_ = {};
};

// Days come latest first.
class TrendLoader {
public:
  TrendLoader(store::Connection& connection, const ReportQuestion& question, std::vector<Mineral> minerals)
      : connection_(connection), known_at_(question.moment.known_at), minerals_(std::move(minerals)),
        stock_(connection, question.moment), debt_(connection, question.moment.known_at) {}

  DayOfTrend load(Date day) {
    stock_.go_back_to(day);
    const store::StockByMineral stocks = stock_.available();
    const DebtAt debt = debt_.at(day);
    DayOfTrend of_day{.on = day,
                      .minerals = {},
                      .principal = debt.principal,
                      .undisbursed = debt.undisbursed,
                      .unallocated = share_of(debt, std::nullopt)};
    of_day.minerals.reserve(minerals_.size());
    for (const Mineral& mineral : minerals_) {
      MineralAt at = load_coverage(mineral, stocks.at(mineral.id), {day, known_at_});
      if (!mineral.is_group) at.money = load_money(mineral, at.stock.on_hand, debt, {day, known_at_});
      of_day.minerals.push_back(std::move(at));
    }
    return of_day;
  }

private:
  static Money share_of(const DebtAt& debt, std::optional<MineralId> mineral) {
    const auto found = debt.by_mineral.find(mineral);
    return found == debt.by_mineral.end() ? Money() : found->second;
  }

  [[nodiscard]] MineralAt load_coverage(const Mineral& mineral, const AvailableStock& stock, const Moment& moment) {
    MineralAt at{.stock = stock,
                 .demand = store::find_demand(connection_, mineral.id, moment),
                 .target_days = store::find_target_days(connection_, mineral.id, moment)};
    const bool group_has_figure = !at.demand && store::has_group_demand(connection_, mineral, moment);
    at.status = coverage_status({stock.available(), at.demand, group_has_figure, at.target_days});
    return at;
  }

  [[nodiscard]] MoneyAt load_money(const Mineral& mineral, Mass on_hand, const DebtAt& debt, const Moment& moment) {
    const store::Balances& balances = stock_.balances();
    const auto price = store::find_price(connection_, mineral.id, moment);
    return compute_figure(fmt::format("the cost of {} on {}", mineral.code, format_date(moment.as_of)), [&] {
      return MoneyAt{.cost = store::balance_of(balances, Account::inventory, mineral.id).amount,
                     .carrying_cost = store::carrying_cost_of(balances, mineral.id),
                     .financing_cost = store::financing_cost_of(balances, mineral.id),
                     .market_value = price ? value_at(price->price, on_hand) : std::nullopt,
                     .debt = share_of(debt, mineral.id)};
    });
  }

  store::Connection& connection_;
  EntryId known_at_;
  std::vector<Mineral> minerals_;
  store::PastStock stock_;
  PastDebt debt_;
};

} // namespace

std::vector<Date> list_trend_days(Date first, Date last, Interval by) {
  std::vector<Date> days;
  for (Date end = end_of_interval(std::min(first, last), by); end < last; end = end_of_interval(add_days(end, 1), by))
    days.push_back(end);
  days.push_back(last);
  return days;
}

Trend load_trend(store::Connection& connection, const ReportQuestion& question) {
  const Date last = question.moment.as_of;
  const Date begun = store::find_first_business(connection, question.moment).value_or(last);
  Trend trend;
  for (Mineral& mineral : minerals_in_order(store::list_minerals(connection))) {
    if (asks_for(question, mineral.id)) trend.minerals.push_back(std::move(mineral));
  }
  TrendLoader loader(connection, question, trend.minerals);
  const std::vector<Date> days = list_trend_days(std::max(begun, question.from.value_or(begun)), last, question.by);
  trend.days.reserve(days.size());
  // The latest first: the loader goes back in time.
  for (std::size_t left = days.size(); left > 0; --left)
    trend.days.push_back(loader.load(days[left - 1]));
  std::ranges::reverse(trend.days);
  return trend;
}

} // namespace pvault::reports
