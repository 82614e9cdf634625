#include "operations/published_table.hpp"

#include "operations/csv_rows.hpp"
#include "store/embedded.hpp"
#include "units/file_faults.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <map>
#include <stdexcept>
#include <utility>

namespace pvault::operations {

namespace {

using Names = std::array<std::string, 5>; // figure, chapter, commodity, detail, unit

std::string trimmed(std::string_view text) { return std::string(trim(text)); }

std::pair<Names, PublishedSeries> series_in(const CsvRows& rows, std::size_t row) {
  const auto at = [&](const char* column) { return trimmed(rows.at(row, column)); };
  return {{at("figure"), at("chapter"), at("commodity"), at("detail"), at("published_unit")},
          {.mineral = at("mineral"),
           .basis = at("basis"),
           .unit = at("unit"),
           .quality = at("quality"),
           .unusable = at("unusable"),
           .not_used = at("not_used")}};
}

const std::map<Names, PublishedSeries>& all_series() {
  static const std::map<Names, PublishedSeries> series = [] {
    std::map<Names, PublishedSeries> known;
    const CsvRows rows(store::published_series_csv());
    for (std::size_t row = 0; row < rows.size(); ++row)
      known.insert(series_in(rows, row));
    return known;
  }();
  return series;
}

constexpr std::string_view usgs_source = "USGS, Mineral Commodity Summaries 2026 data release";
constexpr int usgs_last_year = 2025; // of that edition; a later year is of an edition with other rows
constexpr std::string_view usgs_doi = "https://doi.org/10.5066/P1WKQ63T";
constexpr std::string_view eia_table = "https://www.eia.gov/uranium/marketing/table18.php";
constexpr const char* eia_total = "total_thousand_lb_u3o8e";

constexpr std::string_view en_dash = "\xE2\x80\x93";
constexpr std::string_view em_dash = "\xE2\x80\x94";

// What a cell says in place of a number; empty when it is one.
std::string_view word_for(std::string_view cell) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words = {{{"W", "withheld"},
                                                                                          {"NA", "not-available"},
                                                                                          {"XX", "not-available"},
                                                                                          {"E", "net-exporter"},
                                                                                          {"s", "less-than-half"}}};
  for (const auto& [word, reason] : words) {
    if (cell == word) return reason;
  }
  return {};
}

// "890–1,000"
bool is_range(std::string_view cell) {
  const std::size_t dash = cell.find(en_dash);
  if (dash == std::string_view::npos || dash == 0) return false;
  return parse_number(cell.substr(0, dash)) && parse_number(cell.substr(dash + en_dash.size()));
}

Expected<void> check_number(std::string_view number) {
  const auto value = parse_number(number);
  if (!value) return tl::unexpected(value.error());
  if (*value < 0) return refuse(Rule::number_malformed, "it is below zero");
  return {};
}

// Reads the cell into `figure`; refuses what is none of the forms.
Expected<void> read_value(std::string_view text, PublishedFigure& figure) {
  std::string_view cell = trim(text);
  if (cell == em_dash || cell == en_dash) {
    figure.number = "0";
    return {};
  }
  if (const std::string_view reason = word_for(cell); !reason.empty()) {
    figure.no_number = reason;
    return {};
  }
  if (is_range(cell)) {
    figure.no_number = "range";
    return {};
  }
  if (cell.starts_with('<') || cell.starts_with('>')) {
    figure.sign = cell.front() == '<' ? PublishedSign::below : PublishedSign::above;
    cell = trim(cell.substr(1));
  }
  if (cell.starts_with('?')) return refuse(Rule::number_malformed, "its sign was lost");
  figure.number = std::string(cell);
  return check_number(cell);
}

Expected<int> read_year(std::string_view text) {
  const auto year = parse_number(text);
  if (!year || denominator(*year) != 1 || *year < 1900 || *year > 2199)
    return refuse(Rule::number_malformed, "it is not a year from 1900 to 2199");
  return static_cast<int>(numerator(*year));
}

Expected<int> read_usgs_year(std::string_view text) {
  auto year = read_year(text);
  if (year && *year > usgs_last_year)
    return refuse(Rule::number_malformed,
                  fmt::format("the table is read as the 2026 edition of the USGS, which ends with {}", usgs_last_year));
  return year;
}

class TableReader {
public:
  TableReader(FigureKind kind, const std::string& file, const CsvRows& rows) : kind_(kind), file_(file), rows_(rows) {}

