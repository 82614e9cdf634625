#include "cli/import_difference.hpp"

#include "store/entries.hpp"
#include "store/record_words.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace pvault::cli {

namespace {

// What a column is in the tables, where it is called otherwise: the first of these that is there.
std::vector<std::string> names_in_book(std::string name) {
  std::ranges::replace(name, '-', '_');
  if (name == "on") return {"effective_on"};
  if (name == "lot") return {"code", "lot_id"};
  if (name == "cost") return {"metal_cents", "deemed_cents"};
  if (name == "to") return {"recipient_id", "party_id", "to_site_id"};
  if (name == "approved_by") return {name};
  std::vector<std::string> names = {name + "_entered", name + "_id", name + "_on", name};
  for (const char* unit : {"_cents", "_ppb", "_mg"})
    names.push_back(name + unit);
  if (name == "amount") names.emplace_back("price_cents");
  return names;
}

// A purchase and its lot both have the mineral: what several rows say alike is said once.
std::string texts_of(const std::vector<store::CellInWords>& cells, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::vector<std::string> texts;
    for (const store::CellInWords& cell : cells) {
      if (cell.column == name && std::ranges::find(texts, cell.text) == texts.end()) texts.push_back(cell.text);
    }
    if (!texts.empty()) return fmt::format("{}", fmt::join(texts, "; "));
  }
  return {};
}

// What the program fills in where a row does not say it.
bool is_filled_in(std::string_view column) { return column == "cost" || column == "lot"; }

// "25,000 USD" is "25000 USD".
std::string plain(std::string_view text) {
  std::string kept = lower(trim(text));
  std::erase(kept, ',');
  return kept;
}

} // namespace

std::vector<ColumnSideBySide> list_side_by_side(store::Connection& connection, const std::string& request_id,
                                                const ImportedRow& row) {
  std::vector<ColumnSideBySide> columns;
  std::vector<ColumnSideBySide> filled_in;
  const auto request = store::find_request(connection, request_id);
  if (!request) return columns;
  const auto cells = store::RecordWords(connection).list_cells(request->entry);
  for (const ImportColumn& column : row.kind->columns) {
    std::string in_file;
    for (const ImportCell& cell : row.cells) {
      if (cell.column == &column) in_file += (in_file.empty() ? "" : "; ") + cell.text;
    }
    std::string recorded = texts_of(cells, names_in_book(column.name));
    if (column.name == "request-id" || plain(recorded) == plain(in_file)) continue;
    auto& list = in_file.empty() && is_filled_in(column.name) ? filled_in : columns;
    list.push_back({column.name, std::move(recorded), std::move(in_file)});
  }
  return columns.empty() ? filled_in : columns;
}

} // namespace pvault::cli
