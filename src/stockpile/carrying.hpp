// What storage, insurance and handling come to by a day, to whom they are owed, and what of it an accrual posts.
//
// 1. A lot is charged for each day at whose end it holds mass, by the mass and the cost it then has, and by the terms
// of
//    that day.
// 2. A day of a calendar month is that month divided by its days; a day of a part of cost is 1/365 of a year.
// 3. What came in or went out on a day is charged by the terms of that day.
// 4. Nothing is rounded but what is owed to a party for a kind in all; that is shared to the cent over minerals, then
//    over the sites of each, then over the lots of each, by largest remainder.
#pragma once

#include "stockpile/carrying_rate.hpp"
#include "units/exact.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <compare>
#include <map>
#include <vector>

namespace pvault {

// What a lot's mass and cost changed by on a day.
struct LotChange {
  Date on;
  Mass mass;
  Money cost;
};

// What of a lot came in or went out on a day. What stays at its site, and what is lost, is not handled.
struct HandledMass {
  Date on;
  Mass in = {};
  Mass out = {};
};

struct CarriedLot {
  LotId id{};
  MineralId mineral{};
  CarryingPlace place;
  std::vector<LotChange> changes = {}; // in the order of their days, one for each
  std::vector<HandledMass> handled = {};
};

// Of whom what is charged to whom. In the order in which amounts are shared.
struct CarryingKey {
  CarryingKind kind{};
  PartyId party{};
  MineralId mineral{};
  SiteId site{};
  friend auto operator<=>(const CarryingKey&, const CarryingKey&) = default;
};

struct CarryingCharge {
  CarryingKey key;
  LotId lot{};
  Exact cents = 0;                              // exact
  boost::multiprecision::cpp_int mg_days = 0;   // of the days that were charged
  boost::multiprecision::cpp_int cent_days = 0; // of the cost, the same
  boost::multiprecision::cpp_int handled_in_mg = 0;
  boost::multiprecision::cpp_int handled_out_mg = 0;
  Money amount = {}; // its part of what is owed, in whole cents
};

// By key and lot, up to and including a day. Throws std::overflow_error when an amount does not fit 64 bits.
std::vector<CarryingCharge> charge_carrying(const std::vector<CarriedLot>& lots, const std::vector<CarryingRate>& rates,
                                            Date until);

using CarryingAmounts = std::map<CarryingKey, Money>;

// The sums of charges.
CarryingAmounts amounts_of(const std::vector<CarryingCharge>& charges);

// What an accrual posts: what is owed less what was posted before. Keys without a difference are not there.
struct PlannedCarrying {
  CarryingAmounts difference;
  Postings postings;
};
PlannedCarrying plan_carrying_accrual(const CarryingAmounts& owed, const CarryingAmounts& posted);

} // namespace pvault
