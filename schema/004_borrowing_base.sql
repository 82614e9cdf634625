-- The borrowing base: how much of the stock's value a lender counts towards what it is owed. docs/FINANCING.md has the rules of the
-- computation. A facility has one only where its terms do.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES
  ('borrowing_base', 'record', 'borrowing bases of facilities, from the date of the entry on'),
  ('borrowing_base_advance', 'record', 'minerals that have an advance rate of their own in a borrowing base'),
  ('borrowing_base_facility', 'record', 'other facilities whose principal counts against a borrowing base');

INSERT INTO entry_kind VALUES ('borrowing-base');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- In force is the one with the latest date, of two with the same date the one recorded later. One without an advance rate ends the
-- borrowing base from its day on.
CREATE TABLE borrowing_base (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  effective_on TEXT NOT NULL,
  advance_rate_ppb INTEGER CHECK (advance_rate_ppb BETWEEN 0 AND 1000000000),
  reserve_cents INTEGER CHECK (reserve_cents >= 0),
  concentration_limit_ppb INTEGER CHECK (concentration_limit_ppb BETWEEN 1 AND 1000000000),
  price_age_days INTEGER CHECK (price_age_days BETWEEN 0 AND 36500),
  source TEXT NOT NULL CHECK (source <> ''),
  PRIMARY KEY (entry_id, line),
  CHECK ((advance_rate_ppb IS NULL) = (reserve_cents IS NULL)),
  CHECK (advance_rate_ppb IS NOT NULL OR (concentration_limit_ppb IS NULL AND price_age_days IS NULL))
) STRICT, WITHOUT ROWID;
-- The borrowing base of a facility on a day.
CREATE INDEX borrowing_base_by_facility ON borrowing_base (facility_id, effective_on, entry_id);

CREATE TABLE borrowing_base_advance (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  advance_rate_ppb INTEGER NOT NULL CHECK (advance_rate_ppb BETWEEN 0 AND 1000000000),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, mineral_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE borrowing_base_facility (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, facility_id)
) STRICT, WITHOUT ROWID;
-- Whether a facility is named by a borrowing base.
CREATE INDEX borrowing_base_facility_by_facility ON borrowing_base_facility (facility_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER borrowing_base_no_update BEFORE UPDATE ON borrowing_base BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER borrowing_base_no_delete BEFORE DELETE ON borrowing_base BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER borrowing_base_advance_no_update BEFORE UPDATE ON borrowing_base_advance BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER borrowing_base_advance_no_delete BEFORE DELETE ON borrowing_base_advance BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER borrowing_base_facility_no_update BEFORE UPDATE ON borrowing_base_facility BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER borrowing_base_facility_no_delete BEFORE DELETE ON borrowing_base_facility BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER borrowing_base_in_open_entry BEFORE INSERT ON borrowing_base BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'borrowing-base';
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER borrowing_base_advance_in_open_entry BEFORE INSERT ON borrowing_base_advance BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'borrowing-base';
  SELECT RAISE(ABORT, 'mineral_is_group') WHERE (SELECT is_group FROM mineral WHERE mineral_id = NEW.mineral_id) IS NOT 0;
END;
CREATE TRIGGER borrowing_base_facility_in_open_entry BEFORE INSERT ON borrowing_base_facility BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'borrowing-base';
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_borrowing_base BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind = 'borrowing-base'
    AND NOT EXISTS (SELECT 1 FROM borrowing_base WHERE entry_id = NEW.entry_id);
END;
-- A borrowing base names facilities that stand, itself not among those that share it, and none before it is in force; its end has no terms.
CREATE TRIGGER seal_borrowing_base BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM borrowing_base WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'facility_unknown') FROM (
    SELECT facility_id FROM borrowing_base WHERE entry_id = NEW.entry_id
    UNION ALL SELECT facility_id FROM borrowing_base_facility WHERE entry_id = NEW.entry_id) AS named
    JOIN facility USING (facility_id) JOIN reversal ON reversed_entry_id = facility.entry_id;
  SELECT RAISE(ABORT, 'facility_not_in_force') FROM borrowing_base JOIN facility USING (facility_id)
    JOIN entry AS signing ON signing.entry_id = facility.entry_id
    WHERE borrowing_base.entry_id = NEW.entry_id AND borrowing_base.effective_on < signing.effective_on;
  SELECT RAISE(ABORT, 'borrowing_base_inconsistent') FROM borrowing_base WHERE entry_id = NEW.entry_id AND (
    EXISTS (SELECT 1 FROM borrowing_base_facility AS sharing
      WHERE sharing.entry_id = NEW.entry_id AND sharing.facility_id = borrowing_base.facility_id)
    OR (advance_rate_ppb IS NULL AND (EXISTS (SELECT 1 FROM borrowing_base_advance WHERE entry_id = NEW.entry_id)
      OR EXISTS (SELECT 1 FROM borrowing_base_facility WHERE entry_id = NEW.entry_id))));
END;
-- A facility stays while a borrowing base names it.
CREATE TRIGGER reversal_of_borrower BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM facility WHERE entry_id = NEW.reversed_entry_id AND EXISTS (
    SELECT 1 FROM (SELECT entry_id, facility_id FROM borrowing_base
      UNION ALL SELECT entry_id, facility_id FROM borrowing_base_facility) AS named
    WHERE named.facility_id = facility.facility_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = named.entry_id));
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_borrowing_base AS
  SELECT borrowing_base.entry_id, effective_on, facility.code AS facility, advance_rate_ppb, reserve_cents, concentration_limit_ppb,
         price_age_days, source, (SELECT entry_id FROM reversal WHERE reversed_entry_id = borrowing_base.entry_id) AS reversed_by
  FROM borrowing_base JOIN facility USING (facility_id);

CREATE VIEW v_borrowing_base_advance AS
  SELECT borrowing_base_advance.entry_id, mineral.code AS mineral, advance_rate_ppb
  FROM borrowing_base_advance JOIN mineral USING (mineral_id);

CREATE VIEW v_borrowing_base_facility AS
  SELECT borrowing_base_facility.entry_id, facility.code AS shared_with
  FROM borrowing_base_facility JOIN facility USING (facility_id);
