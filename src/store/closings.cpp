#include "store/closings.hpp"

#include "store/closing_tables.hpp"
#include "store/closings_in_memory.hpp"
#include "store/wide_sum.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

namespace pvault::store {

namespace {

std::string month_of(Date day) { return format_date(day).substr(0, 7); }

// Running sums of the changes of each month, over the table's columns.
std::string closings_of(const ClosingTable& table, const std::string& changes_by_month) {
  std::string sums;
  for (const std::string& sum : table.sums)
    sums += fmt::format(", SUM({}) OVER so_far", sum);
  return fmt::format("SELECT {0}, {1}, month{2} FROM ({3}) WINDOW so_far AS (PARTITION BY {0}, {1} ORDER BY month)",
                     table.first_key, table.second_key, sums, changes_by_month);
}

std::string parts_of(std::string_view column, std::string_view unit, std::string_view name) {
  return fmt::format("SUM({0} / {3}) AS {2}_e9_{1}, SUM({0} % {3}) AS {2}_{1}", column, unit, name, WideSum::billion);
}

constexpr const char* landed_kind_sql =
    "iif(lower(what) IN ('freight', 'insurance', 'duty', 'inspection', 'assay'), lower(what), 'other')";

// Counts a lot as open from the day on which mass comes to be in it to that on which none is left.
class OpenDays {
public:
  // +1 when it opens with the day, -1 when it closes, else 0.
  std::int64_t add(std::int64_t mass_mg) {
    const bool was_open = mass_mg_ > 0;
    mass_mg_ += mass_mg;
    return static_cast<std::int64_t>(mass_mg_ > 0) - static_cast<std::int64_t>(was_open);
  }

private:
  std::int64_t mass_mg_ = 0;
};

// By how much an entry changes whether the lot is open, in the months in which it does: one that takes the rest of a
// lot on a day before the one on which it was emptied closes it earlier.
std::map<std::string, std::int64_t> opened_by(Connection& connection, LotId lot, EntryId entry) {
  std::map<std::string, std::int64_t> months;
  OpenDays with;
  OpenDays without;
  Query day = connection.query("SELECT effective_on, SUM(mass_mg), coalesce(SUM(mass_mg) FILTER (WHERE entry_id <> "
                               "?2), 0) FROM posting JOIN entry USING (entry_id) WHERE lot_id = ?1 GROUP BY "
                               "effective_on ORDER BY effective_on");
  day.bind(lot).bind(entry);
  while (day.next()) {
    const std::int64_t change = with.add(day.integer(1)) - without.add(day.integer(2));
    if (change != 0) months[month_of(day.date(0))] += change;
  }
  return months;
}

// Of a posting that names none.
bool may_name_mineral(Connection& connection, Account account) {
  Query row = connection.query("SELECT by_mineral <> 'no' FROM account WHERE account_id = ?");
  row.bind(static_cast<std::int64_t>(account)).expect_row();
  return row.integer(0) != 0;
}

using Changes = std::vector<ClosingChange>;

void change_accounts(Connection& connection, const EntryDraft& draft, const std::string& month, Changes& changes) {
  struct Change {
    WideSum mass = {};
    WideSum amount = {};
  };
  std::map<std::pair<Account, std::int64_t>, Change> by_account;
  for (const Posting& posting : draft.postings) {
    Change& change = by_account[{posting.account, posting.mineral ? number_of(*posting.mineral) : 0}];
    change.mass += WideSum(posting.mass.milligrams());
    change.amount += WideSum(posting.amount.cents());
  }
  for (const auto& [key, change] : by_account) {
    const auto [account, mineral] = key;
    if (mineral == 0 && !may_name_mineral(connection, account)) continue;
    changes.push_back({&account_closing_table(),
                       {static_cast<std::int64_t>(account), mineral},
                       month,
                       {change.mass.billions, change.mass.rest, change.amount.billions, change.amount.rest}});
  }
}

ClosingKey place_of(Connection& connection, LotId lot) {
  Query row = connection.query("SELECT mineral_id, site_id FROM lot WHERE lot_id = ?");
  row.bind(lot).expect_row();
  return {row.value(0), row.value(1)};
}

void change_lots(Connection& connection, EntryId entry, const EntryDraft& draft, const std::string& month,
                 Changes& changes) {
  struct Change {
    WideSum mass = {};
    WideSum cost = {};
  };
  std::map<LotId, Change> by_lot;
  for (const Posting& posting : draft.postings) {
    if (!posting.lot) continue;
    by_lot[*posting.lot].mass += WideSum(posting.mass.milligrams());
    by_lot[*posting.lot].cost += WideSum(posting.amount.cents());
  }
  for (const auto& [lot, change] : by_lot) {
    const ClosingKey place = place_of(connection, lot);
    auto opened = opened_by(connection, lot, entry);
    changes.push_back(
        {&site_closing_table(),
         place,
         month,
         {opened[month], change.mass.billions, change.mass.rest, change.cost.billions, change.cost.rest}});
    opened.erase(month);
    for (const auto& [from, lots] : opened)
      changes.push_back({&site_closing_table(), place, from, {lots}});
  }
}

bool has_rows(const EntryDraft& draft, std::initializer_list<std::string_view> tables) {
  return std::ranges::any_of(draft.rows, [&](const RecordRow& row) {
    return std::ranges::find(tables, std::string_view(row.table())) != tables.end();
  });
}

struct KeyedSum {
  ClosingKey key;
  WideSum sum;
};

std::vector<KeyedSum> sums_of_entry(Connection& connection, const std::string& sql, EntryId entry) {
  std::vector<KeyedSum> sums;
  Query row = connection.query(sql);
  row.bind(entry);
  while (row.next())
    sums.push_back({{row.value(0), row.value(1)}, WideSum(row, 2)});
  return sums;
}

// A release may ship what was sold, and a reversal undo a sale or what shipped it.
void change_sold(Connection& connection, EntryId entry, const EntryDraft& draft, const std::string& month,
                 Changes& changes) {
  if (!has_rows(draft, {"sale_lot", "sale_cancellation_lot", "release", "reversal"})) return;
  static const std::string sql = sold_by_entries("(SELECT ?1)");
  for (const auto& [place, sold] : sums_of_entry(connection, sql, entry))
    changes.push_back({&site_closing_table(), place, month, {0, 0, 0, 0, 0, sold.billions, sold.rest}});
}

void change_landed(Connection& connection, EntryId entry, const EntryDraft& draft, const std::string& month,
                   Changes& changes) {
  if (!has_rows(draft, {"landed_cost", "reversal"})) return;
  static const std::string sql = landed_by_entries("(SELECT ?1)");
  for (const auto& [kind, landed] : sums_of_entry(connection, sql, entry))
    changes.push_back({&landed_closing_table(), kind, month, {landed.billions, landed.rest}});
}

} // namespace

void keep_closings(Connection& connection, EntryId entry, const EntryDraft& draft) {
  const std::string month = month_of(draft.header.effective_on);
  Changes changes;
  change_accounts(connection, draft, month, changes);
  change_lots(connection, entry, draft, month, changes);
  change_sold(connection, entry, draft, month, changes);
  change_landed(connection, entry, draft, month, changes);
  if (auto* memory = dynamic_cast<ClosingsInMemory*>(connection.unwritten())) return memory->add(std::move(changes));
  ClosingChanges of_entry;
  for (const ClosingChange& change : changes)
    of_entry.add(change);
  of_entry.write(connection);
}

std::string account_closings_from_records() {
  return closings_of(
      account_closing_table(),
      fmt::format("SELECT account_id, coalesce(mineral_id, 0) AS mineral_id, substr(effective_on, 1, 7) AS month, {}, "
                  "{} FROM posting JOIN entry USING (entry_id) JOIN account USING (account_id) WHERE by_mineral <> "
                  "'no' GROUP BY 1, 2, 3",
                  parts_of("mass_mg", "mg", "mass"), parts_of("amount_cents", "cents", "amount")));
}

std::string site_closings_from_records() {
  return closings_of(
      site_closing_table(),
      fmt::format(
          "WITH by_day AS (SELECT lot_id, effective_on, SUM(mass_mg) AS whole_mg, {0}, {1} FROM posting JOIN entry "
          "USING (entry_id) WHERE lot_id IS NOT NULL GROUP BY lot_id, effective_on), "
          "held AS (SELECT *, SUM(whole_mg) OVER (PARTITION BY lot_id ORDER BY effective_on) > 0 AS is_open FROM "
          "by_day), "
          "change AS (SELECT lot_id, effective_on, is_open - lag(is_open, 1, 0) OVER (PARTITION BY lot_id ORDER BY "
          "effective_on) AS lots, mass_e9_mg, mass_mg, cost_e9_cents, cost_cents, 0 AS sold_e9_mg, 0 AS sold_mg FROM "
          "held UNION ALL SELECT lot_id, effective_on, 0, 0, 0, 0, 0, change_mg / {2}, change_mg % {2} FROM "
          "sale_change) "
          "SELECT mineral_id, site_id, substr(effective_on, 1, 7) AS month, SUM(lots) AS lots, SUM(mass_e9_mg) AS "
          "mass_e9_mg, SUM(mass_mg) AS mass_mg, SUM(cost_e9_cents) AS cost_e9_cents, SUM(cost_cents) AS cost_cents, "
          "SUM(sold_e9_mg) AS sold_e9_mg, SUM(sold_mg) AS sold_mg FROM change JOIN lot USING (lot_id) GROUP BY 1, 2, 3",
          parts_of("mass_mg", "mg", "mass"), parts_of("amount_cents", "cents", "cost"), WideSum::billion));
}

std::string landed_closings_from_records() {
  return closings_of(
      landed_closing_table(),
      fmt::format("WITH change AS (SELECT mineral_id, what, entry.effective_on, landed_cost.amount_cents AS cents FROM "
                  "landed_cost JOIN purchase ON purchase.entry_id = landed_cost.entry_id JOIN entry ON entry.entry_id "
                  "= landed_cost.entry_id UNION ALL SELECT mineral_id, what, reversal.effective_on, "
                  "-landed_cost.amount_cents FROM landed_cost JOIN purchase ON purchase.entry_id = "
                  "landed_cost.entry_id JOIN reversal ON reversed_entry_id = landed_cost.entry_id) "
                  "SELECT mineral_id, {} AS kind, substr(effective_on, 1, 7) AS month, {} FROM change GROUP BY 1, 2, 3",
                  landed_kind_sql, parts_of("cents", "cents", "amount")));
}

std::string nearest_closing(Date day) {
  constexpr std::string_view middle = "15";
  const std::string text = format_date(day);
  return text.substr(8) <= middle ? text.substr(0, 7) : format_date(end_of_month(day));
}

std::string sold_by_entries(const std::string& entries) {
  return fmt::format(
      "WITH seen (entry_id) AS MATERIALIZED {}, change (lot_id, change_mg) AS (SELECT lot_id, mass_mg FROM seen CROSS "
      "JOIN sale_lot USING (entry_id) "
      "UNION ALL SELECT lot_id, -mass_mg FROM seen CROSS JOIN reversal USING (entry_id) CROSS JOIN sale_lot ON "
      "sale_lot.entry_id = reversed_entry_id "
      "UNION ALL SELECT lot_id, -mass_mg FROM seen CROSS JOIN sale_cancellation_lot USING (entry_id) "
      "UNION ALL SELECT posting.lot_id, posting.mass_mg FROM seen CROSS JOIN release USING (entry_id) CROSS JOIN "
      "posting USING (entry_id) WHERE sale_entry_id IS NOT NULL AND account_id = 2 "
      "UNION ALL SELECT posting.lot_id, -posting.mass_mg FROM seen CROSS JOIN reversal USING (entry_id) CROSS JOIN "
      "release ON release.entry_id = reversed_entry_id CROSS JOIN posting ON posting.entry_id = reversed_entry_id "
      "WHERE sale_entry_id IS NOT NULL AND account_id = 2) "
      "SELECT mineral_id, site_id, {} FROM change JOIN lot USING (lot_id) GROUP BY 1, 2",
      entries, wide_sum_sql("change_mg"));
}

std::string landed_by_entries(const std::string& entries) {
  return fmt::format(
      "WITH seen (entry_id) AS MATERIALIZED {}, change (mineral_id, what, cents) AS (SELECT mineral_id, what, "
      "amount_cents FROM seen CROSS JOIN landed_cost USING (entry_id) CROSS JOIN purchase USING (entry_id) "
      "UNION ALL SELECT mineral_id, what, -amount_cents FROM seen CROSS JOIN reversal USING (entry_id) CROSS JOIN "
      "landed_cost ON landed_cost.entry_id = reversed_entry_id CROSS JOIN purchase ON purchase.entry_id = "
      "reversed_entry_id) "
      "SELECT mineral_id, {}, {} FROM change GROUP BY 1, 2",
      entries, landed_kind_sql, wide_sum_sql("cents"));
}

} // namespace pvault::store
