// What has a name in the book: minerals, sites, parties, facilities, lots. Names are found without regard to case
// and to how characters are composed; a refusal suggests the nearest one. What was reversed is not found any more.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/mineral.hpp"
#include "stockpile/site.hpp"
#include "store/connection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

// In the order of the list (by number): the 60 minerals, groups among them.
std::vector<Mineral> list_minerals(Connection& connection);
// By code, name or symbol: cobalt, Co. Refuses mineral_unknown.
Expected<Mineral> load_mineral(Connection& connection, std::string_view text);
// One that a row names.
Mineral load_mineral(Connection& connection, MineralId id);

struct Site {
  SiteId id{};
  std::string code;
  std::string name;
  std::string country; // ISO 3166-1 alpha-2
  SiteKind kind = SiteKind::storage;
};
// Of a column that is missing for a storage site.
SiteKind read_site_kind(const Query& row, int column);
std::vector<Site> list_sites(Connection& connection);
// Those that were reversed, too: what lay there on an earlier day, or by what was known earlier, still names them.
std::vector<Site> list_sites_ever(Connection& connection);
Expected<Site> load_site(Connection& connection, std::string_view code); // refuses site_unknown

struct Party {
  PartyId id{};
  std::string code;
  std::string name;
  std::string role;
  bool related = false;
};
std::vector<Party> list_parties(Connection& connection);
Expected<Party> load_party(Connection& connection, std::string_view code); // refuses party_unknown
// Also refuses party_role_wrong.
Expected<Party> load_party_in_role(Connection& connection, std::string_view code, std::string_view role);

// How the book writes in this column of a table what is typed: another program may have composed its characters
// otherwise (é as one, or as e and an accent), and books keep what was entered before names were composed. What the
// book has not is answered composed. The column is searched for what is not ASCII only.
std::string spelled_in_book(Connection& connection, std::string_view table, std::string_view column,
                            const std::string& typed);

// Refuses name_taken when a row of `table` (site, party, facility, lot, emergency, authority) has or had this code: a
// code names one thing for ever.
Expected<void> check_code_free(Connection& connection, std::string_view table, const std::string& code);

} // namespace pvault::store
