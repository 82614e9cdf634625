-- Sales that are shipped later: what is sold lies in the vault and is promised, so nothing else takes it.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES
  ('sale', 'record', 'sales to be shipped later: buyer, price as agreed, by when'),
  ('sale_lot', 'record', 'which lots a sale is to be shipped from, and how much of each'),
  ('sale_cancellation', 'record', 'sales of which the rest will not be shipped'),
  ('sale_cancellation_lot', 'record', 'how much of which lot is sold no more');

INSERT INTO entry_kind VALUES ('sale'), ('sale-cancellation');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE sale (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  buyer_id INTEGER NOT NULL REFERENCES party (party_id),
  mass_entered TEXT NOT NULL,
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  price_entered TEXT NOT NULL CHECK (trim(price_entered) <> ''),
  ship_by_on TEXT NOT NULL CHECK (ship_by_on IS date(ship_by_on, '+0 days')),
  authority TEXT NOT NULL CHECK (trim(authority) <> ''),
  authority_id INTEGER REFERENCES authority (authority_id),
  -- Whether the seller named the lots, or they were those whose turn it was: what the sale would hold had everything been recorded in order of
  -- date depends on it.
  lots_named INTEGER NOT NULL CHECK (lots_named IN (0, 1))
) STRICT;
-- What was sold under an authority; what rests on a party.
CREATE INDEX sale_by_authority ON sale (authority_id) WHERE authority_id IS NOT NULL;
CREATE INDEX sale_by_buyer ON sale (buyer_id);

CREATE TABLE sale_lot (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, lot_id)
) STRICT, WITHOUT ROWID;
-- What is sold of a lot.
CREATE INDEX sale_lot_by_lot ON sale_lot (lot_id);

CREATE TABLE sale_cancellation (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  sale_entry_id INTEGER NOT NULL REFERENCES sale (entry_id),
  reason TEXT NOT NULL CHECK (trim(reason) <> '')
) STRICT;
CREATE INDEX sale_cancellation_by_sale ON sale_cancellation (sale_entry_id);

CREATE TABLE sale_cancellation_lot (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  lot_id INTEGER NOT NULL REFERENCES lot (lot_id),
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, lot_id)
) STRICT, WITHOUT ROWID;

-- The sale that a release ships.
ALTER TABLE release ADD COLUMN sale_entry_id INTEGER REFERENCES sale (entry_id);
CREATE INDEX release_by_sale ON release (sale_entry_id) WHERE sale_entry_id IS NOT NULL;

-- What is sold and not shipped of each lot, as it changes: sold, shipped, cancelled, and a sale or a shipment undone.
-- Few releases ship a sale: the joins begin with them (the plus keeps their numbers from being searched instead).
CREATE VIEW sale_change AS
  SELECT sale_lot.entry_id, sale_lot.entry_id AS sale_entry_id, lot_id, effective_on, mass_mg AS change_mg FROM sale_lot JOIN entry USING (entry_id)
  UNION ALL
  SELECT reversal.entry_id, sale_lot.entry_id, lot_id, reversal.effective_on, -mass_mg FROM sale_lot CROSS JOIN reversal ON reversed_entry_id = sale_lot.entry_id
  UNION ALL
  SELECT cancelled.entry_id, sale_entry_id, lot_id, entry.effective_on, -mass_mg
  FROM sale_cancellation AS cancelled JOIN sale_cancellation_lot USING (entry_id) JOIN entry USING (entry_id)
  UNION ALL
  SELECT +release.entry_id, sale_entry_id, posting.lot_id, entry.effective_on, posting.mass_mg
  FROM release CROSS JOIN posting USING (entry_id) CROSS JOIN entry USING (entry_id) WHERE sale_entry_id IS NOT NULL AND account_id = 2
  UNION ALL
  SELECT reversal.entry_id, sale_entry_id, posting.lot_id, reversal.effective_on, -posting.mass_mg
  FROM release CROSS JOIN posting USING (entry_id) CROSS JOIN reversal ON reversed_entry_id = release.entry_id WHERE sale_entry_id IS NOT NULL AND account_id = 2;

-- As in the migration of authorities; a sale counts when it is made, and what is shipped of it not again. What is cancelled of it counts no
-- more from then on.
DROP VIEW authority_claim;
CREATE VIEW authority_claim AS
  SELECT release.entry_id, authority_id, emergency_id, mineral_id, mass_mg, entry.effective_on AS from_on, reversal.effective_on AS until_on
  FROM release JOIN entry USING (entry_id) LEFT JOIN reversal ON reversed_entry_id = release.entry_id
  UNION ALL
  SELECT sale.entry_id, authority_id, NULL, mineral_id, mass_mg, entry.effective_on, reversal.effective_on
  FROM sale JOIN entry USING (entry_id) LEFT JOIN reversal ON reversed_entry_id = sale.entry_id
  UNION ALL
  SELECT cancelled.entry_id, authority_id, NULL, mineral_id,
         -(SELECT SUM(mass_mg) FROM sale_cancellation_lot AS lots WHERE lots.entry_id = cancelled.entry_id), entry.effective_on, NULL
  FROM sale_cancellation AS cancelled JOIN sale ON sale.entry_id = sale_entry_id JOIN entry ON entry.entry_id = cancelled.entry_id;

