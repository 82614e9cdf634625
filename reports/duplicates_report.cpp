// Papers that seem to be there twice: one warehouse receipt for two lots, one invoice for two entries of a kind.
#include "reports/all_reports.hpp"
#include "reports/columns.hpp"
#include "reports/sheet.hpp"
#include "store/documents.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>

namespace pvault::reports {

namespace {

using store::Document;

// Two documents (a receipt in the papers of a lot is one, too), or one that is of an entry which made several lots.
struct Pair {
  const Document& first;
  const Document& second;
  std::string shares;
};

std::vector<Field<Pair>> duplicates_fields() {
  using Line = Pair;
  using namespace column;
  return {
      {text("kind", "Document"),
       [](const Line& line) { return cell(std::string(document_kind_name(line.first.kind))); }},
      {text("shares", "Shares"), [](const Line& line) { return cell(line.shares); }},
      {text("number", "Number"), [](const Line& line) { return text_or_missing(line.first.number); }},
      {text("issuer", "Issuer"), [](const Line& line) { return text_or_missing(line.first.issuer_code); }},
      {entry("document", "Entry"), [](const Line& line) { return cell(line.first.entry); }},
      {entry("of_entry", "Of"), [](const Line& line) { return cell(line.first.of); }},
      {text("of_kind", "Is a"), [](const Line& line) { return cell(line.first.of_kind); }},
      {text("lot", "Lot"), [](const Line& line) { return text_or_missing(list_in_words(line.first.lot_codes)); }},
      {entry("other_document", "Other entry"), [](const Line& line) { return cell(line.second.entry); }},
      {entry("other_of_entry", "Other of"), [](const Line& line) { return cell(line.second.of); }},
      {text("other_lot", "Other lot"),
       [](const Line& line) { return text_or_missing(list_in_words(line.second.lot_codes)); }},
      {text("other_number", "Other number"), [](const Line& line) { return text_or_missing(line.second.number); }},
      {for_machines(text("sha256", "SHA-256")), [](const Line& line) { return text_or_missing(line.first.sha256); }},
  };
}

bool is_watched(const Document& document) {
  const bool is_receipt = document.kind == DocumentKind::warehouse_receipt;
  return (is_receipt || document.kind == DocumentKind::invoice) && !document.of_reversed_by;
}

// The same paper for two entries of one kind: an invoice of a purchase is also one of its payment.
bool are_alike(const Document& a, const Document& b) {
  return a.kind == b.kind && a.of != b.of && (a.of_kind == b.of_kind || a.kind == DocumentKind::warehouse_receipt);
}

bool share_number(const Document& a, const Document& b) {
  const bool other_issuer = !a.issuer_code.empty() && !b.issuer_code.empty() && a.issuer_code != b.issuer_code;
  return !a.number.empty() && lower(a.number) == lower(b.number) && !other_issuer;
}

std::string shared(const Document& a, const Document& b) {
  const bool number = share_number(a, b);
  const bool bytes = !a.sha256.empty() && a.sha256 == b.sha256;
  if (number && bytes) return "number and bytes";
  return number ? "number" : bytes ? "bytes" : "";
}

bool asks_for_either(const ReportQuestion& question, const Pair& pair) {
  const auto asked = [&](MineralId mineral) { return asks_for(question, mineral); };
  return question.minerals.empty() || std::ranges::any_of(pair.first.minerals, asked) ||
         std::ranges::any_of(pair.second.minerals, asked);
}

// Documents by what they could share, so that not each is held against each.
std::vector<Pair> find_pairs(const std::vector<Document>& documents) {
  std::map<std::string, std::vector<const Document*>> groups;
  std::vector<Pair> pairs;
  const auto add = [&](const std::string& key, const Document& document) {
    std::vector<const Document*>& group = groups[key];
    for (const Document* earlier : group) {
      if (!are_alike(*earlier, document)) continue;
      const std::string what = shared(*earlier, document);
      const bool by_both = what == "number and bytes" && key.starts_with("bytes");
      if (!what.empty() && !by_both) pairs.push_back({*earlier, document, what});
    }
    group.push_back(&document);
  };
  for (const Document& document : documents) {
    if (!is_watched(document)) continue;
    if (!document.number.empty()) add("number " + lower(document.number), document);
    if (!document.sha256.empty()) add("bytes " + document.sha256, document);
  }
  return pairs;
}

} // namespace

Table make_duplicates_report(store::Connection& connection, const ReportQuestion& question) {
  std::vector<Document> documents = store::list_documents(connection, question.moment);
  std::ranges::move(store::list_receipts_in_papers(connection, question.moment), std::back_inserter(documents));
  std::vector<Pair> pairs = find_pairs(documents);
  std::vector<std::string> notes;
  for (const Document& document : documents) {
    const bool is_paper = document.sha256.empty();
    if (document.kind != DocumentKind::warehouse_receipt || document.of_reversed_by || is_paper) continue;
    if (store::count_lots_made(connection, document.of) < 2) continue;
    pairs.push_back({document, document, "one receipt"});
  }
  Sheet<Pair> sheet(duplicates_fields());
  int receipts = 0;
  int invoices = 0;
  for (const Pair& pair : pairs) {
    if (!asks_for_either(question, pair)) continue;
    sheet.add(pair).mood = "bad";
    ++(pair.first.kind == DocumentKind::invoice ? invoices : receipts);
  }
  notes.push_back(fmt::format(
      "{} of receipts, {} of invoices. Compared are documents of kind warehouse-receipt that stand, receipts in papers "
      "of lots, and invoices of two entries of one kind, by number and issuer and by their bytes; \"one receipt\" is "
      "that of an entry which made "
      "several lots.",
      receipts, invoices));
  return sheet.finish(std::move(notes));
}

} // namespace pvault::reports
