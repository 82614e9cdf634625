#include "cli/toml_document.hpp"

#include "reports/terminal_text.hpp"
#include "units/parsing.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>
#include <utility>

namespace pvault::cli {

namespace {

constexpr std::string_view about_toml = "https://toml.io describes the format; docs/MANUAL.md has an example";

// Whether these characters are blanks toml++ 3.3 asks by a way that its code says it never takes, and what a compiler
// makes of that is undefined (is_non_ascii_horizontal_whitespace). It asks outside texts and remarks, where none may
// stand. First and last of each range.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> undefined_characters = {
    {{"\u00A1", "\u0499"}, {"\u2C5E", "\u2FFF"}, {"\u3001", "\u3057"}, {"\uFB26", "\uFEFE"}}};

// Another stands for each, of which nothing is asked, so that every character keeps its place.
std::string without_undefined_characters(std::string_view text) {
  constexpr std::string_view replacement = "\uFFFD";
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const std::string_view character = text.substr(0, first_character(text).bytes);
    const bool is_undefined = std::ranges::any_of(undefined_characters, [&](const auto& range) {
      return range.first <= character && character <= range.second; // UTF-8 is in the order of the characters
    });
    safe += is_undefined ? replacement : character;
    text.remove_prefix(character.size());
  }
  return safe;
}

// Where toml++ breaks its promise: in the last line of the first lines that make it do so.
Place place_of_broken_promise(std::string_view text) {
  Place at{.line = 1, .column = 1};
  for (std::size_t end = text.find('\n'); end < text.size(); end = text.find('\n', end + 1), ++at.line) {
    try {
      static_cast<void>(toml::parse(text.substr(0, end)));
    } catch (const toml::parse_error&) { // what follows may make it whole
    } catch (const TomlPromiseBroken&) {
      return at;
    }
  }
  return at;
}

} // namespace

void break_toml_promise(const char* what) { throw TomlPromiseBroken(what); }

Place place_of(const toml::source_region& region) {
  return {.line = static_cast<int>(region.begin.line), .column = static_cast<int>(region.begin.column)};
}

std::optional<toml::table> parse_toml(std::string_view text, std::vector<FileFault>& faults) {
  const std::string safe = without_undefined_characters(text);
  try {
    toml::table document = toml::parse(safe);
    // All of them stand in texts and remarks.
    return safe == text ? std::move(document) : toml::parse(text);
  } catch (const toml::parse_error& error) {
    faults.push_back({.at = place_of(error.source()),
                      .message = fmt::format("it is no TOML: {}", reports::format_for_terminal(error.description())),
                      .next_step = std::string(about_toml)});
  } catch (const TomlPromiseBroken&) {
    faults.push_back({.at = place_of_broken_promise(safe),
                      .message = "it is no TOML: something else stands where a name or a value should",
                      .next_step = std::string(about_toml)});
  }
  return std::nullopt;
}

} // namespace pvault::cli
