#include "store/mineral_facts.hpp"

#include "store/moment_sql.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault::store {

MineralNotes load_mineral_notes(Connection& connection, MineralId mineral) {
  Query row = connection.query("SELECT category, usgs_chapter, added_in_2025, note FROM mineral WHERE mineral_id = ?");
  row.bind(mineral).expect_row();
  return {row.text(0), row.text_or_empty(1), row.integer(2) != 0, row.text_or_empty(3)};
}

std::vector<ContentSource> list_content_sources(Connection& connection, MineralId mineral) {
  std::vector<ContentSource> sources;
  Query row = connection.query(
      "SELECT material, factor, source FROM content_factor WHERE mineral_id = ? ORDER BY entry_id, line");
  row.bind(mineral);
  while (row.next())
    sources.push_back({row.text(0), row.text(1), row.text(2)});
  return sources;
}

std::vector<ImportReliance> list_import_reliance(Connection& connection, MineralId mineral) {
  std::vector<ImportReliance> reliance;
  Query row = connection.query("SELECT year, percent, qualifier, basis FROM import_reliance WHERE mineral_id = ? ORDER "
                               "BY year DESC, entry_id DESC");
  row.bind(mineral);
  while (row.next()) {
    reliance.push_back(
        {static_cast<int>(row.integer(0)), row.text_or_empty(1), row.text_or_empty(2), row.text_or_empty(3)});
  }
  return reliance;
}

std::vector<SupplyShare> list_supply_shares(Connection& connection, MineralId mineral) {
  std::vector<SupplyShare> shares;
  Query row = connection.query(
      "SELECT country, percent, qualifier, basis FROM supply_share WHERE mineral_id = ? ORDER BY entry_id, line");
  row.bind(mineral);
  while (row.next())
    shares.push_back({row.text(0), row.text(1), row.text_or_empty(2), row.text_or_empty(3)});
  return shares;
}

namespace {

// ?3 is the mineral, ?4 how many rows.
std::string newest_first(const char* columns, const char* table) {
  return fmt::format(
      "SELECT entry_id, {0} FROM {1} WHERE mineral_id = ?3 AND {2} ORDER BY effective_on DESC, entry_id DESC LIMIT ?4",
      columns, table, stands_at_moment(table));
}

void bind_question(Query& row, MineralId mineral, const Moment& moment, int most) {
  row.bind(moment.as_of).bind(moment.known_at).bind(mineral).bind(std::int64_t{most});
}

std::string quoted_price(const Query& row) {
  const std::string of_component = row.is_null(5) ? "" : fmt::format(" of {}", row.text(5));
  return fmt::format("{} {}/{}{}", group_thousands(row.text(2)), row.text(3), row.text(4), of_component);
}

std::optional<BasisPrice> stored_price(const Query& row) {
  return row.is_null(6) ? std::nullopt : std::optional(BasisPrice{row.integer(6), row.integer(7)});
}

} // namespace

std::vector<DemandRecord> list_demand_records(Connection& connection, MineralId mineral, const Moment& moment,
                                              int most) {
  static const std::string sql = fmt::format(
      "SELECT demand.entry_id, year, demand.basis, bound, mass_mg, entered, quality, published, source, party.code "
      "FROM demand JOIN demand_basis USING (basis) LEFT JOIN party ON party.party_id = participant_id "
      "WHERE mineral_id = ?3 AND {} ORDER BY preference IS NULL, effective_on DESC, preference, demand.entry_id DESC "
      "LIMIT ?4",
      stands_at_moment("demand"));
  std::vector<DemandRecord> records;
  Query row = connection.query(sql);
  bind_question(row, mineral, moment, most);
  while (row.next()) {
    const std::string bound = row.text_or_empty(3);
    records.push_back({.entry = row.id<EntryId>(0),
                       .year = static_cast<int>(row.integer(1)),
                       .basis = row.text(2),
                       .is_upper_bound = bound == "<",
                       .mass = row.mass(4),
                       .entered = row.text(5),
                       .quality = row.text_or_empty(6),
                       .published = row.text_or_empty(7),
                       .source = row.text(8),
                       .is_lower_bound = bound == ">",
                       .participant = row.text_or_empty(9)});
  }
  return records;
}

std::vector<PriceRecord> list_price_records(Connection& connection, MineralId mineral, const Moment& moment, int most) {
  static const std::string sql = newest_first(
      "effective_on, amount, currency, unit, component, cents, per_mg, unusable, published, source", "price");
  std::vector<PriceRecord> records;
  Query row = connection.query(sql);
  bind_question(row, mineral, moment, most);
  while (row.next()) {
    records.push_back({.entry = row.id<EntryId>(0),
                       .on = row.date(1),
                       .quoted = quoted_price(row),
                       .price = stored_price(row),
                       .unusable = row.text_or_empty(8),
                       .published = row.text_or_empty(9),
                       .source = row.text(10)});
  }
  return records;
}

std::vector<TargetRecord> list_target_records(Connection& connection, MineralId mineral, const Moment& moment,
                                              int most) {
  static const std::string sql = newest_first("effective_on, days", "target");
  std::vector<TargetRecord> records;
  Query row = connection.query(sql);
  bind_question(row, mineral, moment, most);
  while (row.next()) {
    records.push_back({.entry = row.id<EntryId>(0), .on = row.date(1), .days = static_cast<int>(row.integer(2))});
  }
  return records;
}

} // namespace pvault::store
