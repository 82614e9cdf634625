#include "operations/record_purchase.hpp"

#include "operations/lot_names.hpp"
#include "operations/lot_paper_rows.hpp"
#include "operations/preview.hpp"
#include "operations/set_annual_plan.hpp"
#include "store/names.hpp"
#include "store/openings.hpp"
#include "store/releases.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

// What a purchase names, found in the book.
struct PurchaseNames {
  Mineral mineral;
  store::Party supplier;
  store::Site site;
};

Expected<PurchaseNames> find_names(store::Connection& connection, const PurchaseInput& input) {
  const auto mineral = store::load_mineral(connection, input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  const auto supplier = store::load_party_in_role(connection, input.supplier, "supplier");
  if (!supplier) return tl::unexpected(supplier.error());
  const auto site = store::load_site(connection, input.site);
  if (!site) return tl::unexpected(site.error());
  return PurchaseNames{*mineral, *supplier, *site};
}

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const PurchaseInput& input) {
  fingerprint.add_name("mineral", input.mineral)
      .add_name("supplier", input.supplier)
      .add_name("site", input.site)
      .add("lot", input.lot);
  fingerprint.add("mass", input.delivery.mass.text).add("moisture", input.delivery.moisture_text);
  if (input.delivery.assay) fingerprint.add("assay", input.delivery.assay->text);
  if (input.price) fingerprint.add("price", input.price->text);
  if (input.cost) fingerprint.add("cost", *input.cost);
  for (const LandedCost& cost : input.landed)
    fingerprint.add("landed", cost.what).add("amount", cost.amount);
  add_to_fingerprint(fingerprint, input.paper);
  if (input.rotation) fingerprint.add("rotation", *input.rotation);
  return fingerprint;
}

// MINERAL-ENTRY, for example gallium-181; with a further number where somebody has used that name.
std::string name_new_lot(Recording& recording, const Mineral& mineral) {
  std::string wanted = fmt::format("{}-{}", mineral.code, number_of(recording.writer().next_entry()));
  if (store::check_code_free(recording.connection(), "lot", wanted)) return wanted;
  return free_lot_name(recording.connection(), wanted + "-", 2, {});
}

std::vector<RecordRow> purchase_rows(const PurchaseNames& named, const PurchaseInput& input, const PurchasePlan& plan,
                                     LotId lot_id, const std::string& lot_code, Date on) {
  RecordRow purchase("purchase");
  purchase.set("mineral_id", named.mineral.id)
      .set("supplier_id", named.supplier.id)
      .set("metal_cents", plan.metal_cost);
  if (input.price) purchase.set("price_entered", input.price->text);
  RecordRow lot("lot");
  lot.set("lot_id", lot_id).set("code", lot_code).set("mineral_id", named.mineral.id).set("site_id", named.site.id);
  lot.set("supplier_id", named.supplier.id).set("received_on", on).set("mass_entered", input.delivery.mass.text);
  lot.set_text("moisture_entered", input.delivery.moisture_text).set_text("content_factor", plan.received.factor_text);
  if (input.delivery.assay) lot.set("assay_entered", input.delivery.assay->text);
  lot.set("received_mg", plan.received.mass);
  std::vector<RecordRow> rows = {purchase, lot};
  if (input.rotation) rows.emplace_back("rotation_inflow").set("release_entry_id", *input.rotation);
  for (const LandedCost& cost : input.landed)
    rows.emplace_back("landed_cost").set("what", cost.what).set("amount_cents", cost.amount);
  add_paper_rows(rows, input.paper, lot_id);
  return rows;
}

LotArrival arrival_of(const PurchaseNames& named, const PurchaseInput& input, const PurchasePlan& plan, LotId lot_id,
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
  const auto named = find_names(recording.connection(), input);
  if (!named) return tl::unexpected(named.error());

  if (auto sound = check_rotation(recording.connection(), named->mineral, input.rotation); !sound)
    return tl::unexpected(sound.error());
  const std::string lot_code = input.lot.empty() ? name_new_lot(recording, named->mineral) : input.lot;
  if (auto free = store::check_code_free(recording.connection(), "lot", lot_code); !free)
    return tl::unexpected(free.error());
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
  const auto preview = preview_purchase(recording, arrival_of(*named, input, *plan, lot, lot_code, recording.on()));
  auto recorded =
      recording.finish(purchase_rows(*named, input, *plan, lot, lot_code, recording.on()), plan->postings,
                       fmt::format("purchase of {} kg of {} as lot {} for {}", format_kilograms(plan->received.mass),
                                   named->mineral.code, lot_code, format_money(plan->landed_cost)));
  if (!recorded) return recorded;
  recorded->notes = std::move(notes);
  recorded->preview = preview;
  return recorded;
}

} // namespace pvault::operations
