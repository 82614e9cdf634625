#include "store/record_words.hpp"

#include "store/record_rows.hpp"
#include "units/rate.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>
#include <stdexcept>

namespace pvault::store {

namespace {

// "mass_entered" -> "mass entered"
std::string in_words(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

std::string without_end(const std::string& name, std::string_view end) {
  return name.ends_with(end) ? name.substr(0, name.size() - end.size()) : name;
}

// A price is a fraction in two columns, cents and the milligrams they are for.
bool is_part_of_price(const std::string& name, const std::set<std::string>& names) {
  if (name == "per_mg" || name.ends_with("_per_mg")) return true;
  return (name == "cents" || name.ends_with("_cents")) && names.contains(without_end(name, "cents") + "per_mg");
}

std::string number_in_words(const std::string& name, std::int64_t number) {
  if (name.ends_with("_mg")) return format_kilograms(Mass::milligrams(number)) + " kg";
  if (name.ends_with("_cents")) return format_money(Money::cents(number));
  if (name.ends_with("_ppb")) return format_scaled(number, 7, 0) + "%";
  return std::to_string(number);
}

std::string say_number(const std::string& name, std::int64_t number) {
  for (const std::string_view end : {"_mg", "_cents", "_ppb", "_id"}) {
    if (name.ends_with(end))
      return fmt::format("{} {}", in_words(without_end(name, end)), number_in_words(name, number));
  }
  return fmt::format("{} {}", in_words(name), number);
}

} // namespace

RecordWords::RecordWords(Connection& connection)
    : connection_(connection), kinds_(list_thing_kinds(connection)), tables_(list_referring_tables(connection)) {}

std::string RecordWords::code_of(Connection& connection, const ThingKind& kind, std::int64_t number) {
  Query row = connection.query(fmt::format("SELECT code FROM {} WHERE {} = ?", kind.table, kind.number));
  if (row.bind(number).next()) return row.text(0);
  throw DamagedBookError(fmt::format("the book is damaged: it has no {} {}", kind.table, number),
                         "run `pvault audit verify`");
}

const std::vector<RecordWords::Column>& RecordWords::columns_of(const std::string& table) {
  const auto [place, is_new] = columns_.try_emplace(table);
  if (!is_new) return place->second;
  const auto known = std::ranges::find(tables_, table, &ReferringTable::name);
  if (known == tables_.end()) throw std::logic_error(fmt::format("{} is no record table", table));
  const std::vector<std::string> listed = list_columns(connection_, table);
  const std::set<std::string> names(listed.begin(), listed.end());
  static const std::set<std::string> in_every_row = {"entry_id", "line", "effective_on"};
  for (const std::string& name : listed) {
    Column column{.name = name};
    column.shown = !in_every_row.contains(name) && name != known->own_number && !is_part_of_price(name, names);
    const auto reference = std::ranges::find(known->references, name, &Reference::column);
    if (reference != known->references.end() && !reference->to_entry)
      column.refers_to = &kinds_[kind_of(kinds_, reference->table)];
    place->second.push_back(column);
  }
  return place->second;
}

std::string RecordWords::say(const Column& column, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value))
    return fmt::format("{} {}", in_words(without_end(column.name, "_on")), *text);
  const std::int64_t number = std::get<std::int64_t>(value);
  if (column.refers_to == nullptr) return say_number(column.name, number);
  return fmt::format("{} {}", in_words(without_end(column.name, "_id")),
                     code_of(connection_, *column.refers_to, number));
}

RowInWords RecordWords::describe(std::string_view table, EntryId entry, std::int64_t line) {
  const std::string name(table);
  const std::vector<Column>& columns = columns_of(name);
  Query row = connection_.query(fmt::format("SELECT * FROM {} WHERE entry_id = ? AND line = ?", name));
  row.bind(entry).bind(line).expect_row();
  RowInWords said;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Value value = row.value(static_cast<int>(i));
    if (!columns[i].shown || std::holds_alternative<std::monostate>(value)) continue;
    if (columns[i].name == "reason") {
      said.reason = std::get<std::string>(value);
      continue;
    }
    said.words += fmt::format("{} {}", said.words.empty() ? "" : ";", say(columns[i], value));
  }
  said.words = in_words(name) + (said.words.empty() ? "" : ":" + said.words);
  return said;
}

namespace {

void add_cell_in_words(const std::string& column, const Value& value, std::vector<CellInWords>& cells) {
  if (const auto* text = std::get_if<std::string>(&value)) cells.push_back({column, *text});
  if (const auto* number = std::get_if<std::int64_t>(&value))
    cells.push_back({column, number_in_words(column, *number)});
}

} // namespace

void RecordWords::add_cells(const std::string& table, EntryId entry, std::vector<CellInWords>& cells) {
  const std::vector<Column>& columns = columns_of(table);
  Query row = connection_.query(fmt::format("SELECT * FROM {} WHERE entry_id = ? ORDER BY line", table));
  row.bind(entry);
  while (row.next()) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Value value = row.value(static_cast<int>(i));
      if (!columns[i].shown || std::holds_alternative<std::monostate>(value)) continue;
      if (columns[i].refers_to == nullptr)
        add_cell_in_words(columns[i].name, value, cells);
      else
        cells.push_back({columns[i].name, code_of(connection_, *columns[i].refers_to, std::get<std::int64_t>(value))});
    }
  }
}

std::vector<CellInWords> RecordWords::list_cells(EntryId entry) {
  std::vector<CellInWords> cells;
  {
    Query header = connection_.query("SELECT effective_on, reference, memo FROM entry WHERE entry_id = ?");
    header.bind(entry).expect_row();
    for (int i = 0; i < header.columns(); ++i)
      add_cell_in_words(header.column_name(i), header.value(i), cells);
  }
  for (const ReferringTable& table : tables_) {
    if (table.name != "posting") add_cells(table.name, entry, cells);
  }
  return cells;
}

} // namespace pvault::store
