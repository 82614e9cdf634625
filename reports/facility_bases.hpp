// The borrowing bases that reports are about.
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

// What lenders count: the lots on hand and their prices.
struct Collateral {
  std::vector<CollateralLot> lots;
  CollateralPrices prices;
};
Collateral load_collateral(store::Connection& connection, const Moment& moment);

// Of the facilities asked for that have one, in the order of the facilities.
std::vector<FacilityBase> load_facility_bases(store::Connection& connection, const ReportQuestion& question,
                                              const Collateral& collateral);

const char* eligibility_name(Eligibility eligibility);

// The sum of a figure over the minerals that are eligible.
template <class Value>
Money sum_of_eligible(const BorrowingBase& base, Value value) {
  Money sum;
  for (const MineralBase& part : base.minerals) {
    if (part.eligibility == Eligibility::eligible) sum += value(part);
  }
  return sum;
}

// A fall of prices is a whole number of hundredths of a percent.
inline constexpr int decimals_of_fall = 2;
inline std::int64_t hundredths_of(Rate fall) { return fall.parts_per_billion() / 100'000; }

// What a report says that has no row.
std::string no_borrowing_base_note(Date as_of);

} // namespace pvault::reports
