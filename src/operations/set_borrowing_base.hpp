// A facility's borrowing base, from a day on.
#pragma once

#include "operations/recording.hpp"
#include "units/rate.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pvault::operations {

// As it was asked for: minerals and facilities by name.
struct BorrowingBaseInput {
  std::string facility;
  std::optional<Rate> advance_rate; // missing: the borrowing base ends, and no other terms are given
  std::vector<std::pair<std::string, Rate>> advances = {}; // of minerals with a rate of their own
  Money reserve = {};
  std::optional<Rate> concentration_limit = {};
  std::optional<int> price_age_days = {};
  std::vector<std::string> shared_with = {};
  std::string source;
};
// Refuses: facility_unknown, mineral_unknown, mineral_is_group, what check_borrowing_base refuses.
Expected<Recorded> set_borrowing_base(store::Book& book, const RecordingOptions& options,
                                      const BorrowingBaseInput& input);

} // namespace pvault::operations
