#include "cli/order_file.hpp"

#include "cli/toml_document.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <span>
#include <utility>

namespace pvault::cli {

namespace {

using Keys = std::span<const std::string_view>;

constexpr auto keys_of_file = std::to_array<std::string_view>({"book", "folder", "order"});
constexpr auto keys_of_order = std::to_array<std::string_view>(
    {"name", "report", "reports", "formats", "as_of", "folder", "file", "options", "fail_on", "keep", "keep_days"});
constexpr auto keys_of_options =
    std::to_array<std::string_view>({"mineral", "facility", "site", "from", "days", "basis", "demand_year",
                                     "unavailable", "cut_off", "demand", "price", "by"});

std::string_view type_in_words(toml::node_type type) {
  switch (type) {
  case toml::node_type::string:
    return "a text";
  case toml::node_type::integer:
    return "a whole number";
  case toml::node_type::boolean:
    return "true or false";
  case toml::node_type::date:
    return "a date";
  case toml::node_type::array:
    return "a list";
  case toml::node_type::table:
    return "a table";
  case toml::node_type::none:
  case toml::node_type::floating_point:
  case toml::node_type::time:
  case toml::node_type::date_time:
    break;
  }
  return "a number with a fraction, or a time";
}

// Whether a whole number or a date may stand for itself, without quotes.
enum class Bare { no, yes };

// Reads one table of the file.
class OrderTableReader {
public:
  OrderTableReader(const toml::table& table, Place at, std::vector<FileFault>& faults)
      : table_(table), at_(at), faults_(faults) {}

  void refuse_others(std::string_view what, Keys known) {
    for (const auto& [key, node] : table_) {
      if (std::ranges::find(known, key.str()) != known.end()) continue;
      std::vector<std::string> names(known.begin(), known.end());
      const std::string nearest = nearest_name(key.str(), names);
      add(place_of(key.source()), fmt::format("{} takes no {}", what, printable(key.str())),
          nearest.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : nearest);
    }
  }

  void read(std::string_view key, PlacedText& target, std::string_view example, Bare bare = Bare::no) {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return;
    target = read_scalar(key, *node, example, bare);
  }

  void read(std::string_view key, std::vector<PlacedText>& target, std::string_view example, Bare bare = Bare::no) {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return;
    const toml::array* list = node->as_array();
    if (list == nullptr) return add_read(key, *node, target, example, bare);
    if (list->empty()) add(place_of(node->source()), fmt::format("{} is an empty list", printable(key)), example);
    for (const toml::node& each : *list)
      add_read(key, each, target, example, bare);
  }

  void read(std::string_view key, std::optional<PlacedNumber>& target) {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return;
    constexpr std::int64_t most = 100'000;
    const std::string example = fmt::format("{} = 30", key);
    const auto number = node->value_exact<std::int64_t>();
    const Place at = place_of(node->source());
    if (!number)
      add(at, fmt::format("{} is {}, not a whole number", key, type_in_words(node->type())), example);
    else if (*number < 1 || *number > most)
      add(at, fmt::format("{}: {} is not from 1 to {}", key, *number, most), example);
    else
      target = PlacedNumber{.number = static_cast<int>(*number), .at = at};
  }

  // Refuses a table without it.
  void need(std::string_view what, std::string_view key, std::string_view example) {
    if (table_.get(key) == nullptr) add(at_, fmt::format("{} has no {}", what, key), example);
  }

  void add(Place at, std::string message, std::string_view next_step) {
    faults_.push_back({.at = at, .message = std::move(message), .next_step = std::string(next_step)});
  }

private:
  void add_read(std::string_view key, const toml::node& node, std::vector<PlacedText>& target, std::string_view example,
                Bare bare) {
    PlacedText text = read_scalar(key, node, example, bare);
    if (!text.text.empty()) target.push_back(std::move(text));
  }

  PlacedText read_scalar(std::string_view key, const toml::node& node, std::string_view example, Bare bare) {
    const Place at = place_of(node.source());
    std::string text;
    if (const auto written = node.value_exact<std::string>()) {
      const auto sound = parse_required_text(key, *written);
      if (!sound) add(at, sound.error().message, example);
      if (sound) text = *sound;
    } else if (const auto number = node.value_exact<std::int64_t>(); number && bare == Bare::yes) {
      text = fmt::format("{}", *number);
    } else if (const auto date = node.value_exact<toml::date>(); date && bare == Bare::yes) {
      text = fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
    } else {
      add(at, fmt::format("{} is {}, not a text", printable(key), type_in_words(node.type())), example);
    }
    return {.text = std::move(text), .at = at};
  }

