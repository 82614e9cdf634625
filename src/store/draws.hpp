// Drawdowns and the purchases they financed, at a moment.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <string>
#include <vector>

namespace pvault::store {

struct DrawUseState {
  EntryId purchase{};
  std::string mineral_code;
  std::string lot_code;
  Money amount;
  bool purchase_stands = false; // at the moment
};

struct DrawState {
  EntryId entry{};
  Date on;
  std::string facility_code;
  Money amount;
  std::vector<DrawUseState> uses = {};
};

// Drawdowns that stand at the moment, in the order of their entries.
std::vector<DrawState> list_draws(Connection& connection, const Moment& moment);

} // namespace pvault::store
