-- People: who may record what, with which keys; entries signed by who recorded them; what waits until another approves it.
DROP TRIGGER table_role_no_insert;
DROP TRIGGER entry_kind_no_insert;

INSERT INTO table_role VALUES
  ('role', 'fixed', 'what people may be'),
  ('kind_role', 'fixed', 'the role that it takes to record an entry of a kind; operator where none stands here'),
  ('person', 'record', 'people who record, approve, audit and administer'),
  ('person_role', 'record', 'roles given to people and taken from them'),
  ('person_key', 'record', 'public keys of people: what a key signed, they signed'),
  ('key_revocation', 'record', 'keys that count no more'),
  ('policy', 'record', 'whether entries are signed, and how long a proposal stands'),
  ('policy_limit', 'record', 'kinds of entry that another person approves, all of them or above an amount'),
  ('signer', 'record', 'who signed an entry, and with which key; the signature stands in seal'),
  ('proposal', 'record', 'what waits for the approval of another person, as it was typed'),
  ('approval', 'record', 'the proposal that an entry carries out; who signed the entry approved it'),
  ('proposal_rejection', 'record', 'proposals that are not carried out');

INSERT INTO entry_kind VALUES ('person'), ('person-role'), ('person-key'), ('key-revocation'), ('policy'), ('proposal'), ('proposal-rejection');

CREATE TRIGGER entry_kind_no_insert BEFORE INSERT ON entry_kind BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER table_role_no_insert BEFORE INSERT ON table_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TABLE role (
  role TEXT PRIMARY KEY,
  what TEXT NOT NULL
) STRICT;
INSERT INTO role VALUES
  ('operator', 'records what happens'),
  ('approver', 'approves and rejects what is proposed, and opens closed months again'),
  ('auditor', 'records nothing; signs checkpoints'),
  ('administrator', 'keeps people, their roles and keys, and the policy');

CREATE TABLE kind_role (
  kind TEXT PRIMARY KEY REFERENCES entry_kind (kind),
  role TEXT NOT NULL REFERENCES role (role)
) STRICT;
INSERT INTO kind_role VALUES ('person', 'administrator'), ('person-role', 'administrator'), ('person-key', 'administrator'),
  ('key-revocation', 'administrator'), ('policy', 'administrator'), ('period-reopen', 'approver'), ('proposal-rejection', 'approver');

