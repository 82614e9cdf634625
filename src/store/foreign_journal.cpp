#include "store/foreign_journal.hpp"

#include "store/error.hpp"
#include "store/file_bytes.hpp"
#include "store/name_for_sqlite.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace pvault::store {

namespace {

// https://sqlite.org/fileformat.html#the_rollback_journal; numbers have their highest byte first.
constexpr std::string_view journal_magic = "\xD9\xD5\x05\xF9\x20\xA1\x63\xD7";
constexpr std::size_t at_records = 8;
constexpr std::size_t at_pages_before = 16;
constexpr std::size_t at_sector_bytes = 20;
constexpr std::size_t at_page_bytes = 24;
constexpr std::size_t header_bytes = 28;
constexpr std::uint32_t all_that_follow = 0xFFFFFFFF;

struct Journal {
  std::uint64_t bytes;
  std::uint32_t records;
  std::uint32_t pages_before;
  std::uint32_t sector_bytes;
  std::uint32_t page_bytes;
  std::uint32_t first_page; // of the first record; 0: there is none
};

// Nothing where SQLite takes it for no journal, and only removes it.
std::optional<Journal> read_journal(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error || bytes < header_bytes) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  const std::string header = read_at(file, 0, header_bytes);
  if (header.size() < header_bytes || !header.starts_with(journal_magic)) return std::nullopt;
  Journal journal{.bytes = bytes,
                  .records = number_at(header, at_records),
                  .pages_before = number_at(header, at_pages_before),
                  .sector_bytes = number_at(header, at_sector_bytes),
                  .page_bytes = number_at(header, at_page_bytes),
                  .first_page = 0};
  const std::string record = read_at(file, journal.sector_bytes, 4);
  if (record.size() == 4) journal.first_page = number_at(record, 0);
  return journal;
}

// Of the first page alone, and the book is as long as it was.
bool is_of_taking_into_use(const Journal& journal, const std::filesystem::path& book) {
  std::error_code error;
  const std::uintmax_t book_bytes = std::filesystem::file_size(book, error);
  const std::uint64_t record_bytes = std::uint64_t{journal.page_bytes} + 8;
  const std::uint64_t records = journal.records == all_that_follow && journal.bytes > journal.sector_bytes
                                    ? (journal.bytes - journal.sector_bytes) / record_bytes
                                    : journal.records;
  const bool is_as_long = !error && book_bytes == std::uint64_t{journal.pages_before} * journal.page_bytes;
  return is_as_long && (records == 0 || (records == 1 && journal.first_page == 1));
}

} // namespace

void check_no_foreign_journal(const std::filesystem::path& book) {
  const std::filesystem::path path = part_beside(book, "-journal");
  const auto journal = read_journal(path);
  if (!journal || is_of_taking_into_use(*journal, book)) return;
  throw BookError(
      fmt::format("{} lies beside the book, with pages that would be put back into it, and is not of it: neither was "
                  "touched",
                  path.string()),
      "move the journal away; if another program changed the book and was killed, let that program put them back, in "
      "a copy of both");
}

} // namespace pvault::store
