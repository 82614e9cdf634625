#include "operations/keep_people.hpp"

#include "store/entries.hpp"
#include "store/names.hpp"
#include "store/people.hpp"
#include "units/parsing.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace pvault::operations {

namespace {

Expected<void> check_key_free(store::Connection& connection, const PublicKey& key) {
  for (const PersonKey& taken : store::list_person_keys(connection)) {
    if (taken.key.number != key.number && taken.key.point != key.point) continue;
    return refuse(Rule::key_taken,
                  fmt::format("the key {} is {}'s since entry {}", format_key_number(key.number), taken.person.code,
                              number_of(taken.entry)),
                  "`pvault key create --output NAME` makes another");
  }
  return {};
}

RecordRow key_row(PersonId person, const PublicKey& key) {
  RecordRow row("person_key");
  row.set("person_id", number_of(person))
      .set("key_number", format_key_number(key.number))
      .set("public_key", format_public_key(key));
  return row;
}

RecordRow role_row(PersonId person, PersonRole role, bool given, std::string_view reason) {
  RecordRow row("person_role");
  row.set("person_id", number_of(person)).set("role", role_name(role)).set("given", given ? 1 : 0);
  return row.set_text("reason", reason);
}

std::vector<PersonRole> each_once(std::vector<PersonRole> roles) {
  std::ranges::sort(roles, {}, role_name);
  roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
  return roles;
}

std::string list_role_names(const std::vector<PersonRole>& roles) {
  std::vector<std::string_view> names(roles.size());
  std::ranges::transform(roles, names.begin(), role_name);
  return fmt::format("{}", fmt::join(names, ", "));
}

// Whether the policy still holds, with other people than there are now.
Expected<void> check_policy_with(store::Connection& connection, const std::vector<Person>& holders) {
  const auto policy = store::find_policy(connection);
  return policy ? check_policy(*policy, holders) : Expected<void>();
}

Expected<Recorded> change_role(store::Book& book, const RecordingOptions& options, const RoleInput& input, bool given) {
  Recording recording(book, options, "person-role");
  recording.date_in_open_period();
  const auto fingerprint = recording.fingerprint()
                               .add_name("person", input.person)
                               .add("role", role_name(input.role))
                               .add("given", given ? 1 : 0)
                               .add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto person = store::load_person(recording.connection(), input.person);
  if (!person) return tl::unexpected(person.error());
  if (has_role(*person, input.role) == given) {
    return refuse(Rule::role_as_it_is,
                  fmt::format("{} is {} {}", person->code, given ? "already" : "not", role_in_words(input.role)),
                  "`pvault person list` shows who is what");
  }
  if (!given) {
    std::vector<Person> holders = store::list_key_holders(recording.connection());
    for (Person& holder : holders) {
      if (holder.id == person->id) std::erase(holder.roles, input.role);
    }
    if (auto sound = check_policy_with(recording.connection(), holders); !sound) return tl::unexpected(sound.error());
  }
  return recording.finish(
      {role_row(person->id, input.role, given, input.reason)}, {},
      fmt::format("{} is {} {}", person->code, given ? "now" : "no longer", role_in_words(input.role)));
}

} // namespace

Expected<Recorded> add_person(store::Book& book, const RecordingOptions& options, const PersonInput& input) {
  Recording recording(book, options, "person");
  recording.date_in_open_period();
  const std::vector<PersonRole> roles = each_once(input.roles);
  auto fingerprint =
      recording.fingerprint().add("code", input.code).add("name", input.name).add("roles", list_role_names(roles));
  if (input.key) fingerprint.add("key", format_public_key(*input.key));
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  auto free = store::check_code_free(recording.connection(), "person", input.code);
  if (free && input.key) free = check_key_free(recording.connection(), *input.key);
  if (!free) return tl::unexpected(free.error());
  const PersonId id{recording.writer().next_id("person")};
  std::vector<RecordRow> rows;
  rows.reserve(roles.size() + 2);
  RecordRow row("person");
  row.set("person_id", number_of(id)).set("code", input.code).set("name", input.name);
  rows.push_back(row);
  for (const PersonRole role : roles)
    rows.push_back(role_row(id, role, true, ""));
  if (input.key) rows.push_back(key_row(id, *input.key));
  return recording.finish(std::move(rows), {},
                          fmt::format("person {} ({}): {}, {}", input.code, input.name, list_role_names(roles),
                                      input.key ? "key " + format_key_number(input.key->number) : "without a key"));
}

Expected<Recorded> give_role(store::Book& book, const RecordingOptions& options, const RoleInput& input) {
  return change_role(book, options, input, true);
}

Expected<Recorded> take_role(store::Book& book, const RecordingOptions& options, const RoleInput& input) {
  return change_role(book, options, input, false);
}

