#include "cli/order_file.hpp"

#include "cli/order_plan.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string>

namespace cli_order_file_test {

using namespace pvault;
using namespace pvault::cli;

namespace {

const Date today = parse_iso_date("2026-04-01").value();

// "line:column: message", in the order of the file; what can be said without a book.
std::vector<std::string> faults_in(std::string_view toml) {
  std::vector<FileFault> faults;
  const OrderFile file = read_order_file(toml, faults);
  plan_orders(file, "orders.toml", {.today = today, .as_of = std::nullopt}, faults);
  sort_faults(faults);
  std::vector<std::string> lines;
  lines.reserve(faults.size());
  for (const FileFault& fault : faults) {
    CHECK_FALSE(fault.next_step.empty());
    lines.push_back(fmt::format("{}:{}: {}", fault.at.line, fault.at.column, fault.message));
  }
  return lines;
}

// An order that is sound but for what is added to it.
std::vector<std::string> faults_with(const std::string& key) {
  return faults_in("folder = \"out\"\n[[order]]\nname = \"a\"\nreport = \"coverage\"\nformats = [\"csv\"]\n" + key);
}

constexpr std::string_view faulty_file = "books = \"vault.db\"\n"                             // 1
                                         "folder = 7.5\n"                                     // 2
                                         "[[order]]\n"                                        // 3
                                         "name = \"a/b\"\n"                                   // 4
                                         "report = \"covrage\"\n"                             // 5
                                         "formats = [\"htm\", \"csv\", \"csv\"]\n"            // 6
                                         "as_of = \"31.3.2026\"\n"                            // 7
                                         "file = \"../{report}\"\n"                           // 8
                                         "keep = 0\n"                                         // 9
                                         "keep_days = \"30\"\n"                               // 10
                                         "kep = 3\n"                                          // 11
                                         "[[order]]\n"                                        // 12
                                         "name = \"second\"\n"                                // 13
                                         "reports = [\"coverage\", \"coverage\", \"lots\"]\n" // 14
                                         "formats = []\n"                                     // 15
                                         "folder = \"out\"\n"                                 // 16
                                         "file = \"{reprt}\"\n"                               // 17
                                         "fail_on = [\"below-targt\"]\n"                      // 18
                                         "[order.options]\n"                                  // 19
                                         "mineral = [\"gallium\", true]\n"                    // 20
                                         "days = \"many\"\n"                                  // 21
                                         "minerals = \"tin\"\n"                               // 22
                                         "unavailable = [\"10%\", \"20%\"]\n"                 // 23
                                         "[[order]]\n"                                        // 24
                                         "name = \"Second\"\n"                                // 25
                                         "report = \"cost\"\n"                                // 26
                                         "folder = \"out\"\n"                                 // 27
                                         "file = \"fixed\"\n"                                 // 28
                                         "keep = 5\n";                                        // 29

} // namespace

TEST_CASE("a file of orders is read, each text with its place") {
  std::vector<FileFault> faults;
  const OrderFile file = read_order_file("book = \"vault.db\"\n"
                                         "folder = \"out\"\n"
                                         "[[order]]\n"
                                         "name = \"morning\"\n"
                                         "reports = [\"coverage\", \"cost\"]\n"
                                         "formats = [\"html\"]\n"
                                         "as_of = 2026-03-31\n"
                                         "options = { mineral = \"gallium\", demand_year = 2025 }\n"
                                         "keep = 3\n"
                                         "[[order]]\n"
                                         "name = \"second\"\n"
                                         "report = \"lots\"\n"
                                         "formats = [\"csv\"]\n"
                                         "folder = \"elsewhere\"\n",
                                         faults);
  CHECK(faults.empty());
  CHECK_EQ(file.book.text, "vault.db");
  REQUIRE_EQ(file.orders.size(), 2);
  const StandingOrder& first = file.orders[0];
  CHECK(first.at == Place{3, 1});
  CHECK(first.name.at == Place{4, 8});
  CHECK_EQ(first.reports[1].text, "cost");
  CHECK(first.reports[1].at == Place{5, 24});
  CHECK_EQ(first.as_of.text, "2026-03-31");
  CHECK_EQ(first.folder.text, "out");
  CHECK_EQ(first.file.text, "{order}-{report}-{as_of}");
  REQUIRE_EQ(first.options.size(), 2);
  CHECK_EQ(first.options[0].name.text, "demand_year");
  CHECK_EQ(first.options[0].values[0].text, "2025");
  CHECK_EQ(first.options[1].values[0].text, "gallium");
  CHECK_EQ(first.keep->number, 3);
  CHECK_EQ(file.orders[1].folder.text, "elsewhere");
  CHECK_EQ(file.orders[1].as_of.text, "today");
}

TEST_CASE("every fault of a file is named, each with its line and column") {
  const std::vector<std::string> faults = faults_in(faulty_file);
  const std::vector<std::string> begin_with = {
      "1:1: the file takes no books",
      "2:10: folder is a number with a fraction, or a time, not a text",
      "4:8: the name \"a/b\" cannot be a part of a file's name",
      "5:10: report_unknown: there is no report \"covrage\"",
      "6:12: option_malformed: \"htm\" is not a format of this command",
      "6:26: the format \"csv\" stands twice",
      "7:9: date_malformed: ",
      "8:8: \"../{report}\" leads to another folder",
      "9:8: keep: 0 is not from 1 to 100000",
      "10:13: keep_days is a text, not a whole number",
      "11:1: an order takes no kep",
      "14:24: the report coverage stands twice",
      "15:11: formats is an empty list",
      "17:8: {reprt} stands for nothing",
      "18:12: option_malformed: \"below-targt\" is no condition that coverage can judge",
      "18:12: option_malformed: \"below-targt\" is no condition that lots can judge",
      "20:23: mineral is true or false, not a text",
      "21:1: option_malformed: --days: the report coverage does not ask for it",
      "21:1: option_malformed: --days: the report lots does not ask for it",
      "22:1: options takes no minerals",
      "23:1: unavailable takes one value, not 2",
      "24:1: the order has no formats",
      "25:8: the order of line 12 has the name \"Second\", too",
      "29:8: keep needs a date in the names of the files, and \"fixed\" has none",
  };
  CAPTURE(fmt::format("{}", fmt::join(faults, "\n")));
  REQUIRE_EQ(faults.size(), begin_with.size());
  for (std::size_t i = 0; i < faults.size(); ++i)
    CHECK_EQ(faults[i].substr(0, begin_with[i].size()), begin_with[i]);
}

TEST_CASE("a sound order has no faults, whatever it leaves out") {
  CHECK(faults_with("").empty());
  CHECK(faults_with("as_of = \"last-quarter\"\nkeep = 1\n").empty());
  CHECK(
      faults_with("options = { mineral = \"Ga\", basis = [\"imports-from:China\"], unavailable = \"10%\" }\n").empty());
  CHECK(faults_with("fail_on = \"below-target\"\n").empty());
}

TEST_CASE("only days and values of options stand without quotes") {
  CHECK_EQ(faults_in("book = 7\nfolder = \"out\"\n[[order]]\nname = 7\nreport = \"cost\"\nformats = [3]\n"
                     "file = 2026-01-01\n"),
           std::vector<std::string>{"1:8: book is a whole number, not a text",
                                    "4:8: name is a whole number, not a text",
                                    "6:12: formats is a whole number, not a text", "7:8: file is a date, not a text"});
  CHECK(faults_with("as_of = 2026-03-31\noptions = { days = 30, basis = \"all\" }\n").size() == 1); // coverage, no days
}

TEST_CASE("an order whose report is not understood is looked at all the same") {
  const std::string rest = "formats = [\"csv\"]\nfail_on = [\"below\", \"limit-90\", \"stale-price:xd\", \"any-row\"]\n"
                           "options = { unavailable = \"120%\", demand_year = 2025 }\n";
  const std::vector<std::string> of_rest = {
      "5:12: option_malformed: \"below\" is no condition that any report can judge",
      "5:21: percent_sign_missing: \"90\" has no percent sign",
      "5:33: option_malformed: \"xd\" is not a number of days from 0d to 100000d",
      "6:27: percent_out_of_range: --unavailable: \"120%\" is above 100%"};
  std::vector<std::string> faults = faults_in("folder = \"out\"\n[[order]]\nname = \"a\"\n" + rest);
  REQUIRE_EQ(faults.size(), 5);
  CHECK_EQ(faults[0], "2:1: the order has no report");
  const std::string begin = "folder = \"out\"\n[[order]]\nname = \"a\"\nreport = \"covrage\"\n";
  faults = faults_in(begin + rest);
  REQUIRE_EQ(faults.size(), 5);
  CHECK_EQ(faults[0], "4:10: report_unknown: there is no report \"covrage\"");
  for (std::size_t i = 0; i < of_rest.size(); ++i) {
    std::string expected = of_rest[i];
    expected[0] = static_cast<char>(expected[0] + 1); // a line below
    CHECK_EQ(faults[i + 1], expected);
  }
}

TEST_CASE("a list as report is at fault, and its reports are checked") {
  CHECK_EQ(faults_in("folder = \"out\"\n[[order]]\nname = \"a\"\nreport = [\"coverage\"]\nformats = [\"csv\"]\n"
                     "options = { by = \"month\" }\n"),
           std::vector<std::string>{"4:10: report is a list, not a text",
                                    "6:13: option_malformed: --by: the report coverage does not ask for it"});
}

TEST_CASE("what is no TOML is one fault, where it stands") {
  const auto faults = faults_in("folder = \"out\"\n[[order]\n");
  REQUIRE_EQ(faults.size(), 1);
  CHECK(faults[0].starts_with("2:"));
  CHECK(faults[0].find("it is no TOML") != std::string::npos);
}

// Found by fuzzing: toml++ takes for granted that a name follows, and ended the program.
TEST_CASE("a table without a name is no TOML, and says in which line") {
  CHECK_EQ(faults_in("folder = \"out\"\n[{order]]\nname = \"a\"\n"),
           std::vector<std::string>{"2:1: it is no TOML: something else stands where a name or a value should"});
}

TEST_CASE("what is no TOML is said without what could steer a terminal") {
  const auto faults = faults_in("orde\xE2\x80\xAEr = 1\n");
  REQUIRE_EQ(faults.size(), 1);
  CHECK(faults[0].find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE("a file has at least one order, written as a list of tables") {
  CHECK_EQ(faults_in(""), std::vector<std::string>{"1:1: there is no order in it"});
  CHECK_EQ(faults_in("[order]\nname = \"a\"\n"),
           std::vector<std::string>{"1:1: order is a table, not a list of tables"});
  CHECK_EQ(faults_in("order = [1]\n"), std::vector<std::string>{"1:10: an order is a whole number, not a table"});
}

TEST_CASE("an order has one of report and reports, and a folder of its own or of the file") {
  CHECK_EQ(faults_with("reports = [\"cost\"]\n"),
           std::vector<std::string>{"4:10: the order has both report and reports"});
  CHECK_EQ(
      faults_in("[[order]]\nname = \"a\"\nformats = [\"csv\"]\n"),
      std::vector<std::string>{"1:1: neither the order nor the file has a folder", "1:1: the order has no report"});
}

TEST_CASE("two outputs never get the same name, on no day") {
  const std::string two = "[[order]]\nname = \"b\"\nreport = \"coverage\"\nformats = [\"csv\", \"json\"]\n";
  CHECK(faults_with(two).empty());
  CHECK_EQ(faults_with("file = \"{report}-{as_of}\"\n" + two + "file = \"{report}-{year}-{month}-{day}\"\n"),
           std::vector<std::string>{
               "11:8: the orders \"a\" and \"b\" may write the same file, such as \"coverage-2026-04-01.csv\""});
  CHECK(faults_with("file = \"{report}-{as_of}\"\n" + two + "file = \"{report}-{year}-{month}\"\n").empty());
  CHECK(faults_with("file = \"{as_of}\"\n" + two + "file = \"{as_of}\"\nfolder = \"other\"\n").empty());
  CHECK_EQ(faults_with("file = \"{as_of}\"\n" + two + "file = \"{as_of}\"\nfolder = \"./x/../out\"\n").size(), 1);
  CHECK_EQ(
      faults_in("folder = \"out\"\n[[order]]\nname = \"a\"\nreports = [\"cost\", \"lots\"]\nformats = [\"csv\"]\n"
                "file = \"{as_of}\"\n"),
      std::vector<std::string>{"6:8: \"{as_of}\" gives the reports cost and lots the same file, \"2026-04-01.csv\""});
}

TEST_CASE("the ending of a format is not a part of the pattern") {
  CHECK_EQ(faults_with("file = \"{as_of}.csv\"\n"),
           std::vector<std::string>{"6:8: \"{as_of}.csv\" ends as a format does, and that ending is put behind it"});
}

TEST_CASE("paths are relative to the folder of the file") {
  CHECK_EQ(path_beside("/etc/pvault/orders.toml", "vault.db"), "/etc/pvault/vault.db");
  CHECK_EQ(path_beside("/etc/pvault/orders.toml", "/var/lib/vault.db"), "/var/lib/vault.db");
  CHECK_EQ(path_beside("orders.toml", "./out"), "./out");
}

} // namespace cli_order_file_test
