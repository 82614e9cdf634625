#include "audit/signature_check.hpp"

#include "journal/people.hpp"

#include <fmt/format.h>
#include <map>
#include <string>

namespace pvault::audit {

namespace {

using Keys = std::map<std::string, PublicKey>; // by the number in their row

// A number that is not that of its key names another key than it has.
Keys list_keys(store::Connection& connection, std::vector<Fault>& faults) {
  Keys keys;
  store::Query row = connection.query("SELECT entry_id, key_number, public_key FROM person_key ORDER BY entry_id");
  while (row.next()) {
    const auto key = parse_public_key(row.text(2));
    if (key && format_key_number(key->number) == row.text(1))
      keys.emplace(row.text(1), *key);
    else
      faults.push_back({row.id<EntryId>(0), fmt::format("the key {} is not what its number says", row.text(1))});
  }
  return keys;
}

} // namespace

void check_signatures(store::Connection& connection, std::vector<Fault>& faults) {
  const Keys keys = list_keys(connection, faults);
  store::Query row = connection.query("SELECT signer.entry_id, key_number, hash, signature FROM signer JOIN seal USING "
                                      "(entry_id) WHERE signature IS NOT NULL ORDER BY signer.entry_id");
  while (row.next()) {
    const auto key = keys.find(row.text(1));
    if (key != keys.end() && is_signature_of(row.text(3), row.text(2), key->second)) continue;
    faults.push_back({row.id<EntryId>(0), fmt::format("is not signed by the key {}", row.text(1))});
  }
}

} // namespace pvault::audit
