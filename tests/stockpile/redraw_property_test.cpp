// Whatever is recorded, gone through again in order of date it is what was recorded; and what a late entry would have
// changed is the difference between two histories, one recorded without it and one with it in time.
#include "stockpile/redraw.hpp"

#include "tests/model/support/random.hpp"
#include "tests/stockpile/support/recorded_stock.hpp"
#include "tests/support/minerals.hpp"
#include "tests/support/thinning.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <map>

namespace stockpile_redraw_property_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Step = std::function<bool(RecordedStock&)>;
using Draws = std::map<EntryId, std::vector<LotDraw>>;

constexpr EntryId late{1000}; // recorded after all others

// Of lots that are named and not drawn nothing is kept.
bool drew_all(const RecordedStock& stock, const std::vector<std::string>& named) {
  const auto& newest = stock.history().back().what;
  const auto* sale = std::get_if<LotSale>(&newest);
  const LotRelease& release = sale != nullptr ? sale->asked : std::get<LotRelease>(newest);
  return named.empty() || release.drawn.size() == named.size();
}

// Two histories of which one also has the late entry, in time. A step is taken of both or of none.
class Pair {
public:
  Pair(CostMethod method, std::uint64_t seed) : random(seed), without(method), with(method) {}

  bool take(const std::string& what, const Step& step) {
    RecordedStock one = without;
    RecordedStock other = with;
    if (!step(one) || !step(other)) return false;
    without = std::move(one);
    with = std::move(other);
    ++counts[what];
    return true;
  }

