-- The financing engine: what a loan's terms lead to, and what is paid on it. docs/FINANCING.md has the rules of the computation.
--
-- A migration that adds to a fixed table drops the trigger that closes it, and makes it anew.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER account_no_insert;
DROP TRIGGER entry_kind_account_no_insert;

INSERT INTO table_role VALUES
  ('cancellation', 'record', 'parts of a commitment that were cancelled'),
  ('rate_fixing', 'record', 'published values of an index that floating rates follow'),
  ('draw_condition', 'record', 'conditions to be met before the first drawdown on a facility'),
  ('condition_met', 'record', 'which condition of a facility was met'),
  ('instalment', 'record', 'custom instalments in a facility''s terms'),
  ('financing_share', 'record', 'what part of all drawdowns each lender finances, from the date of the entry on'),
  ('accrual', 'record', 'what of interest and fees was posted, facility by facility'),
  ('loan_payment', 'record', 'payments to a lender, and what they settled');

INSERT INTO entry_kind VALUES ('amendment'), ('cancellation'), ('fixing'), ('condition'), ('financing-share'), ('accrual'), ('loan-payment');

INSERT INTO account VALUES
  ( 9, 'interest',             'yes',  'no', 'may', 'no', 'no', 'yes', 'interest that has accrued, default interest included; by the mineral that bears it'),
  (10, 'commitment_fee',       'yes',  'no', 'may', 'no', 'no', 'yes', 'commitment fees that have accrued; by the mineral that bears them'),
  (11, 'exposure_fee',         'yes',  'no', 'may', 'no', 'no', 'yes', 'exposure fees that were charged; by the mineral that bears them'),
  (12, 'accrued_interest',     'yes',  'no', 'no',  'no', 'no', 'yes', 'interest owed to a lender'),
  (13, 'accrued_fees',         'yes',  'no', 'no',  'no', 'no', 'yes', 'fees owed to a lender'),
  (33, 'commitment_cancelled', 'memo', 'no', 'no',  'no', 'no', 'yes', 'what was cancelled of a commitment');

INSERT INTO entry_kind_account VALUES
  ('facility', 5), ('facility', 11), ('facility', 13), ('facility', 32),
  ('drawdown', 11), ('drawdown', 13),
  ('cancellation', 31), ('cancellation', 33),
  ('accrual', 5), ('accrual', 9), ('accrual', 10), ('accrual', 11), ('accrual', 12), ('accrual', 13), ('accrual', 31), ('accrual', 32),
  ('loan-payment', 1), ('loan-payment', 5), ('loan-payment', 12), ('loan-payment', 13);

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER account_no_insert BEFORE INSERT ON account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE cancellation (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0)
) STRICT;

-- What was cancelled of a facility.
CREATE INDEX cancellation_by_facility ON cancellation (facility_id);

CREATE TABLE rate_fixing (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  index_name TEXT NOT NULL COLLATE NOCASE CHECK (index_name <> ''),
  effective_on TEXT NOT NULL,
  rate_ppb INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source <> ''),
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;
-- The fixings that a floating rate follows.
CREATE INDEX rate_fixing_by_index ON rate_fixing (index_name, effective_on, entry_id);

CREATE TABLE draw_condition (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  name TEXT NOT NULL COLLATE NOCASE CHECK (name <> ''),
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE condition_met (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  name TEXT NOT NULL COLLATE NOCASE CHECK (name <> '')
) STRICT;

-- Whether a condition of a facility is met.
CREATE INDEX condition_met_by_facility ON condition_met (facility_id, name);

CREATE TABLE instalment (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  due_on TEXT NOT NULL CHECK (due_on IS date(due_on, '+0 days')),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, due_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE financing_share (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  share_ppb INTEGER NOT NULL CHECK (share_ppb BETWEEN 1 AND 1000000000),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, facility_id)
) STRICT, WITHOUT ROWID;

-- What the entry adds to what was posted before. A line may be negative: then less has accrued than was posted, because a drawdown or a
-- payment with an earlier date came in between.
CREATE TABLE accrual (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  interest_cents INTEGER NOT NULL,
  default_interest_cents INTEGER NOT NULL,
  commitment_fee_cents INTEGER NOT NULL,
  cash_fee_cents INTEGER NOT NULL,
  financed_fee_cents INTEGER NOT NULL,
  capitalised_cents INTEGER NOT NULL,
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, facility_id)
) STRICT, WITHOUT ROWID;
-- What was posted for a facility so far.
CREATE INDEX accrual_by_facility ON accrual (facility_id, entry_id);

