// Documents that were recorded and left where they lie: the only copy there is.
#pragma once

#include "store/connection.hpp"
#include "store/documents.hpp"

#include <filesystem>

namespace pvault::cli {

// Throws reports::FileInTheWay where a report or export would take the place of one. Nothing where `file` is empty or
// not there.
void check_is_no_document(store::Connection& connection, const std::filesystem::path& file);
void check_is_no_document(const store::LeftDocuments& documents, const std::filesystem::path& file);

} // namespace pvault::cli
