// What is read of a file or a pipe while whoever waits for it may be stopped (stop_signals.hpp).
#pragma once

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <streambuf>
#include <unistd.h>

namespace pvault::cli {

// "-" is standard input. A read that a signal ends is the end of what is read: whoever asked for the signal looks what
// came (StopSignals::check). Streams of the library would go on waiting.
class StoppableInput : public std::streambuf {
public:
  explicit StoppableInput(const std::filesystem::path& file)
      : is_own_(file != "-"), file_(is_own_ ? ::open(file.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO) {}
  StoppableInput(const StoppableInput&) = delete;
  StoppableInput& operator=(const StoppableInput&) = delete;
  StoppableInput(StoppableInput&&) = delete;
  StoppableInput& operator=(StoppableInput&&) = delete;
  ~StoppableInput() override {
    if (is_own_ && file_ >= 0) ::close(file_);
  }
  [[nodiscard]] bool is_open() const { return file_ >= 0; }

protected:
  int_type underflow() override {
    const ssize_t count = ::read(file_, bytes_.data(), bytes_.size());
    if (count <= 0) return traits_type::eof();
    setg(bytes_.data(), bytes_.data(), bytes_.data() + count);
    return traits_type::to_int_type(*gptr());
  }

private:
  bool is_own_;
  int file_;
  std::array<char, 65'536> bytes_{};
};

} // namespace pvault::cli
