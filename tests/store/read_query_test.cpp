// What a statement of somebody else may do, what it may not, and that it ends.
#include "store/read_query.hpp"

#include "store/transaction.hpp"
#include "tests/support/book.hpp"
#include "tests/support/refusals.hpp"

#include <cstdlib>
#include <ctime>
#include <doctest/doctest.h>

namespace store_read_query_test {

using namespace pvault;
using namespace pvault::test;
using store::ReadAnswer;
using store::ReadQuery;

namespace {

Expected<ReadAnswer> ask(TemporaryBook& book, const ReadQuery& query) {
  store::Book reading = book.open(store::Access::read);
  const store::ReadTransaction transaction(reading.connection());
  return store::ask_read_only(reading.connection(), query);
}

Expected<ReadAnswer> ask_sql(TemporaryBook& book, const std::string& sql) { return ask(book, ReadQuery{.sql = sql}); }

void check_rule(TemporaryBook& book, const std::string& sql, Rule rule, std::string_view message) {
  CAPTURE(sql);
  const auto answer = ask_sql(book, sql);
  REQUIRE_FALSE(answer.has_value());
  CHECK_EQ(rule_name(answer.error().rule), rule_name(rule));
  CHECK_MESSAGE(answer.error().message.find(message) != std::string::npos, answer.error().message);
}

std::string text_of(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *number);
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "-" : "'" + *text + "'";
}

} // namespace

TEST_CASE("values come as what they are: numbers, texts, nothing; computed fractions and bytes as text") {
  TemporaryBook book;
  const ReadAnswer answer = allowed(ask_sql(book, "SELECT 7, 'a', NULL, 1 / 8.0, x'00ff', 9223372036854775807"));
  REQUIRE_EQ(answer.rows.size(), 1);
  std::string line;
  for (const Value& value : answer.rows.front())
    line += text_of(value) + " ";
  CHECK_EQ(line, "7 'a' - '0.125' 'x'00ff'' 9223372036854775807 ");
}

TEST_CASE("the views and the tables of the book may be read, and views may rest on views of no name for auditors") {
  TemporaryBook book;
  for (const char* sql :
       {"SELECT * FROM v_lot", "SELECT count(*) FROM entry", "SELECT hash FROM seal",
        "SELECT * FROM v_disbursement_invoice", "SELECT * FROM v_pledge",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n", "VALUES (1)",
        "SELECT row_number() OVER (ORDER BY lot) AS n FROM v_lot", "SELECT count(*) FROM V_Lot", "SELECT 1 FROM LOT"}) {
    CAPTURE(sql);
    const auto answer = ask_sql(book, sql);
    CHECK_MESSAGE(answer.has_value(), (answer ? std::string() : answer.error().message));
  }
}

TEST_CASE("what a statement names itself may be read, also when no column of it is") {
  TemporaryBook book;
  for (const char* sql :
       {"WITH s AS (SELECT account, sum(amount_cents) AS c FROM v_journal GROUP BY account) SELECT count(*) FROM s",
        "WITH x AS (SELECT DISTINCT mineral FROM v_lot) SELECT count(*) FROM x",
        "WITH X AS MATERIALIZED (SELECT 1 FROM v_lot) SELECT 1 FROM x",
        "WITH a AS (SELECT 1 AS k), b AS (SELECT lot FROM v_lot) SELECT lot FROM b, a LIMIT 1",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT count(*) FROM n",
        "SELECT count(*) FROM (SELECT DISTINCT mineral FROM v_lot)"}) {
    CAPTURE(sql);
    const auto answer = ask_sql(book, sql);
    CHECK_MESSAGE(answer.has_value(), (answer ? std::string() : answer.error().message));
  }
}

