#include "reports/terminal_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utf8proc.h>

namespace pvault::reports {
namespace {

struct Piece {
  std::string_view bytes;      // one code point, or one byte that starts none
  utf8proc_int32_t code_point; // -1 when it starts none
};

Piece first_piece(std::string_view text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  // A code point has at most four bytes; the limit keeps texts of any length within utf8proc's signed size.
  const auto limit = static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4));
  utf8proc_int32_t code_point = -1;
  const utf8proc_ssize_t length = utf8proc_iterate(bytes, limit, &code_point);
  if (length <= 0) return {text.substr(0, 1), -1};
  return {text.substr(0, static_cast<std::size_t>(length)), code_point};
}

template <class Visit>
void for_each_piece(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const Piece piece = first_piece(text);
    visit(piece);
    text.remove_prefix(piece.bytes.size());
  }
}

bool reorders(utf8proc_int32_t code_point) {
  return (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
}

bool is_harmless(utf8proc_int32_t code_point) {
  if (code_point < 0 || reorders(code_point)) return false;
  const auto category = utf8proc_category(code_point);
  return category != UTF8PROC_CATEGORY_CC && category != UTF8PROC_CATEGORY_ZL && category != UTF8PROC_CATEGORY_ZP;
}

// Code points that reports draw, from U+2581 to U+2588 the heights of a sparkline (the full block being a bar's, too).
std::string_view in_ascii(const Piece& piece) {
  static constexpr std::array<std::string_view, 8> heights = {"_", ".", ":", "=", "+", "*", "%", "#"};
  if (piece.code_point >= 0x2581 && piece.code_point <= 0x2588)
    return heights.at(static_cast<std::size_t>(piece.code_point - 0x2581));
  switch (piece.code_point) {
  case 0x2591: // light shade
    return ".";
  case 0x2500: // rule
  case 0x2013: // en dash
  case 0x00B7: // middle dot
    return "-";
  case 0x2026:
    return "...";
  default:
    return piece.bytes;
  }
}

// Nearly every text is; the long reports are mostly numbers.
bool is_plain_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

} // namespace

std::string format_for_terminal(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string shown;
  shown.reserve(text.size());
  for_each_piece(text, [&](const Piece& piece) {
    if (is_harmless(piece.code_point)) {
      shown += piece.bytes;
      return;
    }
    for (const char byte : piece.bytes)
      shown += fmt::format("\\x{:02X}", static_cast<unsigned char>(byte));
  });
  return shown;
}

std::size_t terminal_width(std::string_view text) {
  if (is_plain_ascii(text)) return text.size();
  std::size_t width = 0;
  for_each_piece(text,
                 [&](const Piece& piece) { width += static_cast<std::size_t>(utf8proc_charwidth(piece.code_point)); });
  return width;
}

std::string draw_in_ascii(std::string_view page) {
  std::string drawn;
  drawn.reserve(page.size());
  for_each_piece(page, [&](const Piece& piece) { drawn += in_ascii(piece); });
  return drawn;
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for_each_piece(text, [&](const Piece& piece) { valid += piece.code_point < 0 ? "\uFFFD" : piece.bytes; });
  return valid;
}

} // namespace pvault::reports
