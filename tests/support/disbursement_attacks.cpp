// Attacks on requests for disbursement, what was decided on them, and the drawdowns that pay them.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

std::vector<Attack> attacks_on_requests() {
  return {
      {"an invoice that is in another request", changed(disbursement, {{"'I-77'", "'i-3'"}}),
       "invoice_already_financed", "invoices_financed_once"},
      {"an invoice that was paid", changed(disbursement, {{"$alcoa, 'I-77'", "$alcoa, 'I-1'"}, {"'metal'", "'other'"}}),
       "invoice_already_financed", "invoices_financed_once"},
      {"an invoice twice", changed(disbursement, {{"'fee', $maersk, 'I-78'", "'fee', $alcoa, 'I-77'"}}),
       "invoice_already_financed", "invoices_financed_once"},
      {"an invoice that another request had on that day",
       changed(disbursement, {{"'I-78'", "'i-2'"},
                              {"'disbursement', '2026-05-01'", "'disbursement', '2026-04-15'"},
                              {"'2026-04-20', 'SWIFT 77'", "NULL, NULL"}}),
       "invoice_already_financed", "invoices_financed_once"},
      {"an invoice with a blank before it", changed(disbursement, {{"'I-77'", "' I-77'"}}),
       "CHECK constraint failed: invoice"},
      {"an invoice of something that is no purchase", changed(disbursement, {{"$purchase4", "$sale"}}),
       "use_not_a_purchase", "invoices_as_described"},
      {"a request in the place of another",
       changed(disbursement, {{"INSERT INTO disbursement VALUES ($new, 1, 77,",
                               "INSERT OR REPLACE INTO disbursement VALUES ($new, 1, $disbursement3,"}}),
       "append_only"},
      {"a warehouse receipt that was financed", changed(disbursement, {{"'WR-77'", "'wr-1'"}}),
       "receipt_already_financed", "receipts_financed_once"},
      {"proof of a payment to come", changed(disbursement, {{"'2026-04-20'", "'2026-05-02'"}}), "proof_after_request",
       "invoices_as_described"},
      {"metal of another supplier", changed(disbursement, {{"$alcoa, 'I-77'", "$hartree, 'I-77'"}}),
       "invoice_of_other_supplier", "invoices_as_described"},
      {"more than a purchase cost", changed(disbursement, {{"'I-77', 1000", "'I-77', 100001"}}),
       "purchase_already_financed", "purchases_claimed_once"},
      {"a request before its facility is in force",
       changed(disbursement, {{"'disbursement', '2026-05-01'", "'disbursement', '2025-12-31'"},
                              {"'2026-04-20', 'SWIFT 77'", "NULL, NULL"}}),
       "facility_not_in_force", "invoices_as_described"},
      {"a request without an invoice",
       "INSERT INTO entry VALUES ($next, 'disbursement', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, "
       "NULL, NULL, NULL); INSERT INTO disbursement VALUES ($new, 1, 77, 'D-77', $facility4); $seal",
       "entry_incomplete", "entries_complete"},
      {"an invoice of another request",
       changed(disbursement, {{"$new, 2, 77, 'fee'", "$new, 2, $disbursement3, 'fee'"}}), "entry_incomplete",
       "entries_complete"},
      {"an invoice of nothing", changed(disbursement, {{"'I-77', 1000", "'I-77', 0"}}),
       "CHECK constraint failed: amount_cents"},
      {"a cost type of one's own", changed(disbursement, {{"'metal'", "'bribe'"}}),
       "CHECK constraint failed: cost_type"},
      {"a payment without proof", changed(disbursement, {{"'2026-04-20', 'SWIFT 77'", "'2026-04-20', NULL"}}),
       "CHECK constraint failed: (paid_on IS NULL)"},
      {"a name that is taken", changed(disbursement, {{"'D-77'", "'d-1'"}}), "name_taken"},
      {"an open request loses its purchase",
       "INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, "
       "NULL, NULL); INSERT INTO reversal VALUES ($new, 1, $purchase4, '2026-05-01', 'gone'); "
       "INSERT INTO posting SELECT $new, line, account_id, mineral_id, lot_id, party_id, facility_id, -mass_mg, "
       "-amount_cents FROM posting WHERE entry_id = $purchase4; $seal",
       "something_depends_on_it", "names_stand"},
  };
}