TEST_CASE("what a statement names itself reads nothing that the statement may not") {
  TemporaryBook book;
  store::Book reading = book.open(store::Access::read);
  // Virtual tables that need not be made are known to a connection from when they were first used.
  for (const char* used : {"SELECT count(*) FROM dbstat", "SELECT count(*) FROM json_each('[]')",
                           "SELECT count(*) FROM pragma_table_info('lot')", "SELECT count(*) FROM sqlite_stmt"})
    CHECK_GE(reading.connection().integer_of(used), 0);
  const store::ReadTransaction transaction(reading.connection());
  for (const char* sql : {"SELECT count(*) FROM dbstat", "SELECT count(*) FROM DBSTAT", "SELECT name FROM dbstat",
                          "SELECT count(*) FROM json_each('[1]')", "SELECT count(*) FROM json_tree('[1]')",
                          "SELECT 1 FROM main.json_each", "SELECT count(*) FROM pragma_table_info('lot')",
                          "SELECT count(*) FROM Pragma_Function_List", "SELECT count(*) FROM sqlite_stmt",
                          "SELECT count(*) FROM sqlite_dbpage", "SELECT count(*) FROM bytecode('')",
                          "SELECT count(*) FROM generate_series(1, 2)", "SELECT count(*) FROM SQLITE_MASTER",
                          "SELECT count(*) FROM temp.sqlite_schema", "SELECT count(*) FROM purchase_claim",
                          "WITH x AS (SELECT 1 FROM purchase_claim) SELECT count(*) FROM x",
                          "WITH x AS (SELECT DISTINCT name FROM sqlite_schema) SELECT count(*) FROM x",
                          "WITH x AS (SELECT DISTINCT name FROM dbstat) SELECT count(*) FROM x",
                          "WITH x AS (SELECT DISTINCT key FROM json_each('[1]')) SELECT count(*) FROM x"}) {
    CAPTURE(sql);
    CHECK_FALSE(store::ask_read_only(reading.connection(), {.sql = sql}).has_value());
  }
}

TEST_CASE("every documented view can be asked") {
  TemporaryBook book;
  std::vector<std::string> names;
  store::Query row = book.connection().query("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*'");
  while (row.next())
    names.push_back(row.text(0));
  CHECK_GT(names.size(), 60);
  for (const std::string& name : names) {
    CAPTURE(name);
    const auto answer = ask_sql(book, "SELECT * FROM " + name);
    CHECK_MESSAGE(answer.has_value(), (answer ? std::string() : answer.error().message));
  }
}

TEST_CASE("query_not_read_only: whatever would do more than read is refused by name, and the book stays as it was") {
  TemporaryBook book;
  const EntryId before = book.newest();
  struct Attempt {
    const char* sql;
    const char* would;
  };
  for (const Attempt& attempt :
       {Attempt{"INSERT INTO party VALUES (1, 1, 9, 'X', 'X', 'supplier', 0)", "would insert rows into party"},
        Attempt{"REPLACE INTO seal VALUES (1, '', '', NULL)", "would insert rows into seal"},
        Attempt{"UPDATE lot SET code = 'X'", "would update rows of lot"},
        Attempt{"DELETE FROM entry", "would delete rows of entry"},
        Attempt{"WITH a AS (SELECT 1) DELETE FROM entry", "would delete rows of entry"},
        Attempt{"EXPLAIN DELETE FROM entry", "would delete rows of entry"},
        Attempt{"DELETE FROM entry RETURNING entry_id", "would delete rows of entry"},
        Attempt{"PRAGMA query_only = OFF", "would run PRAGMA query_only"},
        Attempt{"PRAGMA database_list", "would run PRAGMA database_list"},
        Attempt{"ATTACH 'x.db' AS x", "would attach the file x.db"},
        Attempt{"DETACH main", "would detach main"},
        Attempt{"CREATE TEMP TABLE t (a)", "would make, change or drop"},
        Attempt{"CREATE TABLE t AS SELECT 1", "would make, change or drop"},
        Attempt{"CREATE VIRTUAL TABLE t USING fts5 (a)", "would make, change or drop"},
        Attempt{"CREATE TEMP TRIGGER t AFTER INSERT ON entry BEGIN SELECT 1; END", "would make, change or drop"},
        Attempt{"DROP TABLE entry", "would make, change or drop"},
        Attempt{"ALTER TABLE entry RENAME TO x", "would make, change or drop"},
        Attempt{"BEGIN", "would begin"},
        Attempt{"COMMIT", "would commit"},
        Attempt{"SAVEPOINT s", "would set or end a savepoint"},
        Attempt{"SELECT * FROM pragma_table_info('entry')", "use a virtual table"},
        Attempt{"SELECT * FROM json_each('[1]')", "use a virtual table"},
        Attempt{"VACUUM", "only reads"},
        Attempt{"ANALYZE", "only reads"},
        Attempt{"REINDEX", "only reads"}})
    check_rule(book, attempt.sql, Rule::query_not_read_only, attempt.would);
  CHECK(book.newest() == before);
}

