-- Opening balances: what was on hand when the book began, at deemed cost.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER account_no_insert;
DROP TRIGGER entry_kind_account_no_insert;

INSERT INTO table_role VALUES ('opening', 'record', 'opening balances: a lot at deemed cost, and who decided on it');

INSERT INTO entry_kind VALUES ('opening');

INSERT INTO account VALUES
  (53, 'opening_balance', 'yes', 'no',  'yes', 'no', 'no', 'no', 'deemed cost of what was on hand when the book began'),
  (54, 'opening_stock',   'no',  'yes', 'yes', 'no', 'no', 'no', 'mass that was on hand when the book began');

INSERT INTO entry_kind_account VALUES ('opening', 2), ('opening', 53), ('opening', 54);

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER account_no_insert BEFORE INSERT ON account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TABLE opening (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  deemed_cents INTEGER NOT NULL CHECK (deemed_cents >= 0),
  authority TEXT NOT NULL CHECK (trim(authority) <> '')
) STRICT;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER opening_no_update BEFORE UPDATE ON opening BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER opening_no_delete BEFORE DELETE ON opening BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER opening_in_open_entry BEFORE INSERT ON opening BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'opening';
END;
-- The lot of an opening balance has papers, as a lot that is bought; but its deemed cost is final.
DROP TRIGGER lot_paper_in_open_entry;
CREATE TRIGGER lot_paper_in_open_entry BEFORE INSERT ON lot_paper BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind')
    WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'transfer', 'count-adjustment', 'opening');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot_paper WHERE lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'paper_of_other_lot') WHERE (SELECT entry_id FROM lot WHERE lot_id = NEW.lot_id) IS NOT NEW.entry_id;
  SELECT RAISE(ABORT, 'lot_not_provisional')
    WHERE NEW.provisional = 1 AND (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) = 'opening';
END;
DROP TRIGGER lot_component_in_open_entry;
CREATE TRIGGER lot_component_in_open_entry BEFORE INSERT ON lot_component BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind')
    WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'settlement', 'opening');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot_component
    WHERE entry_id = NEW.entry_id AND lot_id = NEW.lot_id AND component = NEW.component);
END;
-- A lot comes from a purchase or an opening balance, or from a transfer or a count out of one parent whose mineral, supplier, beginning and age it
-- has.
DROP TRIGGER lot_in_open_entry;
CREATE TRIGGER lot_in_open_entry BEFORE INSERT ON lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind')
    WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'transfer', 'count-adjustment', 'opening');
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot WHERE lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM lot WHERE code = NEW.code);
  SELECT RAISE(ABORT, 'lineage_broken')
    WHERE ((SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IN ('transfer', 'count-adjustment')) <> (NEW.parent_lot_id IS NOT NULL)
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

CREATE TRIGGER seal_complete_opening BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind = 'opening'
    AND NOT EXISTS (SELECT 1 FROM opening JOIN lot USING (entry_id, mineral_id) WHERE entry_id = NEW.entry_id);
END;
-- An opening balance fills the lot it makes, and no other.
CREATE TRIGGER seal_opening BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM opening WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM opening WHERE entry_id = NEW.entry_id AND (
    deemed_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = NEW.entry_id AND account_id = 2)
    OR EXISTS (SELECT 1 FROM lot WHERE lot.entry_id = NEW.entry_id AND (
      lot.mineral_id <> opening.mineral_id OR received_mg IS NOT
        (SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = NEW.entry_id AND posting.lot_id = lot.lot_id)))
    OR EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = NEW.entry_id AND (
      mineral_id <> opening.mineral_id OR lot_id NOT IN (SELECT lot_id FROM lot WHERE lot.entry_id = NEW.entry_id))));
END;
-- Opening balances come first: no lot that stands came in on an earlier day by anything else.
CREATE TRIGGER seal_openings_first BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM opening) AND EXISTS (SELECT 1 FROM lot WHERE entry_id = NEW.entry_id AND parent_lot_id IS NULL) BEGIN
  SELECT RAISE(ABORT, 'opening_after_stock') FROM opening JOIN entry AS opened USING (entry_id)
    CROSS JOIN lot ON parent_lot_id IS NULL AND received_on < opened.effective_on CROSS JOIN entry ON entry.entry_id = lot.entry_id
    WHERE opening.entry_id = NEW.entry_id AND entry.kind <> 'opening'
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = lot.entry_id);
  SELECT RAISE(ABORT, 'opening_after_stock') FROM lot JOIN entry USING (entry_id)
    CROSS JOIN opening CROSS JOIN entry AS opened ON opened.entry_id = opening.entry_id
    WHERE lot.entry_id = NEW.entry_id AND entry.kind <> 'opening' AND received_on < opened.effective_on
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = opening.entry_id);
END;
-- The supplier of an opening balance stays while that stands.
CREATE TRIGGER seal_reversal_of_opened_supplier BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id) AND EXISTS (SELECT 1 FROM opening) BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN party ON party.entry_id = reversed_entry_id
    CROSS JOIN opening CROSS JOIN lot ON lot.entry_id = opening.entry_id AND supplier_id = party_id
    WHERE reversal.entry_id = NEW.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = opening.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_opening AS
  SELECT opening.entry_id, effective_on, mineral.code AS mineral, lot.code AS lot, party.code AS supplier, site.code AS site, lot.mass_entered,
         received_mg, deemed_cents, authority, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = opening.entry_id) AS reversed_by
  FROM opening JOIN entry USING (entry_id) JOIN mineral ON mineral.mineral_id = opening.mineral_id JOIN lot ON lot.entry_id = opening.entry_id
  JOIN party ON party.party_id = lot.supplier_id JOIN site USING (site_id);
