// Who records what: signed where the policy asks for it, by who has the role, approved by another above a limit.
#include "operations/authorisation.hpp"

#include "audit/verify.hpp"
#include "operations/change_period.hpp"
#include "operations/decide_proposal.hpp"
#include "store/people.hpp"
#include "store/proposals.hpp"
#include "store/transaction.hpp"
#include "tests/support/people.hpp"

#include <doctest/doctest.h>

namespace operations_authorisation_test {

using namespace pvault;
using namespace pvault::test;

namespace {

// adams administers and approves, chen and okafor operate; okafor approves as well. Sites wait for approval, purchases
// of more than 1,000 USD.
class SignedBook : public TemporaryBook {
public:
  SignedBook() {
    add_person(*this, "adams", {PersonRole::administering, PersonRole::approving});
    add_person(*this, "chen", {PersonRole::operating});
    add_person(*this, "okafor", {PersonRole::operating, PersonRole::approving});
    policy = set_policy(*this, "adams", true,
                        {{.kind = "site", .above = {}}, {.kind = "purchase", .above = Money::cents(100'000)}});
  }
  EntryId policy{};

  operations::RecordingOptions by(const std::string& signer) { return signed_by(signer, options("2025-02-01")); }
  Expected<operations::Recorded> try_target(const std::string& signer) {
    return operations::set_target(book(), by(signer), {.mineral = "gallium", .days = 60});
  }
  Expected<operations::Recorded> try_purchase(const std::string& price, const operations::RecordingOptions& options) {
    const operations::PurchaseInput input{.mineral = "gallium",
                                          .delivery = {.mass = mass("1 kg")},
                                          .price = test::price(price),
                                          .supplier = "TRAXYS",
                                          .site = "DENVER"};
    return operations::record_purchase(book(), options, input);
  }
  Expected<Proposal> check_approving(EntryId proposal, const std::string& signer, const std::string& today) {
    return operations::check_approval(connection(), by(signer).header, proposal, day(today));
  }
  Expected<operations::Recorded> try_to_reject(EntryId proposal, const std::string& signer) {
    return operations::reject_proposal(book(), by(signer), proposal, "not needed");
  }
  std::string text_of(const std::string& sql) {
    store::Query row = connection().query(sql);
    row.expect_row();
    return row.text_or_empty(0);
  }
  std::size_t faults() {
    const store::ReadTransaction reading(connection());
    return audit::check_book(connection()).fault_count();
  }
};

} // namespace

TEST_CASE("without a policy anybody records, and who has a key may sign") {
  TemporaryBook book;
  add_person(book, "chen", {PersonRole::operating});
  allowed(try_site(book, "RENO", ""));
  allowed(try_site(book, "ELKO", "chen"));
  check_rule(try_site(book, "ELY", "stranger"), Rule::key_unknown);
  store::Query row =
      book.connection().query("SELECT recorded_by, signed_by FROM v_entry ORDER BY entry_id DESC LIMIT 2");
  REQUIRE(row.next());
  CHECK_EQ(row.text(0), "chen");
  CHECK_EQ(row.text(1), "chen");
  REQUIRE(row.next());
  CHECK_EQ(row.text(0), "tester");
  CHECK(row.is_null(1));
}

TEST_CASE("what is signed bears the name of who signed, and the signature of the hash") {
  SignedBook book;
  const operations::Recorded recorded = allowed(book.try_target("chen"));
  const std::string of = fmt::format(" FROM v_signature WHERE entry_id = {}", number_of(recorded.entry));
  CHECK_EQ(book.text_of("SELECT person" + of), "chen");
  CHECK_EQ(book.text_of("SELECT key_number" + of), "6363636363636363");
  CHECK_EQ(book.text_of("SELECT signature" + of), sign_entry(key_of("chen"), recorded.hash));
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("signature_required, key_unknown, role_missing, key_revoked: who signs nothing, and nothing is left of it") {
  SignedBook book;
  const EntryId before = book.newest();
  check_rule(book.try_target(""), Rule::signature_required);
  check_rule(book.try_target("stranger"), Rule::key_unknown);
  check_refusal(book.try_target("adams"), Rule::role_missing,
                "an entry of the kind target takes an operator, and adams is an administrator and an approver",
                "another person signs it, or an administrator gives the role: `pvault person give`");
  CHECK(book.newest() == before);
  allowed(operations::revoke_key(book.book(), book.by("adams"), key_of("chen").public_key().number, "lost"));
  check_rule(book.try_target("chen"), Rule::key_revoked);
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("an approver opens a month, an operator closes it") {
  SignedBook book;
  const CalendarMonth month = CalendarMonth::of(day("2024-12-31"));
  const auto dated = [&](const std::string& signer) { return signed_by(signer, book.options("2025-02-01")); };
  check_rule(operations::close_period(book.book(), dated("adams"), month), Rule::role_missing);
  allowed(operations::close_period(book.book(), dated("chen"), month));
  const operations::ReopeningInput again{.month = month, .reason = "left out", .approved_by = "adams"};
  check_rule(operations::reopen_period(book.book(), dated("chen"), again), Rule::role_missing);
  allowed(operations::reopen_period(book.book(), dated("adams"), again));
}

TEST_CASE("approver_wrong: who is named opened the month with their own signature") {
  SignedBook book;
  const CalendarMonth month = CalendarMonth::of(day("2024-12-31"));
  allowed(operations::close_period(book.book(), book.by("chen"), month));
  const auto open = [&](const std::string& name, const std::string& signer) {
    return operations::reopen_period(book.book(), book.by(signer),
                                     {.month = month, .reason = "left out", .approved_by = name});
  };
  for (const char* name : {"B. Chen", "chen", "okafor"})
    check_rule(open(name, "adams"), Rule::approver_wrong);
  allowed(open("Adams", "adams"));
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("approver_wrong: what waits for another names another, who signs it when it is approved") {
  SignedBook book;
  const CalendarMonth month = CalendarMonth::of(day("2024-12-31"));
  allowed(operations::close_period(book.book(), book.by("chen"), month));
  set_policy(book, "adams", true, {{.kind = "period-reopen", .above = {}}});
  const auto open = [&](const std::string& name, const std::string& signer, std::optional<EntryId> proposal = {}) {
    operations::RecordingOptions options = book.by(signer);
    if (proposal) options.header.approval = Approval{.proposal = *proposal, .reason = ""};
    return operations::reopen_period(book.book(), options, {.month = month, .reason = "left out", .approved_by = name});
  };
  check_rule(open("adams", "adams"), Rule::approver_wrong);
  check_rule(open("okafor", "adams"), Rule::approval_missing);
  const operations::NeededApproval what{.entries = {{"period-reopen", day("2025-02-01"), Money()}},
                                        .summary = "2024-12 opened again",
                                        .request_fingerprint = ""};
  const EntryId proposal =
      allowed(operations::propose(book.book(), book.by("adams"), what, {"period", "reopen"}, day("2026-01-01"))).entry;
  check_rule(open("adams", "okafor", proposal), Rule::approver_wrong);
  allowed(open("okafor", "okafor", proposal));
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("proposal_changed: what is carried out is of the kind, the day and the money that were proposed") {
  SignedBook book;
  const EntryId proposed = propose_site(book, "chen", "RENO", "2025-02-01");
  const Proposal site = allowed(store::load_proposal(book.connection(), proposed));
  const auto check = [&](const std::string& kind, const std::string& on, std::int64_t cents) {
    return check_all_of_proposal(site, {{"price", day("2025-01-01"), Money()}, {kind, day(on), Money::cents(cents)}});
  };
  CHECK(check("site", "2025-01-01", 0).has_value());
  const std::string next =
      fmt::format("`pvault proposal reject {}`, and propose it again as it is now", number_of(proposed));
  check_refusal(check("site", "2025-01-01", 5), Rule::proposal_changed,
                "it was proposed as a site of 2025-01-01 that moves 0.00 USD, and would move 0.05 USD, 0.05 USD more",
                next);
  check_refusal(check("site", "2025-01-02", 0), Rule::proposal_changed,
                "it was proposed as a site of 2025-01-01 that moves 0.00 USD, and comes to no such entry", next);
  check_rule(check("party", "2025-01-01", 0), Rule::proposal_changed);
  check_rule(check_all_of_proposal(site, {}), Rule::proposal_changed);
}

TEST_CASE("what carries out a proposal is told to who approves it, a try as well") {
  SignedBook book;
  const EntryId proposed = propose_site(book, "chen", "RENO", "2026-01-01");
  for (const bool tries : {true, false}) {
    operations::RecordingOptions options = signed_by("okafor", book.options("2025-01-01"));
    options.header.approval = Approval{.proposal = proposed, .reason = ""};
    options.dry_run = tries;
    options.carried_out = std::make_shared<std::vector<ApprovedEntry>>();
    allowed(operations::add_site(book.book(), options, {.code = "RENO", .name = "Reno", .country = "US"}));
    REQUIRE_EQ(options.carried_out->size(), 1);
    CHECK_EQ(options.carried_out->front().kind, "site");
    CHECK(options.carried_out->front().on == day("2025-01-01"));
    CHECK(options.carried_out->front().amount == Money());
  }
}

TEST_CASE("approval_missing: above the limit, and what it is about is kept for the proposal") {
  SignedBook book;
  allowed(book.try_purchase("1000 USD/kg", book.by("chen")));
  operations::RecordingOptions options = book.by("chen");
  options.needed_approval = std::make_shared<std::optional<operations::NeededApproval>>();
  check_refusal(book.try_purchase("1000.01 USD/kg", options), Rule::approval_missing,
                fmt::format("by the policy of entry {} another person approves purchase of more than 1,000.00 USD, and "
                            "this one is of 1,000.01 USD",
                            number_of(book.policy)),
                "record it with the command of its kind, which proposes it: `pvault proposal list`");
  REQUIRE(options.needed_approval->has_value());
  CHECK((*options.needed_approval)->entries ==
        std::vector<ApprovedEntry>{{"purchase", day("2025-02-01"), Money::cents(100'001)}});
  check_rule(try_site(book, "RENO", "chen"), Rule::approval_missing);
}

TEST_CASE("what is tried without approval leaves nothing, and the schema refuses it as before") {
  SignedBook book;
  const EntryId before = book.newest();
  operations::RecordingOptions options = book.by("chen");
  options.needed_approval = std::make_shared<std::optional<operations::NeededApproval>>();
  const auto refuses = [&] {
    return book.connection().integer_of("SELECT count(*) FROM sqlite_schema WHERE name = 'seal_approval'") == 1;
  };
  check_rule(book.try_purchase("2000 USD/kg", options), Rule::approval_missing);
  CHECK(refuses());
  {
    store::WriteTransaction session(book.connection()); // of an import, say
    check_rule(book.try_purchase("2000 USD/kg", options), Rule::approval_missing);
    CHECK(refuses());
    allowed(book.try_target("chen"));
    session.commit();
  }
  CHECK(refuses());
  CHECK_EQ(number_of(book.newest()), number_of(before) + 1);
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("an operator proposes, another approves, and it is recorded under the name of who approved") {
  SignedBook book;
  const EntryId proposed = propose_site(book, "chen", "RENO", "2026-01-01");
  const Proposal waiting = allowed(store::load_proposal(book.connection(), proposed));
  CHECK_EQ(waiting.proposed_by, "chen");
  CHECK(waiting.expires_on == day("2026-01-31"));
  CHECK(waiting.command == std::vector<std::string>{"site", "add", "RENO"});
  CHECK(book.check_approving(proposed, "okafor", "2026-01-31").has_value());
  const EntryId carried = allowed(try_site(book, "RENO", "okafor", proposed)).entry;
  CHECK(allowed(store::load_proposal(book.connection(), proposed)).approved == carried);
  CHECK_EQ(book.text_of(fmt::format("SELECT signed_by FROM v_entry WHERE entry_id = {}", number_of(carried))),
           "okafor");
  CHECK_EQ(book.text_of(fmt::format("SELECT state FROM v_proposal WHERE entry_id = {}", number_of(proposed))),
           "approved");
  check_rule(book.check_approving(proposed, "adams", "2026-01-02"), Rule::proposal_decided);
  check_rule(book.try_to_reject(proposed, "adams"), Rule::proposal_decided);
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("an approval is refused to who proposed, to who has not the role, and after the last day") {
  SignedBook book;
  const EntryId by_chen = propose_site(book, "chen", "RENO", "2025-02-01");
  const EntryId by_okafor = propose_site(book, "okafor", "ELKO", "2025-02-01");
  check_rule(book.check_approving(by_chen, "", "2025-02-01"), Rule::signature_required);
  check_rule(book.check_approving(by_chen, "stranger", "2025-02-01"), Rule::key_unknown);
  check_rule(book.check_approving(by_chen, "chen", "2025-02-01"), Rule::approval_of_own);
  check_rule(book.check_approving(by_okafor, "okafor", "2025-02-01"), Rule::approval_of_own);
  check_rule(book.check_approving(by_okafor, "chen", "2025-02-01"), Rule::role_missing);
  check_rule(book.check_approving(by_chen, "adams", "2026-02-01"), Rule::proposal_expired);
  check_rule(book.check_approving(book.policy, "adams", "2025-02-01"), Rule::proposal_unknown);
  CHECK(book.check_approving(by_okafor, "adams", "2025-02-01").has_value());
  check_rule(try_site(book, "RENO", "chen", by_okafor), Rule::role_missing); // in the recording itself as well
}

TEST_CASE("where a clock was ahead once, a proposal stands as long, from the day that the book has by then") {
  SignedBook book;
  operations::RecordingOptions ahead = book.by("chen");
  ahead.header.recorded_at = "2036-05-01T08:00:00.000Z";
  allowed(operations::set_target(book.book(), ahead, {.mineral = "gallium", .days = 60}));
  const EntryId proposed = propose_site(book, "chen", "RENO", "2026-01-01");
  CHECK(allowed(store::load_proposal(book.connection(), proposed)).expires_on == day("2036-05-31"));
  CHECK_EQ(book.text_of(fmt::format("SELECT effective_on FROM entry WHERE entry_id = {}", number_of(proposed))),
           "2026-01-01");
  CHECK(book.check_approving(proposed, "okafor", "2026-01-02").has_value());
  const EntryId late = propose_site(book, "chen", "ELKO", "2026-01-01");
  allowed(try_site(book, "RENO", "okafor", proposed));
  // The day of the book is what the trigger counts by.
  ahead.header.recorded_at = "2036-06-01T08:00:00.000Z";
  allowed(operations::set_target(book.book(), ahead, {.mineral = "gallium", .days = 61}));
  check_rule(book.check_approving(late, "okafor", "2026-01-02"), Rule::proposal_expired);
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("on the last day of a month that is closed, what another approves can be proposed and decided") {
  SignedBook book;
  allowed(operations::close_period(book.book(), book.by("chen"), allowed(parse_calendar_month("2025-01"))));
  const auto day_of_entry = [&](EntryId entry) {
    return book.text_of(fmt::format("SELECT effective_on FROM entry WHERE entry_id = {}", number_of(entry)));
  };
  operations::RecordingOptions today = signed_by("chen", book.options("2025-01-31"));
  const operations::NeededApproval what{.entries = {{.kind = "site", .on = day("2025-02-01"), .amount = Money()}},
                                        .summary = "site RENO",
                                        .request_fingerprint = ""};
  const auto proposed = allowed(operations::propose(book.book(), today, what, {"site", "add"}, day("2025-01-31")));
  CHECK_EQ(day_of_entry(proposed.entry), "2025-02-01");
  // A date that somebody gave stays, and is refused.
  today = signed_by("chen", book.options("2025-01-31"));
  check_rule(operations::reject_proposal(book.book(), today, proposed.entry, "not needed"), Rule::period_closed);
  today = signed_by("chen", book.options("2025-01-31"));
  today.date_is_default = true;
  CHECK_EQ(day_of_entry(allowed(operations::reject_proposal(book.book(), today, proposed.entry, "not needed")).entry),
           "2025-02-01");
  today = signed_by("adams", book.options("2025-01-31"));
  today.date_is_default = true;
  const KeyNumber lost = key_of("okafor").public_key().number;
  CHECK_EQ(day_of_entry(allowed(operations::revoke_key(book.book(), today, lost, "lost")).entry), "2025-02-01");
  CHECK_EQ(book.faults(), 0);
}

TEST_CASE("what is proposed takes the role of its kind") {
  SignedBook book;
  const operations::NeededApproval person{
      .entries = {{"person", day("2025-02-01"), Money()}}, .summary = "person", .request_fingerprint = ""};
  check_rule(operations::propose(book.book(), book.by("chen"), person, {"person", "add"}, day("2025-02-01")),
             Rule::role_missing);
  allowed(operations::propose(book.book(), book.by("adams"), person, {"person", "add"}, day("2025-02-01")));
}

TEST_CASE("a proposal is rejected by an approver, or taken back by who made it") {
  SignedBook book;
  const EntryId first = propose_site(book, "chen", "RENO", "2025-02-01");
  const EntryId second = propose_site(book, "chen", "ELKO", "2025-02-01");
  const EntryId third = propose_site(book, "okafor", "ELY", "2025-02-01");
  check_rule(book.try_to_reject(first, ""), Rule::signature_required);
  check_rule(book.try_to_reject(third, "chen"), Rule::role_missing);
  allowed(book.try_to_reject(first, "adams"));
  allowed(book.try_to_reject(second, "chen"));
  const auto state = [&](EntryId entry) {
    return book.text_of(fmt::format("SELECT state FROM v_proposal WHERE entry_id = {}", number_of(entry)));
  };
  CHECK_EQ(state(first), "rejected");
  CHECK_EQ(state(second), "withdrawn");
  CHECK_EQ(state(third), "waiting");
  check_rule(book.try_to_reject(first, "adams"), Rule::proposal_decided);
  check_rule(book.check_approving(second, "adams", "2025-02-01"), Rule::proposal_decided);
  check_rule(book.try_to_reject(book.policy, "adams"), Rule::proposal_unknown);
  CHECK_EQ(book.faults(), 0);
}

} // namespace operations_authorisation_test
