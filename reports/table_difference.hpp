// What differs between two tables of one report: cell by cell, with rows found again by what names them.
#pragma once

#include "reports/table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::reports {

enum class RowChange { changed, appeared, vanished };

struct CellDifference {
  RowChange change = RowChange::changed;
  std::vector<std::string> row = {}; // what names it: texts, days and entries; of the totals "total" alone
  std::string column = {};           // empty for a row without figures that appeared or vanished
  std::string unit = {};
  bool is_total = false;
  // As formats for machines have them, empty where missing; and as people read them.
  std::string before = {};
  std::string after = {};
  std::string difference = {}; // after less before, of numbers; missing counts as nothing where the row is in one alone
  std::string before_for_people = {};
  std::string after_for_people = {};
  std::string difference_for_people = {};
};

// In the order of the rows of `after`, then those that vanished, then the totals; in each the order of the columns.
// Looks at what machines read. A row is named by the first columns of texts, days and entries that tell all rows of
// each table apart; where they never do, rows of one name are paired in their order. A column that one of the tables
// has not is missing there.
std::vector<CellDifference> compare_tables(const Table& before, const Table& after);

} // namespace pvault::reports