-- Sales of lots that were, on the day of the sale and by what was recorded before it, not accepted, or pledged so that they may
-- not be released.
CREATE VIEW sale_of_held AS
  SELECT sale_lot.entry_id, lot_id, coalesce(
    (SELECT status FROM lot_quality AS changed WHERE changed.lot_id = sale_lot.lot_id AND changed.effective_on <= sold.effective_on
       AND changed.entry_id < sold.entry_id
       AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = changed.entry_id AND reversal.effective_on <= sold.effective_on
                         AND reversal.entry_id < sold.entry_id)
       ORDER BY changed.effective_on DESC, changed.entry_id DESC LIMIT 1),
    (SELECT quality FROM lot_paper WHERE lot_paper.lot_id = sale_lot.lot_id)) IN ('unassayed', 'rejected', 'quarantined') AS is_not_accepted,
    EXISTS (SELECT 1 FROM pledge WHERE pledge.lot_id = sale_lot.lot_id AND forbids_release = 1 AND pledge.effective_on <= sold.effective_on
      AND pledge.entry_id < sold.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = pledge.entry_id AND reversal.effective_on <= sold.effective_on
                        AND reversal.entry_id < sold.entry_id)
      AND NOT EXISTS (SELECT 1 FROM pledge_release AS returned WHERE pledge_entry_id = pledge.entry_id
        AND returned.effective_on <= sold.effective_on AND returned.entry_id < sold.entry_id
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = returned.entry_id AND reversal.entry_id < sold.entry_id))) AS is_pledged
  FROM sale_lot JOIN entry AS sold ON sold.entry_id = sale_lot.entry_id;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER sale_no_update BEFORE UPDATE ON sale BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER sale_no_delete BEFORE DELETE ON sale BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER sale_lot_no_update BEFORE UPDATE ON sale_lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER sale_lot_no_delete BEFORE DELETE ON sale_lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER sale_cancellation_no_update BEFORE UPDATE ON sale_cancellation BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER sale_cancellation_no_delete BEFORE DELETE ON sale_cancellation BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER sale_cancellation_lot_no_update BEFORE UPDATE ON sale_cancellation_lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER sale_cancellation_lot_no_delete BEFORE DELETE ON sale_cancellation_lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER sale_in_open_entry BEFORE INSERT ON sale BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'sale';
  SELECT RAISE(ABORT, 'period_ends_before_it_begins') FROM entry WHERE entry_id = NEW.entry_id AND NEW.ship_by_on < effective_on;
  SELECT RAISE(ABORT, 'party_unknown') FROM party JOIN reversal ON reversed_entry_id = party.entry_id WHERE party_id = NEW.buyer_id;
END;
CREATE TRIGGER sale_lot_in_open_entry BEFORE INSERT ON sale_lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'sale';
END;
CREATE TRIGGER sale_cancellation_in_open_entry BEFORE INSERT ON sale_cancellation BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'sale-cancellation';
  SELECT RAISE(ABORT, 'sale_unknown') WHERE NOT EXISTS (SELECT 1 FROM sale WHERE entry_id = NEW.sale_entry_id)
    OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = NEW.sale_entry_id);
END;
CREATE TRIGGER sale_cancellation_lot_in_open_entry BEFORE INSERT ON sale_cancellation_lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'sale-cancellation';
END;
-- A sale stays while something was shipped or cancelled of it, until the day on which a shipment was undone. What was cancelled is sold anew by
-- another sale.
CREATE TRIGGER reversal_of_sale BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'reversal_not_possible') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.reversed_entry_id) = 'sale-cancellation';
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM sale_cancellation WHERE sale_entry_id = NEW.reversed_entry_id;
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM release JOIN entry AS shipped ON shipped.entry_id = release.entry_id
    LEFT JOIN reversal AS undone ON undone.reversed_entry_id = release.entry_id
    WHERE sale_entry_id = NEW.reversed_entry_id
      AND (undone.entry_id IS NULL OR (undone.effective_on > shipped.effective_on AND undone.effective_on > NEW.effective_on));
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM party JOIN sale ON buyer_id = party_id
    WHERE party.entry_id = NEW.reversed_entry_id AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = sale.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_sale BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'sale' THEN EXISTS (SELECT 1 FROM sale JOIN sale_lot USING (entry_id) WHERE entry_id = NEW.entry_id)
    WHEN 'sale-cancellation' THEN EXISTS (SELECT 1 FROM sale_cancellation JOIN sale_cancellation_lot USING (entry_id) WHERE entry_id = NEW.entry_id)
    ELSE 1 END;
