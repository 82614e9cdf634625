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

// The disk failed in the very moment of committing: only the book can say, when it is opened again, whether what was
// written is in it.
class CommitInDoubt : public BookError {
public:
  using BookError::BookError;
};

// A new file has its name and is whole; only its folder could not be flushed.
class NameNotFlushed : public BookError {
public:
  using BookError::BookError;
};

// The file itself is at fault, not what is around it: it is no book, or no longer one. To a verification this is what
// it looks for (exit code 5).
class DamagedBookError : public BookError {
public:
  using BookError::BookError;
};

// The file says that it is the book of a newer program.
class NewerBookError : public BookError {
public:
  using BookError::BookError;
};

// The file says that it is the book of an older program, and was not upgraded yet.
class OlderBookError : public BookError {
public:
  using BookError::BookError;
};

} // namespace pvault::store
