#include "reports/extract.hpp"

#include "reports/csv_text.hpp"
#include "reports/output_folder.hpp"
#include "store/record_rows.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <variant>

namespace pvault::reports {

namespace {

using Whole = boost::multiprecision::cpp_int;

// A sum of the withheld values of fewer entries would come close to telling them.
constexpr std::int64_t fewest_in_sum = 5;
constexpr std::string_view end_of_line = "\r\n";
constexpr const char* control_head = "file,rows,column,sum,withheld,sha256\r\n";

struct ColumnTotal {
  std::string name;
  bool is_withheld = false;
  bool is_number = false;           // has a number in some row
  std::int64_t values_withheld = 0; // that are withheld
  Whole sum = {};
  std::int64_t entries_in_sum = 0; // that have another number than zero in the column
  std::int64_t last_in_sum = 0;    // of them
};

struct FileTotals {
  std::string file;
  std::int64_t rows = 0;
  std::string sha256 = {};
  std::vector<ColumnTotal> columns;
};

std::string field_text(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return csv_text(*text);
  return {};
}

// Rows come in the order of their entries. A zero adds nothing, and often the kind of its row tells that it is one.
void add_to_sum(ColumnTotal& column, std::int64_t number, std::int64_t entry) {
  column.is_number = true;
  column.sum += number;
  if (number == 0 || entry == column.last_in_sum) return;
  ++column.entries_in_sum;
  column.last_in_sum = entry;
}

// Adds the value to the column's total and answers what is written. A missing value is missing, withheld or not.
std::string take_value(ColumnTotal& column, const Value& value, std::int64_t entry) {
  if (std::holds_alternative<std::monostate>(value)) return {};
  if (const auto* number = std::get_if<std::int64_t>(&value)) add_to_sum(column, *number, entry);
  if (!column.is_withheld) return field_text(value);
  ++column.values_withheld;
  return std::string(withheld_mark);
}

std::string joined_line(const std::vector<std::string>& fields) {
  return fmt::format("{}{}", fmt::join(fields, ","), end_of_line);
}

void write_rows(store::Connection& connection, const std::string& table, EntryId last, FileTotals& totals,
                const Sink& sink, const std::function<void()>& before_step) {
  std::vector<std::string> fields;
  fields.reserve(totals.columns.size());
  for (const ColumnTotal& column : totals.columns)
    fields.push_back(column.name);
  sink(joined_line(fields));
  const auto entry_column = static_cast<std::size_t>(std::ranges::find(totals.columns, "entry_id", &ColumnTotal::name) -
                                                     totals.columns.begin());
  store::visit_rows(connection, table, last, [&](const std::vector<Value>& values) {
    before_step();
    ++totals.rows;
    const std::int64_t entry = std::get<std::int64_t>(values.at(entry_column));
    for (std::size_t i = 0; i < values.size(); ++i)
      fields[i] = take_value(totals.columns[i], values[i], entry);
    sink(joined_line(fields));
  });
}

FileTotals write_table_file(store::Connection& connection, const std::string& table, EntryId last,
                            const Withholding& withholding, OutputFolder& folder,
                            const std::function<void()>& before_step) {
  FileTotals totals{.file = table + ".csv", .columns = {}};
  for (const std::string& column : store::list_columns(connection, table))
    totals.columns.push_back({.name = column, .is_withheld = withholding.holds(table, column)});
  totals.sha256 = folder.add_file(
      totals.file, [&](const Sink& sink) { write_rows(connection, table, last, totals, sink, before_step); });
  return totals;
}

FileTotals write_balances(store::Connection& connection, EntryId last, OutputFolder& folder) {
  const std::vector<store::PostedTotal> balances = store::list_posted_totals(connection, last);
  FileTotals totals{.file = "balances.csv", .columns = {}};
  for (const char* name : {"postings", "mass_mg", "amount_cents"})
    totals.columns.push_back({.name = name, .is_number = true});
  totals.sha256 = folder.add_file(totals.file, [&](const Sink& sink) {
    sink("account,mineral,postings,mass_mg,amount_cents\r\n");
    for (const store::PostedTotal& balance : balances) {
      ++totals.rows;
      totals.columns[0].sum += balance.postings;
      totals.columns[1].sum += balance.mass.milligrams();
      totals.columns[2].sum += balance.amount.cents();
      sink(joined_line({csv_text(balance.account), csv_text(balance.mineral), std::to_string(balance.postings),
                        std::to_string(balance.mass.milligrams()), std::to_string(balance.amount.cents())}));
    }
  });
  return totals;
}

// Of a withheld column only what adds up has a sum: that of numbers that stand for names, or say yes or no, tells which
// they are where all are alike.
bool tells_values(const ColumnTotal& column) {
  if (column.values_withheld == 0) return false;
  const bool adds_up = column.name.ends_with("_cents") || column.name.ends_with("_mg");
  return !adds_up || column.entries_in_sum < fewest_in_sum;
}

std::string control_lines(const FileTotals& totals) {
  std::string lines = joined_line({totals.file, std::to_string(totals.rows), "", "", "", totals.sha256});
  for (const ColumnTotal& column : totals.columns) {
    if (!column.is_number && column.values_withheld == 0) continue;
    const std::string sum = !column.is_number      ? ""
                            : tells_values(column) ? std::string(withheld_mark)
                                                   : column.sum.str();
    lines += joined_line({totals.file, "", column.name, sum, std::to_string(column.values_withheld), ""});
  }
  return lines;
}

} // namespace

std::vector<std::string> list_extract_fields(store::Connection& connection) {
  std::vector<std::string> fields;
  for (const std::string& table : store::list_all_record_tables(connection)) {
    for (const std::string& column : store::list_columns(connection, table))
      fields.push_back(fmt::format("{}.{}", table, column));
  }
  return fields;
}

Extracted write_extract(store::Connection& connection, EntryId last, const Withholding& withholding,
                        const std::filesystem::path& path, const std::function<void()>& before_step) {
  check_folder_is_free(path);
  OutputFolder folder(path);
  Extracted extracted;
  std::string control = control_head;
  for (const std::string& table : store::list_all_record_tables(connection)) {
    const FileTotals totals = write_table_file(connection, table, last, withholding, folder, before_step);
    control += control_lines(totals);
    ++extracted.tables;
    extracted.rows += totals.rows;
  }
  // Sums of few postings tell them, and those of one account tell those of another.
  if (!withholding.holds_any()) control += control_lines(write_balances(connection, last, folder));
  folder.add_file("control.csv", control);
  before_step();
  folder.commit();
  return extracted;
}

} // namespace pvault::reports
