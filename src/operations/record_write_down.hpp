// Stock that is worth less than it cost.
#pragma once

#include "operations/recording.hpp"
#include "units/price.hpp"

#include <optional>
#include <string>

namespace pvault::operations {

struct WriteDownInput {
  std::string mineral = {}; // all its lots that could be drawn that day; or
  std::string lot = {};     // one of them
  std::optional<Money> amount = {};
  std::optional<QuotedPrice> to = {}; // or what it is worth
  std::string reason;
};
// Refuses: mineral_unknown, lot_unknown, lot_not_yet_received, what plan_write_down refuses.
Expected<Recorded> record_write_down(store::Book& book, const RecordingOptions& options, const WriteDownInput& input);

} // namespace pvault::operations
