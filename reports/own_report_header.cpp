#include "reports/columns.hpp"
#include "reports/own_report.hpp"
#include "reports/report.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace pvault::reports {

namespace {

constexpr std::string_view letters_of_names = "abcdefghijklmnopqrstuvwxyz0123456789_";
constexpr std::string_view types_of_columns = "text, date, count, entry, year, mass mg, mass-a-year mg, money cents, "
                                              "percent ppb, decimal DIGITS UNIT";

bool is_made_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

// The text up to the first `mark` and what is behind it, both trimmed.
std::pair<std::string_view, std::string_view> split_at(std::string_view text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return {trim(text), {}};
  return {trim(text.substr(0, at)), trim(text.substr(at + 1))};
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> list;
  for (text = trim(text); !text.empty();) {
    const auto [word, rest] = split_at(text, ' ');
    list.emplace_back(word);
    text = rest;
  }
  return list;
}

// A quantity as it is stored, and the ending that the name of its column has in JSON and CSV.
struct StoredType {
  std::string_view type;
  std::string_view stored;
  std::string_view ending;
  Column (*make)(std::string name, std::string heading);
};

Column make_percent(std::string name, std::string heading) {
  constexpr int ppb_in_percent = 7;
  return column::percent(std::move(name), std::move(heading), ppb_in_percent);
}

constexpr auto stored_types =
    std::to_array<StoredType>({{"mass", "mg", "_kg", column::kilograms},
                               {"mass-a-year", "mg", "_kg_per_year", column::kilograms_a_year},
                               {"money", "cents", "_usd", column::usd},
                               {"percent", "ppb", "_percent", make_percent}});

// supplier_name -> Supplier name, mass_kg -> Mass: the unit stands below the heading.
std::string heading_from_name(std::string_view name) {
  for (const StoredType& type : stored_types) {
    if (name.ends_with(type.ending) && name.size() > type.ending.size()) name.remove_suffix(type.ending.size());
  }
  std::string heading(name);
  std::ranges::replace(heading, '_', ' ');
  if (heading.front() >= 'a' && heading.front() <= 'z')
    heading.front() = static_cast<char>(heading.front() - 'a' + 'A');
  return heading;
}

Column make_plain_count(std::string name, std::string heading) {
  return column::count(std::move(name), std::move(heading));
}

struct PlainType {
  std::string_view type;
  Column (*make)(std::string name, std::string heading);
};
constexpr auto plain_types = std::to_array<PlainType>({{"text", column::text},
                                                       {"date", column::date},
                                                       {"count", make_plain_count},
                                                       {"entry", column::entry},
                                                       {"year", column::year}});

// Reads the header line by line and keeps all that is wrong.
class HeaderReader {
public:
  HeaderReader(const std::string& file, std::string_view text) : text_(text) {
    report_.file = file;
    report_.name = "own";
    report_.sql = text;
  }

  tl::expected<OwnReport, std::vector<Refusal>> read() {
    std::string_view rest = text_;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      const std::string_view line = trim(rest.substr(0, end));
      ++line_;
      if (!line.starts_with("--") && !line.empty()) break;
      read_line(trim(line.substr(std::min<std::size_t>(2, line.size()))));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    if (!has_title_) add_first_fault();
    if (faults_.empty()) return std::move(report_);
    return tl::unexpected(std::move(faults_));
  }

private:
  [[nodiscard]] Refusal fault_at(std::size_t line, const std::string& why) const {
    return {Rule::report_file_malformed, fmt::format("{}:{}: {}", printable(report_.file), line, why),
            std::string(example_)};
  }
  void add_fault(const std::string& why) { faults_.push_back(fault_at(line_, why)); }
  void add_first_fault() {
    example_ = example_of("title");
    faults_.insert(faults_.begin(), fault_at(1, "there is no title"));
  }

  static std::string_view example_of(std::string_view word) {
    if (word == "title") return "-- title: Cobalt by supplier";
    if (word == "name") return "-- name: cobalt-by-supplier";
    if (word == "note") return "-- note: Landed costs are not in it.";
    if (word == "param") return "-- param mineral: cobalt";
    return "-- column mass_kg: mass mg \"Mass\"";
  }

  // A line without a colon, or with more before it than a word and a name, is a remark.
  void read_line(std::string_view line) {
    const auto [before, value] = split_at(line, ':');
    const std::vector<std::string> words = split_words(before);
    if (line.find(':') == std::string_view::npos || words.empty() || words.size() > 2) return;
    const std::string word = lower(words.front());
    example_ = example_of(word);
    if (words.size() == 1) return read_fact(word, value);
    if (word == "column") return read_column(words.back(), value);
    if (word == "param") return read_parameter(words.back(), value);
    suggest(word, {"column", "param"});
  }

  void read_fact(const std::string& word, std::string_view value) {
    has_title_ = has_title_ || word == "title"; // or one that is at fault itself
    if (word != "title" && word != "name" && word != "note") return suggest(word, {"title", "name", "note"});
    if (const auto checked = parse_required_text(word, value); !checked) return add_fault(checked.error().message);
    if (word == "note")
      report_.notes.emplace_back(value);
    else if (word == "title")
      set_once(report_.title, word, value);
    else
      read_name(value);
  }

  void set_once(std::string& target, std::string_view word, std::string_view value) {
    if (!target.empty()) return add_fault(fmt::format("{} stands twice", word));
    target = value;
  }

  void read_name(std::string_view value) {
    if (!is_made_of(value, "abcdefghijklmnopqrstuvwxyz0123456789-"))
      return add_fault(fmt::format("a name has small letters, digits and hyphens: {}", in_quotes(value)));
    if (find_report(value) != nullptr) return add_fault(fmt::format("{} is the name of another report", value));
    if (report_.name != "own") return add_fault("name stands twice");
    report_.name = value;
  }

