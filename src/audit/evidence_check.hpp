// Reads the documents again that the book names, where they lie.
#pragma once

#include "audit/verify.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace pvault::audit {

inline constexpr const char* about_evidence_check =
    "every document is where it was put, with the bytes it was recorded with";

struct EvidenceFindings {
  CheckResult result;
  std::vector<std::string> notes; // files beside the book that are no document's
  std::size_t documents = 0;      // that stand, and so were read
};

// Every document that stands, in the folder beside the book or where it was left: faults are those that are not there,
// are no files, or have other bytes than were recorded. Throws BookError when one, or the folder, cannot be read. Runs
// inside the caller's ReadTransaction.
EvidenceFindings check_evidence_files(store::Connection& connection, const std::filesystem::path& book);

} // namespace pvault::audit
