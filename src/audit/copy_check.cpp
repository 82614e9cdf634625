#include "audit/copy_check.hpp"

#include "journal/chain.hpp"
#include "store/entry_reader.hpp"
#include "store/schema_check.hpp"

#include <fmt/format.h>

namespace pvault::audit {

namespace {

std::string find_chain_fault(const store::ReadEntry& read, std::int64_t number, const std::string& before) {
  if (number_of(read.entry) != number) return fmt::format("follows entry {}: a number is missing", number - 1);
  if (!read.hash) return "has no seal";
  if (read.previous_hash != before) return "does not follow the hash of the entry before it";
  if (read.hash != read.computed_hash) return "its content does not have the hash it was sealed with";
  return {};
}

} // namespace

CopyFindings check_copy(store::Connection& connection) {
  CopyFindings findings{.entries = 0, .rows = 0, .head_hash = std::string(first_previous_hash)};
  findings.faults = store::list_file_faults(connection);
  store::EntryReader reader(connection);
  while (const auto read = reader.next()) {
    const std::string fault = find_chain_fault(*read, findings.entries + 1, findings.head_hash);
    if (!fault.empty()) {
      // What follows the first break of a chain says nothing more.
      findings.faults.push_back(fmt::format("entry {}: {}", number_of(read->entry), fault));
      return findings;
    }
    ++findings.entries;
    findings.rows += read->rows;
    findings.head_hash = *read->hash;
  }
  return findings;
}

} // namespace pvault::audit
