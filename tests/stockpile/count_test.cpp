// What a count finds of each lot, and what agrees with the book.
#include "stockpile/count.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>

namespace stockpile_count_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Texts = std::vector<std::string>;

LotOnBook lot(std::int64_t number, const std::string& code, Mass expected, const Mineral& mineral = gallium()) {
  return {.id = LotId{number}, .code = code, .mineral = mineral, .expected = expected};
}

CountedRow row(std::size_t number, const std::string& lot, std::string_view mass_text) {
  CountedRow row{.row = number, .lot = lot};
  if (mass_text != "not found") row.mass = mass(mass_text);
  return row;
}

CountRequest request(const std::vector<CountedRow>& rows, const Texts& tolerances = {}) {
  return {.on = day("2026-03-31"),
          .site_code = "DENVER",
          .file = "counts.csv",
          .tolerance = allowed(parse_count_tolerance(tolerances)),
          .rows = rows};
}

// "GA-1 counted 10 of 11, allowed 0: accurate"
Texts lines_of(const std::vector<LotOnBook>& lots, const CountRequest& request) {
  Texts lines;
  for (const CountLine& line : allowed(plan_count(lots, request))) {
    lines.push_back(fmt::format("{} {} {} of {}, allowed {}{}", line.lot_name, count_status_name(line.status),
                                line.counted ? format_kilograms(*line.counted) : "?", format_kilograms(line.expected),
                                format_kilograms(line.allowed), is_accurate(line) ? ": accurate" : ""));
  }
  return lines;
}

CountTolerance tolerance(const Texts& texts) { return allowed(parse_count_tolerance(texts)); }

} // namespace

