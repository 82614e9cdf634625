#include "operations/record_release.hpp"

#include "operations/draw_lots.hpp"
#include "operations/preview.hpp"
#include "operations/set_annual_plan.hpp"
#include "stockpile/loan_return.hpp"
#include "store/authorities.hpp"
#include "store/cost_methods.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"
#include "store/releases.hpp"
#include "store/sales.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

Expected<ReleaseRequest> make_request(store::Connection& connection, const ReleaseInput& input, Date on) {
  ReleaseRequest request{.on = on,
                         .kind = input.kind,
                         .mass = input.mass,
                         .authority = input.authority,
                         .recipient = {},
                         .price = input.price,
                         .lots_named = !input.lots.empty(),
                         .return_by = input.return_by};
  if (!input.recipient.empty()) {
    const auto recipient = store::load_party(connection, input.recipient);
    if (!recipient) return tl::unexpected(recipient.error());
    request.recipient = recipient->id;
  }
  if (!input.site.empty()) {
    const auto site = store::load_site(connection, input.site);
    if (!site) return tl::unexpected(site.error());
    request.site = site->id;
    request.site_code = site->code;
  }
  return request;
}

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const ReleaseInput& input) {
  fingerprint.add_name("mineral", input.mineral)
      .add("mass", input.mass.text)
      .add("kind", release_kind_name(input.kind));
  fingerprint.add("authority", input.authority).add_name("recipient", input.recipient);
  if (input.price) fingerprint.add("price", input.price->text);
  for (const std::string& lot : input.lots)
    fingerprint.add_name("lot", lot);
  if (!input.site.empty()) fingerprint.add_name("site", input.site);
  if (!input.emergency.empty()) fingerprint.add_name("emergency", input.emergency);
  if (input.return_by) fingerprint.add("return_by", *input.return_by);
  if (input.sale) fingerprint.add("sale", *input.sale);
  return fingerprint;
}

// What a release is made under, as it stands without it.
struct Under {
  UnderEmergency emergency;
  UnderAuthority authority;
};

Expected<Under> find_under(store::Connection& connection, const Mineral& mineral, const ReleaseRequest& request,
                           const std::string& emergency) {
  Under under;
  if (!emergency.empty()) {
    auto found = store::load_emergency(connection, emergency, request.on);
    if (!found) return tl::unexpected(std::move(found).error());
    const Mass used = store::load_used(connection, found->id, mineral.id, request.on);
    under.emergency = {*std::move(found), used};
  }
  if (needs_authority(request.kind)) under.authority = store::find_under_authority(connection, mineral.id, request);
  return under;
}

// The sale that is shipped, to whose buyer and at whose price the release goes.
Expected<std::optional<Sale>> find_shipped_sale(store::Connection& connection, const Mineral& mineral,
                                                ReleaseRequest& request, std::optional<EntryId> entry) {
  if (!entry) return std::optional<Sale>();
  auto sale = store::load_sale(connection, *entry, request.on);
  if (!sale) return tl::unexpected(std::move(sale).error());
  const auto asked = release_mass(mineral, request);
  if (!asked) return tl::unexpected(asked.error());
  if (auto fits = check_shipment(*sale, mineral, request, asked->mass); !fits) return tl::unexpected(fits.error());
  request.recipient = sale->buyer;
  request.price = sale->price;
  request.lots_named = true; // with the sale
  return std::optional(*std::move(sale));
}

RecordRow release_row(const Mineral& mineral, const ReleaseRequest& request, const ReleasePlan& plan,
                      const Under& under, const std::optional<Sale>& sale) {
  RecordRow row("release");
  row.set("mineral_id", mineral.id).set("kind", release_kind_name(request.kind)).set("authority", request.authority);
  row.set("recipient_id", request.recipient).set("mass_entered", request.mass.text).set("mass_mg", plan.mass);
  if (request.price) row.set("price_entered", request.price->text);
  row.set("proceeds_cents", plan.proceeds).set("lots_named", std::int64_t{request.lots_named ? 1 : 0});
  row.set("site_id", request.site).set("return_by_on", request.return_by);
  row.set("sale_entry_id", sale ? std::optional(sale->entry) : std::nullopt);
  if (under.authority.authority) row.set("authority_id", number_of(under.authority.authority->id));
  if (under.emergency.emergency) row.set("emergency_id", number_of(under.emergency.emergency->id));
  return row;
}

