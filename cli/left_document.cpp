#include "cli/left_document.hpp"

#include "reports/output_file.hpp"

#include <fmt/format.h>
#include <system_error>

namespace pvault::cli {

void check_is_no_document(store::Connection& connection, const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) check_is_no_document(store::LeftDocuments(connection), file);
}

void check_is_no_document(const store::LeftDocuments& documents, const std::filesystem::path& file) {
  if (!documents.has(file)) return;
  throw reports::FileInTheWay(
      fmt::format("cannot write {}: it is a document that the book was told to leave there", file.string()));
}

} // namespace pvault::cli
