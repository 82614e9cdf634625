-- What is left to draw on a facility, and what is open with a party, is to stay within bounds on each day. Where nothing of
-- the facility or the party is dated later, one sum says it; where something else is, its entries are looked through for
-- that. Before, its whole history was put in order of its days.

-- With the amount, so that a sum reads the index alone.
DROP INDEX posting_by_party;
DROP INDEX posting_by_facility;
-- What is open between the vault and a party: payments.
CREATE INDEX posting_by_party ON posting (party_id, account_id, entry_id, line, amount_cents) WHERE party_id IS NOT NULL;
-- What was drawn on a facility: the seal's check.
CREATE INDEX posting_by_facility ON posting (facility_id, account_id, entry_id, line, amount_cents) WHERE facility_id IS NOT NULL;

-- An entry changes what there is on its day and on later ones.
DROP TRIGGER seal_facilities;
CREATE TRIGGER seal_facilities BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND facility_id IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, 'above_undisbursed') FROM posting AS touched
    WHERE touched.entry_id = NEW.entry_id AND touched.account_id = 31
      AND (SELECT SUM(amount_cents) FROM posting WHERE facility_id = touched.facility_id AND account_id = 31) < 0;
  SELECT RAISE(ABORT, 'above_undisbursed')
    WHERE EXISTS (SELECT 1 FROM entry WHERE effective_on > (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id))
      AND EXISTS (SELECT 1 FROM posting CROSS JOIN entry USING (entry_id)
        WHERE facility_id IN (SELECT facility_id FROM posting WHERE entry_id = NEW.entry_id AND account_id = 31) AND account_id = 31
          AND effective_on > (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id))
      AND EXISTS (SELECT 1 FROM (
        SELECT SUM(amount_cents) OVER (PARTITION BY facility_id ORDER BY effective_on) AS undisbursed_cents FROM (
          SELECT facility_id, effective_on, SUM(amount_cents) AS amount_cents
          FROM posting JOIN entry USING (entry_id)
          WHERE account_id = 31
            AND facility_id IN (SELECT facility_id FROM posting WHERE entry_id = NEW.entry_id AND facility_id IS NOT NULL)
          GROUP BY facility_id, effective_on))
        WHERE undisbursed_cents < 0);
  SELECT RAISE(ABORT, 'outside_availability')
    FROM entry JOIN drawdown USING (entry_id) JOIN facility_terms USING (facility_id)
    WHERE entry.entry_id = NEW.entry_id AND entry.effective_on NOT BETWEEN available_from_on AND available_until_on
      AND facility_terms.entry_id = (SELECT terms.entry_id FROM facility_terms AS terms
        WHERE terms.facility_id = drawdown.facility_id AND terms.effective_on <= entry.effective_on
        ORDER BY terms.effective_on DESC, terms.entry_id DESC LIMIT 1);
  SELECT RAISE(ABORT, 'facility_not_in_force')
    FROM entry JOIN drawdown USING (entry_id) JOIN facility USING (facility_id) JOIN entry AS signing ON signing.entry_id = facility.entry_id
    WHERE entry.entry_id = NEW.entry_id AND entry.effective_on < signing.effective_on;
END;

