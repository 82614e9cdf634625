#include "coverage/disruption.hpp"
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/demand_age.hpp"
#include "reports/disruption_notes.hpp"
#include "reports/mineral_order.hpp"
#include "reports/sheet.hpp"
#include "store/available_stock.hpp"
#include "store/demands.hpp"
#include "store/import_supplies.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

constexpr int default_horizon = 180;
constexpr int decimals_of_change = 7; // parts per billion in percent

// A percentage with two decimals.
Cell percent_cell(const Exact& fraction, Rounding rounding) {
  const auto hundredths = round_to_integer(fraction * 10'000, rounding);
  return hundredths ? decimal(*hundredths) : no_value();
}

std::string percent_text(const Exact& fraction, Rounding rounding) {
  constexpr int decimals = 2;
  return format_scaled(round_to_integer(fraction * 10'000, rounding).value_or(0), decimals, 0);
}

// ">75", "E"
std::string reliance_in_short(const DisruptionLine& line) {
  return line.reliance ? line.reliance->qualifier + line.reliance->percent : std::string();
}

std::string demand_bound(const DisruptionLine& line) {
  if (!line.demand) return {};
  return line.demand->is_upper_bound ? "<" : line.demand->is_lower_bound ? ">" : "";
}

Cell published_reliance(const DisruptionLine& line) {
  const bool has_number = line.reliance && !line.reliance->percent.empty() && line.supply.reliance;
  if (!has_number) return no_value();
  const Limits& limits = line.supply.reliance->of_demand;
  return percent_cell(line.reliance->qualifier == ">" ? limits.least : limits.most, Rounding::half_even);
}

// "55", "0 to 30", "unknown"
Cell share_in_short(const DisruptionLine& line) {
  if (!line.share) return cell("unknown");
  const std::string least = percent_text(line.share->least, Rounding::down);
  if (line.share->least == line.share->most) return cell(least);
  return cell(fmt::format("{} to {}", least, percent_text(line.share->most, Rounding::up)));
}

// What of supply is lost, continues or is short a day, at worst.
Cell supply_cell(const DisruptionLine& line, Exact DailySupply::*figure, Rounding rounding) {
  return line.at_worst() ? cell(mass_of(line.at_worst()->supply.*figure, rounding)) : no_value();
}

// Whole kilograms for people, rounded up as what is missing is.
Cell whole_kilograms_up(const Exact& milligrams) {
  const auto kilograms = round_to_integer(milligrams / 1'000'000, Rounding::up);
  return kilograms ? cell(*kilograms) : no_value();
}

std::vector<Field<DisruptionLine>> figure_fields() {
  using Line = DisruptionLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral.code); }},
      {for_machines(text("kind", "Kind")),
       [](const Line& line) { return cell(line.mineral.is_group ? "group" : "mineral"); }},
      {kilograms("available_kg", "Available"), [](const Line& line) { return cell(line.available); }},
      {for_machines(text("demand_basis", "Demand basis")),
       [](const Line& line) { return line.demand ? cell(line.demand->basis) : no_value(); }},
      {for_machines(year("demand_year", "Year")),
       [](const Line& line) { return line.demand ? cell(line.demand->year) : no_value(); }},
      {for_machines(text("demand_quality", "Quality")),
       [](const Line& line) { return line.demand ? text_or_missing(line.demand->quality) : no_value(); }},
      {for_machines(text("demand_qualifier", "Demand bound")),
       [](const Line& line) { return text_or_missing(demand_bound(line)); }},
      {for_machines(kilograms_a_year("demand_kg_per_year", "Demand")),
       [](const Line& line) { return line.demand ? cell(line.demand->per_year) : no_value(); }},
      {for_machines(percent("demand_change_percent", "Demand changes", decimals_of_change)),
       [](const Line& line) { return decimal(line.change.parts_per_billion()); }},
      {for_machines(kilograms_a_year("needed_kg_per_year", "Needed")),
       [](const Line& line) { return line.demand ? cell(line.needed_per_year()) : no_value(); }},
      {for_machines(percent("import_reliance_percent", "Import reliance", 2)), published_reliance},
      {for_machines(text("import_reliance_qualifier", "Reliance bound")),
       [](const Line& line) { return line.reliance ? text_or_missing(line.reliance->qualifier) : no_value(); }},
      {for_machines(year("import_reliance_year", "Reliance of")),
       [](const Line& line) { return line.reliance ? cell(line.reliance->year) : no_value(); }},
      {for_people(text("reliance_in_short", "Reliance %")),
       [](const Line& line) { return text_or_missing(reliance_in_short(line)); }},
      {for_machines(percent("share_cut_off_percent", "Share cut off", 2)),
       [](const Line& line) { return line.share ? percent_cell(line.share->least, Rounding::down) : no_value(); }},
      {for_machines(percent("share_cut_off_at_most_percent", "Share cut off at most", 2)),
       [](const Line& line) { return line.share ? percent_cell(line.share->most, Rounding::up) : no_value(); }},
      {for_people(text("share_in_short", "Cut off %")), share_in_short},
  };
}

