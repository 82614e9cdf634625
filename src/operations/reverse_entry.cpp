#include "operations/reverse_entry.hpp"

#include "operations/service_loan.hpp"
#include "store/entries.hpp"
#include "store/loans.hpp"
#include "store/period_changes.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <utility>

namespace pvault::operations {

namespace {

// Entries that are not reversed, and what to do instead.
const std::map<std::string, std::string>& kinds_that_stay() {
  static const std::map<std::string, std::string> kinds = {
      {"book", "reverse the entries that are wrong"},
      {"mineral", "reverse the entries that are wrong"},
      {"reversal", "record again what the reversal undid"},
      {"amendment", "`pvault facility amend` with the same date replaces it"},
      {"fixing", "`pvault fixing add` with the same date replaces it"},
      {"disbursement-decision",
       "`pvault disbursement refuse` takes an approval back; after a refusal make a new request"},
      {"sale-cancellation", "`pvault sale record` sells it anew"},
      {"period-close", "`pvault period reopen` opens the month again"},
      {"period-reopen", "`pvault period close` closes the month again"},
      {"person", "`pvault person take` takes a role from somebody, `pvault key revoke` a key"},
      {"person-role", "`pvault person give` and `pvault person take` change it again"},
      {"person-key", "`pvault key revoke` makes it count no more"},
      {"key-revocation", "`pvault person key` gives a new key"},
      {"policy", "`pvault policy set` replaces it"},
      {"proposal", "`pvault proposal withdraw` takes it back"},
      {"proposal-rejection", "propose it again"},
      {"financing-share", "`pvault share set` with the same date replaces it"}};
  return kinds;
}

Expected<void> check_kind(const store::EntryHead& entry) {
  if (entry.reversed_by) {
    return refuse(
        Rule::reversed_already,
        fmt::format("entry {} was reversed by entry {}", number_of(entry.entry), number_of(*entry.reversed_by)),
        "`pvault report journal` shows both");
  }
  const auto found = kinds_that_stay().find(entry.kind);
  if (found == kinds_that_stay().end()) return {};
  return refuse(Rule::reversal_not_possible,
                fmt::format("entry {} is {}, which is not reversed", number_of(entry.entry), with_article(entry.kind)),
                found->second);
}

// What is reversed as of its own day only: undone later it would be posted twice between the two by what accrues anew,
// or a release between the two would have gone by it.
bool is_undone_on_its_day(const store::EntryHead& entry) {
  return entry.kind.ends_with("accrual") || entry.kind == "cost-method";
}

Expected<void> check_date(const store::EntryHead& entry, Date on) {
  if (on < entry.effective_on) {
    return refuse(Rule::reversal_before_entry,
                  fmt::format("entry {} is dated {}, its reversal {}, {} earlier", number_of(entry.entry),
                              format_date(entry.effective_on), format_date(on),
                              format_days(days_between(on, entry.effective_on))),
                  fmt::format("date it {} or later", format_date(entry.effective_on)));
  }
  if (entry.kind.ends_with("accrual") && on != entry.effective_on) {
    return refuse(Rule::reversal_not_possible,
                  fmt::format("entry {} is an accrual to {}, which is reversed as of that day only; the reversal is "
                              "dated {}, {} later",
                              number_of(entry.entry), format_date(entry.effective_on), format_date(on),
                              format_days(days_between(entry.effective_on, on))),
                  "leave out --on");
  }
  if (entry.kind == "cost-method" && on != entry.effective_on) {
    return refuse(Rule::reversal_not_possible,
                  fmt::format("entry {} sets a cost method from {} on, and is reversed as of that day only; the "
                              "reversal is dated {}, {} later",
                              number_of(entry.entry), format_date(entry.effective_on), format_date(on),
                              format_days(days_between(entry.effective_on, on))),
                  "leave out --on; `pvault cost-method set` sets another one from a later day on");
  }
  return {};
}

// By default a reversal is dated as its entry, which may lie in a closed period.
Expected<void> check_reversal_period(store::Connection& connection, const store::EntryHead& entry, Date on) {
  const auto newest_change = store::load_period_change(connection);
  auto open = check_period_open(newest_change, "reversal", on);
  if (open || !newest_change) return open;
  open.error().next_step = is_undone_on_its_day(entry)
                               ? fmt::format("open the month again: {}", how_to_reopen(on))
                               : fmt::format("add --on {}, or a later day", format_date(newest_change->open_from));
  return open;
}

bool stays(const store::Dependent& dependent) { return kinds_that_stay().contains(dependent.kind); }

std::string what_to_do_about_import(const store::EntryHead& entry, const std::vector<store::Dependent>& dependents) {
  const auto staying = std::ranges::find_if(dependents, stays);
  if (staying == dependents.end())
    return fmt::format("`pvault reverse --batch {}` undoes all of it", number_of(entry.entry));
  return fmt::format("it stays, as entry {} does; to undo others of it, reverse them one by one",
                     number_of(staying->entry));
}

std::string what_to_do_about(store::Connection& connection, const store::EntryHead& entry,
                             const std::vector<store::Dependent>& dependents) {
  if (entry.kind == "import") return what_to_do_about_import(entry, dependents);
  for (const store::Dependent& dependent : dependents) {
    if (dependent.kind == "disbursement-decision")
      return "it stays; `pvault disbursement refuse` takes an approval back";
    if (dependent.kind == "sale-cancellation")
      return "it stays; what was cancelled of it is available, and the rest was shipped";
    if (stays(dependent)) return "it stays; `pvault facility cancel` takes back what is not drawn";
    // A request that was decided on cannot be undone either.
    if (dependent.kind != "disbursement") continue;
    const auto request = store::load_entry(connection, dependent.entry);
    if (request && std::ranges::any_of(store::list_dependents(connection, *request), stays))
      return fmt::format("it stays: the request of entry {} was decided on and stays", number_of(dependent.entry));
  }
  return fmt::format("reverse entry {} first", number_of(dependents.back().entry));
}

Expected<void> check_dependents(store::Connection& connection, const store::EntryHead& entry) {
  const auto dependents = store::list_dependents(connection, entry);
  if (dependents.empty()) return {};
  std::string list;
  constexpr std::size_t shown = 5;
  for (std::size_t i = 0; i < dependents.size() && i < shown; ++i)
    list += (i == 0 ? "" : "; ") + dependents[i].what;
  if (dependents.size() > shown) list += fmt::format("; and {} more", dependents.size() - shown);
  return refuse(Rule::something_depends_on_it,
                fmt::format("entry {} ({}) cannot be undone alone: {}", number_of(entry.entry), entry.kind, list),
                what_to_do_about(connection, entry, dependents));
}

// What was repaid must have been owed: a drawdown stays while a later repayment counts on it.
Expected<void> check_repayments(store::Connection& connection, const store::EntryHead& entry, Date on) {
  if (entry.kind != "drawdown") return {};
  for (const store::Facility& facility : store::list_facilities(connection)) {
    LoanFacts facts = store::load_loan_facts(connection, facility, store::end_of_time(connection));
    const auto drawn = std::ranges::find(facts.draws, entry.entry, &LoanDraw::entry);
    if (drawn == facts.draws.end()) continue;
    const Money drawn_amount = drawn->amount + drawn->financed_fee;
    facts.draws.push_back({.on = on,
                           .entry = {},
                           .amount = -drawn->amount,
                           .financed_fee = -drawn->financed_fee,
                           .cash_fee = -drawn->cash_fee});
    std::ranges::stable_sort(facts.draws, {}, &LoanDraw::on);
    const auto below = find_principal_below_zero(facts);
    const bool was_owed = store::load_posted_principal(connection, facility.id) >= drawn_amount;
    if (!below && was_owed) return {};
    return refuse(Rule::principal_below_zero,
                  fmt::format("without drawdown {} more would be repaid on {} by {} than is owed",
                              number_of(entry.entry), facility.code, format_date(below ? below->on : on)),
                  "reverse the payments that count on it first");
  }
  return {};
}

// A supplier or other pays back what it was paid: a payment stays while what was paid back is of it.
Expected<void> check_paid_back(store::Connection& connection, const store::EntryHead& entry, Date on) {
  if (entry.kind != "payment") return {};
  const auto beyond = store::find_paid_back_beyond(connection, entry.entry, on);
  if (!beyond) return {};
  return refuse(Rule::something_depends_on_it,
                fmt::format("without the payment of entry {}, {} would have paid back {} more by {} than it was paid",
                            number_of(entry.entry), beyond->party, format_money(beyond->beyond),
                            format_date(beyond->on)),
                beyond->last_back ? fmt::format("reverse entry {} first", number_of(*beyond->last_back))
                                  : "date the reversal on the day on which the payment back was undone, or later");
}

Money posted_on(const Postings& postings, Account account, FacilityId facility) {
  Money sum;
  for (const Posting& posting : postings) {
    if (posting.account == account && posting.facility == facility) sum += posting.amount;
  }
  return sum;
}

// What an accrual brought of principal or gave back to the commitment may have been repaid, or cancelled, since.
Expected<void> check_accrual(store::Connection& connection, const store::EntryHead& entry) {
  if (entry.kind != "accrual") return {};
  const Postings postings = store::load_postings(connection, entry.entry);
  for (const store::Facility& facility : store::list_facilities(connection)) {
    const Money brought = -posted_on(postings, Account::loan_principal, facility.id);
    const Money owed = store::load_posted_principal(connection, facility.id);
    if (brought > Money() && owed < brought) {
      return refuse(Rule::principal_below_zero,
                    fmt::format("accrual {} brought {} of the principal of {}, of which {} is left, short by {}",
                                number_of(entry.entry), format_money(brought), facility.code, format_money(owed),
                                format_money(brought - owed)),
                    "reverse the payments that count on it first");
    }
    const Money given_back = posted_on(postings, Account::commitment_undisbursed, facility.id);
    const Money undisbursed = store::load_drawable(connection, facility, entry.effective_on).undisbursed;
    if (given_back > Money() && undisbursed < given_back) {
      return refuse(Rule::above_undisbursed,
                    fmt::format("accrual {} gave {} back to the commitment of {}, of which {} is undisbursed, short "
                                "by {}",
                                number_of(entry.entry), format_money(given_back), facility.code,
                                format_money(undisbursed), format_money(given_back - undisbursed)),
                    "reverse the cancellation or drawdown that took it first");
    }
  }
  return {};
}

std::string what_rested_on(const store::EntryHead& entry) {
  const auto number = number_of(entry.entry);
  if (entry.kind == "count" || entry.kind == "count-finding" || entry.kind == "site")
    return fmt::format("what rests on entry {} ({}) stood", number, entry.kind);
  if (entry.kind == "facility") return fmt::format("part of the commitment of entry {} was drawn", number);
  if (entry.kind == "party") return fmt::format("the party of entry {} was owed carrying charges", number);
  if (entry.kind == "authority" || entry.kind == "emergency")
    return fmt::format("a release was made under entry {}", number);
  if (entry.kind == "sale") return fmt::format("a part of the sale of entry {} was shipped", number);
  if (entry.kind == "release") return fmt::format("something came back of entry {}", number);
  const bool of_many = entry.kind == "averaging" || entry.kind == "write-down" || entry.kind == "settlement";
  return fmt::format("{} of entry {} was drawn from, financed or sold", of_many ? "a lot" : "the lot", number);
}

// All that rested on it is undone, but perhaps only from a later day on.
Expected<void> check_whole(store::Connection& connection, const store::EntryHead& entry, Date on) {
  const Date whole_from = store::load_whole_from(connection, entry);
  if (on >= whole_from) return {};
  return refuse(Rule::something_depends_on_it,
                fmt::format("{} until {}", what_rested_on(entry), format_date(whole_from)),
                fmt::format("add --on {}", format_date(whole_from)));
}

RecordRow reversal_row(EntryId entry, Date on, const std::string& reason) {
  RecordRow row("reversal");
  row.set("reversed_entry_id", entry).set("effective_on", on).set("reason", reason);
  return row;
}

// The averaging that was made for a release goes with it, as long as nothing else counts on it: its lots hold again
// what they had cost.
void undo_averaging(Recording& recording, const store::EntryHead& release, const std::string& reason) {
  if (release.kind != "release") return;
  const auto averaging = store::load_entry(recording.connection(), EntryId{number_of(release.entry) - 1});
  if (!averaging || averaging->kind != "averaging" || averaging->reversed_by) return;
  const auto dependents = store::list_dependents(recording.connection(), *averaging);
  const bool counted_on = std::ranges::any_of(
      dependents, [&](const store::Dependent& dependent) { return dependent.entry != release.entry; });
  if (counted_on || !check_whole(recording.connection(), *averaging, recording.on())) return;
  recording.add_after("reversal", {reversal_row(averaging->entry, recording.on(), reason)},
                      fmt::format("reversal of entry {} (averaging): {}", number_of(averaging->entry), reason),
                      turned(store::load_postings(recording.connection(), averaging->entry)));
}

} // namespace

Expected<Recorded> reverse_entry(store::Book& book, const RecordingOptions& options, const ReversalInput& input) {
  std::optional<Date> on = input.on;
  if (!on) {
    const auto reversed = store::load_entry(book.connection(), input.entry);
    if (!reversed) return tl::unexpected(reversed.error());
    on = reversed->effective_on;
  }
  RecordingOptions dated = options;
  dated.header.effective_on = *on;
  dated.date_is_default = !input.on;
  Recording recording(book, dated, "reversal");
  const auto entry = store::load_entry(recording.connection(), input.entry);
  if (!entry) return tl::unexpected(entry.error());
  const auto fingerprint = recording.fingerprint().add("entry", input.entry).add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;

  auto allowed = check_kind(*entry);
  if (allowed) allowed = check_date(*entry, *on);
  if (allowed) allowed = check_reversal_period(recording.connection(), *entry, *on);
  if (allowed) allowed = check_dependents(recording.connection(), *entry);
  if (allowed) allowed = check_whole(recording.connection(), *entry, *on);
  if (allowed) allowed = check_paid_back(recording.connection(), *entry, *on);
  if (allowed) allowed = check_repayments(recording.connection(), *entry, *on);
  if (allowed) allowed = check_accrual(recording.connection(), *entry);
  if (!allowed) return tl::unexpected(allowed.error());
  undo_averaging(recording, *entry, input.reason);
  return recording.finish(
      {reversal_row(input.entry, *on, input.reason)}, turned(store::load_postings(recording.connection(), input.entry)),
      fmt::format("reversal of entry {} ({}): {}", number_of(input.entry), entry->kind, input.reason));
}

} // namespace pvault::operations
