// The bytes of a file that is imported, or of standard input, line by line as UTF-8: no more than a line is in memory.
#pragma once

#include "journal/sha256.hpp"
#include "units/refusal.hpp"

#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pvault::cli {

enum class Encoding { utf_8, utf_16_le, utf_16_be, latin_1, windows_1252 };

// "utf-8", "latin1" or "windows-1252"; UTF-16 says itself what it is, by its byte-order mark. Refuses import_malformed.
Expected<Encoding> parse_encoding(std::string_view text);

// Turns pieces of text into UTF-8; a character may lie across two of them. What is none becomes the byte FF, which
// UTF-8 does not have, so that it is found where it stands.
class Decoder {
public:
  explicit Decoder(Encoding encoding) : encoding_(encoding) {}
  void add(std::string_view bytes, std::string& text);
  void finish(std::string& text); // at the end of the bytes

private:
  void add_units(std::string_view bytes, std::string& text);
  void add_unit(std::uint32_t unit, std::string& text);
  Encoding encoding_;
  std::optional<unsigned char> half_ = {};
  std::optional<std::uint32_t> high_ = {}; // the first half of a surrogate pair
};

// Of more than 16 MiB, which no row has: a file that is something else, or a quote that is not closed.
class LineTooLong : public std::runtime_error {
public:
  explicit LineTooLong(std::size_t line) : std::runtime_error(fmt::format("line {} is longer than 16 MiB", line)) {}
};

class ImportSource {
public:
  // "-" is standard input. Throws std::system_error when it cannot be opened or read. A byte-order mark counts for more
  // than the encoding that was declared.
  ImportSource(const std::string& path, Encoding declared);
  ImportSource(const ImportSource&) = delete;
  ImportSource& operator=(const ImportSource&) = delete;
  ImportSource(ImportSource&&) = delete;
  ImportSource& operator=(ImportSource&&) = delete;
  ~ImportSource();

  // The next line with its end, if it has one; false when there is none. Throws LineTooLong.
  bool read_line(std::string& line);
  static constexpr std::size_t longest_line = std::size_t{16} << 20U;

  // The lines that were read.
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }
  // Of the whole; nothing where it is not known.
  [[nodiscard]] std::optional<std::uint64_t> size() const { return size_; }
  // Of the bytes as they are, when all are read. To be asked once.
  [[nodiscard]] std::string sha256() { return hash_.finish(); }

private:
  bool fill();
  std::string path_;
  int descriptor_ = -1;
  std::optional<Decoder> decoder_ = {};
  Encoding declared_;
  std::string piece_ = {}; // as it was read
  std::string text_ = {};  // in UTF-8
  std::size_t at_ = 0;     // what of it is taken
  std::size_t line_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::optional<std::uint64_t> size_ = {};
  bool is_at_end_ = false;
  Sha256 hash_ = {};
};

} // namespace pvault::cli
