// What no schema can stop: its triggers are turned off and the file is edited. Verification finds it and says where.
#include "audit/chain_check.hpp"
#include "audit/checkpoint.hpp"
#include "audit/verify.hpp"
#include "store/transaction.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/entry_attacks.hpp"
#include "tests/support/little_memory.hpp"
#include "tests/support/people.hpp"
#include "tests/support/thinning.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <random>

namespace audit_tampering_test {

using namespace pvault;
using namespace pvault::test;

namespace {

SampleBook& sample() {
  static SampleBook book;
  return book;
}

// "chain 183: its content ..." for each fault.
std::vector<std::string> faults_of(const audit::Verification& verification) {
  std::vector<std::string> lines;
  for (const audit::CheckResult& check : verification.checks) {
    for (const audit::Fault& fault : check.faults) {
      lines.push_back(fmt::format("{} {}: {}", check.name, fault.entry ? number_of(*fault.entry) : 0, fault.what));
    }
  }
  return lines;
}

bool has(const std::vector<std::string>& lines, const std::string& line) {
  const bool found = std::ranges::any_of(
      lines, [&](const std::string& candidate) { return candidate.find(line) != std::string::npos; });
  if (found) return true;
  MESSAGE("not found: ", line);
  for (const std::string& candidate : lines)
    MESSAGE("found: ", candidate);
  return false;
}

std::vector<std::string> faults_after(AttackedBook& book, const std::string& sql) {
  const std::string message = book.tamper(sql);
  REQUIRE_MESSAGE(message.empty(), sql, ": ", message);
  return faults_of(audit::check_file(book.path()));
}

// Whether the chain is found broken at the entry.
bool chain_names(AttackedBook& book, EntryId entry) {
  store::Book opened = store::Book::open(book.path(), store::Access::read);
  const store::ReadTransaction reading(opened.connection());
  const audit::ChainFindings chain = audit::check_chain(opened.connection(), [](EntryId) {});
  return std::ranges::any_of(chain.faults, [&](const audit::Fault& fault) { return fault.entry == entry; });
}

struct Change {
  std::string sql;
  std::string fault;
};

constexpr const char* other_content = "its content does not have the hash it was sealed with";

} // namespace

TEST_CASE("any changed value in any column of any record is found, and its entry is named") {
  AttackedBook book(sample(), ForeignKeys::off);
  int columns = 0;
  for (const std::string& table : tables_in_role(book.database(), "record")) {
    for (const std::string& column : columns_of(book.database(), table)) {
      if (++columns % one_in != 0) continue;
      CAPTURE(table);
      CAPTURE(column);
      const std::int64_t entry = book.database().execAndGet("SELECT max(entry_id) FROM " + table).getInt64();
      const std::string type =
          book.database()
              .execAndGet(fmt::format("SELECT type FROM pragma_table_info('{}') WHERE name = '{}'", table, column))
              .getString();
      const std::string value = type == "INTEGER" ? fmt::format("coalesce({0} + 1000, 1)", column)
                                                  : fmt::format("coalesce({0} || 'x', 'x')", column);
      const std::string first_row = table == "entry" || table == "seal" ? "" : " AND line = 1";
      REQUIRE_EQ(book.tamper(fmt::format("UPDATE {} SET {} = {} WHERE entry_id = {}{}", table, column, value, entry,
                                         first_row)),
                 "");
      const std::int64_t named = table == "entry" && column == "entry_id" ? entry + 1000 : entry;
      // No hash covers a signature; here is one that nobody made.
      if (column == "signature")
        CHECK(has(faults_of(audit::check_file(book.path())),
                  fmt::format("signed_where_asked {}: has a signature", entry)));
      else
        CHECK(chain_names(book, EntryId{named}));
      book.restore();
    }
  }
  CHECK_GE(columns, 160);
}

TEST_CASE("a row taken out of an entry, or put into it, is found") {
  AttackedBook book(sample(), ForeignKeys::off);
  int tables = 0;
  for (const std::string& table : tables_in_role(book.database(), "record")) {
    if (table == "entry" || table == "seal" || ++tables % one_in != 0) continue;
    CAPTURE(table);
    const std::int64_t entry = book.database().execAndGet("SELECT max(entry_id) FROM " + table).getInt64();
    CHECK(has(faults_after(book, fmt::format("DELETE FROM {} WHERE entry_id = {} AND line = 1", table, entry)),
              fmt::format("chain {}: {}", entry, other_content)));
    book.restore();
  }
  const std::string sale = sample().names().at("sale");
  CHECK(has(faults_after(book, "INSERT INTO landed_cost VALUES ($sale, 1, 'bribe', 5)"),
            fmt::format("chain {}: {}", sale, other_content)));
}

TEST_CASE("a signature that is none, or another's, or of another entry, is found") {
  AttackedBook book(sample(), ForeignKeys::off);
  const std::int64_t signed_entry = number_of(sample().entry("approved_entry"));
  const std::string fault = fmt::format("signatures {}: is not signed by the key 6161616161616161", signed_entry);
  const std::string hash =
      book.database().execAndGet("SELECT hash FROM seal WHERE entry_id = " + std::to_string(signed_entry)).getString();
  for (const std::string& signature :
       {"'" + std::string(128, '1') + "'", "'" + sign_entry(key_of("stranger"), hash) + "'",
        std::string("(SELECT signature FROM seal WHERE entry_id = $own_proposal)")}) {
    CAPTURE(signature);
    CHECK(has(faults_after(book, "UPDATE seal SET signature = " + signature + " WHERE entry_id = $approved_entry"),
              fault));
    book.restore();
  }
  // A key that says it is another's.
  CHECK(has(faults_after(book, "UPDATE person_key SET public_key = " + std::string("$stranger_public") +
                                   " WHERE key_number = $adams_key"),
            fault));
}

TEST_CASE("an entry taken out of the journal is missed") {
  AttackedBook book(sample(), ForeignKeys::off);
  std::string sql;
  for (const std::string& table : tables_in_role(book.database(), "record"))
    sql += "DELETE FROM " + table + " WHERE entry_id = $price_entry; ";
  const auto faults = faults_after(book, sql);
  const std::int64_t entry = number_of(sample().entry("price_entry"));
  CHECK(has(faults, fmt::format("chain {}: follows entry {}: a number is missing", entry + 1, entry - 1)));
  CHECK(has(faults, fmt::format("chain {}: does not follow the hash of the entry before it", entry + 1)));
}

// The chain alone cannot know how long it was: whoever keeps a head hash outside the book can.
TEST_CASE("the newest entry cut off leaves a shorter chain with another head") {
  AttackedBook book(sample(), ForeignKeys::off);
  const std::string head = audit::check_file(book.path()).head_hash;
  std::string sql;
  for (const std::string& table : tables_in_role(book.database(), "record"))
    sql += "DELETE FROM " + table + " WHERE entry_id = $last; ";
  CHECK(faults_after(book, sql).empty());
  CHECK_NE(audit::check_file(book.path()).head_hash, head);
}

TEST_CASE("two entries that change places are found") {
  AttackedBook book(sample(), ForeignKeys::off);
  const auto faults = faults_after(book, R"(
    UPDATE party SET entry_id = -1 WHERE entry_id = $hartree_entry;
    UPDATE site SET entry_id = $hartree_entry WHERE entry_id = $reno_entry; UPDATE party SET entry_id = $reno_entry WHERE entry_id = -1;
    UPDATE entry SET kind = 'party' WHERE entry_id = $reno_entry; UPDATE entry SET kind = 'site' WHERE entry_id = $hartree_entry)");
  CHECK(has(faults, fmt::format("chain {}: {}", sample().names().at("reno_entry"), other_content)));
  CHECK(has(faults, fmt::format("chain {}: {}", sample().names().at("hartree_entry"), other_content)));
}

TEST_CASE("an entry without its seal, and a seal without its entry, are found") {
  AttackedBook book(sample(), ForeignKeys::off);
  CHECK(has(faults_after(book, "DELETE FROM seal WHERE entry_id = $sale"),
            fmt::format("chain {}: has no seal", sample().names().at("sale"))));
  book.restore();
  CHECK(has(
      faults_after(book, "INSERT INTO seal SELECT 9999, previous_hash, hash, NULL FROM seal WHERE entry_id = $sale"),
      "sequence 9999: has a seal but is not there"));
}

TEST_CASE("a schema that is not as shipped is found") {
  AttackedBook book(sample(), ForeignKeys::off);
  const std::vector<Change> changes = {
      {"DROP TRIGGER entry_no_update", "trigger entry_no_update is missing"},
      {"DROP TRIGGER seal_lots; CREATE TRIGGER seal_lots BEFORE INSERT ON seal BEGIN SELECT 1; END",
       "trigger seal_lots was changed"},
      {"CREATE TRIGGER helper AFTER INSERT ON entry BEGIN SELECT 1; END", "trigger helper was added"},
      {"DROP VIEW v_stock; CREATE VIEW v_stock AS SELECT 1", "view v_stock was changed"},
      {"DROP INDEX posting_by_lot", "index posting_by_lot is missing"},
      {"CREATE TABLE notes (text TEXT)", "table notes was added"},
      {"ALTER TABLE payment ADD COLUMN bribe INTEGER", "table payment was changed"},
      {"DROP TABLE exposure_fee", "table exposure_fee is missing"},
      {"DROP TRIGGER account_no_update; UPDATE account SET counts_money = 'no' WHERE account_id = 1",
       "rows of account were changed"},
      {"DROP TRIGGER entry_kind_account_no_insert; INSERT INTO entry_kind_account VALUES ('site', 1)",
       "rows of entry_kind_account were changed"},
      {"DROP TRIGGER table_role_no_update; UPDATE table_role SET role = 'derived' WHERE name = 'lot'",
       "rows of table_role were changed"},
      {"DROP TRIGGER schema_migration_no_update; UPDATE schema_migration SET sha256 = '" + std::string(64, '0') + "'",
       "migration 1 (book) has another hash than this program's"},
      {"DROP TRIGGER schema_migration_no_delete; DELETE FROM schema_migration", "migration 1 (book) is not recorded"},
      {"INSERT INTO schema_migration SELECT max(version) + 1, 'x', '" + std::string(64, '0') +
           "' FROM schema_migration",
       "migrations are recorded that this program does not know"},
  };
  for (const Change& change : changes) {
    CAPTURE(change.sql);
    REQUIRE_EQ(book.attack(change.sql), "");
    CHECK(has(faults_of(audit::check_file(book.path())), "schema 0: " + change.fault));
    book.restore();
  }
}

TEST_CASE("derived rows that the records do not say are found") {
  AttackedBook book(sample(), ForeignKeys::off);
  const std::vector<Change> changes = {
      {"UPDATE lot_balance SET cost_cents = cost_cents + 1 WHERE lot_id = $ga1",
       "derived 0: lot_balance: 1 rows differ from the records, 1 rows have none"},
      {"UPDATE lot_balance SET drawable_from_on = '2020-01-01' WHERE lot_id = $ga1",
       "derived 0: lot_balance: 1 rows differ"},
      {"DELETE FROM lot_balance WHERE lot_id = $ga2",
       "derived 0: lot_balance: 1 rows differ from the records, 0 rows have none"},
      {"UPDATE account_balance SET amount_cents = amount_cents + 1 WHERE account_id = 1",
       "derived 0: account_balance: 1 rows differ"},
      {"DELETE FROM account_balance WHERE account_id = 1",
       "derived 0: account_balance: 1 rows differ from the records, 0 rows have none"},
      {"INSERT INTO account_balance VALUES (1, 1, 1, 1, 0, 5)",
       "derived 0: account_balance: 0 rows differ from the records, 1 rows have none"},
      {"UPDATE account_closing SET mass_mg = mass_mg + 1 WHERE (account_id, mineral_id, month) = (SELECT account_id, "
       "mineral_id, month FROM account_closing LIMIT 1)",
       "derived 0: account_closing: 1 rows differ from the records, 1 rows have none"},
      {"UPDATE site_closing SET lots = lots - 1 WHERE (mineral_id, site_id, month) = (SELECT mineral_id, site_id, "
       "month "
       "FROM site_closing LIMIT 1)",
       "derived 0: site_closing: 1 rows differ from the records, 1 rows have none"},
      {"INSERT INTO landed_closing VALUES (1, 'duty', '2026-01', 0, 0)",
       "derived 0: landed_closing: 0 rows differ from the records, 1 rows have none"},
  };
  for (const Change& change : changes) {
    CAPTURE(change.sql);
    REQUIRE_EQ(book.attack(change.sql), ""); // nothing keeps it from being written: it can be computed anew
    CHECK(has(faults_of(audit::check_file(book.path())), change.fault));
    book.restore();
  }
}

TEST_CASE("references that lead nowhere and values that no constraint allows are found") {
  AttackedBook book(sample(), ForeignKeys::off);
  CHECK(has(faults_after(book, changed(honest::purchase, {{"$denver", "999"}})), "file 0: a row of lot"));
  book.restore();
  CHECK(has(faults_after(book, changed(honest::mineral_price, {{"'USD'", "'EUR'"}})),
            "file 0: CHECK constraint failed in price"));
  book.restore();
  CHECK(has(faults_after(book, changed(honest::site, {{"'2026-05-01'", "'2026-02-30'"}})),
            "file 0: CHECK constraint failed in entry"));
}

TEST_CASE("a file that was cut off is found damaged") {
  AttackedBook book(sample(), ForeignKeys::off);
  const auto whole = std::filesystem::file_size(book.path());
  for (const auto size : {whole - 1, whole - 4096, whole / 2, std::uintmax_t{4096}, std::uintmax_t{100},
                          std::uintmax_t{1}, std::uintmax_t{0}}) {
    CAPTURE(size);
    book.restore();
    std::filesystem::resize_file(book.path(), size);
    CHECK_FALSE(faults_of(audit::check_file(book.path())).empty());
  }
}

namespace {

// Writes over the bytes of a file from `position` on.
void overwrite(const std::filesystem::path& path, std::uintmax_t position, const std::string& bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(position));
  file << bytes;
}

char byte_at(const std::filesystem::path& path, std::uintmax_t position) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(position));
  return static_cast<char>(file.get());
}

