#include "reports/count_sheet.hpp"

#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/counts.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

struct SheetLine {
  const LotOnBook& lot;
  const std::string& sheet;
};

std::vector<Field<SheetLine>> sheet_fields() {
  using Line = SheetLine;
  using namespace column;
  return {
      {text("lot", "Lot"), [](const Line& line) { return cell(line.lot.code); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.lot.mineral.code); }},
      {text("counted_as", "Counted as"),
       [](const Line& line) { return cell(describe_form(line.lot.mineral, line.lot.form)); }},
      {text("mass", "Mass with its unit, or not found"), [](const Line& /*line*/) { return no_value(); }},
      {text("note", "Note"), [](const Line& /*line*/) { return no_value(); }},
      {for_machines(text("sheet", "Sheet")), [](const Line& line) { return cell(line.sheet); }},
  };
}

} // namespace

Table make_count_sheet(store::Connection& connection, const store::Site& site, const Moment& moment) {
  const std::string identity = store::sheet_identity(connection, site, moment);
  Sheet<SheetLine> sheet(sheet_fields());
  const auto lots = store::list_lots_on_book(connection, site, moment, {});
  for (const LotOnBook& lot : lots)
    sheet.add({lot, identity});
  Table table = sheet.finish({fmt::format("Sheet {}: {} lot{}. A lot that is there and not listed is added below.",
                                          identity, lots.size(), lots.size() == 1 ? "" : "s")});
  table.name = "count-sheet";
  table.title = fmt::format("Count of {}", site.code);
  return table;
}

} // namespace pvault::reports
