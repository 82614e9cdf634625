// Those of the checks of what was entered that are about lots, what was paid for them, and where they went.
#pragma once

#include "audit/verify.hpp"

#include <vector>

namespace pvault::audit {

void check_lots_entered(store::Connection& connection, std::vector<Fault>& faults);
void check_purchases_entered(store::Connection& connection, std::vector<Fault>& faults);
void check_settlements_entered(store::Connection& connection, std::vector<Fault>& faults);
void check_transfers_entered(store::Connection& connection, std::vector<Fault>& faults);
void check_releases_entered(store::Connection& connection, std::vector<Fault>& faults);
void check_sales_entered(store::Connection& connection, std::vector<Fault>& faults);
void check_returns_entered(store::Connection& connection, std::vector<Fault>& faults);
void check_counts_entered(store::Connection& connection, std::vector<Fault>& faults);

} // namespace pvault::audit
