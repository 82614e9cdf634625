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

LotArrival lot_of(std::int64_t number, std::string_view on, std::int64_t kg) {
  return std::get<LotArrival>(arrival(number, on, kg, 0).what);
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

StockEvent of_kind(StockEvent event, ReleaseKind kind) {
  std::get<LotRelease>(event.what).request.kind = kind;
  return event;
}

// Of `named` lots, if there are any.
StockEvent sale(std::int64_t number, std::string_view on, std::int64_t kg,
                const std::vector<std::int64_t>& named = {}) {
  const StockEvent asked = of_kind(release(number, on, kg, CostMethod::fifo, named), ReleaseKind::sale);
  return {asked.entry, asked.on, LotSale{std::get<LotRelease>(asked.what)}};
}

StockEvent shipment(std::int64_t number, std::string_view on, std::int64_t kg, std::int64_t of_sale) {
  StockEvent shipped = of_kind(release(number, on, kg), ReleaseKind::sale);
  std::get<LotRelease>(shipped.what).sale = EntryId{of_sale};
  std::get<LotRelease>(shipped.what).request.lots_named = true;
  return shipped;
}

StockEvent cancellation(std::int64_t number, std::string_view on, std::int64_t kg, std::int64_t of_sale) {
  return {EntryId{number}, day(on), LotSaleCancellation{.sale = EntryId{of_sale}, .mass = kilograms(kg)}};
}

StockEvent move(std::int64_t number, std::string_view on, std::int64_t from, std::int64_t kg, std::int64_t to) {
  return {EntryId{number}, day(on), LotMove{LotId{from}, kilograms(kg), {lot_of(to, on, kg)}}};
}

StockEvent settlement(std::int64_t number, std::string_view on, std::int64_t lot, std::int64_t kg, std::int64_t cents) {
  return {EntryId{number}, day(on), LotSettlement{LotId{lot}, kilograms(kg), Money::cents(cents)}};
}

StockEvent undoing(std::int64_t number, std::string_view on, std::int64_t undone) {
  return {EntryId{number}, day(on), LotUndoing{.undone = EntryId{undone}}};
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

std::vector<std::string> in_words(const RedrawComparison& comparison) {
  std::vector<std::string> words;
  for (const RedrawDifference& each : comparison.later)
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
  CHECK(compare_redrawn(history, arrival(9, "2026-01-06", 5, 100)).later.empty());
}

TEST_CASE("a late release leaves less for those after it") {
  const std::vector<StockEvent> history = {arrival(1, "2026-01-01", 10, 1000), arrival(2, "2026-01-05", 10, 3000),
                                           release(3, "2026-01-06", 8), release(4, "2026-01-07", 12)};
  CHECK_EQ(in_words(compare_redrawn(history, release(9, "2026-01-02", 4))),
           Words{"800 -> 3: 1200 L-1*6 L-2*2", "3200 -> 4: 2400 L-2*8 short 4"});
}

TEST_CASE("a settlement is shared over where the metal is by then") {
  // 10 kg for 1000 cents were 11 kg for 1320 after all.
  const StockEvent settled = settlement(5, "2026-01-05", 1, 1, 320);
  const StockEvent bought = arrival(1, "2026-01-01", 10, 1000);
  const StockEvent other = arrival(2, "2026-01-02", 10, 3000);
  CHECK_EQ(in_words(redraw({bought, other, settled, release(3, "2026-01-04", 5), release(6, "2026-01-06", 6)})),
           Words{"3: 500 L-1*5", "6: 810 L-1*5.5 L-2*0.5"});
  CHECK_EQ(
      in_words(compare_redrawn({bought, other, settled, release(6, "2026-01-06", 11)}, release(9, "2026-01-04", 10))),
      Words{"1320 -> 6: 3000 L-2*10 short 1"}); // nothing is left of it to be settled
  // Without a cost before it, what it costs after all goes by mass: half of 320 is in the 5.5 kg that are left.
  CHECK_EQ(in_words(redraw(
               {arrival(1, "2026-01-01", 10, 0), settled, release(3, "2026-01-04", 5), release(6, "2026-01-06", 5)})),
           Words{"3: 0 L-1*5", "6: 145 L-1*5"}); // 160 x 5 / 5.5
  // A tenth was lost on its way and has its share of the mass: 11 x 9 / 10 are left.
  const StockEvent moved{EntryId{3}, day("2026-01-03"), LotMove{LotId{1}, kilograms(10), {lot_of(3, "2026-01-03", 9)}}};
  CHECK_EQ(in_words(redraw({bought, moved, settled, release(6, "2026-01-06", 10)})),
           Words{"6: 1320 L-3*9.9 short 0.1"});
}

TEST_CASE("what is on loan when its delivery is settled has its part") {
  const StockEvent bought = arrival(1, "2026-01-01", 10, 1000);
  const StockEvent lent = of_kind(release(3, "2026-01-03", 4), ReleaseKind::loan);
  StockEvent back{EntryId{7}, day("2026-01-07"),
                  LotReturn{.release = EntryId{3}, .mass = kilograms(5), .given_up = {}}};
  std::get<LotReturn>(back.what).parts = {{LotId{1}, lot_of(7, "2026-01-07", 5)}};
  // 11 kg for 1320 cents: 6.6 for 792 are here and 4.4 for 528 come back.
  CHECK_EQ(in_words(redraw({bought, lent, settlement(5, "2026-01-05", 1, 1, 320), back, release(8, "2026-01-08", 8)})),
           Words{"3: 400 L-1*4", "8: 960 L-1*6.6 L-7*1.4"});
}

TEST_CASE("what a settlement took of metal on loan is given back when it is undone") {
  const StockEvent bought = arrival(1, "2026-01-01", 100, 100'000);
  const StockEvent lent = of_kind(release(3, "2026-01-03", 50), ReleaseKind::loan);
  StockEvent back{EntryId{7}, day("2026-01-07"),
                  LotReturn{.release = EntryId{3}, .mass = kilograms(50), .given_up = {}}};
  std::get<LotReturn>(back.what).parts = {{LotId{1}, lot_of(7, "2026-01-07", 50)}};
  const Words as_if_never_settled = {"3: 50000 L-1*50", "8: 100000 L-1*50 L-7*50"};
  const StockEvent all = release(8, "2026-01-08", 100);
  CHECK_EQ(in_words(redraw({bought, lent, back, all})), as_if_never_settled);
  for (const std::int64_t kg : {-10, 10}) {
    const StockEvent settled = settlement(5, "2026-01-05", 1, kg, 500 * kg);
    CHECK_EQ(in_words(redraw({bought, lent, settled, undoing(6, "2026-01-06", 5), back, all})), as_if_never_settled);
  }
  // Of 55 kg for 52500 cents on loan 50 came back before it was undone: these stay what they are, and 5 kg are gone.
  const StockEvent more = settlement(5, "2026-01-05", 1, 10, 5000);
  CHECK_EQ(in_words(redraw({bought, lent, more, undoing(9, "2026-01-09", 5), back, release(10, "2026-01-10", 100)})),
           Words{"3: 50000 L-1*50", "10: 97727 L-1*50 L-7*50"});
}

TEST_CASE("a lot is moved as far as it is there, and of what never came nothing") {
  const StockEvent bought = arrival(1, "2026-01-01", 10, 1000);
  const std::vector<StockEvent> history = {bought, release(2, "2026-01-02", 10), move(3, "2026-01-03", 1, 5, 3),
                                           move(4, "2026-01-04", 3, 5, 4), release(5, "2026-01-05", 5)};
  CHECK_EQ(in_words(redraw(history)), Words{"2: 1000 L-1*10", "5: 0 short 5"});
  CHECK_EQ(in_words(redraw({bought, move(3, "2026-01-03", 8, 5, 9), release(5, "2026-01-05", 5)})),
           Words{"5: 500 L-1*5"});
}

namespace {

StockEvent cheap() { return arrival(1, "2026-01-01", 10, 1000); }
StockEvent dear() { return arrival(2, "2026-01-02", 10, 3000); }

// 12 kg were lent: 10 of L-1, 2 of L-2. 11 came back, as L-7 and L-8, and one is given up.
std::vector<StockEvent> lent_and_back() {
  const StockEvent lent = of_kind(release(3, "2026-02-01", 12), ReleaseKind::loan);
  LotReturn back{.release = EntryId{3}, .mass = kilograms(11), .given_up = kilograms(1)};
  back.parts = {{LotId{1}, lot_of(7, "2026-02-10", 10)}, {LotId{2}, lot_of(8, "2026-02-10", 1)}};
  return {cheap(), dear(), lent, {EntryId{6}, day("2026-02-10"), back}};
}

std::vector<StockEvent> with(std::vector<StockEvent> history, const std::vector<StockEvent>& more) {
  history.insert(history.end(), more.begin(), more.end());
  return history;
}

} // namespace

TEST_CASE("what is lent comes back in the order in which it was drawn, at what it cost") {
  CHECK_EQ(in_words(redraw(with(lent_and_back(), {release(9, "2026-02-09", 9), release(10, "2026-03-01", 11)}))),
           Words{"3: 1600 L-1*10 L-2*2", "9: 2400 L-2*8 short 1", "10: 1300 L-7*10 L-8*1"});
  CHECK_EQ(in_words(redraw(with(lent_and_back(), {release(9, "2026-03-01", 11), release(10, "2026-03-02", 8)}))),
           Words{"3: 1600 L-1*10 L-2*2", "9: 1300 L-7*10 L-2*1", "10: 2400 L-2*7 L-8*1"});
  CHECK_EQ(in_words(redraw(with(lent_and_back(), {release(10, "2026-03-02", 1, CostMethod::fifo, {8})}))),
           Words{"3: 1600 L-1*10 L-2*2", "10: 300 L-8*1"});
}

TEST_CASE("where other lots would have been lent, these come back") {
  const StockEvent late = arrival(20, "2025-12-31", 5, 500);
  const std::vector<StockEvent> history =
      with(lent_and_back(), {release(9, "2026-03-01", 11), release(10, "2026-03-02", 8)});
  CHECK_EQ(in_words(compare_redrawn(history, late)),
           Words{"1600 -> 3: 1200 L-20*5 L-1*7", "1300 -> 9: 1100 L-20 (back by entry 6)*5 L-1*3 L-7*3",
                 "2400 -> 10: 1800 L-7*3 L-2*5"});
  CHECK_EQ(in_words(compare_redrawn(history, release(20, "2026-01-15", 15))),
           Words{"1600 -> 3: 1500 L-2*5 short 7", "1300 -> 9: 1500 L-8*5 short 6", "2400 -> 10: 0 short 8"});
  // What was done with L-8 is done with what comes back in its place, and is as old as that.
  const std::vector<StockEvent> moved =
      with(lent_and_back(), {move(11, "2026-02-20", 8, 1, 12), release(13, "2026-03-05", 1, CostMethod::fifo, {12})});
  CHECK_EQ(in_words(compare_redrawn(moved, late)), Words{"1600 -> 3: 1200 L-20*5 L-1*7", "300 -> 13: 100 L-12*1"});
}

TEST_CASE("what comes back in another's place has the quality of the lot that was lent") {
  std::vector<StockEvent> history = with(lent_and_back(), {release(9, "2026-03-01", 11)});
  std::get<LotReturn>(history[3].what).holds = {{LotId{20}, {.quality = LotQuality::quarantined}}};
  CHECK_EQ(in_words(compare_redrawn(history, arrival(20, "2025-12-31", 5, 500))),
           Words{"1600 -> 3: 1200 L-20*5 L-1*7", "1300 -> 9: 1500 L-1*3 L-7*6 L-2*2"});
}

TEST_CASE("of nothing that was lent nothing comes back") {
  const std::vector<StockEvent> history = with(lent_and_back(), {release(9, "2026-03-01", 1)});
  CHECK_EQ(in_words(redraw({history[3], history[4]})), Words{"9: 0 short 1"});
}

TEST_CASE("at average cost what is lent leaves and comes back at the average") {
  StockEvent lent = of_kind(release(3, "2026-02-01", 12, CostMethod::average), ReleaseKind::loan);
  std::vector<StockEvent> history = with(lent_and_back(), {release(9, "2026-03-01", 11, CostMethod::average)});
  history[2] = lent;
  // 12 of 20 kg for 4000 cents leave at 2400, 11 of them come back at 2200: 19 kg for 3800 are there.
  CHECK_EQ(in_words(redraw(history)), Words{"3: 2400 L-1*10 L-2*2", "9: 2200 L-7*10 L-2*1"});
}

TEST_CASE("what is sold is left in its lots until it is shipped or cancelled") {
  const StockEvent sold = sale(3, "2026-02-01", 8);
  const StockEvent released = release(4, "2026-02-05", 5);
  const StockEvent shipped = shipment(5, "2026-03-01", 8, 3);
  CHECK_EQ(in_words(redraw({cheap(), dear(), sold, released, shipped})), Words{"4: 1100 L-1*2 L-2*3", "5: 800 L-1*8"});
  CHECK_EQ(in_words(redraw({cheap(), dear(), sold, cancellation(6, "2026-02-03", 8, 3), released})),
           Words{"4: 500 L-1*5"});
  CHECK_EQ(in_words(redraw({cheap(), dear(), sold, shipment(6, "2026-02-03", 3, 3), cancellation(7, "2026-02-04", 5, 3),
                            release(8, "2026-02-05", 10)})),
           Words{"6: 300 L-1*3", "8: 1600 L-1*7 L-2*3"});
  // What is named, moved or lost of it is what is free.
  CHECK_EQ(in_words(redraw({cheap(), sold, release(6, "2026-02-05", 5, CostMethod::fifo, {1})})),
           Words{"6: 200 L-1*2 short 3"});
  CHECK_EQ(in_words(redraw({cheap(), sold, move(6, "2026-02-04", 1, 5, 6), release(7, "2026-02-05", 5)})),
           Words{"7: 200 L-6*2 short 3"});
  CHECK_EQ(in_words(redraw({cheap(), shipped, release(6, "2026-03-02", 1)})),
           Words{"5: 0 short 8", "6: 100 L-1*1"}); // of no sale
}

TEST_CASE("a cancellation leaves what is shipped later, of the first lots") {
  const StockEvent sold = sale(3, "2026-02-01", 15);
  CHECK_EQ(in_words(redraw({cheap(), dear(), sold, cancellation(6, "2026-02-03", 7, 3), release(7, "2026-02-04", 12),
                            shipment(5, "2026-03-01", 8, 3)})),
           Words{"7: 3200 L-1*2 L-2*10", "5: 800 L-1*8"});
}

TEST_CASE("a sale whose lots were not named would have held others") {
  const StockEvent late = arrival(20, "2025-12-31", 4, 100);
  const std::vector<StockEvent> rest = {cheap(), dear(), release(4, "2026-02-05", 5), shipment(5, "2026-03-01", 8, 3)};
  CHECK_EQ(in_words(compare_redrawn(with(rest, {sale(3, "2026-02-01", 8)}), late)),
           Words{"1100 -> 4: 500 L-1*5", "800 -> 5: 500 L-20*4 L-1*4"});
  CHECK_EQ(in_words(compare_redrawn(with(rest, {sale(3, "2026-02-01", 8, {1})}), late)),
           Words{"1100 -> 4: 200 L-20*4 L-1*1"});
}

TEST_CASE("what is undone on a later day was there until then") {
  CHECK_EQ(in_words(redraw({cheap(), dear(), release(3, "2026-02-01", 10), release(4, "2026-02-02", 5),
                            undoing(5, "2026-02-10", 3), release(6, "2026-02-11", 5)})),
           Words{"4: 1500 L-2*5", "6: 500 L-1*5"});
  CHECK_EQ(in_words(redraw({cheap(), dear(), undoing(3, "2026-02-01", 1), release(4, "2026-01-31", 1),
                            release(5, "2026-02-02", 1)})),
           Words{"4: 100 L-1*1", "5: 300 L-2*1"});
  CHECK_EQ(in_words(redraw({cheap(), dear(), move(3, "2026-02-01", 1, 10, 3), undoing(4, "2026-02-02", 3),
                            release(5, "2026-02-03", 10)})),
           Words{"5: 1000 L-1*10"});
  CHECK_EQ(in_words(redraw({cheap(), settlement(3, "2026-02-01", 1, 1, 320), undoing(4, "2026-02-02", 3),
                            release(5, "2026-02-03", 10)})),
           Words{"5: 1000 L-1*10"});
  CHECK_EQ(in_words(redraw({cheap(), undoing(4, "2026-02-02", 3), release(5, "2026-02-03", 10)})),
           Words{"5: 1000 L-1*10"}); // of another mineral
}

TEST_CASE("what a sale, its shipment or a return held is as it was when they are undone") {
  const StockEvent sold = sale(3, "2026-02-01", 8);
  const StockEvent shipped = shipment(5, "2026-02-02", 8, 3);
  CHECK_EQ(in_words(redraw({cheap(), dear(), sold, undoing(6, "2026-02-03", 3), release(7, "2026-02-04", 5)})),
           Words{"7: 500 L-1*5"});
  CHECK_EQ(in_words(redraw({cheap(), dear(), sold, shipped, undoing(6, "2026-02-03", 5), release(7, "2026-02-04", 5),
                            shipment(8, "2026-02-05", 8, 3)})),
           Words{"7: 1100 L-1*2 L-2*3", "8: 800 L-1*8"});
  std::vector<StockEvent> history = with(lent_and_back(), {undoing(9, "2026-02-20", 6)});
  CHECK_EQ(in_words(redraw(with(history, {release(10, "2026-02-21", 9)}))),
           Words{"3: 1600 L-1*10 L-2*2", "10: 2400 L-2*8 short 1"});
  StockEvent again = history[3];
  again.entry = EntryId{11};
  again.on = day("2026-02-22");
  CHECK_EQ(in_words(redraw(with(history, {again, release(12, "2026-02-23", 11)}))),
           Words{"3: 1600 L-1*10 L-2*2", "12: 1300 L-7*10 L-2*1"});
  CHECK_EQ(in_words(redraw({cheap(), of_kind(release(3, "2026-02-01", 4), ReleaseKind::loan),
                            undoing(5, "2026-02-03", 3), history[3], release(12, "2026-02-23", 11)})),
           Words{"12: 1000 L-1*10 short 1"});
}

TEST_CASE("costs that were evened out are uneven again when what evened them is undone, untouched") {
  const StockEvent averaged = release(3, "2026-02-01", 5, CostMethod::average);
  const StockEvent undone = undoing(4, "2026-02-02", 3);
  CHECK_EQ(in_words(redraw({cheap(), dear(), averaged, undone, release(5, "2026-02-03", 10)})),
           Words{"5: 1000 L-1*10"});
  // 15 kg at 3000 are left of it, and of L-2 a kilogram leaves at 200 before it is undone: what was evened out stays.
  CHECK_EQ(in_words(redraw({cheap(), dear(), averaged, release(6, "2026-02-01", 1, CostMethod::fifo, {2}), undone,
                            release(5, "2026-02-03", 10)})),
           Words{"6: 200 L-2*1", "5: 2000 L-1*10"});
}

TEST_CASE("what a late release draws in its turn is told with it") {
  const RedrawComparison comparison =
      compare_redrawn({cheap(), dear(), move(3, "2026-02-10", 1, 10, 3)}, release(9, "2026-02-01", 4));
  CHECK(comparison.later.empty());
  REQUIRE(comparison.own.has_value());
  CHECK_EQ(in_words(*comparison.own), "9: 400 L-1*4");
  CHECK_FALSE(compare_redrawn({cheap()}, dear()).own.has_value());
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
