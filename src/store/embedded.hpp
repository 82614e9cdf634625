// The files the program carries within itself: the schema's migrations and the reference data a new book begins with,
// and the dictionary of its views.
// The build writes the implementation from schema/ and reference/ (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace pvault::store {

// schema/<version>_<name>.sql. The text ends with a zero byte, which is not counted in its length.
struct Migration {
  int version;
  std::string_view name;
  std::string_view sql;
};

// In the order in which they are applied: versions 1, 2, 3, ... without a gap.
std::span<const Migration> migrations();

std::string_view minerals_csv();
std::string_view content_factors_csv();
std::string_view published_series_csv();
std::string_view views_csv(); // the dictionary of the documented views

} // namespace pvault::store
