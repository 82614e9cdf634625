-- The book, schema 1. The law of the book: what stands here holds whoever writes to the file.
--
-- Every table is one of two things, and table_role says which:
--   record   append-only; covered by the hash of the entry it belongs to; never updated, never deleted
--   derived  kept for speed; can be rebuilt from the records; `pvault audit verify` compares
--
-- Every record table but entry and seal has entry_id and line; the pair names a row for ever. Amounts are integers in the unit that ends their
-- column's name: _mg milligrams, _cents US cents, _ppb parts per billion. Dates end in _on, moments in _at (UTC).
-- Invariant numbers are those of docs/ARCHITECTURE.md.

CREATE TABLE schema_migration (
  version INTEGER PRIMARY KEY CHECK (version > 0),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;

CREATE TABLE table_role (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('record', 'derived', 'fixed')),
  what TEXT NOT NULL
) STRICT;

INSERT INTO table_role VALUES
  ('schema_migration', 'fixed', 'which numbered migrations made this schema'),
  ('table_role', 'fixed', 'this table'),
  ('entry_kind', 'fixed', 'the kinds of entry'),
  ('account', 'fixed', 'the chart of accounts'),
  ('entry_kind_account', 'fixed', 'the accounts that an entry of each kind may post to'),
  ('entry', 'record', 'the journal: one row per entry, in order and without gaps'),
  ('seal', 'record', 'the hash of each entry and of the one before it; an entry without it cannot be committed'),
  ('posting', 'record', 'debits (+) and credits (-) in money, and in the mass of a mineral'),
  ('book', 'record', 'the name of the book; the first entry'),
  ('mineral', 'record', 'minerals and groups of minerals'),
  ('content_factor', 'record', 'how much of the basis a material contains, for quotes and assays'),
  ('import_reliance', 'record', 'published net import reliance'),
  ('supply_share', 'record', 'published shares of imports by country'),
  ('site', 'record', 'storage sites'),
  ('party', 'record', 'suppliers, participants, lenders, warehouses, carriers and others'),
  ('facility', 'record', 'loan facilities'),
  ('facility_terms', 'record', 'the whole terms of a facility, from the date of their entry on'),
  ('exposure_fee', 'record', 'components of a facility''s exposure fee'),
  ('price', 'record', 'published or quoted prices, as published and on the mineral''s basis'),
  ('demand', 'record', 'yearly demand figures'),
  ('target', 'record', 'days of demand to be covered'),
  ('purchase', 'record', 'purchases: supplier, price as agreed, cost of the metal'),
  ('landed_cost', 'record', 'freight, insurance, duty and other costs capitalised into a purchase'),
  ('lot', 'record', 'lots: what was received of one mineral at one site, as entered and as contained'),
  ('release', 'record', 'releases: kind, authority, recipient, price; the lots drawn are its postings'),
  ('drawdown', 'record', 'drawdowns on a facility'),
  ('draw_use', 'record', 'which purchase a drawdown financed, and with how much'),
  ('payment', 'record', 'cash paid to a supplier or received from a customer'),
  ('reversal', 'record', 'which entry a reversal undoes, and why'),
  ('lot_balance', 'derived', 'mass and cost left in each lot, over all entries'),
  ('account_balance', 'derived', 'balance of each account and dimension, over all entries');

CREATE TABLE entry_kind (
  kind TEXT PRIMARY KEY
) STRICT;
INSERT INTO entry_kind VALUES ('book'), ('mineral'), ('site'), ('party'), ('facility'), ('price'), ('demand'), ('target'),
  ('purchase'), ('release'), ('drawdown'), ('payment'), ('reversal');

-- The chart of accounts. money: takes part in the balance of money; memo: counts money off the balance sheet and balances on its own;
-- mass: counts mass. by_*: the dimension a posting to it must name ('may' where it can be unknown).
CREATE TABLE account (
  account_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  counts_money TEXT NOT NULL CHECK (counts_money IN ('yes', 'memo', 'no')),
  counts_mass TEXT NOT NULL CHECK (counts_mass IN ('yes', 'no')),
  by_mineral TEXT NOT NULL CHECK (by_mineral IN ('yes', 'may', 'no')),
  by_lot TEXT NOT NULL CHECK (by_lot IN ('yes', 'no')),
  by_party TEXT NOT NULL CHECK (by_party IN ('yes', 'may', 'no')),
  by_facility TEXT NOT NULL CHECK (by_facility IN ('yes', 'no')),
  what TEXT NOT NULL
) STRICT;
INSERT INTO account VALUES
  ( 1, 'cash',                   'yes',  'no',  'no',  'no',  'no',  'no',  'money at hand'),
  ( 2, 'inventory',              'yes',  'yes', 'yes', 'yes', 'no',  'no',  'what lies in the vault, at landed cost, lot by lot'),
  ( 3, 'receivable',             'yes',  'no',  'no',  'no',  'yes', 'no',  'owed to the vault by a customer'),
  ( 4, 'payable',                'yes',  'no',  'no',  'no',  'yes', 'no',  'owed by the vault to a supplier'),
  ( 5, 'loan_principal',         'yes',  'no',  'no',  'no',  'no',  'yes', 'owed to a lender: drawn and not repaid'),
  ( 6, 'sales',                  'yes',  'no',  'yes', 'no',  'no',  'no',  'proceeds of releases'),
  ( 7, 'cost_of_releases',       'yes',  'no',  'yes', 'no',  'no',  'no',  'cost of what was released'),
  ( 8, 'loss_and_shrinkage',     'yes',  'no',  'yes', 'no',  'no',  'no',  'cost of what was lost'),
  (20, 'received_from',          'no',   'yes', 'yes', 'no',  'yes', 'no',  'mass that came from a supplier'),
  (21, 'released_to',            'no',   'yes', 'yes', 'no',  'may', 'no',  'mass that went to a recipient'),
  (22, 'lost',                   'no',   'yes', 'yes', 'no',  'no',  'no',  'mass that was lost'),
  (30, 'commitment_granted',     'memo', 'no',  'no',  'no',  'no',  'yes', 'what a lender committed'),
  (31, 'commitment_undisbursed', 'memo', 'no',  'no',  'no',  'no',  'yes', 'what may still be drawn'),
  (32, 'commitment_disbursed',   'memo', 'no',  'no',  'no',  'no',  'yes', 'what was drawn');

-- A kind that is not here posts nothing. A reversal posts what the entry it undoes posted.
CREATE TABLE entry_kind_account (
  kind TEXT NOT NULL REFERENCES entry_kind (kind),
  account_id INTEGER NOT NULL REFERENCES account (account_id),
  PRIMARY KEY (kind, account_id)
) STRICT, WITHOUT ROWID;
INSERT INTO entry_kind_account VALUES
  ('facility', 30), ('facility', 31),
  ('drawdown', 1), ('drawdown', 5), ('drawdown', 31), ('drawdown', 32),
  ('purchase', 2), ('purchase', 4), ('purchase', 20),
  ('release', 1), ('release', 2), ('release', 3), ('release', 6), ('release', 7), ('release', 8), ('release', 21), ('release', 22),
  ('payment', 1), ('payment', 3), ('payment', 4);

-- ---------------------------------------------------------------------------------------------------------------------
-- The journal.

