#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/coverage_lines.hpp"
#include "reports/sheet.hpp"
#include "stockpile/site.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <type_traits>

namespace pvault::reports {

namespace {

// People have less room than machines: whole kilograms, rounded up so that neither demand nor gap looks smaller than it
// is.
Cell whole_kilograms(const std::optional<Mass>& mass) {
  if (!mass) return no_value();
  const auto kilograms = round_to_integer(Exact(mass->milligrams()) / 1'000'000, Rounding::up);
  return kilograms ? cell(*kilograms) : no_value();
}

// "apparent 2025", "net-imports 2025", "reported 2014, stale"
Cell demand_in_short(const CoverageLine& line) {
  if (!line.demand) return no_value();
  std::string kind = line.demand->basis;
  const DemandBasis* basis = find_demand_basis(kind);
  if (kind == "consumption-proxy")
    kind = "proxy";
  else if (basis != nullptr && basis->kind != BasisKind::trade)
    kind = kind.substr(0, kind.find('-'));
  return fmt::format("{} {}{}", kind, line.demand->year, line.is_stale() ? ", stale" : "");
}

// What the row counts: what its figure does; without one what was asked for by name.
Cell demand_basis(const CoverageLine& line) {
  if (line.demand) return cell(line.demand->basis);
  return line.basis == "consumption" ? no_value() : cell(line.basis);
}

// A demand that is at most so much gives a cover that is at least so much, and the other way round; a gap goes with the
// demand.
Cell with_demand(const CoverageLine& line) {
  if (line.is_at_least()) return cell("<");
  return line.is_at_most() ? cell(">") : no_value();
}
Cell against_demand(const CoverageLine& line) { return text_or_missing(std::string(cover_sign(line.demand))); }

Cell coverage_cell(const CoverageLine& line) {
  const auto tenths = line.tenths();
  return tenths ? decimal(*tenths) : no_value();
}

Cell cover_at_least(const CoverageLine& line) {
  const auto tenths = line.tenths_at_least();
  return tenths ? decimal(*tenths) : no_value();
}

// Draws what is certain: of a cover between two bounds the lower one, on which the status rests.
Cell coverage_bar(const CoverageLine& line) {
  const auto at_least = line.tenths_at_least();
  const auto tenths = at_least ? at_least : line.tenths();
  if (!tenths || !line.target_days) return no_value();
  return cell(Bar{.filled = *tenths,
                  .full = std::int64_t{*line.target_days} * 10,
                  .sign = at_least ? ">" : std::string(cover_sign(line.demand))});
}

Cell gap_bound(const CoverageLine& line) {
  return line.gap() && !line.has_certainly_no_gap() ? with_demand(line) : no_value();
}

// The fraction in percent with all its seven decimals.
Cell percent_of(Rate rate) { return decimal(rate.parts_per_billion()); }

template <class Value>
Cell of_demand(const CoverageLine& line, Value DemandFigure::*value) {
  if constexpr (std::is_same_v<Value, std::string>)
    return line.demand ? text_or_missing((*line.demand).*value) : no_value();
  else
    return line.demand ? cell((*line.demand).*value) : no_value();
}

std::vector<Field<CoverageLine>> coverage_fields() {
  using Line = CoverageLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral.code); }},
      {for_machines(text("kind", "Kind")),
       [](const Line& line) { return cell(line.mineral.is_group ? "group" : "mineral"); }},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.stock.on_hand); }},
      {for_machines(kilograms("in_transit_kg", "In transit")),
       [](const Line& line) { return cell(line.stock.in_transit); }},
      {for_machines(kilograms("in_process_kg", "In process")),
       [](const Line& line) { return cell(line.stock.in_process); }},
      {for_machines(kilograms("held_back_kg", "Held back")),
       [](const Line& line) { return cell(line.stock.held_back()); }},
      {for_machines(kilograms("available_kg", "Available")),
       [](const Line& line) { return cell(line.stock.available()); }},
      {for_machines(text("demand_basis", "Demand basis")), demand_basis},
      {for_machines(year("demand_year", "Year")),
       [](const Line& line) { return of_demand(line, &DemandFigure::year); }},
      {for_machines(text("demand_quality", "Quality")),
       [](const Line& line) { return of_demand(line, &DemandFigure::quality); }},
      {for_machines(text("demand_qualifier", "Demand bound")), with_demand},
      {for_machines(kilograms_a_year("demand_kg_per_year", "Demand")),
       [](const Line& line) { return cell(line.per_year()); }},
      {for_people(count("demand_in_kilograms", "Demand", "kg/year")),
       [](const Line& line) { return whole_kilograms(line.per_year()); }},
      {for_people(text("demand_in_short", "Figure")), demand_in_short},
      {for_machines(text("coverage_qualifier", "Coverage bound")), against_demand},
      {for_people(text("more_than", "")), [](const Line& line) { return cell(std::string(cover_sign(line.demand))); }},
      {tells_why(days_in_tenths("coverage_days", "Cover")), coverage_cell},
      {count("target_days", "Target", "days"), [](const Line& line) { return cell(line.target_days); }},
      {tells_why(bar("coverage_against_target", "Against target")), coverage_bar},
      {for_machines(kilograms("gap_kg", "Gap")), [](const Line& line) { return cell(line.gap()); }},
      {for_people(count("gap_in_kilograms", "Gap", "kg")),
       [](const Line& line) { return whole_kilograms(line.gap()); }},
      {for_machines(usd_per_kilogram("price_usd_per_kg", "Price")),
       [](const Line& line) { return line.price ? price_cell(line.price->price) : no_value(); }},
      {for_machines(date("price_on", "Price of")),
       [](const Line& line) { return line.price ? cell(line.price->on) : no_value(); }},
      {usd("gap_cost_usd", "Gap cost"), [](const Line& line) { return cell(line.cost_of_gap()); }, true,
       TotalOfNone::missing},
      {tells_why(text("status", "Status")),
       [](const Line& line) { return cell(std::string(coverage_status_name(line.status))); }},
      {for_machines(kilograms("not_accepted_kg", "Not accepted")),
       [](const Line& line) { return cell(line.stock.not_accepted); }},
      {for_machines(kilograms("encumbered_kg", "Pledged")),
       [](const Line& line) { return cell(line.stock.encumbered); }},
      {for_machines(kilograms("encumbered_held_kg", "Held by pledges")),
       [](const Line& line) { return cell(line.stock.encumbered_held); }},
      {for_machines(kilograms("sold_not_shipped_kg", "Sold, not shipped")),
       [](const Line& line) { return cell(line.stock.sold_not_shipped); }},
      {for_machines(kilograms("owed_back_kg", "Owed back")),
       [](const Line& line) { return cell(line.stock.owed_back); }},
  };
}

