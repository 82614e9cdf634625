-- Papers of a lot: weights, form, grade, origin, contract, warehouse receipt, what it is for and until when, each as it was entered; and
-- what else was found in it.
DROP TRIGGER table_role_no_insert;

INSERT INTO table_role VALUES
  ('lot_paper', 'record', 'what the papers of a lot say: weights, form, producer, countries, contract, warehouse receipt, objective, dates, quality'),
  ('lot_component', 'record', 'assays of a lot beside the one that gives its content: impurities and by-products');

CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- A lot without anything to say has none. Of a lot that was taken of another it holds what is its own: its receipt, its quality when it
-- was made, and after an upgrade or processing its form; the rest is in the papers of the lot that was bought.
-- gross_mg and tare_mg are rounded half-even. provisional: 1 while assay and price are to be settled, else missing.
CREATE TABLE lot_paper (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  lot_id INTEGER NOT NULL UNIQUE REFERENCES lot (lot_id),
  gross_entered TEXT CHECK (gross_entered <> ''),
  tare_entered TEXT CHECK (tare_entered <> ''),
  gross_mg INTEGER CHECK (gross_mg > 0),
  tare_mg INTEGER CHECK (tare_mg >= 0),
  form TEXT CHECK (trim(form) <> ''),
  grade TEXT CHECK (trim(grade) <> ''),
  producer TEXT CHECK (trim(producer) <> ''),
  ore_country TEXT CHECK (ore_country GLOB '[A-Z][A-Z]'),
  processing_country TEXT CHECK (processing_country GLOB '[A-Z][A-Z]'),
  contract TEXT CHECK (trim(contract) <> ''),
  receipt TEXT COLLATE NOCASE CHECK (trim(receipt) <> ''),
  objective TEXT CHECK (objective IN ('emergency', 'market-making', 'demand-aggregation')),
  expires_on TEXT CHECK (expires_on IS NULL OR expires_on IS date(expires_on, '+0 days')),
  rotate_by_on TEXT CHECK (rotate_by_on IS NULL OR rotate_by_on IS date(rotate_by_on, '+0 days')),
  quality TEXT CHECK (quality IN ('unassayed', 'accepted', 'rejected', 'quarantined')),
  provisional INTEGER CHECK (provisional = 1),
  PRIMARY KEY (entry_id, line),
  CHECK ((gross_entered IS NULL) = (gross_mg IS NULL)),
  CHECK ((tare_entered IS NULL) = (tare_mg IS NULL)),
  CHECK (tare_entered IS NULL OR gross_entered IS NOT NULL),
  CHECK (tare_mg < gross_mg)
) STRICT, WITHOUT ROWID;
-- Whether a receipt is used.
CREATE INDEX lot_paper_by_receipt ON lot_paper (receipt) WHERE receipt IS NOT NULL;
CREATE INDEX document_by_receipt ON document (number) WHERE kind = 'warehouse-receipt' AND number IS NOT NULL;

CREATE TABLE lot_component (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  component TEXT NOT NULL COLLATE NOCASE CHECK (trim(component) <> ''),
  assay_entered TEXT NOT NULL CHECK (assay_entered GLOB '*%*'),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, lot_id, component)
) STRICT, WITHOUT ROWID;
-- What a lot holds.
CREATE INDEX lot_component_by_lot ON lot_component (lot_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration. Papers come with the lot.

CREATE TRIGGER lot_paper_no_update BEFORE UPDATE ON lot_paper BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER lot_paper_no_delete BEFORE DELETE ON lot_paper BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER lot_component_no_update BEFORE UPDATE ON lot_component BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER lot_component_no_delete BEFORE DELETE ON lot_component BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER lot_paper_in_open_entry BEFORE INSERT ON lot_paper BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'transfer', 'count-adjustment');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot_paper WHERE lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'paper_of_other_lot') WHERE (SELECT entry_id FROM lot WHERE lot_id = NEW.lot_id) IS NOT NEW.entry_id;
END;
CREATE TRIGGER lot_component_in_open_entry BEFORE INSERT ON lot_component BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'purchase';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot_component
    WHERE entry_id = NEW.entry_id AND lot_id = NEW.lot_id AND component = NEW.component);
  SELECT RAISE(ABORT, 'paper_of_other_lot') WHERE (SELECT entry_id FROM lot WHERE lot_id = NEW.lot_id) IS NOT NEW.entry_id;
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing. Papers are checked when the lots of their entry are.

-- Which lots had a receipt from when to when; to no end while the lot stands.
CREATE VIEW receipt_claim AS
  SELECT lot_paper.entry_id, lot_paper.lot_id, receipt, received_on AS from_on,
         (SELECT effective_on FROM reversal WHERE reversed_entry_id = lot_paper.entry_id) AS until_on
  FROM lot_paper JOIN lot USING (lot_id) WHERE receipt IS NOT NULL;
-- The same of receipts that are documents of the entry that made the lots; to no end while both stand.
CREATE VIEW receipt_document AS
  SELECT document.entry_id, about_entry_id, lot_id, number AS receipt, entry.effective_on AS from_on,
         (SELECT min(effective_on) FROM reversal WHERE reversed_entry_id IN (document.entry_id, about_entry_id)) AS until_on
  FROM document JOIN entry USING (entry_id) JOIN lot ON lot.entry_id = about_entry_id
  WHERE document.kind = 'warehouse-receipt' AND number IS NOT NULL;

