#include "units/price.hpp"

#include "units/mass_units.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <limits>
#include <utility>

namespace pvault {

namespace {

constexpr std::string_view price_example = "33.1 USD/kg";

// The two ways a price is written in the currency of the book; empty when the text is neither.
struct PriceCurrency {
  std::string_view name;
  int cents;
  std::string_view slash; // as it stands between the number and the unit
};
std::optional<PriceCurrency> find_price_currency(std::string_view text) {
  if (equals_ignoring_case(text, "USD")) return PriceCurrency{"USD", 100, " USD/"};
  if (equals_ignoring_case(text, "USc")) return PriceCurrency{"USc", 1, " USc/"};
  return std::nullopt;
}

std::string price_or_example(const std::string& candidate) {
  return advice_that_parses(parse_price, {printable(candidate)}, price_example);
}

// "33.1 USD per lb" is shown with its slash; anything else gets the example.
tl::unexpected<Refusal> refuse_without_slash(std::string_view text) {
  constexpr std::string_view per = " per ";
  std::string next_step(price_example);
  if (const std::size_t at = text.find(per); at != std::string_view::npos)
    next_step = price_or_example(fmt::format("{}/{}", trim(text.substr(0, at)), trim(text.substr(at + per.size()))));
  return refuse(Rule::price_malformed, fmt::format("{} has no \"/\" before a unit of mass", in_quotes(text)),
                std::move(next_step));
}

// What parse_quantity says; it does not know what a price is.
tl::unexpected<Refusal> refuse_number(Refusal refusal, std::string_view unit) {
  const std::string number(split_number(refusal.next_step).number);
  refusal.next_step = advice_that_parses(
      parse_price, {refusal.next_step, printable(fmt::format("{} USD/{}", number, unit))}, price_example);
  return tl::unexpected<Refusal>(std::move(refusal));
}

Expected<PriceCurrency> parse_price_currency(const Quantity& quantity, std::string_view text, std::string_view unit) {
  if (quantity.rest.empty())
    return refuse(Rule::currency_missing, fmt::format("{} has no currency", in_quotes(text)),
                  price_or_example(fmt::format("{} USD/{}", quantity.number_text, unit)));
  if (const std::optional<PriceCurrency> currency = find_price_currency(quantity.rest)) return *currency;
  return refuse(Rule::currency_unknown,
                fmt::format("{} is not the currency of the book; only USD is booked", in_quotes(quantity.rest)),
                fmt::format("{} or 180 USc/lb (US cents)", price_example));
}

tl::unexpected<Refusal> refuse_price_range(std::string_view text, const Quantity& quantity) {
  if (quantity.has_minus())
    return refuse(Rule::price_out_of_range, fmt::format("{} is below zero", in_quotes(text)),
                  price_or_example(std::string(text.substr(1))));
  const std::string largest = format_money(Money::cents(largest_money_cents));
  return refuse(Rule::price_out_of_range,
                fmt::format("{} is more than {} per unit, the largest price", in_quotes(text), largest),
                fmt::format("at most {} per unit", largest));
}

std::string without_commas(std::string_view number) {
  std::string result(number);
  std::erase(result, ',');
  return result;
}

} // namespace

Expected<QuotedPrice> parse_price(std::string_view text) {
  text = trim(text);
  Expected<std::string> entered = parse_text("price", text);
  if (!entered) return tl::unexpected<Refusal>(std::move(entered).error());
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return refuse_without_slash(text);

  const std::string_view unit_text = trim(text.substr(slash + 1));
  const Expected<Quantity> quantity = parse_quantity(text.substr(0, slash), price_example, text.substr(slash));
  if (!quantity) return refuse_number(quantity.error(), unit_text);
  const Expected<PriceCurrency> currency = parse_price_currency(*quantity, text, unit_text);
  if (!currency) return tl::unexpected<Refusal>(currency.error());
  const Exact cents = quantity->number * currency->cents;
  if (quantity->has_minus() || cents > largest_money_cents) return refuse_price_range(text, *quantity);
  Expected<MassUnitPhrase> phrase = parse_mass_unit(unit_text, {quantity->number_text, currency->slash});
  if (!phrase) return tl::unexpected<Refusal>(std::move(phrase).error());
  const MassUnit& unit = *phrase->unit;
  return QuotedPrice{.text = *std::move(entered),
                     .amount = without_commas(quantity->number_text),
                     .currency = std::string(currency->name),
                     .unit = std::string(unit.symbol),
                     .component = std::move(phrase->component),
                     .of_content = unit.of_content,
                     .cents_per_mg = cents / unit.milligrams};
}

Expected<BasisPrice> make_basis_price(const Exact& cents_per_mg) {
  const auto cents = numerator(cents_per_mg);
  const auto per_mg = denominator(cents_per_mg);
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  if (cents < 0 || cents > most || per_mg > most)
    return refuse(Rule::price_out_of_range,
                  fmt::format("the price is {} cents per {} mg in lowest terms, a negative number or one above {}",
                              cents.str(), per_mg.str(), most),
                  "a price of fewer digits");
  return BasisPrice{static_cast<std::int64_t>(cents), static_cast<std::int64_t>(per_mg)};
}

Exact exact_cents(const BasisPrice& price, Mass mass) {
  const boost::multiprecision::cpp_int cents = boost::multiprecision::cpp_int(price.cents) * mass.milligrams();
  return {cents, boost::multiprecision::cpp_int(price.per_mg)};
}

std::optional<Money> value_at(const BasisPrice& price, Mass mass) {
  const auto cents = round_to_integer(exact_cents(price, mass), Rounding::half_even);
  return cents ? std::optional(Money::cents(*cents)) : std::nullopt;
}

} // namespace pvault
