// By which method a mineral's lots are drawn, from a day on.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/cost_method.hpp"

#include <string>

namespace pvault::operations {

struct CostMethodInput {
  std::string mineral; // or "all"
  CostMethod method = CostMethod::fifo;
  std::string reason = {};
};
// Refuses: mineral_unknown, mineral_is_group, method_in_use (a release that stands would go by it).
Expected<Recorded> set_cost_method(store::Book& book, const RecordingOptions& options, const CostMethodInput& input);

} // namespace pvault::operations
