#include "cli/mineral_page.hpp"

#include "cli/json.hpp"
#include "cli/moment_options.hpp"
#include "cli/text_layout.hpp"
#include "reports/terminal_text.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::cli {

namespace {

constexpr int most_records = 10;
constexpr std::size_t column_of_facts = 20;

// "110.231131": USD per kilogram of the basis; six decimals, half-even, zeros at the end left out.
std::string usd_per_kg(const BasisPrice& price, int keep) {
  constexpr int decimals = 6;
  const Exact scaled = Exact(price.cents) * power_of_ten(10) / price.per_mg; // a cent a milligram is 10,000 USD a kg
  const auto rounded = round_to_integer(scaled, Rounding::half_even);
  return rounded ? format_scaled(*rounded, decimals, keep) : std::string();
}

std::string line(std::string_view label, const std::string& text) {
  return text.empty() ? "" : labelled(fmt::format("  {}", label), reports::format_for_terminal(text), column_of_facts);
}

std::string print_demand(const store::DemandRecord& demand) {
  const char* sign = demand.is_upper_bound ? "<" : demand.is_lower_bound ? ">" : "";
  const std::string by = demand.participant.empty() ? "" : " of " + demand.participant;
  std::string page = line(fmt::format("demand {}", demand.year),
                          fmt::format("{}{} kg, {}{}", sign, format_kilograms(demand.mass), demand.basis, by));
  page += line("", demand.quality.empty() ? "" : fmt::format("quality {}", demand.quality));
  page += line("", demand.published.empty() ? fmt::format("entered as {}", demand.entered)
                                            : fmt::format("published as {}", demand.published));
  return page + line("", fmt::format("source: {}", demand.source));
}

std::string print_price(const store::PriceRecord& price) {
  std::string value = price.quoted;
  if (price.price) {
    value += fmt::format(" = {} USD/kg of the basis", group_thousands(usd_per_kg(*price.price, 2)));
  } else {
    value += fmt::format(", unusable: {}", price.unusable);
  }
  std::string page = line(fmt::format("price {}", format_date(price.on)), value);
  if (!price.published.empty()) page += line("", fmt::format("published as {}", price.published));
  return page + line("", fmt::format("source: {}", price.source));
}

std::string print_reliance(const store::ImportReliance& reliance) {
  std::string percent = reliance.qualifier + reliance.percent + (reliance.percent.empty() ? "" : "%");
  if (reliance.qualifier == "E") percent = "net exporter";
  return line("import reliance", fmt::format("{} in {} ({})", percent, reliance.year, reliance.basis));
}

std::string print_shares(const std::vector<store::SupplyShare>& shares) {
  std::string text;
  for (const store::SupplyShare& share : shares)
    text += fmt::format("{}{} {}{}%", text.empty() ? "" : ", ", share.country, share.qualifier, share.percent);
  std::string page = line("imports from", text);
  if (!shares.empty()) page += line("", shares.front().basis.empty() ? "" : fmt::format("({})", shares.front().basis));
  return page;
}

std::string describe_method(const MineralFacts& facts) {
  const std::string method(cost_method_name(facts.cost_method));
  return facts.cost_methods.empty() ? method
                                    : fmt::format("{} from {}", method, format_date(facts.cost_methods.front().on));
}

std::string print_figures(const MineralFacts& facts) {
  std::string page;
  for (const store::DemandRecord& demand : facts.demands)
    page += print_demand(demand);
  if (facts.demands.empty())
    page +=
        line("demand", facts.group.empty() ? "no figure" : fmt::format("no figure of its own; see {}", facts.group));
  for (const store::PriceRecord& price : facts.prices)
    page += print_price(price);
  if (facts.prices.empty()) page += line("price", "none");
  for (const store::TargetRecord& target : facts.targets)
    page += line("target", fmt::format("{} days from {}", target.days, format_date(target.on)));
  if (!facts.mineral.is_group) page += line("cost method", describe_method(facts));
  return page;
}

Json demand_to_json(const store::DemandRecord& demand) {
  return {{"entry", number_of(demand.entry)},
          {"year", demand.year},
          {"basis", demand.basis},
          {"upper_bound", demand.is_upper_bound},
          {"demand_kg_per_year", format_scaled(demand.mass.milligrams(), 6, 6)},
          {"entered", demand.entered},
          {"quality", text_or_null(demand.quality)},
          {"published", text_or_null(demand.published)},
          {"source", demand.source},
          {"lower_bound", demand.is_lower_bound},
          {"participant", text_or_null(demand.participant)}};
}

Json price_to_json(const store::PriceRecord& price) {
  return {{"entry", number_of(price.entry)},
          {"on", format_date(price.on)},
          {"price", price.quoted},
          {"price_usd_per_kg", price.price ? text_or_null(usd_per_kg(*price.price, 6)) : Json(nullptr)},
          {"unusable", text_or_null(price.unusable)},
          {"published", text_or_null(price.published)},
          {"source", price.source}};
}

Json reliance_to_json(const store::ImportReliance& reliance) {
  return {{"year", reliance.year},
          {"percent", text_or_null(reliance.percent)},
          {"qualifier", text_or_null(reliance.qualifier)},
          {"basis", text_or_null(reliance.basis)}};
}

Json share_to_json(const store::SupplyShare& share) {
  return {{"country", share.country},
          {"percent", share.percent},
          {"qualifier", text_or_null(share.qualifier)},
          {"basis", text_or_null(share.basis)}};
}

Json target_to_json(const store::TargetRecord& target) {
  return {{"entry", number_of(target.entry)}, {"on", format_date(target.on)}, {"days", target.days}};
}

Json method_to_json(const store::CostMethodRecord& record) {
  return {{"entry", number_of(record.entry)},
          {"on", format_date(record.on)},
          {"mineral", record.mineral_code},
          {"method", cost_method_name(record.method)},
          {"reason", text_or_null(record.reason)}};
}

Json content_to_json(const store::ContentSource& content) {
  return {{"material", content.material}, {"factor", content.factor}, {"source", content.source}};
}

template <class Record>
Json list_to_json(const std::vector<Record>& records, Json (*to_json)(const Record&)) {
  Json list = Json::array();
  for (const Record& record : records)
    list.push_back(to_json(record));
  return list;
}

Json facts_to_json(const MineralFacts& facts) {
  Json object;
  object["schema"] = "pvault.mineral/1";
  object["book"] = facts.provenance.book;
  object["as_of"] = facts.provenance.as_of;
  object["known_at"] = {{"entry", facts.provenance.known_at_entry}, {"hash", facts.provenance.known_at_hash}};
  object["mineral"] = facts.mineral.code;
  object["name"] = facts.mineral.name;
  object["symbol"] = text_or_null(facts.mineral.symbol);
  object["is_group"] = facts.mineral.is_group;
  object["group"] = text_or_null(facts.group);
  object["members"] = facts.members;
  object["category"] = facts.notes.category;
  object["usgs_chapter"] = text_or_null(facts.notes.usgs_chapter);
  object["added_in_2025"] = facts.notes.added_in_2025;
  object["basis"] = facts.mineral.basis;
  object["basis_component"] = facts.mineral.basis_component;
  object["content_factors"] = list_to_json(facts.contents, content_to_json);
  object["demand"] = list_to_json(facts.demands, demand_to_json);
  object["prices"] = list_to_json(facts.prices, price_to_json);
  object["targets"] = list_to_json(facts.targets, target_to_json);
  object["cost_method"] = facts.mineral.is_group ? Json(nullptr) : Json(cost_method_name(facts.cost_method));
  object["cost_methods"] = list_to_json(facts.cost_methods, method_to_json);
  object["import_reliance"] = list_to_json(facts.reliance, reliance_to_json);
  object["supply_shares"] = list_to_json(facts.shares, share_to_json);
  object["note"] = text_or_null(facts.notes.note);
  return object;
}

// A group has no stock, and so no method.
std::vector<store::CostMethodRecord> list_methods(store::Connection& connection, const Mineral& mineral,
                                                  const Moment& moment) {
  if (mineral.is_group) return {};
  return store::list_cost_methods(connection, moment, mineral.id);
}

} // namespace

