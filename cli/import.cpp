// pvault import
#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/import_run.hpp"
#include "cli/recording_options.hpp"
#include "cli/terminal.hpp"
#include "cli/upgraded_book.hpp"
#include "store/small_files.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <memory>

namespace pvault::cli {

namespace {

struct ImportOptions {
  std::string file;
  std::string kind;
  std::string map;
  std::string delimiter;
  std::string encoding;
  bool decimal_comma = false;
  bool keep_duplicates = false;
  bool again = false;
  std::string template_of;
  std::string columns_of;
  bool kinds = false;
  RecordingArguments recording;
};

Expected<char> parse_delimiter(std::string_view text) {
  if (text.empty()) return ',';
  if (text == "\t" || lower(text) == "tab" || text == "\\t") return '\t';
  const bool is_one = text.size() == 1 && text != "\"" && text != "\n" && text != "\r" && text != " ";
  if (is_one && is_ascii(text)) return text.front();
  return refuse(Rule::import_malformed, fmt::format("{} is no delimiter", in_quotes(text)),
                "one character, such as \";\", or tab");
}

// Every fault of the mapping, with line and column.
Expected<ImportMap> read_map(const std::string& file) {
  if (file.empty()) return ImportMap();
  std::vector<FileFault> faults;
  ImportMap map = read_import_map(store::read_small_file(file), faults);
  if (faults.empty()) return map;
  std::string message;
  for (const FileFault& fault : faults)
    message += fmt::format("{}line {}, column {}: {}", message.empty() ? "" : "; ", fault.at.line, fault.at.column,
                           fault.message);
  return refuse(Rule::import_malformed, fmt::format("{}: {}", printable(file), message), faults.front().next_step);
}

// What the command line leaves out, the mapping may say.
void complete(ImportOptions& options, const ImportMap& map) {
  if (options.kind.empty()) options.kind = map.kind;
  if (options.delimiter.empty()) options.delimiter = map.delimiter;
  if (options.encoding.empty()) options.encoding = map.encoding;
  options.decimal_comma = options.decimal_comma || map.decimal_comma.value_or(false);
}

std::string shown_name(const std::string& file) {
  return file == "-" ? "standard input" : printable(std::filesystem::path(file).filename().string());
}

Refusal in_file(const std::string& file, Refusal refusal) {
  refusal.message = fmt::format("{}: {}", shown_name(file), refusal.message);
  return refusal;
}

Expected<void> import_file(const ImportOptions& asked, const std::vector<ImportKind>& kinds, Context& context) {
  ImportOptions options = asked;
  OptionReader reader(context.clock.today);
  const auto recording = read_recording(reader, options.recording, context, context.clock.today);
  const auto format = reader.read("--format", parse_recorded_format(options.recording.format));
  if (reader.refusal()) return tl::unexpected(*reader.refusal());
  auto map = read_map(options.map);
  if (!map) return tl::unexpected(map.error());
  complete(options, *map);
  const auto encoding = parse_encoding(options.encoding);
  if (!encoding) return tl::unexpected(encoding.error());
  const auto delimiter = parse_delimiter(options.delimiter);
  if (!delimiter) return tl::unexpected(delimiter.error());
  ImportReading reading{.kinds = kinds, .map = *std::move(map), .decimal_comma = options.decimal_comma};
  if (!options.kind.empty()) {
    const auto kind = find_import_kind(kinds, options.kind);
    if (!kind) return tl::unexpected(kind.error());
    reading.kind = *kind;
  }
  CellReader cells(std::move(reading));
  if (auto sound = cells.check_map(options.map); !sound) return sound;
  try {
    ImportSource source(options.file, *encoding);
    const auto rows = open_import_rows(source, *delimiter);
    if (!rows) return tl::unexpected(in_file(options.file, rows.error()));
    if (!(*rows)->names().empty()) {
      if (auto known = cells.check_header((*rows)->names()); !known)
        return tl::unexpected(in_file(options.file, known.error()));
    }
    store::Book book = open_for_recording(context, recording.dry_run);
    note_clock(book, context.clock);
    return run_import(context, book, source, **rows, cells,
                      {.file = shown_name(options.file),
                       .keep_duplicates = options.keep_duplicates,
                       .again = options.again,
                       .dry_run = recording.dry_run,
                       .format = format,
                       .batch = recording});
  } catch (const LineTooLong& error) {
    return refuse(Rule::import_malformed,
                  fmt::format("{}: {}; nothing was recorded", shown_name(options.file), error.what()),
                  "close the quote of its cell, or see whether the file is a table at all");
  }
}

std::string list_kinds(const std::vector<ImportKind>& kinds) {
  std::string page;
  for (const ImportKind& kind : kinds)
    page += kind.name + "\n";
  return page;
}

Expected<void> run_import_command(const ImportOptions& options, const CLI::App& program, Context& context) {
  const std::vector<ImportKind> kinds = list_import_kinds(program);
  if (options.kinds) {
    write_stdout(list_kinds(kinds));
    return {};
  }
  if (lower(options.columns_of) == "all") {
    for (const ImportKind& kind : kinds)
      write_stdout(format_columns(kind));
    return {};
  }
  const std::string& asked = options.template_of.empty() ? options.columns_of : options.template_of;
  if (!asked.empty()) {
    const auto kind = find_import_kind(kinds, asked);
    if (!kind) return tl::unexpected(kind.error());
    write_stdout(options.template_of.empty() ? format_columns(**kind) : format_template(**kind));
    return {};
  }
  if (options.file.empty())
    return refuse(Rule::option_missing, "pvault import needs FILE", "a file, - for standard input, or --template KIND");
  return import_file(options, kinds, context);
}

void add_import_options(CLI::App& command, ImportOptions& options) {
  add_text(command, "FILE", "", options.file,
           "CSV with a header, or a JSON object on each line; - for standard input.");
  add_text(command, "--kind", "KIND", options.kind,
           "What every row records: \"purchase record\", or purchase where the noun records in one way only. Otherwise "
           "the column `record` says it, row by row.");
  add_text(command, "--map", "FILE", options.map, "How the columns of another program's file become ours, in TOML.");
  add_text(command, "--delimiter", "CHARACTER", options.delimiter, "Between cells, instead of a comma: \";\", tab.");
  add_text(command, "--encoding", "NAME", options.encoding,
           "utf-8 (default), latin1 or windows-1252; a byte-order mark counts for more.");
  add_switch(command, "--decimal-comma", options.decimal_comma,
             "Numbers are written 1.234,50: in columns of masses, money, prices, rates and percentages.");
  add_switch(command, "--keep-duplicates", options.keep_duplicates,
             "Rows of the file that are the same are meant, each of them.");
  add_switch(command, "--again", options.again, "Record rows again whose entries were reversed.");
  add_text(command, "--template", "KIND", options.template_of, "Print a header and a row to begin with.");
  add_text(command, "--columns", "KIND", options.columns_of, "Print what each column is; all: of every kind.");
  add_switch(command, "--kinds", options.kinds, "Print the kinds that are imported.");
  add_text(command, "--reference", "TEXT", options.recording.reference, "Kept with the entry of the batch.")
      .group(recording_heading);
  add_text(command, "--memo", "TEXT", options.recording.memo, "A remark, kept with the entry of the batch.")
      .group(recording_heading);
  add_switch(command, "--dry-run", options.recording.dry_run, "Say what each row would record, and record nothing.")
      .group(recording_heading);
  add_signing_options(command, options.recording.signing);
  add_text(command, "--format", "FORMAT", options.recording.format, "text (default) or json.").group(output_heading);
}

} // namespace

void setup_import(CLI::App& program, Context& context) {
  const auto options = std::make_shared<ImportOptions>();
  CLI::App& command = add_command(
      program, "import",
      {.about = "Records the rows of a file, each as the command line it stands for: all of them or none. The columns "
                "are the options of that command without their dashes. Every row at fault is reported. A row that was "
                "recorded before is not recorded again, so the same file can be imported twice.",
       .examples = "pvault import --template purchase > purchases.csv\n"
                   "pvault import purchases.csv --kind purchase --dry-run\n"
                   "pvault import purchases.csv --kind purchase\n"
                   "pvault import trader.csv --map trader.toml --delimiter \";\" --decimal-comma\n"
                   "pvault reverse --batch 1188 --reason \"the wrong file\""},
      context);
  add_import_options(command, *options);
  on_run(command, context, [options, &program, &context] {
    const auto imported = run_import_command(*options, program, context);
    return imported ? number_of(ExitCode::done) : report_refusal(imported.error());
  });
}

} // namespace pvault::cli