std::string name_in_words(ReleaseKind kind) {
  return kind == ReleaseKind::emergency ? "emergency release" : std::string(release_kind_name(kind));
}

// What it is worth at the latest usable price up to its day.
std::string describe_market(store::Connection& connection, const Mineral& mineral, Date on, Mass mass) {
  const auto market = store::find_market_price(connection, mineral.id, {on, store::end_of_time(connection).known_at});
  if (!market) return ", no market price";
  const auto value = value_at(market->price, mass);
  if (!value) return ", market value too large";
  return fmt::format(", market value {} at the price of {} ({} old)", format_money(*value), format_date(market->on),
                     format_days(days_between(market->on, on)));
}

std::string in_words(const Mineral& mineral, const ReleaseRequest& request, const ReleasePlan& plan,
                     const UnderAuthority& under) {
  const std::string proceeds = request.price ? fmt::format(", proceeds {}", format_money(plan.proceeds)) : "";
  const std::string left =
      under.authority
          ? fmt::format(", {} kg left under {}", format_kilograms(under.authority->quantity - under.used - plan.mass),
                        under.authority->code)
          : "";
  return fmt::format("{} of {} kg of {} from {} lot{}, cost {}{}{}", name_in_words(request.kind),
                     format_kilograms(plan.mass), mineral.code, plan.draws.size(), plan.draws.size() == 1 ? "" : "s",
                     format_money(plan.cost), proceeds, left);
}

} // namespace

Expected<Recorded> record_release(store::Book& book, const RecordingOptions& options, const ReleaseInput& input) {
  Recording recording(book, options, "release");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  const auto mineral = store::load_mineral(recording.connection(), input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  auto request = make_request(recording.connection(), input, recording.on());
  if (!request) return tl::unexpected(request.error());
  auto under = find_under(recording.connection(), *mineral, *request, input.emergency);
  if (!under) return tl::unexpected(under.error());
  if (auto sound = check_loan_terms(*request); !sound) return tl::unexpected(sound.error());
  const auto sale = find_shipped_sale(recording.connection(), *mineral, *request, input.sale);
  if (!sale) return tl::unexpected(sale.error());
  if (*sale) under->authority = {}; // that of the sale

  const auto plan = draw_by_method(recording, *mineral, *request, {.named = input.lots, .shipped = *sale});
  if (!plan) return tl::unexpected(plan.error());
  auto allowed = check_emergency(*mineral, *request, plan->mass, under->emergency);
  if (allowed) allowed = check_authority(*mineral, *request, plan->mass, under->authority);
  if (!allowed) return tl::unexpected(allowed.error());
  std::vector<std::string> notes;
  if (request->kind != ReleaseKind::loss)
    notes = notes_on_plan(recording.connection(), *mineral, Planned::release, request->on, plan->mass);
  const CostMethod method = store::find_cost_method(
      recording.connection(), mineral->id, {recording.on(), store::load_chain_head(recording.connection()).entry});
  const auto preview = preview_release(
      recording, mineral->id,
      {.request = *request, .mass = plan->mass, .method = method, .drawn = plan->draws, .sale = input.sale});
  auto recorded = recording.finish({release_row(*mineral, *request, *plan, *under, *sale)}, plan->postings,
                                   in_words(*mineral, *request, *plan, under->authority) +
                                       describe_market(recording.connection(), *mineral, request->on, plan->mass));
  if (!recorded) return recorded;
  recorded->notes = std::move(notes);
  recorded->preview = preview;
  return recorded;
}

} // namespace pvault::operations
