// Trouble around a file, told apart from faults in it.
#pragma once

#include <exception>
#include <filesystem>

namespace pvault::store {

// For handlers that take what cannot be read for a fault of the file: throws a BookError when the error is of what is
// around it (a disk that fails, a lock), which says nothing of what is in it, and returns otherwise.
void throw_if_trouble(const std::exception& error, const std::filesystem::path& path);

} // namespace pvault::store
