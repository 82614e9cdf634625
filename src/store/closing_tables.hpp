// The tables of closing balances, and how changes are added to them. What they are for: store/closings.hpp.
#pragma once

#include "journal/record.hpp"
#include "store/connection.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pvault::store {

// Sums by two keys, closed by month.
struct ClosingTable {
  std::string name;
  std::string first_key;
  std::string second_key;
  std::vector<std::string> sums; // its other columns behind the month
};
const ClosingTable& account_closing_table();
const ClosingTable& site_closing_table();
const ClosingTable& landed_closing_table();

using ClosingKey = std::pair<Value, Value>;
using ClosingAmounts = std::array<std::int64_t, 7>; // of a table's sums, in their order; those it has not are 0

// From a month ("2026-03") on.
struct ClosingChange {
  const ClosingTable* table = nullptr;
  ClosingKey key;
  std::string month;
  ClosingAmounts amounts = {};
};

// Changes added up by key and month, so that each closing is written once, however many entries changed it.
class ClosingChanges {
public:
  void add(const ClosingChange& change);
  // Adds them to their months in the tables and to every later one, and forgets them.
  void write(Connection& connection);
  // Keys and months.
  [[nodiscard]] std::size_t size() const { return size_; }

private:
  using ByMonth = std::map<std::string, ClosingAmounts>;
  static void write(Connection& connection, const ClosingTable& table, const ClosingKey& key, const ByMonth& changes);

  std::map<const ClosingTable*, std::map<ClosingKey, ByMonth>> changes_;
  std::size_t size_ = 0;
};

} // namespace pvault::store
