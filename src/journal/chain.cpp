#include "journal/chain.hpp"

#include <fmt/format.h>
#include <iterator>

namespace pvault {

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
