// The style sheet of a page of HTML: for a phone, a desk and paper, in light and dark.
#pragma once

#include "reports/printed_columns.hpp"

#include <string>
#include <vector>

namespace pvault::reports {

// It depends on the columns: below the width that they need side by side, each row becomes a card, on a screen and on
// paper; and the smaller letters and the landscape page that let a wide table be printed as a table are chosen here.
std::string style_sheet(const Table& table, const std::vector<PrintedColumn>& columns);

// Of a page of lists (.figures, .attention, .reports), which wrap by themselves.
std::string style_sheet_of_lists();

} // namespace pvault::reports