std::vector<Field<DisruptionLine>> endurance_fields() {
  using Line = DisruptionLine;
  using namespace column;
  return {
      {for_machines(kilograms_a_day("lost_kg_per_day", "Lost")),
       [](const Line& line) { return supply_cell(line, &DailySupply::lost, Rounding::up); }},
      {for_machines(kilograms_a_day("continuing_kg_per_day", "Continuing")),
       [](const Line& line) { return supply_cell(line, &DailySupply::continuing, Rounding::down); }},
      {for_machines(kilograms_a_day("shortfall_kg_per_day", "Shortfall")),
       [](const Line& line) { return supply_cell(line, &DailySupply::shortfall, Rounding::up); }},
      {for_people(count("shortfall_in_kilograms", "Shortfall", "kg/day")),
       [](const Line& line) {
         return line.at_worst() ? whole_kilograms_up(line.at_worst()->supply.shortfall) : no_value();
       }},
      {for_machines(text("coverage_qualifier", "Coverage bound")),
       [](const Line& line) { return line.is_within_limits() ? cell(">") : no_value(); }},
      {for_people(text("more_than", "")), [](const Line& line) { return cell(line.is_within_limits() ? ">" : ""); }},
      {days_in_tenths("coverage_days", "Lasts"),
       [](const Line& line) { return line.result ? tenths_cell(tenths_of(line.result->at_worst)) : no_value(); }},
      {for_machines(days_in_tenths("coverage_days_at_best", "Lasts at best")),
       [](const Line& line) {
         return line.result ? tenths_cell(tenths_of(line.result->at_best, Rounding::up)) : no_value();
       }},
      {date("runs_out_on", "Runs out on"), [](const Line& line) { return cell(line.runs_out_on()); }},
      {for_machines(date("runs_out_on_at_best", "Runs out on at best")),
       [](const Line& line) {
         return line.result ? cell(first_short_day(line.as_of, line.result->at_best)) : no_value();
       }},
  };
}

std::vector<Field<DisruptionLine>> missing_fields() {
  using Line = DisruptionLine;
  using namespace column;
  return {
      {for_machines(kilograms("missing_kg", "Missing")), [](const Line& line) { return cell(line.missing()); }},
      {for_machines(kilograms("missing_at_best_kg", "Missing at best")),
       [](const Line& line) {
         return line.result ? cell(mass_of(line.result->at_best.missing_mg, Rounding::down)) : no_value();
       }},
      {for_people(count("missing_in_kilograms", "Missing", "kg")),
       [](const Line& line) { return line.at_worst() ? whole_kilograms_up(line.at_worst()->missing_mg) : no_value(); }},
      {for_machines(usd_per_kilogram("price_usd_per_kg", "Price")),
       [](const Line& line) { return line.price ? price_cell(line.price->price) : no_value(); }},
      {for_machines(date("price_on", "Price of")),
       [](const Line& line) { return line.price ? cell(line.price->on) : no_value(); }},
      {usd("missing_cost_usd", "Missing cost"), [](const Line& line) { return cell(line.missing_cost()); }, true,
       TotalOfNone::missing},
      {tells_why(text("status", "Status")),
       [](const Line& line) { return cell(std::string(disruption_status_name(line.status))); }},
      {for_machines(count("demand_age_years", "Age", "years")),
       [](const Line& line) { return demand_age_cell(line.demand, line.as_of); }},
      {for_machines(text("demand_stale", "Stale")),
       [](const Line& line) { return demand_stale_cell(line.demand, line.as_of); }},
  };
}

