// With the sanitizers each case takes several times as long, and of a long series of like cases a few show them all the
// code there is. The release build goes through every one.
#pragma once

namespace pvault::test {

#ifdef PVAULT_SANITIZE
inline constexpr int one_in = 10;
#else
inline constexpr int one_in = 1;
#endif

} // namespace pvault::test
