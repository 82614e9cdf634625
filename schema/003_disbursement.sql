-- Disbursement against documents: a request lists invoices, a lender approves or refuses it, and a drawdown pays it.

DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES
  ('disbursement', 'record', 'requests to a lender, or to all by their shares, to disburse against invoices'),
  ('disbursement_invoice', 'record', 'invoices of a request: who billed what, which purchase it belongs to, how it was paid'),
  ('disbursement_decision', 'record', 'what the lender decided on a request'),
  ('disbursement_invoice_refused', 'record', 'invoices that an approval left out'),
  ('disbursement_payment', 'record', 'which request a drawdown pays');

INSERT INTO entry_kind VALUES ('disbursement'), ('disbursement-decision');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- Without a facility it is to be drawn on all lenders by their shares.
CREATE TABLE disbursement (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  disbursement_id INTEGER PRIMARY KEY CHECK (disbursement_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (code <> ''),
  facility_id INTEGER REFERENCES facility (facility_id),
  UNIQUE (entry_id, line)
) STRICT;
-- What rests on a facility.
CREATE INDEX disbursement_by_facility ON disbursement (facility_id);

-- paid_on and proof: the invoice was paid before, and the drawdown reimburses it.
CREATE TABLE disbursement_invoice (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  disbursement_id INTEGER NOT NULL REFERENCES disbursement (disbursement_id),
  cost_type TEXT NOT NULL CHECK (cost_type IN ('metal', 'freight', 'insurance', 'storage', 'handling', 'assay', 'duty', 'fee', 'other')),
  biller_id INTEGER NOT NULL REFERENCES party (party_id),
  invoice TEXT NOT NULL COLLATE NOCASE CHECK (invoice = trim(invoice) AND invoice <> ''),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  purchase_entry_id INTEGER REFERENCES purchase (entry_id),
  receipt TEXT COLLATE NOCASE CHECK (receipt = trim(receipt) AND receipt <> ''),
  paid_on TEXT CHECK (paid_on IS NULL OR paid_on IS date(paid_on, '+0 days')),
  proof TEXT CHECK (trim(proof) <> ''),
  PRIMARY KEY (entry_id, line),
  CHECK ((paid_on IS NULL) = (proof IS NULL))
) STRICT, WITHOUT ROWID;
-- Whether an invoice was asked for before.
CREATE INDEX disbursement_invoice_by_invoice ON disbursement_invoice (biller_id, invoice);
-- The same for a warehouse receipt.
CREATE INDEX disbursement_invoice_by_receipt ON disbursement_invoice (receipt) WHERE receipt IS NOT NULL;
-- What is asked for of a purchase.
CREATE INDEX disbursement_invoice_by_purchase ON disbursement_invoice (purchase_entry_id) WHERE purchase_entry_id IS NOT NULL;

-- A request is approved once, and refused once: before or after it was approved, but not after it was paid.
CREATE TABLE disbursement_decision (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  disbursement_id INTEGER NOT NULL REFERENCES disbursement (disbursement_id),
  decision TEXT NOT NULL CHECK (decision IN ('approved', 'refused')),
  reason TEXT CHECK (trim(reason) <> ''),
  UNIQUE (disbursement_id, decision),
  CHECK (decision = 'approved' OR reason IS NOT NULL)
) STRICT;

CREATE TABLE disbursement_invoice_refused (
  entry_id INTEGER NOT NULL REFERENCES disbursement_decision (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  disbursement_id INTEGER NOT NULL REFERENCES disbursement (disbursement_id),
  invoice_line INTEGER NOT NULL CHECK (invoice_line > 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (disbursement_id, invoice_line)
) STRICT, WITHOUT ROWID;

CREATE TABLE disbursement_payment (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES drawdown (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  disbursement_id INTEGER NOT NULL REFERENCES disbursement (disbursement_id)
) STRICT;
-- Which drawdowns pay a request.
CREATE INDEX disbursement_payment_by_request ON disbursement_payment (disbursement_id);

-- From when to when an invoice was asked for or financed: until_on, the first day on which it is free again, is when it was refused, with
-- its request or alone, or its request was reversed. Missing: it still is.
CREATE VIEW invoice_claim AS
  SELECT asked.entry_id, asked.line, asked.disbursement_id, asked.biller_id, asked.invoice, asked.receipt, asked.purchase_entry_id,
         asked.amount_cents, request.effective_on AS from_on,
         coalesce((SELECT effective_on FROM reversal WHERE reversed_entry_id = request.entry_id),
           (SELECT effective_on FROM disbursement_invoice_refused AS left_out JOIN entry USING (entry_id)
             WHERE left_out.disbursement_id = asked.disbursement_id AND left_out.invoice_line = asked.line),
           (SELECT effective_on FROM disbursement_decision AS decided JOIN entry USING (entry_id)
             WHERE decided.disbursement_id = asked.disbursement_id AND decision = 'refused')) AS until_on
  FROM disbursement_invoice AS asked JOIN entry AS request ON request.entry_id = asked.entry_id;

CREATE VIEW live_invoice AS SELECT * FROM invoice_claim WHERE until_on IS NULL;

-- What of a purchase's cost is financed or asked for, and from when to when. A drawdown that pays a request stands for the request's
-- invoices and claims nothing besides.
CREATE VIEW purchase_claim AS
  SELECT draw_use.entry_id, purchase_entry_id, amount_cents, drawn.effective_on AS from_on,
         (SELECT effective_on FROM reversal WHERE reversed_entry_id = draw_use.entry_id) AS until_on
  FROM draw_use JOIN entry AS drawn USING (entry_id)
  WHERE NOT EXISTS (SELECT 1 FROM disbursement_payment AS paid WHERE paid.entry_id = draw_use.entry_id)
  UNION ALL SELECT entry_id, purchase_entry_id, amount_cents, from_on, until_on FROM invoice_claim WHERE purchase_entry_id IS NOT NULL;

-- The same as of each day on which it changes.
CREATE VIEW purchase_claimed AS
  SELECT purchase_entry_id, day_on, SUM(SUM(change_cents)) OVER (PARTITION BY purchase_entry_id ORDER BY day_on) AS claimed_cents FROM (
    SELECT purchase_entry_id, from_on AS day_on, amount_cents AS change_cents FROM purchase_claim
    UNION ALL SELECT purchase_entry_id, until_on, -amount_cents FROM purchase_claim WHERE until_on IS NOT NULL)
  GROUP BY purchase_entry_id, day_on;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER disbursement_no_update BEFORE UPDATE ON disbursement BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_no_delete BEFORE DELETE ON disbursement BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_invoice_no_update BEFORE UPDATE ON disbursement_invoice BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_invoice_no_delete BEFORE DELETE ON disbursement_invoice BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_decision_no_update BEFORE UPDATE ON disbursement_decision BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_decision_no_delete BEFORE DELETE ON disbursement_decision BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_invoice_refused_no_update BEFORE UPDATE ON disbursement_invoice_refused BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_invoice_refused_no_delete BEFORE DELETE ON disbursement_invoice_refused BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_payment_no_update BEFORE UPDATE ON disbursement_payment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_payment_no_delete BEFORE DELETE ON disbursement_payment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER disbursement_in_open_entry BEFORE INSERT ON disbursement BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'disbursement';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM disbursement WHERE disbursement_id = NEW.disbursement_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM disbursement WHERE code = NEW.code);
END;
CREATE TRIGGER disbursement_invoice_in_open_entry BEFORE INSERT ON disbursement_invoice BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'disbursement';
  -- Foreign keys are off in a new connection.
  SELECT RAISE(ABORT, 'use_not_a_purchase') WHERE NEW.purchase_entry_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM purchase WHERE entry_id = NEW.purchase_entry_id);
END;
CREATE TRIGGER disbursement_decision_in_open_entry BEFORE INSERT ON disbursement_decision BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'disbursement-decision';
  SELECT RAISE(ABORT, 'disbursement_unknown') WHERE NOT EXISTS (SELECT 1 FROM disbursement WHERE disbursement_id = NEW.disbursement_id);
  SELECT RAISE(ABORT, 'disbursement_not_open') WHERE EXISTS (SELECT 1 FROM disbursement_decision AS decided
    WHERE decided.disbursement_id = NEW.disbursement_id AND decided.decision = NEW.decision);
END;
CREATE TRIGGER disbursement_invoice_refused_in_open_entry BEFORE INSERT ON disbursement_invoice_refused BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'disbursement-decision';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM disbursement_invoice_refused AS left_out
    WHERE left_out.disbursement_id = NEW.disbursement_id AND left_out.invoice_line = NEW.invoice_line);
END;
CREATE TRIGGER disbursement_payment_in_open_entry BEFORE INSERT ON disbursement_payment BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'drawdown';
  SELECT RAISE(ABORT, 'disbursement_unknown') WHERE NOT EXISTS (SELECT 1 FROM disbursement WHERE disbursement_id = NEW.disbursement_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_disbursement BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'disbursement' THEN EXISTS (SELECT 1 FROM disbursement JOIN disbursement_invoice USING (entry_id, disbursement_id) WHERE entry_id = NEW.entry_id)
      AND NOT EXISTS (SELECT 1 FROM disbursement_invoice WHERE entry_id = NEW.entry_id
        AND disbursement_id IS NOT (SELECT disbursement_id FROM disbursement WHERE entry_id = NEW.entry_id))
    WHEN 'disbursement-decision' THEN EXISTS (SELECT 1 FROM disbursement_decision WHERE entry_id = NEW.entry_id)
    ELSE 1 END;
END;
-- An invoice and a warehouse receipt are financed once; a request names what stands, and no more of a purchase than it cost.
CREATE TRIGGER seal_disbursement BEFORE INSERT ON seal
WHEN (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) = 'disbursement' BEGIN
  SELECT RAISE(ABORT, 'facility_not_in_force') FROM disbursement JOIN facility USING (facility_id)
    WHERE disbursement.entry_id = NEW.entry_id AND (
      EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = facility.entry_id)
      OR (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id) < (SELECT effective_on FROM entry WHERE entry.entry_id = facility.entry_id));
  SELECT RAISE(ABORT, 'invoice_already_financed') FROM disbursement_invoice AS asked JOIN entry USING (entry_id)
    JOIN invoice_claim AS other USING (biller_id, invoice)
    WHERE asked.entry_id = NEW.entry_id AND (other.entry_id, other.line) <> (asked.entry_id, asked.line)
      AND (other.until_on IS NULL OR other.until_on > entry.effective_on);
  SELECT RAISE(ABORT, 'receipt_already_financed') FROM disbursement_invoice AS asked JOIN entry USING (entry_id)
    JOIN invoice_claim AS other USING (receipt)
    WHERE asked.entry_id = NEW.entry_id AND (other.entry_id, other.line) <> (asked.entry_id, asked.line)
      AND (other.until_on IS NULL OR other.until_on > entry.effective_on);
  SELECT RAISE(ABORT, 'proof_after_request') FROM disbursement_invoice JOIN entry USING (entry_id)
    WHERE entry_id = NEW.entry_id AND paid_on > effective_on;
  SELECT RAISE(ABORT, 'use_not_a_purchase') FROM disbursement_invoice
    WHERE entry_id = NEW.entry_id AND EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = purchase_entry_id);
  SELECT RAISE(ABORT, 'party_unknown') FROM disbursement_invoice JOIN party ON party_id = biller_id
    WHERE disbursement_invoice.entry_id = NEW.entry_id AND EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = party.entry_id);
  SELECT RAISE(ABORT, 'invoice_of_other_supplier') FROM disbursement_invoice JOIN purchase ON purchase.entry_id = purchase_entry_id
    WHERE disbursement_invoice.entry_id = NEW.entry_id AND cost_type = 'metal' AND supplier_id <> biller_id;
