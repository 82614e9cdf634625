#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"
#include "tests/support/people.hpp"

namespace pvault::test {

namespace honest {

const std::string person = R"(
  INSERT INTO entry VALUES ($next, 'person', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO person VALUES ($new, 1, 900, 'novak', 'D. Novak');
  INSERT INTO person_role VALUES ($new, 1, 900, 'operator', 1, NULL);
  INSERT INTO person_key VALUES ($new, 1, 900, $stranger_key, $stranger_public);
  $seal)";

const std::string person_role = R"(
  INSERT INTO entry VALUES ($next, 'person-role', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO person_role VALUES ($new, 1, $chen, 'approver', 1, NULL);
  $seal)";

const std::string person_key = R"(
  INSERT INTO entry VALUES ($next, 'person-key', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO person_key VALUES ($new, 1, $chen, $stranger_key, $stranger_public);
  $seal)";

const std::string key_revocation = R"(
  INSERT INTO entry VALUES ($next, 'key-revocation', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO key_revocation VALUES ($new, 1, $chen_key, 'lost');
  $seal)";

const std::string policy = R"(
  INSERT INTO entry VALUES ($next, 'policy', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO policy VALUES ($new, 1, 0, 30);
  $seal)";

// The honest purchase moves just as much as its limit.
const std::string signing_policy = R"(
  INSERT INTO entry VALUES ($next, 'policy', '2026-05-01', '2026-06-01T00:00:00.000Z', 'adams', NULL, NULL, NULL, NULL);
  INSERT INTO policy VALUES ($new, 1, 1, 30);
  INSERT INTO policy_limit VALUES ($new, 1, 'site', NULL);
  INSERT INTO policy_limit VALUES ($new, 2, 'purchase', 100500);
  INSERT INTO signer VALUES ($new, 1, $adams, $adams_key);
  $signed)";

const std::string signed_site = R"(
  INSERT INTO entry VALUES ($next, 'site', '2026-05-01', '2026-06-01T00:00:00.000Z', 'chen', NULL, NULL, NULL, NULL);
  INSERT INTO site VALUES ($new, 1, 900, 'BUTTE', 'Butte', 'US', NULL);
  INSERT INTO signer VALUES ($new, 1, $chen, $chen_key);
  $signed)";

const std::string proposal = R"(
  INSERT INTO entry VALUES ($next, 'proposal', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO proposal VALUES ($new, 1, 'site', '2026-05-01', 0, 'site BUTTE', '["site","add","BUTTE"]', '2026-07-01');
  $seal)";

// What chen proposed in the sample book.
const std::string approved_site = R"(
  INSERT INTO entry VALUES ($next, 'site', '2026-05-01', '2026-06-01T00:00:00.000Z', 'adams', NULL, NULL, NULL, NULL);
  INSERT INTO site VALUES ($new, 1, 900, 'BUTTE', 'Butte', 'US', NULL);
  INSERT INTO approval VALUES ($new, 1, $proposal, 'needed');
  INSERT INTO signer VALUES ($new, 1, $adams, $adams_key);
  $signed)";

const std::string proposal_rejection = R"(
  INSERT INTO entry VALUES ($next, 'proposal-rejection', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO proposal_rejection VALUES ($new, 1, $proposal, 'not needed');
  $seal)";

} // namespace honest

using namespace honest;

