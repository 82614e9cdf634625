-- Carrying charges: storage, insurance and handling, by rates that hold from a day on. What they come to follows from the rates and from
-- what lay where; an accrual posts what has come to be owed and was not posted.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER account_no_insert;
DROP TRIGGER entry_kind_no_insert;
DROP TRIGGER entry_kind_account_no_insert;

INSERT INTO table_role VALUES
  ('carrying_rate', 'record', 'rates of storage, insurance and handling, from the date of the entry on'),
  ('carrying_accrual', 'record', 'what of storage, insurance and handling an accrual posted: by party, mineral and site');

INSERT INTO account VALUES
  (16, 'storage',   'yes', 'no', 'yes', 'no', 'yes', 'no', 'cost of storage'),
  (17, 'insurance', 'yes', 'no', 'yes', 'no', 'yes', 'no', 'cost of insuring what is stored'),
  (18, 'handling',  'yes', 'no', 'yes', 'no', 'yes', 'no', 'cost of taking in and giving out');

INSERT INTO entry_kind VALUES ('carrying-rate'), ('carrying-accrual');

INSERT INTO entry_kind_account VALUES
  ('carrying-accrual', 4), ('carrying-accrual', 16), ('carrying-accrual', 17), ('carrying-accrual', 18);

CREATE TRIGGER account_no_insert BEFORE INSERT ON account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- Its scope is a kind, a site or all storage sites, a mineral or all minerals. In force in a scope is the rate with the latest date, of two
-- with the same date the one recorded later; one that names no party ends it. Of several scopes the narrowest counts: site and mineral, site,
-- mineral, neither. A price is cents / mg, for each calendar month that the mass lies, or each time it comes in or goes out; a part of cost is
-- for a year of 365 days.
CREATE TABLE carrying_rate (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  effective_on TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('storage', 'insurance', 'handling')),
  site_id INTEGER REFERENCES site (site_id),
  mineral_id INTEGER REFERENCES mineral (mineral_id),
  party_id INTEGER REFERENCES party (party_id),
  month_entered TEXT CHECK (month_entered <> ''),
  month_cents INTEGER CHECK (month_cents >= 0),
  month_per_mg INTEGER CHECK (month_per_mg > 0),
  cost_ppb INTEGER CHECK (cost_ppb BETWEEN 0 AND 10000000000),
  in_entered TEXT CHECK (in_entered <> ''),
  in_cents INTEGER CHECK (in_cents >= 0),
  in_per_mg INTEGER CHECK (in_per_mg > 0),
  out_entered TEXT CHECK (out_entered <> ''),
  out_cents INTEGER CHECK (out_cents >= 0),
  out_per_mg INTEGER CHECK (out_per_mg > 0),
  PRIMARY KEY (entry_id, line),
  CHECK ((month_cents IS NULL) = (month_per_mg IS NULL) AND (month_cents IS NULL) = (month_entered IS NULL)),
  CHECK ((in_cents IS NULL) = (in_per_mg IS NULL) AND (in_cents IS NULL) = (in_entered IS NULL)),
  CHECK ((out_cents IS NULL) = (out_per_mg IS NULL) AND (out_cents IS NULL) = (out_entered IS NULL)),
  CHECK ((month_cents IS NOT NULL) + (cost_ppb IS NOT NULL) = iif(party_id IS NOT NULL AND kind <> 'handling', 1, 0)),
  CHECK (iif(party_id IS NOT NULL AND kind = 'handling', in_cents IS NOT NULL OR out_cents IS NOT NULL, in_cents IS NULL AND out_cents IS NULL))
) STRICT, WITHOUT ROWID;
-- What rests on a site or a party.
CREATE INDEX carrying_rate_by_site ON carrying_rate (site_id) WHERE site_id IS NOT NULL;
CREATE INDEX carrying_rate_by_party ON carrying_rate (party_id) WHERE party_id IS NOT NULL;

-- What had come to be owed by the entry's day less what was posted before. The entry's postings have the same, by party and mineral.
CREATE TABLE carrying_accrual (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  kind TEXT NOT NULL CHECK (kind IN ('storage', 'insurance', 'handling')),
  party_id INTEGER NOT NULL REFERENCES party (party_id),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  site_id INTEGER NOT NULL REFERENCES site (site_id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, kind, party_id, mineral_id, site_id)
) STRICT, WITHOUT ROWID;
-- What rests on a party.
CREATE INDEX carrying_accrual_by_party ON carrying_accrual (party_id);

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER carrying_rate_no_update BEFORE UPDATE ON carrying_rate BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER carrying_rate_no_delete BEFORE DELETE ON carrying_rate BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER carrying_accrual_no_update BEFORE UPDATE ON carrying_accrual BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER carrying_accrual_no_delete BEFORE DELETE ON carrying_accrual BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER carrying_rate_in_open_entry BEFORE INSERT ON carrying_rate BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'carrying-rate';
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'mineral_is_group') WHERE NEW.mineral_id IS NOT NULL
      AND (SELECT is_group FROM mineral WHERE mineral_id = NEW.mineral_id) IS NOT 0;
  SELECT RAISE(ABORT, 'site_unknown') WHERE NEW.site_id IS NOT NULL AND (
      NOT EXISTS (SELECT 1 FROM site WHERE site_id = NEW.site_id)
      OR EXISTS (SELECT 1 FROM reversal JOIN site ON site.entry_id = reversed_entry_id WHERE site_id = NEW.site_id));
  SELECT RAISE(ABORT, 'party_role_wrong') WHERE NEW.party_id IS NOT NULL
      AND coalesce((SELECT role FROM party WHERE party_id = NEW.party_id), '') NOT IN ('warehouse', 'carrier', 'other');
  SELECT RAISE(ABORT, 'party_unknown')
    WHERE EXISTS (SELECT 1 FROM reversal JOIN party ON party.entry_id = reversed_entry_id WHERE party_id = NEW.party_id);
