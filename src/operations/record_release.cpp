#include "operations/record_release.hpp"

#include "operations/draw_lots.hpp"
#include "operations/preview.hpp"
#include "store/cost_methods.hpp"
#include "store/names.hpp"

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
                         .lots_named = !input.lots.empty()};
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
  return fingerprint;
}

RecordRow release_row(const Mineral& mineral, const ReleaseRequest& request, const ReleasePlan& plan) {
  RecordRow row("release");
  row.set("mineral_id", mineral.id).set("kind", release_kind_name(request.kind)).set("authority", request.authority);
  row.set("recipient_id", request.recipient).set("mass_entered", request.mass.text).set("mass_mg", plan.mass);
  if (request.price) row.set("price_entered", request.price->text);
  row.set("proceeds_cents", plan.proceeds).set("lots_named", std::int64_t{request.lots_named ? 1 : 0});
  row.set("site_id", request.site);
  return row;
}

std::string name_in_words(ReleaseKind kind) {
  return kind == ReleaseKind::emergency ? "emergency release" : std::string(release_kind_name(kind));
}

} // namespace

Expected<Recorded> record_release(store::Book& book, const RecordingOptions& options, const ReleaseInput& input) {
  Recording recording(book, options, "release");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  const auto mineral = store::load_mineral(recording.connection(), input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  const auto request = make_request(recording.connection(), input, recording.on());
  if (!request) return tl::unexpected(request.error());

  const auto plan = draw_by_method(recording, *mineral, *request, input.lots);
  if (!plan) return tl::unexpected(plan.error());
  const std::string proceeds = request->price ? fmt::format(", proceeds {}", format_money(plan->proceeds)) : "";
  const CostMethod method = store::find_cost_method(
      recording.connection(), mineral->id, {recording.on(), store::load_chain_head(recording.connection()).entry});
  const auto preview = preview_release(
      recording, mineral->id, {.request = *request, .mass = plan->mass, .method = method, .drawn = plan->draws});
  auto recorded =
      recording.finish({release_row(*mineral, *request, *plan)}, plan->postings,
                       fmt::format("{} of {} kg of {} from {} lot{}, cost {}{}", name_in_words(request->kind),
                                   format_kilograms(plan->mass), mineral->code, plan->draws.size(),
                                   plan->draws.size() == 1 ? "" : "s", format_money(plan->cost), proceeds));
  if (recorded) recorded->preview = preview;
  return recorded;
}

} // namespace pvault::operations
