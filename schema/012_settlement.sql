-- Settlement of a lot that was bought on a provisional assay or price: what the final ones change, as an entry of its own.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER entry_kind_account_no_insert;

INSERT INTO table_role VALUES
  ('assay_settlement', 'record', 'final assay, mass and price of lots that were bought on provisional ones, and what they change');

INSERT INTO entry_kind VALUES ('settlement');

-- Inventory, cost of what was released and lost; owed to the supplier; mass received, released and lost.
INSERT INTO entry_kind_account VALUES ('settlement', 2), ('settlement', 4), ('settlement', 7), ('settlement', 8), ('settlement', 20),
  ('settlement', 21), ('settlement', 22);

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- What is not stated stays as it was bought. final_mg is what was received after all, metal_cents what the metal costs after all;
-- delta_mg and delta_cents are these less the provisional ones.
CREATE TABLE assay_settlement (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  mass_entered TEXT CHECK (mass_entered <> ''),
  moisture_entered TEXT CHECK (moisture_entered <> ''),
  assay_entered TEXT CHECK (assay_entered <> ''),
  content_factor TEXT,
  price_entered TEXT CHECK (price_entered <> ''),
  final_mg INTEGER NOT NULL CHECK (final_mg > 0),
  metal_cents INTEGER NOT NULL CHECK (metal_cents >= 0),
  delta_mg INTEGER NOT NULL,
  delta_cents INTEGER NOT NULL
) STRICT;
-- Whether a lot is settled.
CREATE INDEX assay_settlement_by_lot ON assay_settlement (lot_id);

-- ---------------------------------------------------------------------------------------------------------------------

CREATE TRIGGER assay_settlement_no_update BEFORE UPDATE ON assay_settlement BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER assay_settlement_no_delete BEFORE DELETE ON assay_settlement BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER assay_settlement_in_open_entry BEFORE INSERT ON assay_settlement BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'settlement';
  SELECT RAISE(ABORT, 'lot_not_provisional') WHERE NOT EXISTS (SELECT 1 FROM lot_paper WHERE lot_id = NEW.lot_id AND provisional = 1)
    OR EXISTS (SELECT 1 FROM reversal JOIN lot ON lot.entry_id = reversed_entry_id WHERE lot.lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'lot_already_settled') WHERE EXISTS (SELECT 1 FROM assay_settlement AS other WHERE other.lot_id = NEW.lot_id
    AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = other.entry_id));
END;
-- The final assay brings the other components with it.
DROP TRIGGER lot_component_in_open_entry;
CREATE TRIGGER lot_component_in_open_entry BEFORE INSERT ON lot_component BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'settlement');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot_component
    WHERE entry_id = NEW.entry_id AND lot_id = NEW.lot_id AND component = NEW.component);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_settlement BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind = 'settlement'
    AND NOT EXISTS (SELECT 1 FROM assay_settlement WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'paper_of_other_lot') FROM lot_component WHERE entry_id = NEW.entry_id
    AND lot_id IS NOT coalesce((SELECT lot_id FROM assay_settlement WHERE entry_id = NEW.entry_id),
                               (SELECT lot_id FROM lot WHERE lot.entry_id = NEW.entry_id));
END;
-- A settlement changes what was received of the lot by what its postings change, where the metal is: in the lot, in those taken of it,
-- released or lost; all of it to the same side. What a count found beside a lot was delivered by nobody, and is not corrected.
CREATE TRIGGER seal_settlement BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM assay_settlement WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lot_not_yet_received') FROM assay_settlement JOIN entry USING (entry_id) JOIN lot USING (lot_id)
    WHERE entry.entry_id = NEW.entry_id AND received_on > entry.effective_on;
  SELECT RAISE(ABORT, 'lot_not_yet_received') FROM posting JOIN entry USING (entry_id) JOIN lot USING (lot_id)
    WHERE entry.entry_id = NEW.entry_id AND received_on > entry.effective_on;
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM assay_settlement AS settled JOIN lot USING (lot_id)
    JOIN purchase ON purchase.entry_id = lot.entry_id
    WHERE settled.entry_id = NEW.entry_id AND (
      delta_mg <> final_mg - received_mg OR delta_cents <> settled.metal_cents - purchase.metal_cents
      OR -delta_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 20)
      OR -delta_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 4)
      OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND (mineral_id <> lot.mineral_id OR party_id <> lot.supplier_id
        OR (account_id IN (2, 21, 22) AND ((delta_mg >= 0 AND posting.mass_mg < 0) OR (delta_mg <= 0 AND posting.mass_mg > 0)))
        OR (account_id = 2 AND NOT EXISTS (SELECT 1 FROM lot AS taken WHERE taken.lot_id = posting.lot_id
          AND coalesce(taken.root_lot_id, taken.lot_id) = settled.lot_id
          AND taken.entry_id NOT IN (SELECT entry_id FROM count_adjustment))))));
END;
-- What a settlement shared out rests on where the metal was; and what moved since rests on the settlement.
CREATE TRIGGER seal_reversal_around_settlement BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN posting ON posting.entry_id = reversed_entry_id JOIN lot USING (lot_id)
    JOIN assay_settlement AS settled ON settled.lot_id = coalesce(lot.root_lot_id, lot.lot_id)
    WHERE reversal.entry_id = NEW.entry_id AND settled.entry_id > reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = settled.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN assay_settlement AS settled ON settled.entry_id = reversed_entry_id
    CROSS JOIN lot ON lot.lot_id = settled.lot_id OR lot.root_lot_id = settled.lot_id CROSS JOIN posting ON posting.lot_id = lot.lot_id
    JOIN entry ON entry.entry_id = posting.entry_id
    WHERE reversal.entry_id = NEW.entry_id AND posting.entry_id > settled.entry_id AND posting.entry_id < NEW.entry_id AND entry.kind <> 'reversal'
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = posting.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------

CREATE VIEW v_settlement AS
  SELECT assay_settlement.entry_id, effective_on, lot.code AS lot, assay_settlement.mass_entered, assay_settlement.moisture_entered,
         assay_settlement.assay_entered, assay_settlement.content_factor, price_entered, received_mg AS provisional_mg, final_mg, delta_mg,
         metal_cents, delta_cents, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = assay_settlement.entry_id) AS reversed_by
  FROM assay_settlement JOIN entry USING (entry_id) JOIN lot USING (lot_id);

-- The other components of the final assay take the place of those of the provisional one.
DROP VIEW v_lot_component;
CREATE VIEW v_lot_component AS
  SELECT lot.lot_id, lot.code AS lot, component, lot_component.assay_entered, lot_component.entry_id
  FROM lot JOIN lot_form USING (lot_id) JOIN lot_component ON lot_component.lot_id = form_lot_id
  WHERE lot_component.entry_id = (SELECT max(found.entry_id) FROM lot_component AS found WHERE found.lot_id = form_lot_id
    AND NOT EXISTS (SELECT 1 FROM reversal JOIN assay_settlement ON reversed_entry_id = assay_settlement.entry_id
                    WHERE assay_settlement.entry_id = found.entry_id));
