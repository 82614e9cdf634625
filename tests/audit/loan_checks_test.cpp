// What a forger can do who keeps every rule of the schema and seals with the right hash: only computing the loan again
// finds it.
#include "audit/loan_checks.hpp"

#include "store/transaction.hpp"
#include "store/writer.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"
#include "tests/support/loan_book.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

using namespace pvault;
using namespace pvault::test;

namespace {

// Writes an entry that no operation made, as this program would have written it.
EntryId forge(TemporaryBook& book, const std::string& kind, std::string_view on, std::vector<RecordRow> rows,
              Postings postings) {
  store::WriteTransaction transaction(book.connection());
  store::JournalWriter writer(book.connection());
  const EntryId entry = writer
                            .append({.kind = kind,
                                     .header = book.options(on).header,
                                     .rows = std::move(rows),
                                     .postings = std::move(postings)})
                            .entry;
  transaction.commit();
  return entry;
}

// January of LOAN-1 bears 6,000 USD of interest and 500 USD of fees, half of both for gallium. The forger adds to what
// is posted without a mineral, and to what gallium bears.
EntryId forge_january(LoanBook& book, Money more_unallocated, Money more_of_gallium,
                      std::string_view on = "2025-02-01") {
  const FacilityId loan = book.facility_of("LOAN-1").id;
  const MineralId gallium = book.mineral("gallium");
  const Money interest = money("6,000 USD") + more_unallocated + more_of_gallium;
  RecordRow row("accrual");
  row.set("facility_id", loan).set("interest_cents", interest).set("default_interest_cents", Money());
  row.set("commitment_fee_cents", money("500 USD")).set("cash_fee_cents", Money());
  row.set("financed_fee_cents", Money()).set("capitalised_cents", Money());
  const Postings postings = {
      {.account = Account::interest, .facility = loan, .amount = money("3,000 USD") + more_unallocated},
      {.account = Account::interest,
       .mineral = gallium,
       .facility = loan,
       .amount = money("3,000 USD") + more_of_gallium},
      {.account = Account::commitment_fee, .facility = loan, .amount = money("250 USD")},
      {.account = Account::commitment_fee, .mineral = gallium, .facility = loan, .amount = money("250 USD")},
      {.account = Account::accrued_interest, .facility = loan, .amount = -interest},
      {.account = Account::accrued_fees, .facility = loan, .amount = -money("500 USD")}};
  return forge(book, "accrual", on, {row}, postings);
}

// "accruals_recomputed 170: LOAN-1 ..." for each fault.
std::vector<std::string> faults_of(TemporaryBook& book) {
  std::vector<std::string> lines;
  for (const audit::CheckResult& check : audit::check_book(book.connection()).checks) {
    for (const audit::Fault& fault : check.faults)
      lines.push_back(fmt::format("{} {}: {}", check.name, fault.entry ? number_of(*fault.entry) : 0, fault.what));
  }
  return lines;
}

std::string named(std::string_view check, EntryId entry, std::string_view what) {
  return fmt::format("{} {}: {}", check, number_of(entry), what);
}

using Lines = std::vector<std::string>;
const Money cent = Money::cents(1);

} // namespace

TEST_CASE("the forger's hand can write an honest accrual, too") {
  LoanBook book;
  forge_january(book, Money(), Money());
  CHECK_EQ(faults_of(book), Lines{});
}

TEST_CASE("accruals_recomputed: a cent of interest too much, balanced and sealed, is found where it was posted") {
  LoanBook book;
  const EntryId forged = forge_january(book, cent, Money());
  const Lines expected = {named("accruals_recomputed", forged,
                                "LOAN-1 by 2025-02-01: interest is posted with 6,000.01 USD and comes to 6,000.00 USD, "
                                "off by 0.01 USD")};
  CHECK_EQ(faults_of(book), expected);
  // The next accrual posts the cent back, and a reversal undoes all of it: neither hides it.
  book.accrue("2025-03-01");
  CHECK_EQ(faults_of(book), expected);
  book.reverse(book.newest());
  book.reverse(forged);
  CHECK_EQ(faults_of(book), expected);
}

TEST_CASE("accruals_recomputed: a cent that another mineral bears is found") {
  LoanBook book;
  const EntryId forged = forge_january(book, cent, -cent);
  CHECK_EQ(faults_of(book),
           Lines{named("accruals_recomputed", forged,
                       "LOAN-1 by 2025-02-01: interest borne by no mineral is posted with 3,000.01 USD and comes to "
                       "3,000.00 USD, off by 0.01 USD; interest borne by gallium is posted with 2,999.99 USD and comes "
                       "to 3,000.00 USD, off by -0.01 USD")});
}

TEST_CASE("accruals_recomputed: what was posted is not posted again by an accrual to an earlier day") {
  LoanBook book;
  book.accrue("2025-03-01");
  const EntryId forged = forge_january(book, Money(), Money());
  CHECK_EQ(faults_of(book),
           Lines{named("accruals_recomputed", forged,
                       "LOAN-1 by 2025-03-01: interest is posted with 18,000.00 USD and comes to 12,000.00 USD, off by "
                       "6,000.00 USD; commitment fee is posted with 1,500.00 USD and comes to 1,000.00 USD, off by "
                       "500.00 USD")});
}

TEST_CASE("accruals_recomputed: every part of an accrual is compared") {
  SampleBook sample;
  AttackedBook book(sample, ForeignKeys::on);
  REQUIRE_EQ(book.attack(honest::accrual), ""); // the schema does not compute loans
  for (const audit::CheckResult& check : audit::check_file(book.path()).checks) {
    if (check.name != "accruals_recomputed") continue;
    REQUIRE_EQ(check.faults.size(), 1);
    for (const char* part : {"interest is posted with 5.00 USD", "default interest is posted with 0.20 USD",
                             "commitment fee is posted with 0.60 USD", "exposure fee in cash is posted with 0.07 USD",
                             "capitalised interest is posted with 4.00 USD"})
      CHECK_MESSAGE(check.faults.front().what.find(part) != std::string::npos, check.faults.front().what);
  }
}

TEST_CASE("what became known later accuses no accrual that was made before") {
  LoanBook book;
  book.fix("4%", "2025-01-01");
  book.loan("LOAN-2", [](FacilityTerms& terms) {
    terms.rate.reset();
    terms.floating = FloatingRate{"SOFR", rate("2%")};
    terms.default_margin = rate("1%");
    terms.exposure_fees = {allowed(parse_exposure_fee("2%:each-draw:financed")),
                           allowed(parse_exposure_fee("1%:each-draw:cash")),
                           allowed(parse_exposure_fee("1%:completion:financed"))};
  });
  book.accrue("2025-04-15");
  const EntryId late = book.drawdown("LOAN-2", "100,000 USD", "2025-01-10");
  book.pay("1,000 USD", "2025-02-01"); // before the newest accrual, which it brings up to date
  book.fix("3%", "2025-01-01");
  book.sale("gallium", "400 kg", "700 USD/kg", "2025-03-01");
  book.drawdown("LOAN-2", "50,000 USD", "2025-06-01");
  book.accrue("2025-07-15");
  book.reverse(late, "2025-05-01");
  book.accrue("2025-07-15");
  const auto change = [](FacilityTerms& terms) -> Expected<void> {
    terms.rate = rate("5%");
    terms.floating.reset();
    return {};
  };
  allowed(operations::amend_facility(book.book(), book.options("2025-05-20"), {"LOAN-2", change}));
  book.accrue("2026-02-01");
  book.reverse(book.newest());
  book.accrue("2026-01-15");
  CHECK_EQ(faults_of(book), Lines{});
}
