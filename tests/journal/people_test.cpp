// Who may sign what, and what a signature is.
#include "journal/people.hpp"

#include "tests/support/people.hpp"

#include <array>
#include <doctest/doctest.h>
#include <set>
#include <sodium.h>
#include <string>

namespace journal_people_test {

using namespace pvault;
using namespace pvault::test;

namespace {

const KeyNumber number_of_key = key_of("chen").public_key().number;

std::optional<PersonKey> key_with(const std::vector<PersonRole>& roles, std::optional<EntryId> revoked = {}) {
  return PersonKey{.person = {.id = PersonId{2}, .code = "chen", .name = "B. Chen", .roles = roles},
                   .key = key_of("chen").public_key(),
                   .entry = EntryId{163},
                   .revoked = revoked};
}

std::string in_hexadecimal(const unsigned char* bytes, std::size_t size) {
  std::string text(2 * size + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes, size);
  text.pop_back();
  return text;
}

SigningKey key_from_seed(const std::string& seed_in_hexadecimal) {
  std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
  REQUIRE_EQ(sodium_hex2bin(seed.data(), seed.size(), seed_in_hexadecimal.data(), seed_in_hexadecimal.size(), nullptr,
                            nullptr, nullptr),
             0);
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> point{};
  Secret pair(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(point.data(), pair.data(), seed.data());
  return {KeyNumber{}, std::move(pair)};
}

const std::string hash(64, 'a');

} // namespace

TEST_CASE("a key of somebody with the role signs") {
  const auto chen = key_with({PersonRole::operating, PersonRole::approving});
  CHECK(check_signer(chen, number_of_key, PersonRole::operating, "a purchase").has_value());
  CHECK(check_signer(chen, number_of_key, PersonRole::approving, "an approval").has_value());
}

TEST_CASE("key_unknown: a key that the book does not know") {
  check_refusal(check_signer(std::nullopt, number_of_key, PersonRole::operating, "a purchase"), Rule::key_unknown,
                "the key 6363636363636363 is nobody's in this book",
                "an administrator records whose it is: `pvault person add`, `pvault person key`");
}

TEST_CASE("key_revoked: a key that counts no more, whatever its owner may do") {
  check_refusal(
      check_signer(key_with({PersonRole::operating}, EntryId{170}), number_of_key, PersonRole::operating, "a purchase"),
      Rule::key_revoked, "the key 6363636363636363 of chen counts no more since entry 170",
      "sign with another key of theirs; `pvault person list` shows them");
}

TEST_CASE("role_missing: another role, or none any more") {
  check_refusal(check_signer(key_with({PersonRole::operating, PersonRole::auditing}), number_of_key,
                             PersonRole::administering, "an entry of the kind policy"),
                Rule::role_missing,
                "an entry of the kind policy takes an administrator, and chen is an operator and an auditor",
                "another person signs it, or an administrator gives the role: `pvault person give`");
  check_refusal(check_signer(key_with({}), number_of_key, PersonRole::approving, "an approval"), Rule::role_missing,
                "an approval takes an approver, and chen has no role any more",
                "another person signs it, or an administrator gives the role: `pvault person give`");
}

TEST_CASE("no role stands for another") {
  for (const PersonRole has :
       {PersonRole::operating, PersonRole::approving, PersonRole::auditing, PersonRole::administering}) {
    for (const PersonRole needed :
         {PersonRole::operating, PersonRole::approving, PersonRole::auditing, PersonRole::administering})
      CHECK_EQ(check_signer(key_with({has}), number_of_key, needed, "it").has_value(), has == needed);
  }
}

TEST_CASE("option_malformed: a role that there is not") {
  for (const PersonRole role :
       {PersonRole::operating, PersonRole::approving, PersonRole::auditing, PersonRole::administering})
    CHECK(allowed(parse_role(role_name(role))) == role);
  check_rule(parse_role("boss"), Rule::option_malformed);
  check_rule(parse_role(""), Rule::option_malformed);
}

TEST_CASE("each kind of entry takes the role that the schema says, and each role of the schema is one of ours") {
  TemporaryBook book;
  std::set<std::string> kinds;
  store::Query row = book.connection().query("SELECT entry_kind.kind, coalesce(role, 'operator') FROM entry_kind LEFT "
                                             "JOIN kind_role USING (kind)");
  while (row.next()) {
    kinds.insert(row.text(0));
    CHECK_MESSAGE(role_name(role_for(row.text(0))) == row.text(1), row.text(0));
  }
  CHECK(kinds.contains("period-reopen"));
  CHECK_GE(kinds.size(), 50);
  store::Query role = book.connection().query("SELECT role FROM role");
  int roles = 0;
  while (role.next()) {
    ++roles;
    CHECK(parse_role(role.text(0)).has_value());
  }
  CHECK_EQ(roles, 4);
}

// RFC 8032, section 7.1, test 3: secret key, public key, message and signature.
TEST_CASE("what signs is Ed25519 as RFC 8032 has it") {
  const SigningKey key = key_from_seed("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  CHECK_EQ(in_hexadecimal(key.public_key().point.data(), key.public_key().point.size()),
           "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const std::array<unsigned char, 2> message = {0xaf, 0x82};
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), key.pair().data());
  CHECK_EQ(in_hexadecimal(signature.data(), signature.size()),
           "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
           "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
}

TEST_CASE("a signature is over a line that says what it is and a line with the hash") {
  CHECK_EQ(signed_bytes("00ff"), "pvault signature 1\n00ff\n");
  const SigningKey key = key_from_seed("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  const std::string bytes = "pvault signature 1\n" + hash + "\n";
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                       key.pair().data());
  CHECK_EQ(sign_entry(key, hash), in_hexadecimal(signature.data(), signature.size()));
  CHECK_EQ(sign_entry(key, hash), sign_entry(key, hash)); // the same key makes the same signature
}

TEST_CASE("a signature is of its hash and its key, and of nothing else") {
  const SigningKey adams = key_of("adams");
  const std::string signature = sign_entry(adams, hash);
  CHECK_EQ(signature.size(), 128);
  CHECK(is_signature_of(signature, hash, adams.public_key()));
  CHECK_FALSE(is_signature_of(signature, std::string(64, 'b'), adams.public_key()));
  CHECK_FALSE(is_signature_of(signature, hash, key_of("chen").public_key()));
  std::string changed = signature;
  changed.front() = changed.front() == '0' ? '1' : '0';
  CHECK_FALSE(is_signature_of(changed, hash, adams.public_key()));
}

TEST_CASE("what is no signature is none") {
  const SigningKey adams = key_of("adams");
  const std::string signature = sign_entry(adams, hash);
  for (const std::string& none : {std::string(), std::string("x"), signature.substr(2), signature + "00",
                                  signature.substr(0, 127), std::string(128, 'g'), std::string(128, '0')}) {
    CAPTURE(none);
    CHECK_FALSE(is_signature_of(none, hash, adams.public_key()));
  }
}

} // namespace journal_people_test
