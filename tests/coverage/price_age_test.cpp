#include "coverage/price_age.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace coverage_price_age_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("a price is older than a year when its day has come round and passed") {
  CHECK_FALSE(is_older_than_a_year(day("2025-12-31"), day("2025-12-31")));
  CHECK_FALSE(is_older_than_a_year(day("2025-12-31"), day("2026-12-31")));
  CHECK(is_older_than_a_year(day("2025-12-31"), day("2027-01-01")));
  CHECK_FALSE(is_older_than_a_year(day("2024-02-29"), day("2025-02-28")));
  CHECK(is_older_than_a_year(day("2024-02-29"), day("2025-03-01")));
  CHECK_FALSE(is_older_than_a_year(day("2023-02-28"), day("2024-02-28")));
  CHECK(is_older_than_a_year(day("2023-02-28"), day("2024-02-29")));
}

TEST_CASE("a price of the last year of all is never older") {
  CHECK(is_older_than_a_year(day("2198-12-30"), day("2199-12-31")));
  CHECK_FALSE(is_older_than_a_year(day("2199-01-01"), day("2199-12-31")));
}

} // namespace coverage_price_age_test