// A policy that asked for signatures and for the approval of sites, and one since that asks for neither: what waits,
// waits still.
void SampleBook::record_people() {
  add_person(*this, "adams", {PersonRole::administering, PersonRole::approving, PersonRole::operating});
  name("person_entry", add_person(*this, "chen", {PersonRole::operating}));
  add_person(*this, "okafor", {PersonRole::operating, PersonRole::approving});
  const operations::RoleInput role{.person = "chen", .role = PersonRole::auditing, .reason = "left the auditors"};
  allowed(operations::give_role(book(), options("2025-01-01"), role));
  name("role_entry", allowed(operations::take_role(book(), options("2025-01-01"), role)).entry);
  name("key_entry",
       allowed(operations::add_key(book(), options("2025-01-01"), "chen", key_of("backup").public_key())).entry);
  const KeyNumber lost = key_of("okafor").public_key().number;
  name("revocation_entry", allowed(operations::revoke_key(book(), options("2025-01-01"), lost, "lost")).entry);
  name("policy_entry", set_policy(*this, "adams", true, {{.kind = "site", .above = {}}}, 366));
  name("decided_proposal", propose_site(*this, "chen", "PROVO", "2026-04-30"));
  name("approved_entry", allowed(try_site(*this, "PROVO", "adams", entry("decided_proposal"))).entry);
  name("refused_proposal", propose_site(*this, "chen", "PUEBLO", "2026-04-30"));
  name("rejection_entry", allowed(operations::reject_proposal(book(), signed_by("adams", options("2026-04-30")),
                                                              entry("refused_proposal"), "not needed"))
                              .entry);
  name("proposal", propose_site(*this, "chen", "BUTTE", "2026-04-30", "2026-05-01"));
  const ApprovedEntry one{"site", day("2026-05-01"), Money()};
  const operations::NeededApproval sites{.entries = {one, one}, .summary = "2 sites", .request_fingerprint = ""};
  name("proposal_of_two", allowed(operations::propose(book(), signed_by("chen", options("2026-04-30")), sites,
                                                      {"site", "add"}, day("2026-04-30")))
                              .entry);
  name("own_proposal", propose_site(*this, "adams", "ELY", "2026-04-30"));
  set_policy(*this, "adams", false, {});
  for (const std::string who : {"adams", "chen", "okafor", "stranger"}) {
    const PublicKey key = key_of(who).public_key();
    names_[who + "_key"] = "'" + format_key_number(key.number) + "'";
    names_[who + "_public"] = "'" + format_public_key(key) + "'";
    if (who != "stranger")
      name(who, connection().integer_of("SELECT person_id FROM person WHERE code = '" + who + "'"));
  }
}

std::string signed_by_person(const std::string& entry, const std::string& name) {
  return changed(entry, {{"'stranger'", "'" + name + "'"},
                         {"$seal", "INSERT INTO signer VALUES ($new, 1, $" + name + ", $" + name + "_key); $signed"}});
}

std::vector<Attack> attacks_on_people() {
  const std::string complete = "people_complete";
  const std::string order = "people_in_order";
  const std::string role = "INSERT INTO person_role VALUES";
  std::vector<Attack> attacks = {
      {"a person without a role", changed(person, {{role, "-- " + role}}), "entry_incomplete", complete},
      {"a role for a person that the entry does not make",
       changed(person, {{"INSERT INTO person VALUES", "-- INSERT INTO person VALUES"}}), "row_of_other_kind", complete},
      {"a change of no role", changed(person_role, {{role, "-- " + role}}), "entry_incomplete", complete},
      {"two roles in one change", with(person_role, role + " ($new, 2, $chen, 'administrator', 1, NULL)"),
       "entry_incomplete", complete},
      {"no key", changed(person_key, {{"INSERT INTO person_key", "-- INSERT INTO person_key"}}), "entry_incomplete",
       complete},
      {"a revocation of no key", changed(key_revocation, {{"INSERT INTO key_rev", "-- INSERT INTO key_rev"}}),
       "entry_incomplete", complete},
      {"a person in an entry of another kind", changed(person, {{"'person', '2026", "'person-role', '2026"}}),
       "row_of_other_kind", complete},
      {"a role in an entry of another kind", changed(person_role, {{"'person-role'", "'person'"}}), "row_of_other_kind",
       complete},
      {"a key in an entry of another kind", changed(person_key, {{"'person-key'", "'person'"}}), "row_of_other_kind",
       complete},
      {"a revocation in an entry of another kind", changed(key_revocation, {{"'key-revocation'", "'person-key'"}}),
       "row_of_other_kind", complete},
      {"a person who begins without what they never had",
       changed(person, {{"'operator', 1, NULL", "'operator', 0, 'left'"}}), "role_as_it_is", order},
      {"a role given to who has it", changed(person_role, {{"'approver'", "'operator'"}}), "role_as_it_is", order},
      {"a role taken from who has it not", changed(person_role, {{"1, NULL)", "0, 'left')"}}), "role_as_it_is", order},
      {"a role taken without a reason", changed(person_role, {{"'approver', 1, NULL", "'operator', 0, NULL"}}),
       "CHECK constraint failed: given = 1 OR reason"},
      {"half a role", changed(person_role, {{"1, NULL)", "2, NULL)"}}), ""},
      {"a code that another person has", changed(person, {{"'novak'", "'CHEN'"}}), "name_taken"},
      {"a person in the place of another",
       changed(person,
               {{"INSERT INTO person VALUES ($new, 1, 900", "INSERT OR REPLACE INTO person VALUES ($new, 1, $chen"}}),
       "append_only"},
      {"a key that is somebody's", changed(person_key, {{"$stranger_key", "$adams_key"}}), "key_taken"},
      {"a key that is somebody's, under another number", changed(person_key, {{"$stranger_public", "$adams_public"}}),
       "key_taken"},
      {"a key in the place of another",
       changed(person_key,
               {{"INSERT INTO person_key", "INSERT OR REPLACE INTO person_key"}, {"$stranger_key", "$okafor_key"}}),
       "key_taken"},
      {"a number that no key has", changed(person_key, {{"$stranger_key", "'7373737373737G73'"}}),
       "CHECK constraint failed: length(key_number) = 16"},
      {"a key cut short", changed(person_key, {{"$stranger_public", "substr($stranger_public, 2)"}}),
       "CHECK constraint failed: length(public_key) = 56"},
      {"a key revoked twice", changed(key_revocation, {{"$chen_key", "$okafor_key"}}), "key_revoked"},
      {"a key revoked for no reason", changed(key_revocation, {{"'lost'", "' '"}}),
       "CHECK constraint failed: trim(reason)"},
      {"a new role", "INSERT INTO role VALUES ('owner', 'may do anything')", "append_only"},
      {"a kind that auditors record", "INSERT OR REPLACE INTO kind_role VALUES ('purchase', 'auditor')", "append_only"},
  };
  for (const std::string entry : {"person", "role", "key", "revocation", "policy", "rejection"})
    attacks.push_back({entry + " undone", undoing("$" + entry + "_entry"), "reversal_not_possible", order});
  attacks.push_back({"proposal undone", undoing("$proposal"), "reversal_not_possible", order});
  return attacks;
}

