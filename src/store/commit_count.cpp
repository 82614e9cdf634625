#include "store/commit_count.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sqlite3.h>
#include <string>

namespace pvault::store {

namespace {

// The second says for which count the size in the header holds.
constexpr std::array<sqlite3_int64, 2> places = {24, 92};
constexpr std::size_t digits_taken = 7; // far from where the count begins anew, of 32 bits

} // namespace

void begin_count(SQLite::Database& database, std::string_view newest_hash) {
  sqlite3_file* file = nullptr;
  const auto check = [](int result) {
    if (result != SQLITE_OK) throw SQLite::Exception("the count of a new book could not be written", result);
  };
  check(sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file));
  const auto count =
      static_cast<std::uint32_t>(std::strtoul(std::string(newest_hash.substr(0, digits_taken)).c_str(), nullptr, 16));
  std::array<unsigned char, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes.at(i) = static_cast<unsigned char>(count >> (8 * (bytes.size() - 1 - i)));
  for (const sqlite3_int64 place : places)
    check(file->pMethods->xWrite(file, bytes.data(), static_cast<int>(bytes.size()), place));
  check(file->pMethods->xSync(file, SQLITE_SYNC_FULL));
}

} // namespace pvault::store
