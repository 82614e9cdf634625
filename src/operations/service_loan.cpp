#include "operations/service_loan.hpp"

#include "operations/accrue_carrying.hpp"
#include "store/loans.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace pvault::operations {

namespace {

// What an accrual needs of a facility, read once.
struct AccruingFacility {
  store::Facility facility;
  LoanFacts facts;
  std::vector<FinancedChange> financed;
  std::optional<Date> accrued_until;

  [[nodiscard]] bool accrues_on(Date on) const {
    return on >= facility.terms.signed_on && (!accrued_until || on >= *accrued_until);
  }
};

AccruingFacility load_accruing(store::Connection& connection, const store::Facility& facility) {
  const Moment all = store::end_of_time(connection);
  return {.facility = facility,
          .facts = store::load_loan_facts(connection, facility, all),
          .financed = store::list_financed_changes(connection, facility.id, all),
          .accrued_until = store::find_accrued_until(connection, facility.id, all)};
}

// One accrual entry before it is written.
struct AccrualDraft {
  Date on;
  std::vector<RecordRow> rows = {};
  Postings postings = {};
  AccruedTotals sum = {};
};

void add_facility_to(AccrualDraft& draft, store::Connection& connection, const AccruingFacility& accruing) {
  const FacilityId id = accruing.facility.id;
  const LoanRun run = run_loan(accruing.facts, draft.on);
  const PlannedAccrual planned = plan_accrual(
      id, accrued_totals(accruing.facts, run.state, draft.on), share_financing(run, accruing.financed, draft.on),
      store::load_posted(connection, id, {draft.on, store::end_of_time(connection).known_at}));
  if (planned.is_empty()) return;
  const AccruedTotals& more = planned.difference;
  RecordRow& row = draft.rows.emplace_back("accrual");
  row.set("facility_id", id).set("interest_cents", more.interest).set("default_interest_cents", more.default_interest);
  row.set("commitment_fee_cents", more.commitment_fee).set("cash_fee_cents", more.cash_fee);
  row.set("financed_fee_cents", more.financed_fee).set("capitalised_cents", more.capitalised);
  draft.postings.insert(draft.postings.end(), planned.postings.begin(), planned.postings.end());
  draft.sum = draft.sum - (AccruedTotals() - more);
}

std::string accrual_in_words(const AccrualDraft& draft) {
  std::string words = fmt::format("accrual to {} of {} of interest and {} of fees", format_date(draft.on),
                                  format_money(draft.sum.interest + draft.sum.default_interest),
                                  format_money(draft.sum.commitment_fee + draft.sum.cash_fee + draft.sum.financed_fee));
  if (draft.sum.capitalised != Money())
    words += fmt::format(", {} of interest capitalised", format_money(draft.sum.capitalised));
  return words;
}

// The days on which an accrual to `until` posts: each on which principal grows by what accrued, and the last.
std::set<Date> list_posting_days(const std::vector<AccruingFacility>& facilities, Date until) {
  std::set<Date> days = {until};
  for (const AccruingFacility& accruing : facilities) {
    if (!accruing.accrues_on(until)) continue;
    for (const Date on : run_loan(accruing.facts, until).principal_grew_on) {
      if (!accruing.accrued_until || on > *accruing.accrued_until) days.insert(on);
    }
  }
  return days;
}

AccrualDraft draft_accrual(store::Connection& connection, const std::vector<AccruingFacility>& facilities, Date on) {
  AccrualDraft draft{.on = on};
  for (const AccruingFacility& accruing : facilities) {
    if (accruing.accrues_on(on)) add_facility_to(draft, connection, accruing);
  }
  return draft;
}

Expected<void> write_before(Recording& recording, AccrualDraft draft) {
  if (draft.rows.empty()) return {};
  std::string words = accrual_in_words(draft);
  return recording.write_before("accrual", draft.on, std::move(draft.rows), std::move(draft.postings),
                                std::move(words));
}

std::string why_nothing(const std::vector<AccruingFacility>& facilities, const std::optional<Date>& carrying_until,
                        Date until) {
  std::string later;
  const auto add = [&](std::string_view what, const std::optional<Date>& accrued_until) {
    if (accrued_until && *accrued_until > until)
      later += fmt::format("; {} was accrued to {} already (if that was a mistake, `pvault reverse` undoes it)", what,
                           format_date(*accrued_until));
  };
  for (const AccruingFacility& accruing : facilities)
    add(accruing.facility.code, accruing.accrued_until);
  add("carrying cost", carrying_until);
  return fmt::format("nothing is left to be posted by {}{}", format_date(until), later);
}

Expected<std::vector<AccruingFacility>> load_chosen(store::Connection& connection, const AccrualInput& input) {
  std::vector<AccruingFacility> chosen;
  for (const std::string& name : input.facilities) {
    const auto facility = store::load_facility(connection, name);
    if (!facility) return tl::unexpected(facility.error());
    const bool is_new =
        std::ranges::none_of(chosen, [&](const AccruingFacility& other) { return other.facility.id == facility->id; });
    if (is_new) chosen.push_back(load_accruing(connection, *facility));
  }
  if (input.is_everything()) {
    for (const store::Facility& facility : store::list_facilities(connection))
      chosen.push_back(load_accruing(connection, facility));
  }
  return chosen;
}

// Writes all that facilities accrue but the newest entry, which it answers.
Expected<std::optional<AccrualDraft>> accrue_facilities(Recording& recording,
                                                        const std::vector<AccruingFacility>& facilities) {
  std::optional<AccrualDraft> last; // the newest that is not written
  for (const Date on : list_posting_days(facilities, recording.on())) {
    if (last) {
      if (auto written = write_before(recording, *std::move(last)); !written) return tl::unexpected(written.error());
    }
    last = draft_accrual(recording.connection(), facilities, on);
    if (last->rows.empty()) last.reset();
  }
  return last;
}

Expected<Recorded> finish_with_carrying(Recording& recording, std::optional<AccrualDraft> last,
                                        CarryingDraft carrying) {
  if (last) {
    if (auto written = write_before(recording, *std::move(last)); !written) return tl::unexpected(written.error());
  }
  recording.record_as("carrying-accrual");
  return recording.finish(std::move(carrying.rows), std::move(carrying.postings), std::move(carrying.summary));
}

} // namespace

