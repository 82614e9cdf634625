#include "operations/record_purchase.hpp"

#include "operations/lot_names.hpp"
#include "operations/lot_paper_rows.hpp"
#include "operations/preview.hpp"
#include "operations/received_lot.hpp"
#include "operations/set_annual_plan.hpp"
#include "store/openings.hpp"
#include "store/releases.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

ReceivedLot received_by(const PurchaseInput& input) {
  return {.mineral = input.mineral,
          .supplier = input.supplier,
          .site = input.site,
          .code = input.lot,
          .delivery = input.delivery};
}

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const PurchaseInput& input) {
  add_to_fingerprint(fingerprint, received_by(input));
  if (input.price) fingerprint.add("price", input.price->text);
  if (input.cost) fingerprint.add("cost", *input.cost);
  for (const LandedCost& cost : input.landed)
    fingerprint.add("landed", cost.what).add("amount", cost.amount);
  add_to_fingerprint(fingerprint, input.paper);
  if (input.rotation) fingerprint.add("rotation", *input.rotation);
  return fingerprint;
}

std::vector<RecordRow> purchase_rows(const ReceivedLotNames& named, const PurchaseInput& input,
                                     const PurchasePlan& plan, LotId lot_id, const std::string& lot_code, Date on) {
  RecordRow purchase("purchase");
  purchase.set("mineral_id", named.mineral.id)
      .set("supplier_id", named.supplier.id)
      .set("metal_cents", plan.metal_cost);
  if (input.price) purchase.set("price_entered", input.price->text);
  RecordRow lot = received_lot_row(received_by(input), named, plan.received, on);
  lot.set("lot_id", lot_id).set("code", lot_code);
  std::vector<RecordRow> rows = {purchase, lot};
  if (input.rotation) rows.emplace_back("rotation_inflow").set("release_entry_id", *input.rotation);
  for (const LandedCost& cost : input.landed)
    rows.emplace_back("landed_cost").set("what", cost.what).set("amount_cents", cost.amount);
  add_paper_rows(rows, input.paper, lot_id);
  return rows;
}

LotArrival arrival_of(const ReceivedLotNames& named, const PurchaseInput& input, const PurchasePlan& plan, LotId lot_id,
                      const std::string& code, Date on) {
  return {.lot = {.id = lot_id,
                  .code = code,
                  .mineral = named.mineral.id,
                  .drawable_from = on,
                  .mass = plan.received.mass,
                  .cost = plan.landed_cost,
                  .site = named.site.id,
                  .site_code = named.site.code,
                  .site_kind = named.site.kind,
                  .quality = input.paper.quality},
          .aged_from = on,
          .root = lot_id};
}

// What is rotated comes back as the same mineral, before or after it leaves.
Expected<void> check_rotation(store::Connection& connection, const Mineral& mineral, std::optional<EntryId> rotation) {
  if (!rotation) return {};
  const auto rotated = store::load_rotated_mineral(connection, *rotation);
  if (!rotated) return tl::unexpected(rotated.error());
  if (rotated->id == mineral.id) return {};
  return refuse(Rule::rotation_of_other_mineral,
                fmt::format("rotation {} released {}, not {}", number_of(*rotation), rotated->code, mineral.code),
                "`pvault report rotations` shows what was released and not replaced");
}

Expected<void> add_evidence(Recording& recording, ReadDocuments& evidence) {
  if (evidence.empty()) return {};
  const EvidencedEntry purchase{recording.writer().next_entry(), "purchase", recording.on()};
  auto rows = evidence.plan(recording, purchase);
  if (!rows) return tl::unexpected(rows.error());
  recording.add_after("evidence", *std::move(rows), evidence.summary(purchase));
  return {};
}

} // namespace

Expected<Recorded> record_purchase(store::Book& book, const RecordingOptions& options, const PurchaseInput& input) {
  if (auto sound = check_lot_name(input.lot); !sound) return tl::unexpected(sound.error());
  auto evidence = ReadDocuments::read(book, input.evidence, options.dry_run);
  if (!evidence) return tl::unexpected(evidence.error());
  Recording recording(book, options, "purchase");
  auto fingerprint = fingerprint_of(recording.fingerprint(), input);
  evidence->add_to(fingerprint);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const ReceivedLot received = received_by(input);
  const auto named = find_received_names(recording.connection(), received);
  if (!named) return tl::unexpected(named.error());

  if (auto sound = check_rotation(recording.connection(), named->mineral, input.rotation); !sound)
    return tl::unexpected(sound.error());
  const auto lot_code = choose_lot_name(recording, received, named->mineral);
  if (!lot_code) return tl::unexpected(lot_code.error());
  const auto opening = store::find_latest_opening(recording.connection());
  if (auto after = check_after_openings(recording.on(), opening); !after) return tl::unexpected(after.error());
  const LotId lot{recording.writer().next_id("lot")};
  const auto plan = plan_purchase(named->mineral,
                                  {.on = recording.on(),
                                   .delivery = input.delivery,
                                   .price = input.price,
                                   .cost = input.cost,
                                   .landed = input.landed,
                                   .supplier = named->supplier.id,
                                   .site = named->site.id,
                                   .paper = input.paper},
                                  lot);
  if (!plan) return tl::unexpected(plan.error());
  if (auto free = check_receipt_free(recording.connection(), input.paper.receipt, recording.on()); !free)
    return tl::unexpected(free.error());
  if (auto added = add_evidence(recording, *evidence); !added) return tl::unexpected(added.error());
  auto notes =
      notes_on_plan(recording.connection(), named->mineral, Planned::purchase, recording.on(), plan->received.mass);
  const auto preview = preview_purchase(recording, arrival_of(*named, input, *plan, lot, *lot_code, recording.on()));
  auto recorded =
      recording.finish(purchase_rows(*named, input, *plan, lot, *lot_code, recording.on()), plan->postings,
                       fmt::format("purchase of {} kg of {} as lot {} for {}", format_kilograms(plan->received.mass),
                                   named->mineral.code, *lot_code, format_money(plan->landed_cost)));
  if (!recorded) return recorded;
  recorded->notes = std::move(notes);
  recorded->preview = preview;
  return recorded;
}

} // namespace pvault::operations
