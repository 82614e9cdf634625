-- Write-downs: what stock on hand is worth less than it cost. Cost stays what it was; a write-down stands beside it, lot by lot, and leaves with the
-- mass it belongs to.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER account_no_insert;
DROP TRIGGER entry_kind_account_no_insert;

INSERT INTO table_role VALUES
  ('write_down', 'record', 'write-downs: of a mineral or one lot, with their reason'),
  ('write_down_lot', 'record', 'what of write-downs came to a lot (+) or left it (-), with the entry that moved the lot');

INSERT INTO entry_kind VALUES ('write-down');

INSERT INTO account VALUES
  (50, 'inventory_written_down', 'yes', 'no', 'yes', 'no', 'no', 'no', 'by how much what lies in the vault is carried below its cost'),
  (51, 'write_downs',            'yes', 'no', 'yes', 'no', 'no', 'no', 'stock written down'),
  (52, 'write_downs_released',   'yes', 'no', 'yes', 'no', 'no', 'no', 'write-downs that left with what was released or lost, or with cost that a settlement took off');

INSERT INTO entry_kind_account VALUES ('write-down', 50), ('write-down', 51);
-- What takes mass out of lots takes their write-downs along.
INSERT INTO entry_kind_account SELECT kind, account.account_id FROM entry_kind_account JOIN account ON account.account_id IN (50, 52)
  WHERE entry_kind_account.account_id = 2 AND kind NOT IN ('purchase', 'transfer', 'averaging');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER account_no_insert BEFORE INSERT ON account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- lot_id is missing for all lots of the mineral that could be drawn that day; price_entered is what it was written down to, if that was said.
CREATE TABLE write_down (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  lot_id INTEGER REFERENCES lot (lot_id),
  price_entered TEXT,
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  reason TEXT NOT NULL CHECK (trim(reason) <> '')
) STRICT;

CREATE TABLE write_down_lot (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, lot_id)
) STRICT, WITHOUT ROWID;
-- What a lot is written down by: what leaves with a release, and the seal's check.
CREATE INDEX write_down_lot_by_lot ON write_down_lot (lot_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER write_down_no_update BEFORE UPDATE ON write_down BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER write_down_no_delete BEFORE DELETE ON write_down BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER write_down_in_open_entry BEFORE INSERT ON write_down BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'write-down';
END;
CREATE TRIGGER write_down_lot_no_update BEFORE UPDATE ON write_down_lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER write_down_lot_no_delete BEFORE DELETE ON write_down_lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER write_down_lot_in_open_entry BEFORE INSERT ON write_down_lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id)
    NOT IN ('write-down', 'averaging', 'settlement', 'release', 'return', 'transfer', 'count-adjustment', 'reversal');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM write_down_lot
    WHERE entry_id = NEW.entry_id AND (line = NEW.line OR lot_id = NEW.lot_id));
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_write_down BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind = 'write-down'
    AND NOT EXISTS (SELECT 1 FROM write_down JOIN write_down_lot USING (entry_id) WHERE entry_id = NEW.entry_id);
END;
-- A write-down only adds, to lots of its mineral, what it says.
CREATE TRIGGER seal_write_down BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM write_down WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM write_down WHERE entry_id = NEW.entry_id AND (
    amount_cents IS NOT (SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = NEW.entry_id AND account_id = 51)
    OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = NEW.entry_id AND mineral_id <> write_down.mineral_id)
    OR EXISTS (SELECT 1 FROM write_down_lot AS part JOIN lot USING (lot_id) WHERE part.entry_id = NEW.entry_id AND (
      part.amount_cents < 0 OR lot.mineral_id <> write_down.mineral_id OR part.lot_id <> write_down.lot_id)));
