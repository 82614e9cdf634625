-- The plan of a year: what of a mineral is to be bought, and released, at most.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES ('annual_plan', 'record', 'what of a mineral is to be bought and released at most in a year, from the date of the entry on');

INSERT INTO entry_kind VALUES ('annual-plan');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- In force is the plan with the latest date, of two with the same date the one recorded later. A maximum of nothing is one.
CREATE TABLE annual_plan (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  effective_on TEXT NOT NULL,
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
  buy_entered TEXT NOT NULL,
  buy_at_most_mg INTEGER NOT NULL CHECK (buy_at_most_mg >= 0),
  release_entered TEXT NOT NULL,
  release_at_most_mg INTEGER NOT NULL CHECK (release_at_most_mg >= 0),
  reason TEXT NOT NULL CHECK (trim(reason) <> '')
) STRICT;
-- The plan of a mineral for a year.
CREATE INDEX annual_plan_by_mineral ON annual_plan (mineral_id, year, effective_on, entry_id);

CREATE TRIGGER annual_plan_no_update BEFORE UPDATE ON annual_plan BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER annual_plan_no_delete BEFORE DELETE ON annual_plan BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER annual_plan_in_open_entry BEFORE INSERT ON annual_plan BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'annual-plan';
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'mineral_is_group') WHERE (SELECT is_group FROM mineral WHERE mineral_id = NEW.mineral_id) IS NOT 0;
END;
CREATE TRIGGER seal_complete_annual_plan BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind = 'annual-plan'
    AND NOT EXISTS (SELECT 1 FROM annual_plan WHERE entry_id = NEW.entry_id);
END;

CREATE VIEW v_annual_plan AS
  SELECT annual_plan.entry_id, mineral.code AS mineral, year, effective_on, buy_entered, buy_at_most_mg, release_entered, release_at_most_mg, reason,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = annual_plan.entry_id) AS reversed_by
  FROM annual_plan JOIN mineral USING (mineral_id);
