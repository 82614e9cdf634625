#include "journal/chain.hpp"

#include <array>
#include <fmt/format.h>
#include <iterator>
#include <sodium.h>

namespace pvault {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return std::string(hex.data());
}

EntryBytes::EntryBytes(std::string_view previous_hash) {
  bytes_ = "pvault entry 1\n";
  add("previous_hash", std::string(previous_hash));
}

void EntryBytes::begin_row(std::string_view table) {
  bytes_ += '@';
  bytes_ += table;
  bytes_ += '\n';
}

void EntryBytes::add(std::string_view column, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    fmt::format_to(std::back_inserter(bytes_), "{}=i:{}\n", column, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    fmt::format_to(std::back_inserter(bytes_), "{}=t:{}:{}\n", column, text->size(), *text);
  }
}

} // namespace pvault
