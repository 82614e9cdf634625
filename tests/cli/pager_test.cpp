#include "cli/pager.hpp"

#include "tests/support/book.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>

namespace cli_pager_test {

using namespace pvault::cli;

namespace {

using Words = std::vector<std::string>;

// The environment as a terminal has it, and as it was again afterwards.
class PagerSettings {
public:
  PagerSettings() { set("TERM", "xterm"); }
  ~PagerSettings() {
    for (const char* name : {"TERM", "PVAULT_PAGER", "PAGER"})
      ::unsetenv(name);
  }
  PagerSettings(const PagerSettings&) = delete;
  PagerSettings& operator=(const PagerSettings&) = delete;
  PagerSettings(PagerSettings&&) = delete;
  PagerSettings& operator=(PagerSettings&&) = delete;
  static void set(const char* name, const char* value) { ::setenv(name, value, 1); }
};

} // namespace

TEST_CASE("a command is split at blanks, and quotes keep words together") {
  CHECK(split_command("less -FRX") == Words{"less", "-FRX"});
  CHECK(split_command("  less\t-R  ") == Words{"less", "-R"});
  CHECK(split_command("'my pager' \"-a b\"c d\\ e '' \"x\\\"y\" 'x\\y'") ==
        Words{"my pager", "-a bc", "d e", "", "x\"y", "x\\y"});
  CHECK(split_command("less; rm $HOME | cat") == Words{"less;", "rm", "$HOME", "|", "cat"}); // no shell reads it
  CHECK(split_command("").empty());
  CHECK(split_command("  ").empty());
  CHECK(split_command("'open") == Words{"open"});
  CHECK(split_command("end\\") == Words{"end\\"});
}

TEST_CASE("the pager is the first that is chosen, and less by default") {
  const PagerSettings settings;
  ::unsetenv("PVAULT_PAGER");
  ::unsetenv("PAGER");
  CHECK(pager_command() == Words{"less", "-FRX"});
  PagerSettings::set("PAGER", "more -s");
  CHECK(pager_command() == Words{"more", "-s"});
  PagerSettings::set("PVAULT_PAGER", "most");
  CHECK(pager_command() == Words{"most"});
  PagerSettings::set("PVAULT_PAGER", "");
  CHECK(pager_command().empty());
  PagerSettings::set("PVAULT_PAGER", "cat");
  CHECK(pager_command().empty());
}

TEST_CASE("a terminal that cannot move its cursor has no pager") {
  const PagerSettings settings;
  PagerSettings::set("PVAULT_PAGER", "less");
  PagerSettings::set("TERM", "dumb");
  CHECK(pager_command().empty());
  ::unsetenv("TERM");
  CHECK(pager_command().empty());
}

TEST_CASE("a page that leaves a row for the pager is not too long") {
  CHECK_FALSE(is_longer_than("", 3));
  CHECK_FALSE(is_longer_than("a\nb\n", 3));
  CHECK(is_longer_than("a\nb\nc\n", 3));
}

TEST_CASE("the pager gets the page, all of it") {
  const pvault::test::TemporaryFolder folder;
  const std::string file = (folder.path() / "shown").string();
  std::string page;
  for (int line = 0; line < 20'000; ++line)
    page += "line " + std::to_string(line) + "\n";
  CHECK(show_in_pager(page, {"dd", "of=" + file, "status=none", "iflag=fullblock"}));
  std::ifstream shown(file, std::ios::binary);
  CHECK(std::string(std::istreambuf_iterator<char>(shown), {}) == page);
}

TEST_CASE("a reader who leaves early is no error, and a program that is not there shows nothing") {
  const std::string page(1'000'000, 'x'); // more than a pipe holds
  CHECK(show_in_pager(page, {"true"}));
  CHECK(show_in_pager(page, {"false"}));
  CHECK_FALSE(show_in_pager(page, {"no-such-pager-4711"}));
  CHECK_FALSE(show_in_pager(page, {""}));
  CHECK_FALSE(show_in_pager(page, {}));
}

} // namespace cli_pager_test
