#include "journal/signature.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sodium.h>
#include <vector>

namespace pvault {

namespace {

constexpr std::string_view prehashed = "ED";
constexpr std::string_view untrusted_begin = "untrusted comment: ";
constexpr std::string_view trusted_begin = "trusted comment: ";
constexpr std::size_t head_bytes = prehashed.size() + sizeof(KeyNumber);

using Bytes = std::vector<unsigned char>;
using SignatureBytes = std::array<unsigned char, crypto_sign_BYTES>;

Bytes digest_of(std::string_view bytes) {
  Bytes digest(crypto_generichash_BYTES_MAX); // 64: BLAKE2b-512
  crypto_generichash(digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                     nullptr, 0);
  return digest;
}

// What the second signature covers.
Bytes signature_and_comment(const SignatureBytes& signature, std::string_view comment) {
  Bytes bytes(signature.begin(), signature.end());
  bytes.insert(bytes.end(), comment.begin(), comment.end());
  return bytes;
}

SignatureBytes signature_over(const Bytes& bytes, const SigningKey& key) {
  SignatureBytes signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes.data(), bytes.size(), key.pair().data());
  return signature;
}

bool is_signature_over(const Bytes& bytes, const SignatureBytes& signature, const PublicKey& key) {
  return crypto_sign_verify_detached(signature.data(), bytes.data(), bytes.size(), key.point.data()) == 0;
}

std::string to_base64(const Bytes& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back(); // the zero byte
  return text;
}

std::optional<Bytes> from_base64(std::string_view text, std::size_t size) {
  Bytes bytes(size);
  std::size_t length = 0;
  const char* end = nullptr;
  const bool read = sodium_base642bin(bytes.data(), size, text.data(), text.size(), nullptr, &length, &end,
                                      sodium_base64_VARIANT_ORIGINAL) == 0;
  if (!read || length != size || end != text.data() + text.size()) return std::nullopt;
  return bytes;
}

// Takes the first line off, without its end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line, [](unsigned char byte) { return (byte < ' ' && byte != '\t') || byte == 0x7F; }, '?');
  return line;
}

} // namespace

std::string sign(const SigningKey& key, std::string_view bytes, std::string_view trusted_comment) {
  const std::string comment = one_line(trusted_comment);
  const KeyNumber& number = key.public_key().number;
  const SignatureBytes of_bytes = signature_over(digest_of(bytes), key);
  const SignatureBytes of_comment = signature_over(signature_and_comment(of_bytes, comment), key);
  Bytes head(prehashed.begin(), prehashed.end());
  head.insert(head.end(), number.begin(), number.end());
  head.insert(head.end(), of_bytes.begin(), of_bytes.end());
  return fmt::format("{}signature by pvault with key {}\n{}\n{}{}\n{}\n", untrusted_begin, format_key_number(number),
                     to_base64(head), trusted_begin, comment, to_base64(Bytes(of_comment.begin(), of_comment.end())));
}

std::optional<Signature> parse_signature(std::string_view file) {
  const bool begins = take_line(file).starts_with(untrusted_begin);
  const auto head = from_base64(take_line(file), head_bytes + crypto_sign_BYTES);
  std::string_view comment = take_line(file);
  const auto of_comment = from_base64(take_line(file), crypto_sign_BYTES);
  if (!begins || !head || !comment.starts_with(trusted_begin) || !of_comment || !file.empty()) return std::nullopt;
  if (!std::equal(prehashed.begin(), prehashed.end(), head->begin())) return std::nullopt;
  comment.remove_prefix(trusted_begin.size());
  Signature signature;
  signature.trusted_comment = comment;
  std::copy_n(head->data() + prehashed.size(), signature.key.size(), signature.key.begin());
  std::copy_n(head->data() + head_bytes, signature.of_bytes.size(), signature.of_bytes.begin());
  std::ranges::copy(*of_comment, signature.of_comment.begin());
  return signature;
}

std::optional<SignatureFault> find_signature_fault(const Signature& signature, std::string_view bytes,
                                                   const PublicKey& key) {
  if (signature.key != key.number) return SignatureFault::other_key;
  if (!is_signature_over(digest_of(bytes), signature.of_bytes, key)) return SignatureFault::other_bytes;
  const Bytes with_comment = signature_and_comment(signature.of_bytes, signature.trusted_comment);
  if (!is_signature_over(with_comment, signature.of_comment, key)) return SignatureFault::other_comment;
  return std::nullopt;
}

} // namespace pvault
