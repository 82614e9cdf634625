// What a release is made under, rule by rule: what stands, what is asked, and what comes of it.
#include "stockpile/authority.hpp"

#include "tests/support/minerals.hpp"
#include "tests/support/refusals.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace stockpile_authority_test {

using namespace pvault;
using namespace pvault::test;

namespace {

ReleaseRequest request(ReleaseKind kind, std::string_view on = "2026-05-10") {
  return {.on = day(on), .kind = kind, .mass = mass("1 kg"), .authority = "board", .recipient = {}, .price = {}};
}

Emergency emergency() {
  return {.id = EmergencyId{1},
          .code = "E-1",
          .period = {day("2026-05-04"), day("2026-06-30")},
          .minerals = {{gallium().id, kilograms(10)}}};
}

Authority authority() {
  return {.id = AuthorityId{1},
          .code = "A-1",
          .mineral = gallium().id,
          .mineral_code = "gallium",
          .quantity = kilograms(10),
          .period = {day("2026-05-04"), day("2026-06-30")},
          .kinds = {ReleaseKind::sale, ReleaseKind::sample}};
}

Expected<void> under(const Emergency& emergency, ReleaseKind kind, std::string_view on, std::int64_t kg = 1,
                     std::int64_t used_kg = 0) {
  return check_emergency(gallium(), request(kind, on), kilograms(kg), {emergency, kilograms(used_kg)});
}

Expected<void> under(const Authority& authority, ReleaseKind kind, std::string_view on, std::int64_t kg = 1,
                     std::int64_t used_kg = 0) {
  return check_authority(gallium(), request(kind, on), kilograms(kg), {authority, kilograms(used_kg), {"A-1"}});
}

} // namespace

TEST_CASE("an emergency release is made within an emergency, on its first and on its last day") {
  CHECK(under(emergency(), ReleaseKind::emergency, "2026-05-04").has_value());
  CHECK(under(emergency(), ReleaseKind::emergency, "2026-06-30").has_value());
  CHECK(under(emergency(), ReleaseKind::emergency, "2026-06-30", 4, 6).has_value());
  Emergency open = emergency();
  open.period.until = std::nullopt;
  CHECK(under(open, ReleaseKind::emergency, "2199-12-31").has_value());
}

TEST_CASE("emergency_missing: an emergency release names one") {
  check_refusal(check_emergency(gallium(), request(ReleaseKind::emergency), kilograms(1), {}), Rule::emergency_missing,
                "an emergency release names the emergency that was declared",
                "add --emergency CODE; `pvault emergency list` shows them, `pvault emergency declare` records one");
  CHECK(check_emergency(gallium(), request(ReleaseKind::sale), kilograms(1), {}).has_value());
}

TEST_CASE("emergency_not_applicable: no other release does") {
  check_refusal(under(emergency(), ReleaseKind::sale, "2026-05-10"), Rule::emergency_not_applicable,
                "a sale is not made under an emergency, and E-1 is given",
                "leave --emergency out, or record a release of --kind emergency");
}

TEST_CASE("outside_emergency: a day before it, after it, or after it was ended") {
  const char* next = "date the release within it, or name another; `pvault emergency list` shows them";
  check_refusal(
      under(emergency(), ReleaseKind::emergency, "2026-05-03"), Rule::outside_emergency,
      "emergency E-1 runs from 2026-05-04 to 2026-06-30, the release is dated 2026-05-03, 1 day before it begins",
      next);
  check_refusal(
      under(emergency(), ReleaseKind::emergency, "2026-07-02"), Rule::outside_emergency,
      "emergency E-1 runs from 2026-05-04 to 2026-06-30, the release is dated 2026-07-02, 2 days after its last day",
      next);
  Emergency ended = emergency();
  ended.ended_on = day("2026-05-20");
  CHECK(under(ended, ReleaseKind::emergency, "2026-05-20").has_value());
  check_refusal(
      under(ended, ReleaseKind::emergency, "2026-05-21"), Rule::outside_emergency,
      "emergency E-1 runs from 2026-05-04 to 2026-05-20, the release is dated 2026-05-21, 1 day after its last day",
      next);
}

TEST_CASE("mineral_not_in_emergency: one that names minerals covers these, one that names none covers all") {
  Emergency other = emergency();
  other.minerals = {{MineralId{8}, {}}};
  check_refusal(under(other, ReleaseKind::emergency, "2026-05-10"), Rule::mineral_not_in_emergency,
                "emergency E-1 does not cover gallium", "`pvault emergency list` shows which minerals each covers");
  other.minerals.clear();
  CHECK(under(other, ReleaseKind::emergency, "2026-05-10", 1'000'000).has_value());
}

