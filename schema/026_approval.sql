-- What carries out a proposal is what was proposed: all entries of the command that another person approves, and no other.
DROP TRIGGER table_role_no_insert;

INSERT INTO table_role VALUES ('proposal_part', 'record', 'what a proposed command comes to beside the entry that its proposal names');

CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

-- The further entries of the command that need approval. A proposal that was recorded before this migration has none.
CREATE TABLE proposal_part (
  entry_id INTEGER NOT NULL REFERENCES proposal (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  kind TEXT NOT NULL REFERENCES entry_kind (kind),
  dated_on TEXT NOT NULL CHECK (dated_on IS date(dated_on, '+0 days')),
  amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER proposal_part_no_update BEFORE UPDATE ON proposal_part BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER proposal_part_no_delete BEFORE DELETE ON proposal_part BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER proposal_part_in_open_entry BEFORE INSERT ON proposal_part BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'proposal';
END;

-- All entries that a proposal is about.
CREATE VIEW proposed_entry AS
  SELECT entry_id, 0 AS part, kind, dated_on, amount_cents FROM proposal
  UNION ALL
  SELECT entry_id, line, kind, dated_on, amount_cents FROM proposal_part;

-- The entries that carry out a proposal.
CREATE VIEW approved_entry AS
  SELECT proposal_entry_id, entry.entry_id, kind, effective_on AS dated_on, amount_cents
  FROM approval JOIN entry USING (entry_id) JOIN entry_amount USING (entry_id);

-- An approver's signature stands for the role that it took to propose; a command records entries of one role.
CREATE TRIGGER approval_of_one_role BEFORE INSERT ON approval BEGIN
  SELECT RAISE(ABORT, 'proposal_changed') FROM entry JOIN proposal ON proposal.entry_id = NEW.proposal_entry_id
    WHERE entry.entry_id = NEW.entry_id
      AND coalesce((SELECT role FROM kind_role WHERE kind_role.kind = entry.kind), 'operator')
        IS NOT coalesce((SELECT role FROM kind_role WHERE kind_role.kind = proposal.kind), 'operator');
END;
-- Where the policy asks for approval, there are no more entries of a kind, day and amount than were proposed.
CREATE TRIGGER seal_as_proposed BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'proposal_changed') FROM approved_entry AS this
    JOIN policy_limit ON policy_limit.kind = this.kind AND policy_limit.entry_id = (SELECT max(entry_id) FROM policy WHERE entry_id < NEW.entry_id)
    WHERE this.entry_id = NEW.entry_id AND (above_cents IS NULL OR above_cents < this.amount_cents)
      AND (SELECT count(*) FROM approved_entry AS other WHERE other.proposal_entry_id = this.proposal_entry_id AND other.kind = this.kind
             AND other.dated_on = this.dated_on AND other.amount_cents = this.amount_cents)
        > (SELECT count(*) FROM proposal WHERE proposal.entry_id = this.proposal_entry_id AND proposal.kind = this.kind
             AND proposal.dated_on = this.dated_on AND proposal.amount_cents = this.amount_cents)
        + (SELECT count(*) FROM proposal_part WHERE proposal_part.entry_id = this.proposal_entry_id AND proposal_part.kind = this.kind
             AND proposal_part.dated_on = this.dated_on AND proposal_part.amount_cents = this.amount_cents);
END;

-- What is read from a file is not proposed, since the file may change; so it could never be recorded.
CREATE TRIGGER policy_limit_can_wait BEFORE INSERT ON policy_limit BEGIN
  SELECT RAISE(ABORT, 'kind_cannot_wait') WHERE NEW.kind IN ('count', 'evidence', 'import', 'warehouse-confirmation');
END;
-- Where what an administrator records waits, another person than the only administrator is there to approve it.
CREATE TRIGGER seal_policy_of_administrators BEFORE INSERT ON seal
  WHEN (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IN ('policy', 'person-role', 'key-revocation') BEGIN
  SELECT RAISE(ABORT, 'role_unfilled') FROM (SELECT entry_id, signed FROM policy ORDER BY entry_id DESC LIMIT 1) AS newest
    WHERE signed = 1 AND EXISTS (SELECT 1 FROM policy_limit JOIN kind_role USING (kind)
                                 WHERE policy_limit.entry_id = newest.entry_id AND role = 'administrator')
      AND (SELECT count(DISTINCT held.person_id) FROM person_role_change AS held JOIN person_key USING (person_id)
           WHERE held.role IN ('administrator', 'approver') AND held.given = 1 AND held.until_entry_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM key_revocation WHERE key_revocation.key_number = person_key.key_number)) < 2;
END;

-- amount_cents: of all entries that it is about.
DROP VIEW v_proposal;
CREATE VIEW v_proposal AS
  SELECT proposal.entry_id, entry.effective_on, proposal.kind, proposal.dated_on,
         (SELECT SUM(amount_cents) FROM (SELECT proposal.amount_cents UNION ALL
            SELECT amount_cents FROM proposal_part WHERE proposal_part.entry_id = proposal.entry_id)) AS amount_cents,
         summary, command, entry.recorded_by AS proposed_by, entry.recorded_at AS proposed_at, expires_on,
         CASE WHEN decided.entry_id IS NOT NULL THEN 'approved' WHEN refused.entry_id IS NULL THEN 'waiting'
              WHEN ended.recorded_by = entry.recorded_by THEN 'withdrawn' ELSE 'rejected' END AS state,
         coalesce(decided.entry_id, refused.entry_id) AS decided_entry_id, ended.recorded_by AS decided_by, ended.recorded_at AS decided_at,
         coalesce(decided.reason, refused.reason) AS reason,
         1 + (SELECT count(*) FROM proposal_part WHERE proposal_part.entry_id = proposal.entry_id) AS entries
  FROM proposal JOIN entry USING (entry_id)
  LEFT JOIN (SELECT proposal_entry_id, min(entry_id) AS entry_id, reason FROM approval GROUP BY proposal_entry_id) AS decided
    ON decided.proposal_entry_id = proposal.entry_id
  LEFT JOIN proposal_rejection AS refused ON refused.proposal_entry_id = proposal.entry_id
  LEFT JOIN entry AS ended ON ended.entry_id = coalesce(decided.entry_id, refused.entry_id);
