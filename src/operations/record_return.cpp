#include "operations/record_return.hpp"

#include "operations/lot_names.hpp"
#include "operations/lot_paper_rows.hpp"
#include "store/balances.hpp"
#include "store/lent_metal.hpp"
#include "store/lot_status.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <set>

namespace pvault::operations {

namespace {

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const ReturnInput& input) {
  return fingerprint.add("release", input.release)
      .add("mass", input.mass ? input.mass->text : "")
      .add_name("site", input.site)
      .add("short", input.short_mass ? input.short_mass->text : "")
      .add("reason", input.reason);
}

// PARENT.1, PARENT.2, ...: after the lots that were lent.
std::vector<std::string> name_returned(store::Connection& connection, const ReturnPlan& plan) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const ReturnPart& part : plan.parts) {
    if (!part.lot) continue;
    names.push_back(
        free_lot_name(connection, part.drawn_code + ".", store::count_children(connection, part.drawn) + 1, taken));
    taken.insert(lower(names.back()));
  }
  return names;
}

RecordRow returned_lot_row(store::Connection& connection, const ReturnPart& part, MineralId mineral, SiteId site,
                           Date on) {
  const store::LotOrigin origin = store::load_lot_origin(connection, part.drawn);
  RecordRow lot("lot");
  lot.set("lot_id", part.lot).set("mineral_id", mineral).set("site_id", site).set("supplier_id", origin.supplier);
  lot.set("received_on", on).set("mass_entered", format_kilograms(part.mass) + " kg").set("received_mg", part.mass);
  lot.set("parent_lot_id", part.drawn).set("root_lot_id", origin.root).set("aged_from_on", origin.aged_from);
  return lot;
}

std::vector<RecordRow> return_rows(Recording& recording, const ReturnInput& input, const store::LoanToReturn& loan,
                                   const ReturnPlan& plan, const std::optional<SiteId>& site) {
  RecordRow row("loan_return");
  row.set("release_entry_id", input.release).set("site_id", site).set("mass_mg", plan.mass);
  if (input.mass) row.set("mass_entered", input.mass->text);
  row.set("short_mg", plan.short_mass).set_text("reason", input.reason);
  if (input.short_mass) row.set("short_entered", input.short_mass->text);
  std::vector<RecordRow> rows = {row};
  const auto names = name_returned(recording.connection(), plan);
  std::size_t named = 0;
  for (const ReturnPart& part : plan.parts) {
    rows.emplace_back("loan_return_part")
        .set("drawn_lot_id", part.drawn)
        .set("lot_id", part.lot)
        .set("mass_mg", part.mass)
        .set("cost_cents", part.cost);
    if (!part.lot) continue;
    rows.push_back(returned_lot_row(recording.connection(), part, loan.mineral, *site, recording.on()));
    rows.back().set("code", names[named++]);
    add_paper_rows(rows, {.quality = store::find_quality(recording.connection(), part.drawn, recording.on())},
                   *part.lot);
  }
  return rows;
}

std::string describe_return(const Mineral& mineral, const store::LoanToReturn& loan, const ReturnPlan& plan) {
  Mass owed;
  for (const LentLot& lot : loan.loan.lots)
    owed += lot.left;
  std::string words = fmt::format("return of {} kg of {} of {} {}", format_kilograms(plan.mass), mineral.code,
                                  release_kind_name(loan.loan.kind), number_of(loan.loan.release));
  if (plan.short_mass > Mass()) words += fmt::format(", {} kg given up", format_kilograms(plan.short_mass));
  return fmt::format("{}, cost {}, {} kg still owed back", words, format_money(plan.cost),
                     format_kilograms(owed - plan.mass - plan.short_mass));
}

} // namespace

Expected<Recorded> record_return(store::Book& book, const RecordingOptions& options, const ReturnInput& input) {
  Recording recording(book, options, "return");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  store::Connection& connection = recording.connection();
  const auto loan = store::load_loan(connection, input.release, recording.on());
  if (!loan) return tl::unexpected(loan.error());
  std::optional<SiteId> site;
  if (!input.site.empty()) {
    const auto found = store::load_site(connection, input.site);
    if (!found) return tl::unexpected(found.error());
    site = found->id;
  }
  const Mineral mineral = store::load_mineral(connection, loan->mineral);
  const ReturnRequest request{.on = recording.on(), .mass = input.mass, .short_mass = input.short_mass};
  const auto plan = plan_return(mineral, loan->loan, request, LotId{recording.writer().next_id("lot")});
  if (!plan) return tl::unexpected(plan.error());
  for (const ReturnPart& part : plan->parts) {
    if (!part.lot) continue;
    const auto later = store::find_later_quality(connection, part.drawn, recording.on());
    if (auto whole = check_no_later_change(part.drawn_code, later, recording.on()); !whole)
      return tl::unexpected(whole.error());
  }
  auto rows = return_rows(recording, input, *loan, *plan, site);
  return recording.finish(std::move(rows), plan->postings, describe_return(mineral, *loan, *plan));
}

} // namespace pvault::operations
