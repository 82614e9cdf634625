#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/balances.hpp"
#include "store/documents.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

struct LackingLot {
  const store::LotState& lot;
  EntryId entry{};
  int age_days = 0;
  std::string missing;
  std::string there;
};

std::vector<Field<LackingLot>> lacking_fields() {
  using Line = LackingLot;
  using namespace column;
  return {
      {text("lot", "Lot"), [](const Line& line) { return cell(line.lot.code); }},
      {text("mineral", "Mineral"), [](const Line& line) { return cell(line.lot.mineral_code); }},
      {text("site", "Site"), [](const Line& line) { return cell(line.lot.site_code); }},
      {text("supplier", "Supplier"), [](const Line& line) { return cell(line.lot.supplier_code); }},
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.entry); }},
      {date("received_on", "Received"), [](const Line& line) { return cell(line.lot.received_on); }},
      {count("age_days", "Age", "days"), [](const Line& line) { return cell(line.age_days); }},
      {kilograms("on_hand_kg", "On hand"), [](const Line& line) { return cell(line.lot.on_hand); }},
      {usd("cost_usd", "Cost"), [](const Line& line) { return cell(line.lot.cost); }, true},
      {text("missing", "Missing"), [](const Line& line) { return cell(line.missing); }},
      {text("there", "There"), [](const Line& line) { return text_or_missing(line.there); }},
  };
}

std::string kinds_in_words(const std::vector<DocumentKind>& kinds) {
  std::vector<std::string> names;
  names.reserve(kinds.size());
  for (const DocumentKind kind : kinds)
    names.emplace_back(document_kind_name(kind));
  return list_in_words(names);
}

} // namespace

Table make_missing_evidence_report(store::Connection& connection, const ReportQuestion& question) {
  const auto requirement = store::find_evidence_requirement(connection, question.moment);
  const bool any_required = requirement && !requirement->kinds.empty();
  Sheet<LackingLot> sheet(lacking_fields());
  const auto lots = store::list_lots(connection, question.moment, true);
  const auto evidence = store::list_evidence_of_lots(connection, question.moment);
  int asked = 0;
  int lacking = 0;
  for (const store::LotState& lot : lots) {
    if (!any_required || !asks_for(question, lot.mineral)) continue;
    ++asked;
    const store::LotEvidence& documents = evidence.at(lot.id);
    std::vector<DocumentKind> missing;
    for (const DocumentKind kind : requirement->kinds) {
      if (!documents.kinds.contains(kind)) missing.push_back(kind);
    }
    if (missing.empty()) continue;
    ++lacking;
    sheet.add({lot, documents.entry, days_between(lot.received_on, question.moment.as_of), kinds_in_words(missing),
               kinds_in_words({documents.kinds.begin(), documents.kinds.end()})});
  }
  if (!any_required) {
    return sheet.finish({"No kind of document is required, so none is missing; `pvault evidence require "
                         "contract,warehouse-receipt --on DATE` says what every lot must have."});
  }
  return sheet.finish({fmt::format("Every lot must have: {}, since {}.", kinds_in_words(requirement->kinds),
                                   format_date(requirement->from)),
                       fmt::format("{} of {} on hand {} a document.", lacking, counted(asked, "lot"),
                                   lacking == 1 ? "lacks" : "lack")});
}

} // namespace pvault::reports
