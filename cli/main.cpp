#include "cli/program.hpp"
#include "store/connection.hpp"

#include <malloc.h>

namespace {

// SQLite takes memory for each subquery of a trigger and gives it back at once. Left to itself, the allocator would
// hand it to the system and ask for it anew several times an entry: half the time of recording many.
void keep_freed_memory() {
  constexpr int kept_bytes = 64 << 20;
  constexpr int asked_at_once_bytes = 1 << 20;
  mallopt(M_TRIM_THRESHOLD, kept_bytes);
  mallopt(M_TOP_PAD, asked_at_once_bytes);
}

} // namespace

int main(int argc, char** argv) {
  keep_freed_memory();
  pvault::store::set_up_sqlite();
  return pvault::cli::run_program({argv + (argc > 0 ? 1 : 0), argv + argc});
}
