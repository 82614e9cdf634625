#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/held_back.hpp"
#include "store/names.hpp"
#include "units/figure.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

// Everything that came, and where it is: the two sides of one account of mass.
struct MassLine {
  std::string mineral;
  Mass opening; // on hand when the book began
  Mass received;
  Mass released;
  Mass lost;
  Mass on_hand; // in process or not
  Mass in_process;
  Mass owed_back;
  [[nodiscard]] Mass difference() const { return opening + received - released - lost - on_hand - owed_back; }
};

std::vector<Field<MassLine>> mass_fields() {
  using Line = MassLine;
  return {
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {column::kilograms("opening_kg", "Opening"), [](const Line& line) { return cell(line.opening); }},
      {column::kilograms("received_kg", "Received"), [](const Line& line) { return cell(line.received); }},
      {column::kilograms("released_kg", "Released"), [](const Line& line) { return cell(line.released); }},
      {column::kilograms("lost_kg", "Lost"), [](const Line& line) { return cell(line.lost); }},
      {column::kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.on_hand); }},
      {column::kilograms("in_process_kg", "of it in process"), [](const Line& line) { return cell(line.in_process); }},
      {column::kilograms("owed_back_kg", "Owed back"), [](const Line& line) { return cell(line.owed_back); }},
      {column::tells_why(column::kilograms("difference_kg", "Difference")),
       [](const Line& line) { return cell(line.difference()); }},
  };
}

} // namespace

Table make_mass_balance_report(store::Connection& connection, const ReportQuestion& question) {
  const store::Balances balances = store::load_mineral_balances(connection, question.moment);
  store::HeldBack held = store::load_held_back(connection, question.moment);
  Sheet<MassLine> sheet(mass_fields());
  int differing = 0;
  for (const Mineral& mineral : store::list_minerals(connection)) {
    if (mineral.is_group || !asks_for(question, mineral.id)) continue;
    const auto mass = [&](Account account) { return store::balance_of(balances, account, mineral.id).mass; };
    const MassLine line = compute_figure("mass of " + mineral.code, [&] {
      return MassLine{.mineral = mineral.code,
                      .opening = -mass(Account::opening_stock),
                      .received = -mass(Account::received_from),
                      .released = mass(Account::released_to),
                      .lost = mass(Account::lost),
                      .on_hand = mass(Account::inventory),
                      .in_process = held[mineral.id].in_process,
                      .owed_back = mass(Account::owed_back)};
    });
    differing += line.difference() == Mass() ? 0 : 1;
    sheet.add(line).mood = line.difference() != Mass() ? "bad" : line.opening + line.received == Mass() ? "faint" : "";
  }
  return sheet.finish({fmt::format("opening + received = released + lost + on hand + owed back; {} {}.",
                                   counted(differing, "mineral"), differing == 1 ? "differs" : "differ")});
}

} // namespace pvault::reports
