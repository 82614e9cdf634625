// What a file is called to SQLite.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

namespace pvault::store {

// SQLite takes "file:b.db" for an address of b.db and ":memory:" for no file at all; here each is the file of that
// name.
inline std::string name_for_sqlite(const std::filesystem::path& path) {
  std::string name = path.string();
  const bool has_meaning = name.starts_with("file:") || name.starts_with(':');
  return has_meaning ? "./" + name : name;
}

// Where SQLite keeps the write-ahead log of a book, which lies beside the file that links lead to.
inline std::string log_beside(const std::filesystem::path& book) {
  std::error_code error;
  const std::filesystem::path file = std::filesystem::canonical(book, error);
  return (error ? book : file).string() + "-wal";
}

} // namespace pvault::store
