// What releases would have drawn in order of date.
#include "stockpile/redraw.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>

namespace stockpile_redraw_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// Lots and entries have the same numbers here.
StockEvent arrival(std::int64_t number, std::string_view on, std::int64_t kg, std::int64_t cents) {
  const OpenLot lot{.id = LotId{number},
                    .code = fmt::format("L-{}", number),
                    .mineral = gallium().id,
                    .drawable_from = day(on),
                    .mass = kilograms(kg),
                    .cost = Money::cents(cents)};
  return {EntryId{number}, day(on), LotArrival{lot, day(on), lot.id}};
}

StockEvent release(std::int64_t number, std::string_view on, std::int64_t kg, CostMethod method = CostMethod::fifo,
                   const std::vector<std::int64_t>& named = {}) {
  LotRelease release{.request = {.on = day(on),
                                 .kind = ReleaseKind::emergency,
                                 .mass = mass(fmt::format("{} kg", kg)),
                                 .authority = {},
                                 .recipient = {},
                                 .price = {},
                                 .lots_named = !named.empty()},
                     .mass = kilograms(kg),
                     .method = method,
                     .drawn = {}};
  for (const std::int64_t lot : named)
    release.drawn.push_back({LotId{lot}, "", {}, {}});
  return {EntryId{number}, day(on), release};
}

std::string in_words(const Redrawn& redrawn) {
  std::string words = fmt::format("{}: {}", number_of(redrawn.entry), redrawn.cost.cents());
  for (const LotDraw& draw : redrawn.draws)
    words += fmt::format(" {}*{}", draw.code, format_kilograms(draw.mass));
  if (redrawn.missing > Mass()) words += fmt::format(" short {}", format_kilograms(redrawn.missing));
  return words;
}

std::vector<std::string> in_words(const std::vector<Redrawn>& redrawn) {
  std::vector<std::string> words;
  for (const Redrawn& each : redrawn)
    words.push_back(in_words(each));
  return words;
}

std::vector<std::string> in_words(const std::vector<RedrawDifference>& differences) {
  std::vector<std::string> words;
  for (const RedrawDifference& each : differences)
    words.push_back(fmt::format("{} -> {}", each.cost_without.cents(), in_words(each.with)));
  return words;
}

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("each release draws what is there in its turn, by its method") {
  const StockEvent first = arrival(1, "2026-01-01", 10, 1000);
  const StockEvent second = arrival(2, "2026-01-02", 10, 3000);
  CHECK_EQ(in_words(redraw({release(9, "2026-02-01", 12), first, second})), Words{"9: 1600 L-1*10 L-2*2"});
  CHECK_EQ(in_words(redraw({release(9, "2026-02-01", 12, CostMethod::lifo), first, second})),
           Words{"9: 3200 L-2*10 L-1*2"});
  CHECK_EQ(in_words(redraw({first, second, release(9, "2026-02-01", 5, CostMethod::average),
                            release(10, "2026-02-02", 15, CostMethod::average)})),
           Words{"9: 1000 L-1*5", "10: 3000 L-1*5 L-2*10"});
  CHECK_EQ(in_words(redraw({first, second, release(9, "2026-02-01", 3, CostMethod::specific, {2})})),
           Words{"9: 900 L-2*3"});
  CHECK_EQ(in_words(redraw({first, release(9, "2026-01-01", 12), second})), Words{"9: 1000 L-1*10 short 2"});
}

TEST_CASE("of one day what was recorded first comes first") {
  CHECK_EQ(in_words(redraw({arrival(5, "2026-01-01", 10, 1000), release(4, "2026-01-01", 1)})), Words{"4: 0 short 1"});
  CHECK_EQ(in_words(redraw({arrival(5, "2026-01-01", 10, 1000), release(6, "2026-01-01", 1)})), Words{"6: 100 L-5*1"});
}

