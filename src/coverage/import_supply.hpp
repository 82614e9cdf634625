// Where the imports of a mineral come from, as published, and how much of its demand goes unmet when countries are cut
// off. What is published only within limits gives limits.
#pragma once

#include "units/exact.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pvault {

using Countries = std::set<std::string>; // codes of ISO 3166

// What a figure is at least and at most; both the same when it is known.
struct Limits {
  Exact least;
  Exact most;
  friend bool operator==(const Limits&, const Limits&) = default;
};

// What part of a mineral's imports a country has, or several together.
struct SupplierShare {
  Countries countries = {};   // of several only the sum is published; none: other countries, or a name not understood
  Countries counted_in = {};  // countries that the share includes as parts of these: "China includes Hong Kong"
  bool of_all_others = false; // "Other countries": any that no other share names
  Limits of_imports = {0, 0}; // 55% is 0.55; >99% is from 0.99 to 1
  std::string name = {};      // as published: "China"
};

// Net imports as a part of consumption: 91% is 0.91, >75% is from 0.75 to 1, <25% from 0 to 0.25. Of a net exporter
// nothing is imported on net.
struct NetReliance {
  Limits of_demand;
  bool is_net_exporter = false;
  int year = 0;
};

struct ImportSupply {
  std::optional<NetReliance> reliance; // missing when none is published, or it is not available (NA)
  std::vector<SupplierShare> shares;   // none when none are published
};

// Whether the whole of the share is of these countries. Never so of other countries, or of a name not understood.
bool is_share_of(const SupplierShare& share, const Countries& countries);

// The part of imports that comes from the countries. A share that several countries have together counts whole when all
// of them are cut off; else from nothing to all of it. So does the share of other countries when one of the countries
// is not named; where every country is named and there are no others, one that is not named has nothing. Published
// shares are rounded and may add up to more than the whole, which is then the limit. Nothing when nothing is cut off;
// missing when no shares are published.
std::optional<Limits> share_cut_off(const std::vector<SupplierShare>& shares, const Countries& cut_off);

// The part of demand that is lost: net import reliance × share cut off, each at its own limit. Nothing when nothing is
// cut off, or of a net exporter; missing when one of the two is.
std::optional<Limits> demand_lost(const ImportSupply& supply, const Countries& cut_off);

} // namespace pvault
