#include "operations/record_opening.hpp"

#include "operations/lot_names.hpp"
#include "operations/lot_paper_rows.hpp"
#include "stockpile/opening.hpp"
#include "store/names.hpp"
#include "store/openings.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

// What an opening balance names, found in the book.
struct NamedInOpening {
  Mineral mineral;
  store::Party supplier;
  store::Site site;
};

Expected<NamedInOpening> find_named(store::Connection& connection, const OpeningInput& input) {
  const auto mineral = store::load_mineral(connection, input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  const auto supplier = store::load_party_in_role(connection, input.supplier, "supplier");
  if (!supplier) return tl::unexpected(supplier.error());
  const auto site = store::load_site(connection, input.site);
  if (!site) return tl::unexpected(site.error());
  return NamedInOpening{*mineral, *supplier, *site};
}

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const OpeningInput& input) {
  fingerprint.add_name("mineral", input.mineral)
      .add_name("supplier", input.supplier)
      .add_name("site", input.site)
      .add("lot", input.lot);
  fingerprint.add("mass", input.delivery.mass.text).add("moisture", input.delivery.moisture_text);
  if (input.delivery.assay) fingerprint.add("assay", input.delivery.assay->text);
  fingerprint.add("cost", input.deemed_cost).add("authority", input.authority);
  add_to_fingerprint(fingerprint, input.paper);
  return fingerprint;
}

std::string name_lot(Recording& recording, const Mineral& mineral) {
  std::string wanted = fmt::format("{}-{}", mineral.code, number_of(recording.writer().next_entry()));
  if (store::check_code_free(recording.connection(), "lot", wanted)) return wanted;
  return free_lot_name(recording.connection(), wanted + "-", 2, {});
}

std::vector<RecordRow> opening_rows(const NamedInOpening& named, const OpeningInput& input, const OpeningPlan& plan,
                                    Date on) {
  RecordRow opening("opening");
  opening.set("mineral_id", named.mineral.id).set("deemed_cents", input.deemed_cost).set("authority", input.authority);
  RecordRow lot("lot");
  lot.set("mineral_id", named.mineral.id).set("site_id", named.site.id).set("supplier_id", named.supplier.id);
  lot.set("received_on", on).set("mass_entered", input.delivery.mass.text);
  lot.set_text("moisture_entered", input.delivery.moisture_text).set_text("content_factor", plan.received.factor_text);
  if (input.delivery.assay) lot.set("assay_entered", input.delivery.assay->text);
  lot.set("received_mg", plan.received.mass);
  return {opening, lot};
}

} // namespace

Expected<Recorded> record_opening(store::Book& book, const RecordingOptions& options, const OpeningInput& input) {
  if (auto sound = check_lot_name(input.lot); !sound) return tl::unexpected(sound.error());
  Recording recording(book, options, "opening");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  const auto named = find_named(recording.connection(), input);
  if (!named) return tl::unexpected(named.error());
  const std::string code = input.lot.empty() ? name_lot(recording, named->mineral) : input.lot;
  if (auto free = store::check_code_free(recording.connection(), "lot", code); !free)
    return tl::unexpected(free.error());
  const LotId lot{recording.writer().next_id("lot")};
  const auto plan = plan_opening(
      named->mineral,
      {.on = recording.on(), .delivery = input.delivery, .deemed_cost = input.deemed_cost, .paper = input.paper}, lot,
      store::find_earliest_stock(recording.connection()));
  if (!plan) return tl::unexpected(plan.error());
  if (auto free = check_receipt_free(recording.connection(), input.paper.receipt, recording.on()); !free)
    return tl::unexpected(free.error());
  std::vector<RecordRow> rows = opening_rows(*named, input, *plan, recording.on());
  rows.back().set("lot_id", lot).set("code", code);
  add_paper_rows(rows, input.paper, lot);
  return recording.finish(std::move(rows), plan->postings,
                          fmt::format("opening balance of {} kg of {} as lot {} at deemed cost {}",
                                      format_kilograms(plan->received.mass), named->mineral.code, code,
                                      format_money(input.deemed_cost)));
}

} // namespace pvault::operations
