-- Periods: months are closed, and opened again. What is dated before the first open day is recorded no more.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES ('period_change', 'record', 'months that were closed or opened again, and the day from which on entries are dated since');

INSERT INTO entry_kind VALUES ('period-close'), ('period-reopen');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- A month is closed with all before it, and opened again with all after it: the newest row alone says what is open. One with a reason opens.
CREATE TABLE period_change (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  month TEXT NOT NULL CHECK (month BETWEEN '1900-01' AND '2199-11' AND month || '-01' IS date(month || '-01', '+0 days')),
  open_from_on TEXT NOT NULL,
  reason TEXT CHECK (trim(reason) <> ''),
  approved_by TEXT CHECK (trim(approved_by) <> ''),
  CHECK ((reason IS NULL) = (approved_by IS NULL)),
  CHECK (open_from_on IS iif(reason IS NULL, date(month || '-01', '+1 month'), month || '-01'))
) STRICT;

CREATE TRIGGER period_change_no_update BEFORE UPDATE ON period_change BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER period_change_no_delete BEFORE DELETE ON period_change BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER period_change_in_open_entry BEFORE INSERT ON period_change BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id)
      IS NOT iif(NEW.reason IS NULL, 'period-close', 'period-reopen');
  SELECT RAISE(ABORT, 'period_not_over') WHERE NEW.reason IS NULL
    AND (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id) < date(NEW.open_from_on, '-1 day');
  SELECT RAISE(ABORT, 'period_already_closed') WHERE NEW.reason IS NULL
    AND NEW.open_from_on <= (SELECT open_from_on FROM period_change ORDER BY entry_id DESC LIMIT 1);
  SELECT RAISE(ABORT, 'period_not_closed') WHERE NEW.reason IS NOT NULL
    AND NEW.open_from_on >= coalesce((SELECT open_from_on FROM period_change ORDER BY entry_id DESC LIMIT 1), '1900-01-01');
END;
CREATE TRIGGER seal_complete_period BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind IN ('period-close', 'period-reopen')
    AND NOT EXISTS (SELECT 1 FROM period_change WHERE entry_id = NEW.entry_id);
END;
-- A closing is undone by opening again, and that by closing again.
CREATE TRIGGER reversal_of_period BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'reversal_not_possible')
    WHERE (SELECT kind FROM entry WHERE entry_id = NEW.reversed_entry_id) IN ('period-close', 'period-reopen');
END;

-- Nothing is recorded with a date in a closed period. A demand figure is dated the first day of the year it is of, and published after that
-- year: it alone comes late. (What is no date is refused by the table.)
CREATE TRIGGER entry_in_open_period BEFORE INSERT ON entry WHEN NEW.kind <> 'demand' BEGIN
  SELECT RAISE(ABORT, 'period_closed') WHERE NEW.effective_on >= '1900-01-01'
    AND NEW.effective_on < (SELECT open_from_on FROM period_change ORDER BY entry_id DESC LIMIT 1);
END;

CREATE VIEW v_period AS
  SELECT period_change.entry_id, effective_on, iif(reason IS NULL, 'close', 'reopen') AS change, month, open_from_on, reason, approved_by,
         recorded_at, recorded_by
  FROM period_change JOIN entry USING (entry_id);

-- What corrects an entry of a period that was closed by then: its reversal, or the settlement of what was bought.
CREATE VIEW v_prior_period_adjustment AS
  SELECT entry.entry_id, entry.effective_on, entry.kind, entry.recorded_at, corrected.entry_id AS corrected_entry_id,
         corrected.kind AS corrected_kind, corrected.effective_on AS corrected_effective_on
  FROM (SELECT entry_id, reversed_entry_id AS of_entry_id FROM reversal
        UNION ALL SELECT assay_settlement.entry_id, lot.entry_id FROM assay_settlement JOIN lot USING (lot_id)) AS correction
  JOIN entry ON entry.entry_id = correction.entry_id JOIN entry AS corrected ON corrected.entry_id = of_entry_id
  WHERE corrected.effective_on < (SELECT open_from_on FROM period_change WHERE period_change.entry_id < correction.entry_id
                                  ORDER BY period_change.entry_id DESC LIMIT 1);
