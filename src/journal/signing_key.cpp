#include "journal/signing_key.hpp"

#include "units/text.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <sodium.h>
#include <system_error>

namespace pvault {

namespace {

constexpr std::string_view algorithm = "Ed";
constexpr std::string_view scrypt_kind = "Sc";
constexpr std::string_view argon2id_kind = "A2"; // pvault's own: minisign has none but scrypt
constexpr std::string_view no_passphrase_kind("\0\0", 2);
constexpr std::string_view checksum_kind = "B2"; // BLAKE2b

constexpr std::size_t salt_bytes = crypto_pwhash_scryptsalsa208sha256_SALTBYTES;
constexpr std::size_t pair_bytes = crypto_sign_SECRETKEYBYTES;
constexpr std::size_t checksum_bytes = crypto_generichash_BYTES;

// Where what stands in a secret key: the three kinds, then these.
constexpr std::size_t salt_at = 6;
constexpr std::size_t operations_at = salt_at + salt_bytes;
constexpr std::size_t memory_at = operations_at + 8;
constexpr std::size_t locked_at = memory_at + 8; // what the passphrase locks: number, pair and checksum
constexpr std::size_t pair_at = locked_at + sizeof(KeyNumber);
constexpr std::size_t checksum_at = pair_at + pair_bytes;
constexpr std::size_t secret_key_bytes = checksum_at + checksum_bytes;
constexpr std::size_t public_key_bytes = algorithm.size() + sizeof(KeyNumber) + crypto_sign_PUBLICKEYBYTES;

static_assert(salt_bytes == 32 && pair_bytes == 64 && checksum_bytes == 32 && secret_key_bytes == 158);

constexpr int base64 = sodium_base64_VARIANT_ORIGINAL;

void store_whole_number(unsigned char* bytes, std::uint64_t number) {
  for (unsigned place = 0; place < 8; ++place)
    bytes[place] = static_cast<unsigned char>(number >> (8 * place));
}

std::uint64_t load_whole_number(const unsigned char* bytes) {
  std::uint64_t number = 0;
  for (unsigned place = 0; place < 8; ++place)
    number |= std::uint64_t{bytes[place]} << (8 * place);
  return number;
}

void store_text(unsigned char* bytes, std::string_view text) { std::ranges::copy(text, bytes); }

bool has_text(const unsigned char* bytes, std::string_view text) {
  return std::equal(text.begin(), text.end(), bytes,
                    [](char letter, unsigned char byte) { return static_cast<unsigned char>(letter) == byte; });
}

// The line of base64: the text itself, or the second line of a file whose first is a comment.
std::string_view base64_line(std::string_view file) {
  if (file.starts_with("untrusted comment:")) {
    const std::size_t end = file.find('\n');
    file.remove_prefix(end == std::string_view::npos ? file.size() : end + 1);
  }
  return trim(file.substr(0, file.find('\n')));
}

// Nothing when the text is not base64 of just `size` bytes.
std::optional<Secret> decode(std::string_view line, std::size_t size) {
  Secret bytes(size);
  std::size_t length = 0;
  const char* end = nullptr;
  const bool read =
      sodium_base642bin(bytes.data(), size, line.data(), line.size(), nullptr, &length, &end, base64) == 0;
  if (!read || length != size || end != line.data() + line.size()) return std::nullopt;
  return bytes;
}

// "untrusted comment: ...", then the bytes in base64, each a line.
Secret encode(std::string_view comment, const unsigned char* bytes, std::size_t size) {
  const std::string first = fmt::format("untrusted comment: {}\n", comment);
  const std::size_t length = sodium_base64_encoded_len(size, base64); // with a zero byte at its end
  Secret file(first.size() + length);
  store_text(file.data(), first);
  sodium_bin2base64(reinterpret_cast<char*>(file.data()) + first.size(), length, bytes, size, base64);
  file.data()[file.size() - 1] = '\n';
  return file;
}

// The costliest that are tried: minisign's, and libsodium's "sensitive".
PassphraseCost highest_cost(KeyLock lock) {
  return lock == KeyLock::scrypt ? usual_scrypt
                                 : PassphraseCost{.lock = lock, .operations = 4, .memory_bytes = 1'073'741'824};
}

PassphraseCost cost_of(const Secret& key) {
  return {.lock = has_text(key.data() + 2, scrypt_kind) ? KeyLock::scrypt : KeyLock::argon2id,
          .operations = load_whole_number(key.data() + operations_at),
          .memory_bytes = load_whole_number(key.data() + memory_at)};
}

// What the locked bytes are combined with (XOR), from the passphrase and what stands before them. Argon2id takes the
// first 16 bytes of the salt.
Secret stream_of(const Secret& passphrase, const Secret& key) {
  Secret stream(secret_key_bytes - locked_at);
  const PassphraseCost cost = cost_of(key);
  const auto memory = static_cast<std::size_t>(cost.memory_bytes);
  const std::string_view text = passphrase.text();
  const bool made = (cost.lock == KeyLock::scrypt
                         ? crypto_pwhash_scryptsalsa208sha256(stream.data(), stream.size(), text.data(), text.size(),
                                                              key.data() + salt_at, cost.operations, memory)
                         : crypto_pwhash(stream.data(), stream.size(), text.data(), text.size(), key.data() + salt_at,
                                         cost.operations, memory, crypto_pwhash_ALG_ARGON2ID13)) == 0;
  if (!made) throw std::system_error(ENOMEM, std::generic_category(), "no memory for what a passphrase costs");
  return stream;
}

void combine_locked(Secret& key, const Secret& stream) {
  for (std::size_t place = 0; place < stream.size(); ++place)
    key.data()[locked_at + place] ^= stream.data()[place];
}

// Over the algorithm, number and pair.
std::array<unsigned char, checksum_bytes> checksum_of(const Secret& key) {
  std::array<unsigned char, checksum_bytes> checksum{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, checksum.size());
  crypto_generichash_update(&state, key.data(), algorithm.size());
  crypto_generichash_update(&state, key.data() + locked_at, checksum_at - locked_at);
  crypto_generichash_final(&state, checksum.data(), checksum.size());
  return checksum;
}

tl::unexpected<Refusal> refuse_key(std::string_view why) {
  return refuse(Rule::key_malformed, std::string(why), "`pvault key create --output NAME` makes a pair of keys");
}

void start_sodium() {
  if (sodium_init() < 0) throw std::system_error(EIO, std::generic_category(), "the system gives no random numbers");
}

} // namespace

Secret::~Secret() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

void Secret::shorten(std::size_t size) {
  sodium_memzero(bytes_.data() + size, bytes_.size() - size);
  bytes_.resize(size); // smaller: it stays where it is
}

std::string format_key_number(const KeyNumber& number) {
  return fmt::format("{:016X}", load_whole_number(number.data()));
}

Expected<PublicKey> parse_public_key(std::string_view text) {
  const auto bytes = decode(base64_line(text), public_key_bytes);
  if (!bytes || !has_text(bytes->data(), algorithm)) {
    return refuse_key("a public key of minisign is 56 characters that begin with RW, alone or in the second line of a "
                      "file, and this is none");
  }
  PublicKey key;
  const unsigned char* number = bytes->data() + algorithm.size();
  std::copy_n(number, key.number.size(), key.number.begin());
  std::copy_n(number + key.number.size(), key.point.size(), key.point.begin());
  return key;
}

std::string format_public_key_file(const PublicKey& key) {
  std::array<unsigned char, public_key_bytes> bytes{};
  store_text(bytes.data(), algorithm);
  std::ranges::copy(key.number, bytes.data() + algorithm.size());
  std::ranges::copy(key.point, bytes.data() + algorithm.size() + key.number.size());
  const std::string comment = fmt::format("minisign public key {}", format_key_number(key.number));
  return std::string(encode(comment, bytes.data(), bytes.size()).text());
}

std::string format_public_key(const PublicKey& key) { return std::string(base64_line(format_public_key_file(key))); }

SigningKey::SigningKey(const KeyNumber& number, Secret pair) : pair_(std::move(pair)) {
  public_key_.number = number;
  std::copy_n(pair_.data() + crypto_sign_SEEDBYTES, public_key_.point.size(), public_key_.point.begin());
}

SigningKey SigningKey::generate() {
  start_sodium();
  KeyNumber number{};
  randombytes_buf(number.data(), number.size());
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> point{};
  Secret pair(pair_bytes);
  crypto_sign_keypair(point.data(), pair.data());
  return {number, std::move(pair)};
}

Secret format_secret_key_file(const SigningKey& key, const std::optional<Secret>& passphrase, PassphraseCost cost) {
  start_sodium();
  Secret bytes(secret_key_bytes); // zero at first: what stands there without a passphrase
  store_text(bytes.data(), algorithm);
  store_text(bytes.data() + 4, checksum_kind);
  std::ranges::copy(key.public_key().number, bytes.data() + locked_at);
  std::copy_n(key.pair().data(), pair_bytes, bytes.data() + pair_at);
  if (passphrase) {
    store_text(bytes.data() + 2, cost.lock == KeyLock::scrypt ? scrypt_kind : argon2id_kind);
    randombytes_buf(bytes.data() + salt_at, salt_bytes);
    store_whole_number(bytes.data() + operations_at, cost.operations);
    store_whole_number(bytes.data() + memory_at, cost.memory_bytes);
    std::ranges::copy(checksum_of(bytes), bytes.data() + checksum_at);
    combine_locked(bytes, stream_of(*passphrase, bytes));
  }
  const bool is_ours = passphrase && cost.lock == KeyLock::argon2id;
  return encode(is_ours ? "pvault secret key, locked with Argon2id" : "minisign encrypted secret key", bytes.data(),
                bytes.size());
}

Expected<LockedKey> LockedKey::parse(std::string_view file) {
  start_sodium();
  auto bytes = decode(base64_line(file), secret_key_bytes);
  if (!bytes || !has_text(bytes->data(), algorithm) || !has_text(bytes->data() + 4, checksum_kind))
    return refuse_key("this is no secret key of pvault or minisign");
  const unsigned char* kind = bytes->data() + 2;
  const bool locked = has_text(kind, scrypt_kind) || has_text(kind, argon2id_kind);
  if (!locked && !has_text(kind, no_passphrase_kind))
    return refuse_key("this secret key is locked in a way that is neither minisign's nor pvault's");
  const PassphraseCost cost = cost_of(*bytes);
  const PassphraseCost highest = highest_cost(cost.lock);
  if (locked && (cost.operations > highest.operations || cost.memory_bytes > highest.memory_bytes))
    return refuse_key("the passphrase of this secret key takes more time or memory than any that pvault or minisign "
                      "makes");
  return LockedKey(*std::move(bytes));
}

bool LockedKey::needs_passphrase() const { return !has_text(bytes_.data() + 2, no_passphrase_kind); }

Expected<SigningKey> LockedKey::unlock(const std::optional<Secret>& passphrase) const {
  Secret bytes(bytes_.text());
  if (needs_passphrase()) {
    if (passphrase) combine_locked(bytes, stream_of(*passphrase, bytes));
    const auto checksum = checksum_of(bytes);
    if (sodium_memcmp(checksum.data(), bytes.data() + checksum_at, checksum.size()) != 0) {
      return refuse(Rule::passphrase_wrong, "the passphrase does not open this key",
                    "the passphrase the key was made with; `pvault key create` makes another key");
    }
  }
  KeyNumber number{};
  std::copy_n(bytes.data() + locked_at, number.size(), number.begin());
  Secret pair(pair_bytes);
  std::copy_n(bytes.data() + pair_at, pair_bytes, pair.data());
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> point{};
  Secret derived(pair_bytes);
  crypto_sign_seed_keypair(point.data(), derived.data(), pair.data());
  if (sodium_memcmp(derived.data(), pair.data(), pair_bytes) != 0)
    return refuse_key("the two halves of this secret key do not belong together");
  return SigningKey(number, std::move(pair));
}

} // namespace pvault
