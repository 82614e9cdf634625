// Shares of imports and net import reliance of the USGS, Mineral Commodity Summaries 2026.
#include "coverage/import_supply.hpp"

#include <doctest/doctest.h>

namespace coverage_import_supply_test {

using namespace pvault;

namespace {

Exact percent(int number) { return Exact(number) / 100; }
Limits exactly(int number) { return {percent(number), percent(number)}; }
Limits between(int least, int most) { return {percent(least), percent(most)}; }

SupplierShare of(const char* country, int number) { return {.countries = {country}, .of_imports = exactly(number)}; }
SupplierShare of_others(Limits limits) { return {.of_all_others = true, .of_imports = limits}; }

using Shares = std::vector<SupplierShare>;
const Shares& antimony() {
  static const Shares shares = {of("CN", 55), of("BE", 12), of("TH", 8), of("IN", 6), of_others(exactly(19))};
  return shares;
}

} // namespace

TEST_CASE("the share cut off is the sum of the shares of the countries that are named") {
  CHECK(share_cut_off(antimony(), {"CN"}) == exactly(55));
  CHECK(share_cut_off(antimony(), {"CN", "BE"}) == exactly(67));
  CHECK(share_cut_off(antimony(), {"CN", "BE", "TH", "IN"}) == exactly(81));
}

TEST_CASE("a country that is not named has between nothing and what other countries have, however many are cut off") {
  CHECK(share_cut_off(antimony(), {"RU"}) == between(0, 19));
  CHECK(share_cut_off(antimony(), {"RU", "KZ", "CL"}) == between(0, 19));
  CHECK(share_cut_off(antimony(), {"CN", "RU"}) == between(55, 74));
}

TEST_CASE("where every country is named, one that is not has nothing") {
  const Shares scandium = {of("JP", 89), of("CN", 11)};
  CHECK(share_cut_off(scandium, {"RU"}) == exactly(0));
  CHECK(share_cut_off(scandium, {"CN"}) == exactly(11));
  CHECK(share_cut_off(scandium, {"CN", "JP"}) == exactly(100));
}

TEST_CASE("a bound gives a bound") {
  const Shares phosphate = {{.countries = {"PE"}, .of_imports = between(99, 100)}, of_others(between(0, 1))};
  CHECK(share_cut_off(phosphate, {"PE"}) == between(99, 100));
  CHECK(share_cut_off(phosphate, {"MA"}) == between(0, 1));
  CHECK(share_cut_off(phosphate, {"PE", "MA"}) == between(99, 100)); // and not 101
}

TEST_CASE("a share of several countries is known only when all of them are cut off") {
  const Shares rubidium = {{.countries = {"CN", "DE", "RU"}, .of_imports = exactly(100)}};
  CHECK(share_cut_off(rubidium, {"CN"}) == between(0, 100));
  CHECK(share_cut_off(rubidium, {"CN", "RU"}) == between(0, 100));
  CHECK(share_cut_off(rubidium, {"CN", "DE", "RU"}) == exactly(100));
  CHECK(share_cut_off(rubidium, {"CL"}) == exactly(0));
}

TEST_CASE("what is counted in a country is cut off with it, and is within its share") {
  const Shares fluorspar = {of("MX", 64),
                            of("VN", 12),
                            {.countries = {"CN"}, .counted_in = {"HK"}, .of_imports = exactly(10)},
                            of("ZA", 9),
                            of_others(exactly(5))};
  CHECK(share_cut_off(fluorspar, {"CN"}) == exactly(10));
  CHECK(share_cut_off(fluorspar, {"HK"}) == between(0, 10)); // not among the other countries
  CHECK(share_cut_off(fluorspar, {"CN", "HK"}) == exactly(10));
  CHECK(share_cut_off(antimony(), {"HK"}) == between(0, 19)); // where that is not said
}

TEST_CASE("shares that add up to more than the whole are the whole") {
  const Shares uranium = {of("CA", 36), of("KZ", 24), of("AU", 17), of("UZ", 9), of("US", 8), of("NA", 4), of("RU", 4)};
  CHECK(share_cut_off(uranium, {"CA", "KZ", "AU", "UZ", "US", "NA", "RU"}) == exactly(100)); // 102 as published
}

TEST_CASE("a name that is not understood may be any country's") {
  const Shares shares = {of("CN", 55), {.of_imports = exactly(45)}};
  CHECK(share_cut_off(shares, {"CN"}) == between(55, 100));
}

TEST_CASE("no shares are unknown, unless nothing is cut off") {
  CHECK(share_cut_off({}, {"CN"}) == std::nullopt);
  CHECK(share_cut_off({}, {}) == exactly(0));
  CHECK(share_cut_off(antimony(), {}) == exactly(0));
}

TEST_CASE("lost is reliance × share, each at its own limit") {
  const ImportSupply certain{.reliance = NetReliance{exactly(91)}, .shares = antimony()};
  CHECK(demand_lost(certain, {"CN"}) == Limits{Exact(5'005) / 10'000, Exact(5'005) / 10'000});
  CHECK(demand_lost(certain, {"RU"}) == Limits{0, Exact(1'729) / 10'000});
  // Tungsten: >50%, China 26%.
  const ImportSupply above{.reliance = NetReliance{between(50, 100)}, .shares = {of("CN", 26), of_others(exactly(74))}};
  CHECK(demand_lost(above, {"CN"}) == between(13, 26));
  // Zirconium: <25%, South Africa 48%.
  const ImportSupply below{.reliance = NetReliance{between(0, 25)}, .shares = {of("ZA", 48), of_others(exactly(52))}};
  CHECK(demand_lost(below, {"ZA"}) == between(0, 12));
}

TEST_CASE("a net exporter loses nothing on net, whatever its shares") {
  const ImportSupply boron{.reliance = NetReliance{exactly(0), true}, .shares = {of("TR", 90), of_others(exactly(10))}};
  CHECK(demand_lost(boron, {"TR"}) == exactly(0));
  CHECK(demand_lost({.reliance = NetReliance{exactly(0), true}, .shares = {}}, {"TR"}) == exactly(0));
}

TEST_CASE("what is lost is unknown without shares, and without reliance") {
  CHECK(demand_lost({.reliance = NetReliance{exactly(100)}, .shares = {}}, {"CN"}) == std::nullopt);
  CHECK(demand_lost({.reliance = std::nullopt, .shares = antimony()}, {"CN"}) == std::nullopt);
  CHECK(demand_lost({.reliance = std::nullopt, .shares = {}}, {}) == exactly(0)); // nothing is cut off
}

} // namespace coverage_import_supply_test
