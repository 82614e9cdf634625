#include "cli/import_kind.hpp"

#include "cli/command_words.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::cli {

bool ImportColumn::is_required() const { return target.option->get_required(); }
bool ImportColumn::repeats() const { return std::holds_alternative<std::vector<std::string>*>(target.place); }
bool ImportColumn::is_switch() const { return std::holds_alternative<bool*>(target.place); }

namespace {

// "landed.2" is "landed".
std::string_view without_number(std::string_view name) {
  const std::size_t point = name.rfind('.');
  if (point == std::string_view::npos || point + 1 == name.size()) return name;
  const bool digits = name.find_first_not_of("0123456789", point + 1) == std::string_view::npos;
  return digits ? name.substr(0, point) : name;
}

} // namespace

std::string column_name_in_header(std::string_view text) {
  std::string name = lower(trim(text));
  std::ranges::replace(name, '_', '-');
  return name;
}

const ImportColumn* ImportKind::find_column(std::string_view wanted) const {
  const std::string whole = column_name_in_header(wanted);
  const std::string_view single = without_number(whole);
  for (const ImportColumn& column : columns) {
    if (column.name == whole || (column.repeats() && column.name == single)) return &column;
  }
  return nullptr;
}

std::vector<std::string> ImportKind::column_names() const {
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const ImportColumn& column : columns)
    names.push_back(column.name);
  return names;
}

namespace {

// What a row cannot say: it is said once, for the whole import.
bool is_of_the_import(const CLI::Option& option) {
  static constexpr auto names = std::to_array<std::string_view>({"--batch", "--dry-run", "--format", "--help"});
  return option.get_group() == general_heading || std::ranges::find(names, option.get_name()) != names.end();
}

NumberPlace number_place(std::string_view form) {
  static constexpr auto numbers =
      std::to_array<std::string_view>({"MASS", "MONEY", "PRICE", "PERCENT", "RATE", "ASSAY"});
  const std::size_t equals = form.rfind('=');
  const std::string_view behind = equals == std::string_view::npos ? "" : form.substr(equals + 1);
  for (const std::string_view number : numbers) {
    if (behind == number) return NumberPlace::behind_equals;
    if (form.starts_with(number)) return NumberPlace::at_start;
  }
  return NumberPlace::none;
}

std::string column_name(const CLI::Option& option) {
  const std::string name = option.get_name();
  return lower(std::string_view(name).substr(std::min(name.size(), name.find_first_not_of('-'))));
}

// Nothing for a command that records nothing, or needs a file.
std::optional<ImportKind> kind_of(const CLI::App& command, std::string name) {
  ImportKind kind{.name = std::move(name), .command = &command, .columns = {}};
  bool records = false;
  for (const OptionTarget& target : parts_of(command).options) {
    const CLI::Option& option = *target.option;
    records = records || option.get_name() == "--request-id";
    if (names_file(option) && option.get_required()) return std::nullopt;
    if (names_file(option) || is_of_the_import(option)) continue;
    kind.columns.push_back(
        {.name = column_name(option), .target = target, .number = number_place(option.get_type_name())});
  }
  if (!records) return std::nullopt;
  return kind;
}

} // namespace

std::vector<ImportKind> list_import_kinds(const CLI::App& program) {
  std::vector<ImportKind> kinds;
  for (const CLI::App* noun : program.get_subcommands({})) {
    if (auto kind = kind_of(*noun, noun->get_name())) kinds.push_back(*std::move(kind));
    for (const CLI::App* verb : noun->get_subcommands({})) {
      auto kind = kind_of(*verb, fmt::format("{} {}", noun->get_name(), verb->get_name()));
      if (kind) kinds.push_back(*std::move(kind));
    }
  }
  return kinds;
}

