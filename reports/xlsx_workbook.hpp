// A workbook that is being made, in memory.
#pragma once

#include "reports/table.hpp"
#include "reports/xlsx_library.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace pvault::reports {

struct XlsxPlace {
  lxw_row_t row = 0;
  lxw_col_t column = 0;
};

// Cells of a sheet are written row by row. All functions throw std::system_error when libxlsxwriter cannot do it.
class XlsxWorkbook {
public:
  XlsxWorkbook();
  XlsxWorkbook(const XlsxWorkbook&) = delete;
  XlsxWorkbook& operator=(const XlsxWorkbook&) = delete;
  ~XlsxWorkbook();

  lxw_worksheet* add_sheet(const std::string& name);
  lxw_format* add_format();

  // A text is never a formula. One longer than a cell takes is cut, and says so.
  void write_text(lxw_worksheet* sheet, XlsxPlace place, std::string_view text, lxw_format* format);
  // scaled / 10^decimals; needs at most 15 significant digits.
  void write_number(lxw_worksheet* sheet, XlsxPlace place, std::int64_t scaled, int decimals, lxw_format* format);
  // A day from 1 March 1900 on as the number a spreadsheet counts it by; what is no such day as text.
  void write_day(lxw_worksheet* sheet, XlsxPlace place, std::string_view day, lxw_format* format);

  // The bytes of the finished file. `created_at` is what its properties say: 2026-11-23T10:00:00.000Z.
  std::string finish(const std::string& title, const std::string& book, std::string_view created_at);

private:
  void check(lxw_error error) const;

  const XlsxLibrary& library_;
  int file_;
  std::unique_ptr<lxw_workbook, void (*)(lxw_workbook*)> workbook_;
};

// A spreadsheet counts in binary fractions and shows 15 digits: what has more would be changed.
bool fits_spreadsheet(std::int64_t scaled);

} // namespace pvault::reports
