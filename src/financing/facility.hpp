// A loan facility's terms.
#pragma once

#include "journal/posting.hpp"
#include "units/business_day.hpp"
#include "units/date.hpp"
#include "units/day_count.hpp"
#include "units/rate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

// The rhythm of payment dates: every so many months, or the same days of every year ("05-25,11-25").
struct PaymentDays {
  int months = 0;                         // 1, 3, 6 or 12; 0 when days are given
  std::vector<date::month_day> days = {}; // in order
  friend bool operator==(const PaymentDays&, const PaymentDays&) = default;
};
std::string format_payment_days(const PaymentDays& days); // monthly, quarterly, semiannual, annual, 05-25,11-25
// Refuses option_malformed.
Expected<PaymentDays> parse_payment_days(std::string_view text);

// What a floating rate follows: the index's latest fixing plus the margin.
struct FloatingRate {
  std::string index;
  Rate margin;
};

// One component of an exposure fee: "7.3107%:each-draw:financed", "1%:closing:cash:175872731 USD".
struct ExposureFee {
  Rate percentage = {};
  std::string due = {};     // closing, each-draw, completion
  std::string settled = {}; // financed, cash
  std::string base = {};    // commitment, draw, disbursed, amount
  std::optional<Money> base_amount = {};
};
// Refuses option_malformed, and what parse_rate and parse_money refuse.
Expected<ExposureFee> parse_exposure_fee(std::string_view text);

enum class Repayment { equal, bullet, annuity, custom };
std::string_view repayment_name(Repayment repayment);
Expected<Repayment> parse_repayment(std::string_view text); // refuses option_malformed

// Which instalments a prepayment takes from.
enum class Prepayment { inverse, pro_rata, next };
std::string_view prepayment_name(Prepayment prepayment);      // inverse, pro-rata, next
Expected<Prepayment> parse_prepayment(std::string_view text); // refuses option_malformed

struct Instalment {
  Date due_on;
  Money amount;
};

// All that a facility's agreement says, as docs/FINANCING.md reads it.
struct FacilityTerms {
  Date signed_on; // in force from this day
  Money commitment;
  std::optional<Rate> rate = {}; // a year; empty when it floats
  std::optional<FloatingRate> floating = {};
  DayCount day_count{};
  Date available_from;
  Date available_until;
  Date matures_on;
  PaymentDays payments{};
  std::optional<Date> first_payment_on = {};
  BusinessDayRule business_days{};
  std::optional<Date> capitalise_until = {};
  std::optional<Rate> commitment_fee = {}; // a year, on what is undisbursed
  std::optional<Date> commitment_fee_from = {};
  std::optional<DayCount> commitment_fee_day_count = {};
  std::vector<ExposureFee> exposure_fees = {};
  Repayment repayment{};
  std::optional<Date> first_repayment_on = {};
  std::vector<Instalment> instalments = {}; // Repayment::custom, in order of their dates
  Prepayment prepayment{};
  std::optional<Rate> default_margin = {};  // a year, on what is overdue
  std::vector<std::string> conditions = {}; // to be met before the first drawdown
  std::string source = {};
};

// What is charged at signing: components due at closing.
struct ClosingFees {
  Money financed;
  Money cash;
};
ClosingFees closing_fees(const FacilityTerms& terms);
// Whether a fee is added to principal when the loan is drawn in full or its availability ends: no entry of a drawdown
// has it.
bool finances_fee_at_completion(const FacilityTerms& terms);

// The memorandum of a new commitment, and fees due at closing. Refuses, in this order: amount_not_positive (commitment,
// instalments), facility_terms_inconsistent (dates out of order, instalments that are no payment dates or above the
// commitment, fees financed above the commitment, terms that contradict each other).
Expected<Postings> plan_facility(const FacilityTerms& terms, FacilityId facility);

// The same checks for terms that replace others from `on` on; posts nothing. Also refuses facility_terms_inconsistent
// when the day is not after signing, or when `drawn_on`, dates of drawdowns that stand, would be after the
// availability.
Expected<void> check_amendment(const FacilityTerms& before, const FacilityTerms& after, Date on,
                               const std::vector<Date>& drawn_on);

} // namespace pvault