END;
-- On no day is more of a purchase financed and asked for than it cost.
CREATE TRIGGER seal_purchase_claims BEFORE INSERT ON seal
WHEN (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IN ('disbursement', 'drawdown') BEGIN
  SELECT RAISE(ABORT, 'purchase_already_financed') FROM purchase_claimed
    WHERE purchase_entry_id IN (SELECT purchase_entry_id FROM disbursement_invoice WHERE entry_id = NEW.entry_id
        UNION SELECT purchase_entry_id FROM draw_use WHERE entry_id = NEW.entry_id)
      AND claimed_cents > (SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = purchase_entry_id AND account_id = 2);
END;
CREATE TRIGGER seal_disbursement_decision BEFORE INSERT ON seal
WHEN (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) = 'disbursement-decision' BEGIN
  SELECT RAISE(ABORT, 'disbursement_unknown') FROM disbursement_decision JOIN disbursement USING (disbursement_id)
    JOIN reversal ON reversed_entry_id = disbursement.entry_id WHERE disbursement_decision.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'disbursement_out_of_order') FROM disbursement_decision JOIN entry USING (entry_id) JOIN disbursement USING (disbursement_id)
    WHERE disbursement_decision.entry_id = NEW.entry_id AND (
      entry.effective_on < (SELECT effective_on FROM entry AS asked WHERE asked.entry_id = disbursement.entry_id)
      OR entry.effective_on < (SELECT max(effective_on) FROM disbursement_decision AS other JOIN entry AS earlier ON earlier.entry_id = other.entry_id
        WHERE other.disbursement_id = disbursement_decision.disbursement_id)
      OR entry.effective_on < (SELECT max(reversal.effective_on) FROM disbursement_payment AS paid JOIN reversal ON reversed_entry_id = paid.entry_id
        WHERE paid.disbursement_id = disbursement_decision.disbursement_id));
  SELECT RAISE(ABORT, 'disbursement_not_open') FROM disbursement_decision AS decided
    WHERE entry_id = NEW.entry_id AND (
      (decision = 'approved' AND EXISTS (SELECT 1 FROM disbursement_decision AS other WHERE other.disbursement_id = decided.disbursement_id AND other.entry_id <> NEW.entry_id))
      OR EXISTS (SELECT 1 FROM disbursement_payment WHERE disbursement_payment.disbursement_id = decided.disbursement_id
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = disbursement_payment.entry_id)));
  -- A refusal takes all; an approval that leaves some out says why, and leaves something.
  SELECT RAISE(ABORT, 'invoice_unknown') FROM disbursement_invoice_refused AS left_out
    WHERE entry_id = NEW.entry_id AND (
      NOT EXISTS (SELECT 1 FROM disbursement_invoice WHERE disbursement_invoice.disbursement_id = left_out.disbursement_id AND disbursement_invoice.line = invoice_line)
      OR NOT EXISTS (SELECT 1 FROM disbursement_decision WHERE entry_id = NEW.entry_id AND disbursement_id = left_out.disbursement_id
        AND decision = 'approved' AND reason IS NOT NULL));
  SELECT RAISE(ABORT, 'approval_empty') FROM disbursement_decision AS decided
    WHERE entry_id = NEW.entry_id AND decision = 'approved'
      AND NOT EXISTS (SELECT 1 FROM live_invoice WHERE live_invoice.disbursement_id = decided.disbursement_id);
