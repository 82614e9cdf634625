// Reads the texts of options into typed values and keeps the first refusal, so that a command can read them all in one
// go.
#pragma once

#include "units/date.hpp"
#include "units/money.hpp"
#include "units/refusal.hpp"

#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pvault::cli {

class OptionReader {
public:
  explicit OptionReader(Date today) : today_(today) {}

  // The value, or `otherwise` when it was refused. Of several refusals the first stays; its message begins with the
  // option's name.
  template <class T>
  T read(std::string_view option, Expected<T> value, T otherwise = T()) {
    if (value) return *std::move(value);
    if (!refusal_) {
      refusal_ = std::move(value).error();
      refusal_->message = fmt::format("{}: {}", option, refusal_->message);
    }
    return otherwise;
  }

  // `parse` is asked only when the option was given.
  template <class Parse>
  auto read_optional(std::string_view option, const std::string& text, Parse parse) {
    using T = typename decltype(parse(text))::value_type;
    return text.empty() ? std::optional<T>() : std::optional<T>(read(option, parse(text)));
  }

  Date read_date(std::string_view option, const std::string& text, Date otherwise);
  std::int64_t read_whole_number(std::string_view option, const std::string& text, std::string_view what);

  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  [[nodiscard]] Date today() const { return today_; }

private:
  Date today_;
  std::optional<Refusal> refusal_;
};

// "freight=12000 USD": what stands before the first '=', and the money behind it.
struct NamedMoney {
  std::string name;
  Money amount;
};
// `form` is what it looks like in help, `example` a next step. Refuses option_malformed (no '=', nothing before it),
// text_malformed and what parse_money refuses.
Expected<NamedMoney> parse_named_money(std::string_view text, std::string_view form, std::string_view example);

// "183"; `what` is what it should be: "a year". Refuses option_malformed.
Expected<std::int64_t> parse_whole_number(std::string_view text, std::string_view what);

} // namespace pvault::cli
