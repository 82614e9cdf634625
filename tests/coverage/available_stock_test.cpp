#include "coverage/available_stock.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace coverage_available_stock_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("each deduction is taken off once") {
  const AvailableStock stock{.on_hand = kilograms(1000),
                             .in_transit = kilograms(100),
                             .in_process = kilograms(50),
                             .not_accepted = kilograms(200),
                             .encumbered_held = kilograms(30),
                             .encumbered = kilograms(500),
                             .sold_not_shipped = kilograms(80),
                             .sold_of_held_lots = kilograms(20),
                             .owed_back = kilograms(300)};
  // 100 + 50 + 200 + 30 + 80 − 20: what is sold of a quarantined lot is quarantined already.
  CHECK(stock.held_back() == kilograms(440));
  CHECK(stock.available() == kilograms(560));
}

TEST_CASE("a pledge that lets metal go, and what is owed back, take nothing off") {
  const AvailableStock stock{.on_hand = kilograms(10), .encumbered = kilograms(10), .owed_back = kilograms(7)};
  CHECK(stock.held_back() == Mass());
  CHECK(stock.available() == kilograms(10));
}

TEST_CASE("a group's stock is the sum of its members', deduction by deduction") {
  AvailableStock group;
  group += {.on_hand = kilograms(10),
            .in_transit = kilograms(4),
            .not_accepted = kilograms(1),
            .sold_not_shipped = kilograms(2)};
  group += {
      .on_hand = kilograms(5), .in_process = kilograms(1), .encumbered_held = kilograms(1), .encumbered = kilograms(3)};
  group += {.sold_not_shipped = kilograms(1), .sold_of_held_lots = kilograms(1), .owed_back = kilograms(6)};
  CHECK(group.on_hand == kilograms(15));
  CHECK(group.encumbered == kilograms(3));
  CHECK(group.owed_back == kilograms(6));
  CHECK(group.held_back() == kilograms(9)); // 4 + 1 + 3 + 1 + 1 − 1
  CHECK(group.available() == kilograms(6));
}

} // namespace coverage_available_stock_test
