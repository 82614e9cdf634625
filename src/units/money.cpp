#include "units/money.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace pvault {

namespace {

constexpr std::string_view money_example = "5 USD";
constexpr int cent_decimals = 2;

struct Suffix {
  char letter;
  int tens;
};
constexpr std::array<Suffix, 4> suffixes = {{{'k', 3}, {'K', 3}, {'M', 6}, {'B', 9}}};

// Words people write for a suffix. A small m is a thousand to some and a million to others, so it is not read as
// either.
struct SuffixWord {
  std::string_view word;
  char letter;
};
constexpr std::array<SuffixWord, 10> suffix_words = {{{"thousand", 'k'},
                                                      {"m", 'M'},
                                                      {"mm", 'M'},
                                                      {"mn", 'M'},
                                                      {"mio", 'M'},
                                                      {"million", 'M'},
                                                      {"b", 'B'},
                                                      {"bn", 'B'},
                                                      {"bln", 'B'},
                                                      {"billion", 'B'}}};

// Takes "B" off "B USD"; the power of ten it stands for, 0 when there is none.
int take_suffix(std::string_view& rest) {
  const std::string_view word = rest.substr(0, rest.find(' '));
  if (word.size() != 1) return 0;
  const auto found = std::ranges::find(suffixes, word.front(), &Suffix::letter);
  if (found == suffixes.end()) return 0;
  rest = trim(rest.substr(1));
  return found->tens;
}

// The suffix somebody meant by the first word of the rest; '\0' when it is none of these words.
char meant_suffix(std::string_view word) {
  const auto found = std::ranges::find_if(
      suffix_words, [word](const SuffixWord& known) { return equals_ignoring_case(known.word, word); });
  return found == suffix_words.end() ? '\0' : found->letter;
}

std::string money_or_example(const std::string& candidate) {
  return advice_that_parses(parse_money, {candidate}, money_example);
}

// What parse_quantity says; it does not know what money is.
tl::unexpected<Refusal> refuse_number_of_money(Refusal refusal) {
  const std::string number(split_number(refusal.next_step).number);
  refusal.next_step = advice_that_parses(parse_money, {refusal.next_step, number + " USD"}, money_example);
  return tl::unexpected<Refusal>(std::move(refusal));
}

tl::unexpected<Refusal> refuse_currency(const Quantity& quantity, std::string_view currency, bool has_suffix) {
  const std::string_view first_word = currency.substr(0, currency.find(' '));
  if (const char letter = meant_suffix(first_word); letter != '\0' && !has_suffix)
    return refuse(Rule::number_malformed, fmt::format("{} is not a suffix of a number", in_quotes(first_word)),
                  money_or_example(fmt::format("{}{} USD", quantity.number_text, letter)));
  return refuse(Rule::currency_unknown,
                fmt::format("{} is not the currency of the book; only USD is booked", in_quotes(currency)),
                std::string(money_example));
}

tl::unexpected<Refusal> refuse_money_range(std::string_view text, const Quantity& quantity) {
  if (quantity.has_minus())
    return refuse(Rule::money_out_of_range, fmt::format("{} is below zero", in_quotes(text)),
                  money_or_example(printable(text.substr(1))));
  const std::string largest = format_money(Money::cents(largest_money_cents));
  return refuse(Rule::money_out_of_range,
                fmt::format("{} is more than {}, the largest amount of one figure", in_quotes(text), largest),
                fmt::format("at most {}", largest));
}

// Needs 0 <= cents <= largest_money_cents, so both neighbours fit.
tl::unexpected<Refusal> refuse_finer_than_a_cent(std::string_view text, const Exact& cents) {
  const Money below = Money::cents(round_to_integer(cents, Rounding::down).value());
  const Money above = Money::cents(round_to_integer(cents, Rounding::up).value());
  return refuse(Rule::money_finer_than_a_cent, fmt::format("{} is finer than a cent", in_quotes(text)),
                fmt::format("{} or {}", format_money(below), format_money(above)));
}

} // namespace

Money operator+(Money a, Money b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.cents_, b.cents_, &sum))
    throw std::overflow_error(
        fmt::format("the amounts {} and {} add up to more than 64 bits hold", format_money(a), format_money(b)));
  return Money(sum);
}

Money operator-(Money a, Money b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.cents_, b.cents_, &difference))
    throw std::overflow_error(
        fmt::format("the amounts {} and {} differ by more than 64 bits hold", format_money(a), format_money(b)));
  return Money(difference);
}

Expected<Money> parse_money(std::string_view text) {
  text = trim(text);
  const Expected<Quantity> quantity = parse_quantity(text, money_example);
  if (!quantity) return refuse_number_of_money(quantity.error());

  std::string_view currency = quantity->rest;
  const int tens = take_suffix(currency);
  if (currency.empty())
    return refuse(Rule::currency_missing, fmt::format("{} has no currency", in_quotes(text)),
                  money_or_example(fmt::format("{} USD", printable(text))));
  if (!equals_ignoring_case(currency, "USD")) return refuse_currency(*quantity, currency, tens > 0);

  const Exact cents = quantity->number * power_of_ten(tens + cent_decimals);
  if (quantity->has_minus() || cents > largest_money_cents) return refuse_money_range(text, *quantity);
  if (denominator(cents) != 1) return refuse_finer_than_a_cent(text, cents);
  return Money::cents(static_cast<std::int64_t>(numerator(cents)));
}

std::string format_money(Money money) {
  return fmt::format("{} USD", group_thousands(format_scaled(money.cents(), cent_decimals, cent_decimals)));
}

} // namespace pvault
