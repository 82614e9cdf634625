// Who owns a file that root makes.
#pragma once

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace pvault::store {

// As SQLite does with the files that it keeps beside a database: what root makes is the owner's of the book, who could
// not read it otherwise. Where that cannot be done (a file system that others serve), it stays root's.
inline void give_to_owner_of(const std::filesystem::path& model, int made) {
  struct stat owned {};
  if (::geteuid() != 0 || ::stat(model.c_str(), &owned) != 0) return;
  [[maybe_unused]] const int given = ::fchown(made, owned.st_uid, owned.st_gid);
}

} // namespace pvault::store
