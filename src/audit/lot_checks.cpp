// Of what papers say of lots, their quality, their pledges, and the settlement of provisional ones.
#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_lot_checks = std::to_array<InvariantCheck>({
    {"lot_papers_in_order",
     "papers come with their lot, once; a lot taken of another adds to its origin's only a receipt, its quality, and "
     "after an upgrade or processing its form; nothing expires before it is received",
     "SELECT paper.entry_id, 'papers of lot ' || lot_id || ', which entry ' || coalesce(lot.entry_id, '?') || ' made' "
     "FROM lot_paper AS paper LEFT JOIN lot USING (lot_id) WHERE lot.entry_id IS NOT paper.entry_id "
     "UNION ALL SELECT paper.entry_id, 'papers of lot ' || lot_id || ' twice' FROM lot_paper AS paper GROUP BY lot_id "
     "HAVING count(*) > 1 "
     "UNION ALL SELECT paper.entry_id, 'papers in a ' || kind FROM lot_paper AS paper JOIN entry USING (entry_id) "
     "WHERE kind NOT IN ('purchase', 'transfer', 'count-adjustment', 'opening', 'return') OR (kind = 'opening' AND "
     "provisional = 1) "
     "UNION ALL SELECT paper.entry_id, 'lot ' || lot.code || ' expires or is to be rotated before it is received' FROM "
     "lot_paper AS paper JOIN lot USING (lot_id) WHERE expires_on < received_on OR rotate_by_on < received_on "
     "UNION ALL SELECT paper.entry_id, 'lot ' || lot.code || ' has papers that its origin has' FROM lot_paper AS paper "
     "JOIN lot USING (lot_id) WHERE parent_lot_id IS NOT NULL AND coalesce(gross_entered, producer, ore_country, "
     "contract, objective, expires_on, rotate_by_on, provisional) IS NOT NULL "
     "UNION ALL SELECT paper.entry_id, 'a ' || transfer.kind || ' changes the form' FROM lot_paper AS paper JOIN "
     "transfer USING (entry_id) WHERE transfer.kind IN ('transfer', 'repack') AND coalesce(form, grade, "
     "processing_country) IS NOT NULL UNION ALL SELECT paper.entry_id, 'what a count found changes the form' FROM "
     "lot_paper AS paper JOIN count_adjustment USING (entry_id) WHERE coalesce(form, grade, processing_country) IS NOT "
     "NULL UNION ALL SELECT paper.entry_id, 'what came back changes the form' FROM lot_paper AS paper JOIN loan_return "
     "USING (entry_id) WHERE coalesce(form, grade, processing_country) IS NOT NULL "
     "UNION ALL SELECT entry_id, 'a gross mass of ' || gross_mg || ' mg and a tare of ' || tare_mg FROM lot_paper "
     "WHERE tare_mg >= gross_mg "
     "UNION ALL SELECT found.entry_id, 'an assay of lot ' || found.lot_id || ' in a ' || kind FROM lot_component AS "
     "found JOIN entry USING (entry_id) WHERE NOT CASE WHEN kind IN ('purchase', 'opening') THEN EXISTS (SELECT 1 "
     "FROM lot WHERE lot.lot_id = found.lot_id AND lot.entry_id = found.entry_id) WHEN kind = 'settlement' THEN "
     "EXISTS (SELECT 1 FROM assay_settlement AS settled WHERE settled.lot_id = found.lot_id AND settled.entry_id = "
     "found.entry_id) ELSE 0 END"},
    {"receipts_stand_for_one_lot", "a warehouse receipt is that of one lot at a time, in its papers and as a document",
     "SELECT given.entry_id, 'warehouse receipt ' || given.receipt || ' is also that of lot ' || other.lot_id FROM "
     "receipt_claim AS given JOIN receipt_claim AS other ON other.receipt = given.receipt COLLATE NOCASE AND "
     "other.lot_id < given.lot_id WHERE (other.until_on IS NULL OR (other.until_on > given.from_on AND other.until_on "
     "> other.from_on)) AND (given.until_on IS NULL OR (given.until_on > other.from_on AND given.until_on > "
     "given.from_on)) "
     "UNION ALL SELECT given.entry_id, 'warehouse receipt ' || given.receipt || ' is that of lot ' || other.lot_id "
     "FROM receipt_document AS given JOIN receipt_claim AS other ON other.receipt = given.receipt COLLATE NOCASE AND "
     "other.entry_id <> given.about_entry_id WHERE (other.until_on IS NULL OR (other.until_on > given.from_on AND "
     "other.until_on > other.from_on)) AND (given.until_on IS NULL OR (given.until_on > other.from_on AND "
     "given.until_on > given.from_on)) "
     "UNION ALL SELECT given.entry_id, 'warehouse receipt ' || given.receipt || ' of lot ' || given.lot_id || ', "
     "whose papers name another' FROM receipt_document AS given WHERE EXISTS (SELECT 1 FROM lot_paper AS own WHERE "
     "own.entry_id = given.about_entry_id AND receipt IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM lot_paper AS own "
     "WHERE own.entry_id = given.about_entry_id AND own.receipt = given.receipt COLLATE NOCASE)"},
    {"released_when_accepted",
     "nothing is released of a lot while it is not accepted but samples and losses; a lot taken of another "
     "begins with its quality",
     "SELECT entry_id, 'releases of lot ' || lot_id || ', which was not accepted on ' || effective_on FROM "
     "unaccepted_release "
     "UNION ALL SELECT lot.entry_id, 'lot ' || lot.code || ' begins as ' || coalesce(lot_paper.quality, 'nothing') "
     "|| ', unlike lot ' || lot.parent_lot_id FROM lot LEFT JOIN lot_paper USING (lot_id) WHERE parent_lot_id IS NOT "
     "NULL AND lot_paper.quality IS NOT coalesce((SELECT status FROM lot_quality AS changed WHERE changed.lot_id = "
     "lot.parent_lot_id AND changed.effective_on <= lot.received_on AND changed.entry_id < lot.entry_id AND NOT "
     "EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = changed.entry_id AND reversal.effective_on <= "
     "lot.received_on AND reversal.entry_id < lot.entry_id) ORDER BY changed.effective_on DESC, changed.entry_id "
     "DESC LIMIT 1), (SELECT quality FROM lot_paper AS parent WHERE parent.lot_id = lot.parent_lot_id)) "
     "UNION ALL SELECT lot.entry_id, 'lot ' || lot.code || ' begins before entry ' || changed.entry_id || ', which it "
     "misses, says that lot ' || changed.lot_id || ' is ' || status FROM lot JOIN lot_quality AS changed ON "
     "changed.lot_id = lot.parent_lot_id AND changed.entry_id < lot.entry_id AND changed.effective_on > "
     "lot.received_on WHERE NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = changed.entry_id AND "
     "reversal.entry_id < lot.entry_id) "
     "UNION ALL SELECT changed.entry_id, 'lot ' || lot.code || ' is ' || status || ' on ' || changed.effective_on || "
     "', before it is received' FROM lot_quality AS changed JOIN lot USING (lot_id) WHERE changed.effective_on < "
     "received_on"},
    {"pledged_once",
     "a lot has one pledge at a time, of a facility in force; while it has, it is not transferred, nor released where "
     "that is forbidden",
     "SELECT given.entry_id, 'lot ' || given.lot_id || ' is pledged by entry ' || other.entry_id || ', too' FROM "
     "pledge_span AS given JOIN pledge_span AS other ON other.lot_id = given.lot_id AND other.entry_id < "
     "given.entry_id WHERE (other.until_on IS NULL OR (other.until_on > given.from_on AND other.until_on > "
     "other.from_on)) AND (given.until_on IS NULL OR (given.until_on > other.from_on AND given.until_on > "
     "given.from_on)) "
     "UNION ALL SELECT entry_id, 'takes of lot ' || lot_id || ', pledged by entry ' || pledge_entry_id FROM "
     "pledge_breach "
     "UNION ALL SELECT pledge.entry_id, 'pledged before the lot was received or the facility signed' FROM pledge JOIN "
     "lot USING (lot_id) JOIN facility USING (facility_id) JOIN entry AS signing ON signing.entry_id = "
     "facility.entry_id WHERE pledge.effective_on < received_on OR pledge.effective_on < signing.effective_on "
     "UNION ALL SELECT returned.entry_id, 'gives back what entry ' || pledge_entry_id || ' did not pledge by then' "
     "FROM pledge_release AS returned LEFT JOIN pledge ON pledge.entry_id = pledge_entry_id WHERE pledge.entry_id IS "
     "NULL OR pledge.effective_on > returned.effective_on OR pledge.entry_id > returned.entry_id "
     "UNION ALL SELECT returned.entry_id, 'gives back a second time' FROM pledge_release AS returned WHERE EXISTS "
     "(SELECT 1 FROM pledge_release AS other WHERE other.pledge_entry_id = returned.pledge_entry_id AND other.entry_id "
     "< returned.entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = other.entry_id AND "
     "reversal.entry_id < returned.entry_id))"},
    {"settlements_match_postings",
     "a settlement is of a lot that was bought provisionally, once, and changes what was received and its cost where "
     "the metal is",
     "SELECT settled.entry_id, 'settles lot ' || lot.code || ', which is not provisional' FROM assay_settlement AS "
     "settled JOIN lot USING (lot_id) WHERE NOT EXISTS (SELECT 1 FROM lot_paper WHERE lot_paper.lot_id = "
     "settled.lot_id AND provisional = 1) "
     "UNION ALL SELECT settled.entry_id, 'settles what entry ' || other.entry_id || ' had settled' FROM "
     "assay_settlement AS settled JOIN assay_settlement AS other ON other.lot_id = settled.lot_id AND other.entry_id "
     "< settled.entry_id WHERE NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = other.entry_id AND "
     "reversal.entry_id < settled.entry_id) "
     "UNION ALL SELECT settled.entry_id, 'rows and postings differ' FROM assay_settlement AS settled JOIN lot USING "
     "(lot_id) JOIN purchase ON purchase.entry_id = lot.entry_id WHERE delta_mg <> final_mg - received_mg OR "
     "delta_cents <> settled.metal_cents - purchase.metal_cents OR -delta_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM "
     "posting WHERE posting.entry_id = settled.entry_id AND account_id = 20) OR -delta_cents <> (SELECT "
     "coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = settled.entry_id AND account_id = 4) OR "
     "EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = settled.entry_id AND (posting.mineral_id <> "
     "lot.mineral_id OR party_id <> lot.supplier_id OR (account_id IN (2, 21, 22) AND ((delta_mg >= 0 AND "
     "posting.mass_mg < 0) OR (delta_mg <= 0 AND posting.mass_mg > 0))))) "
     "UNION ALL SELECT settled.entry_id, 'settles lot ' || settled.lot_id || ', of which something is on loan' FROM "
     "assay_settlement AS settled WHERE EXISTS (SELECT 1 FROM lot WHERE (lot.lot_id = settled.lot_id OR "
     "lot.root_lot_id = settled.lot_id) AND (SELECT SUM(change_mg) FROM loan_change WHERE loan_change.lot_id = "
     "lot.lot_id AND loan_change.entry_id < settled.entry_id) > 0) "
     "UNION ALL SELECT reversal.entry_id, 'undoes entry ' || reversed_entry_id || ', of which settlement ' || "
     "settled.entry_id || ' shared what was given up' FROM reversal JOIN loan_return_part AS part ON part.entry_id = "
     "reversed_entry_id JOIN lot ON lot.lot_id = drawn_lot_id JOIN assay_settlement AS settled ON settled.lot_id = "
     "coalesce(lot.root_lot_id, lot.lot_id) WHERE part.lot_id IS NULL AND settled.entry_id > reversed_entry_id AND "
     "settled.entry_id < reversal.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE "
     "other.reversed_entry_id = settled.entry_id AND other.entry_id < reversal.entry_id) "
     "UNION ALL SELECT settled.entry_id, 'corrects lot ' || taken.code FROM assay_settlement AS settled JOIN entry "
     "USING (entry_id) JOIN posting USING (entry_id) JOIN lot AS taken ON taken.lot_id = posting.lot_id WHERE "
     "coalesce(taken.root_lot_id, taken.lot_id) <> settled.lot_id OR taken.received_on > entry.effective_on OR "
     "taken.entry_id IN (SELECT entry_id FROM count_adjustment) "
     "UNION ALL SELECT reversal.entry_id, 'undoes entry ' || reversed_entry_id || ', on which settlement ' || "
     "settled.entry_id || ' rests' FROM reversal JOIN posting ON posting.entry_id = reversed_entry_id JOIN lot USING "
     "(lot_id) JOIN assay_settlement AS settled ON settled.lot_id = coalesce(lot.root_lot_id, lot.lot_id) WHERE "
     "settled.entry_id > reversed_entry_id AND settled.entry_id < reversal.entry_id AND NOT EXISTS (SELECT 1 FROM "
     "reversal AS other WHERE other.reversed_entry_id = settled.entry_id AND other.entry_id < reversal.entry_id)"},
    {"lot_status_in_its_entries",
     "rows of quality, pledges and settlements stand in entries of their kinds, dated as they",
     "SELECT entry_id, 'a row of lot_quality in a ' || kind FROM lot_quality JOIN entry USING (entry_id) WHERE kind <> "
     "'lot-quality' OR lot_quality.effective_on <> entry.effective_on "
     "UNION ALL SELECT entry_id, 'a row of pledge in a ' || kind FROM pledge JOIN entry USING (entry_id) WHERE kind <> "
     "'pledge' OR pledge.effective_on <> entry.effective_on "
     "UNION ALL SELECT entry_id, 'a row of pledge_release in a ' || kind FROM pledge_release JOIN entry USING "
     "(entry_id) WHERE kind <> 'pledge-release' OR pledge_release.effective_on <> entry.effective_on "
     "UNION ALL SELECT entry_id, 'a row of assay_settlement in a ' || kind FROM assay_settlement JOIN entry USING "
     "(entry_id) WHERE kind <> 'settlement'"},
    {"lot_status_stands", "no standing quality, pledge or settlement names a lot, facility or pledge that was reversed",
     "SELECT named.entry_id, 'names what entry ' || undone.entry_id || ' undid' FROM ("
     "SELECT pledge.entry_id AS entry_id, facility.entry_id AS of_entry_id FROM pledge JOIN facility USING "
     "(facility_id) "
     "UNION ALL SELECT pledge.entry_id, lot.entry_id FROM pledge JOIN lot USING (lot_id) "
     "UNION ALL SELECT lot_quality.entry_id, lot.entry_id FROM lot_quality JOIN lot USING (lot_id) "
     "UNION ALL SELECT pledge_release.entry_id, pledge_entry_id FROM pledge_release "
     "UNION ALL SELECT settled.entry_id, lot.entry_id FROM assay_settlement AS settled JOIN lot USING (lot_id)) AS "
     "named JOIN reversal AS undone ON undone.reversed_entry_id = of_entry_id WHERE NOT EXISTS (SELECT 1 FROM "
     "reversal AS other WHERE other.reversed_entry_id = named.entry_id)"},
});

} // namespace

std::span<const InvariantCheck> lot_checks() { return all_lot_checks; }

} // namespace pvault::audit
