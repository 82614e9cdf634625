#include "store/people.hpp"

#include "store/names.hpp"
#include "store/read_again.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace pvault::store {

namespace {

std::vector<PersonRole> list_roles(Connection& connection, PersonId person) {
  std::vector<PersonRole> roles;
  Query row = connection.query("SELECT role FROM person_role_change WHERE person_id = ? AND given = 1 AND "
                               "until_entry_id IS NULL ORDER BY role");
  row.bind(person);
  while (row.next())
    roles.push_back(read_again(parse_role(row.text(0))));
  return roles;
}

std::vector<Person> with_roles(Connection& connection, std::vector<Person> people) {
  for (Person& person : people)
    person.roles = list_roles(connection, person.id);
  return people;
}

// Of the keys that `where` keeps; it may ask for a number.
std::vector<PersonKey> list_keys(Connection& connection, const char* where,
                                 const std::optional<KeyNumber>& number = {}) {
  std::vector<PersonKey> keys;
  {
    Query row = connection.query(fmt::format(
        "SELECT person_id, code, name, public_key, person_key.entry_id, key_revocation.entry_id FROM person_key JOIN "
        "person USING (person_id) LEFT JOIN key_revocation USING (key_number) WHERE {} ORDER BY person_key.entry_id",
        where));
    if (number) row.bind(format_key_number(*number));
    while (row.next()) {
      keys.push_back({.person = {.id = row.id<PersonId>(0), .code = row.text(1), .name = row.text(2), .roles = {}},
                      .key = read_again(parse_public_key(row.text(3))),
                      .entry = row.id<EntryId>(4),
                      .revoked = row.optional_id<EntryId>(5)});
    }
  }
  for (PersonKey& key : keys)
    key.person.roles = list_roles(connection, key.person.id);
  return keys;
}

} // namespace

std::vector<Person> list_people(Connection& connection) {
  std::vector<Person> people;
  {
    Query row = connection.query("SELECT person_id, code, name FROM person ORDER BY person_id");
    while (row.next())
      people.push_back({.id = row.id<PersonId>(0), .code = row.text(1), .name = row.text(2), .roles = {}});
  }
  return with_roles(connection, std::move(people));
}

Expected<Person> load_person(Connection& connection, std::string_view code) {
  std::vector<Person> people = list_people(connection);
  const std::string wanted = lower(trim(code));
  const auto found = std::ranges::find_if(people, [&](const Person& person) { return lower(person.code) == wanted; });
  if (found != people.end()) return std::move(*found);
  return refuse(Rule::person_unknown, fmt::format("the book has no person \"{}\"", code),
                "`pvault person list` shows them; `pvault person add` records one");
}

std::vector<PersonKey> list_person_keys(Connection& connection) { return list_keys(connection, "true"); }

std::optional<PersonKey> find_person_key(Connection& connection, const KeyNumber& number) {
  auto keys = list_keys(connection, "key_number = ?", number);
  return keys.empty() ? std::nullopt : std::optional(std::move(keys.front()));
}

std::vector<Person> list_key_holders(Connection& connection) {
  std::vector<Person> holders;
  for (PersonKey& key : list_keys(connection, "key_revocation.entry_id IS NULL")) {
    if (std::ranges::count(holders, key.person.id, &Person::id) == 0) holders.push_back(std::move(key.person));
  }
  return holders;
}

std::optional<Policy> find_policy(Connection& connection) {
  Policy policy;
  {
    Query row = connection.query("SELECT entry_id, signed, proposal_days FROM policy ORDER BY entry_id DESC LIMIT 1");
    if (!row.next()) return std::nullopt;
    policy = {.entry = row.id<EntryId>(0),
              .is_signed = row.integer(1) == 1,
              .proposal_days = static_cast<int>(row.integer(2)),
              .limits = {}};
  }
  Query row = connection.query("SELECT kind, above_cents FROM policy_limit WHERE entry_id = ? ORDER BY line");
  row.bind(policy.entry);
  while (row.next()) {
    policy.limits.push_back(
        {.kind = row.text(0), .above = row.is_null(1) ? std::nullopt : std::optional(row.money(1))});
  }
  return policy;
}

} // namespace pvault::store
