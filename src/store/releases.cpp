#include "store/releases.hpp"

#include "store/figures.hpp"
#include "store/moment_sql.hpp"
#include "store/names.hpp"

#include <fmt/format.h>

namespace pvault::store {

std::optional<MarketPrice> find_market_price(Connection& connection, MineralId mineral, const Moment& moment) {
  const auto figure = find_price(connection, mineral, moment);
  if (!figure) return std::nullopt;
  Query source = connection.query("SELECT source FROM price WHERE entry_id = ? AND mineral_id = ?");
  source.bind(figure->entry).bind(mineral).expect_row();
  return MarketPrice{figure->price, figure->on, source.text(0)};
}

std::vector<ReleaseState> list_releases(Connection& connection, const Moment& moment) {
  std::vector<ReleaseState> releases;
  Query row = connection.query(fmt::format(
      "SELECT release.entry_id, entry.effective_on, release.mineral_id, mineral.code, release.kind, mass_account_id "
      "= 21, party.code, release.mass_mg, price_entered, proceeds_cents, -(SELECT SUM(amount_cents) FROM posting "
      "WHERE posting.entry_id = release.entry_id AND account_id = 2), release.authority, emergency.code, "
      "return_by_on, sale_entry_id, (SELECT group_concat(code, ', ') FROM (SELECT lot.code FROM posting JOIN lot "
      "USING (lot_id) WHERE posting.entry_id = release.entry_id ORDER BY posting.line)) FROM release JOIN "
      "release_kind USING (kind) JOIN entry USING (entry_id) JOIN mineral ON mineral.mineral_id = release.mineral_id "
      "LEFT JOIN party ON party.party_id = release.recipient_id LEFT JOIN emergency USING (emergency_id) WHERE {} "
      "ORDER BY release.entry_id",
      stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    releases.push_back({.entry = row.id<EntryId>(0),
                        .on = row.date(1),
                        .mineral = row.id<MineralId>(2),
                        .mineral_code = row.text(3),
                        .kind = row.text(4),
                        .for_good = row.integer(5) != 0,
                        .recipient = row.text_or_empty(6),
                        .mass = row.mass(7),
                        .price = row.text_or_empty(8),
                        .proceeds = row.money(9),
                        .cost = row.money(10),
                        .authority = row.text(11),
                        .emergency = row.text_or_empty(12),
                        .return_by = row.optional_date(13),
                        .sale = row.optional_id<EntryId>(14),
                        .lots = row.text(15)});
  }
  return releases;
}

std::vector<ReleaseState> list_settled_releases(Connection& connection, const Moment& moment) {
  std::vector<ReleaseState> settled;
  Query row = connection.query(fmt::format(
      "SELECT assay_settlement.entry_id, entry.effective_on, lot.mineral_id, mineral.code, "
      "SUM(iif(account_id = 21, posting.mass_mg, 0)), SUM(iif(account_id = 7, posting.amount_cents, 0)), lot.code FROM "
      "assay_settlement JOIN entry USING (entry_id) JOIN lot USING (lot_id) JOIN mineral ON mineral.mineral_id = "
      "lot.mineral_id JOIN posting ON posting.entry_id = entry.entry_id WHERE account_id IN (7, 21) AND {} GROUP BY "
      "assay_settlement.entry_id ORDER BY assay_settlement.entry_id",
      stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    settled.push_back({.entry = row.id<EntryId>(0),
                       .on = row.date(1),
                       .mineral = row.id<MineralId>(2),
                       .mineral_code = row.text(3),
                       .kind = "settlement",
                       .for_good = true,
                       .recipient = {},
                       .mass = row.mass(4),
                       .price = {},
                       .proceeds = {},
                       .cost = row.money(5),
                       .authority = {},
                       .emergency = {},
                       .lots = row.text(6)});
  }
  return settled;
}

std::vector<RotationState> list_rotations(Connection& connection, const Moment& moment) {
  std::vector<RotationState> rotations;
  for (const ReleaseState& release : list_releases(connection, moment)) {
    if (release.kind != "rotation") continue;
    RotationState rotation{.entry = release.entry,
                           .on = release.on,
                           .mineral = release.mineral,
                           .mineral_code = release.mineral_code,
                           .released = release.mass,
                           .cost = release.cost,
                           .proceeds = release.proceeds,
                           .replaced = {},
                           .replaced_cost = {}};
    Query row = connection.query(fmt::format(
        "SELECT coalesce(SUM(mass_mg), 0), coalesce(SUM(amount_cents), 0), max(effective_on) FROM rotation_inflow JOIN "
        "entry USING (entry_id) JOIN posting USING (entry_id) WHERE release_entry_id = ?3 AND account_id = 2 AND {}",
        stands_at_moment("entry")));
    row.bind(moment.as_of).bind(moment.known_at).bind(release.entry).expect_row();
    rotation.replaced = row.mass(0);
    rotation.replaced_cost = row.money(1);
    if (!row.is_null(2)) rotation.replaced_on = row.date(2);
    rotations.push_back(rotation);
  }
  return rotations;
}

Expected<Mineral> load_rotated_mineral(Connection& connection, EntryId rotation) {
  Query row =
      connection.query("SELECT mineral_id FROM release WHERE entry_id = ?1 AND kind = 'rotation' AND NOT EXISTS "
                       "(SELECT 1 FROM reversal WHERE reversed_entry_id = ?1)");
  if (!row.bind(rotation).next()) {
    return refuse(Rule::rotation_unknown, fmt::format("entry {} is no rotation that stands", number_of(rotation)),
                  "`pvault report rotations` shows the rotations, and by which entry each left");
  }
  return load_mineral(connection, row.id<MineralId>(0));
}

} // namespace pvault::store
