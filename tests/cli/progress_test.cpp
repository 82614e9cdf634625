#include "cli/progress.hpp"

#include <doctest/doctest.h>

namespace cli_progress_test {

using namespace pvault::cli;

TEST_CASE("progress takes the place of what is on the line, and never needs a second one") {
  CHECK_EQ(format_progress("checking", 12, 57, "chain", 80), "\r\x1b[Kchecking 12 of 57: chain");
  CHECK_EQ(format_progress("checking", 12, 57, "chain", 12), "\r\x1b[Kchecking 12");
  CHECK_EQ(format_progress("checking", 12, 57, "chain", 1), "\r\x1b[K");
  CHECK_EQ(format_progress("checking", 12, 57, "chain", 0), "\r\x1b[K");
}

TEST_CASE("no name in it steers the terminal") {
  CHECK_EQ(format_progress("packing", 1, 2, "a\nb\x1b[2J", 80), "\r\x1b[Kpacking 1 of 2: a\\x0Ab\\x1B[2J");
}

TEST_CASE("a rate says how many rows, how fast, and what is left by the bytes") {
  using std::chrono::milliseconds;
  CHECK_EQ(format_rate("importing", "a.csv", 12345, 250, 1000, milliseconds(2000)),
           "importing a.csv: 12,345 rows, 6,172 a second, 0:06 left");
  CHECK_EQ(format_rate("importing", "a.csv", 10, 10, 8000, milliseconds(1000)),
           "importing a.csv: 10 rows, 10 a second, 13:19 left");
  CHECK_EQ(format_rate("importing", "standard input", 10, 250, std::nullopt, milliseconds(1000)),
           "importing standard input: 10 rows, 10 a second");
  CHECK_EQ(format_rate("importing", "a.csv", 10, 250, 1000, milliseconds(0)), "importing a.csv: 10 rows");
}

TEST_CASE("where standard error is no terminal, nothing is shown") {
  Progress progress("checking");
  progress.show(1, 2, "chain");
}

} // namespace cli_progress_test
