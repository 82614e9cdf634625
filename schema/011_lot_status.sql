-- Quality of a lot from day to day, and pledges of lots to lenders. Neither moves mass or money: they say of what is on hand whether it
-- may be released.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES
  ('lot_quality', 'record', 'changes of a lot''s quality status, from the date of their entry on'),
  ('pledge', 'record', 'lots pledged to the lender of a facility, by their warehouse receipts'),
  ('pledge_release', 'record', 'pledges that a lender gave back');

INSERT INTO entry_kind VALUES ('lot-quality'), ('pledge'), ('pledge-release');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- The latest date holds, of two of one day the one recorded later; before the first what the papers of the lot say.
CREATE TABLE lot_quality (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  effective_on TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('unassayed', 'accepted', 'rejected', 'quarantined')),
  reason TEXT NOT NULL CHECK (trim(reason) <> ''),
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;
-- The quality of a lot on a day.
CREATE INDEX lot_quality_by_lot ON lot_quality (lot_id, effective_on, entry_id);

-- forbids_release: 1 when nothing may be released of the lot while it is pledged, else missing.
CREATE TABLE pledge (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  effective_on TEXT NOT NULL,
  forbids_release INTEGER CHECK (forbids_release = 1),
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;
-- Whether a lot is pledged.
CREATE INDEX pledge_by_lot ON pledge (lot_id);
-- What rests on a facility.
CREATE INDEX pledge_by_facility ON pledge (facility_id);

CREATE TABLE pledge_release (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  pledge_entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  effective_on TEXT NOT NULL,
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;
-- Until when a pledge held.
CREATE INDEX pledge_release_by_pledge ON pledge_release (pledge_entry_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER lot_quality_no_update BEFORE UPDATE ON lot_quality BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER lot_quality_no_delete BEFORE DELETE ON lot_quality BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER pledge_no_update BEFORE UPDATE ON pledge BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER pledge_no_delete BEFORE DELETE ON pledge BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER pledge_release_no_update BEFORE UPDATE ON pledge_release BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER pledge_release_no_delete BEFORE DELETE ON pledge_release BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER lot_quality_in_open_entry BEFORE INSERT ON lot_quality BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'lot-quality';
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'lot_unknown') WHERE NOT EXISTS (SELECT 1 FROM lot WHERE lot_id = NEW.lot_id
    AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = lot.entry_id));
  SELECT RAISE(ABORT, 'lot_not_yet_received') WHERE NEW.effective_on < (SELECT received_on FROM lot WHERE lot_id = NEW.lot_id);
END;
CREATE TRIGGER pledge_in_open_entry BEFORE INSERT ON pledge BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'pledge';
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'lot_unknown') WHERE NOT EXISTS (SELECT 1 FROM lot WHERE lot_id = NEW.lot_id
    AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = lot.entry_id));
  SELECT RAISE(ABORT, 'lot_not_yet_received') WHERE NEW.effective_on < (SELECT received_on FROM lot WHERE lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'facility_unknown') WHERE NOT EXISTS (SELECT 1 FROM facility WHERE facility_id = NEW.facility_id
    AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = facility.entry_id));
  SELECT RAISE(ABORT, 'facility_not_in_force') FROM facility JOIN entry USING (entry_id)
    WHERE facility_id = NEW.facility_id AND NEW.effective_on < entry.effective_on;
END;
CREATE TRIGGER pledge_release_in_open_entry BEFORE INSERT ON pledge_release BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'pledge-release';
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'pledge_unknown') WHERE NOT EXISTS (SELECT 1 FROM pledge WHERE entry_id = NEW.pledge_entry_id
      AND effective_on <= NEW.effective_on)
    OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = NEW.pledge_entry_id)
    OR EXISTS (SELECT 1 FROM pledge_release AS other WHERE other.pledge_entry_id = NEW.pledge_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = other.entry_id));
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- What holds from when to when, whatever was recorded when; to no end where until_on is missing.

