#include "cli/view_dictionary.hpp"

#include "operations/csv_rows.hpp"
#include "reports/column_unit.hpp"
#include "store/embedded.hpp"
#include "store/schema_check.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <stdexcept>
#include <utility>

namespace pvault::cli {

namespace {

// view and column -> meaning. A view without a column is what a row of it is; the view * is every other view.
using Meanings = std::map<std::pair<std::string, std::string>, std::string>;

Meanings read_meanings() {
  const operations::CsvRows rows(store::views_csv());
  Meanings meanings;
  for (std::size_t row = 0; row < rows.size(); ++row)
    meanings.emplace(std::pair(rows.at(row, "view"), rows.at(row, "column")), rows.at(row, "meaning"));
  return meanings;
}

std::string unit_of(const std::string& name) {
  if (reports::is_name_of_day(name)) return "date";
  if (name.ends_with("_at")) return "moment, UTC";
  return std::string(reports::unit_of_name(name));
}

std::string meaning_of(const Meanings& meanings, const std::string& view, const std::string& column) {
  for (const std::string& of : {view, std::string("*")}) {
    const auto found = meanings.find({of, column});
    if (found != meanings.end()) return found->second;
  }
  throw std::logic_error(fmt::format("the dictionary does not explain {}.{}", view, column));
}

} // namespace

const std::vector<View>& list_views() {
  static const std::vector<View> views = [] {
    const Meanings meanings = read_meanings();
    const std::vector<store::ShippedView> all = store::list_shipped_views();
    std::vector<View> made;
    made.reserve(all.size());
    for (const store::ShippedView& shipped : all) {
      View view{.name = shipped.name, .a_row = meaning_of(meanings, shipped.name, ""), .columns = {}};
      view.columns.reserve(shipped.columns.size());
      for (const std::string& column : shipped.columns)
        view.columns.push_back({column, unit_of(column), meaning_of(meanings, shipped.name, column)});
      made.push_back(std::move(view));
    }
    return made;
  }();
  return views;
}

const View* find_view(const std::string& name) {
  const auto found = std::ranges::find(list_views(), name, &View::name);
  return found == list_views().end() ? nullptr : &*found;
}

} // namespace pvault::cli