  const toml::table& table_;
  Place at_;
  std::vector<FileFault>& faults_;
};

std::vector<OrderOption> read_options(OrderTableReader& order, const toml::node* node, std::vector<FileFault>& faults) {
  std::vector<OrderOption> options;
  if (node == nullptr) return options;
  const toml::table* table = node->as_table();
  if (table == nullptr) {
    order.add(place_of(node->source()), fmt::format("options is {}, not a table", type_in_words(node->type())),
              R"(options = { mineral = ["gallium"] })");
    return options;
  }
  OrderTableReader reader(*table, place_of(node->source()), faults);
  reader.refuse_others("options", keys_of_options);
  for (const auto& [key, value] : *table) {
    const std::string name(key.str());
    if (std::ranges::find(keys_of_options, key.str()) == keys_of_options.end()) continue;
    OrderOption option = {.name = {.text = name, .at = place_of(key.source())}, .values = {}};
    reader.read(name, option.values, fmt::format(R"({} = "…", as on the command line)", name), Bare::yes);
    if (!option.values.empty()) options.push_back(std::move(option));
  }
  return options;
}

StandingOrder read_order(const toml::table& table, Place at, const PlacedText& folder, std::vector<FileFault>& faults) {
  StandingOrder order;
  order.at = at;
  order.folder = folder;
  OrderTableReader reader(table, at, faults);
  reader.refuse_others("an order", keys_of_order);
  reader.need("the order", "name", R"(name = "morning-coverage")");
  reader.need("the order", "formats", R"(formats = ["html", "csv"])");
  reader.read("name", order.name, R"(name = "morning-coverage")");
  reader.read("reports", order.reports, R"(reports = ["coverage", "cost"])");
  if (const toml::node* report = table.get("report")) {
    if (table.contains("reports"))
      reader.add(place_of(report->source()), "the order has both report and reports", "leave out one of them");
    // A list of them is at fault, and still says which reports the rest is about.
    if (report->is_array())
      reader.add(place_of(report->source()), "report is a list, not a text", R"(reports = ["coverage", "cost"])");
    reader.read("report", order.reports, R"(report = "coverage")");
  } else {
    if (!table.contains("reports")) reader.add(at, "the order has no report", R"(report = "coverage")");
  }
  reader.read("formats", order.formats, R"(formats = ["html", "csv"])");
  reader.read("as_of", order.as_of, R"(as_of = "yesterday")", Bare::yes);
  reader.read("folder", order.folder, R"(folder = "/var/lib/pvault/reports")");
  reader.read("file", order.file, R"(file = "{report}-{as_of}")");
  order.options = read_options(reader, table.get("options"), faults);
  reader.read("fail_on", order.fail_on, R"(fail_on = ["below-target"])");
  reader.read("keep", order.keep);
  reader.read("keep_days", order.keep_days);
  if (order.folder.text.empty() && !table.contains("folder") && folder.at == Place{})
    reader.add(at, "neither the order nor the file has a folder", R"(folder = "/var/lib/pvault/reports")");
  return order;
}

void read_orders(const toml::table& document, OrderFile& file, const PlacedText& folder,
                 std::vector<FileFault>& faults) {
  constexpr std::string_view example = "[[order]], and its keys below it";
  const toml::node* orders = document.get("order");
  OrderTableReader reader(document, {.line = 1, .column = 1}, faults);
  if (orders == nullptr) return reader.add({.line = 1, .column = 1}, "there is no order in it", example);
  const toml::array* list = orders->as_array();
  if (list == nullptr)
    return reader.add(place_of(orders->source()),
                      fmt::format("order is {}, not a list of tables", type_in_words(orders->type())), example);
  if (list->empty()) return reader.add(place_of(orders->source()), "there is no order in it", example);
  for (const toml::node& each : *list) {
    const Place at = place_of(each.source());
    if (const toml::table* table = each.as_table())
      file.orders.push_back(read_order(*table, at, folder, faults));
    else
      reader.add(at, fmt::format("an order is {}, not a table", type_in_words(each.type())), example);
  }
}

} // namespace

OrderFile read_order_file(std::string_view text, std::vector<FileFault>& faults) {
  OrderFile file;
  const auto document = parse_toml(text, faults);
  if (!document) return file;
  OrderTableReader reader(*document, {.line = 1, .column = 1}, faults);
  reader.refuse_others("the file", keys_of_file);
  reader.read("book", file.book, R"(book = "/var/lib/pvault/vault.db")");
  PlacedText folder;
  reader.read("folder", folder, R"(folder = "/var/lib/pvault/reports")");
  read_orders(*document, file, folder, faults);
  return file;
}

std::filesystem::path path_beside(const std::filesystem::path& order_file, const std::string& path) {
  return order_file.parent_path() / path;
}

} // namespace pvault::cli
