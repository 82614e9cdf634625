#include "generator/tables.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ostream>

namespace pvault::bench {

namespace {

// The column that says what each row records.
constexpr std::string_view kind_column = "record";

struct Command {
  EventKind kind;
  std::string_view name;
  std::vector<std::string_view> columns;
};

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {EventKind::purchase, "purchase record", {"mineral", "mass", "cost", "supplier", "site", "on"}},
      {EventKind::release, "release record", {"mineral", "mass", "kind", "price", "authority", "on"}},
      {EventKind::drawdown, "drawdown record", {"facility", "amount", "on"}},
      {EventKind::price, "price add", {"mineral", "price", "source", "on"}},
      {EventKind::payment, "payment record", {"supplier", "amount", "on"}}};
  return all;
}

const Command& command_of(EventKind kind) {
  return *std::ranges::find_if(commands(), [&](const Command& command) { return command.kind == kind; });
}

// What somebody would type for the option; empty: nothing.
std::string cell(const Event& event, std::string_view column) {
  const auto dollars = [&] {
    return fmt::format("{}.{:02} USD", event.amount.cents() / 100, event.amount.cents() % 100);
  };
  if (column == "mineral") return event.mineral;
  if (column == "supplier") return event.supplier;
  if (column == "site") return event.site;
  if (column == "facility") return event.facility;
  if (column == "on") return format_date(event.on);
  if (column == "mass") return mass_text(event);
  if (column == "cost" || column == "amount") return dollars();
  if (column == "price") return event.kind == EventKind::price ? price_text(event) : std::string(release_price);
  if (column == "kind") return "sale";
  return "generated"; // an authority, a source
}

} // namespace

void write_table(std::ostream& out, const HistorySize& size) {
  std::vector<std::string_view> all;
  for (const Command& command : commands()) {
    for (const std::string_view column : command.columns) {
      if (std::ranges::find(all, column) == all.end()) all.push_back(column);
    }
  }
  out << fmt::format("{},{}\n", kind_column, fmt::join(all, ","));
  EventSource events(size);
  while (const auto event = events.next()) {
    const Command& command = command_of(event->kind);
    std::vector<std::string> cells = {std::string(command.name)};
    for (const std::string_view column : all) {
      const bool has = std::ranges::find(command.columns, column) != command.columns.end();
      cells.push_back(has ? cell(*event, column) : "");
    }
    out << fmt::format("{}\n", fmt::join(cells, ","));
  }
}

} // namespace pvault::bench
