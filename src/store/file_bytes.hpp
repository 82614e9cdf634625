// Bytes of a file of SQLite (https://sqlite.org/fileformat.html), without SQLite.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace pvault::store {

// SQLite writes numbers with their highest byte first. Four bytes at most.
inline std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes)
    number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

inline std::uint32_t number_at(std::string_view bytes, std::size_t at) { return big_endian(bytes.substr(at, 4)); }

// Fewer where the file ends before; the file can be read from all the same.
inline std::string read_at(std::ifstream& file, std::uint64_t at, std::size_t bytes) {
  std::string read(bytes, '\0');
  file.seekg(static_cast<std::streamoff>(at));
  file.read(read.data(), static_cast<std::streamsize>(bytes));
  read.resize(static_cast<std::size_t>(file.gcount()));
  file.clear();
  return read;
}

} // namespace pvault::store
