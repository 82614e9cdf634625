#include "cli/import_map.hpp"

#include "cli/import_kind.hpp"
#include "cli/toml_document.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::cli {

namespace {

constexpr auto keys_of_map = std::to_array<std::string_view>(
    {"kind", "delimiter", "encoding", "decimal_comma", "columns", "ignore", "values", "constants", "append"});

class MapReader {
public:
  MapReader(const toml::table& document, std::vector<FileFault>& faults) : document_(document), faults_(faults) {}

  void refuse_others() {
    for (const auto& [key, node] : document_) {
      if (std::ranges::find(keys_of_map, key.str()) != keys_of_map.end()) continue;
      const std::vector<std::string> names(keys_of_map.begin(), keys_of_map.end());
      const std::string nearest = nearest_name(key.str(), names);
      add(key.source(), fmt::format("a mapping takes no {}", printable(key.str())),
          nearest.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : nearest);
    }
  }

  void read(std::string_view key, std::string& target, std::string_view example) {
    if (const toml::node* node = document_.get(key)) target = text_of(key, *node, example);
  }

  void read(std::string_view key, std::optional<bool>& target) {
    const toml::node* node = document_.get(key);
    if (node == nullptr) return;
    target = node->value_exact<bool>();
    if (!target) add(node->source(), fmt::format("{} is neither true nor false", key), fmt::format("{} = true", key));
  }

  void read(std::string_view key, std::vector<std::string>& target) {
    constexpr std::string_view example = R"(ignore = ["Comment"])";
    const toml::node* node = document_.get(key);
    if (node == nullptr) return;
    const toml::array* list = node->as_array();
    if (list == nullptr) return add(node->source(), fmt::format("{} is no list", key), example);
    for (const toml::node& each : *list)
      target.push_back(lower(text_of(key, each, example)));
  }

  // Their names are found without regard to case.
  void read_columns(std::map<std::string, std::string>& target) {
    read_texts(document_, "columns", R"("Material" = "mineral")", [&](const std::string& theirs, std::string ours) {
      target[lower(theirs)] = column_name_in_header(ours);
    });
  }

  void read(std::string_view key, std::map<std::string, std::string>& target, std::string_view example) {
    read_texts(document_, key, example, [&](const std::string& ours, std::string text) {
      target[column_name_in_header(ours)] = std::move(text);
    });
  }

  void read_values(std::map<std::string, std::map<std::string, std::string>>& target) {
    const toml::table* columns = table_of(document_, "values", R"([values.mineral])");
    if (columns == nullptr) return;
    for (const auto& [key, node] : *columns) {
      auto& texts = target[column_name_in_header(key.str())];
      read_texts(*columns, key.str(), R"("Ga" = "gallium")",
                 [&](const std::string& theirs, std::string ours) { texts[theirs] = std::move(ours); });
    }
  }

private:
  void add(const toml::source_region& at, std::string message, std::string_view next_step) {
    faults_.push_back({.at = place_of(at), .message = std::move(message), .next_step = std::string(next_step)});
  }

  std::string text_of(std::string_view key, const toml::node& node, std::string_view example) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    add(node.source(), fmt::format("{} is no text", printable(key)), example);
    return {};
  }

  const toml::table* table_of(const toml::table& table, std::string_view key, std::string_view example) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) add(node->source(), fmt::format("{} is no table", printable(key)), example);
    return node->as_table();
  }

  template <class Take>
  void read_texts(const toml::table& table, std::string_view key, std::string_view example, Take take) {
    const toml::table* texts = table_of(table, key, fmt::format("[{}], and below it {}", key, example));
    if (texts == nullptr) return;
    for (const auto& [name, node] : *texts)
      take(std::string(name.str()), text_of(name.str(), node, example));
  }

  const toml::table& document_;
  std::vector<FileFault>& faults_;
};

} // namespace

ImportMap read_import_map(std::string_view text, std::vector<FileFault>& faults) {
  ImportMap map;
  const auto document = parse_toml(text, faults);
  if (!document) return map;
  MapReader reader(*document, faults);
  reader.refuse_others();
  reader.read("kind", map.kind, R"(kind = "purchase")");
  reader.read("delimiter", map.delimiter, R"(delimiter = ";")");
  reader.read("encoding", map.encoding, R"(encoding = "windows-1252")");
  reader.read("decimal_comma", map.decimal_comma);
  reader.read("ignore", map.ignored);
  reader.read_columns(map.columns);
  reader.read("constants", map.constants, R"(site = "HAWTHORNE")");
  reader.read("append", map.append, R"(mass = " kg")");
  reader.read_values(map.values);
  return map;
}

} // namespace pvault::cli
