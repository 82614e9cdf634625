// What can be imported: every command that records, with its options as the columns of a file. A row is a command line.
#pragma once

#include "cli/command_line.hpp"
#include "units/refusal.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

// Where in its text a column has a number, which may be written with a decimal comma.
enum class NumberPlace { none, at_start, behind_equals };

struct ImportColumn {
  std::string name; // the option without its dashes: "mass", "request-id"
  OptionTarget target;
  NumberPlace number = NumberPlace::none;
  [[nodiscard]] bool is_required() const;
  [[nodiscard]] bool repeats() const; // "landed", "landed.1", "landed.2"
  [[nodiscard]] bool is_switch() const;
};

struct ImportKind {
  std::string name; // "purchase record"
  const CLI::App* command;
  std::vector<ImportColumn> columns;
  // By its name; "request_id" is "request-id", and of what repeats "landed.2" is "landed".
  [[nodiscard]] const ImportColumn* find_column(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> column_names() const;
};

// The column that says the kind of each row.
inline constexpr std::string_view kind_column = "record";

// In the order of the program's commands. What reads a document or a file of its own is left out: a command with a
// file among what it must be given, and optional columns that name one.
std::vector<ImportKind> list_import_kinds(const CLI::App& program);

// "purchase record", or the noun alone where it records in one way only. Refuses import_malformed.
Expected<const ImportKind*> find_import_kind(const std::vector<ImportKind>& kinds, std::string_view name);

// A column's name as headers write it: lower case, "request_id" as "request-id".
std::string column_name_in_header(std::string_view text);

// A header line and a row, of the first example in the command's help.
std::string format_template(const ImportKind& kind);
// A line for each column: name, form, whether it is needed, what it is.
std::string format_columns(const ImportKind& kind);

} // namespace pvault::cli
