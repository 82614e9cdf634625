// The commands of tests/faults/scenario.txt, and the files that they name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace pvault::test {

struct ScenarioStep {
  int line = 0;           // of its file
  std::string label = {}; // what later steps call the entry it makes; empty: nothing
  std::string words = {}; // the command line
};

std::vector<ScenarioStep> read_scenario(const std::filesystem::path& file);

// What stands between blanks or quotation marks, with {name} replaced by the number of that entry. Throws
// std::logic_error for a name without one.
std::vector<std::string> arguments_of(const ScenarioStep& step, const std::map<std::string, std::int64_t>& entries);

// Those of nobody: adams, chen and stranger, each with .key and .pub, and okafor.pub.
void make_keys(const std::filesystem::path& folder);

// Tables, documents, keys of nobody, and the books old.db and older.db of older schemas.
void make_scenario_files(const std::filesystem::path& folder);

} // namespace pvault::test
