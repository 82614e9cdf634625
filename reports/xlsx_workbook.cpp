#include "reports/xlsx_workbook.hpp"

#include "reports/terminal_text.hpp"
#include "reports/xlsx_number.hpp"
#include "store/error.hpp"
#include "units/date.hpp"

#include <cerrno>
#include <cstdio>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace pvault::reports {
namespace {

constexpr int digits_kept = 15;

// Whether a write to a temporary file failed.
bool has_lost_bytes = false;

[[noreturn]] void fail_workbook(const std::string& why, int error = errno) {
  throw std::system_error(error, std::generic_category(), fmt::format("cannot make a workbook: {}", why));
}

[[noreturn]] void fail_for_room() {
  throw store::BookError("cannot make a workbook: its parts cannot be kept in the folder for temporary files",
                         "make room in /tmp, or name another folder in TMPDIR");
}

// libxlsxwriter writes files only; this one is in memory.
int new_file() {
  const int file = ::memfd_create("pvault-workbook", MFD_CLOEXEC);
  if (file < 0) fail_workbook("no file in memory");
  return file;
}

std::string read_all(int file) {
  struct stat found {};
  if (::fstat(file, &found) != 0) fail_workbook("its size is not known");
  std::string bytes(static_cast<std::size_t>(found.st_size), '\0');
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t read = ::pread(file, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) fail_workbook("it cannot be read back");
    at += static_cast<std::size_t>(read);
  }
  return bytes;
}

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

// _x0041_ in a file means A: a text that looks like that gets its underscore written so. ECMA-376, part 1, 22.9.2.19.
bool begins_escape(std::string_view text) {
  if (text.size() < 7 || !text.starts_with("_x") || text[6] != '_') return false;
  return is_hex_digit(text[2]) && is_hex_digit(text[3]) && is_hex_digit(text[4]) && is_hex_digit(text[5]);
}

// U+FFFE and U+FFFF cannot stand in XML.
bool begins_no_character(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

std::string escape_for_cell(std::string_view valid) {
  std::string escaped;
  while (!valid.empty()) {
    std::size_t taken = 1;
    if (begins_escape(valid)) {
      escaped += "_x005F_";
    } else if (begins_no_character(valid)) {
      escaped += "\uFFFD";
      taken = 3;
    } else {
      escaped += valid.front();
    }
    valid.remove_prefix(taken);
  }
  return escaped;
}

// A cell takes 32,767 characters of UTF-16, which are never more than bytes of UTF-8.
std::string fit_to_cell(std::string text) {
  constexpr std::size_t room = 32'000;
  if (text.size() <= room) return text;
  std::size_t end = room;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  return text.substr(0, end) + "\u2026 (cut here: a cell of a workbook takes no more)";
}

std::int64_t days_since_1970(Date day) {
  using namespace date::literals;
  return days_between(Date::of(1970_y / 1 / 1), day);
}

// Two digits of a moment written as 2026-11-23T10:00:00.000Z.
std::int64_t two_digits(std::string_view moment, std::size_t at) {
  return (moment[at] - '0') * 10 + (moment[at + 1] - '0');
}

// Seconds since 1970. Without a moment the day that a ZIP file begins to count from; never 0, for which libxlsxwriter
// would take the clock.
std::int64_t seconds_of(std::string_view moment) {
  constexpr std::int64_t beginning_of_zip = 315'532'800; // 1980-01-01
  constexpr std::string_view pattern = "2026-11-23T10:00:00";
  if (moment.size() < pattern.size()) return beginning_of_zip;
  const auto day = parse_iso_date(moment.substr(0, 10));
  if (!day) return beginning_of_zip;
  const std::int64_t hours = days_since_1970(*day) * 24 + two_digits(moment, 11);
  const std::int64_t seconds = (hours * 60 + two_digits(moment, 14)) * 60 + two_digits(moment, 17);
  return seconds > 0 ? seconds : beginning_of_zip;
}

} // namespace

