// Quality and pledges of a lot: the rules in their order.
#include "stockpile/lot_status.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace stockpile_lot_status_test {

using namespace pvault;
using namespace pvault::test;

namespace {

LotStatus a_lot() { return {.lot = LotId{1}, .code = "W-1", .received_on = day("2026-03-01"), .mass = kilograms(5)}; }

QualityChange change(std::string_view on, LotQuality status) { return {EntryId{9}, day(on), {}, status}; }
LotTaking release(std::string_view on) { return {EntryId{20}, day(on), TakingKind::release}; }
LotTaking transfer(std::string_view on) { return {EntryId{21}, day(on), TakingKind::transfer}; }

PledgeSpan pledge_of(std::string_view from) {
  return {.entry = EntryId{30}, .facility_code = "EXIM-1", .from = day(from)};
}

PledgeRequest asked(std::string_view on, bool forbids = false) {
  return {.on = day(on), .facility_code = "EXIM-1", .signed_on = day("2026-01-15"), .forbids_release = forbids};
}

} // namespace

TEST_CASE("the quality of a day is that of the latest change by then that holds") {
  LotStatus lot = a_lot();
  CHECK_FALSE(quality_on(lot, day("2026-03-01")).has_value());
  lot.first = LotQuality::unassayed;
  lot.changes = {change("2026-03-10", LotQuality::quarantined), change("2026-03-20", LotQuality::accepted)};
  CHECK(quality_on(lot, day("2026-03-09")) == LotQuality::unassayed);
  CHECK(quality_on(lot, day("2026-03-10")) == LotQuality::quarantined);
  CHECK(quality_on(lot, day("2026-03-20")) == LotQuality::accepted);
  lot.changes[1].until = day("2026-03-25");
  CHECK(quality_on(lot, day("2026-03-24")) == LotQuality::accepted);
  CHECK(quality_on(lot, day("2026-03-25")) == LotQuality::quarantined);
}

TEST_CASE("a lot has no quality before it came, and none twice") {
  LotStatus lot = a_lot();
  check_refusal(check_quality_change(lot, LotQuality::accepted, day("2026-02-27")), Rule::lot_not_yet_received,
                "lot W-1 was received on 2026-03-01, this is dated 2026-02-27, 2 days earlier",
                "date it 2026-03-01 or later");
  lot.first = LotQuality::accepted;
  check_refusal(check_quality_change(lot, LotQuality::accepted, day("2026-03-01")), Rule::quality_unchanged,
                "lot W-1 is accepted on 2026-03-01 already", "`pvault lot show W-1` shows its quality");
  CHECK(check_quality_change(lot, LotQuality::rejected, day("2026-03-01")).has_value());
}

TEST_CASE("what was released cannot have been rejected") {
  LotStatus lot = a_lot();
  lot.takings = {release("2026-03-15")};
  check_refusal(check_quality_change(lot, LotQuality::rejected, day("2026-03-10")), Rule::quality_before_draw,
                "lot W-1 would be rejected from 2026-03-10 on, and entry 20 (release on 2026-03-15) took of it, 5 days "
                "later",
                "date it after the release, or reverse the release first");
  check_rule(check_quality_change(lot, LotQuality::quarantined, day("2026-03-15")), Rule::quality_before_draw);
  CHECK(check_quality_change(lot, LotQuality::quarantined, day("2026-03-16")).has_value());
  CHECK(check_quality_change(lot, LotQuality::accepted, day("2026-03-10")).has_value());
  lot.changes = {change("2026-03-12", LotQuality::accepted)};
  CHECK(check_quality_change(lot, LotQuality::quarantined, day("2026-03-10")).has_value());
}

TEST_CASE("what came back began with the quality of its day, and is no release of a pledged lot") {
  LotStatus lot = a_lot();
  lot.takings = {{EntryId{22}, day("2026-03-15"), TakingKind::come_back}};
  check_refusal(check_quality_change(lot, LotQuality::accepted, day("2026-03-15")), Rule::quality_before_draw,
                "lot W-1 would be accepted from 2026-03-15 on, and entry 22 (return on 2026-03-15) took of it, 0 days "
                "later",
                "date it after the return, and change the lots that were taken of it, too");
  CHECK(check_quality_change(lot, LotQuality::accepted, day("2026-03-16")).has_value());
  CHECK(check_pledge(lot, asked("2026-03-10", true)).has_value());
}

