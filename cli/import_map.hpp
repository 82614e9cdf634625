// How the columns of somebody else's file become ours: a small TOML file. What is wrong in it is said with line and
// column.
#pragma once

#include "cli/file_fault.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

struct ImportMap {
  std::string kind;      // kind = "purchase record"; empty: not said
  std::string delimiter; // as for --delimiter
  std::string encoding;  // as for --encoding
  std::optional<bool> decimal_comma = {};
  std::map<std::string, std::string> columns;                       // their name, in lower case -> ours
  std::vector<std::string> ignored;                                 // their names, in lower case
  std::map<std::string, std::map<std::string, std::string>> values; // our column -> their text -> ours
  std::map<std::string, std::string> constants;                     // our column -> what every row says
  std::map<std::string, std::string> append;                        // our column -> what is put behind: " kg"
};

// Our columns are not checked here: they depend on the kind of each row.
ImportMap read_import_map(std::string_view text, std::vector<FileFault>& faults);

} // namespace pvault::cli
