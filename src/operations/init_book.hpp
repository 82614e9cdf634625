// A new book with the minerals of the list and their reference figures.
#pragma once

#include "operations/recording.hpp"

#include <filesystem>
#include <string>

namespace pvault::operations {

struct NewBook {
  std::int64_t entries = 0;
  std::int64_t minerals = 0;
  std::int64_t groups = 0;
  std::int64_t demand_figures = 0;
  std::int64_t prices = 0; // of them `prices_unusable` cannot value the stockpile
  std::int64_t prices_unusable = 0;
  std::string hash;
};

// Days of consumption that Project Vault is reported to aim for (press, February 2026); every mineral's first target.
inline constexpr int published_target_days = 60;

// Makes the book at `path` whole or not at all; entries are dated as their figures are, the rest by options.header.
// Throws store::BookError.
NewBook init_book(const std::filesystem::path& path, const RecordingOptions& options, const std::string& name);

} // namespace pvault::operations
