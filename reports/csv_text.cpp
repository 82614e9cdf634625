#include "reports/csv_text.hpp"

#include "reports/terminal_text.hpp"

#include <algorithm>
#include <array>

namespace pvault::reports {

namespace {

// What makes a spreadsheet take a cell for a formula; the wide forms do so where Japanese or Chinese is typed.
// https://owasp.org/www-community/attacks/CSV_Injection
constexpr std::array<std::string_view, 11> formula_starts{"=",  "+",      "-",      "@",      "\t",    "\r",
                                                          "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

// "-1000.00": there is nothing to run in it.
bool is_negative_number(std::string_view text) {
  if (!text.starts_with('-')) return false;
  text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const auto is_digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return is_digits(text.substr(0, point)) && (point == text.size() || is_digits(text.substr(point + 1)));
}

// An apostrophe of the text's own gets one, too: whoever takes one off gets back what was written.
bool needs_apostrophe(std::string_view text) {
  if (text.starts_with('\'')) return true;
  if (is_negative_number(text)) return false;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return std::ranges::any_of(formula_starts, [&](std::string_view start) { return text.starts_with(start); });
}

std::string quote_field(const std::string& field) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; }; // which readers take off
  const bool has_outer_blank = !field.empty() && (is_blank(field.front()) || is_blank(field.back()));
  if (!has_outer_blank && field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

} // namespace

std::string csv_text(std::string_view text) {
  const std::string valid = replace_invalid_utf8(text);
  return quote_field(needs_apostrophe(valid) ? "'" + valid : valid);
}

} // namespace pvault::reports
