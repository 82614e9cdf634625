// Rates of storage, insurance and handling: what is charged for mass that lies at a site, by its mass or by its cost,
// and for mass that comes in or goes out.
#pragma once

#include "journal/posting.hpp"
#include "units/date.hpp"
#include "units/price.hpp"
#include "units/rate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

enum class CarryingKind { storage, insurance, handling };
std::string_view carrying_kind_name(CarryingKind kind);
Account carrying_account(CarryingKind kind);
// Refuses option_malformed with the kinds there are.
Expected<CarryingKind> parse_carrying_kind(std::string_view text);

// What a rate asks for. Of the four parts a rate of storage or insurance has one of the first two, a rate of handling
// one or both of the others.
struct CarryingTerms {
  PartyId party{};                          // to whom it is owed
  std::optional<BasisPrice> per_month = {}; // of a mass that lies for a calendar month
  std::optional<Rate> of_cost = {};         // a year of 365 days
  std::optional<BasisPrice> for_in = {};    // of a mass that comes in
  std::optional<BasisPrice> for_out = {};   // of a mass that goes out
};

// A rate as recorded, from a day on.
struct CarryingRate {
  Date from;
  CarryingKind kind{};
  std::optional<SiteId> site = {};         // missing: all storage sites
  std::optional<MineralId> mineral = {};   // missing: all minerals
  std::optional<CarryingTerms> terms = {}; // missing: from that day on there is no rate of this scope
};

// "12 USD/t-month", or "0.35%" of cost a year.
struct EnteredCarryingRate {
  std::string text;
  std::optional<BasisPrice> per_month = {};
  std::optional<Rate> of_cost = {};
};
// Refuses carrying_rate_malformed (neither of the two, or a price of a component), what parse_price and parse_rate
// refuse.
Expected<EnteredCarryingRate> parse_carrying_rate(std::string_view text);

// "8 USD/t"
struct EnteredHandling {
  std::string text;
  BasisPrice price;
};
// Refuses carrying_rate_malformed (a price of a component), what parse_price refuses.
Expected<EnteredHandling> parse_handling(std::string_view text);

// Refuses carrying_rate_inconsistent: a rate of storage or insurance without --rate or with a charge of handling, one
// of handling with --rate or without a charge.
Expected<void> check_carrying_terms(CarryingKind kind, const CarryingTerms& terms);

// Terms that hold from a day on, until those of the next span do. Missing: nothing is charged.
struct CarryingSpan {
  Date from;
  std::optional<CarryingTerms> terms;
};

// Where something lies.
struct CarryingPlace {
  SiteId site{};
  bool in_storage = true; // false: in transit or in process
};

// The spans of one kind for a mineral at a site, in order, no two from one day. The narrowest rate counts: of site and
// mineral, of the site, of the mineral, of neither; what is in transit or in process is charged by rates that name the
// site only. `rates` in the order of their days, those of one day as recorded.
std::vector<CarryingSpan> list_carrying_spans(const std::vector<CarryingRate>& rates, CarryingKind kind,
                                              const CarryingPlace& place, MineralId mineral);

} // namespace pvault
