-- Emergencies that were declared, and authorities with a quantity: which releases may be made, of what, when, and how much in all. And the
-- kinds of release as a table, so that a later migration can add one.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES
  ('release_kind', 'fixed', 'the kinds of release: where their mass and cost go, and whether they have a price'),
  ('emergency', 'record', 'emergencies: who declared each, under which rule, from when to when'),
  ('emergency_mineral', 'record', 'minerals that an emergency covers, and the most that may be released of each'),
  ('emergency_end', 'record', 'the last day of an emergency that ended before it was to'),
  ('authority', 'record', 'authorities to release a quantity of a mineral: who granted each, under which rule, from when to when'),
  ('authority_kind', 'record', 'kinds of release that an authority is for');

INSERT INTO entry_kind VALUES ('emergency'), ('emergency-end'), ('authority');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE release_kind (
  kind TEXT PRIMARY KEY,
  mass_account_id INTEGER NOT NULL REFERENCES account (account_id),
  cost_account_id INTEGER NOT NULL REFERENCES account (account_id),
  price TEXT NOT NULL CHECK (price IN ('must', 'may', 'no')),
  needs_authority INTEGER NOT NULL CHECK (needs_authority IN (0, 1))
) STRICT;
-- A loss is a fact that nobody authorises.
INSERT INTO release_kind VALUES
  ('sale', 21, 7, 'must', 1),
  ('emergency', 21, 7, 'may', 1),
  ('sample', 21, 7, 'no', 1),
  ('loss', 22, 8, 'no', 0);
CREATE TRIGGER release_kind_no_update BEFORE UPDATE ON release_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER release_kind_no_delete BEFORE DELETE ON release_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER release_kind_no_insert BEFORE INSERT ON release_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- until_on is the last day; missing: until it is ended.
CREATE TABLE emergency (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  emergency_id INTEGER PRIMARY KEY CHECK (emergency_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (trim(code) <> ''),
  declared_by TEXT NOT NULL CHECK (trim(declared_by) <> ''),
  rule TEXT NOT NULL CHECK (trim(rule) <> ''),
  from_on TEXT NOT NULL,
  until_on TEXT CHECK (until_on IS NULL OR until_on IS date(until_on, '+0 days')),
  UNIQUE (entry_id, line),
  CHECK (until_on >= from_on)
) STRICT;

-- Without a row an emergency covers all minerals, without a limit.
CREATE TABLE emergency_mineral (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  maximum_entered TEXT,
  maximum_mg INTEGER CHECK (maximum_mg > 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, mineral_id),
  CHECK ((maximum_entered IS NULL) = (maximum_mg IS NULL))
) STRICT, WITHOUT ROWID;

-- The date of the entry is the last day.
CREATE TABLE emergency_end (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  emergency_id INTEGER NOT NULL REFERENCES emergency (emergency_id),
  reason TEXT CHECK (trim(reason) <> '')
) STRICT;
-- Whether an emergency has ended.
CREATE INDEX emergency_end_by_emergency ON emergency_end (emergency_id);

CREATE TABLE authority (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  authority_id INTEGER PRIMARY KEY CHECK (authority_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (trim(code) <> ''),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  mass_entered TEXT NOT NULL,
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  granted_by TEXT NOT NULL CHECK (trim(granted_by) <> ''),
  rule TEXT NOT NULL CHECK (trim(rule) <> ''),
  from_on TEXT NOT NULL,
  until_on TEXT CHECK (until_on IS NULL OR until_on IS date(until_on, '+0 days')),
  UNIQUE (entry_id, line),
  CHECK (until_on >= from_on)
) STRICT;
-- Whether releases of a mineral need one of them.
CREATE INDEX authority_by_mineral ON authority (mineral_id, from_on);

-- Without a row an authority is for all kinds.
CREATE TABLE authority_kind (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  kind TEXT NOT NULL REFERENCES release_kind (kind),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, kind)
) STRICT, WITHOUT ROWID;

-- The table of releases anew: its kinds are those of release_kind; and what each was made under.
CREATE TABLE release_before AS SELECT * FROM release;
DROP TABLE release;
CREATE TABLE release (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  kind TEXT NOT NULL REFERENCES release_kind (kind),
  authority TEXT NOT NULL CHECK (trim(authority) <> ''),
  recipient_id INTEGER REFERENCES party (party_id),
  mass_entered TEXT NOT NULL,
  price_entered TEXT,
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  proceeds_cents INTEGER NOT NULL CHECK (proceeds_cents >= 0),
  lots_named INTEGER NOT NULL CHECK (lots_named IN (0, 1)),
  site_id INTEGER REFERENCES site (site_id),
  authority_id INTEGER REFERENCES authority (authority_id),
  emergency_id INTEGER REFERENCES emergency (emergency_id),
  CHECK (price_entered IS NOT NULL OR proceeds_cents = 0)
) STRICT;
INSERT INTO release SELECT *, NULL, NULL FROM release_before;
DROP TABLE release_before;
-- What was released under an authority, or an emergency.
CREATE INDEX release_by_authority ON release (authority_id) WHERE authority_id IS NOT NULL;
CREATE INDEX release_by_emergency ON release (emergency_id) WHERE emergency_id IS NOT NULL;

-- What counts against an authority or an emergency, from which day on, and the first day on which it does not any more.
CREATE VIEW authority_claim AS
  SELECT release.entry_id, authority_id, emergency_id, mineral_id, mass_mg, entry.effective_on AS from_on, reversal.effective_on AS until_on
  FROM release JOIN entry USING (entry_id) LEFT JOIN reversal ON reversed_entry_id = release.entry_id;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER release_no_update BEFORE UPDATE ON release BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER release_no_delete BEFORE DELETE ON release BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER emergency_no_update BEFORE UPDATE ON emergency BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER emergency_no_delete BEFORE DELETE ON emergency BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER emergency_mineral_no_update BEFORE UPDATE ON emergency_mineral BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER emergency_mineral_no_delete BEFORE DELETE ON emergency_mineral BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER emergency_end_no_update BEFORE UPDATE ON emergency_end BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER emergency_end_no_delete BEFORE DELETE ON emergency_end BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER authority_no_update BEFORE UPDATE ON authority BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER authority_no_delete BEFORE DELETE ON authority BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER authority_kind_no_update BEFORE UPDATE ON authority_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER authority_kind_no_delete BEFORE DELETE ON authority_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER release_in_open_entry BEFORE INSERT ON release BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'release';
  SELECT RAISE(ABORT, 'release_kind_unknown') WHERE NOT EXISTS (SELECT 1 FROM release_kind WHERE kind = NEW.kind);
  SELECT RAISE(ABORT, 'sale_price_missing') FROM release_kind WHERE kind = NEW.kind AND price = 'must' AND NEW.price_entered IS NULL;
  SELECT RAISE(ABORT, 'price_not_applicable') FROM release_kind WHERE kind = NEW.kind AND price = 'no' AND NEW.price_entered IS NOT NULL;
END;
CREATE TRIGGER emergency_in_open_entry BEFORE INSERT ON emergency BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'emergency';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM emergency WHERE emergency_id = NEW.emergency_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM emergency WHERE code = NEW.code);
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.from_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER emergency_mineral_in_open_entry BEFORE INSERT ON emergency_mineral BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'emergency';
  SELECT RAISE(ABORT, 'mineral_is_group') WHERE (SELECT is_group FROM mineral WHERE mineral_id = NEW.mineral_id) IS NOT 0;
