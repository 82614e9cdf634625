#include "units/mass_units.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fmt/format.h>
#include <utility>

namespace pvault {

namespace {

// The definitions as reference/units.csv cites them. Its kilograms are worked out in decimals, so the two check each
// other.
std::vector<NamedMassUnit> make_mass_units() {
  const Exact kilogram(1'000'000);
  const Exact pound(45'359'237, 100);
  const Exact tonne = kilogram * 1'000;
  const Exact short_ton = pound * 2'000;
  const Exact long_ton = pound * 2'240;
  return {
      {{"mg", Exact(1), false}, {"milligram", "milligrams", "milligramme", "milligrammes"}},
      {{"ct", Exact(200), false}, {"carat", "carats", "metric carat", "metric carats"}},
      {{"g", Exact(1'000), false}, {"gram", "grams", "gramme", "grammes"}},
      {{"oz", pound / 16, false}, {"ounce", "ounces", "avoirdupois ounce", "avoirdupois ounces"}},
      {{"ozt", Exact(311'034'768, 10'000), false}, {"tr oz", "troy oz", "oz t", "troy ounce", "troy ounces"}},
      {{"lb", pound, false}, {"lbs", "pound", "pounds"}},
      {{"kg", kilogram, false}, {"kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"}},
      {{"stu", short_ton / 100, true}, {"short ton unit", "short ton units"}},
      {{"mtu", tonne / 100, true}, {"metric ton unit", "metric ton units"}},
      {{"ltu", long_ton / 100, true}, {"long ton unit", "long ton units"}},
      {{"fl", pound * 76, false}, {"flask", "flasks"}},
      {{"st", short_ton, false}, {"short ton", "short tons"}},
      {{"t", tonne, false}, {"mt", "tonne", "tonnes", "metric ton", "metric tons", "metric tonne", "metric tonnes"}},
      {{"lt", long_ton, false}, {"long ton", "long tons"}},
      {{"kt", tonne * 1'000, false}, {"kilotonne", "kilotonnes", "thousand metric tons", "thousand tonnes"}},
  };
}

struct Name {
  std::string_view text;
  const MassUnit* unit;
};

// All symbols and names in alphabetical order. Symbols are in lower case, too.
std::vector<Name> make_names() {
  std::vector<Name> names;
  for (const auto& [unit, other_names] : list_mass_units()) {
    names.push_back({unit.symbol, &unit});
    for (const std::string_view name : other_names)
      names.push_back({name, &unit});
  }
  std::ranges::sort(names, {}, &Name::text);
  return names;
}

const std::vector<Name>& sorted_names() {
  static const std::vector<Name> names = make_names();
  return names;
}

// Names that stand for several masses. Spelt with these capitals Mg and Mt are megagram and megatonne in the SI, while
// mg is a milligram everywhere and mt (or MT) a metric ton in trade: a guess could be wrong by a factor of a thousand
// million.
struct AmbiguousName {
  std::string_view name;
  bool any_case;
  std::string_view may_be;
  std::string_view next_step; // {0} is what stood before the unit
};

constexpr std::array<AmbiguousName, 8> ambiguous_names = {{
    {"ton", true, "metric, short or long tons", "{0}metric tons, {0}short tons or {0}long tons"},
    {"tons", true, "metric, short or long tons", "{0}metric tons, {0}short tons or {0}long tons"},
    {"ton unit", true, "metric, short or long ton units", "{0}mtu, {0}stu or {0}ltu"},
    {"ton units", true, "metric, short or long ton units", "{0}mtu, {0}stu or {0}ltu"},
    {"cwt", true, "units of 100 or of 112 pounds", "{0}lb"},
    {"Mg", false, "milligrams or megagrams", "{0}milligrams or {0}metric tons"},
    {"MG", false, "milligrams or megagrams", "{0}milligrams or {0}metric tons"},
    {"Mt", false, "metric tons or millions of them", "{0}metric tons, or the figure in kt (thousand metric tons)"},
}};

const AmbiguousName* find_ambiguous_name(std::string_view text) {
  const auto found = std::ranges::find_if(ambiguous_names, [text](const AmbiguousName& candidate) {
    return candidate.any_case ? equals_ignoring_case(candidate.name, text) : candidate.name == text;
  });
  return found == ambiguous_names.end() ? nullptr : &*found;
}

// Volumes people quote gases and liquids in, each between two bars.
constexpr std::string_view volume_names =
    "|ft3|cf|scf|ccf|mcf|mcf he|mmcf|bcf|cubic foot|cubic feet|thousand cubic feet|yd3|cubic yard|cubic yards"
    "|m3|nm3|nm3 he|sm3|cubic meter|cubic meters|cubic metre|cubic metres|normal cubic meter|normal cubic meters"
    "|normal cubic metre|normal cubic metres|cm3|cc|l|liter|liters|litre|litres|ml|milliliter|milliliters|millilitre"
    "|millilitres|gal|gallon|gallons|bbl|barrel|barrels|bushel|bushels|fl oz|fluid ounce|fluid ounces|";

bool is_volume(std::string_view text) {
  return text.find('|') == std::string_view::npos &&
         volume_names.find(fmt::format("|{}|", lower(text))) != std::string_view::npos;
}

// "mtu WO3" -> "mtu of WO3"; empty when the text does not start with a unit and a blank.
std::string with_of_inserted(std::string_view phrase) {
  for (std::size_t at = phrase.rfind(' '); at != std::string_view::npos && at > 0; at = phrase.rfind(' ', at - 1)) {
    if (find_mass_unit(trim(phrase.substr(0, at))) != nullptr)
      return fmt::format("{} of {}", trim(phrase.substr(0, at)), printable(trim(phrase.substr(at))));
  }
  return {};
}

// "300 mtu": how the next step shows a unit.
std::string shown_with(const BeforeUnit& before, std::string_view unit) {
  return printable(fmt::format("{}{}{}", before.number, before.between, unit));
}

// The same as what to try: nothing is below zero.
std::string suggested_with(BeforeUnit before, std::string_view unit) {
  if (before.number.starts_with('-')) before.number.remove_prefix(1);
  return shown_with(before, unit);
}

std::string common_units(const BeforeUnit& before) {
  return fmt::format("{}, {} or {}", suggested_with(before, "t"), suggested_with(before, "kg"),
                     suggested_with(before, "lb"));
}

std::string nearest_mass_unit(std::string_view text) {
  std::vector<std::string> names;
  for (const Name& name : sorted_names())
    names.emplace_back(name.text);
  return nearest_name(text, names);
}

tl::unexpected<Refusal> refuse_ambiguous(const AmbiguousName& name, std::string_view text, const BeforeUnit& before) {
  return refuse(Rule::mass_unit_unknown, fmt::format("{} is ambiguous: it may be {}", in_quotes(text), name.may_be),
                fmt::format(fmt::runtime(name.next_step), suggested_with(before, "")));
}

tl::unexpected<Refusal> refuse_unit(std::string_view text, const BeforeUnit& before) {
  if (const AmbiguousName* name = find_ambiguous_name(text); name != nullptr)
    return refuse_ambiguous(*name, text, before);
  if (is_volume(text))
    return refuse(Rule::mass_unit_unknown, fmt::format("{} is a volume, not a mass", in_quotes(text)),
                  common_units(before));
  std::string better = with_of_inserted(text);
  if (better.empty()) better = nearest_mass_unit(text);
  return refuse(Rule::mass_unit_unknown, fmt::format("{} is not a known unit of mass", in_quotes(text)),
                better.empty() ? common_units(before) : suggested_with(before, better));
}

} // namespace

std::span<const NamedMassUnit> list_mass_units() {
  static const std::vector<NamedMassUnit> units = make_mass_units();
  return units;
}

const MassUnit* find_mass_unit(std::string_view text) {
  // Longer than any name; in a buffer because a name is looked up for every row of an import.
  std::array<char, 32> buffer{};
  if (text.size() > buffer.size() || find_ambiguous_name(text) != nullptr) return nullptr;
  std::ranges::transform(text, buffer.begin(), lower_case);
  const std::string_view wanted(buffer.data(), text.size());
  const auto found = std::ranges::lower_bound(sorted_names(), wanted, {}, &Name::text);
  return found != sorted_names().end() && found->text == wanted ? found->unit : nullptr;
}

Expected<MassUnitPhrase> parse_mass_unit(std::string_view phrase, const BeforeUnit& before) {
  const std::size_t of = find_of(phrase);
  const std::string_view name = trim(phrase.substr(0, of));
  if (name.empty())
    return refuse(Rule::mass_unit_missing, fmt::format("{} has no unit", in_quotes(trim(shown_with(before, phrase)))),
                  common_units(before));
  const MassUnit* unit = find_mass_unit(name);
  if (unit == nullptr) return refuse_unit(name, before);
  if (of == std::string_view::npos) return MassUnitPhrase{unit, {}};
  Expected<std::string> component = parse_component(phrase.substr(of), shown_with(before, phrase));
  if (!component) return tl::unexpected<Refusal>(std::move(component).error());
  return MassUnitPhrase{unit, *std::move(component)};
}

} // namespace pvault
