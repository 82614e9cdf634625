#include "store/periods.hpp"

#include "store/closings.hpp"
#include "store/wide_sum.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace pvault::store {

namespace {

Date first_day_of_all() { return Date::of(date::year{1900} / 1 / 1); }

// The row of `entry` is of the period; ?3 is its first day.
constexpr const char* in_period = "entry.effective_on BETWEEN ?3 AND ?1 AND entry.entry_id <= ?2";

void bind_period(Query& row, const Period& period) {
  row.bind(period.end.as_of).bind(period.end.known_at).bind(period.from.value_or(first_day_of_all()));
}

StockMovement movement_of(const Query& row) {
  const std::string kind = row.text(1);
  const auto account = row.optional_integer(2);
  const auto movement = stock_movement_of(kind, account ? std::optional(Account{*account}) : std::nullopt);
  if (!movement)
    throw std::logic_error(fmt::format("an entry of the kind {} moves stock, and none knows by what", kind));
  return *movement;
}

} // namespace

std::optional<Moment> moment_before(const Period& period) {
  if (!period.from || *period.from <= first_day_of_all()) return std::nullopt;
  return Moment{add_days(*period.from, -1), period.end.known_at};
}

Balances load_balances_before(Connection& connection, const Period& period) {
  const auto before = moment_before(period);
  return before ? load_mineral_balances(connection, *before) : Balances();
}

Balances changes_of(Balances closing, const Balances& opening) {
  for (const auto& [key, balance] : opening) {
    Balance& change = closing[key];
    change.mass -= balance.mass;
    change.amount -= balance.amount;
  }
  return closing;
}

std::map<MineralId, StockMovements> load_stock_movements(Connection& connection, const Period& period) {
  std::map<MineralId, StockMovements> movements;
  // The period's entries first, by the index of their days; then what each posted.
  static const std::string text = fmt::format(
      "SELECT posting.mineral_id, coalesce(undone.kind, entry.kind), mass_account_id, SUM(posting.mass_mg), "
      "SUM(posting.amount_cents) FROM entry CROSS JOIN posting ON posting.entry_id = entry.entry_id "
      "AND posting.account_id = {} "
      "LEFT JOIN reversal ON entry.kind = 'reversal' AND reversal.entry_id = entry.entry_id "
      "LEFT JOIN entry AS undone ON undone.entry_id = reversal.reversed_entry_id "
      "LEFT JOIN release ON coalesce(undone.kind, entry.kind) = 'release' "
      "AND release.entry_id = coalesce(undone.entry_id, entry.entry_id) "
      "LEFT JOIN release_kind ON release_kind.kind = release.kind WHERE {} GROUP BY 1, 2, 3",
      static_cast<std::int64_t>(Account::inventory), in_period);
  Query row = connection.query(text);
  bind_period(row, period);
  while (row.next())
    movements[row.id<MineralId>(0)][movement_of(row)] += {row.mass(3), row.money(4)};
  return movements;
}

namespace {

using LandedSums = std::map<std::pair<MineralId, std::string>, WideSum>; // by kind

enum class Direction { add, take_off };

void add_landed(Query& row, Direction direction, LandedSums& sums) {
  while (row.next()) {
    const WideSum landed(row, 2);
    sums[{row.id<MineralId>(0), row.text(1)}] += direction == Direction::add ? landed : -landed;
  }
}

void add_landed_until(Connection& connection, const Moment& moment, Direction direction, LandedSums& sums) {
  const Direction other = direction == Direction::add ? Direction::take_off : Direction::add;
  const std::string closing = nearest_closing(moment.as_of);
  connection.write_unwritten();
  Query closed = connection.query(
      "WITH kinds (kind) AS (VALUES ('freight'), ('insurance'), ('duty'), ('inspection'), ('assay'), ('other')) SELECT "
      "closing.mineral_id, closing.kind, amount_e9_cents, amount_cents FROM mineral CROSS JOIN kinds CROSS JOIN "
      "landed_closing AS closing ON closing.mineral_id = mineral.mineral_id AND closing.kind = kinds.kind AND "
      "closing.month = (SELECT max(month) FROM landed_closing AS earlier WHERE earlier.mineral_id = mineral.mineral_id "
      "AND earlier.kind = kinds.kind AND earlier.month < ?1)");
  closed.bind(closing);
  add_landed(closed, direction, sums);
  static const std::string between_sql =
      landed_by_entries(fmt::format("(SELECT entry_id FROM entry WHERE {})", between_closing_and_day));
  Query between = connection.query(between_sql);
  between.bind(moment.as_of).bind(closing);
  add_landed(between, is_before(closing, moment.as_of) ? direction : other, sums);
  static const std::string unknown_sql =
      landed_by_entries(fmt::format("(SELECT entry_id FROM entry WHERE {})", unknown_by_moment));
  Query unknown = connection.query(unknown_sql);
  unknown.bind(moment.as_of).bind(moment.known_at);
  add_landed(unknown, other, sums);
}

} // namespace

std::map<MineralId, LandedCosts> load_landed_costs(Connection& connection, const Period& period) {
  LandedSums sums;
  add_landed_until(connection, period.end, Direction::add, sums);
  if (const auto before = moment_before(period)) add_landed_until(connection, *before, Direction::take_off, sums);
  std::map<MineralId, LandedCosts> landed;
  for (const auto& [key, sum] : sums) {
    const auto cents = sum.value();
    if (!cents) throw std::overflow_error("what landed the purchases of a mineral is more than 64 bits hold");
    landed[key.first].add(key.second, Money::cents(*cents));
  }
  return landed;
}

} // namespace pvault::store
