-- Counts of what lies at a site, what was found out about their differences, and approved adjustments; and what warehouses confirmed.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER entry_kind_account_no_insert;

INSERT INTO table_role VALUES
  ('stock_count', 'record', 'counts: of which site, by whom, within which tolerance'),
  ('stock_count_line', 'record', 'what a count found of each lot, as entered, and what the book then expected'),
  ('count_finding', 'record', 'what was found out about a difference of a count'),
  ('count_adjustment', 'record', 'approved adjustments: the difference of a count that was posted, and why'),
  ('warehouse_confirmation', 'record', 'statements of warehouses that confirmed lots'),
  ('warehouse_confirmation_lot', 'record', 'the lots a statement confirmed, as stated, and what the book then expected');

INSERT INTO entry_kind VALUES ('count'), ('count-finding'), ('count-adjustment'), ('warehouse-confirmation');

INSERT INTO entry_kind_account VALUES ('count-adjustment', 2), ('count-adjustment', 8), ('count-adjustment', 22);

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- What is within either tolerance is accurate: a part of the mass expected, or a mass. 0: none. sheet: the identity of the sheet that was
-- counted by, if it was.
CREATE TABLE stock_count (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  site_id INTEGER NOT NULL REFERENCES site (site_id),
  counted_by TEXT NOT NULL COLLATE NOCASE CHECK (trim(counted_by) <> ''),
  tolerance_ppb INTEGER NOT NULL CHECK (tolerance_ppb BETWEEN 0 AND 1000000000),
  tolerance_mg INTEGER NOT NULL CHECK (tolerance_mg >= 0),
  sheet TEXT CHECK (trim(sheet) <> '')
) STRICT;
-- What rests on a site.
CREATE INDEX stock_count_by_site ON stock_count (site_id);

-- counted: the book expected it at the site, and it was found. not-found: it was not. unexpected: found, and not expected there; without a
-- lot: the book knows none of that name, nor so what it holds. expected_mg: what the book had at the site at the end of the day, as it
-- knew it when the count was recorded. tolerance_mg: what the tolerances of the count come to.
CREATE TABLE stock_count_line (
  entry_id INTEGER NOT NULL REFERENCES stock_count (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  lot_name TEXT NOT NULL COLLATE NOCASE CHECK (trim(lot_name) <> ''),
  lot_id INTEGER REFERENCES lot (lot_id),
  status TEXT NOT NULL CHECK (status IN ('counted', 'not-found', 'unexpected')),
  mass_entered TEXT CHECK (trim(mass_entered) <> ''),
  counted_mg INTEGER CHECK (counted_mg >= 0),
  expected_mg INTEGER NOT NULL CHECK (expected_mg >= 0),
  tolerance_mg INTEGER NOT NULL CHECK (tolerance_mg >= 0),
  note TEXT CHECK (trim(note) <> ''),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, lot_name),
  CHECK ((mass_entered IS NULL) = (status = 'not-found')),
  CHECK ((counted_mg IS NULL) = (lot_id IS NULL)),
  CHECK (lot_id IS NOT NULL OR status = 'unexpected'),
  CHECK ((status = 'unexpected') = (expected_mg = 0)),
  CHECK ((status = 'not-found') = (counted_mg IS 0)),
  CHECK (status <> 'unexpected' OR tolerance_mg = 0)
) STRICT, WITHOUT ROWID;
-- When a lot was counted.
CREATE INDEX stock_count_line_by_lot ON stock_count_line (lot_id) WHERE lot_id IS NOT NULL;

CREATE TABLE count_finding (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  count_entry_id INTEGER NOT NULL REFERENCES stock_count (entry_id),
  count_line INTEGER NOT NULL,
  finding TEXT NOT NULL CHECK (trim(finding) <> ''),
  FOREIGN KEY (count_entry_id, count_line) REFERENCES stock_count_line (entry_id, line)
) STRICT;
-- What is known of a difference.
CREATE INDEX count_finding_by_line ON count_finding (count_entry_id, count_line);

