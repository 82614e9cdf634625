#include "reports/trail_table.hpp"

#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "reports/signatures.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::reports {

namespace {

std::vector<Field<store::TrailLine>> trail_fields() {
  using Line = store::TrailLine;
  using namespace column;
  std::vector<Field<Line>> fields = {
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.entry); }},
      {text("kind", "Kind"), [](const Line& line) { return cell(line.kind); }},
      {date("effective_on", "On"), [](const Line& line) { return cell(line.effective_on); }},
      {text("recorded_at", "Recorded at"), [](const Line& line) { return cell(line.recorded_at); }},
      {text("recorded_by", "By"), [](const Line& line) { return cell(line.recorded_by); }},
      {kilograms("mass_kg", "Mass"),
       [](const Line& line) { return line.mass == Mass() ? no_value() : cell(line.mass); }},
      {usd("amount_usd", "Amount"),
       [](const Line& line) { return line.amount == Money() ? no_value() : cell(line.amount); }},
      {text("did", "What it did"), [](const Line& line) { return text_or_missing(line.did); }},
      {text("reference", "Reference"), [](const Line& line) { return text_or_missing(line.reference); }},
      {text("memo", "Memo"), [](const Line& line) { return text_or_missing(line.memo); }},
      {text("reason", "Reason"), [](const Line& line) { return text_or_missing(line.reason); }},
      {entry("reverses", "Reverses"), [](const Line& line) { return cell(line.reverses); }},
      {entry("reversed_by", "Reversed by"), [](const Line& line) { return cell(line.reversed_by); }},
      {for_machines(text("request_id", "Request")), [](const Line& line) { return text_or_missing(line.request_id); }},
  };
  add_signature_fields(fields);
  return fields;
}

std::string note_of_lots(const store::NamedThing& thing) {
  const auto others = static_cast<std::int64_t>(thing.things.size()) - 1;
  return fmt::format("With {} that it was taken of or that {} taken of it.", counted(others, "lot"),
                     others == 1 ? "was" : "were");
}

} // namespace

Table make_trail_table(store::Connection& connection, const store::NamedThing& thing, EntryId last) {
  Sheet<store::TrailLine> sheet(trail_fields());
  std::int64_t entries = 0;
  SignatureCount signatures;
  store::visit_trail(connection, thing, last, [&](const store::TrailLine& line) {
    sheet.add(line).mood = line.reversed_by ? "faint" : "";
    signatures.add(line.who);
    ++entries;
  });
  std::vector<std::string> notes = {
      fmt::format("{}, whatever day they are dated.", counted(entries, "entry", "entries")),
      fmt::format("Mass is what came into the vault less what went out; amount is of the accounts {}.",
                  fmt::join(store::accounts_of_trail(thing.kind), " and "))};
  if (thing.kind == "lot" && thing.things.size() > 1) notes.push_back(note_of_lots(thing));
  if (thing.kind == "mineral" && thing.things.size() > 1) notes.emplace_back("With the minerals of the group.");
  Table table = sheet.finish(std::move(notes));
  signatures.finish(table);
  table.name = "trail";
  table.title = fmt::format("Trail of {} {}", thing.kind, thing.code);
  return table;
}

} // namespace pvault::reports
