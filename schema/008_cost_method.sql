-- Cost methods: how a mineral's lots are drawn, and what of their cost goes with them, from a day on. Under moving average the costs of a
-- mineral's lots are evened out before a release draws them: an entry of its own, which moves cost between lots and no mass.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER entry_kind_account_no_insert;

INSERT INTO table_role VALUES
  ('cost_method', 'record', 'cost methods: of a mineral or of all, from a day on'),
  ('averaging', 'record', 'averagings: the costs of a mineral''s lots were evened out before the release that is the next entry');

INSERT INTO entry_kind VALUES ('cost-method'), ('averaging');

INSERT INTO entry_kind_account VALUES ('averaging', 2);

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- mineral_id is missing for all minerals. In force is the row with the latest date, of one date the one recorded last; before any, first in
-- first out.
CREATE TABLE cost_method (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER REFERENCES mineral (mineral_id),
  effective_on TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('fifo', 'lifo', 'average', 'specific')),
  reason TEXT CHECK (trim(reason) <> '')
) STRICT;

CREATE TABLE averaging (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id)
) STRICT;
-- The averagings of a mineral: whether one holds on later days than a release.
CREATE INDEX averaging_by_mineral ON averaging (mineral_id);

-- Which entry's method a release went by, as the book is now; none: first in, first out.
CREATE VIEW release_method AS
  SELECT release.entry_id, release.mineral_id, release.lots_named, effective_on,
         (SELECT chosen.entry_id FROM cost_method AS chosen
          WHERE (chosen.mineral_id = release.mineral_id OR chosen.mineral_id IS NULL) AND chosen.effective_on <= entry.effective_on
            AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = chosen.entry_id)
          ORDER BY chosen.effective_on DESC, chosen.entry_id DESC LIMIT 1) AS method_entry_id
  FROM release JOIN entry USING (entry_id);

-- From which day on an averaging holds: its own, or that of its reversal where that is later; one undone as of its own day never held.
CREATE VIEW averaging_held AS
  SELECT averaging.entry_id, averaging.mineral_id, coalesce(reversal.entry_id, averaging.entry_id) AS by_entry_id,
         coalesce(reversal.effective_on, entry.effective_on) AS held_on
  FROM averaging JOIN entry USING (entry_id) LEFT JOIN reversal ON reversed_entry_id = averaging.entry_id
  WHERE reversal.entry_id IS NULL OR reversal.effective_on > entry.effective_on;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER cost_method_no_update BEFORE UPDATE ON cost_method BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER cost_method_no_delete BEFORE DELETE ON cost_method BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER cost_method_in_open_entry BEFORE INSERT ON cost_method BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'cost-method';
  SELECT RAISE(ABORT, 'mineral_is_group') WHERE (SELECT is_group FROM mineral WHERE mineral_id = NEW.mineral_id) = 1;
END;
CREATE TRIGGER cost_method_dated_as_entry BEFORE INSERT ON cost_method BEGIN
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER averaging_no_update BEFORE UPDATE ON averaging BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER averaging_no_delete BEFORE DELETE ON averaging BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER averaging_in_open_entry BEFORE INSERT ON averaging BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'averaging';
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_cost_method BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND (
    (kind = 'cost-method' AND NOT EXISTS (SELECT 1 FROM cost_method WHERE entry_id = NEW.entry_id))
    OR (kind = 'averaging' AND NOT EXISTS (SELECT 1 FROM averaging WHERE entry_id = NEW.entry_id)));
END;
-- A method takes effect on releases to come: none that is recorded would go by it.
CREATE TRIGGER seal_cost_method BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM cost_method WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'method_in_use') FROM release_method WHERE method_entry_id = NEW.entry_id
    AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = release_method.entry_id);
