// A row of a record table on its way into the book. The same list of values is inserted and hashed, so nothing can be
// kept without being covered by its entry's hash.
#pragma once

#include "journal/posting.hpp"
#include "units/date.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace pvault {

using Value = std::variant<std::monostate, std::int64_t, std::string>;

// Column names are literals with static lifetime.
class RecordRow {
public:
  explicit RecordRow(std::string_view table) : table_(table) {}

  RecordRow& set(std::string_view column, std::int64_t value) { return put(column, value); }
  RecordRow& set(std::string_view column, std::string value) { return put(column, std::move(value)); }
  RecordRow& set(std::string_view column, std::string_view value) { return put(column, std::string(value)); }
  RecordRow& set(std::string_view column, const char* value) { return put(column, std::string(value)); }
  RecordRow& set(std::string_view column, Mass value) { return put(column, value.milligrams()); }
  RecordRow& set(std::string_view column, Money value) { return put(column, value.cents()); }
  RecordRow& set(std::string_view column, Date value) { return put(column, format_date(value)); }
  RecordRow& set(std::string_view column, MineralId value) { return put(column, number_of(value)); }
  RecordRow& set(std::string_view column, SiteId value) { return put(column, number_of(value)); }
  RecordRow& set(std::string_view column, PartyId value) { return put(column, number_of(value)); }
  RecordRow& set(std::string_view column, FacilityId value) { return put(column, number_of(value)); }
  RecordRow& set(std::string_view column, LotId value) { return put(column, number_of(value)); }
  RecordRow& set(std::string_view column, EntryId value) { return put(column, number_of(value)); }
  template <class T>
  RecordRow& set(std::string_view column, const std::optional<T>& value) {
    return value ? set(column, *value) : *this;
  }
  // Empty text is kept as missing: the book knows no empty text.
  RecordRow& set_text(std::string_view column, std::string_view value) {
    return value.empty() ? *this : set(column, value);
  }

  [[nodiscard]] std::string_view table() const { return table_; }
  [[nodiscard]] const std::vector<std::pair<std::string_view, Value>>& values() const { return values_; }
  // Missing when it was never set.
  [[nodiscard]] const Value& value(std::string_view column) const;

private:
  RecordRow& put(std::string_view column, Value value) {
    values_.emplace_back(column, std::move(value));
    return *this;
  }
  std::string_view table_;
  std::vector<std::pair<std::string_view, Value>> values_;
};

} // namespace pvault
