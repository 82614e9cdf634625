#include "cli/name_pattern.hpp"

#include "units/choice.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault::cli {

namespace {

constexpr Choices<NameField, 7> name_fields = {{{NameField::order, "order"},
                                                {NameField::report, "report"},
                                                {NameField::as_of, "as_of"},
                                                {NameField::year, "year"},
                                                {NameField::month, "month"},
                                                {NameField::day, "day"},
                                                {NameField::known_at, "known_at"}}};

constexpr std::string_view example_pattern = R"(file = "{report}-{as_of}")";
constexpr std::size_t digits_of_year = 4;
constexpr std::size_t digits_of_month_or_day = 2;
constexpr std::size_t most_digits_of_entry = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

tl::unexpected<Refusal> refuse_pattern(std::string message, std::string next_step = std::string(example_pattern)) {
  return refuse(Rule::orders_malformed, std::move(message), std::move(next_step));
}

Expected<void> check_characters(std::string_view text) {
  if (text.empty()) return refuse_pattern("it is empty");
  if (text.find_first_of("/\\") != std::string_view::npos)
    return refuse_pattern(fmt::format("{} leads to another folder", in_quotes(text)),
                          "a name alone; `folder` of the order says where it is written");
  if (text.find("..") != std::string_view::npos)
    return refuse_pattern(fmt::format("{} has two dots in a row", in_quotes(text)));
  if (text.front() == '.') return refuse_pattern(fmt::format("{} would be a hidden file", in_quotes(text)));
  for (std::string_view rest = text; !rest.empty();) {
    const Character character = first_character(rest);
    if (!character.printable) return refuse_pattern(fmt::format("{} cannot be printed", in_quotes(text)));
    rest.remove_prefix(character.bytes);
  }
  return {};
}

Expected<NameField> parse_field(std::string_view name) {
  for (const auto& [field, known] : name_fields) {
    if (name == known) return field;
  }
  std::vector<std::string> names;
  names.reserve(name_fields.size());
  std::string all;
  for (const auto& [field, known] : name_fields) {
    names.emplace_back(known);
    all += fmt::format("{}{{{}}}", all.empty() ? "" : ", ", known);
  }
  const std::string nearest = nearest_name(name, names);
  return refuse_pattern(fmt::format("{{{}}} stands for nothing", printable(name)),
                        nearest.empty() ? "one of " + all : fmt::format("{{{}}}", nearest));
}

// What a name has shown so far; digits, empty where it shows none.
struct DatePieces {
  std::string_view year;
  std::string_view month;
  std::string_view day;
  std::string_view known_at;
};

// The first `count` characters, which must be digits, as `piece`.
bool take_digits(std::string_view& rest, std::size_t count, std::string_view& piece) {
  if (count == 0 || rest.size() < count || !std::ranges::all_of(rest.substr(0, count), is_digit)) return false;
  piece = rest.substr(0, count);
  rest.remove_prefix(count);
  return true;
}

bool take_text(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

bool take_field(std::string_view& rest, NameField field, DatePieces& pieces) {
  switch (field) {
  case NameField::as_of:
    return take_digits(rest, digits_of_year, pieces.year) && take_text(rest, "-") &&
           take_digits(rest, digits_of_month_or_day, pieces.month) && take_text(rest, "-") &&
           take_digits(rest, digits_of_month_or_day, pieces.day);
  case NameField::year:
    return take_digits(rest, digits_of_year, pieces.year);
  case NameField::month:
    return take_digits(rest, digits_of_month_or_day, pieces.month);
  case NameField::day:
    return take_digits(rest, digits_of_month_or_day, pieces.day);
  case NameField::known_at: {
    const auto* const end = std::ranges::find_if_not(rest, is_digit);
    const auto count = static_cast<std::size_t>(end - rest.begin());
    return count <= most_digits_of_entry && take_digits(rest, count, pieces.known_at);
  }
  case NameField::order:
  case NameField::report:
    break;
  }
  throw std::logic_error("a pattern is matched before its names are filled in");
}

// The day, or the last of the month or of the year.
std::optional<Date> last_day_of(const DatePieces& pieces) {
  const std::string_view month = pieces.month.empty() ? "12" : pieces.month;
  const std::string_view day = pieces.day.empty() ? "01" : pieces.day;
  const auto first = parse_iso_date(fmt::format("{}-{}-{}", pieces.year, month, day));
  if (!first) return std::nullopt;
  return pieces.day.empty() ? end_of_month(*first) : *first;
}

// One character of the names that a pattern makes: a letter, or any digit, which may stand several times.
struct NameUnit {
  char letter = '\0'; // '\0': any digit
  bool repeats = false;
};

bool can_be_same(const NameUnit& a, const NameUnit& b) {
  if (a.letter == '\0') return b.letter == '\0' || is_digit(b.letter);
  return b.letter == '\0' ? is_digit(a.letter) : a.letter == b.letter;
}

void add_units(std::vector<NameUnit>& units, NameField field) {
  // 0 stands for any digit here.
  std::string_view form = "00";
  if (field == NameField::as_of) form = "0000-00-00";
  if (field == NameField::year) form = "0000";
  if (field == NameField::known_at) form = "0";
  for (const char c : form)
    units.push_back({.letter = is_digit(c) ? '\0' : c, .repeats = field == NameField::known_at});
}

void add_part(std::vector<NameUnit>& units, const std::optional<NameField>& field, std::string_view text) {
  if (field) add_units(units, *field);
  for (const char c : text)
    units.push_back({.letter = c, .repeats = false});
}

} // namespace

Expected<NamePattern> NamePattern::parse(std::string_view text) {
  if (const auto sound = check_characters(text); !sound) return tl::unexpected(sound.error());
  NamePattern pattern;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t brace = std::min(rest.find_first_of("{}"), rest.size());
    const bool after_known_at = !pattern.parts_.empty() && pattern.parts_.back().field == NameField::known_at;
    if (after_known_at && (brace == 0 || is_digit(rest.front())))
      return refuse_pattern("what follows {known_at} may be read as a part of its number",
                            "put a letter or a dash behind {known_at}");
    if (brace > 0) {
      pattern.parts_.push_back({.field = std::nullopt, .text = std::string(rest.substr(0, brace))});
      rest.remove_prefix(brace);
      continue;
    }
    const std::size_t end = rest.find('}');
    if (rest.front() == '}' || end == std::string_view::npos)
      return refuse_pattern(fmt::format("{} has a brace without its partner", in_quotes(text)));
    const auto field = parse_field(rest.substr(1, end - 1));
    if (!field) return tl::unexpected(field.error());
    pattern.parts_.push_back({.field = *field, .text = {}});
    rest.remove_prefix(end + 1);
  }
  return pattern;
}

