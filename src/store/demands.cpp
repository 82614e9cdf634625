#include "store/demands.hpp"

#include "store/mineral_facts.hpp"
#include "units/figure.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

Exact percent_of(const std::string& text, MineralId mineral) {
  const auto percent = parse_number(text);
  if (!percent) {
    throw BookError(fmt::format("\"{}\", a published percentage of mineral {}, is no number", text, number_of(mineral)),
                    "run `pvault audit verify`");
  }
  return *percent;
}

Bound bound_of(const std::string& qualifier) {
  if (qualifier == "<") return Bound::upper;
  return qualifier == ">" ? Bound::lower : Bound::none;
}

RecordedDemand read_figure(const Query& row) {
  const std::string bound = row.text_or_empty(4);
  return {.figure = {.per_year = row.mass(1),
                     .year = static_cast<int>(row.integer(2)),
                     .basis = row.text(3),
                     .is_upper_bound = bound == "<",
                     .quality = row.text_or_empty(5),
                     .is_lower_bound = bound == ">",
                     .source = row.text(6),
                     .published = row.text_or_empty(7)},
          .entry = row.id<EntryId>(0),
          .participant = row.text_or_empty(8)};
}

std::vector<RecordedDemand> list_figures(Connection& connection, MineralId mineral, Date until, const Moment& moment) {
  std::vector<RecordedDemand> figures;
  Query row = connection.query(
      "SELECT demand.entry_id, mass_mg, year, basis, bound, quality, source, published, party.code FROM demand LEFT "
      "JOIN party ON party.party_id = participant_id WHERE mineral_id = ?1 AND effective_on <= ?2 AND demand.entry_id "
      "<= ?4 AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = demand.entry_id AND "
      "reversal.effective_on <= ?3 AND reversal.entry_id <= ?4) ORDER BY effective_on DESC, demand.entry_id DESC");
  row.bind(mineral).bind(until).bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    figures.push_back(read_figure(row));
  return figures;
}

} // namespace

DemandFacts load_demand_facts(Connection& connection, MineralId mineral, const Moment& moment,
                              std::optional<int> year) {
  const auto last_day_of = [](int of) { return Date::of(date::year{of} / date::December / 31); };
  constexpr int last_year = 2199;
  DemandFacts facts;
  facts.figures = year
                      ? list_figures(connection, mineral, last_day_of(*year), {last_day_of(last_year), moment.known_at})
                      : list_figures(connection, mineral, moment.as_of, moment);
  for (const ImportReliance& published : list_import_reliance(connection, mineral)) {
    const bool is_net_exporter = published.qualifier == "E";
    if (published.percent.empty() && !is_net_exporter) continue; // not available
    facts.reliance.push_back({.year = published.year,
                              .percent = is_net_exporter ? Exact(0) : percent_of(published.percent, mineral),
                              .bound = bound_of(published.qualifier),
                              .is_net_exporter = is_net_exporter});
  }
  for (const SupplyShare& published : list_supply_shares(connection, mineral)) {
    facts.shares.push_back({.country = published.country,
                            .percent = percent_of(published.percent, mineral),
                            .bound = bound_of(published.qualifier)});
  }
  return facts;
}

DemandAnswer find_demand(Connection& connection, MineralId mineral, const Moment& moment, const DemandChoice& choice) {
  const DemandFacts facts = load_demand_facts(connection, mineral, moment, choice.year);
  return compute_figure(fmt::format("the demand for mineral {} ({})", number_of(mineral), choice.name()),
                        [&] { return find_demand_figure(facts, choice); });
}

bool has_group_demand(Connection& connection, const Mineral& mineral, const Moment& moment,
                      const DemandChoice& choice) {
  return mineral.member_of && find_demand(connection, *mineral.member_of, moment, choice).figure.has_value();
}

std::vector<std::string> list_share_countries(Connection& connection) {
  std::vector<std::string> countries;
  Query row = connection.query("SELECT DISTINCT country FROM supply_share ORDER BY country");
  while (row.next())
    countries.push_back(row.text(0));
  return countries;
}

} // namespace pvault::store
