// Attacks on documents: what they are evidence of, their bytes, and who issued them; and on what lots must have.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

const std::string hash_text = "substr('" + std::string(64, 'a') + "', 1)";
const std::string stored = "'" + std::string(64, 'a') + ".pdf', NULL";

// Undoes an entry without postings.
std::string undo_issuer(const std::string& entry) {
  return "INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, "
         "NULL, NULL, NULL); INSERT INTO reversal VALUES ($new, 1, " +
         entry + ", '2026-05-01', 'gone'); $seal;";
}

std::string evidence_of(const std::string& entry) { return changed(evidence, {{"$purchase2", entry}}); }

std::vector<Attack> attacks_on_what_it_is_of() {
  const std::string sound = "evidence_in_order";
  return {
      {"evidence of an entry that is not there", evidence_of("100000"), "entry_unknown", sound},
      {"evidence of itself", evidence_of("$new"), "CHECK constraint failed: about_entry_id < entry_id", sound},
      {"evidence of an entry that was undone", evidence_of("$undone_draw"), "reversed_already", sound},
      {"evidence of evidence", evidence_of("$evidence"), "evidence_not_applicable", sound},
      {"evidence of what lots must have", evidence_of("$requirement"), "evidence_not_applicable", sound},
      {"evidence from a day before its entry",
       changed(evidence, {{"'evidence', '2026-05-01'", "'evidence', '2026-02-28'"}}), "evidence_before_entry", sound},
      {"evidence without a document",
       "INSERT INTO entry VALUES ($next, 'evidence', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, "
       "NULL, NULL); $seal",
       "entry_incomplete", "entries_complete"},
      {"a document twice in an entry",
       with(evidence, "INSERT INTO document SELECT entry_id, 2, about_entry_id, kind, sha256, 13, 'x', stored, NULL, "
                      "NULL, NULL, NULL FROM document WHERE entry_id = $new"),
       "document_already_recorded", sound},
      {"a document that another entry has",
       changed(evidence, {{"$purchase2, 'invoice', " + hash_text + ", 12, 'inv.pdf',\n    " + stored,
                           "$purchase1, 'warehouse-receipt', (SELECT sha256 FROM document WHERE entry_id = $evidence), "
                           "12, 'inv.pdf', NULL, 'inv.pdf'"}}),
       "document_already_recorded", sound},
  };
}

std::vector<Attack> attacks_on_bytes() {
  const std::string sound = "evidence_in_order";
  return {
      {"a hash that is too short", changed(evidence, {{hash_text, "'abc'"}, {stored, "NULL, 'inv.pdf'"}}),
       "CHECK constraint failed: length(sha256) = 64", sound},
      {"a hash in capitals", changed(evidence, {{hash_text, "upper(" + hash_text + ")"}, {stored, "NULL, 'inv.pdf'"}}),
       "CHECK constraint failed: length(sha256) = 64", sound},
      {"a document of no bytes", changed(evidence, {{"12, 'inv.pdf'", "0, 'inv.pdf'"}}),
       "CHECK constraint failed: size_bytes", sound},
      {"a document that is nowhere", changed(evidence, {{stored, "NULL, NULL"}}),
       "CHECK constraint failed: (stored IS NULL)", sound},
      {"a document in two places", changed(evidence, {{".pdf', NULL", ".pdf', 'inv.pdf'"}}),
       "CHECK constraint failed: (stored IS NULL)", sound},
      {"a copy under another hash", changed(evidence, {{stored, "'" + std::string(64, 'b') + ".pdf', NULL"}}),
       "CHECK constraint failed: stored", sound},
      {"a copy in another folder", changed(evidence, {{stored, "'" + std::string(64, 'a') + "./../x', NULL"}}),
       "CHECK constraint failed: stored", sound},
      {"a copy with an ending of two parts", changed(evidence, {{".pdf', NULL", ".pdf.exe', NULL"}}),
       "CHECK constraint failed: stored"},
      {"a document left in no place", changed(evidence, {{stored, "NULL, ' '"}}),
       "CHECK constraint failed: trim(place)"},
      {"a kind of one's own", changed(evidence, {{"'invoice'", "'rumour'"}}), "CHECK constraint failed: kind"},
      {"a document without a name", changed(evidence, {{"'inv.pdf'", "' '"}}), "CHECK constraint failed: trim(name)"},
      {"a number of blanks", changed(evidence, {{"'I-1'", "' '"}}), "CHECK constraint failed: trim(number)"},
      {"a document dated on no real day", changed(evidence, {{"'2026-04-30'", "'2026-02-30'"}}),
       "CHECK constraint failed: dated_on"},
  };
}

std::vector<Attack> attacks_on_issuers() {
  return {
      {"an issuer undone under his document", undo_issuer("$logistix_entry"), "something_depends_on_it", "names_stand"},
      {"a document of an issuer who was undone",
       party + ";" + undo_issuer("(SELECT max(entry_id) FROM party)") + changed(evidence, {{"$logistix", "900"}}),
       "party_unknown", "names_stand"},
  };
}

std::vector<Attack> attacks_on_requirements() {
  return {
      {"something and nothing is required",
       changed(requirement, {{"2, '2026-05-01', 'assay'", "2, '2026-05-01', NULL"}}), "requirement_and_none",
       "evidence_in_order"},
      {"nothing and something is required",
       changed(requirement, {{"1, '2026-05-01', 'contract'", "1, '2026-05-01', NULL"}}), "requirement_and_none",
       "evidence_in_order"},
      {"a kind is required twice", changed(requirement, {{"'assay'", "'contract'"}}), "UNIQUE constraint failed"},
      {"a kind of one's own is required", changed(requirement, {{"'assay'", "'rumour'"}}),
       "CHECK constraint failed: kind"},
      {"something is required from another day on",
       changed(requirement, {{"1, '2026-05-01', 'contract'", "1, '2026-04-01', 'contract'"}}),
       "date_differs_from_entry", "dates_match_entry"},
      {"a requirement without its rows",
       "INSERT INTO entry VALUES ($next, 'evidence-requirement', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', "
       "NULL, NULL, NULL, NULL); $seal",
       "entry_incomplete", "entries_complete"},
  };
}

} // namespace

std::vector<Attack> attacks_on_evidence() {
  std::vector<Attack> all;
  for (const auto& attacks :
       {attacks_on_what_it_is_of(), attacks_on_bytes(), attacks_on_issuers(), attacks_on_requirements()})
    all.insert(all.end(), attacks.begin(), attacks.end());
  return all;
}

} // namespace pvault::test
