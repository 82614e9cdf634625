#include "cli/left_document.hpp"

#include "reports/output_file.hpp"
#include "store/documents.hpp"

#include <fmt/format.h>

namespace pvault::cli {

void check_is_no_document(store::Connection& connection, const std::filesystem::path& file) {
  if (file.empty() || !store::is_document_left(connection, file)) return;
  throw reports::FileInTheWay(
      fmt::format("cannot write {}: it is a document that the book was told to leave there", file.string()));
}

} // namespace pvault::cli
