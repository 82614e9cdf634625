-- Loans and exchanges: metal that leaves and is owed back, its return into lots of the same origin, and what of it does not come back.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER entry_kind_account_no_insert;
DROP TRIGGER account_no_insert;
DROP TRIGGER release_kind_no_insert;

INSERT INTO table_role VALUES
  ('loan_return', 'record', 'what came back of a loan or an exchange, and what of it was given up'),
  ('loan_return_part', 'record', 'which of the lots that were lent came back as which lot, or was given up, with its cost');

INSERT INTO entry_kind VALUES ('return');

INSERT INTO account VALUES
  (19, 'stock_on_loan', 'yes', 'no',  'yes', 'no', 'yes', 'no', 'cost of what is on loan'),
  (27, 'owed_back',     'no',  'yes', 'yes', 'no', 'yes', 'no', 'mass that a borrower owes back');

INSERT INTO entry_kind_account VALUES ('release', 19), ('release', 27),
  ('return', 2), ('return', 8), ('return', 19), ('return', 22), ('return', 27), ('return', 50), ('return', 52);

-- A price is what the borrower pays for it.
INSERT INTO release_kind VALUES ('loan', 27, 19, 'may', 1), ('exchange', 27, 19, 'may', 1);

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER account_no_insert BEFORE INSERT ON account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER release_kind_no_insert BEFORE INSERT ON release_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- The day by which a loan or an exchange is to be returned.
ALTER TABLE release ADD COLUMN return_by_on TEXT CHECK (return_by_on IS NULL OR return_by_on IS date(return_by_on, '+0 days'));

CREATE TABLE loan_return (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  release_entry_id INTEGER NOT NULL REFERENCES release (entry_id),
  site_id INTEGER REFERENCES site (site_id),
  mass_entered TEXT,
  mass_mg INTEGER NOT NULL CHECK (mass_mg >= 0),
  short_entered TEXT,
  short_mg INTEGER NOT NULL CHECK (short_mg >= 0),
  reason TEXT CHECK (trim(reason) <> ''),
  CHECK (mass_mg > 0 OR short_mg > 0),
  CHECK ((mass_mg > 0) = (site_id IS NOT NULL) AND (mass_mg > 0) = (mass_entered IS NOT NULL)),
  CHECK ((short_mg > 0) = (short_entered IS NOT NULL) AND (short_mg = 0 OR reason IS NOT NULL))
) STRICT;
-- What came back of a loan.
CREATE INDEX loan_return_by_release ON loan_return (release_entry_id);

-- lot_id: the lot it came back as; missing: it was given up.
CREATE TABLE loan_return_part (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  drawn_lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  lot_id INTEGER REFERENCES lot (lot_id),
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  cost_cents INTEGER NOT NULL CHECK (cost_cents >= 0),
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;
-- What came back of a lot.
CREATE INDEX loan_return_part_by_drawn ON loan_return_part (drawn_lot_id);

-- What is out of each lot that was lent, and its cost, as it changes: lent, returned or given up, and either undone.
CREATE VIEW loan_change AS
  SELECT release.entry_id, release.entry_id AS release_entry_id, posting.lot_id, entry.effective_on, -posting.mass_mg AS change_mg,
         -posting.amount_cents AS change_cents
  FROM release JOIN release_kind USING (kind) JOIN posting USING (entry_id) JOIN entry USING (entry_id)
  WHERE mass_account_id = 27 AND posting.account_id = 2
  UNION ALL
  SELECT reversal.entry_id, release.entry_id, posting.lot_id, reversal.effective_on, posting.mass_mg, posting.amount_cents
  FROM release JOIN release_kind USING (kind) JOIN posting USING (entry_id) JOIN reversal ON reversed_entry_id = release.entry_id
  WHERE mass_account_id = 27 AND posting.account_id = 2
  UNION ALL
  SELECT loan_return.entry_id, release_entry_id, drawn_lot_id, entry.effective_on, -part.mass_mg, -cost_cents
  FROM loan_return JOIN loan_return_part AS part USING (entry_id) JOIN entry USING (entry_id)
  UNION ALL
  SELECT reversal.entry_id, release_entry_id, drawn_lot_id, reversal.effective_on, part.mass_mg, cost_cents
  FROM loan_return JOIN loan_return_part AS part USING (entry_id) JOIN reversal ON reversed_entry_id = loan_return.entry_id;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER loan_return_no_update BEFORE UPDATE ON loan_return BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER loan_return_no_delete BEFORE DELETE ON loan_return BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER loan_return_part_no_update BEFORE UPDATE ON loan_return_part BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER loan_return_part_no_delete BEFORE DELETE ON loan_return_part BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER loan_return_in_open_entry BEFORE INSERT ON loan_return BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'return';
  SELECT RAISE(ABORT, 'loan_unknown') WHERE NOT EXISTS (SELECT 1 FROM release JOIN release_kind USING (kind)
    WHERE entry_id = NEW.release_entry_id AND mass_account_id = 27)
    OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = NEW.release_entry_id);
  SELECT RAISE(ABORT, 'return_before_release') WHERE (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id)
    < (SELECT effective_on FROM entry WHERE entry_id = NEW.release_entry_id);
