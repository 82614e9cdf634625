#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_disbursement_checks = std::to_array<InvariantCheck>({
    {"invoices_financed_once", "an invoice is in one request at a time",
     "SELECT asked.entry_id, 'invoice ' || asked.invoice || ' is also in entry ' || other.entry_id FROM "
     "invoice_claim AS asked JOIN invoice_claim AS other USING (biller_id, invoice) WHERE (other.entry_id, "
     "other.line) <> (asked.entry_id, asked.line) AND (asked.until_on IS NULL OR asked.until_on > other.from_on) "
     "AND (other.until_on IS NULL OR other.until_on > asked.from_on) AND asked.until_on IS NOT asked.from_on AND "
     "other.until_on IS NOT other.from_on"},
    {"receipts_financed_once", "a warehouse receipt is in one request at a time",
     "SELECT asked.entry_id, 'warehouse receipt ' || asked.receipt || ' is also in entry ' || other.entry_id FROM "
     "invoice_claim AS asked JOIN invoice_claim AS other USING (receipt) WHERE (other.entry_id, other.line) <> "
     "(asked.entry_id, asked.line) AND (asked.until_on IS NULL OR asked.until_on > other.from_on) AND "
     "(other.until_on IS NULL OR other.until_on > asked.from_on) AND asked.until_on IS NOT asked.from_on AND "
     "other.until_on IS NOT other.from_on"},
    {"purchases_claimed_once", "on no day is more of a purchase financed and asked for than it cost",
     "SELECT purchase_entry_id, claimed_cents || ' cents are financed and asked for on ' || day_on || ', it cost ' "
     "|| cost_cents || ', over by ' || (claimed_cents - cost_cents) FROM (SELECT purchase_entry_id, day_on, "
     "claimed_cents, (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = "
     "purchase_entry_id AND account_id = 2) AS cost_cents FROM purchase_claimed) WHERE claimed_cents > cost_cents "
     "UNION ALL SELECT asked.entry_id, 'asks until ' || coalesce(until_on, 'no end') || ' for purchase ' || "
     "purchase_entry_id || ', undone on ' || undone.effective_on FROM invoice_claim AS asked JOIN reversal AS "
     "undone ON undone.reversed_entry_id = purchase_entry_id WHERE (until_on IS NULL OR until_on > "
     "undone.effective_on) AND until_on IS NOT from_on"},
    {"invoices_as_described",
     "an invoice of metal is from the supplier of its purchase, and what was paid was paid before the request",
     "SELECT entry_id, 'invoice ' || invoice || ' was paid on ' || paid_on || ', requested on ' || effective_on "
     "FROM disbursement_invoice JOIN entry USING (entry_id) WHERE paid_on > effective_on UNION ALL SELECT "
     "asked.entry_id, 'invoice ' || invoice || ' is not of the supplier of purchase ' || purchase_entry_id FROM "
     "disbursement_invoice AS asked JOIN purchase ON purchase.entry_id = purchase_entry_id WHERE cost_type = "
     "'metal' AND supplier_id <> biller_id UNION ALL SELECT asked.entry_id, 'invoice ' || invoice || ' names entry "
     "' || purchase_entry_id || ', which is no purchase' FROM disbursement_invoice AS asked WHERE "
     "purchase_entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM purchase WHERE purchase.entry_id = "
     "purchase_entry_id) UNION ALL SELECT asked.entry_id, 'requested on ' || requested.effective_on || ', the "
     "facility is in force from ' || signing.effective_on FROM disbursement AS asked JOIN entry AS requested ON "
     "requested.entry_id = asked.entry_id JOIN facility USING (facility_id) JOIN entry AS signing ON "
     "signing.entry_id = facility.entry_id WHERE requested.effective_on < signing.effective_on"},
    {"disbursements_in_order",
     "a request is decided on after it was made, in part with a reason, and not after it was paid",
     "SELECT decided.entry_id, 'decided on ' || entry.effective_on || ', requested on ' || asked.effective_on FROM "
     "disbursement_decision AS decided JOIN entry USING (entry_id) JOIN disbursement USING (disbursement_id) JOIN "
     "entry AS asked ON asked.entry_id = disbursement.entry_id WHERE entry.effective_on < asked.effective_on OR "
     "decided.entry_id < asked.entry_id OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = "
     "asked.entry_id) UNION ALL SELECT refused.entry_id, 'refused on ' || entry.effective_on || ', approved on ' "
     "|| approval.effective_on FROM disbursement_decision AS refused JOIN disbursement_decision AS approved USING "
     "(disbursement_id) JOIN entry ON entry.entry_id = refused.entry_id JOIN entry AS approval ON "
     "approval.entry_id = approved.entry_id WHERE refused.decision = 'refused' AND approved.decision = 'approved' "
     "AND (refused.entry_id < approved.entry_id OR entry.effective_on < approval.effective_on) UNION ALL SELECT "
     "left_out.entry_id, 'leaves out an invoice that is not there, or without a reason' FROM "
     "disbursement_invoice_refused AS left_out WHERE NOT EXISTS (SELECT 1 FROM disbursement_invoice AS asked WHERE "
     "asked.disbursement_id = left_out.disbursement_id AND asked.line = invoice_line) OR NOT EXISTS (SELECT 1 FROM "
     "disbursement_decision AS decided WHERE decided.entry_id = left_out.entry_id AND decided.disbursement_id = "
     "left_out.disbursement_id AND decision = 'approved' AND reason IS NOT NULL) UNION ALL SELECT "
     "decided.entry_id, 'approves nothing' FROM disbursement_decision AS decided WHERE decision = 'approved' AND "
     "NOT EXISTS (SELECT 1 FROM disbursement_invoice AS asked WHERE asked.disbursement_id = "
     "decided.disbursement_id AND NOT EXISTS (SELECT 1 FROM disbursement_invoice_refused AS left_out WHERE "
     "left_out.disbursement_id = asked.disbursement_id AND left_out.invoice_line = asked.line)) UNION ALL SELECT "
     "paid.entry_id, 'pays on ' || entry.effective_on || ' what was not approved by then' FROM "
     "disbursement_payment AS paid JOIN entry USING (entry_id) WHERE NOT EXISTS (SELECT 1 FROM "
     "disbursement_decision AS decided JOIN entry AS approval ON approval.entry_id = decided.entry_id WHERE "
     "decided.disbursement_id = paid.disbursement_id AND decision = 'approved' AND approval.effective_on <= "
     "entry.effective_on AND decided.entry_id < paid.entry_id) UNION ALL SELECT paid.entry_id, 'pays a request "
     "that was refused on ' || refusal.effective_on FROM disbursement_payment AS paid JOIN disbursement_decision "
     "AS decided USING (disbursement_id) JOIN entry AS refusal ON refusal.entry_id = decided.entry_id LEFT JOIN "
     "reversal ON reversed_entry_id = paid.entry_id WHERE decision = 'refused' AND (reversal.entry_id IS NULL OR "
     "reversal.entry_id > decided.entry_id OR reversal.effective_on > refusal.effective_on) UNION ALL SELECT "
     "later.entry_id, 'pays on ' || entry.effective_on || ' what entry ' || earlier.entry_id || ' had paid until ' "
     "|| reversal.effective_on FROM disbursement_payment AS later JOIN entry USING (entry_id) JOIN "
     "disbursement_payment AS earlier ON earlier.disbursement_id = later.disbursement_id AND earlier.entry_id < "
     "later.entry_id JOIN reversal ON reversed_entry_id = earlier.entry_id WHERE reversal.entry_id < "
     "later.entry_id AND reversal.effective_on > entry.effective_on"},
    {"disbursements_paid_whole",
     "a request is paid with what was approved, on its facility or by lenders that have shares, for the purchases of "
     "its invoices",
     "WITH run AS MATERIALIZED (SELECT disbursement_id, max(entry_id) AS last_id FROM disbursement_payment JOIN "
     "entry USING (entry_id) GROUP BY disbursement_id, recorded_at, effective_on), allowed AS (SELECT "
     "disbursement_id, purchase_entry_id, amount_cents FROM disbursement_invoice AS asked WHERE NOT EXISTS (SELECT "
     "1 FROM disbursement_invoice_refused AS left_out WHERE left_out.disbursement_id = asked.disbursement_id AND "
     "left_out.invoice_line = asked.line)) SELECT last_id, 'pays ' || paid_cents || ' cents in all, approved were "
     "' || allowed_cents || ', off by ' || (paid_cents - allowed_cents) FROM (SELECT run.last_id, "
     "SUM(amount_cents) AS paid_cents, (SELECT SUM(amount_cents) FROM allowed WHERE allowed.disbursement_id = "
     "run.disbursement_id) AS allowed_cents FROM run JOIN disbursement_payment AS paid ON paid.disbursement_id = "
     "run.disbursement_id AND paid.entry_id <= run.last_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE "
     "reversed_entry_id = paid.entry_id AND reversal.entry_id < run.last_id) JOIN drawdown ON drawdown.entry_id = "
     "paid.entry_id GROUP BY run.last_id) WHERE paid_cents <> allowed_cents UNION ALL SELECT last_id, 'uses ' || "
     "SUM(used_cents) || ' cents for purchase ' || purchase_entry_id || ', its invoices come to ' || "
     "SUM(allowed_cents) FROM (SELECT run.last_id, purchase_entry_id, amount_cents AS allowed_cents, 0 AS "
     "used_cents FROM run JOIN allowed USING (disbursement_id) WHERE purchase_entry_id IS NOT NULL UNION ALL "
     "SELECT run.last_id, purchase_entry_id, 0, draw_use.amount_cents FROM run JOIN disbursement_payment AS paid "
     "ON paid.disbursement_id = run.disbursement_id AND paid.entry_id <= run.last_id AND NOT EXISTS (SELECT 1 FROM "
     "reversal WHERE reversed_entry_id = paid.entry_id AND reversal.entry_id < run.last_id) JOIN draw_use ON "
     "draw_use.entry_id = paid.entry_id) GROUP BY last_id, purchase_entry_id HAVING SUM(used_cents) <> "
     "SUM(allowed_cents) UNION ALL SELECT paid.entry_id, 'is drawn on another facility than requested' FROM "
     "disbursement_payment AS paid JOIN disbursement USING (disbursement_id) JOIN drawdown ON drawdown.entry_id = "
     "paid.entry_id WHERE disbursement.facility_id <> drawdown.facility_id UNION ALL SELECT paid.entry_id, 'is "
     "drawn on a facility without a share' FROM disbursement_payment AS paid JOIN disbursement USING "
     "(disbursement_id) JOIN drawdown ON drawdown.entry_id = paid.entry_id JOIN entry ON entry.entry_id = "
     "paid.entry_id WHERE disbursement.facility_id IS NULL AND drawdown.facility_id NOT IN (SELECT facility_id "
     "FROM financing_share WHERE financing_share.entry_id = (SELECT setting.entry_id FROM entry AS setting WHERE "
     "setting.kind = 'financing-share' AND setting.effective_on <= entry.effective_on AND setting.entry_id < "
     "paid.entry_id ORDER BY setting.effective_on DESC, setting.entry_id DESC LIMIT 1))"},
});

} // namespace

std::span<const InvariantCheck> disbursement_checks() { return all_disbursement_checks; }

} // namespace pvault::audit
