#include "store/authorities.hpp"

#include "store/facilities.hpp"
#include "store/moment_sql.hpp"
#include "store/names.hpp"
#include "store/read_again.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::store {

namespace {

std::vector<CoveredMineral> list_covered(Connection& connection, EntryId entry) {
  std::vector<CoveredMineral> covered;
  Query row = connection.query("SELECT mineral_id, maximum_mg FROM emergency_mineral WHERE entry_id = ? ORDER BY line");
  row.bind(entry);
  while (row.next())
    covered.push_back({row.id<MineralId>(0), row.optional_mass(1)});
  return covered;
}

std::vector<ReleasedOf> list_released(Connection& connection, const Emergency& emergency, const Moment& moment) {
  std::vector<ReleasedOf> released;
  for (const CoveredMineral& covered : emergency.minerals)
    released.push_back({covered.mineral, Mass()});
  Query row = connection.query(fmt::format("SELECT mineral_id, SUM(mass_mg) FROM release JOIN entry USING (entry_id) "
                                           "WHERE emergency_id = ?3 AND {} GROUP BY mineral_id",
                                           stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at).bind(emergency.id);
  while (row.next()) {
    const auto mineral = row.id<MineralId>(0);
    const auto found = std::ranges::find(released, mineral, &ReleasedOf::mineral);
    if (found != released.end())
      found->mass = row.mass(1);
    else
      released.push_back({mineral, row.mass(1)});
  }
  return released;
}

// Its last day by the end that stands at the moment; the earliest, where a damaged book has several.
std::optional<Date> find_end(Connection& connection, EmergencyId emergency, const Moment& moment) {
  Query row = connection.query(
      fmt::format("SELECT min(entry.effective_on) FROM emergency_end JOIN entry USING (entry_id) WHERE emergency_id = "
                  "?3 AND {}",
                  stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at).bind(emergency).expect_row();
  return row.optional_date(0);
}

constexpr const char* emergency_columns =
    "SELECT emergency_id, code, from_on, until_on, declared_by, rule, entry.entry_id FROM emergency JOIN entry USING "
    "(entry_id) ";

EmergencyState read_emergency(const Query& row) {
  return {
      .emergency = {.id = row.id<EmergencyId>(0), .code = row.text(1), .period = {row.date(2), row.optional_date(3)}},
      .declared_by = row.text(4),
      .rule = row.text(5)};
}

} // namespace

std::vector<EmergencyState> list_emergencies(Connection& connection, const Moment& moment) {
  std::vector<EmergencyState> states;
  std::vector<EntryId> entries;
  Query row =
      connection.query(fmt::format("{} WHERE {} ORDER BY emergency_id", emergency_columns, stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    states.push_back(read_emergency(row));
    entries.push_back(row.id<EntryId>(6));
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    Emergency& emergency = states[i].emergency;
    emergency.ended_on = find_end(connection, emergency.id, moment);
    emergency.minerals = list_covered(connection, entries[i]);
    states[i].released = list_released(connection, emergency, moment);
  }
  return states;
}

Expected<Emergency> load_emergency(Connection& connection, std::string_view code, Date on) {
  const Moment now = end_of_time(connection);
  std::vector<std::string> known;
  for (const EmergencyState& state : list_emergencies(connection, now)) {
    known.push_back(state.emergency.code);
    if (lower(state.emergency.code) != lower(code)) continue;
    Emergency emergency = state.emergency;
    // An end that is undone on a later day holds until then.
    const auto ended = find_end(connection, emergency.id, {.as_of = on, .known_at = now.known_at});
    if (ended) emergency.ended_on = ended;
    return emergency;
  }
  const std::string nearest = nearest_name(code, known);
  return refuse(Rule::emergency_unknown, fmt::format("there is no emergency \"{}\"", code),
                nearest.empty() ? "`pvault emergency list` shows those that were declared" : nearest);
}

namespace {

constexpr const char* authority_columns =
    "SELECT authority_id, authority.code, authority.mineral_id, mineral.code, mass_mg, from_on, until_on, granted_by, "
    "rule, entry.entry_id FROM authority JOIN entry USING (entry_id) JOIN mineral USING (mineral_id) ";

AuthorityState read_authority(const Query& row) {
  return {.authority = {.id = row.id<AuthorityId>(0),
                        .code = row.text(1),
                        .mineral = row.id<MineralId>(2),
                        .mineral_code = row.text(3),
                        .quantity = row.mass(4),
                        .period = {row.date(5), row.optional_date(6)}},
          .granted_by = row.text(7),
          .rule = row.text(8),
          .used = {}};
}

std::vector<ReleaseKind> list_kinds(Connection& connection, EntryId entry) {
  std::vector<ReleaseKind> kinds;
  Query row = connection.query("SELECT kind FROM authority_kind WHERE entry_id = ? ORDER BY line");
  row.bind(entry);
  while (row.next())
    kinds.push_back(read_again(parse_release_kind(row.text(0))));
  return kinds;
}

Mass used_at(Connection& connection, AuthorityId authority, const Moment& moment) {
  const std::string stands = stands_at_moment("entry");
  Query row = connection.query(fmt::format(
      "SELECT coalesce(SUM(mass_mg), 0) FROM (SELECT mass_mg FROM release JOIN entry USING (entry_id) WHERE "
      "authority_id = ?3 AND {0} UNION ALL SELECT mass_mg FROM sale JOIN entry USING (entry_id) WHERE authority_id = "
      "?3 AND {0} "
      "UNION ALL SELECT -lots.mass_mg FROM sale JOIN sale_cancellation AS cancelled ON sale_entry_id = sale.entry_id "
      "JOIN sale_cancellation_lot AS lots ON lots.entry_id = cancelled.entry_id JOIN entry ON entry.entry_id = "
      "cancelled.entry_id WHERE authority_id = ?3 AND {0})",
      stands));
  row.bind(moment.as_of).bind(moment.known_at).bind(authority).expect_row();
  return row.mass(0);
}

} // namespace

std::vector<AuthorityState> list_authorities(Connection& connection, const Moment& moment) {
  std::vector<AuthorityState> states;
  std::vector<EntryId> entries;
  Query row =
      connection.query(fmt::format("{} WHERE {} ORDER BY authority_id", authority_columns, stands_at_moment("entry")));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    states.push_back(read_authority(row));
    entries.push_back(row.id<EntryId>(9));
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    states[i].authority.kinds = list_kinds(connection, entries[i]);
    states[i].used = used_at(connection, states[i].authority.id, moment);
  }
  return states;
}

std::optional<Authority> find_authority(Connection& connection, std::string_view text) {
  Query row = connection.query(fmt::format("{} WHERE authority.code = ? AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
                                           "reversed_entry_id = entry.entry_id)",
                                           authority_columns));
  if (!row.bind(spelled_in_book(connection, "authority", "code", std::string(text))).next()) return std::nullopt;
  Authority authority = read_authority(row).authority;
  authority.kinds = list_kinds(connection, row.id<EntryId>(9));
  return authority;
}

std::vector<std::string> list_authorities_of(Connection& connection, MineralId mineral, Date on) {
  std::vector<std::string> codes;
  Query row =
      connection.query("SELECT code FROM authority WHERE mineral_id = ? AND from_on <= ? AND NOT EXISTS (SELECT "
                       "1 FROM reversal WHERE reversed_entry_id = authority.entry_id) ORDER BY authority_id");
  row.bind(mineral).bind(on);
  while (row.next())
    codes.push_back(row.text(0));
  return codes;
}

std::vector<Unauthorised> list_unauthorised(Connection& connection, MineralId mineral, Date from) {
  std::vector<Unauthorised> all;
  Query row = connection.query(
      "SELECT release.entry_id, mass_mg FROM release JOIN release_kind USING (kind) JOIN entry USING (entry_id) WHERE "
      "mineral_id = ?1 AND effective_on >= ?2 AND needs_authority = 1 AND authority_id IS NULL AND sale_entry_id IS "
      "NULL AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = release.entry_id) "
      "UNION ALL SELECT * FROM (SELECT sale.entry_id, mass_mg - coalesce((SELECT SUM(lots.mass_mg) FROM "
      "sale_cancellation AS cancelled JOIN sale_cancellation_lot AS lots USING (entry_id) WHERE "
      "cancelled.sale_entry_id = sale.entry_id), 0) AS left_mg FROM sale JOIN entry USING (entry_id) WHERE mineral_id "
      "= ?1 AND effective_on >= ?2 AND authority_id IS NULL AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
      "reversed_entry_id = sale.entry_id)) WHERE left_mg > 0 ORDER BY 1");
  row.bind(mineral).bind(from);
  while (row.next())
    all.push_back({row.id<EntryId>(0), row.mass(1)});
  return all;
}

namespace {

// What counts grows on the day asked about, and on those on which something further was released.
constexpr const char* most_used =
    "SELECT coalesce(max(used_mg), 0) FROM (SELECT (SELECT SUM(mass_mg) FROM authority_claim WHERE {0} AND from_on <= "
    "day.on_day AND (until_on IS NULL OR until_on > day.on_day)) AS used_mg FROM (SELECT ?1 AS on_day UNION SELECT "
    "from_on FROM authority_claim WHERE {0} AND from_on > ?1) AS day)";

} // namespace

Mass load_used(Connection& connection, AuthorityId authority, Date on) {
  Query row = connection.query(fmt::format(most_used, "authority_id = ?2"));
  row.bind(on).bind(authority).expect_row();
  return row.mass(0);
}

Mass load_used(Connection& connection, EmergencyId emergency, MineralId mineral, Date on) {
  Query row = connection.query(fmt::format(most_used, "emergency_id = ?2 AND mineral_id = ?3"));
  row.bind(on).bind(emergency).bind(mineral).expect_row();
  return row.mass(0);
}

UnderAuthority find_under_authority(Connection& connection, MineralId mineral, const ReleaseRequest& request) {
  UnderAuthority under{.authority = find_authority(connection, request.authority), .used = {}};
  if (under.authority) under.used = load_used(connection, under.authority->id, request.on);
  under.others = list_authorities_of(connection, mineral, request.on);
  return under;
}

std::optional<Date> find_last_use(Connection& connection, EmergencyId emergency) {
  Query row = connection.query("SELECT max(from_on) FROM authority_claim WHERE emergency_id = ? AND (until_on IS NULL "
                               "OR until_on > from_on)");
  row.bind(emergency).expect_row();
  return row.optional_date(0);
}

} // namespace pvault::store