-- mass_mg below zero: missing, lost with its part of the cost. Above: found; a lot of its own, taken of the counted one, without cost.
CREATE TABLE count_adjustment (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  count_entry_id INTEGER NOT NULL REFERENCES stock_count (entry_id),
  count_line INTEGER NOT NULL,
  finding_entry_id INTEGER NOT NULL REFERENCES count_finding (entry_id),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  mass_mg INTEGER NOT NULL CHECK (mass_mg <> 0),
  approved_by TEXT NOT NULL COLLATE NOCASE CHECK (trim(approved_by) <> ''),
  reason TEXT NOT NULL CHECK (trim(reason) <> ''),
  FOREIGN KEY (count_entry_id, count_line) REFERENCES stock_count_line (entry_id, line)
) STRICT;
-- Whether a difference was adjusted.
CREATE INDEX count_adjustment_by_line ON count_adjustment (count_entry_id, count_line);
-- What rests on a finding.
CREATE INDEX count_adjustment_by_finding ON count_adjustment (finding_entry_id);
-- Whether a lot was adjusted later.
CREATE INDEX count_adjustment_by_lot ON count_adjustment (lot_id);

-- Only what a statement confirmed is kept of it; statement_sha256 says which file it was.
CREATE TABLE warehouse_confirmation (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  site_id INTEGER NOT NULL REFERENCES site (site_id),
  tolerance_ppb INTEGER NOT NULL CHECK (tolerance_ppb BETWEEN 0 AND 1000000000),
  tolerance_mg INTEGER NOT NULL CHECK (tolerance_mg >= 0),
  statement_sha256 TEXT NOT NULL CHECK (length(statement_sha256) = 64 AND statement_sha256 NOT GLOB '*[^0-9a-f]*')
) STRICT;
-- What rests on a site.
CREATE INDEX warehouse_confirmation_by_site ON warehouse_confirmation (site_id);

