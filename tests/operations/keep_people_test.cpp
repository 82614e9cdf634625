// People, roles, keys and the policy: before, request, after.
#include "operations/keep_people.hpp"

#include "audit/verify.hpp"
#include "store/people.hpp"
#include "store/transaction.hpp"
#include "tests/support/people.hpp"

#include <doctest/doctest.h>

namespace operations_keep_people_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr PersonRole operating = PersonRole::operating;
constexpr PersonRole approving = PersonRole::approving;
constexpr PersonRole administering = PersonRole::administering;

operations::RecordingOptions by(TemporaryBook& book, const std::string& signer) {
  return signed_by(signer, book.options("2025-01-01"));
}

Expected<operations::Recorded> try_person(TemporaryBook& book, const operations::PersonInput& input) {
  return operations::add_person(book.book(), by(book, ""), input);
}
Expected<operations::Recorded> try_take(TemporaryBook& book, const std::string& person, PersonRole role,
                                        const std::string& signer) {
  return operations::take_role(book.book(), by(book, signer), {.person = person, .role = role, .reason = "left"});
}
Expected<operations::Recorded> try_revoke(TemporaryBook& book, const std::string& person, const std::string& signer) {
  return operations::revoke_key(book.book(), by(book, signer), key_of(person).public_key().number, "lost");
}
Expected<operations::Recorded> try_policy(TemporaryBook& book, bool is_signed, const std::vector<PolicyLimit>& limits,
                                          const std::string& signer) {
  return operations::set_policy(book.book(), by(book, signer), {.is_signed = is_signed, .limits = limits});
}

bool has_now(TemporaryBook& book, const std::string& person, PersonRole role) {
  return has_role(allowed(store::load_person(book.connection(), person)), role);
}

std::size_t faults(TemporaryBook& book) {
  const store::ReadTransaction reading(book.connection());
  return audit::check_book(book.connection()).fault_count();
}

} // namespace

