#include "cli/program.hpp"
#include "store/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

// SQLite takes memory for each subquery of a trigger and gives it back at once. Left to itself, the allocator would
// hand it to the system and ask for it anew several times an entry: half the time of recording many.
void keep_freed_memory() {
  constexpr int kept_bytes = 64 << 20;
  constexpr int asked_at_once_bytes = 1 << 20;
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
  mallopt(M_TOP_PAD, asked_at_once_bytes);
}

// What SQLite takes to read the schema of a book. Asked of the system at once it comes in half a millisecond; page by
// page, when each is first written to, that was a third of the time of most commands. Where the system cannot
// (Linux before 5.14), it is as it was.
#ifdef MADV_POPULATE_WRITE
void take_memory_at_once() {
  constexpr std::size_t bytes = 5 << 20;
  constexpr int usual_mmap_threshold = 128 << 10;
  mallopt(M_MMAP_THRESHOLD, 2 * bytes); // or it would be given back to the system at once
  void* memory = std::malloc(bytes);    // NOLINT(cppcoreguidelines-no-malloc): what is given back here, malloc keeps
  mallopt(M_MMAP_THRESHOLD, usual_mmap_threshold);
  if (memory == nullptr) return;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  char* begin = static_cast<char*>(memory) - reinterpret_cast<std::uintptr_t>(memory) % page;
  ::madvise(begin, bytes, MADV_POPULATE_WRITE);
  std::free(memory); // NOLINT(cppcoreguidelines-no-malloc)
}
#else
void take_memory_at_once() {}
#endif

} // namespace

int main(int argc, char** argv) {
  keep_freed_memory();
  take_memory_at_once();
  pvault::store::set_up_sqlite();
  return pvault::cli::run_program({argv + (argc > 0 ? 1 : 0), argv + argc});
}
