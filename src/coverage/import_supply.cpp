#include "coverage/import_supply.hpp"

#include <algorithm>

namespace pvault {

namespace {

Limits nothing() { return {0, 0}; }

bool names(const SupplierShare& share, const std::string& country) {
  return share.countries.contains(country) || share.counted_in.contains(country);
}

bool may_be_cut_off(const SupplierShare& share, const std::vector<SupplierShare>& all, const Countries& cut_off) {
  if (!share.countries.empty())
    return std::ranges::any_of(cut_off, [&](const std::string& country) { return names(share, country); });
  if (!share.of_all_others) return true;
  return std::ranges::any_of(cut_off, [&](const std::string& country) {
    return std::ranges::none_of(all, [&](const SupplierShare& other) { return names(other, country); });
  });
}

} // namespace

bool is_share_of(const SupplierShare& share, const Countries& countries) {
  return !share.countries.empty() && std::ranges::includes(countries, share.countries);
}

std::optional<Limits> share_cut_off(const std::vector<SupplierShare>& shares, const Countries& cut_off) {
  if (cut_off.empty()) return nothing();
  if (shares.empty()) return std::nullopt;
  Limits sum = nothing();
  for (const SupplierShare& share : shares) {
    const bool whole = is_share_of(share, cut_off);
    if (whole) sum.least += share.of_imports.least;
    if (whole || may_be_cut_off(share, shares, cut_off)) sum.most += share.of_imports.most;
  }
  const Exact all = 1;
  return Limits{std::min(sum.least, all), std::min(sum.most, all)};
}

std::optional<Limits> demand_lost(const ImportSupply& supply, const Countries& cut_off) {
  if (cut_off.empty() || (supply.reliance && supply.reliance->is_net_exporter)) return nothing();
  const auto share = share_cut_off(supply.shares, cut_off);
  if (!share || !supply.reliance) return std::nullopt;
  const Limits& reliance = supply.reliance->of_demand;
  return Limits{reliance.least * share->least, reliance.most * share->most};
}

} // namespace pvault
