#include "store/import_supplies.hpp"

#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace store_import_supplies_test {

using namespace pvault;
using namespace pvault::test;

namespace {

constexpr const char* with_hong_kong = "All, 2021-24 average; China includes Hong Kong";

Limits between(int least, int most) { return {Exact(least) / 100, Exact(most) / 100}; }

SupplierShare share_of(const char* country, const char* percent, const char* qualifier = "", const char* basis = "") {
  return store::read_supplier_share({country, percent, qualifier, basis});
}
std::optional<NetReliance> reliance_of(const char* percent, const char* qualifier = "") {
  return store::read_net_reliance({2025, percent, qualifier, ""});
}

} // namespace

TEST_CASE("a share is of a country, of several, or of the others") {
  CHECK(share_of("China", "55").countries == Countries{"CN"});
  CHECK(share_of("China", "55").counted_in.empty());
  CHECK(share_of("China", "55").of_imports == between(55, 55));
  CHECK(share_of("Korea, Republic of", "22").countries == Countries{"KR"});
  CHECK(share_of("China, Germany, and Russia", "100").countries == Countries{"CN", "DE", "RU"});
  CHECK(share_of("Other countries", "9").of_all_others);
  CHECK(share_of("Other countries", "9").countries.empty());
}

TEST_CASE("China includes Hong Kong where the basis says so") {
  CHECK(share_of("China", "10", "", with_hong_kong).counted_in == Countries{"HK"});
  CHECK(share_of("Mexico", "64", "", with_hong_kong).counted_in.empty());
}

TEST_CASE("a bound is read as what it leaves open") {
  CHECK(share_of("Peru", "99", ">").of_imports == between(99, 100));
  CHECK(share_of("Other countries", "1", "<").of_imports == between(0, 1));
}

TEST_CASE("what is not understood may be anybody's, or any part") {
  CHECK(share_of("Atlantis", "5").countries.empty());
  CHECK_FALSE(share_of("Atlantis", "5").of_all_others);
  CHECK(share_of("China and Atlantis", "5").countries.empty());
  CHECK(share_of("China", "most").of_imports == between(0, 100));
  CHECK(share_of("China", "101").of_imports == between(0, 100));
}

TEST_CASE("net import reliance as published") {
  CHECK(reliance_of("91").value().of_demand == between(91, 91));
  CHECK(reliance_of("75", ">").value().of_demand == between(75, 100));
  CHECK(reliance_of("25", "<").value().of_demand == between(0, 25));
  CHECK(reliance_of("", "E").value().is_net_exporter);
  CHECK_FALSE(reliance_of("91").value().is_net_exporter);
  CHECK_FALSE(reliance_of("", "NA").has_value());
  CHECK_FALSE(reliance_of("W").has_value());
}

TEST_CASE("every published supplier is understood") {
  TemporaryBook book;
  for (const Mineral& mineral : store::list_minerals(book.connection())) {
    for (const store::SupplyShare& published : store::list_supply_shares(book.connection(), mineral.id)) {
      CAPTURE(published.country);
      const SupplierShare share = store::read_supplier_share(published);
      CHECK(share.of_all_others == share.countries.empty());
    }
  }
  const ImportSupply antimony = store::load_import_supply(book.connection(), book.mineral("antimony"));
  CHECK_EQ(antimony.shares.size(), 5);
  CHECK_EQ(antimony.shares.front().name, "China");
  CHECK(antimony.reliance.value().of_demand == between(91, 91));
  CHECK(store::load_import_supply(book.connection(), book.mineral("metallurgical-coal")).shares.empty());
  CHECK_FALSE(store::load_import_supply(book.connection(), book.mineral("hafnium")).reliance.has_value());
  CHECK(store::list_net_reliance(book.connection(), book.mineral("hafnium")).empty());
  CHECK_EQ(store::list_net_reliance(book.connection(), book.mineral("antimony")).size(), 1);
}

} // namespace store_import_supplies_test
