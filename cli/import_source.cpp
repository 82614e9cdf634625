#include "cli/import_source.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace pvault::cli {

Expected<Encoding> parse_encoding(std::string_view text) {
  const std::string name = lower(trim(text));
  if (name.empty() || name == "utf-8" || name == "utf8") return Encoding::utf_8;
  if (name == "latin1" || name == "iso-8859-1") return Encoding::latin_1;
  if (name == "windows-1252" || name == "cp1252") return Encoding::windows_1252;
  return refuse(Rule::import_malformed, fmt::format("{} is no encoding that is read", in_quotes(text)),
                "utf-8, latin1 or windows-1252; UTF-16 is known by its byte-order mark");
}

namespace {

constexpr char no_character = '\xFF';

void add_code_point(std::uint32_t code, std::string& text) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto add_rest = [&](unsigned shift) { add(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | code >> 6U);
    return add_rest(0);
  }
  if (code < 0x10000) {
    add(0xE0U | code >> 12U);
    add_rest(6);
    return add_rest(0);
  }
  add(0xF0U | code >> 18U);
  add_rest(12);
  add_rest(6);
  add_rest(0);
}

// What bytes 80 to 9F are in windows-1252 (https://encoding.spec.whatwg.org/index-windows-1252.txt); 0: nothing.
constexpr std::array<std::uint32_t, 32> windows_1252_at_80 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void add_byte(unsigned char byte, Encoding encoding, std::string& text) {
  if (encoding != Encoding::windows_1252 || byte < 0x80 || byte > 0x9F) return add_code_point(byte, text);
  const std::uint32_t code = windows_1252_at_80.at(byte - 0x80U);
  if (code == 0)
    text += no_character;
  else
    add_code_point(code, text);
}

} // namespace

void Decoder::add(std::string_view bytes, std::string& text) {
  if (encoding_ == Encoding::utf_8) {
    text += bytes;
  } else if (encoding_ == Encoding::utf_16_le || encoding_ == Encoding::utf_16_be) {
    add_units(bytes, text);
  } else {
    for (const char byte : bytes)
      add_byte(static_cast<unsigned char>(byte), encoding_, text);
  }
}

void Decoder::add_units(std::string_view bytes, std::string& text) {
  for (const char each : bytes) {
    const auto byte = static_cast<unsigned char>(each);
    if (!half_) {
      half_ = byte;
      continue;
    }
    const std::uint32_t first = *half_;
    half_.reset();
    const bool little = encoding_ == Encoding::utf_16_le;
    add_unit(little ? (std::uint32_t{byte} << 8U | first) : (first << 8U | byte), text);
  }
}

void Decoder::add_unit(std::uint32_t unit, std::string& text) {
  const bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
  if (high_) {
    const std::uint32_t high = *high_;
    high_.reset();
    if (is_low) return add_code_point(0x10000U + ((high - 0xD800U) << 10U) + (unit - 0xDC00U), text);
    text += no_character;
  }
  if (unit >= 0xD800 && unit <= 0xDBFF)
    high_ = unit;
  else if (is_low)
    text += no_character;
  else
    add_code_point(unit, text);
}

void Decoder::finish(std::string& text) {
  if (half_ || high_) text += no_character;
  half_.reset();
  high_.reset();
}

namespace {

struct Marked {
  Encoding encoding;
  std::size_t mark_bytes;
};

Marked read_mark(std::string_view bytes, Encoding declared) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return {Encoding::utf_8, 3};
  if (bytes.starts_with("\xFF\xFE")) return {Encoding::utf_16_le, 2};
  if (bytes.starts_with("\xFE\xFF")) return {Encoding::utf_16_be, 2};
  return {declared, 0};
}

} // namespace

ImportSource::ImportSource(const std::string& path, Encoding declared) : path_(path), declared_(declared) {
  const bool is_stdin = path == "-";
  descriptor_ = is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), path);
  struct stat status {};
  if (::fstat(descriptor_, &status) == 0 && S_ISDIR(status.st_mode))
    throw std::system_error(EISDIR, std::generic_category(), path);
  if (S_ISREG(status.st_mode) && !is_stdin) size_ = static_cast<std::uint64_t>(status.st_size);
}

ImportSource::~ImportSource() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

bool ImportSource::fill() {
  if (is_at_end_) return false;
  constexpr std::size_t piece_bytes = std::size_t{1} << 16U;
  piece_.resize(piece_bytes);
  std::size_t filled = 0;
  // The first piece must be long enough for a mark; a pipe may give less at a time.
  do {
    const ssize_t count = ::read(descriptor_, piece_.data() + filled, piece_bytes - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::system_error(errno, std::generic_category(), path_ == "-" ? "standard input" : path_);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  } while (filled < 4);
  piece_.resize(filled);
  is_at_end_ = filled == 0;
  hash_.add(piece_);
  bytes_read_ += filled;
  text_.erase(0, at_);
  at_ = 0;
  std::string_view bytes = piece_;
  if (!decoder_) {
    const Marked marked = read_mark(bytes, declared_);
    decoder_.emplace(marked.encoding);
    bytes.remove_prefix(marked.mark_bytes);
  }
  decoder_->add(bytes, text_);
  if (is_at_end_) decoder_->finish(text_);
  return true;
}

bool ImportSource::read_line(std::string& line) {
  std::size_t searched = at_;
  for (;;) {
    const std::size_t end = text_.find('\n', searched);
    if (end != std::string::npos) {
      line.assign(text_, at_, end + 1 - at_);
      at_ = end + 1;
      ++line_;
      return true;
    }
    const std::size_t kept = text_.size() - at_;
    if (kept > longest_line) throw LineTooLong(line_ + 1);
    if (!fill()) break;
    searched = kept;
  }
  if (at_ == text_.size()) return false;
  line.assign(text_, at_);
  at_ = text_.size();
  ++line_;
  return true;
}

} // namespace pvault::cli