std::vector<Attack> attacks_on_decisions() {
  const std::string left_out = "INSERT INTO disbursement_invoice_refused VALUES ($new, 1, $disbursement3, 1)";
  return {
      {"approved before it was requested",
       changed(approval, {{"'disbursement-decision', '2026-05-01'", "'disbursement-decision', '2026-04-14'"}}),
       "disbursement_out_of_order", "disbursements_in_order"},
      {"refused before it was approved",
       changed(disbursement_refusal,
               {{"'disbursement-decision', '2026-05-01'", "'disbursement-decision', '2026-04-15'"}}),
       "disbursement_out_of_order", "disbursements_in_order"},
      {"approved after it was refused", changed(approval, {{"$disbursement3", "$disbursement4"}}),
       "disbursement_not_open", "disbursements_in_order"},
      {"refused after it was paid", changed(disbursement_refusal, {{"$disbursement2", "$disbursement1"}}),
       "disbursement_not_open", "disbursements_in_order"},
      {"approved twice", changed(approval, {{"$disbursement3", "$disbursement2"}}), "disbursement_not_open"},
      {"refused without a reason", changed(disbursement_refusal, {{"'too late'", "NULL"}}), "CHECK constraint failed"},
      {"an approval of nothing", with(approval, left_out), "approval_empty", "disbursements_in_order"},
      {"an approval without an invoice that is not there",
       with(approval, "INSERT INTO disbursement_invoice_refused VALUES ($new, 1, $disbursement3, 9)"),
       "invoice_unknown", "disbursements_in_order"},
      {"an invoice left out without a reason", with(changed(approval, {{"'all of it'", "NULL"}}), left_out),
       "invoice_unknown", "disbursements_in_order"},
      {"an invoice of another request left out",
       with(approval, "INSERT INTO disbursement_invoice_refused VALUES ($new, 1, $disbursement2, 1)"),
       "invoice_unknown", "disbursements_in_order"},
      {"a decision is undone",
       "INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, "
       "NULL, NULL); INSERT INTO reversal VALUES ($new, 1, $refusal4, '2026-05-01', 'mistake'); $seal",
       "reversal_not_possible", "reversals_whole"},
      {"a request is undone that was decided on",
       "INSERT INTO entry VALUES ($next, 'reversal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, "
       "NULL, NULL); INSERT INTO reversal VALUES ($new, 1, $request4, '2026-05-01', 'mistake'); $seal",
       "something_depends_on_it", "disbursements_in_order"},
  };
}

std::vector<Attack> attacks_on_payments_of_requests() {
  const std::string of_request = "disbursement_payment VALUES ($new, 1, $disbursement2)";
  return {
      {"a request is paid that was not approved",
       changed(disbursement_payment, {{of_request, "disbursement_payment VALUES ($new, 1, $disbursement3)"}}),
       "disbursement_not_open", "disbursements_in_order"},
      {"a request is paid that was refused",
       changed(disbursement_payment, {{of_request, "disbursement_payment VALUES ($new, 1, $disbursement4)"}}),
       "disbursement_not_open", "disbursements_in_order"},
      {"a request is paid twice",
       changed(disbursement_payment, {{of_request, "disbursement_payment VALUES ($new, 1, $disbursement1)"}}),
       "rows_differ_from_postings", "disbursements_paid_whole"},
      {"paid before it was approved",
       changed(disbursement_payment, {{"'drawdown', '2026-05-01'", "'drawdown', '2026-04-15'"}}),
       "disbursement_out_of_order", "disbursements_in_order"},
      {"paid with less than was approved",
       changed(disbursement_payment,
               {{"$facility4, 100000, 0, 0)", "$facility4, 99999, 0, 0)"},
                {"$purchase4, 100000)", "$purchase4, 99999)"},
                {"NULL, NULL, NULL, NULL, 0, 100000)", "NULL, NULL, NULL, NULL, 0, 99999)"},
                {"2, 5, NULL, NULL, NULL, $facility4, 0, -100000)", "2, 5, NULL, NULL, NULL, $facility4, 0, -99999)"},
                {"31, NULL, NULL, NULL, $facility4, 0, -100000)", "31, NULL, NULL, NULL, $facility4, 0, -99999)"},
                {"32, NULL, NULL, NULL, $facility4, 0, 100000)", "32, NULL, NULL, NULL, $facility4, 0, 99999)"}}),
       "rows_differ_from_postings", "disbursements_paid_whole"},
      {"used by a purchase that the request does not name",
       changed(disbursement_payment, {{"$purchase4, 100000)", "$purchase3, 100000)"}}), "rows_differ_from_postings",
       "disbursements_paid_whole"},
  };
}

} // namespace

std::vector<Attack> attacks_on_disbursements() {
  std::vector<Attack> all;
  for (const auto& attacks : {attacks_on_requests(), attacks_on_decisions(), attacks_on_payments_of_requests()})
    all.insert(all.end(), attacks.begin(), attacks.end());
  return all;
}

} // namespace pvault::test
