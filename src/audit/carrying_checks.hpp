// What of carrying charges no query can check: they are computed anew from the facts as they were known when an accrual
// was recorded.
#pragma once

#include "audit/verify.hpp"

#include <vector>

namespace pvault::audit {

void check_carrying_accruals(store::Connection& connection, std::vector<Fault>& faults);

} // namespace pvault::audit
