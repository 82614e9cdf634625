// What of lots no query can check: the book's movements are gone through in the order in which they were recorded, and
// each release is held against what the lots were then.
#pragma once

#include "audit/verify.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace pvault::audit {

struct StockCheck {
  std::string_view name;
  std::string_view about;
  void (*find_faults)(store::Connection&, std::vector<Fault>&);
};

std::span<const StockCheck> stock_checks();

} // namespace pvault::audit
