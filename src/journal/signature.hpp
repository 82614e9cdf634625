// Signatures of files as minisign makes them: Ed25519 over the BLAKE2b-512 of the bytes, and over a comment that can be
// trusted. docs/FORMAT.md has the bytes.
#pragma once

#include "journal/signing_key.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace pvault {

struct Signature {
  KeyNumber key{};
  std::array<unsigned char, 64> of_bytes{};
  std::string trusted_comment;
  std::array<unsigned char, 64> of_comment{};
};

// The file that stands beside the signed one as FILE.minisig. Control characters in the comment, other than tabs, are
// written as '?'.
std::string sign(const SigningKey& key, std::string_view bytes, std::string_view trusted_comment);

// Nothing when the file is no signature of minisign, or one of its older kind (minisign -l).
std::optional<Signature> parse_signature(std::string_view file);

enum class SignatureFault { other_key, other_bytes, other_comment };
// Whether `key` signed just these bytes, and the comment; what is wrong, the first of it.
std::optional<SignatureFault> find_signature_fault(const Signature& signature, std::string_view bytes,
                                                   const PublicKey& key);

} // namespace pvault
