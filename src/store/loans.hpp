// What the financing engine needs of the book: the facts of a loan, what accruals posted, and the stock it financed.
#pragma once

#include "financing/accrual.hpp"
#include "financing/loan.hpp"
#include "financing/shares.hpp"
#include "store/facilities.hpp"

#include <optional>
#include <vector>

namespace pvault::store {

// Dated and known by the moment.
LoanFacts load_loan_facts(Connection& connection, const Facility& facility, const Moment& moment);

// By what stands at the moment.
PostedFinancing load_posted(Connection& connection, FacilityId facility, const Moment& moment);

// What is owed of principal over all entries, as it was posted.
Money load_posted_principal(Connection& connection, FacilityId facility);

// The last day to which an accrual that stands at a moment was posted for the facility.
std::optional<Date> find_accrued_until(Connection& connection, FacilityId facility, const Moment& moment);
// Of any facility.
std::optional<Date> find_accrued_until(Connection& connection, const Moment& moment);

// What of exposure fees was financed before a day and is not posted yet: the commitment does not hold it any more.
Money load_fee_not_posted(Connection& connection, FacilityId facility, const LoanFacts& facts, Date on);

// How the stock that a facility's drawdowns financed grew and shrank, day by day.
std::vector<FinancedChange> list_financed_changes(Connection& connection, FacilityId facility, const Moment& moment);

} // namespace pvault::store