END;
-- A drawdown pays an approved request: on its facility, when it was approved or later, and no more than was approved.
CREATE TRIGGER seal_disbursement_payment BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM disbursement_payment WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'disbursement_not_open') FROM disbursement_payment AS paid
    WHERE entry_id = NEW.entry_id AND (
      NOT EXISTS (SELECT 1 FROM disbursement_decision AS decided WHERE decided.disbursement_id = paid.disbursement_id AND decision = 'approved')
      OR EXISTS (SELECT 1 FROM disbursement_decision AS decided WHERE decided.disbursement_id = paid.disbursement_id AND decision = 'refused'));
  SELECT RAISE(ABORT, 'disbursement_out_of_order') FROM disbursement_payment AS paid JOIN entry USING (entry_id)
    WHERE entry_id = NEW.entry_id AND (
      entry.effective_on < (SELECT approval.effective_on FROM disbursement_decision AS decided
        JOIN entry AS approval ON approval.entry_id = decided.entry_id WHERE decided.disbursement_id = paid.disbursement_id AND decision = 'approved')
      OR entry.effective_on < (SELECT max(reversal.effective_on) FROM disbursement_payment AS earlier
        JOIN reversal ON reversed_entry_id = earlier.entry_id WHERE earlier.disbursement_id = paid.disbursement_id));
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM disbursement_payment AS paid JOIN disbursement AS asked USING (disbursement_id)
    JOIN drawdown ON drawdown.entry_id = paid.entry_id
    WHERE paid.entry_id = NEW.entry_id AND (
      (asked.facility_id IS NOT NULL AND (asked.facility_id <> drawdown.facility_id
        OR drawdown.amount_cents <> (SELECT SUM(amount_cents) FROM live_invoice WHERE live_invoice.disbursement_id = paid.disbursement_id)))
      OR (SELECT SUM(amount_cents) FROM disbursement_payment AS part JOIN drawdown AS drawn ON drawn.entry_id = part.entry_id
            WHERE part.disbursement_id = paid.disbursement_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = part.entry_id))
        > (SELECT SUM(amount_cents) FROM live_invoice WHERE live_invoice.disbursement_id = paid.disbursement_id));
  -- It is used by the purchases that the request's invoices name: whole by one lender, in parts by several.
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM disbursement_payment AS paid JOIN disbursement AS asked USING (disbursement_id)
    WHERE paid.entry_id = NEW.entry_id AND EXISTS (
      SELECT 1 FROM (SELECT purchase_entry_id, amount_cents AS allowed_cents, 0 AS used_cents FROM live_invoice
          WHERE live_invoice.disbursement_id = paid.disbursement_id AND purchase_entry_id IS NOT NULL
        UNION ALL SELECT purchase_entry_id, 0, amount_cents FROM draw_use WHERE draw_use.entry_id = paid.entry_id)
      GROUP BY purchase_entry_id
      HAVING SUM(used_cents) > SUM(allowed_cents) OR (asked.facility_id IS NOT NULL AND SUM(used_cents) < SUM(allowed_cents)));
  SELECT RAISE(ABORT, 'shares_missing') FROM disbursement_payment AS paid JOIN disbursement AS asked USING (disbursement_id)
    JOIN drawdown ON drawdown.entry_id = paid.entry_id
    WHERE paid.entry_id = NEW.entry_id AND asked.facility_id IS NULL AND drawdown.facility_id NOT IN (
      SELECT facility_id FROM financing_share WHERE financing_share.entry_id = (
        SELECT entry.entry_id FROM entry WHERE kind = 'financing-share'
          AND effective_on <= (SELECT effective_on FROM entry AS drawn WHERE drawn.entry_id = NEW.entry_id)
        ORDER BY effective_on DESC, entry.entry_id DESC LIMIT 1));
