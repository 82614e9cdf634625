#include "cli/figure_import.hpp"

#include "cli/command_line.hpp"
#include "cli/csv_input.hpp"
#include "cli/errors.hpp"
#include "cli/recorded_text.hpp"
#include "cli/recording_options.hpp"
#include "cli/terminal.hpp"
#include "cli/upgraded_book.hpp"
#include "operations/import_figures.hpp"
#include "reports/all_reports.hpp"
#include "store/book.hpp"
#include "units/parsing.hpp"

#include <array>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace pvault::cli {

namespace {

using operations::DifferingFigure;
using operations::FigureKind;
using operations::ImportedFigures;

struct FigureImportOptions {
  std::string file;
  bool replace = false;
  RecordingArguments recording;
};

std::string reason_in_words(const std::string& reason) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> words = {
      {{"withheld", "withheld by the publisher"},
       {"not-available", "not available"},
       {"net-exporter", "a net exporter, no number"},
       {"less-than-half", "less than half a unit"},
       {"range", "a range"},
       {"bound", "a bound, which is no price"},
       {"another-good", "of another good than the mineral's own"},
       {"part-only", "of a part only"},
       {"other-quote", "of another quote than the book's"},
       {"laboratory-price", "of laboratory prices"},
       {"series-unknown", "of a series that is not known"}}};
  for (const auto& [name, in_words] : words) {
    if (name == reason) return std::string(in_words);
  }
  return reason;
}

std::string print_skipped(const ImportedFigures& imported) {
  std::int64_t all = 0;
  std::string reasons;
  for (const auto& [reason, number] : imported.skipped) {
    all += number;
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", number, reason_in_words(reason));
  }
  return all == 0 ? "" : fmt::format("  {} skipped: {}\n", reports::counted(all, "row"), reasons);
}

// "row 7", "rows 2 to 4 and 9", "rows 2, 5 and 9"
std::string rows_in_words(const std::vector<std::size_t>& rows) {
  std::vector<std::string> runs;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t first = rows[i];
    while (i + 1 < rows.size() && rows[i + 1] == rows[i] + 1)
      ++i;
    runs.push_back(rows[i] == first ? fmt::format("{}", first) : fmt::format("{} to {}", first, rows[i]));
  }
  return fmt::format("{} {}", rows.size() == 1 ? "row" : "rows", reports::list_in_words(runs));
}

// The first few by name, and how many others there are: a table of another edition may have hundreds.
void print_unknown_series(const std::vector<operations::UnknownSeries>& unknown) {
  constexpr std::size_t most_named = 5;
  std::size_t other_rows = 0;
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    if (i < most_named)
      print_note(fmt::format("{}: the series \"{}\" is not known, so nothing of it was recorded",
                             rows_in_words(unknown[i].rows), printable(unknown[i].names)));
    else
      other_rows += unknown[i].rows.size();
  }
  if (unknown.size() <= most_named) return;
  const std::size_t others = unknown.size() - most_named;
  print_note(fmt::format("{} other series of the table {} not known either ({}); --format json names all of them",
                         others, others == 1 ? "is" : "are",
                         reports::counted(static_cast<std::int64_t>(other_rows), "row")));
}

std::string print_import(const ImportedFigures& imported) {
  const std::string what =
      reports::counted(imported.recorded, imported.kind == FigureKind::demand ? "demand figure" : "price");
  std::string page;
  if (imported.recorded == 0) {
    page = fmt::format("nothing was recorded: the table has {}\n", reports::counted(imported.rows, "row"));
  } else {
    page = fmt::format("{}{} recorded, entries {} to {}\n", imported.dry_run ? "dry run: would have " : "", what,
                       number_of(imported.first), number_of(imported.last));
  }
  if (imported.stood > 0) page += fmt::format("  {} stood already\n", reports::counted(imported.stood, "figure"));
  page += print_skipped(imported);
  if (imported.dry_run) return page + "nothing was recorded\n";
  return imported.recorded == 0 ? page : page + fmt::format("hash {}\n", imported.hash);
}

std::string differing_in_words(const DifferingFigure& figure, bool replaced) {
  return fmt::format("row {}: {}: {} stands (entry {}), the table says {}; {}", figure.row, figure.of, figure.stands,
                     number_of(figure.entry), figure.published,
                     replaced ? "it counts from now on" : "it was left, --replace records it");
}

