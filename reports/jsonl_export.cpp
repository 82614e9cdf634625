// Every record of the book, an entry a line.
#include "reports/export.hpp"
#include "store/entry_reader.hpp"
#include "store/error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

namespace pvault::reports {

namespace {

using Json = nlohmann::ordered_json;

Json row_object(const store::ReadRow& row) {
  Json values = Json::object();
  for (const auto& [column, value] : row.values) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) values[column] = *number;
    if (const auto* text = std::get_if<std::string>(&value)) values[column] = *text;
  }
  return {{"table", row.table}, {"values", std::move(values)}};
}

std::string entry_line(const store::ReadEntry& entry, const std::vector<store::ReadRow>& rows) {
  if (!entry.hash || !entry.previous_hash) {
    throw store::DamagedBookError(fmt::format("the book is damaged: entry {} has no seal", number_of(entry.entry)),
                                  "run `pvault audit verify`");
  }
  Json line = {{"entry", number_of(entry.entry)}, {"previous_hash", *entry.previous_hash}, {"hash", *entry.hash}};
  if (entry.signature) line["signature"] = *entry.signature;
  line["rows"] = Json::array();
  for (const store::ReadRow& row : rows)
    line["rows"].push_back(row_object(row));
  try {
    return line.dump() + "\n";
  } catch (const Json::type_error&) {
    throw store::DamagedBookError(
        fmt::format("the book is damaged: a text of entry {} is not UTF-8", number_of(entry.entry)),
        "run `pvault audit verify`");
  }
}

} // namespace

void write_jsonl(store::Connection& connection, EntryId last, const Sink& sink) {
  store::EntryReader reader(connection);
  std::vector<store::ReadRow> rows;
  while (const auto entry = reader.next(&rows)) {
    if (entry->entry > last) break;
    sink(entry_line(*entry, rows));
  }
}

} // namespace pvault::reports
