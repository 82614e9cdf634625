#include "store/demands.hpp"

#include "store/import_supplies.hpp"
#include "units/figure.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

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

// What a choice needs of the figures of a mineral.
enum class Needed { consumption, trade_and_consumption, one_basis };

Needed needed_for(const DemandChoice& choice) {
  if (choice.basis == "consumption") return Needed::consumption;
  const bool of_imports = choice.basis == "net-imports" || choice.basis == "imports-from";
  return of_imports ? Needed::trade_and_consumption : Needed::one_basis;
}

// ?1 is the mineral, ?2 the last day, ?3 and ?4 the moment; of one basis ?5.
std::string sql_of(const char* bases) {
  return fmt::format(
      "SELECT demand.entry_id, mass_mg, year, basis, bound, quality, source, published, party.code FROM demand LEFT "
      "JOIN party ON party.party_id = participant_id WHERE mineral_id = ?1 AND effective_on <= ?2 AND demand.entry_id "
      "<= ?4 AND basis IN ({}) AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = demand.entry_id AND "
      "reversal.effective_on <= ?3 AND reversal.entry_id <= ?4) ORDER BY effective_on DESC, demand.entry_id DESC",
      bases);
}

const std::string& figures_sql(Needed needed) {
  static const std::string consumption =
      sql_of("'apparent-consumption', 'estimated-consumption', 'reported-consumption', 'consumption-proxy'");
  static const std::string trade_and_consumption =
      sql_of("'apparent-consumption', 'estimated-consumption', 'reported-consumption', 'consumption-proxy', 'imports', "
             "'exports', 'net-imports'");
  static const std::string one_basis = sql_of("?5");
  if (needed == Needed::one_basis) return one_basis;
  return needed == Needed::consumption ? consumption : trade_and_consumption;
}

// Whether no figure before the latest year counts; of participants each has a latest year of its own.
bool needs_latest_year_only(Needed needed, const DemandChoice& choice) {
  if (needed == Needed::consumption) return true;
  const DemandBasis* basis = find_demand_basis(choice.basis);
  return needed == Needed::one_basis && basis != nullptr && !basis->by_participant;
}

std::vector<RecordedDemand> list_figures(Connection& connection, MineralId mineral, Date until, const Moment& moment,
                                         const DemandChoice& choice) {
  const Needed needed = needed_for(choice);
  const bool only_latest = needs_latest_year_only(needed, choice);
  std::vector<RecordedDemand> figures;
  Query row = connection.query(figures_sql(needed));
  row.bind(mineral).bind(until).bind(moment.as_of).bind(moment.known_at);
  if (needed == Needed::one_basis) row.bind(choice.basis);
  while (row.next()) {
    RecordedDemand figure = read_figure(row);
    if (only_latest && !figures.empty() && figures.front().figure.year != figure.figure.year) break;
    figures.push_back(std::move(figure));
  }
  return figures;
}

} // namespace

DemandFacts load_demand_facts(Connection& connection, MineralId mineral, const Moment& moment,
                              const DemandChoice& choice) {
  const auto last_day_of = [](int of) { return Date::of(date::year{of} / date::December / 31); };
  constexpr int last_year = 2199;
  DemandFacts facts;
  facts.figures = choice.year ? list_figures(connection, mineral, last_day_of(*choice.year),
                                             {last_day_of(last_year), moment.known_at}, choice)
                              : list_figures(connection, mineral, moment.as_of, moment, choice);
  if (needed_for(choice) == Needed::trade_and_consumption) {
    facts.reliance = list_net_reliance(connection, mineral);
    facts.shares = list_supplier_shares(connection, mineral);
  }
  return facts;
}

DemandAnswer find_demand(Connection& connection, MineralId mineral, const Moment& moment, const DemandChoice& choice) {
  const DemandFacts facts = load_demand_facts(connection, mineral, moment, choice);
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