TEST_CASE("above_authorised: no more in an emergency than its maximum, to the milligram") {
  check_refusal(under(emergency(), ReleaseKind::emergency, "2026-05-10", 5, 6), Rule::above_authorised,
                "asked for 5 kg of gallium, 4 kg left of the 10 kg of emergency E-1, above it by 1 kg",
                "release at most 4 kg; `pvault report emergencies` shows what is left");
  const Mass hair = Mass::milligrams(1);
  CHECK(check_emergency(gallium(), request(ReleaseKind::emergency), kilograms(4) + hair,
                        {emergency(), kilograms(6) - hair})
            .has_value());
  check_rule(
      check_emergency(gallium(), request(ReleaseKind::emergency), kilograms(4) + hair, {emergency(), kilograms(6)}),
      Rule::above_authorised);
}

TEST_CASE("an emergency ends once, within its days") {
  CHECK(check_emergency_end(emergency(), day("2026-05-04")).has_value());
  CHECK(check_emergency_end(emergency(), day("2026-06-30")).has_value());
  check_refusal(
      check_emergency_end(emergency(), day("2026-07-01")), Rule::outside_emergency,
      "emergency E-1 runs from 2026-05-04 to 2026-06-30, and its last day would be 2026-07-01, 1 day after its "
      "last day",
      "give a day within it");
  Emergency ended = emergency();
  ended.ended_on = day("2026-05-20");
  check_refusal(check_emergency_end(ended, day("2026-05-19")), Rule::emergency_ended_already,
                "emergency E-1 has ended on 2026-05-20", "reverse that entry first, if the day was wrong");
}

TEST_CASE("an authority allows its mineral, its kinds, its days and its quantity") {
  CHECK(under(authority(), ReleaseKind::sale, "2026-05-04", 10).has_value());
  CHECK(under(authority(), ReleaseKind::sample, "2026-06-30", 4, 6).has_value());
  Authority open = authority();
  open.kinds.clear();
  open.period.until = std::nullopt;
  CHECK(under(open, ReleaseKind::emergency, "2199-12-31").has_value());
}

TEST_CASE("authority_missing: where a mineral has authorities, a release names one") {
  const auto free_text = [](std::vector<std::string> others) {
    return check_authority(gallium(), request(ReleaseKind::sale), kilograms(1),
                           {.authority = {}, .used = {}, .others = std::move(others)});
  };
  CHECK(free_text({}).has_value());
  check_refusal(free_text({"A-1", "A-2"}), Rule::authority_missing,
                "a release of gallium is made under a recorded authority, and \"board\" is none",
                "name one of them: A-1, A-2; `pvault report authorities` shows what is left of each");
}

TEST_CASE("a loss is recorded whatever was authorised") {
  CHECK_FALSE(needs_authority(ReleaseKind::loss));
  CHECK(check_authority(gallium(), request(ReleaseKind::loss), kilograms(1),
                        {.authority = {}, .used = {}, .others = {"A-1"}})
            .has_value());
}

TEST_CASE("authority_of_other_mineral, authority_of_other_kind, outside_authority") {
  const char* list = "`pvault report authorities` shows what is left of each";
  Authority other = authority();
  other.mineral = MineralId{8};
  other.mineral_code = "tin";
  check_refusal(under(other, ReleaseKind::sale, "2026-05-10"), Rule::authority_of_other_mineral,
                "authority A-1 is for tin, not for gallium", list);
  check_refusal(under(authority(), ReleaseKind::emergency, "2026-05-10"), Rule::authority_of_other_kind,
                "authority A-1 is for releases of the kind sale or sample, and this is of the kind emergency", list);
  check_refusal(
      under(authority(), ReleaseKind::sale, "2026-05-02"), Rule::outside_authority,
      "authority A-1 holds from 2026-05-04 to 2026-06-30, the release is dated 2026-05-02, 2 days before it begins",
      std::string("date the release within it, or name another; ") + list);
}

TEST_CASE("above_authorised: no more than the authority has left") {
  check_refusal(under(authority(), ReleaseKind::sale, "2026-05-10", 5, 6), Rule::above_authorised,
                "asked for 5 kg of gallium, 4 kg left of the 10 kg of authority A-1, above it by 1 kg",
                "release at most 4 kg; `pvault report authorities` shows what is left of each");
  check_refusal(under(authority(), ReleaseKind::sale, "2026-05-10", 5, 10), Rule::above_authorised,
                "asked for 5 kg of gallium, 0 kg left of the 10 kg of authority A-1, above it by 5 kg",
                "`pvault report authorities` shows what is left of each");
}

TEST_CASE("period_ends_before_it_begins") {
  CHECK(check_period({day("2026-05-04"), day("2026-05-04")}).has_value());
  CHECK(check_period({day("2026-05-04")}).has_value());
  check_refusal(check_period({day("2026-05-04"), day("2026-05-01")}), Rule::period_ends_before_it_begins,
                "it begins on 2026-05-04 and ends on 2026-05-01, 3 days earlier", "end it on 2026-05-04 or later");
}

} // namespace stockpile_authority_test