CREATE TABLE entry (
  entry_id INTEGER PRIMARY KEY CHECK (entry_id > 0) REFERENCES seal (entry_id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL REFERENCES entry_kind (kind),
  effective_on TEXT NOT NULL CHECK (effective_on IS date(effective_on, '+0 days') AND effective_on BETWEEN '1900-01-01' AND '2199-12-31'),
  recorded_at TEXT NOT NULL CHECK (recorded_at IS strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at, '+0 days')),
  recorded_by TEXT NOT NULL CHECK (recorded_by <> ''),
  request_id TEXT CHECK (request_id <> ''),
  request_fingerprint TEXT CHECK (length(request_fingerprint) = 64),
  reference TEXT CHECK (reference <> ''),
  memo TEXT CHECK (memo <> ''),
  CHECK ((request_id IS NULL) = (request_fingerprint IS NULL))
) STRICT;
-- Reports as of a date read the entries after it.
CREATE INDEX entry_by_effective_on ON entry (effective_on);
-- A repeated request finds the entry it made.
CREATE UNIQUE INDEX entry_by_request_id ON entry (request_id) WHERE request_id IS NOT NULL;

-- entry.entry_id refers here by a deferred foreign key, so an entry that was never checked and sealed cannot be committed.
CREATE TABLE seal (
  entry_id INTEGER PRIMARY KEY REFERENCES entry (entry_id),
  previous_hash TEXT NOT NULL CHECK (length(previous_hash) = 64 AND previous_hash NOT GLOB '*[^0-9a-f]*'),
  hash TEXT NOT NULL CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*')
) STRICT;

CREATE TABLE posting (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  account_id INTEGER NOT NULL REFERENCES account (account_id),
  mineral_id INTEGER REFERENCES mineral (mineral_id),
  lot_id INTEGER REFERENCES lot (lot_id),
  party_id INTEGER REFERENCES party (party_id),
  facility_id INTEGER REFERENCES facility (facility_id),
  mass_mg INTEGER NOT NULL,
  amount_cents INTEGER NOT NULL,
  PRIMARY KEY (entry_id, line),
  CHECK (mass_mg <> 0 OR amount_cents <> 0)
) STRICT, WITHOUT ROWID;
-- What happened to a lot: the seal's check, reversals, the lots report.
CREATE INDEX posting_by_lot ON posting (lot_id) WHERE lot_id IS NOT NULL;
-- What is open between the vault and a party: payments.
CREATE INDEX posting_by_party ON posting (party_id, account_id) WHERE party_id IS NOT NULL;
-- What was drawn on a facility: the seal's check.
CREATE INDEX posting_by_facility ON posting (facility_id, account_id) WHERE facility_id IS NOT NULL;

-- ---------------------------------------------------------------------------------------------------------------------
-- What entries are about. `line` counts the rows of an entry in each table from 1.

