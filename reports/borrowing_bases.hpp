// The borrowing bases in force at a moment, each computed from the stock, prices and debt of its day.
#pragma once

#include "reports/report.hpp"
#include "store/borrowing_bases.hpp"

#include <string>
#include <vector>

namespace pvault::reports {

// A facility's certificate.
struct FacilityBase {
  FacilityId facility_id{};
  std::string facility;
  store::RecordedBorrowingBase recorded;
  BorrowingBase base;
};

// Of the facilities asked for that have one, in their order.
std::vector<FacilityBase> load_bases(store::Connection& connection, const ReportQuestion& question);

} // namespace pvault::reports