CREATE TABLE warehouse_confirmation_lot (
  entry_id INTEGER NOT NULL REFERENCES warehouse_confirmation (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  mass_entered TEXT NOT NULL CHECK (trim(mass_entered) <> ''),
  stated_mg INTEGER NOT NULL CHECK (stated_mg > 0),
  expected_mg INTEGER NOT NULL CHECK (expected_mg > 0),
  tolerance_mg INTEGER NOT NULL CHECK (tolerance_mg >= 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, lot_id),
  CHECK (abs(stated_mg - expected_mg) <= tolerance_mg)
) STRICT, WITHOUT ROWID;
-- When a lot was confirmed.
CREATE INDEX warehouse_confirmation_lot_by_lot ON warehouse_confirmation_lot (lot_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- What the book had of each lot of a count or statement, at its site at the end of its day, as it knew it then; and what the tolerances
-- come to: the part of that mass, rounded down, or the mass, whichever is larger. The part is taken in two steps, which fit 64 bits.
CREATE VIEW stock_expected AS
  SELECT looked.entry_id, looked.line, looked.lot_id, site_id, effective_on, held_mg,
         max((held_mg / 1000000000) * tolerance_ppb + (held_mg % 1000000000) * tolerance_ppb / 1000000000, tolerance_mg) AS allowed_mg
  FROM (
    SELECT named.entry_id, named.line, named.lot_id, site_id, effective_on, tolerance_ppb, tolerance_mg,
           coalesce((SELECT SUM(mass_mg) FROM posting JOIN entry AS moved USING (entry_id) JOIN lot USING (lot_id)
             WHERE posting.lot_id = named.lot_id AND lot.site_id = looking.site_id
               AND moved.effective_on <= entry.effective_on AND posting.entry_id < named.entry_id), 0) AS held_mg
    FROM (SELECT entry_id, line, lot_id FROM stock_count_line WHERE lot_id IS NOT NULL
          UNION ALL SELECT entry_id, line, lot_id FROM warehouse_confirmation_lot) AS named
    JOIN (SELECT entry_id, site_id, tolerance_ppb, tolerance_mg FROM stock_count
          UNION ALL SELECT entry_id, site_id, tolerance_ppb, tolerance_mg FROM warehouse_confirmation) AS looking USING (entry_id)
    JOIN entry USING (entry_id)) AS looked;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER stock_count_no_update BEFORE UPDATE ON stock_count BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER stock_count_no_delete BEFORE DELETE ON stock_count BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER stock_count_line_no_update BEFORE UPDATE ON stock_count_line BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER stock_count_line_no_delete BEFORE DELETE ON stock_count_line BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER count_finding_no_update BEFORE UPDATE ON count_finding BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER count_finding_no_delete BEFORE DELETE ON count_finding BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER count_adjustment_no_update BEFORE UPDATE ON count_adjustment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER count_adjustment_no_delete BEFORE DELETE ON count_adjustment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER warehouse_confirmation_no_update BEFORE UPDATE ON warehouse_confirmation BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER warehouse_confirmation_no_delete BEFORE DELETE ON warehouse_confirmation BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER warehouse_confirmation_lot_no_update BEFORE UPDATE ON warehouse_confirmation_lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER warehouse_confirmation_lot_no_delete BEFORE DELETE ON warehouse_confirmation_lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER stock_count_in_open_entry BEFORE INSERT ON stock_count BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'count';
END;
CREATE TRIGGER stock_count_line_in_open_entry BEFORE INSERT ON stock_count_line BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'count';
END;
CREATE TRIGGER count_finding_in_open_entry BEFORE INSERT ON count_finding BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'count-finding';
  SELECT RAISE(ABORT, 'lot_not_counted')
    WHERE NOT EXISTS (SELECT 1 FROM stock_count_line WHERE entry_id = NEW.count_entry_id AND line = NEW.count_line);
END;
CREATE TRIGGER count_adjustment_in_open_entry BEFORE INSERT ON count_adjustment BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'count-adjustment';
END;
CREATE TRIGGER warehouse_confirmation_in_open_entry BEFORE INSERT ON warehouse_confirmation BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'warehouse-confirmation';
END;
CREATE TRIGGER warehouse_confirmation_lot_in_open_entry BEFORE INSERT ON warehouse_confirmation_lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'warehouse-confirmation';
END;
-- A lot comes from a purchase, or from a transfer or an adjustment out of one parent whose mineral, supplier, beginning and age it has.
DROP TRIGGER lot_in_open_entry;
CREATE TRIGGER lot_in_open_entry BEFORE INSERT ON lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind')
    WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('purchase', 'transfer', 'count-adjustment');
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

CREATE TRIGGER seal_complete_count BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'count' THEN EXISTS (SELECT 1 FROM stock_count JOIN stock_count_line USING (entry_id) WHERE entry_id = NEW.entry_id)
    WHEN 'count-finding' THEN EXISTS (SELECT 1 FROM count_finding WHERE entry_id = NEW.entry_id)
    WHEN 'count-adjustment' THEN EXISTS (SELECT 1 FROM count_adjustment WHERE entry_id = NEW.entry_id)
    WHEN 'warehouse-confirmation' THEN
      EXISTS (SELECT 1 FROM warehouse_confirmation JOIN warehouse_confirmation_lot USING (entry_id) WHERE entry_id = NEW.entry_id)
    ELSE 1 END;
END;
-- A count has every lot that the book has at the site on its day, and of each what the book expects of it.
CREATE TRIGGER seal_count BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM stock_count WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'site_unknown') FROM stock_count JOIN site USING (site_id) JOIN reversal ON reversed_entry_id = site.entry_id
    WHERE stock_count.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'expected_differs_from_book') FROM stock_count_line LEFT JOIN lot USING (lot_id)
    WHERE stock_count_line.entry_id = NEW.entry_id AND (
      (lot_id IS NULL AND EXISTS (SELECT 1 FROM lot WHERE code = lot_name)) OR (lot_id IS NOT NULL AND lot.code IS NOT lot_name));
  SELECT RAISE(ABORT, 'expected_differs_from_book') FROM stock_count_line JOIN stock_expected USING (entry_id, line)
    WHERE stock_count_line.entry_id = NEW.entry_id
      AND (expected_mg <> held_mg OR tolerance_mg <> iif(status = 'unexpected', 0, allowed_mg));
  SELECT RAISE(ABORT, 'count_incomplete') FROM stock_count JOIN entry USING (entry_id) JOIN lot USING (site_id)
    WHERE stock_count.entry_id = NEW.entry_id
      AND NOT EXISTS (SELECT 1 FROM stock_count_line WHERE entry_id = NEW.entry_id AND lot_id = lot.lot_id)
      AND (SELECT coalesce(SUM(mass_mg), 0) FROM posting JOIN entry AS moved USING (entry_id)
           WHERE posting.lot_id = lot.lot_id AND moved.effective_on <= entry.effective_on) > 0;
