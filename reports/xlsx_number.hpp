// The only place where a figure becomes a binary fraction, because a spreadsheet knows no other numbers.
#pragma once

#include "reports/xlsx_workbook.hpp"

namespace pvault::reports {

struct ScaledNumber {
  std::int64_t scaled = 0; // / 10^decimals
  int decimals = 0;
};

// Writes the binary fraction nearest to the number. Needs fits_spreadsheet(number.scaled): then who rounds it to 15
// digits, as spreadsheets do, has the number again.
lxw_error write_spreadsheet_number(const XlsxLibrary& library, lxw_worksheet* sheet, XlsxPlace place,
                                   ScaledNumber number, lxw_format* format);

} // namespace pvault::reports
