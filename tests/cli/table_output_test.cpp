#include "cli/table_output.hpp"

#include "cli/terminal.hpp"
#include "reports/columns.hpp"

#include <cstdlib>
#include <doctest/doctest.h>

namespace cli_table_output_test {

using namespace pvault;
using namespace pvault::cli;

namespace {

const Date today = parse_iso_date("2026-11-23").value();

struct Read {
  TableOutput output;
  std::optional<Refusal> refusal;
};

Read read(const TableArguments& arguments) {
  OptionReader reader(today);
  const TableOutput output = read_table_output(reader, arguments);
  return {output, reader.refusal()};
}

} // namespace

TEST_CASE("CSV on a terminal shows what would steer it; in a file it keeps every character") {
  reports::Table table = new_table("t", "T", {reports::column::text("a", "A")});
  add_row(table, {std::string("\x1b[31mred")});
  TableOutput output;
  output.format = TableFormat::csv;
  CHECK_EQ(render_table(table, output), "a\r\n\x1b[31mred\r\n");
  output.width = 80;
  CHECK_EQ(render_table(table, output), "a\n\\x1B[31mred\n");
}

TEST_CASE("the ending of a file stands for a format") {
  CHECK(format_of_ending("a/b.csv") == TableFormat::csv);
  CHECK(format_of_ending("a.JSON") == TableFormat::json);
  CHECK(format_of_ending("a.txt") == TableFormat::text);
  CHECK(format_of_ending("a.md") == TableFormat::markdown);
  CHECK(format_of_ending("a.html") == TableFormat::html);
  CHECK(format_of_ending("a.XLSX") == TableFormat::xlsx);
  CHECK_FALSE(format_of_ending("a.xls"));
  CHECK_FALSE(format_of_ending("csv"));
}

TEST_CASE("what is asked for by name goes before the ending") {
  CHECK(read({}).output.format == TableFormat::text);
  CHECK(read({.format = {}, .output = "a.csv", .color = {}}).output.format == TableFormat::csv);
  CHECK(read({.format = "json", .output = "a.csv", .color = {}}).output.format == TableFormat::json);
  CHECK(read({.format = "HTML", .output = {}, .color = {}}).output.format == TableFormat::html);
  CHECK(read({.format = "markdown", .output = {}, .color = {}}).output.format == TableFormat::markdown);
  CHECK(read({.format = "Csv", .output = "-", .color = {}}).output.file.empty());
}

TEST_CASE("formats and colours that are not there") {
  CHECK(read({.format = "xml", .output = {}, .color = {}}).refusal->message ==
        "--format: \"xml\" is not a format of this command");
  CHECK(read({.format = {}, .output = "a.xls", .color = {}}).refusal->message ==
        "--output: the ending of \"a.xls\" stands for no format");
  CHECK(read({.format = {}, .output = {}, .color = "alwas"}).refusal->next_step == "always");
}

TEST_CASE("colour is for terminals, unless it is asked for or forbidden") {
  ::unsetenv("NO_COLOR");
  CHECK_FALSE(read({.format = {}, .output = "a.txt", .color = {}}).output.colour);
  CHECK_FALSE(read({.format = {}, .output = "a.txt", .color = "auto"}).output.colour);
  CHECK_FALSE(read({.format = {}, .output = {}, .color = "never"}).output.colour);
  CHECK(read({.format = {}, .output = "a.txt", .color = "always"}).output.colour);
  ::setenv("NO_COLOR", "1", 1);
  CHECK(read({.format = {}, .output = {}, .color = "always"}).output.colour);
  ::unsetenv("NO_COLOR");
}

TEST_CASE("lines in a file are not folded, and drawn with all characters") {
  ::setenv("LC_ALL", "C", 1);
  CHECK(read({.format = {}, .output = "a.txt", .color = {}}).output.width == 0);
  CHECK_FALSE(read({.format = {}, .output = "a.txt", .color = {}}).output.ascii);
  ::unsetenv("LC_ALL");
}

TEST_CASE("the first locale that is named says whether a terminal shows more than ASCII") {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    ::unsetenv(name);
  CHECK(locale_shows_unicode()); // nothing is known against it
  ::setenv("LANG", "de_DE.UTF-8", 1);
  CHECK(locale_shows_unicode());
  ::setenv("LC_CTYPE", "de_DE.ISO-8859-1", 1);
  CHECK_FALSE(locale_shows_unicode());
  ::setenv("LC_ALL", "C.utf8", 1);
  CHECK(locale_shows_unicode());
  ::setenv("LC_ALL", "POSIX", 1);
  CHECK_FALSE(locale_shows_unicode());
  ::setenv("LC_ALL", "", 1);
  ::unsetenv("LC_CTYPE");
  CHECK(locale_shows_unicode());
  for (const char* name : {"LC_ALL", "LANG"})
    ::unsetenv(name);
}

TEST_CASE("one table in each format") {
  reports::Table table = new_table("site-list", "Sites", {reports::column::text("site", "Site")});
  add_row(table, {std::string("HAWTHORNE")});
  table.provenance = {
      .book = "Vault", .as_of = "2026-03-31", .known_at_entry = 1, .known_at_hash = std::string(64, '0')};
  CHECK(render_table(table, {.format = TableFormat::csv, .file = {}}) == "site\r\nHAWTHORNE\r\n");
  CHECK(render_table(table, {.format = TableFormat::text, .file = {}}).starts_with("Sites\n"));
  CHECK(render_table(table, {.format = TableFormat::markdown, .file = {}}).starts_with("# Sites\n"));
  CHECK(render_table(table, {.format = TableFormat::html, .file = {}}).starts_with("<!DOCTYPE html>"));
  CHECK(render_table(table, {.format = TableFormat::xlsx, .file = {}}).starts_with("PK"));
  CHECK(render_table(table, {.format = TableFormat::json, .file = {}}).find("pvault.report.site-list/1") !=
        std::string::npos);
}

} // namespace cli_table_output_test