CREATE TABLE loan_payment (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  fees_cents INTEGER NOT NULL CHECK (fees_cents >= 0),
  interest_cents INTEGER NOT NULL CHECK (interest_cents >= 0),
  principal_cents INTEGER NOT NULL CHECK (principal_cents >= 0),
  CHECK (fees_cents + interest_cents + principal_cents > 0)
) STRICT;
CREATE INDEX loan_payment_by_facility ON loan_payment (facility_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER cancellation_no_update BEFORE UPDATE ON cancellation BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER cancellation_no_delete BEFORE DELETE ON cancellation BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER rate_fixing_no_update BEFORE UPDATE ON rate_fixing BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER rate_fixing_no_delete BEFORE DELETE ON rate_fixing BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER draw_condition_no_update BEFORE UPDATE ON draw_condition BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER draw_condition_no_delete BEFORE DELETE ON draw_condition BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER condition_met_no_update BEFORE UPDATE ON condition_met BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER condition_met_no_delete BEFORE DELETE ON condition_met BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER instalment_no_update BEFORE UPDATE ON instalment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER instalment_no_delete BEFORE DELETE ON instalment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER financing_share_no_update BEFORE UPDATE ON financing_share BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER financing_share_no_delete BEFORE DELETE ON financing_share BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER accrual_no_update BEFORE UPDATE ON accrual BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER accrual_no_delete BEFORE DELETE ON accrual BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER loan_payment_no_update BEFORE UPDATE ON loan_payment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER loan_payment_no_delete BEFORE DELETE ON loan_payment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER cancellation_in_open_entry BEFORE INSERT ON cancellation BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'cancellation';
END;
CREATE TRIGGER rate_fixing_in_open_entry BEFORE INSERT ON rate_fixing BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'fixing';
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER draw_condition_in_open_entry BEFORE INSERT ON draw_condition BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('facility', 'amendment');
END;
CREATE TRIGGER condition_met_in_open_entry BEFORE INSERT ON condition_met BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'condition';
  SELECT RAISE(ABORT, 'condition_unknown') WHERE NOT EXISTS (
    SELECT 1 FROM draw_condition WHERE facility_id = NEW.facility_id AND name = NEW.name);
END;
CREATE TRIGGER instalment_in_open_entry BEFORE INSERT ON instalment BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('facility', 'amendment');
END;
CREATE TRIGGER financing_share_in_open_entry BEFORE INSERT ON financing_share BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'financing-share';
END;
CREATE TRIGGER accrual_in_open_entry BEFORE INSERT ON accrual BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'accrual';
END;
CREATE TRIGGER loan_payment_in_open_entry BEFORE INSERT ON loan_payment BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'loan-payment';
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_financing BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'amendment' THEN EXISTS (SELECT 1 FROM facility_terms WHERE entry_id = NEW.entry_id)
    WHEN 'cancellation' THEN EXISTS (SELECT 1 FROM cancellation WHERE entry_id = NEW.entry_id)
    WHEN 'fixing' THEN EXISTS (SELECT 1 FROM rate_fixing WHERE entry_id = NEW.entry_id)
    WHEN 'condition' THEN EXISTS (SELECT 1 FROM condition_met WHERE entry_id = NEW.entry_id)
    WHEN 'financing-share' THEN EXISTS (SELECT 1 FROM financing_share WHERE entry_id = NEW.entry_id)
    WHEN 'accrual' THEN EXISTS (SELECT 1 FROM accrual WHERE entry_id = NEW.entry_id)
    WHEN 'loan-payment' THEN EXISTS (SELECT 1 FROM loan_payment WHERE entry_id = NEW.entry_id)
    ELSE 1 END;
END;
CREATE TRIGGER seal_cancellation BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM cancellation WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM cancellation WHERE entry_id = NEW.entry_id AND (
    -amount_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = cancellation.entry_id AND posting.facility_id = cancellation.facility_id AND account_id = 31)
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND facility_id <> cancellation.facility_id));
END;
CREATE TRIGGER seal_accrual BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM accrual WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM accrual WHERE entry_id = NEW.entry_id AND (
    interest_cents + default_interest_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = accrual.entry_id AND posting.facility_id = accrual.facility_id AND account_id = 9)
    OR commitment_fee_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = accrual.entry_id AND posting.facility_id = accrual.facility_id AND account_id = 10)
    OR cash_fee_cents + financed_fee_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = accrual.entry_id AND posting.facility_id = accrual.facility_id AND account_id = 11)
    OR capitalised_cents - interest_cents - default_interest_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = accrual.entry_id AND posting.facility_id = accrual.facility_id AND account_id = 12)
    OR -commitment_fee_cents - cash_fee_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = accrual.entry_id AND posting.facility_id = accrual.facility_id AND account_id = 13)
    OR -capitalised_cents - financed_fee_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = accrual.entry_id AND posting.facility_id = accrual.facility_id AND account_id = 5)
    OR financed_fee_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = accrual.entry_id AND posting.facility_id = accrual.facility_id AND account_id = 32));
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM posting WHERE entry_id = NEW.entry_id
    AND facility_id NOT IN (SELECT facility_id FROM accrual WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER seal_loan_payment BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM loan_payment WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM loan_payment WHERE entry_id = NEW.entry_id AND (
    fees_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = loan_payment.entry_id AND posting.facility_id = loan_payment.facility_id AND account_id = 13)
    OR interest_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = loan_payment.entry_id AND posting.facility_id = loan_payment.facility_id AND account_id = 12)
    OR principal_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = loan_payment.entry_id AND posting.facility_id = loan_payment.facility_id AND account_id = 5)
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND facility_id <> loan_payment.facility_id));
END;
-- Nothing is repaid that was not owed, over all entries so far. An accrual may find later that less was owed.
CREATE TRIGGER seal_principal BEFORE INSERT ON seal
WHEN (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IN ('loan-payment', 'reversal')
  AND EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND account_id = 5 AND amount_cents > 0) BEGIN
  SELECT RAISE(ABORT, 'principal_below_zero') FROM posting WHERE account_id = 5
    AND facility_id IN (SELECT facility_id FROM posting WHERE entry_id = NEW.entry_id AND account_id = 5 AND amount_cents > 0)
    GROUP BY facility_id HAVING SUM(amount_cents) > 0;