TEST_CASE("what was transferred took its quality with it") {
  LotStatus lot = a_lot();
  lot.takings = {transfer("2026-03-15")};
  check_refusal(
      check_quality_change(lot, LotQuality::accepted, day("2026-03-15")), Rule::quality_before_draw,
      "lot W-1 would be accepted from 2026-03-15 on, and entry 21 (transfer on 2026-03-15) took of it, 0 days "
      "later",
      "date it after the transfer, and change the lots that were taken of it, too");
  CHECK(check_quality_change(lot, LotQuality::accepted, day("2026-03-16")).has_value());
}

TEST_CASE("a pledge is of a loan in force and of a lot that is there") {
  LotStatus lot = a_lot();
  check_refusal(check_pledge(lot, asked("2026-01-14")), Rule::facility_not_in_force,
                "EXIM-1 was signed on 2026-01-15, the pledge is dated 2026-01-14, 1 day earlier",
                "date it 2026-01-15 or later");
  check_rule(check_pledge(lot, asked("2026-02-28")), Rule::lot_not_yet_received);
  CHECK(check_pledge(lot, asked("2026-03-01")).has_value());
  lot.mass = Mass();
  check_refusal(check_pledge(lot, asked("2026-03-01")), Rule::lot_mass_insufficient, "lot W-1 has 0 kg left to pledge",
                "pledge a lot that is on hand; `pvault report lots` shows them");
}

TEST_CASE("a lot is pledged once at a time") {
  LotStatus lot = a_lot();
  lot.pledges = {pledge_of("2026-03-05")};
  check_refusal(check_pledge(lot, asked("2026-04-01")), Rule::lot_already_pledged,
                "lot W-1 is pledged to EXIM-1 from 2026-03-05 on (entry 30), and would be pledged a second time",
                "`pvault pledge release --lot W-1 --on DATE` when the lender has given it back");
  check_rule(check_pledge(lot, asked("2026-03-01")), Rule::lot_already_pledged); // it would run into that one
  lot.pledges[0].until = day("2026-04-10");
  check_refusal(check_pledge(lot, asked("2026-04-09")), Rule::lot_already_pledged,
                "lot W-1 is pledged to EXIM-1 from 2026-03-05 on until 2026-04-10 (entry 30), and would be pledged a "
                "second time",
                "date it 2026-04-10 or later");
  CHECK(check_pledge(lot, asked("2026-04-10")).has_value());
}

TEST_CASE("a pledge begins after what was transferred, and after what it forbids") {
  LotStatus lot = a_lot();
  lot.takings = {release("2026-03-15")};
  CHECK(check_pledge(lot, asked("2026-03-10")).has_value());
  check_refusal(check_pledge(lot, asked("2026-03-10", true)), Rule::pledge_before_draw,
                "lot W-1 would be pledged from 2026-03-10 on, and entry 20 (release on 2026-03-15) took of it, 5 days "
                "later",
                "date the pledge after 2026-03-15");
  lot.takings = {transfer("2026-03-15")};
  check_rule(check_pledge(lot, asked("2026-03-15")), Rule::pledge_before_draw);
  CHECK(check_pledge(lot, asked("2026-03-16")).has_value());
}

TEST_CASE("only a pledge that holds is given back") {
  LotStatus lot = a_lot();
  check_refusal(find_live_pledge(lot, day("2026-03-10")), Rule::pledge_unknown,
                "lot W-1 is not pledged on 2026-03-10: it never was", "check the lot and the date");
  lot.pledges = {pledge_of("2026-03-05")};
  CHECK_EQ(number_of(allowed(find_live_pledge(lot, day("2026-03-05"))).entry), 30);
  check_rule(find_live_pledge(lot, day("2026-03-04")), Rule::pledge_unknown);
  lot.pledges[0].until = day("2026-04-10");
  check_refusal(find_live_pledge(lot, day("2026-04-11")), Rule::pledge_unknown,
                "lot W-1 is not pledged on 2026-04-11: the last pledge held from 2026-03-05 until 2026-04-10",
                "check the lot and the date");
}

} // namespace stockpile_lot_status_test
