// What of loans no query can check: the financing engine is run for it, over the facts as they were known when the
// entry that is checked was recorded.
#pragma once

#include "audit/verify.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace pvault::audit {

struct LoanCheck {
  std::string_view name;
  std::string_view about;
  void (*find_faults)(store::Connection&, std::vector<Fault>&);
};

std::span<const LoanCheck> loan_checks();

} // namespace pvault::audit
