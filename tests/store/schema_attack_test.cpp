// The schema alone, without this program, against plain SQL: whatever a stranger writes into the file, the rules of the
// book hold.
#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"
#include "tests/support/people.hpp"

#include <doctest/doctest.h>

namespace store_schema_attack_test {

using namespace pvault;
using namespace pvault::test;

namespace {

SampleBook& sample() {
  static SampleBook book;
  return book;
}

void check_refused(AttackedBook& book, const Attack& attack) {
  CAPTURE(attack.name);
  const std::string message = book.attack(attack.sql);
  CHECK_MESSAGE(!message.empty(), "it went through");
  CHECK_MESSAGE(message.find(attack.word) != std::string::npos, "expected ", attack.word,
                ", but SQLite said: ", message);
  const bool unchanged = book.is_unchanged();
  CHECK_MESSAGE(unchanged, "the file was changed");
  if (!unchanged) book.restore();
}

void check_all_refused(const std::vector<Attack>& attacks) {
  for (const ForeignKeys keys : {ForeignKeys::off, ForeignKeys::on}) {
    AttackedBook book(sample(), keys);
    CAPTURE((keys == ForeignKeys::on));
    for (const Attack& attack : attacks)
      check_refused(book, attack);
  }
}

void check_all_allowed(const std::vector<std::string>& statements) {
  AttackedBook book(sample(), ForeignKeys::on);
  for (const std::string& sql : statements) {
    CAPTURE(sql);
    CHECK_EQ(book.attack(sql), "");
    CHECK_FALSE(book.is_unchanged());
    book.restore();
  }
}

} // namespace

TEST_CASE("what the attacks begin with is allowed") {
  check_all_allowed({honest::site,
                     honest::party,
                     honest::mineral,
                     honest::facility,
                     honest::purchase,
                     honest::release,
                     honest::loss,
                     honest::drawdown,
                     honest::payment,
                     honest::receipt,
                     honest::reversal,
                     honest::mineral_price,
                     honest::demand,
                     honest::target,
                     honest::amendment,
                     honest::cancellation,
                     honest::fixing,
                     honest::condition,
                     honest::share,
                     honest::accrual,
                     honest::loan_payment,
                     honest::disbursement,
                     honest::approval,
                     honest::disbursement_refusal,
                     honest::disbursement_payment,
                     honest::borrowing_base,
                     honest::end_of_base,
                     honest::transfer,
                     honest::cost_method,
                     honest::averaging,
                     honest::evidence,
                     honest::requirement,
                     honest::carrying_rate,
                     honest::end_of_carrying_rate,
                     honest::carrying_accrual,
                     honest::count,
                     honest::finding,
                     honest::adjustment,
                     honest::surplus,
                     honest::confirmation});
}

TEST_CASE("what the attacks on lots and releases begin with is allowed") {
  check_all_allowed({honest::papered,        honest::quality,           honest::pledge,
                     honest::pledge_release, honest::settlement,        honest::emergency,
                     honest::emergency_end,  honest::authority,         honest::emergency_release,
                     honest::loan,           honest::loan_return,       honest::future_sale,
                     honest::shipment,       honest::sale_cancellation, honest::inflow,
                     honest::annual_plan,    honest::write_down,        honest::opening,
                     honest::period_close,   honest::period_reopen});
}

TEST_CASE("a demand figure may come late, and what is dated the first open day in time") {
  const std::string closing = changed(honest::period_close, {{"'2010-07', '2010-08-01'", "'2026-04', '2026-05-01'"}});
  check_all_allowed({closing + ";" + honest::demand, closing + ";" + honest::site});
}

TEST_CASE("what the attacks on people begin with is allowed") {
  const std::string sites = approved_sites()[0] + ";" + approved_sites()[1];
  const std::string gone = changed(honest::person_role, {{"'approver', 1, NULL", "'operator', 0, 'left'"}});
  const std::string revoked = changed(honest::key_revocation, {{"$chen_key", "$adams_key"}});
  check_all_allowed(
      {honest::person, honest::person_role, honest::person_key, honest::key_revocation, honest::policy,
       honest::signing_policy, honest::signed_site, honest::proposal, honest::approved_site, honest::proposal_rejection,
       // What a policy asks for, at the limit and above it; what one command records is approved at once.
       honest::signing_policy + ";" + signed_by_person(honest::purchase, "chen"),
       honest::signing_policy + ";" + signed_by_person(honest::proposal, "chen"), honest::signing_policy + ";" + sites,
       // Who proposed something takes it back; the key of who left opens nothing, but locks nobody out.
       signed_by_person(honest::proposal_rejection, "chen"), signed_by_person(honest::proposal_rejection, "adams"),
       gone, revoked});
}

TEST_CASE("postings balance") { check_all_refused(attacks_on_balance()); }
TEST_CASE("postings name what their accounts ask for") { check_all_refused(attacks_on_form()); }
TEST_CASE("a lot never holds less than nothing") { check_all_refused(attacks_on_lots()); }
TEST_CASE("a facility is drawn within its terms") { check_all_refused(attacks_on_facilities()); }
TEST_CASE("a loan's terms are whole") { check_all_refused(attacks_on_terms()); }
TEST_CASE("an amendment leaves what was signed and drawn") { check_all_refused(attacks_on_amendments()); }
TEST_CASE("a borrowing base has sound terms") { check_all_refused(attacks_on_borrowing_bases()); }
TEST_CASE("a transfer moves what it says, with cost, age and origin") { check_all_refused(attacks_on_transfers()); }
TEST_CASE("papers come with their lot, a receipt stands for one") { check_all_refused(attacks_on_lot_papers()); }
TEST_CASE("what is rejected is not released") { check_all_refused(attacks_on_lot_status()); }
TEST_CASE("what is pledged is pledged once, and stays") { check_all_refused(attacks_on_pledges()); }
TEST_CASE("a settlement corrects what was provisional, where it is") { check_all_refused(attacks_on_settlements()); }
TEST_CASE("lots are drawn by the method in force") { check_all_refused(attacks_on_cost_methods()); }
TEST_CASE("a write-down is of what is there, and leaves with it") { check_all_refused(attacks_on_write_downs()); }
TEST_CASE("stock opens at deemed cost, before any other") { check_all_refused(attacks_on_openings()); }
TEST_CASE("nothing is recorded in a closed month") { check_all_refused(attacks_on_periods()); }
TEST_CASE("an import counts the entries before it, and is undone when they are") {
  check_all_refused(attacks_on_imports());
}
TEST_CASE("people, their roles and keys stand as they were recorded") { check_all_refused(attacks_on_people()); }
TEST_CASE("who signs has the key and the role") { check_all_refused(attacks_on_signatures()); }
TEST_CASE("a policy can be kept, and changed") { check_all_refused(attacks_on_policies()); }
TEST_CASE("the schema refuses a limit on the kinds that the program refuses, and on no other") {
  TemporaryBook signed_book;
  add_person(signed_book, "adams", {PersonRole::administering, PersonRole::approving});
  add_person(signed_book, "okafor", {PersonRole::approving});
  std::vector<std::string> kinds;
  store::Query kind = signed_book.connection().query("SELECT kind FROM entry_kind");
  while (kind.next())
    kinds.push_back(kind.text(0));
  AttackedBook book(sample(), ForeignKeys::on);
  int refused = 0;
  for (const std::string& name : kinds) {
    CAPTURE(name);
    operations::RecordingOptions options = signed_by("adams", signed_book.options("2025-01-01"));
    options.dry_run = true;
    const operations::PolicyInput input{
        .is_signed = true, .proposal_days = 30, .limits = {{.kind = name, .above = {}}}};
    const bool waits = operations::set_policy(signed_book.book(), options, input).has_value();
    const std::string message =
        book.attack("INSERT INTO entry VALUES ($next, 'policy', '2026-05-01', '2026-06-01T00:00:00.000Z', 'adams', "
                    "NULL, NULL, NULL, NULL); INSERT INTO policy VALUES ($new, 1, 1, 30); INSERT INTO policy_limit "
                    "VALUES ($new, 1, '" +
                    name + "', NULL); SELECT no_such_function()");
    const bool stands = message.find("no_such_function") != std::string::npos;
    CHECK_EQ(waits, stands);
    refused += waits ? 0 : 1;
  }
  CHECK_EQ(refused, 7);
}
TEST_CASE("another approves what was proposed, once") { check_all_refused(attacks_on_proposals()); }
TEST_CASE("what is approved is what was proposed, and no more") { check_all_refused(attacks_on_what_was_proposed()); }
TEST_CASE("evidence is of what stands, by its bytes") { check_all_refused(attacks_on_evidence()); }
TEST_CASE("a release is made under what allows it") { check_all_refused(attacks_on_grants()); }
TEST_CASE("what is lent comes back once, into lots of its origin") { check_all_refused(attacks_on_lent_metal()); }
TEST_CASE("what is sold stays until it is shipped") { check_all_refused(attacks_on_sales()); }
TEST_CASE("a rotation has two sides, and a plan a year") { check_all_refused(attacks_on_rotations()); }
TEST_CASE("carrying charges are what rates say, undone in order") { check_all_refused(attacks_on_carrying()); }
TEST_CASE("a count is whole, and its differences are adjusted once, by others") {
  check_all_refused(attacks_on_counts());
}
TEST_CASE("accruals and payments to lenders are what they say") { check_all_refused(attacks_on_loans()); }
TEST_CASE("an invoice is financed once, in order") { check_all_refused(attacks_on_disbursements()); }
TEST_CASE("rows say what postings do") { check_all_refused(attacks_on_rows()); }
TEST_CASE("an entry has its rows, dated as it is") { check_all_refused(attacks_on_wholeness()); }
TEST_CASE("a drawdown finances what was bought, once") { check_all_refused(attacks_on_financing()); }
TEST_CASE("names stand as long as entries that name them do") { check_all_refused(attacks_on_names()); }
TEST_CASE("a reversal undoes a whole entry, once") { check_all_refused(attacks_on_reversals()); }
TEST_CASE("no row takes the place of another") { check_all_refused(attacks_by_replacing()); }
TEST_CASE("the journal keeps its order") { check_all_refused(attacks_on_order()); }
TEST_CASE("dates and moments are real") { check_all_refused(attacks_on_dates()); }
TEST_CASE("values are what their columns say") { check_all_refused(attacks_on_amounts()); }

TEST_CASE("an entry without its seal is not committed; where foreign keys are off, nothing follows it") {
  const std::string unsealed = changed(honest::site, {{"$seal", ""}});
  AttackedBook kept(sample(), ForeignKeys::on);
  CHECK(kept.attack(unsealed).find("FOREIGN KEY constraint failed") != std::string::npos);
  CHECK(kept.is_unchanged());
  AttackedBook open(sample(), ForeignKeys::off);
  CHECK_EQ(open.attack(unsealed), "");
  CHECK(open.attack(honest::party).find("entry_before_unsealed") != std::string::npos);
}

TEST_CASE("foreign keys keep references whole") {
  AttackedBook book(sample(), ForeignKeys::on);
  const std::vector<Attack> attacks = {
      {"a lot at a site that is not there", changed(honest::purchase, {{"$denver", "999"}}),
       "FOREIGN KEY constraint failed"},
      {"a release to a party that is not there",
       changed(honest::release, {{"'board', $buyer", "'board', 999"},
                                 {"21, $gallium, NULL, $buyer", "21, $gallium, NULL, 999"},
                                 {"3, NULL, NULL, $buyer", "3, NULL, NULL, 999"}}),
       "FOREIGN KEY constraint failed"},
      {"a facility of a lender that is not there", changed(honest::facility, {{"$exim", "999"}}), "party_role_wrong"},
      {"a price of a mineral that is not there", changed(honest::mineral_price, {{"$gallium", "999"}}),
       "mineral_is_group"},
  };
  for (const Attack& attack : attacks)
    check_refused(book, attack);
}

TEST_CASE("no row of a record or of a fixed table is updated or deleted") {
  for (const ForeignKeys keys : {ForeignKeys::off, ForeignKeys::on}) {
    AttackedBook book(sample(), keys);
    std::vector<std::string> tables = tables_in_role(book.database(), "record");
    for (const std::string& table : tables_in_role(book.database(), "fixed"))
      tables.push_back(table);
    const auto derived = tables_in_role(book.database(), "derived");
    CHECK_EQ(static_cast<int>(tables.size() + derived.size()),
             book.database().execAndGet("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").getInt());
    for (const std::string& table : tables) {
      REQUIRE_MESSAGE(book.database().execAndGet("SELECT count(*) FROM " + table).getInt64() > 0,
                      "the sample book has no row in ", table);
      check_refused(book, {"delete from " + table, "DELETE FROM " + table, "append_only"});
      for (const std::string& column : columns_of(book.database(), table)) {
        check_refused(
            book, {"update " + table, "UPDATE OR IGNORE " + table + " SET " + column + " = " + column, "append_only"});
      }
    }
  }
}

TEST_CASE("no row is inserted into a sealed entry, nor in the place of a row that is there") {
  for (const ForeignKeys keys : {ForeignKeys::off, ForeignKeys::on}) {
    AttackedBook book(sample(), keys);
    for (const std::string& table : tables_in_role(book.database(), "record")) {
      const std::string word = table == "entry"  ? "entry_out_of_sequence"
                               : table == "seal" ? "sealed_already"
                                                 : "entry_not_open";
      for (const char* verb : {"INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "REPLACE"}) {
        check_refused(book, {std::string(verb) + " " + table,
                             std::string(verb) + " INTO " + table + " SELECT * FROM " + table, word});
      }
    }
  }
}

TEST_CASE("no row stands in an entry of another kind") {
  for (const ForeignKeys keys : {ForeignKeys::off, ForeignKeys::on}) {
    AttackedBook book(sample(), keys);
    for (const std::string& table : tables_in_role(book.database(), "record")) {
      // Anybody may sign an entry of any kind, and it may carry out a proposal.
      if (table == "entry" || table == "seal" || table == "posting" || table == "signer" || table == "approval")
        continue;
      std::string rest; // its columns behind entry_id
      for (const std::string& column : columns_of(book.database(), table))
        rest += column == "entry_id" ? "" : ", " + column;
      const std::string newest = "(SELECT max(entry_id) FROM " + table + ")";
      const std::string kind = table == "party" ? "site" : "party";
      check_refused(book, {table + " in a " + kind,
                           "INSERT INTO entry SELECT $next, '" + kind +
                               "', effective_on, '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL "
                               "FROM entry WHERE entry_id = " +
                               newest + "; INSERT INTO " + table + " SELECT $new" + rest + " FROM " + table +
                               " WHERE entry_id = " + newest + " LIMIT 1",
                           "row_of_other_kind"});
    }
  }
}

TEST_CASE("a row cannot be named by a hidden number and replaced by it") {
  AttackedBook book(sample(), ForeignKeys::off);
  for (const std::string& table : tables_in_role(book.database(), "record")) {
    CAPTURE(table);
    SQLite::Statement key(book.database(), "SELECT group_concat(name) FROM pragma_table_info('" + table +
                                               "') WHERE pk > 0 AND type = 'INTEGER'");
    REQUIRE(key.executeStep());
    const std::string primary_key = key.getColumn(0).getString();
    if (primary_key.find(',') == std::string::npos)
      continue; // the one column of the primary key is the hidden number itself
    CHECK_MESSAGE(try_sql(book.database(), "SELECT rowid FROM " + table).find("no such column: rowid") !=
                      std::string::npos,
                  table);
  }
}

} // namespace store_schema_attack_test
