#include "store/foreign_log.hpp"

#include "store/error.hpp"
#include "store/file_bytes.hpp"
#include "store/name_for_sqlite.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <string>

namespace pvault::store {

namespace {

namespace fs = std::filesystem;

// https://sqlite.org/fileformat.html#the_database_header and #wal_file_format
constexpr std::size_t at_write_version = 18; // 2: it is kept with a log, 1: with a journal
constexpr std::size_t at_change_counter = 24;
constexpr std::uint32_t log_magic = 0x377F0682; // or one more, by the order of bytes in its sums
constexpr std::size_t log_header_bytes = 32;
constexpr std::size_t at_page_size = 8;
constexpr std::size_t at_salts = 16; // of the log; a frame of an earlier use of the file has others
constexpr std::size_t frame_header_bytes = 24;
constexpr std::size_t at_salts_of_frame = 8;
constexpr std::size_t salts_bytes = 8;

struct CountedLog {
  std::string header;
  std::int64_t first; // what the first page in it is counted to, at its first and last commit
  std::int64_t last;

  bool operator==(const CountedLog&) const = default;
};

// Nothing where SQLite takes it for no log, or no commit in it is counted.
std::optional<CountedLog> read_log(const fs::path& path) {
  std::ifstream file;
  file.rdbuf()->pubsetbuf(nullptr, 0); // a few bytes of each page are read
  file.open(path, std::ios::binary);
  std::string header = read_at(file, 0, log_header_bytes);
  if (header.size() < log_header_bytes || (number_at(header, 0) & ~1U) != log_magic) return std::nullopt;
  const std::string salts = header.substr(at_salts, salts_bytes);
  const std::uint64_t frame_bytes = frame_header_bytes + std::uint64_t{number_at(header, at_page_size)};
  constexpr std::size_t read_bytes = frame_header_bytes + at_change_counter + 4;
  std::optional<CountedLog> log;
  for (std::uint64_t at = log_header_bytes;; at += frame_bytes) {
    const std::string frame = read_at(file, at, read_bytes);
    if (frame.size() < read_bytes || frame.substr(at_salts_of_frame, salts_bytes) != salts) return log;
    if (number_at(frame, 0) != 1) continue;
    const std::int64_t counter = number_at(frame, frame_header_bytes + at_change_counter);
    if (!log) log = CountedLog{.header = header, .first = counter, .last = counter};
    log->last = counter;
  }
}

bool can_be_of(const CountedLog& log, const fs::path& book) {
  std::ifstream file(book, std::ios::binary);
  const std::string header = read_at(file, 0, at_change_counter + 4);
  if (header.size() < at_change_counter + 4) return true; // SQLite says what is wrong with it
  const std::int64_t counter = number_at(header, at_change_counter);
  // A backup is kept with a journal until it is taken into use, which is a commit of its own; when the power fails
  // then, it may be undone with the log there.
  const std::int64_t begun_on = log.first - (header[at_write_version] == 1 ? 2 : 1);
  return begun_on <= counter && counter <= log.last;
}

} // namespace

void check_no_foreign_log(const fs::path& book) {
  const fs::path path = log_beside(book);
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return;
  const auto log = read_log(path);
  if (!log || can_be_of(*log, book) || read_log(path) != log) return;
  throw BookError(
      fmt::format("{} lies beside the book and is of another state of it, or of another book: its pages would be mixed "
                  "with those of {}; neither was touched",
                  path.string(), book.string()),
      fmt::format("if the book was put in the place of another, move {} and {} away; if not, put back the book that "
                  "the log is of, or restore a backup elsewhere",
                  path.string(), part_beside(book, "-shm")));
}

} // namespace pvault::store
