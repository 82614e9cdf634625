#include "operations/add_names.hpp"

#include "store/names.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>

namespace pvault::operations {

namespace {

Expected<std::string> parse_country(const std::string& text) {
  std::string country = text;
  std::ranges::transform(country, country.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  const bool letters = country.size() == 2 && std::ranges::all_of(country, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (letters) return country;
  return refuse(Rule::option_malformed, fmt::format("\"{}\" is not a country code", text),
                "use two letters of ISO 3166-1, for example US");
}

Expected<void> check_role(const std::string& role) {
  static constexpr std::array<std::string_view, 6> roles = {"supplier",  "participant", "lender",
                                                            "warehouse", "carrier",     "other"};
  if (std::ranges::find(roles, role) != roles.end()) return {};
  return refuse_choice(role, "a role", roles);
}

} // namespace

Expected<Recorded> add_site(store::Book& book, const RecordingOptions& options, const SiteInput& input) {
  const auto country = parse_country(input.country);
  if (!country) return tl::unexpected(country.error());
  Recording recording(book, options, "site");
  const auto fingerprint =
      recording.fingerprint().add("code", input.code).add("name", input.name).add("country", *country);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  if (auto free = store::check_code_free(recording.connection(), "site", input.code); !free)
    return tl::unexpected(free.error());
  RecordRow row("site");
  row.set("site_id", recording.writer().next_id("site"))
      .set("code", input.code)
      .set("name", input.name)
      .set("country", *country);
  return recording.finish({row}, {}, fmt::format("site {} ({}, {})", input.code, input.name, *country));
}

Expected<Recorded> add_party(store::Book& book, const RecordingOptions& options, const PartyInput& input) {
  if (auto known = check_role(input.role); !known) return tl::unexpected(known.error());
  Recording recording(book, options, "party");
  const std::int64_t related = input.related ? 1 : 0;
  const auto fingerprint = recording.fingerprint()
                               .add("code", input.code)
                               .add("name", input.name)
                               .add("role", input.role)
                               .add("related", related);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  if (auto free = store::check_code_free(recording.connection(), "party", input.code); !free)
    return tl::unexpected(free.error());
  RecordRow row("party");
  row.set("party_id", recording.writer().next_id("party")).set("code", input.code).set("name", input.name);
  row.set("role", input.role).set("related", related);
  return recording.finish(
      {row}, {}, fmt::format("{} {} ({}{})", input.role, input.code, input.name, input.related ? ", related" : ""));
}

namespace {

RequestFingerprint terms_fingerprint(RequestFingerprint fingerprint, const FacilityTerms& terms) {
  fingerprint.add("commitment", terms.commitment)
      .add("rate", terms.rate.parts_per_billion())
      .add("day_count", day_count_name(terms.day_count));
  fingerprint.add("available_from", terms.available_from)
      .add("available_until", terms.available_until)
      .add("matures", terms.matures_on);
  fingerprint.add("payments", payment_period_name(terms.payments)).add("source", terms.source);
  if (terms.first_payment_on) fingerprint.add("first_payment", *terms.first_payment_on);
  if (terms.commitment_fee) fingerprint.add("commitment_fee", terms.commitment_fee->parts_per_billion());
  for (const ExposureFee& fee : terms.exposure_fees) {
    fingerprint.add("exposure_fee", fmt::format("{}:{}:{}", fee.percentage.parts_per_billion(), fee.due, fee.settled));
  }
  return fingerprint;
}

std::vector<RecordRow> facility_rows(const FacilityInput& input, FacilityId id, PartyId lender) {
  const FacilityTerms& terms = input.terms;
  RecordRow facility("facility");
  facility.set("facility_id", id).set("code", input.code).set("lender_id", lender);
  RecordRow row("facility_terms");
  row.set("facility_id", id).set("commitment_cents", terms.commitment).set("rate_ppb", terms.rate.parts_per_billion());
  row.set("day_count", day_count_name(terms.day_count)).set("available_from_on", terms.available_from);
  row.set("available_until_on", terms.available_until).set("matures_on", terms.matures_on);
  row.set("payments", payment_period_name(terms.payments)).set("first_payment_on", terms.first_payment_on);
  if (terms.commitment_fee) row.set("commitment_fee_ppb", terms.commitment_fee->parts_per_billion());
  row.set_text("source", terms.source);
  std::vector<RecordRow> rows = {facility, row};
  for (const ExposureFee& fee : terms.exposure_fees) {
    RecordRow component("exposure_fee");
    component.set("facility_id", id).set("percentage_ppb", fee.percentage.parts_per_billion());
    component.set("due", fee.due).set("settled", fee.settled);
    rows.push_back(component);
  }
  return rows;
}

} // namespace

Expected<Recorded> add_facility(store::Book& book, const RecordingOptions& options, const FacilityInput& input) {
  Recording recording(book, options, "facility");
  const auto fingerprint =
      terms_fingerprint(recording.fingerprint().add("code", input.code).add_name("lender", input.lender), input.terms);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto lender = store::load_party_in_role(recording.connection(), input.lender, "lender");
  if (!lender) return tl::unexpected(lender.error());
  if (auto free = store::check_code_free(recording.connection(), "facility", input.code); !free)
    return tl::unexpected(free.error());
  const FacilityId id{recording.writer().next_id("facility")};
  FacilityTerms terms = input.terms;
  terms.signed_on = recording.on();
  auto postings = plan_facility(terms, id);
  if (!postings) return tl::unexpected(postings.error());
  return recording.finish(
      facility_rows(input, id, lender->id), std::move(*postings),
      fmt::format("facility {} of {} from {}", input.code, format_money(terms.commitment), lender->code));
}

} // namespace pvault::operations
