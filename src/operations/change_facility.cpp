#include "operations/change_facility.hpp"

#include "store/loans.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::operations {

namespace {

RecordRow terms_row(FacilityId facility, Date on, const FacilityTerms& terms) {
  const auto ppb = [](const std::optional<Rate>& rate) {
    return rate ? std::optional(rate->parts_per_billion()) : std::nullopt;
  };
  RecordRow row("facility_terms");
  row.set("facility_id", facility).set("effective_on", on).set("commitment_cents", terms.commitment);
  row.set("rate_ppb", ppb(terms.rate));
  if (terms.floating)
    row.set("index_name", terms.floating->index).set("margin_ppb", terms.floating->margin.parts_per_billion());
  row.set("day_count", day_count_name(terms.day_count));
  row.set("available_from_on", terms.available_from).set("available_until_on", terms.available_until);
  row.set("matures_on", terms.matures_on).set("payments", format_payment_days(terms.payments));
  row.set("first_payment_on", terms.first_payment_on).set("business_days", business_day_rule_name(terms.business_days));
  row.set("capitalise_until_on", terms.capitalise_until).set("commitment_fee_ppb", ppb(terms.commitment_fee));
  row.set("commitment_fee_from_on", terms.commitment_fee_from);
  if (terms.commitment_fee_day_count)
    row.set("commitment_fee_day_count", day_count_name(*terms.commitment_fee_day_count));
  row.set("repayment", repayment_name(terms.repayment)).set("first_repayment_on", terms.first_repayment_on);
  row.set("prepayment", prepayment_name(terms.prepayment)).set("default_margin_ppb", ppb(terms.default_margin));
  row.set_text("source", terms.source);
  return row;
}

std::vector<RecordRow> fee_rows(FacilityId facility, const FacilityTerms& terms) {
  std::vector<RecordRow> rows;
  for (const ExposureFee& fee : terms.exposure_fees) {
    RecordRow& row = rows.emplace_back("exposure_fee");
    row.set("facility_id", facility).set("percentage_ppb", fee.percentage.parts_per_billion());
    row.set("due", fee.due).set("settled", fee.settled).set("base", fee.base).set("base_cents", fee.base_amount);
  }
  return rows;
}

// The terms, and the lists in them that an amendment brings anew.
std::vector<RecordRow> terms_rows(FacilityId facility, Date on, const FacilityTerms& terms) {
  std::vector<RecordRow> rows = {terms_row(facility, on, terms)};
  for (const Instalment& instalment : terms.instalments)
    rows.emplace_back("instalment")
        .set("facility_id", facility)
        .set("due_on", instalment.due_on)
        .set("amount_cents", instalment.amount);
  for (const std::string& condition : terms.conditions)
    rows.emplace_back("draw_condition").set("facility_id", facility).set("name", condition);
  return rows;
}

// Every column of every row, as the rows will be kept.
void add_rows(RequestFingerprint& fingerprint, const std::vector<RecordRow>& rows) {
  for (const RecordRow& row : rows) {
    for (const auto& [column, value] : row.values()) {
      if (const auto* number = std::get_if<std::int64_t>(&value)) fingerprint.add(column, *number);
      if (const auto* text = std::get_if<std::string>(&value)) fingerprint.add(column, *text);
    }
  }
}

// A loan that floats needs a fixing on the day from which it bears interest.
Expected<void> check_fixing(store::Connection& connection, const std::string& facility, const FacilityTerms& after,
                            Date on) {
  if (!after.floating || store::has_fixing(connection, after.floating->index, on)) return {};
  return refuse(
      Rule::fixing_missing,
      fmt::format("the rate of {} would follow {}, which has no fixing dated {} or earlier", facility,
                  after.floating->index, format_date(on)),
      fmt::format("pvault fixing add {} --on {} --rate PERCENT --source TEXT", after.floating->index, format_date(on)));
}

} // namespace