Expected<Recorded> add_key(store::Book& book, const RecordingOptions& options, const std::string& person_code,
                           const PublicKey& key) {
  Recording recording(book, options, "person-key");
  recording.date_in_open_period();
  const auto fingerprint = recording.fingerprint().add_name("person", person_code).add("key", format_public_key(key));
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto person = store::load_person(recording.connection(), person_code);
  if (!person) return tl::unexpected(person.error());
  if (auto free = check_key_free(recording.connection(), key); !free) return tl::unexpected(free.error());
  return recording.finish({key_row(person->id, key)}, {},
                          fmt::format("key {} of {}", format_key_number(key.number), person->code));
}

Expected<Recorded> revoke_key(store::Book& book, const RecordingOptions& options, const KeyNumber& number,
                              const std::string& reason) {
  Recording recording(book, options, "key-revocation");
  recording.date_in_open_period();
  const std::string name = format_key_number(number);
  const auto fingerprint = recording.fingerprint().add("key", name).add("reason", reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto key = store::find_person_key(recording.connection(), number);
  if (!key || key->revoked) {
    return key ? refuse(Rule::key_revoked,
                        fmt::format("the key {} counts no more since entry {}", name, number_of(*key->revoked)))
               : refuse(Rule::key_unknown, fmt::format("the key {} is nobody's in this book", name),
                        "`pvault person list` shows those that are");
  }
  std::vector<Person> holders;
  for (const PersonKey& other : store::list_person_keys(recording.connection())) {
    if (!other.revoked && other.key.number != number) holders.push_back(other.person);
  }
  if (auto sound = check_policy_with(recording.connection(), holders); !sound) return tl::unexpected(sound.error());
  RecordRow row("key_revocation");
  row.set("key_number", name).set("reason", reason);
  return recording.finish({row}, {}, fmt::format("key {} of {} counts no more", name, key->person.code));
}

namespace {

// Kinds of entry that a policy may name. What is read from a file is not proposed (see cli/recording_options.cpp): if
// it had to wait, it could never be recorded.
Expected<void> check_kinds(store::Connection& connection, const std::vector<PolicyLimit>& limits) {
  static const std::set<std::string> never = {"book",     "proposal", "proposal-rejection",    "count",
                                              "evidence", "import",   "warehouse-confirmation"};
  std::set<std::string> seen;
  for (const PolicyLimit& limit : limits) {
    const bool known = store::is_entry_kind(connection, limit.kind) && !never.contains(limit.kind);
    if (!known) {
      return refuse(Rule::option_malformed,
                    fmt::format("--approve: {} is no kind of entry that can wait", in_quotes(limit.kind)),
                    "`pvault query \"SELECT kind FROM entry_kind\"` lists the kinds; what is read from a file (count, "
                    "evidence, import, warehouse-confirmation) cannot wait");
    }
    if (!seen.insert(limit.kind).second)
      return refuse(Rule::option_malformed, fmt::format("--approve: {} is named twice", limit.kind), "name it once");
  }
  return {};
}

std::string policy_in_words(const PolicyInput& input) {
  std::string words = input.is_signed ? "entries are signed" : "entries are not signed";
  for (const PolicyLimit& limit : input.limits)
    words += fmt::format("; another person approves {}", limit_in_words(limit));
  return words;
}

} // namespace

Expected<Recorded> set_policy(store::Book& book, const RecordingOptions& options, const PolicyInput& input) {
  Recording recording(book, options, "policy");
  recording.date_in_open_period();
  auto fingerprint =
      recording.fingerprint().add("signed", input.is_signed ? 1 : 0).add("proposal_days", input.proposal_days);
  for (const PolicyLimit& limit : input.limits) {
    fingerprint.add("kind", limit.kind);
    if (limit.above) fingerprint.add("above", *limit.above);
  }
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  auto sound = check_kinds(recording.connection(), input.limits);
  if (sound) {
    const Policy policy{.is_signed = input.is_signed, .proposal_days = input.proposal_days, .limits = input.limits};
    sound = check_policy(policy, store::list_key_holders(recording.connection()));
    if (sound && !options.header.signer && input.is_signed) sound = check_signed(policy, "policy", false);
  }
  if (!sound) return tl::unexpected(sound.error());
  std::vector<RecordRow> rows;
  rows.reserve(input.limits.size() + 1);
  RecordRow row("policy");
  row.set("signed", input.is_signed ? 1 : 0).set("proposal_days", input.proposal_days);
  rows.push_back(row);
  for (const PolicyLimit& limit : input.limits) {
    RecordRow limit_row("policy_limit");
    limit_row.set("kind", limit.kind).set("above_cents", limit.above);
    rows.push_back(limit_row);
  }
  return recording.finish(std::move(rows), {}, policy_in_words(input));
}

} // namespace pvault::operations