END;
-- A finding is about a difference outside the tolerance, of a count that stands.
CREATE TRIGGER seal_finding BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM count_finding WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lot_not_counted') FROM count_finding WHERE entry_id = NEW.entry_id
    AND NOT EXISTS (SELECT 1 FROM stock_count_line AS counted WHERE counted.entry_id = count_entry_id AND counted.line = count_line);
  SELECT RAISE(ABORT, 'reversed_already') FROM count_finding JOIN reversal ON reversed_entry_id = count_entry_id
    WHERE count_finding.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'count_out_of_order') FROM count_finding JOIN entry AS found USING (entry_id) JOIN entry AS counted
    ON counted.entry_id = count_entry_id WHERE count_finding.entry_id = NEW.entry_id AND found.effective_on < counted.effective_on;
  SELECT RAISE(ABORT, 'difference_within_tolerance') FROM count_finding JOIN stock_count_line AS counted
    ON counted.entry_id = count_entry_id AND counted.line = count_line
    WHERE count_finding.entry_id = NEW.entry_id AND status = 'counted' AND abs(counted_mg - expected_mg) <= tolerance_mg;
END;
-- An adjustment posts what is left of a difference after what was recorded late for the days up to the count: never more than was found,
-- nor the other way. Once, explained, approved by another than who counted, and by the last count of the lot.
CREATE TRIGGER seal_adjustment BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM count_adjustment WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lot_not_counted') FROM count_adjustment AS adjusting WHERE entry_id = NEW.entry_id
    AND NOT EXISTS (SELECT 1 FROM stock_count_line AS counted WHERE counted.entry_id = count_entry_id AND counted.line = count_line
      AND counted.lot_id = adjusting.lot_id);
  SELECT RAISE(ABORT, 'reversed_already') FROM count_adjustment JOIN reversal ON reversed_entry_id = count_entry_id
    WHERE count_adjustment.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'count_out_of_order') FROM count_adjustment JOIN entry AS adjusted USING (entry_id) JOIN entry AS counted
    ON counted.entry_id = count_entry_id WHERE count_adjustment.entry_id = NEW.entry_id AND adjusted.effective_on < counted.effective_on;
  SELECT RAISE(ABORT, 'difference_within_tolerance') FROM count_adjustment JOIN stock_count_line AS counted
    ON counted.entry_id = count_entry_id AND counted.line = count_line
    WHERE count_adjustment.entry_id = NEW.entry_id AND status = 'counted' AND abs(counted_mg - expected_mg) <= tolerance_mg;
  SELECT RAISE(ABORT, 'difference_not_explained') FROM count_adjustment AS adjusting JOIN entry USING (entry_id)
    WHERE adjusting.entry_id = NEW.entry_id AND NOT EXISTS (
      SELECT 1 FROM count_finding AS known JOIN entry AS found USING (entry_id) WHERE known.entry_id = finding_entry_id
        AND known.count_entry_id = adjusting.count_entry_id AND known.count_line = adjusting.count_line
        AND found.effective_on <= entry.effective_on AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = known.entry_id));
  SELECT RAISE(ABORT, 'approver_counted') FROM count_adjustment JOIN stock_count ON stock_count.entry_id = count_entry_id
    WHERE count_adjustment.entry_id = NEW.entry_id AND trim(approved_by) = trim(counted_by) COLLATE NOCASE;
  SELECT RAISE(ABORT, 'adjusted_already') FROM count_adjustment AS adjusting JOIN count_adjustment AS other USING (count_entry_id, count_line)
    WHERE adjusting.entry_id = NEW.entry_id AND other.entry_id <> NEW.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = other.entry_id);
  SELECT RAISE(ABORT, 'count_superseded') FROM count_adjustment AS adjusting JOIN entry AS counted ON counted.entry_id = count_entry_id
    WHERE adjusting.entry_id = NEW.entry_id AND (
      EXISTS (SELECT 1 FROM stock_count_line AS again JOIN entry AS later USING (entry_id) WHERE again.lot_id = adjusting.lot_id
        AND (later.effective_on, later.entry_id) > (counted.effective_on, counted.entry_id)
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = later.entry_id))
      OR EXISTS (SELECT 1 FROM count_adjustment AS other JOIN entry AS later USING (entry_id) WHERE other.lot_id = adjusting.lot_id
        AND other.entry_id <> NEW.entry_id AND later.effective_on > counted.effective_on
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = later.entry_id)));
  SELECT RAISE(ABORT, 'adjustment_not_possible') FROM count_adjustment AS adjusting JOIN entry AS counting ON counting.entry_id = count_entry_id
    JOIN stock_count ON stock_count.entry_id = count_entry_id
    JOIN stock_count_line AS counted ON counted.entry_id = count_entry_id AND counted.line = count_line
    JOIN lot ON lot.lot_id = adjusting.lot_id
    WHERE adjusting.entry_id = NEW.entry_id AND (lot.site_id <> stock_count.site_id OR lot.received_on > counting.effective_on
      OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = lot.entry_id)
      OR adjusting.mass_mg <> counted_mg - (SELECT coalesce(SUM(mass_mg), 0) FROM posting JOIN entry AS moved USING (entry_id)
           WHERE posting.lot_id = adjusting.lot_id AND moved.effective_on <= counting.effective_on AND posting.entry_id < NEW.entry_id)
      OR (status = 'counted' AND abs(adjusting.mass_mg) <= counted.tolerance_mg)
      OR (adjusting.mass_mg > 0) <> (counted_mg > expected_mg) OR abs(adjusting.mass_mg) > abs(counted_mg - expected_mg));
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM count_adjustment AS adjusting WHERE entry_id = NEW.entry_id AND (
    -mass_mg IS NOT (SELECT SUM(mass_mg) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 22)
    OR (SELECT count(*) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 2) <> 1
    OR (SELECT count(*) FROM lot WHERE entry_id = NEW.entry_id) <> (mass_mg > 0)
    OR EXISTS (SELECT 1 FROM lot WHERE entry_id = NEW.entry_id AND (parent_lot_id <> adjusting.lot_id OR received_mg <> adjusting.mass_mg
      OR site_id <> (SELECT site_id FROM lot WHERE lot_id = adjusting.lot_id)))
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND (
      mineral_id IS NOT (SELECT mineral_id FROM lot WHERE lot_id = adjusting.lot_id)
      OR (account_id = 2 AND adjusting.mass_mg < 0 AND (lot_id <> adjusting.lot_id OR amount_cents > 0))
      OR (account_id = 2 AND adjusting.mass_mg > 0 AND (amount_cents <> 0 OR lot_id NOT IN (SELECT lot_id FROM lot WHERE entry_id = NEW.entry_id))))));
