#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/lot_papers.hpp"
#include "store/lot_status.hpp"
#include "store/settlements.hpp"
#include "store/write_downs.hpp"

#include <fmt/format.h>
#include <map>
#include <utility>

namespace pvault::reports {

namespace {

struct LotLine {
  store::LotState lot;
  store::LotPapers papers;
  store::LotHold hold;
  std::optional<store::Settlement> settlement;
  std::string status;
  int age_days = 0;
  Money written_down;
};

std::string lot_status(const store::LotState& lot) {
  if (lot.reversed) return "reversed";
  return lot.on_hand > Mass() ? "open" : "emptied";
}

// What the papers say is for machines: of most lots little is said, and the table would be wide.
template <class Read>
Field<LotLine> paper_field(const char* name, const char* heading, Read read) {
  return {column::for_machines(column::text(name, heading)), read};
}

std::vector<Field<LotLine>> paper_fields() {
  using Line = LotLine;
  return {
      paper_field("form", "Form", [](const Line& line) { return text_or_missing(line.papers.form); }),
      paper_field("grade", "Grade", [](const Line& line) { return text_or_missing(line.papers.grade); }),
      paper_field("producer", "Producer", [](const Line& line) { return text_or_missing(line.papers.producer); }),
      paper_field("ore_country", "Mined in", [](const Line& line) { return text_or_missing(line.papers.ore_country); }),
      paper_field("processing_country", "Processed in",
                  [](const Line& line) { return text_or_missing(line.papers.processing_country); }),
      paper_field("contract", "Contract", [](const Line& line) { return text_or_missing(line.papers.contract); }),
      paper_field("receipt", "Receipt", [](const Line& line) { return text_or_missing(line.papers.receipt); }),
      paper_field("objective", "Objective", [](const Line& line) { return text_or_missing(line.papers.objective); }),
      {column::for_machines(column::date("expires_on", "Expires")),
       [](const Line& line) { return cell(line.papers.expires_on); }},
      {column::for_machines(column::date("rotate_by_on", "Rotate by")),
       [](const Line& line) { return cell(line.papers.rotate_by); }},
      paper_field("quality", "Quality",
                  [](const Line& line) {
                    return line.hold.quality ? cell(std::string(quality_name(*line.hold.quality))) : no_value();
                  }),
      paper_field("pledged_to", "Pledged to", [](const Line& line) { return text_or_missing(line.hold.pledged_to); }),
      paper_field("provisional", "Provisional",
                  [](const Line& line) {
                    return line.papers.provisional && line.lot.parent_code.empty() && !line.settlement ? cell("yes")
                                                                                                       : no_value();
                  }),
      {column::for_machines(column::date("settled_on", "Settled")),
       [](const Line& line) { return line.settlement ? cell(line.settlement->on) : no_value(); }},
      {column::for_machines(column::kilograms("final_kg", "Received after all")),
       [](const Line& line) { return line.settlement ? cell(line.settlement->final) : no_value(); }},
  };
}

std::vector<Field<LotLine>> lots_fields() {
  using Line = LotLine;
  return {
      {column::text("lot", "Lot"), [](const Line& line) { return cell(line.lot.code); }},
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.lot.mineral_code); }},
      {column::text("site", "Site"), [](const Line& line) { return cell(line.lot.site_code); }},
      {column::date("received_on", "Received"), [](const Line& line) { return cell(line.lot.received_on); }},
      {column::text("supplier", "Supplier"), [](const Line& line) { return cell(line.lot.supplier_code); }},
      {column::kilograms("received_kg", "Received"), [](const Line& line) { return cell(line.lot.received); }},
      {column::kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.lot.on_hand); }},
      {column::usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.lot.cost); }, true},
      {column::usd_per_kilogram("unit_cost_usd_per_kg", "Unit cost"),
       [](const Line& line) { return price_cell(line.lot.cost, line.lot.on_hand); }},
      {column::count("age_days", "Age", "days"), [](const Line& line) { return cell(line.age_days); }},
      {column::text("status", "Status"), [](const Line& line) { return cell(line.status); }},
      {column::text("parent", "Taken of"), [](const Line& line) { return text_or_missing(line.lot.parent_code); }},
      {column::for_machines(column::text("origin", "Bought as")),
       [](const Line& line) { return cell(line.lot.origin_code); }},
      {column::for_machines(column::date("aged_from_on", "Aged from")),
       [](const Line& line) { return cell(line.lot.aged_from); }},
      {column::for_machines(column::usd("written_down_usd", "Written down")),
       [](const Line& line) { return cell(line.written_down); }, true},
      {column::for_machines(column::usd("carrying_value_usd", "Carrying value")),
       [](const Line& line) { return cell(line.lot.cost - line.written_down); }, true},
  };
}

} // namespace

Table make_lots_report(store::Connection& connection, const ReportQuestion& question) {
  std::vector<Field<LotLine>> fields = lots_fields();
  for (const Field<LotLine>& field : paper_fields())
    fields.push_back(field);
  Sheet<LotLine> sheet(std::move(fields));
  const auto papers = store::load_lot_papers(connection);
  auto holds = store::load_holds(connection, question.moment);
  const auto settlements = store::load_settlements(connection, question.moment);
  std::map<std::string, int> lots_by_status;
  auto written_down = store::list_written_down(connection, question.moment);
  for (const store::LotState& lot : store::list_lots(connection, question.moment, false)) {
    if (!asks_for(question, lot.mineral)) continue;
    const auto settled = settlements.find(lot.id);
    const LotLine line{lot,
                       papers.at(lot.id),
                       holds[lot.id],
                       settled == settlements.end() ? std::nullopt : std::optional(settled->second),
                       lot_status(lot),
                       days_between(lot.aged_from, question.moment.as_of),
                       written_down[lot.id]};
    sheet.add(line).mood = line.status == "open" ? "" : "faint";
    ++lots_by_status[line.status];
  }
  return sheet.finish({fmt::format("{} open, {} emptied, {} reversed.", counted(lots_by_status["open"], "lot"),
                                   lots_by_status["emptied"], lots_by_status["reversed"])});
}

} // namespace pvault::reports
