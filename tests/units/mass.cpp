#include "units/mass.hpp"

#include "tests/support/concepts.hpp"
#include "tests/support/refusals.hpp"
#include "units/mass_units.hpp"
#include "units/money.hpp"
#include "units/rate.hpp"
#include "units/text.hpp"

#include <cstdint>
#include <doctest/doctest.h>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace units_mass {

using namespace pvault;
using pvault::test::check_refused;

// What must not compile.
static_assert(test::Addable<Mass, Mass> && test::Subtractable<Mass, Mass> && test::Comparable<Mass, Mass>);
static_assert(!test::Addable<Mass, Money> && !test::Addable<Money, Mass>);
static_assert(!test::Subtractable<Mass, Money> && !test::Comparable<Mass, Money> && !test::Assignable<Mass&, Money>);
static_assert(!test::Addable<Mass, int> && !test::Addable<int, Mass> && !test::Comparable<Mass, int>);
static_assert(!test::Addable<Mass, Rate> && !test::Assignable<Mass&, int> && !test::Assignable<Mass&, double>);
static_assert(!std::is_constructible_v<Mass, int> && !std::is_constructible_v<Mass, std::int64_t>);
static_assert(!std::is_convertible_v<Mass, std::int64_t> && !std::is_convertible_v<Mass, bool>);
static_assert(Mass() == Mass::milligrams(0));

namespace {

constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

Exact milligrams_of(std::string_view text) { return parse_mass(text).value().milligrams; }

// One line of a CSV file; a quoted cell may hold commas.
std::vector<std::string> split_csv_line(const std::string& line) {
  std::vector<std::string> cells(1);
  bool is_quoted = false;
  for (const char c : line) {
    if (c == '"')
      is_quoted = !is_quoted;
    else if (c == ',' && !is_quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  }
  return cells;
}

struct ReferenceUnit {
  std::string symbol;
  std::vector<std::string> names;
  std::string kg_per_unit;
  bool of_content;
  std::string definition;
  std::string source;
};

std::vector<std::string> split_names(const std::string& names) {
  std::vector<std::string> result;
  for (std::size_t start = 0; start < names.size();) {
    const std::size_t end = std::min(names.find(';', start), names.size());
    result.emplace_back(trim(std::string_view(names).substr(start, end - start)));
    start = end + 1;
  }
  return result;
}

std::vector<ReferenceUnit> load_reference_units() {
  std::ifstream file(PVAULT_SOURCE_DIR "/reference/units.csv");
  REQUIRE(file);
  std::string line;
  std::getline(file, line);
  REQUIRE(line == "symbol,names,kg_per_unit,of_content,definition,source");
  std::vector<ReferenceUnit> units;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = split_csv_line(line);
    REQUIRE(cells.size() == 6);
    units.push_back({cells[0], split_names(cells[1]), cells[2], cells[3] == "yes", cells[4], cells[5]});
  }
  return units;
}

} // namespace

TEST_CASE("reference/units.csv: every unit and name is known to the program with the same mass") {
  for (const ReferenceUnit& reference : load_reference_units()) {
    CAPTURE(reference.symbol);
    const MassUnit* unit = find_mass_unit(reference.symbol);
    REQUIRE(unit != nullptr);
    CHECK(unit->symbol == reference.symbol);
    CHECK(unit->milligrams == parse_number(reference.kg_per_unit).value() * 1'000'000);
    CHECK(unit->of_content == reference.of_content);
    CHECK_FALSE(reference.definition.empty());
    CHECK_FALSE(reference.source.empty());
    for (const std::string& name : reference.names) {
      CAPTURE(name);
      CHECK(find_mass_unit(name) == unit);
    }
  }
}

TEST_CASE("reference/units.csv lists every unit and name of the program, in the same order") {
  const std::vector<ReferenceUnit> references = load_reference_units();
  const auto units = list_mass_units();
  REQUIRE(references.size() == units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    CAPTURE(references[i].symbol);
    CHECK(units[i].unit.symbol == references[i].symbol);
    CHECK(std::vector<std::string>(units[i].names.begin(), units[i].names.end()) == references[i].names);
    if (i > 0) CHECK(units[i - 1].unit.milligrams < units[i].unit.milligrams);
  }
}

TEST_CASE("no name stands for two units, and all are in lower case") {
  std::set<std::string> seen;
  for (const auto& [unit, names] : list_mass_units()) {
    CHECK(seen.insert(std::string(unit.symbol)).second);
    for (const std::string_view name : names)
      CHECK(seen.insert(std::string(name)).second);
  }
  for (const std::string& name : seen)
    CHECK(lower(name) == name);
}

