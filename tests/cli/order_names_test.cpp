#include "cli/name_pattern.hpp"

#include "cli/order_days.hpp"
#include "cli/order_retention.hpp"
#include "cli/order_run.hpp"
#include "tests/support/book.hpp"
#include "tests/support/refusals.hpp"

#include <doctest/doctest.h>
#include <fstream>

namespace cli_order_names_test {

using namespace pvault;
using namespace pvault::cli;
using pvault::test::check_refused;

namespace {

Date on(std::string_view text) { return parse_iso_date(text).value(); }

NamePattern output(std::string_view pattern) {
  return NamePattern::parse(pattern).value().of_output("morning", "coverage", ".csv");
}

// "2026-03-31 184"; empty when the name is none of the pattern.
std::string read_back(std::string_view pattern, std::string_view name) {
  const auto stamp = output(pattern).match(name);
  return stamp ? fmt::format("{} {}", format_date(stamp->on), number_of(stamp->known_at)) : "";
}

bool coincide(std::string_view one, std::string_view other) {
  const bool answer = can_coincide(output(one), output(other));
  CHECK_EQ(can_coincide(output(other), output(one)), answer);
  return answer;
}

using Names = std::vector<std::string>;

Names outdated(const Names& files, const Retention& retention, std::string_view as_of) {
  const NamePattern pattern = output("{as_of}");
  return find_outdated(files, pattern, retention, on(as_of), pattern.fill(on(as_of), EntryId{1}));
}

} // namespace

TEST_CASE("a pattern is filled with order, report, day and entry") {
  CHECK_EQ(output("{order}-{report}-{as_of}").fill(on("2026-03-31"), EntryId{184}), "morning-coverage-2026-03-31.csv");
  CHECK_EQ(output("{year}{month}{day} at {known_at}").fill(on("2026-03-01"), EntryId{184}), "20260301 at 184.csv");
  CHECK_EQ(output("fixed").fill(on("2026-03-31"), EntryId{1}), "fixed.csv");
}

TEST_CASE("patterns that could lead elsewhere or could not be read back are refused") {
  const std::string example = R"(file = "{report}-{as_of}")";
  check_refused(
      NamePattern::parse,
      {{"", Rule::orders_malformed, "it is empty", example},
       {"a/{as_of}", Rule::orders_malformed, "\"a/{as_of}\" leads to another folder",
        "a name alone; `folder` of the order says where it is written"},
       {"a\\b", Rule::orders_malformed, "\"a\\b\" leads to another folder",
        "a name alone; `folder` of the order says where it is written"},
       {"a..b", Rule::orders_malformed, "\"a..b\" has two dots in a row", example},
       {".{as_of}", Rule::orders_malformed, "\".{as_of}\" would be a hidden file", example},
       {"{as_of", Rule::orders_malformed, "\"{as_of\" has a brace without its partner", example},
       {"as_of}", Rule::orders_malformed, "\"as_of}\" has a brace without its partner", example},
       {"{asof}", Rule::orders_malformed, "{asof} stands for nothing", "{as_of}"},
       {"{}", Rule::orders_malformed, "{} stands for nothing",
        "one of {order}, {report}, {as_of}, {year}, {month}, {day}, {known_at}"},
       {"{known_at}{as_of}", Rule::orders_malformed, "what follows {known_at} may be read as a part of its number",
        "put a letter or a dash behind {known_at}"},
       {"{known_at}7", Rule::orders_malformed, "what follows {known_at} may be read as a part of its number",
        "put a letter or a dash behind {known_at}"}});
  CHECK_FALSE(NamePattern::parse("a\tb").has_value());
}

TEST_CASE("the day is read back out of a name that the pattern makes, and out of no other") {
  CHECK_EQ(read_back("{report}-{as_of}", "coverage-2026-03-31.csv"), "2026-03-31 0");
  CHECK_EQ(read_back("{known_at}-{year}-{month}", "184-2026-02.csv"), "2026-02-28 184");
  CHECK_EQ(read_back("{year}", "2026.csv"), "2026-12-31 0");
  CHECK_EQ(read_back("{as_of} of {year}", "2026-03-31 of 2026.csv"), "2026-03-31 0");
  CHECK_EQ(read_back("{as_of} of {year}", "2026-03-31 of 2025.csv"), "");
  CHECK_EQ(read_back("{report}-{as_of}", "coverage-2026-02-30.csv"), "");
  CHECK_EQ(read_back("{report}-{as_of}", "coverage-2026-03-31.csv.bak"), "");
  CHECK_EQ(read_back("{report}-{as_of}", "coverage-2026-03-31.html"), "");
  CHECK_EQ(read_back("{report}-{as_of}", "cost-2026-03-31.csv"), "");
  CHECK_EQ(read_back("{report}-{as_of}", "Coverage-2026-03-31.csv"), "");
  CHECK_EQ(read_back("{as_of}-{known_at}", "2026-03-31-0184.csv"), "");
  CHECK_EQ(read_back("{as_of}-{known_at}", "2026-03-31-.csv"), "");
  CHECK_EQ(read_back("{as_of}-{known_at}", "2026-03-31-99999999999999999999.csv"), "");
}

TEST_CASE("names can be put in order when they have a year, and a month where they have a day") {
  const auto has_date = [](std::string_view text) { return NamePattern::parse(text).value().has_date(); };
  CHECK(has_date("{as_of}"));
  CHECK(has_date("{year}-{month}-{day}"));
  CHECK(has_date("{year}-{month}"));
  CHECK(has_date("{year}"));
  CHECK_FALSE(has_date("{year}-{day}"));
  CHECK_FALSE(has_date("{month}-{day}"));
  CHECK_FALSE(has_date("{report}-{known_at}"));
}

TEST_CASE("two patterns coincide when one name can be made by both") {
  CHECK(coincide("{as_of}", "{year}-{month}-{day}"));
  CHECK(coincide("{as_of}", "2026-{month}-31"));
  CHECK(coincide("a{known_at}", "a{year}"));
  CHECK(coincide("{known_at}-x", "20261-x"));
  CHECK(coincide("fixed", "fixed"));
  CHECK_FALSE(coincide("{as_of}", "{year}-{month}"));
  CHECK_FALSE(coincide("{order}-{as_of}", "{report}-{as_of}"));
  CHECK_FALSE(coincide("a{known_at}", "a"));
  CHECK_FALSE(coincide("fixed", "fixed2"));
}

TEST_CASE("the newest files stay, and those of the last days; a file that either keeps stays") {
  const Names files = {"2026-03-29.csv", "2026-03-31.csv", "2026-03-28.csv", "2026-03-30.csv"};
  CHECK(outdated(files, {}, "2026-04-01").empty());
  CHECK_EQ(outdated(files, {.keep = 3, .keep_days = {}}, "2026-04-01"), Names{"2026-03-28.csv", "2026-03-29.csv"});
  CHECK_EQ(outdated(files, {.keep = {}, .keep_days = 3}, "2026-04-01"), Names{"2026-03-28.csv", "2026-03-29.csv"});
  CHECK_EQ(outdated(files, {.keep = 2, .keep_days = 4}, "2026-04-01"), Names{"2026-03-28.csv"});
  CHECK_EQ(outdated(files, {.keep = 4, .keep_days = 1}, "2026-04-01"), Names{"2026-03-28.csv"});
  CHECK(outdated(files, {.keep = 9, .keep_days = {}}, "2026-04-01").empty());
}

TEST_CASE("the file just written never goes, nor what is later than it when only days count") {
  const Names files = {"2026-03-29.csv", "2026-03-31.csv"};
  CHECK_EQ(outdated(files, {.keep = 1, .keep_days = {}}, "2026-01-01"), Names{"2026-03-29.csv"});
  CHECK(outdated(files, {.keep = {}, .keep_days = 1}, "2026-01-01").empty());
  CHECK_EQ(outdated({"2026-03-31.csv"}, {.keep = 1, .keep_days = {}}, "2026-03-31"), Names{});
}

TEST_CASE("only files of the pattern are looked at: no folders, no links, no other names") {
  const test::TemporaryFolder folder;
  const auto path = [&](const char* name) { return folder.path() / name; };
  for (const char* name : {"2026-03-31.csv", "2026-03-31.html", "2026-03-31.csv.old", "notes.csv"})
    std::ofstream(path(name)) << "x";
  std::filesystem::create_directory(path("2026-03-30.csv"));
  std::filesystem::create_symlink(path("notes.csv"), path("2026-03-29.csv"));
  CHECK_EQ(list_files_of(output("{as_of}"), folder.path()), Names{"2026-03-31.csv"});
  CHECK(list_files_of(output("{as_of}"), path("nowhere")).empty());
}

TEST_CASE("an order's day may be named by what it is on the day of the run") {
  const auto day = [](std::string_view text) {
    return parse_order_day(text, on("2026-05-15")).map(format_date).value_or("refused");
  };
  CHECK_EQ(day("today"), "2026-05-15");
  CHECK_EQ(day("yesterday"), "2026-05-14");
  CHECK_EQ(day("2026-02"), "2026-02-28");
  CHECK_EQ(day("last-month"), "2026-04-30");
  CHECK_EQ(day("Last-Quarter"), "2026-03-31");
  CHECK_EQ(day("last-year"), "2025-12-31");
  CHECK_EQ(day("last-week"), "refused");
  CHECK_EQ(first_day_text("this-month", on("2026-05-31")), "2026-05-01");
  CHECK_EQ(first_day_text("this-quarter", on("2026-06-30")), "2026-04-01");
  CHECK_EQ(first_day_text("this-year", on("2025-12-31")), "2025-01-01");
  CHECK_EQ(first_day_text("2026-03", on("2026-05-31")), "2026-03");
}

TEST_CASE("of several exit codes the worst counts: a bug, trouble, not understood, refused, a condition") {
  CHECK_EQ(worse_exit_code(0, 4), 4);
  CHECK_EQ(worse_exit_code(4, 1), 1);
  CHECK_EQ(worse_exit_code(2, 1), 2);
  CHECK_EQ(worse_exit_code(3, 2), 3);
  CHECK_EQ(worse_exit_code(3, 70), 70);
  CHECK_EQ(worse_exit_code(0, 0), 0);
}

} // namespace cli_order_names_test
