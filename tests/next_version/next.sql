-- What the schema might have next. A program that has it stands for the next version of pvault, where two versions meet
-- in one book (tests/independent/test_surroundings.py). It has no number of its own: the build gives it the one behind
-- the newest.
CREATE INDEX entry_by_reference ON entry (reference) WHERE reference IS NOT NULL;
