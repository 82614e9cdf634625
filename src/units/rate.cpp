#include "units/rate.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <utility>

namespace pvault {

namespace {

constexpr std::string_view rate_example = "4.63%";
constexpr std::string_view assay_example = "99.8%, or 65% WO3";
constexpr std::string_view moisture_example = "2%";
constexpr int ppb_decimals_of_a_percent = 7;
constexpr int largest_rate_percent = 1'000;

// A kind of percentage: what one looks like, and whether a text is one.
struct Percentage {
  std::string_view example;
  bool (*reads)(std::string_view);
};
constexpr Percentage a_rate = {rate_example, [](std::string_view text) { return parse_rate(text).has_value(); }};
constexpr Percentage an_assay = {assay_example, [](std::string_view text) { return parse_assay(text).has_value(); }};
constexpr Percentage a_moisture = {moisture_example,
                                   [](std::string_view text) { return parse_moisture(text).has_value(); }};

// "0.998" is more often 99.8% than 0.998%: both are shown, the likely one first.
std::string percent_suggestion(std::string_view number_text, const Percentage& kind) {
  std::string as_is = advice_that_parses(kind.reads, {fmt::format("{}%", number_text)}, kind.example);
  const auto number = parse_number(number_text);
  const auto hundredfold =
      number && *number > 0 && *number < 1
          ? round_to_integer(*number * 100 * power_of_ten(ppb_decimals_of_a_percent), Rounding::half_even)
          : std::nullopt;
  if (!hundredfold || *hundredfold == 0 || !kind.reads(fmt::format("{}%", number_text))) return as_is;
  return fmt::format("{}%, or {} if less than one percent is meant",
                     format_scaled(*hundredfold, ppb_decimals_of_a_percent, 0), as_is);
}

// What parse_quantity says; it does not know what a percentage is.
tl::unexpected<Refusal> refuse_number(Refusal refusal, const Percentage& kind) {
  if (!kind.reads(refusal.next_step)) {
    const std::string number(split_number(refusal.next_step).number);
    refusal.next_step = percent_suggestion(number, kind);
  }
  return tl::unexpected<Refusal>(std::move(refusal));
}

// Reads "65% WO3" as 65 and "WO3"; refuses a negative percentage, so the number is at least zero.
Expected<Quantity> parse_percent(std::string_view text, const Percentage& kind) {
  Expected<Quantity> quantity = parse_quantity(text, kind.example);
  if (!quantity) return refuse_number(std::move(quantity).error(), kind);
  if (!quantity->rest.starts_with('%'))
    return refuse(Rule::percent_sign_missing, fmt::format("{} has no percent sign", in_quotes(text)),
                  percent_suggestion(quantity->number_text, kind));
  if (quantity->has_minus())
    return refuse(Rule::percent_out_of_range, fmt::format("{} is below zero", in_quotes(text)),
                  advice_that_parses(kind.reads, {printable(text.substr(1))}, kind.example));
  quantity->rest = trim(quantity->rest.substr(1));
  return quantity;
}

// A percentage with nothing behind the sign.
Expected<Exact> parse_lone_percent(std::string_view text, const Percentage& kind) {
  const Expected<Quantity> quantity = parse_percent(text, kind);
  if (!quantity) return tl::unexpected<Refusal>(quantity.error());
  if (!quantity->rest.empty())
    return refuse(Rule::number_malformed, fmt::format("{} goes on behind the percent sign", in_quotes(text)),
                  advice_that_parses(kind.reads, {fmt::format("{}%", quantity->number_text)}, kind.example));
  return quantity->number;
}

// Reads "WO3" or "of WO3" behind the percent sign; empty when nothing is there.
Expected<std::string> parse_assay_component(std::string_view rest, std::string_view whole) {
  if (rest.empty()) return std::string();
  return find_of(rest) == 0 ? parse_component(rest, whole) : parse_name("component", rest);
}

} // namespace

Expected<Rate> parse_rate(std::string_view text) {
  text = trim(text);
  const Expected<Exact> percent = parse_lone_percent(text, a_rate);
  if (!percent) return tl::unexpected<Refusal>(percent.error());
  if (*percent > largest_rate_percent)
    return refuse(Rule::percent_out_of_range,
                  fmt::format("{} is more than {}%, the largest rate", in_quotes(text), largest_rate_percent),
                  fmt::format("at most {}%", largest_rate_percent));
  const Exact ppb = *percent * power_of_ten(ppb_decimals_of_a_percent);
  const Rate nearest = Rate::parts_per_billion(round_to_integer(ppb, Rounding::half_even).value());
  if (denominator(ppb) != 1)
    return refuse(Rule::percent_out_of_range, fmt::format("{} is finer than 0.0000001%", in_quotes(text)),
                  fmt::format("{}%", format_percent_number(nearest)));
  return nearest;
}

std::string format_percent_number(Rate rate) {
  return format_scaled(rate.parts_per_billion(), ppb_decimals_of_a_percent, 0);
}

Expected<Assay> parse_assay(std::string_view text) {
  text = trim(text);
  Expected<std::string> entered = parse_text("assay", text);
  if (!entered) return tl::unexpected<Refusal>(std::move(entered).error());
  const Expected<Quantity> percent = parse_percent(text, an_assay);
  if (!percent) return tl::unexpected<Refusal>(percent.error());
  if (percent->number == 0 || percent->number > 100)
    return refuse(Rule::percent_out_of_range,
                  fmt::format("the assay {} is not above 0% and at most 100%", in_quotes(text)),
                  std::string(assay_example));
  Expected<std::string> component = parse_assay_component(percent->rest, text);
  if (!component) return tl::unexpected<Refusal>(std::move(component).error());
  return Assay{*std::move(entered), percent->number / 100, *std::move(component)};
}

Expected<Exact> parse_moisture(std::string_view text) {
  text = trim(text);
  const Expected<Exact> percent = parse_lone_percent(text, a_moisture);
  if (!percent) return tl::unexpected<Refusal>(percent.error());
  if (*percent >= 100)
    return refuse(Rule::percent_out_of_range, fmt::format("the moisture {} is not below 100%", in_quotes(text)),
                  std::string(moisture_example));
  return Exact(*percent / 100);
}

} // namespace pvault
