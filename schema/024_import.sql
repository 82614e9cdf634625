-- Imports: what a file brought is a batch, an entry that comes right behind those it counts.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES ('import_batch', 'record', 'files that were imported, and which entries their rows became');

INSERT INTO entry_kind VALUES ('import');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- A row may become several entries (what accrued before it), or none: what was recorded before, or leaves nothing to record.
CREATE TABLE import_batch (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  file TEXT NOT NULL CHECK (trim(file) <> ''),
  file_sha256 TEXT NOT NULL CHECK (length(file_sha256) = 64 AND NOT file_sha256 GLOB '*[^0-9a-f]*'),
  row_count INTEGER NOT NULL CHECK (row_count >= recorded_count),
  recorded_count INTEGER NOT NULL CHECK (recorded_count > 0),
  first_entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  last_entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  CHECK (last_entry_id - first_entry_id + 1 >= recorded_count)
) STRICT;

CREATE TRIGGER import_batch_no_update BEFORE UPDATE ON import_batch BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER import_batch_no_delete BEFORE DELETE ON import_batch BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER import_batch_in_open_entry BEFORE INSERT ON import_batch BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'import';
  SELECT RAISE(ABORT, 'batch_not_before_entry') WHERE NEW.last_entry_id IS NOT NEW.entry_id - 1
      OR NEW.first_entry_id <= coalesce((SELECT max(entry_id) FROM import_batch), 1);
END;
CREATE TRIGGER seal_complete_import BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND kind = 'import'
    AND NOT EXISTS (SELECT 1 FROM import_batch WHERE entry_id = NEW.entry_id);
END;
-- A batch is undone when all of it is.
CREATE TRIGGER reversal_of_import BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM import_batch JOIN entry ON entry.entry_id BETWEEN first_entry_id AND last_entry_id
    WHERE import_batch.entry_id = NEW.reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = entry.entry_id);
END;

CREATE VIEW v_import_batch AS
  SELECT import_batch.entry_id, entry.effective_on, file, file_sha256, row_count, recorded_count, first_entry_id, last_entry_id, reference, memo,
         recorded_at, recorded_by, reversal.entry_id AS reversed_by
  FROM import_batch JOIN entry USING (entry_id) LEFT JOIN reversal ON reversed_entry_id = import_batch.entry_id;
