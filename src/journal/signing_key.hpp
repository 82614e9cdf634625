// Keys that sign (Ed25519), in the files of minisign (https://jedisct1.github.io/minisign/), so that anyone can check
// with that tool what was signed here, and sign with it what is checked here. docs/FORMAT.md has the bytes.
#pragma once

#include "units/refusal.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pvault {

// Bytes that nobody else may know: wiped when they are needed no more. Moving leaves no copy behind.
class Secret {
public:
  explicit Secret(std::size_t size) : bytes_(size) {}
  explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Secret& operator=(Secret&&) = delete;
  ~Secret();

  [[nodiscard]] unsigned char* data() { return bytes_.data(); }
  [[nodiscard]] const unsigned char* data() const { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::string_view text() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
  // Wipes what is behind the first `size` bytes. Needs size <= size().
  void shorten(std::size_t size);

private:
  std::vector<unsigned char> bytes_;
};

// Tells keys apart; it is no secret.
using KeyNumber = std::array<unsigned char, 8>;
// As minisign prints it: 16 hexadecimal digits, the last byte first.
std::string format_key_number(const KeyNumber& number);

struct PublicKey {
  KeyNumber number{};
  std::array<unsigned char, 32> point{};
  friend bool operator==(const PublicKey&, const PublicKey&) = default;
};
// The 56 characters of a key alone ("RWQ..."), or the whole file that has them in its second line. Refuses
// key_malformed.
Expected<PublicKey> parse_public_key(std::string_view text);
std::string format_public_key(const PublicKey& key);      // the 56 characters
std::string format_public_key_file(const PublicKey& key); // with the comment of minisign before them

class SigningKey {
public:
  static SigningKey generate();
  // `pair`: 64 bytes, the seed and the public point.
  SigningKey(const KeyNumber& number, Secret pair);

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] const Secret& pair() const { return pair_; }

private:
  Secret pair_;
  PublicKey public_key_;
};

// What makes it costly to try passphrases. minisign opens keys that are locked with scrypt, and no others.
enum class KeyLock { argon2id, scrypt };

// What it costs to try a passphrase, in libsodium's terms.
struct PassphraseCost {
  KeyLock lock = KeyLock::argon2id;
  std::uint64_t operations = 0;
  std::uint64_t memory_bytes = 0;
};
// About a second, and 256 MiB of memory: libsodium's "moderate".
inline constexpr PassphraseCost usual_argon2id = {
    .lock = KeyLock::argon2id, .operations = 3, .memory_bytes = 268'435'456};
// minisign's: about a second, and 1 GiB of memory.
inline constexpr PassphraseCost usual_scrypt = {
    .lock = KeyLock::scrypt, .operations = 33'554'432, .memory_bytes = 1'073'741'824};

// The file of a secret key. Without a passphrase its bytes stand in it as they are, as `minisign -G -W` writes them.
// Throws std::system_error when there is not enough memory.
Secret format_secret_key_file(const SigningKey& key, const std::optional<Secret>& passphrase,
                              PassphraseCost cost = usual_argon2id);

// A secret key as it stands in its file.
class LockedKey {
public:
  // Refuses key_malformed: no secret key, or one whose passphrase costs so much that it may take longer than anyone
  // waits.
  static Expected<LockedKey> parse(std::string_view file);
  [[nodiscard]] bool needs_passphrase() const;
  // Refuses passphrase_wrong, and key_malformed when seed and public key do not belong together. Throws
  // std::system_error when there is not enough memory.
  [[nodiscard]] Expected<SigningKey> unlock(const std::optional<Secret>& passphrase) const;

private:
  explicit LockedKey(Secret bytes) : bytes_(std::move(bytes)) {}
  Secret bytes_;
};

} // namespace pvault