END;
-- A confirmation names lots of its site, with what the book had of them.
CREATE TRIGGER seal_confirmation BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM warehouse_confirmation WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'site_unknown') FROM warehouse_confirmation JOIN site USING (site_id) JOIN reversal ON reversed_entry_id = site.entry_id
    WHERE warehouse_confirmation.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'expected_differs_from_book') FROM warehouse_confirmation_lot JOIN stock_expected USING (entry_id, line)
    WHERE warehouse_confirmation_lot.entry_id = NEW.entry_id AND (expected_mg <> held_mg OR tolerance_mg <> allowed_mg);
END;
-- A count stays while a finding or an adjustment rests on it, a finding while an adjustment does, what made a lot while a lot that was found
-- beside it is there, a site while a count or a confirmation of it stands: until the day on which that was undone.
CREATE VIEW count_rests_on AS
  SELECT entry_id, count_entry_id AS on_entry_id FROM count_finding
  UNION ALL SELECT entry_id, count_entry_id FROM count_adjustment
  UNION ALL SELECT entry_id, finding_entry_id FROM count_adjustment
  UNION ALL SELECT count_adjustment.entry_id, lot.entry_id FROM lot CROSS JOIN count_adjustment USING (lot_id) WHERE mass_mg > 0
  UNION ALL SELECT stock_count.entry_id, site.entry_id FROM site CROSS JOIN stock_count USING (site_id)
  UNION ALL SELECT warehouse_confirmation.entry_id, site.entry_id FROM site CROSS JOIN warehouse_confirmation USING (site_id);
