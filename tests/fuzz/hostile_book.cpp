// A book that other hands changed: commands answer, or say what is wrong, and never take it for a bug of ours. The
// first byte of an input says how the book was changed, the second which command is run on it.
#include "tests/fuzz/edits.hpp"
#include "tests/fuzz/program_run.hpp"
#include "tests/fuzz/target.hpp"

#include "reports/report.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/documents.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <initializer_list>
#include <sqlite3.h>
#include <string>
#include <vector>

namespace pvault::fuzz {

namespace {

struct Column {
  std::string table;
  std::string key; // the table's first column
  std::string name;
};

struct SoundBook {
  std::string bytes;
  std::vector<Column> columns; // of all tables
};

std::vector<Column> list_columns(const std::filesystem::path& path) {
  const auto database = test::open_plainly(path, test::ForeignKeys::off);
  std::vector<Column> columns;
  SQLite::Statement row(*database, "SELECT t.name, (SELECT name FROM pragma_table_info(t.name) WHERE cid = 0), c.name "
                                   "FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'");
  while (row.executeStep())
    columns.push_back({row.getColumn(0).getString(), row.getColumn(1).getString(), row.getColumn(2).getString()});
  return columns;
}

const SoundBook& sound_book() {
  static const SoundBook book = [] {
    const test::TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "sound.db";
    test::SampleBook().copy_to(path);
    std::string bytes = test::read_file(path);
    return SoundBook{std::move(bytes), list_columns(path)};
  }();
  return book;
}

std::string changed_bytes(Edits& edits) {
  std::string bytes = sound_book().bytes;
  while (edits.more()) {
    const std::size_t at = edits.number(3) % bytes.size();
    const std::size_t way = edits.next() % 6;
    if (way == 0) bytes[at] = static_cast<char>(edits.next());
    if (way == 1) bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << edits.next() % 8));
    if (way == 2) bytes.replace(at, 64, std::min<std::size_t>(64, bytes.size() - at), '\0');
    if (way == 3) bytes.replace(at, 4, std::string("\x7F\xFF\xFF\xFF").substr(0, bytes.size() - at));
    if (way == 4)
      bytes.replace(at, 32, sound_book().bytes, edits.number(3) % bytes.size(),
                    std::min<std::size_t>(32, bytes.size() - at));
    if (way == 5 && edits.next() % 8 == 0) bytes.resize(std::max<std::size_t>(at, 1));
  }
  return bytes;
}

std::string new_value(Edits& edits, const Column& column) {
  static constexpr std::array days = {"1899-12-31", "1900-01-01", "2026-02-30", "2199-12-31", "2026-06-30", "today"};
  switch (edits.next() % 7) {
  case 0:
    return "NULL";
  case 1:
    return fmt::format("{}", edits.pick(edge_numbers));
  case 2:
    return fmt::format("{}", static_cast<std::int64_t>(edits.number(8)));
  case 3:
    return fmt::format("'{}'", edits.pick(days));
  case 4:
    return fmt::format("(SELECT {0} FROM {1} LIMIT 1 OFFSET {2})", column.name, column.table, edits.next() % 16);
  case 5:
    return fmt::format("{} + {}", column.name, static_cast<int>(edits.next()) - 128);
  default:
    break;
  }
  std::string text;
  for (const char byte : edits.text(1 + edits.next() % 24))
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return fmt::format("CAST(x'{}' AS TEXT)", text);
}

