#include "store/available_stock.hpp"

#include "store/balances.hpp"
#include "store/lot_status.hpp"
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

} // namespace

std::map<MineralId, AvailableStock> load_available_stock(Connection& connection, const Moment& moment,
                                                         Rate unavailable) {
  std::map<MineralId, AvailableStock> stocks;
  const std::vector<Mineral> minerals = list_minerals(connection);
  const Balances balances = load_balances(connection, moment);
  for (const Mineral& mineral : minerals) {
    AvailableStock& stock = stocks[mineral.id];
    stock.on_hand = balance_of(balances, Account::inventory, mineral.id).mass;
    stock.owed_back = balance_of(balances, Account::owed_back, mineral.id).mass;
  }
  for (const auto& [mineral, held] : load_held_back(connection, moment)) {
    stocks[mineral].in_transit = held.in_transit;
    stocks[mineral].in_process = held.in_process;
    stocks[mineral].sold_not_shipped = held.sold_not_shipped;
  }
  for (const auto& [lot, hold] : load_holds(connection, moment))
    take_off(stocks[hold.mineral], hold);
  for (auto& [mineral, stock] : stocks)
    take_off_unavailable(stock, unavailable);
  for (const Mineral& mineral : minerals) {
    if (!mineral.is_group) continue;
    compute_figure(fmt::format("the stock of {}", mineral.code), [&] {
      for (const Mineral& member : minerals) {
        if (member.member_of == mineral.id) stocks[mineral.id] += stocks[member.id];
      }
    });
  }
  return stocks;
}

} // namespace pvault::store
