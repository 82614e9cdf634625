// Checkpoints, keys and signatures: what was accepted is what was written, and nobody makes a signature by chance.
#include "tests/fuzz/target.hpp"

#include "audit/checkpoint.hpp"
#include "audit/checkpoint_check.hpp"
#include "journal/signature.hpp"
#include "journal/signing_key.hpp"

#include <optional>
#include <string>

namespace pvault::fuzz {

namespace {

constexpr std::string_view signed_bytes = "what was signed\n";

// Always the same, so that a signature can be kept among the inputs.
const SigningKey& key_of_tests() {
  static const SigningKey key = [] {
    const auto locked =
        LockedKey::parse("untrusted comment: a key of the tests\n"
                         "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAUf+"
                         "351eOyprPYjMyDPb08uHiwYINuMcX3A6WA4FXxCcjgmywlMh7Pl2KrbqNR3GX+m8cCe4KnS2BaeOjmlAyTsW+"
                         "gH9mL6ZRAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    return locked.value().unlock(std::nullopt).value();
  }();
  return key;
}

} // namespace

void fuzz_checkpoint(std::string_view bytes) {
  const auto checkpoint = audit::parse_checkpoint(bytes, "2026-03.json");
  if (is_accepted(checkpoint)) require(audit::format_checkpoint(*checkpoint) == bytes, "a checkpoint has one form");
  const std::size_t half = bytes.find('\0');
  audit::CheckpointFile file{.name = "2026-03.json", .bytes = std::string(bytes.substr(0, half))};
  if (half != std::string_view::npos) file.signature = std::string(bytes.substr(half + 1));
  const auto signed_by_us = audit::read_checkpoint(file, {key_of_tests().public_key()});
  if (is_accepted(signed_by_us))
    require(!signed_by_us->content || signed_by_us->signature == audit::HeldSignature::good,
            "what is not signed is not believed");
  is_accepted(audit::read_checkpoint(file, {}));
}

void fuzz_key(std::string_view bytes) {
  const auto key = parse_public_key(bytes);
  if (is_accepted(key)) {
    require(parse_public_key(format_public_key(*key)) == *key, "a public key is what is written of it");
    require(parse_public_key(format_public_key_file(*key)) == *key, "a public key is what its file says");
  }
  const auto locked = LockedKey::parse(bytes);
  // To try a passphrase may take a second and 1 GiB.
  if (!is_accepted(locked) || locked->needs_passphrase()) return;
  const auto unlocked = locked->unlock(std::nullopt);
  if (!is_accepted(unlocked)) return;
  const Secret file = format_secret_key_file(*unlocked, std::nullopt);
  const auto again = LockedKey::parse(file.text());
  require(again && again->unlock(std::nullopt)->public_key() == unlocked->public_key(),
          "a secret key is what its file says");
}

void fuzz_signature(std::string_view bytes) {
  static const Signature honest = parse_signature(sign(key_of_tests(), signed_bytes, "kept")).value();
  const auto signature = parse_signature(bytes);
  if (!signature) return;
  if (find_signature_fault(*signature, signed_bytes, key_of_tests().public_key())) return;
  require(signature->of_bytes == honest.of_bytes, "only the key makes a signature");
  require(signature->trusted_comment == honest.trusted_comment && signature->of_comment == honest.of_comment,
          "only the key signs a comment");
}

} // namespace pvault::fuzz