END;
CREATE TRIGGER loan_return_part_in_open_entry BEFORE INSERT ON loan_return_part BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'return';
END;
-- A loan names who owes it back, and by when; nothing else does.
CREATE TRIGGER release_loan_terms BEFORE INSERT ON release BEGIN
  SELECT RAISE(ABORT, 'recipient_missing') FROM release_kind WHERE kind = NEW.kind AND mass_account_id = 27 AND NEW.recipient_id IS NULL;
  SELECT RAISE(ABORT, 'return_date_missing') FROM release_kind WHERE kind = NEW.kind AND mass_account_id = 27 AND NEW.return_by_on IS NULL;
  SELECT RAISE(ABORT, 'return_date_not_applicable') FROM release_kind
    WHERE kind = NEW.kind AND mass_account_id <> 27 AND NEW.return_by_on IS NOT NULL;
  SELECT RAISE(ABORT, 'period_ends_before_it_begins') FROM entry WHERE entry_id = NEW.entry_id AND NEW.return_by_on < effective_on;
END;
-- As in the migration of opening balances; a return makes lots as a transfer does, of the lots that were lent.
DROP TRIGGER lot_in_open_entry;
CREATE TRIGGER lot_in_open_entry BEFORE INSERT ON lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind')
    WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'transfer', 'count-adjustment', 'opening', 'return');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot WHERE lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM lot WHERE code = NEW.code);
  SELECT RAISE(ABORT, 'lineage_broken')
    WHERE ((SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IN ('transfer', 'count-adjustment', 'return')) <> (NEW.parent_lot_id IS NOT NULL)
      OR (NEW.parent_lot_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM lot AS parent WHERE parent.lot_id = NEW.parent_lot_id AND parent.entry_id < NEW.entry_id
          AND parent.mineral_id = NEW.mineral_id AND parent.supplier_id = NEW.supplier_id
          AND coalesce(parent.root_lot_id, parent.lot_id) IS NEW.root_lot_id
          AND coalesce(parent.aged_from_on, parent.received_on) IS NEW.aged_from_on));
  SELECT RAISE(ABORT, 'party_role_wrong') WHERE (SELECT role FROM party WHERE party_id = NEW.supplier_id) IS NOT 'supplier'
      OR EXISTS (SELECT 1 FROM reversal JOIN party ON party.entry_id = reversed_entry_id WHERE party_id = NEW.supplier_id);
  SELECT RAISE(ABORT, 'site_unknown')
    WHERE EXISTS (SELECT 1 FROM reversal JOIN site ON site.entry_id = reversed_entry_id WHERE site_id = NEW.site_id);
END;
-- As in the migration of opening balances; what came back has the quality of the lot that was lent.
DROP TRIGGER lot_paper_in_open_entry;
CREATE TRIGGER lot_paper_in_open_entry BEFORE INSERT ON lot_paper BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind')
    WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'transfer', 'count-adjustment', 'opening', 'return');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot_paper WHERE lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'paper_of_other_lot') WHERE (SELECT entry_id FROM lot WHERE lot_id = NEW.lot_id) IS NOT NEW.entry_id;
  SELECT RAISE(ABORT, 'lot_not_provisional')
    WHERE NEW.provisional = 1 AND (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) = 'opening';
