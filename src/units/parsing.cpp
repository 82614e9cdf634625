#include "units/parsing.hpp"

#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utf8proc.h>
#include <utility>

namespace pvault {

namespace {

constexpr std::size_t longest_shown = 80;

// Text with one of these reads otherwise than its bytes are ordered (Unicode Standard Annex 9, explicit directional
// formatting).
bool turns_direction(utf8proc_int32_t code_point) {
  return (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
}

bool is_printable(utf8proc_int32_t code_point) {
  switch (utf8proc_category(code_point)) {
  case UTF8PROC_CATEGORY_CC: // control
  case UTF8PROC_CATEGORY_ZL: // line separator
  case UTF8PROC_CATEGORY_ZP: // paragraph separator
    return false;
  default:
    return !turns_direction(code_point);
  }
}

} // namespace

Character first_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return {1, true, first >= 0x20 && first != 0x7F};
  constexpr std::size_t longest_character = 4;
  utf8proc_int32_t code_point = 0;
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(std::min(text.size(), longest_character)), &code_point);
  if (bytes <= 0) return {1, false, false};
  return {static_cast<std::size_t>(bytes), true, is_printable(code_point)};
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty() && result.size() < longest_shown) {
    const Character next = first_character(text);
    for (const char byte : text.substr(0, next.bytes)) {
      if (next.printable)
        result += byte;
      else
        result += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
    text.remove_prefix(next.bytes);
  }
  return text.empty() ? result : result + "...";
}

std::string in_quotes(std::string_view text) { return '"' + printable(text) + '"'; }

char lower_case(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower_case, lower_case);
}

std::size_t find_of(std::string_view text) {
  for (std::size_t at = 0; at + 2 <= text.size(); ++at) {
    const bool begins = at == 0 || text[at - 1] == ' ';
    const bool ends = at + 2 == text.size() || text[at + 2] == ' ';
    if (begins && ends && equals_ignoring_case(text.substr(at, 2), "of")) return at;
  }
  return std::string_view::npos;
}

Expected<std::string> parse_component(std::string_view from_of, std::string_view whole) {
  const std::string_view component = trim(from_of.substr(2));
  if (component.empty())
    return refuse(Rule::text_malformed, fmt::format("{} names nothing after \"of\"", in_quotes(whole)),
                  fmt::format("{} WO3", printable(whole)));
  return parse_name("component", component);
}

Expected<Quantity> parse_quantity(std::string_view text, std::string_view example, std::string_view tail) {
  text = trim(text);
  const auto [number_text, rest] = split_number(text);
  if (number_text.empty())
    return refuse(Rule::number_malformed, fmt::format("{} does not start with a number", in_quotes(text)),
                  std::string(example));
  Expected<Exact> number = parse_number(number_text);
  if (number) return Quantity{*std::move(number), number_text, rest};
  Refusal refusal = std::move(number).error();
  refusal.next_step += printable(text.substr(number_text.size())) + printable(tail);
  return tl::unexpected<Refusal>(std::move(refusal));
}

} // namespace pvault
