#include "cli/import_cells.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::cli {

namespace {

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

// "1.234.567": groups of three behind the first, which has one to three.
bool has_thousands_in_threes(std::string_view digits) {
  std::size_t group = digits.find('.');
  if (group == std::string_view::npos) return true;
  if (group == 0 || group > 3) return false;
  while (group != std::string_view::npos) {
    const std::size_t next = digits.find('.', group + 1);
    const std::size_t end = next == std::string_view::npos ? digits.size() : next;
    if (end - group != 4) return false;
    group = next;
  }
  return true;
}

} // namespace

Expected<std::string> with_decimal_point(std::string_view text, NumberPlace place) {
  if (place == NumberPlace::none) return std::string(text);
  std::size_t from = place == NumberPlace::behind_equals ? text.rfind('=') + 1 : 0;
  while (from < text.size() && (text[from] == ' ' || text[from] == '-' || text[from] == '+'))
    ++from;
  std::size_t end = from;
  while (end < text.size() && (is_ascii_digit(text[end]) || text[end] == '.' || text[end] == ','))
    ++end;
  const std::string_view number = text.substr(from, end - from);
  const std::size_t comma = number.find(',');
  const std::string_view whole = number.substr(0, comma);
  const std::string_view fraction = comma == std::string_view::npos ? "" : number.substr(comma + 1);
  const bool has_fraction = comma != std::string_view::npos;
  if (!has_thousands_in_threes(whole) || fraction.find_first_not_of("0123456789") != std::string_view::npos ||
      (has_fraction && fraction.empty()))
    return refuse(Rule::number_malformed, fmt::format("{} is not written with a decimal comma", in_quotes(number)),
                  "1.234,50: a comma before the fraction, points between thousands");
  std::string digits(whole);
  std::erase(digits, '.');
  return fmt::format("{}{}{}{}{}", text.substr(0, from), digits, has_fraction ? "." : "", fraction, text.substr(end));
}

std::string CellReader::our_name(const std::string& theirs) const {
  const auto mapped = reading_.map.columns.find(lower(theirs));
  return mapped == reading_.map.columns.end() ? column_name_in_header(theirs) : mapped->second;
}

bool CellReader::is_ignored(const std::string& theirs) const {
  return std::ranges::find(reading_.map.ignored, lower(theirs)) != reading_.map.ignored.end();
}

CellReader::Binding CellReader::bind(const ImportKind& kind, const std::string& theirs) const {
  const std::string ours = our_name(theirs);
  if (is_ignored(theirs) || ours == kind_column) return {.is_ignored = true};
  Binding binding{.column = kind.find_column(ours)};
  if (binding.column == nullptr) return binding;
  const auto values = reading_.map.values.find(binding.column->name);
  if (values != reading_.map.values.end()) binding.values = &values->second;
  const auto append = reading_.map.append.find(binding.column->name);
  if (append != reading_.map.append.end()) binding.append = &append->second;
  return binding;
}

// As the command is told it: what the file has with a decimal comma has a point there.
Expected<std::string> CellReader::written(const ImportColumn& column, const std::string& text) const {
  return reading_.decimal_comma ? with_decimal_point(text, column.number) : Expected<std::string>(text);
}

CellReader::BoundKind& CellReader::bound(const ImportKind& kind, const std::vector<std::string>& names) {
  const auto [place, is_new] = bound_.try_emplace(&kind);
  BoundKind& known = place->second;
  if (is_new) {
    for (const auto& [name, text] : reading_.map.constants) {
      if (const ImportColumn* column = kind.find_column(name))
        known.constants.push_back({column, written(*column, text).value_or(text)});
    }
  }
  for (std::size_t i = known.bindings.size(); i < names.size(); ++i)
    known.bindings.push_back(bind(kind, names[i]));
  return known;
}

namespace {

std::string nearest_column(const std::string& name, const std::vector<std::string>& columns) {
  const std::string nearest = nearest_name(name, columns);
  return nearest.empty() ? "`pvault import --columns KIND` lists them; a mapping may leave it out: ignore = [...]"
                         : nearest;
}

} // namespace

