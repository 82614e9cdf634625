// The rules of a finding and of an adjustment, in their order: what was counted, what is asked, and what comes of it.
#include "stockpile/count_adjustment.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>

namespace stockpile_count_adjustment_test {

using namespace pvault;
using namespace pvault::test;

namespace {

OpenLot lot(Mass left = kilograms(100), std::int64_t cost_cents = 1'000) {
  return {.id = LotId{5},
          .code = "GA-1",
          .mineral = gallium().id,
          .drawable_from = day("2026-03-01"),
          .mass = left,
          .cost = Money::cents(cost_cents),
          .site = SiteId{1},
          .site_code = "DENVER"};
}

// 100 kg were expected.
CountDifference counted(Mass found) {
  return {.count = EntryId{200},
          .number = 1,
          .counted_on = day("2026-03-31"),
          .counted_by = "A. Miller",
          .site_code = "DENVER",
          .line = {.lot_name = "GA-1",
                   .lot = LotId{5},
                   .status = found == Mass() ? CountStatus::not_found : CountStatus::counted,
                   .mass_entered = "",
                   .counted = found,
                   .expected = kilograms(100),
                   .allowed = kilograms(1)},
          .on_book = kilograms(100),
          .lot_site_code = "DENVER",
          .lot_received_on = day("2026-03-01"),
          .finding = DatedEntry{EntryId{201}, day("2026-04-02")}};
}

AdjustmentRequest request(std::string_view on = "2026-04-03") { return {day(on), "B. Chen"}; }

Expected<AdjustmentPlan> plan(const CountDifference& difference, const OpenLot& of = lot()) {
  return plan_count_adjustment(of, difference, request(), LotId{9});
}

} // namespace

TEST_CASE("what is missing is lost, with its share of the cost that is left") {
  const AdjustmentPlan missing = allowed(plan(counted(kilograms(90))));
  CHECK(missing.mass == kilograms(-10));
  CHECK(missing.cost == Money::cents(100));
  CHECK_FALSE(missing.surplus.has_value());
  const MineralId id = gallium().id;
  CHECK(missing.postings ==
        Postings{{.account = Account::inventory,
                  .mineral = id,
                  .lot = LotId{5},
                  .mass = kilograms(-10),
                  .amount = Money::cents(-100)},
                 {.account = Account::lost, .mineral = id, .mass = kilograms(10)},
                 {.account = Account::loss_and_shrinkage, .mineral = id, .amount = Money::cents(100)}});
  // Half of it left since; what is missing is a fifth of the rest.
  CHECK(allowed(plan(counted(kilograms(90)), lot(kilograms(50), 501))).cost == Money::cents(100));
  CHECK(allowed(plan(counted(kilograms(90)), lot(kilograms(10), 501))).cost == Money::cents(501));
}

TEST_CASE("what was not found is lost with all of the cost, and what has no cost posts none") {
  CHECK(allowed(plan(counted(Mass()))).cost == Money::cents(1'000));
  const AdjustmentPlan free = allowed(plan(counted(Mass()), lot(kilograms(100), 0)));
  CHECK_EQ(free.postings.size(), 2);
  CHECK_FALSE(find_imbalance(free.postings).has_value());
}

TEST_CASE("what was found beyond becomes a lot of its own without cost") {
  const AdjustmentPlan found = allowed(plan(counted(kilograms(103))));
  CHECK(found.mass == kilograms(3));
  CHECK(found.cost == Money());
  CHECK(found.surplus == LotId{9});
  CHECK(found.postings ==
        Postings{{.account = Account::inventory, .mineral = gallium().id, .lot = LotId{9}, .mass = kilograms(3)},
                 {.account = Account::lost, .mineral = gallium().id, .mass = kilograms(-3)}});
  // A lot that was emptied, or whose mass left since, may have been more than the book had.
  CHECK(allowed(plan(counted(kilograms(103)), lot(Mass(), 0))).mass == kilograms(3));
}

TEST_CASE("what was recorded late for the days up to the count is taken from the difference") {
  CountDifference late = counted(kilograms(90));
  late.on_book = kilograms(94);
  CHECK(allowed(plan(late)).mass == kilograms(-4));
  late.on_book = kilograms(91);
  check_refusal(plan(late), Rule::adjustment_not_possible,
                "count 200 found 90 kg of lot GA-1 where 100 kg were expected, -10 kg; by what was recorded since, the "
                "book has 91 kg on 2026-03-31, which leaves -1 kg, within the tolerance of 1 kg",
                "nothing has to be adjusted");
  late.on_book = kilograms(88);
  check_refusal(plan(late), Rule::adjustment_not_possible,
                "count 200 found 90 kg of lot GA-1 where 100 kg were expected, -10 kg; by what was recorded since, the "
                "book has 88 kg on 2026-03-31, which leaves +2 kg",
                "count the lot again");
  late.on_book = kilograms(105);
  check_refusal(plan(late), Rule::adjustment_not_possible,
                "count 200 found 90 kg of lot GA-1 where 100 kg were expected, -10 kg; by what was recorded since, the "
                "book has 105 kg on 2026-03-31, which leaves -15 kg",
                "count the lot again");
  CountDifference gone = counted(Mass());
  gone.on_book = Mass();
  check_rule(plan(gone), Rule::adjustment_not_possible);
}

TEST_CASE("neither a finding nor an adjustment comes before the count") {
  check_refusal(check_finding(counted(kilograms(90)), day("2026-03-30")), Rule::count_out_of_order,
                "count 200 is dated 2026-03-31, the finding 2026-03-30, 1 day earlier", "date it 2026-03-31 or later");
  check_refusal(check_adjustment(counted(kilograms(90)), request("2026-03-29")), Rule::count_out_of_order,
                "count 200 is dated 2026-03-31, the adjustment 2026-03-29, 2 days earlier",
                "date it 2026-03-31 or later");
  CHECK(check_finding(counted(kilograms(90)), day("2026-03-31")).has_value());
}

TEST_CASE("what is within tolerance is neither explained nor adjusted") {
  const std::string message = "lot GA-1 was counted with 99.5 kg, 100 kg were expected; the difference of -0.5 kg is "
                              "within the tolerance of 1 kg by 0.5 kg";
  const CountDifference within = counted(Mass::milligrams(99'500'000));
  check_refusal(check_finding(within, day("2026-04-01")), Rule::difference_within_tolerance, message,
                "nothing has to be explained or adjusted");
  check_refusal(plan(within), Rule::difference_within_tolerance, message, "nothing has to be explained or adjusted");
  check_rule(plan(counted(kilograms(101))), Rule::difference_within_tolerance);
  CountDifference small = counted(Mass());
  small.line.allowed = kilograms(100);
  CHECK(plan(small).has_value()); // not found is a difference, whatever the tolerance
}

TEST_CASE("a difference is adjusted once, and after it was explained") {
  CountDifference adjusted = counted(kilograms(90));
  adjusted.adjusted_by = EntryId{205};
  check_refusal(plan(adjusted), Rule::adjusted_already,
                "the difference of lot GA-1 in count 200 was adjusted by entry 205",
                "reverse entry 205 first if it was wrong");
  CountDifference unknown = counted(kilograms(90));
  unknown.finding.reset();
  check_refusal(plan(unknown), Rule::difference_not_explained,
                "nothing is recorded of what was found out about lot GA-1 in count 200",
                "pvault count explain 200 --lot GA-1 --finding TEXT");
  check_refusal(check_adjustment(counted(kilograms(90)), request("2026-04-01")), Rule::difference_not_explained,
                "the finding about lot GA-1 is dated 2026-04-02, the adjustment 2026-04-01, 1 day earlier",
                "date it 2026-04-02 or later");
}

TEST_CASE("who counted does not approve") {
  for (const char* name : {"A. Miller", "a. miller", "A. MILLER "}) {
    check_refusal(check_adjustment(counted(kilograms(90)), {day("2026-04-03"), name}), Rule::approver_counted,
                  "A. Miller counted DENVER on 2026-03-31 and cannot approve what follows from it",
                  "somebody else approves it");
  }
}

TEST_CASE("a lot is adjusted by its last count") {
  CountDifference again = counted(kilograms(90));
  again.counted_again = DatedEntry{EntryId{210}, day("2026-04-01")};
  check_refusal(plan(again), Rule::count_superseded,
                "lot GA-1 was counted again on 2026-04-01 by entry 210, after this count of 2026-03-31",
                "adjust by count 210");
  CountDifference later = counted(kilograms(90));
  later.adjusted_later = DatedEntry{EntryId{211}, day("2026-04-02")};
  check_refusal(plan(later), Rule::count_superseded,
                "lot GA-1 was adjusted on 2026-04-02 by entry 211, after this count of 2026-03-31",
                "count the lot again");
}

TEST_CASE("what lies elsewhere, came later, or is not known is not adjusted") {
  CountDifference unknown = counted(kilograms(90));
  unknown.line.lot.reset();
  unknown.line.counted.reset();
  unknown.line.status = CountStatus::unexpected;
  check_refusal(check_adjustment(unknown, request()), Rule::adjustment_not_possible,
                "the book knows no lot GA-1, so it has no supplier, age or cost",
                "record the purchase or transfer that brought it");
  CountDifference elsewhere = counted(kilograms(90));
  elsewhere.lot_site_code = "RENO";
  check_refusal(plan(elsewhere), Rule::adjustment_not_possible, "lot GA-1 was found at DENVER and lies at RENO",
                "record how it came there: `pvault transfer record --lot GA-1 --to-site DENVER --mass MASS --on DATE`");
  CountDifference later = counted(kilograms(90));
  later.lot_received_on = day("2026-04-01");
  check_refusal(plan(later), Rule::adjustment_not_possible,
                "lot GA-1 was found on 2026-03-31 and came to DENVER on 2026-04-01, 1 day later",
                "reverse what brought it, and record that on the day it came");
}

TEST_CASE("a lot whose receipt was undone is not adjusted") {
  CountDifference undone = counted(kilograms(90));
  undone.lot_reversed_by = EntryId{220};
  check_refusal(plan(undone), Rule::adjustment_not_possible, "what brought lot GA-1 was undone by entry 220",
                "record the purchase or transfer that brought it");
}

TEST_CASE("what has left the lot since cannot have been missing") {
  check_refusal(plan(counted(kilograms(90)), lot(kilograms(9), 90)), Rule::lot_mass_insufficient,
                "count 200 missed 10 kg of lot GA-1, which has 9 kg left by now, short by 1 kg",
                "what left the lot since cannot have been missing: count the lots it went to, or reverse what took it");
  OpenLot returned = lot();
  returned.drawable_from = day("2026-04-05");
  check_refusal(plan(counted(kilograms(90)), returned), Rule::lot_not_yet_received,
                "lot GA-1 can be drawn from 2026-04-05 on, the adjustment is dated 2026-04-03, 2 days earlier",
                "date it 2026-04-05 or later");
}

} // namespace stockpile_count_adjustment_test