CREATE TRIGGER role_no_insert BEFORE INSERT ON role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER role_no_update BEFORE UPDATE ON role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER role_no_delete BEFORE DELETE ON role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER kind_role_no_insert BEFORE INSERT ON kind_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER kind_role_no_update BEFORE UPDATE ON kind_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER kind_role_no_delete BEFORE DELETE ON kind_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TABLE person (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  person_id INTEGER PRIMARY KEY CHECK (person_id > 0),
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (code <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  UNIQUE (entry_id, line)
) STRICT;

CREATE TABLE person_role (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  person_id INTEGER NOT NULL REFERENCES person (person_id),
  role TEXT NOT NULL REFERENCES role (role),
  given INTEGER NOT NULL CHECK (given IN (0, 1)),
  reason TEXT CHECK (trim(reason) <> ''),
  PRIMARY KEY (entry_id, line),
  CHECK (given = 1 OR reason IS NOT NULL)
) STRICT, WITHOUT ROWID;
-- Whether a person has a role: every signed entry.
CREATE INDEX person_role_by_person ON person_role (person_id, role, entry_id);

-- A key as minisign prints it: its number, and the 56 characters of the public key.
CREATE TABLE person_key (
  entry_id INTEGER NOT NULL REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  person_id INTEGER NOT NULL REFERENCES person (person_id),
  key_number TEXT NOT NULL UNIQUE CHECK (length(key_number) = 16 AND key_number NOT GLOB '*[^0-9A-F]*'),
  public_key TEXT NOT NULL UNIQUE CHECK (length(public_key) = 56),
  PRIMARY KEY (entry_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_revocation (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  key_number TEXT NOT NULL UNIQUE REFERENCES person_key (key_number),
  reason TEXT NOT NULL CHECK (trim(reason) <> '')
) STRICT;

-- The newest row alone holds.
CREATE TABLE policy (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  signed INTEGER NOT NULL CHECK (signed IN (0, 1)),
  proposal_days INTEGER NOT NULL CHECK (proposal_days BETWEEN 1 AND 366)
) STRICT;

-- An entry of the kind is approved by another person; without an amount all of them, else those above it.
CREATE TABLE policy_limit (
  entry_id INTEGER NOT NULL REFERENCES policy (entry_id),
  line INTEGER NOT NULL CHECK (line > 0),
  kind TEXT NOT NULL REFERENCES entry_kind (kind) CHECK (kind NOT IN ('proposal', 'proposal-rejection', 'book')),
  above_cents INTEGER CHECK (above_cents >= 0),
  PRIMARY KEY (entry_id, line),
  UNIQUE (entry_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE signer (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  person_id INTEGER NOT NULL REFERENCES person (person_id),
  key_number TEXT NOT NULL REFERENCES person_key (key_number)
) STRICT;

-- Ed25519 over what docs/FORMAT.md says, by the key that the entry's signer names. It covers the hash, and is not covered by it.
ALTER TABLE seal ADD COLUMN signature TEXT CHECK (length(signature) = 128 AND signature NOT GLOB '*[^0-9a-f]*');

-- command: the words of a command line, as a JSON array. kind, dated_on and amount_cents are those of the first of its entries that needs approval.
CREATE TABLE proposal (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  kind TEXT NOT NULL REFERENCES entry_kind (kind),
  dated_on TEXT NOT NULL CHECK (dated_on IS date(dated_on, '+0 days')),
  amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
  summary TEXT NOT NULL CHECK (summary <> ''),
  command TEXT NOT NULL CHECK (command GLOB '[[]"*"]'),
  expires_on TEXT NOT NULL CHECK (expires_on IS date(expires_on, '+0 days'))
) STRICT;

CREATE TABLE approval (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  proposal_entry_id INTEGER NOT NULL REFERENCES proposal (entry_id),
  reason TEXT CHECK (trim(reason) <> '')
) STRICT;
-- What became of a proposal: its approval, the list of proposals.
CREATE INDEX approval_by_proposal ON approval (proposal_entry_id);

CREATE TABLE proposal_rejection (
  entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entry (entry_id),
  line INTEGER NOT NULL CHECK (line = 1),
  proposal_entry_id INTEGER NOT NULL UNIQUE REFERENCES proposal (entry_id),
  reason TEXT NOT NULL CHECK (trim(reason) <> '')
) STRICT;

CREATE TRIGGER person_no_update BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER person_no_delete BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER person_role_no_update BEFORE UPDATE ON person_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER person_role_no_delete BEFORE DELETE ON person_role BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER person_key_no_update BEFORE UPDATE ON person_key BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER person_key_no_delete BEFORE DELETE ON person_key BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER key_revocation_no_update BEFORE UPDATE ON key_revocation BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER key_revocation_no_delete BEFORE DELETE ON key_revocation BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER policy_no_update BEFORE UPDATE ON policy BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER policy_no_delete BEFORE DELETE ON policy BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER policy_limit_no_update BEFORE UPDATE ON policy_limit BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER policy_limit_no_delete BEFORE DELETE ON policy_limit BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER signer_no_update BEFORE UPDATE ON signer BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER signer_no_delete BEFORE DELETE ON signer BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER proposal_no_update BEFORE UPDATE ON proposal BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER proposal_no_delete BEFORE DELETE ON proposal BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER approval_no_update BEFORE UPDATE ON approval BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER approval_no_delete BEFORE DELETE ON approval BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER proposal_rejection_no_update BEFORE UPDATE ON proposal_rejection BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER proposal_rejection_no_delete BEFORE DELETE ON proposal_rejection BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER person_in_open_entry BEFORE INSERT ON person BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'person';
  SELECT RAISE(ABORT, 'append_only') WHERE EXISTS (SELECT 1 FROM person WHERE person_id = NEW.person_id);
  SELECT RAISE(ABORT, 'name_taken') WHERE EXISTS (SELECT 1 FROM person WHERE code = NEW.code);
END;
CREATE TRIGGER person_role_in_open_entry BEFORE INSERT ON person_role BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT
      iif((SELECT entry_id FROM person WHERE person_id = NEW.person_id) IS NEW.entry_id, 'person', 'person-role');
  -- A role is given to who has it not, and taken from who has it.
  SELECT RAISE(ABORT, 'role_as_it_is') WHERE NEW.given IS coalesce((SELECT given FROM person_role
      WHERE person_id = NEW.person_id AND role = NEW.role ORDER BY entry_id DESC, line DESC LIMIT 1), 0);
END;
CREATE TRIGGER person_key_in_open_entry BEFORE INSERT ON person_key BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT
      iif((SELECT entry_id FROM person WHERE person_id = NEW.person_id) IS NEW.entry_id, 'person', 'person-key');
  SELECT RAISE(ABORT, 'key_taken') WHERE EXISTS (SELECT 1 FROM person_key WHERE key_number = NEW.key_number OR public_key = NEW.public_key);
END;
CREATE TRIGGER key_revocation_in_open_entry BEFORE INSERT ON key_revocation BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'key-revocation';
  SELECT RAISE(ABORT, 'key_revoked') WHERE EXISTS (SELECT 1 FROM key_revocation WHERE key_number = NEW.key_number);
END;
CREATE TRIGGER policy_in_open_entry BEFORE INSERT ON policy BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'policy';
END;
CREATE TRIGGER policy_limit_in_open_entry BEFORE INSERT ON policy_limit BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'policy';
END;
CREATE TRIGGER signer_in_open_entry BEFORE INSERT ON signer BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER proposal_in_open_entry BEFORE INSERT ON proposal BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'proposal';
END;
CREATE TRIGGER approval_in_open_entry BEFORE INSERT ON approval BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'proposal_unknown') WHERE NOT EXISTS (SELECT 1 FROM proposal WHERE entry_id = NEW.proposal_entry_id);
  SELECT RAISE(ABORT, 'proposal_decided') WHERE EXISTS (SELECT 1 FROM proposal_rejection WHERE proposal_entry_id = NEW.proposal_entry_id);
  -- What one command records, it records at one moment, one entry behind the other.
  SELECT RAISE(ABORT, 'proposal_decided') WHERE EXISTS (SELECT 1 FROM approval WHERE proposal_entry_id = NEW.proposal_entry_id)
    AND NOT EXISTS (SELECT 1 FROM approval JOIN entry AS before USING (entry_id) JOIN entry AS this ON this.entry_id = NEW.entry_id
                    WHERE before.entry_id = NEW.entry_id - 1 AND proposal_entry_id = NEW.proposal_entry_id
                      AND before.recorded_at = this.recorded_at AND before.recorded_by = this.recorded_by);
  SELECT RAISE(ABORT, 'proposal_expired') FROM proposal
    WHERE entry_id = NEW.proposal_entry_id AND expires_on < (SELECT date(recorded_at) FROM entry WHERE entry_id = NEW.entry_id);
END;
CREATE TRIGGER proposal_rejection_in_open_entry BEFORE INSERT ON proposal_rejection BEGIN
  SELECT RAISE(ABORT, 'entry_not_open') WHERE NEW.entry_id IS NOT (SELECT max(entry_id) FROM entry)
      OR EXISTS (SELECT 1 FROM seal WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'row_of_other_kind') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IS NOT 'proposal-rejection';
  SELECT RAISE(ABORT, 'proposal_decided') WHERE EXISTS (SELECT 1 FROM approval WHERE proposal_entry_id = NEW.proposal_entry_id)
      OR EXISTS (SELECT 1 FROM proposal_rejection WHERE proposal_entry_id = NEW.proposal_entry_id);
END;

-- The roles that people have had from an entry on, until another changes them.
CREATE VIEW person_role_change AS
  SELECT entry_id, line, person_id, role, given,
         lead(entry_id) OVER (PARTITION BY person_id, role ORDER BY entry_id, line) AS until_entry_id
  FROM person_role;

-- The role that it takes to sign an entry: that of its kind; of a proposal, that of what it proposes; of what was proposed, the approver's.
CREATE VIEW entry_role AS
  SELECT entry.entry_id, CASE WHEN approval.entry_id IS NOT NULL THEN 'approver'
                              ELSE coalesce((SELECT role FROM kind_role WHERE kind_role.kind = coalesce(proposal.kind, entry.kind)), 'operator') END AS role
  FROM entry LEFT JOIN approval USING (entry_id) LEFT JOIN proposal ON proposal.entry_id = entry.entry_id;

-- The money that an entry moves: what it debits.
CREATE VIEW entry_amount AS
  SELECT entry.entry_id, (SELECT coalesce(SUM(amount_cents), 0) FROM posting JOIN account USING (account_id)
                          WHERE posting.entry_id = entry.entry_id AND amount_cents > 0 AND counts_money = 'yes') AS amount_cents
  FROM entry;

CREATE TRIGGER seal_complete_people BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'entry_incomplete') FROM entry WHERE entry_id = NEW.entry_id AND CASE kind
      WHEN 'person' THEN NOT EXISTS (SELECT 1 FROM person WHERE entry_id = NEW.entry_id)
        OR NOT EXISTS (SELECT 1 FROM person_role WHERE entry_id = NEW.entry_id)
        OR EXISTS (SELECT 1 FROM person_role WHERE entry_id = NEW.entry_id AND given = 0)
      WHEN 'person-role' THEN (SELECT count(*) FROM person_role WHERE entry_id = NEW.entry_id) <> 1
      WHEN 'person-key' THEN NOT EXISTS (SELECT 1 FROM person_key WHERE entry_id = NEW.entry_id)
      WHEN 'key-revocation' THEN NOT EXISTS (SELECT 1 FROM key_revocation WHERE entry_id = NEW.entry_id)
      WHEN 'policy' THEN NOT EXISTS (SELECT 1 FROM policy WHERE entry_id = NEW.entry_id)
      WHEN 'proposal' THEN NOT EXISTS (SELECT 1 FROM proposal WHERE entry_id = NEW.entry_id)
      WHEN 'proposal-rejection' THEN NOT EXISTS (SELECT 1 FROM proposal_rejection WHERE entry_id = NEW.entry_id)
      ELSE 0 END;
END;

-- A signature stands just where a signer is named, and one is named where the policy before the entry asks for it, or the entry's own does.
CREATE TRIGGER seal_signature BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'signature_incomplete') WHERE (NEW.signature IS NULL) IS EXISTS (SELECT 1 FROM signer WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'signature_required') WHERE NEW.signature IS NULL
    AND ((SELECT signed FROM policy WHERE entry_id < NEW.entry_id ORDER BY entry_id DESC LIMIT 1) IS 1
         OR (SELECT signed FROM policy WHERE entry_id = NEW.entry_id) IS 1);
END;
-- Who signs has the key since before, which is not revoked, and the role.
CREATE TRIGGER seal_signer BEFORE INSERT ON seal WHEN NEW.signature IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'key_unknown') FROM signer WHERE entry_id = NEW.entry_id
    AND NOT EXISTS (SELECT 1 FROM person_key WHERE person_key.key_number = signer.key_number
                    AND person_key.person_id = signer.person_id AND person_key.entry_id < NEW.entry_id);
  SELECT RAISE(ABORT, 'key_revoked') FROM signer WHERE entry_id = NEW.entry_id
    AND EXISTS (SELECT 1 FROM key_revocation WHERE key_revocation.key_number = signer.key_number AND key_revocation.entry_id < NEW.entry_id);
  SELECT RAISE(ABORT, 'signer_is_not_recorder') FROM signer JOIN person USING (person_id) WHERE signer.entry_id = NEW.entry_id
    AND person.code IS NOT (SELECT recorded_by FROM entry WHERE entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'role_missing') FROM signer JOIN entry_role USING (entry_id) WHERE signer.entry_id = NEW.entry_id
    AND (SELECT given FROM person_role WHERE person_role.person_id = signer.person_id AND person_role.role = entry_role.role
         AND person_role.entry_id < NEW.entry_id ORDER BY person_role.entry_id DESC, line DESC LIMIT 1) IS NOT 1
    -- Who proposed something may take it back.
    AND signer.person_id IS NOT (SELECT maker.person_id FROM proposal_rejection JOIN signer AS maker
                                 ON maker.entry_id = proposal_entry_id WHERE proposal_rejection.entry_id = NEW.entry_id);
END;
-- Another person approves what the policy before the entry says.
CREATE TRIGGER seal_approval BEFORE INSERT ON seal BEGIN
  SELECT RAISE(ABORT, 'approval_missing') FROM policy_limit JOIN entry ON entry.entry_id = NEW.entry_id AND entry.kind = policy_limit.kind
    WHERE policy_limit.entry_id = (SELECT max(entry_id) FROM policy WHERE entry_id < NEW.entry_id)
      AND (above_cents IS NULL OR above_cents < (SELECT amount_cents FROM entry_amount WHERE entry_amount.entry_id = NEW.entry_id))
      AND NOT EXISTS (SELECT 1 FROM approval WHERE approval.entry_id = NEW.entry_id);
  SELECT RAISE(ABORT, 'approval_of_own') FROM approval LEFT JOIN signer USING (entry_id) LEFT JOIN signer AS maker ON maker.entry_id = proposal_entry_id
    WHERE approval.entry_id = NEW.entry_id AND (signer.person_id IS NULL OR maker.person_id IS NULL OR signer.person_id = maker.person_id);
END;
-- Approval means something only where entries are signed; and whoever is asked to sign or to approve must be there.
CREATE TRIGGER seal_policy BEFORE INSERT ON seal
  WHEN (SELECT kind FROM entry WHERE entry_id = NEW.entry_id) IN ('policy', 'person-role', 'key-revocation') BEGIN
  SELECT RAISE(ABORT, 'policy_unsigned') FROM policy_limit JOIN policy USING (entry_id) WHERE policy.entry_id = NEW.entry_id AND signed = 0;
  SELECT RAISE(ABORT, 'role_unfilled') FROM (SELECT entry_id, signed FROM policy ORDER BY entry_id DESC LIMIT 1) AS newest
    JOIN (SELECT 'administrator' AS role UNION ALL SELECT 'approver') AS needed
    WHERE signed = 1 AND (needed.role = 'administrator' OR EXISTS (SELECT 1 FROM policy_limit WHERE policy_limit.entry_id = newest.entry_id))
      AND NOT EXISTS (SELECT 1 FROM person_role_change AS held JOIN person_key USING (person_id)
                      WHERE held.role = needed.role AND held.given = 1 AND held.until_entry_id IS NULL
                        AND NOT EXISTS (SELECT 1 FROM key_revocation WHERE key_revocation.key_number = person_key.key_number));
END;
-- What was recorded of people stays; it is changed by a further entry.
CREATE TRIGGER reversal_of_people BEFORE INSERT ON reversal BEGIN
  SELECT RAISE(ABORT, 'reversal_not_possible') WHERE (SELECT kind FROM entry WHERE entry_id = NEW.reversed_entry_id)
    IN ('person', 'person-role', 'person-key', 'key-revocation', 'policy', 'proposal', 'proposal-rejection');
END;

CREATE VIEW v_person AS
  SELECT person.entry_id, effective_on, code AS person, name,
         (SELECT group_concat(role, ' ') FROM (SELECT role FROM person_role_change AS held WHERE held.person_id = person.person_id
            AND given = 1 AND until_entry_id IS NULL ORDER BY role)) AS roles,
         (SELECT count(*) FROM person_key WHERE person_key.person_id = person.person_id
            AND key_number NOT IN (SELECT key_number FROM key_revocation)) AS keys,
         recorded_at, recorded_by
  FROM person JOIN entry USING (entry_id);

CREATE VIEW v_person_role AS
  SELECT person_role.entry_id, person_role.line, effective_on, code AS person, role, given, reason, recorded_at, recorded_by
  FROM person_role JOIN person USING (person_id) JOIN entry ON entry.entry_id = person_role.entry_id;

CREATE VIEW v_person_key AS
  SELECT person_key.entry_id, entry.effective_on, code AS person, person_key.key_number, public_key,
         key_revocation.entry_id AS revoked_by, key_revocation.reason AS revoked_because, entry.recorded_at, entry.recorded_by
  FROM person_key JOIN person USING (person_id) JOIN entry ON entry.entry_id = person_key.entry_id
  LEFT JOIN key_revocation ON key_revocation.key_number = person_key.key_number;

CREATE VIEW v_policy AS
  SELECT policy.entry_id, effective_on, signed, proposal_days, kind AS approved_kind, above_cents, recorded_at, recorded_by
  FROM policy JOIN (SELECT entry_id, effective_on, recorded_at, recorded_by FROM entry) USING (entry_id) LEFT JOIN policy_limit USING (entry_id);

CREATE VIEW v_signature AS
  SELECT signer.entry_id, code AS person, signer.key_number, public_key, role AS role_needed, hash, signature
  FROM signer JOIN person USING (person_id) JOIN person_key ON person_key.key_number = signer.key_number
  JOIN entry_role ON entry_role.entry_id = signer.entry_id JOIN seal ON seal.entry_id = signer.entry_id;

CREATE VIEW v_proposal AS
  SELECT proposal.entry_id, entry.effective_on, proposal.kind, dated_on, amount_cents, summary, command, entry.recorded_by AS proposed_by,
         entry.recorded_at AS proposed_at, expires_on,
         CASE WHEN decided.entry_id IS NOT NULL THEN 'approved' WHEN refused.entry_id IS NULL THEN 'waiting'
              WHEN ended.recorded_by = entry.recorded_by THEN 'withdrawn' ELSE 'rejected' END AS state,
         coalesce(decided.entry_id, refused.entry_id) AS decided_entry_id, ended.recorded_by AS decided_by, ended.recorded_at AS decided_at,
         coalesce(decided.reason, refused.reason) AS reason
  FROM proposal JOIN entry USING (entry_id)
  LEFT JOIN (SELECT proposal_entry_id, min(entry_id) AS entry_id, reason FROM approval GROUP BY proposal_entry_id) AS decided
    ON decided.proposal_entry_id = proposal.entry_id
  LEFT JOIN proposal_rejection AS refused ON refused.proposal_entry_id = proposal.entry_id
  LEFT JOIN entry AS ended ON ended.entry_id = coalesce(decided.entry_id, refused.entry_id);

DROP VIEW v_entry;
CREATE VIEW v_entry AS
  SELECT entry.entry_id, kind, effective_on, recorded_at, recorded_by, request_id, reference, memo,
         (SELECT entry_id FROM reversal WHERE reversed_entry_id = entry.entry_id) AS reversed_by, previous_hash, hash,
         (SELECT code FROM signer JOIN person USING (person_id) WHERE signer.entry_id = entry.entry_id) AS signed_by
  FROM entry JOIN seal USING (entry_id);
