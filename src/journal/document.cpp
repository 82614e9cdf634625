#include "journal/document.hpp"

#include "units/choice.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault {

namespace {

constexpr Choices<DocumentKind, 10> document_kinds = {{{DocumentKind::contract, "contract"},
                                                       {DocumentKind::warehouse_receipt, "warehouse-receipt"},
                                                       {DocumentKind::bill_of_lading, "bill-of-lading"},
                                                       {DocumentKind::assay, "assay"},
                                                       {DocumentKind::insurance, "insurance"},
                                                       {DocumentKind::invoice, "invoice"},
                                                       {DocumentKind::proof_of_payment, "proof-of-payment"},
                                                       {DocumentKind::inspection, "inspection"},
                                                       {DocumentKind::certificate, "certificate"},
                                                       {DocumentKind::other, "other"}}};

Expected<void> check_entry(const EvidencedEntry& of, Date on) {
  if (of.reversed_by) {
    return refuse(Rule::reversed_already,
                  fmt::format("entry {} was reversed by entry {}", number_of(of.entry), number_of(*of.reversed_by)),
                  "record the evidence of the entry that took its place");
  }
  if (of.kind == "evidence" || of.kind == "evidence-requirement") {
    return refuse(Rule::evidence_not_applicable,
                  fmt::format("entry {} is itself {}, which has no evidence", number_of(of.entry),
                              of.kind == "evidence" ? "evidence" : "an evidence-requirement"),
                  "name the purchase, release, payment or other entry that the document shows to be true");
  }
  if (on < of.on) {
    return refuse(Rule::evidence_before_entry,
                  fmt::format("entry {} is dated {}, its evidence {}, {} earlier", number_of(of.entry),
                              format_date(of.on), format_date(on), format_days(days_between(on, of.on))),
                  fmt::format("date it {} or later; --dated keeps the date on the document", format_date(of.on)));
  }
  return {};
}

} // namespace

std::string_view document_kind_name(DocumentKind kind) { return name_of(document_kinds, kind); }

Expected<DocumentKind> parse_document_kind(std::string_view text) {
  return parse_choice(document_kinds, text, "a kind of document");
}

Expected<void> check_evidence(const EvidencedEntry& of, Date on, std::span<const DocumentFacts> documents) {
  if (auto allowed = check_entry(of, on); !allowed) return allowed;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const DocumentFacts& document = documents[i];
    const bool named_twice = std::ranges::any_of(documents.first(i), [&](const DocumentFacts& other) {
      return other.kind == document.kind && other.sha256 == document.sha256;
    });
    if (!named_twice && !document.recorded_by) continue;
    const std::string where =
        named_twice ? "is named twice" : fmt::format("stands in entry {}", number_of(*document.recorded_by));
    return refuse(Rule::document_already_recorded,
                  fmt::format("{} as {} of entry {} {}: SHA-256 {}", document.name, document_kind_name(document.kind),
                              number_of(of.entry), where, document.sha256),
                  "record each document once; `pvault report evidence` shows what there is");
  }
  return {};
}

} // namespace pvault
