-- Whether the seller named the lots of a sale, or they were those whose turn it was: what it would hold had everything been recorded in order
-- of date depends on it. Of sales that were recorded before this migration it is not known.
ALTER TABLE sale ADD COLUMN lots_named INTEGER CHECK (lots_named IN (0, 1));
CREATE TRIGGER sale_lots_named BEFORE INSERT ON sale BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') WHERE NEW.lots_named IS NULL;
END;
