#include "cli/run_log.hpp"

#include "journal/sha256.hpp"
#include "tests/support/book.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <system_error>

namespace cli_run_log_test {

using namespace pvault;
using namespace pvault::cli;
using pvault::test::day;
using pvault::test::TemporaryFolder;

namespace {

Clock some_clock() {
  return clock_at(std::chrono::system_clock::time_point(std::chrono::milliseconds(1'795'428'000'007)));
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace

TEST_CASE("a line says everything about a run, in one object") {
  RunRecord record;
  record.as_of = day("2026-03-31");
  record.known_at = EntryId{181};
  record.known_at_hash = "3f9a";
  record.conditions = {
      {"below-target", 1, "less cover than the target, in 1 row: gallium (19.2 of 60 days)", "coverage"}};
  record.pages = {{"/srv/coverage.html", 12, "ab"}, {"", 3, "cd"}};
  const RunFacts facts = {.arguments = {"report", "coverage"},
                          .started_at = "2026-11-23T10:00:00.007Z",
                          .ended_at = "2026-11-23T10:00:00.019Z",
                          .duration_ms = 12,
                          .user = "auditor",
                          .book = "/srv/vault.db",
                          .exit_code = 4};
  const std::string line = format_run(facts, record);
  CHECK_EQ(std::ranges::count(line, '\n'), 1);
  CHECK(line.ends_with("}\n"));
  const auto read = nlohmann::json::parse(line);
  CHECK_EQ(read.at("schema"), "pvault.run/1");
  CHECK_EQ(read.at("arguments"), nlohmann::json({"report", "coverage"}));
  CHECK_EQ(read.at("duration_ms"), 12);
  CHECK_EQ(read.at("as_of"), "2026-03-31");
  CHECK_EQ(read.at("known_at").at("entry"), 181);
  CHECK(read.at("entry").is_null());
  CHECK_EQ(read.at("exit_code"), 4);
  CHECK_EQ(read.at("conditions").at(0).at("condition"), "below-target");
  CHECK_EQ(read.at("conditions").at(0).at("report"), "coverage");
  CHECK_EQ(read.at("conditions").at(0).at("rows"), 1);
  CHECK_EQ(read.at("pages").at(0).at("file"), "/srv/coverage.html");
  CHECK_EQ(read.at("pages").at(0).at("sha256"), "ab");
  CHECK(read.at("pages").at(1).at("file").is_null());
  CHECK(read.at("error").is_null());
}

TEST_CASE("orders of several days have what was known and no day, and the book that their file names") {
  RunRecord record;
  record.known_at = EntryId{181};
  record.book = "/etc/pvault/vault.db";
  const RunFacts facts = {.arguments = {}, .started_at = "", .ended_at = "", .user = "", .book = "/srv/vault.db"};
  const auto read = nlohmann::json::parse(format_run(facts, record));
  CHECK(read.at("as_of").is_null());
  CHECK_EQ(read.at("known_at").at("entry"), 181);
  CHECK_EQ(read.at("book"), "/etc/pvault/vault.db");
}

TEST_CASE("what is not UTF-8 or breaks lines does not break the line") {
  RunRecord record;
  record.error = "refused: lot_unknown: \"\n\xff\"";
  const std::string line =
      format_run({.arguments = {"\xc3(", "a\nb"}, .started_at = "", .ended_at = "", .user = "", .book = ""}, record);
  CHECK_EQ(std::ranges::count(line, '\n'), 1);
  CHECK_EQ(nlohmann::json::parse(line).at("arguments").at(1), "a\nb");
}

TEST_CASE("lines are appended, and a new log is its owner's to write and its group's to read") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "runs.jsonl";
  const mode_t old_mask = ::umask(0);
  for (const int exit_code : {0, 5}) {
    RunLog log({"audit", "verify"}, some_clock());
    log.open(path);
    log.set_book(folder.path() / "vault.db");
    CHECK_EQ(log.finish(exit_code), exit_code);
  }
  ::umask(old_mask);
  struct stat found {};
  REQUIRE_EQ(::stat(path.c_str(), &found), 0);
  CHECK_EQ(found.st_mode & 0777U, 0640U);
  const std::string lines = content_of(path);
  CHECK_EQ(std::ranges::count(lines, '\n'), 2);
  const auto last = nlohmann::json::parse(lines.substr(lines.find('\n') + 1));
  CHECK_EQ(last.at("exit_code"), 5);
  CHECK_EQ(last.at("started_at"), "2026-11-23T10:00:00.007Z");
  CHECK_EQ(last.at("book"), (folder.path() / "vault.db").string());
  CHECK(last.at("duration_ms").get<int>() >= 0);
}

TEST_CASE("a run without a log writes nothing and keeps its exit code") {
  RunLog log({}, some_clock());
  CHECK_EQ(log.finish(4), 4);
}

TEST_CASE("no log where none can be written, nor in a database") {
  const TemporaryFolder folder;
  write(folder.path() / "vault.db", "SQLite format 3 and so on");
  write(folder.path() / "file", "");
  for (const char* name : {"vault.db", "vault.db-wal", "missing/runs.jsonl", "file/runs.jsonl", "."}) {
    CAPTURE(name);
    RunLog log({}, some_clock());
    CHECK_THROWS_AS(log.open(folder.path() / name), std::system_error);
    CHECK_EQ(log.finish(3), 3);
  }
  CHECK_EQ(content_of(folder.path() / "vault.db"), "SQLite format 3 and so on");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "vault.db-wal"));
}

TEST_CASE("a log that is a database is refused in one sentence, with the code of a name that is taken") {
  const TemporaryFolder folder;
  write(folder.path() / "vault.db", "SQLite format 3 and so on");
  RunLog log({}, some_clock());
  try {
    log.open(folder.path() / "vault.db");
    FAIL("it was opened");
  } catch (const std::system_error& error) {
    CHECK(std::string_view(error.what()).ends_with(": it is a database, or a part of one"));
    CHECK(error.code() == std::errc::file_exists);
  }
}

TEST_CASE("a line that cannot be written turns done into trouble, and leaves every other exit code") {
  for (const auto& [before, after] : {std::pair(0, 3), std::pair(4, 4)}) {
    RunLog log({}, some_clock());
    log.open("/dev/full");
    CHECK_EQ(log.finish(before), after);
  }
}

TEST_CASE("pages are noted for a log only, with the hash of their bytes") {
  RunLog log({}, some_clock());
  note_page("page.html", "abc");
  CHECK(run_record().pages.empty());
  const TemporaryFolder folder;
  log.open(folder.path() / "runs.jsonl");
  note_page("page.html", "abc");
  note_page("", "abc");
  REQUIRE_EQ(run_record().pages.size(), 2);
  CHECK_EQ(run_record().pages[0].file, (std::filesystem::current_path() / "page.html").string());
  CHECK_EQ(run_record().pages[0].bytes, 3);
  CHECK_EQ(run_record().pages[0].sha256, sha256_hex("abc"));
  CHECK_EQ(run_record().pages[1].file, "");
}

TEST_CASE("the log is the one named, else $PVAULT_LOG, else none") {
  ::unsetenv("PVAULT_LOG");
  CHECK(log_path("").empty());
  ::setenv("PVAULT_LOG", "runs.jsonl", 1);
  CHECK(log_path("") == "runs.jsonl");
  CHECK(log_path("other.jsonl") == "other.jsonl");
  ::unsetenv("PVAULT_LOG");
}

} // namespace cli_run_log_test
