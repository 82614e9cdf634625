// A workbook for computing on: the columns for machines under their names, without a row of totals, which whoever adds
// up a column would count twice. Totals, headings, units and notes are in the sheet About.
#include "reports/cell_text.hpp"
#include "reports/render.hpp"
#include "reports/terminal_text.hpp"
#include "reports/xlsx_workbook.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <stdexcept>
#include <tuple>

namespace pvault::reports {
namespace {

constexpr lxw_color_t green = 0x14692F;
constexpr lxw_color_t red = 0xB3261E;
constexpr lxw_color_t grey = 0x57606A;

enum class Look { plain, heading, figure, long_figure, day, wrapped };

// Formats, each made once however many cells have it.
class Formats {
public:
  Formats(XlsxWorkbook& workbook, const XlsxLibrary& library) : workbook_(workbook), library_(library) {}

  lxw_format* get(Look look, const std::string& number_format = {}, const std::string& mood = {}, int indent = 0) {
    lxw_format*& format = made_[{look, number_format, mood, indent}];
    if (format == nullptr) format = make(look, number_format, mood, indent);
    return format;
  }

private:
  lxw_format* make(Look look, const std::string& number_format, const std::string& mood, int indent) {
    lxw_format* format = workbook_.add_format();
    if (look == Look::heading) {
      library_.format_set_bold(format);
      library_.format_set_bottom(format, LXW_BORDER_THIN);
    }
    if (look == Look::long_figure) library_.format_set_align(format, LXW_ALIGN_RIGHT);
    if (look == Look::day) library_.format_set_num_format(format, "yyyy-mm-dd");
    if (look == Look::figure) library_.format_set_num_format(format, number_format.c_str());
    if (look == Look::wrapped) {
      library_.format_set_text_wrap(format);
      library_.format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    }
    if (!mood.empty()) library_.format_set_font_color(format, mood == "good" ? green : mood == "bad" ? red : grey);
    if (indent > 0) library_.format_set_indent(format, static_cast<uint8_t>(std::min(indent, 15)));
    return format;
  }

  XlsxWorkbook& workbook_;
  const XlsxLibrary& library_;
  std::map<std::tuple<Look, std::string, std::string, int>, lxw_format*> made_;
};

// "#,##0.00"
std::string number_format_of(const Column& column, int decimals_shown) {
  std::string format = column.grouped ? "#,##0" : "0";
  if (decimals_shown > 0) format += "." + std::string(static_cast<std::size_t>(decimals_shown), '0');
  return format;
}

std::string type_of(const Column& column) {
  switch (column.type) {
  case ColumnType::text:
    return "text";
  case ColumnType::integer:
    return "integer";
  case ColumnType::decimal:
    return "decimal";
  case ColumnType::date:
    return "date";
  case ColumnType::bar:
  case ColumnType::sparkline:
    break;
  }
  throw std::logic_error("a picture has no form for machines");
}

class Workbook {
public:
  Workbook(const Table& table, std::size_t rows_in_sheet)
      : table_(table), rows_in_sheet_(rows_in_sheet), library_(xlsx_library()), formats_(book_, library_) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (!is_in_machine(table.columns[i])) continue;
      indices_.push_back(i);
      number_formats_.push_back(number_format_of(table.columns[i], count_decimals_shown(table, i)));
    }
  }

  std::string make() {
    std::size_t from = 0;
    do {
      const std::size_t to = std::min(table_.rows.size(), from + rows_in_sheet_);
      add_figures(from, to);
      from = to;
    } while (from < table_.rows.size());
    add_about();
    return book_.finish(table_.title, table_.provenance.book, table_.provenance.known_at_time);
  }

private:
  void add_figures(std::size_t from, std::size_t to) {
    const std::size_t number = from / rows_in_sheet_ + 1;
    lxw_worksheet* sheet = book_.add_sheet(number == 1 ? "Figures" : fmt::format("Figures {}", number));
    set_widths(sheet, from, to);
    for (std::size_t i = 0; i < indices_.size(); ++i)
      book_.write_text(sheet, place(0, i), table_.columns[indices_[i]].name, formats_.get(Look::heading));
    for (std::size_t row = from; row < to; ++row)
      for (std::size_t i = 0; i < indices_.size(); ++i)
        write_cell(sheet, place(row - from + 1, i), table_.rows[row], i);
    if (indices_.empty()) return;
    const auto last_row = static_cast<lxw_row_t>(to - from);
    const auto last_column = static_cast<lxw_col_t>(indices_.size() - 1);
    library_.worksheet_freeze_panes(sheet, 1, 1);
    library_.worksheet_autofilter(sheet, 0, 0, last_row, last_column);
    library_.worksheet_repeat_rows(sheet, 0, 0);
    library_.worksheet_set_landscape(sheet);
    library_.worksheet_fit_to_pages(sheet, 1, 0);
    ignore_long_figures(sheet, last_row, last_column);
  }