END;
CREATE TRIGGER emergency_end_in_open_entry BEFORE INSERT ON emergency_end BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'emergency-end';
  SELECT RAISE(ABORT, 'emergency_unknown') WHERE NOT EXISTS (SELECT 1 FROM emergency WHERE emergency_id = NEW.emergency_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = emergency.entry_id));
  SELECT RAISE(ABORT, 'outside_emergency') FROM emergency JOIN entry ON entry.entry_id = NEW.entry_id
    WHERE emergency_id = NEW.emergency_id AND (effective_on < from_on OR effective_on > until_on);
  SELECT RAISE(ABORT, 'emergency_ended_already') FROM emergency_end WHERE emergency_id = NEW.emergency_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = emergency_end.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM authority_claim
    WHERE emergency_id = NEW.emergency_id AND (until_on IS NULL OR until_on > from_on)
      AND from_on > (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER authority_in_open_entry BEFORE INSERT ON authority BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'authority';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM authority WHERE authority_id = NEW.authority_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM authority WHERE code = NEW.code);
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.from_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'mineral_is_group') WHERE (SELECT is_group FROM mineral WHERE mineral_id = NEW.mineral_id) IS NOT 0;
END;
CREATE TRIGGER authority_kind_in_open_entry BEFORE INSERT ON authority_kind BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'authority';
  SELECT RAISE(ABORT, 'release_kind_unknown') WHERE NOT EXISTS (SELECT 1 FROM release_kind WHERE kind = NEW.kind);
