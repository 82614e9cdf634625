// A book with a loan whose figures can be checked in the head.
#pragma once

#include "audit/verify.hpp"
#include "operations/service_loan.hpp"
#include "tests/support/book.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace pvault::test {

// 1,200,000 USD at 6% by 30/360 bear 18,000 USD a quarter, which are capitalised until July; half of it bought gallium.
class LoanBook : public TemporaryBook {
public:
  LoanBook() {
    const EntryId bought = purchase("gallium", "1 t", "600 USD/kg", "2025-01-01");
    loan("LOAN-1", {});
    drawdown("LOAN-1", "1.2M USD", "2025-01-01", {{bought, "600,000 USD"}});
  }
  EntryId loan(const std::string& code, const std::function<void(FacilityTerms&)>& change) {
    FacilityTerms terms{.signed_on = day("2025-01-01"),
                        .commitment = money("2.4M USD"),
                        .rate = rate("6%"),
                        .day_count = DayCount::thirty_360,
                        .available_from = day("2025-01-01"),
                        .available_until = day("2025-12-31"),
                        .matures_on = day("2030-01-01"),
                        .payments = PaymentDays{.months = 3},
                        .capitalise_until = day("2025-07-01"),
                        .commitment_fee = rate("0.5%")};
    if (change) change(terms);
    return allowed(operations::add_facility(book(), options("2025-01-01"), {code, "EXIM", terms})).entry;
  }
  EntryId accrue(std::string_view until) { return allowed(operations::accrue(book(), options(until))).entry; }
  EntryId pay(std::string_view amount, std::string_view on) {
    return allowed(operations::record_loan_payment(book(), options(on), {"LOAN-1", money(amount)})).entry;
  }
  EntryId fix(std::string_view percent, std::string_view on) {
    return allowed(operations::add_fixing(book(), options(on), {"SOFR", rate(percent), "press"})).entry;
  }
  Expected<operations::Recorded> try_to_reverse(EntryId entry, const char* on = nullptr) {
    operations::ReversalInput input{.entry = entry, .reason = "mistyped"};
    if (on != nullptr) input.on = day(on);
    return operations::reverse_entry(book(), options("2030-01-01"), input);
  }
  store::Facility facility_of(const std::string& code) { return allowed(store::load_facility(connection(), code)); }
  [[nodiscard]] std::size_t faults() { return audit::check_book(connection()).fault_count(); }
};

} // namespace pvault::test
