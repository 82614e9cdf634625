#include "cli/run_record.hpp"

#include "journal/sha256.hpp"

namespace pvault::cli {

RunRecord& run_record() {
  static RunRecord record;
  return record;
}

void note_page(const std::filesystem::path& file, std::string_view page) {
  RunRecord& record = run_record();
  if (!record.logged) return;
  record.pages.push_back(
      {file.empty() ? std::string() : std::filesystem::absolute(file).string(), page.size(), sha256_hex(page)});
}

} // namespace pvault::cli
