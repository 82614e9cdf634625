#include "store/foreign_log.hpp"

#include "store/error.hpp"
#include "store/file_bytes.hpp"
#include "store/name_for_sqlite.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace pvault::store {

namespace {

namespace fs = std::filesystem;

// https://sqlite.org/fileformat.html#the_database_header and #wal_file_format
constexpr std::size_t at_write_version = 18; // 2: it is kept with a log, 1: with a journal
constexpr std::size_t at_change_counter = 24;
constexpr std::uint32_t log_magic = 0x377F0682; // or one more, by the order of bytes in its sums
constexpr std::size_t log_header_bytes = 32;
constexpr std::size_t at_page_size = 8;
constexpr std::uint32_t least_page_bytes = 512;
constexpr std::uint32_t most_page_bytes = 65536;
constexpr std::size_t at_salts = 16; // of the log; a frame of an earlier use of the file has others
constexpr std::size_t at_sum_of_header = 24;
constexpr std::size_t frame_header_bytes = 24;
constexpr std::size_t at_pages_after_commit = 4; // 0: the frame is not the last of a commit
constexpr std::size_t at_salts_of_frame = 8;
constexpr std::size_t at_sum_of_frame = 16; // of all before it, without the salts
constexpr std::size_t salts_bytes = 8;

struct CountedLog {
  std::string header;
  std::int64_t first; // what the first page in it is counted to, at its first and last commit
  std::int64_t last;

  bool operator==(const CountedLog&) const = default;
};

// The running sum of a log, in words of the order that its magic number says. What the power cut off in the middle of
// its writing has another, and SQLite reads up to there.
class LogSum {
public:
  explicit LogSum(std::string_view header) : has_high_first_((number_at(header, 0) & 1U) != 0) {
    add(header.substr(0, at_sum_of_header));
  }
  void add(std::string_view bytes) {
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first_ += word_at(bytes, at) + second_;
      second_ += word_at(bytes, at + 4) + first_;
    }
  }
  [[nodiscard]] bool is_at(std::string_view bytes, std::size_t at) const {
    return number_at(bytes, at) == first_ && number_at(bytes, at + 4) == second_;
  }

private:
  [[nodiscard]] std::uint32_t word_at(std::string_view bytes, std::size_t at) const {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    return has_high_first_ == (std::endian::native == std::endian::big) ? word : __builtin_bswap32(word);
  }

  bool has_high_first_;
  std::uint32_t first_ = 0;
  std::uint32_t second_ = 0;
};

enum class Sums { not_computed, computed };

// The pages in a log, one after the other, as far as SQLite would read.
class LogReader {
public:
  LogReader(const fs::path& path, Sums sums) : has_sums_(sums == Sums::computed) {
    file_.rdbuf()->pubsetbuf(nullptr, 0); // without the sums, a few bytes of each page are read
    file_.open(path, std::ios::binary);
    header_ = read_at(file_, 0, log_header_bytes);
    if (header_.size() < log_header_bytes || (number_at(header_, 0) & ~1U) != log_magic) return;
    sum_.emplace(header_);
    const std::uint32_t page_bytes = number_at(header_, at_page_size);
    const bool is_page = page_bytes >= least_page_bytes && page_bytes <= most_page_bytes;
    if (!is_page || (has_sums_ && !sum_->is_at(header_, at_sum_of_header))) return;
    frame_bytes_ = frame_header_bytes + page_bytes;
  }
  bool next() {
    if (frame_bytes_ == 0) return false; // no log
    const std::size_t looked_at = has_sums_ ? frame_bytes_ : frame_header_bytes + at_change_counter + 4;
    frame_ = read_at(file_, at_, looked_at);
    at_ += frame_bytes_;
    const std::string_view salts = std::string_view(header_).substr(at_salts, salts_bytes);
    const bool is_of_log = frame_.size() == looked_at && frame_.compare(at_salts_of_frame, salts_bytes, salts) == 0;
    return is_of_log && has_its_sum();
  }
  [[nodiscard]] const std::string& header() const { return header_; }
  [[nodiscard]] bool is_first_page() const { return number_at(frame_, 0) == 1; }
  [[nodiscard]] bool is_commit() const { return number_at(frame_, at_pages_after_commit) != 0; }
  [[nodiscard]] std::int64_t count() const { return number_at(frame_, frame_header_bytes + at_change_counter); }

private:
  bool has_its_sum() {
    if (!has_sums_) return true;
    sum_->add(std::string_view(frame_).substr(0, at_salts_of_frame));
    sum_->add(std::string_view(frame_).substr(frame_header_bytes));
    return sum_->is_at(frame_, at_sum_of_frame);
  }

  bool has_sums_;
  std::ifstream file_;
  std::string header_;
  std::optional<LogSum> sum_;
  std::size_t frame_bytes_ = 0;
  std::uint64_t at_ = log_header_bytes;
  std::string frame_;
};

// Nothing where SQLite takes it for no log, or no commit in it is counted.
std::optional<CountedLog> read_log(const fs::path& path, Sums sums) {
  LogReader reader(path, sums);
  constexpr std::int64_t none = -1;
  std::int64_t uncommitted = none;
  std::optional<CountedLog> log;
  while (reader.next()) {
    if (reader.is_first_page()) uncommitted = reader.count();
    if (!reader.is_commit() || uncommitted == none) continue;
    if (!log) log = CountedLog{.header = reader.header(), .first = uncommitted, .last = {}};
    log->last = uncommitted;
    uncommitted = none;
  }
  return log;
}

bool can_be_of(const CountedLog& log, const ReadHeader& read_header) {
  const std::string header = read_header(at_change_counter + 4);
  if (header.size() < at_change_counter + 4) return true; // SQLite says what is wrong with it
  const std::int64_t counter = number_at(header, at_change_counter);
  // A backup is kept with a journal until it is taken into use, which is counted. When the power fails then, that may
  // be undone with the log there.
  if (header[at_write_version] == 1) return counter == log.first - 2;
  return log.first - 1 <= counter && counter <= log.last;
}

} // namespace

void check_no_foreign_log(const fs::path& book, const ReadHeader& read_header) {
  const fs::path path = log_beside(book);
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return;
  const auto glance = read_log(path, Sums::not_computed);
  if (!glance || can_be_of(*glance, read_header)) return;
  const auto log = read_log(path, Sums::computed);
  if (!log || can_be_of(*log, read_header) || read_log(path, Sums::computed) != log) return;
  throw BookError(
      fmt::format("{} lies beside the book and is of another state of it, or of another book: its pages would be mixed "
                  "with those of {}; neither was touched",
                  path.string(), book.string()),
      fmt::format("if the book was put in the place of another, move {} and {} away; if not, put back the book that "
                  "the log is of, or restore a backup elsewhere",
                  path.string(), part_beside(book, "-shm")));
}

} // namespace pvault::store
