// Trouble around the book: the file, the folder, the disk, the lock (exit code 3).
#pragma once

#include <stdexcept>
#include <string>

namespace pvault::store {

class BookError : public std::runtime_error {
public:
  BookError(const std::string& message, std::string next_step)
      : std::runtime_error(message), next_step_(std::move(next_step)) {}
  [[nodiscard]] const std::string& next_step() const { return next_step_; }

private:
  std::string next_step_;
};

} // namespace pvault::store
