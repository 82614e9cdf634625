#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/draws.hpp"
#include "units/figure.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

// A use of a draw, or (without purchase) the part of it that no purchase used.
struct DrawLine {
  const store::DrawState& draw;
  const store::DrawUseState* use = nullptr;
  Money amount;
};

std::vector<Field<DrawLine>> sources_and_uses_fields() {
  using Line = DrawLine;
  using namespace column;
  return {
      {entry("draw_entry", "Draw"), [](const Line& line) { return cell(line.draw.entry); }},
      {date("on", "On"), [](const Line& line) { return cell(line.draw.on); }},
      {text("facility", "Facility"), [](const Line& line) { return cell(line.draw.facility_code); }},
      {entry("purchase_entry", "Purchase"),
       [](const Line& line) { return line.use ? cell(line.use->purchase) : no_value(); }},
      {text("mineral", "Mineral"),
       [](const Line& line) { return line.use ? cell(line.use->mineral_code) : no_value(); }},
      {text("lot", "Lot"), [](const Line& line) { return line.use ? cell(line.use->lot_code) : no_value(); }},
      {usd("amount_usd", "Amount"), [](const Line& line) { return cell(line.amount); }, true},
  };
}

struct Sums {
  Money drawn;
  Money used;
  Money used_by_standing_purchases; // the same, unless a use names a purchase that was undone by the moment
};

void add_draw(Sheet<DrawLine>& sheet, Sums& sums, const store::DrawState& draw) {
  Money left = draw.amount;
  for (const store::DrawUseState& use : draw.uses) {
    sheet.add({draw, &use, use.amount});
    left -= use.amount;
    if (use.purchase_stands) sums.used_by_standing_purchases += use.amount;
  }
  if (left != Money()) sheet.add({draw, nullptr, left}).mood = "faint";
  sums.drawn += draw.amount;
  sums.used += draw.amount - left;
}

// Cost enters by purchases and leaves by releases and losses only: what was bought is what is left and what left.
Money cost_of_purchases(const store::Balances& balances) {
  Money cost;
  for (const auto& [key, balance] : balances) {
    const bool is_part = key.account == Account::inventory || key.account == Account::cost_of_releases ||
                         key.account == Account::loss_and_shrinkage;
    if (is_part) cost += balance.amount;
  }
  return cost;
}

// With suppliers, and with those who store, insure and handle. Apart, because what one owes back (paid for a purchase
// that was undone since) settles nothing with another.
struct OpenWithSuppliers {
  Money owed_to_them;
  Money owed_by_them;
};

OpenWithSuppliers open_with_suppliers(const store::Balances& balances) {
  OpenWithSuppliers open;
  for (const auto& [key, balance] : balances) {
    if (key.account != Account::payable) continue;
    if (balance.amount < Money())
      open.owed_to_them -= balance.amount;
    else
      open.owed_by_them += balance.amount;
  }
  return open;
}

// A draw brings cash; whether a supplier was paid, from a draw or otherwise, is what payments say.
std::string note_on_payables(const OpenWithSuppliers& open) {
  std::string note = fmt::format(
      "Still owed to suppliers and others, storage and insurance among it, whether financed by a draw or not: {}",
      format_money(open.owed_to_them));
  if (open.owed_by_them != Money()) note += fmt::format("; owed back by them: {}", format_money(open.owed_by_them));
  return note + ".";
}

} // namespace

Table make_sources_and_uses_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<store::DrawState> draws = store::list_draws(connection, question.moment);
  const store::Balances balances = store::load_balances(connection, question.moment);
  const Money bought = compute_figure("the cost of purchases", [&] { return cost_of_purchases(balances); });
  Sheet<DrawLine> sheet(sources_and_uses_fields());
  Sums sums;
  for (const store::DrawState& draw : draws)
    add_draw(sheet, sums, draw);
  const Money by_draws = sums.used_by_standing_purchases;
  std::vector<std::string> notes = {
      fmt::format("Drawn: {}; used by purchases: {}; not allocated to a purchase: {}.", format_money(sums.drawn),
                  format_money(sums.used), format_money(sums.drawn - sums.used)),
      fmt::format("Cost of purchases: {}; financed by draws: {}; not financed by a draw: {}.", format_money(bought),
                  format_money(by_draws), format_money(bought - by_draws)),
      note_on_payables(open_with_suppliers(balances))};
  if (by_draws != sums.used) {
    notes.push_back(
        fmt::format("{} is used by purchases that do not stand at this moment.", format_money(sums.used - by_draws)));
  }
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
