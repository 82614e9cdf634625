// People of tests, with keys that are always the same, so that the same test makes the same bytes.
#pragma once

#include "operations/decide_proposal.hpp"
#include "operations/keep_people.hpp"
#include "tests/support/book.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <sodium.h>
#include <string>
#include <utility>
#include <vector>

namespace pvault::test {

// Seed and number are the first letter of the name, again and again: "adams" has the key 6161616161616161.
inline SigningKey key_of(const std::string& name) {
  const auto letter = static_cast<unsigned char>(name.front());
  KeyNumber number{};
  number.fill(letter);
  std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
  seed.fill(letter);
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> point{};
  Secret pair(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(point.data(), pair.data(), seed.data());
  return {number, std::move(pair)};
}

inline std::shared_ptr<const Signer> signer_of(const std::string& name) {
  return std::make_shared<const Signer>(Signer{.key = key_of(name)});
}

// Signed with the key of this name; as it is where there is no name.
inline operations::RecordingOptions signed_by(const std::string& name, operations::RecordingOptions options) {
  if (!name.empty()) options.header.signer = signer_of(name);
  return options;
}

// With their key, on 1 January 2025; signed by nobody unless `signer` is given.
inline EntryId add_person(TemporaryBook& book, const std::string& name, const std::vector<PersonRole>& roles,
                          const std::string& signer = {}) {
  const operations::PersonInput input{.code = name, .name = name, .roles = roles, .key = key_of(name).public_key()};
  return allowed(operations::add_person(book.book(), signed_by(signer, book.options("2025-01-01")), input)).entry;
}

// The whole policy.
inline EntryId set_policy(TemporaryBook& book, const std::string& signer, bool is_signed,
                          const std::vector<PolicyLimit>& limits, int days = 30) {
  const operations::PolicyInput input{.is_signed = is_signed, .proposal_days = days, .limits = limits};
  return allowed(operations::set_policy(book.book(), signed_by(signer, book.options("2025-01-01")), input)).entry;
}

// A further depot is proposed.
inline EntryId propose_site(TemporaryBook& book, const std::string& signer, const std::string& code,
                            std::string_view today, std::string_view on = "2025-01-01") {
  const operations::NeededApproval what{
      .entries = {{"site", day(on), Money()}}, .summary = "site " + code, .request_fingerprint = ""};
  return allowed(operations::propose(book.book(), signed_by(signer, book.options("2025-01-01")), what,
                                     {"site", "add", code}, day(today)))
      .entry;
}

inline Expected<operations::Recorded> try_site(TemporaryBook& book, const std::string& code, const std::string& signer,
                                               std::optional<EntryId> carries_out = {}) {
  operations::RecordingOptions options = signed_by(signer, book.options("2025-01-01"));
  if (carries_out) options.header.approval = Approval{.proposal = *carries_out, .reason = "needed"};
  return operations::add_site(book.book(), options, {.code = code, .name = code, .country = "US"});
}

} // namespace pvault::test
