// Each rule that the schema refuses to break is found broken, by the check that is named for it, when a stranger drops
// the triggers, breaks the rule, and puts the triggers back.
#include "audit/invariant_checks.hpp"

#include "audit/verify.hpp"
#include "store/transaction.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"
#include "tests/support/thinning.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

namespace audit_invariant_checks_test {

using namespace pvault;
using namespace pvault::test;

namespace {

SampleBook& sample() {
  static SampleBook book;
  return book;
}

audit::Verification verify(const std::filesystem::path& path) {
  store::Book book = store::Book::open(path, store::Access::read);
  const store::ReadTransaction reading(book.connection());
  return audit::check_book(book.connection());
}

const audit::CheckResult& result_of(const audit::Verification& verification, const std::string& name) {
  return *std::ranges::find(verification.checks, name, &audit::CheckResult::name);
}

// Attacks that only the order of constraints and triggers can refuse have no check of their own, and are passed by.
std::vector<Attack> attacks_with_checks() {
  std::vector<Attack> all;
  for (const auto& attacks : {attacks_on_balance(),
                              attacks_on_form(),
                              attacks_on_lots(),
                              attacks_on_facilities(),
                              attacks_on_terms(),
                              attacks_on_amendments(),
                              attacks_on_loans(),
                              attacks_on_disbursements(),
                              attacks_on_borrowing_bases(),
                              attacks_on_transfers(),
                              attacks_on_cost_methods(),
                              attacks_on_evidence(),
                              attacks_on_lot_papers(),
                              attacks_on_lot_status(),
                              attacks_on_pledges(),
                              attacks_on_settlements(),
                              attacks_on_write_downs(),
                              attacks_on_openings(),
                              attacks_on_counts(),
                              attacks_on_carrying(),
                              attacks_on_rows(),
                              attacks_on_grants(),
                              attacks_on_lent_metal(),
                              attacks_on_sales(),
                              attacks_on_rotations(),
                              attacks_on_wholeness(),
                              attacks_on_financing(),
                              attacks_on_names(),
                              attacks_on_reversals(),
                              attacks_by_replacing(),
                              attacks_on_order(),
                              attacks_on_periods(),
                              attacks_on_people(),
                              attacks_on_signatures(),
                              attacks_on_policies(),
                              attacks_on_proposals(),
                              attacks_on_what_was_proposed(),
                              attacks_on_imports(),
                              attacks_that_only_the_audit_finds()}) {
    std::ranges::copy_if(attacks, std::back_inserter(all), [](const Attack& attack) { return !attack.check.empty(); });
  }
  return all;
}

std::vector<std::string> entries_of_people() {
  return {honest::person,         honest::person_role,    honest::person_key,
          honest::key_revocation, honest::signing_policy, honest::signed_site,
          honest::proposal,       honest::approved_site,  honest::proposal_rejection};
}

// What the attacks begin with.
std::vector<std::string> entries_of_attacks() {
  std::vector<std::string> entries = entries_of_people();
  const std::vector<std::string> others = {honest::site,
                                           honest::facility,
                                           honest::purchase,
                                           honest::release,
                                           honest::loss,
                                           honest::drawdown,
                                           honest::payment,
                                           honest::receipt,
                                           honest::reversal,
                                           honest::mineral_price,
                                           honest::demand,
                                           honest::target,
                                           honest::disbursement,
                                           honest::approval,
                                           honest::disbursement_refusal,
                                           honest::disbursement_payment,
                                           honest::transfer,
                                           honest::evidence,
                                           honest::requirement,
                                           honest::papered,
                                           honest::quality,
                                           honest::pledge,
                                           honest::pledge_release,
                                           honest::settlement,
                                           honest::emergency,
                                           honest::emergency_end,
                                           honest::authority,
                                           honest::emergency_release,
                                           honest::loan,
                                           honest::loan_return,
                                           honest::future_sale,
                                           honest::shipment,
                                           honest::sale_cancellation,
                                           honest::inflow,
                                           honest::annual_plan,
                                           honest::cost_method,
                                           honest::averaging,
                                           honest::write_down,
                                           honest::opening,
                                           honest::period_close,
                                           honest::period_reopen,
                                           honest::import,
                                           honest::carrying_rate,
                                           honest::end_of_carrying_rate,
                                           honest::carrying_accrual,
                                           honest::count,
                                           honest::finding,
                                           honest::adjustment,
                                           honest::surplus,
                                           honest::confirmation};
  entries.insert(entries.end(), others.begin(), others.end());
  const std::vector<std::string> approved = approved_entries();
  entries.insert(entries.end(), approved.begin(), approved.end());
  return entries;
}

} // namespace

TEST_CASE("a sound book has no faults") {
  AttackedBook book(sample(), ForeignKeys::on);
  const audit::Verification verification = verify(book.path());
  for (const audit::CheckResult& check : verification.checks) {
    for (const audit::Fault& fault : check.faults)
      FAIL_CHECK(check.name, ": ", fault.what);
  }
  CHECK_EQ(verification.fault_count(), 0);
  CHECK_FALSE(verification.first_broken_entry().has_value());
  CHECK_EQ(verification.entries, number_of(sample().newest()));
  CHECK_EQ(verification.head_hash, store::load_chain_head(sample().connection()).hash);
}

TEST_CASE("the entries that the attacks begin with break no invariant") {
  AttackedBook book(sample(), ForeignKeys::on);
  int number = 0;
  for (const std::string& sql : entries_of_attacks()) {
    if (number++ % one_in != 0) continue;
    REQUIRE_EQ(book.tamper(sql), "");
    const audit::Verification verification = verify(book.path());
    for (const audit::InvariantCheck& check : audit::invariant_checks()) {
      CAPTURE(sql);
      CHECK_MESSAGE(result_of(verification, std::string(check.name)).faults.empty(), std::string(check.name));
    }
    book.restore();
  }
}

TEST_CASE("each check finds what breaks its rule, and names the entry") {
  AttackedBook book(sample(), ForeignKeys::off);
  int number = 0;
  for (const Attack& attack : attacks_with_checks()) {
    if (number++ % one_in != 0) continue;
    CAPTURE(attack.name);
    CAPTURE(attack.check);
    REQUIRE_EQ(book.tamper(attack.sql), "");
    const audit::Verification verification = verify(book.path());
    const auto& faults = result_of(verification, attack.check).faults;
    CHECK_FALSE(faults.empty());
    if (!faults.empty()) CHECK_MESSAGE(faults.front().entry.has_value(), "names no entry: ", faults.front().what);
    CHECK_MESSAGE(result_of(verification, "schema").faults.empty(), "the triggers were not put back");
    book.restore();
  }
}

TEST_CASE("every invariant check is shown to find its fault") {
  std::set<std::string> shown;
  for (const Attack& attack : attacks_with_checks())
    shown.insert(attack.check);
  for (const audit::InvariantCheck& check : audit::invariant_checks())
    CHECK_MESSAGE(shown.contains(std::string(check.name)), std::string(check.name));
}

} // namespace audit_invariant_checks_test
