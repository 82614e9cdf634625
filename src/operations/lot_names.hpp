// Names of lots that a recording makes.
#pragma once

#include "operations/recording.hpp"

#include <set>
#include <string>

namespace pvault::operations {

// A use names a purchase by its entry or its lot, "164=500 USD": a lot's name must not read like either part. Empty is
// none, and well. Refuses option_malformed.
Expected<void> check_lot_name(const std::string& lot);

// STEM followed by the first number from `first` on that makes a name which no lot has or had, and which is not among
// those `taken` by the same recording (in lower case).
std::string free_lot_name(store::Connection& connection, const std::string& stem, std::int64_t first,
                          const std::set<std::string>& taken);

} // namespace pvault::operations
