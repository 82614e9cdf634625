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

// Of the characters of which toml++ asks by an undefined way whether they are blanks the first and the last of each
// range, and some between.
constexpr std::array<std::string_view, 11> letters = {"\u00A1", "\u00E9", "\u0431", "\u0499", "\u2C5E", "\u2FFF",
                                                      "\u3001", "\u3057", "\uFB26", "\uFE8D", "\uFEFE"};

FileFault only_fault_in(const std::string& text) {
  std::vector<FileFault> faults;
  CHECK_FALSE(parse_toml(text, faults).has_value());
  REQUIRE_EQ(faults.size(), 1);
  CHECK_FALSE(faults[0].next_step.empty());
  return faults[0];
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i)
    all += text;
  return all;
}

} // namespace

// Found by fuzzing.
TEST_CASE("a letter that may stand in texts only is no TOML outside of them") {
  for (const std::string_view letter : letters) {
    for (const std::string& text : {std::string(letter) + "book = \"a\"\n", "book = " + std::string(letter) + "\n"}) {
      const FileFault fault = only_fault_in("# first\n" + text);
      CHECK_EQ(fault.at, Place{.line = 2, .column = text.starts_with("book") ? 8 : 1});
      CHECK(fault.message.starts_with("it is no TOML: "));
    }
  }
  CHECK(only_fault_in("caf\u00E9 = 1\n").message.find("\u00E9") != std::string::npos);
}

TEST_CASE("in texts, names in quotes and remarks a letter stays what it is") {
  for (const std::string_view letter : letters) {
    std::vector<FileFault> faults;
    const std::string text = "a" + std::string(letter) + "\u00A0\u049A\u2C5D\u3000\u3058\uFB25\uFEFF\uFF01";
    const auto document = parse_toml("# " + text + "\nbook = \"" + text + "\"\n[\"" + text + "\"]\nx = 1\n", faults);
    REQUIRE(document.has_value());
    CHECK(faults.empty());
    CHECK_EQ((*document)["book"].value_exact<std::string>(), text);
    CHECK((*document)[text].is_table());
  }
  std::vector<FileFault> faults;
  const auto document =
      parse_toml("book = \"\"\"a \\\n  \u00E9\"\"\"\n\"Gr\u00F6\u00DFe\" = 1\n\"Gr\u00FC\u00DFe\" = 2\n", faults);
  REQUIRE(document.has_value());
  CHECK_EQ((*document)["book"].value_exact<std::string>(), "a \u00E9");
  CHECK_EQ(document->size(), 3);
}

TEST_CASE("a number of more than a hundred characters with underscores is at fault where it stands") {
  const FileFault fault = only_fault_in("book = \"a\"\nx = 2" + repeated("_", 117) + "026-01-01 # y\n");
  CHECK_EQ(fault.at, Place{.line = 2, .column = 5});
  CHECK_EQ(fault.message, "a number or date has more than 100 characters");
  CHECK_EQ(only_fault_in("x = 2" + repeated("_", 115) + "026-01-01 12\n").at, Place{.line = 1, .column = 5});
  std::vector<FileFault> faults;
  CHECK(parse_toml("# " + repeated("-", 150) + repeated("_", 150) + "\nx = 1_000\ny = 2026-01-01 # " +
                       repeated("7", 150) + "\n",
                   faults));
  CHECK(faults.empty());
}

TEST_CASE("a line of more than 2,000 bytes is at fault, and keys as deep as one may be are read") {
  const FileFault fault = only_fault_in("x = 1\n" + repeated("a.", 1000) + "a = 1\n");
  CHECK_EQ(fault.at, Place{.line = 2, .column = 1});
  CHECK_EQ(fault.message, "the line has 2,005 bytes, more than the 2,000 allowed");
  std::vector<FileFault> faults;
  CHECK(parse_toml("[" + repeated("a.", 998) + "a]\n" + repeated("a.", 997) + "a = 1\n", faults));
  CHECK(faults.empty());
}

TEST_CASE("a mapping in which toml++ breaks its promise is at fault, as standing orders are") {
  std::vector<FileFault> faults;
  read_import_map("kind = \"purchase\"\n[{columns]]\n\"Material\" = \"mineral\"\n", faults);
  REQUIRE_EQ(faults.size(), 1);
  CHECK_EQ(faults[0].at, Place{.line = 2, .column = 1});
  CHECK_EQ(faults[0].message, "it is no TOML: something else stands where a name or a value should");
}

} // namespace cli_toml_document_test
