// pvault share set, pvault share list
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/name_list.hpp"
#include "cli/recording_options.hpp"
#include "cli/table_output.hpp"
#include "operations/change_facility.hpp"
#include "reports/columns.hpp"
#include "reports/loan_runs.hpp"
#include "store/facilities.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <memory>

namespace pvault::cli {

namespace {

struct ShareOptions {
  std::vector<std::string> shares;
  RecordingArguments recording;
};

Expected<operations::ShareInput> parse_share(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return refuse(Rule::option_malformed, fmt::format("{} is not written as FACILITY=PERCENT", in_quotes(text)),
                  "EXIM-1=85.69%");
  auto facility = parse_name("facility", trim(text.substr(0, equals)));
  if (!facility) return tl::unexpected(std::move(facility).error());
  const auto share = parse_rate(text.substr(equals + 1));
  if (!share) return tl::unexpected(share.error());
  return operations::ShareInput{*std::move(facility), *share};
}

int run_share_set(const ShareOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  std::vector<operations::ShareInput> shares;
  for (const std::string& text : options.shares)
    shares.push_back(reader.read("SHARE", parse_share(text)));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::set_shares(book, header, shares); });
}

reports::Table make_share_list(store::Connection& connection) {
  namespace column = reports::column;
  reports::Table table = new_table("share-list", "Shares of the lenders",
                                   {column::date("from", "From"), column::text("facility", "Facility"),
                                    column::percent("share_percent", "Share", reports::decimals_of_rate),
                                    column::entry("entry", "Entry"), column::text("replaced", "Replaced")});
  for (const store::RecordedShare& share : store::list_recorded_shares(connection))
    add_row(table, {format_date(share.from), share.facility_code, reports::rate_cell(share.share),
                    reports::cell(share.entry), std::string(share.replaced ? "yes" : "no")});
  return table;
}

} // namespace

void setup_share(CLI::App& program, Context& context) {
  const CommandPage page = {.about = "Sets what part of all drawdowns each facility finances, from a day on. A "
                                     "drawdown that would take one above its share is refused; "
                                     "`pvault drawdown record --pro-rata` draws on all at once.",
                            .examples = "pvault share set EXIM-1=85.69% PRIVATE-1=14.31% --on 2026-02-02"};
  CLI::App& share = add_noun(program, "share", {.about = "Shares of the lenders.", .examples = page.examples}, context);
  const auto options = std::make_shared<ShareOptions>();
  CLI::App& command = add_command(share, "set", page, context);
  add_texts(command, "SHARE", "", options->shares, "FACILITY=PERCENT, one for each; together 100%.").required();
  add_required_on(command, options->recording, "The day from which they hold.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_share_set(*options, context); });
  add_name_list(share, context,
                {.about = "Lists all shares that were set, the newest first.",
                 .examples = "pvault share list\npvault share list --format csv"},
                make_share_list);
}

} // namespace pvault::cli
