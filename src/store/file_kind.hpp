// What a file is that is none to read or write a book or a document in.
#pragma once

#include <string_view>
#include <sys/stat.h>

namespace pvault::store {

// Of a file that is not a regular one.
inline std::string_view kind_of_file(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISLNK(mode)) return "a link";
  return S_ISCHR(mode) || S_ISBLK(mode) ? "a device" : "a pipe or a socket";
}

} // namespace pvault::store