char other_than(char byte) { return static_cast<char>(byte ^ 0x55); }

} // namespace

TEST_CASE("a file that is no database any more, or no book, is a fault of the file") {
  AttackedBook book(sample(), ForeignKeys::off);
  overwrite(book.path(), 0, std::string(4096, 'x'));
  CHECK(faults_of(audit::check_file(book.path())) ==
        std::vector<std::string>{
            fmt::format("file 0: {} is not a pvault book: SQLite cannot read it as a database", book.path().string())});
  book.restore();
  overwrite(book.path(), 100, std::string(200, 'x')); // behind the header: the schema cannot be read
  CHECK(has(faults_of(audit::check_file(book.path())), "is damaged (database disk image is malformed)"));
  for (const char* sql : {"PRAGMA application_id = 1", "PRAGMA user_version = 0"}) {
    CAPTURE(sql);
    book.restore();
    REQUIRE_EQ(book.attack(sql), "");
    CHECK_EQ(faults_of(audit::check_file(book.path())).size(), 1);
  }
}

TEST_CASE("a header that says it is no book is a fault, and the rest is checked all the same") {
  AttackedBook book(sample(), ForeignKeys::off);
  for (const char* header : {"PRAGMA application_id = 1", "PRAGMA user_version = 0", "PRAGMA user_version = 99"}) {
    CAPTURE(header);
    book.restore();
    REQUIRE_EQ(book.tamper("UPDATE entry SET memo = 'x' WHERE entry_id = $sale"), "");
    REQUIRE_EQ(book.attack(header), "");
    const auto faults = faults_of(audit::check_file(book.path()));
    CHECK(has(faults, "file 0: " + book.path().string()));
    CHECK(has(faults, fmt::format("chain {}: {}", sample().names().at("sale"), other_content)));
  }
}