-- A release by the lender that was undone never was; a pledge that was undone held until then.
CREATE VIEW pledge_span AS
  SELECT pledge.entry_id, lot_id, facility_id, effective_on AS from_on, forbids_release,
         coalesce((SELECT effective_on FROM reversal WHERE reversed_entry_id = pledge.entry_id),
                  (SELECT effective_on FROM pledge_release WHERE pledge_entry_id = pledge.entry_id
                     AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = pledge_release.entry_id))) AS until_on
  FROM pledge;

-- What left a lot by releases and transfers that stand. A sample and a loss may be taken of any lot.
CREATE VIEW lot_taking AS
  SELECT release.entry_id, posting.lot_id, entry.effective_on, 'release' AS kind FROM posting JOIN release USING (entry_id) JOIN entry USING (entry_id)
    WHERE posting.lot_id IS NOT NULL AND release.kind NOT IN ('sample', 'loss')
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = release.entry_id)
  UNION ALL SELECT transfer.entry_id, posting.lot_id, entry.effective_on, 'transfer' FROM posting JOIN transfer USING (entry_id) JOIN entry USING (entry_id)
    WHERE posting.lot_id = transfer.parent_lot_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = transfer.entry_id);

-- Releases out of lots that are not accepted on their day.
CREATE VIEW unaccepted_release AS
  SELECT entry_id, lot_id, effective_on FROM lot_taking WHERE kind = 'release' AND coalesce(
    (SELECT status FROM lot_quality AS changed WHERE changed.lot_id = lot_taking.lot_id AND changed.effective_on <= lot_taking.effective_on
       AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = changed.entry_id AND reversal.effective_on <= lot_taking.effective_on)
       ORDER BY changed.effective_on DESC, changed.entry_id DESC LIMIT 1),
    (SELECT quality FROM lot_paper WHERE lot_paper.lot_id = lot_taking.lot_id)) IN ('unassayed', 'rejected', 'quarantined');

-- What was taken of a lot while a pledge did not let it go: a transfer, since the receipt that is pledged stands for metal where it lies; and
-- a release where the pledge forbids it. What is pledged now is not taken as of an earlier day either: less would have been pledged.
CREATE VIEW pledge_breach AS
  SELECT lot_taking.entry_id, lot_id, pledge_span.entry_id AS pledge_entry_id, lot_taking.effective_on
  FROM lot_taking JOIN pledge_span USING (lot_id)
  WHERE (kind = 'transfer' OR forbids_release = 1) AND iif(until_on IS NULL, lot_taking.effective_on >= from_on OR lot_taking.entry_id > pledge_span.entry_id,
    lot_taking.effective_on >= from_on AND lot_taking.effective_on < until_on);

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_lot_status BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'lot-quality' THEN EXISTS (SELECT 1 FROM lot_quality WHERE entry_id = NEW.entry_id)
    WHEN 'pledge' THEN EXISTS (SELECT 1 FROM pledge WHERE entry_id = NEW.entry_id)
    WHEN 'pledge-release' THEN EXISTS (SELECT 1 FROM pledge_release WHERE entry_id = NEW.entry_id)
    ELSE 1 END;
END;
CREATE TRIGGER seal_taking BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id) OR EXISTS (SELECT 1 FROM transfer WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lot_not_accepted') FROM unaccepted_release WHERE entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'lot_pledged') FROM pledge_breach WHERE entry_id = NEW.entry_id;
END;
CREATE TRIGGER seal_quality_of_child BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM lot WHERE entry_id = NEW.entry_id AND parent_lot_id IS NOT NULL) BEGIN
  -- What is taken of a lot, or found beside it, has its quality of that day.
  SELECT RAISE(ABORT, 'quality_not_inherited') FROM lot LEFT JOIN lot_paper USING (lot_id)
    WHERE lot.entry_id = NEW.entry_id AND parent_lot_id IS NOT NULL AND quality IS NOT coalesce(
      (SELECT status FROM lot_quality AS changed WHERE changed.lot_id = lot.parent_lot_id AND changed.effective_on <= lot.received_on
         AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = changed.entry_id AND reversal.effective_on <= lot.received_on)
         ORDER BY changed.effective_on DESC, changed.entry_id DESC LIMIT 1),
      (SELECT quality FROM lot_paper AS parent WHERE parent.lot_id = lot.parent_lot_id));
  -- It would miss a change of a later day that is recorded already.
  SELECT RAISE(ABORT, 'quality_before_draw') FROM lot JOIN lot_quality AS changed ON changed.lot_id = lot.parent_lot_id
    WHERE lot.entry_id = NEW.entry_id AND changed.effective_on > lot.received_on
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = changed.entry_id);
END;
CREATE TRIGGER seal_lot_quality BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM lot_quality WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'quality_before_draw') FROM lot_quality AS changed JOIN unaccepted_release USING (lot_id)
    WHERE changed.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'quality_before_draw') FROM lot_quality AS changed JOIN lot_taking USING (lot_id)
    WHERE changed.entry_id = NEW.entry_id AND lot_taking.kind = 'transfer' AND lot_taking.effective_on >= changed.effective_on;