Expected<void> CellReader::check_header(const std::vector<std::string>& names) const {
  std::vector<std::string> unknown;
  std::string next_step;
  std::vector<const ImportKind*> possible;
  for (const ImportKind& kind : reading_.kinds)
    possible.push_back(&kind);
  if (reading_.kind != nullptr) possible = {reading_.kind};
  std::vector<std::string> columns;
  for (const ImportKind* kind : possible) {
    const auto more = kind->column_names();
    columns.insert(columns.end(), more.begin(), more.end());
  }
  bool says_kind = reading_.kind != nullptr;
  for (const std::string& name : names) {
    const std::string ours = our_name(name);
    says_kind = says_kind || ours == kind_column;
    if (is_ignored(name) || ours == kind_column) continue;
    if (std::ranges::any_of(possible, [&](const ImportKind* kind) { return kind->find_column(ours) != nullptr; }))
      continue;
    unknown.push_back(in_quotes(name));
    if (next_step.empty()) next_step = nearest_column(ours, columns);
  }
  for (const auto& [theirs, ours] : reading_.map.columns) {
    if (std::ranges::find(names, theirs, lower) == names.end())
      return refuse(Rule::import_malformed,
                    fmt::format("there is no column {}, which the mapping reads as {}", in_quotes(theirs), ours),
                    "take it out of the mapping, or see whether it is called otherwise in this file");
  }
  if (!says_kind)
    return refuse(Rule::import_malformed, "nothing says what its rows record",
                  "--kind purchase, or a column `record`; `pvault import --kinds` lists the kinds");
  if (unknown.empty()) return {};
  return refuse(Rule::import_malformed,
                fmt::format("{} {} no column of {}", fmt::join(unknown, ", "), unknown.size() == 1 ? "is" : "are",
                            reading_.kind != nullptr ? reading_.kind->name : "any kind"),
                next_step);
}

Expected<void> CellReader::check_map(const std::string& file) const {
  const auto known = [&](const std::string& name) {
    if (name == kind_column || reading_.kind == nullptr)
      return name == kind_column || std::ranges::any_of(reading_.kinds, [&](const ImportKind& kind) {
               return kind.find_column(name) != nullptr;
             });
    return reading_.kind->find_column(name) != nullptr;
  };
  std::vector<std::string> unknown;
  const auto check = [&](const std::string& name) {
    if (!known(name)) unknown.push_back(in_quotes(name));
  };
  for (const auto& [theirs, ours] : reading_.map.columns)
    check(ours);
  for (const auto& [ours, texts] : reading_.map.values)
    check(ours);
  for (const auto& [ours, text] : reading_.map.constants)
    check(ours);
  for (const auto& [ours, text] : reading_.map.append)
    check(ours);
  if (unknown.empty()) return check_constants(file);
  return refuse(Rule::import_malformed,
                fmt::format("{}: {} {} no column of {}", printable(file), fmt::join(unknown, ", "),
                            unknown.size() == 1 ? "is" : "are",
                            reading_.kind != nullptr ? reading_.kind->name : "any kind"),
                "`pvault import --columns KIND` lists them");
}

// Each is written as the numbers of the file are.
Expected<void> CellReader::check_constants(const std::string& file) const {
  for (const auto& [name, text] : reading_.map.constants) {
    for (const ImportKind& kind : reading_.kinds) {
      const ImportColumn* column = kind.find_column(name);
      if (column == nullptr || (reading_.kind != nullptr && reading_.kind != &kind)) continue;
      const auto number = written(*column, text);
      if (!number)
        return refuse(Rule::import_malformed,
                      fmt::format("{}: the constant {}: {}", printable(file), name, number.error().message),
                      number.error().next_step);
    }
  }
  return {};
}

const ImportKind* CellReader::kind_of(const RawRow& raw, const std::vector<std::string>& names,
                                      ImportedRow& row) const {
  if (reading_.kind != nullptr) return reading_.kind;
  std::string said;
  std::string column(kind_column);
  const auto constant = reading_.map.constants.find(std::string(kind_column));
  if (constant != reading_.map.constants.end()) said = constant->second;
  for (const RawCell& cell : raw.cells) {
    if (our_name(names[cell.column]) != kind_column) continue;
    column = names[cell.column];
    said = cell.text;
    const auto values = reading_.map.values.find(std::string(kind_column));
    if (values == reading_.map.values.end()) continue;
    const auto value = values->second.find(said);
    if (value != values->second.end()) said = value->second;
  }
  if (said.empty()) {
    row.faults.push_back(
        {column, "", {Rule::row_malformed, "nothing says what the row records", "purchase, for example"}});
    return nullptr;
  }
  auto kind = find_import_kind(reading_.kinds, said);
  if (kind) return *kind;
  kind.error().rule = Rule::row_malformed;
  row.faults.push_back({column, said, std::move(kind).error()});
  return nullptr;
}

