#include "cli/table_output.hpp"

#include "cli/command_line.hpp"
#include "cli/pager.hpp"
#include "cli/run_record.hpp"
#include "cli/terminal.hpp"
#include "reports/output_file.hpp"
#include "reports/render.hpp"
#include "reports/terminal_text.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace pvault::cli {

void add_table_options(CLI::App& command, TableArguments& arguments) {
  add_text(command, "--format", "FORMAT", arguments.format, "text (default), csv, json, markdown, html or xlsx.")
      .group(output_heading);
  add_text(
      command, "--output", "FILE", arguments.output,
      "Into a file instead of standard output, all of it or nothing; its ending (.txt, .csv, .json, .md, .html, .xlsx) "
      "gives the format.")
      .group(output_heading);
  add_text(command, "--color", "WHEN", arguments.color,
           "auto (default: on a terminal, unless $NO_COLOR is set), always or never.")
      .group(output_heading);
  add_switch(command, "--no-pager", arguments.no_pager,
             "Not through $PVAULT_PAGER, $PAGER or less, which show on a terminal what is longer than it.")
      .group(output_heading);
}

namespace {

struct NamedFormat {
  std::string_view name;
  std::string_view ending;
  TableFormat format;
};

constexpr std::array<NamedFormat, 6> named_formats = {{{"text", ".txt", TableFormat::text},
                                                       {"csv", ".csv", TableFormat::csv},
                                                       {"json", ".json", TableFormat::json},
                                                       {"markdown", ".md", TableFormat::markdown},
                                                       {"html", ".html", TableFormat::html},
                                                       {"xlsx", ".xlsx", TableFormat::xlsx}}};

const NamedFormat& named(TableFormat format) { return *std::ranges::find(named_formats, format, &NamedFormat::format); }

Expected<TableFormat> choose_format(const TableArguments& arguments, const std::filesystem::path& file) {
  if (!arguments.format.empty()) return parse_table_format(arguments.format);
  if (file.empty()) return TableFormat::text;
  if (const auto format = format_of_ending(file)) return *format;
  return refuse(Rule::option_malformed,
                fmt::format("the ending of {} stands for no format", in_quotes(file.filename().string())),
                "a name that ends in .txt, .csv, .json, .md, .html or .xlsx, or --format");
}

// A terminal would show its bytes as letters, and take some of them for commands.
Expected<TableFormat> check_terminal(Expected<TableFormat> format, bool to_terminal) {
  if (!format || *format != TableFormat::xlsx || !to_terminal) return format;
  return refuse(Rule::option_malformed, "a workbook is no text for a terminal",
                "--output FILE.xlsx, or send it on: > FILE.xlsx");
}

// https://no-color.org: set and not empty.
bool no_color_is_set() {
  const char* set = std::getenv("NO_COLOR"); // NOLINT(concurrency-mt-unsafe): the program has one thread
  return set != nullptr && *set != '\0';
}

Expected<bool> choose_colour(const std::string& text, bool to_terminal) {
  const std::string when = lower(text);
  if (when == "always") return true;
  if (when == "never") return false;
  if (when.empty() || when == "auto") return to_terminal && !no_color_is_set();
  static constexpr std::array<std::string_view, 3> choices = {"auto", "always", "never"};
  return refuse_choice(text, "a choice for colour", choices);
}

// CSV keeps every character of a text, and a terminal would obey some of them.
std::string show_on_terminal(std::string_view page) {
  std::string shown;
  while (!page.empty()) {
    const std::size_t end = page.find('\n');
    std::string_view line = page.substr(0, end);
    page.remove_prefix(end == std::string_view::npos ? page.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    shown += reports::format_for_terminal(line) + "\n";
  }
  return shown;
}

} // namespace

Expected<TableFormat> parse_table_format(std::string_view text) {
  const auto* found = std::ranges::find(named_formats, lower(text), &NamedFormat::name);
  if (found != named_formats.end()) return found->format;
  std::array<std::string_view, named_formats.size()> names;
  std::ranges::transform(named_formats, names.begin(), &NamedFormat::name);
  return refuse_choice(text, "a format of this command", names);
}

std::string_view name_of_format(TableFormat format) { return named(format).name; }
std::string_view ending_of_format(TableFormat format) { return named(format).ending; }

std::optional<TableFormat> format_of_ending(const std::filesystem::path& file) {
  const auto* found = std::ranges::find(named_formats, lower(file.extension().string()), &NamedFormat::ending);
  return found == named_formats.end() ? std::nullopt : std::optional(found->format);
}

TableOutput read_table_output(OptionReader& reader, const TableArguments& arguments) {
  TableOutput output;
  if (arguments.output != "-") output.file = arguments.output;
  const bool to_terminal = output.file.empty() && stdout_is_terminal();
  output.format = reader.read(arguments.format.empty() ? "--output" : "--format",
                              check_terminal(choose_format(arguments, output.file), to_terminal));
  output.colour = reader.read("--color", choose_colour(arguments.color, to_terminal));
  output.width = to_terminal ? terminal_columns() : 0;
  output.ascii = to_terminal && !locale_shows_unicode();
  output.paged = to_terminal && !arguments.no_pager;
  return output;
}

reports::Table new_table(std::string name, std::string title, std::vector<reports::Column> columns) {
  reports::Table table;
  table.name = std::move(name);
  table.title = std::move(title);
  table.columns = std::move(columns);
  return table;
}

void add_row(reports::Table& table, std::vector<reports::Cell> cells) {
  reports::Row row;
  row.cells = std::move(cells);
  table.rows.push_back(std::move(row));
}

std::string render_table(const reports::Table& table, const TableOutput& output) {
  switch (output.format) {
  case TableFormat::text:
    return reports::render_text(table, {.colour = output.colour, .width = output.width, .ascii = output.ascii});
  case TableFormat::csv:
    return output.width > 0 ? show_on_terminal(reports::render_csv(table)) : reports::render_csv(table);
  case TableFormat::json:
    return reports::render_json(table);
  case TableFormat::markdown:
    return reports::render_markdown(table);
  case TableFormat::html:
    return reports::render_html(table);
  case TableFormat::xlsx:
    return reports::render_xlsx(table);
  }
  throw std::logic_error("a table has no such format");
}

void write_table(const reports::Table& table, const TableOutput& output) {
  write_page(render_table(table, output), output);
}

void write_page(const std::string& page, const TableOutput& output) {
  const bool shown = output.paged && is_longer_than(page, terminal_rows()) && show_in_pager(page, pager_command());
  if (!output.file.empty())
    reports::write_file_atomically(output.file, page);
  else if (!shown)
    write_stdout(page);
  note_page(output.file, page);
}

} // namespace pvault::cli
