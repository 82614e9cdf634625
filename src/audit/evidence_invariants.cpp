// Of documents as the book knows them; evidence_check.cpp reads their files.
#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_evidence_checks = std::to_array<InvariantCheck>({
    {"evidence_in_order",
     "a document is evidence of an earlier entry that stood and is none itself, not dated before it, once of each kind",
     "SELECT document.entry_id, 'line ' || document.line || ' is evidence of entry ' || about_entry_id FROM document "
     "JOIN entry AS recorded USING (entry_id) LEFT JOIN entry AS about ON about.entry_id = about_entry_id WHERE "
     "about_entry_id >= document.entry_id OR about.entry_id IS NULL OR about.kind IN ('evidence', "
     "'evidence-requirement') OR about.effective_on > recorded.effective_on OR EXISTS (SELECT 1 FROM reversal WHERE "
     "reversed_entry_id = about_entry_id AND reversal.entry_id < document.entry_id) "
     "UNION ALL SELECT document.entry_id, 'line ' || document.line || ' has what entry ' || other.entry_id || ' has' "
     "FROM document JOIN document AS other USING (about_entry_id, kind, sha256) WHERE (other.entry_id, other.line) < "
     "(document.entry_id, document.line) AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = "
     "other.entry_id AND reversal.entry_id < document.entry_id) "
     "UNION ALL SELECT entry_id, 'line ' || line || ' has no SHA-256, no bytes, or no one place' FROM document WHERE "
     "length(sha256) <> 64 OR sha256 GLOB '*[^0-9a-f]*' OR size_bytes < 1 OR (stored IS NULL) = (place IS NULL) OR "
     "substr(stored, 1, 64) <> sha256 OR stored GLOB '*[^0-9a-z.]*' "
     "UNION ALL SELECT entry_id, 'requires something and nothing' FROM evidence_requirement GROUP BY entry_id HAVING "
     "count(*) > count(DISTINCT kind) AND count(*) > 1"},
});

} // namespace

std::span<const InvariantCheck> evidence_invariants() { return all_evidence_checks; }

} // namespace pvault::audit
