// A system that gives SQLite little memory.
#pragma once

#include <cstdint>
#include <sqlite3.h>

namespace pvault::test {

// While it lives, SQLite gets so many bytes more than it has by now, and no further ones.
class LittleMemory {
public:
  explicit LittleMemory(std::int64_t bytes) { sqlite3_hard_heap_limit64(sqlite3_memory_used() + bytes); }
  LittleMemory(const LittleMemory&) = delete;
  LittleMemory& operator=(const LittleMemory&) = delete;
  LittleMemory(LittleMemory&&) = delete;
  LittleMemory& operator=(LittleMemory&&) = delete;
  ~LittleMemory() {
    sqlite3_hard_heap_limit64(0);
    sqlite3_soft_heap_limit64(0); // which the other one set along
  }
};

} // namespace pvault::test
