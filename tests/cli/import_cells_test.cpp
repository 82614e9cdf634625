#include "cli/import_cells.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>

namespace cli_import_cells_test {

using namespace pvault;
using namespace pvault::cli;

std::string at_start(const std::string& text) {
  const auto number = with_decimal_point(text, NumberPlace::at_start);
  return number ? *number : "refused: " + number.error().message;
}

TEST_CASE("with a decimal comma a point only separates thousands") {
  CHECK_EQ(at_start("1.234,50 USD/kg"), "1234.50 USD/kg");
  CHECK_EQ(at_start("12,5 t of WO3"), "12.5 t of WO3");
  CHECK_EQ(at_start("-1.234.567 kg"), "-1234567 kg");
  CHECK_EQ(at_start("65% WO3"), "65% WO3");
  CHECK_EQ(at_start("1.500"), "1500");
  CHECK_EQ(at_start("headroom"), "headroom");
}

TEST_CASE("with a decimal comma, what would read otherwise is refused") {
  for (const char* text : {"1.5 t", "1,234.50 USD", "1,2,3 kg", "1.23.456 kg", ".500 kg", "1234.567 kg", "5, kg"}) {
    CAPTURE(text);
    CHECK(at_start(text).starts_with("refused: "));
  }
}

TEST_CASE("a number behind an equals sign is read there") {
  CHECK_EQ(with_decimal_point("freight=1.200,5 USD", NumberPlace::behind_equals), "freight=1200.5 USD");
  CHECK_EQ(with_decimal_point("a,b=1,5 USD", NumberPlace::behind_equals), "a,b=1.5 USD");
}

TEST_CASE("a text without a number place stays as it is") {
  CHECK_EQ(with_decimal_point("1,5", NumberPlace::none), "1,5");
}

} // namespace cli_import_cells_test