  // Only a word that is nearly one of the header's is taken for a slip; all else is a remark.
  void suggest(const std::string& word, const std::vector<std::string>& words) {
    const std::string nearest = nearest_name(word, words);
    if (nearest.empty()) return;
    example_ = example_of(nearest);
    add_fault(fmt::format("{} is no word of a header; {}?", in_quotes(word), nearest));
  }

  void read_parameter(const std::string& name, std::string_view value) {
    if (!is_made_of(name, letters_of_names) || (name.front() >= '0' && name.front() <= '9'))
      return add_fault(
          fmt::format("{} is no name of a value: it has small letters, digits and _, no digit first", in_quotes(name)));
    if (name == "as_of" || name == "known_at")
      return add_fault(fmt::format("{} is the moment that the report is asked about, and has no value here", name));
    if (std::ranges::find(report_.parameters, name, &OwnParameter::name) != report_.parameters.end())
      return add_fault(fmt::format("param {} stands twice", name));
    report_.parameters.push_back({.name = name, .value = std::string(value), .line = line_});
  }

  void read_column(const std::string& name, std::string_view value) {
    if (!is_made_of(name, letters_of_names))
      return add_fault(fmt::format("a column's name has small letters, digits and _: {}", in_quotes(name)));
    const auto same = [&](const OwnColumn& column) { return column.column.name == name; };
    if (std::ranges::any_of(report_.columns, same)) return add_fault(fmt::format("column {} stands twice", name));
    std::string_view rest = value;
    const std::string_view type = rest.substr(0, rest.find('"'));
    rest.remove_prefix(type.size());
    std::vector<std::string> type_words = split_words(type);
    std::string heading = heading_from_name(name);
    if (!rest.empty() && !read_heading(rest, heading)) return;
    const bool total = take_total(rest, type_words);
    if (!rest.empty()) return add_fault(fmt::format("behind the heading only total may stand: {}", in_quotes(rest)));
    const auto column = make_column(name, heading, type_words);
    if (!column) return;
    const bool adds_up =
        column->type == ColumnType::decimal || (column->type == ColumnType::integer && column->grouped);
    if (total && !adds_up) return add_fault(fmt::format("column {} is no quantity that adds up to a total", name));
    report_.columns.push_back({*column, line_, total});
  }

  // `rest` begins with the quote before the heading and is left with what stands behind the one after it.
  bool read_heading(std::string_view& rest, std::string& heading) {
    const std::size_t end = rest.find('"', 1);
    if (end == std::string_view::npos) {
      add_fault("the heading has no closing quote");
      return false;
    }
    const auto checked = parse_required_text("heading", rest.substr(1, end - 1));
    if (!checked) {
      add_fault(checked.error().message);
      return false;
    }
    heading = *checked;
    rest = trim(rest.substr(end + 1));
    return true;
  }

  // The word total, behind the heading or, where there is none, behind the type.
  static bool take_total(std::string_view& rest, std::vector<std::string>& type_words) {
    if (rest == "total") {
      rest = {};
      return true;
    }
    if (type_words.empty() || type_words.back() != "total") return false;
    type_words.pop_back();
    return true;
  }

  std::optional<Column> make_column(const std::string& name, const std::string& heading,
                                    const std::vector<std::string>& words) {
    const std::string type = words.empty() ? std::string() : words.front();
    const auto* const stored = std::ranges::find(stored_types, type, &StoredType::type);
    if (stored != stored_types.end()) return make_stored(*stored, name, heading, words);
    if (type == "decimal") return make_decimal(name, heading, words);
    if (type == "count" && words.size() == 2) return column::count(name, heading, words.back());
    const auto* const plain = std::ranges::find(plain_types, type, &PlainType::type);
    if (plain != plain_types.end() && words.size() == 1) return plain->make(name, heading);
    add_fault(fmt::format("column {}: {} is no type; there are {}", name,
                          in_quotes(fmt::format("{}", fmt::join(words, " "))), types_of_columns));
    return std::nullopt;
  }

  std::optional<Column> make_stored(const StoredType& type, const std::string& name, const std::string& heading,
                                    const std::vector<std::string>& words) {
    if (words.size() != 2 || words.back() != type.stored) {
      add_fault(fmt::format("column {}: write {} {}, which is how it is stored", name, type.type, type.stored));
      return std::nullopt;
    }
    if (!name.ends_with(type.ending)) {
      add_fault(fmt::format("column {}: its name ends in {}, as that of every {} in JSON and CSV", name, type.ending,
                            type.type));
      return std::nullopt;
    }
    return type.make(name, heading);
  }

  std::optional<Column> make_decimal(const std::string& name, const std::string& heading,
                                     const std::vector<std::string>& words) {
    const bool has_digits = words.size() >= 2 && words.size() <= 3 && is_made_of(words[1], "0123456789") &&
                            words[1].size() <= 2 && std::stoi(words[1]) <= 18;
    if (!has_digits) {
      add_fault(fmt::format("column {}: write decimal, the digits behind the point (0 to 18) and the unit", name));
      return std::nullopt;
    }
    Column made = column::count(name, heading, words.size() == 3 ? words[2] : std::string());
    made.type = ColumnType::decimal;
    made.decimals = std::stoi(words[1]);
    return made;
  }

  std::string_view text_;
  OwnReport report_ = {};
  std::size_t line_ = 0;
  bool has_title_ = false;
  std::string_view example_ = {}; // of the line that is read
  std::vector<Refusal> faults_ = {};
};

} // namespace

tl::expected<OwnReport, std::vector<Refusal>> parse_own_report(const std::string& file, std::string_view text) {
  return HeaderReader(file, text).read();
}

} // namespace pvault::reports
