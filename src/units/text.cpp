#include "units/text.hpp"

#include "units/parsing.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <utf8proc.h>
#include <utility>
#include <vector>

namespace pvault {

namespace {

constexpr int most_digits = 40;
constexpr int largest_exponent = 18;
constexpr std::size_t longest_text = 4'000;
constexpr std::size_t longest_name = 100;
constexpr std::string_view blanks = " \t\n\v\f\r";
constexpr std::string_view number_example = "1500.5 or 1,500.5";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool starts_with_digit(std::string_view text) { return !text.empty() && is_digit(text.front()); }

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

// What stands between thousands in other countries: blank, apostrophe, underscore, no-break and thin spaces. Returns
// its length.
std::size_t foreign_separator(std::string_view text) {
  static constexpr std::array<std::string_view, 7> separators = {" ", "'", "_", "\u00a0", "\u202f", "\u2009", "\u2019"};
  for (const std::string_view separator : separators) {
    if (text.starts_with(separator)) return separator.size();
  }
  return 0;
}

// A well-formed number before it becomes a fraction: digits / 10^decimals * 10^exponent.
struct Decimal {
  std::array<char, most_digits> digits{};
  std::size_t digit_count = 0; // may exceed what is kept in `digits`; then the number is refused
  std::size_t decimals = 0;
  int exponent = 0;
  bool negative = false;
};

std::size_t take_digits(std::string_view& text, Decimal& decimal) {
  const std::size_t taken = count_digits(text);
  for (const char digit : text.substr(0, taken)) {
    if (decimal.digit_count < decimal.digits.size()) decimal.digits[decimal.digit_count] = digit;
    ++decimal.digit_count;
  }
  text.remove_prefix(taken);
  return taken;
}

bool take_whole_part(std::string_view& text, Decimal& decimal) {
  const bool starts_with_zero = text.starts_with('0');
  const std::size_t taken = take_digits(text, decimal);
  if (!text.starts_with(',')) return taken > 0;
  if (taken == 0 || taken > 3 || starts_with_zero) return false;
  while (text.starts_with(',')) {
    text.remove_prefix(1);
    if (take_digits(text, decimal) != 3) return false;
  }
  return true;
}

bool take_decimals(std::string_view& text, Decimal& decimal) {
  if (!text.starts_with('.')) return true;
  text.remove_prefix(1);
  decimal.decimals = take_digits(text, decimal);
  return decimal.decimals > 0;
}

bool take_exponent(std::string_view& text, Decimal& decimal) {
  if (!text.starts_with('e') && !text.starts_with('E')) return true;
  text.remove_prefix(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t taken = count_digits(text);
  for (const char digit : text.substr(0, taken))
    decimal.exponent = std::min(decimal.exponent * 10 + (digit - '0'), largest_exponent + 1);
  if (negative) decimal.exponent = -decimal.exponent;
  text.remove_prefix(taken);
  return taken > 0;
}

// Whether the whole text has the form of a number; its size is not judged here.
bool read_decimal(std::string_view text, Decimal& decimal) {
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);
  return take_whole_part(text, decimal) && take_decimals(text, decimal) && take_exponent(text, decimal) && text.empty();
}

Exact exact_value(const Decimal& decimal) {
  using boost::multiprecision::cpp_int;
  constexpr std::size_t digits_in_64_bits = 18;
  const std::size_t in_64_bits = std::min(decimal.digit_count, digits_in_64_bits);
  std::int64_t leading = 0;
  for (std::size_t i = 0; i < in_64_bits; ++i)
    leading = leading * 10 + (decimal.digits[i] - '0');
  if (decimal.negative) leading = -leading;

  const int tens = decimal.exponent - static_cast<int>(decimal.decimals);
  if (decimal.digit_count <= digits_in_64_bits && tens <= 0 && tens >= -largest_exponent)
    return tens == 0 ? Exact(leading) : Exact(leading, power_of_ten(-tens));

  cpp_int number = leading;
  for (std::size_t i = in_64_bits; i < decimal.digit_count; ++i)
    number = number * 10 + (decimal.negative ? '0' - decimal.digits[i] : decimal.digits[i] - '0');
  const cpp_int power = boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(std::abs(tens)));
  return tens >= 0 ? Exact(cpp_int(number * power)) : Exact(number, power);
}

// How the text reads with its separators of thousands, commas and points each replaced by the character given.
std::string with_marks(std::string_view text, char separator, char comma, char point) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = foreign_separator(text);
    if (length > 0)
      result += separator;
    else if (text.front() == ',')
      result += comma;
    else
      result += text.front() == '.' ? point : text.front();
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

// The number somebody meant who writes "1 500", "1'500.50", "1.500,5" or ".5"; else an example. The English reading
// comes first.
std::string suggest_number(std::string_view text) {
  constexpr std::size_t longest = 64;
  if (text.size() > longest) return std::string(number_example);
  const std::string leading_zero = text.starts_with('.') ? "0" : "";
  for (const auto& [comma, point] : {std::pair(',', '.'), std::pair('.', ',')}) {
    std::string candidate = leading_zero + with_marks(text, ',', comma, point);
    Decimal decimal;
    if (read_decimal(candidate, decimal) && decimal.digit_count <= most_digits) return candidate;
  }
  return std::string(number_example);
}

bool is_exponent_at(std::string_view text, std::size_t at) {
  if (text[at] != 'e' && text[at] != 'E') return false;
  text.remove_prefix(at + 1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return starts_with_digit(text);
}

// How many bytes the piece of a number at `at` takes, 0 when it is none.
std::size_t piece_of_number(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (is_digit(c) || c == ',' || c == '.') return 1;
  if (is_exponent_at(text, at)) return 2;
  const std::size_t separator = foreign_separator(text.substr(at));
  return starts_with_digit(text.substr(at + separator)) ? separator : 0;
}

// Distance by the definition in the header, over bytes, keeping three rows of the table.
std::size_t distance_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

std::size_t difference(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

tl::unexpected<Refusal> refuse_length(std::string_view what, std::string_view text, std::size_t most) {
  return refuse(Rule::text_malformed,
                fmt::format("the {} {} has {} bytes, {} more than the {} allowed", what, in_quotes(text),
                            group_thousands(std::to_string(text.size())),
                            group_thousands(std::to_string(text.size() - most)), group_thousands(std::to_string(most))),
                fmt::format("a shorter {}", what));
}

} // namespace

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split_at_commas(std::string_view list) {
  std::vector<std::string_view> parts;
  for (std::size_t comma = list.find(','); comma != std::string_view::npos; comma = list.find(',')) {
    parts.push_back(trim(list.substr(0, comma)));
    list.remove_prefix(comma + 1);
  }
  parts.push_back(trim(list));
  return parts;
}

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

std::string composed(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  utf8proc_uint8_t* result = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &result, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(result, &std::free);
  if (length < 0) return std::string(text);
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(length)};
}

std::string lower(std::string_view text) {
  std::string result = composed(text);
  std::ranges::transform(result, result.begin(), lower_case);
  return result;
}

Expected<Exact> parse_number(std::string_view text) {
  text = trim(text);
  Decimal decimal;
  if (!read_decimal(text, decimal))
    return refuse(Rule::number_malformed, fmt::format("{} is not a number", in_quotes(text)), suggest_number(text));
  if (decimal.digit_count > most_digits)
    return refuse(Rule::number_malformed,
                  fmt::format("{} has {} digits, {} more than the {} allowed", in_quotes(text), decimal.digit_count,
                              decimal.digit_count - most_digits, most_digits),
                  std::string(number_example));
  if (std::abs(decimal.exponent) > largest_exponent)
    return refuse(
        Rule::number_malformed,
        fmt::format("{} has an exponent outside {} to {}", in_quotes(text), -largest_exponent, largest_exponent),
        "10e9");
  return exact_value(decimal);
}

NumberAndRest split_number(std::string_view text) {
  text = trim(text);
  std::size_t end = text.starts_with('-') ? 1 : 0;
  const std::string_view unsigned_text = text.substr(end);
  const bool is_number = starts_with_digit(unsigned_text) ||
                         (unsigned_text.starts_with('.') && starts_with_digit(unsigned_text.substr(1)));
  if (!is_number) return {{}, text};
  while (end < text.size()) {
    const std::size_t length = piece_of_number(text, end);
    if (length == 0) break;
    end += length;
  }
  return {text.substr(0, end), trim(text.substr(end))};
}

Expected<std::string> parse_required_text(std::string_view what, std::string_view text) {
  if (!trim(text).empty()) return parse_text(what, text);
  return refuse(Rule::text_malformed, fmt::format("the {} {} is empty", what, in_quotes(text)),
                fmt::format("the {} in words", what));
}

Expected<std::string> parse_text(std::string_view what, std::string_view text) {
  if (!text.empty() && trim(text).empty()) return parse_required_text(what, text);
  if (text.size() > longest_text) return refuse_length(what, text, longest_text);
  for (std::size_t at = 0; at < text.size();) {
    const Character next = first_character(text.substr(at));
    if (!next.printable)
      return refuse(Rule::text_malformed,
                    fmt::format("the {} {} {} at byte {}", what, in_quotes(text),
                                next.valid ? "has a control character" : "is not UTF-8", at + 1),
                    next.valid ? fmt::format("the {} on one line, without control characters", what)
                               : fmt::format("the {} in UTF-8", what));
    at += next.bytes;
  }
  return std::string(text);
}

Expected<std::string> parse_name(std::string_view what, std::string_view text) {
  const std::string_view trimmed = trim(text);
  if (trimmed.empty())
    return refuse(Rule::text_malformed, fmt::format("the {} {} is empty", what, in_quotes(text)),
                  fmt::format("a {} of 1 to {} bytes", what, longest_name));
  if (text.size() > longest_name) return refuse_length(what, text, longest_name);
  if (trimmed.size() != text.size())
    return refuse(Rule::text_malformed, fmt::format("the {} {} has blanks at an end", what, in_quotes(text)),
                  printable(trimmed));
  auto name = parse_text(what, text);
  if (!name || is_ascii(*name)) return name;
  *name = composed(*name); // may be longer by some bytes
  if (name->size() > longest_name) return refuse_length(what, *name, longest_name);
  return name;
}

std::string nearest_name(std::string_view wanted, std::span<const std::string> candidates) {
  const std::string wanted_lower = lower(wanted);
  const std::size_t near_enough = std::max<std::size_t>(wanted.size() / 3, 1);
  std::size_t nearest = std::min(near_enough + 1, wanted.size());
  const std::string* found = nullptr;
  for (const std::string& candidate : candidates) {
    if (difference(wanted.size(), candidate.size()) >= nearest) continue;
    const std::size_t distance = distance_between(wanted_lower, lower(candidate));
    if (distance >= nearest) continue;
    nearest = distance;
    found = &candidate;
  }
  return found == nullptr ? std::string() : *found;
}

tl::unexpected<Refusal> refuse_choice(std::string_view text, std::string_view what,
                                      std::span<const std::string_view> choices) {
  std::string next_step = nearest_name(text, std::vector<std::string>(choices.begin(), choices.end()));
  if (next_step.empty())
    next_step = fmt::format("{} or {}", fmt::join(choices.first(choices.size() - 1), ", "), choices.back());
  return refuse(Rule::option_malformed, fmt::format("{} is not {}", in_quotes(text), what), std::move(next_step));
}

std::string group_thousands(std::string_view digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  const std::size_t end = std::min(digits.find('.'), digits.size());
  std::string result(digits.substr(0, end));
  for (std::size_t at = end; at > start + 3; at -= 3)
    result.insert(at - 3, 1, ',');
  result += digits.substr(end);
  return result;
}

std::string format_scaled(std::int64_t value, int decimals, int keep) {
  if (keep < 0 || keep > decimals || decimals > largest_exponent)
    throw std::logic_error("format_scaled: needs 0 <= keep <= decimals <= 18");
  // The magnitude as an unsigned number, because the most negative value has no positive counterpart.
  const auto bits = static_cast<std::uint64_t>(value);
  const std::uint64_t magnitude = value < 0 ? 0 - bits : bits;
  std::string digits = fmt::format("{:0{}}", magnitude, decimals + 1);
  const std::size_t point = digits.size() - static_cast<std::size_t>(decimals);
  while (digits.size() > point + static_cast<std::size_t>(keep) && digits.back() == '0')
    digits.pop_back();
  if (digits.size() > point) digits.insert(point, 1, '.');
  if (value < 0) digits.insert(0, 1, '-');
  return digits;
}

} // namespace pvault
