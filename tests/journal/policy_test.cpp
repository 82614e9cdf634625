// What a policy asks of an entry, and when it can hold.
#include "journal/policy.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <optional>
#include <string>
#include <vector>

namespace journal_policy_test {

using namespace pvault;
using namespace pvault::test;

namespace {

std::optional<Policy> policy(bool is_signed, const std::vector<PolicyLimit>& limits = {}) {
  return Policy{.entry = EntryId{165}, .is_signed = is_signed, .proposal_days = 30, .limits = limits};
}

Person somebody(const std::vector<PersonRole>& roles) {
  return {.id = PersonId{1}, .code = "adams", .name = "A. Adams", .roles = roles};
}

const std::vector<PolicyLimit> purchases_and_releases = {{.kind = "purchase", .above = Money::cents(100'000)},
                                                         {.kind = "release", .above = {}}};

Proposal proposal() {
  return {.entry = EntryId{170},
          .entries = {{"purchase", day("2026-02-01"), Money::cents(100'001)}},
          .amount = Money::cents(100'001),
          .summary = "purchase of tin",
          .command = {"purchase", "record"},
          .proposed_by = "chen",
          .proposed_at = "2026-02-01T10:00:00.000Z",
          .expires_on = day("2026-03-03"),
          .approved = {},
          .rejected = {}};
}

} // namespace

TEST_CASE("an entry need not be signed unless the policy asks for it") {
  CHECK(check_signed(std::nullopt, "purchase", false).has_value());
  CHECK(check_signed(policy(false), "purchase", false).has_value());
  CHECK(check_signed(policy(false), "purchase", true).has_value());
  CHECK(check_signed(policy(true), "purchase", true).has_value());
}

TEST_CASE("signature_required: the policy asks for it") {
  check_refusal(check_signed(policy(true), "purchase", false), Rule::signature_required,
                "every entry is signed by the policy of entry 165, and this purchase is not",
                "name your secret key with --key FILE or $PVAULT_KEY");
}

TEST_CASE("a limit is passed above its amount, not at it; one without an amount by whatever is moved") {
  const auto of = [](const char* kind, std::int64_t cents) {
    return find_limit(policy(true, purchases_and_releases), kind, Money::cents(cents)) != nullptr;
  };
  CHECK_FALSE(of("purchase", 0));
  CHECK_FALSE(of("purchase", 99'999));
  CHECK_FALSE(of("purchase", 100'000));
  CHECK(of("purchase", 100'001));
  CHECK(of("release", 0));
  CHECK(of("release", 1));
  CHECK_FALSE(of("drawdown", 100'000'000));
}

TEST_CASE("a limit of nothing lets through what moves nothing") {
  const std::vector<PolicyLimit> nothing = {{.kind = "price", .above = Money()}};
  const auto asking = policy(true, nothing);
  CHECK(find_limit(asking, "price", Money()) == nullptr);
  CHECK(find_limit(asking, "price", Money::cents(1)) != nullptr);
}

TEST_CASE("without a policy nothing waits") {
  CHECK(find_limit(std::nullopt, "purchase", Money::cents(1'000'000'000)) == nullptr);
  CHECK(find_limit(policy(true), "purchase", Money::cents(1'000'000'000)) == nullptr);
}

TEST_CASE("a limit is said as people say it") {
  CHECK_EQ(limit_in_words({.kind = "drawdown", .above = {}}), "every drawdown");
  CHECK_EQ(limit_in_words({.kind = "purchase", .above = Money::cents(100'000'000)}),
           "purchase of more than 1,000,000.00 USD");
}

TEST_CASE("a policy that asks for nothing holds among any people") {
  CHECK(check_policy(*policy(false), {}).has_value());
  CHECK(check_policy(*policy(false), {somebody({PersonRole::operating})}).has_value());
}

TEST_CASE("one that asks for signatures needs an administrator, one that asks for approval an approver as well") {
  CHECK(check_policy(*policy(true), {somebody({PersonRole::administering})}).has_value());
  const Policy approving = *policy(true, purchases_and_releases);
  CHECK(check_policy(approving, {somebody({PersonRole::administering, PersonRole::approving})}).has_value());
  CHECK(check_policy(approving,
                     {somebody({PersonRole::operating, PersonRole::approving}), somebody({PersonRole::administering})})
            .has_value());
}

TEST_CASE("policy_unsigned: approval where anybody can record under any name") {
  check_refusal(check_policy(*policy(false, purchases_and_releases), {somebody({PersonRole::administering})}),
                Rule::policy_unsigned,
                "approval by another person means nothing where anybody can record under any name",
                "give --signed yes as well");
}

TEST_CASE("role_unfilled: nobody could change the policy again, or approve what it asks for") {
  const std::string nobody = "nobody who has a key would be ";
  const std::string and_needed = ", and the book's policy needs one";
  check_refusal(check_policy(*policy(true), {}), Rule::role_unfilled, nobody + "an administrator" + and_needed,
                "`pvault person add` with a key and --role administrator");
  check_rule(check_policy(*policy(true), {somebody({PersonRole::operating, PersonRole::approving})}),
             Rule::role_unfilled);
  check_refusal(check_policy(*policy(true, purchases_and_releases), {somebody({PersonRole::administering})}),
                Rule::role_unfilled, nobody + "an approver" + and_needed,
                "`pvault person add` with a key and --role approver");
}

TEST_CASE("role_unfilled: what an administrator records waits for another person, and there is none") {
  const Policy asking = *policy(true, {{.kind = "policy", .above = {}}});
  const Person both = somebody({PersonRole::administering, PersonRole::approving});
  const auto another = [](const std::vector<PersonRole>& roles) {
    return Person{.id = PersonId{2}, .code = "okafor", .name = "D. Okafor", .roles = roles};
  };
  check_refusal(check_policy(asking, {both, both, another({PersonRole::operating})}), Rule::role_unfilled,
                "another person approves every policy, and nobody who has a key could but who administers",
                "`pvault person add` with a key and --role approver, for another person than administers");
  CHECK(check_policy(asking, {both, another({PersonRole::approving})}).has_value());
  CHECK(check_policy(asking, {both, another({PersonRole::administering})}).has_value());
  CHECK(check_policy(*policy(true, {{.kind = "period-reopen", .above = {}}}), {both}).has_value());
}

TEST_CASE("approver_wrong: who is named is an approver, and signs where the signature is the approval") {
  const Person signer = somebody({PersonRole::approving});
  const Person other{.id = PersonId{2}, .code = "okafor", .name = "D. Okafor", .roles = {PersonRole::approving}};
  const Person chen{.id = PersonId{3}, .code = "chen", .name = "B. Chen", .roles = {PersonRole::operating}};
  const auto check = [&](const std::optional<Person>& named, SignedAs as) {
    return check_named_approver(named, named ? named->code : "B. Chen", signer, as, "period-reopen");
  };
  CHECK(check(signer, SignedAs::approver).has_value());
  CHECK(check(other, SignedAs::recorder).has_value());
  for (const SignedAs as : {SignedAs::approver, SignedAs::recorder}) {
    check_refusal(check(std::nullopt, as), Rule::approver_wrong,
                  "\"B. Chen\", who is named as approver of the period-reopen, is nobody in this book",
                  "name an approver of the book; `pvault person list` shows who is one");
    check_refusal(check(chen, as), Rule::approver_wrong,
                  "chen, who is named as approver of the period-reopen, is an operator",
                  "name an approver of the book; `pvault person list` shows who is one");
  }
  check_refusal(check(other, SignedAs::approver), Rule::approver_wrong,
                "adams signs the period-reopen as its approver, and okafor is named",
                "name adams, or have okafor sign it");
  check_refusal(check(signer, SignedAs::recorder), Rule::approver_wrong,
                "adams signs the period-reopen and is named as who approved it",
                "another approver approves it, or another person records it");
}

TEST_CASE("what became of a proposal, on a day") {
  CHECK_EQ(state_of(proposal(), day("2026-03-03")), "waiting");
  CHECK_EQ(state_of(proposal(), day("2026-03-04")), "expired");
  Proposal approved = proposal();
  approved.approved = EntryId{171};
  CHECK_EQ(state_of(approved, day("2026-03-04")), "approved");
  Proposal rejected = proposal();
  rejected.rejected = EntryId{172};
  rejected.decided_by = "adams";
  CHECK_EQ(state_of(rejected, day("2026-03-04")), "rejected");
  rejected.decided_by = rejected.proposed_by;
  CHECK_EQ(state_of(rejected, day("2026-03-04")), "withdrawn");
}

TEST_CASE("a proposal can be decided up to its last day") {
  CHECK(check_undecided(proposal(), day("2026-02-01")).has_value());
  CHECK(check_undecided(proposal(), day("2026-03-03")).has_value());
}

TEST_CASE("proposal_expired: a day later, and any after that") {
  check_refusal(check_undecided(proposal(), day("2026-03-04")), Rule::proposal_expired,
                "proposal 170 stood until 2026-03-03, and today is 2026-03-04, 1 day later", "propose it again");
  check_refusal(check_undecided(proposal(), day("2026-04-03")), Rule::proposal_expired,
                "proposal 170 stood until 2026-03-03, and today is 2026-04-03, 31 days later", "propose it again");
}

TEST_CASE("proposal_decided: it was approved, or rejected") {
  Proposal approved = proposal();
  approved.approved = EntryId{171};
  check_refusal(check_undecided(approved, day("2026-02-01")), Rule::proposal_decided,
                "proposal 170 was approved by entry 171", "`pvault proposal list` shows what became of each");
  Proposal rejected = proposal();
  rejected.rejected = EntryId{172};
  check_refusal(check_undecided(rejected, day("2026-12-31")), Rule::proposal_decided,
                "proposal 170 was rejected by entry 172", "`pvault proposal list` shows what became of each");
}

TEST_CASE("approval_of_own: whoever proposed it, another approves it") {
  CHECK(check_approver(proposal(), somebody({PersonRole::approving})).has_value());
  Proposal own = proposal();
  own.proposed_by = "adams";
  check_refusal(check_approver(own, somebody({PersonRole::approving})), Rule::approval_of_own,
                "adams proposed entry 170, and nobody approves their own",
                "another approver decides; `pvault proposal withdraw` takes it back");
}

TEST_CASE("proposal_changed: what waits for approval is one of those that were proposed, each of them once") {
  Proposal two = proposal();
  const ApprovedEntry first = two.entries.front();
  const ApprovedEntry second{"drawdown", day("2026-02-01"), Money::cents(500)};
  two.entries.push_back(second);
  const std::string next = "`pvault proposal reject 170`, and propose it again as it is now";
  CHECK(check_part_of_proposal(two, first, {}, true).has_value());
  CHECK(check_part_of_proposal(two, second, {first}, true).has_value());
  check_refusal(
      check_part_of_proposal(two, second, {first, second}, true), Rule::proposal_changed,
      "it was proposed as a purchase of 2026-02-01 that moves 1,000.01 USD and 1 more, and comes to a further "
      "one that needs approval, a drawdown of 2026-02-01 that moves 5.00 USD",
      next);
  check_refusal(
      check_part_of_proposal(two, {"drawdown", day("2026-02-01"), Money::cents(499)}, {first}, true),
      Rule::proposal_changed,
      "it was proposed as a drawdown of 2026-02-01 that moves 5.00 USD, and would move 4.99 USD, 0.01 USD less", next);
  // What needs no approval by itself comes along: an accrual up to the day of a payment.
  CHECK(check_part_of_proposal(two, {"accrual", day("2026-01-31"), Money::cents(7)}, {}, false).has_value());
}

TEST_CASE("proposal_changed: an approver signs for no other role than it was proposed with") {
  check_refusal(check_part_of_proposal(proposal(), {"person-role", day("2026-02-01"), Money()}, {}, false),
                Rule::proposal_changed,
                "it was proposed as a purchase of 2026-02-01 that moves 1,000.01 USD, for which an operator proposes, "
                "and comes to a person-role of 2026-02-01 that moves 0.00 USD, for which an administrator does",
                "`pvault proposal reject 170`, and propose it again as it is now");
}

TEST_CASE("proposal_changed: all that was proposed is there in the end") {
  Proposal two = proposal();
  const ApprovedEntry first = two.entries.front();
  two.entries.push_back(first);
  CHECK(check_all_of_proposal(two, {first, {"accrual", day("2026-01-31"), Money()}, first}).has_value());
  check_refusal(check_all_of_proposal(two, {first}), Rule::proposal_changed,
                "it was proposed as a purchase of 2026-02-01 that moves 1,000.01 USD, and comes to no such entry",
                "`pvault proposal reject 170`, and propose it again as it is now");
}

} // namespace journal_policy_test
