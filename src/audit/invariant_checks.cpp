#include "audit/invariant_checks.hpp"

#include <array>
#include <vector>

namespace pvault::audit {

namespace {

constexpr auto book_checks = std::to_array<InvariantCheck>({
    {"money_balanced", "postings of an entry sum to zero in money and in the memoranda of each facility",
     "SELECT entry_id, 'postings are off by ' || SUM(amount_cents) || ' cents (' || counts_money || ')' "
     "FROM posting JOIN account USING (account_id) GROUP BY entry_id, counts_money, iif(counts_money = 'memo', "
     "facility_id, NULL) "
     "HAVING SUM(amount_cents) <> 0"},
    {"mass_balanced", "postings of an entry sum to zero in the mass of each mineral",
     "SELECT entry_id, 'mass of mineral ' || coalesce(mineral_id, '?') || ' is off by ' || SUM(mass_mg) || ' mg' "
     "FROM posting GROUP BY entry_id, mineral_id HAVING SUM(mass_mg) <> 0"},
    {"posting_well_formed", "a posting names what its account asks for, and its entry's kind may post to that account",
     "SELECT entry_id, 'line ' || line || ' on ' || account.name FROM posting JOIN account USING (account_id) JOIN "
     "entry USING (entry_id) WHERE "
     "(counts_money = 'no' AND amount_cents <> 0) OR (counts_mass = 'no' AND mass_mg <> 0) "
     "OR (by_mineral = 'yes' AND mineral_id IS NULL) OR (by_mineral = 'no' AND mineral_id IS NOT NULL) OR (by_lot = "
     "'yes') <> (lot_id IS NOT NULL) "
     "OR (by_party = 'yes' AND party_id IS NULL) OR (by_party = 'no' AND party_id IS NOT NULL) "
     "OR (by_facility = 'yes') <> (facility_id IS NOT NULL) OR (kind <> 'reversal' AND NOT EXISTS "
     "(SELECT 1 FROM entry_kind_account AS may WHERE may.kind = entry.kind AND may.account_id = posting.account_id)) "
     "UNION ALL SELECT posting.entry_id, 'line ' || posting.line || ' posts another mineral than its lot holds' "
     "FROM posting JOIN lot USING (lot_id) WHERE posting.mineral_id IS NOT lot.mineral_id"},
    {"lots_never_negative", "on no date does a lot hold less than nothing; a lot with no mass left carries no cost",
     "SELECT (SELECT entry_id FROM lot WHERE lot.lot_id = held.lot_id), 'lot ' || lot_id || ' on ' || effective_on || "
     "': ' || mass_mg || ' mg, ' "
     "|| cost_cents || ' cents' FROM (SELECT lot_id, effective_on, SUM(mass_mg) OVER by_date AS mass_mg, "
     "SUM(amount_cents) OVER by_date AS cost_cents "
     "FROM (SELECT lot_id, effective_on, SUM(mass_mg) AS mass_mg, SUM(amount_cents) AS amount_cents FROM posting JOIN "
     "entry USING (entry_id) "
     "WHERE lot_id IS NOT NULL GROUP BY lot_id, effective_on) WINDOW by_date AS (PARTITION BY lot_id ORDER BY "
     "effective_on)) AS held "
     "WHERE mass_mg < 0 OR cost_cents < 0 OR (mass_mg = 0 AND cost_cents <> 0)"},
    {"facilities_within_commitment", "on no date is more drawn on a facility than was committed",
     "SELECT (SELECT entry_id FROM facility WHERE facility.facility_id = left_over.facility_id), 'facility ' || "
     "facility_id || ' on ' || effective_on "
     "|| ': ' || undisbursed_cents || ' cents undisbursed' FROM (SELECT facility_id, effective_on, "
     "SUM(amount_cents) OVER (PARTITION BY facility_id ORDER BY effective_on) AS undisbursed_cents FROM "
     "(SELECT facility_id, effective_on, SUM(amount_cents) AS amount_cents FROM posting JOIN entry USING (entry_id) "
     "WHERE account_id = 31 GROUP BY facility_id, effective_on)) AS left_over WHERE undisbursed_cents < 0"},
    {"drawdowns_within_availability", "no drawdown is dated outside its facility's dates",
     "SELECT entry.entry_id, 'drawn on ' || entry.effective_on FROM drawdown JOIN entry USING (entry_id) JOIN facility "
     "USING (facility_id) JOIN entry AS signing ON signing.entry_id = facility.entry_id JOIN facility_terms ON "
     "facility_terms.entry_id = (SELECT terms.entry_id FROM facility_terms AS terms WHERE terms.facility_id = "
     "drawdown.facility_id AND terms.effective_on <= max(entry.effective_on, signing.effective_on) "
     "ORDER BY terms.effective_on DESC, terms.entry_id DESC LIMIT 1) "
     "WHERE (entry.effective_on NOT BETWEEN available_from_on AND available_until_on OR entry.effective_on < "
     "signing.effective_on) AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = drawdown.entry_id)"},
    {"terms_consistent",
     "an amendment comes after signing and leaves the commitment as signed; a custom repayment has instalments, no "
     "other "
     "has",
     "SELECT amended.entry_id, 'amends on ' || amended.effective_on || ' what was signed on ' || first.effective_on "
     "FROM facility_terms AS amended JOIN facility USING (facility_id) JOIN facility_terms AS first ON first.entry_id "
     "= facility.entry_id WHERE amended.entry_id <> first.entry_id AND amended.effective_on <= first.effective_on "
     "UNION ALL SELECT amended.entry_id, 'commits ' || amended.commitment_cents || ' cents where ' || "
     "first.commitment_cents || ' were signed' FROM facility_terms AS amended JOIN facility USING (facility_id) JOIN "
     "facility_terms AS first ON first.entry_id = facility.entry_id WHERE amended.commitment_cents <> "
     "first.commitment_cents "
     "UNION ALL SELECT entry_id, 'repayment is ' || repayment || iif(repayment = 'custom', ' without', ' with') || ' "
     "instalments' FROM facility_terms WHERE (repayment = 'custom') <> EXISTS (SELECT 1 FROM instalment WHERE "
     "instalment.entry_id = facility_terms.entry_id) UNION ALL SELECT entry_id, 'has an instalment of facility ' || "
     "instalment.facility_id FROM facility_terms JOIN instalment USING (entry_id) WHERE instalment.facility_id <> "
     "facility_terms.facility_id"},
    {"entries_complete", "an entry has the rows of its kind, and no others",
     "SELECT entry_id, 'a ' || kind || ' without its row' FROM entry WHERE NOT CASE kind WHEN 'book' THEN EXISTS "
     "(SELECT 1 FROM book WHERE book.entry_id = entry.entry_id) WHEN 'mineral' THEN EXISTS (SELECT 1 FROM mineral "
     "WHERE mineral.entry_id = entry.entry_id) WHEN 'site' THEN EXISTS (SELECT 1 FROM site WHERE site.entry_id = "
     "entry.entry_id) WHEN 'party' THEN EXISTS (SELECT 1 FROM party WHERE party.entry_id = entry.entry_id) WHEN "
     "'facility' THEN EXISTS (SELECT 1 FROM facility JOIN facility_terms USING (entry_id, facility_id) WHERE "
     "facility.entry_id = entry.entry_id) WHEN 'price' THEN EXISTS (SELECT 1 FROM price WHERE price.entry_id = "
     "entry.entry_id) WHEN 'demand' THEN EXISTS (SELECT 1 FROM demand WHERE demand.entry_id = entry.entry_id) WHEN "
     "'target' THEN EXISTS (SELECT 1 FROM target WHERE target.entry_id = entry.entry_id) WHEN 'purchase' THEN EXISTS "
     "(SELECT 1 FROM purchase JOIN lot USING (entry_id) WHERE purchase.entry_id = entry.entry_id) WHEN 'release' "
     "THEN EXISTS (SELECT 1 FROM release WHERE release.entry_id = entry.entry_id) WHEN 'drawdown' THEN EXISTS "
     "(SELECT 1 FROM drawdown WHERE drawdown.entry_id = entry.entry_id) WHEN 'payment' THEN EXISTS (SELECT 1 FROM "
     "payment WHERE payment.entry_id = entry.entry_id) WHEN 'reversal' THEN EXISTS (SELECT 1 FROM reversal WHERE "
     "reversal.entry_id = entry.entry_id) WHEN 'amendment' THEN EXISTS (SELECT 1 FROM facility_terms WHERE "
     "facility_terms.entry_id = entry.entry_id) WHEN 'cancellation' THEN EXISTS (SELECT 1 FROM cancellation WHERE "
     "cancellation.entry_id = entry.entry_id) WHEN 'fixing' THEN EXISTS (SELECT 1 FROM rate_fixing WHERE "
     "rate_fixing.entry_id = entry.entry_id) WHEN 'condition' THEN EXISTS (SELECT 1 FROM condition_met WHERE "
     "condition_met.entry_id = entry.entry_id) WHEN 'financing-share' THEN EXISTS (SELECT 1 FROM financing_share "
     "WHERE financing_share.entry_id = entry.entry_id) WHEN 'accrual' THEN EXISTS (SELECT 1 FROM accrual WHERE "
     "accrual.entry_id = entry.entry_id) WHEN 'loan-payment' THEN EXISTS (SELECT 1 FROM loan_payment WHERE "
     "loan_payment.entry_id = entry.entry_id) WHEN 'disbursement' THEN EXISTS (SELECT 1 FROM disbursement JOIN "
     "disbursement_invoice USING (entry_id, disbursement_id) WHERE disbursement.entry_id = entry.entry_id) AND NOT "
     "EXISTS (SELECT 1 FROM disbursement_invoice AS asked WHERE asked.entry_id = entry.entry_id AND disbursement_id "
     "IS NOT (SELECT disbursement_id FROM disbursement WHERE disbursement.entry_id = entry.entry_id)) WHEN "
     "'disbursement-decision' THEN EXISTS (SELECT 1 FROM disbursement_decision AS decided WHERE decided.entry_id = "
     "entry.entry_id) WHEN 'borrowing-base' THEN EXISTS (SELECT 1 FROM borrowing_base WHERE borrowing_base.entry_id "
     "= entry.entry_id) WHEN 'transfer' THEN EXISTS (SELECT 1 FROM transfer JOIN lot USING (entry_id) WHERE "
     "transfer.entry_id = entry.entry_id) WHEN 'lot-quality' THEN EXISTS (SELECT 1 FROM lot_quality WHERE "
     "lot_quality.entry_id = entry.entry_id) WHEN 'pledge' THEN EXISTS (SELECT 1 FROM pledge WHERE pledge.entry_id = "
     "entry.entry_id) WHEN 'pledge-release' THEN EXISTS (SELECT 1 FROM pledge_release WHERE pledge_release.entry_id "
     "= entry.entry_id) WHEN 'settlement' THEN EXISTS (SELECT 1 FROM assay_settlement WHERE "
     "assay_settlement.entry_id = entry.entry_id) WHEN 'evidence' THEN EXISTS (SELECT 1 FROM document WHERE "
     "document.entry_id = entry.entry_id) WHEN 'evidence-requirement' THEN EXISTS (SELECT 1 FROM "
     "evidence_requirement AS required WHERE required.entry_id = entry.entry_id) WHEN 'carrying-rate' THEN EXISTS "
     "(SELECT 1 FROM carrying_rate WHERE carrying_rate.entry_id = entry.entry_id) WHEN 'carrying-accrual' THEN "
     "EXISTS (SELECT 1 FROM carrying_accrual WHERE carrying_accrual.entry_id = entry.entry_id) WHEN 'cost-method' "
     "THEN EXISTS (SELECT 1 FROM cost_method WHERE cost_method.entry_id = entry.entry_id) WHEN 'averaging' THEN "
     "EXISTS (SELECT 1 FROM averaging WHERE averaging.entry_id = entry.entry_id) WHEN 'count' THEN EXISTS (SELECT 1 "
     "FROM stock_count JOIN stock_count_line USING (entry_id) WHERE stock_count.entry_id = entry.entry_id) WHEN "
     "'count-finding' THEN EXISTS (SELECT 1 FROM count_finding WHERE count_finding.entry_id = entry.entry_id) WHEN "
     "'count-adjustment' THEN EXISTS (SELECT 1 FROM count_adjustment WHERE count_adjustment.entry_id = "
     "entry.entry_id) WHEN 'warehouse-confirmation' THEN EXISTS (SELECT 1 FROM warehouse_confirmation JOIN "
     "warehouse_confirmation_lot USING (entry_id) WHERE warehouse_confirmation.entry_id = entry.entry_id) WHEN "
     "'write-down' THEN EXISTS (SELECT 1 FROM write_down JOIN write_down_lot USING (entry_id) WHERE "
     "write_down.entry_id = entry.entry_id) WHEN 'opening' THEN EXISTS (SELECT 1 FROM opening JOIN lot USING "
     "(entry_id, mineral_id) WHERE opening.entry_id = entry.entry_id) ELSE kind IN ('emergency', 'emergency-end', "
     "'authority', 'return', 'sale', 'sale-cancellation', 'annual-plan', 'period-close', 'period-reopen', 'person', "
     "'person-role', 'person-key', 'key-revocation', 'policy', 'proposal', 'proposal-rejection') END "
     "UNION ALL SELECT entry_id, 'a row of book in a ' || entry.kind FROM book JOIN entry USING (entry_id) WHERE "
     "entry.kind <> 'book' UNION ALL SELECT entry_id, 'a row of mineral in a ' || entry.kind FROM mineral JOIN entry "
     "USING (entry_id) WHERE entry.kind <> 'mineral' UNION ALL SELECT entry_id, 'a row of content_factor in a ' || "
     "entry.kind FROM content_factor JOIN entry USING (entry_id) WHERE entry.kind <> 'mineral' UNION ALL SELECT "
     "entry_id, 'a row of import_reliance in a ' || entry.kind FROM import_reliance JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'mineral' UNION ALL SELECT entry_id, 'a row of supply_share in a ' || entry.kind FROM "
     "supply_share JOIN entry USING (entry_id) WHERE entry.kind <> 'mineral' UNION ALL SELECT entry_id, 'a row of "
     "site in a ' || entry.kind FROM site JOIN entry USING (entry_id) WHERE entry.kind <> 'site' UNION ALL SELECT "
     "entry_id, 'a row of party in a ' || entry.kind FROM party JOIN entry USING (entry_id) WHERE entry.kind <> "
     "'party' UNION ALL SELECT entry_id, 'a row of facility in a ' || entry.kind FROM facility JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'facility' UNION ALL SELECT entry_id, 'a row of facility_terms in a ' || "
     "entry.kind FROM facility_terms JOIN entry USING (entry_id) WHERE entry.kind NOT IN ('facility', 'amendment') "
     "UNION ALL SELECT entry_id, 'a row of exposure_fee in a ' || entry.kind FROM exposure_fee JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'facility' "
     "UNION ALL SELECT entry_id, 'a row of instalment in a ' || entry.kind FROM instalment JOIN entry USING (entry_id) "
     "WHERE entry.kind NOT IN ('facility', 'amendment') "
     "UNION ALL SELECT entry_id, 'a row of draw_condition in a ' || entry.kind FROM draw_condition JOIN entry USING "
     "(entry_id) WHERE entry.kind NOT IN ('facility', 'amendment') "
     "UNION ALL SELECT entry_id, 'a row of cancellation in a ' || entry.kind FROM cancellation JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'cancellation' "
     "UNION ALL SELECT entry_id, 'a row of rate_fixing in a ' || entry.kind FROM rate_fixing JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'fixing' "
     "UNION ALL SELECT entry_id, 'a row of condition_met in a ' || entry.kind FROM condition_met JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'condition' "
     "UNION ALL SELECT entry_id, 'a row of financing_share in a ' || entry.kind FROM financing_share JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'financing-share' "
     "UNION ALL SELECT entry_id, 'a row of accrual in a ' || entry.kind FROM accrual JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'accrual' "
     "UNION ALL SELECT entry_id, 'a row of loan_payment in a ' || entry.kind FROM loan_payment JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'loan-payment' "
     "UNION ALL SELECT entry_id, 'a row of disbursement in a ' || entry.kind FROM disbursement JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'disbursement' "
     "UNION ALL SELECT entry_id, 'a row of disbursement_invoice in a ' || entry.kind FROM disbursement_invoice JOIN "
     "entry USING (entry_id) WHERE entry.kind <> 'disbursement' "
     "UNION ALL SELECT entry_id, 'a row of disbursement_decision in a ' || entry.kind FROM disbursement_decision JOIN "
     "entry USING (entry_id) WHERE entry.kind <> 'disbursement-decision' "
     "UNION ALL SELECT entry_id, 'a row of disbursement_invoice_refused in a ' || entry.kind FROM "
     "disbursement_invoice_refused JOIN entry USING (entry_id) WHERE entry.kind <> 'disbursement-decision' "
     "UNION ALL SELECT entry_id, 'a row of disbursement_payment in a ' || entry.kind FROM disbursement_payment JOIN "
     "entry USING (entry_id) WHERE entry.kind <> 'drawdown' "
     "UNION ALL SELECT entry_id, 'a row of price in a ' || entry.kind FROM price JOIN entry USING (entry_id) WHERE "
     "entry.kind <> 'price' "
     "UNION ALL SELECT entry_id, 'a row of demand in a ' || entry.kind FROM demand JOIN entry USING (entry_id) WHERE "
     "entry.kind <> 'demand' "
     "UNION ALL SELECT entry_id, 'a row of target in a ' || entry.kind FROM target JOIN entry USING (entry_id) WHERE "
     "entry.kind <> 'target' "
     "UNION ALL SELECT entry_id, 'a row of purchase in a ' || entry.kind FROM purchase JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'purchase' "
     "UNION ALL SELECT entry_id, 'a row of landed_cost in a ' || entry.kind FROM landed_cost JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'purchase' "
     "UNION ALL SELECT entry_id, 'a row of lot in a ' || entry.kind FROM lot JOIN entry USING (entry_id) WHERE "
     "entry.kind NOT IN ('purchase', 'transfer', 'count-adjustment', 'opening', 'return') "
     "UNION ALL SELECT entry_id, 'a row of transfer in a ' || entry.kind FROM transfer JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'transfer' "
     "UNION ALL SELECT entry_id, 'a row of release in a ' || entry.kind FROM release JOIN entry USING (entry_id) WHERE "
     "entry.kind <> 'release' "
     "UNION ALL SELECT entry_id, 'a row of drawdown in a ' || entry.kind FROM drawdown JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'drawdown' "
     "UNION ALL SELECT entry_id, 'a row of draw_use in a ' || entry.kind FROM draw_use JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'drawdown' "
     "UNION ALL SELECT entry_id, 'a row of payment in a ' || entry.kind FROM payment JOIN entry USING (entry_id) WHERE "
     "entry.kind <> 'payment' "
     "UNION ALL SELECT entry_id, 'a row of borrowing_base in a ' || entry.kind FROM borrowing_base JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'borrowing-base' "
     "UNION ALL SELECT entry_id, 'a row of borrowing_base_advance in a ' || entry.kind FROM borrowing_base_advance "
     "JOIN "
     "entry USING (entry_id) WHERE entry.kind <> 'borrowing-base' "
     "UNION ALL SELECT entry_id, 'a row of borrowing_base_facility in a ' || entry.kind FROM borrowing_base_facility "
     "JOIN entry USING (entry_id) WHERE entry.kind <> 'borrowing-base' "
     "UNION ALL SELECT entry_id, 'a row of reversal in a ' || entry.kind FROM reversal JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'reversal' "
     "UNION ALL SELECT entry_id, 'a row of document in a ' || entry.kind FROM document JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'evidence' "
     "UNION ALL SELECT entry_id, 'a row of cost_method in a ' || entry.kind FROM cost_method JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'cost-method' "
     "UNION ALL SELECT entry_id, 'a row of averaging in a ' || entry.kind FROM averaging JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'averaging' "
     "UNION ALL SELECT entry_id, 'a row of write_down in a ' || entry.kind FROM write_down JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'write-down' "
     "UNION ALL SELECT entry_id, 'a row of opening in a ' || entry.kind FROM opening JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'opening' "
     "UNION ALL SELECT entry_id, 'a row of evidence_requirement in a ' || entry.kind FROM evidence_requirement JOIN "
     "entry USING (entry_id) WHERE entry.kind <> 'evidence-requirement' "
     "UNION ALL SELECT entry_id, 'a row of carrying_rate in a ' || entry.kind FROM carrying_rate JOIN entry USING "
     "(entry_id) WHERE entry.kind <> 'carrying-rate' "
     "UNION ALL SELECT entry_id, 'a row of carrying_accrual in a ' || entry.kind FROM carrying_accrual JOIN entry "
     "USING (entry_id) WHERE entry.kind <> 'carrying-accrual' "
     "UNION ALL SELECT entry_id, 'a row of stock_count in a ' || entry.kind FROM stock_count JOIN entry USING "
     "(entry_id) "
     "WHERE entry.kind <> 'count' "
     "UNION ALL SELECT entry_id, 'a row of stock_count_line in a ' || entry.kind FROM stock_count_line JOIN entry "
     "USING (entry_id) "
     "WHERE entry.kind <> 'count' "
     "UNION ALL SELECT entry_id, 'a row of count_finding in a ' || entry.kind FROM count_finding JOIN entry USING "
     "(entry_id) "
     "WHERE entry.kind <> 'count-finding' "
     "UNION ALL SELECT entry_id, 'a row of count_adjustment in a ' || entry.kind FROM count_adjustment JOIN entry "
     "USING (entry_id) "
     "WHERE entry.kind <> 'count-adjustment' "
     "UNION ALL SELECT entry_id, 'a row of warehouse_confirmation in a ' || entry.kind FROM warehouse_confirmation "
     "JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'warehouse-confirmation' "
     "UNION ALL SELECT entry_id, 'a row of warehouse_confirmation_lot in a ' || entry.kind FROM "
     "warehouse_confirmation_lot JOIN entry USING (entry_id) "
     "WHERE entry.kind <> 'warehouse-confirmation'"},
    {"dates_match_entry", "a row that is searched by date has its entry's date",
     "SELECT entry_id, what FROM (SELECT entry_id, effective_on, 'price' AS what FROM price UNION ALL SELECT entry_id, "
     "effective_on, 'demand' FROM demand "
     "UNION ALL SELECT entry_id, effective_on, 'target' FROM target UNION ALL SELECT entry_id, effective_on, "
     "'reversal' FROM reversal "
     "UNION ALL SELECT entry_id, received_on, 'lot' FROM lot UNION ALL SELECT entry_id, effective_on, 'facility_terms' "
     "FROM facility_terms UNION ALL SELECT entry_id, effective_on, 'rate_fixing' FROM rate_fixing UNION ALL SELECT "
     "entry_id, effective_on, 'borrowing_base' FROM borrowing_base UNION ALL SELECT entry_id, effective_on, "
     "'evidence_requirement' FROM evidence_requirement UNION ALL SELECT entry_id, effective_on, 'cost_method' FROM "
     "cost_method UNION ALL SELECT entry_id, effective_on, 'annual_plan' FROM annual_plan UNION ALL SELECT entry_id, "
     "from_on, 'authority' FROM authority UNION ALL SELECT entry_id, from_on, 'emergency' FROM emergency) AS dated "
     "WHERE effective_on IS NOT (SELECT effective_on FROM entry WHERE entry.entry_id = dated.entry_id)"},
    {"demands_on_their_basis", "a demand that is declared names the participant who declares it, and no other does",
     "SELECT entry_id, basis || iif(participant_id IS NULL, ' without', ' with') || ' a participant' FROM demand JOIN "
     "demand_basis USING (basis) WHERE by_participant <> (participant_id IS NOT NULL) "
     "UNION ALL SELECT demand.entry_id, party.code || ' is no participant' FROM demand JOIN party ON party_id = "
     "participant_id WHERE role <> 'participant'"},
    {"purchases_match_postings", "a purchase's lots, mass and cost are what its postings book, and nothing besides",
     "SELECT entry_id, 'rows and postings differ' FROM purchase WHERE "
     "metal_cents + (SELECT coalesce(SUM(amount_cents), 0) FROM landed_cost WHERE landed_cost.entry_id = "
     "purchase.entry_id) "
     "<> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = purchase.entry_id AND account_id "
     "= 2) "
     "OR EXISTS (SELECT 1 FROM lot WHERE lot.entry_id = purchase.entry_id AND (lot.mineral_id <> purchase.mineral_id "
     "OR lot.supplier_id <> purchase.supplier_id OR received_mg IS NOT "
     "(SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = purchase.entry_id AND posting.lot_id = lot.lot_id))) "
     "OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = purchase.entry_id AND (posting.mineral_id <> "
     "purchase.mineral_id "
     "OR party_id <> purchase.supplier_id OR lot_id NOT IN (SELECT lot_id FROM lot WHERE lot.entry_id = "
     "purchase.entry_id)))"},
    {"releases_match_postings", "a release takes from lots the mass and cost, and brings the proceeds, that it says",
     "SELECT entry_id, 'rows and postings differ' FROM release LEFT JOIN release_kind USING (kind) WHERE "
     "mass_account_id IS NULL OR -mass_mg IS NOT (SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = "
     "release.entry_id AND account_id = 2) OR -proceeds_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting "
     "WHERE posting.entry_id = release.entry_id AND account_id = 6) OR (SELECT SUM(amount_cents) FROM posting WHERE "
     "posting.entry_id = release.entry_id AND account_id IN (2, cost_account_id)) <> 0 OR EXISTS (SELECT 1 FROM "
     "posting WHERE posting.entry_id = release.entry_id AND (posting.mineral_id <> release.mineral_id OR (party_id "
     "IS NOT NULL AND party_id IS NOT recipient_id) OR (account_id = 2 AND (posting.mass_mg >= 0 OR amount_cents > "
     "0)) OR account_id NOT IN (1, 2, 3, 6, 50, 52, mass_account_id, cost_account_id))) "
     "UNION ALL SELECT entry_id, 'a ' || kind || iif(price_entered IS NULL, ' without', ' with') || ' a price' FROM "
     "release JOIN release_kind USING (kind) WHERE iif(price_entered IS NULL, price = 'must', price = 'no')"},
    {"transfers_match_postings",
     "a transfer takes from its lot what it gives to others and loses, and their cost with it, and nothing besides",
     "SELECT entry_id, 'rows and postings differ' FROM transfer WHERE "
     "mass_mg IS NOT loss_mg + (SELECT SUM(received_mg) FROM lot WHERE lot.entry_id = transfer.entry_id) "
     "OR -mass_mg IS NOT (SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = transfer.entry_id AND "
     "posting.lot_id = transfer.parent_lot_id) "
     "OR loss_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM posting WHERE posting.entry_id = transfer.entry_id AND "
     "account_id = 22) "
     "OR EXISTS (SELECT 1 FROM lot WHERE lot.entry_id = transfer.entry_id AND received_mg IS NOT (SELECT SUM(mass_mg) "
     "FROM posting WHERE posting.entry_id = transfer.entry_id AND posting.lot_id = lot.lot_id)) "
     "OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = transfer.entry_id AND account_id = 2 AND "
     "iif(lot_id IS transfer.parent_lot_id, mass_mg >= 0 OR amount_cents > 0, mass_mg <= 0 OR amount_cents < 0 OR "
     "lot_id NOT IN (SELECT lot_id FROM lot WHERE lot.entry_id = transfer.entry_id)))"},
    {"transfers_sound", "a transfer goes to another site, and only what changes the form of a mineral loses any of it",
     "SELECT transfer.entry_id, 'goes to the site where the lot lies' FROM transfer JOIN lot USING (entry_id) JOIN "
     "lot AS parent ON parent.lot_id = transfer.parent_lot_id WHERE transfer.kind = 'transfer' AND lot.site_id = "
     "parent.site_id "
     "UNION ALL SELECT entry_id, 'a ' || kind || ' loses ' || loss_mg || ' mg' FROM transfer WHERE loss_mg < 0 OR "
     "loss_mg >= mass_mg OR (kind IN ('transfer', 'repack') AND loss_mg > 0)"},
    {"lots_inherit",
     "a lot comes from a purchase, or has the mineral, supplier, origin and age of the lot it was taken of",
     "SELECT lot.entry_id, 'lot ' || lot.code || ' in a ' || kind || iif(lot.parent_lot_id IS NULL, ' without', ' "
     "with') || ' a parent' FROM lot JOIN entry USING (entry_id) WHERE (kind IN ('transfer', 'count-adjustment', "
     "'return')) <> (lot.parent_lot_id IS NOT NULL) OR (lot.root_lot_id IS NULL) <> (lot.parent_lot_id IS NULL) OR "
     "(lot.aged_from_on IS NULL) <> (lot.parent_lot_id IS NULL) "
     "UNION ALL SELECT lot.entry_id, 'lot ' || lot.code || ' does not inherit from lot ' || parent.code FROM lot JOIN "
     "lot AS parent ON parent.lot_id = lot.parent_lot_id WHERE parent.entry_id >= lot.entry_id OR parent.mineral_id IS "
     "NOT lot.mineral_id OR parent.supplier_id IS NOT lot.supplier_id OR coalesce(parent.root_lot_id, parent.lot_id) "
     "IS NOT lot.root_lot_id OR coalesce(parent.aged_from_on, parent.received_on) IS NOT lot.aged_from_on "
     "UNION ALL SELECT lot.entry_id, 'lot ' || lot.code || ' is taken of another lot than its transfer' FROM lot JOIN "
     "transfer USING (entry_id) WHERE lot.parent_lot_id IS NOT transfer.parent_lot_id"},
    {"financing_matches_postings",
     "drawdowns, payments and commitments are what their postings book, and nothing besides",
     "SELECT entry_id, 'drawdown and postings differ' FROM drawdown WHERE "
     "-(amount_cents + financed_fee_cents) IS NOT (SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = "
     "drawdown.entry_id AND account_id = 5) "
     "OR -(amount_cents + financed_fee_cents) IS NOT (SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = "
     "drawdown.entry_id AND account_id = 31) "
     "OR amount_cents IS NOT (SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = drawdown.entry_id AND "
     "account_id = 1) "
     "OR financed_fee_cents + cash_fee_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE "
     "posting.entry_id = drawdown.entry_id AND account_id = 11) "
     "OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = drawdown.entry_id AND posting.facility_id <> "
     "drawdown.facility_id) "
     "UNION ALL SELECT entry_id, 'payment and postings differ' FROM payment WHERE iif(direction = 'to-supplier', "
     "-amount_cents, amount_cents) "
     "IS NOT (SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = payment.entry_id AND account_id = 1) "
     "OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = payment.entry_id "
     "AND (posting.party_id <> payment.party_id OR account_id = iif(direction = 'from-customer', 4, 3))) "
     "UNION ALL SELECT entry_id, 'terms and postings differ' FROM facility_terms WHERE (EXISTS (SELECT 1 FROM facility "
     "WHERE facility.entry_id = facility_terms.entry_id) AND -commitment_cents IS NOT (SELECT SUM(amount_cents) FROM "
     "posting WHERE posting.entry_id = facility_terms.entry_id AND account_id = 30)) "
     "OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = facility_terms.entry_id AND posting.facility_id <> "
     "facility_terms.facility_id) "
     "OR EXISTS (SELECT 1 FROM exposure_fee WHERE exposure_fee.entry_id = facility_terms.entry_id "
     "AND exposure_fee.facility_id <> facility_terms.facility_id)"},
    {"loans_match_postings",
     "accruals, payments to lenders and cancellations are what their postings book, and nothing besides",
     "SELECT DISTINCT entry_id, 'accrual and postings differ' FROM (SELECT accrual.entry_id, accrual.facility_id, "
     "interest_cents + default_interest_cents AS interest, commitment_fee_cents AS fee, cash_fee_cents + "
     "financed_fee_cents AS exposure, capitalised_cents - interest_cents - default_interest_cents AS owed_interest, "
     "-commitment_fee_cents - cash_fee_cents AS owed_fees, -capitalised_cents - financed_fee_cents AS principal, "
     "financed_fee_cents AS disbursed FROM accrual) AS said WHERE (interest, fee, exposure, owed_interest, owed_fees, "
     "principal, -disbursed, disbursed) IS NOT (SELECT coalesce(SUM(amount_cents) FILTER (WHERE account_id = 9), 0), "
     "coalesce(SUM(amount_cents) FILTER (WHERE account_id = 10), 0), coalesce(SUM(amount_cents) FILTER (WHERE "
     "account_id = 11), 0), coalesce(SUM(amount_cents) FILTER (WHERE account_id = 12), 0), coalesce(SUM(amount_cents) "
     "FILTER (WHERE account_id = 13), 0), coalesce(SUM(amount_cents) FILTER (WHERE account_id = 5), 0), "
     "coalesce(SUM(amount_cents) FILTER (WHERE account_id = 31), 0), coalesce(SUM(amount_cents) FILTER (WHERE "
     "account_id = 32), 0) FROM posting WHERE posting.entry_id = said.entry_id AND posting.facility_id = "
     "said.facility_id) "
     "UNION ALL SELECT DISTINCT posting.entry_id, 'posts to a facility without a row' FROM posting JOIN entry USING "
     "(entry_id) WHERE kind = 'accrual' AND posting.facility_id NOT IN (SELECT facility_id FROM accrual WHERE "
     "accrual.entry_id = posting.entry_id) "
     "UNION ALL SELECT entry_id, 'payment and postings differ' FROM loan_payment WHERE (-fees_cents - interest_cents - "
     "principal_cents, fees_cents, interest_cents, principal_cents) IS NOT (SELECT coalesce(SUM(amount_cents) FILTER "
     "(WHERE account_id = 1), 0), coalesce(SUM(amount_cents) FILTER (WHERE account_id = 13), 0), "
     "coalesce(SUM(amount_cents) FILTER (WHERE account_id = 12), 0), coalesce(SUM(amount_cents) FILTER (WHERE "
     "account_id "
     "= 5), 0) FROM posting WHERE posting.entry_id = loan_payment.entry_id AND (posting.facility_id IS NULL OR "
     "posting.facility_id = loan_payment.facility_id)) "
     "UNION ALL SELECT entry_id, 'cancellation and postings differ' FROM cancellation WHERE -amount_cents IS NOT "
     "(SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = cancellation.entry_id AND account_id = 31 AND "
     "posting.facility_id = cancellation.facility_id)"},
    {"principal_not_below_zero", "nothing is repaid that was not owed",
     "SELECT entry_id, 'facility ' || facility_id || ': ' || balance_cents || ' cents repaid beyond what was owed' "
     "FROM "
     "(SELECT entry_id, kind, facility_id, amount_cents, SUM(amount_cents) OVER (PARTITION BY facility_id ORDER BY "
     "entry_id) AS balance_cents FROM posting JOIN entry USING (entry_id) WHERE account_id = 5) "
     "WHERE kind IN ('loan-payment', 'reversal') AND amount_cents > 0 AND balance_cents > 0"},
    {"paid_back_within_paid", "on no day has a supplier or other paid back more than it was paid",
     "SELECT entry_id, 'party ' || party_id || ' on ' || effective_on || ': ' || -paid_cents || ' cents paid back "
     "beyond what was paid' FROM (SELECT party_id, effective_on, max(entry_id) AS entry_id, SUM(SUM(amount_cents)) "
     "OVER "
     "(PARTITION BY party_id ORDER BY effective_on) AS paid_cents FROM paid_to_party GROUP BY party_id, effective_on) "
     "WHERE paid_cents < 0"},
    {"shares_whole", "shares of the lenders add up to the whole",
     "SELECT entry_id, 'shares come to ' || SUM(share_ppb) || ' parts per billion' FROM financing_share GROUP BY "
     "entry_id "
     "HAVING SUM(share_ppb) <> 1000000000"},
    {"conditions_met", "nothing is drawn before the conditions in the terms of its day are met",
     "SELECT drawdown.entry_id, 'drawn before ' || draw_condition.name FROM drawdown JOIN entry USING (entry_id) JOIN "
     "draw_condition ON draw_condition.entry_id = (SELECT terms.entry_id FROM facility_terms AS terms WHERE "
     "terms.facility_id = drawdown.facility_id AND terms.effective_on <= entry.effective_on AND terms.entry_id < "
     "drawdown.entry_id ORDER BY terms.effective_on DESC, terms.entry_id DESC LIMIT 1) "
     "WHERE NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = drawdown.entry_id) AND NOT EXISTS (SELECT 1 "
     "FROM condition_met JOIN entry AS met ON met.entry_id = condition_met.entry_id WHERE condition_met.facility_id = "
     "drawdown.facility_id AND condition_met.name = draw_condition.name AND met.effective_on <= entry.effective_on AND "
     "NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = condition_met.entry_id))"},
    {"borrowing_bases_sound",
     "no borrowing base is dated before signing, names anything twice, or has terms when it ends",
     "SELECT borrowing_base.entry_id, 'dated ' || borrowing_base.effective_on || ', before the signing on ' || "
     "signing.effective_on FROM borrowing_base JOIN facility USING (facility_id) JOIN entry AS signing ON "
     "signing.entry_id = facility.entry_id WHERE borrowing_base.effective_on < signing.effective_on "
     "UNION ALL SELECT entry_id, 'shared with itself' FROM borrowing_base JOIN borrowing_base_facility USING "
     "(entry_id, facility_id) "
     "UNION ALL SELECT entry_id, 'facility ' || facility_id || ' is named twice' FROM borrowing_base_facility GROUP BY "
     "entry_id, facility_id HAVING count(*) > 1 "
     "UNION ALL SELECT entry_id, 'mineral ' || mineral_id || ' is named twice' FROM borrowing_base_advance GROUP BY "
     "entry_id, mineral_id HAVING count(*) > 1 "
     "UNION ALL SELECT entry_id, 'an end with terms' FROM borrowing_base WHERE advance_rate_ppb IS NULL AND (entry_id "
     "IN (SELECT entry_id FROM borrowing_base_advance) OR entry_id IN (SELECT entry_id FROM borrowing_base_facility)) "
     "UNION ALL SELECT entry_id, 'a share outside 0% to 100%' FROM (SELECT entry_id, advance_rate_ppb AS share FROM "
     "borrowing_base UNION ALL SELECT entry_id, advance_rate_ppb FROM borrowing_base_advance UNION ALL SELECT "
     "entry_id, "
     "concentration_limit_ppb FROM borrowing_base) WHERE share NOT BETWEEN 0 AND 1000000000"},
    {"uses_within_drawdown", "what a drawdown is used for does not exceed it",
     "SELECT entry_id, 'uses come to ' || SUM(draw_use.amount_cents) || ' cents of ' || drawdown.amount_cents FROM "
     "draw_use JOIN drawdown USING (entry_id) "
     "GROUP BY entry_id HAVING SUM(draw_use.amount_cents) > drawdown.amount_cents"},
    {"purchases_financed_once",
     "drawdowns finance purchases that stand as long as they do, and no more of one than it cost",
     "SELECT entry_id, 'finances entry ' || purchase_entry_id || ', which is not a purchase' FROM draw_use "
     "WHERE NOT EXISTS (SELECT 1 FROM purchase WHERE purchase.entry_id = purchase_entry_id) UNION ALL "
     "SELECT purchase_entry_id, 'financed with ' || SUM(amount_cents) || ' cents' FROM draw_use "
     "WHERE NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = draw_use.entry_id) GROUP BY purchase_entry_id "
     "HAVING SUM(amount_cents) > (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = "
     "purchase_entry_id AND account_id = 2) "
     "OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = purchase_entry_id) UNION ALL "
     "SELECT draw_use.purchase_entry_id, 'undone on ' || undone.effective_on || ', financed by entry ' || "
     "draw_use.entry_id || ' until ' || other.effective_on FROM draw_use JOIN reversal AS undone ON "
     "undone.reversed_entry_id = purchase_entry_id JOIN entry AS drawn ON drawn.entry_id = draw_use.entry_id JOIN "
     "reversal AS other ON other.reversed_entry_id = draw_use.entry_id WHERE other.effective_on > drawn.effective_on "
     "AND undone.effective_on < other.effective_on"},
    {"reversals_whole", "a reversal turns every posting of an earlier entry that can be reversed",
     "SELECT reversal.entry_id, 'does not undo entry ' || reversed_entry_id FROM reversal WHERE EXISTS (SELECT 1 "
     "FROM posting WHERE posting.entry_id IN (reversal.entry_id, reversed_entry_id) GROUP BY account_id, mineral_id, "
     "lot_id, party_id, facility_id HAVING SUM(mass_mg) <> 0 OR SUM(amount_cents) <> 0) OR reversed_entry_id >= "
     "reversal.entry_id OR coalesce((SELECT kind FROM entry WHERE entry.entry_id = reversed_entry_id), 'book') IN "
     "('book', 'mineral', 'reversal', 'amendment', 'fixing', 'financing-share', 'disbursement-decision', "
     "'sale-cancellation') OR reversal.effective_on < (SELECT effective_on FROM entry WHERE entry.entry_id = "
     "reversed_entry_id)"},
    {"accruals_undone_in_order",
     "an accrual is undone as of its own day, after the accruals and payments of its facilities that count on it",
     "SELECT reversal.entry_id, 'undoes accrual ' || reversed_entry_id || ' of ' || entry.effective_on || ' as of ' || "
     "reversal.effective_on FROM reversal JOIN entry ON entry.entry_id = reversed_entry_id WHERE kind = 'accrual' AND "
     "reversal.effective_on <> entry.effective_on UNION ALL "
     "SELECT DISTINCT reversal.entry_id, 'undoes accrual ' || reversed_entry_id || ', on which entry ' || "
     "later.entry_id || ' counts' FROM reversal JOIN accrual AS undone ON undone.entry_id = reversed_entry_id CROSS "
     "JOIN (SELECT entry_id, facility_id FROM accrual UNION ALL SELECT entry_id, facility_id FROM loan_payment) AS "
     "later USING (facility_id) WHERE later.entry_id > undone.entry_id AND later.entry_id < reversal.entry_id AND NOT "
     "EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = later.entry_id AND other.entry_id < "
     "reversal.entry_id)"},
    {"names_stand", "no standing entry names a site, party or facility that was reversed",
     "SELECT named.entry_id, 'names what entry ' || undone.entry_id || ' undid' FROM ("
     "SELECT lot.entry_id AS entry_id, site.entry_id AS of_entry_id FROM lot JOIN site USING (site_id) "
     "UNION ALL SELECT purchase.entry_id, party.entry_id FROM purchase JOIN party ON party_id = supplier_id "
     "UNION ALL SELECT opening.entry_id, party.entry_id FROM opening JOIN lot USING (entry_id) JOIN party ON "
     "party_id = supplier_id "
     "UNION ALL SELECT release.entry_id, party.entry_id FROM release JOIN party ON party_id = recipient_id "
     "UNION ALL SELECT sale.entry_id, party.entry_id FROM sale JOIN party ON party_id = buyer_id "
     "UNION ALL SELECT payment.entry_id, party.entry_id FROM payment JOIN party USING (party_id) "
     "UNION ALL SELECT facility.entry_id, party.entry_id FROM facility JOIN party ON party_id = lender_id "
     "UNION ALL SELECT demand.entry_id, party.entry_id FROM demand JOIN party ON party_id = participant_id "
     "UNION ALL SELECT drawdown.entry_id, facility.entry_id FROM drawdown JOIN facility USING (facility_id) "
     "UNION ALL SELECT cancellation.entry_id, facility.entry_id FROM cancellation JOIN facility USING (facility_id) "
     "UNION ALL SELECT accrual.entry_id, facility.entry_id FROM accrual JOIN facility USING (facility_id) "
     "UNION ALL SELECT loan_payment.entry_id, facility.entry_id FROM loan_payment JOIN facility USING (facility_id) "
     "UNION ALL SELECT borrowing_base.entry_id, facility.entry_id FROM borrowing_base JOIN facility USING "
     "(facility_id) "
     "UNION ALL SELECT sharing.entry_id, facility.entry_id FROM borrowing_base_facility AS sharing JOIN facility USING "
     "(facility_id) "
     "UNION ALL SELECT disbursement.entry_id, facility.entry_id FROM disbursement JOIN facility USING (facility_id) "
     "UNION ALL SELECT asked.entry_id, party.entry_id FROM disbursement_invoice AS asked JOIN party ON party_id = "
     "biller_id "
     "UNION ALL SELECT document.entry_id, party.entry_id FROM document JOIN party ON party_id = issuer_id "
     "UNION ALL SELECT entry_id, purchase_entry_id FROM live_invoice WHERE purchase_entry_id IS NOT NULL) AS named "
     "JOIN reversal AS undone ON undone.reversed_entry_id = of_entry_id "
     "WHERE NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = named.entry_id)"},
    {"parties_in_role", "material comes from suppliers, facilities from lenders",
     "SELECT entry_id, 'supplier ' || code || ' is a ' || role FROM (SELECT purchase.entry_id AS entry_id, code, role "
     "FROM purchase "
     "JOIN party ON party_id = supplier_id) WHERE role <> 'supplier' "
     "UNION ALL SELECT facility.entry_id, 'lender ' || party.code || ' is a ' || role FROM facility JOIN party ON "
     "party_id = lender_id "
     "WHERE role <> 'lender'"},
    {"groups_hold_no_stock", "a group of minerals has no lots and no price",
     "SELECT lot.entry_id, 'lot ' || lot.code || ' is of a group' FROM lot JOIN mineral USING (mineral_id) WHERE "
     "is_group "
     "UNION ALL SELECT price.entry_id, 'price of a group' FROM price JOIN mineral USING (mineral_id) WHERE is_group "
     "UNION ALL SELECT advance.entry_id, 'advance on a group' FROM borrowing_base_advance AS advance JOIN mineral "
     "USING (mineral_id) WHERE is_group"},
});

} // namespace

std::span<const InvariantCheck> invariant_checks() {
  static const std::vector<InvariantCheck> all = [] {
    std::vector<InvariantCheck> joined(book_checks.begin(), book_checks.end());
    joined.insert(joined.end(), release_checks().begin(), release_checks().end());
    joined.insert(joined.end(), disbursement_checks().begin(), disbursement_checks().end());
    joined.insert(joined.end(), lot_checks().begin(), lot_checks().end());
    joined.insert(joined.end(), carrying_invariants().begin(), carrying_invariants().end());
    joined.insert(joined.end(), evidence_invariants().begin(), evidence_invariants().end());
    joined.insert(joined.end(), cost_method_checks().begin(), cost_method_checks().end());
    joined.insert(joined.end(), count_checks().begin(), count_checks().end());
    joined.insert(joined.end(), write_down_checks().begin(), write_down_checks().end());
    joined.insert(joined.end(), opening_checks().begin(), opening_checks().end());
    joined.insert(joined.end(), period_checks().begin(), period_checks().end());
    joined.insert(joined.end(), people_checks().begin(), people_checks().end());
    return joined;
  }();
  return all;
}

} // namespace pvault::audit
