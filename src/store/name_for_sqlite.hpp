// What a file is called to SQLite.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace pvault::store {

// SQLite takes "file:b.db" for an address of b.db and ":memory:" for no file at all; here each is the file of that
// name.
inline std::string name_for_sqlite(const std::filesystem::path& path) {
  std::string name = path.string();
  const bool has_meaning = name.starts_with("file:") || name.starts_with(':');
  return has_meaning ? "./" + name : name;
}

// How the names of the files end that SQLite keeps beside a book: its write-ahead log, what leads into that, and a
// journal.
inline constexpr std::array<std::string_view, 3> endings_of_parts = {"-wal", "-shm", "-journal"};

// Such a part of a book lies beside the file to which a link leads.
inline std::string part_beside(const std::filesystem::path& book, std::string_view part) {
  std::error_code error;
  std::filesystem::path file = book;
  if (std::filesystem::is_symlink(book, error)) file = std::filesystem::canonical(book, error);
  return (error ? book : file).string().append(part);
}

inline std::string log_beside(const std::filesystem::path& book) { return part_beside(book, "-wal"); }

} // namespace pvault::store
