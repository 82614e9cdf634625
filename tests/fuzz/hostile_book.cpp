// A book that other hands changed: commands answer, or say what is wrong, and never take it for a bug of ours. The
// first byte of an input says how the book was changed, the second which command is run on it.
#include "tests/fuzz/edits.hpp"
#include "tests/fuzz/program_run.hpp"
#include "tests/fuzz/target.hpp"

#include "reports/report.hpp"
#include "tests/support/attacked_book.hpp"
#include "tests/support/documents.hpp"

#include <array>
#include <fmt/format.h>
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

using Arguments = std::vector<std::string>;

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
  return commands;
}

} // namespace

void fuzz_book(std::string_view input) {
  static const std::vector<Arguments> commands = list_commands();
  static const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "vault.db";
  Edits edits(input);
  const std::size_t way = edits.next() % 3;
  Arguments command = edits.pick(commands);
  for (const char* beside : {"-wal", "-shm", "-journal"})
    std::filesystem::remove(path.string() + beside);
  if (way == 0) test::write_file(path, edits.rest());
  if (way == 1) test::write_file(path, changed_bytes(edits));
  if (way == 2) {
    test::write_file(path, sound_book().bytes);
    change_values(path, edits);
  }
  command.insert(command.end(), {"--book", path.string()});
  check_run(command);
}

} // namespace pvault::fuzz
