#include "cli/toml_document.hpp"

#include "cli/import_map.hpp"

#include <array>
#include <doctest/doctest.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli_toml_document_test {

using namespace pvault::cli;

namespace {

// Of the characters that toml++ asks about by an undefined way the first and the last of each range, and some between.
constexpr std::array<std::string_view, 11> traps = {"\u00A1", "\u00E9", "\u0431", "\u0499", "\u2C5E", "\u2FFF",
                                                    "\u3001", "\u3057", "\uFB26", "\uFE8D", "\uFEFE"};

} // namespace

// Found by fuzzing: outside texts toml++ would take a way that its code says it never takes.
TEST_CASE("a character that may stand in texts only is no TOML outside of them") {
  for (const std::string_view trap : traps) {
    for (const std::string& text : {std::string(trap) + "book = \"a\"\n", "book = " + std::string(trap) + "\n"}) {
      std::vector<FileFault> faults;
      CHECK_FALSE(parse_toml("# first\n" + text, faults).has_value());
      REQUIRE_EQ(faults.size(), 1);
      CHECK_EQ(faults[0].at, Place{.line = 2, .column = text.starts_with("book") ? 8 : 1});
      CHECK(faults[0].message.starts_with("it is no TOML: "));
    }
  }
}

TEST_CASE("in texts and remarks such a character stays what it is") {
  for (const std::string_view trap : traps) {
    std::vector<FileFault> faults;
    const std::string text = "a" + std::string(trap) + "\u00A0\u049A\u2C5D\u3000\u3058\uFB25\uFEFF\uFF01";
    const auto document = parse_toml("# " + text + "\nbook = \"" + text + "\"\n[\"" + text + "\"]\nx = 1\n", faults);
    REQUIRE(document.has_value());
    CHECK(faults.empty());
    CHECK_EQ((*document)["book"].value_exact<std::string>(), text);
    CHECK((*document)[text].is_table());
  }
}

TEST_CASE("a mapping in which toml++ breaks its promise is at fault, as standing orders are") {
  std::vector<FileFault> faults;
  read_import_map("kind = \"purchase\"\n[{columns]]\n\"Material\" = \"mineral\"\n", faults);
  REQUIRE_EQ(faults.size(), 1);
  CHECK_EQ(faults[0].at, Place{.line = 2, .column = 1});
  CHECK_EQ(faults[0].message, "it is no TOML: something else stands where a name or a value should");
}

} // namespace cli_toml_document_test
