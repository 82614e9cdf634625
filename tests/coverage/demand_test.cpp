// Which figure cover is measured by, and how one is computed of others: each rule with what it must not do.
#include "coverage/demand.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

namespace coverage_demand_test {

using namespace pvault;
using namespace pvault::test;

namespace {

RecordedDemand figure(const char* basis, int year, std::int64_t kg, std::int64_t entry, Bound bound = Bound::none) {
  return {.figure = {.per_year = kilograms(kg),
                     .year = year,
                     .basis = basis,
                     .is_upper_bound = bound == Bound::upper,
                     .quality = "A",
                     .is_lower_bound = bound == Bound::lower,
                     .source = "USGS"},
          .entry = EntryId{entry}};
}

RecordedDemand declared(const char* participant, int year, std::int64_t kg, std::int64_t entry,
                        Bound bound = Bound::none) {
  RecordedDemand recorded = figure("participant-demand", year, kg, entry, bound);
  recorded.participant = participant;
  return recorded;
}

DemandAnswer ask(const DemandFacts& facts, const char* basis) { return find_demand_figure(facts, {.basis = basis}); }

using Chosen = std::vector<ChosenCountry>;

DemandAnswer ask_from(const DemandFacts& facts, Chosen countries) {
  return find_demand_figure(facts, {.basis = "imports-from", .countries = std::move(countries)});
}

const ChosenCountry china{"China", "CN"};
const ChosenCountry belgium{"Belgium", "BE"};
const ChosenCountry peru{"Peru", "PE"};
const ChosenCountry russia{"Russia", "RU"};

Limits percents(int least, int most) { return {Exact(least) / 100, Exact(most) / 100}; }
SupplierShare share(const ChosenCountry& of, int percent) {
  return {.countries = {of.code}, .of_imports = percents(percent, percent), .name = of.name};
}
SupplierShare others(int least, int most) {
  return {.of_all_others = true, .of_imports = percents(least, most), .name = "Other countries"};
}
NetReliance reliance(int year, int least, int most) {
  return {.of_demand = percents(least, most), .is_net_exporter = false, .year = year};
}

} // namespace

TEST_CASE("consumption is that of the latest year, whoever recorded it last") {
  const DemandFacts facts{
      .figures = {figure("apparent-consumption", 2025, 45'000, 1), figure("apparent-consumption", 2024, 28'600, 2)}};
  CHECK_EQ(ask(facts, "consumption").figure->year, 2025);
}

TEST_CASE("within a year apparent consumption counts before an estimate, that before a report, that before a proxy") {
  DemandFacts facts{.figures = {figure("consumption-proxy", 2025, 4, 1)}};
  for (const char* basis : {"reported-consumption", "estimated-consumption", "apparent-consumption"}) {
    facts.figures.push_back(figure(basis, 2025, 3, 2));
    CHECK_EQ(ask(facts, "consumption").figure->basis, basis);
  }
  facts.figures.push_back(figure("consumption-proxy", 2025, 5, 9));
  CHECK_EQ(ask(facts, "consumption").figure->basis, "apparent-consumption");
  facts.figures.push_back(figure("consumption-proxy", 2026, 5, 10));
  CHECK_EQ(ask(facts, "consumption").figure->basis, "consumption-proxy");
}

TEST_CASE("of two figures on one basis for one year the one recorded last counts") {
  const DemandFacts facts{
      .figures = {figure("apparent-consumption", 2025, 2, 7), figure("apparent-consumption", 2025, 1, 5)}};
  CHECK_EQ(ask(facts, "consumption").figure->per_year, kilograms(2));
}

TEST_CASE("trade and declared demand are no consumption") {
  const DemandFacts facts{.figures = {figure("imports", 2025, 2, 1), figure("defence-demand", 2025, 1, 2)}};
  CHECK_FALSE(ask(facts, "consumption").figure.has_value());
  CHECK_EQ(ask(facts, "consumption").missing, "no figure of consumption is recorded");
  CHECK_EQ(ask(facts, "imports").figure->per_year, kilograms(2));
  CHECK_EQ(ask(facts, "defence-demand").figure->per_year, kilograms(1));
  CHECK_EQ(ask(facts, "reported-consumption").missing, "no figure of reported-consumption is recorded");
}

TEST_CASE("net imports are imports less exports of one year") {
  const DemandFacts facts{
      .figures = {figure("imports", 2025, 9, 1), figure("imports", 2024, 12, 2), figure("exports", 2024, 2, 3)}};
  const DemandAnswer net = ask(facts, "net-imports");
  CHECK_EQ(net.figure->per_year, kilograms(10));
  CHECK_EQ(net.figure->year, 2024); // of 2025 no exports are known, which is not none
  CHECK_EQ(net.figure->basis, "net-imports");
  CHECK_EQ(net.figure->derivation, "imports 12 kg less exports 2 kg of 2024");
  CHECK_EQ(ask({.figures = {figure("imports", 2025, 9, 1)}}, "net-imports").missing, "no exports of 2025 are recorded");
}

TEST_CASE("net imports that are recorded count before those computed for the same year, not of a later one") {
  DemandFacts facts{
      .figures = {figure("imports", 2025, 12, 1), figure("exports", 2025, 2, 2), figure("net-imports", 2025, 11, 3)}};
  CHECK_EQ(ask(facts, "net-imports").figure->per_year, kilograms(11));
  facts.figures.push_back(figure("imports", 2026, 5, 4));
  facts.figures.push_back(figure("exports", 2026, 1, 5));
  CHECK_EQ(ask(facts, "net-imports").figure->per_year, kilograms(4));
}

TEST_CASE("net imports below zero count as no demand, and say so") {
  const DemandAnswer net =
      ask({.figures = {figure("imports", 2025, 2, 1), figure("exports", 2025, 12, 2)}}, "net-imports");
  CHECK_EQ(net.figure->per_year, Mass());
  CHECK_EQ(net.figure->derivation, "imports 2 kg less exports 12 kg of 2025; below zero, which counts as no demand");
}

TEST_CASE("bounds of imports and exports give bounds") {
  struct Case {
    Bound imports;
    Bound exports;
    Bound net; // none also where both are exact
    bool known;
  };
  for (const Case& expected :
       {Case{Bound::upper, Bound::none, Bound::upper, true}, Case{Bound::none, Bound::upper, Bound::lower, true},
        Case{Bound::none, Bound::lower, Bound::upper, true}, Case{Bound::upper, Bound::lower, Bound::upper, true},
        Case{Bound::lower, Bound::upper, Bound::lower, true}, Case{Bound::upper, Bound::upper, Bound::none, false},
        Case{Bound::lower, Bound::lower, Bound::none, false}}) {
    CAPTURE(static_cast<int>(expected.imports));
    CAPTURE(static_cast<int>(expected.exports));
    const DemandAnswer net = ask({.figures = {figure("imports", 2025, 12, 1, expected.imports),
                                              figure("exports", 2025, 2, 2, expected.exports)}},
                                 "net-imports");
    CHECK_EQ(net.figure.has_value(), expected.known);
    if (!net.figure) continue;
    CHECK_EQ(net.figure->is_upper_bound, expected.net == Bound::upper);
    CHECK_EQ(net.figure->is_lower_bound, expected.net == Bound::lower);
  }
  // At most nothing is nothing; at least nothing is no figure.
  CHECK_FALSE(
      ask({.figures = {figure("imports", 2025, 2, 1, Bound::upper), figure("exports", 2025, 2, 2)}}, "net-imports")
          .figure->is_upper_bound);
  CHECK_FALSE(
      ask({.figures = {figure("imports", 2025, 2, 1, Bound::lower), figure("exports", 2025, 2, 2)}}, "net-imports")
          .figure.has_value());
}

// USGS, Mineral Commodity Summaries 2026: antimony 45,000 t, net import reliance 91%, of imports 55% from China.
TEST_CASE("without trade figures net imports are consumption times net import reliance of its year") {
  DemandFacts antimony{.figures = {figure("apparent-consumption", 2025, 45'000'000, 1)},
                       .reliance = {reliance(2025, 91, 91)},
                       .shares = {share(china, 55), share(belgium, 12), others(33, 33)}};
  CHECK_EQ(ask(antimony, "net-imports").figure->per_year, kilograms(40'950'000));
  CHECK_EQ(ask_from(antimony, {china}).figure->per_year, kilograms(22'522'500));
  CHECK_EQ(ask_from(antimony, {china, belgium}).figure->per_year, kilograms(27'436'500));
  CHECK_EQ(ask_from(antimony, {china}).figure->basis, "imports-from:China");
  CHECK_EQ(ask_from(antimony, {china}).figure->derivation,
           "net imports (apparent-consumption 45,000,000 kg of 2025 x 91% net import reliance) x China 55%");
  antimony.figures.front() = figure("apparent-consumption", 2024, 28'600'000, 1); // the reliance of 2024 is not known
  CHECK_FALSE(ask(antimony, "net-imports").figure.has_value());
}

TEST_CASE("reliance bounds, net exporters and proxies") {
  const auto with = [](const char* basis, const NetReliance& of) {
    return ask({.figures = {figure(basis, 2025, 200, 1)}, .reliance = {of}}, "net-imports");
  };
  CHECK(with("apparent-consumption", reliance(2025, 75, 100)).figure->is_lower_bound);
  CHECK_EQ(with("apparent-consumption", reliance(2025, 75, 100)).figure->per_year, kilograms(150));
  CHECK_EQ(with("apparent-consumption", reliance(2025, 75, 100)).figure->derivation,
           "apparent-consumption 200 kg of 2025 x >75% net import reliance");
  CHECK(with("apparent-consumption", reliance(2025, 0, 25)).figure->is_upper_bound);
  CHECK_EQ(with("apparent-consumption", reliance(2025, 0, 25)).figure->per_year, kilograms(50));
  CHECK_EQ(with("apparent-consumption", {.of_demand = percents(0, 0), .is_net_exporter = true, .year = 2025})
               .figure->per_year,
           Mass());
  CHECK_FALSE(with("consumption-proxy", reliance(2025, 75, 75)).figure.has_value());
}

TEST_CASE("imports from countries are imports times their published shares, rounded up to the milligram") {
  DemandFacts facts{.figures = {figure("imports", 2025, 0, 1)}, .shares = {share(china, 33), others(67, 67)}};
  facts.figures.front().figure.per_year = Mass::milligrams(10);
  CHECK_EQ(ask_from(facts, {china}).figure->per_year, Mass::milligrams(4)); // 3.3
  CHECK_EQ(ask_from(facts, {china}).figure->derivation, "imports 0.00001 kg of 2025 x China 33%");
  CHECK_FALSE(ask_from(facts, {china}).figure->at_most.has_value());
}

TEST_CASE("where a country's share is not published, imports are within the published ones and what these leave") {
  const DemandFacts facts{.figures = {figure("imports", 2025, 1'000, 1)},
                          .shares = {share(china, 33), share(belgium, 12), others(55, 55)}};
  const DemandFigure within = ask_from(facts, {china, russia}).figure.value();
  CHECK_EQ(within.per_year, kilograms(330));
  CHECK(within.is_lower_bound);
  CHECK_EQ(within.at_most, kilograms(880));
  CHECK_EQ(within.unpublished, "Russia");
  CHECK_EQ(within.derivation, "imports 1,000 kg of 2025 x China 33%, Russia not published (33% to 88%)");
  // Of nothing it is known how much it is at least.
  const DemandFigure below = ask_from(facts, {russia}).figure.value();
  CHECK_EQ(below.per_year, kilograms(550));
  CHECK(below.is_upper_bound);
  CHECK_FALSE(below.at_most.has_value());
  CHECK_EQ(below.unpublished, "Russia");
  const DemandFigure all_known = ask_from(facts, {china, belgium, russia, peru}).figure.value();
  CHECK_EQ(all_known.per_year, kilograms(450));
  CHECK_EQ(all_known.at_most, kilograms(1'000));
  CHECK_EQ(all_known.unpublished, "Russia, Peru");
}

TEST_CASE("a share that is not published is nothing where the published ones are all of imports") {
  const DemandFacts scandium{.figures = {figure("imports", 2025, 1'000, 1)},
                             .shares = {share(china, 89), share(belgium, 11)}};
  const DemandFigure exact = ask_from(scandium, {china, russia}).figure.value();
  CHECK_EQ(exact.per_year, kilograms(890));
  CHECK_FALSE(exact.is_lower_bound);
  CHECK(exact.unpublished.empty());
  CHECK_EQ(exact.derivation, "imports 1,000 kg of 2025 x China 89%, Russia 0%");
  CHECK_EQ(ask_from(scandium, {russia}).figure->per_year, Mass());
  const DemandFacts all{.figures = {figure("imports", 2025, 1'000, 1)}, .shares = {share(china, 100), others(0, 1)}};
  CHECK_EQ(ask_from(all, {china, russia}).figure->per_year, kilograms(1'000));
  CHECK_FALSE(ask_from(all, {china, russia}).figure->is_lower_bound);
}

TEST_CASE("a share that may be all of imports, and no shares at all, leave no figure and say so") {
  const ChosenCountry germany{"Germany", "DE"};
  const DemandFacts rubidium{
      .figures = {figure("imports", 2025, 9, 1)},
      .shares = {
          {.countries = {"CN", "DE", "RU"}, .of_imports = percents(100, 100), .name = "China, Germany, and Russia"}}};
  CHECK_FALSE(ask_from(rubidium, {china, russia}).figure.has_value());
  CHECK_EQ(ask_from(rubidium, {china, russia}).missing, "no share of imports is published for China, Russia");
  CHECK_EQ(ask_from(rubidium, {china, germany, russia}).figure->per_year, kilograms(9)); // theirs together
  CHECK_EQ(ask_from(rubidium, {china, germany, russia}).figure->derivation,
           "imports 9 kg of 2025 x China, Germany, and Russia 100%");
  const DemandFacts none{.figures = {figure("imports", 2025, 9, 1)}};
  CHECK_EQ(ask_from(none, {china, russia}).missing, "no share of imports is published for China, Russia");
}

TEST_CASE("a bounded share gives bounds; with imports that are bounded the other way there is no figure") {
  DemandFacts phosphate{
      .figures = {figure("imports", 2025, 1'000, 1)},
      .shares = {{.countries = {"PE"}, .of_imports = percents(99, 100), .name = "Peru"}, others(0, 1)}};
  CHECK(ask_from(phosphate, {peru}).figure->is_lower_bound);
  CHECK_EQ(ask_from(phosphate, {peru}).figure->per_year, kilograms(990));
  CHECK_EQ(ask_from(phosphate, {peru}).figure->at_most, kilograms(1'000));
  CHECK(ask_from(phosphate, {peru}).figure->unpublished.empty());
  CHECK(ask_from(phosphate, {russia}).figure->is_upper_bound);
  CHECK_EQ(ask_from(phosphate, {russia}).figure->per_year, kilograms(10));
  phosphate.figures = {figure("imports", 2025, 1'000, 1, Bound::upper)};
  CHECK_EQ(ask_from(phosphate, {peru}).missing, "imports <1,000 kg of 2025 x Peru >99%: bounded on both sides");
  CHECK_EQ(ask_from(phosphate, {russia}).figure->per_year, kilograms(10));
  phosphate.figures = {figure("imports", 2025, 1'000, 1, Bound::lower)};
  CHECK_EQ(ask_from(phosphate, {peru}).figure->per_year, kilograms(990));
  CHECK_FALSE(ask_from(phosphate, {peru}).figure->at_most.has_value());
  CHECK_FALSE(ask_from(phosphate, {russia}).figure.has_value());
}

TEST_CASE("participants' demand is the sum of the latest figure of each") {
  const DemandFacts facts{.figures = {declared("maker-a", 2025, 5, 1), declared("maker-a", 2023, 50, 2),
                                      declared("maker-b", 2023, 7, 3), declared("maker-b", 2023, 8, 4)}};
  const DemandAnswer sum = ask(facts, "participant-demand");
  CHECK_EQ(sum.figure->per_year, kilograms(13));
  CHECK_EQ(sum.figure->year, 2025);
  CHECK_EQ(sum.figure->oldest_year, 2023);
  CHECK_EQ(age_in_years(*sum.figure, day("2026-03-31")), 3);
  CHECK_EQ(sum.figure->derivation, "maker-a 5 kg of 2025, maker-b 8 kg of 2023");
  CHECK_EQ(ask({}, "participant-demand").missing, "no participant has declared a demand");
}

TEST_CASE("who declares to need nothing any more counts as nothing; a bound bounds the sum") {
  const DemandFacts facts{.figures = {declared("maker-a", 2025, 0, 1), declared("maker-b", 2025, 7, 2, Bound::upper)}};
  CHECK_EQ(ask(facts, "participant-demand").figure->per_year, kilograms(7));
  CHECK(ask(facts, "participant-demand").figure->is_upper_bound);
  CHECK_FALSE(
      ask({.figures = {declared("maker-a", 2025, 1, 1, Bound::lower), declared("maker-b", 2025, 7, 2, Bound::upper)}},
          "participant-demand")
          .figure.has_value());
}

TEST_CASE("each part of sources and qualities is kept once, and none for being within another") {
  DemandFacts facts{.figures = {figure("imports", 2025, 12, 1), figure("exports", 2025, 2, 2)}};
  DemandFigure& imports = facts.figures[0].figure;
  DemandFigure& exports = facts.figures[1].figure;
  imports.quality = "A-stale";
  imports.source = "USGS, row 12; EIA";
  exports.source = "USGS, row 1; EIA";
  CHECK_EQ(ask(facts, "net-imports").figure->quality, "A-stale; A");
  CHECK_EQ(ask(facts, "net-imports").figure->source, "USGS, row 12; EIA; USGS, row 1");
  imports.source.clear();
  CHECK_EQ(ask(facts, "net-imports").figure->source, "USGS, row 1; EIA");
}

TEST_CASE("a computed lower bound is rounded down, and says nothing where it comes to nothing") {
  const auto share_of = [](std::int64_t milligrams, Bound bound) {
    const Limits limits = bound == Bound::lower ? percents(33, 100) : percents(0, 33);
    DemandFacts facts{.figures = {figure("imports", 2025, 0, 1)},
                      .shares = {{.countries = {"PE"}, .of_imports = limits, .name = "Peru"}}};
    facts.figures.front().figure.per_year = Mass::milligrams(milligrams);
    return ask_from(facts, {peru});
  };
  CHECK_EQ(share_of(10, Bound::lower).figure->per_year, Mass::milligrams(3)); // 3.3
  CHECK_EQ(share_of(10, Bound::upper).figure->per_year, Mass::milligrams(4));
  CHECK_EQ(share_of(3, Bound::lower).missing,
           "imports 0.000003 kg of 2025 x Peru >33%, and only a lower bound"); // 0.99
  CHECK_EQ(share_of(0, Bound::lower).figure->per_year, Mass());                // a part of nothing
  CHECK_FALSE(share_of(0, Bound::lower).figure->is_lower_bound);
  DemandFacts relied{.figures = {figure("apparent-consumption", 2025, 0, 1)}, .reliance = {reliance(2025, 75, 100)}};
  relied.figures.front().figure.per_year = Mass::milligrams(3); // 2.25
  CHECK_EQ(ask(relied, "net-imports").figure->per_year, Mass::milligrams(2));
  relied.figures.front().figure.per_year = Mass::milligrams(1);
  CHECK_FALSE(ask(relied, "net-imports").figure.has_value());
}

TEST_CASE("why there are no net imports is said of the latest year of trade or consumption") {
  CHECK_EQ(ask({.figures = {declared("maker-a", 2027, 5, 1), figure("imports", 2025, 9, 2)}}, "net-imports").missing,
           "no exports of 2025 are recorded");
}

TEST_CASE("every basis is known by its name, and no other") {
  CHECK_EQ(demand_bases().size(), 9);
  for (const DemandBasis& basis : demand_bases())
    CHECK(find_demand_basis(basis.name) == &basis);
  CHECK(find_demand_basis("consumption") == nullptr);
  CHECK(find_demand_basis("") == nullptr);
}

} // namespace coverage_demand_test
