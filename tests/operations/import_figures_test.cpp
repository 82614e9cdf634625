// Published tables: what of them is recorded, what is not and why, and that nothing is recorded twice or by half.
#include "operations/import_figures.hpp"

#include "audit/verify.hpp"
#include "operations/change_period.hpp"
#include "store/demands.hpp"
#include "store/figures.hpp"
#include "tests/support/book.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

namespace operations_import_figures_test {

using namespace pvault;
using namespace pvault::test;
using operations::FigureKind;
using operations::ImportedFigures;
using operations::PublishedFigure;
using operations::PublishedSign;

namespace {

std::string published(const char* name) {
  std::ifstream file(std::string(PVAULT_SOURCE_DIR "/examples/published/") + name, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string header = "source_row,mcs_chapter,commodity,statistic,detail,unit,year,value_published,value_number,"
                           "qualifier,estimated,value_kg,price_usd_per_kg,notes\n";
const std::string gallium_2024 =
    "2500,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,2024,\"18,700\",18700,,no,18700,,\n";

// A row of gallium's consumption for 2024 with this in place of the number.
std::string with_value(const std::string& value) {
  return header + "2500,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,2024,\"" + value +
         "\",,,no,,,\n";
}

PublishedFigure read_one(const std::string& value) {
  return allowed(operations::read_published_table(FigureKind::demand, "t.csv", with_value(value))).front();
}

Expected<ImportedFigures> import(TemporaryBook& book, FigureKind kind, const std::string& text, bool replace = false,
                                 bool dry_run = false) {
  operations::RecordingOptions options = book.options("2026-06-01");
  options.dry_run = dry_run;
  return operations::import_figures(book.book(), options,
                                    {.kind = kind, .file = "t.csv", .text = text, .replace = replace});
}

std::int64_t skipped(const ImportedFigures& imported, const std::string& reason) {
  const auto found = std::ranges::find(imported.skipped, reason, &std::pair<std::string, std::int64_t>::first);
  return found == imported.skipped.end() ? 0 : found->second;
}

} // namespace

TEST_CASE("what stands in a cell: a number, a bound, nothing, or the word for why there is none") {
  CHECK_EQ(read_one("18,700").number, "18,700");
  CHECK_EQ(read_one("18,700").published, "18,700 kilograms");
  CHECK_EQ(read_one("18,700").source,
           "USGS, Mineral Commodity Summaries 2026 data release, GALLIUM, row 2500, https://doi.org/10.5066/P1WKQ63T");
  CHECK(read_one("<2,000").sign == PublishedSign::below);
  CHECK(read_one(">2,000").sign == PublishedSign::above);
  CHECK_EQ(read_one(">2,000").number, "2,000");
  CHECK_EQ(read_one("—").number, "0"); // a dash is zero
  CHECK_EQ(read_one("W").no_number, "withheld");
  CHECK_EQ(read_one("NA").no_number, "not-available");
  CHECK_EQ(read_one("E").no_number, "net-exporter");
  CHECK_EQ(read_one("s").no_number, "less-than-half");
  CHECK_EQ(read_one("890–1,000").no_number, "range");
}

TEST_CASE("what is skipped is told by row, and a series that is not known by its names") {
  TemporaryBook book;
  const std::string unobtainium =
      "1,UNOBTAINIUM,Unobtainium,Consumption,\"Consumption, apparent\",kilograms,2024,5,5,,no,5,,\n";
  const std::string scrap = "2,UNOBTAINIUM,Unobtainium,Consumption,Scrap,kilograms,2024,5,5,,no,5,,\n";
  const std::string withheld = "2500,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,2023,W,,,no,,,\n";
  const auto imported =
      allowed(import(book, FigureKind::demand, header + unobtainium + gallium_2024 + scrap + unobtainium + withheld));
  CHECK_EQ(imported.recorded, 1);
  CHECK_EQ(skipped(imported, "series-unknown"), 3);
  CHECK_EQ(skipped(imported, "withheld"), 1);
  using Rows = std::vector<std::size_t>;
  CHECK(imported.skipped_rows.at("series-unknown") == Rows{2, 4, 5});
  CHECK(imported.skipped_rows.at("withheld") == Rows{6});
  REQUIRE_EQ(imported.unknown_series.size(), 2);
  CHECK_EQ(imported.unknown_series[0].names, "UNOBTAINIUM, Unobtainium, Consumption, apparent, kilograms");
  CHECK(imported.unknown_series[0].rows == Rows{2, 5});
  CHECK_EQ(imported.unknown_series[1].names, "UNOBTAINIUM, Unobtainium, Scrap, kilograms");
  CHECK(imported.unknown_series[1].rows == Rows{4});
}

TEST_CASE("figures_malformed: every row that cannot be read is named, with column and text, and nothing is recorded") {
  TemporaryBook book;
  const EntryId before = book.newest();
  const auto refused =
      import(book, FigureKind::demand,
             header + gallium_2024 +
                 "2501,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,20x4,\"18,70\",,"
                 ",no,,,\n");
  REQUIRE_FALSE(refused.has_value());
  CHECK_EQ(rule_name(refused.error().rule), "figures_malformed");
  CHECK(refused.error().message.starts_with("t.csv: row 3, column year, \"20x4\": it is not a year from 1900 to 2199; "
                                            "row 3, column value_published, \"18,70\": "));
  CHECK(book.newest() == before);
  for (const char* value : {"", "?1", "-5", "12kg", "1.2.3", "–5", "< "}) {
    CAPTURE(value);
    check_rule(import(book, FigureKind::demand, with_value(value)), Rule::figures_malformed);
  }
}

TEST_CASE(
    "figures_malformed: two cells that say different numbers, a column that is missing, a table of the other kind") {
  TemporaryBook book;
  check_refusal(
      import(book, FigureKind::demand,
             header +
                 "2500,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,2024,\"18,700\",1870,,no,,,\n"),
      Rule::figures_malformed, "t.csv: row 2, column value_number, \"1870\": value_published says 18,700",
      "a table as in examples/published/");
  check_refusal(import(book, FigureKind::demand, "year,value\n2024,5\n"), Rule::figures_malformed,
                "t.csv: there is no column source_row", "a table as in examples/published/");
  check_refusal(import(book, FigureKind::price, header + gallium_2024), Rule::figures_malformed,
                "t.csv: its series are of demand", "pvault demand import");
  check_rule(import(book, FigureKind::demand, header), Rule::figures_malformed);
  check_rule(import(book, FigureKind::demand, "\"open"), Rule::figures_malformed);
}

// Found by fuzzing: the other cell's fault repeated it as it was.
TEST_CASE("figures_malformed: a number with a control character is said once, and written out") {
  TemporaryBook book;
  const auto refused =
      import(book, FigureKind::demand,
             header + "2500,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,2024,\x1B[5,6,,no,,,\n");
  REQUIRE_FALSE(refused.has_value());
  CHECK_EQ(refused.error().message, "t.csv: row 2, column value_published, \"\\x1b[5\": \"\\x1b[5\" is not a number");
}

TEST_CASE("figures_malformed: a year that the 2026 edition cannot hold, whose source would be false") {
  TemporaryBook book;
  check_refusal(import(book, FigureKind::demand,
                       header + "9,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,2026,5,5,,no,5,,\n"),
                Rule::figures_malformed,
                "t.csv: row 2, column year, \"2026\": the table is read as the 2026 edition of the USGS, which ends "
                "with 2025",
                "a table as in examples/published/");
}

TEST_CASE("the published consumption of 2021 to 2025, with its history, and once only") {
  TemporaryBook book;
  const std::string text = published("consumption_history_usgs_2021_2025.csv");
  const ImportedFigures first = allowed(import(book, FigureKind::demand, text));
  CHECK_EQ(first.rows, 296);
  CHECK_EQ(skipped(first, "withheld"), 40);
  CHECK_EQ(skipped(first, "not-available"), 5);
  CHECK_EQ(skipped(first, "another-good"), 50);
  CHECK_EQ(skipped(first, "part-only"), 15);
  CHECK_EQ(first.recorded + first.stood, 186);
  CHECK_EQ(first.stood, 33); // those that a new book begins with
  CHECK(first.differing.empty());
  CHECK_EQ(number_of(first.last) - number_of(first.first) + 1, first.recorded);
  CHECK(book.newest() == first.last);
  const ImportedFigures again = allowed(import(book, FigureKind::demand, text));
  CHECK_EQ(again.recorded, 0);
  CHECK_EQ(again.stood, 186);
  CHECK(book.newest() == first.last);

  const auto at = [&](const char* mineral, std::string_view on) {
    return store::find_demand(book.connection(), book.mineral(mineral), book.moment(on));
  };
  CHECK_EQ(at("antimony", "2021-06-30")->per_year, kilograms(27'800'000));
  CHECK_EQ(at("antimony", "2024-12-31")->per_year, kilograms(28'600'000));
  CHECK_EQ(at("antimony", "2025-01-01")->per_year, kilograms(45'000'000));
  CHECK_EQ(at("zirconium", "2022-06-30")->per_year, kilograms(100'000'000));
  CHECK(at("zirconium", "2022-06-30")->is_upper_bound);
  CHECK_EQ(at("rare-earths", "2023-06-30")->per_year, kilograms(8'600'000));
  CHECK_EQ(at("cobalt", "2023-06-30")->basis, "apparent-consumption");
  CHECK_FALSE(at("tellurium", "2025-12-31").has_value());                 // withheld is not zero
  CHECK_EQ(at("nickel", "2021-06-30")->per_year, kilograms(254'000'000)); // of all, not of primary only
}

TEST_CASE("the published prices of 2021 to 2025, on the mineral's own basis") {
  TemporaryBook book;
  const ImportedFigures first =
      allowed(import(book, FigureKind::price, published("price_history_usgs_annual_2021_2025.csv")));
  CHECK_EQ(first.rows, 459);
  CHECK_EQ(skipped(first, "range"), 4); // scandium oxide
  CHECK_EQ(first.recorded, 217);
  CHECK_EQ(first.stood, 57); // those of 2025 that a new book begins with
  CHECK(first.differing.empty());
  const auto per_kg = [&](const char* mineral, std::string_view on) {
    const auto found = store::find_price(book.connection(), book.mineral(mineral), book.moment(on));
    return found ? exact_cents(found->price, kilograms(1)) : Exact(-1);
  };
  // 2021-12-31: manganese 5.27 USD per metric ton unit of 10 kg; tungsten 225 USD per unit of 7.93 kg W; vanadium 8.17
  // USD/lb of V2O5 with 0.56 V; tantalum 158 USD/kg of Ta2O5 with 0.81897 Ta; lithium 11,700 USD/t of Li2CO3 with
  // 0.18787 Li.
  CHECK(per_kg("manganese", "2021-12-31") == Exact(527) / 10);
  CHECK(per_kg("tungsten", "2021-12-31") == Exact(22'500) * 100 / 793);
  CHECK(per_kg("vanadium", "2021-12-31") == Exact(817) / Exact("45359237/100000000") * 100 / 56);
  CHECK(per_kg("tantalum", "2022-06-30") == Exact(15'800) * 100'000 / 81'897);
  CHECK(per_kg("lithium", "2021-12-31") == Exact(1'170'000) * 100 / 18'787);
  CHECK(per_kg("scandium", "2024-12-31") == Exact(-1)); // a range is no price
  CHECK(per_kg("cesium", "2025-12-31") == Exact(-1));   // kept, and unusable
  CHECK(per_kg("gallium", "2021-12-30") == Exact(-1));  // an annual price counts from the end of its year on
}

TEST_CASE("uranium loaded, of another publisher") {
  TemporaryBook book;
  const ImportedFigures first = allowed(import(book, FigureKind::demand, published("eia_uranium_loaded.csv")));
  CHECK_EQ(first.recorded, 8);
  CHECK_EQ(first.stood, 1); // 2023, which a new book begins with
  const auto at_2015 = store::find_demand(book.connection(), book.mineral("uranium"), book.moment("2015-12-31"));
  CHECK_EQ(at_2015->per_year, Mass::milligrams(21'514'339'701'470)); // 47,431,000 lb
  CHECK_EQ(at_2015->basis, "reported-consumption");
}

TEST_CASE("a figure that differs from the one that stands is left, and recorded only where that is asked for") {
  TemporaryBook book; // 19,000 kg of gallium in 2025
  const std::string text =
      header + gallium_2024 +
      "2541,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,2025,\"20,000\",20000,,yes,20000,,\n";
  const ImportedFigures left = allowed(import(book, FigureKind::demand, text));
  CHECK_EQ(left.recorded, 1);
  REQUIRE_EQ(left.differing.size(), 1);
  CHECK_EQ(left.differing.front().row, 3);
  CHECK_EQ(left.differing.front().of, "demand for gallium in 2025 (reported-consumption)");
  CHECK_EQ(left.differing.front().stands, "19,000 kg");
  CHECK_EQ(left.differing.front().published, "20,000 kg");
  const auto now = [&] {
    return store::find_demand(book.connection(), book.mineral("gallium"), book.moment("2026-01-01"))->per_year;
  };
  CHECK_EQ(now(), kilograms(19'000));
  CHECK_EQ(allowed(import(book, FigureKind::demand, text, true)).recorded, 1);
  CHECK_EQ(now(), kilograms(20'000));
  CHECK_EQ(allowed(import(book, FigureKind::demand, text, true)).recorded, 0);
}

TEST_CASE("a figure that was undone can be imported again") {
  TemporaryBook book;
  const ImportedFigures first = allowed(import(book, FigureKind::demand, header + gallium_2024));
  book.reverse(first.first);
  CHECK_EQ(allowed(import(book, FigureKind::demand, header + gallium_2024)).recorded, 1);
}

TEST_CASE("a dry run says the same and records nothing") {
  TemporaryBook book;
  const EntryId before = book.newest();
  const std::string text = published("consumption_history_usgs_2021_2025.csv");
  const ImportedFigures tried = allowed(import(book, FigureKind::demand, text, false, true));
  CHECK(book.newest() == before);
  CHECK_EQ(allowed(import(book, FigureKind::demand, text)).recorded, tried.recorded);
}

TEST_CASE("text in Windows-1252 is read as what it is") {
  CHECK_EQ(operations::utf8_of("80%\x96"
                               "95%"),
           "80%–95%");
  CHECK_EQ(operations::utf8_of("caf\xE9 \x97 \x80"), "café — €");
  CHECK_EQ(operations::utf8_of("80%–95% é"), "80%–95% é"); // UTF-8 stays
  TemporaryBook book;
  std::string text = published("price_history_usgs_annual_2021_2025.csv");
  for (std::size_t at = 0; (at = text.find("\xE2\x80\x93")) != std::string::npos;)
    text.replace(at, 3, "\x96");
  CHECK_EQ(allowed(import(book, FigureKind::price, text)).rows, 459);
}

TEST_CASE("a series that is not known is skipped and counted") {
  TemporaryBook book;
  const ImportedFigures imported = allowed(
      import(book, FigureKind::demand,
             header + gallium_2024 + "1,GALLIUM,Gallium,Consumption,\"Consumption, new\",kilograms,2024,5,5,,no,,,\n"));
  CHECK_EQ(skipped(imported, "series-unknown"), 1);
  CHECK_EQ(imported.recorded, 1);
}

TEST_CASE("prices of a closed month come too late, all or nothing; demand figures do not") {
  TemporaryBook book;
  const CalendarMonth december = CalendarMonth::of(day("2023-12-01"));
  allowed(operations::close_period(book.book(), book.options("2026-05-31"), december));
  const EntryId head = book.newest();
  const auto prices = import(book, FigureKind::price, published("price_history_usgs_annual_2021_2025.csv"));
  check_rule(prices, Rule::period_closed);
  CHECK(prices.error().message.starts_with("t.csv: row "));
  CHECK(book.newest() == head);
  const std::string gallium_2019 = "2500,GALLIUM,Gallium,Consumption,\"Consumption, reported\",kilograms,2019,"
                                   "\"18,700\",18700,,no,18700,,\n";
  CHECK_EQ(allowed(import(book, FigureKind::demand, header + gallium_2019)).recorded, 1);
}

TEST_CASE(
    "the audit reads the imported figures again as they were published, bounds, dashes and kilotonnes among them") {
  TemporaryBook book;
  const auto take = [&](FigureKind kind, const std::string& text) {
    return allowed(import(book, kind, text, true)).recorded;
  };
  CHECK_GT(take(FigureKind::price, published("price_history_usgs_annual_2021_2025.csv")), 0);
  CHECK_GT(take(FigureKind::demand, published("consumption_history_usgs_2021_2025.csv")), 0);
  CHECK_GT(take(FigureKind::demand, published("eia_uranium_loaded.csv")), 0);
  CHECK_EQ(take(FigureKind::demand, with_value("<21,000")), 1);
  CHECK_EQ(take(FigureKind::demand, with_value("—")), 1);
  CHECK_EQ(audit::check_book(book.connection()).fault_count(), 0);
}

} // namespace operations_import_figures_test
