# Headers that nearly all files of a target come to include are parsed once, not once for each file: that was a third of
# the time of a build. Headers of others only, so a change in ours compiles again what includes it and nothing else.
# A file still includes what it uses. What is missing shows in a build with -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON.
set(common_headers
  <algorithm> <optional> <string> <string_view> <utility> <vector>
  <boost/multiprecision/cpp_int.hpp> <date/date.h> <fmt/format.h> <tl/expected.hpp>)

# precompile(target header...): the common headers and those named. Without any, the target shares those of
# pvault_units, which all folders above it may do, because all are compiled with the same flags.
function(precompile target)
  if(ARGN OR target STREQUAL pvault_units)
    target_precompile_headers(${target} PRIVATE ${common_headers} ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM pvault_units)
  endif()
endfunction()
