// Emergencies and authorities, and what was released under them.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/authority.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

struct ReleasedOf {
  MineralId mineral{};
  Mass mass;
};
struct EmergencyState {
  Emergency emergency;
  std::string declared_by;
  std::string rule;
  std::vector<ReleasedOf> released = {}; // of the minerals it names, or else of those that were released under it
};
// Those that stand at the moment, in the order of their declaration.
std::vector<EmergencyState> list_emergencies(Connection& connection, const Moment& moment);
// As it is on a day: ended, if it had ended by then. Refuses emergency_unknown.
Expected<Emergency> load_emergency(Connection& connection, std::string_view code, Date on);

struct AuthorityState {
  Authority authority;
  std::string granted_by;
  std::string rule;
  Mass used;
};
std::vector<AuthorityState> list_authorities(Connection& connection, const Moment& moment);
// By its code, as far as it stands; `text` may be something else.
std::optional<Authority> find_authority(Connection& connection, std::string_view text);
// Codes of those of a mineral that have begun by the day.
std::vector<std::string> list_authorities_of(Connection& connection, MineralId mineral, Date on);

// Releases and sales of the mineral that are dated on the day or later, stand, and are under no recorded authority:
// what was recorded before the mineral had one that held then. Of a sale what was not cancelled; its shipments are in
// it.
struct Unauthorised {
  EntryId entry{};
  Mass mass;
};
std::vector<Unauthorised> list_unauthorised(Connection& connection, MineralId mineral, Date from);

// What a release or a sale of the mineral would be made under, by its authority.
UnderAuthority find_under_authority(Connection& connection, MineralId mineral, const ReleaseRequest& request);

// The most that is released or sold under it on `on` or any later day.
Mass load_used(Connection& connection, AuthorityId authority, Date on);
Mass load_used(Connection& connection, EmergencyId emergency, MineralId mineral, Date on);
// The last day on which something was released under it.
std::optional<Date> find_last_use(Connection& connection, EmergencyId emergency);

} // namespace pvault::store