DROP TRIGGER seal_payment;
CREATE TRIGGER seal_payment BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM payment WHERE entry_id = NEW.entry_id AND (
    iif(direction = 'to-supplier', -amount_cents, amount_cents)
      IS NOT (SELECT SUM(amount_cents) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 1)
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND (
      party_id <> payment.party_id OR account_id = iif(direction = 'from-customer', 4, 3))));
  -- Nobody is paid more than was owed, on the day of the payment or any later one.
  SELECT RAISE(ABORT, 'payment_above_payable') FROM payment WHERE entry_id = NEW.entry_id AND direction = 'to-supplier'
    AND (SELECT SUM(amount_cents) FROM posting WHERE party_id = payment.party_id AND account_id = 4) > 0;
  SELECT RAISE(ABORT, 'payment_above_payable')
    WHERE EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id AND direction = 'to-supplier')
      AND EXISTS (SELECT 1 FROM entry WHERE effective_on > (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id))
      AND EXISTS (SELECT 1 FROM posting CROSS JOIN entry USING (entry_id)
        WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND account_id = 4
          AND effective_on > (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id))
      AND EXISTS (SELECT 1 FROM (
        SELECT effective_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS balance_cents FROM (
          SELECT effective_on, SUM(amount_cents) AS amount_cents FROM posting JOIN entry USING (entry_id)
          WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND account_id = 4 GROUP BY effective_on))
        WHERE balance_cents > 0 AND effective_on >= (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id));
  SELECT RAISE(ABORT, 'payment_above_receivable') FROM payment WHERE entry_id = NEW.entry_id AND direction = 'from-customer'
    AND (SELECT SUM(amount_cents) FROM posting WHERE party_id = payment.party_id AND account_id = 3) < 0;
  SELECT RAISE(ABORT, 'payment_above_receivable')
    WHERE EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id AND direction = 'from-customer')
      AND EXISTS (SELECT 1 FROM entry WHERE effective_on > (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id))
      AND EXISTS (SELECT 1 FROM posting CROSS JOIN entry USING (entry_id)
        WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND account_id = 3
          AND effective_on > (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id))
      AND EXISTS (SELECT 1 FROM (
        SELECT effective_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS balance_cents FROM (
          SELECT effective_on, SUM(amount_cents) AS amount_cents FROM posting JOIN entry USING (entry_id)
          WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND account_id = 3 GROUP BY effective_on))
        WHERE balance_cents < 0 AND effective_on >= (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id));
  -- Nobody pays back more than was owed to us, on the day of the payment or of any later one back; what is bought in between is owed anew.
  SELECT RAISE(ABORT, 'payment_above_receivable')
    WHERE EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id AND direction = 'from-supplier')
      AND EXISTS (SELECT 1 FROM (
        SELECT effective_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS balance_cents FROM (
          SELECT effective_on, SUM(amount_cents) AS amount_cents FROM posting JOIN entry USING (entry_id)
          WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND account_id = 4 GROUP BY effective_on))
        WHERE balance_cents < 0 AND effective_on >= (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id)
          AND effective_on IN (SELECT back_entry.effective_on FROM posting CROSS JOIN payment AS back USING (entry_id)
            CROSS JOIN entry AS back_entry USING (entry_id)
            WHERE posting.party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND posting.account_id = 4
              AND back.direction = 'from-supplier' AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = back.entry_id)));
  -- Nor more than was paid, on the day of the payment or any later one: a payment may have been undone since.
  SELECT RAISE(ABORT, 'payment_above_receivable') FROM payment AS back JOIN entry USING (entry_id)
    WHERE back.entry_id = NEW.entry_id AND back.direction = 'from-supplier' AND EXISTS (SELECT 1 FROM (
      SELECT effective_on AS paid_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS paid_cents FROM paid_to_party
      WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id))
      WHERE paid_cents < 0 AND paid_on >= entry.effective_on);
END;

-- What is reversed is seldom an authority or an emergency. Asked of each, the claims on all of them took the square of a batch.
DROP TRIGGER reversal_of_authority;
CREATE TRIGGER reversal_of_authority BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it')
    WHERE EXISTS (SELECT 1 FROM authority WHERE entry_id = NEW.reversed_entry_id)
      AND EXISTS (SELECT 1 FROM authority JOIN authority_claim USING (authority_id)
        WHERE authority.entry_id = NEW.reversed_entry_id AND (authority_claim.until_on IS NULL
          OR (authority_claim.until_on > authority_claim.from_on AND authority_claim.until_on > NEW.effective_on)));
  SELECT RAISE(ABORT, 'something_depends_on_it')
    WHERE EXISTS (SELECT 1 FROM emergency WHERE entry_id = NEW.reversed_entry_id)
      AND EXISTS (SELECT 1 FROM emergency JOIN authority_claim USING (emergency_id)
        WHERE emergency.entry_id = NEW.reversed_entry_id AND (authority_claim.until_on IS NULL
          OR (authority_claim.until_on > authority_claim.from_on AND authority_claim.until_on > NEW.effective_on)));
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM emergency JOIN emergency_end USING (emergency_id)
    WHERE emergency.entry_id = NEW.reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = emergency_end.entry_id);
END;