END;
-- A loan stays while something came back of it, until the day on which that was undone.
CREATE TRIGGER reversal_of_loan BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM loan_return JOIN entry AS returned ON returned.entry_id = loan_return.entry_id
    LEFT JOIN reversal AS undone ON undone.reversed_entry_id = loan_return.entry_id
    WHERE release_entry_id = NEW.reversed_entry_id
      AND (undone.entry_id IS NULL OR (undone.effective_on > returned.effective_on AND undone.effective_on > NEW.effective_on));
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_return BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind = 'return'
    AND NOT EXISTS (SELECT 1 FROM loan_return JOIN loan_return_part USING (entry_id) WHERE entry_id = NEW.entry_id);
END;
-- What comes back goes into lots of those that were lent, at the site named, with the cost it left with; what is given up is lost, with its.
-- On no day is more back than was lent, of any lot, and with the last of it goes the last cent.
CREATE TRIGGER seal_return BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM loan_return WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'above_owed_back') FROM (
    SELECT SUM(change_mg) OVER by_date AS owed_mg, SUM(change_cents) OVER by_date AS owed_cents FROM (
      SELECT lot_id, effective_on, SUM(change_mg) AS change_mg, SUM(change_cents) AS change_cents FROM loan_change
      WHERE release_entry_id = (SELECT release_entry_id FROM loan_return WHERE entry_id = NEW.entry_id) GROUP BY lot_id, effective_on)
    WINDOW by_date AS (PARTITION BY lot_id ORDER BY effective_on))
  WHERE owed_mg < 0 OR owed_cents < 0 OR (owed_mg = 0 AND owed_cents <> 0);
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM loan_return JOIN release ON release.entry_id = release_entry_id
    WHERE loan_return.entry_id = NEW.entry_id AND (
    loan_return.mass_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM loan_return_part WHERE entry_id = NEW.entry_id AND lot_id IS NOT NULL)
    OR short_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM loan_return_part WHERE entry_id = NEW.entry_id AND lot_id IS NULL)
    OR short_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 22)
    OR (SELECT coalesce(SUM(cost_cents), 0) FROM loan_return_part WHERE entry_id = NEW.entry_id AND lot_id IS NULL)
      <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 8)
    OR -(loan_return.mass_mg + short_mg) IS NOT (SELECT SUM(mass_mg) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 27)
    OR (SELECT count(*) FROM lot WHERE lot.entry_id = NEW.entry_id)
      <> (SELECT count(*) FROM loan_return_part WHERE entry_id = NEW.entry_id AND lot_id IS NOT NULL)
    OR EXISTS (SELECT 1 FROM loan_return_part AS part LEFT JOIN lot ON lot.lot_id = part.lot_id AND lot.entry_id = NEW.entry_id
      WHERE part.entry_id = NEW.entry_id AND part.lot_id IS NOT NULL AND (lot.lot_id IS NULL OR lot.parent_lot_id IS NOT drawn_lot_id
        OR lot.site_id IS NOT loan_return.site_id OR lot.received_mg IS NOT part.mass_mg
        OR (part.mass_mg, cost_cents) IS NOT (SELECT SUM(mass_mg), SUM(amount_cents) FROM posting
          WHERE posting.entry_id = NEW.entry_id AND posting.lot_id = part.lot_id)))
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND (mineral_id IS NOT release.mineral_id
      OR (party_id IS NOT NULL AND party_id IS NOT release.recipient_id)
      OR (account_id = 2 AND lot_id NOT IN (SELECT lot_id FROM lot WHERE lot.entry_id = NEW.entry_id)))));
END;

-- As in the migration of write-downs; what comes back brings back the part that left with it.
DROP TRIGGER seal_write_down_kinds;
CREATE TRIGGER seal_write_down_kinds BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM write_down_lot WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'row_of_other_kind') FROM entry WHERE entry_id = NEW.entry_id
    AND kind NOT IN ('write-down', 'averaging', 'settlement', 'return', 'reversal')
    AND NOT EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = NEW.entry_id AND lot_id IS NOT NULL AND mass_mg < 0);
END;
-- A lot is settled when nothing of it is on loan: what a borrower owes is what left, and its cost is neither on hand nor gone.
CREATE TRIGGER seal_settlement_of_lent BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM assay_settlement WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lot_lent') FROM assay_settlement AS settled WHERE entry_id = NEW.entry_id
    AND EXISTS (SELECT 1 FROM lot WHERE (lot.lot_id = settled.lot_id OR lot.root_lot_id = settled.lot_id)
      AND (SELECT SUM(change_mg) FROM loan_change WHERE loan_change.lot_id = lot.lot_id) > 0);
