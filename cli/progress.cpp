#include "cli/progress.hpp"

#include "cli/run_record.hpp"
#include "cli/terminal.hpp"
#include "reports/terminal_text.hpp"

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

} // namespace

std::string format_progress(std::string_view what, std::size_t number, std::size_t of, std::string_view name,
                            std::size_t columns) {
  std::string line = reports::format_for_terminal(fmt::format("{} {} of {}: {}", what, number, of, name));
  if (line.size() >= columns) line.resize(columns == 0 ? 0 : columns - 1);
  return fmt::format("{}{}", empty_line, line);
}

Progress::Progress(std::string_view what)
    : what_(what), is_shown_(stderr_is_terminal() && !run_record().quiet),
      next_at_(std::chrono::steady_clock::now() + first_after) {}

Progress::~Progress() {
  if (is_there_) print_now(empty_line);
}

void Progress::show(std::size_t number, std::size_t of, std::string_view name) {
  if (!is_shown_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_at_) return;
  next_at_ = now + between;
  is_there_ = true;
  print_now(format_progress(what_, number, of, name, static_cast<std::size_t>(terminal_columns())));
}

} // namespace pvault::cli
