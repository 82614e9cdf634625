-- Closing balances of months, for reports as of any day: they read the closing of a month and part of a month, however long the journal is.
DROP TRIGGER table_role_no_insert;

INSERT INTO table_role VALUES
  ('account_closing', 'derived', 'what accounts held of each mineral at the end of each month in which they were posted to'),
  ('site_closing', 'derived', 'what lay of each mineral at each site at the end of each month in which it changed'),
  ('landed_closing', 'derived', 'what landed the purchases of each mineral, by kind, at the end of each month in which it changed');

CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- Over all entries dated in the month or before, whenever they were recorded. A month in which nothing was posted has no row: the newest row
-- before it holds. Of parties and facilities together, so a sum may be more than 64 bits hold where each balance is not: each posting adds its
-- billions to _e9_ and what is left of it to the other column.
-- Accounts that may name a mineral; mineral 0 stands for "none".
CREATE TABLE account_closing (
  account_id INTEGER NOT NULL REFERENCES account (account_id),
  mineral_id INTEGER NOT NULL,
  month TEXT NOT NULL CHECK (month GLOB '[12][0-9][0-9][0-9]-[01][0-9]'),
  mass_e9_mg INTEGER NOT NULL,
  mass_mg INTEGER NOT NULL,
  amount_e9_cents INTEGER NOT NULL,
  amount_cents INTEGER NOT NULL,
  PRIMARY KEY (account_id, mineral_id, month)
) STRICT, WITHOUT ROWID;

-- lots: those that have mass left. sold: of what lies there, sold and not shipped.
CREATE TABLE site_closing (
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  site_id INTEGER NOT NULL REFERENCES site (site_id),
  month TEXT NOT NULL CHECK (month GLOB '[12][0-9][0-9][0-9]-[01][0-9]'),
  lots INTEGER NOT NULL,
  mass_e9_mg INTEGER NOT NULL,
  mass_mg INTEGER NOT NULL,
  cost_e9_cents INTEGER NOT NULL,
  cost_cents INTEGER NOT NULL,
  sold_e9_mg INTEGER NOT NULL,
  sold_mg INTEGER NOT NULL,
  PRIMARY KEY (mineral_id, site_id, month)
) STRICT, WITHOUT ROWID;

-- Of purchases, less that of those that were reversed. kind: freight, insurance, duty, inspection or assay; whatever else landed them is other.
CREATE TABLE landed_closing (
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  kind TEXT NOT NULL,
  month TEXT NOT NULL CHECK (month GLOB '[12][0-9][0-9][0-9]-[01][0-9]'),
  amount_e9_cents INTEGER NOT NULL,
  amount_cents INTEGER NOT NULL,
  PRIMARY KEY (mineral_id, kind, month)
) STRICT, WITHOUT ROWID;

INSERT INTO account_closing
  SELECT account_id, mineral_id, month, SUM(mass_e9_mg) OVER so_far, SUM(mass_mg) OVER so_far, SUM(amount_e9_cents) OVER so_far,
         SUM(amount_cents) OVER so_far
  FROM (SELECT account_id, coalesce(mineral_id, 0) AS mineral_id, substr(effective_on, 1, 7) AS month,
               SUM(mass_mg / 1000000000) AS mass_e9_mg, SUM(mass_mg % 1000000000) AS mass_mg,
               SUM(amount_cents / 1000000000) AS amount_e9_cents, SUM(amount_cents % 1000000000) AS amount_cents
        FROM posting JOIN entry USING (entry_id) JOIN account USING (account_id) WHERE by_mineral <> 'no' GROUP BY 1, 2, 3)
  WINDOW so_far AS (PARTITION BY account_id, mineral_id ORDER BY month);

INSERT INTO site_closing
  WITH by_day AS (
    SELECT lot_id, effective_on, SUM(mass_mg) AS whole_mg, SUM(mass_mg / 1000000000) AS mass_e9_mg, SUM(mass_mg % 1000000000) AS mass_mg,
           SUM(amount_cents / 1000000000) AS cost_e9_cents, SUM(amount_cents % 1000000000) AS cost_cents
    FROM posting JOIN entry USING (entry_id) WHERE lot_id IS NOT NULL GROUP BY lot_id, effective_on),
  held AS (SELECT *, SUM(whole_mg) OVER (PARTITION BY lot_id ORDER BY effective_on) > 0 AS is_open FROM by_day),
  change AS (
    SELECT lot_id, effective_on, is_open - lag(is_open, 1, 0) OVER (PARTITION BY lot_id ORDER BY effective_on) AS lots, mass_e9_mg, mass_mg,
           cost_e9_cents, cost_cents, 0 AS sold_e9_mg, 0 AS sold_mg
    FROM held
    UNION ALL
    SELECT lot_id, effective_on, 0, 0, 0, 0, 0, change_mg / 1000000000, change_mg % 1000000000 FROM sale_change),
  by_month AS (
    SELECT mineral_id, site_id, substr(effective_on, 1, 7) AS month, SUM(lots) AS lots, SUM(mass_e9_mg) AS mass_e9_mg, SUM(mass_mg) AS mass_mg,
           SUM(cost_e9_cents) AS cost_e9_cents, SUM(cost_cents) AS cost_cents, SUM(sold_e9_mg) AS sold_e9_mg, SUM(sold_mg) AS sold_mg
    FROM change JOIN lot USING (lot_id) GROUP BY 1, 2, 3)
  SELECT mineral_id, site_id, month, SUM(lots) OVER so_far, SUM(mass_e9_mg) OVER so_far, SUM(mass_mg) OVER so_far,
         SUM(cost_e9_cents) OVER so_far, SUM(cost_cents) OVER so_far, SUM(sold_e9_mg) OVER so_far, SUM(sold_mg) OVER so_far
  FROM by_month WINDOW so_far AS (PARTITION BY mineral_id, site_id ORDER BY month);

INSERT INTO landed_closing
  WITH change AS (
    SELECT mineral_id, what, entry.effective_on, landed_cost.amount_cents
    FROM landed_cost JOIN purchase ON purchase.entry_id = landed_cost.entry_id JOIN entry ON entry.entry_id = landed_cost.entry_id
    UNION ALL
    SELECT mineral_id, what, reversal.effective_on, -landed_cost.amount_cents
    FROM landed_cost JOIN purchase ON purchase.entry_id = landed_cost.entry_id JOIN reversal ON reversed_entry_id = landed_cost.entry_id),
  by_month AS (
    SELECT mineral_id, iif(lower(what) IN ('freight', 'insurance', 'duty', 'inspection', 'assay'), lower(what), 'other') AS kind,
           substr(effective_on, 1, 7) AS month, SUM(amount_cents / 1000000000) AS amount_e9_cents, SUM(amount_cents % 1000000000) AS amount_cents
    FROM change GROUP BY 1, 2, 3)
  SELECT mineral_id, kind, month, SUM(amount_e9_cents) OVER so_far, SUM(amount_cents) OVER so_far
  FROM by_month WINDOW so_far AS (PARTITION BY mineral_id, kind ORDER BY month);
