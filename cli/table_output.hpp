// Options of every command that answers with a table, and how the table gets out.
#pragma once

#include "cli/option_reader.hpp"
#include "reports/table.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace pvault::cli {

enum class TableFormat { text, csv, json, markdown, html, xlsx };

// As typed; empty where not given.
struct TableArguments {
  std::string format;
  std::string output;
  std::string color;
};
void add_table_options(CLI::App& command, TableArguments& arguments);

struct TableOutput {
  TableFormat format = TableFormat::text;
  std::filesystem::path file = {}; // empty: standard output
  bool colour = false;
  int width = 0;      // 0: lines are not folded
  bool ascii = false; // text is drawn with ASCII characters
};
// Refuses option_malformed: an unknown format or choice of colour, a file whose ending tells no format when none is
// given, a workbook onto a terminal.
TableOutput read_table_output(OptionReader& reader, const TableArguments& arguments);

// By its name, as --format takes it. Refuses option_malformed.
Expected<TableFormat> parse_table_format(std::string_view text);
std::string_view name_of_format(TableFormat format);   // markdown
std::string_view ending_of_format(TableFormat format); // .md

// The format that a file's ending stands for; nothing for another ending.
std::optional<TableFormat> format_of_ending(const std::filesystem::path& file);

// A table without rows, totals, notes and provenance yet, and a row of plain cells.
reports::Table new_table(std::string name, std::string title, std::vector<reports::Column> columns);
void add_row(reports::Table& table, std::vector<reports::Cell> cells);

std::string render_table(const reports::Table& table, const TableOutput& output);
// To standard output, or atomically into the file. Throws std::system_error.
void write_table(const reports::Table& table, const TableOutput& output);
// The same for text that is not a table.
void write_page(const std::string& page, const TableOutput& output);

} // namespace pvault::cli