// As nothing can stop: triggers and constraints are not asked.
void change_values(const std::filesystem::path& path, Edits& edits) {
  const auto database = test::open_plainly(path, test::ForeignKeys::off);
  database->exec("PRAGMA ignore_check_constraints = ON");
  sqlite3_db_config(database->getHandle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  for (int changes = 0; edits.more() && changes < 6; ++changes) {
    const Column& column = edits.pick(sound_book().columns);
    const std::string where = fmt::format("WHERE {0} IS (SELECT {0} FROM {1} LIMIT 1 OFFSET {2})", column.key,
                                          column.table, edits.next() % 16);
    const bool is_taken_away = edits.next() % 8 == 0;
    // What a type or a key does not allow is left as it was.
    database->tryExec(is_taken_away ? fmt::format("DELETE FROM {} {}", column.table, where)
                                    : fmt::format("UPDATE OR IGNORE {} SET {} = {} {}", column.table, column.name,
                                                  new_value(edits, column), where));
  }
}

// What others could have added to the schema, or taken out of it.
void change_schema(const std::filesystem::path& path, Edits& edits) {
  static constexpr std::array additions = {
      "CREATE TRIGGER other_hands AFTER INSERT ON entry BEGIN DELETE FROM lot; END",
      "CREATE TRIGGER other_hands BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END",
      "CREATE VIEW other_hands AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
      "CREATE TABLE other_hands (a, b AS (a + 1) STORED)",
      "CREATE UNIQUE INDEX other_hands ON entry (kind || request_id)",
      "ALTER TABLE entry ADD COLUMN other_hands AS (printf('%s', kind)) VIRTUAL",
      "ALTER TABLE lot RENAME TO other_hands",
      "PRAGMA user_version = 99",
      "PRAGMA application_id = 1"};
  const auto database = test::open_plainly(path, test::ForeignKeys::off);
  SQLite::Statement names(*database, "SELECT type, name, tbl_name FROM sqlite_schema WHERE sql IS NOT NULL");
  std::vector<std::array<std::string, 2>> objects;
  while (names.executeStep())
    objects.push_back({names.getColumn(0).getString(), names.getColumn(1).getString()});
  names.reset();
  for (int changes = 0; edits.more() && changes < 4; ++changes) {
    const std::size_t way = edits.next() % 3;
    const auto& [type, name] = edits.pick(objects);
    if (way == 0) database->tryExec(edits.pick(additions));
    if (way == 1) database->tryExec(fmt::format("DROP {} {}", type, name));
    if (way == 2) {
      database->exec("PRAGMA writable_schema = ON");
      SQLite::Statement change(*database,
                               "UPDATE sqlite_schema SET sql = substr(sql, 1, ?1) || ?2 || substr(sql, ?1 + ?3) "
                               "WHERE name = ?4");
      change.bind(1, static_cast<std::int64_t>(edits.number(2) % 1024));
      change.bind(2, std::string(edits.text(edits.next() % 8)));
      change.bind(3, static_cast<std::int64_t>(edits.next() % 8));
      change.bind(4, name);
      change.exec();
    }
  }
}

// A book with a log beside it that was never put into it, as a program that was killed leaves it, changed here and
// there.
void write_with_log(const std::filesystem::path& path, Edits& edits) {
  const std::filesystem::path written = path.string() + ".written";
  test::write_file(written, sound_book().bytes);
  const auto holder = test::open_plainly(written, test::ForeignKeys::off); // the last to close would empty the log
  holder->exec("PRAGMA journal_mode = WAL");
  holder->exec("PRAGMA wal_autocheckpoint = 0");
  holder->exec("CREATE TABLE other_hands (a)");
  std::string log = test::read_file(written.string() + "-wal");
  while (edits.more() && !log.empty())
    log[edits.number(3) % log.size()] = static_cast<char>(edits.next());
  test::write_file(path, sound_book().bytes);
  test::write_file(path.string() + "-wal", log);
}

// And with a journal of pages to be put back, which SQLite believes.
void write_with_journal(const std::filesystem::path& path, Edits& edits) {
  test::write_file(path, sound_book().bytes);
  test::write_file(path.string() + "-journal",
                   std::string("\xD9\xD5\x05\xF9\x20\xA1\x63\xD7") + std::string(edits.rest()));
}

using Arguments = std::vector<std::string>;

// "BOOK" stands for the book, "COPY" for a name that nothing has.
std::vector<Arguments> list_commands() {
  std::vector<Arguments> commands = {
      {"audit", "verify"},
      {"audit", "trail", "GA-1"},
      {"export", "--to", "jsonl"},
      {"export", "--to", "beancount"},
      {"export", "--to", "hledger"},
      {"query", "SELECT * FROM v_journal"},
      {"query", "SELECT * FROM v_stock"},
      {"lot", "show", "BI-1"},
      {"facility", "show", "EXIM-3"},
      {"plan", "--budget", "1e6 USD", "--as-of", "2026-06-30"},
      {"accrue", "--until", "2026-12-31"},
      {"audit", "rebuild"},
      {"reverse", "12", "--reason", "fuzz"},
      {"release", "record", "--mineral", "gallium", "--mass", "1 kg", "--kind", "loss", "--authority", "count", "--on",
       "2026-12-31"},
      {"purchase", "record", "--mineral", "gallium", "--mass", "1 kg", "--cost", "5 USD", "--supplier", "TRAXYS",
       "--site", "DENVER", "--on", "2026-12-31"},
      {"drawdown", "record", "--facility", "EXIM-1", "--amount", "5 USD", "--on", "2026-12-31"}};
  for (const reports::Report& report : reports::all_reports())
    commands.push_back({"report", std::string(report.name), "--as-of", "2026-12-31", "--format", "csv"});
  for (Arguments command :
       std::initializer_list<Arguments>{{"backup", "COPY"},
                                        {"snapshot", "COPY"},
                                        {"rehearse"},
                                        {"upgrade"},
                                        {"restore", "BOOK", "--book", "COPY"},
                                        {"extract", "COPY"},
                                        {"audit", "checkpoint", "--output", "COPY"},
                                        {"audit", "verify", "--evidence"},
                                        {"audit", "diff", "--known-at", "100"},
                                        {"report", "pack", "--as-of", "2026-12-31", "--output", "COPY"}})
    commands.push_back(std::move(command));
  return commands;
}

} // namespace

void fuzz_book(std::string_view input) {
  static const std::vector<Arguments> commands = list_commands();
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "vault.db";
  Edits edits(input);
  const std::size_t first = edits.next();
  Arguments command = edits.pick(commands);
  switch (first < 192 ? first % 3 : 3 + first % 3) {
  case 0:
    test::write_file(path, edits.rest());
    break;
  case 1:
    test::write_file(path, changed_bytes(edits));
    break;
  case 2:
    test::write_file(path, sound_book().bytes);
    change_values(path, edits);
    break;
  case 3:
    test::write_file(path, sound_book().bytes);
    change_schema(path, edits);
    break;
  case 4:
    write_with_log(path, edits);
    break;
  default:
    write_with_journal(path, edits);
    break;
  }
  const bool names_book = std::ranges::find(command, "--book") != command.end();
  std::ranges::replace(command, std::string("BOOK"), path.string());
  std::ranges::replace(command, std::string("COPY"), (folder.path() / "copy").string());
  if (!names_book) command.insert(command.end(), {"--book", path.string()});
  check_run(command);
}

} // namespace pvault::fuzz