END;
-- A sale is of lots of its mineral that may be released, in storage, as much as it says.
CREATE TRIGGER seal_sale BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM sale WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lots_differ_from_sale') FROM sale WHERE entry_id = NEW.entry_id
    AND mass_mg IS NOT (SELECT SUM(mass_mg) FROM sale_lot WHERE sale_lot.entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'lot_of_other_mineral') FROM sale JOIN sale_lot USING (entry_id) JOIN lot USING (lot_id)
    WHERE sale.entry_id = NEW.entry_id AND lot.mineral_id <> sale.mineral_id;
  SELECT RAISE(ABORT, 'lot_not_in_storage') FROM sale_lot JOIN lot USING (lot_id) JOIN site USING (site_id)
    WHERE sale_lot.entry_id = NEW.entry_id AND site.kind IS NOT NULL;
  SELECT RAISE(ABORT, 'lot_not_accepted') FROM sale_of_held WHERE entry_id = NEW.entry_id AND is_not_accepted;
  SELECT RAISE(ABORT, 'lot_pledged') FROM sale_of_held WHERE entry_id = NEW.entry_id AND is_pledged;
END;
-- A release ships of the sale that it names, to its buyer at its price.
CREATE TRIGGER seal_shipment BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id AND sale_entry_id IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, 'sale_unknown') FROM release WHERE entry_id = NEW.entry_id
    AND (NOT EXISTS (SELECT 1 FROM sale WHERE sale.entry_id = sale_entry_id) OR EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = sale_entry_id));
  SELECT RAISE(ABORT, 'sale_differs') FROM release JOIN sale ON sale.entry_id = sale_entry_id WHERE release.entry_id = NEW.entry_id
    AND (release.kind <> 'sale' OR release.mineral_id <> sale.mineral_id OR release.recipient_id IS NOT buyer_id
      OR release.price_entered IS NOT sale.price_entered OR release.authority_id IS NOT NULL);
  SELECT RAISE(ABORT, 'shipped_before_sale') FROM release JOIN entry USING (entry_id) JOIN entry AS sold ON sold.entry_id = sale_entry_id
    WHERE release.entry_id = NEW.entry_id AND entry.effective_on < sold.effective_on;
END;
-- On no day is more shipped or cancelled of a sale than was sold of each of its lots.
CREATE TRIGGER seal_within_sale BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id AND sale_entry_id IS NOT NULL)
  OR EXISTS (SELECT 1 FROM sale_cancellation WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'above_sold') FROM (
    SELECT SUM(change_mg) OVER (PARTITION BY lot_id ORDER BY effective_on) AS sold_mg FROM (
      SELECT lot_id, effective_on, SUM(change_mg) AS change_mg FROM sale_change
      WHERE sale_entry_id = coalesce((SELECT sale_entry_id FROM release WHERE entry_id = NEW.entry_id),
        (SELECT sale_entry_id FROM sale_cancellation WHERE entry_id = NEW.entry_id)) GROUP BY lot_id, effective_on))
  WHERE sold_mg < 0;
END;
-- On no day does a lot hold less than is sold of it and not shipped.
CREATE TRIGGER seal_sold BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM posting JOIN sale_lot USING (lot_id) WHERE posting.entry_id = NEW.entry_id)
  OR EXISTS (SELECT 1 FROM sale_lot WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'lot_mass_sold') FROM (
    SELECT SUM(change_mg) OVER (PARTITION BY lot_id ORDER BY effective_on) AS free_mg FROM (
      SELECT lot_id, effective_on, SUM(change_mg) AS change_mg FROM (
        SELECT lot_id, effective_on, mass_mg AS change_mg FROM posting JOIN entry USING (entry_id)
        WHERE lot_id IN (SELECT posting.lot_id FROM posting JOIN sale_lot USING (lot_id) WHERE posting.entry_id = NEW.entry_id
                         UNION SELECT lot_id FROM sale_lot WHERE entry_id = NEW.entry_id)
        UNION ALL
        SELECT lot_id, effective_on, -change_mg FROM sale_change
        WHERE lot_id IN (SELECT posting.lot_id FROM posting JOIN sale_lot USING (lot_id) WHERE posting.entry_id = NEW.entry_id
                         UNION SELECT lot_id FROM sale_lot WHERE entry_id = NEW.entry_id))
      GROUP BY lot_id, effective_on))
  WHERE free_mg < 0;
