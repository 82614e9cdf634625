#include "reports/pack_summary.hpp"

#include "reports/cell_text.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>
#include <span>
#include <string_view>

namespace pvault::reports {
namespace {

// Reading a report by the names of its columns
// -------------------------------------------------------------------------

const Cell& cell_at(const Table& table, const Row& row, std::string_view column) {
  return row.cells.at(index_of_column(table, column));
}

std::string text_at(const Table& table, const Row& row, std::string_view column) {
  return format_for_machine(cell_at(table, row, column), table.columns[index_of_column(table, column)]);
}

// Zero where there is no number.
std::int64_t number_at(const Table& table, const Row& row, std::string_view column) {
  const Cell& cell = cell_at(table, row, column);
  if (const auto* decimal = std::get_if<Decimal>(&cell)) return decimal->scaled;
  const auto* integer = std::get_if<std::int64_t>(&cell);
  return integer ? *integer : 0;
}

// Figures
// --------------------------------------------------------------------------------------------------------------

// The figure in that column of the row, or that it is not there.
PackFigure read_figure(const Table& table, const Row& row, std::string_view column) {
  const std::size_t index = index_of_column(table, column);
  const Column& of = table.columns[index];
  PackFigure figure{.name = std::string(column),
                    .label = {},
                    .value = format_for_machine(row.cells[index], of),
                    .unit = of.unit,
                    .shown = "none",
                    .detail = {},
                    .report = table.name};
  if (figure.value.empty()) return figure;
  figure.shown = format_for_people(row.cells[index], of, of.decimals);
  if (!of.unit.empty()) figure.shown += fmt::format(" {}", of.unit);
  return figure;
}

PackFigure named(PackFigure figure, std::string_view name, std::string_view label) {
  figure.name = name;
  figure.label = label;
  return figure;
}

struct CoverageFigure {
  std::string_view row; // its class
  std::string_view name;
  std::string_view label;
};
constexpr auto coverage_figures = std::to_array<CoverageFigure>({
    {"lowest", "lowest_coverage_days", "Lowest coverage"},
    {"below_target", "minerals_below_target", "Minerals below target"},
    {"no_stock", "minerals_without_stock", "Minerals without stock"},
    {"no_demand_figure", "minerals_without_demand_figure", "Minerals without a demand figure"},
    {"group_figure_only", "minerals_with_group_figure_only", "Minerals with a demand figure for their group only"},
});

PackFigure figure_of_coverage(const Table& table, const Row& row, const CoverageFigure& wanted) {
  if (wanted.row != "lowest") return named(read_figure(table, row, "minerals"), wanted.name, wanted.label);
  PackFigure figure = named(read_figure(table, row, "coverage_days"), wanted.name, wanted.label);
  figure.shown.insert(0, text_at(table, row, "coverage_qualifier"));
  figure.detail = text_at(table, row, "names");
  return figure;
}

// A class stands once per kind; the classes of status come first and have the same minerals as those of days.
void add_coverage(PackSummary& summary, const Table& table) {
  std::set<std::string> bases;
  for (const Row& row : table.rows)
    bases.insert(text_at(table, row, "basis_asked"));
  for (const Row& row : table.rows) {
    if (text_at(table, row, "by") == "days") continue;
    const auto* wanted = std::ranges::find(coverage_figures, text_at(table, row, "class"), &CoverageFigure::row);
    if (wanted == coverage_figures.end()) continue;
    PackFigure figure = figure_of_coverage(table, row, *wanted);
    if (bases.size() > 1)
      figure.detail += fmt::format("{}by {}", figure.detail.empty() ? "" : ", ", text_at(table, row, "basis_asked"));
    summary.figures.push_back(std::move(figure));
  }
}

void add_totals(PackSummary& summary, const Table& table,
                std::span<const std::array<std::string_view, 3>> column_name_label) {
  if (!table.totals) return;
  for (const auto& [column, name, label] : column_name_label)
    summary.figures.push_back(named(read_figure(table, *table.totals, column), name, label));
}

// What a note says behind its first words; empty without such a note.
std::string note_behind(const Table& table, std::string_view words) {
  for (const std::string& note : table.notes)
    if (note.starts_with(words)) return note.substr(words.size());
  return {};
}

// "of 2 of 45 minerals on hand; the others have no usable price"; empty when every mineral on hand has a price.
std::string of_priced_minerals(const Table& table) {
  std::int64_t on_hand = 0;
  std::int64_t priced = 0;
  for (const Row& row : table.rows) {
    if (number_at(table, row, "on_hand_kg") <= 0) continue;
    ++on_hand;
    if (!text_at(table, row, "market_price_usd_per_kg").empty()) ++priced;
  }
  if (priced == on_hand) return {};
  return fmt::format("of {} of {} minerals on hand; the others have no usable price", priced, on_hand);
}

// A total adds up what is known: what it leaves out is said beside it.
void add_cost(PackSummary& summary, const Table& table) {
  constexpr auto totals = std::to_array<std::array<std::string_view, 3>>({
      {"cost_usd", "cost_usd", "Cost of the stock"},
      {"all_in_cost_usd", "all_in_cost_usd", "Cost with storage and financing"},
      {"market_value_usd", "market_value_usd", "Market value of the stock"},
      {"unrealised_gain_usd", "unrealised_gain_usd", "Unrealised gain"},
  });
  add_totals(summary, table, totals);
  const std::string of_priced = of_priced_minerals(table);
  for (PackFigure& figure : summary.figures) {
    const bool rests_on_prices = figure.name == "market_value_usd" || figure.name == "unrealised_gain_usd";
    if (rests_on_prices) figure.detail = of_priced;
  }
}

void add_debt(PackSummary& summary, const Table& table) {
  constexpr auto totals = std::to_array<std::array<std::string_view, 3>>({
      {"principal_usd", "debt_usd", "Debt"},
      {"undisbursed_usd", "undisbursed_usd", "Not yet disbursed"},
  });
  add_totals(summary, table, totals);
  if (!table.totals) return;
  PackFigure& undisbursed = summary.figures.back();
  undisbursed.detail = note_behind(table, fmt::format("Undisbursed: {} ", undisbursed.shown));
}

// Of each facility that has a borrowing base: bases can be shared, so there is no sum.
void add_headroom(PackSummary& summary, const Table& table) {
  for (const Row& row : table.rows) {
    if (!text_at(table, row, "mineral").empty()) continue;
    PackFigure figure = named(read_figure(table, row, "headroom_usd"), "headroom_usd", "Headroom of a borrowing base");
    figure.detail = text_at(table, row, "facility");
    summary.figures.push_back(std::move(figure));
  }
  if (table.rows.empty())
    summary.figures.push_back({.name = "headroom_usd",
                               .label = "Headroom of a borrowing base",
                               .value = {},
                               .unit = "USD",
                               .shown = "none",
                               .detail = "no facility has a borrowing base",
                               .report = table.name});
}

// Exceptions
// -----------------------------------------------------------------------------------------------------------

enum class Holds { always, equal, above_zero, not_zero, missing };

// Rows of the report in which this holds of the column, and `also`, where it is named, is above zero. With `each`, rows
// with the same text there count once.
struct ExceptionRule {
  std::string_view report;
  std::string_view name;
  std::string_view label;
  Holds holds = Holds::always;
  std::string_view column = {};
  std::string_view value = {};
  std::string_view also = {};
  std::string_view each = {};
};

constexpr auto exception_rules = std::to_array<ExceptionRule>({
    {.report = "coverage",
     .name = "demand_figures_stale",
     .label = "Demand figures more than 5 years old",
     .holds = Holds::equal,
     .column = "demand_stale",
     .value = "yes",
     .each = "mineral"},
    {.report = "cost",
     .name = "prices_stale",
     .label = "Minerals on hand held at a price older than a year",
     .holds = Holds::equal,
     .column = "price_stale",
     .value = "yes",
     .also = "on_hand_kg"},
    {.report = "cost",
     .name = "prices_missing",
     .label = "Minerals on hand without a usable price",
     .holds = Holds::missing,
     .column = "market_price_usd_per_kg",
     .also = "on_hand_kg"},
    {.report = "rotation",
     .name = "lots_expired",
     .label = "Lots that have expired",
     .holds = Holds::equal,
     .column = "status",
     .value = "expired"},
    {.report = "rotation",
     .name = "lots_due_for_rotation",
     .label = "Lots due for rotation",
     .holds = Holds::equal,
     .column = "status",
     .value = "rotation_due"},
    {.report = "rotations",
     .name = "rotations_open",
     .label = "Rotations without all of their inflow",
     .holds = Holds::equal,
     .column = "status",
     .value = "open"},
    {.report = "annual-plan",
     .name = "minerals_over_plan",
     .label = "Minerals over their annual plan",
     .holds = Holds::equal,
     .column = "status",
     .value = "over_plan"},
    {.report = "sales",
     .name = "sales_late",
     .label = "Sales that should have been shipped",
     .holds = Holds::equal,
     .column = "status",
     .value = "late"},
    {.report = "owed-back",
     .name = "metal_overdue",
     .label = "Loans and exchanges of metal that are overdue",
     .holds = Holds::equal,
     .column = "status",
     .value = "overdue"},
    {.report = "mass-balance",
     .name = "masses_differ",
     .label = "Minerals whose balance of mass differs",
     .holds = Holds::not_zero,
     .column = "difference_kg"},
    {.report = "carrying",
     .name = "carrying_not_posted",
     .label = "Charges of storage, insurance or handling not posted",
     .holds = Holds::not_zero,
     .column = "not_posted_usd"},
    {.report = "facilities",
     .name = "facilities_overdue",
     .label = "Facilities with payments overdue",
     .holds = Holds::above_zero,
     .column = "overdue_usd"},
    {.report = "facilities",
     .name = "facilities_not_posted",
     .label = "Facilities with interest or fees not posted",
     .holds = Holds::not_zero,
     .column = "not_posted_usd"},
    {.report = "borrowing-base",
     .name = "borrowing_bases_breached",
     .label = "Borrowing bases breached",
     .holds = Holds::equal,
     .column = "status",
     .value = "breached"},
    {.report = "disbursements",
     .name = "requests_undecided",
     .label = "Requests for disbursement not decided",
     .holds = Holds::equal,
     .column = "status",
     .value = "requested",
     .each = "request"},
    {.report = "missing-evidence", .name = "lots_without_evidence", .label = "Lots that lack required evidence"},
    {.report = "count-differences",
     .name = "count_differences_open",
     .label = "Differences of counts not explained",
     .holds = Holds::equal,
     .column = "state",
     .value = "open"},
    {.report = "count-differences",
     .name = "count_differences_explained",
     .label = "Differences of counts explained and not adjusted",
     .holds = Holds::equal,
     .column = "state",
     .value = "explained"},
    {.report = "unconfirmed", .name = "lots_unconfirmed", .label = "Lots that no count or warehouse has confirmed"},
    {.report = "duplicates", .name = "duplicates", .label = "Receipts or invoices that are there twice"},
});

bool holds(const ExceptionRule& rule, const Table& table, const Row& row) {
  if (!rule.also.empty() && number_at(table, row, rule.also) <= 0) return false;
  switch (rule.holds) {
  case Holds::always:
    return true;
  case Holds::equal:
    return text_at(table, row, rule.column) == rule.value;
  case Holds::above_zero:
    return number_at(table, row, rule.column) > 0;
  case Holds::not_zero:
    return number_at(table, row, rule.column) != 0;
  case Holds::missing:
    return text_at(table, row, rule.column).empty();
  }
  return false;
}

std::int64_t count_exceptions(const ExceptionRule& rule, const Table& table) {
  std::int64_t count = 0;
  std::set<std::string> seen;
  for (const Row& row : table.rows) {
    if (!holds(rule, table, row)) continue;
    if (rule.each.empty() || seen.insert(text_at(table, row, rule.each)).second) ++count;
  }
  return count;
}

} // namespace

void add_to_summary(PackSummary& summary, const Table& report) {
  if (report.name == "coverage-summary") add_coverage(summary, report);
  if (report.name == "cost") add_cost(summary, report);
  if (report.name == "facilities") add_debt(summary, report);
  if (report.name == "borrowing-base") add_headroom(summary, report);
  for (const ExceptionRule& rule : exception_rules) {
    if (rule.report != report.name) continue;
    summary.exceptions.push_back({.name = std::string(rule.name),
                                  .label = std::string(rule.label),
                                  .count = count_exceptions(rule, report),
                                  .report = report.name});
  }
}

} // namespace pvault::reports
