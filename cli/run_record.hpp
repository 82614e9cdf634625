// What a run of the program notes of itself while it goes on: --quiet, and what the line in its log will say. There is
// one run in a process, and what it notes changes no answer of it.
#pragma once

#include "journal/entry.hpp"
#include "reports/conditions.hpp"
#include "store/connection.hpp"
#include "units/date.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

struct WrittenPage {
  std::string file; // absolute; empty: standard output
  std::size_t bytes = 0;
  std::string sha256;
};

struct RunRecord {
  bool quiet = false;              // --quiet
  bool logged = false;             // there is a log, so the rest is wanted
  std::filesystem::path book = {}; // where it is another than the command line names; empty: that one
  std::optional<Date> as_of = {};  // nothing where orders are asked about several days
  std::optional<EntryId> known_at = {};
  std::string known_at_hash = {};
  std::optional<EntryId> entry = {}; // what was recorded
  std::vector<reports::ConditionFound> conditions = {};
  std::vector<WrittenPage> pages = {};
  std::string error = {}; // "refused: RULE: ..." or "error: ..."
};

RunRecord& run_record();

// Notes what the book knew, and its hash: only for a log.
void note_known_at(store::Connection& connection, EntryId known_at);

// Notes a page that went into the file, or to standard output when that is empty; computes its hash only for a log.
void note_page(const std::filesystem::path& file, std::string_view page);

} // namespace pvault::cli