TEST_CASE("query_out_of_reach: other tables, other functions and the clock") {
  TemporaryBook book;
  struct Attempt {
    const char* sql;
    const char* what;
  };
  for (const Attempt& attempt :
       {Attempt{"SELECT * FROM sqlite_schema", "reads sqlite_"},
        Attempt{"WITH v AS (SELECT * FROM sqlite_schema) SELECT * FROM v", "reads sqlite_"},
        Attempt{"SELECT (SELECT count(*) FROM sqlite_schema)", "reads sqlite_"},
        Attempt{"SELECT * FROM purchase_claim", "reads purchase_claim"},
        Attempt{"SELECT load_extension('x')", "calls load_extension"},
        Attempt{"SELECT zeroblob(1000000000)", "calls zeroblob"}, Attempt{"SELECT random()", "calls random"},
        Attempt{"SELECT current_timestamp", "calls current_timestamp"}})
    check_rule(book, attempt.sql, Rule::query_out_of_reach, attempt.what);
}

TEST_CASE("query_out_of_reach: the clock tells nothing, in whatever way it is asked") {
  TemporaryBook book;
  for (const char* sql :
       {"SELECT date()", "SELECT time()", "SELECT datetime()", "SELECT julianday()", "SELECT unixepoch()",
        "SELECT strftime('%s')", "SELECT strftime('%H:%M:%f')", "SELECT date('NOW', '-1 day')",
        "SELECT julianday('no' || 'w')", "SELECT datetime('now', 'localtime')", "SELECT 1 WHERE date() > '2020-01-01'",
        "SELECT 1 WHERE date() < '2020-01-01'", "SELECT max(i) FROM (SELECT unixepoch() AS i)",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + (date() IS NULL) FROM n) SELECT i FROM n"})
    check_rule(book, sql, Rule::query_out_of_reach, "the statement asks for the clock");
  const auto bound = ask(book, {.sql = "SELECT date(:d)", .parameters = {{"d", std::string("now")}}});
  REQUIRE_FALSE(bound.has_value());
  CHECK_EQ(rule_name(bound.error().rule), "query_out_of_reach");
  CHECK_EQ(text_of(allowed(ask_sql(book, "SELECT 'now'")).rows.front().front()), "'now'");
}

TEST_CASE("dates are counted from dates, and the time zone of the machine changes none") {
  TemporaryBook book;
  const char* const before = std::getenv("TZ");
  const std::string zone = before == nullptr ? "" : before;
  ::setenv("TZ", "EST5EDT", 1);
  ::tzset();
  const ReadAnswer answer = allowed(
      ask_sql(book, "SELECT datetime('2025-07-01', 'localtime'), datetime('2025-07-01', 'utc'), "
                    "date('2025-01-31', '+1 month'), strftime('%Y-%j', '2025-12-31'), unixepoch('1970-01-02')"));
  std::string line;
  for (const Value& value : answer.rows.front())
    line += text_of(value) + " ";
  CHECK_EQ(line, "'2025-07-01 00:00:00' '2025-07-01 00:00:00' '2025-03-03' '2025-365' 86400 ");
  CHECK_EQ(std::string(std::getenv("TZ")), "EST5EDT");
  if (before == nullptr)
    ::unsetenv("TZ");
  else
    ::setenv("TZ", zone.c_str(), 1);
  ::tzset();
}

TEST_CASE("query_malformed: one statement that SQLite understands") {
  TemporaryBook book;
  struct Attempt {
    const char* sql;
    const char* what;
  };
  for (const Attempt& attempt :
       {Attempt{"", "there is no statement"}, Attempt{" -- nothing\n;", "there is no statement"},
        Attempt{"SELECT 1; SELECT 2", "more than one statement: \"SELECT 2\""},
        Attempt{"SELECT 1; x", "more than one statement"},
        Attempt{"SELECT\n1\nFORM v_lot", "line 3: near \"v_lot\": syntax error"},
        Attempt{"SELECT * FROM v_lots", "no such table: v_lots"},
        Attempt{"SELECT \"no column\" FROM v_lot", "no such column"},
        Attempt{"SELECT readfile('x')", "no such function: readfile"},
        Attempt{"SELECT abs(-9223372036854775807 - 1)", "integer overflow"},
        Attempt{"SELECT ?", "a value without a name"}, Attempt{"SELECT ?1", "a value without a name"}})
    check_rule(book, attempt.sql, Rule::query_malformed, attempt.what);
  CHECK(ask_sql(book, "SELECT 1; -- and a remark\n ; /* more */ ").has_value());
  CHECK_FALSE(ask_sql(book, std::string("SELECT 1\0; DELETE FROM entry", 28)).has_value());
}

TEST_CASE("parameters are bound under each sign, whatever stands in them; values and names must be the same") {
  TemporaryBook book;
  const ReadAnswer answer = allowed(ask(book, {.sql = "SELECT :a, @a, $b, :c",
                                               .parameters = {{"a", std::int64_t{5}},
                                                              {"b", std::string("x'); DELETE FROM entry; --")},
                                                              {"c", Value{}},
                                                              {"as_of", std::string("2025-01-01"), false}}}));
  CHECK_EQ(text_of(answer.rows.front()[0]) + text_of(answer.rows.front()[1]), "55");
  CHECK_EQ(text_of(answer.rows.front()[2]), "'x'); DELETE FROM entry; --'");
  CHECK_EQ(text_of(answer.rows.front()[3]), "-");
  check_rule(book, "SELECT :missing", Rule::query_malformed, "asks for :missing, and no value is given");
  const auto unnamed = ask(book, {.sql = "SELECT 1", .parameters = {{"a", std::int64_t{5}}}});
  REQUIRE_FALSE(unnamed.has_value());
  CHECK_EQ(unnamed.error().message, "a value is given for :a, and the statement does not name it");
}

TEST_CASE("query_too_long: a statement ends by time, and an answer by rows") {
  TemporaryBook book;
  const std::string endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT ";
  int looks = 0;
  const auto out_of_time = ask(
      book, {.sql = endless + "max(i) FROM n", .is_out_of_time = [&] { return ++looks > 3; }, .time_limit = "3 looks"});
  REQUIRE_FALSE(out_of_time.has_value());
  CHECK_EQ(out_of_time.error().message, "the statement was not done after 3 looks");
  const auto too_many = ask(book, {.sql = endless + "i FROM n", .most_rows = 10});
  REQUIRE_FALSE(too_many.has_value());
  CHECK_EQ(rule_name(too_many.error().rule), "query_too_long");
  const ReadAnswer cut = allowed(ask(book, {.sql = endless + "i FROM n", .most_rows = 10, .may_be_cut = true}));
  CHECK(cut.is_cut);
  CHECK_EQ(cut.rows.size(), 10);
  const ReadAnswer whole =
      allowed(ask(book, {.sql = endless + "i FROM n LIMIT 10", .most_rows = 10, .may_be_cut = true}));
  CHECK_FALSE(whole.is_cut);
}

TEST_CASE("query_too_long: a sort that goes through files ends by time, too, though it is one step") {
  TemporaryBook book;
  int looks = 0;
  const ReadQuery sort{.sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) "
                              "SELECT printf('%0100d', i * 7919 % 30011) AS s FROM n ORDER BY s",
                       .is_out_of_time = [&] { return ++looks > 600; },
                       .time_limit = "600 looks"};
  const auto answer = ask(book, sort);
  REQUIRE_FALSE(answer.has_value());
  CHECK_EQ(rule_name(answer.error().rule), "query_too_long");
  CHECK_EQ(looks, 601);
}

TEST_CASE("a value cannot be blown up to take all memory") {
  TemporaryBook book;
  check_rule(book,
             "WITH RECURSIVE n (a) AS (SELECT 'aaaaaaaaaa' UNION ALL SELECT a || a FROM n) SELECT length(a) FROM n",
             Rule::query_malformed, "too big");
}

TEST_CASE("after a query the connection does again what it did before") {
  TemporaryBook book;
  {
    const store::ReadTransaction transaction(book.connection());
    CHECK_FALSE(store::ask_read_only(book.connection(), {.sql = "DELETE FROM entry"}).has_value());
    CHECK(store::ask_read_only(book.connection(), {.sql = "SELECT 1"}).has_value());
  }
  CHECK_EQ(book.connection().integer_of("SELECT count(*) FROM sqlite_schema WHERE name = 'entry'"), 1);
  CHECK_EQ(book.connection().integer_of("SELECT date() > '2020-01-01'"), 1);
  const EntryId before = book.newest();
  book.site("RENO");
  CHECK(number_of(book.newest()) == number_of(before) + 1);
}

} // namespace store_read_query_test
