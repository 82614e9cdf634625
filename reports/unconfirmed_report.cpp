// Lots on hand that nobody has confirmed for a number of days.
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/receipts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {

namespace {

constexpr int default_days = 365;

struct UnconfirmedLine {
  store::LotState lot;
  std::string receipts = {}; // empty: none is recorded
  std::optional<store::LotConfirmation> confirmation = {};
  int days = 0;
};

std::vector<Field<UnconfirmedLine>> unconfirmed_fields() {
  using Line = UnconfirmedLine;
  using namespace column;
  return {
      {text("lot", "Lot"), [](const Line& line) { return cell(line.lot.code); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.lot.mineral_code); }},
      {text("site", "Site"), [](const Line& line) { return cell(line.lot.site_code); }},
      {text("receipt", "Receipt"), [](const Line& line) { return text_or_missing(line.receipts); }},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.lot.on_hand); }},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.lot.cost); }, true},
      {date("received_on", "Received"), [](const Line& line) { return cell(line.lot.received_on); }},
      {date("confirmed_on", "Confirmed"),
       [](const Line& line) { return line.confirmation ? cell(line.confirmation->on) : no_value(); }},
      {text("confirmed_by", "By"),
       [](const Line& line) { return line.confirmation ? cell(line.confirmation->how) : no_value(); }},
      {entry("confirmed_entry", "Entry"),
       [](const Line& line) { return line.confirmation ? cell(line.confirmation->entry) : no_value(); }},
      {tells_why(count("unconfirmed_days", "Unconfirmed", "days")), [](const Line& line) { return cell(line.days); }},
  };
}

} // namespace

Table make_unconfirmed_report(store::Connection& connection, const ReportQuestion& question) {
  const int days = question.days.value_or(default_days);
  const auto receipts = store::list_receipts_of_lots(connection, question.moment);
  const auto confirmations = store::list_confirmations(connection, question.moment);
  std::vector<UnconfirmedLine> lines;
  int on_hand = 0;
  for (store::LotState& lot : store::list_lots(connection, question.moment, true)) {
    if (!asks_for(question, lot.mineral) || !asks_for_site(question, lot.site_code)) continue;
    ++on_hand;
    UnconfirmedLine line{.lot = std::move(lot)};
    if (const auto found = confirmations.find(line.lot.id); found != confirmations.end())
      line.confirmation = found->second;
    if (const auto found = receipts.find(line.lot.id); found != receipts.end())
      line.receipts = list_in_words(found->second);
    line.days = days_between(line.confirmation ? line.confirmation->on : line.lot.received_on, question.moment.as_of);
    if (line.days >= days) lines.push_back(std::move(line));
  }
  std::ranges::stable_sort(lines, std::ranges::greater(), &UnconfirmedLine::days);
  Sheet<UnconfirmedLine> sheet(unconfirmed_fields());
  for (const UnconfirmedLine& line : lines)
    sheet.add(line).mood = line.confirmation ? "" : "bad";
  return sheet.finish({fmt::format(
      "{} of {} on hand {} not confirmed for {} or more, by a count within tolerance, by one whose "
      "difference was adjusted, or by a warehouse's statement; the days run from the last, or from the receipt.",
      lines.size(), counted(on_hand, "lot"), lines.size() == 1 ? "was" : "were", counted(days, "day"))});
}

} // namespace pvault::reports
