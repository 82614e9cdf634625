#include "stockpile/lot_form.hpp"

#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace pvault {

namespace {

// Ends of words, in lower case. Compounds end in -ate, -ide and -ite, ores in -ite, too; a concentrate in -ate.
constexpr auto ends_of_parts = std::to_array<std::string_view>({"ate", "ide", "ite", "alloy"});
// Words that end or begin so and name no material that holds only some. Of -plate all: tinplate, electroplate.
constexpr auto words_for_wholes = std::to_array<std::string_view>(
    {"aggregate",   "certificate", "composite",  "crate",    "date", "granulate", "graphite", "grate",  "laminate",
     "particulate", "private",     "rate",       "separate", "site", "slate",     "state",    "white",  "actinide",
     "guide",       "inside",      "lanthanide", "outside",  "side", "slide",     "wide",     "ferrous"});
constexpr auto begins_of_parts = std::to_array<std::string_view>({"ferro", "ferri"});
// Words of their own: what is mined, what is between the mine and the metal, what is left over, what metal goes into.
constexpr auto words_for_parts = std::to_array<std::string_view>(
    {"ore",    "conc",      "rock",     "sand",     "clay",    "brine",     "galena",     "rutile",
     "zircon", "spodumene", "cinnabar", "blende",   "apt",     "mhp",       "msp",        "yellowcake",
     "cake",   "calcine",   "matte",    "speiss",   "dore",    "dor\u00e9", "solution",   "slurry",
     "salt",   "acid",      "alumina",  "silica",   "titania", "zirconia",  "magnesia",   "yttria",
     "potash", "pigment",   "catalyst", "scrap",    "slag",    "dross",     "ash",        "residue",
     "sludge", "mud",       "tailing",  "waste",    "swarf",   "alloyed",   "mischmetal", "silicomanganese",
     "brass",  "bronze",    "solder",   "carbonyl", "magnet"});
// A word before it says what it is fit for, not what it is: "alloy-grade cathode".
constexpr std::string_view fitness = "grade";

constexpr std::string_view elements =
    " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb "
    "Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au "
    "Hg Tl Pb Bi Th Pa U ";

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Of a word; a byte beyond ASCII is of a letter.
bool is_of_word(char c) { return is_lower(c) || is_upper(c) || is_digit(c) || (static_cast<unsigned char>(c) & 0x80U); }

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (auto at = text.begin(); at != text.end();) {
    at = std::find_if(at, text.end(), is_of_word);
    const auto end = std::find_if_not(at, text.end(), is_of_word);
    if (at != end) words.emplace_back(at, end);
    at = end;
  }
  return words;
}

// The symbols of a formula; none when the word is no formula.
std::optional<std::vector<std::string_view>> symbols_of(std::string_view word) {
  std::vector<std::string_view> symbols;
  for (std::size_t at = 0; at < word.size();) {
    if (!is_upper(word[at])) return std::nullopt;
    const std::size_t length = at + 1 < word.size() && is_lower(word[at + 1]) ? 2 : 1;
    const std::string_view symbol = word.substr(at, length);
    if (elements.find(" " + std::string(symbol) + " ") == std::string_view::npos) return std::nullopt;
    symbols.push_back(symbol);
    at += length;
    while (at < word.size() && is_digit(word[at]))
      ++at;
  }
  return symbols;
}

// "WO3", "FeCr" and "NdFeB" are of several elements; "CP2", "CIF" and "HC" are no formulas.
bool is_formula(std::string_view word) {
  const auto symbols = symbols_of(word);
  if (!symbols || std::ranges::count(*symbols, symbols->front()) == std::ssize(*symbols)) return false;
  const bool is_oxide = std::ranges::find(*symbols, "O") != symbols->end() && std::ranges::any_of(word, is_digit);
  return is_oxide || std::ranges::any_of(word, is_lower);
}

template <std::size_t Count>
bool has(const std::array<std::string_view, Count>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// What a mineral that is counted as an oxide is counted as: "oxide", "Nd2O3".
bool names_basis(const Mineral& mineral, std::string_view written) {
  if (lower(written) == lower(mineral.basis_component)) return true;
  const bool basis_is_oxide = mineral.basis_component.find('O', 1) != std::string::npos;
  if (!basis_is_oxide) return false;
  const auto symbols = symbols_of(written);
  const bool is_its_oxide =
      symbols && symbols->size() == 2 && symbols->front() == mineral.symbol && symbols->back() == "O";
  return is_its_oxide || lower(written).ends_with("oxide") || lower(written).ends_with("oxides");
}

bool names_part(std::string_view written) {
  const std::string word = lower(written);
  const std::string one = word.ends_with('s') ? word.substr(0, word.size() - 1) : word;
  if (has(words_for_wholes, word) || has(words_for_wholes, one) || one.ends_with("plate")) return false;
  const auto begins_word = [&](std::string_view begin) { return word.starts_with(begin); };
  const auto ends_word = [&](std::string_view end) { return one.ends_with(end); };
  return has(words_for_parts, word) || has(words_for_parts, one) || std::ranges::any_of(begins_of_parts, begins_word) ||
         std::ranges::any_of(ends_of_parts, ends_word) || is_formula(written);
}

} // namespace

std::string word_for_a_part(std::string_view form, const Mineral& mineral) {
  const std::vector<std::string_view> words = words_of(form);
  for (auto at = words.begin(); at != words.end(); ++at) {
    const bool says_fitness = std::next(at) != words.end() && lower(*std::next(at)) == fitness;
    if (!says_fitness && !names_basis(mineral, *at) && names_part(*at)) return std::string(*at);
  }
  return {};
}

} // namespace pvault
