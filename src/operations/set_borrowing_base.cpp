#include "operations/set_borrowing_base.hpp"

#include "financing/borrowing_base.hpp"
#include "stockpile/purchase.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

void add_terms(RequestFingerprint& fingerprint, const BorrowingBaseInput& input) {
  fingerprint.add_name("facility", input.facility).add("source", input.source);
  if (!input.advance_rate) return;
  fingerprint.add("advance_rate", input.advance_rate->parts_per_billion()).add("reserve", input.reserve);
  for (const auto& [mineral, rate] : input.advances)
    fingerprint.add_name("mineral", mineral).add("mineral_rate", rate.parts_per_billion());
  if (input.concentration_limit) fingerprint.add("concentration_limit", input.concentration_limit->parts_per_billion());
  if (input.price_age_days) fingerprint.add("price_age_days", std::int64_t{*input.price_age_days});
  for (const std::string& sharing : input.shared_with)
    fingerprint.add_name("shared_with", sharing);
}

Expected<BorrowingBaseTerms> find_terms(store::Connection& connection, const BorrowingBaseInput& input) {
  BorrowingBaseTerms terms{.advance_rate = *input.advance_rate,
                           .reserve = input.reserve,
                           .concentration_limit = input.concentration_limit,
                           .price_age_days = input.price_age_days};
  for (const auto& [name, rate] : input.advances) {
    const auto mineral = store::load_mineral(connection, name);
    if (!mineral) return tl::unexpected(mineral.error());
    if (auto has_stock = check_not_group(*mineral); !has_stock) return tl::unexpected(has_stock.error());
    terms.advances.push_back({mineral->id, mineral->code, rate});
  }
  for (const std::string& code : input.shared_with) {
    const auto sharing = store::load_facility(connection, code);
    if (!sharing) return tl::unexpected(sharing.error());
    terms.shared_with.push_back({sharing->id, sharing->code});
  }
  return terms;
}

std::vector<RecordRow> rows_of(FacilityId facility, Date on, const std::string& source,
                               const std::optional<BorrowingBaseTerms>& terms) {
  std::vector<RecordRow> rows;
  RecordRow& row = rows.emplace_back("borrowing_base");
  row.set("facility_id", facility).set("effective_on", on);
  if (terms) {
    row.set("advance_rate_ppb", terms->advance_rate.parts_per_billion()).set("reserve_cents", terms->reserve);
    if (terms->concentration_limit) row.set("concentration_limit_ppb", terms->concentration_limit->parts_per_billion());
    if (terms->price_age_days) row.set("price_age_days", std::int64_t{*terms->price_age_days});
  }
  row.set("source", source);
  if (!terms) return rows;
  for (const MineralAdvance& advance : terms->advances)
    rows.emplace_back("borrowing_base_advance")
        .set("mineral_id", advance.mineral)
        .set("advance_rate_ppb", advance.rate.parts_per_billion());
  for (const SharingFacility& sharing : terms->shared_with)
    rows.emplace_back("borrowing_base_facility").set("facility_id", sharing.id);
  return rows;
}

} // namespace

Expected<Recorded> set_borrowing_base(store::Book& book, const RecordingOptions& options,
                                      const BorrowingBaseInput& input) {
  Recording recording(book, options, "borrowing-base");
  auto fingerprint = recording.fingerprint();
  add_terms(fingerprint, input);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto facility = store::load_facility(recording.connection(), input.facility);
  if (!facility) return tl::unexpected(facility.error());
  const Borrower borrower{facility->id, facility->code, facility->terms.signed_on};
  if (!input.advance_rate) {
    if (auto allowed = check_end_of_borrowing_base(borrower, recording.on()); !allowed)
      return tl::unexpected(allowed.error());
    return recording.finish(
        rows_of(facility->id, recording.on(), input.source, std::nullopt), {},
        fmt::format("{} has no borrowing base from {} on", facility->code, format_date(recording.on())));
  }
  const auto terms = find_terms(recording.connection(), input);
  if (!terms) return tl::unexpected(terms.error());
  if (auto allowed = check_borrowing_base(borrower, recording.on(), *terms); !allowed)
    return tl::unexpected(allowed.error());
  return recording.finish(rows_of(facility->id, recording.on(), input.source, *terms), {},
                          fmt::format("borrowing base of {} at {}% from {} on", facility->code,
                                      format_percent_number(terms->advance_rate), format_date(recording.on())));
}

} // namespace pvault::operations