namespace {

// Where a text stops being UTF-8; its size when it does not.
std::size_t bytes_of_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Character next = first_character(text.substr(at));
    if (!next.valid) break;
    at += next.bytes;
  }
  return at;
}

Expected<std::string> parse_switch(std::string_view text) {
  static constexpr auto yes = std::to_array<std::string_view>({"yes", "true", "1"});
  static constexpr auto no = std::to_array<std::string_view>({"no", "false", "0"});
  const std::string word = lower(trim(text));
  if (std::ranges::find(yes, word) != yes.end()) return std::string("yes");
  if (std::ranges::find(no, word) != no.end()) return std::string();
  return refuse(Rule::row_malformed, fmt::format("{} is neither yes nor no", in_quotes(text)), "yes, or no");
}

} // namespace

void CellReader::take(const RawCell& cell, const std::string& name, const Binding& binding, ImportedRow& row) const {
  const auto fault = [&](Refusal refusal) { row.faults.push_back({name, cell.text, std::move(refusal)}); };
  if (!is_ascii(cell.text)) {
    const std::size_t sound = bytes_of_utf8(cell.text);
    if (sound < cell.text.size())
      return fault({Rule::row_malformed, fmt::format("byte {} of it is no UTF-8", sound + 1),
                    "save the file as UTF-8, or say what it is: --encoding windows-1252"});
  }
  if (binding.column == nullptr)
    return fault({Rule::row_malformed, fmt::format("{} has no column {}", row.kind->name, in_quotes(name)),
                  nearest_column(column_name_in_header(name), row.kind->column_names())});
  std::string text = cell.text;
  if (binding.values != nullptr) {
    const auto value = binding.values->find(text);
    if (value != binding.values->end()) text = value->second;
  }
  auto number = written(*binding.column, text);
  if (!number) return fault(std::move(number).error());
  text = *std::move(number);
  if (binding.append != nullptr && !text.empty()) text += *binding.append;
  if (binding.column->is_switch() && !text.empty()) {
    auto word = parse_switch(text);
    if (!word) return fault(std::move(word).error());
    text = *std::move(word);
  }
  if (!text.empty()) row.cells.push_back({binding.column, std::move(text)});
}

// What a command line could not say: too little, or twice.
void CellReader::check_whole(ImportedRow& row) const {
  std::vector<std::string> missing;
  for (const ImportColumn& column : row.kind->columns) {
    const auto given = std::ranges::count(row.cells, &column, &ImportCell::column);
    if (given == 0 && column.is_required()) missing.push_back(column.name);
    if (given > 1 && !column.repeats())
      row.faults.push_back(
          {column.name,
           "",
           {Rule::row_malformed, fmt::format("{} is given {} times", column.name, given), "give it once"}});
  }
  if (missing.empty()) return;
  row.faults.push_back({missing.front(),
                        "",
                        {Rule::option_missing, fmt::format("{} needs {}", row.kind->name, fmt::join(missing, ", ")),
                         fmt::format("`pvault import --columns \"{}\"` says what each is", row.kind->name)}});
}

void CellReader::read(const RawRow& raw, const std::vector<std::string>& names, ImportedRow& row) {
  row.kind = nullptr;
  row.cells.clear();
  row.faults.clear();
  if (raw.fault) {
    row.faults.push_back({"", "", *raw.fault});
    return;
  }
  row.kind = kind_of(raw, names, row);
  if (row.kind == nullptr) return;
  const BoundKind& known = bound(*row.kind, names);
  for (const RawCell& cell : raw.cells) {
    const Binding& binding = known.bindings[cell.column];
    if (!binding.is_ignored) take(cell, names[cell.column], binding, row);
  }
  for (const ImportCell& constant : known.constants) {
    if (std::ranges::find(row.cells, constant.column, &ImportCell::column) == row.cells.end())
      row.cells.push_back(constant);
  }
  std::ranges::stable_sort(row.cells, {}, &ImportCell::column);
  if (row.faults.empty()) check_whole(row);
}

} // namespace pvault::cli
