#include "tests/fuzz/program_run.hpp"

#include "cli/errors.hpp"
#include "cli/program.hpp"
#include "cli/run_record.hpp"
#include "tests/fuzz/target.hpp"

#include <array>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

namespace pvault::fuzz {

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

void check_run_result(int exit_code, const std::string& said, const std::vector<std::string>& arguments) {
  const std::string run = fmt::format("pvault {} -> {}: {}", fmt::join(arguments, " "), exit_code, said);
  require(exit_code != cli::number_of(cli::ExitCode::bug), "no bug is found: " + run);
  require(exit_code >= 0 && exit_code <= cli::number_of(cli::ExitCode::findings),
          "the exit code is a known one: " + run);
  if (!said.empty()) check_words("what was said", said);
  if (exit_code == cli::number_of(cli::ExitCode::refused))
    require(said.find("refused: ") != std::string::npos, "what is refused is refused by a rule: " + run);
  const bool failed =
      exit_code >= cli::number_of(cli::ExitCode::refused) && exit_code <= cli::number_of(cli::ExitCode::surroundings);
  if (failed) require(said.find("\nTry: ") != std::string::npos, "there is a next step: " + run);
}

} // namespace

FileOfBytes::FileOfBytes(std::string_view bytes) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
  write_all(descriptor_, bytes);
}
FileOfBytes::~FileOfBytes() { ::close(descriptor_); }

std::string FileOfBytes::path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

std::string FileOfBytes::bytes() const {
  std::string bytes;
  std::array<char, 65536> block{};
  for (ssize_t count = 0;
       (count = ::pread(descriptor_, block.data(), block.size(), static_cast<off_t>(bytes.size()))) > 0;)
    bytes.append(block.data(), static_cast<std::size_t>(count));
  return bytes;
}

int check_run(const std::vector<std::string>& arguments) {
  const FileOfBytes output("");
  const FileOfBytes errors("");
  cli::run_record() = {};
  int exit_code = 0;
  {
    const Caught caught_output(stdout, STDOUT_FILENO, output.descriptor());
    const Caught caught_errors(stderr, STDERR_FILENO, errors.descriptor());
    exit_code = cli::run_program(arguments);
  }
  check_run_result(exit_code, errors.bytes(), arguments);
  return exit_code;
}

} // namespace pvault::fuzz
