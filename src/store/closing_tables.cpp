#include "store/closing_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::store {

const ClosingTable& account_closing_table() {
  static const ClosingTable table{
      "account_closing", "account_id", "mineral_id", {"mass_e9_mg", "mass_mg", "amount_e9_cents", "amount_cents"}};
  return table;
}

const ClosingTable& site_closing_table() {
  static const ClosingTable table{
      "site_closing",
      "mineral_id",
      "site_id",
      {"lots", "mass_e9_mg", "mass_mg", "cost_e9_cents", "cost_cents", "sold_e9_mg", "sold_mg"}};
  return table;
}

const ClosingTable& landed_closing_table() {
  static const ClosingTable table{"landed_closing", "mineral_id", "kind", {"amount_e9_cents", "amount_cents"}};
  return table;
}

namespace {

struct ClosingStatements {
  std::string before;  // the closing of the newest month before one
  std::string from_on; // of each month from one on
  std::string set;
};

ClosingStatements statements_for(const ClosingTable& table) {
  const std::string sums = fmt::format("{}", fmt::join(table.sums, ", "));
  const std::string key = fmt::format("{} = ?1 AND {} = ?2", table.first_key, table.second_key);
  std::string marks;
  std::string updates;
  for (const std::string& sum : table.sums) {
    marks += ", ?";
    updates += fmt::format("{0}{1} = excluded.{1}", updates.empty() ? "" : ", ", sum);
  }
  return {
      .before =
          fmt::format("SELECT {} FROM {} WHERE {} AND month < ?3 ORDER BY month DESC LIMIT 1", sums, table.name, key),
      .from_on = fmt::format("SELECT month, {} FROM {} WHERE {} AND month >= ?3 ORDER BY month", sums, table.name, key),
      .set = fmt::format("INSERT INTO {} VALUES (?, ?, ?{}) ON CONFLICT DO UPDATE SET {}", table.name, marks, updates)};
}

// Made once for each table.
const ClosingStatements& statements_of(const ClosingTable& table) {
  static std::map<std::string, ClosingStatements> made;
  const auto [found, is_new] = made.try_emplace(table.name);
  if (is_new) found->second = statements_for(table);
  return found->second;
}

// The table's sums, from a column of the row on.
ClosingAmounts amounts_of(const Query& row, const ClosingTable& table, int column) {
  ClosingAmounts amounts{};
  for (std::size_t sum = 0; sum < table.sums.size(); ++sum)
    amounts.at(sum) = row.integer(column + static_cast<int>(sum));
  return amounts;
}

void add_to(ClosingAmounts& amounts, const ClosingAmounts& change) {
  for (std::size_t sum = 0; sum < amounts.size(); ++sum)
    amounts.at(sum) += change.at(sum);
}

} // namespace

void ClosingChanges::add(const ClosingChange& change) {
  const auto [month, is_new] = changes_[change.table][change.key].try_emplace(change.month);
  add_to(month->second, change.amounts);
  if (is_new) ++size_;
}

void ClosingChanges::write(Connection& connection, const ClosingTable& table, const ClosingKey& key,
                           const ByMonth& changes) {
  const ClosingStatements& sql = statements_of(table);
  ClosingAmounts recorded{}; // of the newest month so far that has a closing, without the changes
  {
    Query before = connection.query(sql.before);
    before.bind(key.first).bind(key.second).bind(changes.begin()->first);
    if (before.next()) recorded = amounts_of(before, table, 0);
  }
  ByMonth closings;
  {
    Query row = connection.query(sql.from_on);
    row.bind(key.first).bind(key.second).bind(changes.begin()->first);
    while (row.next())
      closings.emplace(row.text(0), amounts_of(row, table, 1));
  }
  ClosingAmounts added{};
  const auto set = [&](const std::string& month) {
    ClosingAmounts sums = recorded;
    add_to(sums, added);
    Query row = connection.query(sql.set);
    row.bind(key.first).bind(key.second).bind(month);
    for (std::size_t sum = 0; sum < table.sums.size(); ++sum)
      row.bind(sums.at(sum));
    row.run();
  };
  auto closing = closings.begin();
  for (const auto& [month, change] : changes) {
    for (; closing != closings.end() && closing->first < month; ++closing) {
      recorded = closing->second;
      set(closing->first);
    }
    if (closing != closings.end() && closing->first == month) recorded = (closing++)->second;
    add_to(added, change);
    set(month);
  }
  for (; closing != closings.end(); ++closing) {
    recorded = closing->second;
    set(closing->first);
  }
}

void ClosingChanges::write(Connection& connection) {
  for (const auto& [table, keys] : changes_) {
    for (const auto& [key, months] : keys)
      write(connection, *table, key, months);
  }
  changes_.clear();
  size_ = 0;
}

} // namespace pvault::store