Expected<Recorded> accrue(store::Book& book, const RecordingOptions& options, const AccrualInput& input) {
  Recording recording(book, options, "accrual");
  auto fingerprint = recording.fingerprint();
  for (const std::string& facility : input.facilities)
    fingerprint.add_name("facility", facility);
  if (input.carrying) fingerprint.add("carrying", std::int64_t{1});
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  store::Connection& connection = recording.connection();
  const auto facilities = load_chosen(connection, input);
  if (!facilities) return tl::unexpected(facilities.error());
  const bool with_carrying = input.carrying || input.is_everything();
  auto carrying = with_carrying ? draft_carrying_accrual(connection, recording.on()) : CarryingDraft{};

  auto last = accrue_facilities(recording, *facilities);
  if (!last) return tl::unexpected(last.error());
  if (!carrying.rows.empty()) return finish_with_carrying(recording, *std::move(last), std::move(carrying));
  if (!*last) return recording.nothing(why_nothing(*facilities, carrying.accrued_until, recording.on()));
  AccrualDraft own = **std::move(last);
  std::string words = accrual_in_words(own);
  if (own.on != recording.on()) {
    // Nothing is left for the last day: the entry of the day before is the recording's own.
    recording.move_to(own.on);
  }
  return recording.finish(std::move(own.rows), std::move(own.postings), std::move(words));
}

std::vector<std::string> list_unaccrued(store::Connection& connection, Date until) {
  std::vector<std::string> unaccrued;
  for (const store::Facility& facility : store::list_facilities(connection)) {
    const std::vector<AccruingFacility> accruing = {load_accruing(connection, facility)};
    const auto days = list_posting_days(accruing, until);
    const bool lacks =
        std::ranges::any_of(days, [&](Date on) { return !draft_accrual(connection, accruing, on).rows.empty(); });
    if (lacks) unaccrued.push_back(facility.code);
  }
  if (!draft_carrying_accrual(connection, until).rows.empty()) unaccrued.emplace_back("carrying cost");
  return unaccrued;
}

namespace {

// A later repayment stays possible after an earlier one was added.
Expected<void> check_later_payments(const store::Facility& facility, LoanFacts facts, const LoanPaymentRequest& request,
                                    const PaymentSplit& split) {
  facts.payments.push_back(
      {.on = request.on, .fees = split.fees, .interest = split.interest, .principal = split.principal});
  std::ranges::stable_sort(facts.payments, {}, &LoanPayment::on);
  const auto below = find_principal_below_zero(facts);
  if (!below) return {};
  return refuse(Rule::payment_above_payoff,
                fmt::format("with {} of principal paid on {}, a payment of {} on {} would be more than was owed",
                            format_money(split.principal), format_date(request.on), facility.code,
                            format_date(below->on)),
                "pay less principal, or reverse the later payment first");
}

} // namespace

Expected<Recorded> record_loan_payment(store::Book& book, const RecordingOptions& options,
                                       const LoanPaymentInput& input) {
  Recording recording(book, options, "loan-payment");
  auto fingerprint = recording.fingerprint().add_name("facility", input.facility).add("amount", input.amount);
  if (input.apply)
    fingerprint.add("fees", input.apply->fees)
        .add("interest", input.apply->interest)
        .add("principal", input.apply->principal);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  store::Connection& connection = recording.connection();
  const auto facility = store::load_facility(connection, input.facility);
  if (!facility) return tl::unexpected(facility.error());

  const AccruingFacility accruing = load_accruing(connection, *facility);
  const LoanPaymentRequest request{.on = recording.on(), .amount = input.amount, .apply = input.apply};
  const LoanState state = run_loan(accruing.facts, request.on).state;
  const bool drawn =
      std::ranges::any_of(accruing.facts.draws, [&](const LoanDraw& draw) { return draw.on <= request.on; });
  const Date last = last_day(accruing.facts, request.on);
  const auto split = plan_loan_payment(
      {.code = facility->code,
       .drawn = drawn || state.principal != Money(),
       .state = state,
       .later = last > request.on ? std::optional(run_loan(accruing.facts, last).state) : std::nullopt},
      request);
  if (!split) return tl::unexpected(split.error());
  if (auto fits = check_later_payments(*facility, accruing.facts, request, *split); !fits)
    return tl::unexpected(fits.error());
  // A payment with an earlier date settles what is known by now: the accruals after it are brought up to that, too.
  for (const Date on :
       list_posting_days({accruing}, std::max(request.on, accruing.accrued_until.value_or(request.on)))) {
    if (auto written = write_before(recording, draft_accrual(connection, {accruing}, on)); !written)
      return tl::unexpected(written.error());
  }
  RecordRow row("loan_payment");
  row.set("facility_id", facility->id).set("fees_cents", split->fees).set("interest_cents", split->interest);
  row.set("principal_cents", split->principal);
  return recording.finish(
      {row}, loan_payment_postings(facility->id, *split),
      fmt::format("payment of {} on {}: {} of fees, {} of interest, {} of principal, {} left of principal",
                  format_money(input.amount), facility->code, format_money(split->fees), format_money(split->interest),
                  format_money(split->principal), format_money(state.principal - split->principal)));
}

} // namespace pvault::operations
