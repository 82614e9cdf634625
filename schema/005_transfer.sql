-- Transfers: mass of a lot goes to child lots, at another site or in another form, with its cost, its age and its origin. And places where
-- stock lies that cannot be released: on its way, and in process.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER entry_kind_account_no_insert;

INSERT INTO table_role VALUES
  ('transfer', 'record', 'transfers, repacks, upgrades and processing: what was taken of which lot; the lots it went to are rows of lot');

INSERT INTO entry_kind VALUES ('transfer');

INSERT INTO entry_kind_account VALUES ('transfer', 2), ('transfer', 22);

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- Missing: a storage site. What lies at any other is on hand and not available.
ALTER TABLE site ADD COLUMN kind TEXT CHECK (kind IN ('in-transit', 'in-process'));

-- All three are there for a lot that a transfer made, and missing for one that a purchase made: the lot it was taken from; the purchased
-- lot at the beginning, which has its supplier and its financing; and the day that one was received, from which it ages.
ALTER TABLE lot ADD COLUMN parent_lot_id INTEGER REFERENCES lot (lot_id);
ALTER TABLE lot ADD COLUMN root_lot_id INTEGER REFERENCES lot (lot_id) CHECK ((root_lot_id IS NULL) = (parent_lot_id IS NULL));
ALTER TABLE lot ADD COLUMN aged_from_on TEXT CHECK ((aged_from_on IS NULL) = (parent_lot_id IS NULL));
-- The children of a lot: their names.
CREATE INDEX lot_by_parent ON lot (parent_lot_id) WHERE parent_lot_id IS NOT NULL;
-- What became of a purchase: the financed cost on hand.
CREATE INDEX lot_by_root ON lot (root_lot_id) WHERE root_lot_id IS NOT NULL;
-- What lies at a site: what is held back, what rests on the site.
CREATE INDEX lot_by_site ON lot (site_id);

-- Where a release was to be taken from, if that was said.
ALTER TABLE release ADD COLUMN site_id INTEGER REFERENCES site (site_id);

-- The yield loss is mass only: what the outputs cost is what the input cost.
CREATE TABLE transfer (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  kind TEXT NOT NULL CHECK (kind IN ('transfer', 'repack', 'upgrade', 'processing')),
  parent_lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  mass_entered TEXT NOT NULL,
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  loss_mg INTEGER NOT NULL CHECK (loss_mg >= 0),
  reason TEXT CHECK (trim(reason) <> ''),
  CHECK (loss_mg < mass_mg)
) STRICT;

-- The order of drawing is that of the age, of one age that of the purchases, and within a purchase that of the lots. A lot can be drawn from
-- its own receipt on, however old it is.
DROP TABLE lot_balance;
CREATE TABLE lot_balance (
  lot_id INTEGER PRIMARY KEY REFERENCES lot (lot_id),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  aged_from_on TEXT NOT NULL,
  root_lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  drawable_from_on TEXT NOT NULL,
  mass_mg INTEGER NOT NULL CHECK (mass_mg >= 0),
  cost_cents INTEGER NOT NULL CHECK (cost_cents >= 0),
  CHECK (mass_mg > 0 OR cost_cents = 0)
) STRICT;
-- The lots a release may draw, oldest first.
CREATE INDEX lot_balance_open ON lot_balance (mineral_id, aged_from_on, root_lot_id, lot_id) WHERE mass_mg > 0;
INSERT INTO lot_balance
  SELECT lot.lot_id, lot.mineral_id, lot.received_on, lot.lot_id,
         max(iif(mass_mg > 0 AND reversal.effective_on > reversed.effective_on, reversal.effective_on, lot.received_on)),
         SUM(mass_mg), SUM(amount_cents)
  FROM lot JOIN posting ON posting.lot_id = lot.lot_id LEFT JOIN reversal ON reversal.entry_id = posting.entry_id
  LEFT JOIN entry AS reversed ON reversed.entry_id = reversed_entry_id GROUP BY lot.lot_id;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER transfer_no_update BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER transfer_no_delete BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER transfer_in_open_entry BEFORE INSERT ON transfer BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'transfer';
END;
-- A lot comes from a purchase, or from a transfer out of one parent whose mineral, supplier, beginning and age it has.
DROP TRIGGER lot_in_open_entry;
CREATE TRIGGER lot_in_open_entry BEFORE INSERT ON lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'transfer');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot WHERE lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM lot WHERE code = NEW.code);
  SELECT RAISE(ABORT, 'lineage_broken')
    WHERE ((SELECT kind FROM entry WHERE entry_id = NEW.entry_id) = 'transfer') <> (NEW.parent_lot_id IS NOT NULL)
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

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_transfer BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind = 'transfer'
    AND NOT EXISTS (SELECT 1 FROM transfer JOIN lot USING (entry_id, parent_lot_id) WHERE entry_id = NEW.entry_id);
