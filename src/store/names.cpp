#include "store/names.hpp"

#include "store/moment_sql.hpp"
#include "store/read_again.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <stdexcept>

namespace pvault::store {

namespace {

Exact stored_number(const std::string& text) {
  const auto number = parse_number(text);
  if (!number)
    throw DamagedBookError(fmt::format("the book is damaged: \"{}\" is not a number", text),
                           "run `pvault audit verify`");
  return *number;
}

// The known name that is near, otherwise where to look.
std::string suggestion(std::string_view wanted, const std::vector<std::string>& known, std::string_view list_command) {
  const std::string nearest = nearest_name(wanted, known);
  return nearest.empty() ? fmt::format("`{}` shows what there is", list_command) : nearest;
}

constexpr std::string_view mineral_columns =
    "SELECT mineral_id, code, name, symbol, is_group, member_of, basis, basis_component FROM mineral";

Mineral read_mineral(const Query& row) {
  return {.id = row.id<MineralId>(0),
          .code = row.text(1),
          .name = row.text(2),
          .symbol = row.text_or_empty(3),
          .is_group = row.integer(4) != 0,
          .member_of = row.optional_id<MineralId>(5),
          .basis = row.text(6),
          .basis_component = row.text(7),
          .content_factors = {}};
}

// Of material and factor, from the second column on.
ContentFactor read_factor(const Query& row) { return {row.text(1), row.text(2), stored_number(row.text(2))}; }

Mineral with_factors(Connection& connection, Mineral mineral) {
  Query row = connection.query(
      "SELECT mineral_id, material, factor FROM content_factor WHERE mineral_id = ? ORDER BY entry_id, line");
  row.bind(mineral.id);
  while (row.next())
    mineral.content_factors.push_back(read_factor(row));
  return mineral;
}

constexpr const char* not_reversed_start = " NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = ";

template <class Row>
Expected<Row> find_by_code(const std::vector<Row>& rows, std::string_view code, Rule rule, std::string_view what,
                           std::string_view list_command) {
  // Two names that differ only in how their characters are composed may stand in a book: the one as typed comes first.
  const std::string wanted = lower(code);
  std::vector<std::string> known;
  const Row* found = nullptr;
  for (const Row& row : rows) {
    if (row.code == code) return row;
    if (found == nullptr && lower(row.code) == wanted) found = &row;
    known.push_back(row.code);
  }
  if (found != nullptr) return *found;
  return refuse(rule, fmt::format("there is no {} \"{}\"", what, code), suggestion(code, known, list_command));
}

} // namespace

std::vector<Mineral> list_minerals(Connection& connection) {
  std::map<MineralId, std::vector<ContentFactor>> factors;
  Query factor = connection.query("SELECT mineral_id, material, factor FROM content_factor ORDER BY entry_id, line");
  while (factor.next())
    factors[factor.id<MineralId>(0)].push_back(read_factor(factor));
  std::vector<Mineral> minerals;
  Query row = connection.query(fmt::format("{} ORDER BY mineral_id", mineral_columns));
  while (row.next()) {
    minerals.push_back(read_mineral(row));
    minerals.back().content_factors = factors[minerals.back().id];
  }
  return minerals;
}

Expected<Mineral> load_mineral(Connection& connection, std::string_view text) {
  // Recordings by the thousand name a mineral each, so the usual spellings are looked up without reading them all.
  Query row = connection.query(fmt::format("{} WHERE code = ?1 COLLATE NOCASE OR name = ?1 COLLATE NOCASE OR "
                                           "symbol = ?1 COLLATE NOCASE ORDER BY mineral_id LIMIT 1",
                                           mineral_columns));
  if (row.bind(std::string(text)).next()) return with_factors(connection, read_mineral(row));
  const std::string wanted = lower(text);
  std::vector<std::string> known;
  for (const Mineral& mineral : list_minerals(connection)) {
    if (wanted == lower(mineral.code) || wanted == lower(mineral.name) || wanted == lower(mineral.symbol))
      return mineral;
    known.push_back(mineral.code);
  }
  return refuse(Rule::mineral_unknown, fmt::format("there is no mineral \"{}\"", text),
                suggestion(text, known, "pvault mineral list"));
}

Mineral load_mineral(Connection& connection, MineralId id) {
  Query row = connection.query(fmt::format("{} WHERE mineral_id = ?", mineral_columns));
  if (row.bind(id).next()) return with_factors(connection, read_mineral(row));
  throw DamagedBookError(fmt::format("the book is damaged: it has no mineral {}", number_of(id)),
                         "run `pvault audit verify`");
}

SiteKind read_site_kind(const Query& row, int column) {
  return read_again(parse_site_kind(row.optional_text(column).value_or("storage")));
}

namespace {

Site read_site(const Query& row) {
  return {row.id<SiteId>(0), row.text(1), row.text(2), row.text(3), read_site_kind(row, 4)};
}
Party read_party(const Query& row) {
  return {row.id<PartyId>(0), row.text(1), row.text(2), row.text(3), row.integer(4) != 0};
}

constexpr std::string_view site_columns = "SELECT site_id, code, name, country, kind FROM site";
constexpr std::string_view party_columns = "SELECT party_id, code, name, role, related FROM party";

template <class Row>
std::vector<Row> read_all(Connection& connection, const std::string& sql, Row (*read)(const Query&)) {
  std::vector<Row> rows;
  Query row = connection.query(sql);
  while (row.next())
    rows.push_back(read(row));
  return rows;
}

// Names that stand in the book.
std::string standing(std::string_view columns, std::string_view table) {
  return fmt::format("{} WHERE{}{}.entry_id)", columns, not_reversed_start, table);
}

// By the code as typed, or in other ASCII capitals: the index of codes finds it, however many there are.
template <class Row>
std::optional<Row> find_spelled(Connection& connection, const std::string& names, std::string_view code,
                                Row (*read)(const Query&)) {
  Query row = connection.query(names + " AND code = ? COLLATE NOCASE");
  return row.bind(std::string(code)).next() ? std::optional(read(row)) : std::nullopt;
}

} // namespace

std::vector<Site> list_sites(Connection& connection) {
  return read_all(connection, standing(site_columns, "site") + " ORDER BY site_id", read_site);
}

std::vector<Site> list_sites_ever(Connection& connection) {
  return read_all(connection, std::string(site_columns) + " ORDER BY site_id", read_site);
}

Expected<Site> load_site(Connection& connection, std::string_view code) {
  if (auto site = find_spelled(connection, standing(site_columns, "site"), code, read_site)) return *std::move(site);
  return find_by_code(list_sites(connection), code, Rule::site_unknown, "site", "pvault site list");
}

std::vector<Party> list_parties(Connection& connection) {
  return read_all(connection, standing(party_columns, "party") + " ORDER BY party_id", read_party);
}

Expected<Party> load_party(Connection& connection, std::string_view code) {
  if (auto party = find_spelled(connection, standing(party_columns, "party"), code, read_party))
    return *std::move(party);
  return find_by_code(list_parties(connection), code, Rule::party_unknown, "party", "pvault party list");
}

Expected<Party> load_party_in_role(Connection& connection, std::string_view code, std::string_view role) {
  auto party = load_party(connection, code);
  if (!party || party->role == role) return party;
  return refuse(Rule::party_role_wrong,
                fmt::format("{} is recorded with the role {}, not {}", party->code, party->role, role),
                fmt::format("name a {}, or add one with `pvault party add CODE --name NAME --role {}`", role, role));
}

std::string spelled_in_book(Connection& connection, std::string_view table, std::string_view column,
                            const std::string& typed) {
  if (is_ascii(typed)) return typed;
  Query same = connection.query(fmt::format("SELECT 1 FROM {} WHERE {} = ? LIMIT 1", table, column));
  if (same.bind(typed).next()) return typed;
  Query row = connection.query(fmt::format("SELECT {1} FROM {0} WHERE {1} GLOB '*[^ -~]*'", table, column));
  const std::string wanted = lower(typed);
  while (row.next()) {
    if (lower(row.text(0)) == wanted) return row.text(0);
  }
  return composed(typed);
}

Expected<void> check_code_free(Connection& connection, std::string_view table, const std::string& code) {
  Query row = connection.query(fmt::format("SELECT {0}.code, {0}.entry_id, reversal.entry_id FROM {0} "
                                           "LEFT JOIN reversal ON reversed_entry_id = {0}.entry_id WHERE {0}.code = ?",
                                           table));
  row.bind(spelled_in_book(connection, table, "code", code));
  if (!row.next()) return {};
  const auto reversed_by = row.optional_integer(2);
  const std::string by =
      reversed_by ? fmt::format(", which entry {} reversed; a name is never used again", *reversed_by) : "";
  return refuse(Rule::name_taken,
                fmt::format("{} is the name of the {} of entry {}{}", row.text(0), table, row.integer(1), by),
                fmt::format("another name, for example {}-2", code));
}

} // namespace pvault::store