bool NamePattern::has(NameField field) const { return std::ranges::find(parts_, field, &Part::field) != parts_.end(); }

bool NamePattern::has_date() const {
  if (has(NameField::as_of)) return true;
  return has(NameField::year) && (has(NameField::month) || !has(NameField::day));
}

NamePattern NamePattern::of_output(std::string_view order, std::string_view report, std::string_view ending) const {
  NamePattern pattern = *this;
  for (Part& part : pattern.parts_) {
    if (part.field == NameField::order) part = {.field = std::nullopt, .text = std::string(order)};
    if (part.field == NameField::report) part = {.field = std::nullopt, .text = std::string(report)};
  }
  pattern.parts_.push_back({.field = std::nullopt, .text = std::string(ending)});
  return pattern;
}

std::string NamePattern::fill(Date as_of, EntryId known_at) const {
  const std::string on = format_date(as_of);
  std::string name;
  for (const Part& part : parts_) {
    if (!part.field)
      name += part.text;
    else if (part.field == NameField::as_of)
      name += on;
    else if (part.field == NameField::year)
      name += on.substr(0, digits_of_year);
    else if (part.field == NameField::month)
      name += on.substr(digits_of_year + 1, digits_of_month_or_day);
    else if (part.field == NameField::day)
      name += on.substr(digits_of_year + digits_of_month_or_day + 2);
    else if (part.field == NameField::known_at)
      name += fmt::format("{}", number_of(known_at));
    else
      throw std::logic_error("a pattern is filled with a day before its names");
  }
  return name;
}

std::optional<NameStamp> NamePattern::match(std::string_view name) const {
  DatePieces pieces;
  std::string_view rest = name;
  for (const Part& part : parts_) {
    const bool matches = part.field ? take_field(rest, *part.field, pieces) : take_text(rest, part.text);
    if (!matches) return std::nullopt;
  }
  if (!rest.empty()) return std::nullopt;
  const auto on = last_day_of(pieces);
  if (!on) return std::nullopt;
  std::int64_t known_at = 0;
  for (const char digit : pieces.known_at)
    known_at = known_at * 10 + (digit - '0');
  // A field that stands twice must say the same twice, a number has no zeros before it, and so on.
  if (fill(*on, EntryId{known_at}) != name) return std::nullopt;
  return NameStamp{*on, EntryId{known_at}};
}

bool can_coincide(const NamePattern& a, const NamePattern& b) {
  std::vector<NameUnit> of_a;
  for (const NamePattern::Part& part : a.parts_)
    add_part(of_a, part.field, part.text);
  std::vector<NameUnit> of_b;
  for (const NamePattern::Part& part : b.parts_)
    add_part(of_b, part.field, part.text);
  // reached[i][j]: a text can be read as the first i units of one and as the first j of the other.
  std::vector<std::vector<bool>> reached(of_a.size() + 1, std::vector<bool>(of_b.size() + 1, false));
  reached[0][0] = true;
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    for (std::size_t j = 0; j < of_b.size(); ++j) {
      if (!reached[i][j] || !can_be_same(of_a[i], of_b[j])) continue;
      reached[i + 1][j + 1] = true;
      if (of_a[i].repeats) reached[i][j + 1] = true;
      if (of_b[j].repeats) reached[i + 1][j] = true;
    }
  }
  return reached[of_a.size()][of_b.size()];
}

} // namespace pvault::cli
