// A run of the whole program within this process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pvault::test {

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

struct ProgramRun {
  int exit_code = 0;
  std::string output = {};
  std::string errors = {};
};

// With what it writes to the standard streams caught.
ProgramRun run_caught(const std::vector<std::string>& arguments);

} // namespace pvault::test