// Columns that came later stand behind those there were.
void add_later_fields(std::vector<Field<CoverageLine>>& fields) {
  using Line = CoverageLine;
  using namespace column;
  const std::vector<Field<Line>> later = {
      {for_machines(percent("unavailable_percent", "Unavailable", 7)),
       [](const Line& line) { return percent_of(line.unavailable); }},
      {for_machines(kilograms("unavailable_kg", "Unavailable")),
       [](const Line& line) { return cell(line.stock.unavailable); }},
      {for_machines(text("basis_asked", "Basis asked for")), [](const Line& line) { return cell(line.basis); }},
      {for_machines(count("demand_age_years", "Age", "years")), [](const Line& line) { return cell(line.age()); }},
      {for_machines(text("demand_stale", "Stale")),
       [](const Line& line) { return line.demand ? cell(line.is_stale() ? "yes" : "no") : no_value(); }},
      {for_machines(text("demand_source", "Source")),
       [](const Line& line) { return of_demand(line, &DemandFigure::source); }},
      {for_machines(text("demand_published", "Published")),
       [](const Line& line) { return of_demand(line, &DemandFigure::published); }},
      {for_machines(text("demand_derivation", "Computed of")),
       [](const Line& line) { return of_demand(line, &DemandFigure::derivation); }},
      {for_machines(text("demand_missing", "No figure because")),
       [](const Line& line) { return text_or_missing(line.missing); }},
      {for_machines(text("gap_qualifier", "Gap bound")), gap_bound},
      {for_machines(text("share_not_published", "No share published")),
       [](const Line& line) { return of_demand(line, &DemandFigure::unpublished); }},
      {for_machines(kilograms_a_year("demand_at_most_kg_per_year", "Demand at most")),
       [](const Line& line) { return line.demand ? cell(line.demand->at_most) : no_value(); }},
      {for_machines(days_in_tenths("coverage_days_at_least", "Cover at least")), cover_at_least},
  };
  fields.insert(fields.end(), later.begin(), later.end());
}

std::string mood(const CoverageLine& line) {
  const bool has_target = line.target_days.value_or(0) > 0;
  switch (line.status) {
  case CoverageStatus::on_target:
  case CoverageStatus::no_demand:
    return "good";
  case CoverageStatus::below_target:
    return "bad";
  case CoverageStatus::no_stock:
    return has_target ? "bad" : "faint";
  case CoverageStatus::no_demand_figure:
  case CoverageStatus::group_figure_only:
    return "faint";
  }
  return "";
}

using CoverageLines = std::vector<CoverageLine>;

