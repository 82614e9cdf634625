// The same targets for libFuzzer (tools/fuzz): $PVAULT_FUZZ_TARGET says which one.
#include "tests/fuzz/target.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sanitizer/common_interface_defs.h>
#include <string_view>
#include <unistd.h>

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  const int words_go_to = ::dup(STDERR_FILENO); // where the program's own words do not go
  __sanitizer_set_report_fd(reinterpret_cast<void*>(static_cast<std::uintptr_t>(words_go_to))); // NOLINT
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const pvault::fuzz::Target* const target = [] {
    const char* name = std::getenv("PVAULT_FUZZ_TARGET"); // NOLINT(concurrency-mt-unsafe): there is one thread
    const auto* found = pvault::fuzz::find_target(name == nullptr ? "" : name);
    pvault::fuzz::require(found != nullptr, "$PVAULT_FUZZ_TARGET names a target");
    return found;
  }();
  target->run({reinterpret_cast<const char*>(data), size}); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
  return 0;
}
