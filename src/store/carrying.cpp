#include "store/carrying.hpp"

#include "store/moment_sql.hpp"

#include <fmt/format.h>
#include <map>
#include <stdexcept>

namespace pvault::store {

namespace {

CarryingKind read_kind(const Query& row, int column) {
  const auto kind = parse_carrying_kind(row.text(column));
  if (!kind) throw std::runtime_error(kind.error().message);
  return *kind;
}

std::optional<BasisPrice> read_price(const Query& row, int cents_column) {
  const auto cents = row.optional_integer(cents_column);
  return cents ? std::optional(BasisPrice{*cents, row.integer(cents_column + 1)}) : std::nullopt;
}

NamedCarryingRate read_rate(const Query& row) {
  NamedCarryingRate named{.entry = row.id<EntryId>(0),
                          .rate = {.from = row.date(1),
                                   .kind = read_kind(row, 2),
                                   .site = row.optional_id<SiteId>(3),
                                   .mineral = row.optional_id<MineralId>(4)},
                          .site = row.text_or_empty(13),
                          .mineral = row.text_or_empty(14),
                          .party = row.text_or_empty(15),
                          .per_month = row.text_or_empty(16),
                          .for_in = row.text_or_empty(17),
                          .for_out = row.text_or_empty(18)};
  const auto party = row.optional_id<PartyId>(5);
  if (!party) return named;
  named.rate.terms = CarryingTerms{
      .party = *party, .per_month = read_price(row, 6), .for_in = read_price(row, 9), .for_out = read_price(row, 11)};
  if (const auto ppb = row.optional_integer(8)) named.rate.terms->of_cost = Rate::parts_per_billion(*ppb);
  return named;
}

} // namespace

std::vector<NamedCarryingRate> list_named_carrying_rates(Connection& connection, const Moment& moment) {
  static const std::string sql = fmt::format(
      "SELECT rate.entry_id, rate.effective_on, rate.kind, rate.site_id, rate.mineral_id, rate.party_id, month_cents, "
      "month_per_mg, cost_ppb, in_cents, in_per_mg, out_cents, out_per_mg, site.code, mineral.code, party.code, "
      "month_entered, in_entered, out_entered FROM carrying_rate AS rate LEFT JOIN site ON site.site_id = rate.site_id "
      "LEFT JOIN mineral ON mineral.mineral_id = rate.mineral_id LEFT JOIN party ON party.party_id = rate.party_id "
      "WHERE {} ORDER BY rate.effective_on, rate.entry_id",
      stands_at_moment("rate"));
  std::vector<NamedCarryingRate> rates;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    rates.push_back(read_rate(row));
  return rates;
}

std::vector<CarryingRate> list_carrying_rates(Connection& connection, const Moment& moment) {
  std::vector<CarryingRate> rates;
  for (NamedCarryingRate& named : list_named_carrying_rates(connection, moment))
    rates.push_back(named.rate);
  return rates;
}

namespace {

// Adds what came in: lots that were received from outside their site, and what came back of a loan. What an opening
// balance says was there before.
void add_received(Connection& connection, const Moment& moment, std::map<LotId, CarriedLot>& lots) {
  static const std::string sql = fmt::format(
      "SELECT lot.lot_id, entry.effective_on, lot.received_mg FROM lot JOIN entry USING (entry_id) LEFT JOIN lot AS "
      "parent ON parent.lot_id = lot.parent_lot_id WHERE (parent.site_id IS NOT lot.site_id OR entry.kind = 'return') "
      "AND entry.kind <> 'opening' AND {}",
      stands_at_moment("entry"));
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    lots.at(row.id<LotId>(0)).handled.push_back({.on = row.date(1), .in = row.mass(2)});
}

// Adds what went out: releases but for losses, and what was taken for another site.
void add_taken(Connection& connection, const Moment& moment, std::map<LotId, CarriedLot>& lots) {
  static const std::string sql = fmt::format(
      "SELECT posting.lot_id, entry.effective_on, -posting.mass_mg FROM release JOIN entry USING (entry_id) JOIN "
      "posting USING (entry_id) WHERE release.kind <> 'loss' AND posting.account_id = 2 AND {0} UNION ALL "
      "SELECT parent.lot_id, entry.effective_on, transfer.mass_mg FROM transfer JOIN entry USING (entry_id) JOIN lot "
      "AS parent ON parent.lot_id = transfer.parent_lot_id WHERE parent.site_id <> (SELECT site_id FROM lot WHERE "
      "lot.entry_id = transfer.entry_id LIMIT 1) AND {0}",
      stands_at_moment("entry"));
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    lots.at(row.id<LotId>(0)).handled.push_back({.on = row.date(1), .out = row.mass(2)});
}

} // namespace

std::vector<CarriedLot> list_carried_lots(Connection& connection, const Moment& moment) {
  std::map<LotId, CarriedLot> lots;
  {
    Query row = connection.query(
        "SELECT lot.lot_id, lot.mineral_id, lot.site_id, site.kind IS NULL, entry.effective_on, SUM(posting.mass_mg), "
        "SUM(posting.amount_cents) FROM posting JOIN entry USING (entry_id) JOIN lot ON lot.lot_id = posting.lot_id "
        "JOIN site ON site.site_id = lot.site_id WHERE posting.account_id = 2 AND entry.effective_on <= ?1 AND "
        "entry.entry_id <= ?2 GROUP BY lot.lot_id, entry.effective_on ORDER BY lot.lot_id, entry.effective_on");
    row.bind(moment.as_of).bind(moment.known_at);
    while (row.next()) {
      const auto id = row.id<LotId>(0);
      const auto [at, is_new] = lots.try_emplace(
          id, CarriedLot{.id = id, .mineral = row.id<MineralId>(1), .place = {row.id<SiteId>(2), row.integer(3) != 0}});
      at->second.changes.push_back({row.date(4), row.mass(5), row.money(6)});
    }
  }
  add_received(connection, moment, lots);
  add_taken(connection, moment, lots);
  std::vector<CarriedLot> list;
  list.reserve(lots.size());
  for (auto& [id, lot] : lots)
    list.push_back(std::move(lot));
  return list;
}

std::vector<CarryingCharge> load_carrying_charges(Connection& connection, const Moment& moment) {
  const std::vector<CarryingRate> rates = list_carrying_rates(connection, moment);
  if (rates.empty()) return {};
  return charge_carrying(list_carried_lots(connection, moment), rates, moment.as_of);
}

CarryingAmounts load_posted_carrying(Connection& connection, const Moment& moment) {
  static const std::string sql = fmt::format(
      "SELECT accrued.kind, party_id, mineral_id, site_id, SUM(amount_cents) FROM carrying_accrual AS accrued JOIN "
      "entry USING (entry_id) WHERE {} GROUP BY 1, 2, 3, 4",
      stands_at_moment("entry"));
  CarryingAmounts posted;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    posted[{read_kind(row, 0), row.id<PartyId>(1), row.id<MineralId>(2), row.id<SiteId>(3)}] = row.money(4);
  return posted;
}

std::optional<Date> find_carrying_accrued_until(Connection& connection, const Moment& moment) {
  static const std::string sql =
      fmt::format("SELECT max(entry.effective_on) FROM carrying_accrual CROSS JOIN entry USING (entry_id) WHERE {}",
                  stands_at_moment("entry"));
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at).expect_row();
  return row.optional_date(0);
}

} // namespace pvault::store
