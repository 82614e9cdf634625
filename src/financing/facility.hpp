// A loan facility's terms and what may be drawn on it.
#pragma once

#include "journal/posting.hpp"
#include "units/date.hpp"
#include "units/day_count.hpp"
#include "units/rate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

enum class PaymentPeriod { monthly, quarterly, semiannual, annual };
std::string_view payment_period_name(PaymentPeriod period);
Expected<PaymentPeriod> parse_payment_period(std::string_view text);

// One component of an exposure fee: "7.3107%:each-draw:financed".
struct ExposureFee {
  Rate percentage;
  std::string due;     // closing, each-draw, completion
  std::string settled; // financed, cash
};
// Refuses option_malformed, and what parse_rate refuses.
Expected<ExposureFee> parse_exposure_fee(std::string_view text);

struct FacilityTerms {
  Date signed_on; // in force from this day
  Money commitment;
  Rate rate; // a year
  DayCount day_count{};
  Date available_from;
  Date available_until;
  Date matures_on;
  PaymentPeriod payments{};
  std::optional<Date> first_payment_on = {};
  std::optional<Rate> commitment_fee = {}; // a year, on what is undisbursed
  std::vector<ExposureFee> exposure_fees = {};
  std::string source = {};
};

// The memorandum of a new commitment. Refuses: amount_not_positive, facility_terms_inconsistent (dates out of order).
Expected<Postings> plan_facility(const FacilityTerms& terms, FacilityId facility);

} // namespace pvault
