#include "cli/toml_document.hpp"

#include "reports/terminal_text.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>

namespace pvault::cli {

namespace {

constexpr std::string_view about_toml = "https://toml.io describes the format; docs/MANUAL.md has an example";

// Each key of "a.a.a = 1" stands in the one before, and toml++ goes down into them by calling itself: 50,000 end the
// program.
constexpr std::size_t longest_line = 2'000;

// A number or date is looked through from its first digit on without regard to underscores, and toml++ then goes back
// by all of it, further than it remembers (127 characters), in functions that may not throw.
constexpr std::size_t longest_number = 100;

// The column of the first that is too long, from 1; nothing if there is none.
std::optional<std::size_t> find_overlong_number(std::string_view line) {
  constexpr std::string_view of_numbers = "0123456789_-";
  for (std::size_t from = line.find_first_of(of_numbers); from != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_not_of(of_numbers, from), line.size());
    const std::string_view number = line.substr(from, end - from);
    const bool is_number = number.front() >= '0' && number.front() <= '9';
    if (is_number && number.size() > longest_number && number.find('_') != std::string_view::npos) return from + 1;
    from = line.find_first_of(of_numbers, end);
  }
  return std::nullopt;
}

std::optional<FileFault> find_overlong(std::string_view text) {
  Place at{.line = 1, .column = 1};
  for (; !text.empty(); ++at.line) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.size() > longest_line)
      return FileFault{.at = at,
                       .message = fmt::format("the line has {} bytes, more than the {} allowed",
                                              group_thousands(std::to_string(line.size())),
                                              group_thousands(std::to_string(longest_line))),
                       .next_step = "a list may go over several lines, and so may a text in \"\"\""};
    if (const auto column = find_overlong_number(line)) {
      at.column = static_cast<int>(*column);
      return FileFault{.at = at,
                       .message = fmt::format("a number or date has more than {} characters", longest_number),
                       .next_step = "without the underscores"};
    }
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return std::nullopt;
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
  if (auto fault = find_overlong(text)) {
    faults.push_back(*std::move(fault));
    return std::nullopt;
  }
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    faults.push_back({.at = place_of(error.source()),
                      .message = fmt::format("it is no TOML: {}", reports::format_for_terminal(error.description())),
                      .next_step = std::string(about_toml)});
  } catch (const TomlPromiseBroken&) {
    faults.push_back({.at = place_of_broken_promise(text),
                      .message = "it is no TOML: something else stands where a name or a value should",
                      .next_step = std::string(about_toml)});
  }
  return std::nullopt;
}

} // namespace pvault::cli
