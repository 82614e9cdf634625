#include "cli/stock_rows.hpp"

#include "cli/csv_input.hpp"
#include "journal/sha256.hpp"
#include "units/file_faults.hpp"
#include "units/text.hpp"

#include <utility>

namespace pvault::cli {

namespace {

const CsvForm& count_form() {
  static const CsvForm form{
      Rule::count_malformed,
      {"lot", "mass"},
      "columns lot,mass,note; a mass with its unit, or \"not found\": GA-1,\"1,499 kg\",drum 7 open"};
  return form;
}

const CsvForm& warehouse_statement_form() {
  static const CsvForm form{Rule::statement_malformed,
                            {"mass"},
                            "columns lot or receipt, mass, and where stated mineral: WR-7,gallium,\"1,500 kg\""};
  return form;
}

// Cells of a file, with all that is wrong in them.
class Cells {
public:
  Cells(const operations::CsvRows& rows, FileFaults& faults) : rows_(rows), faults_(faults) {}

  void move_to(std::size_t row) { row_ = row; }
  // As people count: the header is row 1.
  [[nodiscard]] std::size_t number() const { return row_ + 2; }
  // Without outer blanks; empty where there is no such column.
  [[nodiscard]] std::string text(const std::string& column) const {
    std::string_view cell = rows_.has(column) ? trim(rows_.at(row_, column)) : std::string_view();
    // As a sheet of ours, and others, keep a name from being run as a formula.
    constexpr std::string_view formula_starts = "=+-@";
    if (cell.size() > 1 && cell.front() == '\'' && formula_starts.find(cell[1]) != std::string_view::npos)
      cell.remove_prefix(1);
    return std::string(cell);
  }
  template <class T>
  T read(const std::string& column, Expected<T> value) {
    if (value) return *std::move(value);
    faults_.add(number(), column, text(column), value.error().message);
    return T();
  }
  void fault(const std::string& column, std::string_view why) { faults_.add(number(), column, text(column), why); }

private:
  const operations::CsvRows& rows_;
  FileFaults& faults_;
  std::size_t row_ = 0;
};

std::string read_name(Cells& cells, const std::string& column) {
  const std::string text = cells.text(column);
  return text.empty() ? text : cells.read(column, parse_name(column, text));
}

CountedRow read_counted(Cells& cells) {
  CountedRow row{.row = cells.number(), .lot = read_name(cells, "lot")};
  if (cells.text("lot").empty()) cells.fault("lot", "the row names no lot");
  const std::string mass = cells.text("mass");
  if (mass.empty()) {
    cells.fault("mass", "a mass with its unit, or \"not found\"");
  } else if (lower(mass) != "not found") {
    row.mass = cells.read("mass", parse_mass(mass));
  }
  row.note = cells.read("note", parse_text("note", cells.text("note")));
  return row;
}

operations::StatedInput read_stated(Cells& cells) {
  operations::StatedInput row{.row = cells.number(),
                              .lot = read_name(cells, "lot"),
                              .receipt = read_name(cells, "receipt"),
                              .mineral = read_name(cells, "mineral")};
  if (cells.text("lot").empty() && cells.text("receipt").empty())
    cells.fault("receipt", "the row names neither a lot nor a receipt");
  row.mass = cells.read("mass", parse_mass(cells.text("mass")));
  return row;
}

// Every row is of the one sheet.
void read_sheet(Cells& cells, operations::CountInput& input) {
  const std::string sheet = read_name(cells, "sheet");
  if (sheet.empty()) return;
  if (input.sheet.empty()) input.sheet = sheet;
  if (input.sheet != sheet) cells.fault("sheet", "rows before are of the sheet " + input.sheet);
}

} // namespace

Expected<void> read_count_file(const std::string& path, operations::CountInput& input) {
  const auto rows = read_csv_file(count_form(), path);
  if (!rows) return tl::unexpected(rows.error());
  FileFaults faults;
  Cells cells(*rows, faults);
  for (std::size_t row = 0; row < rows->size(); ++row) {
    cells.move_to(row);
    input.rows.push_back(read_counted(cells));
    read_sheet(cells, input);
  }
  input.file = path;
  if (faults.none()) return {};
  return tl::unexpected(faults.in_file(Rule::count_malformed, path, count_form().example));
}

Expected<void> read_statement_file(const std::string& path, operations::StatementInput& input) {
  const auto rows = read_csv_file(warehouse_statement_form(), path);
  if (!rows) return tl::unexpected(rows.error());
  if (!rows->has("lot") && !rows->has("receipt"))
    return refuse_file(warehouse_statement_form(), path, "there is neither a column lot nor a column receipt");
  FileFaults faults;
  Cells cells(*rows, faults);
  for (std::size_t row = 0; row < rows->size(); ++row) {
    cells.move_to(row);
    input.rows.push_back(read_stated(cells));
  }
  input.file = path;
  input.sha256 = sha256_hex(read_file(path));
  if (faults.none()) return {};
  return tl::unexpected(faults.in_file(Rule::statement_malformed, path, warehouse_statement_form().example));
}

} // namespace pvault::cli
