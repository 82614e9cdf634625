#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "reports/signatures.hpp"
#include "store/journal_lines.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

// A cell of the posting; missing for an entry that posts nothing.
template <class Member>
Cell of_posting(const store::JournalLine& line, Member member) {
  return line.posting ? cell((*line.posting).*member) : no_value();
}

std::vector<Field<store::JournalLine>> journal_fields() {
  using Line = store::JournalLine;
  using namespace column;
  std::vector<Field<Line>> fields = {
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.entry); }},
      {for_machines(entry("line", "Line")), [](const Line& line) { return of_posting(line, &Line::Part::line); }},
      {text("kind", "Kind"), [](const Line& line) { return cell(line.kind); }},
      {date("effective_on", "On"), [](const Line& line) { return cell(line.effective_on); }},
      {for_machines(text("recorded_at", "Recorded at")), [](const Line& line) { return cell(line.recorded_at); }},
      {text("recorded_by", "By"), [](const Line& line) { return cell(line.recorded_by); }},
      {text("account", "Account"), [](const Line& line) { return of_posting(line, &Line::Part::account); }},
      {for_machines(text("mineral", "Mineral")), [](const Line& line) { return text_or_missing(line.mineral); }},
      {text("lot", "Lot"),
       [](const Line& line) { return line.posting ? text_or_missing(line.posting->lot) : no_value(); }},
      {kilograms("mass_kg", "Mass"), [](const Line& line) { return of_posting(line, &Line::Part::mass); }},
      {usd("amount_usd", "Amount"), [](const Line& line) { return of_posting(line, &Line::Part::amount); }},
      {text("reference", "Reference"), [](const Line& line) { return text_or_missing(line.reference); }},
      {text("memo", "Memo"), [](const Line& line) { return text_or_missing(line.memo); }},
      {for_machines(text("request_id", "Request")), [](const Line& line) { return text_or_missing(line.request_id); }},
      {entry("reversed_by", "Reversed by"), [](const Line& line) { return cell(line.reversed_by); }},
  };
  add_signature_fields(fields);
  return fields;
}

} // namespace

Table make_journal_report(store::Connection& connection, const ReportQuestion& question) {
  Sheet<store::JournalLine> sheet(journal_fields());
  std::int64_t entries = 0;
  std::int64_t postings = 0;
  SignatureCount signatures;
  EntryId last{};
  store::visit_journal(connection, question.moment, question.minerals, [&](const store::JournalLine& line) {
    sheet.add(line).mood = line.reversed_by ? "faint" : "";
    if (line.entry != last) {
      ++entries;
      signatures.add(line.who);
    }
    if (line.posting) ++postings;
    last = line.entry;
  });
  Table table =
      sheet.finish({fmt::format("{}, {}.", counted(entries, "entry", "entries"), counted(postings, "posting"))});
  signatures.finish(table);
  return table;
}

} // namespace pvault::reports
