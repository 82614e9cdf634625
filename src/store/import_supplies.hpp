// Published shares of imports and net import reliance, read from the texts that the book keeps of them.
#pragma once

#include "coverage/import_supply.hpp"
#include "store/mineral_facts.hpp"

#include <optional>
#include <vector>

namespace pvault::store {

// "China" 55; "China, Germany, and Russia" 100, of the three together; "Peru" >99; "Other countries" 9. The basis says
// when "China includes Hong Kong". A name that is not understood may be any country's; a percentage that is not, any
// part of imports.
SupplierShare read_supplier_share(const SupplyShare& published);

// "91", ">75", "<25", "E" of a net exporter. Missing for "NA", and for what is none of these.
std::optional<NetReliance> read_net_reliance(const ImportReliance& published);

// The reliance of each year, the latest first; without years of which none is available.
std::vector<NetReliance> list_net_reliance(Connection& connection, MineralId mineral);
// The shares in the order in which they are published.
std::vector<SupplierShare> list_supplier_shares(Connection& connection, MineralId mineral);

// What the book knows of where a mineral's imports come from: the shares, and the reliance of the latest year.
ImportSupply load_import_supply(Connection& connection, MineralId mineral);

} // namespace pvault::store
