#include "store/import_supplies.hpp"

#include "stockpile/country.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

namespace pvault::store {

namespace {

// "55" with a qualifier: what it is at least and at most. Missing when it is no percentage.
std::optional<Limits> read_limits(const std::string& percent, const std::string& qualifier) {
  const auto number = parse_number(percent);
  if (!number || *number < 0 || *number > 100) return std::nullopt;
  const Exact fraction = *number / 100;
  if (qualifier == ">") return Limits{fraction, 1};
  if (qualifier == "<") return Limits{0, fraction};
  return Limits{fraction, fraction};
}

std::string_view without_and(std::string_view name) {
  name = trim(name);
  return name.starts_with("and ") ? trim(name.substr(4)) : name;
}

// "Korea, Republic of" is one country; "China, Germany, and Russia" are three. None when any of them is not understood.
Countries read_countries(std::string_view names) {
  if (const auto country = find_country(names)) return {*country};
  Countries countries;
  while (!names.empty()) {
    const std::size_t end = names.find(',');
    const auto country = find_country(without_and(names.substr(0, end)));
    if (!country) return {};
    countries.insert(*country);
    names = end == std::string_view::npos ? std::string_view() : names.substr(end + 1);
  }
  return countries;
}

} // namespace

SupplierShare read_supplier_share(const SupplyShare& published) {
  SupplierShare share;
  share.name = published.country;
  share.of_all_others = equals_ignoring_case(published.country, "Other countries");
  if (!share.of_all_others) share.countries = read_countries(published.country);
  if (share.countries.contains("CN") && published.basis.find("China includes Hong Kong") != std::string::npos)
    share.counted_in = {"HK"};
  share.of_imports = read_limits(published.percent, published.qualifier).value_or(Limits{0, 1});
  return share;
}

std::optional<NetReliance> read_net_reliance(const ImportReliance& published) {
  const int year = published.year;
  if (published.qualifier == "E") return NetReliance{.of_demand = {0, 0}, .is_net_exporter = true, .year = year};
  if (published.qualifier == "NA") return std::nullopt;
  const auto limits = read_limits(published.percent, published.qualifier);
  return limits ? std::optional(NetReliance{.of_demand = *limits, .year = year}) : std::nullopt;
}

std::vector<NetReliance> list_net_reliance(Connection& connection, MineralId mineral) {
  std::vector<NetReliance> known;
  for (const ImportReliance& published : list_import_reliance(connection, mineral)) {
    if (const auto reliance = read_net_reliance(published)) known.push_back(*reliance);
  }
  return known;
}

std::vector<SupplierShare> list_supplier_shares(Connection& connection, MineralId mineral) {
  const std::vector<SupplyShare> published = list_supply_shares(connection, mineral);
  std::vector<SupplierShare> shares;
  shares.reserve(published.size());
  for (const SupplyShare& share : published)
    shares.push_back(read_supplier_share(share));
  return shares;
}

ImportSupply load_import_supply(Connection& connection, MineralId mineral) {
  ImportSupply supply;
  const auto reliance = list_import_reliance(connection, mineral);
  if (!reliance.empty()) supply.reliance = read_net_reliance(reliance.front());
  supply.shares = list_supplier_shares(connection, mineral);
  return supply;
}

} // namespace pvault::store
