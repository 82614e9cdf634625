// What the documented views and their columns mean; reference/views.csv says it.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace pvault::cli {

struct ViewColumn {
  std::string name;
  std::string
      unit; // mg, cents, ppb, bytes, days, a date, a moment (UTC); empty: a text or a number that counts nothing
  std::string meaning;
};

struct View {
  std::string name;  // v_lot
  std::string a_row; // what a row of it is
  std::vector<ViewColumn> columns;
};

// In the order of their names, their columns in that of the view.
const std::vector<View>& list_views();
const View* find_view(const std::string& name); // nullptr when there is none

} // namespace pvault::cli
