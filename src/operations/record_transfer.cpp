#include "operations/record_transfer.hpp"

#include "operations/lot_names.hpp"
#include "operations/lot_paper_rows.hpp"
#include "stockpile/lot_status.hpp"
#include "store/balances.hpp"
#include "store/lot_status.hpp"
#include "store/names.hpp"
#include "store/sales.hpp"
#include "store/stock_history.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <set>
#include <utility>

namespace pvault::operations {

namespace {

// The names of the lots to be made, as far as they were given.
std::vector<std::string> given_names(const TransferInput& input) {
  if (input.outputs.empty()) return {input.name};
  std::vector<std::string> names;
  for (const OutputInput& output : input.outputs)
    names.push_back(output.lot);
  return names;
}

Expected<void> check_names(const TransferInput& input) {
  std::set<std::string> seen;
  for (const std::string& name : given_names(input)) {
    if (auto sound = check_lot_name(name); !sound) return sound;
    if (name.empty() || seen.insert(lower(name)).second) continue;
    return refuse(Rule::lot_named_twice, fmt::format("two outputs are named {}", name), "give each lot its own name");
  }
  return {};
}

// A transfer and a repack leave the form as it is, and a receipt stands for one lot.
Expected<void> check_papers(const TransferInput& input) {
  const LotPaper& paper = input.paper;
  const bool changes_form = input.kind == TransferKind::upgrade || input.kind == TransferKind::processing;
  const std::string& stated = !paper.form.empty()    ? paper.form
                              : !paper.grade.empty() ? paper.grade
                                                     : paper.processing_country;
  if (!changes_form && !stated.empty()) {
    return refuse(Rule::form_stays,
                  fmt::format("a {} leaves form, grade and country of processing as they are, and \"{}\" is given",
                              transfer_kind_name(input.kind), stated),
                  "leave it out, or record an upgrade or processing with --kind");
  }
  if (paper.receipt.empty() || input.outputs.size() <= 1) return {};
  return refuse(
      Rule::option_malformed,
      fmt::format("--receipt {} and {} outputs: one receipt stands for one lot", paper.receipt, input.outputs.size()),
      "record a transfer for each lot that has a receipt");
}

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const TransferInput& input) {
  fingerprint.add_name("lot", input.lot)
      .add("kind", transfer_kind_name(input.kind))
      .add("mass", input.mass ? input.mass->text : "all")
      .add_name("from_site", input.from_site)
      .add_name("to_site", input.to_site)
      .add("name", input.name)
      .add("reason", input.reason);
  for (const OutputInput& output : input.outputs)
    fingerprint.add("output", output.mass.text).add("output_lot", output.lot);
  add_to_fingerprint(fingerprint, input.paper);
  return fingerprint;
}

// What a transfer names, found in the book.
struct TransferNames {
  OpenLot lot;
  Mineral mineral;
  std::optional<store::Site> from_site;
  SiteId to_site{};
  std::string to_site_code;
  LotPaper paper = {}; // of what comes out
};

Expected<std::optional<store::Site>> find_site(store::Connection& connection, const std::string& code) {
  if (code.empty()) return std::optional<store::Site>();
  auto site = store::load_site(connection, code);
  if (!site) return tl::unexpected(std::move(site).error());
  return std::optional(*std::move(site));
}

Expected<TransferNames> find_names(store::Connection& connection, const TransferInput& input, Date on) {
  const auto lots = store::load_named_lots(connection, {input.lot}, on);
  if (!lots) return tl::unexpected(lots.error());
  const OpenLot& lot = lots->front();
  const auto from_site = find_site(connection, input.from_site);
  if (!from_site) return tl::unexpected(from_site.error());
  const auto to_site = find_site(connection, input.to_site);
  if (!to_site) return tl::unexpected(to_site.error());
  const Mineral mineral = store::load_mineral(connection, lot.mineral);
  if (!*to_site) return TransferNames{lot, mineral, *from_site, lot.site, lot.site_code};
  return TransferNames{lot, mineral, *from_site, (*to_site)->id, (*to_site)->code};
}

TransferRequest make_request(const TransferInput& input, const TransferNames& named, Date on) {
  TransferRequest request{.on = on, .kind = input.kind, .mass = input.mass, .to_site = named.to_site};
  if (named.from_site) {
    request.from_site = named.from_site->id;
    request.from_site_code = named.from_site->code;
  }
  for (const OutputInput& output : input.outputs)
    request.outputs.push_back(output.mass);
  return request;
}

// The names given, and for the others the parent's with a number behind it. Refuses name_taken.
Expected<std::vector<std::string>> name_outputs(store::Connection& connection, const TransferInput& input,
                                                const OpenLot& parent) {
  std::vector<std::string> names = given_names(input);
  std::set<std::string> taken;
  for (const std::string& name : names) {
    if (name.empty()) continue;
    if (auto free = store::check_code_free(connection, "lot", name); !free) return tl::unexpected(free.error());
    taken.insert(lower(name));
  }
  std::int64_t number = store::count_children(connection, parent.id);
  for (std::string& name : names) {
    if (!name.empty()) continue;
    name = free_lot_name(connection, parent.code + ".", ++number, taken);
    taken.insert(lower(name));
  }
  return names;
}

// What was stated, and the quality that the lot has: metal does not get better on its way.
Expected<LotPaper> paper_of_outputs(store::Connection& connection, const TransferInput& input, const OpenLot& parent,
                                    Date on) {
  const auto later = store::find_later_quality(connection, parent.id, on);
  if (auto whole = check_no_later_change(parent.code, later, on); !whole) return tl::unexpected(whole.error());
  if (auto free = check_receipt_free(connection, input.paper.receipt, on); !free) return tl::unexpected(free.error());
  LotPaper paper = input.paper;
  paper.quality = parent.quality;
  return paper;
}

std::vector<RecordRow> transfer_rows(const TransferInput& input, const TransferNames& named, const TransferPlan& plan,
                                     const store::LotOrigin& origin, const std::vector<std::string>& names, Date on) {
  RecordRow transfer("transfer");
  transfer.set("kind", transfer_kind_name(input.kind)).set("parent_lot_id", named.lot.id);
  transfer.set("mass_entered", input.mass ? input.mass->text : "all").set("mass_mg", plan.mass);
  transfer.set("loss_mg", plan.loss).set_text("reason", input.reason);
  std::vector<RecordRow> rows = {transfer};
  for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
    const TransferOutput& output = plan.outputs[i];
    RecordRow lot("lot");
    lot.set("lot_id", output.lot).set("code", names[i]).set("mineral_id", named.mineral.id);
    lot.set("site_id", named.to_site).set("supplier_id", origin.supplier).set("received_on", on);
    lot.set("mass_entered", output.mass_entered).set_text("content_factor", output.factor_text);
    lot.set("received_mg", output.mass).set("parent_lot_id", named.lot.id).set("root_lot_id", origin.root);
    lot.set("aged_from_on", origin.aged_from);
    rows.push_back(lot);
    add_paper_rows(rows, named.paper, output.lot);
  }
  return rows;
}