TEST_CASE("published conversions") {
  const auto rounded = [](const Exact& value, int decimals) {
    return format_scaled(round_to_integer(value * power_of_ten(decimals), Rounding::half_even).value(), decimals, 0);
  };
  // USGS, Mineral Commodity Summaries 2026, gold and silver: 1 metric ton = 32,150.7 troy ounces.
  CHECK(rounded(milligrams_of("1 t") / milligrams_of("1 ozt"), 1) == "32150.7");
  // EIA, State Energy Data System, appendix C, table C1: short ton, long ton, ounce.
  CHECK(rounded(milligrams_of("1 st") / milligrams_of("1 t"), 7) == "0.9071847");
  CHECK(rounded(milligrams_of("1 lt") / milligrams_of("1 t"), 6) == "1.016047");
  CHECK(rounded(milligrams_of("1 oz") / milligrams_of("1 g"), 5) == "28.34952");
  // USGS, Mineral Commodity Summaries, appendix A.
  CHECK(milligrams_of("1 lt") == milligrams_of("2,240 lb"));
  CHECK(milligrams_of("1 st") == milligrams_of("2,000 lb"));
  CHECK(milligrams_of("1 fl") == milligrams_of("76 lb"));
  CHECK(milligrams_of("1 stu") == milligrams_of("20 lb"));
  CHECK(milligrams_of("1 ltu") == milligrams_of("22.4 lb"));
  CHECK(milligrams_of("1 mtu") == milligrams_of("10 kg"));
  CHECK(milligrams_of("1 ct") == milligrams_of("200 mg"));
  CHECK(rounded(milligrams_of("1 ozt") / milligrams_of("1 oz"), 5) == "1.09714");
  // NIST Handbook 44, appendix C: 480 grains of which 7,000 make a pound.
  CHECK(milligrams_of("7000 ozt") == milligrams_of("480 lb"));
}

TEST_CASE("find_mass_unit does not care about case, except where capitals change the mass") {
  for (const std::string_view name : {"kg", "KG", "Kg", "Kilograms"})
    CHECK(find_mass_unit(name) == find_mass_unit("kg"));
  for (const std::string_view name : {"t", "T", "mt", "MT", "mT", "Metric Tons", "TONNE"})
    CHECK(find_mass_unit(name) == find_mass_unit("t"));
  CHECK(find_mass_unit("TR OZ") == find_mass_unit("ozt"));
  CHECK(find_mass_unit("mg") != nullptr);
  for (const std::string_view name : {"Mg", "MG", "Mt", "ton", "Tons", "TON", "cwt", "", " ", "kg ", "x",
                                      "a name much longer than any unit has ever had, or ever will"})
    CHECK(find_mass_unit(name) == nullptr);
}

