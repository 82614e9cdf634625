#include "stockpile/stock_movement.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <stdexcept>

namespace stockpile_stock_movement_test {

using namespace pvault;
using namespace pvault::test;

namespace {

StockAmount amount(std::int64_t kg, std::int64_t cents) { return {kilograms(kg), Money::cents(cents)}; }

} // namespace

TEST_CASE("what an entry moves stock by") {
  CHECK(stock_movement_of("opening", std::nullopt) == StockMovement::opening_balance);
  CHECK(stock_movement_of("purchase", std::nullopt) == StockMovement::purchase);
  CHECK(stock_movement_of("settlement", std::nullopt) == StockMovement::settlement);
  CHECK(stock_movement_of("transfer", std::nullopt) == StockMovement::transfer);
  CHECK(stock_movement_of("averaging", std::nullopt) == StockMovement::transfer);
  CHECK(stock_movement_of("return", std::nullopt) == StockMovement::loan_return);
  CHECK(stock_movement_of("count-adjustment", std::nullopt) == StockMovement::count_adjustment);
}

TEST_CASE("a release is what its mass goes to") {
  CHECK(stock_movement_of("release", Account::released_to) == StockMovement::release);
  CHECK(stock_movement_of("release", Account::owed_back) == StockMovement::loan);
  CHECK(stock_movement_of("release", Account::lost) == StockMovement::loss);
  CHECK(stock_movement_of("release", std::nullopt) == std::nullopt);
  CHECK(stock_movement_of("release", Account::received_from) == std::nullopt);
}

TEST_CASE("what moves no stock is no movement of it") {
  for (const char* kind : {"price", "write-down", "payment", "reversal", "Purchase", ""})
    CHECK(stock_movement_of(kind, std::nullopt) == std::nullopt);
}

TEST_CASE("movements tie when opening and all of them come to closing, in mass and in cost") {
  StockMovements moved;
  moved[StockMovement::purchase] += amount(100, 5'350'000);
  moved[StockMovement::purchase] += amount(10, 500'000);
  moved[StockMovement::purchase] += amount(-10, -500'000);
  moved[StockMovement::release] += amount(-300, -15'000'000);
  CHECK(moved.of(StockMovement::purchase) == amount(100, 5'350'000));
  CHECK(moved.of(StockMovement::loss) == StockAmount());
  CHECK(moved.total() == amount(-200, -9'650'000));
  CHECK_NOTHROW(check_movements_tie("gallium", amount(1'200, 60'000'000), moved, amount(1'000, 50'350'000)));
  CHECK_NOTHROW(check_movements_tie("gallium", {}, {}, {}));
}

TEST_CASE("movements that do not tie stop the report, and say by what figures") {
  StockMovements moved;
  moved[StockMovement::loss] += amount(-1, -50'000);
  CHECK_THROWS_WITH_AS(check_movements_tie("gallium", amount(10, 500'000), moved, amount(9, 450'001)),
                       "the movements of gallium do not tie: opening 10 kg, 5,000.00 USD and movements -1 kg, -500.00 "
                       "USD do not come to closing 9 kg, 4,500.01 USD; `pvault audit verify` says whether the book is "
                       "sound",
                       std::logic_error);
  CHECK_THROWS_AS(check_movements_tie("gallium", amount(10, 500'000), moved, amount(8, 450'000)), std::logic_error);
}

} // namespace stockpile_stock_movement_test
