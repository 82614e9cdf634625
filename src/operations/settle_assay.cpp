#include "operations/settle_assay.hpp"

#include "operations/set_annual_plan.hpp"
#include "stockpile/lot_paper.hpp"
#include "store/names.hpp"
#include "store/settlements.hpp"

#include <fmt/format.h>
#include <utility>

namespace pvault::operations {

namespace {

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const SettlementInput& input) {
  fingerprint.add_name("lot", input.lot);
  if (input.mass) fingerprint.add("mass", input.mass->text);
  if (input.assay) fingerprint.add("assay", input.assay->text);
  if (input.moisture) fingerprint.add("moisture", input.moisture_text);
  for (const Assay& component : input.components)
    fingerprint.add("component", component.text);
  if (input.price) fingerprint.add("price", input.price->text);
  if (input.cost) fingerprint.add("cost", *input.cost);
  return fingerprint;
}

std::vector<RecordRow> settlement_rows(const SettlementInput& input, const SettlementPlan& plan, LotId lot) {
  RecordRow row("assay_settlement");
  row.set("lot_id", lot);
  if (input.mass) row.set("mass_entered", input.mass->text);
  row.set_text("moisture_entered", input.moisture_text);
  if (input.assay) row.set("assay_entered", input.assay->text);
  row.set_text("content_factor", plan.final.factor_text);
  if (input.price) row.set("price_entered", input.price->text);
  row.set("final_mg", plan.final.mass).set("metal_cents", plan.metal);
  row.set("delta_mg", plan.delta).set("delta_cents", plan.delta_cost);
  std::vector<RecordRow> rows = {row};
  for (const Assay& component : input.components)
    rows.emplace_back("lot_component")
        .set("lot_id", lot)
        .set("component", component.component)
        .set("assay_entered", component.text);
  return rows;
}

std::string signed_kilograms(Mass mass) {
  return mass < Mass() ? "-" + format_kilograms(-mass) : "+" + format_kilograms(mass);
}

std::string signed_money(Money amount) { return amount < Money() ? format_money(amount) : "+" + format_money(amount); }

} // namespace

Expected<Recorded> settle_assay(store::Book& book, const RecordingOptions& options, const SettlementInput& input) {
  Recording recording(book, options, "settlement");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  const auto found = store::load_provisional_lot(recording.connection(), input.lot, recording.on());
  if (!found) return tl::unexpected(found.error());
  const ProvisionalLot& lot = found->lot;
  const Mineral mineral = store::load_mineral(recording.connection(), found->mineral);
  const auto plan = plan_settlement(mineral, lot,
                                    {.on = recording.on(),
                                     .mass = input.mass,
                                     .assay = input.assay,
                                     .moisture = input.moisture,
                                     .moisture_text = input.moisture_text,
                                     .price = input.price,
                                     .cost = input.cost});
  if (!plan) return tl::unexpected(plan.error());
  const Assay* main = input.assay ? &*input.assay : lot.delivery.assay ? &*lot.delivery.assay : nullptr;
  if (auto sound = check_components(mineral, main, input.components); !sound) return tl::unexpected(sound.error());
  std::vector<std::string> notes;
  if (plan->delta > Mass())
    notes = notes_on_plan(recording.connection(), mineral, Planned::purchase, recording.on(), plan->delta);
  auto recorded = recording.finish(
      settlement_rows(input, *plan, lot.id), plan->postings,
      fmt::format("settlement of lot {}: {} kg of {} after all ({} kg), {} for the metal ({})", lot.code,
                  format_kilograms(plan->final.mass), mineral.code, signed_kilograms(plan->delta),
                  format_money(plan->metal), signed_money(plan->delta_cost)));
  if (recorded) recorded->notes = std::move(notes);
  return recorded;
}

} // namespace pvault::operations