END;
-- A transfer takes from its parent what it gives to its children and loses on the way, and nothing besides; only what changes the form may
-- lose any. Cost goes from the parent to the children, none of it is lost.
CREATE TRIGGER seal_transfer BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM transfer WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'transfer_changes_nothing') FROM transfer JOIN lot USING (entry_id) JOIN lot AS parent ON parent.lot_id = transfer.parent_lot_id
    WHERE transfer.entry_id = NEW.entry_id AND transfer.kind = 'transfer' AND lot.site_id = parent.site_id;
  SELECT RAISE(ABORT, 'outputs_above_mass') FROM transfer
    WHERE entry_id = NEW.entry_id AND mass_mg < (SELECT SUM(received_mg) FROM lot WHERE lot.entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'yield_loss_not_allowed') FROM transfer
    WHERE entry_id = NEW.entry_id AND kind IN ('transfer', 'repack') AND loss_mg > 0;
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM transfer WHERE entry_id = NEW.entry_id AND (
    mass_mg IS NOT loss_mg + (SELECT SUM(received_mg) FROM lot WHERE lot.entry_id = NEW.entry_id)
    OR -mass_mg IS NOT (SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = NEW.entry_id AND posting.lot_id = transfer.parent_lot_id)
    OR loss_mg <> (SELECT coalesce(SUM(mass_mg), 0) FROM posting WHERE posting.entry_id = NEW.entry_id AND account_id = 22)
    OR EXISTS (SELECT 1 FROM lot WHERE lot.entry_id = NEW.entry_id AND (lot.parent_lot_id IS NOT transfer.parent_lot_id
      OR received_mg IS NOT (SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = NEW.entry_id AND posting.lot_id = lot.lot_id)))
    OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = NEW.entry_id AND (
      mineral_id IS NOT (SELECT mineral_id FROM lot WHERE lot_id = transfer.parent_lot_id)
      OR (account_id = 2 AND lot_id IS transfer.parent_lot_id AND (mass_mg >= 0 OR amount_cents > 0))
      OR (account_id = 2 AND lot_id IS NOT transfer.parent_lot_id AND (mass_mg <= 0 OR amount_cents < 0
        OR lot_id NOT IN (SELECT lot_id FROM lot WHERE lot.entry_id = NEW.entry_id))))));
END;
-- What is on its way or in process is not released, but for a sample of it and for what is lost of it. A release that names a site takes
-- nothing from another.
CREATE TRIGGER seal_release_place BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lot_at_other_site') FROM release JOIN posting USING (entry_id) JOIN lot USING (lot_id)
    WHERE release.entry_id = NEW.entry_id AND release.site_id <> lot.site_id;
  SELECT RAISE(ABORT, 'lot_not_in_storage') FROM release JOIN posting USING (entry_id) JOIN lot USING (lot_id) JOIN site ON site.site_id = lot.site_id
    WHERE release.entry_id = NEW.entry_id AND release.kind NOT IN ('sample', 'loss') AND site.kind IS NOT NULL;
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

DROP VIEW v_lot;
CREATE VIEW v_lot AS
  SELECT lot.lot_id, lot.code AS lot, mineral.code AS mineral, site.code AS site, party.code AS supplier, lot.received_on, lot.received_mg,
         coalesce((SELECT SUM(mass_mg) FROM posting WHERE posting.lot_id = lot.lot_id), 0) AS on_hand_mg,
         coalesce((SELECT SUM(amount_cents) FROM posting WHERE posting.lot_id = lot.lot_id), 0) AS cost_cents,
         lot.mass_entered, lot.moisture_entered, lot.assay_entered, lot.content_factor, lot.entry_id,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = lot.entry_id) AS reversed_by,
         coalesce(site.kind, 'storage') AS site_kind, parent.code AS parent, coalesce(root.code, lot.code) AS origin,
         coalesce(root.entry_id, lot.entry_id) AS purchase_entry_id, coalesce(lot.aged_from_on, lot.received_on) AS aged_from_on
  FROM lot JOIN mineral ON mineral.mineral_id = lot.mineral_id JOIN site ON site.site_id = lot.site_id JOIN party ON party.party_id = lot.supplier_id
  LEFT JOIN lot AS parent ON parent.lot_id = lot.parent_lot_id LEFT JOIN lot AS root ON root.lot_id = lot.root_lot_id;

CREATE VIEW v_transfer AS
  SELECT transfer.entry_id, effective_on, transfer.kind, mineral.code AS mineral, parent.code AS from_lot, from_site.code AS from_site,
         transfer.mass_entered, transfer.mass_mg, loss_mg, lot.code AS to_lot, to_site.code AS to_site, lot.received_mg AS to_mg,
         (SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = transfer.entry_id AND posting.lot_id = lot.lot_id) AS to_cents,
         reason, reference, memo, (SELECT entry_id FROM reversal WHERE reversed_entry_id = transfer.entry_id) AS reversed_by
  FROM transfer JOIN entry USING (entry_id) JOIN lot AS parent ON parent.lot_id = transfer.parent_lot_id
  JOIN mineral ON mineral.mineral_id = parent.mineral_id JOIN site AS from_site ON from_site.site_id = parent.site_id
  JOIN lot ON lot.entry_id = transfer.entry_id JOIN site AS to_site ON to_site.site_id = lot.site_id;

DROP VIEW v_release;
CREATE VIEW v_release AS
  SELECT release.entry_id, effective_on, mineral.code AS mineral, release.kind, authority, party.code AS recipient, mass_entered, mass_mg,
         price_entered, proceeds_cents,
         -(SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = release.entry_id AND account_id = 2) AS cost_cents,
         reference, memo, (SELECT entry_id FROM reversal WHERE reversed_entry_id = release.entry_id) AS reversed_by, site.code AS site
  FROM release JOIN entry USING (entry_id) JOIN mineral USING (mineral_id) LEFT JOIN party ON party.party_id = release.recipient_id
  LEFT JOIN site ON site.site_id = release.site_id;