std::string in_words(const TransferInput& input, const TransferNames& named, const TransferPlan& plan,
                     const std::vector<std::string>& names) {
  const std::string where = named.to_site == named.lot.site
                                ? fmt::format("at {}", named.lot.site_code)
                                : fmt::format("from {} to {}", named.lot.site_code, named.to_site_code);
  const std::string loss =
      plan.loss > Mass() ? fmt::format(", yield loss {} kg", format_kilograms(plan.loss)) : std::string();
  const std::string as =
      names.size() == 1 ? "lot " + names.front() : fmt::format("{} lots from {} on", names.size(), names.front());
  return fmt::format("{} of {} kg of {} of lot {} {} as {}, cost {}{}", transfer_kind_name(input.kind),
                     format_kilograms(plan.mass), named.mineral.code, named.lot.code, where, as,
                     format_money(plan.cost), loss);
}

// Where it falls short, the refusal says what later entries take.
Expected<TransferPlan> plan_taking(store::Connection& connection, const TransferNames& named, TransferRequest request,
                                   LotId first_lot) {
  auto plan = plan_transfer(named.mineral, named.lot, request, first_lot);
  if (plan || plan.error().rule != Rule::lot_mass_insufficient) return plan;
  request.taken_later =
      store::find_taken_later(connection, {.mineral = named.mineral.id, .named = {named.lot.id}}, request.on);
  return request.taken_later ? plan_transfer(named.mineral, named.lot, request, first_lot) : plan;
}

} // namespace

Expected<Recorded> record_transfer(store::Book& book, const RecordingOptions& options, const TransferInput& input) {
  if (auto sound = check_names(input); !sound) return tl::unexpected(sound.error());
  if (auto sound = check_papers(input); !sound) return tl::unexpected(sound.error());
  Recording recording(book, options, "transfer");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  auto named = find_names(recording.connection(), input, recording.on());
  if (!named) return tl::unexpected(named.error());
  store::mark_sold(recording.connection(), named->lot, recording.on());
  const auto names = name_outputs(recording.connection(), input, named->lot);
  if (!names) return tl::unexpected(names.error());

  const LotId first_lot{recording.writer().next_id("lot")};
  const auto plan = plan_taking(recording.connection(), *named, make_request(input, *named, recording.on()), first_lot);
  if (!plan) return tl::unexpected(plan.error());
  auto paper = paper_of_outputs(recording.connection(), input, named->lot, recording.on());
  if (!paper) return tl::unexpected(paper.error());
  named->paper = *std::move(paper);
  const store::LotOrigin origin = store::load_lot_origin(recording.connection(), named->lot.id);
  return recording.finish(transfer_rows(input, *named, *plan, origin, *names, recording.on()), plan->postings,
                          in_words(input, *named, *plan, *names));
}

} // namespace pvault::operations
