// Text from outside: numbers, names, and the nearest name when one is misspelt.
#pragma once

#include "units/exact.hpp"
#include "units/refusal.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

std::string_view trim(std::string_view text); // ASCII blanks: space, tab, line ends
// The parts of "cobalt, gallium,tin", trimmed; what stands between two commas or at an end may be empty. At least one.
std::vector<std::string_view> split_at_commas(std::string_view list);
// Unicode's form NFC (Standard Annex 15): an e and an accent become é, so that what reads alike is alike. ASCII, and
// what is not UTF-8, stays as it is.
std::string composed(std::string_view text);
bool is_ascii(std::string_view text);
// As names are compared: composed, and ASCII letters in lower case.
std::string lower(std::string_view text);

// A decimal number, exact: "1,500", "12.5", "10e9", "1.67", "-3". Thousands separators must stand in threes, and not
// behind a lone 0 ("0,500" is how others write 0.5); one '.' is the decimal point, with digits on both sides; at most
// 40 digits and an exponent from -18 to 18. Blanks around it do not count. Refuses number_malformed; for "1.500,5" or
// "1 500" the next step is the number as it should be written, else an example.
Expected<Exact> parse_number(std::string_view text);

// Splits "1,500 lb of WO3" into the number and what follows it: {"1,500", "lb of WO3"}. "10e9 USD" keeps its exponent;
// "1.67B USD" splits before the B; "5 EUR" and "5EUR" both split before EUR (an e or E is an exponent only when a digit
// or a sign and a digit follow it). A blank or an apostrophe between digits stays in the number, so that parse_number
// can say how "1 500" is written. The number is empty when the text starts with none; both parts come without outer
// blanks.
struct NumberAndRest {
  std::string_view number;
  std::string_view rest;
};
NumberAndRest split_number(std::string_view text);

// Free text that may be kept in the book: valid UTF-8, no control characters (nor line separators, nor characters that
// turn the direction of writing, so that no text reads otherwise than it is), at most 4,000 bytes. May be empty. `what`
// names the text in the message: "memo". Refuses text_malformed.
Expected<std::string> parse_text(std::string_view what, std::string_view text);
// The same, and something must be said: also refuses empty text and blanks alone. (parse_text takes empty text, not
// blanks alone.)
Expected<std::string> parse_required_text(std::string_view what, std::string_view text);

// A name people type: also not empty, no blanks at its ends, at most 100 bytes. Answers it composed. Refuses
// text_malformed.
Expected<std::string> parse_name(std::string_view what, std::string_view text);

// The candidate nearest to `wanted` without regard to case, the first of several; empty when none is near enough to
// suggest. Distance is the number of letters left out, added, replaced or swapped with their neighbour
// (Damerau-Levenshtein, each letter edited once); near enough is a third of the wanted text's length, at least 1, but
// never all of it.
std::string nearest_name(std::string_view wanted, std::span<const std::string> candidates);

// What a word that stands for none of a few choices is told: option_malformed, `what` says what they are ("a day
// count"). Suggests the nearest choice, else all of them.
tl::unexpected<Refusal> refuse_choice(std::string_view text, std::string_view what,
                                      std::span<const std::string_view> choices);

// 1234567 -> 1,234,567; a minus sign before and a decimal point with what follows it stay: -1234.5 -> -1,234.5
std::string group_thousands(std::string_view digits);

// value / 10^decimals as text, exactly, without zeros at its end; only the first `keep` decimals stay even if they are
// zeros: (150050, 2, 2) -> 1500.50, (150050, 2, 0) -> 1500.5. Needs 0 <= keep <= decimals <= 18.
std::string format_scaled(std::int64_t value, int decimals, int keep);

} // namespace pvault
