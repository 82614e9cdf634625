#include "cli/context.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <string>

namespace cli_context_test {

using namespace pvault;
using namespace pvault::cli;

namespace {

std::chrono::system_clock::time_point moment(std::int64_t milliseconds) {
  return std::chrono::system_clock::time_point(std::chrono::milliseconds(milliseconds));
}

} // namespace

TEST_CASE("the clock is read in UTC, down to the millisecond") {
  CHECK(clock_at(moment(0)).now_at == "1970-01-01T00:00:00.000Z");
  CHECK(clock_at(moment(1'795'428'000'007)).now_at == "2026-11-23T10:00:00.007Z");
  CHECK(clock_at(moment(951'782'399'999)).now_at == "2000-02-28T23:59:59.999Z");
  CHECK(format_date(clock_at(moment(951'782'399'999)).today) == "2000-02-28");
  CHECK(format_date(clock_at(moment(951'782'400'000)).today) == "2000-02-29");
  CHECK(clock_at(moment(-1)).now_at == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("parts of a millisecond are left out") {
  const auto almost = moment(1'000) - std::chrono::microseconds(1);
  CHECK(clock_at(almost).now_at == "1970-01-01T00:00:00.999Z");
}

TEST_CASE("somebody runs the program") { CHECK_FALSE(user_name().empty()); }

TEST_CASE("the book is the one named, else $PVAULT_BOOK, else vault.db") {
  Context context{.book = {}, .clock = clock_at(moment(0)), .action = {}};
  ::unsetenv("PVAULT_BOOK");
  CHECK(book_path(context) == "vault.db");
  ::setenv("PVAULT_BOOK", "", 1);
  CHECK(book_path(context) == "vault.db");
  ::setenv("PVAULT_BOOK", "from-environment.db", 1);
  CHECK(book_path(context) == "from-environment.db");
  context.book = "named.db";
  CHECK(book_path(context) == "named.db");
  ::unsetenv("PVAULT_BOOK");
}

} // namespace cli_context_test
