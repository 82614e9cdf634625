// People, what they signed, and what another approved.
#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_people_checks = std::to_array<InvariantCheck>({
    {"people_complete", "each entry about people, keys, the policy and proposals has its rows, and no other entry has",
     "SELECT entry_id, 'a ' || kind || ' without its row' FROM entry WHERE CASE kind WHEN 'person' THEN entry_id NOT "
     "IN "
     "(SELECT entry_id FROM person) OR entry_id NOT IN (SELECT entry_id FROM person_role) WHEN 'person-role' THEN "
     "(SELECT count(*) FROM person_role WHERE person_role.entry_id = entry.entry_id) <> 1 WHEN 'person-key' THEN "
     "entry_id NOT IN (SELECT entry_id FROM person_key) WHEN 'key-revocation' THEN entry_id NOT IN (SELECT entry_id "
     "FROM key_revocation) WHEN 'policy' THEN entry_id NOT IN (SELECT entry_id FROM policy) WHEN 'proposal' THEN "
     "entry_id NOT IN (SELECT entry_id FROM proposal) WHEN 'proposal-rejection' THEN entry_id NOT IN (SELECT entry_id "
     "FROM proposal_rejection) ELSE 0 END UNION ALL SELECT entry_id, 'a row of ' || name || ' in a ' || kind FROM "
     "(SELECT entry_id, 'person' AS name, 'person' AS kinds FROM person UNION ALL SELECT entry_id, 'person_role', "
     "'person person-role' FROM person_role UNION ALL SELECT entry_id, 'person_key', 'person person-key' FROM "
     "person_key UNION ALL SELECT entry_id, 'key_revocation', 'key-revocation' FROM key_revocation UNION ALL SELECT "
     "entry_id, 'policy', 'policy' FROM policy UNION ALL SELECT entry_id, 'policy_limit', 'policy' FROM policy_limit "
     "UNION ALL SELECT entry_id, 'proposal', 'proposal' FROM proposal UNION ALL SELECT entry_id, 'proposal_part', "
     "'proposal' FROM proposal_part UNION ALL SELECT entry_id, 'proposal_rejection', "
     "'proposal-rejection' FROM proposal_rejection) JOIN entry USING (entry_id) WHERE instr(' ' || kinds || ' ', ' ' "
     "|| "
     "kind || ' ') = 0"},
    {"people_in_order",
     "a role is given to who has it not and taken from who has it, and nothing about people is reversed",
     "SELECT entry_id, 'makes person ' || person_id || iif(given, ' ', ' no longer ') || role || ', which they were "
     "already' FROM (SELECT entry_id, person_id, role, given, lag(given, 1, 0) OVER (PARTITION BY person_id, role "
     "ORDER "
     "BY entry_id, line) AS before FROM person_role) WHERE given = before UNION ALL SELECT reversal.entry_id, 'undoes "
     "entry ' || reversed_entry_id || ' (' || kind || ')' FROM reversal JOIN entry ON entry.entry_id = "
     "reversed_entry_id WHERE kind IN ('person', 'person-role', 'person-key', 'key-revocation', 'policy', 'proposal', "
     "'proposal-rejection')"},
    {"signed_where_asked", "every entry is signed since a policy asks for it, and a signature names who signed",
     "SELECT entry.entry_id, 'is not signed, as the policy of entry ' || policy.entry_id || ' asks' FROM entry JOIN "
     "policy ON policy.entry_id = coalesce((SELECT max(before.entry_id) FROM policy AS before WHERE before.entry_id < "
     "entry.entry_id AND before.signed = 1 AND before.entry_id = (SELECT max(entry_id) FROM policy WHERE entry_id < "
     "entry.entry_id)), (SELECT own.entry_id FROM policy AS own WHERE own.entry_id = entry.entry_id AND own.signed = "
     "1)) WHERE entry.entry_id NOT IN (SELECT entry_id FROM signer) UNION ALL SELECT seal.entry_id, iif(signature IS "
     "NULL, 'names who signed it and has no signature', 'has a signature and does not name who signed it') FROM seal "
     "LEFT JOIN signer USING (entry_id) WHERE (signature IS NULL) <> (signer.entry_id IS NULL)"},
    {"signed_by_who_may", "who signs has the key since before, which is not revoked, and the role that it takes",
     "SELECT signer.entry_id, CASE WHEN known.entry_id IS NULL OR known.entry_id >= signer.entry_id THEN 'is signed "
     "with "
     "a key that was not theirs by then' WHEN revoked.entry_id < signer.entry_id THEN 'is signed with a key that was "
     "revoked by entry ' || revoked.entry_id WHEN person.code <> entry.recorded_by THEN 'is signed by ' || person.code "
     "|| ' and recorded by ' || entry.recorded_by ELSE 'takes the role ' || entry_role.role || ', which ' || "
     "person.code || ' had not' END FROM signer JOIN entry USING (entry_id) JOIN person USING (person_id) JOIN "
     "entry_role ON entry_role.entry_id = signer.entry_id LEFT JOIN person_key AS known ON known.key_number = "
     "signer.key_number AND known.person_id = signer.person_id LEFT JOIN key_revocation AS revoked ON "
     "revoked.key_number = signer.key_number LEFT JOIN person_role_change AS held ON held.person_id = signer.person_id "
     "AND held.role = entry_role.role AND held.given = 1 AND held.entry_id < signer.entry_id AND (held.until_entry_id "
     "IS NULL OR held.until_entry_id >= signer.entry_id) LEFT JOIN (SELECT proposal_rejection.entry_id, "
     "maker.person_id FROM proposal_rejection JOIN signer AS maker ON maker.entry_id = proposal_entry_id) AS withdrawn "
     "ON withdrawn.entry_id = signer.entry_id AND withdrawn.person_id = signer.person_id WHERE known.entry_id IS NULL "
     "OR known.entry_id >= signer.entry_id OR revoked.entry_id < signer.entry_id OR person.code <> entry.recorded_by "
     "OR "
     "(held.person_id IS NULL AND withdrawn.entry_id IS NULL)"},
    {"policy_can_hold", "approval is asked for only where entries are signed, and whom the policy needs is there",
     "SELECT policy.entry_id, 'asks for approval and not for signatures' FROM policy WHERE signed = 0 AND EXISTS "
     "(SELECT "
     "1 FROM policy_limit WHERE policy_limit.entry_id = policy.entry_id) UNION ALL SELECT entry.entry_id, 'leaves "
     "nobody with a key who is ' || needed.role FROM entry JOIN (SELECT 'administrator' AS role UNION ALL SELECT "
     "'approver') AS needed JOIN policy ON policy.entry_id = (SELECT max(entry_id) FROM policy AS newest WHERE "
     "newest.entry_id <= "
     "entry.entry_id) WHERE entry.kind IN ('policy', 'person-role', 'key-revocation') AND signed = 1 AND (needed.role "
     "= "
     "'administrator' OR EXISTS (SELECT 1 FROM policy_limit WHERE policy_limit.entry_id = policy.entry_id)) AND NOT "
     "EXISTS (SELECT 1 FROM person_role_change AS held JOIN person_key USING (person_id) LEFT JOIN key_revocation "
     "USING "
     "(key_number) WHERE held.role = needed.role AND held.given = 1 AND held.entry_id <= entry.entry_id AND "
     "(held.until_entry_id IS NULL OR held.until_entry_id > entry.entry_id) AND person_key.entry_id <= entry.entry_id "
     "AND (key_revocation.entry_id IS NULL OR key_revocation.entry_id > entry.entry_id)) "
     // What is read from a file cannot be proposed.
     "UNION ALL SELECT entry_id, 'makes every ' || kind || ' wait, which is read from a file and cannot be proposed' "
     "FROM policy_limit WHERE kind IN ('count', 'evidence', 'import', 'warehouse-confirmation') "
     // What only an administrator may record waits for another person.
     "UNION ALL SELECT entry.entry_id, 'leaves nobody with a key who could approve what an administrator records' FROM "
     "entry JOIN policy ON policy.entry_id = (SELECT max(entry_id) FROM policy AS newest WHERE newest.entry_id <= "
     "entry.entry_id) WHERE entry.kind IN ('policy', 'person-role', 'key-revocation') AND signed = 1 AND EXISTS "
     "(SELECT "
     "1 FROM policy_limit JOIN kind_role ON kind_role.kind = policy_limit.kind WHERE policy_limit.entry_id = "
     "policy.entry_id AND role = 'administrator') AND (SELECT count(DISTINCT held.person_id) FROM person_role_change "
     "AS "
     "held JOIN person_key USING (person_id) LEFT JOIN key_revocation USING (key_number) WHERE held.role IN "
     "('administrator', 'approver') AND held.given = 1 AND held.entry_id <= entry.entry_id AND (held.until_entry_id IS "
     "NULL OR held.until_entry_id > entry.entry_id) AND person_key.entry_id <= entry.entry_id AND "
     "(key_revocation.entry_id IS NULL OR key_revocation.entry_id > entry.entry_id)) < 2"},
    {"approved_where_asked", "what a policy says is approved by another person than proposed it",
     "SELECT entry.entry_id, 'is a ' || entry.kind || ' of ' || amount_cents || ' cents, and nobody approved it' FROM "
     "entry JOIN policy_limit ON policy_limit.kind = entry.kind AND policy_limit.entry_id = (SELECT max(entry_id) FROM "
     "policy WHERE policy.entry_id < entry.entry_id) JOIN entry_amount ON entry_amount.entry_id = entry.entry_id WHERE "
     "(above_cents IS NULL OR amount_cents > above_cents) AND entry.entry_id NOT IN (SELECT entry_id FROM approval) "
     "UNION ALL SELECT approval.entry_id, 'is approved by who proposed it, or by nobody who signed' FROM approval LEFT "
     "JOIN signer USING (entry_id) LEFT JOIN signer AS maker ON maker.entry_id = proposal_entry_id WHERE "
     "signer.person_id IS NULL OR maker.person_id IS NULL OR signer.person_id = maker.person_id"},
    {"proposals_decided_once", "a proposal is approved once, by its last day, and not when it was rejected",
     "SELECT approval.entry_id, CASE WHEN approval.entry_id <= proposal.entry_id THEN 'comes before its proposal' WHEN "
     "date(entry.recorded_at) > expires_on THEN 'carries out a proposal that stood until ' || expires_on ELSE 'carries "
     "out a proposal that entry ' || coalesce(refused.entry_id, first.entry_id) || ' decided' END FROM approval JOIN "
     "entry USING (entry_id) JOIN proposal ON proposal.entry_id = approval.proposal_entry_id LEFT JOIN "
     "proposal_rejection AS "
     "refused ON refused.proposal_entry_id = approval.proposal_entry_id LEFT JOIN entry AS first ON first.entry_id = "
     "(SELECT min(entry_id) FROM approval AS any WHERE any.proposal_entry_id = approval.proposal_entry_id) LEFT JOIN "
     "approval AS before ON before.entry_id = approval.entry_id - 1 AND before.proposal_entry_id = "
     "approval.proposal_entry_id WHERE approval.entry_id <= proposal.entry_id OR date(entry.recorded_at) > expires_on "
     "OR "
     "refused.entry_id IS NOT NULL OR (first.entry_id <> approval.entry_id AND (before.entry_id IS NULL OR "
     "first.recorded_at <> entry.recorded_at OR first.recorded_by <> entry.recorded_by))"},
    {"approved_as_proposed", "what was approved is what was proposed: its kind, date and money, and its mass and price",
     "SELECT first_entry_id, 'carries out entry ' || proposed.entry_id || ', and not the ' || proposed.kind || ' of ' "
     "|| proposed.dated_on || ' for ' || proposed.amount_cents || ' cents that it proposed' FROM (SELECT entry_id, "
     "kind, dated_on, amount_cents, count(*) AS times FROM proposed_entry GROUP BY 1, 2, 3, 4) AS proposed JOIN "
     "(SELECT proposal_entry_id, min(entry_id) AS first_entry_id FROM approval GROUP BY 1) AS carried ON "
     "carried.proposal_entry_id = proposed.entry_id LEFT JOIN (SELECT proposal_entry_id, kind, dated_on, amount_cents, "
     "count(*) AS times FROM approved_entry GROUP BY 1, 2, 3, 4) AS approved ON approved.proposal_entry_id = "
     "proposed.entry_id AND approved.kind = proposed.kind AND approved.dated_on = proposed.dated_on AND "
     "approved.amount_cents = proposed.amount_cents WHERE proposed.times > coalesce(approved.times, 0) "
     // And nothing that waits for approval came along with it.
     "UNION ALL SELECT this.entry_id, 'is a ' || this.kind || ' of ' || this.dated_on || ' for ' || this.amount_cents "
     "|| ' cents, which entry ' || this.proposal_entry_id || ' does not propose' FROM (SELECT *, row_number() OVER "
     "(PARTITION BY proposal_entry_id, kind, dated_on, amount_cents ORDER BY entry_id) AS time FROM approved_entry) AS "
     "this JOIN policy_limit ON policy_limit.kind = this.kind AND policy_limit.entry_id = (SELECT max(entry_id) FROM "
     "policy WHERE policy.entry_id < this.entry_id) LEFT JOIN (SELECT entry_id, kind, dated_on, amount_cents, count(*) "
     "AS times FROM proposed_entry GROUP BY 1, 2, 3, 4) AS proposed ON proposed.entry_id = this.proposal_entry_id AND "
     "proposed.kind = this.kind AND proposed.dated_on = this.dated_on AND proposed.amount_cents = this.amount_cents "
     "WHERE (above_cents IS NULL OR this.amount_cents > above_cents) AND time > coalesce(times, 0) "
     "UNION ALL SELECT approval.entry_id, 'is a ' || entry.kind || ', for which another role proposes than for the ' "
     "|| proposal.kind || ' that entry ' || proposal_entry_id || ' proposed' FROM approval JOIN entry USING (entry_id) "
     "JOIN proposal ON proposal.entry_id = proposal_entry_id LEFT JOIN kind_role AS needed ON needed.kind = entry.kind "
     "LEFT JOIN kind_role AS asked ON asked.kind = proposal.kind WHERE coalesce(needed.role, 'operator') <> "
     "coalesce(asked.role, 'operator') "
     // The texts of the command line that was approved stand in what it recorded, where other checks read them again.
     "UNION ALL SELECT stated.entry_id, 'has ' || option || entered || ', which entry ' || proposal_entry_id || ' does "
     "not propose' FROM approval JOIN proposal ON proposal.entry_id = proposal_entry_id JOIN (SELECT lot.entry_id, "
     "'--mass=' AS option, mass_entered AS entered FROM lot JOIN entry USING (entry_id) WHERE kind IN ('purchase', "
     "'opening') UNION ALL SELECT entry_id, '--mass=', mass_entered FROM release UNION ALL SELECT entry_id, '--mass=', "
     "mass_entered FROM sale UNION ALL SELECT entry_id, '--mass=', mass_entered FROM transfer UNION ALL SELECT "
     "entry_id, '--price=', price_entered FROM purchase UNION ALL SELECT entry_id, '--price=', price_entered FROM "
     "release UNION ALL SELECT entry_id, '--price=', price_entered FROM sale) AS stated ON stated.entry_id = "
     "approval.entry_id WHERE entered IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(command) WHERE "
     "substr(value, 1, length(option)) = option) AND NOT EXISTS (SELECT 1 FROM json_each(command) WHERE "
     "substr(value, 1, length(option)) = option AND trim(substr(value, length(option) + 1)) = trim(entered))"},
    {"approvers_named",
     "where entries are signed, who is named as approver is one, and signed it where that is the "
     "approval",
     "SELECT stated.entry_id, CASE WHEN named.person_id IS NULL THEN 'names ' || approved_by || ' as approver, who is "
     "nobody in the book' WHEN held.person_id IS NULL THEN 'names ' || approved_by || ' as approver, who is none by "
     "then' WHEN entry_role.role = 'approver' THEN 'names ' || approved_by || ' as approver, and is not signed by "
     "them' "
     "ELSE 'names who signed it as approver' END FROM (SELECT entry_id, approved_by FROM period_change WHERE "
     "approved_by IS NOT NULL UNION ALL SELECT entry_id, approved_by FROM count_adjustment) AS stated JOIN policy ON "
     "policy.entry_id = (SELECT max(before.entry_id) FROM policy AS before WHERE before.entry_id < stated.entry_id) "
     "AND "
     "signed = 1 JOIN entry_role ON entry_role.entry_id = stated.entry_id JOIN signer ON signer.entry_id = "
     "stated.entry_id LEFT JOIN person AS named ON named.code = trim(approved_by) LEFT JOIN person_role_change AS held "
     "ON held.person_id = named.person_id AND held.role = 'approver' AND held.given = 1 AND held.entry_id < "
     "stated.entry_id AND (held.until_entry_id IS NULL OR held.until_entry_id >= stated.entry_id) WHERE held.person_id "
     "IS NULL OR (entry_role.role = 'approver') <> (named.person_id = signer.person_id)"},
});

} // namespace

std::span<const InvariantCheck> people_checks() { return all_people_checks; }

} // namespace pvault::audit
