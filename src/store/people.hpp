// People, their roles and keys, and the policy, as they are now.
#pragma once

#include "journal/policy.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace pvault::store {

// In the order in which they were recorded.
std::vector<Person> list_people(Connection& connection);
Expected<Person> load_person(Connection& connection, std::string_view code); // refuses person_unknown

// In the order in which they were recorded, those that count no more among them.
std::vector<PersonKey> list_person_keys(Connection& connection);
std::optional<PersonKey> find_person_key(Connection& connection, const KeyNumber& number);
// Who has a key that counts, each once.
std::vector<Person> list_key_holders(Connection& connection);

// The newest; nothing where none was ever recorded.
std::optional<Policy> find_policy(Connection& connection);

} // namespace pvault::store