Expected<Recorded> add_facility(store::Book& book, const RecordingOptions& options, const FacilityInput& input) {
  Recording recording(book, options, "facility");
  FacilityTerms terms = input.terms;
  terms.signed_on = recording.on();
  if (terms.floating) terms.floating->index = store::spelled_index(recording.connection(), terms.floating->index);
  const FacilityId id{recording.writer().next_id("facility")};
  std::vector<RecordRow> rows = terms_rows(id, recording.on(), terms);
  std::ranges::move(fee_rows(id, terms), std::back_inserter(rows));
  auto fingerprint = recording.fingerprint().add("code", input.code).add_name("lender", input.lender);
  add_rows(fingerprint, terms_rows(FacilityId{0}, terms.available_from, terms));
  add_rows(fingerprint, fee_rows(FacilityId{0}, terms));
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto lender = store::load_party_in_role(recording.connection(), input.lender, "lender");
  if (!lender) return tl::unexpected(lender.error());
  if (auto free = store::check_code_free(recording.connection(), "facility", input.code); !free)
    return tl::unexpected(free.error());
  auto postings = plan_facility(terms, id);
  if (!postings) return tl::unexpected(postings.error());
  if (closing_fees(terms).financed != Money()) {
    auto fixed = check_fixing(recording.connection(), input.code, terms, recording.on());
    if (!fixed) return tl::unexpected(fixed.error());
  }
  rows.emplace_back("facility").set("facility_id", id).set("code", input.code).set("lender_id", lender->id);
  return recording.finish(
      std::move(rows), std::move(*postings),
      fmt::format("facility {} of {} from {}", input.code, format_money(terms.commitment), lender->code));
}

Expected<Recorded> amend_facility(store::Book& book, const RecordingOptions& options, const AmendmentInput& input) {
  Recording recording(book, options, "amendment");
  store::Connection& connection = recording.connection();
  auto fingerprint = recording.fingerprint().add_name("facility", input.facility);
  for (const auto& [option, value] : input.asked)
    fingerprint.add(option, value);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto facility = store::load_facility(connection, input.facility);
  if (!facility) return tl::unexpected(facility.error());
  const auto versions = store::load_terms(connection, *facility, store::end_of_time(connection));
  const FacilityTerms& before = terms_on(versions, recording.on());
  FacilityTerms after = before;
  if (auto changed = input.change(after); !changed) return tl::unexpected(changed.error());
  if (after.floating) after.floating->index = store::spelled_index(connection, after.floating->index);

  // Drawdowns from a later amendment on are that one's.
  std::vector<Date> drawn_on = store::list_draw_days(connection, facility->id);
  for (const TermsVersion& version : versions) {
    if (version.from > recording.on()) std::erase_if(drawn_on, [&](Date on) { return on >= version.from; });
  }
  auto allowed = check_amendment(before, after, recording.on(), drawn_on);
  if (allowed) allowed = check_fixing(connection, facility->code, after, recording.on());
  if (!allowed) return tl::unexpected(allowed.error());
  return recording.finish(
      terms_rows(facility->id, recording.on(), after), {},
      fmt::format("amendment of the terms of {} from {} on", facility->code, format_date(recording.on())));
}

Expected<Recorded> cancel_commitment(store::Book& book, const RecordingOptions& options,
                                     const CancellationInput& input) {
  Recording recording(book, options, "cancellation");
  const auto fingerprint = recording.fingerprint().add_name("facility", input.facility).add("amount", input.amount);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto facility = store::load_facility(recording.connection(), input.facility);
  if (!facility) return tl::unexpected(facility.error());
  auto drawable = store::load_drawable(recording.connection(), *facility, recording.on());
  const LoanFacts facts =
      store::load_loan_facts(recording.connection(), *facility, store::end_of_time(recording.connection()));
  drawable.undisbursed -= store::load_fee_not_posted(recording.connection(), facility->id, facts, recording.on());
  auto postings = plan_cancellation(drawable, recording.on(), input.amount);
  if (!postings) return tl::unexpected(postings.error());
  RecordRow row("cancellation");
  row.set("facility_id", facility->id).set("amount_cents", input.amount);
  return recording.finish({row}, std::move(*postings),
                          fmt::format("cancellation of {} of {}, {} left to draw", format_money(input.amount),
                                      facility->code, format_money(drawable.undisbursed - input.amount)));
}