  // Figures of more than 15 digits are texts on purpose.
  void ignore_long_figures(lxw_worksheet* sheet, lxw_row_t last_row, lxw_col_t last_column) {
    std::string range = fmt::format("A1:{}{}", letters_of(last_column), last_row + 1);
    library_.worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range.c_str());
  }

  // A, ..., Z, AA, ...
  static std::string letters_of(int column) {
    const std::string last(1, static_cast<char>('A' + column % 26));
    return column < 26 ? last : letters_of(column / 26 - 1) + last;
  }

  static XlsxPlace place(std::size_t row, std::size_t column) {
    return {static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column)};
  }

  void set_widths(lxw_worksheet* sheet, std::size_t from, std::size_t to) {
    constexpr std::size_t rows_looked_at = 1'000;
    constexpr std::size_t widest = 40;
    constexpr std::size_t room_for_filter = 3;
    for (std::size_t i = 0; i < indices_.size(); ++i) {
      const std::size_t index = indices_[i];
      const Column& column = table_.columns[index];
      const int decimals = count_decimals_shown(table_, index);
      std::size_t width = column.name.size() + room_for_filter;
      for (std::size_t row = from; row < std::min(to, from + rows_looked_at); ++row)
        width = std::max(width, format_for_people(table_.rows[row].cells[index], column, decimals).size() + 1);
      const auto at = static_cast<lxw_col_t>(i);
      library_.worksheet_set_column(sheet, at, at, static_cast<int>(std::min(width, widest)), nullptr);
    }
  }

  void write_cell(lxw_worksheet* sheet, XlsxPlace at, const Row& row, std::size_t i) {
    const Column& column = table_.columns[indices_[i]];
    const Cell& cell = row.cells[indices_[i]];
    const std::string faint = row.mood == "faint" ? row.mood : std::string();
    if (const auto* text = std::get_if<std::string>(&cell)) {
      if (column.type == ColumnType::date)
        book_.write_day(sheet, at, *text, formats_.get(Look::day, {}, faint));
      else
        book_.write_text(sheet, at, *text, formats_.get(Look::plain, {}, row.mood, i == 0 ? row.indent : 0));
    }
    if (const auto* integer = std::get_if<std::int64_t>(&cell))
      write_figure(sheet, at, *integer, column, formats_.get(Look::figure, number_formats_[i], faint));
    if (const auto* value = std::get_if<Decimal>(&cell))
      write_figure(sheet, at, value->scaled, column, formats_.get(Look::figure, number_formats_[i], faint));
  }

  void write_figure(lxw_worksheet* sheet, XlsxPlace at, std::int64_t scaled, const Column& column, lxw_format* format) {
    const int decimals = column.type == ColumnType::decimal ? column.decimals : 0;
    if (fits_spreadsheet(scaled))
      book_.write_number(sheet, at, scaled, decimals, format);
    else
      book_.write_text(sheet, at, format_for_machine(cell_of(scaled, column), column), formats_.get(Look::long_figure));
  }

  static Cell cell_of(std::int64_t scaled, const Column& column) {
    return column.type == ColumnType::decimal ? decimal(scaled) : Cell(scaled);
  }

  // What it is, where it comes from, what was added up, what the columns are, and the notes: one below the other.
  void add_about() {
    about_ = book_.add_sheet("About");
    constexpr int width_of_names = 28;
    constexpr int width_of_values = 70;
    constexpr int width_of_units = 14;
    library_.worksheet_set_column(about_, 0, 0, width_of_names, nullptr);
    library_.worksheet_set_column(about_, 1, 1, width_of_values, nullptr);
    library_.worksheet_set_column(about_, 2, 3, width_of_units, nullptr);
    add_provenance();
    add_totals();
    add_columns();
    if (!table_.notes.empty()) add_line({"Notes"}, Look::heading);
    for (const std::string& note : table_.notes)
      add_line({"", note}, Look::wrapped);
  }

  void add_line(const std::vector<std::string>& texts, Look look = Look::plain) {
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (!texts[i].empty()) book_.write_text(about_, place(line_, i), texts[i], formats_.get(look));
    ++line_;
  }

  void add_provenance() {
    const Provenance& from = table_.provenance;
    add_line({"Title", table_.title});
    add_line({"Schema", fmt::format("pvault.report.{}/1", table_.name)});
    if (!has_provenance(table_)) {
      ++line_;
      return;
    }
    add_line({"Book", from.book});
    add_line({"As of", from.as_of});
    book_.write_text(about_, place(line_, 0), "Known at entry", formats_.get(Look::plain));
    Column entry;
    entry.type = ColumnType::integer;
    entry.grouped = false;
    write_figure(about_, place(line_, 1), from.known_at_entry, entry, formats_.get(Look::figure, "0"));
    ++line_;
    add_line({"Recorded at", from.known_at_time});
    add_line({"Hash", from.known_at_hash});
    ++line_;
  }

  void add_totals() {
    if (!table_.totals) return;
    add_line({"Totals", "", "unit"}, Look::heading);
    for (std::size_t i = 0; i < indices_.size(); ++i) {
      const Column& column = table_.columns[indices_[i]];
      const Cell& cell = table_.totals->cells[indices_[i]];
      if (!std::holds_alternative<std::int64_t>(cell) && !std::holds_alternative<Decimal>(cell)) continue;
      book_.write_text(about_, place(line_, 0), column.name, formats_.get(Look::plain));
      write_cell(about_, place(line_, 1), *table_.totals, i);
      book_.write_text(about_, place(line_, 2), column.unit, formats_.get(Look::plain));
      ++line_;
    }
    ++line_;
  }

  void add_columns() {
    add_line({"Columns", "heading", "unit", "type"}, Look::heading);
    for (const std::size_t index : indices_) {
      const Column& column = table_.columns[index];
      add_line({column.name, column.heading, column.unit, type_of(column)});
    }
    ++line_;
  }

  const Table& table_;
  std::size_t rows_in_sheet_;
  const XlsxLibrary& library_;
  XlsxWorkbook book_;
  Formats formats_;
  std::vector<std::size_t> indices_; // of the columns for machines
  std::vector<std::string> number_formats_;
  lxw_worksheet* about_ = nullptr;
  std::size_t line_ = 0; // of the sheet About, the next
};

} // namespace

std::string render_xlsx(const Table& table, std::size_t rows_in_sheet) {
  check_table(table);
  if (rows_in_sheet == 0) throw std::logic_error("a sheet of a workbook takes no rows");
  return Workbook(table, rows_in_sheet).make();
}

} // namespace pvault::reports
