// A copy of a book, or a book made of one: what is asked of it, and what is said of it.
#pragma once

#include "audit/copy_check.hpp"
#include "audit/verify.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::cli {

using Checkpoints = std::vector<audit::HeldCheckpoint>;

// What of the book is not as its checkpoints say.
std::vector<std::string> list_checkpoint_faults(store::Connection& connection, const Checkpoints& checkpoints);

// "chain: entry 64: its content does not have the hash it was sealed with"
std::vector<std::string> list_fault_texts(const std::vector<audit::CheckResult>& checks);

// "the newest is entry 316 (accrual of 2025-12-31), recorded at 2026-...", and its hash.
std::string describe_newest(store::Connection& connection);
// "316 entries, 3,210 rows; the chain holds", and the newest.
std::string describe_book(store::Connection& connection, const audit::CopyFindings& findings, std::string_view checked);

// Says on standard error how many documents lie beside the book, when there are any: no copy has them.
void note_documents(std::int64_t documents, const std::filesystem::path& book);

} // namespace pvault::cli
