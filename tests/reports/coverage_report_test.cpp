#include "tests/reports/report_values.hpp"

namespace reports_coverage_report_test {

using namespace pvault;
using namespace pvault::test;

TEST_CASE("coverage: days down, gap up, cost of the gap half-even") {
  TemporaryBook book;
  book.purchase("gallium", "2,000 kg", "500 USD/kg", "2026-01-15");
  const auto table = report(book, "coverage", "2026-03-31");
  // Consumption 19,000 kg in 2025: 2,000 × 365 / 19,000 = 38.42 days; 60 × 19,000 / 365 = 3,123.28767123 kg.
  CHECK_EQ(value_of(table, "gallium", "on_hand_kg"), "2000.000000");
  CHECK_EQ(value_of(table, "gallium", "held_back_kg"), "0.000000");
  CHECK_EQ(value_of(table, "gallium", "available_kg"), "2000.000000");
  CHECK_EQ(value_of(table, "gallium", "demand_basis"), "reported-consumption");
  CHECK_EQ(value_of(table, "gallium", "demand_year"), "2025");
  CHECK_EQ(value_of(table, "gallium", "demand_kg_per_year"), "19000.000000");
  CHECK_EQ(value_of(table, "gallium", "coverage_days"), "38.4");
  CHECK_EQ(value_of(table, "gallium", "coverage_qualifier"), "-");
  CHECK_EQ(value_of(table, "gallium", "target_days"), "60");
  CHECK_EQ(value_of(table, "gallium", "gap_kg"), "1123.287672");
  CHECK_EQ(value_of(table, "gallium", "price_usd_per_kg"), "580.000000");
  CHECK_EQ(value_of(table, "gallium", "price_on"), "2025-12-31");
  CHECK_EQ(value_of(table, "gallium", "gap_cost_usd"), "651506.85"); // 1,123.287672 × 580 = 651,506.84976
  CHECK_EQ(value_of(table, "gallium", "status"), "below_target");
  CHECK_EQ(row_of(table, "gallium").mood, "bad");
  // 180 cents a pound of 0.45359237 kg
  CHECK_EQ(value_of(table, "aluminum", "price_usd_per_kg"), "3.968321");
}

TEST_CASE("coverage: what is on its way or in process is on hand and covers nothing") {
  TemporaryBook book;
  book.site("AT-SEA", SiteKind::in_transit);
  book.site("REFINERY", SiteKind::in_process);
  book.purchase("gallium", "2,000 kg", "500 USD/kg", "2026-01-15", {.lot = "G"});
  book.purchase("cerium", "7 kg", "5 USD/kg", "2026-01-15", {.site = "REFINERY", .lot = "C"});
  const auto stored = report(book, "coverage", "2026-03-31");
  book.transfer("G", "500 kg", "AT-SEA", "2026-02-01", "G-SEA");
  book.transfer("G", "300 kg", "REFINERY", "2026-02-02", "G-REF");
  book.transfer("G-SEA", "500 kg", "DENVER", "2026-04-01", "G-BACK");
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(value_of(table, "gallium", "on_hand_kg"), "2000.000000");
  CHECK_EQ(value_of(table, "gallium", "in_transit_kg"), "500.000000");
  CHECK_EQ(value_of(table, "gallium", "in_process_kg"), "300.000000");
  CHECK_EQ(value_of(table, "gallium", "held_back_kg"), "800.000000");
  CHECK_EQ(value_of(table, "gallium", "available_kg"), "1200.000000");
  CHECK_EQ(value_of(table, "gallium", "coverage_days"), "23.0"); // 1,200 × 365 / 19,000
  CHECK_EQ(value_of(stored, "gallium", "coverage_days"), "38.4");
  CHECK_EQ(value_of(table, "rare-earths", "in_process_kg"), "7.000000");
  CHECK_EQ(value_of(table, "rare-earths", "available_kg"), "0.000000");
  CHECK(has_note(table, "On hand but not available, and not counted as cover: gallium (500 kg in transit, "
                        "300 kg in process) and cerium (7 kg in process)."));
  const auto later = report(book, "coverage", "2026-04-01");
  CHECK_EQ(value_of(later, "gallium", "in_transit_kg"), "0.000000");
  CHECK_EQ(value_of(later, "gallium", "available_kg"), "1700.000000");
  const auto earlier = report(book, "coverage", "2026-02-01");
  CHECK_EQ(value_of(earlier, "gallium", "held_back_kg"), "500.000000");
}

TEST_CASE("coverage: the first day on target") {
  TemporaryBook book;
  book.purchase("gallium", "3,123,287,671 mg", "500 USD/kg", "2026-01-15");
  CHECK_EQ(value_of(report(book, "coverage", "2026-01-15"), "gallium", "coverage_days"), "59.9");
  CHECK_EQ(value_of(report(book, "coverage", "2026-01-15"), "gallium", "gap_kg"), "0.000001");
  CHECK_EQ(value_of(report(book, "coverage", "2026-01-15"), "gallium", "status"), "below_target");
  book.purchase("gallium", "1 mg", "500 USD/kg", "2026-01-16");
  const auto table = report(book, "coverage", "2026-01-16");
  CHECK_EQ(value_of(table, "gallium", "coverage_days"), "60.0");
  CHECK_EQ(value_of(table, "gallium", "gap_kg"), "0.000000");
  CHECK_EQ(value_of(table, "gallium", "gap_cost_usd"), "0.00");
  CHECK_EQ(value_of(table, "gallium", "status"), "on_target");
  CHECK_EQ(row_of(table, "gallium").mood, "good");
}

TEST_CASE("coverage: all minerals always, in order, with the group before its members") {
  TemporaryBook book;
  const auto table = report(book, "coverage", "2026-03-31");
  const auto minerals = std::ranges::count_if(
      table.rows, [&](const reports::Row& row) { return value_of(table, row, "kind") == "mineral"; });
  CHECK_EQ(minerals, 60);
  CHECK_EQ(table.rows.size(), 61);
  CHECK_EQ(value_of(table, 0, "mineral"), "aluminum");
  CHECK_EQ(value_of(table, 60, "mineral"), "zirconium");
  const auto group = static_cast<std::size_t>(&row_of(table, "rare-earths") - table.rows.data());
  CHECK_EQ(value_of(table, group - 1, "mineral"), "potash");
  CHECK_EQ(value_of(table, group + 1, "mineral"), "cerium");
  CHECK_EQ(value_of(table, group + 14, "mineral"), "ytterbium");
  CHECK_EQ(value_of(table, group + 15, "mineral"), "rhenium");
  CHECK_EQ(table.rows[group].indent, 0);
  CHECK_EQ(table.rows[group + 1].indent, 1);
  CHECK_EQ(table.rows[group + 15].indent, 0);
  // The same before the book began: nobody had heard of targets and prices then, and of figures only those of earlier
  // years.
  const auto before = report(book, "coverage", "2024-12-31");
  CHECK_EQ(before.rows.size(), 61);
  CHECK_EQ(value_of(before, "gallium", "status"), "no_demand_figure");
  CHECK_EQ(value_of(before, "gallium", "target_days"), "-");
}

TEST_CASE("coverage: no figure is neither zero nor infinity") {
  TemporaryBook book;
  book.purchase("hafnium", "5 kg", "3000 USD/kg", "2026-01-15");
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(value_of(table, "hafnium", "on_hand_kg"), "5.000000");
  for (const char* column :
       {"demand_basis", "demand_year", "demand_kg_per_year", "coverage_days", "gap_kg", "gap_cost_usd"})
    CHECK_EQ(value_of(table, "hafnium", column), "-");
  CHECK_EQ(value_of(table, "hafnium", "status"), "no_demand_figure");
  CHECK_EQ(row_of(table, "hafnium").mood, "faint");
  CHECK_EQ(value_of(table, "cobalt", "status"), "no_stock");
  CHECK_EQ(value_of(table, "cobalt", "coverage_days"), "0.0");
  CHECK_EQ(row_of(table, "cobalt").mood, "bad");
  // A demand figure without a price: the gap is known, its cost is not.
  CHECK_EQ(value_of(table, "metallurgical-coal", "price_usd_per_kg"), "-");
  CHECK_NE(value_of(table, "metallurgical-coal", "gap_kg"), "-");
  CHECK_EQ(value_of(table, "metallurgical-coal", "gap_cost_usd"), "-");
}

TEST_CASE("coverage: a bound on demand gives a bound on coverage") {
  TemporaryBook book;
  book.purchase("rubidium", "100 kg", "3000 USD/kg", "2026-01-15");
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(value_of(table, "rubidium", "demand_qualifier"), "<");
  CHECK_EQ(value_of(table, "rubidium", "coverage_qualifier"), ">");
  CHECK_EQ(value_of(table, "rubidium", "demand_kg_per_year"), "2000.000000");
  CHECK_EQ(value_of(table, "rubidium", "coverage_days"), "18.2"); // 100 × 365 / 2,000 = 18.25
  CHECK(has_note(table, "rubidium, more than 18.2 days"));
  CHECK(has_note(table, "only known to be below: rubidium (2025) and zirconium (2025)"));
}

TEST_CASE("coverage: every gap that the total is without is named, held or not") {
  TemporaryBook book;
  book.purchase("rubidium", "100 kg", "3000 USD/kg", "2026-01-15"); // a part of what 60 days take
  const auto before = report(book, "coverage", "2026-03-31");
  CHECK(has_note(before, "A gap without a usable price: boron, metallurgical-coal and rubidium; the total of the gap "
                         "cost is without them."));
  CHECK_EQ(value_of(before, "rubidium", "gap_cost_usd"), "-");
  // A group has a gap and never a price, which a note says of all groups; its members without a figure have no gap.
  CHECK_NE(value_of(before, "rare-earths", "gap_kg"), "-");
  CHECK(has_note(before, "it has no price, so its gap has no cost."));

  book.purchase("rubidium", "300 kg", "3000 USD/kg", "2026-02-15"); // no gap any more
  book.demand("hafnium", 2025, "100 kg");                           // a gap, and a price
  book.demand("thulium", 2025, "100 kg");                           // a gap and none
  const auto after = report(book, "coverage", "2026-03-31");
  CHECK(has_note(after, "A gap without a usable price: boron, metallurgical-coal and thulium;"));
  book.price("boron", "1 USD/kg", "2026-03-01");
  book.price("metallurgical-coal", "200 USD/t", "2026-03-01");
  book.price("thulium", "900 USD/kg", "2026-03-01");
  CHECK_FALSE(has_note(report(book, "coverage", "2026-03-31"), "without a usable price"));
}

TEST_CASE("coverage: a group has the figure, its members have the stock") {
  TemporaryBook book;
  book.purchase("neodymium", "1,000 t", "70 USD/kg", "2026-01-15");
  book.purchase("dysprosium", "850 kg", "230 USD/kg", "2026-02-15");
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(value_of(table, "neodymium", "on_hand_kg"), "1000000.000000");
  CHECK_EQ(value_of(table, "neodymium", "coverage_days"), "-");
  CHECK_EQ(value_of(table, "neodymium", "status"), "group_figure_only");
  CHECK_EQ(value_of(table, "rare-earths", "kind"), "group");
  CHECK_EQ(value_of(table, "rare-earths", "on_hand_kg"), "1000850.000000");
  CHECK_EQ(value_of(table, "rare-earths", "coverage_days"), "13.5"); // 1,000,850 × 365 / 27,000,000 = 13.53
  CHECK_EQ(value_of(table, "rare-earths", "status"), "below_target");
  CHECK_EQ(value_of(table, "rare-earths", "gap_kg"), "3437506.164384"); // 4,438,356.16438356 - 1,000,850
  CHECK_EQ(value_of(table, "rare-earths", "gap_cost_usd"), "-");
  // A figure of its own counts for a member.
  book.demand("neodymium", 2025, "3,650 t");
  CHECK_EQ(value_of(report(book, "coverage", "2026-03-31"), "neodymium", "coverage_days"), "100.0");
}

TEST_CASE("coverage: a leap year has 366 days") {
  TemporaryBook book;
  book.demand("hafnium", 2024, "36,600 kg");
  book.purchase("hafnium", "1,234.5 kg", "3000 USD/kg", "2026-01-15");
  CHECK_EQ(value_of(report(book, "coverage", "2026-03-31"), "hafnium", "coverage_days"), "12.3"); // 100 kg a day
  book.demand("hafnium", 2025, "36,500 kg");
  CHECK_EQ(value_of(report(book, "coverage", "2026-03-31"), "hafnium", "demand_year"), "2025");
}

TEST_CASE("coverage: the last day counts, and so does what was known") {
  TemporaryBook book;
  const EntryId bought = book.purchase("gallium", "1,900 kg", "500 USD/kg", "2026-02-01");
  const EntryId before_backdating = book.newest();
  book.purchase("gallium", "1,900 kg", "500 USD/kg", "2026-01-01"); // recorded later, dated earlier
  const auto on_hand = [&](std::string_view as_of, EntryId known_at) {
    return value_of(report(book.connection(), "coverage", {.moment = {day(as_of), known_at}}), "gallium", "on_hand_kg");
  };
  CHECK_EQ(on_hand("2025-12-31", book.newest()), "0.000000");
  CHECK_EQ(on_hand("2026-01-01", book.newest()), "1900.000000");
  CHECK_EQ(on_hand("2026-01-31", book.newest()), "1900.000000");
  CHECK_EQ(on_hand("2026-02-01", book.newest()), "3800.000000");
  CHECK_EQ(on_hand("2026-01-31", before_backdating), "0.000000");
  CHECK_EQ(on_hand("2026-02-01", before_backdating), "1900.000000");

  book.reverse(bought, "2026-03-01");
  CHECK_EQ(on_hand("2026-02-28", book.newest()), "3800.000000");
  CHECK_EQ(on_hand("2026-03-01", book.newest()), "1900.000000");
  CHECK_EQ(on_hand("2026-03-01", before_backdating), "1900.000000");
}

TEST_CASE("coverage: figures have their moment, too") {
  TemporaryBook book;
  book.purchase("gallium", "1,900 kg", "500 USD/kg", "2026-01-15");
  const EntryId old = book.newest();
  const EntryId demand = book.demand("gallium", 2026, "20,000 kg");
  book.price("gallium", "600 USD/kg", "2026-02-01");
  book.target("gallium", 30, "2026-03-01");
  const auto known_then = report(book.connection(), "coverage", {.moment = {day("2026-03-31"), old}});
  CHECK_EQ(value_of(known_then, "gallium", "demand_year"), "2025");
  CHECK_EQ(value_of(known_then, "gallium", "price_usd_per_kg"), "580.000000");
  CHECK_EQ(value_of(known_then, "gallium", "target_days"), "60");
  const auto february = report(book, "coverage", "2026-02-01");
  CHECK_EQ(value_of(february, "gallium", "coverage_days"), "34.6"); // 1,900 × 365 / 20,000 = 34.675
  CHECK_EQ(value_of(february, "gallium", "price_usd_per_kg"), "600.000000");
  CHECK_EQ(value_of(february, "gallium", "target_days"), "60");
  CHECK_EQ(value_of(report(book, "coverage", "2026-03-01"), "gallium", "status"), "on_target");
  book.reverse(demand);
  CHECK_EQ(value_of(report(book, "coverage", "2026-03-01"), "gallium", "demand_year"), "2025");
}

TEST_CASE("coverage: a figure past 64 bits is missing, and the report is there") {
  TemporaryBook book;
  book.demand("zinc", 2026, "100e6 t");
  book.target("zinc", 36500, "2026-02-01");
  book.purchase("zinc", "1 t", "3 USD/kg", "2026-01-15");
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(value_of(table, "zinc", "gap_kg"), "-");
  CHECK_EQ(value_of(table, "zinc", "gap_cost_usd"), "-");
  CHECK_EQ(value_of(table, "zinc", "status"), "below_target");
}

TEST_CASE("coverage: a group whose members hold more than 64 bits together is refused by name") {
  TemporaryBook book;
  for (int i = 0; i < 46; ++i)
    book.purchase("neodymium", "100e6 t", "0.01 USD/t", "2026-01-15");
  for (int i = 0; i < 47; ++i)
    book.purchase("cerium", "100e6 t", "0.01 USD/t", "2026-01-15");
  CHECK_THROWS_WITH_AS(report(book, "coverage", "2026-03-31"),
                       "report coverage: the stock of rare-earths: the masses 4700000000000000000 mg and "
                       "4600000000000000000 mg add up to more than 64 bits hold",
                       std::overflow_error);
}

TEST_CASE("coverage: the summary, the total and what is asked for") {
  TemporaryBook book;
  book.purchase("gallium", "2,000 kg", "500 USD/kg", "2026-01-15");
  book.purchase("rhenium", "38 t", "2000 USD/kg", "2026-01-15");
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(
      table.notes.at(0),
      "Of 60 minerals 1 is on target, 1 below target, 37 without stock, 7 without a demand figure, 14 with a figure "
      "for their group only.");
  CHECK_EQ(table.notes.at(1), "Lowest coverage where there is stock and a figure: gallium, 38.4 days.");
  CHECK(has_note(table, "more than 5 years old: boron (1996) and tungsten (2014)."));
  Money sum;
  for (const reports::Row& row : table.rows)
    if (const auto* cost = std::get_if<reports::Decimal>(&row.cells[column_index(table, "gap_cost_usd")]))
      sum += Money::cents(cost->scaled);
  CHECK_EQ(
      total_of(table, "gap_cost_usd"),
      reports::format_for_machine(reports::decimal(sum.cents()), table.columns[column_index(table, "gap_cost_usd")]));
  CHECK_EQ(total_of(table, "on_hand_kg"), "-");

  const auto one =
      report(book.connection(), "coverage", {.moment = book.moment("2026-03-31"), .minerals = {book.mineral("Ga")}});
  CHECK_EQ(one.rows.size(), 1);
  CHECK_EQ(total_of(one, "gap_cost_usd"), "651506.85");
  // No gap is known, so nothing is known of its cost.
  const auto none = report(book.connection(), "coverage",
                           {.moment = book.moment("2026-03-31"), .minerals = {book.mineral("hafnium")}});
  CHECK_FALSE(none.totals.has_value());
}

TEST_CASE("coverage: the fields that scripts rely on") {
  TemporaryBook book;
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(
      machine_columns(table),
      "mineral kind on_hand_kg in_transit_kg in_process_kg held_back_kg available_kg demand_basis demand_year "
      "demand_quality demand_qualifier "
      "demand_kg_per_year "
      "coverage_qualifier coverage_days target_days gap_kg price_usd_per_kg price_on gap_cost_usd status "
      "not_accepted_kg encumbered_kg encumbered_held_kg sold_not_shipped_kg owed_back_kg "
      "unavailable_percent unavailable_kg basis_asked demand_age_years demand_stale demand_source demand_published "
      "demand_derivation demand_missing gap_qualifier share_not_published demand_at_most_kg_per_year "
      "coverage_days_at_least");
  CHECK_EQ(table.name, "coverage");
  CHECK_EQ(table.provenance.book, "Test reserve");
  CHECK_EQ(table.provenance.as_of, "2026-03-31");
  CHECK_EQ(table.provenance.known_at_entry, number_of(book.newest()));
  CHECK_EQ(table.provenance.known_at_hash, store::load_chain_head(book.connection()).hash);
}

TEST_CASE("coverage: the age, source and words of a figure stand in its row, and a stale one is marked") {
  TemporaryBook book;
  const auto table = report(book, "coverage", "2026-03-31");
  CHECK_EQ(value_of(table, "tungsten", "demand_age_years"), "12");
  CHECK_EQ(value_of(table, "tungsten", "demand_stale"), "yes");
  CHECK_EQ(value_of(table, "silicon", "demand_age_years"), "5");
  CHECK_EQ(value_of(table, "silicon", "demand_stale"), "no"); // not more than five
  CHECK_EQ(value_of(table, "gallium", "demand_published"), "19,000 kilograms, estimated");
  CHECK(value_of(table, "gallium", "demand_source").starts_with("USGS, Mineral Commodity Summaries 2026"));
  CHECK_EQ(value_of(table, "gallium", "demand_missing"), "-");
  CHECK_EQ(value_of(table, "hafnium", "demand_stale"), "-");
  CHECK_EQ(value_of(table, "hafnium", "demand_missing"), "no figure of consumption is recorded");
  CHECK_EQ(value_of(table, "cerium", "demand_missing"), "the figure is of its group only");
}

TEST_CASE("coverage: several bases stand side by side, all minerals on each, and their gaps are not added up") {
  TemporaryBook book;
  book.purchase("antimony", "1,000 t", "25 USD/kg", "2026-01-15");
  const auto table = report(book.connection(), "coverage",
                            {.moment = book.moment("2026-03-31"),
                             .bases = {{.basis = "consumption"},
                                       {.basis = "net-imports"},
                                       {.basis = "imports-from", .countries = {{"China", "CN"}}}}});
  CHECK_EQ(table.rows.size(), 3 * 61);
  CHECK_FALSE(table.totals.has_value());
  const auto antimony = static_cast<std::size_t>(&row_of(table, "antimony") - table.rows.data());
  // 1,000 × 365 / 45,000 = 8.11; 45,000 × 91% = 40,950: 8.91; of that 55%, 22,522.5: 16.20
  CHECK_EQ(value_of(table, antimony, "coverage_days"), "8.1");
  CHECK_EQ(value_of(table, antimony + 1, "demand_basis"), "net-imports");
  CHECK_EQ(value_of(table, antimony + 1, "demand_kg_per_year"), "40950000.000000");
  CHECK_EQ(value_of(table, antimony + 1, "coverage_days"), "8.9");
  CHECK_EQ(value_of(table, antimony + 2, "demand_basis"), "imports-from:China");
  CHECK_EQ(value_of(table, antimony + 2, "coverage_days"), "16.2");
  CHECK(has_note(table, "net-imports: Lowest coverage where there is stock and a figure: antimony, 8.9 days."));
  // Without a figure the row names what was asked for.
  const auto hafnium = static_cast<std::size_t>(&row_of(table, "hafnium") - table.rows.data());
  CHECK_EQ(value_of(table, hafnium, "demand_basis"), "-");
  CHECK_EQ(value_of(table, hafnium + 1, "demand_basis"), "net-imports");
  CHECK_EQ(value_of(table, hafnium + 1, "status"), "no_demand_figure");
}

TEST_CASE("coverage: a net exporter needs no cover of imports") {
  TemporaryBook book;
  book.purchase("beryllium", "1 t", "500 USD/kg", "2026-01-15");
  const auto table =
      report(book.connection(), "coverage", {.moment = book.moment("2026-03-31"), .bases = {{.basis = "net-imports"}}});
  CHECK_EQ(value_of(table, "beryllium", "demand_kg_per_year"), "0.000000");
  CHECK_EQ(value_of(table, "beryllium", "coverage_days"), "-");
  CHECK_EQ(value_of(table, "beryllium", "gap_kg"), "0.000000");
  CHECK_EQ(value_of(table, "beryllium", "status"), "no_demand");
}

TEST_CASE("coverage: a lower bound of demand gives an upper bound of cover") {
  TemporaryBook book;
  book.purchase("germanium", "1,000 kg", "500 USD/kg", "2021-01-15");
  const auto table =
      report(book.connection(), "coverage", {.moment = book.moment("2026-03-31"), .bases = {{.basis = "net-imports"}}});
  // The reliance of 2025 and the consumption of 2021 are not of one year.
  CHECK_EQ(value_of(table, "germanium", "status"), "no_demand_figure");
  book.purchase("magnesium", "1,000 t", "3 USD/kg", "2026-01-15");
  const auto after =
      report(book.connection(), "coverage", {.moment = book.moment("2026-03-31"), .bases = {{.basis = "net-imports"}}});
  CHECK_EQ(value_of(after, "magnesium", "demand_qualifier"), ">"); // 40,000 t × more than 75%
  CHECK_EQ(value_of(after, "magnesium", "coverage_qualifier"), "<");
  CHECK_EQ(value_of(after, "magnesium", "coverage_days"), "12.2"); // 1,000 × 365 / 30,000 = 12.17, up
  CHECK_EQ(value_of(after, "magnesium", "gap_qualifier"), ">");
  CHECK_EQ(value_of(after, "magnesium", "status"), "below_target");
}

TEST_CASE("coverage: imports from a country without a published share are within limits, and the report names it") {
  TemporaryBook book;
  book.purchase("antimony", "1,000 t", "25 USD/kg", "2026-01-15");
  const auto table = report(book.connection(), "coverage",
                            {.moment = book.moment("2026-03-31"),
                             .bases = {{.basis = "imports-from", .countries = {{"China", "CN"}, {"Russia", "RU"}}}}});
  // Net imports 40,950 t; China 55% is 22,522.5 t, with the 19% of other countries 30,303 t.
  CHECK_EQ(value_of(table, "antimony", "demand_kg_per_year"), "22522500.000000");
  CHECK_EQ(value_of(table, "antimony", "demand_qualifier"), ">");
  CHECK_EQ(value_of(table, "antimony", "coverage_qualifier"), "<");
  CHECK_EQ(value_of(table, "antimony", "coverage_days"), "16.3"); // 1,000 × 365 / 22,522.5 = 16.206, up
  CHECK_EQ(value_of(table, "antimony", "demand_at_most_kg_per_year"), "30303000.000000");
  CHECK_EQ(value_of(table, "antimony", "coverage_days_at_least"), "12.0"); // 12.045, down
  CHECK_EQ(value_of(table, "antimony", "share_not_published"), "Russia");
  CHECK(value_of(table, "antimony", "demand_derivation").ends_with("x China 55%, Russia not published (55% to 74%)"));
  CHECK_EQ(value_of(table, "palladium", "share_not_published"), "China"); // of Russia it is 36%
  CHECK(has_note(table, "imports-from:China,Russia: No share of imports is published of: "));
  const auto exact = report(
      book.connection(), "coverage",
      {.moment = book.moment("2026-03-31"), .bases = {{.basis = "imports-from", .countries = {{"China", "CN"}}}}});
  CHECK_EQ(value_of(exact, "antimony", "demand_at_most_kg_per_year"), "-");
  CHECK_EQ(value_of(exact, "antimony", "share_not_published"), "-");
}

TEST_CASE("coverage: by the figure of its time, or of the year asked for") {
  TemporaryBook book;
  book.demand("antimony", 2022, "24,500 t");
  book.purchase("antimony", "1,000 t", "25 USD/kg", "2022-01-15");
  CHECK_EQ(value_of(report(book, "coverage", "2022-06-30"), "antimony", "coverage_days"), "14.8"); // 24,500 t
  const auto of = [&](int year) {
    return report(
        book.connection(), "coverage",
        {.moment = book.moment("2022-06-30"), .bases = {{.basis = "consumption", .countries = {}, .year = year}}});
  };
  CHECK_EQ(value_of(of(2025), "antimony", "coverage_days"), "8.1"); // 45,000 t
  CHECK_EQ(value_of(of(2025), "antimony", "demand_age_years"), "-3");
  CHECK_EQ(value_of(of(2024), "antimony", "demand_year"), "2022"); // the latest before it
  CHECK(has_note(of(2025), "Demand figures are those of 2025, or the latest before it"));
}

TEST_CASE("coverage: a wrong figure that was reversed later does not count for the year asked for") {
  TemporaryBook book;
  const EntryId wrong = book.demand("antimony", 2025, "1 t");
  book.reverse(wrong, "2026-03-01");
  const auto table =
      report(book.connection(), "coverage",
             {.moment = book.moment("2022-06-30"), .bases = {{.basis = "consumption", .countries = {}, .year = 2025}}});
  CHECK_EQ(value_of(table, "antimony", "demand_kg_per_year"), "45000000.000000");
}

TEST_CASE("coverage: a part that never comes out is its own column") {
  TemporaryBook book;
  book.purchase("gallium", "1,000 kg", "500 USD/kg", "2026-01-15");
  book.purchase("neodymium", "3 mg", "70 USD/kg", "2026-01-15");
  book.purchase("cerium", "3 mg", "70 USD/kg", "2026-01-15");
  const auto table =
      report(book.connection(), "coverage", {.moment = book.moment("2026-03-31"), .unavailable = rate("10%")});
  CHECK_EQ(value_of(table, "gallium", "unavailable_percent"), "10.0000000");
  CHECK_EQ(value_of(table, "gallium", "unavailable_kg"), "100.000000");
  CHECK_EQ(value_of(table, "gallium", "available_kg"), "900.000000");
  CHECK_EQ(value_of(table, "gallium", "coverage_days"), "17.2");          // 900 × 365 / 19,000
  CHECK_EQ(value_of(table, "rare-earths", "unavailable_kg"), "0.000002"); // what its members lack
  CHECK_EQ(value_of(report(book, "coverage", "2026-03-31"), "gallium", "unavailable_percent"), "0.0000000");
}

TEST_CASE("coverage: all bases are those with a figure") {
  TemporaryBook book;
  const auto bases = [&] {
    const auto table =
        report(book.connection(), "coverage", {.moment = book.moment("2026-03-31"), .bases = {{.basis = "all"}}});
    std::vector<std::string> names;
    for (std::size_t row = 0; row < table.rows.size() && value_of(table, row, "mineral") == "aluminum"; ++row)
      names.push_back(value_of(table, row, "basis_asked"));
    return names;
  };
  const std::vector<std::string> published = {"apparent-consumption", "estimated-consumption", "reported-consumption",
                                              "consumption-proxy", "net-imports"};
  CHECK(bases() == published);
  allowed(operations::add_demand(
      book.book(), book.options("2026-01-01"),
      {.mineral = "tungsten", .year = 2026, .mass = mass("500 t"), .basis = "defence-demand", .source = "department"}));
  CHECK_EQ(bases().back(), "defence-demand");
}

TEST_CASE("coverage-summary: classes, the lowest, and median and mean beside it") {
  TemporaryBook book;
  book.purchase("gallium", "2,000 kg", "500 USD/kg", "2026-01-15");
  book.purchase("rhenium", "38 t", "2000 USD/kg", "2026-01-15");
  const auto table = report(book, "coverage-summary", "2026-03-31");
  const auto line = [&](std::string_view by, std::string_view name, std::string_view column) {
    for (const reports::Row& row : table.rows) {
      if (value_of(table, row, "by") == by && value_of(table, row, "class") == name)
        return value_of(table, row, column);
    }
    return std::string("no row");
  };
  CHECK_EQ(line("cover", "lowest", "names"), "gallium");
  CHECK_EQ(line("cover", "lowest", "coverage_days"), "38.4");
  CHECK_EQ(line("cover", "median", "coverage_days"), "0.0");
  CHECK_EQ(line("cover", "mean", "minerals"), "37");        // 39 with a figure, two of them bounds
  CHECK_EQ(line("cover", "mean", "coverage_days"), "10.9"); // (38.42 + 365) / 37
  CHECK_EQ(line("status", "below_target", "names"), "gallium");
  CHECK_EQ(line("status", "no_stock", "minerals"), "37");
  CHECK_EQ(line("days", "30_to_45_days", "names"), "gallium");
  CHECK_EQ(line("days", "60_days_and_over", "names"), "rhenium");
  CHECK_EQ(line("days", "group_figure_only", "minerals"), "14");
  CHECK_EQ(line("days", "no_demand_figure", "minerals"), "7");
}

} // namespace reports_coverage_report_test
