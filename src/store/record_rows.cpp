#include "store/record_rows.hpp"

#include "store/schema_check.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::store {

std::vector<std::string> list_all_record_tables(Connection& connection) {
  std::vector<std::string> tables = list_record_tables_in_file(connection);
  tables.insert(tables.end(), {"entry", "seal"});
  std::ranges::sort(tables);
  return tables;
}

std::vector<std::string> list_columns(Connection& connection, const std::string& table) {
  std::vector<std::string> columns;
  Query row = connection.query("SELECT name FROM pragma_table_info(?) ORDER BY cid");
  row.bind(table);
  while (row.next())
    columns.push_back(row.text(0));
  return columns;
}

void visit_rows(Connection& connection, const std::string& table, EntryId last,
                const std::function<void(const std::vector<Value>&)>& take) {
  const bool has_lines = std::ranges::count(list_columns(connection, table), "line") == 1;
  Query row = connection.query(
      fmt::format("SELECT * FROM {} WHERE entry_id <= ? ORDER BY entry_id{}", table, has_lines ? ", line" : ""));
  row.bind(last);
  std::vector<Value> values(static_cast<std::size_t>(row.columns()));
  while (row.next()) {
    for (std::size_t column = 0; column < values.size(); ++column)
      values[column] = row.value(static_cast<int>(column));
    take(values);
  }
}

std::vector<PostedTotal> list_posted_totals(Connection& connection, EntryId last) {
  std::vector<PostedTotal> totals;
  Query row = connection.query(
      "SELECT account.name, mineral.code, count(*), SUM(mass_mg), SUM(amount_cents) FROM posting "
      "JOIN account USING (account_id) LEFT JOIN mineral ON mineral.mineral_id = posting.mineral_id "
      "WHERE posting.entry_id <= ? GROUP BY account_id, posting.mineral_id ORDER BY account_id, mineral.code");
  row.bind(last);
  while (row.next()) {
    totals.push_back({.account = row.text(0),
                      .mineral = row.text_or_empty(1),
                      .postings = row.integer(2),
                      .mass = row.mass(3),
                      .amount = row.money(4)});
  }
  return totals;
}

} // namespace pvault::store