END;
-- An authority, or an emergency, stays while a release was made under it, until the day on which that was undone.
CREATE TRIGGER reversal_of_authority BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM authority JOIN authority_claim USING (authority_id)
    WHERE authority.entry_id = NEW.reversed_entry_id
      AND (authority_claim.until_on IS NULL OR (authority_claim.until_on > authority_claim.from_on AND authority_claim.until_on > NEW.effective_on));
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM emergency JOIN authority_claim USING (emergency_id)
    WHERE emergency.entry_id = NEW.reversed_entry_id
      AND (authority_claim.until_on IS NULL OR (authority_claim.until_on > authority_claim.from_on AND authority_claim.until_on > NEW.effective_on));
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM emergency JOIN emergency_end USING (emergency_id)
    WHERE emergency.entry_id = NEW.reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = emergency_end.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_authority BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'emergency' THEN EXISTS (SELECT 1 FROM emergency WHERE entry_id = NEW.entry_id)
    WHEN 'emergency-end' THEN EXISTS (SELECT 1 FROM emergency_end WHERE entry_id = NEW.entry_id)
    WHEN 'authority' THEN EXISTS (SELECT 1 FROM authority WHERE entry_id = NEW.entry_id)
    ELSE 1 END;
END;
-- As in the first migration; where mass and cost go stands in release_kind.
DROP TRIGGER seal_release;
CREATE TRIGGER seal_release BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM release JOIN release_kind USING (kind) WHERE entry_id = NEW.entry_id AND (
    -mass_mg IS NOT (SELECT SUM(mass_mg) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 2)
    OR -proceeds_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 6)
    OR (SELECT SUM(amount_cents) FROM posting WHERE entry_id = NEW.entry_id AND account_id IN (2, cost_account_id)) <> 0
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND (
      mineral_id <> release.mineral_id OR (party_id IS NOT NULL AND party_id IS NOT release.recipient_id)
      OR (account_id = 2 AND (mass_mg >= 0 OR amount_cents > 0))
      OR account_id NOT IN (1, 2, 3, 6, 50, 52, mass_account_id, cost_account_id))));
END;
-- Under an authority no more is released than it allows, on no day; it is of the mineral, for the kind and in force on the day. From the day
-- of a mineral's first authority on each of its releases needs one, losses excepted.
CREATE TRIGGER seal_release_authority BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'authority_missing') FROM release JOIN release_kind USING (kind) JOIN entry USING (entry_id)
    WHERE release.entry_id = NEW.entry_id AND needs_authority AND authority_id IS NULL AND EXISTS (
      SELECT 1 FROM authority WHERE authority.mineral_id = release.mineral_id AND authority.from_on <= entry.effective_on
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = authority.entry_id));
  SELECT RAISE(ABORT, 'authority_missing') FROM release WHERE release.entry_id = NEW.entry_id AND authority_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM authority WHERE authority.authority_id = release.authority_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = authority.entry_id));
  SELECT RAISE(ABORT, 'authority_of_other_mineral') FROM release JOIN authority USING (authority_id)
    WHERE release.entry_id = NEW.entry_id AND release.mineral_id <> authority.mineral_id;
  SELECT RAISE(ABORT, 'authority_of_other_kind') FROM release JOIN authority USING (authority_id)
    WHERE release.entry_id = NEW.entry_id AND EXISTS (SELECT 1 FROM authority_kind WHERE authority_kind.entry_id = authority.entry_id)
      AND NOT EXISTS (SELECT 1 FROM authority_kind WHERE authority_kind.entry_id = authority.entry_id AND authority_kind.kind = release.kind);
  SELECT RAISE(ABORT, 'outside_authority') FROM release JOIN entry USING (entry_id) JOIN authority USING (authority_id)
    WHERE release.entry_id = NEW.entry_id AND (effective_on < from_on OR effective_on > until_on);
  SELECT RAISE(ABORT, 'above_authorised') FROM release JOIN entry USING (entry_id) JOIN authority USING (authority_id) JOIN authority_claim AS day USING (authority_id)
    WHERE release.entry_id = NEW.entry_id AND day.from_on >= entry.effective_on AND authority.mass_mg < (SELECT SUM(mass_mg) FROM authority_claim AS claim
      WHERE claim.authority_id = release.authority_id AND claim.from_on <= day.from_on AND (claim.until_on IS NULL OR claim.until_on > day.from_on));
