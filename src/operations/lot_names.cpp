#include "operations/lot_names.hpp"

#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::operations {

Expected<void> check_lot_name(const std::string& lot) {
  const bool only_digits = !lot.empty() && std::ranges::all_of(lot, [](char c) { return c >= '0' && c <= '9'; });
  if (!only_digits && lot.find('=') == std::string::npos) return {};
  return refuse(Rule::option_malformed,
                fmt::format("\"{}\" cannot name a lot: it has only digits, or an equals sign", lot),
                fmt::format("put a letter before it, for example L-{}", only_digits ? lot : "1"));
}

std::string free_lot_name(store::Connection& connection, const std::string& stem, std::int64_t first,
                          const std::set<std::string>& taken) {
  for (std::int64_t number = first;; ++number) {
    std::string name = fmt::format("{}{}", stem, number);
    if (!taken.contains(lower(name)) && store::check_code_free(connection, "lot", name)) return name;
  }
}

} // namespace pvault::operations