std::size_t size_of(const std::vector<CoverageClass>& classes, std::string_view name) {
  return std::ranges::find(classes, name, &CoverageClass::name)->minerals.size();
}

std::string statuses_in_words(const CoverageSummary& summary) {
  const auto number = [&](std::string_view name) { return size_of(summary.by_status, name); };
  std::size_t minerals = 0;
  for (const CoverageClass& of : summary.by_status)
    minerals += of.minerals.size();
  const std::size_t no_demand = number("no_demand");
  return fmt::format("Of {} {} {} on target, {} below target, {} without stock,{} {} without a demand figure, "
                     "{} with a figure for their group only.",
                     counted(static_cast<std::int64_t>(minerals), "mineral"), number("on_target"),
                     number("on_target") == 1 ? "is" : "are", number("below_target"), number("no_stock"),
                     no_demand == 0 ? "" : fmt::format(" {} with a demand of nothing,", no_demand),
                     number("no_demand_figure"), number("group_figure_only"));
}

std::string lowest_coverage(const CoverageSummary& summary) {
  if (!summary.lowest) return "No mineral has both stock and a demand figure.";
  return fmt::format("Lowest coverage where there is stock and a figure: {}, {} days.", summary.lowest->mineral,
                     lowest_in_words(*summary.lowest));
}

// How the days spread; median and mean only beside it.
std::string spread_in_words(const CoverageSummary& summary) {
  const auto number = [&](std::string_view name) { return size_of(summary.by_days, name); };
  std::string words = fmt::format("Days of cover: none {}, under 15 {}, 15 to 30 {}, 30 to 45 {}, 45 to 60 {}, 60 and "
                                  "over {}",
                                  number("no_stock"), number("under_15_days"), number("15_to_30_days"),
                                  number("30_to_45_days"), number("45_to_60_days"), number("60_days_and_over"));
  if (summary.median_tenths && summary.mean_tenths)
    words += fmt::format("; median {} and mean {} of the {} with a demand that is no bound",
                         format_scaled(*summary.median_tenths, 1, 1), format_scaled(*summary.mean_tenths, 1, 1),
                         summary.counted);
  return words + ".";
}

// Names with the years of their figures: "boron (1996) and tungsten (2014)".
template <class Condition>
std::string figures_where(const CoverageLines& lines, Condition condition) {
  std::vector<std::string> names;
  for (const CoverageLine& line : lines) {
    if (line.demand && condition(line)) names.push_back(fmt::format("{} ({})", line.mineral.code, line.demand->year));
  }
  return list_in_words(names);
}

// Minerals whose gap is known and its cost is not, held or not: the total is without them.
std::string gaps_without_price(const CoverageLines& lines) {
  std::vector<std::string> names;
  for (const CoverageLine& line : lines) {
    const bool has_gap = line.gap().value_or(Mass()) > Mass();
    if (!line.mineral.is_group && has_gap && !line.price) names.push_back(line.mineral.code);
  }
  return list_in_words(names);
}

// "antimony (Russia)": countries of whose share nothing is known but what the others leave.
std::string unpublished_shares(const CoverageLines& lines) {
  std::vector<std::string> names;
  for (const CoverageLine& line : lines) {
    if (line.demand && !line.demand->unpublished.empty())
      names.push_back(fmt::format("{} ({})", line.mineral.code, line.demand->unpublished));
  }
  return list_in_words(names);
}

// "antimony (65.6 days)": what is shown is what cover is at most, and the status rests on what it is at least.
std::string covers_at_least(const CoverageLines& lines) {
  std::vector<std::string> names;
  for (const CoverageLine& line : lines) {
    const auto tenths = line.stock.available() > Mass() ? line.tenths_at_least() : std::nullopt;
    if (tenths) names.push_back(fmt::format("{} ({} days)", line.mineral.code, format_scaled(*tenths, 1, 1)));
  }
  return list_in_words(names);
}

// "gallium (5,000 kg in transit, 2 kg in process)"
std::string held_back_in_words(const CoverageLines& lines) {
  std::vector<std::string> names;
  for (const CoverageLine& line : lines) {
    if (line.mineral.is_group || line.stock.held_back() == Mass()) continue;
    std::string where;
    for (const auto& [mass, what] :
         {std::pair(line.stock.in_transit, site_kind_in_words(SiteKind::in_transit)),
          std::pair(line.stock.in_process, site_kind_in_words(SiteKind::in_process)),
          std::pair(line.stock.not_accepted, std::string_view("not accepted")),
          std::pair(line.stock.encumbered_held, std::string_view("held by pledges")),
          std::pair(line.stock.sold_not_shipped, std::string_view("sold and not shipped"))}) {
      if (mass == Mass()) continue;
      where += fmt::format("{}{} kg {}", where.empty() ? "" : ", ", format_kilograms(mass), what);
    }
    names.push_back(fmt::format("{} ({})", line.mineral.code, where));
  }
  return list_in_words(names);
}