  Expected<std::vector<PublishedFigure>> read() {
    const bool is_eia = kind_ == FigureKind::demand && rows_.has(eia_total);
    if (auto complete = check_columns(is_eia); !complete) return tl::unexpected(complete.error());
    std::vector<PublishedFigure> figures;
    for (std::size_t row = 0; row < rows_.size(); ++row)
      figures.push_back(is_eia ? read_eia(row) : read_usgs(row));
    if (!faults_.none()) return tl::unexpected(faults_.in_file(Rule::figures_malformed, file_, next_step_));
    if (auto fits = check_kind(is_eia); !fits) return tl::unexpected(fits.error());
    return figures;
  }

private:
  [[nodiscard]] tl::unexpected<Refusal> refuse_table(const std::string& why, std::string next_step) const {
    return refuse(Rule::figures_malformed, fmt::format("{}: {}", printable(file_), why), std::move(next_step));
  }
  [[nodiscard]] Expected<void> check_columns(bool is_eia) const {
    const std::vector<std::string> usgs = {"source_row", "mcs_chapter",     "commodity",    "detail",   "unit",
                                           "year",       "value_published", "value_number", "estimated"};
    const std::vector<std::string> eia = {"year", eia_total, "edition"};
    for (const std::string& column : is_eia ? eia : usgs) {
      if (!rows_.has(column)) return refuse_table(fmt::format("there is no column {}", column), next_step_);
    }
    if (rows_.size() == 0) return refuse_table("there is no row", next_step_);
    return {};
  }
  // A table of prices read for demand knows no series; of the other kind it would.
  [[nodiscard]] Expected<void> check_kind(bool is_eia) const {
    if (is_eia) return {};
    const FigureKind other = kind_ == FigureKind::demand ? FigureKind::price : FigureKind::demand;
    bool any_of_other = false;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (series_of(kind_, row) != nullptr) return {};
      any_of_other = any_of_other || series_of(other, row) != nullptr;
    }
    const char* command = other == FigureKind::price ? "price" : "demand";
    if (any_of_other)
      return refuse_table(fmt::format("its series are of {}", other == FigureKind::price ? "prices" : "demand"),
                          fmt::format("pvault {} import", command));
    return refuse_table("none of its series is known", next_step_);
  }
  [[nodiscard]] const PublishedSeries* series_of(FigureKind kind, std::size_t row) const {
    return find_published_series(kind, at(row, "mcs_chapter"), at(row, "commodity"), at(row, "detail"),
                                 at(row, "unit"));
  }
  [[nodiscard]] const std::string& at(std::size_t row, const char* column) const { return rows_.at(row, column); }

  template <class T>
  T keep(std::size_t row, const char* column, Expected<T> value) {
    if (value) return *std::move(value);
    faults_.add(row + 2, column, at(row, column), value.error().message);
    return T();
  }
  void keep(std::size_t row, const char* column, const Expected<void>& value) {
    if (!value) faults_.add(row + 2, column, at(row, column), value.error().message);
  }

  // The number is published in two cells: with its words, and alone.
  void check_twice_published(std::size_t row, const PublishedFigure& figure) {
    const std::string& alone = at(row, "value_number");
    const auto number = parse_number(figure.number);
    if (alone.empty() || !number) return; // withheld, or at fault already
    const auto again = parse_number(alone);
    if (!again || *number != *again)
      faults_.add(row + 2, "value_number", alone, fmt::format("value_published says {}", figure.number));
  }

