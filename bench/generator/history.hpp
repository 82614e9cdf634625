// A deterministic history of any length, for benchmarks and growth tests: 60 minerals, 12 sites, 10 years; of the
// events 55 % purchases, 25 % releases, 10 % drawdowns, 5 % prices, 5 % payments. The same count and seed give the same
// entries on any machine (but for the moment of recording).
#pragma once

#include "store/book.hpp"

#include <cstdint>
#include <filesystem>

namespace pvault::bench {

struct HistorySize {
  std::int64_t events = 0;
  std::uint64_t seed = 1;
  int suppliers = 20;
};

// Makes a new book at `path` and records the history through the program's own operations. Nothing is synced meanwhile:
// a book made for measuring needs no durability. Throws std::logic_error when the book refuses an event.
void make_history(const std::filesystem::path& path, const HistorySize& size);

} // namespace pvault::bench
