#include "store/writer.hpp"

#include "store/entries.hpp"
#include "store/transaction.hpp"
#include "tests/support/book.hpp"

#include <doctest/doctest.h>

namespace store_writer_test {

using namespace pvault;
using namespace pvault::test;
using store::JournalWriter;
using store::Query;
using store::WriteTransaction;

namespace {

store::SealedEntry append_party(TemporaryBook& book, const std::string& code, const std::string& recorded_at) {
  WriteTransaction transaction(book.connection());
  JournalWriter writer(book.connection());
  RecordRow row("party");
  row.set("party_id", writer.next_id("party"))
      .set("code", code)
      .set("name", code)
      .set("role", "other")
      .set("related", std::int64_t{0});
  const store::SealedEntry sealed =
      writer.append({.kind = "party",
                     .header = {.effective_on = day("2026-02-01"), .recorded_at = recorded_at, .recorded_by = "tester"},
                     .rows = {row}});
  transaction.commit();
  return sealed;
}

EntryDraft draft_of(std::vector<RecordRow> rows, Postings postings = {}) {
  return {
      .kind = "party",
      .header = {.effective_on = day("2026-02-01"), .recorded_at = "2026-02-01T00:00:00.000Z", .recorded_by = "tester"},
      .rows = std::move(rows),
      .postings = std::move(postings)};
}

} // namespace

TEST_CASE("entries follow each other in number and in hash") {
  TemporaryBook book;
  const store::ChainHead before = store::load_chain_head(book.connection());
  const store::SealedEntry sealed = append_party(book, "A", "2026-02-01T00:00:00.000Z");
  CHECK_EQ(number_of(sealed.entry), number_of(before.entry) + 1);
  const store::ChainHead after = store::load_chain_head(book.connection());
  CHECK(after.entry == sealed.entry);
  CHECK_EQ(after.hash, sealed.hash);
  Query seal = book.connection().query("SELECT previous_hash FROM seal WHERE entry_id = ?");
  seal.bind(sealed.entry).expect_row();
  CHECK_EQ(seal.text(0), before.hash);
}

TEST_CASE("the moment of recording never runs back: when the clock does, the moment before is kept") {
  TemporaryBook book;
  append_party(book, "A", "2026-02-01T12:00:00.000Z");
  const store::SealedEntry sealed = append_party(book, "B", "2026-02-01T11:00:00.000Z");
  CHECK_EQ(allowed(store::load_entry(book.connection(), sealed.entry)).recorded_at, "2026-02-01T12:00:00.000Z");
}

TEST_CASE("ids are given once") {
  TemporaryBook book;
  const JournalWriter writer(book.connection());
  CHECK_EQ(writer.next_id("lot"), 1);
  CHECK_EQ(writer.next_id("party"), 4); // TRAXYS, BUYER, EXIM
  const EntryId exim = book.party("HARTREE", "supplier");
  book.reverse(exim);
  CHECK_EQ(writer.next_id("party"), 5);
}

TEST_CASE("a draft that breaks a promise of ours is not written") {
  TemporaryBook book;
  const EntryId before = book.newest();
  {
    WriteTransaction transaction(book.connection());
    JournalWriter writer(book.connection());
    const Posting cent{.account = Account::cash, .amount = Money::cents(1)};
    CHECK_THROWS_AS(writer.append(draft_of({}, {cent})), std::logic_error);
    RecordRow unknown("party");
    unknown.set("shoe_size", std::int64_t{46});
    CHECK_THROWS_AS(writer.append(draft_of({unknown})), std::logic_error);
  }
  {
    WriteTransaction transaction(book.connection());
    JournalWriter writer(book.connection());
    CHECK_THROWS_AS(writer.append(draft_of({})),
                    std::logic_error); // a party without its row: the schema refuses to seal it
  }
  CHECK(book.newest() == before);
}

TEST_CASE("empty texts are kept as missing") {
  TemporaryBook book;
  const store::SealedEntry sealed = append_party(book, "A", "2026-02-01T00:00:00.000Z");
  Query row =
      book.connection().query("SELECT request_id, request_fingerprint, reference, memo FROM entry WHERE entry_id = ?");
  row.bind(sealed.entry).expect_row();
  for (int column = 0; column < 4; ++column)
    CHECK(row.is_null(column));
}

TEST_CASE("the chart of accounts is the same in the program and in the schema") {
  TemporaryBook book;
  const std::vector<std::pair<Account, std::string>> accounts = {
      {Account::cash, "cash"},
      {Account::inventory, "inventory"},
      {Account::receivable, "receivable"},
      {Account::payable, "payable"},
      {Account::loan_principal, "loan_principal"},
      {Account::sales, "sales"},
      {Account::cost_of_releases, "cost_of_releases"},
      {Account::loss_and_shrinkage, "loss_and_shrinkage"},
      {Account::interest, "interest"},
      {Account::commitment_fee, "commitment_fee"},
      {Account::exposure_fee, "exposure_fee"},
      {Account::accrued_interest, "accrued_interest"},
      {Account::accrued_fees, "accrued_fees"},
      {Account::storage, "storage"},
      {Account::insurance, "insurance"},
      {Account::handling, "handling"},
      {Account::stock_on_loan, "stock_on_loan"},
      {Account::received_from, "received_from"},
      {Account::released_to, "released_to"},
      {Account::lost, "lost"},
      {Account::owed_back, "owed_back"},
      {Account::commitment_granted, "commitment_granted"},
      {Account::commitment_undisbursed, "commitment_undisbursed"},
      {Account::commitment_disbursed, "commitment_disbursed"},
      {Account::commitment_cancelled, "commitment_cancelled"},
      {Account::inventory_written_down, "inventory_written_down"},
      {Account::write_downs, "write_downs"},
      {Account::write_downs_released, "write_downs_released"},
      {Account::opening_balance, "opening_balance"},
      {Account::opening_stock, "opening_stock"}};
  Query row = book.connection().query("SELECT account_id, name FROM account ORDER BY account_id");
  for (const auto& [account, name] : accounts) {
    REQUIRE(row.next());
    CHECK_EQ(row.integer(0), static_cast<std::int64_t>(account));
    CHECK_EQ(row.text(1), name);
  }
  CHECK_FALSE(row.next());
}

TEST_CASE("every kind of entry has its words in the schema, and every record its entry_id") {
  TemporaryBook book;
  Query record = book.connection().query("SELECT name FROM table_role WHERE role = 'record' ORDER BY name");
  while (record.next()) {
    Query column =
        book.connection().query("SELECT count(*) FROM pragma_table_info(?) WHERE name IN ('entry_id', 'line')");
    column.bind(record.text(0)).expect_row();
    const bool without_line = record.text(0) == "entry" || record.text(0) == "seal";
    CHECK_MESSAGE(column.integer(0) == (without_line ? 1 : 2), record.text(0));
  }
}

} // namespace store_writer_test
