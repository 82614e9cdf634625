// The borrowing base: what a lender counts of the stock's value towards what it is owed, and how far prices may fall
// until it is less than that (docs/FINANCING.md, "Borrowing base").
#pragma once

#include "journal/posting.hpp"
#include "units/date.hpp"
#include "units/price.hpp"
#include "units/rate.hpp"
#include "units/relative_change.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pvault {

struct MineralAdvance {
  MineralId mineral{};
  std::string code;
  Rate rate; // 0% makes the mineral ineligible
};

struct SharingFacility {
  FacilityId id{};
  std::string code;
};

struct BorrowingBaseTerms {
  Rate advance_rate;                         // of minerals without a rate of their own
  std::vector<MineralAdvance> advances = {}; // minerals with one
  Money reserve = {};
  std::optional<Rate> concentration_limit = {};  // how much of all advances one mineral's may be
  std::optional<int> price_age_days = {};        // an older price does not count
  std::vector<SharingFacility> shared_with = {}; // their principal counts against the same base
};

// A facility whose borrowing base is being recorded.
struct Borrower {
  FacilityId id{};
  std::string code;
  Date in_force_from;
};

// Refuses, in this order: facility_not_in_force, percent_out_of_range (an advance rate above 100%, a concentration
// limit of nothing or above 100%), borrowing_base_inconsistent (a mineral or a facility named twice).
Expected<void> check_borrowing_base(const Borrower& borrower, Date on, const BorrowingBaseTerms& terms);
// Of an end of the borrowing base, which has no terms. Refuses facility_not_in_force.
Expected<void> check_end_of_borrowing_base(const Borrower& borrower, Date on);

// A lot that is on hand, with what is left of its cost.
struct CollateralLot {
  MineralId mineral{};
  Mass on_hand;
  Money cost;
};

struct CollateralPrice {
  BasisPrice price;
  Date on;
  RelativeChange change = {}; // what a scenario makes of it
};
using CollateralPrices = std::map<MineralId, CollateralPrice>;

// What the lots of one mineral are worth.
struct CollateralValue {
  Money market_value = {}; // Σ of lots, each rounded down
  Money lower_value = {};  // Σ min(cost, market value) of lots
};
// At the price with its change, times `left`, exact. Throws std::overflow_error when a value does not fit 64 bits.
CollateralValue value_collateral(const std::vector<CollateralLot>& lots, const CollateralPrice& price,
                                 const Exact& left = 1);
// Its lower value alone, at the price with its change; it fits however large the market value is.
Money lower_of_cost_or_market(const std::vector<CollateralLot>& lots, const CollateralPrice& price);

// Why a mineral counts or does not.
enum class Eligibility { eligible, not_eligible, no_price, price_too_old };

// What a mineral on hand brings to the base.
struct MineralBase {
  MineralId mineral{};
  Eligibility eligibility{};
  Rate advance_rate = {};
  Mass on_hand = {};
  Money cost = {};
  std::optional<CollateralPrice> price = {}; // the latest, however old
  std::optional<Money> market_value = {};    // Σ of lots, each rounded down; missing without a price, or one too old
  Money lower_value = {};                    // Σ min(cost, market value) of lots
  Money advance = {};                        // lower value × advance rate, rounded down
  Money excess = {};                         // what of the advance is above the concentration limit, rounded up
  std::optional<Rate> breaching_fall = {};   // of its price alone; missing when no fall would breach, or nothing counts
  [[nodiscard]] Money counted() const { return advance - excess; }
};

struct BorrowingBase {
  std::vector<MineralBase> minerals = {}; // those on hand, in the order of their ids
  Money gross = {};                       // Σ advance
  Money excess = {};
  Money reserve = {};
  Money base = {}; // gross − excess − reserve, not below zero
  Money debt = {};
  // The smallest fall of all prices alike, in steps of 0.01 %, after which the base is below the debt. Zero when it is
  // already; missing when nothing is owed.
  std::optional<Rate> breaching_fall = {};
  [[nodiscard]] Money headroom() const { return base - debt; }
  [[nodiscard]] bool is_breached() const { return base < debt; }
};

// `debt`: the principal of the facility and of those that share the base. Throws std::overflow_error when a value does
// not fit 64 bits.
BorrowingBase compute_borrowing_base(const BorrowingBaseTerms& terms, const std::vector<CollateralLot>& lots,
                                     const CollateralPrices& prices, Money debt, Date on);

} // namespace pvault