TEST_CASE("parse_mass keeps what was entered and gives the exact milligrams") {
  const EnteredMass mass = parse_mass("  1,500 lb ").value();
  CHECK(mass.text == "1,500 lb");
  CHECK(mass.milligrams == 680'388'555);
  CHECK(mass.component.empty());
  CHECK_FALSE(mass.of_content);

  CHECK(milligrams_of("1 lb") == Exact(45'359'237, 100));
  CHECK(milligrams_of("1 oz") == Exact(28'349'523'125, 1'000'000));
  CHECK(milligrams_of("25 t") == 25 * power_of_ten(9));
  CHECK(milligrams_of("25t") == 25 * power_of_ten(9));
  CHECK(milligrams_of("5.7e3 kt") == 57 * power_of_ten(14));
  CHECK(milligrams_of("12.5 ozt") == Exact(3'887'934'600, 10'000));
  CHECK(milligrams_of("12.5 tr oz") == milligrams_of("12.5 troy ounces"));
  CHECK(milligrams_of("3 flasks") == milligrams_of("228 pounds"));
  CHECK(milligrams_of("0 kg") == 0);
  CHECK(milligrams_of("0.000000000000000001 mg") == Exact(1, power_of_ten(18)));
}

TEST_CASE("parse_mass reads the component behind of") {
  const EnteredMass units = parse_mass("300 mtu of WO3").value();
  CHECK(units.text == "300 mtu of WO3");
  CHECK(units.milligrams == 3 * power_of_ten(9));
  CHECK(units.component == "WO3");
  CHECK(units.of_content);

  CHECK(parse_mass("300 mtu").value().of_content);
  CHECK(parse_mass("300 mtu").value().component.empty());
  CHECK(parse_mass("1,500 lb OF  U3O8").value().component == "U3O8");
  CHECK_FALSE(parse_mass("1,500 lb of U3O8").value().of_content);
  CHECK(parse_mass("5 short ton units of tungsten trioxide").value().component == "tungsten trioxide");
}

TEST_CASE("parse_mass takes exactly the largest mass") {
  CHECK(milligrams_of("100,000,000 t") == largest_mass_mg);
  CHECK(milligrams_of("100e6 t") == largest_mass_mg);
  const std::string why = " is more than 100,000,000 t, the largest mass of one figure";
  check_refused(parse_mass, {{"100,000,000.000000001 t", Rule::mass_out_of_range, "\"100,000,000.000000001 t\"" + why,
                              "at most 100,000,000 t"},
                             {"1e18 kt", Rule::mass_out_of_range, "\"1e18 kt\"" + why, "at most 100,000,000 t"},
                             {"-5 t", Rule::mass_out_of_range, "\"-5 t\" is below zero", "5 t"},
                             {"-0 t", Rule::mass_out_of_range, "\"-0 t\" is below zero", "0 t"}});
}

TEST_CASE("parse_mass refuses a number without a unit and suggests some") {
  check_refused(
      parse_mass,
      {{"25", Rule::mass_unit_missing, "\"25\" has no unit", "25 t, 25 kg or 25 lb"},
       {" 1,500.5 ", Rule::mass_unit_missing, "\"1,500.5\" has no unit", "1,500.5 t, 1,500.5 kg or 1,500.5 lb"},
       {"25 of WO3", Rule::mass_unit_missing, "\"25 of WO3\" has no unit", "25 t, 25 kg or 25 lb"}});
}

TEST_CASE("parse_mass refuses an unknown unit and suggests the nearest") {
  check_refused(
      parse_mass,
      {{"25 tnnes", Rule::mass_unit_unknown, "\"tnnes\" is not a known unit of mass", "25 tonnes"},
       {"25 metric  tons", Rule::mass_unit_unknown, "\"metric  tons\" is not a known unit of mass", "25 metric tons"},
       {"25 poundz of U3O8", Rule::mass_unit_unknown, "\"poundz\" is not a known unit of mass", "25 pound"},
       {"25 barleycorns", Rule::mass_unit_unknown, "\"barleycorns\" is not a known unit of mass",
        "25 t, 25 kg or 25 lb"},
       {"300 mtu WO3", Rule::mass_unit_unknown, "\"mtu WO3\" is not a known unit of mass", "300 mtu of WO3"},
       {"5 short tons U3O8", Rule::mass_unit_unknown, "\"short tons U3O8\" is not a known unit of mass",
        "5 short tons of U3O8"},
       {"25 kg, dry", Rule::mass_unit_unknown, "\"kg, dry\" is not a known unit of mass", "25 t, 25 kg or 25 lb"},
       {"25 %", Rule::mass_unit_unknown, "\"%\" is not a known unit of mass", "25 t, 25 kg or 25 lb"},
       {"25 €", Rule::mass_unit_unknown, "\"€\" is not a known unit of mass", "25 t, 25 kg or 25 lb"}});
}

TEST_CASE("parse_mass says that a volume is not a mass") {
  for (const std::string unit : {"ft3", "Mcf", "Mcf He", "Nm3", "Nm3 He", "l", "m3", "litres", "fl oz", "barrels"}) {
    check_refused(parse_mass, {{"25 " + unit, Rule::mass_unit_unknown, "\"" + unit + "\" is a volume, not a mass",
                                "25 t, 25 kg or 25 lb"}});
  }
}

TEST_CASE("parse_mass refuses a unit that may be several") {
  const std::string tons = "25 metric tons, 25 short tons or 25 long tons";
  check_refused(
      parse_mass,
      {{"25 ton", Rule::mass_unit_unknown, "\"ton\" is ambiguous: it may be metric, short or long tons", tons},
       {"25 Tons", Rule::mass_unit_unknown, "\"Tons\" is ambiguous: it may be metric, short or long tons", tons},
       {"25 tons of WO3", Rule::mass_unit_unknown, "\"tons\" is ambiguous: it may be metric, short or long tons", tons},
       {"25 ton units", Rule::mass_unit_unknown,
        "\"ton units\" is ambiguous: it may be metric, short or long ton units", "25 mtu, 25 stu or 25 ltu"},
       {"25 Mg", Rule::mass_unit_unknown, "\"Mg\" is ambiguous: it may be milligrams or megagrams",
        "25 milligrams or 25 metric tons"},
       {"25 Mt", Rule::mass_unit_unknown, "\"Mt\" is ambiguous: it may be metric tons or millions of them",
        "25 metric tons, or the figure in kt (thousand metric tons)"},
       {"25 cwt", Rule::mass_unit_unknown, "\"cwt\" is ambiguous: it may be units of 100 or of 112 pounds", "25 lb"}});
}

TEST_CASE("parse_mass refuses what is no number, and shows the mass as it should be written") {
  check_refused(parse_mass,
                {{"", Rule::number_malformed, "\"\" does not start with a number", "25 t"},
                 {"t", Rule::number_malformed, "\"t\" does not start with a number", "25 t"},
                 {"about 25 t", Rule::number_malformed, "\"about 25 t\" does not start with a number", "25 t"},
                 {"1.500,5 kg", Rule::number_malformed, "\"1.500,5\" is not a number", "1,500.5 kg"},
                 {"1 500 kg", Rule::number_malformed, "\"1 500\" is not a number", "1,500 kg"},
                 {"0,500 kg of WO3", Rule::number_malformed, "\"0,500\" is not a number", "0.500 kg of WO3"},
                 {"1e19 mg", Rule::number_malformed, "\"1e19\" has an exponent outside -18 to 18", "10e9 mg"}});
}

TEST_CASE("parse_mass refuses text the book could not keep") {
  check_refused(
      parse_mass,
      {{"25\tt", Rule::text_malformed, "the mass \"25\\x09t\" has a control character at byte 3",
        "the mass on one line, without control characters"},
       {"25 t of \xff", Rule::text_malformed, "the mass \"25 t of \\xff\" is not UTF-8 at byte 9", "the mass in UTF-8"},
       {"25 t of", Rule::text_malformed, "\"25 t of\" names nothing after \"of\"", "25 t of WO3"},
       {"25 t of " + std::string(101, 'x'), Rule::text_malformed,
        "the component \"" + std::string(80, 'x') + "...\" has 101 bytes, 1 more than the 100 allowed",
        "a shorter component"}});
}

TEST_CASE("sums of masses are exact to the last milligram and never wrap") {
  const Mass one = Mass::milligrams(1);
  CHECK(Mass::milligrams(2) + Mass::milligrams(3) == Mass::milligrams(5));
  CHECK(Mass::milligrams(2) - Mass::milligrams(3) == Mass::milligrams(-1));
  CHECK(-Mass::milligrams(2) == Mass::milligrams(-2));
  CHECK(Mass::milligrams(largest - 1) + one == Mass::milligrams(largest));
  CHECK(Mass::milligrams(smallest + 1) - one == Mass::milligrams(smallest));
  CHECK_THROWS_AS((void)(Mass::milligrams(largest) + one), std::overflow_error);
  CHECK_THROWS_AS((void)(Mass::milligrams(smallest) - one), std::overflow_error);
  CHECK_THROWS_AS((void)(Mass::milligrams(smallest) + Mass::milligrams(-1)), std::overflow_error);
  CHECK_THROWS_AS((void)-Mass::milligrams(smallest), std::overflow_error);
}

TEST_CASE("a sum that does not fit leaves the mass as it was") {
  Mass mass = Mass::milligrams(largest);
  CHECK_THROWS_AS(mass += Mass::milligrams(1), std::overflow_error);
  CHECK(mass == Mass::milligrams(largest));
  mass -= Mass::milligrams(1);
  CHECK(mass == Mass::milligrams(largest - 1));
}

TEST_CASE("masses are ordered") {
  CHECK(Mass::milligrams(-1) < Mass());
  CHECK(Mass::milligrams(2) > Mass::milligrams(1));
}

TEST_CASE("format_kilograms shows exactly the digits needed") {
  CHECK(format_kilograms(Mass::milligrams(1'500'000'000)) == "1,500");
  CHECK(format_kilograms(Mass::milligrams(1)) == "0.000001");
  CHECK(format_kilograms(Mass()) == "0");
  CHECK(format_kilograms(Mass::milligrams(-1'234'567'890)) == "-1,234.56789");
  CHECK(format_kilograms(Mass::milligrams(largest_mass_mg)) == "100,000,000,000");
  CHECK(format_kilograms(Mass::milligrams(smallest)) == "-9,223,372,036,854.775808");
}

} // namespace units_mass
