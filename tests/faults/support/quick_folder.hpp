// Where the files of a faulty disk lie.
#pragma once

#include <filesystem>

namespace pvault::test {

// In memory, where the system has such files: what is on disk, the faulty disk decides.
inline std::filesystem::path quick_folder() {
  return std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
}

} // namespace pvault::test
