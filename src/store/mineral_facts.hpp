// Everything the book knows of a mineral, with where it comes from.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"
#include "units/price.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// What was said of the mineral when it was added. Texts are empty when there is none.
struct MineralNotes {
  std::string category;
  std::string usgs_chapter;
  bool added_in_2025 = false; // to the list of critical minerals
  std::string note;
};
MineralNotes load_mineral_notes(Connection& connection, MineralId mineral);

struct ContentSource {
  std::string material; // WO3
  std::string factor;   // 0.793
  std::string source;
};
std::vector<ContentSource> list_content_sources(Connection& connection, MineralId mineral);

// Net import reliance: "91", ">75", "E" (net exporter), "NA".
struct ImportReliance {
  int year = 0;
  std::string percent;
  std::string qualifier;
  std::string basis;
};
std::vector<ImportReliance> list_import_reliance(Connection& connection, MineralId mineral);

struct SupplyShare {
  std::string country;
  std::string percent;
  std::string qualifier;
  std::string basis;
};
std::vector<SupplyShare> list_supply_shares(Connection& connection, MineralId mineral);

// The figures that stand at a moment: consumption first, the one that counts before the others, then trade and declared
// demand, the latest year first; at most `most` of them.
struct DemandRecord {
  EntryId entry{};
  int year = 0;
  std::string basis;
  bool is_upper_bound = false;
  Mass mass;
  std::string entered;
  std::string quality;
  std::string published;
  std::string source;
  bool is_lower_bound = false;
  std::string participant = {}; // who declared it
};
std::vector<DemandRecord> list_demand_records(Connection& connection, MineralId mineral, const Moment& moment,
                                              int most);

struct PriceRecord {
  EntryId entry{};
  Date on;
  std::string quoted;              // 9000 USD/t of Li2CO3
  std::optional<BasisPrice> price; // of the mineral's basis; missing when `unusable` says why
  std::string unusable;
  std::string published;
  std::string source;
};
std::vector<PriceRecord> list_price_records(Connection& connection, MineralId mineral, const Moment& moment, int most);

// A date has no default: whoever makes a record must give it, which the check does not see.
struct TargetRecord { // NOLINT(cppcoreguidelines-pro-type-member-init)
  EntryId entry{};
  Date on;
  int days = 0;
};
std::vector<TargetRecord> list_target_records(Connection& connection, MineralId mineral, const Moment& moment,
                                              int most);

} // namespace pvault::store