CREATE TABLE book (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  name TEXT NOT NULL CHECK (name <> ''),
  currency TEXT NOT NULL CHECK (currency = 'USD'),
  PRIMARY KEY (entry_id, line),
  CHECK (entry_id = 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE mineral (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  mineral_id INTEGER PRIMARY KEY CHECK (mineral_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (code <> ''),
  name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
  symbol TEXT,
  is_group INTEGER NOT NULL CHECK (is_group IN (0, 1)),
  member_of INTEGER REFERENCES mineral (mineral_id) CHECK (member_of <> mineral_id),
  category TEXT NOT NULL,
  usgs_chapter TEXT,
  added_in_2025 INTEGER NOT NULL CHECK (added_in_2025 IN (0, 1)),
  basis TEXT NOT NULL CHECK (basis <> ''),
  basis_component TEXT NOT NULL CHECK (basis_component <> ''),
  note TEXT,
  UNIQUE (entry_id, line)
) STRICT;

CREATE TABLE content_factor (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  material TEXT NOT NULL COLLATE NOCASE CHECK (material <> ''),
  factor TEXT NOT NULL CHECK (factor GLOB '[0-9]*'),
  source TEXT NOT NULL CHECK (source <> ''),
  PRIMARY KEY (entry_id, line),
  UNIQUE (mineral_id, material)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_reliance (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
  percent TEXT,
  qualifier TEXT CHECK (qualifier IN ('>', '<', 'E', 'NA')),
  basis TEXT,
  PRIMARY KEY (entry_id, line),
  CHECK (percent IS NOT NULL OR qualifier IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE supply_share (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  country TEXT NOT NULL CHECK (country <> ''),
  percent TEXT NOT NULL CHECK (percent <> ''),
  qualifier TEXT CHECK (qualifier IN ('>', '<')),
  basis TEXT,
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE site (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  site_id INTEGER PRIMARY KEY CHECK (site_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (code <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  country TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
  UNIQUE (entry_id, line)
) STRICT;

CREATE TABLE party (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  party_id INTEGER PRIMARY KEY CHECK (party_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (code <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  role TEXT NOT NULL CHECK (role IN ('supplier', 'participant', 'lender', 'warehouse', 'carrier', 'other')),
  related INTEGER NOT NULL CHECK (related IN (0, 1)),
  UNIQUE (entry_id, line)
) STRICT;

CREATE TABLE facility (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  facility_id INTEGER PRIMARY KEY CHECK (facility_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (code <> ''),
  lender_id INTEGER NOT NULL REFERENCES party (party_id),
  UNIQUE (entry_id, line)
) STRICT;

-- The first row of a facility belongs to the entry that made it; an amendment brings the whole terms anew, from its date on.
CREATE TABLE facility_terms (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  effective_on TEXT NOT NULL,
  commitment_cents INTEGER NOT NULL CHECK (commitment_cents > 0),
  rate_ppb INTEGER CHECK (rate_ppb >= 0),
  index_name TEXT COLLATE NOCASE CHECK (index_name <> ''),
  margin_ppb INTEGER CHECK (margin_ppb >= 0),
  day_count TEXT NOT NULL CHECK (day_count IN ('30/360', '30e/360', 'act/360', 'act/365f', 'act/act-isda')),
  available_from_on TEXT NOT NULL CHECK (available_from_on IS date(available_from_on, '+0 days') AND available_from_on >= '1900-01-01'),
  available_until_on TEXT NOT NULL CHECK (available_until_on IS date(available_until_on, '+0 days')),
  matures_on TEXT NOT NULL CHECK (matures_on IS date(matures_on, '+0 days') AND matures_on <= '2199-12-31'),
  payments TEXT NOT NULL CHECK (payments IN ('monthly', 'quarterly', 'semiannual', 'annual') OR payments GLOB '[01][0-9]-[0-3][0-9]*'),
  first_payment_on TEXT CHECK (first_payment_on IS NULL OR first_payment_on IS date(first_payment_on, '+0 days')),
  business_days TEXT NOT NULL CHECK (business_days IN ('none', 'following', 'modified-following')),
  capitalise_until_on TEXT CHECK (capitalise_until_on IS NULL OR capitalise_until_on IS date(capitalise_until_on, '+0 days')),
  commitment_fee_ppb INTEGER CHECK (commitment_fee_ppb >= 0),
  commitment_fee_from_on TEXT CHECK (commitment_fee_from_on IS NULL OR commitment_fee_from_on IS date(commitment_fee_from_on, '+0 days')),
  commitment_fee_day_count TEXT CHECK (commitment_fee_day_count IN ('30/360', '30e/360', 'act/360', 'act/365f', 'act/act-isda')),
  repayment TEXT NOT NULL CHECK (repayment IN ('equal', 'bullet', 'annuity', 'custom')),
  first_repayment_on TEXT CHECK (first_repayment_on IS NULL OR first_repayment_on IS date(first_repayment_on, '+0 days')),
  prepayment TEXT NOT NULL CHECK (prepayment IN ('inverse', 'pro-rata', 'next')),
  default_margin_ppb INTEGER CHECK (default_margin_ppb >= 0),
  source TEXT,
  PRIMARY KEY (entry_id, line),
  CHECK ((rate_ppb IS NULL) = (index_name IS NOT NULL)),
  CHECK ((index_name IS NULL) = (margin_ppb IS NULL)),
  CHECK (commitment_fee_ppb IS NOT NULL OR (commitment_fee_from_on IS NULL AND commitment_fee_day_count IS NULL)),
  CHECK (available_from_on <= available_until_on),
  CHECK (available_until_on <= matures_on),
  CHECK (first_payment_on IS NULL OR first_payment_on BETWEEN available_from_on AND matures_on),
  CHECK (first_repayment_on IS NULL OR first_repayment_on BETWEEN available_from_on AND matures_on),
  CHECK (capitalise_until_on IS NULL OR capitalise_until_on BETWEEN available_from_on AND matures_on)
) STRICT, WITHOUT ROWID;
-- The terms of a facility that are in force on a day.
CREATE INDEX facility_terms_by_facility ON facility_terms (facility_id, effective_on, entry_id);

CREATE TABLE exposure_fee (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  percentage_ppb INTEGER NOT NULL CHECK (percentage_ppb > 0),
  due TEXT NOT NULL CHECK (due IN ('closing', 'each-draw', 'completion')),
  settled TEXT NOT NULL CHECK (settled IN ('financed', 'cash')),
  base TEXT NOT NULL CHECK (base IN ('commitment', 'draw', 'disbursed', 'amount')),
  base_cents INTEGER CHECK (base_cents > 0),
  PRIMARY KEY (entry_id, line),
  CHECK ((base = 'amount') = (base_cents IS NOT NULL)),
  CHECK ((base = 'draw') = (due = 'each-draw')),
  CHECK (base <> 'disbursed' OR due = 'completion')
) STRICT, WITHOUT ROWID;

-- A quote keeps its published number, unit and component; cents / per_mg is the same price per milligram of the mineral's basis,
-- exactly. A quote that cannot value the stockpile keeps its reason instead.
CREATE TABLE price (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  effective_on TEXT NOT NULL,
  amount TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (currency IN ('USD', 'USc')),
  unit TEXT NOT NULL,
  component TEXT,
  cents INTEGER CHECK (cents >= 0),
  per_mg INTEGER CHECK (per_mg > 0),
  unusable TEXT CHECK (unusable <> ''),
  published TEXT,
  source TEXT NOT NULL CHECK (source <> ''),
  PRIMARY KEY (entry_id, line),
  CHECK ((cents IS NULL) = (per_mg IS NULL)),
  CHECK ((cents IS NULL) = (unusable IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- The latest price of a mineral on a date.
CREATE INDEX price_by_mineral ON price (mineral_id, effective_on, entry_id);

CREATE TABLE demand (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  effective_on TEXT NOT NULL,
  year INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2199),
  basis TEXT NOT NULL CHECK (basis IN ('apparent-consumption', 'reported-consumption', 'estimated-consumption', 'consumption-proxy')),
  bound TEXT CHECK (bound = '<'),
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  entered TEXT NOT NULL CHECK (entered <> ''),
  quality TEXT,
  published TEXT,
  source TEXT NOT NULL CHECK (source <> ''),
  PRIMARY KEY (entry_id, line),
  CHECK (effective_on = printf('%04d-01-01', year))
) STRICT, WITHOUT ROWID;
-- The latest demand figure of a mineral on a date.
CREATE INDEX demand_by_mineral ON demand (mineral_id, effective_on, entry_id);

CREATE TABLE target (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  effective_on TEXT NOT NULL,
  days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 36500),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, mineral_id)
) STRICT, WITHOUT ROWID;
-- The target of a mineral on a date.
CREATE INDEX target_by_mineral ON target (mineral_id, effective_on, entry_id);

CREATE TABLE purchase (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  supplier_id INTEGER NOT NULL REFERENCES party (party_id),
  price_entered TEXT,
  metal_cents INTEGER NOT NULL CHECK (metal_cents >= 0)
) STRICT;

CREATE TABLE landed_cost (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  what TEXT NOT NULL CHECK (what <> ''),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;

-- contained = net × (1 − moisture) × assay × content factor; each as it was entered, and received_mg what they come to.
CREATE TABLE lot (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  lot_id INTEGER PRIMARY KEY CHECK (lot_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (code GLOB '*[^0-9]*' AND code NOT GLOB '*=*'),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  site_id INTEGER NOT NULL REFERENCES site (site_id),
  supplier_id INTEGER NOT NULL REFERENCES party (party_id),
  received_on TEXT NOT NULL,
  mass_entered TEXT NOT NULL,
  moisture_entered TEXT,
  assay_entered TEXT,
  content_factor TEXT,
  received_mg INTEGER NOT NULL CHECK (received_mg > 0),
  UNIQUE (entry_id, line)
) STRICT;

CREATE TABLE release (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  kind TEXT NOT NULL CHECK (kind IN ('sale', 'emergency', 'sample', 'loss')),
  authority TEXT NOT NULL CHECK (trim(authority) <> ''),
  recipient_id INTEGER REFERENCES party (party_id),
  mass_entered TEXT NOT NULL,
  price_entered TEXT,
  mass_mg INTEGER NOT NULL CHECK (mass_mg > 0),
  proceeds_cents INTEGER NOT NULL CHECK (proceeds_cents >= 0),
  lots_named INTEGER NOT NULL CHECK (lots_named IN (0, 1)),
  CHECK (kind <> 'sale' OR price_entered IS NOT NULL),
  CHECK (kind NOT IN ('sample', 'loss') OR price_entered IS NULL),
  CHECK (price_entered IS NOT NULL OR proceeds_cents = 0)
) STRICT;

CREATE TABLE drawdown (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  facility_id INTEGER NOT NULL REFERENCES facility (facility_id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  financed_fee_cents INTEGER NOT NULL CHECK (financed_fee_cents >= 0),
  cash_fee_cents INTEGER NOT NULL CHECK (cash_fee_cents >= 0)
) STRICT;
-- What was drawn on a facility: each-draw fees are a part of all draws so far.
CREATE INDEX drawdown_by_facility ON drawdown (facility_id);

CREATE TABLE draw_use (
  entry_id INTEGER NOT NULL REFERENCES drawdown (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  purchase_entry_id INTEGER NOT NULL REFERENCES purchase (entry_id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, purchase_entry_id)
) STRICT, WITHOUT ROWID;
-- How much of a purchase is financed already.
CREATE INDEX draw_use_by_purchase ON draw_use (purchase_entry_id);

CREATE TABLE payment (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  direction TEXT NOT NULL CHECK (direction IN ('to-supplier', 'from-customer', 'from-supplier')),
  party_id INTEGER NOT NULL REFERENCES party (party_id),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0)
) STRICT;

CREATE TABLE reversal (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  reversed_entry_id INTEGER NOT NULL UNIQUE REFERENCES entry (entry_id),
  effective_on TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (trim(reason) <> ''),
  CHECK (reversed_entry_id < entry_id)
) STRICT;

-- ---------------------------------------------------------------------------------------------------------------------
-- Derived: over all entries, whatever their date. Reports take from them what their as-of and known-at have not seen.

CREATE TABLE lot_balance (
  lot_id INTEGER PRIMARY KEY REFERENCES lot (lot_id),
  mineral_id INTEGER NOT NULL REFERENCES mineral (mineral_id),
  received_on TEXT NOT NULL,
  drawable_from_on TEXT NOT NULL,
  mass_mg INTEGER NOT NULL CHECK (mass_mg >= 0),
  cost_cents INTEGER NOT NULL CHECK (cost_cents >= 0),
  CHECK (mass_mg > 0 OR cost_cents = 0)
) STRICT;
-- The lots a release may draw, oldest first.
CREATE INDEX lot_balance_open ON lot_balance (mineral_id, received_on, lot_id) WHERE mass_mg > 0;

-- 0 stands for "no such dimension", so that the key is one row per balance.
CREATE TABLE account_balance (
  account_id INTEGER NOT NULL REFERENCES account (account_id),
  mineral_id INTEGER NOT NULL,
  party_id INTEGER NOT NULL,
  facility_id INTEGER NOT NULL,
  mass_mg INTEGER NOT NULL,
  amount_cents INTEGER NOT NULL,
  PRIMARY KEY (account_id, mineral_id, party_id, facility_id)
) STRICT, WITHOUT ROWID;


-- ---------------------------------------------------------------------------------------------------------------------
-- Append only (invariant 2). A row goes in only while its entry is the newest one and not yet sealed, and only into an entry of
-- the kind it is for; no row of a record is ever updated or deleted.
--
-- INSERT OR REPLACE would delete the row it replaces without asking a trigger on DELETE (unless recursive_triggers is on). So
-- nothing may stand in the way of a new row: its id, its name and whatever else is unique are free, which the triggers on INSERT
-- see to; and a record whose key begins with entry_id has no hidden number (WITHOUT ROWID) by which it could be replaced.

CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER book_no_update BEFORE UPDATE ON book BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER book_no_delete BEFORE DELETE ON book BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER content_factor_no_update BEFORE UPDATE ON content_factor BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER content_factor_no_delete BEFORE DELETE ON content_factor BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER demand_no_update BEFORE UPDATE ON demand BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER demand_no_delete BEFORE DELETE ON demand BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER draw_use_no_update BEFORE UPDATE ON draw_use BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER draw_use_no_delete BEFORE DELETE ON draw_use BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER drawdown_no_update BEFORE UPDATE ON drawdown BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER drawdown_no_delete BEFORE DELETE ON drawdown BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER exposure_fee_no_update BEFORE UPDATE ON exposure_fee BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER exposure_fee_no_delete BEFORE DELETE ON exposure_fee BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER facility_no_update BEFORE UPDATE ON facility BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER facility_no_delete BEFORE DELETE ON facility BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER facility_terms_no_update BEFORE UPDATE ON facility_terms BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER facility_terms_no_delete BEFORE DELETE ON facility_terms BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER import_reliance_no_update BEFORE UPDATE ON import_reliance BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER import_reliance_no_delete BEFORE DELETE ON import_reliance BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER landed_cost_no_update BEFORE UPDATE ON landed_cost BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER landed_cost_no_delete BEFORE DELETE ON landed_cost BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER lot_no_update BEFORE UPDATE ON lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER lot_no_delete BEFORE DELETE ON lot BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER mineral_no_update BEFORE UPDATE ON mineral BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER mineral_no_delete BEFORE DELETE ON mineral BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER party_no_update BEFORE UPDATE ON party BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER party_no_delete BEFORE DELETE ON party BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER price_no_update BEFORE UPDATE ON price BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER price_no_delete BEFORE DELETE ON price BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER purchase_no_update BEFORE UPDATE ON purchase BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER purchase_no_delete BEFORE DELETE ON purchase BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER release_no_update BEFORE UPDATE ON release BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER release_no_delete BEFORE DELETE ON release BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER reversal_no_update BEFORE UPDATE ON reversal BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER reversal_no_delete BEFORE DELETE ON reversal BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER site_no_update BEFORE UPDATE ON site BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER site_no_delete BEFORE DELETE ON site BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER supply_share_no_update BEFORE UPDATE ON supply_share BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER supply_share_no_delete BEFORE DELETE ON supply_share BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER target_no_update BEFORE UPDATE ON target BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER target_no_delete BEFORE DELETE ON target BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER seal_no_delete BEFORE DELETE ON seal BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_no_update BEFORE UPDATE ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_no_delete BEFORE DELETE ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER account_no_update BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER account_no_delete BEFORE DELETE ON account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_update BEFORE UPDATE ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_delete BEFORE DELETE ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_update BEFORE UPDATE ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_delete BEFORE DELETE ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER schema_migration_no_update BEFORE UPDATE ON schema_migration BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER schema_migration_no_delete BEFORE DELETE ON schema_migration BEGIN SELECT RAISE(ABORT, 'append_only'); END;
-- A later migration that adds to a fixed table drops its trigger first and makes it anew.
CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER account_no_insert BEFORE INSERT ON account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER entry_kind_account_no_insert BEFORE INSERT ON entry_kind_account BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER schema_migration_in_order BEFORE INSERT ON schema_migration BEGIN
  SELECT RAISE(ABORT, 'append_only') WHERE NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM schema_migration);
END;
CREATE TRIGGER book_in_open_entry BEFORE INSERT ON book BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'book';
END;
CREATE TRIGGER content_factor_in_open_entry BEFORE INSERT ON content_factor BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'mineral';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM content_factor WHERE mineral_id = NEW.mineral_id AND material = NEW.material);
END;
CREATE TRIGGER demand_in_open_entry BEFORE INSERT ON demand BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'demand';
END;
CREATE TRIGGER draw_use_in_open_entry BEFORE INSERT ON draw_use BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'drawdown';
  SELECT RAISE(ABORT, 'use_not_a_purchase') WHERE NOT EXISTS (SELECT 1 FROM purchase WHERE entry_id = NEW.purchase_entry_id);
END;
CREATE TRIGGER drawdown_in_open_entry BEFORE INSERT ON drawdown BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'drawdown';
END;
CREATE TRIGGER exposure_fee_in_open_entry BEFORE INSERT ON exposure_fee BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'facility';
END;
CREATE TRIGGER facility_in_open_entry BEFORE INSERT ON facility BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'facility';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM facility WHERE facility_id = NEW.facility_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM facility WHERE code = NEW.code);
  SELECT RAISE(ABORT, 'party_role_wrong') WHERE (SELECT role FROM party WHERE party_id = NEW.lender_id) IS NOT 'lender';
END;
CREATE TRIGGER facility_terms_in_open_entry BEFORE INSERT ON facility_terms BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) NOT IN ('facility', 'amendment');
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER import_reliance_in_open_entry BEFORE INSERT ON import_reliance BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'mineral';
END;
CREATE TRIGGER landed_cost_in_open_entry BEFORE INSERT ON landed_cost BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'purchase';
END;
CREATE TRIGGER lot_in_open_entry BEFORE INSERT ON lot BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'purchase';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM lot WHERE lot_id = NEW.lot_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM lot WHERE code = NEW.code);
  SELECT RAISE(ABORT, 'party_role_wrong') WHERE (SELECT role FROM party WHERE party_id = NEW.supplier_id) IS NOT 'supplier'
      OR EXISTS (SELECT 1 FROM reversal JOIN party ON party.entry_id = reversed_entry_id WHERE party_id = NEW.supplier_id);
  SELECT RAISE(ABORT, 'site_unknown')
    WHERE EXISTS (SELECT 1 FROM reversal JOIN site ON site.entry_id = reversed_entry_id WHERE site_id = NEW.site_id);
END;
CREATE TRIGGER mineral_in_open_entry BEFORE INSERT ON mineral BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'mineral';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM mineral WHERE mineral_id = NEW.mineral_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM mineral WHERE code = NEW.code OR name = NEW.name);
END;
CREATE TRIGGER party_in_open_entry BEFORE INSERT ON party BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'party';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM party WHERE party_id = NEW.party_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM party WHERE code = NEW.code);
END;
CREATE TRIGGER payment_in_open_entry BEFORE INSERT ON payment BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'payment';
END;
CREATE TRIGGER posting_in_open_entry BEFORE INSERT ON posting BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER price_in_open_entry BEFORE INSERT ON price BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'price';
END;
CREATE TRIGGER purchase_in_open_entry BEFORE INSERT ON purchase BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'purchase';
END;
CREATE TRIGGER release_in_open_entry BEFORE INSERT ON release BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'release';
END;
CREATE TRIGGER reversal_in_open_entry BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'reversal';
  SELECT RAISE(ABORT, 'reversed_already') WHERE EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = NEW.reversed_entry_id);
END;
CREATE TRIGGER site_in_open_entry BEFORE INSERT ON site BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'site';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM site WHERE site_id = NEW.site_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM site WHERE code = NEW.code);
END;
CREATE TRIGGER supply_share_in_open_entry BEFORE INSERT ON supply_share BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'mineral';
END;
CREATE TRIGGER target_in_open_entry BEFORE INSERT ON target BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'target';
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- The journal keeps its order: numbers without gaps, time that never runs back, and nothing after an unsealed entry.

CREATE TRIGGER entry_in_order BEFORE INSERT ON entry BEGIN
  SELECT RAISE(ABORT, 'entry_out_of_sequence') WHERE NEW.entry_id IS NOT (SELECT coalesce(max(entry_id), 0) + 1 FROM entry);
  SELECT RAISE(ABORT, 'entry_before_unsealed')
    WHERE NEW.entry_id > 1 AND NOT EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id - 1);
  SELECT RAISE(ABORT, 'recorded_at_runs_back')
    WHERE NEW.recorded_at < (SELECT recorded_at FROM entry WHERE entry_id = NEW.entry_id - 1);
  SELECT RAISE(ABORT, 'book_not_first') WHERE (NEW.kind = 'book') <> (NEW.entry_id = 1);
  SELECT RAISE(ABORT, 'request_id_reused') WHERE EXISTS (SELECT 1 FROM entry WHERE request_id = NEW.request_id);
END;

-- The same dates stand in the entry and in the rows that are searched by date.
CREATE TRIGGER price_dated_as_entry BEFORE INSERT ON price BEGIN
  SELECT RAISE(ABORT, 'mineral_is_group') WHERE (SELECT is_group FROM mineral WHERE mineral_id = NEW.mineral_id) IS NOT 0;
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER demand_dated_as_entry BEFORE INSERT ON demand BEGIN
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER target_dated_as_entry BEFORE INSERT ON target BEGIN
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER reversal_dated_as_entry BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'reversal_before_entry')
    WHERE NEW.effective_on < (SELECT effective_on FROM entry WHERE entry_id = NEW.reversed_entry_id);
  SELECT RAISE(ABORT, 'reversal_not_possible')
    WHERE coalesce((SELECT kind FROM entry WHERE entry_id = NEW.reversed_entry_id), 'book') IN ('book', 'mineral', 'reversal');
END;
CREATE TRIGGER lot_dated_as_entry BEFORE INSERT ON lot BEGIN
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.received_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'mineral_is_group') WHERE (SELECT is_group FROM mineral WHERE mineral_id = NEW.mineral_id) IS NOT 0;
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing checks the whole entry. Each rule is one statement; its word is the refusal's word where an operator can meet it.

CREATE TRIGGER seal_in_order BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'sealed_already') WHERE EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry);
  SELECT RAISE(ABORT, 'chain_broken') WHERE NEW.previous_hash IS NOT
    coalesce((SELECT hash FROM seal WHERE entry_id = NEW.entry_id - 1), '0000000000000000000000000000000000000000000000000000000000000000');
END;

-- An entry of each kind has its row.
CREATE TRIGGER seal_complete BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'book' THEN EXISTS (SELECT 1 FROM book WHERE entry_id = NEW.entry_id)
    WHEN 'mineral' THEN EXISTS (SELECT 1 FROM mineral WHERE entry_id = NEW.entry_id)
    WHEN 'site' THEN EXISTS (SELECT 1 FROM site WHERE entry_id = NEW.entry_id)
    WHEN 'party' THEN EXISTS (SELECT 1 FROM party WHERE entry_id = NEW.entry_id)
    WHEN 'facility' THEN EXISTS (SELECT 1 FROM facility JOIN facility_terms USING (entry_id, facility_id) WHERE entry_id = NEW.entry_id)
    WHEN 'price' THEN EXISTS (SELECT 1 FROM price WHERE entry_id = NEW.entry_id)
    WHEN 'demand' THEN EXISTS (SELECT 1 FROM demand WHERE entry_id = NEW.entry_id)
    WHEN 'target' THEN EXISTS (SELECT 1 FROM target WHERE entry_id = NEW.entry_id)
    WHEN 'purchase' THEN EXISTS (SELECT 1 FROM purchase JOIN lot USING (entry_id) WHERE entry_id = NEW.entry_id)
    WHEN 'release' THEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id)
    WHEN 'drawdown' THEN EXISTS (SELECT 1 FROM drawdown WHERE entry_id = NEW.entry_id)
    WHEN 'payment' THEN EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id)
    WHEN 'reversal' THEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id)
    ELSE 1 END; -- a migration that adds a kind brings the check of it
