// Published tables of figures, as their publishers give them to download: USGS, Mineral Commodity Summaries, a row per
// series and year; EIA, uranium loaded, a row per year. reference/published_series.csv says which series is which
// mineral's, on which basis and in which unit, and of the others why they are not used.
#pragma once

#include "units/exact.hpp"
#include "units/refusal.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::operations {

enum class FigureKind { demand, price };

// A series that is known; of one that is not used, `not_used` is the kind of reason.
struct PublishedSeries {
  std::string mineral;
  std::string basis;    // of demand
  std::string unit;     // kt; USD/mtu of WO3
  std::string quality;  // of demand
  std::string unusable; // why a price cannot value a stock; it is kept all the same
  std::string not_used; // another-good, part-only, other-quote, laboratory-price; empty when it is used
};

enum class PublishedSign { none, below, above };

// What stands in one row: a number, perhaps bounded, or the reason why there is none.
struct PublishedFigure {
  std::size_t row = 0;                     // in the file, the header being 1
  const PublishedSeries* series = nullptr; // nullptr when no series is known by its names
  int year = 0;
  PublishedSign sign = PublishedSign::none;
  std::string number = {};    // "5,700", as published; empty where `no_number` says why
  std::string no_number = {}; // withheld, not-available, net-exporter, less-than-half, range
  std::string published = {}; // "5,700 thousand metric tons, estimated"
  std::string source = {};
  std::string series_names = {}; // "GALLIUM, Gallium, Consumption, reported, kilograms", as the table names it
};

// All rows of a table. Text that is not UTF-8 is taken for Windows-1252, as USGS publishes it. W is withheld, NA and XX
// are not available, E is a net exporter, s less than half a unit; a dash is zero. Refuses figures_malformed with every
// row that cannot be read (row, column, text), with a column that is missing, and for a table of the other kind.
Expected<std::vector<PublishedFigure>> read_published_table(FigureKind kind, const std::string& file, std::string text);

// The series that is published under these names, blanks at their ends left out; nullptr when it is not known.
const PublishedSeries* find_published_series(FigureKind kind, std::string_view chapter, std::string_view commodity,
                                             std::string_view detail, std::string_view unit);

// Windows-1252 as UTF-8; text that is UTF-8 stays as it is.
std::string utf8_of(std::string text);

} // namespace pvault::operations
