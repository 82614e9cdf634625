#include "units/relative_change.hpp"

#include "tests/support/concepts.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>

namespace units_relative_change {

using namespace pvault;
using pvault::test::check_refused;

// A rate is no change and a change no rate: only its factor goes into a calculation.
static_assert(!test::Addable<RelativeChange, RelativeChange> && !test::Assignable<RelativeChange&, int>);

namespace {

std::int64_t change_in_ppb(std::string_view text) { return parse_change(text).value().parts_per_billion(); }

} // namespace

TEST_CASE("a change has a sign and a percent sign") {
  CHECK_EQ(change_in_ppb("+10%"), 100'000'000);
  CHECK_EQ(change_in_ppb("-30%"), -300'000'000);
  CHECK_EQ(change_in_ppb(" -0.0000001% "), -1);
  CHECK_EQ(change_in_ppb("+0%"), 0);
  CHECK_EQ(change_in_ppb("-100%"), -1'000'000'000);
  CHECK_EQ(change_in_ppb("+1000%"), 10'000'000'000);
}

TEST_CASE("what it multiplies by is exact") {
  CHECK_EQ(parse_change("+10%").value().factor(), Exact(11) / 10);
  CHECK_EQ(parse_change("-33.3333333%").value().factor(), Exact(666'666'667) / 1'000'000'000);
  CHECK_EQ(parse_change("-100%").value().factor(), Exact(0));
  CHECK_EQ(RelativeChange().factor(), Exact(1));
}

TEST_CASE("a change that is none is refused") {
  check_refused(
      parse_change,
      {{"10%", Rule::option_malformed, "\"10%\" has no sign: a change is meant", "+10%, or -10%"},
       {"", Rule::option_malformed, "\"\" has no sign: a change is meant", "+10%, or -30%"},
       {"+10", Rule::percent_sign_missing, "\"10\" has no percent sign", "+10%"},
       {"+0.1", Rule::percent_sign_missing, "\"0.1\" has no percent sign",
        "+10%, or 0.1% if less than one percent is meant"},
       {"+2000%", Rule::percent_out_of_range, "\"2000%\" is more than 1000%, the largest rate", "at most +1000%"},
       {"-2000%", Rule::percent_out_of_range, "\"2000%\" is more than 1000%, the largest rate", "-100% at most"},
       {"-101%", Rule::percent_out_of_range, "\"-101%\" is below -100%, which leaves nothing", "-100% at most"}});
  for (const char* text : {"+-5%", "+", "-%", "+1001%", "+1%x", "+0.00000001%"})
    CHECK_FALSE(parse_change(text).has_value());
}

TEST_CASE("a change is shown with its sign") {
  CHECK_EQ(format_change(parse_change("+10%").value()), "+10%");
  CHECK_EQ(format_change(parse_change("-12.5%").value()), "-12.5%");
  CHECK_EQ(format_change(RelativeChange()), "+0%");
}

} // namespace units_relative_change
