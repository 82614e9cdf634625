// Which files of a standing order are out of date. Only names that its own pattern makes count; all else in the folder
// is none of ours.
#pragma once

#include "cli/name_pattern.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pvault::cli {

// A file stays when one of the two keeps it; without both all stay.
struct Retention {
  std::optional<int> keep;      // so many of the newest
  std::optional<int> keep_days; // those of the last so many days up to the day asked about, that day included
};

// Those of a folder whose names the pattern of one output makes; regular files only, not links. A folder that is not
// there has none. Throws std::system_error when it cannot be read.
std::vector<std::string> list_files_of(const NamePattern& pattern, const std::filesystem::path& folder);

// What goes: oldest first. Files are in order of the day in their names, then of the entry. `written`, the name that is
// being written for `as_of`, counts as there, and never goes.
std::vector<std::string> find_outdated(const std::vector<std::string>& files, const NamePattern& pattern,
                                       const Retention& retention, Date as_of, const std::string& written);

} // namespace pvault::cli
