// The instalments of a loan: what falls due on which of the dates still to come.
#pragma once

#include "financing/facility.hpp"

#include <vector>

namespace pvault {

// Divided over the dates: each the same, rounded down to the cent, the last takes the rest. Needs at least one date.
std::vector<Instalment> divide_equally(Money principal, const std::vector<Date>& dates);
// The amounts given for their dates as far as there is principal, the rest on the last of the dates. `given` may name
// days before a business-day rule moved them.
std::vector<Instalment> divide_as_given(Money principal, const std::vector<Date>& dates,
                                        const std::vector<Instalment>& given, BusinessDayRule rule);
// Adds to each the same, rounded down to the cent, and the rest to the last.
void add_equally(std::vector<Instalment>& instalments, Money amount);

// Takes a prepayment from the instalments. Needs amount at most their sum.
void take_prepayment(std::vector<Instalment>& instalments, Money amount, Prepayment rule);

Money sum_of(const std::vector<Instalment>& instalments);

// The level payment of an annuity: principal / Σ 1 / Π (1 + rate × year fraction), half-even.
Money level_payment(Money principal, Rate rate, const std::vector<Exact>& year_fractions);

} // namespace pvault