CREATE TRIGGER reversal_of_count BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM count_rests_on JOIN entry USING (entry_id)
    LEFT JOIN reversal AS undone ON undone.reversed_entry_id = entry.entry_id
    WHERE on_entry_id = NEW.reversed_entry_id
      AND (undone.entry_id IS NULL OR (undone.effective_on > entry.effective_on AND undone.effective_on > NEW.effective_on));
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_count_line AS
  SELECT counted.entry_id, counted.line, effective_on, site.code AS site, counted_by, lot_name AS lot, mineral.code AS mineral, status,
         counted.mass_entered, counted_mg, expected_mg, counted_mg - expected_mg AS difference_mg, counted.tolerance_mg,
         status = 'counted' AND abs(counted_mg - expected_mg) <= counted.tolerance_mg AS accurate, counted.note,
         (SELECT finding FROM count_finding WHERE count_entry_id = counted.entry_id AND count_line = counted.line
            AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = count_finding.entry_id)
          ORDER BY count_finding.entry_id DESC LIMIT 1) AS finding,
         (SELECT count_adjustment.entry_id FROM count_adjustment WHERE count_entry_id = counted.entry_id AND count_line = counted.line
            AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = count_adjustment.entry_id)) AS adjusted_by,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = counted.entry_id) AS reversed_by
  FROM stock_count_line AS counted JOIN stock_count USING (entry_id) JOIN entry USING (entry_id) JOIN site USING (site_id)
  LEFT JOIN lot ON lot.lot_id = counted.lot_id LEFT JOIN mineral ON mineral.mineral_id = lot.mineral_id;

CREATE VIEW v_count AS
  SELECT stock_count.entry_id, entry.effective_on, site.code AS site, stock_count.counted_by, stock_count.tolerance_ppb,
         stock_count.tolerance_mg, sheet, count(*) AS items, SUM(accurate) AS accurate, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = stock_count.entry_id) AS reversed_by
  FROM stock_count JOIN entry USING (entry_id) JOIN site USING (site_id) JOIN v_count_line USING (entry_id) GROUP BY stock_count.entry_id;

CREATE VIEW v_count_adjustment AS
  SELECT count_adjustment.entry_id, effective_on, count_adjustment.count_entry_id, lot.code AS lot, mineral.code AS mineral,
         count_adjustment.mass_mg,
         (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE posting.entry_id = count_adjustment.entry_id AND account_id = 8) AS cost_cents,
         surplus.code AS surplus_lot, finding, approved_by, reason, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = count_adjustment.entry_id) AS reversed_by
  FROM count_adjustment JOIN entry USING (entry_id) JOIN lot ON lot.lot_id = count_adjustment.lot_id JOIN mineral USING (mineral_id)
  JOIN count_finding ON count_finding.entry_id = finding_entry_id LEFT JOIN lot AS surplus ON surplus.entry_id = count_adjustment.entry_id;

CREATE VIEW v_warehouse_confirmation AS
  SELECT warehouse_confirmation_lot.entry_id, effective_on, site.code AS site, lot.code AS lot, mineral.code AS mineral,
         warehouse_confirmation_lot.mass_entered, stated_mg, expected_mg, warehouse_confirmation_lot.tolerance_mg, statement_sha256, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = warehouse_confirmation_lot.entry_id) AS reversed_by
  FROM warehouse_confirmation_lot JOIN warehouse_confirmation USING (entry_id) JOIN entry USING (entry_id)
  JOIN site ON site.site_id = warehouse_confirmation.site_id JOIN lot USING (lot_id) JOIN mineral USING (mineral_id);
