#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/lot_papers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

namespace pvault::reports {

namespace {

struct RotationLine {
  store::LotState lot;
  store::LotPapers papers;
  int age_days = 0;
  std::optional<int> days_left; // below zero: since it was due
  std::string status;
};

std::string status_of(const store::LotPapers& papers, Date as_of) {
  if (papers.expires_on && *papers.expires_on <= as_of) return "expired";
  if (papers.rotate_by && *papers.rotate_by <= as_of) return "rotation_due";
  return papers.due_on() ? "in_date" : "no_date";
}

std::vector<Field<RotationLine>> rotation_fields() {
  using Line = RotationLine;
  using namespace column;
  return {
      {text("lot", "Lot"), [](const Line& line) { return cell(line.lot.code); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.lot.mineral_code); }},
      {text("site", "Site"), [](const Line& line) { return cell(line.lot.site_code); }},
      {for_machines(text("form", "Form")), [](const Line& line) { return text_or_missing(line.papers.form); }},
      {date("aged_from_on", "Aged from"), [](const Line& line) { return cell(line.lot.aged_from); }},
      {count("age_days", "Age", "days"), [](const Line& line) { return cell(line.age_days); }},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.lot.on_hand); }},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.lot.cost); }, true},
      {date("expires_on", "Expires"), [](const Line& line) { return cell(line.papers.expires_on); }},
      {date("rotate_by_on", "Rotate by"), [](const Line& line) { return cell(line.papers.rotate_by); }},
      {count("days_left", "Left", "days"), [](const Line& line) { return cell(line.days_left); }},
      {tells_why(text("status", "Status")), [](const Line& line) { return cell(line.status); }},
  };
}

RotationLine line_of(const store::LotState& lot, const store::LotPapers& papers, Date as_of) {
  RotationLine line{lot, papers, days_between(lot.aged_from, as_of), {}, status_of(papers, as_of)};
  if (const auto due = papers.due_on()) line.days_left = days_between(as_of, *due);
  return line;
}

// What is due first comes first, then what is oldest; lots without a date stand behind them.
bool comes_before(const RotationLine& a, const RotationLine& b) {
  const auto place = [](const RotationLine& line) {
    return std::tuple(!line.days_left, line.days_left.value_or(0), line.lot.aged_from);
  };
  return place(a) < place(b);
}

} // namespace

Table make_rotation_report(store::Connection& connection, const ReportQuestion& question) {
  const Date as_of = question.moment.as_of;
  const auto papers = store::load_lot_papers(connection);
  std::vector<RotationLine> lines;
  for (const store::LotState& lot : store::list_lots(connection, question.moment, true)) {
    if (!asks_for(question, lot.mineral)) continue;
    RotationLine line = line_of(lot, papers.at(lot.id), as_of);
    const bool left_out = question.days && (!line.days_left || *line.days_left > *question.days);
    if (!left_out) lines.push_back(std::move(line));
  }
  std::ranges::stable_sort(lines, comes_before);
  Sheet<RotationLine> sheet(rotation_fields());
  std::map<std::string, int> lots;
  for (const RotationLine& line : lines) {
    const bool is_late = line.status == "expired" || line.status == "rotation_due";
    sheet.add(line).mood = is_late ? "bad" : line.status == "no_date" ? "faint" : "";
    ++lots[line.status];
  }
  std::vector<std::string> notes = {fmt::format("{} expired, {} due for rotation, {} in date, {} without a date.",
                                                counted(lots["expired"], "lot"), lots["rotation_due"], lots["in_date"],
                                                lots["no_date"])};
  if (question.days) notes.push_back(fmt::format("Only lots due within {}.", counted(*question.days, "day")));
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
