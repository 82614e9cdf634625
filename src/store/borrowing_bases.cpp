#include "store/borrowing_bases.hpp"

#include "store/balances.hpp"
#include "store/figures.hpp"
#include "store/moment_sql.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

void load_lists(Connection& connection, RecordedBorrowingBase& base) {
  Query advance = connection.query(
      "SELECT mineral_id, mineral.code, advance_rate_ppb FROM borrowing_base_advance AS advance JOIN mineral USING "
      "(mineral_id) WHERE advance.entry_id = ? ORDER BY advance.line");
  advance.bind(base.entry);
  while (advance.next())
    base.terms.advances.push_back(
        {advance.id<MineralId>(0), advance.text(1), Rate::parts_per_billion(advance.integer(2))});
  Query sharing = connection.query(
      "SELECT facility_id, facility.code FROM borrowing_base_facility AS sharing JOIN facility USING (facility_id) "
      "WHERE sharing.entry_id = ? ORDER BY sharing.line");
  sharing.bind(base.entry);
  while (sharing.next())
    base.terms.shared_with.push_back({sharing.id<FacilityId>(0), sharing.text(1)});
}

} // namespace

std::optional<RecordedBorrowingBase> find_borrowing_base(Connection& connection, FacilityId facility,
                                                         const Moment& moment) {
  static const std::string sql = fmt::format(
      "SELECT entry_id, effective_on, source, advance_rate_ppb, reserve_cents, concentration_limit_ppb, price_age_days "
      "FROM borrowing_base WHERE facility_id = ?3 AND {} ORDER BY effective_on DESC, entry_id DESC LIMIT 1",
      stands_at_moment("borrowing_base"));
  std::optional<RecordedBorrowingBase> base;
  {
    Query row = connection.query(sql);
    row.bind(moment.as_of).bind(moment.known_at).bind(facility);
    if (!row.next() || row.is_null(3)) return std::nullopt;
    base = RecordedBorrowingBase{
        .entry = row.id<EntryId>(0),
        .from = row.date(1),
        .source = row.text(2),
        .terms = {.advance_rate = Rate::parts_per_billion(row.integer(3)), .reserve = row.money(4)}};
    if (const auto limit = row.optional_integer(5)) base->terms.concentration_limit = Rate::parts_per_billion(*limit);
    if (const auto days = row.optional_integer(6)) base->terms.price_age_days = static_cast<int>(*days);
  }
  load_lists(connection, *base);
  return base;
}

std::vector<CollateralLot> list_collateral(Connection& connection, const Moment& moment) {
  std::vector<CollateralLot> lots;
  for (const LotState& lot : list_lots(connection, moment, true))
    lots.push_back({lot.mineral, lot.on_hand, lot.cost});
  return lots;
}

CollateralPrices list_collateral_prices(Connection& connection, const std::vector<CollateralLot>& lots,
                                        const Moment& moment) {
  CollateralPrices prices;
  for (const CollateralLot& lot : lots) {
    if (prices.contains(lot.mineral)) continue;
    if (const auto price = find_price(connection, lot.mineral, moment))
      prices.emplace(lot.mineral, CollateralPrice{price->price, price->on});
  }
  return prices;
}

} // namespace pvault::store
