#include "store/available_stock.hpp"

#include "store/names.hpp"
#include "units/figure.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

void take_off(AvailableStock& stock, const LotHold& hold) {
  if (!hold.pledged_to.empty()) stock.encumbered += hold.on_hand;
  if (!hold.in_storage) return;
  if (is_held_back(hold.quality))
    stock.not_accepted += hold.on_hand;
  else if (hold.release_forbidden)
    stock.encumbered_held += hold.on_hand;
  if (is_held_back(hold.quality) || hold.release_forbidden) stock.sold_of_held_lots += hold.sold;
}

// Throws std::overflow_error when the members together are more than a balance holds.
AvailableStock sum_of_members(const StockByMineral& stocks, const Mineral& group,
                              const std::vector<Mineral>& minerals) {
  return compute_figure(fmt::format("the stock of {}", group.code), [&] {
    AvailableStock sum = stocks.at(group.id);
    for (const Mineral& member : minerals) {
      if (member.member_of == group.id) sum += stocks.at(member.id);
    }
    return sum;
  });
}

} // namespace

StockByMineral sum_available_stock(const std::vector<Mineral>& minerals, const StockAtMoment& at, Rate unavailable) {
  StockByMineral stocks;
  for (const Mineral& mineral : minerals) {
    AvailableStock& stock = stocks[mineral.id];
    stock.on_hand = balance_of(at.balances, Account::inventory, mineral.id).mass;
    stock.owed_back = balance_of(at.balances, Account::owed_back, mineral.id).mass;
  }
  for (const auto& [mineral, held] : at.held_back) {
    stocks[mineral].in_transit = held.in_transit;
    stocks[mineral].in_process = held.in_process;
    stocks[mineral].sold_not_shipped = held.sold_not_shipped;
  }
  for (const auto& [lot, hold] : at.holds)
    take_off(stocks[hold.mineral], hold);
  for (auto& [mineral, stock] : stocks)
    take_off_unavailable(stock, unavailable);
  for (const Mineral& mineral : minerals) {
    if (mineral.is_group) stocks[mineral.id] = sum_of_members(stocks, mineral, minerals);
  }
  return stocks;
}

StockByMineral load_available_stock(Connection& connection, const Moment& moment, Rate unavailable) {
  return sum_available_stock(
      list_minerals(connection),
      {load_mineral_balances(connection, moment), load_held_back(connection, moment), load_holds(connection, moment)},
      unavailable);
}

} // namespace pvault::store