TEST_CASE("a table that is missing is a fault, and each entry that had rows in it is named") {
  AttackedBook book(sample(), ForeignKeys::off);
  const auto with_cost = book.database().execAndGet("SELECT entry_id FROM landed_cost LIMIT 1").getInt64();
  REQUIRE_EQ(book.attack("DROP TABLE landed_cost"), "");
  const auto faults = faults_of(audit::check_file(book.path()));
  CHECK(has(faults, "schema 0: table landed_cost is missing"));
  CHECK(has(faults, fmt::format("chain {}: {}", with_cost, other_content)));
  book.restore();
  REQUIRE_EQ(book.attack("DROP TABLE schema_migration"), "");
  CHECK(has(faults_of(audit::check_file(book.path())), "schema 0: what schema_migration says cannot be read"));
}

TEST_CASE("a record that table_role calls something else is a record all the same") {
  AttackedBook book(sample(), ForeignKeys::off);
  REQUIRE_EQ(book.tamper("UPDATE table_role SET role = 'derived' WHERE name = 'landed_cost'; UPDATE landed_cost SET "
                         "amount_cents = amount_cents + 1"),
             "");
  const auto faults = faults_of(audit::check_file(book.path()));
  CHECK(has(faults, "schema 0: rows of table_role were changed"));
  CHECK(has(faults, other_content));
}

