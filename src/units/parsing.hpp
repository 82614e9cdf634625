// What the parsers of this folder share. Only src/units and its tests need it, and whoever quotes text in a refusal.
#pragma once

#include "units/exact.hpp"
#include "units/refusal.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace pvault {

// Text from outside as a message may show it: cut after some 80 bytes; bytes that are not UTF-8, or that steer a
// terminal, are written as \x1b. in_quotes() puts it in double quotes.
std::string printable(std::string_view text);
std::string in_quotes(std::string_view text);

// The first character of a text that is not empty.
struct Character {
  std::size_t bytes; // 1 if it is not valid UTF-8
  bool valid;        // is UTF-8
  bool printable;    // is valid, no control character, no line separator, and does not turn the direction of writing
};
Character first_character(std::string_view text);

// ASCII only, as all that is read without regard to case.
char lower_case(char c);
bool equals_ignoring_case(std::string_view a, std::string_view b);

// Where the word "of" stands alone in `text`, or npos.
std::size_t find_of(std::string_view text);

// The text behind the "of" at the start of `from_of`; `whole` is quoted when nothing is there. Refuses text_malformed.
Expected<std::string> parse_component(std::string_view from_of, std::string_view whole);

// What to try instead: the first of the candidates, made of what was typed, that `parse` takes; else the example.
template <class Parse>
std::string advice_that_parses(Parse parse, std::initializer_list<std::string> candidates, std::string_view example) {
  for (const std::string& candidate : candidates) {
    if (parse(candidate)) return candidate;
  }
  return std::string(example);
}

// A number and what follows it, blanks trimmed.
struct Quantity {
  Exact number;
  std::string_view number_text;
  std::string_view rest;
  [[nodiscard]] bool has_minus() const { return number_text.starts_with('-'); }
};

// Refuses number_malformed. `example` is shown when there is no number at all; else the number is shown as it should be
// written, followed by what followed it and by `tail`.
Expected<Quantity> parse_quantity(std::string_view text, std::string_view example, std::string_view tail = {});

} // namespace pvault
