// Declared in store/balances.hpp.
#include "store/balances.hpp"
#include "store/closings.hpp"
#include "store/wide_sum.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

struct WideBalance {
  WideSum mass;
  WideSum amount;
};
using WideBalances = std::map<std::pair<std::int64_t, std::int64_t>, WideBalance>; // by account and mineral

// Of each account and mineral the newest closing before the text.
constexpr const char* account_closings_sql =
    "SELECT closing.account_id, closing.mineral_id, mass_e9_mg, mass_mg, amount_e9_cents, amount_cents FROM account "
    "CROSS JOIN (SELECT mineral_id FROM mineral UNION ALL SELECT 0) AS held CROSS JOIN account_closing AS closing ON "
    "closing.account_id = account.account_id AND closing.mineral_id = held.mineral_id AND closing.month = (SELECT "
    "max(month) FROM account_closing AS earlier WHERE earlier.account_id = account.account_id AND earlier.mineral_id = "
    "held.mineral_id AND earlier.month < ?1) WHERE by_mineral <> 'no'";

std::string posted_to_minerals_sql(const char* entries) {
  return fmt::format(
      "SELECT account_id, coalesce(mineral_id, 0), {}, {} FROM entry CROSS JOIN posting USING (entry_id) "
      "WHERE {} AND account_id IN (SELECT account_id FROM account WHERE by_mineral <> 'no') GROUP BY 1, "
      "2",
      wide_sum_sql("mass_mg"), wide_sum_sql("amount_cents"), entries);
}

enum class Way { add, take_off };

void add_rows(WideBalances& balances, Query& row, Way way) {
  while (row.next()) {
    WideBalance& balance = balances[{row.integer(0), row.integer(1)}];
    const WideSum mass(row, 2);
    const WideSum amount(row, 4);
    balance.mass += way == Way::add ? mass : -mass;
    balance.amount += way == Way::add ? amount : -amount;
  }
}

WideBalances load_wide_balances(Connection& connection, const Moment& moment) {
  connection.write_unwritten();
  WideBalances balances;
  const std::string closing = nearest_closing(moment.as_of);
  Query closed = connection.query(account_closings_sql);
  closed.bind(closing);
  add_rows(balances, closed, Way::add);
  static const std::string between_sql = posted_to_minerals_sql(between_closing_and_day);
  Query between = connection.query(between_sql);
  between.bind(moment.as_of).bind(closing);
  add_rows(balances, between, is_before(closing, moment.as_of) ? Way::add : Way::take_off);
  static const std::string unknown_sql = posted_to_minerals_sql(unknown_by_moment);
  Query unknown = connection.query(unknown_sql);
  unknown.bind(moment.as_of).bind(moment.known_at);
  add_rows(balances, unknown, Way::take_off);
  return balances;
}

} // namespace

Balances load_mineral_balances(Connection& connection, const Moment& moment) {
  Balances balances;
  for (const auto& [key, wide] : load_wide_balances(connection, moment)) {
    const auto [account, mineral] = key;
    const auto mass_mg = wide.mass.value();
    const auto cents = wide.amount.value();
    if (!mass_mg || !cents) return load_balances(connection, moment);
    const auto of_mineral = mineral == 0 ? std::nullopt : std::optional(MineralId{mineral});
    balances[{.account = Account{account}, .mineral = of_mineral}] = {Mass::milligrams(*mass_mg), Money::cents(*cents)};
  }
  return balances;
}

} // namespace pvault::store