END;

-- Invariant 1: postings balance in money, in the memoranda of each facility, and in the mass of each mineral; each names what its
-- account asks for.
CREATE TRIGGER seal_balanced BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'money_unbalanced') FROM posting JOIN account USING (account_id)
    WHERE entry_id = NEW.entry_id GROUP BY counts_money, iif(counts_money = 'memo', facility_id, NULL) HAVING SUM(amount_cents) <> 0;
  SELECT RAISE(ABORT, 'mass_unbalanced') FROM posting
    WHERE entry_id = NEW.entry_id GROUP BY mineral_id HAVING SUM(mass_mg) <> 0;
  SELECT RAISE(ABORT, 'posting_ill_formed') FROM posting JOIN account USING (account_id) WHERE entry_id = NEW.entry_id AND (
    (counts_money = 'no' AND amount_cents <> 0) OR (counts_mass = 'no' AND mass_mg <> 0)
    OR (by_mineral = 'yes' AND mineral_id IS NULL) OR (by_mineral = 'no' AND mineral_id IS NOT NULL) OR (by_lot = 'yes') <> (lot_id IS NOT NULL)
    OR (by_party = 'yes' AND party_id IS NULL) OR (by_party = 'no' AND party_id IS NOT NULL)
    OR (by_facility = 'yes') <> (facility_id IS NOT NULL));
  SELECT RAISE(ABORT, 'posting_ill_formed') FROM posting JOIN entry USING (entry_id)
    WHERE entry_id = NEW.entry_id AND kind <> 'reversal'
      AND NOT EXISTS (SELECT 1 FROM entry_kind_account AS may WHERE may.kind = entry.kind AND may.account_id = posting.account_id);
  SELECT RAISE(ABORT, 'lot_of_other_mineral') FROM posting JOIN lot USING (lot_id)
    WHERE posting.entry_id = NEW.entry_id AND posting.mineral_id <> lot.mineral_id;
