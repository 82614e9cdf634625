#include "store/periods.hpp"

#include <fmt/format.h>
#include <stdexcept>

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
  return before ? load_balances(connection, *before) : Balances();
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

std::map<MineralId, LandedCosts> load_landed_costs(Connection& connection, const Period& period) {
  // A period is read by its days; all of a book by what landed, which few purchases have.
  const auto text = [&](const char* entries, const char* by_what) {
    const std::string of_entry = fmt::format("landed_cost.entry_id = {}", by_what);
    const std::string tables = period.from ? fmt::format("{} CROSS JOIN landed_cost ON {}", entries, of_entry)
                                           : fmt::format("landed_cost CROSS JOIN {} ON {}", entries, of_entry);
    return fmt::format("SELECT mineral_id, what, landed_cost.amount_cents FROM {} CROSS JOIN purchase ON "
                       "purchase.entry_id = landed_cost.entry_id WHERE {}",
                       tables, in_period);
  };
  std::map<MineralId, LandedCosts> landed;
  Query bought = connection.query(text("entry", "entry.entry_id"));
  bind_period(bought, period);
  while (bought.next())
    landed[bought.id<MineralId>(0)].add(bought.text(1), bought.money(2));
  Query undone =
      connection.query(text("(reversal JOIN entry ON entry.entry_id = reversal.entry_id)", "reversed_entry_id"));
  bind_period(undone, period);
  while (undone.next())
    landed[undone.id<MineralId>(0)].add(undone.text(1), -undone.money(2));
  return landed;
}

} // namespace pvault::store