END;
-- As in the migration before: under an authority no more is released or sold than it allows, on no day; it is of the mineral, for the kind and in force on the day. From the day
-- of a mineral's first authority on each of its releases needs one, losses excepted. What is shipped of
-- a sale was authorised with it.
DROP TRIGGER seal_release_authority;
CREATE TRIGGER seal_release_authority BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'authority_missing') FROM release JOIN release_kind USING (kind) JOIN entry USING (entry_id)
    WHERE release.entry_id = NEW.entry_id AND needs_authority AND sale_entry_id IS NULL AND authority_id IS NULL AND EXISTS (
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
CREATE TRIGGER seal_sale_authority BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM sale WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'authority_missing') FROM sale JOIN entry USING (entry_id)
    WHERE sale.entry_id = NEW.entry_id AND authority_id IS NULL AND EXISTS (
      SELECT 1 FROM authority WHERE authority.mineral_id = sale.mineral_id AND authority.from_on <= entry.effective_on
        AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = authority.entry_id));
  SELECT RAISE(ABORT, 'authority_missing') FROM sale WHERE sale.entry_id = NEW.entry_id AND authority_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM authority WHERE authority.authority_id = sale.authority_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = authority.entry_id));
  SELECT RAISE(ABORT, 'authority_of_other_mineral') FROM sale JOIN authority USING (authority_id)
    WHERE sale.entry_id = NEW.entry_id AND sale.mineral_id <> authority.mineral_id;
  SELECT RAISE(ABORT, 'authority_of_other_kind') FROM sale JOIN authority USING (authority_id)
    WHERE sale.entry_id = NEW.entry_id AND EXISTS (SELECT 1 FROM authority_kind WHERE authority_kind.entry_id = authority.entry_id)
      AND NOT EXISTS (SELECT 1 FROM authority_kind WHERE authority_kind.entry_id = authority.entry_id AND authority_kind.kind = 'sale');
  SELECT RAISE(ABORT, 'outside_authority') FROM sale JOIN entry USING (entry_id) JOIN authority USING (authority_id)
    WHERE sale.entry_id = NEW.entry_id AND (effective_on < from_on OR effective_on > until_on);
  SELECT RAISE(ABORT, 'above_authorised') FROM sale JOIN entry USING (entry_id) JOIN authority USING (authority_id) JOIN authority_claim AS day USING (authority_id)
    WHERE sale.entry_id = NEW.entry_id AND day.from_on >= entry.effective_on AND authority.mass_mg < (SELECT SUM(mass_mg) FROM authority_claim AS claim
      WHERE claim.authority_id = sale.authority_id AND claim.from_on <= day.from_on AND (claim.until_on IS NULL OR claim.until_on > day.from_on));
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

DROP VIEW v_release;
CREATE VIEW v_release AS
  SELECT release.entry_id, effective_on, mineral.code AS mineral, release.kind, release.authority, party.code AS recipient, release.mass_entered,
         release.mass_mg, price_entered, proceeds_cents,
         -(SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = release.entry_id AND account_id = 2) AS cost_cents,
         reference, memo, (SELECT entry_id FROM reversal WHERE reversed_entry_id = release.entry_id) AS reversed_by, site.code AS site,
         authority.code AS authority_code, emergency.code AS emergency, return_by_on, sale_entry_id
  FROM release JOIN entry USING (entry_id) JOIN mineral ON mineral.mineral_id = release.mineral_id
  LEFT JOIN party ON party.party_id = release.recipient_id LEFT JOIN site ON site.site_id = release.site_id
  LEFT JOIN authority USING (authority_id) LEFT JOIN emergency USING (emergency_id);

CREATE VIEW v_sale AS
  SELECT sale.entry_id, effective_on, mineral.code AS mineral, party.code AS buyer, sale.mass_mg AS sold_mg, price_entered, ship_by_on, sale.authority,
         coalesce((SELECT SUM(mass_mg) FROM release WHERE sale_entry_id = sale.entry_id
           AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = release.entry_id)), 0) AS shipped_mg,
         coalesce((SELECT SUM(mass_mg) FROM sale_cancellation AS cancelled JOIN sale_cancellation_lot USING (entry_id)
           WHERE sale_entry_id = sale.entry_id), 0) AS cancelled_mg,
         (SELECT SUM(change_mg) FROM sale_change WHERE sale_change.sale_entry_id = sale.entry_id) AS not_shipped_mg,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = sale.entry_id) AS reversed_by
  FROM sale JOIN entry USING (entry_id) JOIN mineral USING (mineral_id) JOIN party ON party_id = buyer_id;
