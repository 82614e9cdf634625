// The hash chain: what bytes an entry's hash covers (docs/FORMAT.md describes them; tests/independent/ recomputes them
// without our code).
#pragma once

#include "journal/record.hpp"
#include "journal/sha256.hpp"
#include "units/text.hpp"

#include <string>
#include <string_view>

namespace pvault {

// What stands before the first entry.
inline constexpr std::string_view first_previous_hash =
    "0000000000000000000000000000000000000000000000000000000000000000";

// Collects the canonical bytes of one entry, in the order of the format: the entry's own row first, then its rows in
// the other tables, tables by name, rows by line, columns in the order of the schema. A missing value is not written,
// so a column that a later schema adds leaves older hashes as they were.
class EntryBytes {
public:
  explicit EntryBytes(std::string_view previous_hash);
  void begin_row(std::string_view table);
  void add(std::string_view column, const Value& value);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string hash() const { return sha256_hex(bytes_); }

private:
  std::string bytes_;
};

// Tells two requests with one id apart: SHA-256 over the same form of bytes, of what was asked (not of what it led to).
class RequestFingerprint {
public:
  explicit RequestFingerprint(std::string_view kind) : bytes_("") { bytes_.begin_row(kind); }
  template <class T>
  RequestFingerprint& add(std::string_view name, const T& value) {
    RecordRow row("");
    row.set(name, value);
    for (const auto& [column, content] : row.values())
      bytes_.add(column, content);
    return *this;
  }
  // A name as it was typed; names are found without regard to case.
  RequestFingerprint& add_name(std::string_view name, std::string_view typed) { return add(name, lower(typed)); }
  [[nodiscard]] std::string hash() const { return bytes_.hash(); }

private:
  EntryBytes bytes_;
};

} // namespace pvault