  PublishedFigure read_usgs(std::size_t row) {
    PublishedFigure figure{.row = row + 2, .series = series_of(kind_, row)};
    figure.series_names = fmt::format("{}, {}, {}, {}", trim(at(row, "mcs_chapter")), trim(at(row, "commodity")),
                                      trim(at(row, "detail")), trim(at(row, "unit")));
    figure.year = keep(row, "year", read_usgs_year(at(row, "year")));
    keep(row, "value_published", read_value(at(row, "value_published"), figure));
    check_twice_published(row, figure);
    const bool estimated = lower(trim(at(row, "estimated"))) == "yes";
    figure.published =
        fmt::format("{} {}{}", trim(at(row, "value_published")), trim(at(row, "unit")), estimated ? ", estimated" : "");
    if (kind_ == FigureKind::price) figure.published += fmt::format(": {}", trim(at(row, "detail")));
    figure.source = fmt::format("{}, {}, row {}, {}", usgs_source, trim(at(row, "mcs_chapter")),
                                trim(at(row, "source_row")), usgs_doi);
    keep(row, "source_row", check_number(at(row, "source_row")));
    return figure;
  }

  // "UMAR 2023 preliminary"
  PublishedFigure read_eia(std::size_t row) {
    PublishedFigure figure{
        .row = row + 2, .series = find_published_series(kind_, "EIA", "Uranium", eia_total, "thousand pounds U3O8e")};
    figure.year = keep(row, "year", read_year(at(row, "year")));
    keep(row, eia_total, read_value(at(row, eia_total), figure));
    const std::string edition = trimmed(at(row, "edition"));
    if (!edition.starts_with("UMAR ") || edition.size() < 9)
      faults_.add(row + 2, "edition", edition, "it is not written as \"UMAR 2023\"");
    const bool preliminary = edition.ends_with("preliminary");
    const auto thousands = parse_number(figure.number);
    const auto pounds = thousands ? round_to_integer(*thousands * 1000, Rounding::half_even) : std::nullopt;
    figure.published =
        fmt::format("{} thousand pounds U3O8e{}", group_thousands(figure.number), preliminary ? ", preliminary" : "");
    if (pounds) figure.number = group_thousands(std::to_string(*pounds));
    figure.source = fmt::format("EIA, Uranium Marketing Annual Report {}, table 18, {}",
                                edition.size() < 9 ? "" : edition.substr(5, 4), eia_table);
    return figure;
  }

  static constexpr const char* next_step_ = "a table as in examples/published/";
  FigureKind kind_;
  const std::string& file_;
  const CsvRows& rows_;
  FileFaults faults_;
};

} // namespace

const PublishedSeries* find_published_series(FigureKind kind, std::string_view chapter, std::string_view commodity,
                                             std::string_view detail, std::string_view unit) {
  const auto found = all_series().find({kind == FigureKind::demand ? "demand" : "price", trimmed(chapter),
                                        trimmed(commodity), trimmed(detail), trimmed(unit)});
  return found == all_series().end() ? nullptr : &found->second;
}

namespace {

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Character first = first_character(text);
    if (!first.valid) return false;
    text.remove_prefix(first.bytes);
  }
  return true;
}

void append_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6U));
    text += static_cast<char>(0x80 | (code & 0x3FU));
  } else {
    text += static_cast<char>(0xE0 | (code >> 12U));
    text += static_cast<char>(0x80 | ((code >> 6U) & 0x3FU));
    text += static_cast<char>(0x80 | (code & 0x3FU));
  }
}

} // namespace

std::string utf8_of(std::string text) {
  // Bytes 80 to 9F of Windows-1252 (https://encoding.spec.whatwg.org/index-windows-1252.txt).
  static constexpr std::array<std::uint32_t, 32> high = {
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  if (is_utf8(text)) return text;
  std::string converted;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(converted, byte >= 0x80 && byte < 0xA0 ? high.at(byte - 0x80U) : byte);
  }
  return converted;
}

Expected<std::vector<PublishedFigure>> read_published_table(FigureKind kind, const std::string& file,
                                                            std::string text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // as spreadsheets write it
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  try {
    const CsvRows rows(utf8_of(std::move(text)));
    return TableReader(kind, file, rows).read();
  } catch (const std::runtime_error& error) {
    return refuse(Rule::figures_malformed, fmt::format("{}: {}", printable(file), error.what()),
                  "a table as in examples/published/");
  }
}

} // namespace pvault::operations
