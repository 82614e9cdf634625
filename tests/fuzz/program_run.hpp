// Runs of the whole program within this process, with what it writes caught.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pvault::fuzz {

// A file without a place on the disk that holds these bytes as long as it lives.
class FileOfBytes {
public:
  explicit FileOfBytes(std::string_view bytes);
  FileOfBytes(const FileOfBytes&) = delete;
  FileOfBytes& operator=(const FileOfBytes&) = delete;
  FileOfBytes(FileOfBytes&&) = delete;
  FileOfBytes& operator=(FileOfBytes&&) = delete;
  ~FileOfBytes();
  [[nodiscard]] std::string path() const;
  [[nodiscard]] std::string bytes() const; // as they are now
  [[nodiscard]] int descriptor() const { return descriptor_; }

private:
  int descriptor_;
};

// Runs the program, holds what it did against what it promises of every run, and answers its exit code: it found no bug
// of ours, what it refuses it refuses by a rule, and what it could not do comes with a next step.
int check_run(const std::vector<std::string>& arguments);

} // namespace pvault::fuzz