TEST_CASE("moves take their part along, as far as it is there") {
  const StockEvent bought = arrival(1, "2026-01-01", 10, 1000);
  LotArrival child = std::get<LotArrival>(arrival(2, "2026-01-05", 6, 600).what);
  child.aged_from = day("2026-01-01");
  child.root = LotId{1};
  const StockEvent moved{EntryId{2}, day("2026-01-05"), LotMove{LotId{1}, kilograms(6), {child}}};
  CHECK_EQ(in_words(redraw({bought, moved, release(3, "2026-01-06", 7)})), Words{"3: 700 L-1*4 L-2*3"});
  CHECK_EQ(in_words(redraw({bought, moved, release(3, "2026-01-04", 7), release(4, "2026-01-07", 3)})),
           Words{"3: 700 L-1*7", "4: 300 L-2*3"});
}

TEST_CASE("a late purchase changes the releases after it, and only those that draw otherwise") {
  const std::vector<StockEvent> history = {arrival(1, "2026-01-01", 10, 1000), arrival(2, "2026-01-05", 10, 3000),
                                           release(3, "2026-01-03", 5), release(4, "2026-01-06", 5),
                                           release(5, "2026-01-07", 5)};
  CHECK_EQ(in_words(compare_redrawn(history, arrival(9, "2026-01-02", 5, 100))),
           Words{"1500 -> 5: 100 L-9*5"}); // entries 3 and 4 draw L-1 as before
  CHECK(compare_redrawn(history, arrival(9, "2026-01-06", 5, 100)).empty());
}

TEST_CASE("a late release leaves less for those after it") {
  const std::vector<StockEvent> history = {arrival(1, "2026-01-01", 10, 1000), arrival(2, "2026-01-05", 10, 3000),
                                           release(3, "2026-01-06", 8), release(4, "2026-01-07", 12)};
  CHECK_EQ(in_words(compare_redrawn(history, release(9, "2026-01-02", 4))),
           Words{"800 -> 3: 1200 L-1*6 L-2*2", "3200 -> 4: 2400 L-2*8 short 4"});
}

TEST_CASE("a settlement changes what lots hold by then in the proportion recorded") {
  // 10 kg for 1000 cents were 11 kg for 1320 after all, of which half was left when that was recorded.
  const LotSettlement::Part part{LotId{1}, kilograms(5), Mass::milligrams(5'500'000), Money::cents(500),
                                 Money::cents(660)};
  const StockEvent settled{EntryId{5}, day("2026-01-05"), LotSettlement{{part}}};
  const StockEvent bought = arrival(1, "2026-01-01", 10, 1000);
  const StockEvent other = arrival(2, "2026-01-02", 10, 3000);
  CHECK_EQ(in_words(redraw({bought, other, settled, release(3, "2026-01-04", 5), release(6, "2026-01-06", 6)})),
           Words{"3: 500 L-1*5", "6: 810 L-1*5.5 L-2*0.5"});
  CHECK_EQ(
      in_words(compare_redrawn({bought, other, settled, release(6, "2026-01-06", 11)}, release(9, "2026-01-04", 10))),
      Words{"1320 -> 6: 3000 L-2*10 short 1"}); // nothing is left of it to be settled
}

TEST_CASE("what may not be released on its day is passed by, and a sample of it is not") {
  const StockEvent bought = arrival(1, "2026-01-01", 10, 1000);
  const StockEvent other = arrival(2, "2026-01-02", 10, 3000);
  StockEvent held = release(6, "2026-01-06", 5);
  std::get<LotRelease>(held.what).holds = {{LotId{1}, {.quality = LotQuality::quarantined}}};
  StockEvent pledged = release(7, "2026-01-07", 5);
  std::get<LotRelease>(pledged.what).holds = {{LotId{2}, {.release_forbidden = true}}};
  StockEvent sample = release(8, "2026-01-08", 1, CostMethod::fifo, {1});
  std::get<LotRelease>(sample.what).request.kind = ReleaseKind::sample;
  std::get<LotRelease>(sample.what).holds = {{LotId{1}, {.quality = LotQuality::rejected}}};
  CHECK_EQ(in_words(redraw({bought, other, held, pledged, sample})),
           Words{"6: 1500 L-2*5", "7: 500 L-1*5", "8: 100 L-1*1"});
  StockEvent unfit = arrival(3, "2025-12-31", 10, 100);
  std::get<LotArrival>(unfit.what).lot.quality = LotQuality::rejected; // as it came
  CHECK_EQ(in_words(redraw({unfit, bought, release(6, "2026-01-06", 5)})), Words{"6: 500 L-1*5"});
}

} // namespace stockpile_redraw_test