END;
-- An emergency release is made under an emergency that covers its mineral and its day, and no other release is.
CREATE TRIGGER seal_release_emergency BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id AND (kind = 'emergency' OR emergency_id IS NOT NULL)) BEGIN
  SELECT RAISE(ABORT, 'emergency_missing') FROM release WHERE release.entry_id = NEW.entry_id AND kind = 'emergency'
    AND NOT EXISTS (SELECT 1 FROM emergency WHERE emergency.emergency_id = release.emergency_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = emergency.entry_id));
  SELECT RAISE(ABORT, 'emergency_not_applicable') FROM release WHERE release.entry_id = NEW.entry_id AND kind <> 'emergency';
  SELECT RAISE(ABORT, 'outside_emergency') FROM release JOIN entry USING (entry_id) JOIN emergency USING (emergency_id)
    WHERE release.entry_id = NEW.entry_id AND (effective_on < from_on OR effective_on > until_on OR EXISTS (
      SELECT 1 FROM emergency_end JOIN entry AS ended ON ended.entry_id = emergency_end.entry_id
        LEFT JOIN reversal ON reversed_entry_id = emergency_end.entry_id
      WHERE emergency_end.emergency_id = release.emergency_id AND ended.effective_on < entry.effective_on
        AND (reversal.effective_on IS NULL OR reversal.effective_on > entry.effective_on)));
  SELECT RAISE(ABORT, 'mineral_not_in_emergency') FROM release JOIN emergency USING (emergency_id)
    WHERE release.entry_id = NEW.entry_id AND EXISTS (SELECT 1 FROM emergency_mineral WHERE emergency_mineral.entry_id = emergency.entry_id)
      AND NOT EXISTS (SELECT 1 FROM emergency_mineral AS covered WHERE covered.entry_id = emergency.entry_id AND covered.mineral_id = release.mineral_id);
  SELECT RAISE(ABORT, 'above_authorised') FROM release JOIN entry USING (entry_id) JOIN emergency USING (emergency_id)
    JOIN emergency_mineral AS covered ON covered.entry_id = emergency.entry_id AND covered.mineral_id = release.mineral_id
    JOIN authority_claim AS day ON day.emergency_id = release.emergency_id AND day.mineral_id = release.mineral_id
    WHERE release.entry_id = NEW.entry_id AND day.from_on >= entry.effective_on AND maximum_mg < (SELECT SUM(mass_mg) FROM authority_claim AS claim
      WHERE claim.emergency_id = release.emergency_id AND claim.mineral_id = release.mineral_id
        AND claim.from_on <= day.from_on AND (claim.until_on IS NULL OR claim.until_on > day.from_on));
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

DROP VIEW v_release;
CREATE VIEW v_release AS
  SELECT release.entry_id, effective_on, mineral.code AS mineral, release.kind, release.authority, party.code AS recipient, release.mass_entered,
         release.mass_mg, price_entered, proceeds_cents,
         -(SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = release.entry_id AND account_id = 2) AS cost_cents,
         reference, memo, (SELECT entry_id FROM reversal WHERE reversed_entry_id = release.entry_id) AS reversed_by, site.code AS site,
         authority.code AS authority_code, emergency.code AS emergency
  FROM release JOIN entry USING (entry_id) JOIN mineral ON mineral.mineral_id = release.mineral_id
  LEFT JOIN party ON party.party_id = release.recipient_id LEFT JOIN site ON site.site_id = release.site_id
  LEFT JOIN authority USING (authority_id) LEFT JOIN emergency USING (emergency_id);

CREATE VIEW v_authority AS
  SELECT authority.entry_id, authority.code AS authority, mineral.code AS mineral, authority.mass_entered, authority.mass_mg, from_on, until_on, granted_by, rule,
         (SELECT group_concat(kind, ', ') FROM (SELECT kind FROM authority_kind WHERE authority_kind.entry_id = authority.entry_id ORDER BY line)) AS kinds,
         coalesce((SELECT SUM(mass_mg) FROM authority_claim WHERE authority_claim.authority_id = authority.authority_id AND authority_claim.until_on IS NULL), 0) AS used_mg,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = authority.entry_id) AS reversed_by
  FROM authority JOIN mineral USING (mineral_id);

CREATE VIEW v_emergency AS
  SELECT emergency.entry_id, emergency.code AS emergency, declared_by, rule, from_on, until_on,
         (SELECT min(effective_on) FROM emergency_end JOIN entry USING (entry_id) WHERE emergency_end.emergency_id = emergency.emergency_id
            AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = emergency_end.entry_id)) AS ended_on,
         mineral.code AS mineral, covered.maximum_mg,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = emergency.entry_id) AS reversed_by
  FROM emergency LEFT JOIN emergency_mineral AS covered ON covered.entry_id = emergency.entry_id LEFT JOIN mineral USING (mineral_id);