END;

-- Invariant 3: on no date does a lot hold less than nothing; a lot with no mass left carries no cost.
CREATE TRIGGER seal_lots BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND lot_id IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, 'lot_mass_insufficient') FROM (
    SELECT SUM(mass_mg) OVER by_date AS mass_mg, SUM(amount_cents) OVER by_date AS cost_cents FROM (
      SELECT lot_id, effective_on, SUM(mass_mg) AS mass_mg, SUM(amount_cents) AS amount_cents
      FROM posting JOIN entry USING (entry_id)
      WHERE lot_id IN (SELECT lot_id FROM posting WHERE entry_id = NEW.entry_id AND lot_id IS NOT NULL)
      GROUP BY lot_id, effective_on)
    WINDOW by_date AS (PARTITION BY lot_id ORDER BY effective_on))
  WHERE mass_mg < 0 OR cost_cents < 0 OR (mass_mg = 0 AND cost_cents <> 0);
END;

-- Invariant 4: on no date is more drawn on a facility than was committed, or outside its dates.
CREATE TRIGGER seal_facilities BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND facility_id IS NOT NULL) BEGIN
  SELECT RAISE(ABORT, 'above_undisbursed') FROM (
    SELECT SUM(amount_cents) OVER (PARTITION BY facility_id ORDER BY effective_on) AS undisbursed_cents FROM (
      SELECT facility_id, effective_on, SUM(amount_cents) AS amount_cents
      FROM posting JOIN entry USING (entry_id)
      WHERE account_id = 31
        AND facility_id IN (SELECT facility_id FROM posting WHERE entry_id = NEW.entry_id AND facility_id IS NOT NULL)
      GROUP BY facility_id, effective_on))
  WHERE undisbursed_cents < 0;
  SELECT RAISE(ABORT, 'outside_availability')
    FROM entry JOIN drawdown USING (entry_id) JOIN facility_terms USING (facility_id)
    WHERE entry.entry_id = NEW.entry_id AND entry.effective_on NOT BETWEEN available_from_on AND available_until_on
      AND facility_terms.entry_id = (SELECT terms.entry_id FROM facility_terms AS terms
        WHERE terms.facility_id = drawdown.facility_id AND terms.effective_on <= entry.effective_on
        ORDER BY terms.effective_on DESC, terms.entry_id DESC LIMIT 1);
  SELECT RAISE(ABORT, 'facility_not_in_force')
    FROM entry JOIN drawdown USING (entry_id) JOIN facility USING (facility_id) JOIN entry AS signing ON signing.entry_id = facility.entry_id
    WHERE entry.entry_id = NEW.entry_id AND entry.effective_on < signing.effective_on;