TEST_CASE("pages that cannot be read are faults, each entry on them is named, and the other checks go on") {
  AttackedBook book(sample(), ForeignKeys::off);
  const std::int64_t newest = number_of(sample().newest());
  for (const std::string table : {"entry", "posting", "seal", "lot", "table_role", "account", "lot_balance"}) {
    CAPTURE(table);
    book.restore();
    const auto page = book.database()
                          .execAndGet(fmt::format("SELECT rootpage FROM sqlite_schema WHERE name = '{}'", table))
                          .getInt64();
    overwrite(book.path(), static_cast<std::uintmax_t>(page - 1) * 4096, std::string(4096, '\xff'));
    const audit::Verification verification = audit::check_file(book.path());
    const auto faults = faults_of(verification);
    CHECK(has(faults, "file 0: "));
    CHECK_GE(verification.checks.size(), 80);
    const bool of_records = table == "entry" || table == "posting" || table == "seal" || table == "lot";
    if (of_records) CHECK(verification.first_broken_entry().has_value());
    // A lot is searched by an index, which can be read: only the entries that made one are broken.
    if (of_records && table != "lot") CHECK(has(faults, fmt::format("chain {}: cannot be read", newest)));
  }
}

TEST_CASE("what is not the file's fault is trouble: nothing there, a folder") {
  AttackedBook book(sample(), ForeignKeys::off);
  CHECK_THROWS_AS(audit::check_file(book.path().parent_path()), store::BookError);
  CHECK_THROWS_AS(audit::check_file(book.path().parent_path() / "missing.db"), store::BookError);
}