  Mass some() { return Mass::milligrams(random.one_in(3) ? random.between(1, 20) : random.between(1, 3000)); }
  Money some_money() { return Money::cents(random.one_in(4) ? 0 : random.between(0, 100'000)); }

  void step() {
    if (random.one_in(2)) on = add_days(on, 1);
    made = {EntryId{++newest}, on};
    static const std::vector<std::function<void(Pair&)>> steps = {
        &Pair::purchase,  &Pair::purchase,  &Pair::release,  &Pair::release, &Pair::lend,
        &Pair::come_back, &Pair::come_back, &Pair::transfer, &Pair::settle,  &Pair::settle,
        &Pair::sell,      &Pair::ship,      &Pair::ship,     &Pair::cancel,  &Pair::undo};
    random.pick(steps)(*this);
  }

  // Answers the event, as it is recorded when it comes late.
  StockEvent take_late() {
    const RecordedEntry in_time{late, on};
    const Mass mass = some();
    const Money cost = some_money();
    Mass asked = random.one_in(2) ? mass : Mass(); // of a release, as far as there is so much
    while (asked > Mass() && !with.release(in_time, ReleaseKind::exchange, asked))
      asked = Mass::milligrams(asked.milligrams() / 2);
    if (asked == Mass()) with.purchase(in_time, mass, cost);
    on = add_days(on, 1);
    StockEvent event = with.history().back();
    if (auto* arrival = std::get_if<LotArrival>(&event.what)) {
      arrival->lot.id = LotId{100'000};
      arrival->root = arrival->lot.id;
    }
    return event;
  }

  Random random;
  RecordedStock without;
  RecordedStock with;
  Date on = day("2026-01-01");
  std::map<std::string, int> counts = {};

private:
  void purchase() {
    const Mass mass = some();
    const Money cost = some_money();
    take("purchase", [&](RecordedStock& stock) { return stock.purchase(made, mass, cost); });
  }

  std::vector<std::string> named() {
    const std::vector<std::string> lots = without.open_lots();
    if (lots.empty() || !random.one_in(5)) return {};
    std::vector<std::string> some = {random.pick(lots)};
    const std::string& second = random.pick(lots);
    if (second != some.front()) some.push_back(second);
    return some;
  }

  void release() {
    const std::vector<std::string> lots = named();
    const Mass mass = some();
    const ReleaseKind kind = random.one_in(3) ? ReleaseKind::loss : ReleaseKind::sample;
    const bool done = take("release", [&](RecordedStock& stock) {
      return stock.release(made, kind, mass, lots) && drew_all(stock, lots);
    });
    if (done) releases.push_back(made.entry);
  }

  void lend() {
    const std::vector<std::string> lots = named();
    const Mass mass = some();
    if (take("loan", [&](RecordedStock& stock) {
          return stock.release(made, ReleaseKind::loan, mass, lots) && drew_all(stock, lots);
        }))
      loans.push_back(made.entry);
  }

  void come_back() {
    if (loans.empty()) return;
    const EntryId loan = random.pick(loans);
    const Mass mass = random.one_in(4) ? Mass() : some();
    const Mass given_up = mass == Mass() || random.one_in(3) ? some() : Mass();
    take("return", [&](RecordedStock& stock) { return stock.come_back(made, loan, mass, given_up); });
  }

  void transfer() {
    const std::vector<std::string> lots = without.open_lots();
    if (lots.empty()) return;
    const std::string& lot = random.pick(lots);
    const std::vector<Mass> outputs = {some(), some()};
    const Mass mass = outputs[0] + outputs[1] + (random.one_in(2) ? some() : Mass());
    const SiteId site{random.between(1, 3)};
    take("transfer", [&](RecordedStock& stock) { return stock.transfer(made, lot, site, mass, outputs); });
  }

  void settle() {
    const std::string lot = fmt::format("L{}", random.between(1, newest));
    const Mass mass = some();
    const Money cost = some_money();
    take("settlement", [&](RecordedStock& stock) { return stock.settle(made, lot, mass, cost); });
  }

  void sell() {
    const std::vector<std::string> lots = named();
    const Mass mass = some();
    if (take("sale", [&](RecordedStock& stock) { return stock.sell(made, mass, lots) && drew_all(stock, lots); }))
      sales.push_back(made.entry);
  }

  void ship() {
    if (sales.empty()) return;
    const EntryId sale = random.pick(sales);
    const Mass mass = some();
    if (take("shipment", [&](RecordedStock& stock) { return stock.ship(made, sale, mass); }))
      releases.push_back(made.entry);
  }

  void cancel() {
    if (sales.empty()) return;
    const EntryId sale = random.pick(sales);
    take("cancellation", [&](RecordedStock& stock) { return stock.cancel(made, sale); });
  }

  void undo() {
    if (releases.empty()) return;
    const EntryId release = random.pick(releases);
    take("reversal", [&](RecordedStock& stock) { return stock.undo(made, release); });
  }

  RecordedEntry made{EntryId{}, on};
  std::int64_t newest = 0;
  std::vector<EntryId> releases = {};
  std::vector<EntryId> loans = {};
  std::vector<EntryId> sales = {};
};

std::string in_words(EntryId entry, const std::vector<LotDraw>& draws) {
  std::string words = fmt::format("{}:", number_of(entry));
  for (const LotDraw& draw : draws)
    words += fmt::format(" {} mg of {} at {} cents,", draw.mass.milligrams(), draw.code, draw.cost.cents());
  return words;
}

std::string in_words(const Draws& draws) {
  std::string words;
  for (const auto& [entry, drawn] : draws)
    words += in_words(entry, drawn) + "\n";
  return words;
}

std::string in_words(const std::vector<Redrawn>& redrawn) {
  Draws draws;
  for (const Redrawn& each : redrawn) {
    draws.emplace(each.entry, each.draws);
    CHECK_EQ(each.missing, Mass());
  }
  return in_words(draws);
}

// Of one history as far as they are others in the other.
Draws difference(const Draws& draws, const Draws& others) {
  Draws differing;
  for (const auto& [entry, drawn] : draws) {
    const auto other = others.find(entry);
    if (other != others.end() && draws_differ(drawn, other->second)) differing.emplace(entry, drawn);
  }
  return differing;
}

std::string in_words(const std::vector<RedrawDifference>& differences) {
  std::vector<Redrawn> redrawn;
  for (const RedrawDifference& each : differences)
    redrawn.push_back(each.with);
  return in_words(redrawn);
}

void add(std::map<std::string, int>& sums, const Pair& pair) {
  for (const auto& [what, count] : pair.counts)
    sums[what] += count;
}

} // namespace

TEST_CASE("in order of date it is what was recorded, and a late entry changes what it would have changed in time") {
  std::map<std::string, int> counts;
  std::size_t changed = 0;
  for (std::uint64_t seed = 1; seed <= 1500 / one_in; ++seed) {
    CAPTURE(seed);
    const CostMethod method = std::vector{CostMethod::fifo, CostMethod::lifo, CostMethod::average}[seed % 3];
    Pair pair(method, seed);
    const std::int64_t before = pair.random.between(3, 15);
    for (std::int64_t i = 0; i < before; ++i)
      pair.step();
    if (pair.without.open_lots().empty()) continue;
    const StockEvent event = pair.take_late();
    for (int i = 0; i < 25; ++i)
      pair.step();
    REQUIRE_EQ(in_words(redraw(pair.without.history())), in_words(pair.without.drawn()));
    REQUIRE_EQ(in_words(redraw(pair.with.history())), in_words(pair.with.drawn()));
    const RedrawComparison comparison = compare_redrawn(pair.without.history(), event);
    const Draws differences = difference(pair.with.drawn(), pair.without.drawn());
    REQUIRE_EQ(in_words(comparison.later), in_words(differences));
    const auto own = pair.with.drawn().find(late);
    REQUIRE_EQ(comparison.own.has_value(), own != pair.with.drawn().end());
    if (comparison.own) REQUIRE_EQ(in_words(late, comparison.own->draws), in_words(late, own->second));
    changed += differences.size();
    add(counts, pair);
  }
  CHECK_GT(changed, 100U);
  for (const char* what : {"purchase", "release", "loan", "return", "transfer", "settlement", "sale", "shipment",
                           "cancellation", "reversal"})
    CHECK_GT(counts[what], 10);
}

} // namespace stockpile_redraw_property_test