END;

-- What the rows of an entry say is what its postings do, and nothing besides.
-- A purchase fills the lots it makes, and no others.
CREATE TRIGGER seal_purchase BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM purchase WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM purchase WHERE entry_id = NEW.entry_id AND (
    metal_cents + (SELECT coalesce(SUM(amount_cents), 0) FROM landed_cost WHERE entry_id = NEW.entry_id)
      <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 2)
    OR EXISTS (SELECT 1 FROM lot WHERE entry_id = NEW.entry_id AND (
      mineral_id <> purchase.mineral_id OR supplier_id <> purchase.supplier_id OR received_mg IS NOT
        (SELECT SUM(mass_mg) FROM posting WHERE posting.entry_id = NEW.entry_id AND posting.lot_id = lot.lot_id)))
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND (
      mineral_id <> purchase.mineral_id OR party_id <> purchase.supplier_id
      OR lot_id NOT IN (SELECT lot_id FROM lot WHERE lot.entry_id = NEW.entry_id))));
END;
-- A release takes mass from lots and gives none; what it takes of their cost is its cost.
CREATE TRIGGER seal_release BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM release WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM release WHERE entry_id = NEW.entry_id AND (
    -mass_mg IS NOT (SELECT SUM(mass_mg) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 2)
    OR -proceeds_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 6)
    OR (SELECT SUM(amount_cents) FROM posting WHERE entry_id = NEW.entry_id AND account_id IN (2, 7, 8)) <> 0
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND (
      mineral_id <> release.mineral_id OR (party_id IS NOT NULL AND party_id IS NOT release.recipient_id)
      OR (account_id = 2 AND (mass_mg >= 0 OR amount_cents > 0))
      OR (release.kind = 'loss' AND account_id IN (7, 21)) OR (release.kind <> 'loss' AND account_id IN (8, 22)))));
END;
CREATE TRIGGER seal_drawdown BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM drawdown WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM drawdown WHERE entry_id = NEW.entry_id AND (
    -(amount_cents + financed_fee_cents) IS NOT (SELECT SUM(amount_cents) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 5)
    OR -(amount_cents + financed_fee_cents) IS NOT (SELECT SUM(amount_cents) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 31)
    OR amount_cents IS NOT (SELECT SUM(amount_cents) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 1)
    OR financed_fee_cents + cash_fee_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 11)
    OR -cash_fee_cents <> (SELECT coalesce(SUM(amount_cents), 0) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 13)
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND facility_id <> drawdown.facility_id));
  SELECT RAISE(ABORT, 'use_above_drawdown') FROM drawdown WHERE entry_id = NEW.entry_id
    AND amount_cents < (SELECT coalesce(SUM(amount_cents), 0) FROM draw_use WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'purchase_already_financed') FROM draw_use AS used WHERE entry_id = NEW.entry_id
    AND (SELECT SUM(amount_cents) FROM draw_use WHERE purchase_entry_id = used.purchase_entry_id
           AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = draw_use.entry_id))
      > (SELECT SUM(amount_cents) FROM posting WHERE entry_id = used.purchase_entry_id AND account_id = 2);
  SELECT RAISE(ABORT, 'use_not_a_purchase') FROM draw_use WHERE entry_id = NEW.entry_id
    AND EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = draw_use.purchase_entry_id);
END;
-- What was paid to a supplier or other, and with a minus what it paid back; either undone turns its sign.
CREATE VIEW paid_to_party AS
  SELECT posting.entry_id, posting.party_id, entry.effective_on, posting.amount_cents FROM posting JOIN entry USING (entry_id)
  WHERE posting.account_id = 4 AND EXISTS (SELECT 1 FROM payment WHERE payment.entry_id =
    coalesce((SELECT reversed_entry_id FROM reversal WHERE reversal.entry_id = posting.entry_id), posting.entry_id));
