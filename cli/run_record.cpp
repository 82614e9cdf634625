#include "cli/run_record.hpp"

#include "journal/sha256.hpp"
#include "store/entries.hpp"

namespace pvault::cli {

RunRecord& run_record() {
  static RunRecord record;
  return record;
}

void note_known_at(store::Connection& connection, EntryId known_at) {
  RunRecord& record = run_record();
  if (!record.logged) return;
  record.known_at = known_at;
  if (const auto entry = store::load_entry(connection, known_at)) record.known_at_hash = entry->hash;
}

void note_page(const std::filesystem::path& file, std::string_view page) {
  RunRecord& record = run_record();
  if (!record.logged) return;
  record.pages.push_back(
      {file.empty() ? std::string() : std::filesystem::absolute(file).string(), page.size(), sha256_hex(page)});
}

} // namespace pvault::cli
