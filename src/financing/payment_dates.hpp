// The days on which a facility's interest, fees and instalments fall due.
#pragma once

#include "financing/facility.hpp"

#include <vector>

namespace pvault {

// A day of the rhythm, and where the business-day rule moves it. Terms are compared with the former, things happen on
// the latter.
struct PaymentDate {
  Date regular;
  Date due_on;
};

// After signing and due up to `until`, in order, one a day; maturity is among them, and the rhythm goes on after it.
std::vector<PaymentDate> payment_dates(const FacilityTerms& terms, Date until);

// The days on which instalments fall due, the last being maturity.
std::vector<Date> repayment_dates(const FacilityTerms& terms);

// Maturity, moved by the business-day rule.
Date final_payment_date(const FacilityTerms& terms);

} // namespace pvault