CREATE TRIGGER seal_payment BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM payment WHERE entry_id = NEW.entry_id AND (
    iif(direction = 'to-supplier', -amount_cents, amount_cents)
      IS NOT (SELECT SUM(amount_cents) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 1)
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND (
      party_id <> payment.party_id OR account_id = iif(direction = 'from-customer', 4, 3))));
  -- Nobody is paid more than was owed, on the day of the payment or any later one.
  SELECT RAISE(ABORT, 'payment_above_payable') FROM (
    SELECT effective_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS balance_cents FROM (
      SELECT effective_on, SUM(amount_cents) AS amount_cents FROM posting JOIN entry USING (entry_id)
      WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND account_id = 4 GROUP BY effective_on))
    WHERE balance_cents > 0 AND effective_on >= (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id)
      AND EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id AND direction = 'to-supplier');
  SELECT RAISE(ABORT, 'payment_above_receivable') FROM (
    SELECT effective_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS balance_cents FROM (
      SELECT effective_on, SUM(amount_cents) AS amount_cents FROM posting JOIN entry USING (entry_id)
      WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND account_id = 3 GROUP BY effective_on))
    WHERE balance_cents < 0 AND effective_on >= (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id)
      AND EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id AND direction = 'from-customer');
  -- Nobody pays back more than was owed to us, on the day of the payment or of any later one back; what is bought in between is owed anew.
  SELECT RAISE(ABORT, 'payment_above_receivable') FROM (
    SELECT effective_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS balance_cents FROM (
      SELECT effective_on, SUM(amount_cents) AS amount_cents FROM posting JOIN entry USING (entry_id)
      WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND account_id = 4 GROUP BY effective_on))
    WHERE balance_cents < 0 AND effective_on >= (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id)
      AND EXISTS (SELECT 1 FROM payment WHERE entry_id = NEW.entry_id AND direction = 'from-supplier')
      AND effective_on IN (SELECT back_entry.effective_on FROM posting CROSS JOIN payment AS back USING (entry_id)
        CROSS JOIN entry AS back_entry USING (entry_id)
        WHERE posting.party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id) AND posting.account_id = 4
          AND back.direction = 'from-supplier' AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = back.entry_id));
  -- Nor more than was paid, on the day of the payment or any later one: a payment may have been undone since.
  SELECT RAISE(ABORT, 'payment_above_receivable') FROM payment AS back JOIN entry USING (entry_id)
    WHERE back.entry_id = NEW.entry_id AND back.direction = 'from-supplier' AND EXISTS (SELECT 1 FROM (
      SELECT effective_on AS paid_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS paid_cents FROM paid_to_party
      WHERE party_id = (SELECT party_id FROM payment WHERE entry_id = NEW.entry_id))
      WHERE paid_cents < 0 AND paid_on >= entry.effective_on);
END;
CREATE TRIGGER seal_facility BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM facility_terms WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'rows_differ_from_postings') FROM facility_terms WHERE entry_id = NEW.entry_id AND (
    (EXISTS (SELECT 1 FROM facility WHERE entry_id = NEW.entry_id)
      AND -commitment_cents IS NOT (SELECT SUM(amount_cents) FROM posting WHERE entry_id = NEW.entry_id AND account_id = 30))
    OR EXISTS (SELECT 1 FROM posting WHERE entry_id = NEW.entry_id AND facility_id <> facility_terms.facility_id)
    OR EXISTS (SELECT 1 FROM exposure_fee WHERE entry_id = NEW.entry_id AND facility_id <> facility_terms.facility_id));
  SELECT RAISE(ABORT, 'facility_terms_inconsistent') FROM facility_terms JOIN entry USING (entry_id)
    WHERE entry.entry_id = NEW.entry_id AND kind = 'facility' AND entry.effective_on > available_until_on;
END;

-- A reversal undoes a whole entry: its postings are the other's, with the signs turned.
CREATE TRIGGER seal_reversal BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'reversal_not_whole') FROM reversal WHERE entry_id = NEW.entry_id AND EXISTS (
    SELECT account_id, mineral_id, lot_id, party_id, facility_id, SUM(mass_mg), SUM(amount_cents) FROM posting
    WHERE entry_id IN (NEW.entry_id, reversal.reversed_entry_id)
    GROUP BY account_id, mineral_id, lot_id, party_id, facility_id HAVING SUM(mass_mg) <> 0 OR SUM(amount_cents) <> 0);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN draw_use ON purchase_entry_id = reversed_entry_id
    WHERE reversal.entry_id = NEW.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = draw_use.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN facility ON facility.entry_id = reversed_entry_id CROSS JOIN drawdown USING (facility_id)
    WHERE reversal.entry_id = NEW.entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = drawdown.entry_id);
  -- A purchase stays while a drawdown finances it: until the day the drawdown was undone.
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN draw_use ON purchase_entry_id = reversal.reversed_entry_id
    JOIN entry AS drawn ON drawn.entry_id = draw_use.entry_id JOIN reversal AS other ON other.reversed_entry_id = draw_use.entry_id
    WHERE reversal.entry_id = NEW.entry_id AND other.effective_on > drawn.effective_on AND reversal.effective_on < other.effective_on;
  -- A payment stays while what was paid back is of it.
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM reversal JOIN payment AS undone ON undone.entry_id = reversed_entry_id
    WHERE reversal.entry_id = NEW.entry_id AND undone.direction = 'to-supplier' AND EXISTS (SELECT 1 FROM (
      SELECT effective_on AS paid_on, SUM(amount_cents) OVER (ORDER BY effective_on) AS paid_cents FROM paid_to_party
      WHERE party_id = (SELECT party_id FROM payment JOIN reversal AS made ON reversed_entry_id = payment.entry_id WHERE made.entry_id = NEW.entry_id))
      WHERE paid_cents < 0 AND paid_on >= reversal.effective_on);
END;
-- A site or party stays while an entry that stands names it.
CREATE TRIGGER seal_reversal_of_name BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM reversal JOIN entry ON entry.entry_id = reversed_entry_id
             WHERE reversal.entry_id = NEW.entry_id AND kind IN ('site', 'party')) BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it')
    FROM reversal JOIN site ON site.entry_id = reversed_entry_id CROSS JOIN lot USING (site_id)
    WHERE reversal.entry_id = NEW.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = lot.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it')
    FROM reversal JOIN party ON party.entry_id = reversed_entry_id CROSS JOIN purchase ON supplier_id = party_id
    WHERE reversal.entry_id = NEW.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = purchase.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it')
    FROM reversal JOIN party ON party.entry_id = reversed_entry_id CROSS JOIN release ON recipient_id = party_id
    WHERE reversal.entry_id = NEW.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = release.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it')
    FROM reversal JOIN party ON party.entry_id = reversed_entry_id CROSS JOIN payment USING (party_id)
    WHERE reversal.entry_id = NEW.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = payment.entry_id);
  SELECT RAISE(ABORT, 'something_depends_on_it')
    FROM reversal JOIN party ON party.entry_id = reversed_entry_id CROSS JOIN facility ON lender_id = party_id
    WHERE reversal.entry_id = NEW.entry_id AND NOT EXISTS (SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = facility.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views for auditors: they need nothing but the plain sqlite3 shell. All entries, whatever their date; `reversed_by` names the
-- entry that undid a row.

CREATE VIEW v_entry AS
  SELECT entry.entry_id, kind, effective_on, recorded_at, recorded_by, request_id, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = entry.entry_id) AS reversed_by, previous_hash, hash
  FROM entry JOIN seal USING (entry_id);

