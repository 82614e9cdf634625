// pvault count sheet, record, explain, adjust
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/moment_options.hpp"
#include "cli/recording_options.hpp"
#include "cli/stock_rows.hpp"
#include "cli/table_output.hpp"
#include "operations/record_count.hpp"
#include "reports/count_sheet.hpp"
#include "units/text.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <memory>

namespace pvault::cli {

namespace {

struct SheetOptions {
  std::string site;
  std::string on;
  TableArguments table;
};

int run_sheet(const SheetOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const TableOutput output = read_table_output(reader, options.table);
  const Date on = reader.read_date("--on", options.on, context.clock.today);
  const MomentArguments moment{.as_of = format_date(on), .known_at = {}};
  // A sheet that was filled in is the count itself.
  if (!output.file.empty() && std::filesystem::exists(output.file)) {
    return report_refusal({Rule::option_malformed, fmt::format("--output: {} is there already", output.file.string()),
                           "another name; or, if nobody has filled it in, remove it first"});
  }
  const auto page =
      ask_book(context, reader, moment, [&](store::Connection& connection, const Moment& at) -> Expected<std::string> {
        const auto site = store::load_site(connection, options.site);
        if (!site) return tl::unexpected(site.error());
        reports::Table sheet = reports::make_count_sheet(connection, *site, at);
        sheet.provenance = provenance_of(connection, at);
        return render_table(sheet, output);
      });
  if (!page) return report_refusal(page.error());
  write_page(*page, output);
  return number_of(ExitCode::done);
}

void setup_sheet(CLI::App& count, Context& context) {
  const auto options = std::make_shared<SheetOptions>();
  CLI::App& command = add_command(
      count, "sheet",
      {.about = "Makes the sheet for a count: every lot that the book has at a site at the end of a day, without its "
                "mass, so that who counts does not see the book. The file goes back into `pvault count record`.",
       .examples = "pvault count sheet --site HAWTHORNE --on 2026-06-30 --output sheet.csv\n"
                   "pvault count sheet --site HAWTHORNE --on 2026-06-30"},
      context);
  add_text(command, "--site", "SITE", options->site, "Where is counted.").required();
  add_text(command, "--on", "DATE", options->on, "The day of the count: what lies there at its end.").required();
  add_table_options(command, options->table);
  on_run(command, context, [options, &context] { return run_sheet(*options, context); });
}

struct RecordOptions {
  std::string site;
  std::string file;
  std::vector<std::string> tolerances;
  std::string counted_by;
  RecordingArguments recording;
};

int run_count_record(const RecordOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  operations::CountInput input{.site = options.site,
                               .tolerance = reader.read("--tolerance", parse_count_tolerance(options.tolerances))};
  if (!options.counted_by.empty())
    input.counted_by = reader.read("--counted-by", parse_name("name", options.counted_by));
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  if (reader.refusal()) return report_refusal(*reader.refusal());
  if (const auto read = read_count_file(options.file, input); !read) return report_refusal(read.error());
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::record_count(book, header, input); });
}

void setup_record(CLI::App& count, Context& context) {
  const auto options = std::make_shared<RecordOptions>();
  CLI::App& command = add_command(
      count, "record",
      {.about = "Records a count of a site as it was counted, all of it or nothing. What the book expected of each lot "
                "is computed and kept with it. No mass is changed: differences are explained and adjusted by entries "
                "of their own.",
       .examples = "pvault count record --site HAWTHORNE --on 2026-06-30 --file counts.csv\n"
                   "pvault count record --site HAWTHORNE --on 2026-06-30 --file counts.csv --tolerance 0.5% "
                   "--tolerance \"2 kg\" --counted-by \"A. Miller\""},
      context);
  add_text(command, "--site", "SITE", options->site, "Where was counted.").required();
  add_text(command, "--file", "FILE", options->file,
           "CSV with the columns lot, mass and note: a mass with its unit, or \"not found\"; the sheet filled in.")
      .required();
  add_required_on(command, options->recording, "The day of the count: what lay there at its end.");
  add_texts(command, "--tolerance", "PERCENT|MASS", options->tolerances,
            "A part of each lot's mass, a mass, or one of each; what is within either is accurate. None by default.");
  add_text(command, "--counted-by", "NAME", options->counted_by,
           "Who counted; who records it by default. Somebody else approves adjustments.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_count_record(*options, context); });
}

struct DifferenceOptions {
  std::string count;
  std::string lot;
  std::string text; // the finding, or the reason
  std::string approved_by;
  RecordingArguments recording;
};

EntryId read_count(OptionReader& reader, const DifferenceOptions& options) {
  return EntryId{reader.read_whole_number("ENTRY", options.count, "an entry's number")};
}

int run_explain(const DifferenceOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::FindingInput input{.count = read_count(reader, options),
                                       .lot = options.lot,
                                       .finding =
                                           reader.read("--finding", parse_required_text("finding", options.text))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::explain_count(book, header, input); });
}