CoverageLines lines_of(const CoverageLines& lines, const DemandChoice& basis) {
  CoverageLines of_basis;
  std::ranges::copy_if(lines, std::back_inserter(of_basis),
                       [name = basis.name()](const CoverageLine& line) { return line.basis == name; });
  return of_basis;
}

// What is to be said of the lines of one basis.
void add_notes_of_basis(const CoverageLines& lines, std::vector<std::string>& notes, const std::string& prefix) {
  const auto note = [&](const std::string& text) { notes.push_back(prefix + text); };
  const CoverageSummary summary = summarise(lines, lines.front().basis);
  note(statuses_in_words(summary));
  note(lowest_coverage(summary));
  note(spread_in_words(summary));
  const std::string stale = figures_where(lines, [](const CoverageLine& line) { return line.is_stale(); });
  const std::string above = figures_where(lines, [](const CoverageLine& line) { return line.is_at_least(); });
  const std::string below = figures_where(lines, [](const CoverageLine& line) { return line.is_at_most(); });
  const std::string unpriced = gaps_without_price(lines);
  if (!stale.empty()) note(fmt::format("Demand figures more than {} years old: {}.", years_until_stale, stale));
  if (!above.empty())
    note(fmt::format("Demand is only known to be below: {}; coverage is then above what is shown.", above));
  if (!below.empty())
    note(fmt::format("Demand is only known to be above: {}; coverage is then below what is shown.", below));
  const std::string unpublished = unpublished_shares(lines);
  if (!unpublished.empty())
    note(fmt::format("No share of imports is published of: {}; what comes from there is within what the published "
                     "shares leave.",
                     unpublished));
  const std::string at_least = covers_at_least(lines);
  if (!at_least.empty())
    note(fmt::format("By what the demand is at most, cover is at least: {}; the bar and the status rest on it.",
                     at_least));
  if (!unpriced.empty())
    note(fmt::format("A gap without a usable price: {}; the total of the gap cost is without them.", unpriced));
}

std::vector<std::string> notes(const CoverageLines& lines, const std::vector<DemandChoice>& bases,
                               const ReportQuestion& question) {
  std::vector<std::string> notes;
  for (const DemandChoice& basis : bases) {
    const CoverageLines of_basis = lines_of(lines, basis);
    const bool needs_name = bases.size() > 1 || basis.basis != "consumption";
    if (!of_basis.empty()) add_notes_of_basis(of_basis, notes, needs_name ? basis.name() + ": " : "");
  }
  if (lines.empty()) return notes;
  const CoverageLines of_first = lines_of(lines, bases.front());
  const std::string held = held_back_in_words(of_first);
  if (!held.empty()) notes.push_back(fmt::format("On hand but not available, and not counted as cover: {}.", held));
  if (question.unavailable > Rate())
    notes.push_back(fmt::format("Of what is left then, {}% counts as never available, rounded up to the milligram.",
                                format_percent_number(question.unavailable)));
  if (bases.front().year)
    notes.push_back(fmt::format("Demand figures are those of {}, or the latest before it, as the book knows them; they "
                                "need not have been known on the date.",
                                *bases.front().year));
  notes.emplace_back(
      "Days of coverage are rounded down to a tenth, gaps up to the milligram, and for reading up to "
      "the kilogram. A group's stock is the sum of its members'; it has no price, so its gap has no cost.");
  return notes;
}

} // namespace

Table make_coverage_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<DemandChoice> bases = bases_of(connection, question);
  const CoverageLines lines = load_coverage_lines(connection, question, bases);
  std::vector<Field<CoverageLine>> fields = coverage_fields();
  add_later_fields(fields);
  Sheet<CoverageLine> sheet(std::move(fields));
  std::optional<MineralId> group; // the one whose row was shown last
  for (const CoverageLine& line : lines) {
    const Mineral& mineral = line.mineral;
    Row& row = mineral.is_group ? sheet.append(line) : sheet.add(line);
    row.mood = mood(line);
    row.indent = mineral.member_of && mineral.member_of == group ? 1 : 0;
    if (mineral.is_group) group = mineral.id;
  }
  Table table = sheet.finish(notes(lines, bases, question));
  // The same gap on two bases is not two gaps, and a mineral's bars on several bases have one name.
  if (bases.size() > 1)
    table.totals.reset();
  else
    table.chart =
        Chart{.title = "Cover against target", .label = "mineral", .bars = {"coverage_days"}, .target = "target_days"};
  return table;
}

} // namespace pvault::reports