MineralFacts load_mineral_facts(store::Connection& connection, const Mineral& mineral, const Moment& moment) {
  MineralFacts facts{.mineral = mineral,
                     .group = {},
                     .members = {},
                     .notes = store::load_mineral_notes(connection, mineral.id),
                     .contents = store::list_content_sources(connection, mineral.id),
                     .demands = store::list_demand_records(connection, mineral.id, moment, most_records),
                     .prices = store::list_price_records(connection, mineral.id, moment, most_records),
                     .targets = store::list_target_records(connection, mineral.id, moment, most_records),
                     .cost_method = store::find_cost_method(connection, mineral.id, moment),
                     .cost_methods = list_methods(connection, mineral, moment),
                     .reliance = store::list_import_reliance(connection, mineral.id),
                     .shares = store::list_supply_shares(connection, mineral.id),
                     .provenance = provenance_of(connection, moment)};
  for (const Mineral& other : store::list_minerals(connection)) {
    if (mineral.member_of == other.id) facts.group = other.code;
    if (other.member_of == mineral.id) facts.members.push_back(other.code);
  }
  return facts;
}

std::string print_mineral(const MineralFacts& facts) {
  const Mineral& mineral = facts.mineral;
  std::string page =
      fmt::format("{} ({}{}{})\n", mineral.code, mineral.name, mineral.symbol.empty() ? "" : ", ", mineral.symbol);
  page += line("basis", fmt::format("{} ({})", mineral.basis, mineral.basis_component));
  page += line("category", mineral.is_group ? fmt::format("group: {}", facts.notes.category) : facts.notes.category);
  page += line("member of", facts.group);
  page += line("members", fmt::format("{}", fmt::join(facts.members, ", ")));
  for (const store::ContentSource& content : facts.contents) {
    page += line("content of " + content.material, fmt::format("{} {}", content.factor, mineral.basis_component));
    page += line("", fmt::format("source: {}", content.source));
  }
  page += print_figures(facts);
  for (const store::ImportReliance& reliance : facts.reliance)
    page += print_reliance(reliance);
  page += print_shares(facts.shares);
  page += line("note", facts.notes.note);
  const reports::Provenance& from = facts.provenance;
  return page + fmt::format("\nBook: {} · as of {} · known at entry {} (hash {}…)\n",
                            reports::format_for_terminal(from.book), from.as_of, from.known_at_entry,
                            from.known_at_hash.substr(0, 12));
}

std::string print_mineral_json(const MineralFacts& facts) {
  return facts_to_json(facts).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace pvault::cli