END;
CREATE TRIGGER seal_pledge BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM pledge WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lot_already_pledged') FROM pledge AS given JOIN pledge_span USING (lot_id)
    WHERE given.entry_id = NEW.entry_id AND pledge_span.entry_id <> given.entry_id
      AND (until_on IS NULL OR (until_on > given.effective_on AND until_on > from_on));
  SELECT RAISE(ABORT, 'pledge_before_draw') FROM pledge AS given JOIN pledge_breach ON pledge_breach.pledge_entry_id = given.entry_id
    AND pledge_breach.lot_id = given.lot_id
    WHERE given.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'lot_mass_insufficient') FROM pledge AS given
    WHERE given.entry_id = NEW.entry_id AND (SELECT coalesce(SUM(mass_mg), 0) FROM posting WHERE posting.lot_id = given.lot_id) <= 0;
END;

-- What stands on a lot's status, or on the lot itself, keeps it from being undone.
CREATE TRIGGER seal_reversal_of_status BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN lot_quality ON lot_quality.entry_id = reversed_entry_id
    JOIN unaccepted_release USING (lot_id) WHERE reversal.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN lot_quality ON lot_quality.entry_id = reversed_entry_id
    JOIN lot_taking USING (lot_id) WHERE reversal.entry_id = NEW.entry_id AND lot_taking.kind = 'transfer'
      AND lot_taking.entry_id > lot_quality.entry_id AND lot_taking.effective_on >= lot_quality.effective_on;
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN pledge_release ON pledge_release.entry_id = reversed_entry_id
    JOIN pledge ON pledge.entry_id = pledge_entry_id JOIN pledge_span AS other USING (lot_id)
    WHERE reversal.entry_id = NEW.entry_id AND other.entry_id > pledge.entry_id AND (until_on IS NULL OR until_on > from_on);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN pledge_release ON pledge_release.entry_id = reversed_entry_id
    JOIN pledge ON pledge.entry_id = pledge_release.pledge_entry_id JOIN pledge_breach ON pledge_breach.pledge_entry_id = pledge.entry_id
      AND pledge_breach.lot_id = pledge.lot_id
    WHERE reversal.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN pledge_release ON pledge_entry_id = reversed_entry_id
    WHERE reversal.entry_id = NEW.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = pledge_release.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN lot ON lot.entry_id = reversed_entry_id JOIN pledge USING (lot_id)
    WHERE reversal.entry_id = NEW.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = pledge.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN lot ON lot.entry_id = reversed_entry_id JOIN lot_quality USING (lot_id)
    WHERE reversal.entry_id = NEW.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = lot_quality.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN facility ON facility.entry_id = reversed_entry_id JOIN pledge USING (facility_id)
    WHERE reversal.entry_id = NEW.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = pledge.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views for auditors.

CREATE VIEW v_lot_quality AS
  SELECT lot_quality.entry_id, lot.code AS lot, effective_on, status, reason,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = lot_quality.entry_id) AS reversed_by
  FROM lot_quality JOIN lot USING (lot_id);

CREATE VIEW v_pledge AS
  SELECT pledge.entry_id, lot.code AS lot, receipt, facility.code AS facility, from_on, until_on, pledge.forbids_release,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = pledge.entry_id) AS reversed_by
  FROM pledge JOIN pledge_span USING (entry_id) JOIN lot ON lot.lot_id = pledge.lot_id JOIN facility ON facility.facility_id = pledge.facility_id
  LEFT JOIN lot_paper ON lot_paper.lot_id = pledge.lot_id;
