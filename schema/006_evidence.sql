-- Evidence: documents that show that an entry is true, by kind, with the SHA-256 and the size of the file; and which kinds every lot
-- must have.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES
  ('document', 'record', 'documents: which entry each is evidence of, its bytes by SHA-256 and size, and where it lies'),
  ('evidence_requirement', 'record', 'kinds of documents that every lot must have, from the date of the entry on');

INSERT INTO entry_kind VALUES ('evidence'), ('evidence-requirement');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- ---------------------------------------------------------------------------------------------------------------------

-- stored: its name in the folder BOOK.evidence beside the book, where BOOK is the name of the book's file. place: where it was left
-- instead, from the folder of the book on, or absolute.
CREATE TABLE document (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  about_entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  kind TEXT NOT NULL CHECK (kind IN ('contract', 'warehouse-receipt', 'bill-of-lading', 'assay', 'insurance', 'invoice',
    'proof-of-payment', 'inspection', 'certificate', 'other')),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  name TEXT NOT NULL CHECK (trim(name) <> ''),
  stored TEXT CHECK (stored = sha256 OR (stored GLOB sha256 || '.[a-z0-9]*' AND substr(stored, 66) NOT GLOB '*[^a-z0-9]*')),
  place TEXT CHECK (trim(place) <> ''),
  number TEXT COLLATE NOCASE CHECK (trim(number) <> ''),
  dated_on TEXT CHECK (dated_on IS NULL OR dated_on IS date(dated_on, '+0 days')),
  issuer_id INTEGER REFERENCES party (party_id),
  PRIMARY KEY (entry_id, line),
  CHECK (about_entry_id < entry_id),
  CHECK ((stored IS NULL) = (place IS NOT NULL))
) STRICT, WITHOUT ROWID;
-- The evidence of an entry.
CREATE INDEX document_by_about ON document (about_entry_id);
-- Whether these bytes are known.
CREATE INDEX document_by_sha256 ON document (sha256);
-- What rests on a party.
CREATE INDEX document_by_issuer ON document (issuer_id) WHERE issuer_id IS NOT NULL;

-- All rows of an entry together say what is required. In force is the entry with the latest date, of two with the same date the one
-- recorded later. A single row without a kind: nothing is required any more.
CREATE TABLE evidence_requirement (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  effective_on TEXT NOT NULL,
  kind TEXT CHECK (kind IN ('contract', 'warehouse-receipt', 'bill-of-lading', 'assay', 'insurance', 'invoice',
    'proof-of-payment', 'inspection', 'certificate', 'other')),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, kind),
  CHECK (kind IS NOT NULL OR line = 1)
) STRICT, WITHOUT ROWID;

-- ---------------------------------------------------------------------------------------------------------------------
-- Append only, as in the first migration.

CREATE TRIGGER document_no_update BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER document_no_delete BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER evidence_requirement_no_update BEFORE UPDATE ON evidence_requirement BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER evidence_requirement_no_delete BEFORE DELETE ON evidence_requirement BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER document_in_open_entry BEFORE INSERT ON document BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'evidence';
  SELECT RAISE(ABORT, 'entry_unknown') WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry_id = NEW.about_entry_id);
END;
CREATE TRIGGER evidence_requirement_in_open_entry BEFORE INSERT ON evidence_requirement BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'evidence-requirement';
  SELECT RAISE(ABORT, 'date_differs_from_entry') WHERE NEW.effective_on IS NOT (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'requirement_and_none') WHERE EXISTS (SELECT 1 FROM evidence_requirement WHERE entry_id = NEW.entry_id
    AND (kind IS NULL OR NEW.kind IS NULL));
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Sealing.

CREATE TRIGGER seal_complete_evidence BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND NOT CASE kind
    WHEN 'evidence' THEN EXISTS (SELECT 1 FROM document WHERE entry_id = NEW.entry_id)
    WHEN 'evidence-requirement' THEN EXISTS (SELECT 1 FROM evidence_requirement WHERE entry_id = NEW.entry_id)
    ELSE 1 END;
END;
-- A document is evidence of an entry that stands, is no evidence itself, and is not dated later; once of each kind. Reversing the entry
-- later leaves its evidence where it is.
CREATE TRIGGER seal_evidence BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM document WHERE entry_id = NEW.entry_id) BEGIN
  SELECT RAISE(ABORT, 'reversed_already') FROM document JOIN reversal ON reversed_entry_id = about_entry_id
    WHERE document.entry_id = NEW.entry_id;
  SELECT RAISE(ABORT, 'evidence_not_applicable') FROM document JOIN entry ON entry.entry_id = about_entry_id
    WHERE document.entry_id = NEW.entry_id AND entry.kind IN ('evidence', 'evidence-requirement');
  SELECT RAISE(ABORT, 'evidence_before_entry') FROM document JOIN entry ON entry.entry_id = about_entry_id
    WHERE document.entry_id = NEW.entry_id
      AND entry.effective_on > (SELECT effective_on FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'document_already_recorded') FROM document JOIN document AS other USING (about_entry_id, kind, sha256)
    WHERE document.entry_id = NEW.entry_id AND (other.entry_id, other.line) <> (document.entry_id, document.line)
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = other.entry_id);
  SELECT RAISE(ABORT, 'party_unknown') FROM document JOIN party ON party_id = issuer_id
    WHERE document.entry_id = NEW.entry_id AND EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = party.entry_id);
END;
-- A party stays while a document that stands names it.
CREATE TRIGGER reversal_of_issuer BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'something_depends_on_it') FROM party JOIN document ON issuer_id = party_id
    WHERE party.entry_id = NEW.reversed_entry_id
      AND NOT EXISTS (SELECT 1 FROM reversal WHERE reversed_entry_id = document.entry_id);
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- Views.

CREATE VIEW v_document AS
  SELECT document.entry_id, document.line, recorded.effective_on, about_entry_id, about.kind AS about_kind, document.kind, sha256, size_bytes,
         document.name, stored, place, number, dated_on, party.code AS issuer,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = document.entry_id) AS reversed_by,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = about_entry_id) AS about_reversed_by
  FROM document JOIN entry AS recorded USING (entry_id) JOIN entry AS about ON about.entry_id = about_entry_id
  LEFT JOIN party ON party_id = issuer_id;

CREATE VIEW v_evidence_requirement AS
  SELECT entry_id, effective_on, kind, (SELECT entry_id FROM reversal WHERE reversed_entry_id = evidence_requirement.entry_id) AS reversed_by
  FROM evidence_requirement;
