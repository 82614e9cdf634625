// Whatever lots there are and however they are drawn down: to the milligram and to the cent, what left is what was
// there.
#include "stockpile/release.hpp"

#include "tests/support/minerals.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <random>

namespace stockpile_fifo_property_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Random = std::mt19937_64;

// Small numbers make ties and empty lots, large ones come near the limits.
std::int64_t any_up_to(Random& random, std::int64_t largest) {
  const std::int64_t bound = std::max<std::int64_t>(1, largest >> (random() % 50));
  return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound)) + 1;
}

std::vector<OpenLot> random_lots(Random& random) {
  std::vector<OpenLot> lots;
  const std::size_t count = random() % 6 + 1;
  for (std::size_t i = 0; i < count; ++i) {
    lots.push_back({.id = LotId{static_cast<std::int64_t>(i) + 1},
                    .code = fmt::format("L{}", i),
                    .mineral = gallium().id,
                    .drawable_from = day("2026-01-01"),
                    .mass = Mass::milligrams(any_up_to(random, largest_mass_mg)),
                    .cost = Money::cents(any_up_to(random, largest_money_cents) - 1)});
  }
  return lots;
}

struct Totals {
  Mass mass;
  Money cost;
  friend bool operator==(const Totals&, const Totals&) = default;
};

Totals totals_of(const std::vector<OpenLot>& lots) {
  Totals totals;
  for (const OpenLot& lot : lots)
    totals = {totals.mass + lot.mass, totals.cost + lot.cost};
  return totals;
}

ReleasePlan plan_any(const std::vector<OpenLot>& lots, Mass asked) {
  const EnteredMass entered{.text = "any", .milligrams = Exact(asked.milligrams()), .component = ""};
  return allowed(plan_release(gallium(), lots,
                              {.on = day("2026-03-01"),
                               .kind = ReleaseKind::emergency,
                               .mass = entered,
                               .authority = "board",
                               .recipient = {},
                               .price = {}}));
}

void take(std::vector<OpenLot>& lots, const ReleasePlan& plan) {
  for (const LotDraw& draw : plan.draws) {
    OpenLot& lot = *std::ranges::find(lots, draw.lot, &OpenLot::id);
    // In proportion, and no more than half a cent beside it.
    const Exact exact = Exact(lot.cost.cents()) * draw.mass.milligrams() / lot.mass.milligrams();
    const Exact beside = exact - draw.cost.cents();
    CHECK_LE(abs(beside), Exact(1, 2));
    lot.mass -= draw.mass;
    lot.cost -= draw.cost;
    CHECK_GE(lot.mass, Mass());
    CHECK_GE(lot.cost, Money());
    if (lot.mass == Mass()) CHECK_EQ(lot.cost, Money());
  }
}

} // namespace

TEST_CASE("draws of any split come to the whole, to the milligram and the cent") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    std::vector<OpenLot> lots = random_lots(random);
    const Totals whole = totals_of(lots);
    Totals left;
    while ((left = totals_of(lots)).mass > Mass()) {
      const Mass asked = random() % 4 == 0 ? left.mass : Mass::milligrams(any_up_to(random, left.mass.milligrams()));
      const ReleasePlan plan = plan_any(lots, asked);
      take(lots, plan);
      REQUIRE(totals_of(lots) == Totals{left.mass - asked, left.cost - plan.cost});
      REQUIRE_FALSE(find_imbalance(plan.postings).has_value());
      if (totals_of(lots).mass.milligrams() > left.mass.milligrams() / 2 && random() % 8 == 0)
        break; // some are left half full
    }
    if (totals_of(lots).mass == Mass()) CHECK_EQ(totals_of(lots).cost, Money());
    CHECK_LE(totals_of(lots).cost, whole.cost);
  }
}

TEST_CASE("a lot is touched only when the older ones are empty") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const std::vector<OpenLot> lots = random_lots(random);
    const ReleasePlan plan = plan_any(lots, Mass::milligrams(any_up_to(random, totals_of(lots).mass.milligrams())));
    for (std::size_t i = 0; i < plan.draws.size(); ++i) {
      CHECK_EQ(plan.draws[i].lot, lots[i].id);
      if (i + 1 < plan.draws.size()) CHECK_EQ(plan.draws[i].mass, lots[i].mass);
    }
  }
}

} // namespace stockpile_fifo_property_test