END;
-- A party that was undone is owed only what a rate came to that was in force before.
CREATE TRIGGER carrying_accrual_in_open_entry BEFORE INSERT ON carrying_accrual BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'carrying-accrual';
  SELECT RAISE(ABORT, 'party_unknown')
    WHERE EXISTS (SELECT 1 FROM reversal JOIN party ON party.entry_id = reversed_entry_id WHERE party_id = NEW.party_id)
      AND NOT EXISTS (SELECT 1 FROM carrying_rate AS rate JOIN reversal ON reversed_entry_id = rate.entry_id
        WHERE rate.party_id = NEW.party_id AND reversal.effective_on > rate.effective_on);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_carrying BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'carrying-rate' THEN EXISTS (SELECT 1 FROM carrying_rate WHERE entry_id = NEW.entry_id)
    WHEN 'carrying-accrual' THEN EXISTS (SELECT 1 FROM carrying_accrual WHERE entry_id = NEW.entry_id)
    ELSE 1 END;
END;
-- The cost of each kind, party and mineral is that of its rows, and what is owed to a party is the sum of its rows.
CREATE TRIGGER seal_carrying_accrual BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM carrying_accrual WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM (
    SELECT account_id, party_id, mineral_id, amount_cents FROM posting WHERE entry_id = NEW.entry_id
    UNION ALL SELECT CASE kind WHEN 'storage' THEN 16 WHEN 'insurance' THEN 17 ELSE 18 END, party_id, mineral_id, -amount_cents
      FROM carrying_accrual WHERE entry_id = NEW.entry_id
    UNION ALL SELECT 4, party_id, NULL, amount_cents FROM carrying_accrual WHERE entry_id = NEW.entry_id)
    GROUP BY account_id, party_id, mineral_id HAVING SUM(amount_cents) <> 0;
END;
-- An accrual posts what had not been posted before: it is undone as of its own day, and stays while a later one, or a payment to or back from
-- one of its parties, counts on it. A site or a party stays while a rate names it, a party while something was accrued to it, and until the
-- day a rate was undone that named it before.
CREATE TRIGGER reversal_of_carrying BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'reversal_not_possible') FROM entry
    WHERE entry_id = NEW.reversed_entry_id AND kind = 'carrying-accrual' AND effective_on <> NEW.effective_on;
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM carrying_accrual AS undone CROSS JOIN carrying_accrual AS later
    WHERE undone.entry_id = NEW.reversed_entry_id AND later.entry_id > undone.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = later.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM carrying_accrual AS undone CROSS JOIN payment AS later USING (party_id)
    WHERE undone.entry_id = NEW.reversed_entry_id AND later.entry_id > undone.entry_id AND later.direction <> 'from-customer'
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = later.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM site CROSS JOIN carrying_rate AS named USING (site_id)
    WHERE site.entry_id = NEW.reversed_entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = named.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM party CROSS JOIN carrying_rate AS named USING (party_id)
    LEFT JOIN reversal ON reversed_entry_id = named.entry_id
    WHERE party.entry_id = NEW.reversed_entry_id AND (reversal.entry_id IS NULL
      OR (reversal.effective_on > named.effective_on AND NEW.effective_on < reversal.effective_on));
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM party CROSS JOIN carrying_accrual AS named USING (party_id)
    WHERE party.entry_id = NEW.reversed_entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = named.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_carrying_rate AS
  SELECT carrying_rate.entry_id, carrying_rate.effective_on, carrying_rate.kind, site.code AS site, mineral.code AS mineral, party.code AS owed_to,
         month_entered, month_cents, month_per_mg, cost_ppb, in_entered, in_cents, in_per_mg, out_entered, out_cents, out_per_mg,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = carrying_rate.entry_id) AS reversed_by
  FROM carrying_rate LEFT JOIN site USING (site_id) LEFT JOIN mineral ON mineral.mineral_id = carrying_rate.mineral_id
  LEFT JOIN party ON party.party_id = carrying_rate.party_id;

CREATE VIEW v_carrying_accrual AS
  SELECT carrying_accrual.entry_id, effective_on AS until_on, carrying_accrual.kind, party.code AS owed_to, mineral.code AS mineral,
         site.code AS site, amount_cents, (SELECT entry_id FROM reversal WHERE reversed_entry_id = carrying_accrual.entry_id) AS reversed_by
  FROM carrying_accrual JOIN entry ON entry.entry_id = carrying_accrual.entry_id JOIN party USING (party_id)
  JOIN mineral USING (mineral_id) JOIN site USING (site_id);
