#include "store/cost_methods.hpp"

#include "store/moment_sql.hpp"
#include "store/read_again.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

CostMethod read_method(const Query& row, int column) { return read_again(parse_cost_method(row.text(column))); }

void bind_or_null(Query& query, std::optional<MineralId> mineral) {
  if (mineral) {
    query.bind(*mineral);
  } else {
    query.bind_null();
  }
}

// By the moment, and for a mineral in ?3: its own methods and those of all, the one in force first.
std::string standing_methods(const char* columns) {
  return fmt::format("SELECT {} FROM cost_method LEFT JOIN mineral USING (mineral_id) WHERE "
                     "cost_method.effective_on <= ?1 AND cost_method.entry_id <= ?2 AND {} "
                     "AND (?3 IS NULL OR mineral_id = ?3 OR mineral_id IS NULL) "
                     "ORDER BY cost_method.effective_on DESC, cost_method.entry_id DESC",
                     columns, not_reversed("cost_method.entry_id"));
}

} // namespace

CostMethod find_cost_method(Connection& connection, MineralId mineral, const Moment& moment) {
  static const std::string sql = standing_methods("method") + " LIMIT 1";
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at).bind(mineral);
  return row.next() ? read_method(row, 0) : CostMethod::fifo;
}

std::vector<CostMethodRecord> list_cost_methods(Connection& connection, const Moment& moment,
                                                std::optional<MineralId> mineral) {
  static const std::string sql = standing_methods(
      "cost_method.entry_id, mineral_id, coalesce(mineral.code, 'all'), cost_method.effective_on, method, reason");
  std::vector<CostMethodRecord> methods;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  bind_or_null(row, mineral);
  while (row.next()) {
    methods.push_back({.entry = row.id<EntryId>(0),
                       .mineral = row.optional_id<MineralId>(1),
                       .mineral_code = row.text(2),
                       .on = row.date(3),
                       .method = read_method(row, 4),
                       .reason = row.text_or_empty(5)});
  }
  return methods;
}

std::optional<LaterAveraging> find_later_averaging(Connection& connection, MineralId mineral, Date on) {
  Query row = connection.query("SELECT by_entry_id, held_on FROM averaging_held WHERE mineral_id = ? AND held_on > ? "
                               "ORDER BY held_on DESC, by_entry_id DESC LIMIT 1");
  if (!row.bind(mineral).bind(on).next()) return std::nullopt;
  return LaterAveraging{row.id<EntryId>(0), row.date(1)};
}

std::optional<ReleasesInTheWay> find_releases_by_method(Connection& connection, std::optional<MineralId> mineral,
                                                        Date from) {
  // A method dated later stays in force from its own day on.
  Query row = connection.query(
      "SELECT release_method.entry_id, mineral.code, release_method.effective_on, count(*) OVER () FROM release_method "
      "JOIN mineral USING (mineral_id) LEFT JOIN cost_method ON cost_method.entry_id = method_entry_id "
      "WHERE (?1 IS NULL OR release_method.mineral_id = ?1) AND release_method.effective_on >= ?2 "
      "AND coalesce(cost_method.effective_on, '') <= ?2 "
      "AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = release_method.entry_id) "
      "ORDER BY release_method.effective_on DESC, release_method.entry_id DESC LIMIT 1");
  bind_or_null(row, mineral);
  if (!row.bind(from).next()) return std::nullopt;
  return ReleasesInTheWay{row.integer(3), row.id<EntryId>(0), row.text(1), row.date(2)};
}

} // namespace pvault::store