TEST_CASE("too little memory is no fault of the book") {
  AttackedBook book(sample(), ForeignKeys::off);
  int short_of_memory = 0;
  for (std::int64_t bytes = 16'384; bytes < 32'000'000; bytes *= 2) {
    CAPTURE(bytes);
    std::size_t faults = 0;
    try {
      const LittleMemory limit(bytes);
      faults = audit::check_file(book.path()).fault_count();
    } catch (const store::BookError& error) {
      CHECK_NE(std::string(error.what()).find("not enough memory"), std::string::npos);
      short_of_memory += 1;
    }
    CHECK_EQ(faults, 0);
  }
  CHECK_GE(short_of_memory, 3);
}

TEST_CASE("what says it is a newer program's book has that as a fault, and its chain and checkpoints are checked") {
  AttackedBook book(sample(), ForeignKeys::off);
  audit::AuditQuestion question;
  {
    store::Book opened = store::Book::open(book.path(), store::Access::read);
    const store::ReadTransaction reading(opened.connection());
    question.checkpoints.push_back(
        {.file = "then.json", .content = audit::make_checkpoint(opened.connection(), sample().newest())});
  }
  REQUIRE_EQ(book.tamper("UPDATE entry SET memo = 'x' WHERE entry_id = $sale"), "");
  REQUIRE_EQ(book.attack("DROP TRIGGER schema_migration_in_order; INSERT INTO schema_migration VALUES (99, 'later', '" +
                         std::string(64, '0') + "'); PRAGMA user_version = 99"),
             "");
  const audit::Verification verification = audit::check_file(book.path(), question);
  const auto faults = faults_of(verification);
  CHECK(has(faults, "schema 0: the book says it has schema 99, this program knows"));
  CHECK(has(faults, fmt::format("chain {}: {}", sample().names().at("sale"), other_content)));
  CHECK(has(faults, fmt::format("checkpoint {}: history_changed", sample().names().at("sale"))));
  CHECK_EQ(verification.checks.size(), 5);
  CHECK_EQ(verification.notes.size(), 1);
}

