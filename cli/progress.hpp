// How far long work is, on a line of standard error that is gone when it ends. Only a terminal is shown it, and not
// with --quiet.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace pvault::cli {

// "checking 12 of 57: chain" in the place of what is on the line, cut to the terminal's columns: a line that is folded
// could not be taken back. Whatever could steer the terminal is made harmless.
std::string format_progress(std::string_view what, std::size_t number, std::size_t of, std::string_view name,
                            std::size_t columns);

class Progress {
public:
  // `what` is being done: "checking". The text it points to must outlive it.
  explicit Progress(std::string_view what);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // Shown a few times a second at most, and only of work that takes long enough to wait for.
  void show(std::size_t number, std::size_t of, std::string_view name);

private:
  std::string_view what_;
  bool is_shown_; // there is somebody to look at it
  bool is_there_ = false;
  std::chrono::steady_clock::time_point next_at_;
};

} // namespace pvault::cli
