#include "reports/xlsx_number.hpp"

#include "units/exact.hpp"

namespace pvault::reports {

// With the zeros at its end taken off, a number of 15 digits and its power of ten are both exact as binary fractions,
// so the one division rounds once, to the nearest (IEEE 754).
lxw_error write_spreadsheet_number(const XlsxLibrary& library, lxw_worksheet* sheet, XlsxPlace place,
                                   ScaledNumber number, lxw_format* format) {
  while (number.decimals > 0 && number.scaled % 10 == 0) {
    number.scaled /= 10;
    --number.decimals;
  }
  const double value = static_cast<double>(number.scaled) / static_cast<double>(power_of_ten(number.decimals));
  return library.worksheet_write_number(sheet, place.row, place.column, value, format);
}

} // namespace pvault::reports