CREATE TRIGGER seal_lot_paper BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM lot_paper WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'receipt_already_used') FROM receipt_claim AS given JOIN lot_paper AS used ON used.receipt = given.receipt
    JOIN receipt_claim AS other ON other.lot_id = used.lot_id
    WHERE given.entry_id = NEW.entry_id AND other.lot_id <> given.lot_id
      AND (other.until_on IS NULL OR (other.until_on > given.from_on AND other.until_on > other.from_on));
  SELECT RAISE(ABORT, 'receipt_already_used') FROM receipt_claim AS given JOIN receipt_document AS other ON other.receipt = given.receipt
    WHERE given.entry_id = NEW.entry_id
      AND (other.until_on IS NULL OR (other.until_on > given.from_on AND other.until_on > other.from_on));
  SELECT RAISE(ABORT, 'expires_before_receipt') FROM lot_paper JOIN lot USING (lot_id)
    WHERE lot_paper.entry_id = NEW.entry_id AND (expires_on < received_on OR rotate_by_on < received_on);
  SELECT RAISE(ABORT, 'paper_not_own') FROM lot_paper JOIN lot USING (lot_id)
    WHERE lot_paper.entry_id = NEW.entry_id AND parent_lot_id IS NOT NULL
      AND coalesce(gross_entered, producer, ore_country, contract, objective, expires_on, rotate_by_on, provisional) IS NOT NULL;
  SELECT RAISE(ABORT, 'form_stays') FROM lot_paper JOIN lot USING (lot_id) LEFT JOIN transfer ON transfer.entry_id = lot.entry_id
    WHERE lot_paper.entry_id = NEW.entry_id AND lot.parent_lot_id IS NOT NULL AND coalesce(transfer.kind, 'found') NOT IN ('upgrade', 'processing')
      AND coalesce(form, grade, processing_country) IS NOT NULL;
END;
-- A receipt that comes as a document has the number that the papers of its lot name, or else one that no other lot's papers do.
CREATE TRIGGER seal_receipt_document BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM document WHERE entry_id = NEW.entry_id AND kind = 'warehouse-receipt') BEGIN
  SELECT RAISE(ABORT, 'receipt_already_used') FROM receipt_document AS given JOIN lot_paper AS used ON used.receipt = given.receipt
    JOIN receipt_claim AS other ON other.lot_id = used.lot_id
    WHERE given.entry_id = NEW.entry_id AND other.entry_id <> given.about_entry_id
      AND (other.until_on IS NULL OR (other.until_on > given.from_on AND other.until_on > other.from_on));
  SELECT RAISE(ABORT, 'receipt_already_used') FROM receipt_document AS given
    WHERE given.entry_id = NEW.entry_id AND EXISTS (SELECT 1 FROM lot_paper WHERE entry_id = given.about_entry_id AND receipt IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM lot_paper WHERE entry_id = given.about_entry_id AND receipt = given.receipt);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

-- The lot whose form each lot has: a purchase brings one, an upgrade and processing another; what a count found has that of the lot it was
-- found beside.
CREATE VIEW lot_form AS
  WITH RECURSIVE formed (lot_id, form_lot_id) AS (
    SELECT lot_id, lot_id FROM lot LEFT JOIN transfer USING (entry_id)
      WHERE lot.parent_lot_id IS NULL OR transfer.kind IN ('upgrade', 'processing')
    UNION ALL SELECT lot.lot_id, form_lot_id FROM formed CROSS JOIN lot ON lot.parent_lot_id = formed.lot_id
      LEFT JOIN transfer USING (entry_id) WHERE coalesce(transfer.kind, 'found') NOT IN ('upgrade', 'processing'))
  SELECT lot_id, form_lot_id FROM formed;

-- A row per lot, with what the papers of the lot it was bought as say of it.
CREATE VIEW v_lot_paper AS
  SELECT lot.lot_id, lot.code AS lot, bought.gross_entered, bought.tare_entered, formed.form, formed.grade, bought.producer, bought.ore_country,
         coalesce(formed.processing_country, bought.processing_country) AS processing_country, bought.contract, own.receipt, bought.objective,
         bought.expires_on, bought.rotate_by_on, own.quality, bought.provisional, lot.entry_id,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = lot.entry_id) AS reversed_by
  FROM lot JOIN lot_form USING (lot_id)
  LEFT JOIN lot_paper AS own ON own.lot_id = lot.lot_id
  LEFT JOIN lot_paper AS formed ON formed.lot_id = form_lot_id
  LEFT JOIN lot_paper AS bought ON bought.lot_id = coalesce(lot.root_lot_id, lot.lot_id);

-- What was found in a lot beside its content, as long as its form is that of the lot it was found in.
CREATE VIEW v_lot_component AS
  SELECT lot.lot_id, lot.code AS lot, component, lot_component.assay_entered, lot_component.entry_id
  FROM lot JOIN lot_form USING (lot_id) JOIN lot_component ON lot_component.lot_id = form_lot_id;
