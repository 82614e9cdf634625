-- What demand figures count, as a table, so that a later migration can add to it; figures of trade, of participants and of defence; a demand
-- of nothing; lower bounds.
DROP TRIGGER table_role_no_insert;

INSERT INTO table_role VALUES ('demand_basis', 'fixed', 'what demand figures count, and which of two of one year is taken');

CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- kind: consumption of the country, trade across its border, or what somebody declares to need. preference: of two figures of consumption for
-- one year the one with the smaller number is taken where nothing else is asked for. by_participant: every figure names who declared it.
CREATE TABLE demand_basis (
  basis TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('consumption', 'trade', 'declared')),
  preference INTEGER UNIQUE CHECK ((preference IS NOT NULL) = (kind = 'consumption')),
  by_participant INTEGER NOT NULL CHECK (by_participant IN (0, 1)),
  what TEXT NOT NULL
) STRICT;
INSERT INTO demand_basis VALUES
  ('apparent-consumption', 'consumption', 1, 0, 'production, imports less exports, and changes of stocks'),
  ('estimated-consumption', 'consumption', 2, 0, 'an estimate of the publisher'),
  ('reported-consumption', 'consumption', 3, 0, 'what consumers reported, which need not be all of them'),
  ('consumption-proxy', 'consumption', 4, 0, 'another published line that stands for consumption'),
  ('imports', 'trade', NULL, 0, 'imports for consumption'),
  ('exports', 'trade', NULL, 0, 'exports; only to be taken off imports'),
  ('net-imports', 'trade', NULL, 0, 'imports less exports, as published'),
  ('participant-demand', 'declared', NULL, 1, 'what a participant declares to need in a year'),
  ('defence-demand', 'declared', NULL, 0, 'what defence is declared to need in a year');
CREATE TRIGGER demand_basis_no_update BEFORE UPDATE ON demand_basis BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER demand_basis_no_delete BEFORE DELETE ON demand_basis BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER demand_basis_no_insert BEFORE INSERT ON demand_basis BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- The table of figures anew; the columns of before are the same, so the hashes of their entries stay.
CREATE TABLE demand_before AS SELECT * FROM demand;
DROP VIEW v_demand;
DROP TABLE demand;
CREATE TABLE demand (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  effective_on TEXT NOT NULL,
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
  basis TEXT NOT NULL REFERENCES demand_basis (basis),
  bound TEXT CHECK (bound IN ('<', '>')),
  mass_mg INTEGER NOT NULL CHECK (mass_mg >= 0),
  entered TEXT NOT NULL CHECK (entered <> ''),
  quality TEXT,
  published TEXT,
  source TEXT NOT NULL CHECK (source <> ''),
  participant_id INTEGER REFERENCES party (party_id),
  PRIMARY KEY (entry_id, line),
  CHECK (effective_on = printf('%04d-01-01', year)),
  CHECK (mass_mg > 0 OR bound IS NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO demand SELECT *, NULL FROM demand_before;
DROP TABLE demand_before;
-- The figures of a mineral on a date.
CREATE INDEX demand_by_mineral ON demand (mineral_id, effective_on, entry_id, basis);
-- What is published of the imports of a mineral.
CREATE INDEX import_reliance_by_mineral ON import_reliance (mineral_id);
CREATE INDEX supply_share_by_mineral ON supply_share (mineral_id);

CREATE TRIGGER demand_no_update BEFORE UPDATE ON demand BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER demand_no_delete BEFORE DELETE ON demand BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER demand_in_open_entry BEFORE INSERT ON demand BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'demand';
END;
CREATE TRIGGER demand_dated_as_entry BEFORE INSERT ON demand BEGIN
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
-- Who declares a demand is named where the basis is of participants, and nowhere else.
CREATE TRIGGER demand_on_its_basis BEFORE INSERT ON demand BEGIN
  SELECT RAISE(ABORT, 'demand_basis_unknown') WHERE NOT EXISTS (SELECT 1 FROM demand_basis WHERE basis = NEW.basis);
  SELECT RAISE(ABORT, 'participant_missing') FROM demand_basis WHERE basis = NEW.basis AND by_participant AND NEW.participant_id IS NULL;
  SELECT RAISE(ABORT, 'participant_not_applicable') FROM demand_basis WHERE basis = NEW.basis AND NOT by_participant AND NEW.participant_id IS NOT NULL;
  SELECT RAISE(ABORT, 'party_role_wrong') FROM party WHERE party_id = NEW.participant_id AND role <> 'participant';
  SELECT RAISE(ABORT, 'party_unknown') FROM party JOIN reversal ON reversed_entry_id = party.entry_id WHERE party_id = NEW.participant_id;
END;
-- A participant stays while a demand that stands is his.
CREATE TRIGGER reversal_of_participant BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM party JOIN demand ON participant_id = party_id
    WHERE party.entry_id = NEW.reversed_entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = demand.entry_id);
END;

CREATE VIEW v_demand AS
  SELECT demand.entry_id, mineral.code AS mineral, year, demand.basis, bound, mass_mg, entered, quality, published, source,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = demand.entry_id) AS reversed_by, party.code AS participant
  FROM demand JOIN mineral USING (mineral_id) LEFT JOIN party ON party.party_id = demand.participant_id;
