// What the undisbursed commitments allow to be drawn for purchases at a moment, and why not more.
#pragma once

#include "financing/drawable.hpp"
#include "reports/report.hpp"

#include <string>
#include <vector>

namespace pvault::reports {

struct PurchaseFunds {
  Drawable drawable;
  std::vector<std::string> facilities;      // whose commitments count
  std::vector<std::string> not_to_be_drawn; // "BANKS-1 (to be drawn from 2026-06-01 to 2027-12-31)"
  std::vector<std::string> bases;           // facilities whose borrowing base was looked at
  std::vector<std::string> shares;          // "85.69% on EXIM-1", where the lenders have shares

  [[nodiscard]] Money allowed() const { return drawable.within_shares; }
};

PurchaseFunds load_purchase_funds(store::Connection& connection, const Moment& moment);

// One sentence or more for each: what is allowed and what takes how much of it, what is not counted, the shares.
std::vector<std::string> describe(const PurchaseFunds& funds, Date as_of);

} // namespace pvault::reports
