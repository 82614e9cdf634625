#include "units/mass.hpp"

#include "units/mass_units.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace pvault {

namespace {

constexpr int milligram_decimals_of_a_kilogram = 6;

constexpr std::string_view mass_example = "25 t";

// What parse_quantity says; it does not know what a mass is.
tl::unexpected<Refusal> refuse_number_of_mass(Refusal refusal) {
  refusal.next_step = advice_that_parses(parse_mass, {refusal.next_step}, mass_example);
  return tl::unexpected<Refusal>(std::move(refusal));
}

tl::unexpected<Refusal> refuse_mass_range(std::string_view text, const Quantity& quantity) {
  if (quantity.has_minus())
    return refuse(Rule::mass_out_of_range, fmt::format("{} is below zero", in_quotes(text)),
                  advice_that_parses(parse_mass, {printable(text.substr(1))}, mass_example));
  constexpr std::int64_t milligrams_in_a_tonne = 1'000'000'000;
  const std::string largest_t = group_thousands(std::to_string(largest_mass_mg / milligrams_in_a_tonne));
  return refuse(Rule::mass_out_of_range,
                fmt::format("{} is more than {} t, the largest mass of one figure", in_quotes(text), largest_t),
                fmt::format("at most {} t", largest_t));
}

} // namespace

Mass operator+(Mass a, Mass b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.milligrams_, b.milligrams_, &sum))
    throw std::overflow_error(
        fmt::format("the masses {} mg and {} mg add up to more than 64 bits hold", a.milligrams_, b.milligrams_));
  return Mass(sum);
}

Mass operator-(Mass a, Mass b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.milligrams_, b.milligrams_, &difference))
    throw std::overflow_error(
        fmt::format("the masses {} mg and {} mg differ by more than 64 bits hold", a.milligrams_, b.milligrams_));
  return Mass(difference);
}

Expected<EnteredMass> parse_mass(std::string_view text) {
  text = trim(text);
  Expected<std::string> entered = parse_text("mass", text);
  if (!entered) return tl::unexpected<Refusal>(std::move(entered).error());
  const Expected<Quantity> quantity = parse_quantity(text, mass_example);
  if (!quantity) return refuse_number_of_mass(quantity.error());

  Expected<MassUnitPhrase> phrase = parse_mass_unit(quantity->rest, {quantity->number_text, " "});
  if (!phrase) return tl::unexpected<Refusal>(std::move(phrase).error());

  EnteredMass mass{*std::move(entered), quantity->number * phrase->unit->milligrams, std::move(phrase->component),
                   phrase->unit->of_content};
  if (quantity->has_minus() || mass.milligrams > largest_mass_mg) return refuse_mass_range(text, *quantity);
  return mass;
}

std::string format_kilograms(Mass mass) {
  return group_thousands(format_scaled(mass.milligrams(), milligram_decimals_of_a_kilogram, 0));
}

} // namespace pvault