TEST_CASE("a file that was cut short says so, and what is left of it is checked") {
  AttackedBook book(sample(), ForeignKeys::off);
  book.restore();
  const auto whole = std::filesystem::file_size(book.path());
  std::filesystem::resize_file(book.path(), whole - 4096);
  const audit::Verification verification = audit::check_file(book.path());
  CHECK(has(faults_of(verification), fmt::format("file 0: {} has {} bytes, its header says {} pages of 4096: it was "
                                                 "cut short",
                                                 book.path().string(), whole - 4096, whole / 4096)));
  CHECK_GE(verification.checks.size(), 80);
  CHECK_GT(verification.entries, 0);
}

TEST_CASE(
    "a schema of which a page cannot be read is a fault, and the chain is checked as far as its tables are known") {
  AttackedBook book(sample(), ForeignKeys::off);
  book.restore();
  // The page of the schema with what was made last: the views.
  std::string bytes;
  {
    std::ifstream file(book.path(), std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  const std::size_t view = bytes.rfind("CREATE VIEW v_");
  REQUIRE(view != std::string::npos);
  overwrite(book.path(), view / 4096 * 4096, std::string(4096, '\xff'));
  const audit::Verification verification = audit::check_file(book.path());
  CHECK(has(faults_of(verification), "is damaged (database disk image is malformed)"));
  CHECK_GE(verification.checks.size(), 80);
  CHECK_EQ(verification.entries, number_of(sample().newest()));
}

TEST_CASE("where nothing of the book can be read, that a checkpoint was not held against it is a fault") {
  AttackedBook book(sample(), ForeignKeys::off);
  audit::AuditQuestion question{.evidence = audit::Evidence::read_again};
  question.checkpoints.push_back({.file = "then.json", .content = audit::Checkpoint()});
  for (const std::string& content : {std::string(), std::string("x"), std::string(5000, 'x')}) {
    CAPTURE(content.size());
    std::ofstream(book.path(), std::ios::binary | std::ios::trunc) << content;
    const audit::Verification verification = audit::check_file(book.path(), question);
    const auto faults = faults_of(verification);
    CHECK(has(faults, "file 0: " + book.path().string()));
    CHECK(has(faults, "checkpoint 0: not_compared: "));
    CHECK(has(faults, "evidence 0: "));
    CHECK_EQ(verification.notes.size(), 1);
  }
}

TEST_CASE("any changed byte in the header of the file is found, unless it changes no row") {
  TemporaryFolder folder;
  const auto path = folder.path() / "copy.db";
  std::string before;
  {
    AttackedBook book(sample(), ForeignKeys::off);
    before = book.dump_before();
  }
  for (std::uintmax_t position = 0; position < 100; position += one_in) {
    CAPTURE(position);
    sample().copy_to(path);
    overwrite(path, position, {other_than(byte_at(path, position))});
    if (!faults_of(audit::check_file(path)).empty()) continue;
    CHECK(dump_of(*open_plainly(path, ForeignKeys::off)) == before);
  }
}

TEST_CASE("bytes changed at random are found, unless they change no row") {
  TemporaryFolder folder;
  const auto path = folder.path() / "copy.db";
  std::string before;
  {
    AttackedBook book(sample(), ForeignKeys::off);
    before = book.dump_before();
  }
  std::mt19937_64 random(20260201); // NOLINT: the same bytes every time
  for (int round = 0; round < 100; round += one_in) {
    sample().copy_to(path);
    const auto position = random() % std::filesystem::file_size(path);
    CAPTURE(position);
    overwrite(path, position, {other_than(byte_at(path, position))});
    if (!faults_of(audit::check_file(path)).empty()) continue;
    CHECK(dump_of(*open_plainly(path, ForeignKeys::off)) == before);
  }
}

} // namespace audit_tampering_test
