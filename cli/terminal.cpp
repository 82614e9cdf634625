#include "cli/terminal.hpp"

#include "cli/stop_signals.hpp"
#include "store/error.hpp"
#include "units/text.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>

namespace pvault::cli {

void reserve_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest number that is free is taken, so this opens just `stream`.
    if (::fcntl(stream, F_GETFD) == -1 && ::open("/dev/null", O_RDONLY) != stream)
      throw std::system_error(errno, std::generic_category(), "a standard stream is closed and cannot be opened");
  }
}

void write_stdout(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw std::system_error(errno, std::generic_category(), "cannot write to standard output");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void print_of_done(const std::function<void()>& print, std::string_view done, const std::string& next_step) {
  const IgnoredSignal closed(SIGPIPE);
  try {
    print();
  } catch (const std::system_error& error) {
    throw store::BookError(fmt::format("{}, but it cannot be printed: {}", done, error.code().message()), next_step);
  }
}

void write_stdout_of_done(std::string_view bytes, std::string_view done, const std::string& next_step) {
  print_of_done([&] { write_stdout(bytes); }, done, next_step);
}

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

bool stderr_is_terminal() {
  const char* kind = std::getenv("TERM"); // NOLINT(concurrency-mt-unsafe): the program has one thread
  return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

bool locale_shows_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* set = std::getenv(name); // NOLINT(concurrency-mt-unsafe): the program has one thread
    if (set == nullptr || *set == '\0') continue;
    const std::string locale = lower(set);
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return true;
}

namespace {

// A number above zero in the environment.
std::optional<int> size_in_environment(const char* name) {
  const char* named = std::getenv(name); // NOLINT(concurrency-mt-unsafe): the program has one thread
  if (named == nullptr) return std::nullopt;
  const std::string_view text(named);
  int size = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool is_size = read.ec == std::errc() && read.ptr == text.data() + text.size() && size > 0;
  return is_size ? std::optional(size) : std::nullopt;
}

winsize size_of_terminal() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size : winsize{};
}

} // namespace

int terminal_columns() {
  if (const auto columns = size_in_environment("COLUMNS")) return *columns;
  constexpr int usual_columns = 80;
  const int columns = size_of_terminal().ws_col;
  return columns > 0 ? columns : usual_columns;
}

int terminal_rows() {
  if (const auto rows = size_in_environment("LINES")) return *rows;
  constexpr int usual_rows = 24;
  const int rows = size_of_terminal().ws_row;
  return rows > 0 ? rows : usual_rows;
}

} // namespace pvault::cli