std::vector<Attack> attacks_on_signatures() {
  const std::string asked = "signed_where_asked";
  const std::string may = "signed_by_who_may";
  const std::string signer = "INSERT INTO signer VALUES";
  const std::string taken = changed(person_role, {{"$chen, 'approver', 1, NULL", "$adams, 'operator', 0, 'left'"}});
  return {
      {"who signed, without a signature", changed(signed_site, {{"$signed", "$seal"}}), "signature_incomplete", asked},
      {"a signature of nobody", changed(site, {{"$seal", "$signed"}}), "signature_incomplete", asked},
      {"no signature where one is asked for", signing_policy + ";" + party, "signature_required", asked},
      {"a policy that asks for signatures and has none",
       changed(signing_policy, {{signer, "-- " + signer}, {"$signed", "$seal"}}), "signature_required", asked},
      {"the key of another", changed(signed_site, {{"$chen_key", "$adams_key"}}), "key_unknown", may},
      {"a key that comes with what it signs",
       changed(person_key, {{"'stranger'", "'adams'"},
                            {"$new, 1, $chen", "$new, 1, $adams"},
                            {"$seal", signer + " ($new, 1, $adams, $stranger_key); $signed"}}),
       "key_unknown", may},
      {"a key that was revoked", signed_by_person(site, "okafor"), "key_revoked", may},
      {"a key that is revoked just before", key_revocation + ";" + signed_site, "key_revoked", may},
      {"recorded under the name of another", changed(signed_site, {{"'chen'", "'adams'"}}), "signer_is_not_recorder",
       may},
      {"an operator who makes a person", signed_by_person(person, "chen"), "role_missing", may},
      {"an operator who sets the policy", signed_by_person(policy, "chen"), "role_missing", may},
      {"an operator who opens a month", signed_by_person(period_reopen, "chen"), "role_missing", may},
      {"an operator who proposes what an administrator records",
       signed_by_person(changed(proposal, {{"1, 'site'", "1, 'person'"}}), "chen"), "role_missing", may},
      {"an operator who rejects what another proposed",
       signed_by_person(changed(proposal_rejection, {{"$proposal", "$own_proposal"}}), "chen"), "role_missing", may},
      {"a role that was taken before", taken + ";" + signed_by_person(site, "adams"), "role_missing", may},
      {"a role that comes with what it is needed for",
       signed_by_person(changed(person_role, {{"'approver'", "'administrator'"}}), "chen"), "role_missing", may},
      {"a signature cut short",
       changed(
           signed_site,
           {{"$signed", "INSERT INTO seal SELECT max(entry_id), (SELECT hash FROM seal ORDER BY entry_id DESC LIMIT "
                        "1), '" +
                            std::string(64, 'f') + "', '" + std::string(127, '1') + "' FROM entry"}}),
       "CHECK constraint failed: length(signature) = 128"},
  };
}

