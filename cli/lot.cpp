// pvault lot show, list, quality
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/moment_options.hpp"
#include "cli/recording_options.hpp"
#include "cli/report_command.hpp"
#include "cli/table_output.hpp"
#include "operations/lot_status.hpp"
#include "reports/columns.hpp"
#include "store/balances.hpp"
#include "store/lot_papers.hpp"
#include "store/lot_status.hpp"
#include "store/settlements.hpp"
#include "store/write_downs.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/ranges.h>
#include <memory>
#include <utility>

namespace pvault::cli {

namespace {

struct LotShowOptions {
  std::string lot;
  MomentArguments moment;
  TableArguments table;
};

using LotLines = std::vector<std::pair<std::string, std::string>>;

std::string date_or_blank(const std::optional<Date>& on) { return on ? format_date(*on) : ""; }

LotLines state_of(const store::LotState& lot, const store::LotHold& hold, Date as_of) {
  const char* emptied = lot.reversed ? "reversed" : "emptied";
  return {{"lot", lot.code},
          {"mineral", lot.mineral_code},
          {"site", lot.site_code},
          {"status", lot.on_hand > Mass() ? "open" : emptied},
          {"received", format_date(lot.received_on)},
          {"age", format_days(days_between(lot.aged_from, as_of))},
          {"supplier", lot.supplier_code},
          {"taken-of", lot.parent_code},
          {"bought-as", lot.origin_code},
          {"received-kg", format_kilograms(lot.received)},
          {"on-hand-kg", format_kilograms(lot.on_hand)},
          {"cost", format_money(lot.cost)},
          {"quality", hold.quality ? std::string(quality_name(*hold.quality)) : ""},
          {"pledged-to", hold.pledged_to},
          {"pledge-forbids-release", hold.release_forbidden ? "yes" : ""}};
}

// Named as the options that say them, and as they were entered.
LotLines papers_of(const store::LotEntered& entered, const store::LotPapers& papers,
                   const std::vector<std::string>& components) {
  return {{"entry", std::to_string(number_of(entered.entry))},
          {"gross", papers.gross},
          {"tare", papers.tare},
          {"mass", entered.mass},
          {"moisture", entered.moisture},
          {"assay", entered.assay},
          {"content-factor", entered.content_factor},
          {"component", fmt::format("{}", fmt::join(components, "; "))},
          {"price", entered.price},
          {"provisional", papers.provisional ? "yes" : ""},
          {"form", papers.form},
          {"grade", papers.grade},
          {"producer", papers.producer},
          {"ore-country", papers.ore_country},
          {"processing-country", papers.processing_country},
          {"contract", papers.contract},
          {"receipt", papers.receipt},
          {"objective", papers.objective},
          {"expires", date_or_blank(papers.expires_on)},
          {"rotate-by", date_or_blank(papers.rotate_by)}};
}

// What was weighed and is to be settled is the delivery, and no lot that was taken of it.
store::LotPapers own_papers(store::LotPapers papers, bool taken) {
  if (!taken) return papers;
  papers.gross.clear();
  papers.tare.clear();
  papers.provisional = false;
  return papers;
}

// Nothing while the lot it was bought as is not settled. Of a lot that was taken of another it says which lot that is:
// the final mass and assay are of the whole delivery, as it came.
LotLines settlement_of(store::Connection& connection, const store::LotState& lot, const Moment& moment) {
  const auto settled = store::find_settlement_of_delivery(connection, lot.id, moment);
  if (!settled) return {};
  LotLines lines = {{"settled", format_date(settled->on)}, {"settled-by", std::to_string(number_of(settled->entry))}};
  const LotLines final = {{"final-mass", settled->mass},
                          {"final-moisture", settled->moisture},
                          {"final-assay", settled->assay},
                          {"final-price", settled->price},
                          {"final-kg", format_kilograms(settled->final)},
                          {"final-metal-cost", format_money(settled->metal)}};
  if (lot.parent_code.empty())
    lines.insert(lines.end(), final.begin(), final.end());
  else
    lines.emplace_back("settled-as", lot.origin_code);
  return lines;
}

// Nothing while it is carried at its cost.
LotLines write_down_of(store::Connection& connection, const store::LotState& lot, const Moment& moment) {
  const auto written_down = store::list_written_down(connection, moment);
  const auto found = written_down.find(lot.id);
  if (found == written_down.end()) return {};
  return {{"written-down", format_money(found->second)}, {"carrying-value", format_money(lot.cost - found->second)}};
}

Expected<store::LotState> find_lot(store::Connection& connection, const std::string& code, const Moment& moment) {
  const auto named = store::load_named_lots(connection, {code});
  if (!named) return tl::unexpected(named.error());
  const auto lots = store::list_lots(connection, moment, false);
  const auto found = std::ranges::find(lots, named->front().id, &store::LotState::id);
  if (found != lots.end()) return *found;
  return refuse(Rule::lot_unknown,
                fmt::format("lot {} had not been received by {}, as known at entry {}", named->front().code,
                            format_date(moment.as_of), number_of(moment.known_at)),
                "ask about a later day");
}

Expected<std::string> show_lot(store::Connection& connection, const std::string& code, const Moment& moment,
                               const TableOutput& output) {
  const auto lot = find_lot(connection, code, moment);
  if (!lot) return tl::unexpected(lot.error());
  reports::Table table = new_table("lot", fmt::format("Lot {}", lot->code),
                                   {reports::column::text("what", "What"), reports::column::text("value", "Value")});
  const bool taken = !lot->parent_code.empty();
  for (const LotLines& lines : {state_of(*lot, store::load_holds(connection, moment)[lot->id], moment.as_of),
                                papers_of(store::load_lot_entered(connection, lot->id),
                                          own_papers(store::load_lot_papers(connection, lot->id), taken),
                                          store::list_components(connection, lot->id)),
                                settlement_of(connection, *lot, moment), write_down_of(connection, *lot, moment)}) {
    for (const auto& [what, value] : lines)
      add_row(table, {what, reports::text_or_missing(value)});
  }
  table.provenance = provenance_of(connection, moment);
  return render_table(table, output);
}

int run_lot_show(const LotShowOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, options.table);
  const auto page = ask_book(context, reader, options.moment, [&](store::Connection& connection, const Moment& moment) {
    return show_lot(connection, options.lot, moment, output);
  });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
}

struct QualityOptions {
  std::string lot;
  std::string status;
  std::string reason;
  RecordingArguments recording;
};

int run_lot_quality(const QualityOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::QualityInput input{.lot = options.lot,
                                       .status = reader.read("--status", parse_quality(options.status)),
                                       .reason =
                                           reader.read("--reason", parse_required_text("reason", options.reason))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on, [&](store::Book& book, const auto& header) {
    return operations::set_lot_quality(book, header, input);
  });
}

void setup_lot_quality(CLI::App& lot, Context& context) {
  const auto options = std::make_shared<QualityOptions>();
  CLI::App& command = add_command(
      lot, "quality",
      {.about = "Records that a lot is unassayed, accepted, rejected or quarantined from a day on. What is not "
                "accepted is on hand and not available: nothing is released of it but samples and losses.",
       .examples = "pvault lot quality W-1 --status quarantined --reason \"moisture above contract\" --on 2026-05-04\n"
                   "pvault lot quality W-1 --status accepted --reason \"assay AH-77\" --on 2026-05-20"},
      context);
  add_text(command, "LOT", "", options->lot, "The lot.").required();
  add_text(command, "--status", "STATUS", options->status, "unassayed, accepted, rejected or quarantined.").required();
  add_text(command, "--reason", "TEXT", options->reason, "Why.").required();
  add_required_on(command, options->recording, "The day from which it is so.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_lot_quality(*options, context); });
}

} // namespace

void setup_lot(CLI::App& program, Context& context) {
  CLI::App& lot = add_noun(program, "lot",
                           {.about = "Lots: what was received, and what its papers say.",
                            .examples = "pvault lot list\npvault lot show W-1\npvault lot show W-1 --as-of 2026-03-31"},
                           context);
  add_report_command(lot, "list", "lots",
                     {.about = "Lists every lot received; the same as `pvault report lots`.",
                      .examples = "pvault lot list\npvault lot list --as-of 2026-03-31 --format csv"},
                     context);
  const auto options = std::make_shared<LotShowOptions>();
  CLI::App& command =
      add_command(lot, "show",
                  {.about = "Shows all that is recorded of a lot, as it was entered, and what is in it on a day.",
                   .examples = "pvault lot show W-1\npvault lot show W-1 --as-of 2026-03-31 --format json"},
                  context);
  add_text(command, "LOT", "", options->lot, "The lot.").required();
  add_moment_options(command, options->moment);
  add_table_options(command, options->table);
  on_run(command, context, [options, &context] { return run_lot_show(*options, context); });
  setup_lot_quality(lot, context);
}

} // namespace pvault::cli
