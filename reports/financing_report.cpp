#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/loan_runs.hpp"
#include "reports/sheet.hpp"
#include "store/names.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault::reports {

namespace {

struct FinancingLine {
  std::string mineral;
  Money debt = {};
  Money interest = {};
  Money fees = {};
  Money posted = {}; // of interest and fees
  [[nodiscard]] Money cost() const { return interest + fees; }
};

std::vector<Field<FinancingLine>> financing_fields() {
  using Line = FinancingLine;
  using namespace column;
  return {
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.mineral); }},
      {usd("debt_usd", "Debt"), [](const Line& line) { return cell(line.debt); }, true},
      {usd("interest_usd", "Interest"), [](const Line& line) { return cell(line.interest); }, true},
      {usd("fees_usd", "Fees"), [](const Line& line) { return cell(line.fees); }, true},
      {usd("financing_cost_usd", "Financing cost"), [](const Line& line) { return cell(line.cost()); }, true},
      {for_machines(usd("posted_usd", "Posted")), [](const Line& line) { return cell(line.posted); }, true},
  };
}

using ByMineral = std::map<std::optional<MineralId>, FinancingLine>;

void add_run(ByMineral& lines, const FacilityRun& run, const std::vector<FinancedChange>& financed, Date as_of) {
  const FinancingShares shares = share_financing(run.run, financed, as_of);
  const auto add = [&](const MineralShares& amounts, Money FinancingLine::*to) {
    for (const auto& [mineral, amount] : amounts)
      lines[mineral].*to += amount;
  };
  add(shares.debt, &FinancingLine::debt);
  add(shares.interest, &FinancingLine::interest);
  add(shares.commitment_fees, &FinancingLine::fees);
  add(shares.exposure_fees, &FinancingLine::fees);
  add(run.posted.interest, &FinancingLine::posted);
  add(run.posted.commitment_fees, &FinancingLine::posted);
  add(run.posted.exposure_fees, &FinancingLine::posted);
}

} // namespace

Table make_financing_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<FacilityRun> runs = load_runs(connection, question);
  ByMineral lines;
  for (const FacilityRun& run : runs)
    add_run(lines, run, store::list_financed_changes(connection, run.facility.id, question.moment),
            question.moment.as_of);

  Sheet<FinancingLine> sheet(financing_fields());
  for (const Mineral& mineral : store::list_minerals(connection)) {
    const auto found = lines.find(mineral.id);
    if (found == lines.end() || !asks_for(question, mineral.id)) continue;
    found->second.mineral = mineral.code;
    sheet.add(found->second);
  }
  if (question.minerals.empty()) {
    FinancingLine& left = lines[std::nullopt];
    left.mineral = "unallocated";
    sheet.add(left).mood = "faint";
  }
  std::vector<std::string> notes = {"Each day's interest and fees are shared by the financed cost on hand that day; "
                                    "what no stock explains is unallocated. "
                                    "docs/FINANCING.md has the rule."};
  const std::string not_posted = not_posted_note(runs, question.moment);
  if (!not_posted.empty()) notes.push_back(not_posted);
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
