#include "reports/carrying_columns.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <string_view>

namespace pvault::reports {

namespace {

template <class Id>
std::map<Id, std::string> load_codes(store::Connection& connection, std::string_view table) {
  std::map<Id, std::string> codes;
  store::Query row = connection.query(fmt::format("SELECT {0}_id, code FROM {0}", table));
  while (row.next())
    codes.emplace(row.id<Id>(0), row.text(1));
  return codes;
}

Cell whole_cell(std::string_view figure, const Exact& value) {
  if (value == 0) return no_value();
  const auto whole = round_to_integer(value, Rounding::half_even);
  if (!whole) throw std::overflow_error(fmt::format("{} does not fit 64 bits", figure));
  return decimal(*whole);
}

} // namespace

CarryingNaming::CarryingNaming(store::Connection& connection)
    : sites_(load_codes<SiteId>(connection, "site")), minerals_(load_codes<MineralId>(connection, "mineral")),
      parties_(load_codes<PartyId>(connection, "party")), lots_(load_codes<LotId>(connection, "lot")) {}

CarryingNames CarryingNaming::of(const CarryingKey& key) const {
  return {.site = sites_.at(key.site),
          .mineral = minerals_.at(key.mineral),
          .kind = std::string(carrying_kind_name(key.kind)),
          .party = parties_.at(key.party),
          .kind_order = key.kind};
}

void CarriedSums::add(const CarryingCharge& charge) {
  mg_days += charge.mg_days;
  cent_days += charge.cent_days;
  handled_in_mg += charge.handled_in_mg;
  handled_out_mg += charge.handled_out_mg;
}

Column tonne_days() {
  return {.name = "tonne_days", .heading = "Tonne-days", .unit = "t·days", .type = ColumnType::decimal, .decimals = 3};
}

Cell tonne_days_cell(const CarriedSums& sums) {
  constexpr int mg_in_kg = 1'000'000;
  return whole_cell("tonne_days", Exact(sums.mg_days) / mg_in_kg);
}

Column cost_days() {
  return {.name = "cost_usd_days",
          .heading = "Cost × days",
          .unit = "USD·days",
          .type = ColumnType::decimal,
          .decimals = 2};
}

Cell cost_days_cell(const CarriedSums& sums) { return whole_cell("cost_usd_days", Exact(sums.cent_days)); }
Cell handled_in_cell(const CarriedSums& sums) { return whole_cell("handled_in_kg", Exact(sums.handled_in_mg)); }
Cell handled_out_cell(const CarriedSums& sums) { return whole_cell("handled_out_kg", Exact(sums.handled_out_mg)); }

} // namespace pvault::reports
