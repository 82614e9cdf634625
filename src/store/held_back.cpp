#include "store/held_back.hpp"

#include "store/closings.hpp"
#include "store/moment_sql.hpp"
#include "store/names.hpp"
#include "store/site_stock.hpp"
#include "store/wide_sum.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

// Of a site that is not one of storage.
Mass& place_at(MassByPlace& held, SiteKind kind) {
  return kind == SiteKind::in_transit ? held.in_transit : held.in_process;
}

} // namespace

HeldBack load_held_back(Connection& connection, const Moment& moment) {
  std::map<SiteId, SiteKind> kinds;
  for (const Site& site : list_sites_ever(connection))
    kinds.emplace(site.id, site.kind);
  HeldBack held;
  for (const auto& [where, stock] : load_site_stock(connection, moment)) {
    MassByPlace& mass = held[where.mineral];
    mass.sold_not_shipped += stock.sold_not_shipped;
    const SiteKind kind = kinds.at(where.site);
    if (kind != SiteKind::storage) place_at(mass, kind) += stock.on_hand;
  }
  return held;
}

void take_off_later(Connection& connection, Date day, const Moment& moment, HeldBack& held) {
  Query brought = connection.query(fmt::format(
      "SELECT lot.mineral_id, site.kind, SUM(mass_mg) FROM posting JOIN lot USING (lot_id) JOIN site USING (site_id) "
      "WHERE posting.entry_id IN {} AND site.kind IS NOT NULL GROUP BY 1, 2",
      later_entries));
  brought.bind(day).bind(moment.as_of).bind(moment.known_at);
  while (brought.next())
    place_at(held[brought.id<MineralId>(0)], read_site_kind(brought, 1)) -= brought.mass(2);
  Query sold = connection.query(sold_by_entries(later_entries));
  sold.bind(day).bind(moment.as_of).bind(moment.known_at);
  while (sold.next())
    held[sold.id<MineralId>(0)].sold_not_shipped -=
        Mass::milligrams(WideSum(sold, 2).fitting_value("what is sold of a mineral at a site"));
}

} // namespace pvault::store
