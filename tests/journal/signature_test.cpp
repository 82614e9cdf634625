#include "journal/signature.hpp"

#include "tests/support/refusals.hpp"

#include <array>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sodium.h>

namespace journal_signature_test {

using namespace pvault;

namespace {

// Made with minisign 0.11: `minisign -G -W`, then `minisign -S` of a file that holds "hello" and a line feed.
const std::string minisign_public = "RWRFSkZF0J3byJpQoDnmSiafgtr4D4CDmb4KMytd8xa9gz3IPHfg8aTj";
const std::string minisign_secret =
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAARUpGRdCd28g1s19Gzi4/"
    "8wa7Ec8Cg2DcP8UASfOqeOhv"
    "rSajyL/FYppQoDnmSiafgtr4D4CDmb4KMytd8xa9gz3IPHfg8aTjAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
const std::string minisign_signature =
    "untrusted comment: signature from minisign secret key\n"
    "RURFSkZF0J3byE7yjKoI8TB3T4kvezdLNYVGgFw8FlvL4plw7V1+KG1dp3jEvAIesu0y3L4AQfjzfKIed2B5U4pLvuF2jLSPfAw=\n"
    "trusted comment: timestamp:1795920719\tfile:f.txt\thashed\n"
    "LrU1rP/1D6EiXLjNKvGbKt1E+DO3kYmXHl/hLVFZt0X8g1/erl0+ZGtu2g2vS9EXFoIR33BDT9dLfh0SgDLYCQ==\n";

// What a passphrase costs where nobody waits: the least that libsodium takes.
constexpr PassphraseCost least_cost = {.lock = KeyLock::scrypt, .operations = 32'768, .memory_bytes = 16'777'216};

constexpr PassphraseCost least_argon2id = {.lock = KeyLock::argon2id, .operations = 1, .memory_bytes = 8'192};

std::string secret_file(const SigningKey& key, std::string_view passphrase) {
  return std::string(format_secret_key_file(key, Secret(passphrase), least_cost).text());
}

// The file of a key with another number of operations in it than it was locked with.
std::string with_operations(const std::string& file, std::uint64_t operations) {
  constexpr std::size_t operations_at = 38; // docs/FORMAT.md
  const std::size_t begin = file.find('\n') + 1;
  std::array<unsigned char, 158> bytes{};
  REQUIRE_EQ(sodium_base642bin(bytes.data(), bytes.size(), file.data() + begin, file.size() - begin, "\n", nullptr,
                               nullptr, sodium_base64_VARIANT_ORIGINAL),
             0);
  for (unsigned place = 0; place < 8; ++place)
    bytes.at(operations_at + place) = static_cast<unsigned char>(operations >> (8 * place));
  std::string line(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(line.data(), line.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  line.back() = '\n';
  return file.substr(0, begin) + line;
}

Expected<SigningKey> unlocked(std::string_view file, std::string_view passphrase) {
  return LockedKey::parse(file).and_then(
      [&](const LockedKey& locked) { return locked.unlock(std::optional<Secret>(Secret(passphrase))); });
}

std::string rule_of(const Expected<SigningKey>& answer) {
  return answer ? "" : std::string(rule_name(answer.error().rule));
}

SigningKey minisign_key() {
  auto key = LockedKey::parse(minisign_secret).value().unlock(std::nullopt);
  REQUIRE(key.has_value());
  return *std::move(key);
}

// "" when the signature is good.
std::string fault_of(std::string_view signature_file, std::string_view bytes, const PublicKey& key) {
  const auto signature = parse_signature(signature_file);
  if (!signature) return "no signature";
  const auto fault = find_signature_fault(*signature, bytes, key);
  if (!fault) return "";
  return *fault == SignatureFault::other_key     ? "other key"
         : *fault == SignatureFault::other_bytes ? "other bytes"
                                                 : "other comment";
}

} // namespace

TEST_CASE("a signature that minisign made is good, and only for its bytes, its comment and its key") {
  const PublicKey key = parse_public_key(minisign_public).value();
  CHECK_EQ(format_key_number(key.number), "C8DB9DD045464A45"); // as minisign prints it
  CHECK_EQ(fault_of(minisign_signature, "hello\n", key), "");
  CHECK_EQ(fault_of(minisign_signature, "hello", key), "other bytes");
  CHECK_EQ(fault_of(minisign_signature, "Hello\n", key), "other bytes");
  std::string other_comment = minisign_signature;
  other_comment.replace(other_comment.find("f.txt"), 5, "g.txt");
  CHECK_EQ(fault_of(other_comment, "hello\n", key), "other comment");
  CHECK_EQ(fault_of(minisign_signature, "hello\n", SigningKey::generate().public_key()), "other key");
}

TEST_CASE("what is not written as minisign writes a signature is none") {
  const PublicKey key = parse_public_key(minisign_public).value();
  for (const std::size_t length : {std::size_t{0}, std::size_t{10}, std::size_t{60}, std::size_t{160}, std::size_t{200},
                                   minisign_signature.size() - 2}) {
    CAPTURE(length);
    CHECK_EQ(fault_of(minisign_signature.substr(0, length), "hello\n", key), "no signature");
  }
  CHECK_EQ(fault_of(minisign_signature + "more\n", "hello\n", key), "no signature");
  std::string older = minisign_signature; // "Ed" in place of "ED": over the bytes themselves, as `minisign -l` signs
  older.replace(older.find("RURF"), 4, "RWRF");
  CHECK_EQ(fault_of(older, "hello\n", key), "no signature");
}

TEST_CASE("a secret key of minisign is taken, and one of ours without a passphrase is written like it") {
  const SigningKey key = minisign_key();
  CHECK_EQ(format_public_key(key.public_key()), minisign_public);
  CHECK_EQ(std::string(format_secret_key_file(key, std::nullopt).text()), minisign_secret);
  CHECK_EQ(fault_of(sign(key, "hello\n", "of hello"), "hello\n", key.public_key()), "");
}

TEST_CASE("a public key is taken as its text, as a file, and with blanks around it") {
  const PublicKey key = parse_public_key(minisign_public).value();
  CHECK(parse_public_key(format_public_key_file(key)).value() == key);
  CHECK(parse_public_key("  " + minisign_public + "\n").value() == key);
  CHECK_EQ(format_public_key_file(key),
           "untrusted comment: minisign public key C8DB9DD045464A45\n" + minisign_public + "\n");
}

TEST_CASE("key_malformed: no public key") {
  const std::string message = "a public key of minisign is 56 characters that begin with RW, alone or in the second "
                              "line of a file, and this is none";
  const std::string next_step = "`pvault key create --output NAME` makes a pair of keys";
  test::check_refused(parse_public_key, {{"", Rule::key_malformed, message, next_step},
                                         {"auditor.pub", Rule::key_malformed, message, next_step},
                                         {minisign_public.substr(1), Rule::key_malformed, message, next_step},
                                         {minisign_public + "A", Rule::key_malformed, message, next_step},
                                         {"RV" + minisign_public.substr(2), Rule::key_malformed, message, next_step},
                                         {minisign_secret, Rule::key_malformed, message, next_step}});
}

TEST_CASE("a passphrase opens the key it was made with, no other does") {
  const SigningKey key = SigningKey::generate();
  const std::string file = secret_file(key, "correct horse");
  CHECK(LockedKey::parse(file).value().needs_passphrase());
  CHECK(unlocked(file, "correct horse").value().public_key() == key.public_key());
  CHECK_EQ(rule_of(unlocked(file, "correct hors")), "passphrase_wrong");
  CHECK_EQ(rule_of(LockedKey::parse(file).value().unlock(std::nullopt)), "passphrase_wrong");
  CHECK_NE(file, secret_file(key, "correct horse")); // another salt each time
}

TEST_CASE("key_malformed: no secret key, one cut off, one of two halves, one whose passphrase would take for ever") {
  const SigningKey key = SigningKey::generate();
  const std::string file = secret_file(key, "x");
  CHECK_EQ(rule_of(unlocked("", "x")), "key_malformed");
  CHECK_EQ(rule_of(unlocked(file.substr(0, 200), "x")), "key_malformed");
  CHECK_EQ(rule_of(unlocked(minisign_public, "x")), "key_malformed");
  std::string other_half = minisign_secret; // a letter of the public half
  other_half.replace(other_half.find("ppQoDn"), 3, "ppR");
  CHECK_EQ(rule_of(unlocked(other_half, "x")), "key_malformed");
  CHECK_EQ(rule_of(unlocked(with_operations(file, usual_scrypt.operations + 1), "x")), "key_malformed");
  const std::string ours(format_secret_key_file(key, Secret("x"), least_argon2id).text());
  CHECK_EQ(rule_of(unlocked(with_operations(ours, 5), "x")), "key_malformed");
}

TEST_CASE("a key is locked with Argon2id unless minisign is to open it") {
  const SigningKey key = SigningKey::generate();
  const std::string file(format_secret_key_file(key, Secret("correct horse"), least_argon2id).text());
  CHECK(file.starts_with("untrusted comment: pvault secret key, locked with Argon2id\n"));
  CHECK(unlocked(file, "correct horse").value().public_key() == key.public_key());
  CHECK_EQ(rule_of(unlocked(file, "correct hors")), "passphrase_wrong");
  CHECK(usual_argon2id.lock == KeyLock::argon2id);
  CHECK_EQ(usual_argon2id.operations, crypto_pwhash_OPSLIMIT_MODERATE);
  CHECK_EQ(usual_argon2id.memory_bytes, crypto_pwhash_MEMLIMIT_MODERATE);
}

TEST_CASE("a comment stays one line") {
  const SigningKey key = minisign_key();
  const std::string file = sign(key, "x", "file:a\nb\x1b[0m\tentry 1");
  CHECK_EQ(parse_signature(file).value().trusted_comment, "file:a?b?[0m\tentry 1");
  CHECK_EQ(fault_of(file, "x", key.public_key()), "");
}

TEST_CASE("a secret leaves nothing behind when it is moved or shortened") {
  Secret first(std::string_view("hidden"));
  const Secret second(std::move(first));
  CHECK_EQ(first.size(), 0); // NOLINT(bugprone-use-after-move): that is the point
  CHECK_EQ(second.text(), "hidden");
  Secret third(std::string_view("hidden and more"));
  third.shorten(6);
  CHECK_EQ(third.text(), "hidden");
}

} // namespace journal_signature_test
