// The page of `pvault mineral show`.
#pragma once

#include "reports/table.hpp"
#include "stockpile/mineral.hpp"
#include "store/cost_methods.hpp"
#include "store/mineral_facts.hpp"

#include <string>
#include <vector>

namespace pvault::cli {

struct MineralFacts {
  Mineral mineral;
  std::string group;                // the one it is a member of; empty when none
  std::vector<std::string> members; // of a group
  store::MineralNotes notes;
  std::vector<store::ContentSource> contents;
  std::vector<store::DemandRecord> demands; // the one that counts first
  std::vector<store::PriceRecord> prices;   // the latest first
  std::vector<store::TargetRecord> targets; // the one that holds first
  CostMethod cost_method = CostMethod::fifo;
  std::vector<store::CostMethodRecord> cost_methods; // those that were set, the one in force first
  std::vector<store::ImportReliance> reliance;
  std::vector<store::SupplyShare> shares;
  reports::Provenance provenance;
};
MineralFacts load_mineral_facts(store::Connection& connection, const Mineral& mineral, const Moment& moment);

std::string print_mineral(const MineralFacts& facts);
// One object of schema pvault.mineral/1.
std::string print_mineral_json(const MineralFacts& facts);

} // namespace pvault::cli
