// SQLite without a clock: what a statement answers depends on no day, whoever wrote it.
#pragma once

#include <cstdint>

namespace pvault::store {

// The name of a virtual file system (https://sqlite.org/vfs.html) that is the usual one but for its clock. Who asks for
// the time gets none: date() and date('now') are missing values. Throws std::logic_error when SQLite does not take it.
const char* clockless_files();

// How often the time was asked for in this process.
std::int64_t times_clock_was_asked();

} // namespace pvault::store
