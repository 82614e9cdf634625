#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/carrying.hpp"

#include <map>
#include <tuple>

namespace pvault::reports {

namespace {

using store::NamedCarryingRate;

std::string rate_text(const NamedCarryingRate& named) {
  const auto& of_cost = named.rate.terms->of_cost;
  return of_cost ? format_percent_number(*of_cost) + "% of cost a year" : named.per_month;
}

std::vector<Field<NamedCarryingRate>> rate_fields() {
  using Line = NamedCarryingRate;
  using namespace column;
  return {
      {text("kind", "Charge"), [](const Line& line) { return cell(std::string(carrying_kind_name(line.rate.kind))); }},
      {text("site", "Site"), [](const Line& line) { return text_or_missing(line.site); }},
      {text("mineral", "Mineral"), [](const Line& line) { return text_or_missing(line.mineral); }},
      {text("rate", "Rate"), [](const Line& line) { return text_or_missing(rate_text(line)); }},
      {text("for_in", "In"), [](const Line& line) { return text_or_missing(line.for_in); }},
      {text("for_out", "Out"), [](const Line& line) { return text_or_missing(line.for_out); }},
      {text("owed_to", "Owed to"), [](const Line& line) { return cell(line.party); }},
      {date("from_on", "From"), [](const Line& line) { return cell(line.rate.from); }},
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.entry); }},
  };
}

} // namespace

Table make_carrying_rates_report(store::Connection& connection, const ReportQuestion& question) {
  // Those recorded last of each scope.
  std::map<std::tuple<CarryingKind, std::string, std::string>, NamedCarryingRate> in_force;
  for (const NamedCarryingRate& named : store::list_named_carrying_rates(connection, question.moment)) {
    if (named.rate.mineral && !asks_for(question, *named.rate.mineral)) continue;
    in_force.insert_or_assign({named.rate.kind, named.site, named.mineral}, named);
  }
  Sheet<NamedCarryingRate> sheet(rate_fields());
  for (const auto& [scope, named] : in_force) {
    if (named.rate.terms) sheet.add(named);
  }
  return sheet.finish(
      {"The narrowest counts: of a mineral at a site, of a site, of a mineral, of everything in storage. "
       "What is in transit or in process is charged by rates that name the site only."});
}

} // namespace pvault::reports
