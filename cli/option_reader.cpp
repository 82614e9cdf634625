#include "cli/option_reader.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <charconv>

namespace pvault::cli {

Date OptionReader::read_date(std::string_view option, const std::string& text, Date otherwise) {
  return text.empty() ? otherwise : read(option, parse_date(text, today_), otherwise);
}

std::int64_t OptionReader::read_whole_number(std::string_view option, const std::string& text, std::string_view what) {
  return read(option, parse_whole_number(text, what));
}

Expected<NamedMoney> parse_named_money(std::string_view text, std::string_view form, std::string_view example) {
  const std::size_t equals = text.find('=');
  const std::string_view name = trim(text.substr(0, equals));
  if (equals == std::string_view::npos || name.empty())
    return refuse(Rule::option_malformed, fmt::format("{} is not written as {}", in_quotes(text), form),
                  std::string(example));
  auto checked = parse_name("name", name);
  if (!checked) return tl::unexpected(std::move(checked).error());
  const auto amount = parse_money(text.substr(equals + 1));
  if (!amount) return tl::unexpected(amount.error());
  return NamedMoney{*std::move(checked), *amount};
}

Expected<std::int64_t> parse_whole_number(std::string_view text, std::string_view what) {
  const std::string_view digits = trim(text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc() && end == digits.data() + digits.size()) return number;
  return refuse(Rule::option_malformed, fmt::format("{} is not {}", in_quotes(text), what), "a whole number in digits");
}

} // namespace pvault::cli