std::string import_to_json(const ImportedFigures& imported) {
  using Json = nlohmann::ordered_json;
  Json object;
  object["schema"] = "pvault.figure-import/1";
  object["kind"] = imported.kind == FigureKind::demand ? "demand" : "price";
  object["rows"] = imported.rows;
  object["recorded"] = imported.recorded;
  object["stood_already"] = imported.stood;
  object["skipped"] = Json::object();
  for (const auto& [reason, number] : imported.skipped)
    object["skipped"][reason] = number;
  object["skipped_rows"] = Json::object();
  for (const auto& [reason, number] : imported.skipped)
    object["skipped_rows"][reason] = imported.skipped_rows.at(reason);
  object["unknown_series"] = Json::array();
  for (const operations::UnknownSeries& series : imported.unknown_series)
    object["unknown_series"].push_back({{"names", series.names}, {"rows", series.rows}});
  object["differing"] = Json::array();
  for (const DifferingFigure& figure : imported.differing) {
    object["differing"].push_back({{"row", figure.row},
                                   {"of", figure.of},
                                   {"stands", figure.stands},
                                   {"stands_entry", number_of(figure.entry)},
                                   {"published", figure.published}});
  }
  object["replaced"] = imported.replaced;
  object["first_entry"] = imported.recorded == 0 ? Json(nullptr) : Json(number_of(imported.first));
  object["last_entry"] = imported.recorded == 0 ? Json(nullptr) : Json(number_of(imported.last));
  object["hash"] = imported.recorded == 0 ? Json(nullptr) : Json(imported.hash);
  object["dry_run"] = imported.dry_run;
  return object.dump(2) + "\n";
}

int run_import(const FigureImportOptions& options, FigureKind kind, const Context& context) {
  OptionReader reader(context.clock.today);
  const auto recording = read_recording(reader, options.recording, context, context.clock.today);
  const auto format = reader.read("--format", parse_recorded_format(options.recording.format));
  if (reader.refusal()) return report_refusal(*reader.refusal());
  const operations::FigureImport request{
      .kind = kind, .file = printable(options.file), .text = read_file(options.file), .replace = options.replace};
  store::Book book = open_for_recording(context, recording.dry_run);
  note_clock(book, context.clock);
  const auto imported = operations::import_figures(book, recording, request);
  if (!imported) return report_refusal(imported.error());
  const bool is_recorded = imported->recorded > 0 && !imported->dry_run;
  print_answer(format == RecordedFormat::json ? import_to_json(*imported) : print_import(*imported),
               is_recorded ? fmt::format("entries {} to {} are", number_of(imported->first), number_of(imported->last))
                           : std::string());
  print_unknown_series(imported->unknown_series);
  for (const DifferingFigure& figure : imported->differing)
    print_note(differing_in_words(figure, imported->replaced));
  return number_of(ExitCode::done);
}

} // namespace

void setup_figure_import(CLI::App& noun, FigureKind kind, Context& context) {
  const bool is_demand = kind == FigureKind::demand;
  const auto options = std::make_shared<FigureImportOptions>();
  CLI::App& command = add_command(
      noun, "import",
      {.about = is_demand ? "Records the demand figures of a published table, with their history, in one go: all or "
                            "nothing. What stands already is not recorded again, so the same table can be imported "
                            "twice. Withheld and missing figures are counted and skipped, never read as zero."
                          : "Records the annual prices of a published table, with their history, in one go: all or "
                            "nothing, each dated the last day of its year. What stands already is not recorded again.",
       .examples = is_demand ? "pvault demand import examples/published/consumption_history_usgs_2021_2025.csv\n"
                               "pvault demand import examples/published/eia_uranium_loaded.csv --dry-run"
                             : "pvault price import examples/published/price_history_usgs_annual_2021_2025.csv"},
      context);
  add_text(command, "FILE", "", options->file,
           is_demand ? "The table as CSV: of USGS (source_row, mcs_chapter, commodity, detail, unit, year, "
                       "value_published, ...) or of EIA (year, total_thousand_lb_u3o8e, edition)."
                     : "The table as CSV: of USGS (source_row, mcs_chapter, commodity, detail, unit, year, "
                       "value_published, ...).")
      .required();
  add_switch(command, "--replace", options->replace,
             "Where the table says otherwise than what stands, record what it says, as the newer figure.");
  add_text(command, "--reference", "TEXT", options->recording.reference, "Kept with every entry.")
      .group(recording_heading);
  add_text(command, "--memo", "TEXT", options->recording.memo, "A remark, kept with every entry.")
      .group(recording_heading);
  add_switch(command, "--dry-run", options->recording.dry_run, "Say what would be recorded, and record nothing.")
      .group(recording_heading);
  add_signing_options(command, options->recording.signing);
  add_text(command, "--format", "FORMAT", options->recording.format, "text (default) or json.").group(output_heading);
  on_run(command, context, [options, kind, &context] { return run_import(*options, kind, context); });
}

} // namespace pvault::cli
