// What a forger can do who keeps every rule of the schema and seals with the right hash: only computing the loan again
// finds it.
#include "audit/loan_checks.hpp"

#include "financing/loan_payment.hpp"
#include "store/entries.hpp"
#include "store/loans.hpp"
#include "store/transaction.hpp"
#include "store/writer.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"
#include "tests/support/loan_book.hpp"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace audit_loan_checks_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// Writes an entry that no operation made, as this program would have written it.
EntryId forge(TemporaryBook& book, const std::string& kind, std::string_view on, std::vector<RecordRow> rows,
              Postings postings, const std::string& recorded_at = {}) {
  EntryHeader header = book.options(on).header;
  if (!recorded_at.empty()) header.recorded_at = recorded_at;
  store::WriteTransaction transaction(book.connection());
  store::JournalWriter writer(book.connection());
  const EntryId entry =
      writer.append({.kind = kind, .header = header, .rows = std::move(rows), .postings = std::move(postings)}).entry;
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

namespace {

std::string recorded_at_of(TemporaryBook& book, EntryId entry) {
  store::Query row = book.connection().query("SELECT recorded_at FROM entry WHERE entry_id = ?");
  row.bind(entry).expect_row();
  return row.text(0);
}

EntryId forge_drawdown(LoanBook& book, const std::string& facility, std::string_view amount, std::string_view on,
                       const std::string& recorded_at = {}) {
  const FacilityId loan = book.facility_of(facility).id;
  const Money drawn = money(amount);
  RecordRow row("drawdown");
  row.set("facility_id", loan).set("amount_cents", drawn);
  row.set("financed_fee_cents", Money()).set("cash_fee_cents", Money());
  return forge(book, "drawdown", on, {row},
               {{.account = Account::cash, .amount = drawn},
                {.account = Account::loan_principal, .facility = loan, .amount = -drawn},
                {.account = Account::commitment_undisbursed, .facility = loan, .amount = -drawn},
                {.account = Account::commitment_disbursed, .facility = loan, .amount = drawn}},
               recorded_at);
}

EntryId forge_repayment(LoanBook& book, const std::string& facility, std::string_view amount, std::string_view on) {
  const FacilityId loan = book.facility_of(facility).id;
  RecordRow row("loan_payment");
  row.set("facility_id", loan).set("fees_cents", Money()).set("interest_cents", Money());
  row.set("principal_cents", money(amount));
  return forge(book, "loan-payment", on, {row},
               loan_payment_postings(loan, {.fees = {}, .interest = {}, .principal = money(amount)}));
}

EntryId forge_reversal(LoanBook& book, EntryId entry, std::string_view on) {
  RecordRow row("reversal");
  row.set("reversed_entry_id", entry).set("effective_on", day(on)).set("reason", std::string("forged"));
  return forge(book, "reversal", on, {row}, turned(store::load_postings(book.connection(), entry)));
}

void set_shares(LoanBook& book, std::string_view first, std::string_view second, std::string_view on) {
  allowed(operations::set_shares(book.book(), book.options(on), {{"LOAN-1", rate(first)}, {"LOAN-2", rate(second)}}));
}

void draw_pro_rata(LoanBook& book, std::string_view amount, std::string_view on) {
  allowed(operations::record_pro_rata_drawdown(book.book(), book.options(on), {"", money(amount), {}}));
}

} // namespace

TEST_CASE("repaid_within_principal: a repayment dated before the drawdown is found, though more is owed by now") {
  LoanBook book;
  book.loan("LOAN-2", {});
  book.drawdown("LOAN-2", "100,000 USD", "2025-03-01");
  const EntryId forged = forge_repayment(book, "LOAN-2", "40,000 USD", "2025-02-01");
  CHECK_EQ(faults_of(book), Lines{named("repaid_within_principal", forged,
                                        "on 2025-02-01 40,000.00 USD more is repaid on LOAN-2 than was owed")});
}

TEST_CASE("repaid_within_principal: a drawdown undone under a repayment is found, though another one was drawn since") {
  LoanBook book;
  book.loan("LOAN-2", {});
  const EntryId draw = book.drawdown("LOAN-2", "100,000 USD", "2025-03-01");
  forge_repayment(book, "LOAN-2", "40,000 USD", "2025-04-01");
  book.drawdown("LOAN-2", "100,000 USD", "2025-05-01");
  CHECK_EQ(faults_of(book), Lines{});
  const EntryId forged = forge_reversal(book, draw, "2025-03-01");
  CHECK_EQ(faults_of(book), Lines{named("repaid_within_principal", forged,
                                        "on 2025-04-01 40,000.00 USD more is repaid on LOAN-2 than was owed")});
}

TEST_CASE("shares_kept: a drawdown on one lender alone that takes it above its share is found") {
  LoanBook book;
  book.loan("LOAN-2", {});
  set_shares(book, "60%", "40%", "2025-02-01");
  draw_pro_rata(book, "100,000 USD", "2025-02-10"); // its first entry alone has all of the whole
  CHECK_EQ(faults_of(book), Lines{});
  const EntryId forged = forge_drawdown(book, "LOAN-1", "10,000 USD", "2025-02-20");
  CHECK_EQ(faults_of(book), Lines{named("shares_kept", forged,
                                        "LOAN-1 would have drawn 70,000.00 USD of 110,000.00 USD in all, its share of "
                                        "60% is 66,000.00 USD, over by 4,000.00 USD")});
}

TEST_CASE("shares that are set later, or broken by a reversal, accuse no drawdown") {
  LoanBook book;
  book.loan("LOAN-2", {});
  book.drawdown("LOAN-1", "10,000 USD", "2025-02-10");
  set_shares(book, "60%", "40%", "2025-02-01");
  draw_pro_rata(book, "100,000 USD", "2025-02-10");
  CHECK_EQ(faults_of(book), Lines{});
  book.reverse(book.newest()); // LOAN-2's part
  book.loan("LOAN-3", {});
  book.drawdown("LOAN-3", "10,000 USD", "2025-02-15");
  CHECK_EQ(faults_of(book), Lines{});
  set_shares(book, "50%", "50%", "2025-02-20");
  draw_pro_rata(book, "99,999.99 USD", "2025-03-01");
  CHECK_EQ(faults_of(book), Lines{});
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

TEST_CASE("a fixing that lowers later what was capitalised accuses no repayment of it") {
  LoanBook book;
  book.fix("4%", "2025-01-01");
  book.loan("LOAN-2", [](FacilityTerms& terms) {
    terms.rate.reset();
    terms.floating = FloatingRate{"SOFR", rate("2%")};
    terms.commitment_fee.reset();
  });
  book.drawdown("LOAN-2", "100,000 USD", "2025-01-01");
  allowed(
      operations::record_loan_payment(book.book(), book.options("2025-07-01"), {"LOAN-2", money("103,022.50 USD")}));
  book.fix("3%", "2025-01-01");
  const Moment all = store::end_of_time(book.connection());
  const auto below =
      find_principal_below_zero(store::load_loan_facts(book.connection(), book.facility_of("LOAN-2"), all));
  REQUIRE(below.has_value());
  CHECK_EQ(below->by, money("506.88 USD"));
  CHECK_EQ(faults_of(book), Lines{});
}

TEST_CASE("shares_kept: an outsider's drawdown beside it hides nothing") {
  LoanBook book;
  book.loan("LOAN-2", {});
  book.loan("LOAN-3", {});
  set_shares(book, "60%", "40%", "2025-02-01");
  draw_pro_rata(book, "100,000 USD", "2025-02-10");
  forge_drawdown(book, "LOAN-1", "10,000 USD", "2025-02-20");
  const EntryId outsider =
      forge_drawdown(book, "LOAN-3", "0.01 USD", "2025-02-20", recorded_at_of(book, book.newest()));
  CHECK_EQ(faults_of(book), Lines{named("shares_kept", outsider,
                                        "LOAN-1 would have drawn 70,000.00 USD of 110,000.00 USD in all, its share of "
                                        "60% is 66,000.00 USD, over by 4,000.00 USD")});
}

TEST_CASE("exposure_fees_recomputed: a drawdown that was not charged its fee is found") {
  LoanBook book;
  book.loan("LOAN-2",
            [](FacilityTerms& terms) { terms.exposure_fees = {allowed(parse_exposure_fee("7%:each-draw:cash"))}; });
  book.drawdown("LOAN-2", "100,000 USD", "2025-02-10");
  CHECK_EQ(faults_of(book), Lines{});
  const EntryId forged = forge_drawdown(book, "LOAN-2", "500,000 USD", "2025-03-10");
  CHECK_EQ(faults_of(book),
           Lines{named("exposure_fees_recomputed", forged,
                       "LOAN-2: exposure fee in cash is posted with 0.00 USD and comes to 35,000.00 USD, off by "
                       "-35,000.00 USD")});
}

TEST_CASE("settled_within_owed: interest and fees that were not owed are not settled") {
  LoanBook book;
  book.accrue("2025-02-01"); // 6,000 USD of interest, 500 USD of fees
  const FacilityId loan = book.facility_of("LOAN-1").id;
  const auto settle = [&](std::string_view fees, std::string_view interest) {
    RecordRow row("loan_payment");
    row.set("facility_id", loan).set("fees_cents", money(fees)).set("interest_cents", money(interest));
    row.set("principal_cents", Money());
    return forge(book, "loan-payment", "2025-02-01", {row},
                 loan_payment_postings(loan, {.fees = money(fees), .interest = money(interest), .principal = {}}));
  };
  settle("500 USD", "6,000 USD");
  CHECK_EQ(faults_of(book), Lines{});
  const EntryId forged = settle("0.01 USD", "0.02 USD");
  CHECK_EQ(faults_of(book),
           (Lines{named("settled_within_owed", forged,
                        "settles 0.01 USD of fees on LOAN-1, 0.01 USD more than was owed on 2025-02-01"),
                  named("settled_within_owed", forged,
                        "settles 0.02 USD of interest on LOAN-1, 0.02 USD more than was owed on 2025-02-01")}));
}

// Found by loans_test.cpp, seed 3.
TEST_CASE("settled_within_owed: a payment dated back that repays principal, too, settles no more than was owed") {
  LoanBook book;
  book.pay("12,700 USD", "2025-03-01"); // 1,000 USD of fees, and of the 12,000 USD of interest all but 300
  CHECK_EQ(faults_of(book), Lines{});
  book.pay("100,000 USD", "2025-02-01"); // the 300 USD, and principal that bears no interest any more
  CHECK_EQ(faults_of(book), Lines{});
}

} // namespace audit_loan_checks_test
