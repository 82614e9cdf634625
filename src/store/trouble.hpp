// Trouble around a file, told apart from faults in it.
#pragma once

#include <exception>
#include <filesystem>

namespace pvault::store {

// For handlers that take what cannot be read for a fault of the file, about the error they handle: when it is of what
// is around the file (a disk that fails, a lock, too little memory), which says nothing of what is in it, throws a
// BookError, or std::bad_alloc and std::system_error again; returns otherwise.
void throw_if_trouble(const std::exception& error, const std::filesystem::path& path);

} // namespace pvault::store
