// Balances and stock at the end of earlier and earlier days. Each step back reads what is dated between two days, so
// that many days together read the journal once.
#pragma once

#include "store/available_stock.hpp"

#include <optional>
#include <vector>

namespace pvault::store {

// The first day on which stock came in or debt was drawn, of what the moment has seen; what was undone as of its own
// day does not count.
std::optional<Date> find_first_business(Connection& connection, const Moment& moment);

class PastStock {
public:
  // Begins at the moment.
  PastStock(Connection& connection, const Moment& moment);

  // To the end of a day that is not later than where it stands, as known at the same entry.
  void go_back_to(Date day);

  [[nodiscard]] const Balances& balances() const { return stock_.balances; }
  // What load_available_stock answers for the day.
  [[nodiscard]] StockByMineral available() const { return sum_available_stock(minerals_, stock_); }

private:
  Connection& connection_;
  Moment at_;
  std::vector<Mineral> minerals_;
  StockAtMoment stock_; // of holds only those of lots that are on hand
};

} // namespace pvault::store