std::vector<Attack> attacks_on_policies() {
  const std::string complete = "people_complete";
  const std::string hold = "policy_can_hold";
  const std::string limit = "INSERT INTO policy_limit VALUES ($new, 1";
  const std::string no_administrator =
      changed(person_role, {{"$chen, 'approver', 1, NULL", "$adams, 'administrator', 0, 'left'"}});
  const std::string no_approver =
      changed(person_role, {{"$chen, 'approver', 1, NULL", "$adams, 'approver', 0, 'left'"}});
  return {
      {"a policy without its row", changed(policy, {{"INSERT INTO policy", "-- INSERT INTO policy"}}),
       "entry_incomplete", complete},
      {"a policy in an entry of another kind", changed(policy, {{"'policy'", "'person-role'"}}), "row_of_other_kind",
       complete},
      {"a limit in an entry of another kind", with(site, limit + ", 'site', NULL)"), "row_of_other_kind", complete},
      {"approval without signatures", changed(signing_policy, {{"$new, 1, 1, 30", "$new, 1, 0, 30"}}),
       "policy_unsigned", hold},
      {"nobody left who administers", signing_policy + ";" + signed_by_person(no_administrator, "adams"),
       "role_unfilled", hold},
      {"nobody left who approves: the other's key is revoked",
       signing_policy + ";" + signed_by_person(no_approver, "adams"), "role_unfilled", hold},
      {"nobody left with a key",
       signing_policy + ";" + signed_by_person(changed(key_revocation, {{"$chen_key", "$adams_key"}}), "adams"),
       "role_unfilled", hold},
      {"a policy that needs an approver where none is", no_approver + ";" + signing_policy, "role_unfilled", hold},
      {"half a signature", changed(policy, {{"$new, 1, 0, 30", "$new, 1, 2, 30"}}), "CHECK constraint failed: signed"},
      {"proposals of no day", changed(policy, {{"0, 30)", "0, 0)"}}), "CHECK constraint failed: proposal_days"},
      {"proposals that stand for years", changed(policy, {{"0, 30)", "0, 367)"}}),
       "CHECK constraint failed: proposal_days"},
      {"a limit below nothing", changed(signing_policy, {{"100500", "-1"}}), "CHECK constraint failed: above_cents"},
      {"proposals that wait for approval", changed(signing_policy, {{"'site', NULL", "'proposal', NULL"}}),
       "CHECK constraint failed: kind NOT IN"},
      {"a policy that its only administrator would have to approve",
       changed(signing_policy, {{"'site', NULL", "'policy', NULL"}}), "role_unfilled", hold},
      {"the other who could approve what an administrator records, gone",
       changed(person_role, {{"'approver'", "'administrator'"}}) + ";" +
           changed(signing_policy, {{"'site', NULL", "'person', NULL"}}) + ";" +
           signed_by_person(changed(person_role, {{"'approver', 1, NULL", "'administrator', 0, 'left'"}}), "adams"),
       "role_unfilled", hold},
      {"counts that wait", changed(signing_policy, {{"'site', NULL", "'count', NULL"}}), "kind_cannot_wait", hold},
      {"evidence that waits", changed(signing_policy, {{"'site', NULL", "'evidence', NULL"}}), "kind_cannot_wait",
       hold},
      {"imports that wait", changed(signing_policy, {{"'site', NULL", "'import', NULL"}}), "kind_cannot_wait", hold},
      {"statements that wait", changed(signing_policy, {{"'site', NULL", "'warehouse-confirmation', 5"}}),
       "kind_cannot_wait", hold},
      {"two limits of one kind", changed(signing_policy, {{"'purchase', 100500", "'site', 100500"}}),
       "UNIQUE constraint failed: policy_limit"},
  };
}

// chen proposes the honest purchase, and adams approves it.
std::string approved_purchase() {
  const std::string priced = changed(purchase, {{"$traxys, NULL, 100000", "$traxys, '1 USD/kg', 100000"}});
  return signed_by_person(
             changed(proposal, {{"'site', '2026-05-01', 0", "'purchase', '2026-05-01', 100500"},
                                {R"(["site","add","BUTTE"])", R"(["purchase","--mass=1 t","--price=1 USD/kg"])"}}),
             "chen") +
         ";" +
         signed_by_person(
             with(priced, "INSERT INTO approval VALUES ($new, 1, (SELECT max(entry_id) FROM proposal), 'ok')"),
             "adams");
}