bool fits_spreadsheet(std::int64_t scaled) {
  while (scaled != 0 && scaled % 10 == 0)
    scaled /= 10;
  int digits = 0;
  for (; scaled != 0; scaled /= 10)
    ++digits;
  return digits <= digits_kept;
}

// Rows go to disk as they are written, so that a long journal does not need its memory.
XlsxWorkbook::XlsxWorkbook()
    : library_(xlsx_library()), file_(new_file()), workbook_(nullptr, library_.lxw_workbook_free) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  workbook_.reset(library_.workbook_new_opt(fmt::format("/proc/self/fd/{}", file_).c_str(), &options));
  if (!workbook_) fail_workbook("out of memory", ENOMEM);
}

XlsxWorkbook::~XlsxWorkbook() { ::close(file_); }

void XlsxWorkbook::check(lxw_error error) const {
  if (error == LXW_NO_ERROR) return;
  if (error == LXW_ERROR_CREATING_TMPFILE) fail_for_room();
  fail_workbook(library_.lxw_strerror(error), errno == 0 ? EIO : errno);
}

lxw_worksheet* XlsxWorkbook::add_sheet(const std::string& name) {
  lxw_worksheet* sheet = library_.workbook_add_worksheet(workbook_.get(), name.c_str());
  if (sheet == nullptr) fail_workbook("no temporary file for a sheet", errno == 0 ? EIO : errno);
  return sheet;
}

lxw_format* XlsxWorkbook::add_format() {
  lxw_format* format = library_.workbook_add_format(workbook_.get());
  if (format == nullptr) fail_workbook("out of memory", ENOMEM);
  return format;
}

void XlsxWorkbook::write_text(lxw_worksheet* sheet, XlsxPlace place, std::string_view text, lxw_format* format) {
  const std::string safe = escape_for_cell(fit_to_cell(replace_invalid_utf8(text)));
  check(library_.worksheet_write_string(sheet, place.row, place.column, safe.c_str(), format));
}

void XlsxWorkbook::write_number(lxw_worksheet* sheet, XlsxPlace place, std::int64_t scaled, int decimals,
                                lxw_format* format) {
  check(write_spreadsheet_number(library_, sheet, place, {scaled, decimals}, format));
}

void XlsxWorkbook::write_day(lxw_worksheet* sheet, XlsxPlace place, std::string_view day, lxw_format* format) {
  // Day 61 is 1 March 1900; before it a spreadsheet counts a 29 February that never was.
  constexpr int days_before_1970 = 25'569;
  constexpr int first_day = 61;
  const auto date = parse_iso_date(day);
  const std::int64_t number = date ? days_since_1970(*date) + days_before_1970 : 0;
  if (number >= first_day)
    write_number(sheet, place, number, 0, format);
  else
    write_text(sheet, place, day, format);
}

std::string XlsxWorkbook::finish(const std::string& title, const std::string& book, std::string_view created_at) {
  std::string safe_title = escape_for_cell(replace_invalid_utf8(title));
  std::string safe_book = escape_for_cell(replace_invalid_utf8(book));
  std::string author = "pvault";
  lxw_doc_properties properties{};
  properties.title = safe_title.data();
  properties.subject = safe_book.data();
  properties.author = author.data();
  properties.created = static_cast<time_t>(seconds_of(created_at));
  check(library_.workbook_set_properties(workbook_.get(), &properties));
  errno = 0;
  has_lost_bytes = false;
  check(library_.workbook_close(workbook_.release()));
  if (has_lost_bytes) fail_for_room();
  return read_all(file_);
}

} // namespace pvault::reports

// libxlsxwriter writes each part of a workbook into a temporary file, goes back to its beginning by rewind() and copies
// it. rewind() forgets that a write failed, and nobody asks before: where /tmp is full, a damaged workbook would be
// made and said to be one. The library finds this one before the C library's.
extern "C" __attribute__((visibility("default"))) void rewind(std::FILE* file) {
  if (std::fflush(file) != 0 || std::ferror(file) != 0 || std::fseek(file, 0, SEEK_SET) != 0)
    pvault::reports::has_lost_bytes = true;
  std::clearerr(file);
}