END;
-- An amendment names a facility that stands, comes after its signing, and leaves every drawdown within its dates.
CREATE TRIGGER seal_amendment BEFORE INSERT ON seal
WHEN (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) = 'amendment' BEGIN
  SELECT RAISE(ABORT, 'facility_terms_inconsistent') FROM facility_terms AS amended JOIN facility USING (facility_id)
    JOIN entry AS signing ON signing.entry_id = facility.entry_id
    WHERE amended.entry_id = NEW.entry_id AND (amended.effective_on <= signing.effective_on
      OR amended.commitment_cents IS NOT (SELECT first.commitment_cents FROM facility_terms AS first WHERE first.entry_id = facility.entry_id)
      OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = facility.entry_id));
  SELECT RAISE(ABORT, 'facility_terms_inconsistent') FROM facility_terms AS amended CROSS JOIN drawdown USING (facility_id)
    JOIN entry AS drawn ON drawn.entry_id = drawdown.entry_id
    WHERE amended.entry_id = NEW.entry_id AND drawn.effective_on >= amended.effective_on
      AND drawn.effective_on NOT BETWEEN amended.available_from_on AND amended.available_until_on
      AND NOT EXISTS (SELECT 1 FROM facility_terms AS later WHERE later.facility_id = amended.facility_id
        AND later.effective_on > amended.effective_on AND later.effective_on <= drawn.effective_on)
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = drawdown.entry_id);
END;
-- A custom repayment has instalments, and no other has; they are its own facility's.
CREATE TRIGGER seal_instalments BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM facility_terms WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'facility_terms_inconsistent') FROM facility_terms WHERE entry_id = NEW.entry_id
    AND ((repayment = 'custom') <> EXISTS (SELECT 1 FROM instalment WHERE instalment.entry_id = facility_terms.entry_id)
      OR EXISTS (SELECT 1 FROM instalment WHERE instalment.entry_id = facility_terms.entry_id
        AND instalment.facility_id <> facility_terms.facility_id));