std::vector<Field<DisruptionLine>> disruption_fields() {
  std::vector<Field<DisruptionLine>> all = figure_fields();
  for (const auto& more : {endurance_fields(), missing_fields()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

class DisruptionLoader {
public:
  DisruptionLoader(store::Connection& connection, const ReportQuestion& question)
      : connection_(connection), question_(question), minerals_(minerals_in_order(store::list_minerals(connection))),
        stocks_(store::load_available_stock(connection, question.moment)) {
    for (const Mineral& mineral : minerals_)
      supplies_.emplace(mineral.id, store::load_import_supply(connection, mineral.id));
  }

  [[nodiscard]] const std::vector<Mineral>& minerals() const { return minerals_; }
  [[nodiscard]] int days() const { return question_.days.value_or(default_horizon); }

  [[nodiscard]] DisruptionLine load_line(const Mineral& mineral) const {
    const Moment& moment = question_.moment;
    const auto reliance = store::list_import_reliance(connection_, mineral.id);
    DisruptionLine line{.mineral = mineral,
                        .as_of = moment.as_of,
                        .available = stocks_.at(mineral.id).available(),
                        .demand = store::find_demand(connection_, mineral.id, moment),
                        .change = question_.scenario.demand.of(mineral.id),
                        .supply = supplies_.at(mineral.id),
                        .price = store::find_price(connection_, mineral.id, moment)};
    if (!reliance.empty()) line.reliance = reliance.front();
    line.share = share_cut_off(line.supply.shares, question_.scenario.cut_off);
    compute(line);
    return line;
  }

  // Countries that are cut off and that no list names, nor says to be counted within one that it names.
  [[nodiscard]] Countries list_not_named() const {
    Countries named;
    for (const auto& [mineral, supply] : supplies_) {
      for (const SupplierShare& share : supply.shares) {
        named.insert(share.countries.begin(), share.countries.end());
        named.insert(share.counted_in.begin(), share.counted_in.end());
      }
    }
    Countries not_named = question_.scenario.cut_off;
    std::erase_if(not_named, [&](const std::string& country) { return named.contains(country); });
    return not_named;
  }

private:
  void compute(DisruptionLine& line) const {
    const auto lost = demand_lost(line.supply, question_.scenario.cut_off);
    const bool group_has_demand = !line.demand && store::has_group_demand(connection_, line.mineral, question_.moment);
    const auto unknown = why_unknown({.has_demand = line.demand.has_value(),
                                      .group_has_demand = group_has_demand,
                                      .knows_loss = lost.has_value(),
                                      .has_shares = !line.supply.shares.empty()});
    if (unknown) {
      line.status = *unknown;
      return;
    }
    const DisruptionQuestion question{.available = line.available,
                                      .demand = *line.demand,
                                      .demand_change = line.change,
                                      .lost = *lost,
                                      .days = days()};
    line.result = compute_disruption(question);
    line.status =
        disruption_status(question, *line.result, line.supply.reliance && line.supply.reliance->is_net_exporter);
  }

  store::Connection& connection_;
  const ReportQuestion& question_;
  std::vector<Mineral> minerals_;
  std::map<MineralId, AvailableStock> stocks_;
  std::map<MineralId, ImportSupply> supplies_;
};

std::string mood_of_disruption(DisruptionStatus status) {
  switch (status) {
  case DisruptionStatus::runs_out:
  case DisruptionStatus::may_run_out:
  case DisruptionStatus::no_stock:
    return "bad";
  case DisruptionStatus::holds:
  case DisruptionStatus::does_not_run_out:
  case DisruptionStatus::net_exporter:
    return "good";
  case DisruptionStatus::shares_unknown:
  case DisruptionStatus::reliance_unknown:
  case DisruptionStatus::no_demand_figure:
  case DisruptionStatus::group_figure_only:
    return "faint";
  }
  return "";
}

} // namespace

std::optional<Mass> DisruptionLine::needed_per_year() const {
  return mass_of(Exact(demand->per_year.milligrams()) * change.factor(), Rounding::up);
}

bool DisruptionLine::is_within_limits() const { return result && result->is_within_limits(); }

std::optional<Date> DisruptionLine::runs_out_on() const {
  return result ? first_short_day(as_of, result->at_worst) : std::nullopt;
}

const Endurance* DisruptionLine::at_worst() const {
  return result && !result->is_unlimited ? &result->at_worst : nullptr;
}

std::optional<Mass> DisruptionLine::missing() const {
  return at_worst() ? mass_of(at_worst()->missing_mg, Rounding::up) : std::nullopt;
}

std::optional<Money> DisruptionLine::missing_cost() const {
  const auto mass = missing();
  return mass && price ? value_at(price->price, *mass) : std::nullopt;
}

Table make_disruption_report(store::Connection& connection, const ReportQuestion& question) {
  const DisruptionLoader loader(connection, question);
  Sheet<DisruptionLine> sheet(disruption_fields());
  DisruptionLines lines;
  std::optional<MineralId> group; // the one whose row was shown last
  for (const Mineral& mineral : loader.minerals()) {
    if (!asks_for(question, mineral.id)) continue;
    const DisruptionLine& line = lines.emplace_back(loader.load_line(mineral));
    Row& row = mineral.is_group ? sheet.append(line) : sheet.add(line);
    row.mood = mood_of_disruption(line.status);
    row.indent = mineral.member_of && mineral.member_of == group ? 1 : 0;
    if (mineral.is_group) group = mineral.id;
  }
  const SupposedDisruption supposed{question.moment.as_of, loader.days(), question.scenario, loader.minerals(),
                                    loader.list_not_named()};
  return sheet.finish(disruption_notes(lines, supposed));
}

} // namespace pvault::reports