END;
-- What the lots of each mineral are written down by is what the account says; on no date is a lot written down by less than nothing or by more
-- than it cost.
CREATE TRIGGER seal_written_down BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM write_down_lot) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM (
    SELECT mineral_id, amount_cents FROM write_down_lot JOIN lot USING (lot_id) WHERE write_down_lot.entry_id = NEW.entry_id
    UNION ALL SELECT mineral_id, amount_cents FROM posting WHERE entry_id = NEW.entry_id AND account_id = 50)
    GROUP BY mineral_id HAVING SUM(amount_cents) <> 0;
  SELECT RAISE(ABORT, 'write_down_above_cost') FROM (
    SELECT SUM(written_cents) OVER by_date AS written_cents, SUM(cost_cents) OVER by_date AS cost_cents FROM (
      SELECT lot_id, effective_on, SUM(written_cents) AS written_cents, SUM(cost_cents) AS cost_cents FROM (
        SELECT moved.lot_id, part.entry_id, part.amount_cents AS written_cents, 0 AS cost_cents FROM (
          SELECT lot_id FROM posting WHERE entry_id = NEW.entry_id AND lot_id IS NOT NULL
          UNION SELECT lot_id FROM write_down_lot WHERE entry_id = NEW.entry_id) AS moved
        CROSS JOIN write_down_lot AS part ON part.lot_id = moved.lot_id
        UNION ALL
        SELECT moved.lot_id, cost.entry_id, 0, cost.amount_cents FROM (
          SELECT lot_id FROM posting WHERE entry_id = NEW.entry_id AND lot_id IS NOT NULL
          UNION SELECT lot_id FROM write_down_lot WHERE entry_id = NEW.entry_id) AS moved
        CROSS JOIN posting AS cost ON cost.lot_id = moved.lot_id
        WHERE EXISTS (SELECT 1 FROM write_down_lot WHERE write_down_lot.lot_id = moved.lot_id)) JOIN entry USING (entry_id)
      GROUP BY lot_id, effective_on)
    WINDOW by_date AS (PARTITION BY lot_id ORDER BY effective_on))
  WHERE written_cents < 0 OR written_cents > cost_cents;
END;
-- A reversal turns the write-downs of lots, too; a write-down stays while a part of it has left, and a settlement while a write-down counts on
-- the cost it made.
CREATE TRIGGER seal_reversal_of_write_down BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id) AND EXISTS (SELECT 1 FROM write_down_lot) BEGIN
  SELECT RAISE(ABORT, 'reversal_not_whole') FROM reversal WHERE entry_id = NEW.entry_id AND EXISTS (
    SELECT lot_id FROM write_down_lot WHERE entry_id IN (NEW.entry_id, reversal.reversed_entry_id) GROUP BY lot_id HAVING SUM(amount_cents) <> 0);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal
    JOIN write_down_lot AS part ON part.entry_id = reversed_entry_id JOIN entry AS undone ON undone.entry_id = reversed_entry_id
    JOIN write_down_lot AS later ON later.lot_id = part.lot_id AND later.entry_id > reversed_entry_id JOIN entry ON entry.entry_id = later.entry_id
    WHERE reversal.entry_id = NEW.entry_id AND undone.kind IN ('write-down', 'averaging') AND entry.kind <> 'reversal'
      AND (undone.kind = 'averaging' OR entry.kind <> 'write-down')
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = later.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal
    JOIN averaging ON averaging.entry_id = reversed_entry_id JOIN write_down_lot AS part ON part.entry_id = averaging.entry_id
    JOIN posting AS later ON later.lot_id = part.lot_id AND later.entry_id > averaging.entry_id JOIN entry ON entry.entry_id = later.entry_id
    WHERE reversal.entry_id = NEW.entry_id AND entry.kind <> 'reversal'
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = later.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal
    JOIN assay_settlement AS settled ON settled.entry_id = reversed_entry_id JOIN posting AS shift ON shift.entry_id = settled.entry_id
    JOIN write_down ON write_down.entry_id > settled.entry_id JOIN write_down_lot AS later ON later.entry_id = write_down.entry_id AND later.lot_id = shift.lot_id
    WHERE reversal.entry_id = NEW.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = later.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal
    JOIN averaging ON averaging.entry_id = reversed_entry_id JOIN posting AS shift ON shift.entry_id = averaging.entry_id
    JOIN write_down ON write_down.entry_id > averaging.entry_id JOIN write_down_lot AS later ON later.entry_id = write_down.entry_id AND later.lot_id = shift.lot_id
    WHERE reversal.entry_id = NEW.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = later.entry_id);
END;
-- Rows of write-downs stand with what moves lots or settles them, and nowhere else.
CREATE TRIGGER seal_write_down_kinds BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM write_down_lot WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'row_of_other_kind') FROM entry WHERE entry_id = NEW.entry_id AND kind NOT IN ('write-down', 'averaging', 'settlement', 'reversal')
    AND NOT EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = NEW.entry_id AND lot_id IS NOT NULL AND mass_mg < 0);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_write_down AS
  SELECT write_down.entry_id, effective_on, mineral.code AS mineral, lot.code AS lot, price_entered, amount_cents, reason, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = write_down.entry_id) AS reversed_by
  FROM write_down JOIN entry USING (entry_id) JOIN mineral ON mineral.mineral_id = write_down.mineral_id LEFT JOIN lot ON lot.lot_id = write_down.lot_id;

-- What each lot is written down by, over all entries.
CREATE VIEW v_written_down AS
  SELECT lot.code AS lot, mineral.code AS mineral, SUM(amount_cents) AS written_down_cents
  FROM write_down_lot JOIN lot USING (lot_id) JOIN mineral USING (mineral_id) GROUP BY lot.lot_id HAVING SUM(amount_cents) <> 0;