END;
-- Shares of one entry add up to the whole.
CREATE TRIGGER seal_financing_share BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM financing_share WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'shares_not_whole') WHERE (SELECT SUM(share_ppb) FROM financing_share WHERE entry_id = NEW.entry_id) <> 1000000000;
END;
-- The first drawdown waits for the conditions in the terms of its day.
CREATE TRIGGER seal_conditions BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM drawdown WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'condition_not_met') FROM drawdown JOIN entry USING (entry_id) JOIN draw_condition
    ON draw_condition.entry_id = (SELECT terms.entry_id FROM facility_terms AS terms
      WHERE terms.facility_id = drawdown.facility_id AND terms.effective_on <= entry.effective_on
      ORDER BY terms.effective_on DESC, terms.entry_id DESC LIMIT 1)
    WHERE drawdown.entry_id = NEW.entry_id AND NOT EXISTS (
      SELECT 1 FROM condition_met JOIN entry AS met ON met.entry_id = condition_met.entry_id
      WHERE condition_met.facility_id = drawdown.facility_id AND condition_met.name = draw_condition.name
        AND met.effective_on <= entry.effective_on
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = condition_met.entry_id));
END;
-- Amendments, fixings and shares are corrected by the next one and not undone. An accrual posts what had not been posted before: it is undone
-- as of its own day, and stays while a later accrual or payment of one of its facilities counts on it. A facility stays while an entry rests
-- on it, a met condition while something is drawn.
CREATE TRIGGER reversal_of_financing BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'reversal_not_possible') FROM entry WHERE entry_id = NEW.reversed_entry_id
    AND (kind IN ('amendment', 'fixing', 'financing-share') OR (kind = 'accrual' AND effective_on <> NEW.effective_on));
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM accrual AS undone CROSS JOIN accrual AS later USING (facility_id)
    WHERE undone.entry_id = NEW.reversed_entry_id AND later.entry_id > undone.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = later.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM accrual AS undone CROSS JOIN loan_payment AS later USING (facility_id)
    WHERE undone.entry_id = NEW.reversed_entry_id AND later.entry_id > undone.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = later.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM facility WHERE entry_id = NEW.reversed_entry_id AND EXISTS (
    SELECT 1 FROM (SELECT entry_id, facility_id FROM facility_terms UNION ALL SELECT entry_id, facility_id FROM cancellation
      UNION ALL SELECT entry_id, facility_id FROM condition_met UNION ALL SELECT entry_id, facility_id FROM financing_share
      UNION ALL SELECT entry_id, facility_id FROM accrual UNION ALL SELECT entry_id, facility_id FROM loan_payment) AS resting
    WHERE resting.facility_id = facility.facility_id AND resting.entry_id <> facility.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = resting.entry_id));
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM condition_met CROSS JOIN drawdown USING (facility_id)
    WHERE condition_met.entry_id = NEW.reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = drawdown.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_terms AS
  SELECT facility.code AS facility, facility_terms.*, kind FROM facility_terms JOIN facility USING (facility_id)
  JOIN entry ON entry.entry_id = facility_terms.entry_id;

CREATE VIEW v_cancellation AS
  SELECT cancellation.entry_id, effective_on, facility.code AS facility, amount_cents, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = cancellation.entry_id) AS reversed_by
  FROM cancellation JOIN entry USING (entry_id) JOIN facility USING (facility_id);

CREATE VIEW v_fixing AS
  SELECT entry_id, index_name, effective_on, rate_ppb, source FROM rate_fixing;

CREATE VIEW v_share AS
  SELECT financing_share.entry_id, effective_on, facility.code AS facility, share_ppb
  FROM financing_share JOIN entry USING (entry_id) JOIN facility USING (facility_id);

-- The conditions that terms name, and the day on which each was met first.
CREATE VIEW v_condition AS
  SELECT draw_condition.entry_id, facility.code AS facility, name,
         (SELECT min(effective_on) FROM condition_met JOIN entry USING (entry_id)
          WHERE condition_met.facility_id = draw_condition.facility_id AND condition_met.name = draw_condition.name
            AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = condition_met.entry_id)) AS met_on
  FROM draw_condition JOIN facility USING (facility_id);

CREATE VIEW v_accrual AS
  SELECT accrual.entry_id, effective_on AS until_on, facility.code AS facility, interest_cents, default_interest_cents, commitment_fee_cents,
         cash_fee_cents, financed_fee_cents, capitalised_cents,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = accrual.entry_id) AS reversed_by
  FROM accrual JOIN entry USING (entry_id) JOIN facility USING (facility_id);

CREATE VIEW v_loan_payment AS
  SELECT loan_payment.entry_id, effective_on, facility.code AS facility, fees_cents + interest_cents + principal_cents AS amount_cents,
         fees_cents, interest_cents, principal_cents, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = loan_payment.entry_id) AS reversed_by
  FROM loan_payment JOIN entry USING (entry_id) JOIN facility USING (facility_id);
