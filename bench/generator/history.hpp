// The generated history (generator/events.hpp) as a book.
#pragma once

#include "generator/events.hpp"
#include "store/book.hpp"

#include <filesystem>

namespace pvault::bench {

// Makes a new book at `path` and records the history through the program's own operations. Nothing is synced meanwhile:
// a book made for measuring needs no durability. Throws std::logic_error when the book refuses an event.
store::Book begin_history(const std::filesystem::path& path, const HistorySize& size); // the names it needs, no event
void make_history(const std::filesystem::path& path, const HistorySize& size);

} // namespace pvault::bench
