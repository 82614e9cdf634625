// Figures as people write them: what was read, written again and read again is the same.
#include "tests/fuzz/target.hpp"

#include "cli/csv_input.hpp"
#include "cli/option_reader.hpp"
#include "cli/order_days.hpp"
#include "cli/scenario_options.hpp"
#include "financing/facility.hpp"
#include "stockpile/lot_paper.hpp"
#include "units/date.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"
#include "units/month.hpp"
#include "units/parsing.hpp"
#include "units/price.hpp"
#include "units/rate.hpp"
#include "units/relative_change.hpp"
#include "units/text.hpp"

#include <fmt/format.h>
#include <optional>
#include <string>

namespace pvault::fuzz {

namespace {

void require_within(std::string_view part, std::string_view whole) {
  require(part.empty() || whole.find(part) != std::string_view::npos, "a part of a text stands in it");
}

void check_amount(const Money& money) {
  const auto again = parse_money(format_money(money));
  require(again && *again == money, "money is what format_money writes of it");
}

void check_basis_price(const Exact& cents_per_mg) {
  const auto basis = make_basis_price(cents_per_mg);
  if (!is_accepted(basis)) return;
  require(Exact(basis->cents) / basis->per_mg == cents_per_mg, "a price on the basis is the price");
  const Mass mass = Mass::milligrams(largest_mass_mg);
  const auto value = value_at(*basis, mass);
  require(value == std::nullopt || value->cents() >= 0, "what a mass is worth is not negative");
  require(exact_cents(*basis, mass) >= 0, "what a mass is worth is not negative");
}

} // namespace

void fuzz_number(std::string_view text) {
  const auto number = parse_number(text);
  if (is_accepted(number)) {
    const auto again = parse_number(trim(text));
    require(again && *again == *number, "blanks around a number do not count");
  }
  const NumberAndRest split = split_number(text);
  require_within(split.number, text);
  require_within(split.rest, text);
  const auto whole = cli::parse_whole_number(text, "a year");
  if (is_accepted(whole)) require(Exact(*whole) == *parse_number(std::to_string(*whole)), "a whole number is a number");
}

void fuzz_mass(std::string_view text) {
  const auto mass = parse_mass(text);
  if (!is_accepted(mass)) return;
  require(mass->milligrams >= 0 && mass->milligrams <= largest_mass_mg, "a mass is within its bounds");
  const auto again = parse_mass(mass->text);
  require(again && again->milligrams == mass->milligrams && again->component == mass->component,
          "a mass is what its text says");
  const auto whole = round_to_integer(mass->milligrams, Rounding::half_even);
  require(whole.has_value(), "a mass fits 64 bits");
  const auto printed = parse_mass(format_kilograms(Mass::milligrams(*whole)) + " kg");
  require(printed && printed->milligrams == *whole, "a mass is what format_kilograms writes of it");
}

void fuzz_money(std::string_view text) {
  const auto money = parse_money(text);
  if (is_accepted(money)) {
    require(money->cents() >= 0 && money->cents() <= largest_money_cents, "money is within its bounds");
    check_amount(*money);
  }
  const auto cell = cli::parse_usd_cell(text);
  if (is_accepted(cell)) check_amount(cell->cents() < 0 ? -*cell : *cell);
  const auto named = cli::parse_named_money(text, "NAME=MONEY", "freight=12000 USD");
  if (is_accepted(named)) check_amount(named->amount);
}

void fuzz_price(std::string_view text) {
  const auto price = parse_price(text);
  if (!is_accepted(price)) return;
  require(price->cents_per_mg >= 0, "a price is not negative");
  const auto again = parse_price(price->text);
  require(again && again->cents_per_mg == price->cents_per_mg && again->component == price->component,
          "a price is what its text says");
  check_basis_price(price->cents_per_mg);
}

void fuzz_rate(std::string_view text) {
  const auto rate = parse_rate(text);
  if (is_accepted(rate)) {
    const auto again = parse_rate(format_percent_number(*rate) + "%");
    require(again && *again == *rate, "a rate is what format_percent_number writes of it");
  }
  const auto change = parse_change(text);
  if (is_accepted(change)) {
    const auto again = parse_change(format_change(*change));
    require(again && *again == *change, "a change is what format_change writes of it");
    require(change->factor() >= 0, "at most all of it is less");
  }
  is_accepted(cli::parse_named_change(text));
}

void fuzz_assay(std::string_view text) {
  const auto assay = parse_assay(text);
  if (is_accepted(assay)) {
    require(assay->fraction > 0 && assay->fraction <= 1, "an assay is a part of the whole");
    const auto again = parse_assay(assay->text);
    require(again && again->fraction == assay->fraction && again->component == assay->component,
            "an assay is what its text says");
  }
  const auto component = parse_component_assay(text);
  if (is_accepted(component)) require(!component->component.empty(), "an assay of a component names it");
  const auto moisture = parse_moisture(text);
  if (is_accepted(moisture)) require(*moisture >= 0 && *moisture < 1, "moisture is not all of it");
}

void fuzz_date(std::string_view text) {
  for (const auto& parse : {parse_date, parse_first_date, cli::parse_order_day}) {
    const auto date = parse(text, today);
    if (is_accepted(date)) require(parse_iso_date(format_date(*date)) == *date, "a date is what format_date writes");
  }
  const auto stored = parse_iso_date(text);
  if (is_accepted(stored)) require(format_date(*stored) == text, "a stored date has one form");
  const auto month = parse_calendar_month(text);
  if (is_accepted(month)) require(parse_calendar_month(format_month(*month)) == *month, "a month is what is written");
  const auto days = parse_payment_days(text);
  if (is_accepted(days)) require(parse_payment_days(format_payment_days(*days)) == *days, "days are what is written");
  cli::first_day_text(std::string(text), today);
}

} // namespace pvault::fuzz
