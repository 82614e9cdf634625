#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/authorities.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace pvault::reports {

namespace {

struct AuthorityLine {
  store::AuthorityState state;
  std::string status;
  [[nodiscard]] Mass left() const { return state.authority.quantity - state.used; }
};

std::string authorised_kinds(const AuthorityLine& line) {
  std::vector<std::string_view> kinds;
  for (const ReleaseKind kind : line.state.authority.kinds)
    kinds.push_back(release_kind_name(kind));
  return kinds.empty() ? "all" : fmt::format("{}", fmt::join(kinds, ", "));
}

std::string authority_status(const store::AuthorityState& state, Date as_of) {
  if (!state.authority.period.holds(as_of)) return "expired";
  return state.used < state.authority.quantity ? "open" : "used_up";
}

std::vector<Field<AuthorityLine>> authority_fields() {
  using Line = AuthorityLine;
  return {
      {column::text("authority", "Authority"), [](const Line& line) { return cell(line.state.authority.code); }},
      {column::text("mineral", "Mineral"), [](const Line& line) { return cell(line.state.authority.mineral_code); }},
      {column::date("from_on", "From"), [](const Line& line) { return cell(line.state.authority.period.from); }},
      {column::date("until_on", "Until"), [](const Line& line) { return cell(line.state.authority.period.until); }},
      {column::kilograms("authorised_kg", "Authorised"),
       [](const Line& line) { return cell(line.state.authority.quantity); }},
      {column::kilograms("used_kg", "Used"), [](const Line& line) { return cell(line.state.used); }},
      {column::kilograms("left_kg", "Left"), [](const Line& line) { return cell(line.left()); }},
      {column::text("kinds", "For"), [](const Line& line) { return cell(authorised_kinds(line)); }},
      {column::text("granted_by", "Granted by"), [](const Line& line) { return cell(line.state.granted_by); }},
      {column::text("rule", "Rule"), [](const Line& line) { return cell(line.state.rule); }},
      {column::text("status", "Status"), [](const Line& line) { return cell(line.status); }},
  };
}

} // namespace

Table make_authorities_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<AuthorityLine> sheet(authority_fields());
  std::map<std::string, int> count;
  for (const store::AuthorityState& state : store::list_authorities(connection, question.moment)) {
    if (!asks_for(question, state.authority.mineral)) continue;
    const AuthorityLine line{state, authority_status(state, question.moment.as_of)};
    sheet.add(line).mood = line.status == "open" ? "" : "faint";
    ++count[line.status];
  }
  return sheet.finish(
      {fmt::format("{} open, {} used up, {} expired.", counted(count["open"], "authority", "authorities"),
                   count["used_up"], count["expired"])});
}

} // namespace pvault::reports