void setup_explain(CLI::App& count, Context& context) {
  const auto options = std::make_shared<DifferenceOptions>();
  CLI::App& command =
      add_command(count, "explain",
                  {.about = "Records what was found out about a difference of a count. It changes no mass.",
                   .examples = "pvault count explain 212 --lot GA-1 --finding \"drum 7 leaked, 12 kg recovered\" --on "
                               "2026-07-03"},
                  context);
  add_text(command, "ENTRY", "", options->count, "The count; `pvault report counts` shows it.").required();
  add_text(command, "--lot", "LOT", options->lot, "The lot as the count names it.").required();
  add_text(command, "--finding", "TEXT", options->text, "What was found out.").required();
  add_optional_on(command, options->recording, "The day it was found out; today by default.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_explain(*options, context); });
}

int run_adjust(const DifferenceOptions& options, const Context& context) {
  OptionReader reader(context.clock.today);
  const operations::AdjustmentInput input{
      .count = read_count(reader, options),
      .lot = options.lot,
      .approved_by = reader.read("--approved-by", parse_name("name", options.approved_by)),
      .reason = reader.read("--reason", parse_required_text("reason", options.text))};
  const Date on = reader.read_date("--on", options.recording.on, context.clock.today);
  return record(context, reader, options.recording, on,
                [&](store::Book& book, const auto& header) { return operations::adjust_count(book, header, input); });
}

void setup_adjust(CLI::App& count, Context& context) {
  const auto options = std::make_shared<DifferenceOptions>();
  CLI::App& command = add_command(
      count, "adjust",
      {.about = "Posts a difference of a count that was explained and approved by somebody who did not count: what is "
                "missing is a loss, with its part of the cost; what was found becomes a lot of its own, taken of the "
                "counted one, without cost.",
       .examples = "pvault count adjust 212 --lot GA-1 --approved-by \"B. Chen\" --reason \"leak, report 7\" --on "
                   "2026-07-06"},
      context);
  add_text(command, "ENTRY", "", options->count, "The count; `pvault report count-differences` shows it.").required();
  add_text(command, "--lot", "LOT", options->lot, "The lot as the count names it.").required();
  add_text(command, "--approved-by", "NAME", options->approved_by,
           "Who approved it: not who counted; where entries are signed, an approver of the book.")
      .required();
  add_text(command, "--reason", "TEXT", options->text, "Why it is adjusted.").required();
  add_required_on(command, options->recording, "The day it is posted: that of the count or later.");
  add_recording_options(command, options->recording);
  on_run(command, context, [options, &context] { return run_adjust(*options, context); });
}

} // namespace

void setup_count(CLI::App& program, Context& context) {
  CLI::App& count = add_noun(
      program, "count",
      {.about = "Physical counts: a blind sheet, the count, its differences, and their adjustment.",
       .examples =
           "pvault count sheet --site HAWTHORNE --on 2026-06-30 --output sheet.csv\n"
           "pvault count record --site HAWTHORNE --on 2026-06-30 --file counts.csv --tolerance 0.5%\n"
           "pvault report count-differences\n"
           "pvault count explain 212 --lot GA-1 --finding \"drum 7 leaked\"\n"
           "pvault count adjust 212 --lot GA-1 --approved-by \"B. Chen\" --reason \"report 7\" --on 2026-07-06"},
      context);
  setup_sheet(count, context);
  setup_record(count, context);
  setup_explain(count, context);
  setup_adjust(count, context);
}

} // namespace pvault::cli
