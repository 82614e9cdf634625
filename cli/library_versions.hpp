#pragma once

#include <string>

namespace pvault::cli {

// What `pvault --version` shows: the program, then what it stands on, a line each.
std::string library_versions();

} // namespace pvault::cli
