// Documents as evidence of entries: their kinds, and which may be recorded.
#pragma once

#include "journal/posting.hpp"
#include "units/date.hpp"
#include "units/refusal.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

enum class DocumentKind {
  contract,
  warehouse_receipt,
  bill_of_lading,
  assay,
  insurance,
  invoice,
  proof_of_payment,
  inspection,
  certificate,
  other
};
std::string_view document_kind_name(DocumentKind kind);
Expected<DocumentKind> parse_document_kind(std::string_view text); // refuses option_malformed

// The entry that a document is to be evidence of.
struct EvidencedEntry {
  EntryId entry{};
  std::string kind;
  Date on;
  std::optional<EntryId> reversed_by = {};
};

// A document that is to be recorded, and the standing entry that has the same bytes as evidence of the same kind.
struct DocumentFacts {
  std::string name;
  DocumentKind kind = DocumentKind::other;
  std::string sha256;
  std::optional<EntryId> recorded_by = {};
};

// Whether these documents may be recorded on a day as evidence of an entry. Refuses reversed_already,
// evidence_not_applicable, evidence_before_entry, document_already_recorded.
Expected<void> check_evidence(const EvidencedEntry& of, Date on, std::span<const DocumentFacts> documents);

} // namespace pvault
