#include "operations/set_carrying_rate.hpp"

#include "stockpile/purchase.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace pvault::operations {

namespace {

RequestFingerprint rate_fingerprint(RequestFingerprint fingerprint, const CarryingRateInput& input) {
  fingerprint.add("kind", carrying_kind_name(input.kind))
      .add_name("site", input.site)
      .add_name("mineral", input.mineral)
      .add_name("party", input.party);
  if (input.rate) fingerprint.add("rate", input.rate->text);
  if (input.for_in) fingerprint.add("in", input.for_in->text);
  if (input.for_out) fingerprint.add("out", input.for_out->text);
  return fingerprint;
}

Expected<store::Party> load_creditor(store::Connection& connection, const std::string& code) {
  static constexpr std::array<std::string_view, 3> roles = {"warehouse", "carrier", "other"};
  auto party = store::load_party(connection, code);
  if (!party || std::ranges::find(roles, party->role) != roles.end()) return party;
  return refuse(Rule::party_role_wrong,
                fmt::format("{} is recorded with the role {}; carrying charges are owed to a warehouse, a carrier or "
                            "other",
                            party->code, party->role),
                "add who is owed with `pvault party add CODE --name NAME --role warehouse`, or carrier, or other (an "
                "insurer)");
}

// The scope of a rate, found.
struct Scope {
  std::optional<store::Site> site = {};
  std::optional<Mineral> mineral = {};

  // "gallium at HAWTHORNE", "all minerals at storage sites"
  [[nodiscard]] std::string in_words() const {
    return fmt::format("{} at {}", mineral ? mineral->code : "all minerals", site ? site->code : "storage sites");
  }
};

Expected<Scope> find_scope(store::Connection& connection, const CarryingRateInput& input) {
  Scope scope;
  if (!input.site.empty()) {
    auto site = store::load_site(connection, input.site);
    if (!site) return tl::unexpected(site.error());
    scope.site = *std::move(site);
  }
  if (!input.mineral.empty()) {
    auto mineral = store::load_mineral(connection, input.mineral);
    if (!mineral) return tl::unexpected(mineral.error());
    if (auto has_stock = check_not_group(*mineral); !has_stock) return tl::unexpected(has_stock.error());
    scope.mineral = *std::move(mineral);
  }
  return scope;
}

std::string charge_in_words(const CarryingRateInput& input) {
  if (input.rate) return input.rate->of_cost ? fmt::format("{} of cost a year", input.rate->text) : input.rate->text;
  std::string words = input.for_in ? input.for_in->text + " in" : "";
  if (input.for_out) words += fmt::format("{}{} out", words.empty() ? "" : ", ", input.for_out->text);
  return words;
}

void set_terms(RecordRow& row, const CarryingRateInput& input, PartyId party) {
  row.set("party_id", party);
  if (input.rate && input.rate->per_month)
    row.set("month_entered", input.rate->text)
        .set("month_cents", input.rate->per_month->cents)
        .set("month_per_mg", input.rate->per_month->per_mg);
  if (input.rate && input.rate->of_cost) row.set("cost_ppb", input.rate->of_cost->parts_per_billion());
  if (input.for_in)
    row.set("in_entered", input.for_in->text)
        .set("in_cents", input.for_in->price.cents)
        .set("in_per_mg", input.for_in->price.per_mg);
  if (input.for_out)
    row.set("out_entered", input.for_out->text)
        .set("out_cents", input.for_out->price.cents)
        .set("out_per_mg", input.for_out->price.per_mg);
}

CarryingTerms terms_of(const CarryingRateInput& input, PartyId party) {
  CarryingTerms terms{.party = party};
  if (input.rate) {
    terms.per_month = input.rate->per_month;
    terms.of_cost = input.rate->of_cost;
  }
  if (input.for_in) terms.for_in = input.for_in->price;
  if (input.for_out) terms.for_out = input.for_out->price;
  return terms;
}

} // namespace

Expected<Recorded> set_carrying_rate(store::Book& book, const RecordingOptions& options,
                                     const CarryingRateInput& input) {
  Recording recording(book, options, "carrying-rate");
  if (auto repeat = recording.find_repeat(rate_fingerprint(recording.fingerprint(), input))) return *repeat;
  const auto scope = find_scope(recording.connection(), input);
  if (!scope) return tl::unexpected(scope.error());
  const std::string_view kind = carrying_kind_name(input.kind);
  RecordRow row("carrying_rate");
  row.set("effective_on", recording.on()).set("kind", kind);
  if (scope->site) row.set("site_id", scope->site->id);
  if (scope->mineral) row.set("mineral_id", scope->mineral->id);
  if (input.party.empty()) {
    return recording.finish({row}, {},
                            fmt::format("{} of {} has no rate of its own from {} on", kind, scope->in_words(),
                                        format_date(recording.on())));
  }
  const auto party = load_creditor(recording.connection(), input.party);
  if (!party) return tl::unexpected(party.error());
  if (auto allowed = check_carrying_terms(input.kind, terms_of(input, party->id)); !allowed)
    return tl::unexpected(allowed.error());
  set_terms(row, input, party->id);
  return recording.finish({row}, {},
                          fmt::format("{} of {} at {} from {} on, owed to {}", kind, scope->in_words(),
                                      charge_in_words(input), format_date(recording.on()), party->code));
}

} // namespace pvault::operations