TEST_CASE("a person has the roles they were given, each once, and the key") {
  TemporaryBook book;
  const operations::PersonInput input{.code = "adams",
                                      .name = "A. Adams",
                                      .roles = {operating, administering, operating},
                                      .key = key_of("adams").public_key()};
  const operations::Recorded recorded = allowed(try_person(book, input));
  CHECK_EQ(recorded.summary, "person adams (A. Adams): administrator, operator, key 6161616161616161");
  const Person adams = allowed(store::load_person(book.connection(), "Adams"));
  CHECK_EQ(adams.roles.size(), 2);
  CHECK(has_role(adams, operating));
  CHECK_FALSE(has_role(adams, approving));
  const auto key = store::find_person_key(book.connection(), key_of("adams").public_key().number);
  REQUIRE(key.has_value());
  CHECK_EQ(key->person.code, "adams");
  CHECK_FALSE(key->revoked.has_value());
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("name_taken, key_taken: a code and a key are one person's") {
  TemporaryBook book;
  add_person(book, "adams", {operating});
  check_rule(try_person(book, {.code = "ADAMS", .name = "Another", .roles = {operating}, .key = {}}), Rule::name_taken);
  const operations::PersonInput same_key{
      .code = "novak", .name = "Novak", .roles = {operating}, .key = key_of("adams").public_key()};
  check_rule(try_person(book, same_key), Rule::key_taken);
  PublicKey other_number = key_of("adams").public_key();
  other_number.number.fill(1);
  operations::PersonInput hidden = same_key;
  hidden.key = other_number;
  check_rule(try_person(book, hidden), Rule::key_taken);
  add_person(book, "chen", {operating});
  check_rule(operations::add_key(book.book(), by(book, ""), "chen", key_of("adams").public_key()), Rule::key_taken);
  check_rule(operations::add_key(book.book(), by(book, ""), "nobody", key_of("novak").public_key()),
             Rule::person_unknown);
}

TEST_CASE("role_as_it_is: a role is given to who has it not, and taken from who has it") {
  TemporaryBook book;
  add_person(book, "chen", {operating});
  const auto give = [&] {
    return operations::give_role(book.book(), by(book, ""), {.person = "chen", .role = approving, .reason = ""});
  };
  check_refusal(try_take(book, "chen", approving, ""), Rule::role_as_it_is, "chen is not an approver",
                "`pvault person list` shows who is what");
  allowed(give());
  CHECK(has_now(book, "chen", approving));
  check_refusal(give(), Rule::role_as_it_is, "chen is already an approver", "`pvault person list` shows who is what");
  allowed(try_take(book, "chen", approving, ""));
  CHECK_FALSE(has_now(book, "chen", approving));
  CHECK(has_now(book, "chen", operating));
  allowed(give());
  check_rule(try_take(book, "nobody", approving, ""), Rule::person_unknown);
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("a key is revoked once, and its owner has another") {
  TemporaryBook book;
  add_person(book, "chen", {operating});
  check_rule(try_revoke(book, "stranger", ""), Rule::key_unknown);
  const EntryId revocation = allowed(try_revoke(book, "chen", "")).entry;
  CHECK(store::find_person_key(book.connection(), key_of("chen").public_key().number)->revoked == revocation);
  CHECK(store::list_key_holders(book.connection()).empty());
  check_rule(try_revoke(book, "chen", ""), Rule::key_revoked);
  check_rule(operations::add_key(book.book(), by(book, ""), "chen", key_of("chen").public_key()), Rule::key_taken);
  allowed(operations::add_key(book.book(), by(book, ""), "chen", key_of("new").public_key()));
  CHECK_EQ(store::list_key_holders(book.connection()).size(), 1);
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("a policy that asks for signatures is signed by an administrator") {
  TemporaryBook book;
  check_rule(try_policy(book, true, {}, ""), Rule::role_unfilled);
  add_person(book, "adams", {administering});
  add_person(book, "chen", {operating});
  check_rule(try_policy(book, true, {}, ""), Rule::signature_required);
  check_rule(try_policy(book, true, {}, "chen"), Rule::role_missing);
  check_rule(try_policy(book, true, {}, "stranger"), Rule::key_unknown);
  CHECK_FALSE(store::find_policy(book.connection()).has_value());
  const EntryId set = allowed(try_policy(book, true, {}, "adams")).entry;
  CHECK(store::find_policy(book.connection())->entry == set);
  check_rule(try_policy(book, false, {}, ""), Rule::signature_required); // nor does it end unsigned
  allowed(try_policy(book, false, {}, "adams"));
  CHECK_FALSE(store::find_policy(book.connection())->is_signed);
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("approval is asked for where entries are signed, of kinds that there are, each once") {
  TemporaryBook book;
  add_person(book, "adams", {administering, approving});
  const PolicyLimit sites{.kind = "site", .above = {}};
  check_rule(try_policy(book, false, {sites}, "adams"), Rule::policy_unsigned);
  for (const char* kind : {"lunch", "", "book", "proposal", "proposal-rejection"}) {
    CAPTURE(kind);
    check_rule(try_policy(book, true, {{.kind = kind, .above = {}}}, "adams"), Rule::option_malformed);
  }
  check_rule(try_policy(book, true, {sites, sites}, "adams"), Rule::option_malformed);
  allowed(try_policy(book, true, {sites, {.kind = "purchase", .above = Money::cents(5)}}, "adams"));
  const Policy policy = *store::find_policy(book.connection());
  REQUIRE_EQ(policy.limits.size(), 2);
  CHECK_FALSE(policy.limits[0].above.has_value());
  CHECK(policy.limits[1].above == Money::cents(5));
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("role_unfilled: nobody takes away the last administrator or approver who has a key") {
  TemporaryBook book;
  add_person(book, "adams", {administering, approving});
  set_policy(book, "adams", true, {{.kind = "site", .above = {}}});
  check_rule(try_take(book, "adams", administering, "adams"), Rule::role_unfilled);
  check_rule(try_take(book, "adams", approving, "adams"), Rule::role_unfilled);
  check_rule(try_revoke(book, "adams", "adams"), Rule::role_unfilled);
  // Somebody without a key could do neither.
  allowed(operations::add_person(book.book(), by(book, "adams"),
                                 {.code = "novak", .name = "Novak", .roles = {administering, approving}, .key = {}}));
  check_rule(try_take(book, "adams", administering, "adams"), Rule::role_unfilled);
  allowed(operations::add_key(book.book(), by(book, "adams"), "novak", key_of("novak").public_key()));
  allowed(try_take(book, "adams", administering, "adams"));
  check_rule(try_revoke(book, "novak", "novak"), Rule::role_unfilled);
  allowed(try_revoke(book, "adams", "novak"));
  check_rule(try_take(book, "novak", approving, "novak"), Rule::role_unfilled);
  CHECK_EQ(faults(book), 0);
}

TEST_CASE("the same request again is the entry it made") {
  TemporaryBook book;
  add_person(book, "adams", {administering});
  operations::RecordingOptions options = by(book, "adams");
  options.header.request_id = "p-1";
  const operations::PersonInput input{.code = "chen", .name = "B. Chen", .roles = {operating}, .key = {}};
  const EntryId added = allowed(operations::add_person(book.book(), options, input)).entry;
  const operations::Recorded again = allowed(operations::add_person(book.book(), options, input));
  CHECK(again.repeated);
  CHECK(again.entry == added);
  operations::PersonInput other = input;
  other.roles = {approving};
  check_rule(operations::add_person(book.book(), options, other), Rule::request_id_reused);
}

TEST_CASE("reversal_not_possible: what is recorded of people stays") {
  TemporaryBook book;
  const EntryId added = add_person(book, "adams", {administering, operating});
  const EntryId policy = set_policy(book, "adams", true, {});
  for (const EntryId entry : {added, policy}) {
    const operations::ReversalInput undo{.entry = entry, .reason = "mistake", .on = {}};
    check_rule(operations::reverse_entry(book.book(), by(book, "adams"), undo), Rule::reversal_not_possible);
  }
}

} // namespace operations_keep_people_test
