#include "audit/loan_checks.hpp"

#include "financing/drawdown.hpp"
#include "financing/loan_payment.hpp"
#include "store/loans.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <initializer_list>
#include <map>

namespace pvault::audit {

namespace {

// An entry that is checked for one facility.
struct LoanEntry {
  EntryId entry{};
  FacilityId facility{};
  Date on;
};

// By a query for (entry, facility, date).
std::vector<LoanEntry> list_entries(store::Connection& connection, const std::string& sql) {
  std::vector<LoanEntry> entries;
  store::Query row = connection.query(sql);
  while (row.next())
    entries.push_back({row.id<EntryId>(0), row.id<FacilityId>(1), row.date(2)});
  return entries;
}

// A facility as known at an entry. Throws when it is not there: names_stand says which entry names it nevertheless.
store::Facility facility_of(store::Connection& connection, const LoanEntry& checked) {
  for (store::Facility& facility :
       store::list_facilities(connection, {store::end_of_time(connection).as_of, checked.entry})) {
    if (facility.id == checked.facility) return std::move(facility);
  }
  throw std::runtime_error(
      fmt::format("facility {} of entry {} does not stand", number_of(checked.facility), number_of(checked.entry)));
}

// "interest is posted with 6,000.01 USD and comes to 6,000.00 USD, off by 0.01 USD"; nothing when both are the same.
void add_difference(std::vector<std::string>& words, std::string_view what, Money posted, Money computed) {
  if (posted == computed) return;
  words.push_back(fmt::format("{} is posted with {} and comes to {}, off by {}", what, format_money(posted),
                              format_money(computed), format_money(posted - computed)));
}

std::vector<std::string> differences(const AccruedTotals& posted, const AccruedTotals& computed) {
  std::vector<std::string> words;
  add_difference(words, "interest", posted.interest, computed.interest);
  add_difference(words, "default interest", posted.default_interest, computed.default_interest);
  add_difference(words, "commitment fee", posted.commitment_fee, computed.commitment_fee);
  add_difference(words, "exposure fee in cash", posted.cash_fee, computed.cash_fee);
  add_difference(words, "exposure fee financed", posted.financed_fee, computed.financed_fee);
  add_difference(words, "capitalised interest", posted.capitalised, computed.capitalised);
  return words;
}

void add_shares(std::vector<std::string>& words, store::Connection& connection, std::string_view what,
                MineralShares posted, MineralShares computed) {
  std::map<std::optional<MineralId>, std::string> names = {{std::nullopt, "no mineral"}};
  for (const Mineral& mineral : store::list_minerals(connection))
    names[mineral.id] = mineral.code;
  for (const auto& [mineral, name] : names)
    add_difference(words, fmt::format("{} borne by {}", what, name), posted[mineral], computed[mineral]);
}

void check_accrual(store::Connection& connection, const LoanEntry& checked, std::vector<Fault>& faults) {
  const store::Facility facility = facility_of(connection, checked);
  // Its own day, unless it was slipped in before an accrual to a later one.
  const Moment known{store::end_of_time(connection).as_of, checked.entry};
  const Date until =
      std::max(checked.on, store::find_accrued_until(connection, facility.id, known).value_or(checked.on));
  const Moment moment{until, checked.entry};
  const LoanFacts facts = store::load_loan_facts(connection, facility, moment);
  const LoanRun run = run_loan(facts, until);
  const AccruedTotals computed = accrued_totals(facts, run.state, until);
  const FinancingShares shares =
      share_financing(run, store::list_financed_changes(connection, facility.id, moment), until);
  const PostedFinancing posted = store::load_posted(connection, facility.id, moment);
  if (plan_accrual(facility.id, computed, shares, posted).is_empty()) return;
  std::vector<std::string> words = differences(posted.totals, computed);
  if (words.empty()) {
    add_shares(words, connection, "interest", posted.interest, shares.interest);
    add_shares(words, connection, "commitment fee", posted.commitment_fees, shares.commitment_fees);
    add_shares(words, connection, "exposure fee", posted.exposure_fees, shares.exposure_fees);
  }
  faults.push_back(
      {checked.entry, fmt::format("{} by {}: {}", facility.code, format_date(until), fmt::join(words, "; "))});
}

void check_accruals(store::Connection& connection, std::vector<Fault>& faults) {
  for (const LoanEntry& checked :
       list_entries(connection, "SELECT accrual.entry_id, facility_id, effective_on FROM accrual JOIN entry USING "
                                "(entry_id) ORDER BY accrual.entry_id, line"))
    check_accrual(connection, checked, faults);
}

// A repayment, and the reversal of a drawdown, must leave something owed on every day. What becomes known later (a
// fixing that lowers what was capitalised) may turn it, and is paid back by what accrues next.
void check_repayments(store::Connection& connection, std::vector<Fault>& faults) {
  for (const LoanEntry& checked : list_entries(
           connection,
           "SELECT entry_id, facility_id, effective_on FROM loan_payment JOIN entry USING (entry_id) UNION ALL "
           "SELECT reversal.entry_id, facility_id, effective_on FROM reversal JOIN drawdown ON drawdown.entry_id = "
           "reversed_entry_id ORDER BY 1")) {
    const store::Facility facility = facility_of(connection, checked);
    const Moment known{store::end_of_time(connection).as_of, checked.entry};
    const auto below = find_principal_below_zero(store::load_loan_facts(connection, facility, known));
    if (below)
      faults.push_back({checked.entry, fmt::format("on {} {} more is repaid on {} than was owed",
                                                   format_date(below->on), format_money(below->by), facility.code)});
  }
}

// What a payment settled of one kind of debt, beside what is owed of it once it has: below zero where it settled too
// much.
struct Settled {
  std::string_view what;
  Money amount;
  Money owed;
};

// Says whether it found any.
bool add_settled_faults(const LoanEntry& checked, const store::Facility& facility, Date on,
                        std::initializer_list<Settled> parts, std::vector<Fault>& faults) {
  const std::size_t before = faults.size();
  for (const Settled& settled : parts) {
    if (settled.amount <= Money() || settled.owed >= Money()) continue;
    faults.push_back(
        {checked.entry, fmt::format("settles {} of {} on {}, {} more than was owed on {}", format_money(settled.amount),
                                    settled.what, facility.code, format_money(-settled.owed), format_date(on))});
  }
  return faults.size() > before;
}

// Of what the payment settles no more was owed before it, on its own day and on the last day of what was known by then.
// That less accrues from its day on, because it repays principal too, is paid back by what accrues next.
void check_settled(store::Connection& connection, std::vector<Fault>& faults) {
  store::Query row = connection.query(
      "SELECT entry_id, facility_id, effective_on, fees_cents, interest_cents FROM loan_payment JOIN entry USING "
      "(entry_id) ORDER BY entry_id");
  while (row.next()) {
    const LoanEntry checked{row.id<EntryId>(0), row.id<FacilityId>(1), row.date(2)};
    const store::Facility facility = facility_of(connection, checked);
    const Moment before{store::end_of_time(connection).as_of, EntryId{number_of(checked.entry) - 1}};
    const LoanFacts facts = store::load_loan_facts(connection, facility, before);
    const Money fees = row.money(3);
    const Money interest = row.money(4);
    for (const Date on : {checked.on, last_day(facts, checked.on)}) {
      const LoanState state = run_loan(facts, on).state;
      if (add_settled_faults(
              checked, facility, on,
              {{"fees", fees, state.fees_owed() - fees}, {"interest", interest, state.interest_owed() - interest}},
              faults))
        break;
    }
  }
}

// What is charged with each drawdown follows from the terms of its day and from the drawdowns before it.
void check_draw_fees(store::Connection& connection, std::vector<Fault>& faults) {
  store::Query row = connection.query(
      "SELECT entry_id, facility_id, effective_on, amount_cents, financed_fee_cents, cash_fee_cents FROM drawdown JOIN "
      "entry USING (entry_id) ORDER BY entry_id");
  while (row.next()) {
    const LoanEntry checked{row.id<EntryId>(0), row.id<FacilityId>(1), row.date(2)};
    const store::Facility facility = facility_of(connection, checked);
    const Moment before{store::end_of_time(connection).as_of, EntryId{number_of(checked.entry) - 1}};
    const LoanFacts facts = store::load_loan_facts(connection, facility, before);
    const DrawFees fees = draw_fees(facts, terms_on(facts.versions, checked.on), row.money(3));
    std::vector<std::string> words;
    add_difference(words, "exposure fee financed", row.money(4), fees.financed);
    add_difference(words, "exposure fee in cash", row.money(5), fees.cash);
    if (!words.empty()) faults.push_back({checked.entry, fmt::format("{}: {}", facility.code, fmt::join(words, "; "))});
  }
}

void check_closing_fees(store::Connection& connection, std::vector<Fault>& faults) {
  store::Query row = connection.query(
      "SELECT facility.entry_id, facility.facility_id, effective_on, -coalesce(SUM(amount_cents) FILTER (WHERE "
      "account_id = 5), 0), -coalesce(SUM(amount_cents) FILTER (WHERE account_id = 13), 0) FROM facility JOIN entry "
      "USING (entry_id) JOIN posting ON posting.entry_id = facility.entry_id GROUP BY facility.entry_id");
  while (row.next()) {
    const LoanEntry checked{row.id<EntryId>(0), row.id<FacilityId>(1), row.date(2)};
    const ClosingFees fees = closing_fees(facility_of(connection, checked).terms);
    std::vector<std::string> words;
    add_difference(words, "fee of closing financed", row.money(3), fees.financed);
    add_difference(words, "fee of closing in cash", row.money(4), fees.cash);
    if (!words.empty()) faults.push_back({checked.entry, fmt::format("{}", fmt::join(words, "; "))});
  }
}

void check_exposure_fees(store::Connection& connection, std::vector<Fault>& faults) {
  check_closing_fees(connection, faults);
  check_draw_fees(connection, faults);
}

// Drawdowns pro rata are several entries of one recording, of which the first alone may break the shares: what counts
// is how the last of them leaves them. A facility outside the shares changes nothing.
void check_drawn_shares(store::Connection& connection, std::vector<Fault>& faults) {
  store::Query row = connection.query(
      "SELECT drawdown.entry_id, facility_id, entry.effective_on, EXISTS (SELECT 1 FROM entry AS next WHERE "
      "next.entry_id = entry.entry_id + 1 AND next.kind = 'drawdown' AND next.effective_on = entry.effective_on AND "
      "next.recorded_at = entry.recorded_at) FROM drawdown JOIN entry USING (entry_id) ORDER BY drawdown.entry_id");
  bool in_shares = false; // any drawdown of the recording so far
  while (row.next()) {
    const LoanEntry checked{row.id<EntryId>(0), row.id<FacilityId>(1), row.date(2)};
    const bool goes_on = row.integer(3) != 0;
    const std::vector<ShareOfFacility> shares = store::list_shares(connection, checked.on, checked.entry);
    in_shares = in_shares || std::ranges::find(shares, checked.facility, &ShareOfFacility::facility) != shares.end();
    if (goes_on) continue;
    if (in_shares) {
      if (const auto kept = check_shares(shares); !kept) faults.push_back({checked.entry, kept.error().message});
    }
    in_shares = false;
  }
}

constexpr auto all_loan_checks = std::to_array<LoanCheck>({
    {"accruals_recomputed",
     "accruals post to the cent, and to the mineral, what had accrued as known when they were made", check_accruals},
    {"exposure_fees_recomputed", "fees of signing and of each drawdown are what the terms say", check_exposure_fees},
    {"repaid_within_principal", "on no date is more repaid than is owed, as known when it was recorded",
     check_repayments},
    {"settled_within_owed", "a payment settles no more interest and fees than were owed, as known when it was recorded",
     check_settled},
    {"shares_kept", "a drawdown leaves no lender above its share of what was drawn since the shares hold",
     check_drawn_shares},
});

} // namespace

std::span<const LoanCheck> loan_checks() { return all_loan_checks; }

} // namespace pvault::audit