END;
-- As with what moved of a lot: what was given up of it had its share of the settlement, and comes back after that is undone.
CREATE TRIGGER seal_reversal_of_given_up BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN loan_return_part AS part ON part.entry_id = reversed_entry_id
    JOIN lot ON lot.lot_id = drawn_lot_id JOIN assay_settlement AS settled ON settled.lot_id = coalesce(lot.root_lot_id, lot.lot_id)
    WHERE reversal.entry_id = NEW.entry_id AND settled.entry_id > reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = settled.entry_id);
END;
-- As with what was transferred: what came back of a lot began with its quality of that day.
CREATE VIEW quality_come_back AS
  SELECT loan_return.entry_id, drawn_lot_id AS lot_id, effective_on
  FROM loan_return_part AS part JOIN loan_return USING (entry_id) JOIN entry USING (entry_id)
  WHERE part.lot_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = loan_return.entry_id);
CREATE TRIGGER seal_quality_of_lent BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM lot_quality WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'quality_before_draw') FROM lot_quality AS changed JOIN quality_come_back AS back USING (lot_id)
    WHERE changed.entry_id = NEW.entry_id AND back.effective_on >= changed.effective_on;
END;
CREATE TRIGGER seal_reversal_of_quality_of_lent BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN lot_quality ON lot_quality.entry_id = reversed_entry_id
    JOIN quality_come_back AS back USING (lot_id) WHERE reversal.entry_id = NEW.entry_id
      AND back.entry_id > lot_quality.entry_id AND back.effective_on >= lot_quality.effective_on;
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

-- As in the migration of papers; what came for an exchange is of a form of its own, of which nothing is said.
DROP VIEW lot_form;
CREATE VIEW lot_form AS
  WITH RECURSIVE made (lot_id, parent_lot_id, is_new) AS (
    SELECT lot_id, lot.parent_lot_id, lot.parent_lot_id IS NULL OR coalesce(transfer.kind IN ('upgrade', 'processing'), 0)
        OR coalesce(release.kind = 'exchange', 0)
      FROM lot LEFT JOIN transfer USING (entry_id) LEFT JOIN loan_return USING (entry_id)
      LEFT JOIN release ON release.entry_id = release_entry_id),
  formed (lot_id, form_lot_id) AS (
    SELECT lot_id, lot_id FROM made WHERE is_new
    UNION ALL SELECT made.lot_id, form_lot_id FROM formed CROSS JOIN lot ON lot.parent_lot_id = formed.lot_id
      JOIN made ON made.lot_id = lot.lot_id WHERE NOT is_new)
  SELECT lot_id, form_lot_id FROM formed;

CREATE VIEW v_loan AS
  SELECT release.entry_id, effective_on, release.kind, mineral.code AS mineral, party.code AS borrower, release.mass_mg AS lent_mg, return_by_on,
         (SELECT coalesce(SUM(mass_mg), 0) FROM loan_return WHERE release_entry_id = release.entry_id
            AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = loan_return.entry_id)) AS returned_mg,
         (SELECT coalesce(SUM(short_mg), 0) FROM loan_return WHERE release_entry_id = release.entry_id
            AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = loan_return.entry_id)) AS given_up_mg,
         (SELECT SUM(change_mg) FROM loan_change WHERE release_entry_id = release.entry_id) AS owed_back_mg,
         (SELECT SUM(change_cents) FROM loan_change WHERE release_entry_id = release.entry_id) AS cost_cents,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = release.entry_id) AS reversed_by
  FROM release JOIN release_kind USING (kind) JOIN entry USING (entry_id) JOIN mineral ON mineral.mineral_id = release.mineral_id
  JOIN party ON party.party_id = release.recipient_id WHERE mass_account_id = 27;

CREATE VIEW v_return AS
  SELECT part.entry_id, effective_on, release_entry_id, drawn.code AS from_lot, lot.code AS to_lot, site.code AS site, part.mass_mg, cost_cents, reason,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = part.entry_id) AS reversed_by
  FROM loan_return_part AS part JOIN loan_return USING (entry_id) JOIN entry USING (entry_id) JOIN lot AS drawn ON drawn.lot_id = drawn_lot_id
  LEFT JOIN lot ON lot.lot_id = part.lot_id LEFT JOIN site ON site.site_id = loan_return.site_id;