TEST_CASE("a tolerance is a part, a mass, or one of each, and the larger of both holds") {
  CHECK(tolerance({}).part == Rate());
  CHECK(tolerance({}).mass == Mass());
  CHECK(tolerance({"0.5%"}).part == rate("0.5%"));
  CHECK(tolerance({"2 kg", "100%"}).part == rate("100%"));
  CHECK(tolerance({"2 kg", "100%"}).mass == kilograms(2));
  CHECK(tolerance({"1 lb"}).mass == Mass::milligrams(453'592)); // 453,592.37 rounded down
  CHECK(allowed_difference(tolerance({"0.5%"}), Mass::milligrams(399)) == Mass::milligrams(1));
  CHECK(allowed_difference(tolerance({"0.5%"}), Mass::milligrams(200)) == Mass::milligrams(1));
  CHECK(allowed_difference(tolerance({"0.5%"}), Mass::milligrams(199)) == Mass());
  CHECK(allowed_difference(tolerance({"0.5%", "2 kg"}), kilograms(400)) == kilograms(2));
  CHECK(allowed_difference(tolerance({"0.5%", "2 kg"}), kilograms(600)) == kilograms(3));
  CHECK(allowed_difference(tolerance({"100%"}), Mass::milligrams(largest_mass_mg)) ==
        Mass::milligrams(largest_mass_mg));
}

TEST_CASE("a tolerance that cannot be read") {
  const std::string next = "a part of each lot's mass, a mass, or one of each: 0.5% or \"2 kg\"";
  const auto parse = [](const Texts& texts) { return parse_count_tolerance(texts); };
  check_refusal(parse({"100.1%"}), Rule::option_malformed, "100.1% is above 100%", next);
  check_refusal(parse({"1%", "2%"}), Rule::option_malformed, "two of the tolerances are parts", next);
  check_refusal(parse({"1 kg", "2 kg"}), Rule::option_malformed, "two of the tolerances are masses", next);
  check_refusal(parse({"1 kg of WO3"}), Rule::option_malformed,
                "\"1 kg of WO3\" is a mass of one component, and lots of any mineral are counted", next);
  check_rule(parse({"1 mtu"}), Rule::option_malformed);
  check_rule(parse({"0.5"}), Rule::mass_unit_missing);
  check_rule(parse({"x%"}), Rule::number_malformed);
}

TEST_CASE("a lot is weighed as it was delivered, unless the mass says of what it is") {
  LotForm form{.assay = allowed(parse_assay("65% WO3")), .moisture = Exact(2) / 100, .moisture_text = "2%"};
  CHECK_EQ(describe_form(tungsten(), form), "as delivered, 65% WO3, moisture 2%");
  CHECK_EQ(describe_form(tungsten(), {}), "tungsten content");
  CHECK(allowed(mass_in_form(tungsten(), form, mass("1 t"))) == Mass::milligrams(505'141'000)); // × 0.98 × 0.65 × 0.793
  CHECK(allowed(mass_in_form(tungsten(), form, mass("1 t of WO3"))) == Mass::milligrams(793'000'000));
  CHECK(allowed(mass_in_form(tungsten(), form, mass("1 t of W"))) == kilograms(1000));
  CHECK(allowed(mass_in_form(tungsten(), {}, mass("1 t"))) == kilograms(1000));
  check_rule(mass_in_form(tungsten(), form, mass("1 mtu")), Rule::component_missing);
  check_rule(mass_in_form(tungsten(), form, mass("1 t of Ga")), Rule::component_unknown);
}

TEST_CASE("each lot is counted, not found or unexpected, and accurate within tolerance") {
  const std::vector<LotOnBook> lots = {lot(1, "GA-1", kilograms(1000)), lot(2, "GA-2", kilograms(200)),
                                       lot(3, "GA-3", kilograms(1)),    lot(4, "GA-4", kilograms(10)),
                                       lot(5, "AWAY", Mass()),          lot(6, "GA-6", kilograms(2))};
  CHECK(lines_of(lots, request({row(2, "ga-1", "995 kg"), row(3, "GA-2", "201.000001 kg"), row(4, "GA-3", "not found"),
                                row(5, "GA-4", "10,050 g"), row(6, "AWAY", "3 kg"), row(7, "NOBODYS", "4 lb"),
                                row(8, "GA-6", "3 kg")},
                               {"0.5%", "1 kg"})) ==
        Texts{"GA-1 counted 995 of 1,000, allowed 5: accurate", "GA-2 counted 201.000001 of 200, allowed 1",
              "GA-3 not-found 0 of 1, allowed 1", "GA-4 counted 10.05 of 10, allowed 1: accurate",
              "AWAY unexpected 3 of 0, allowed 0", "NOBODYS unexpected ? of 0, allowed 0",
              "GA-6 counted 3 of 2, allowed 1: accurate"});
}

TEST_CASE("without a tolerance a milligram is a difference") {
  const std::vector<LotOnBook> lots = {lot(1, "GA-1", kilograms(1)), lot(2, "GA-2", kilograms(1))};
  CHECK(lines_of(lots, request({row(2, "GA-1", "1 kg"), row(3, "GA-2", "999.999 g")})) ==
        Texts{"GA-1 counted 1 of 1, allowed 0: accurate", "GA-2 counted 0.999999 of 1, allowed 0"});
}

TEST_CASE("every row that is wrong is named") {
  const std::vector<LotOnBook> lots = {lot(1, "W-1", kilograms(1), tungsten()), lot(2, "AWAY", Mass())};
  check_refusal(
      plan_count(lots, request({row(2, "W-1", "1 kg of Ga"), row(3, "w-1", "0 kg"), row(4, "AWAY", "not found"),
                                row(5, "NOBODYS", "not found")})),
      Rule::count_malformed,
      "counts.csv: row 3, column lot, \"w-1\": stands in row 2 already; row 2, column mass, \"1 kg of Ga\": "
      "no content factor from \"Ga\" to the basis of tungsten (W) is known; row 3, column mass, \"0 kg\": that is "
      "nothing; write \"not found\"; row 4, column mass, \"not found\": the book has no lot AWAY at DENVER "
      "on 2026-03-31; leave the row out; row 5, column mass, \"not found\": the book has no lot NOBODYS at "
      "DENVER on 2026-03-31; leave the row out",
      "correct these rows; nothing was recorded");
}

TEST_CASE("every lot that should be there is counted, or said not to be found") {
  const std::vector<LotOnBook> lots = {lot(1, "GA-1", kilograms(1)), lot(2, "GA-2", kilograms(1)),
                                       lot(3, "GA-3", kilograms(1)), lot(4, "AWAY", Mass())};
  check_refusal(plan_count(lots, request({row(2, "GA-2", "1 kg"), row(3, "AWAY", "1 kg")})), Rule::count_incomplete,
                "the book has 3 lots at DENVER on 2026-03-31, counts.csv has 1 of them; missing are 2: GA-1, GA-3",
                "count them, or write \"not found\" as their mass");
}

TEST_CASE("statuses are found by their names") {
  for (const CountStatus status : {CountStatus::counted, CountStatus::not_found, CountStatus::unexpected})
    CHECK(find_count_status(count_status_name(status)) == status);
  CHECK_FALSE(find_count_status("lost").has_value());
}

} // namespace stockpile_count_test
