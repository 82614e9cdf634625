#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/coverage_lines.hpp"
#include "reports/sheet.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

struct SummaryLine {
  std::string basis;
  std::string by;   // status, days, cover
  std::string name; // below_target, under_15_days, lowest
  std::int64_t minerals = 0;
  std::vector<std::string> names = {};
  std::optional<std::int64_t> tenths = {};
  std::string qualifier = {};
};

std::string joined_names(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, " ")); }

std::vector<Field<SummaryLine>> summary_fields() {
  using Line = SummaryLine;
  using namespace column;
  return {
      {text("basis_asked", "Basis"), [](const Line& line) { return cell(line.basis); }},
      {text("by", "By"), [](const Line& line) { return cell(line.by); }},
      {text("class", "Class"), [](const Line& line) { return cell(line.name); }},
      {count("minerals", "Minerals"), [](const Line& line) { return cell(line.minerals); }},
      {for_machines(text("coverage_qualifier", "Coverage bound")),
       [](const Line& line) { return text_or_missing(line.qualifier); }},
      {for_people(text("more_than", "")), [](const Line& line) { return cell(line.qualifier); }},
      {days_in_tenths("coverage_days", "Cover"),
       [](const Line& line) { return line.tenths ? decimal(*line.tenths) : no_value(); }},
      {text("names", "Names"), [](const Line& line) { return text_or_missing(joined_names(line.names)); }},
  };
}

void add_classes(Sheet<SummaryLine>& sheet, const std::string& basis, const char* by,
                 const std::vector<CoverageClass>& classes) {
  for (const CoverageClass& of : classes) {
    sheet.append({.basis = basis,
                  .by = by,
                  .name = std::string(of.name),
                  .minerals = static_cast<std::int64_t>(of.minerals.size()),
                  .names = of.minerals});
  }
}

void add_measures(Sheet<SummaryLine>& sheet, const std::string& basis, const CoverageSummary& summary) {
  SummaryLine lowest{.basis = basis, .by = "cover", .name = "lowest"};
  if (summary.lowest) {
    lowest.minerals = 1;
    lowest.names = {summary.lowest->mineral};
    lowest.tenths = summary.lowest->tenths;
    lowest.qualifier = summary.lowest->sign;
  }
  sheet.append(lowest);
  sheet.append(
      {.basis = basis, .by = "cover", .name = "median", .minerals = summary.counted, .tenths = summary.median_tenths});
  sheet.append(
      {.basis = basis, .by = "cover", .name = "mean", .minerals = summary.counted, .tenths = summary.mean_tenths});
}

} // namespace

Table make_coverage_summary_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<DemandChoice> bases = bases_of(connection, question);
  const std::vector<CoverageLine> lines = load_coverage_lines(connection, question, bases);
  Sheet<SummaryLine> sheet(summary_fields());
  for (const DemandChoice& basis : bases) {
    const CoverageSummary summary = summarise(lines, basis.name());
    add_measures(sheet, basis.name(), summary);
    add_classes(sheet, basis.name(), "status", summary.by_status);
    add_classes(sheet, basis.name(), "days", summary.by_days);
  }
  return sheet.finish({"The lowest is of the minerals that have stock and a demand figure; those without stock are the "
                       "class no_stock. Median and mean are of the minerals with a demand that is no bound, those "
                       "without stock among them, rounded down to a tenth. A bound is in the class of the days shown "
                       "for it. Groups are left out, their members are counted."});
}

} // namespace pvault::reports
