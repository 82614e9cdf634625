// A warehouse's statement against the book, row by row.
#include "stockpile/warehouse_statement.hpp"

#include "tests/support/minerals.hpp"

#include <doctest/doctest.h>

namespace stockpile_warehouse_statement_test {

using namespace pvault;
using namespace pvault::test;

namespace {

using Texts = std::vector<std::string>;

LotOnBook lot(std::int64_t number, const std::string& code, Mass expected) {
  return {.id = LotId{number}, .code = code, .mineral = gallium(), .expected = expected};
}

StatedRow stated(std::size_t number, const std::string& lot, std::string_view mass_text) {
  return {.row = number, .lot = lot, .receipt = "WR-" + std::to_string(number), .mass = mass(mass_text)};
}

StatementRequest request(const std::vector<StatedRow>& rows, const Texts& tolerances = {}) {
  return {.file = "june.csv", .tolerance = allowed(parse_count_tolerance(tolerances)), .rows = rows};
}

Texts lines_of(const std::vector<LotOnBook>& lots, const StatementRequest& request) {
  Texts lines;
  for (const StatementLine& line : allowed(compare_statement(lots, request)))
    lines.push_back(fmt::format("{} {} {}", line.lot_name.empty() ? line.receipt : line.lot_name,
                                statement_state_name(line.state), line.stated ? format_kilograms(*line.stated) : "?"));
  return lines;
}

} // namespace

TEST_CASE("lots match, differ, or are on one side only") {
  const std::vector<LotOnBook> lots = {lot(1, "GA-1", kilograms(10)), lot(2, "GA-2", kilograms(20)),
                                       lot(3, "GA-3", kilograms(30)), lot(4, "AWAY", Mass())};
  const std::vector<StatedRow> rows = {stated(2, "ga-1", "10 kg"), stated(3, "GA-2", "19,999.999 g"),
                                       stated(4, "AWAY", "4 kg"), stated(5, "NOBODYS", "5 kg"), stated(6, "", "6 kg")};
  CHECK(lines_of(lots, request(rows)) == Texts{"GA-1 matched 10", "GA-2 differs 19.999999", "AWAY only-on-statement 4",
                                               "NOBODYS only-on-statement ?", "WR-6 only-on-statement ?",
                                               "GA-3 only-in-book ?"});
  CHECK(lines_of(lots, request({stated(3, "GA-2", "19,999.999 g")}, {"1 g"})).front() == "GA-2 matched 19.999999");
}

TEST_CASE("a row about another mineral than the lot's differs, whatever its mass") {
  const std::vector<LotOnBook> lots = {lot(1, "GA-1", kilograms(10))};
  StatedRow other = stated(2, "GA-1", "10 kg");
  other.mineral = MineralId{99};
  other.mineral_code = "tin";
  CHECK(lines_of(lots, request({other})) == Texts{"GA-1 differs ?"});
  other.mineral = gallium().id;
  CHECK(lines_of(lots, request({other})) == Texts{"GA-1 matched 10"});
}

TEST_CASE("every row of a statement that is wrong is named") {
  const std::vector<LotOnBook> lots = {lot(1, "GA-1", kilograms(10))};
  StatedRow again = stated(5, "", "1 kg");
  again.receipt = "wr-4";
  check_refusal(compare_statement(lots, request({stated(2, "GA-1", "0 kg"), stated(3, "ga-1", "10 kg"),
                                                 stated(4, "", "1 kg"), again})),
                Rule::statement_malformed,
                "june.csv: row 2, column mass, \"0 kg\": \"0 kg\" comes to no whole milligram of gallium; row 3, "
                "column lot, \"ga-1\": stands in row 2 already; row 5, column receipt, \"wr-4\": stands in row 4 "
                "already",
                "correct these rows");
}

} // namespace stockpile_warehouse_statement_test
