#include "audit/copy_check.hpp"

#include "audit/chain_check.hpp"
#include "store/schema_check.hpp"

#include <fmt/format.h>

namespace pvault::audit {

namespace {

std::vector<std::string> texts_of(const ChainFindings& chain) {
  std::vector<std::string> texts;
  texts.reserve(chain.faults.size());
  for (const Fault& fault : chain.faults) {
    const std::string entry = fault.entry ? fmt::format("entry {}: ", number_of(*fault.entry)) : "";
    texts.push_back(entry + fault.what);
  }
  return texts;
}

} // namespace

CopyFindings check_copy(store::Connection& connection) {
  const ChainFindings chain = check_chain(connection, [](EntryId) {});
  CopyFindings findings{.entries = chain.entries, .rows = chain.rows, .head_hash = chain.head_hash};
  findings.faults = store::list_file_faults(connection);
  for (std::string& text : texts_of(chain))
    findings.faults.push_back(std::move(text));
  return findings;
}

std::vector<std::string> list_chain_faults(store::Connection& connection) {
  return texts_of(check_chain(connection, [](EntryId) {}));
}

} // namespace pvault::audit
