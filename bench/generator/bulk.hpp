// The generated history as a book, written without asking anything: the rows that recording each event would come to,
// by the store's own writer, in one transaction and without the schema's triggers, which are put back behind it. The
// book has the same hashes as that of make_history; a test compares them. A million events take minutes, not hours.
#pragma once

#include "generator/events.hpp"

#include <filesystem>

namespace pvault::bench {

void make_history_in_bulk(const std::filesystem::path& path, const HistorySize& size);

} // namespace pvault::bench
