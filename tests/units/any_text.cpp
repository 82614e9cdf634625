// Whatever bytes come in, each parser answers with a value within its bounds or with a refusal that can be printed.
#include "units/business_day.hpp"
#include "units/date.hpp"
#include "units/day_count.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"
#include "units/price.hpp"
#include "units/rate.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <string_view>

namespace units_any_text {

using namespace pvault;

namespace {

constexpr std::uint64_t seed = 20260331;
constexpr int rounds = 20'000;

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return static_cast<std::size_t>(random() % limit); }

std::string random_bytes(Random& random) {
  std::string text(below(random, 24), ' ');
  for (char& c : text)
    c = static_cast<char>(random() % 256);
  return text;
}

// Pieces of valid and nearly valid text in any order: they get deeper into the parsers than random bytes do.
std::string random_pieces(Random& random) {
  static constexpr std::array<std::string_view, 52> pieces = {
      "0", "1",  "9",    "25",  "000", "500",    ",",     ".",      "-",    "+",          "e",    "E9",   "e-18",
      " ", "  ", "\t",   "'",   "_",   "\u00a0", "k",     "M",      "B",    "USD",        "usc",  "EUR",  "$",
      "/", "kg", "t",    "ton", "lb",  "mtu",    "tr oz", "Mg",     "ft3",  "short tons", " of ", "of",   "WO3",
      "%", "% ", "2026", "-02", "-30", "/04/",   "today", "30/360", "act/", "日本",       "\xff", "\x1b", "{}"};
  std::string text;
  for (std::size_t left = below(random, 9); left > 0; --left)
    text += pieces[below(random, pieces.size())];
  return text;
}

std::string random_long_text(Random& random) {
  const std::string_view repeated = std::array<std::string_view, 5>{"9", "1,", "of ", "\xc3", "0."}[below(random, 5)];
  std::string text;
  for (std::size_t i = below(random, 3'000); i > 0; --i)
    text += repeated;
  return text + " kg";
}

template <class T>
bool is_refused_in_print(const Expected<T>& answer) {
  if (answer) return false;
  const Refusal& refusal = answer.error();
  CHECK(refusal_about(refusal.rule) == RefusalAbout::input);
  CHECK_FALSE(refusal.message.empty());
  CHECK_FALSE(refusal.next_step.empty());
  CHECK(refusal.message.size() < 1'000);
  CHECK(refusal.next_step.size() < 1'000);
  CHECK(parse_text("message", refusal.message).has_value());
  CHECK(parse_text("next step", refusal.next_step).has_value());
  return true;
}

// What to try is taken, each of several ways alike; a limit and a form in words are neither.
template <class T, class Parse>
void check_advice(const Expected<T>& answer, Parse parse) {
  if (answer || answer.error().rule == Rule::text_malformed) return;
  std::string left = answer.error().next_step;
  if (left.starts_with("at most ") || parse(left)) return;
  for (const std::string_view words : {" if less than one percent is meant", " (US cents)"}) {
    if (left.ends_with(words)) left.resize(left.size() - words.size());
  }
  for (const std::string_view between : {", or ", " or ", ", "}) {
    for (std::size_t at = left.find(between); at != std::string::npos; at = left.find(between))
      left.replace(at, between.size(), "\n");
  }
  for (std::size_t end = 0; !left.empty(); left.erase(0, end + 1)) {
    end = std::min(left.find('\n'), left.size() - 1);
    const std::string one = left.substr(0, left[end] == '\n' ? end : end + 1);
    CAPTURE(one);
    CHECK(parse(one).has_value());
  }
}

void check_mass(std::string_view text) {
  const auto mass = parse_mass(text);
  if (is_refused_in_print(mass)) return;
  CHECK(mass->milligrams >= 0);
  CHECK(mass->milligrams <= largest_mass_mg);
  CHECK(parse_text("mass", mass->text).has_value());
  CHECK(parse_mass(mass->text)->milligrams == mass->milligrams);
}

void check_money(std::string_view text) {
  const auto money = parse_money(text);
  check_advice(money, parse_money);
  if (is_refused_in_print(money)) return;
  CHECK(money->cents() >= 0);
  CHECK(money->cents() <= largest_money_cents);
  CHECK(parse_money(format_money(*money)) == *money);
}

void check_price(std::string_view text) {
  const auto price = parse_price(text);
  check_advice(price, parse_price);
  if (is_refused_in_print(price)) return;
  CHECK(price->cents_per_mg >= 0);
  CHECK(parse_text("price", price->text).has_value());
  const std::string rewritten = price->amount + " " + price->currency + "/" + price->unit;
  CHECK(parse_price(rewritten)->cents_per_mg == price->cents_per_mg);
  (void)is_refused_in_print(make_basis_price(price->cents_per_mg));
}

void check_percentages(std::string_view text) {
  const auto rate = parse_rate(text);
  check_advice(rate, parse_rate);
  if (!is_refused_in_print(rate)) CHECK(parse_rate(format_percent_number(*rate) + "%") == *rate);
  const auto assay = parse_assay(text);
  check_advice(assay, parse_assay);
  if (!is_refused_in_print(assay)) CHECK((assay->fraction > 0 && assay->fraction <= 1));
  const auto moisture = parse_moisture(text);
  check_advice(moisture, parse_moisture);
  if (!is_refused_in_print(moisture)) CHECK((*moisture >= 0 && *moisture < 1));
}

void check_dates(std::string_view text) {
  const auto date = parse_date(text, Date::of(date::year(1900) / 1 / 1));
  if (!is_refused_in_print(date)) CHECK(parse_iso_date(format_date(*date)) == *date);
  const auto iso = parse_iso_date(text);
  if (!is_refused_in_print(iso)) CHECK(format_date(*iso) == text);
  (void)is_refused_in_print(parse_day_count(text));
  (void)is_refused_in_print(parse_business_day_rule(text));
}

void check_texts(std::string_view text) {
  const auto kept = parse_text("memo", text);
  if (!is_refused_in_print(kept)) CHECK(*kept == text);
  const auto name = parse_name("name", text);
  if (!is_refused_in_print(name)) CHECK(*name == composed(text));
  const NumberAndRest split = split_number(text);
  CHECK(split.number.size() + split.rest.size() <= text.size());
  const auto number = parse_number(text);
  if (!is_refused_in_print(number)) CHECK(split.number == trim(text));
}

void check_all(const std::string& text) {
  CAPTURE(text);
  check_mass(text);
  check_money(text);
  check_price(text);
  check_percentages(text);
  check_dates(text);
  check_texts(text);
}

} // namespace

TEST_CASE("random bytes") {
  Random random(seed);
  for (int i = 0; i < rounds; ++i)
    check_all(random_bytes(random));
}

TEST_CASE("random pieces of valid text") {
  Random random(seed);
  for (int i = 0; i < rounds; ++i)
    check_all(random_pieces(random));
}

TEST_CASE("long text") {
  Random random(seed);
  for (int i = 0; i < 50; ++i)
    check_all(random_long_text(random));
}

} // namespace units_any_text
