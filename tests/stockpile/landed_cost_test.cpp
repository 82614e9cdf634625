#include "stockpile/landed_cost.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace stockpile_landed_cost_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("landed cost is of a kind by its name, in any case; what has another name is other") {
  CHECK(landed_kind("freight") == LandedKind::freight);
  CHECK(landed_kind("Freight") == LandedKind::freight);
  CHECK(landed_kind("insurance") == LandedKind::insurance);
  CHECK(landed_kind("duty") == LandedKind::duty);
  CHECK(landed_kind("inspection") == LandedKind::inspection);
  CHECK(landed_kind("assay") == LandedKind::assay);
  CHECK(landed_kind("freight to Reno") == LandedKind::other);
  CHECK(landed_kind("other") == LandedKind::other);
  CHECK(landed_kind("") == LandedKind::other);
}

TEST_CASE("landed costs add up by kind, and what is undone is taken off") {
  LandedCosts landed;
  CHECK_EQ(landed.total().cents(), 0);
  landed.add("freight", money("100 USD"));
  landed.add("Freight", money("20 USD"));
  landed.add("port dues", money("3 USD"));
  landed.add("demurrage", money("4 USD"));
  landed.add("freight", -money("100 USD"));
  CHECK_EQ(landed.of(LandedKind::freight).cents(), 2'000);
  CHECK_EQ(landed.of(LandedKind::other).cents(), 700);
  CHECK_EQ(landed.of(LandedKind::duty).cents(), 0);
  CHECK_EQ(landed.total().cents(), 2'700);
}

} // namespace stockpile_landed_cost_test
