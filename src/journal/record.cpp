#include "journal/record.hpp"

namespace pvault {

const Value& RecordRow::value(std::string_view column) const {
  static const Value missing;
  for (const auto& [name, value] : values_) {
    if (name == column) return value;
  }
  return missing;
}

} // namespace pvault
