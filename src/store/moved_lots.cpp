#include "store/moved_lots.hpp"

namespace pvault::store {

std::optional<MovedLot> find_moved_since(Connection& connection, LotId lot, std::optional<SiteId> site, Date on) {
  Query row = connection.query(
      "WITH RECURSIVE line (lot_id) AS (SELECT ?1 UNION ALL SELECT lot.parent_lot_id FROM line JOIN lot USING "
      "(lot_id) JOIN entry USING (entry_id) WHERE lot.received_on > ?2 AND (entry.kind = 'transfer' OR (entry.kind = "
      "'return' AND (SELECT lent.effective_on FROM loan_return JOIN entry AS lent ON lent.entry_id = release_entry_id "
      "WHERE loan_return.entry_id = entry.entry_id) > ?2))) "
      "SELECT site_id, (SELECT received_mg FROM lot WHERE lot_id = ?1), (SELECT max(effective_on) FROM posting JOIN "
      "entry USING (entry_id) WHERE posting.lot_id = ?1 AND mass_mg < 0) FROM line JOIN lot USING (lot_id) JOIN site "
      "USING (site_id) WHERE received_on <= ?2 AND line.lot_id <> ?1 AND site.kind IS NULL");
  row.bind(lot).bind(on);
  if (!row.next() || (site && row.id<SiteId>(0) != *site)) return std::nullopt;
  return MovedLot{row.mass(1), row.optional_date(2)};
}

} // namespace pvault::store
