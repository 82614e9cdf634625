#include "audit/copy_check.hpp"

#include "audit/chain_check.hpp"
#include "store/schema_check.hpp"

#include <fmt/format.h>

namespace pvault::audit {

CopyFindings check_copy(store::Connection& connection) {
  const ChainFindings chain = check_chain(connection, [](EntryId) {});
  CopyFindings findings{.entries = chain.entries, .rows = chain.rows, .head_hash = chain.head_hash};
  findings.faults = store::list_file_faults(connection);
  findings.faults.reserve(findings.faults.size() + chain.faults.size());
  for (const Fault& fault : chain.faults) {
    const std::string entry = fault.entry ? fmt::format("entry {}: ", number_of(*fault.entry)) : "";
    findings.faults.push_back(entry + fault.what);
  }
  return findings;
}

} // namespace pvault::audit
