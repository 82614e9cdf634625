// What is wrong in a file that somebody wrote for us, and where.
#pragma once

#include <compare>
#include <string>

namespace pvault::cli {

// Both begin at 1; 0: nowhere, since it was not given.
struct Place {
  int line = 0;
  int column = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

struct FileFault {
  Place at;
  std::string message;
  std::string next_step;
};

} // namespace pvault::cli