// What carries out the proposal of two sites.
std::vector<std::string> approved_sites() {
  const std::string first = changed(approved_site, {{"$proposal", "$proposal_of_two"}});
  return {first, changed(first, {{"900, 'BUTTE', 'Butte'", "901, 'AUSTIN', 'Austin'"}}),
          changed(first, {{"900, 'BUTTE', 'Butte'", "902, 'FERNLEY', 'Fernley'"}})};
}

std::vector<Attack> attacks_that_only_the_audit_finds() {
  const std::string named = "approvers_named";
  const std::string same = "approved_as_proposed";
  const std::string reopened = signed_by_person(period_reopen, "adams");
  const std::string adjusted = signed_by_person(adjustment, "chen");
  const auto naming = [](const std::string& entry, const std::string& name) {
    return signing_policy + ";" + changed(entry, {{"'B. Chen'", "'" + name + "'"}});
  };
  return {
      {"an approver whom nobody knows", naming(reopened, "B. Chen"), "", named},
      {"an approver who is none", naming(reopened, "chen"), "", named},
      {"an approver who did not sign", naming(reopened, "okafor"), "", named},
      {"an approver whom nobody knows, of an adjustment", naming(adjusted, "B. Chen"), "", named},
      {"an approver of an adjustment who records it", naming(signed_by_person(adjustment, "adams"), "adams"), "",
       named},
      {"another day than was proposed", changed(approved_site, {{"'site', '2026-05-01'", "'site', '2026-05-02'"}}), "",
       same},
      {"another kind than was proposed",
       changed(approved_purchase(), {{"'purchase', '2026-05-01', 100500", "'sale', '2026-05-01', 100500"}}), "", same},
      {"a cent more than was proposed", changed(approved_purchase(), {{"100500, 'site", "100499, 'site"}}), "", same},
      {"another mass than was proposed", changed(approved_purchase(), {{"--mass=1 t", "--mass=2 t"}}), "", same},
      {"another price than was proposed", changed(approved_purchase(), {{"--price=1 ", "--price=2 "}}), "", same},
      {"half of what was proposed", approved_sites()[0], "", same},
  };
}

std::vector<std::string> approved_entries() {
  const auto naming = [](const std::string& entry, const std::string& name) {
    return signing_policy + ";" + changed(entry, {{"'B. Chen'", "'" + name + "'"}});
  };
  return {approved_purchase(), signing_policy + ";" + approved_sites()[0] + ";" + approved_sites()[1],
          naming(signed_by_person(period_reopen, "adams"), "ADAMS"),
          naming(signed_by_person(adjustment, "chen"), "okafor")};
}

