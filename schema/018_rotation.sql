-- Rotations: old metal leaves, and new metal is bought in its place.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER release_kind_no_insert;

INSERT INTO table_role VALUES ('rotation_inflow', 'record', 'which purchase took the place of what a rotation released');

INSERT INTO release_kind VALUES ('rotation', 21, 7, 'may', 1);

CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER release_kind_no_insert BEFORE INSERT ON release_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- A row of the entry of the purchase.
CREATE TABLE rotation_inflow (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  release_entry_id INTEGER NOT NULL REFERENCES release (entry_id)
) STRICT;
-- What took the place of a release.
CREATE INDEX rotation_inflow_by_release ON rotation_inflow (release_entry_id);

CREATE TRIGGER rotation_inflow_no_update BEFORE UPDATE ON rotation_inflow BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER rotation_inflow_no_delete BEFORE DELETE ON rotation_inflow BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER rotation_inflow_in_open_entry BEFORE INSERT ON rotation_inflow BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'purchase';
  SELECT RAISE(ABORT, 'rotation_unknown') WHERE NOT EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.release_entry_id AND kind = 'rotation')
    OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = NEW.release_entry_id);
END;
CREATE TRIGGER seal_rotation_inflow BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM rotation_inflow WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rotation_of_other_mineral') FROM rotation_inflow JOIN release ON release.entry_id = release_entry_id
    WHERE rotation_inflow.entry_id = NEW.entry_id
      AND release.mineral_id IS NOT (SELECT mineral_id FROM purchase WHERE purchase.entry_id = NEW.entry_id);
END;
-- A rotation stays while a purchase that took its place stands.
CREATE TRIGGER reversal_of_rotation BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM rotation_inflow WHERE release_entry_id = NEW.reversed_entry_id
    AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = rotation_inflow.entry_id);
END;

CREATE VIEW v_rotation AS
  SELECT release.entry_id, effective_on, mineral.code AS mineral, release.mass_mg AS released_mg, inflow.entry_id AS purchase_entry_id,
         (SELECT SUM(received_mg) FROM lot WHERE lot.entry_id = inflow.entry_id) AS received_mg,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = release.entry_id) AS reversed_by,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = inflow.entry_id) AS purchase_reversed_by
  FROM release JOIN entry USING (entry_id) JOIN mineral ON mineral.mineral_id = release.mineral_id
  LEFT JOIN rotation_inflow AS inflow ON inflow.release_entry_id = release.entry_id WHERE release.kind = 'rotation';
