// How far long work is, on a line of standard error that is gone when it ends. Only a terminal is shown it, and not
// with --quiet.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pvault::cli {

// "checking 12 of 57: chain" in the place of what is on the line, cut to the terminal's columns: a line that is folded
// could not be taken back. Whatever could steer the terminal is made harmless.
std::string format_progress(std::string_view what, std::size_t number, std::size_t of, std::string_view name,
                            std::size_t columns);

// "importing FILE: 12,345 rows, 3,400 a second, 2:05 left"; what is left follows from the bytes, and is not said where
// it is not known how many there are, or how long it took so far.
std::string format_rate(std::string_view what, std::string_view name, std::uint64_t rows, std::uint64_t bytes,
                        std::optional<std::uint64_t> of_bytes, std::chrono::milliseconds elapsed);

class Progress {
public:
  // `what` is being done: "checking". The text it points to must outlive it.
  explicit Progress(std::string_view what);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // Shown a few times a second at most, and only of work that takes long enough to wait for.
  void show(std::size_t number, std::size_t of, std::string_view name);
  void show_rate(std::string_view name, std::uint64_t rows, std::uint64_t bytes, std::optional<std::uint64_t> of_bytes);
  // Takes back what is shown, before something else is said.
  void clear();

private:
  bool is_due(std::chrono::steady_clock::time_point now);
  std::string_view what_;
  bool is_shown_; // there is somebody to look at it
  bool is_there_ = false;
  std::chrono::steady_clock::time_point began_at_;
  std::chrono::steady_clock::time_point next_at_;
};

} // namespace pvault::cli
