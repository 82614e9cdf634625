// Which conditions there are, and which columns of which report each is read from. A new report that can judge one gets
// a line in the list of reports/condition_readings.cpp.
#pragma once

#include <span>
#include <string_view>

namespace pvault::reports {

// What stands behind the name of a condition.
enum class Parameter {
  none,    // overdue
  percent, // limit-90%
  days,    // stale-price:30d
};

struct ConditionKind {
  std::string_view name;
  Parameter parameter;
  std::string_view what; // what is found, with {} for the parameter: "a price older than {}"
};

// When a condition holds of a row.
enum class Test {
  any_row,      // always: the report lists only what is amiss
  one_of,       // the text is one of `values`
  above_zero,   // the figure is
  below_zero,   // the figure is
  not_zero,     // the figure is not nothing
  is_missing,   // there is nothing
  older_than,   // the day lies more days back than the parameter
  due_within,   // the day is at most so many days ahead, or past; of a number, so many are left
  part_reached, // the figure is the parameter of that in the column `whole`, or more
};

// Only rows in which a text is one of `values`; without values, in which a figure is above zero. No column: all rows.
struct Among {
  std::string_view column = {};
  std::string_view values = {}; // "open|explained"
};

struct Reading {
  std::string_view condition;
  std::string_view report;
  Test test;
  std::string_view column = {};
  std::string_view row = {};    // how a row is told, with columns in braces: "{lot} ({days_left} days)"
  std::string_view values = {}; // of one_of: "expired|rotation_due"
  std::string_view whole = {};  // of part_reached
  std::string_view less = {};   // of part_reached: what comes off the whole, such as what was cancelled
  Among among = {};
  std::string_view worst = {}; // where the test has no figure: the row with the lowest figure here is told first
};

std::span<const ConditionKind> condition_kinds();
std::span<const Reading> condition_readings();

// Holds of every report with a row. It has no reading: it asks for no column.
inline constexpr std::string_view any_row_condition = "any-row";

} // namespace pvault::reports