std::vector<Attack> attacks_on_proposals() {
  const std::string complete = "people_complete";
  const std::string asked = "approved_where_asked";
  const std::string once = "proposals_decided_once";
  const std::string signer = "INSERT INTO signer VALUES ($new, 1, $adams, $adams_key);";
  const auto approving = [](const std::string& what) { return changed(approved_site, {{"$proposal", what}}); };
  const auto rejecting = [](const std::string& what) { return changed(proposal_rejection, {{"$proposal", what}}); };
  const std::string again = changed(
      approved_site, {{"900, 'BUTTE', 'Butte'", "901, 'AUSTIN', 'Austin'"}, {"T00:00:00.000Z", "T00:00:00.001Z"}});
  return {
      {"a proposal without its row", changed(proposal, {{"INSERT INTO proposal", "-- INSERT INTO proposal"}}),
       "entry_incomplete", complete},
      {"a rejection without its row",
       changed(proposal_rejection, {{"INSERT INTO proposal_rej", "-- INSERT INTO proposal_rej"}}), "entry_incomplete",
       complete},
      {"a proposal in an entry of another kind", changed(proposal, {{"'proposal', '2026", "'policy', '2026"}}),
       "row_of_other_kind", complete},
      {"a rejection in an entry of another kind", changed(proposal_rejection, {{"'proposal-rejection'", "'proposal'"}}),
       "row_of_other_kind", complete},
      {"what another approves, and none did", signing_policy + ";" + signed_site, "approval_missing", asked},
      {"a cent above the limit",
       changed(signing_policy, {{"100500", "100499"}}) + ";" + signed_by_person(purchase, "chen"), "approval_missing",
       asked},
      {"one's own proposal", approving("$own_proposal"), "approval_of_own", asked},
      {"approved by nobody", changed(approved_site, {{signer, ""}, {"$signed", "$seal"}}), "approval_of_own", asked},
      {"proposed by nobody", proposal + ";" + approving("(SELECT max(entry_id) FROM proposal)"), "approval_of_own",
       asked},
      {"an approval of what was approved", approving("$decided_proposal"), "proposal_decided", once},
      {"an approval of what was rejected", approving("$refused_proposal"), "proposal_decided", once},
      {"an approval a moment after the first", approved_site + ";" + again, "proposal_decided", once},
      {"a rejection of what was approved", rejecting("$decided_proposal"), "proposal_decided", once},
      {"a second rejection", rejecting("$refused_proposal"), "proposal_decided"},
      {"an approval after the last day",
       changed(approved_site, {{"2026-06-01T00:00:00.000Z", "2027-05-02T00:00:00.000Z"}}), "proposal_expired", once},
      {"an approval of what is no proposal", approving("$person_entry"), "proposal_unknown"},
      {"a rejection for no reason", changed(proposal_rejection, {{"'not needed'", "' '"}}),
       "CHECK constraint failed: trim(reason)"},
      {"an amount below nothing", changed(proposal, {{"0, 'site BUTTE'", "-1, 'site BUTTE'"}}),
       "CHECK constraint failed: amount_cents"},
      {"a command that is none", changed(proposal, {{R"('["site","add","BUTTE"]')", "'site add BUTTE'"}}),
       "CHECK constraint failed: command GLOB"},
      {"a command that is no list", changed(proposal, {{R"('["site","add","BUTTE"]')", R"('{"site":1}')"}}),
       "CHECK constraint failed: command GLOB"},
      {"a last day that is none", changed(proposal, {{"'2026-07-01'", "'2026-06-31'"}}),
       "CHECK constraint failed: expires_on"},
  };
}

std::vector<Attack> attacks_on_what_was_proposed() {
  const std::string complete = "people_complete";
  const std::string same = "approved_as_proposed";
  return {
      // An approver has no other role by it.
      {"a role that was not proposed",
       approved_site + ";" +
           signed_by_person(with(person_role, "INSERT INTO approval VALUES ($new, 1, $proposal, 'ok')"), "adams"),
       "proposal_changed", same},
      {"an opening under the proposal of a site",
       signed_by_person(with(period_reopen, "INSERT INTO approval VALUES ($new, 1, $proposal, 'ok')"), "adams"),
       "proposal_changed", same},
      {"one more than was proposed",
       signing_policy + ";" + approved_site + ";" +
           changed(approved_site, {{"900, 'BUTTE', 'Butte'", "901, 'AUSTIN', 'Austin'"}}),
       "proposal_changed", same},
      {"a third, where two were proposed",
       signing_policy + ";" + approved_sites()[0] + ";" + approved_sites()[1] + ";" + approved_sites()[2],
       "proposal_changed", same},
      {"another day, where a policy asks for approval",
       signing_policy + ";" + changed(approved_site, {{"'site', '2026-05-01'", "'site', '2026-05-02'"}}),
       "proposal_changed", same},
      {"a cent more, where a policy asks for approval",
       changed(signing_policy, {{"100500", "100499"}}) + ";" +
           changed(approved_purchase(), {{"100500, 'site", "100499, 'site"}}),
       "proposal_changed", same},
      {"a part of a proposal in an entry of another kind",
       with(site, "INSERT INTO proposal_part VALUES ($new, 1, 'site', '2026-05-01', 0)"), "row_of_other_kind",
       complete},
      {"a part of another proposal",
       with(proposal, "INSERT INTO proposal_part VALUES ($proposal, 1, 'site', '2026-05-01', 0)"), "entry_not_open"},
      {"a part of a proposal below nothing",
       with(proposal, "INSERT INTO proposal_part VALUES ($new, 1, 'site', '2026-05-01', -1)"),
       "CHECK constraint failed: amount_cents"},
      {"a part of a proposal on no day",
       with(proposal, "INSERT INTO proposal_part VALUES ($new, 1, 'site', '2026-02-30', 0)"),
       "CHECK constraint failed: dated_on"},
  };
}

} // namespace pvault::test
