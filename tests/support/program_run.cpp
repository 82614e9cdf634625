#include "tests/support/program_run.hpp"

#include "cli/program.hpp"
#include "cli/run_record.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

namespace pvault::test {

namespace {

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written <= 0) throw std::runtime_error("a file in memory cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// What goes to a standard stream goes to the file instead, as long as this lives.
class Caught {
public:
  Caught(std::FILE* stream, int stream_descriptor, int file) : stream_(stream), descriptor_(stream_descriptor) {
    std::fflush(stream_);
    kept_ = ::dup(descriptor_);
    ::dup2(file, descriptor_);
  }
  Caught(const Caught&) = delete;
  Caught& operator=(const Caught&) = delete;
  Caught(Caught&&) = delete;
  Caught& operator=(Caught&&) = delete;
  ~Caught() {
    std::fflush(stream_);
    ::dup2(kept_, descriptor_);
    ::close(kept_);
  }

private:
  std::FILE* stream_;
  int descriptor_;
  int kept_ = -1;
};

} // namespace

FileOfBytes::FileOfBytes(std::string_view bytes) : descriptor_(::memfd_create("test", MFD_CLOEXEC)) {
  write_all(descriptor_, bytes);
}
FileOfBytes::~FileOfBytes() { ::close(descriptor_); }

std::string FileOfBytes::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

std::string FileOfBytes::bytes() const {
  std::string bytes;
  std::array<char, 65536> block{};
  for (ssize_t count = 0;
       (count = ::pread(descriptor_, block.data(), block.size(), static_cast<off_t>(bytes.size()))) > 0;)
    bytes.append(block.data(), static_cast<std::size_t>(count));
  return bytes;
}

ProgramRun run_caught(const std::vector<std::string>& arguments) {
  const FileOfBytes output("");
  const FileOfBytes errors("");
  cli::run_record() = {};
  ProgramRun run;
  {
    const Caught caught_output(stdout, STDOUT_FILENO, output.descriptor());
    const Caught caught_errors(stderr, STDERR_FILENO, errors.descriptor());
    run.exit_code = cli::run_program(arguments);
  }
  run.output = output.bytes();
  run.errors = errors.bytes();
  return run;
}

} // namespace pvault::test
