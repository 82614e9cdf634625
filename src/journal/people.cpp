#include "journal/people.hpp"

#include "units/choice.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <sodium.h>

namespace pvault {

namespace {

constexpr Choices<PersonRole, 4> role_names = {{{PersonRole::operating, "operator"},
                                                {PersonRole::approving, "approver"},
                                                {PersonRole::auditing, "auditor"},
                                                {PersonRole::administering, "administrator"}}};

// Beside them it takes an operator.
constexpr std::array<std::pair<std::string_view, PersonRole>, 7> roles_of_kinds = {
    {{"person", PersonRole::administering},
     {"person-role", PersonRole::administering},
     {"person-key", PersonRole::administering},
     {"key-revocation", PersonRole::administering},
     {"policy", PersonRole::administering},
     {"period-reopen", PersonRole::approving},
     {"proposal-rejection", PersonRole::approving}}};

using SignatureBytes = std::array<unsigned char, crypto_sign_BYTES>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string in_hexadecimal(const SignatureBytes& bytes) {
  std::string text(2 * bytes.size() + 1, '\0'); // libsodium ends it with a zero byte
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

} // namespace

std::string_view role_name(PersonRole role) { return name_of(role_names, role); }

std::string role_in_words(PersonRole role) {
  const std::string_view name = role_name(role);
  return fmt::format("{} {}", std::string_view("aeiou").find(name.front()) != std::string_view::npos ? "an" : "a",
                     name);
}

std::string roles_in_words(const Person& person) {
  std::string words;
  for (const PersonRole role : person.roles)
    words += fmt::format("{}{}", words.empty() ? "" : " and ", role_in_words(role));
  return words.empty() ? "has no role any more" : "is " + words;
}

Expected<PersonRole> parse_role(std::string_view text) { return parse_choice(role_names, text, "a role"); }

bool has_role(const Person& person, PersonRole role) { return std::ranges::count(person.roles, role) > 0; }

PersonRole role_for(std::string_view kind) {
  const auto found = std::ranges::find(roles_of_kinds, kind, &std::pair<std::string_view, PersonRole>::first);
  return found == roles_of_kinds.end() ? PersonRole::operating : found->second;
}

Expected<void> check_signer(const std::optional<PersonKey>& found, const KeyNumber& number, PersonRole needed,
                            std::string_view what) {
  if (!found) {
    return refuse(Rule::key_unknown, fmt::format("the key {} is nobody's in this book", format_key_number(number)),
                  "an administrator records whose it is: `pvault person add`, `pvault person key`");
  }
  if (found->revoked) {
    return refuse(Rule::key_revoked,
                  fmt::format("the key {} of {} counts no more since entry {}", format_key_number(number),
                              found->person.code, number_of(*found->revoked)),
                  "sign with another key of theirs; `pvault person list` shows them");
  }
  if (has_role(found->person, needed)) return {};
  return refuse(Rule::role_missing,
                fmt::format("{} takes {}, and {} {}", what, role_in_words(needed), found->person.code,
                            roles_in_words(found->person)),
                "another person signs it, or an administrator gives the role: `pvault person give`");
}

std::string signed_bytes(std::string_view hash) { return fmt::format("pvault signature 1\n{}\n", hash); }

std::string sign_entry(const SigningKey& key, std::string_view hash) {
  const std::string bytes = signed_bytes(hash);
  SignatureBytes signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes_of(bytes), bytes.size(), key.pair().data());
  return in_hexadecimal(signature);
}

bool is_signature_of(std::string_view signature, std::string_view hash, const PublicKey& key) {
  SignatureBytes bytes{};
  std::size_t size = 0;
  const bool read =
      sodium_hex2bin(bytes.data(), bytes.size(), signature.data(), signature.size(), nullptr, &size, nullptr) == 0;
  if (!read || size != bytes.size()) return false;
  const std::string text = signed_bytes(hash);
  return crypto_sign_verify_detached(bytes.data(), bytes_of(text), text.size(), key.point.data()) == 0;
}

} // namespace pvault