CREATE VIEW v_journal AS
  SELECT posting.entry_id, posting.line, entry.kind, effective_on, recorded_at, recorded_by,
         account.name || coalesce(':' || coalesce(facility.code, lot_mineral.code, party.code), '') AS account,
         account.name AS account_name, lot_mineral.code AS mineral, lot.code AS lot, party.code AS party, facility.code AS facility,
         mass_mg, amount_cents, reference, memo
  FROM posting JOIN entry USING (entry_id) JOIN account USING (account_id)
  LEFT JOIN mineral AS lot_mineral ON lot_mineral.mineral_id = posting.mineral_id
  LEFT JOIN lot ON lot.lot_id = posting.lot_id
  LEFT JOIN party ON party.party_id = posting.party_id
  LEFT JOIN facility ON facility.facility_id = posting.facility_id;

CREATE VIEW v_trial_balance AS
  SELECT account, max(SUM(amount_cents), 0) AS debit_cents, max(-SUM(amount_cents), 0) AS credit_cents
  FROM v_journal GROUP BY account HAVING SUM(amount_cents) <> 0;

CREATE VIEW v_mineral AS
  SELECT mineral.mineral_id, mineral.code, mineral.name, mineral.symbol, mineral.is_group, owner.code AS member_of, mineral.category,
         mineral.basis, mineral.basis_component, mineral.note, mineral.entry_id
  FROM mineral LEFT JOIN mineral AS owner ON owner.mineral_id = mineral.member_of;

CREATE VIEW v_lot AS
  SELECT lot.lot_id, lot.code AS lot, mineral.code AS mineral, site.code AS site, party.code AS supplier, received_on, received_mg,
         coalesce((SELECT SUM(mass_mg) FROM posting WHERE posting.lot_id = lot.lot_id), 0) AS on_hand_mg,
         coalesce((SELECT SUM(amount_cents) FROM posting WHERE posting.lot_id = lot.lot_id), 0) AS cost_cents,
         mass_entered, moisture_entered, assay_entered, content_factor, lot.entry_id,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = lot.entry_id) AS reversed_by
  FROM lot JOIN mineral USING (mineral_id) JOIN site USING (site_id) JOIN party ON party.party_id = lot.supplier_id;

CREATE VIEW v_stock AS
  SELECT mineral.code AS mineral, coalesce(SUM(mass_mg), 0) AS on_hand_mg, coalesce(SUM(amount_cents), 0) AS cost_cents
  FROM mineral LEFT JOIN posting ON posting.mineral_id = mineral.mineral_id AND posting.account_id = 2
  WHERE NOT is_group GROUP BY mineral.mineral_id;

-- With the terms that are in force from the latest amendment on.
CREATE VIEW v_facility AS
  SELECT facility.facility_id, facility.code AS facility, party.code AS lender, commitment_cents, rate_ppb, index_name, margin_ppb, day_count,
         available_from_on, available_until_on, matures_on, payments, first_payment_on, business_days, capitalise_until_on,
         commitment_fee_ppb, commitment_fee_from_on, commitment_fee_day_count, repayment, first_repayment_on, prepayment, default_margin_ppb,
         coalesce((SELECT SUM(amount_cents) FROM posting WHERE account_id = 32 AND posting.facility_id = facility.facility_id), 0) AS disbursed_cents,
         coalesce((SELECT SUM(amount_cents) FROM posting WHERE account_id = 31 AND posting.facility_id = facility.facility_id), 0) AS undisbursed_cents,
         coalesce((SELECT SUM(amount_cents) FROM posting WHERE account_id = 33 AND posting.facility_id = facility.facility_id), 0) AS cancelled_cents,
         -coalesce((SELECT SUM(amount_cents) FROM posting WHERE account_id = 5 AND posting.facility_id = facility.facility_id), 0) AS principal_cents,
         facility.entry_id, (SELECT entry_id FROM reversal WHERE reversed_entry_id = facility.entry_id) AS reversed_by
  FROM facility JOIN party ON party.party_id = facility.lender_id JOIN facility_terms
    ON facility_terms.entry_id = (SELECT terms.entry_id FROM facility_terms AS terms WHERE terms.facility_id = facility.facility_id
                                  ORDER BY terms.effective_on DESC, terms.entry_id DESC LIMIT 1);

CREATE VIEW v_purchase AS
  SELECT purchase.entry_id, effective_on, mineral.code AS mineral, lot.code AS lot, party.code AS supplier, party.related AS supplier_related,
         site.code AS site, lot.mass_entered, received_mg, price_entered, metal_cents,
         coalesce((SELECT SUM(amount_cents) FROM landed_cost WHERE landed_cost.entry_id = purchase.entry_id), 0) AS landed_cents,
         reference, memo, (SELECT entry_id FROM reversal WHERE reversed_entry_id = purchase.entry_id) AS reversed_by
  FROM purchase JOIN entry USING (entry_id) JOIN mineral ON mineral.mineral_id = purchase.mineral_id
  JOIN party ON party.party_id = purchase.supplier_id JOIN lot ON lot.entry_id = purchase.entry_id JOIN site USING (site_id);

CREATE VIEW v_release AS
  SELECT release.entry_id, effective_on, mineral.code AS mineral, release.kind, authority, party.code AS recipient, mass_entered, mass_mg,
         price_entered, proceeds_cents,
         -(SELECT SUM(amount_cents) FROM posting WHERE posting.entry_id = release.entry_id AND account_id = 2) AS cost_cents,
         reference, memo, (SELECT entry_id FROM reversal WHERE reversed_entry_id = release.entry_id) AS reversed_by
  FROM release JOIN entry USING (entry_id) JOIN mineral USING (mineral_id) LEFT JOIN party ON party.party_id = release.recipient_id;

CREATE VIEW v_drawdown AS
  SELECT drawdown.entry_id, effective_on, facility.code AS facility, amount_cents, financed_fee_cents, cash_fee_cents,
         coalesce((SELECT SUM(amount_cents) FROM draw_use WHERE draw_use.entry_id = drawdown.entry_id), 0) AS used_cents,
         reference, memo, (SELECT entry_id FROM reversal WHERE reversed_entry_id = drawdown.entry_id) AS reversed_by
  FROM drawdown JOIN entry USING (entry_id) JOIN facility USING (facility_id);

CREATE VIEW v_draw_use AS
  SELECT draw_use.entry_id AS draw_entry_id, facility.code AS facility, purchase_entry_id, mineral.code AS mineral, draw_use.amount_cents,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = draw_use.entry_id) AS reversed_by
  FROM draw_use JOIN drawdown USING (entry_id) JOIN facility USING (facility_id)
  JOIN purchase ON purchase.entry_id = purchase_entry_id JOIN mineral USING (mineral_id);

CREATE VIEW v_price AS
  SELECT price.entry_id, mineral.code AS mineral, effective_on, amount, currency, unit, component, cents, per_mg, unusable, published, source,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = price.entry_id) AS reversed_by
  FROM price JOIN mineral USING (mineral_id);

CREATE VIEW v_demand AS
  SELECT demand.entry_id, mineral.code AS mineral, year, demand.basis, bound, mass_mg, entered, quality, published, source,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = demand.entry_id) AS reversed_by
  FROM demand JOIN mineral USING (mineral_id);

CREATE VIEW v_target AS
  SELECT target.entry_id, mineral.code AS mineral, effective_on, days,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = target.entry_id) AS reversed_by
  FROM target JOIN mineral USING (mineral_id);