END;
-- A decision is followed by another and not undone. A request stays while it is decided on; what an open request names stays, too.
CREATE TRIGGER reversal_of_disbursement BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'reversal_not_possible') FROM entry WHERE entry_id = NEW.reversed_entry_id AND kind = 'disbursement-decision';
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM disbursement JOIN disbursement_decision USING (disbursement_id)
    WHERE disbursement.entry_id = NEW.reversed_entry_id;
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM invoice_claim WHERE purchase_entry_id = NEW.reversed_entry_id
    AND (until_on IS NULL OR (until_on > from_on AND until_on > NEW.effective_on));
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM facility JOIN disbursement USING (facility_id)
    WHERE facility.entry_id = NEW.reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = disbursement.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM party JOIN disbursement_invoice ON biller_id = party_id
    WHERE party.entry_id = NEW.reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = disbursement_invoice.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_disbursement AS
  SELECT asked.entry_id, asked.code AS disbursement, effective_on AS requested_on, facility.code AS facility,
         (SELECT SUM(amount_cents) FROM disbursement_invoice WHERE disbursement_invoice.disbursement_id = asked.disbursement_id) AS requested_cents,
         coalesce((SELECT SUM(amount_cents) FROM live_invoice WHERE live_invoice.disbursement_id = asked.disbursement_id), 0) AS allowed_cents,
         (SELECT entry_id FROM disbursement_decision WHERE disbursement_id = asked.disbursement_id AND decision = 'approved') AS approved_by,
         (SELECT entry_id FROM disbursement_decision WHERE disbursement_id = asked.disbursement_id AND decision = 'refused') AS refused_by,
         coalesce((SELECT SUM(amount_cents) FROM disbursement_payment JOIN drawdown USING (entry_id) WHERE disbursement_id = asked.disbursement_id
           AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = disbursement_payment.entry_id)), 0) AS paid_cents,
         reference, memo, (SELECT entry_id FROM reversal WHERE reversed_entry_id = asked.entry_id) AS reversed_by
  FROM disbursement AS asked JOIN entry USING (entry_id) LEFT JOIN facility USING (facility_id);

CREATE VIEW v_disbursement_invoice AS
  SELECT asked.entry_id, disbursement.code AS disbursement, cost_type, party.code AS biller, invoice, amount_cents, purchase_entry_id,
         receipt, paid_on, proof,
         EXISTS (SELECT 1 FROM live_invoice WHERE live_invoice.entry_id = asked.entry_id AND live_invoice.line = asked.line) AS stands
  FROM disbursement_invoice AS asked JOIN disbursement USING (disbursement_id) JOIN party ON party_id = biller_id;

CREATE VIEW v_disbursement_payment AS
  SELECT disbursement_payment.entry_id AS draw_entry_id, disbursement.code AS disbursement, effective_on AS paid_on, facility.code AS facility, amount_cents,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = disbursement_payment.entry_id) AS reversed_by
  FROM disbursement_payment JOIN drawdown USING (entry_id) JOIN entry USING (entry_id)
  JOIN facility ON facility.facility_id = drawdown.facility_id JOIN disbursement USING (disbursement_id);