Expected<Recorded> meet_condition(store::Book& book, const RecordingOptions& options, const ConditionInput& input) {
  Recording recording(book, options, "condition");
  const auto fingerprint =
      recording.fingerprint().add_name("facility", input.facility).add_name("condition", input.name);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto facility = store::load_facility(recording.connection(), input.facility);
  if (!facility) return tl::unexpected(facility.error());
  // Of any of its terms: those of an earlier day may still wait for it.
  std::vector<std::string> known;
  for (const TermsVersion& version :
       store::load_terms(recording.connection(), *facility, store::end_of_time(recording.connection())))
    known.insert(known.end(), version.terms.conditions.begin(), version.terms.conditions.end());
  const auto found = std::ranges::find(known, lower(input.name), [](const std::string& name) { return lower(name); });
  if (found == known.end()) {
    const std::string nearest = nearest_name(input.name, known);
    return refuse(Rule::condition_unknown,
                  fmt::format("the terms of {} have no condition \"{}\"", facility->code, input.name),
                  !nearest.empty() ? nearest
                  : known.empty()  ? fmt::format("pvault facility amend {} --condition NAME --on DATE", facility->code)
                                   : fmt::format("one of: {}", fmt::join(known, "; ")));
  }
  RecordRow row("condition_met");
  row.set("facility_id", facility->id).set("name", *found);
  return recording.finish({row}, {}, fmt::format("condition of {} met: {}", facility->code, *found));
}

Expected<Recorded> add_fixing(store::Book& book, const RecordingOptions& options, const FixingInput& input) {
  Recording recording(book, options, "fixing");
  const auto fingerprint = recording.fingerprint()
                               .add_name("index", input.index)
                               .add("rate", input.rate.parts_per_billion())
                               .add("source", input.source);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const std::string index = store::spelled_index(recording.connection(), input.index);
  RecordRow row("rate_fixing");
  row.set("index_name", index).set("effective_on", recording.on()).set("rate_ppb", input.rate.parts_per_billion());
  row.set("source", input.source);
  const bool followed = store::is_followed(recording.connection(), index);
  return recording.finish({row}, {},
                          fmt::format("fixing of {} at {}% on {}{}", index, format_percent_number(input.rate),
                                      format_date(recording.on()), followed ? "" : ", which no facility follows yet"));
}

namespace {

Expected<void> check_whole(const std::vector<ShareInput>& shares) {
  constexpr std::int64_t whole = 1'000'000'000; // parts per billion
  std::int64_t sum = 0;
  std::vector<std::string> names;
  for (const ShareInput& share : shares) {
    sum += share.share.parts_per_billion();
    if (std::ranges::find(names, lower(share.facility)) != names.end() || share.share == Rate())
      return refuse(Rule::shares_not_whole, fmt::format("{} is named twice, or has no share", share.facility),
                    "give each facility one share above 0%");
    names.push_back(lower(share.facility));
  }
  if (sum == whole) return {};
  const bool over = sum > whole;
  return refuse(Rule::shares_not_whole,
                fmt::format("the shares come to {}%, {}% {} 100%", format_percent_number(Rate::parts_per_billion(sum)),
                            format_percent_number(Rate::parts_per_billion(over ? sum - whole : whole - sum)),
                            over ? "above" : "below"),
                "give shares that add up to 100%, for example EXIM-1=85.69% PRIVATE-1=14.31%");
}

} // namespace

Expected<Recorded> set_shares(store::Book& book, const RecordingOptions& options,
                              const std::vector<ShareInput>& shares) {
  Recording recording(book, options, "financing-share");
  auto fingerprint = recording.fingerprint();
  for (const ShareInput& share : shares)
    fingerprint.add_name("facility", share.facility).add("share", share.share.parts_per_billion());
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  if (auto whole = check_whole(shares); !whole) return tl::unexpected(whole.error());
  std::vector<RecordRow> rows;
  std::string words;
  for (const ShareInput& share : shares) {
    const auto facility = store::load_facility(recording.connection(), share.facility);
    if (!facility) return tl::unexpected(facility.error());
    rows.emplace_back("financing_share")
        .set("facility_id", facility->id)
        .set("share_ppb", share.share.parts_per_billion());
    words += fmt::format("{}{} {}%", words.empty() ? "" : ", ", facility->code, format_percent_number(share.share));
  }
  return recording.finish(std::move(rows), {}, fmt::format("shares of all drawdowns: {}", words));
}

} // namespace pvault::operations