Expected<const ImportKind*> find_import_kind(const std::vector<ImportKind>& kinds, std::string_view name) {
  std::string wanted = lower(trim(name));
  if (wanted.starts_with("pvault ")) wanted.erase(0, std::string_view("pvault ").size());
  std::vector<std::string> names;
  std::vector<std::string> of_noun;
  const ImportKind* last_of_noun = nullptr;
  for (const ImportKind& kind : kinds) {
    if (kind.name == wanted) return &kind;
    names.push_back(kind.name);
    if (!kind.name.starts_with(wanted + " ")) continue;
    of_noun.push_back(kind.name);
    last_of_noun = &kind;
  }
  if (of_noun.size() == 1) return last_of_noun;
  if (!of_noun.empty())
    return refuse(Rule::import_malformed, fmt::format("{} is recorded in {} ways", in_quotes(name), of_noun.size()),
                  fmt::format("one of: {}", fmt::join(of_noun, ", ")));
  const std::string nearest = nearest_name(wanted, names);
  return refuse(Rule::import_malformed, fmt::format("{} is no kind of entry that is imported", in_quotes(name)),
                nearest.empty() ? "`pvault import --kinds` lists them" : nearest);
}

namespace {

// The words of an example as a shell would take them; quotes are the only thing in them.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words = {""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ' ' && !quoted)
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

struct ExampleCell {
  std::string column;
  std::string text;
};

const ImportColumn* next_positional(const ImportKind& kind, const std::vector<ExampleCell>& cells) {
  for (const ImportColumn& column : kind.columns) {
    if (column.target.option->nonpositional()) continue;
    if (column.repeats() || std::ranges::find(cells, column.name, &ExampleCell::column) == cells.end()) return &column;
  }
  return nullptr;
}

void add_cell(std::vector<ExampleCell>& cells, const ImportColumn& column, const std::string& text) {
  const auto same = [&](const ExampleCell& cell) { return without_number(cell.column) == column.name; };
  const auto before = std::ranges::count_if(cells, same);
  cells.push_back({column.repeats() ? fmt::format("{}.{}", column.name, before + 1) : column.name, text});
}

std::vector<ExampleCell> example_cells(const ImportKind& kind) {
  const std::string examples = kind.command->get_footer();
  const std::string begin = fmt::format("pvault {} ", kind.name);
  const std::size_t at = examples.find(begin);
  std::vector<ExampleCell> cells;
  if (at == std::string::npos) return cells;
  const std::size_t from = at + begin.size();
  const std::vector<std::string> words =
      words_of(std::string_view(examples).substr(from, examples.find('\n', from) - from));
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_option = words[i].starts_with("--");
    const ImportColumn* column = is_option ? kind.find_column(words[i].substr(2)) : next_positional(kind, cells);
    if (is_option && (column == nullptr || !column->is_switch())) ++i;
    if (column == nullptr || i >= words.size()) continue;
    add_cell(cells, *column, column->is_switch() ? "yes" : words[i]);
  }
  return cells;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

} // namespace

std::string format_template(const ImportKind& kind) {
  std::vector<ExampleCell> cells = example_cells(kind);
  for (const ImportColumn& column : kind.columns) {
    const auto same = [&](const ExampleCell& cell) { return without_number(cell.column) == column.name; };
    if (std::ranges::none_of(cells, same)) cells.push_back({column.repeats() ? column.name + ".1" : column.name, ""});
  }
  std::vector<std::string> header;
  std::vector<std::string> row;
  for (const ExampleCell& cell : cells) {
    header.push_back(csv_cell(cell.column));
    row.push_back(csv_cell(cell.text));
  }
  return fmt::format("{}\n{}\n", fmt::join(header, ","), fmt::join(row, ","));
}

std::string format_columns(const ImportKind& kind) {
  std::size_t widest = 0;
  for (const ImportColumn& column : kind.columns)
    widest = std::max(widest, column.name.size() + (column.repeats() ? 2 : 0));
  std::string page = fmt::format("{}: {}\n", kind.name, kind.command->get_description());
  for (const ImportColumn& column : kind.columns) {
    const std::string name = column.repeats() ? column.name + ".1" : column.name;
    const std::string form = column.is_switch() ? "yes or no" : column.target.option->get_type_name();
    page += fmt::format("  {:<{}}  {}{}{} {}\n", name, widest, column.is_required() ? "needed. " : "", form,
                        form.empty() ? "" : ".", column.target.option->get_description());
  }
  return page;
}

} // namespace pvault::cli
