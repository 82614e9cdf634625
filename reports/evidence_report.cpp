#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/documents.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

namespace pvault::reports {

namespace {

using store::Document;

// A document among all that stand, with how many others are like it.
struct DocumentLine {
  const Document& document;
  std::int64_t same_bytes = 0;  // whatever their kind and entry
  std::int64_t same_number = 0; // of the same kind, for another entry
};

bool has_same_bytes(const Document& a, const Document& b) { return &a != &b && a.sha256 == b.sha256; }

bool has_same_number(const Document& a, const Document& b) {
  const bool other_issuer = !a.issuer_code.empty() && !b.issuer_code.empty() && a.issuer_code != b.issuer_code;
  return !a.number.empty() && a.kind == b.kind && a.of != b.of && lower(a.number) == lower(b.number) && !other_issuer;
}

std::vector<Field<DocumentLine>> fields() {
  using Line = DocumentLine;
  using namespace column;
  return {
      {entry("entry", "Entry"), [](const Line& line) { return cell(line.document.entry); }},
      {date("on", "On"), [](const Line& line) { return cell(line.document.on); }},
      {entry("of_entry", "Of"), [](const Line& line) { return cell(line.document.of); }},
      {text("of_kind", "Entry is a"), [](const Line& line) { return cell(line.document.of_kind); }},
      {entry("of_reversed_by", "Reversed by"), [](const Line& line) { return cell(line.document.of_reversed_by); }},
      {text("lot", "Lot"), [](const Line& line) { return text_or_missing(list_in_words(line.document.lot_codes)); }},
      {text("mineral", "Mineral"),
       [](const Line& line) { return text_or_missing(list_in_words(line.document.mineral_codes)); }},
      {text("kind", "Document"),
       [](const Line& line) { return cell(std::string(document_kind_name(line.document.kind))); }},
      {text("number", "Number"), [](const Line& line) { return text_or_missing(line.document.number); }},
      {date("dated_on", "Dated"), [](const Line& line) { return cell(line.document.dated_on); }},
      {text("issuer", "Issuer"), [](const Line& line) { return text_or_missing(line.document.issuer_code); }},
      {text("name", "File"), [](const Line& line) { return cell(line.document.name); }},
      {count("size_bytes", "Size", "bytes"), [](const Line& line) { return cell(line.document.size_bytes); }},
      {for_machines(text("sha256", "SHA-256")), [](const Line& line) { return cell(line.document.sha256); }},
      {for_machines(text("stored", "Stored as")),
       [](const Line& line) { return text_or_missing(line.document.stored); }},
      {text("place", "Left at"), [](const Line& line) { return text_or_missing(line.document.place); }},
      {count("same_bytes", "Same bytes"), [](const Line& line) { return cell(line.same_bytes); }},
      {count("same_number", "Same number"), [](const Line& line) { return cell(line.same_number); }},
  };
}

std::string in_words(const Document& document) {
  return fmt::format("{} of entry {}", document_kind_name(document.kind), number_of(document.of));
}

// Documents that have something in common, each group in the order of their entries.
class Groups {
public:
  void add(const std::string& key, const Document& document) { groups_[key].push_back(&document); }

  // How many others of its group are like the document.
  [[nodiscard]] std::int64_t count_like(const std::string& key, const Document& document,
                                        bool (*is_like)(const Document&, const Document&)) const {
    const auto group = groups_.find(key);
    if (group == groups_.end()) return 0;
    return std::ranges::count_if(group->second, [&](const Document* other) { return is_like(document, *other); });
  }

  // "The same bytes: contract of entry 165 and contract of entry 169." for each of the groups.
  void note(const std::set<std::string>& keys, std::string_view what, std::vector<std::string>& notes) const {
    for (const std::string& key : keys) {
      std::vector<std::string> names;
      for (const Document* document : groups_.at(key))
        names.push_back(in_words(*document));
      notes.push_back(fmt::format("The same {}: {}.", what, list_in_words(names)));
    }
  }

private:
  std::map<std::string, std::vector<const Document*>> groups_;
};

std::string number_key(const Document& document) {
  return fmt::format("{} {}", document_kind_name(document.kind), lower(document.number));
}

bool asks_for_document(const ReportQuestion& question, const Document& document) {
  return question.minerals.empty() ||
         std::ranges::any_of(document.minerals, [&](MineralId mineral) { return asks_for(question, mineral); });
}

} // namespace

Table make_evidence_report(store::Connection& connection, const ReportQuestion& question) {
  const std::vector<Document> documents = store::list_documents(connection, question.moment);
  Groups by_bytes;
  Groups by_number;
  for (const Document& document : documents) {
    by_bytes.add(document.sha256, document);
    if (!document.number.empty()) by_number.add(number_key(document), document);
  }
  Sheet<DocumentLine> sheet(fields());
  std::set<std::string> repeated_bytes;
  std::set<std::string> repeated_numbers;
  int shown = 0;
  for (const Document& document : documents) {
    if (!asks_for_document(question, document)) continue;
    const DocumentLine line{document, by_bytes.count_like(document.sha256, document, has_same_bytes),
                            by_number.count_like(number_key(document), document, has_same_number)};
    sheet.add(line).mood = document.of_reversed_by ? "faint" : "";
    if (line.same_bytes > 0) repeated_bytes.insert(document.sha256);
    if (line.same_number > 0) repeated_numbers.insert(number_key(document));
    ++shown;
  }
  std::vector<std::string> notes = {fmt::format("{} document{}.", shown, shown == 1 ? "" : "s")};
  by_bytes.note(repeated_bytes, "bytes", notes);
  by_number.note(repeated_numbers, "number", notes);
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
