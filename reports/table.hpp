// A report is data: columns with units, rows, totals and notes. Renderers turn one Table into any format and decide
// nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pvault::reports {

// Bars and sparklines are for people: they are never in a machine format.
enum class ColumnType { text, integer, decimal, date, bar, sparkline };

struct Column {
  std::string name;    // as in JSON and CSV: on_hand_kg; fixed for scripts; no two columns share one
  std::string heading; // for people: "On hand"
  std::string unit;    // "kg", "USD", "USD/kg", "days", "kg/year"; empty when none
  ColumnType type = ColumnType::text;
  int decimals = 0;       // type decimal: digits behind the point in the value (kg 6, USD 2); 0 to 18
  bool in_text = true;    // false: only in machine formats, where width costs nothing
  bool in_machine = true; // false: only for people (the coverage bar)
  bool tells_why = false; // takes the row's mood: the figure or status that is good or bad
  bool grouped = true;    // false: a number that names and does not count (a year, an entry): 2025, never 2,025
};

// An exact decimal: scaled / 10^decimals of its column.
struct Decimal {
  std::int64_t scaled = 0;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// A bar for people: `filled` of `full`; filled may exceed full. Of nothing (full <= 0) there is no share, so it is
// shown as missing. A bound says so before its percentage: ">" when it is more than is drawn, "<" when it is less.
struct Bar {
  std::int64_t filled = 0;
  std::int64_t full = 1;
  std::string sign = {};
  friend bool operator==(const Bar&, const Bar&) = default;
};

// A figure over time, oldest first, drawn from nothing up to the highest of its own; missing where there was none.
struct Sparkline {
  std::vector<std::optional<std::int64_t>> values;
  friend bool operator==(const Sparkline&, const Sparkline&) = default;
};

// Missing (monostate) is not zero: null in JSON, empty in CSV, a dash in text.
// Otherwise text and date columns hold a string, integer an int64, decimal a Decimal, bar a Bar, sparkline a Sparkline.
using Cell = std::variant<std::monostate, std::string, std::int64_t, Decimal, Bar, Sparkline>;

// The cells of a good or bad row that are coloured are those of the columns that tell why; of a table that has no such
// column its texts and pictures.
struct Row {
  std::vector<Cell> cells; // one per column
  std::string mood;        // how it may be coloured: "", "good" or "bad" (what tells why), "faint" (all of it)
  int indent = 0;          // for people: members under their group
};

// What makes a printed figure traceable; on every report.
struct Provenance {
  std::string book;  // the book's name
  std::string as_of; // 2026-03-31
  std::int64_t known_at_entry = 0;
  std::string known_at_hash;      // of that entry, 64 hex digits
  std::string known_at_time = {}; // when that entry was recorded: 2026-11-23T10:00:00.000Z; empty: not known
};

// What of a table people would rather look at than read, by the names of its columns: for every row a bar for each of
// `bars`. All of them, and the target, count the same unit. Formats of text alone leave it out.
struct Chart {
  std::string title;             // "Cover against target"
  std::string label;             // names the row
  std::vector<std::string> bars; // decimals or integers; what is below zero gets no bar, only its figure
  std::string target = {};       // what the bars of the row are held against; empty: nothing
};

// The same of a table with a row per day: a panel for each text of the column `panel`, a line in it for each of
// `lines`. The rows of a panel come in the order of their days. All lines, and the target, count the same unit; what is
// below zero is drawn at zero.
inline constexpr std::size_t most_lines_in_chart = 3;
struct TimeChart {
  std::string title;              // "Cover over time"
  std::string on;                 // the day of the row
  std::string panel;              // what the row is about
  std::vector<std::string> lines; // decimals or integers, at most `most_lines_in_chart`
  std::string target = {};        // what the lines are held against; empty: nothing
  std::string only = {};          // the one text of `panel` that is drawn; empty: all
};

struct Table {
  std::string name;  // coverage; gives schema "pvault.report.coverage/1"
  std::string title; // Coverage in days
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::optional<Row>
      totals; // cells for columns that may be added up, missing for the others; may start with its own label
  std::vector<std::string> notes;
  Provenance provenance;
  // What formats for people show instead of the columns, rows, totals, notes and chart, where people and machines need
  // other rows. Charts over time stay those of the rows above.
  std::shared_ptr<const Table> for_people = {};
  std::optional<Chart> chart = std::nullopt;
  std::vector<TimeChart> charts_over_time = {};
};

// Amounts for cells.
inline Cell no_value() { return std::monostate{}; }
inline Cell decimal(std::int64_t scaled) { return Decimal{scaled}; }

// The column of that name. Throws std::logic_error when there is none.
std::size_t index_of_column(const Table& table, std::string_view name);

// What this page promises of a table: a cell per column, of the column's type, unique names, known moods, and charts
// of its own columns and one unit each, over real days. What a table has for people keeps the same promises.
// Throws std::logic_error that says which promise is broken, and where. Every renderer asks it first.
void check_table(const Table& table);

// What people read of it: what it has for people, under its own name, title and provenance; or all of itself.
Table as_read_by_people(const Table& table);

inline bool is_picture(ColumnType type) { return type == ColumnType::bar || type == ColumnType::sparkline; }
inline bool is_in_machine(const Column& column) { return column.in_machine && !is_picture(column.type); }
// Not so of a table that is of no book, as the list of the reports.
inline bool has_provenance(const Table& table) { return !table.provenance.as_of.empty(); }

} // namespace pvault::reports
