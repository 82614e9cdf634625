// What makes a report a warning: conditions that are judged from the table just made, never by a second computation.
#pragma once

#include "reports/table.hpp"
#include "units/refusal.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

struct ConditionKind; // reports/condition_readings.hpp

struct Condition {
  const ConditionKind* kind = nullptr; // one of the known ones
  std::string text;                    // as it is written: "stale-price:30d"
  std::int64_t parameter = 0;          // days, or parts per billion of the limit; 0 where there is none
};

struct ConditionFound {
  std::string condition;   // "stale-price:30d"
  std::size_t rows = 0;    // in how many rows it holds
  std::string sentence;    // "a price older than 30 days, in 2 rows: gallium (price: 2025-12-31), tin (...)"
  std::string report = {}; // in which it holds: "coverage"
};

// How the conditions that a report can judge are written: "below-target", "limit-N%", "stale-price:Nd".
std::vector<std::string> list_conditions(std::string_view report);

// One condition for that report. Refuses option_malformed: none that the report can judge, or without its number; and
// what is wrong with the number.
Expected<Condition> parse_condition(std::string_view report, std::string_view text);
// Each text may hold several, with commas between them. A condition that is named twice is taken once.
Expected<std::vector<Condition>> parse_conditions(std::string_view report, std::span<const std::string> texts);

// Whether any report can judge each of the conditions in the text. Refuses option_malformed and what is wrong with a
// number, as parse_condition does.
Expected<void> check_condition(std::string_view text);

// Those that hold of the table, in the order asked for; what a report has two limits of may be found for each. Needs
// conditions that were parsed for the report of the table's name. Throws std::logic_error when the table lacks a column
// that its report promises.
std::vector<ConditionFound> judge(const Table& table, std::span<const Condition> conditions);

} // namespace pvault::reports