END;
-- An averaging moves cost between lots of its mineral under that method, and no mass; and not behind one that holds later.
CREATE TRIGGER seal_averaging BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM averaging WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM averaging JOIN posting USING (entry_id)
    WHERE entry_id = NEW.entry_id AND (mass_mg <> 0 OR posting.mineral_id <> averaging.mineral_id);
  SELECT RAISE(ABORT, 'average_not_in_order') FROM averaging JOIN entry USING (entry_id) JOIN averaging_held AS held USING (mineral_id)
    WHERE averaging.entry_id = NEW.entry_id AND held_on > effective_on;
  SELECT RAISE(ABORT, 'method_not_average') FROM averaging JOIN entry USING (entry_id)
    WHERE averaging.entry_id = NEW.entry_id AND 'average' IS NOT (SELECT method FROM cost_method
      WHERE (cost_method.mineral_id = averaging.mineral_id OR cost_method.mineral_id IS NULL) AND cost_method.effective_on <= entry.effective_on
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = cost_method.entry_id)
      ORDER BY cost_method.effective_on DESC, cost_method.entry_id DESC LIMIT 1);
END;
CREATE TRIGGER seal_release_method BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lots_not_named') FROM release_method JOIN cost_method ON cost_method.entry_id = method_entry_id
    WHERE release_method.entry_id = NEW.entry_id AND method = 'specific' AND lots_named = 0;
  SELECT RAISE(ABORT, 'average_not_in_order') FROM release_method JOIN cost_method ON cost_method.entry_id = method_entry_id
    JOIN averaging_held AS held ON held.mineral_id = release_method.mineral_id
    WHERE release_method.entry_id = NEW.entry_id AND method = 'average' AND held_on > release_method.effective_on;
END;
-- An averaging is followed by the release it was made for.
CREATE TRIGGER entry_after_averaging BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM averaging WHERE entry_id = NEW.entry_id - 1) BEGIN
  SELECT RAISE(ABORT, 'averaging_without_release') FROM averaging JOIN entry USING (entry_id)
    WHERE averaging.entry_id = NEW.entry_id - 1 AND NOT EXISTS (SELECT 1 FROM release JOIN entry AS next USING (entry_id)
      WHERE release.entry_id = NEW.entry_id AND release.mineral_id = averaging.mineral_id AND next.effective_on = entry.effective_on);
END;
-- A method stays while a release that went by it stands, and is undone as of its own day: it never held. An averaging stays while what came
-- after it counts on the costs it made.
CREATE TRIGGER seal_reversal_of_cost_method BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'reversal_not_possible') FROM reversal JOIN cost_method ON cost_method.entry_id = reversed_entry_id
    WHERE reversal.entry_id = NEW.entry_id AND reversal.effective_on <> cost_method.effective_on;
  -- The reversal is there already, so those that went by the method now go by the one before it.
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN cost_method AS undone ON undone.entry_id = reversed_entry_id
    JOIN release_method ON (release_method.mineral_id = undone.mineral_id OR undone.mineral_id IS NULL)
      AND release_method.effective_on >= undone.effective_on
    LEFT JOIN cost_method AS now ON now.entry_id = method_entry_id
    WHERE reversal.entry_id = NEW.entry_id
      AND (now.entry_id IS NULL OR (now.effective_on, now.entry_id) < (undone.effective_on, undone.entry_id))
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = release_method.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN averaging ON averaging.entry_id = reversed_entry_id
    JOIN posting AS shift ON shift.entry_id = averaging.entry_id JOIN posting AS later ON later.lot_id = shift.lot_id
      AND later.entry_id > averaging.entry_id JOIN entry ON entry.entry_id = later.entry_id
    WHERE reversal.entry_id = NEW.entry_id AND entry.kind <> 'reversal'
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = later.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_cost_method AS
  SELECT cost_method.entry_id, coalesce(mineral.code, 'all') AS mineral, effective_on, method, reason,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = cost_method.entry_id) AS reversed_by
  FROM cost_method LEFT JOIN mineral USING (mineral_id);

CREATE VIEW v_averaging AS
  SELECT averaging.entry_id, effective_on, mineral.code AS mineral, lot.code AS lot, amount_cents AS shifted_cents,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = averaging.entry_id) AS reversed_by
  FROM averaging JOIN entry USING (entry_id) JOIN mineral USING (mineral_id) JOIN posting ON posting.entry_id = averaging.entry_id
  JOIN lot USING (lot_id);
