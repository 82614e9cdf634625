#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/sales.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

struct SaleLine {
  store::SaleState sale;
  std::optional<int> late_days = {};
  std::string status;
};

std::string how_it_ended(const store::SaleState& sale) {
  if (sale.cancelled == Mass()) return "shipped";
  return sale.shipped > Mass() ? "shipped_in_part" : "cancelled";
}

SaleLine line_of_sale(const store::SaleState& sale, Date as_of) {
  if (sale.not_shipped() == Mass()) return {.sale = sale, .status = how_it_ended(sale)};
  if (as_of <= sale.ship_by) return {.sale = sale, .status = "open"};
  return {.sale = sale, .late_days = days_between(sale.ship_by, as_of), .status = "late"};
}

std::vector<Field<SaleLine>> sales_fields() {
  using Line = SaleLine;
  return {
      {column::entry("entry", "Entry"), [](const Line& line) { return cell(line.sale.entry); }},
      {column::date("on", "On"), [](const Line& line) { return cell(line.sale.on); }},
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.sale.mineral_code); }},
      {column::text("buyer", "Buyer"), [](const Line& line) { return cell(line.sale.buyer); }},
      {column::kilograms("sold_kg", "Sold"), [](const Line& line) { return cell(line.sale.sold); }},
      {column::kilograms("shipped_kg", "Shipped"), [](const Line& line) { return cell(line.sale.shipped); }},
      {column::kilograms("cancelled_kg", "Cancelled"), [](const Line& line) { return cell(line.sale.cancelled); }},
      {column::kilograms("not_shipped_kg", "Not shipped"),
       [](const Line& line) { return cell(line.sale.not_shipped()); }},
      {column::text("price", "Price"), [](const Line& line) { return cell(line.sale.price); }},
      {column::usd("proceeds_usd", "Proceeds"), [](const Line& line) { return cell(line.sale.proceeds); }, true},
      {column::date("ship_by", "Ship by"), [](const Line& line) { return cell(line.sale.ship_by); }},
      {column::count("late_days", "Late", "days"), [](const Line& line) { return cell(line.late_days); }},
      {column::for_machines(column::text("authority", "Authority")),
       [](const Line& line) { return cell(line.sale.authority); }},
      {column::tells_why(column::text("status", "Status")), [](const Line& line) { return cell(line.status); }},
  };
}

} // namespace

Table make_sales_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<SaleLine> sheet(sales_fields());
  std::map<std::string, int> count;
  for (const store::SaleState& sale : store::list_sales(connection, question.moment)) {
    if (!asks_for(question, sale.mineral)) continue;
    const SaleLine line = line_of_sale(sale, question.moment.as_of);
    sheet.add(line).mood = line.status == "late" ? "bad" : line.status == "open" ? "" : "faint";
    ++count[line.status];
  }
  return sheet.finish({fmt::format(
      "{} open, {} late, {} shipped, {} shipped in part and cancelled, {} cancelled. Proceeds are of what "
      "was shipped.",
      counted(count["open"], "sale"), count["late"], count["shipped"], count["shipped_in_part"], count["cancelled"])});
}

} // namespace pvault::reports
