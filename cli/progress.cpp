#include "cli/progress.hpp"

#include "cli/run_record.hpp"
#include "cli/terminal.hpp"
#include "reports/terminal_text.hpp"
#include "units/text.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace pvault::cli {

namespace {

constexpr std::chrono::milliseconds first_after{500};
constexpr std::chrono::milliseconds between{200};
constexpr std::string_view empty_line = "\r\x1b[K"; // ECMA-48: to its beginning, and erase to its end

void print_now(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string on_one_line(const std::string& text, std::size_t columns) {
  std::string line = reports::format_for_terminal(text);
  if (line.size() >= columns) line.resize(columns == 0 ? 0 : columns - 1);
  return fmt::format("{}{}", empty_line, line);
}

} // namespace

std::string format_progress(std::string_view what, std::size_t number, std::size_t of, std::string_view name,
                            std::size_t columns) {
  return on_one_line(fmt::format("{} {} of {}: {}", what, number, of, name), columns);
}

std::string format_rate(std::string_view what, std::string_view name, std::uint64_t rows, std::uint64_t bytes,
                        std::optional<std::uint64_t> of_bytes, std::chrono::milliseconds elapsed) {
  const auto elapsed_ms = static_cast<std::uint64_t>(elapsed.count());
  std::string line = fmt::format("{} {}: {} rows", what, name, group_thousands(std::to_string(rows)));
  if (elapsed_ms == 0) return line;
  line += fmt::format(", {} a second", group_thousands(std::to_string(rows * 1000 / elapsed_ms)));
  if (!of_bytes || bytes == 0 || bytes > *of_bytes) return line;
  const std::uint64_t left_s = (*of_bytes - bytes) * elapsed_ms / bytes / 1000;
  return line + fmt::format(", {}:{:02} left", left_s / 60, left_s % 60);
}

Progress::Progress(std::string_view what)
    : what_(what), is_shown_(stderr_is_terminal() && !run_record().quiet), began_at_(std::chrono::steady_clock::now()),
      next_at_(began_at_ + first_after) {}

Progress::~Progress() { clear(); }

void Progress::clear() {
  if (is_there_) print_now(empty_line);
  is_there_ = false;
}

bool Progress::is_due(std::chrono::steady_clock::time_point now) {
  if (now < next_at_) return false;
  next_at_ = now + between;
  is_there_ = true;
  return true;
}

void Progress::show(std::size_t number, std::size_t of, std::string_view name) {
  if (!is_shown_ || !is_due(std::chrono::steady_clock::now())) return;
  print_now(format_progress(what_, number, of, name, static_cast<std::size_t>(terminal_columns())));
}

void Progress::show_rate(std::string_view name, std::uint64_t rows, std::uint64_t bytes,
                         std::optional<std::uint64_t> of_bytes) {
  if (!is_shown_) return;
  const auto now = std::chrono::steady_clock::now();
  if (!is_due(now)) return;
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_at_);
  print_now(on_one_line(format_rate(what_, name, rows, bytes, of_bytes, elapsed),
                        static_cast<std::size_t>(terminal_columns())));
}

} // namespace pvault::cli
