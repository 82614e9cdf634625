// The floor of importing: inserts the rows of a book into the same tables of one that has only the beginning of them,
// in one transaction, entry by entry, with the settings of the program; then the derived tables as they are. Reading
// the rows takes no part in the time that it prints.
//   bench_insert_rows BOOK BEGINNING [--bare]
//   --bare   without the schema's triggers and foreign keys
#include <SQLiteCpp/SQLiteCpp.h>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t entries_at_once = 5000;

struct Row {
  std::int64_t entry;
  std::size_t table;
  std::vector<Value> values;
};

std::vector<std::string> list_tables(SQLite::Database& book, const char* role) {
  std::vector<std::string> tables;
  SQLite::Statement row(book, "SELECT name FROM table_role WHERE role = ? ORDER BY name");
  row.bind(1, role);
  while (row.executeStep())
    tables.push_back(row.getColumn(0).getString());
  return tables;
}

// The entry first, then what others refer to, then the others; the seal, which checks them all, last.
int insertion_rank(std::string_view table) {
  if (table == "entry") return 0;
  if (table == "mineral" || table == "facility" || table == "purchase" || table == "drawdown") return 1;
  if (table == "lot") return 2;
  return table == "seal" ? 4 : 3;
}

std::vector<Value> values_of(SQLite::Statement& row) {
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(row.getColumnCount()));
  for (int column = 0; column < row.getColumnCount(); ++column) {
    const SQLite::Column cell = row.getColumn(column);
    if (cell.isNull()) {
      values.emplace_back();
    } else if (cell.isInteger()) {
      values.emplace_back(std::int64_t{cell.getInt64()});
    } else {
      values.emplace_back(cell.getString());
    }
  }
  return values;
}

class Inserter {
public:
  Inserter(SQLite::Database& from, SQLite::Database& into) : from_(from), into_(into) {}

  void run() {
    records_ = list_tables(from_, "record");
    std::ranges::stable_sort(records_, {}, [](const std::string& table) { return insertion_rank(table); });
    const std::int64_t newest = from_.execAndGet("SELECT max(entry_id) FROM entry").getInt64();
    execute("BEGIN IMMEDIATE");
    for (std::int64_t after = into_.execAndGet("SELECT max(entry_id) FROM entry").getInt64(); after < newest;
         after += entries_at_once) {
      insert(rows_between(after, std::min(newest, after + entries_at_once)));
    }
    for (const std::string& table : list_tables(from_, "derived"))
      copy_derived(table);
    execute("COMMIT");
    timed([&] { statements_.clear(); });
  }

  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(spent_).count(); }
  [[nodiscard]] std::int64_t rows() const { return inserted_; }

  template <class Action>
  void timed(Action action) {
    const auto begin = Clock::now();
    action();
    spent_ += Clock::now() - begin;
  }

private:
  void execute(const char* sql) {
    timed([&] { into_.exec(sql); });
  }

  std::vector<Row> rows_between(std::int64_t after, std::int64_t up_to) {
    std::vector<Row> rows;
    for (std::size_t table = 0; table < records_.size(); ++table) {
      const std::string& name = records_[table];
      const bool has_lines = name != "entry" && name != "seal";
      SQLite::Statement row(from_, "SELECT entry_id, * FROM " + name +
                                       " WHERE entry_id > ? AND entry_id <= ? ORDER BY entry_id" +
                                       (has_lines ? ", line" : ""));
      row.bind(1, after);
      row.bind(2, up_to);
      while (row.executeStep()) {
        std::vector<Value> values = values_of(row);
        values.erase(values.begin());
        rows.push_back({row.getColumn(0).getInt64(), table, std::move(values)});
      }
    }
    std::ranges::stable_sort(rows, {}, &Row::entry);
    return rows;
  }

  SQLite::Statement& statement_for(const std::string& table, std::size_t columns) {
    auto& statement = statements_[table];
    if (!statement) {
      std::string sql = "INSERT INTO " + table + " VALUES (?";
      for (std::size_t column = 1; column < columns; ++column)
        sql += ", ?";
      statement = std::make_unique<SQLite::Statement>(into_, sql + ")");
    }
    return *statement;
  }

  void insert_row(const std::string& table, const std::vector<Value>& values) {
    SQLite::Statement& statement = statement_for(table, values.size());
    int column = 0;
    for (const Value& value : values) {
      ++column;
      if (const auto* number = std::get_if<std::int64_t>(&value)) {
        statement.bind(column, *number);
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bindNoCopy(column, *text);
      } else {
        statement.bind(column);
      }
    }
    statement.exec();
    statement.reset();
    ++inserted_;
  }

  void insert(const std::vector<Row>& rows) {
    timed([&] {
      for (const Row& row : rows)
        insert_row(records_[row.table], row.values);
    });
  }

  void copy_derived(const std::string& table) {
    timed([&] { into_.exec("DELETE FROM " + table); });
    SQLite::Statement row(from_, "SELECT * FROM " + table);
    while (row.executeStep()) {
      const std::vector<Value> values = values_of(row);
      timed([&] { insert_row(table, values); });
    }
  }

  SQLite::Database& from_;
  SQLite::Database& into_;
  std::vector<std::string> records_;
  std::map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
  std::int64_t inserted_ = 0;
  Clock::duration spent_{};
};

void drop_triggers(SQLite::Database& book) {
  std::vector<std::string> names;
  {
    SQLite::Statement row(book, "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
    while (row.executeStep())
      names.push_back(row.getColumn(0).getString());
  }
  book.exec("BEGIN");
  for (const std::string& name : names)
    book.exec("DROP TRIGGER " + name);
  book.exec("COMMIT");
}

void insert_rows(const char* from_path, const char* into_path, bool bare) {
  SQLite::Database from(from_path, SQLite::OPEN_READONLY);
  auto into = std::make_unique<SQLite::Database>(into_path, SQLite::OPEN_READWRITE);
  into->exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;");
  into->exec(bare ? "PRAGMA foreign_keys = OFF" : "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON");
  if (bare) drop_triggers(*into);
  Inserter inserter(from, *into);
  inserter.run();
  inserter.timed([&] { into.reset(); }); // moves the write-ahead log into the book
  std::printf("{\"rows\": %lld, \"seconds\": %.6f}\n", static_cast<long long>(inserter.rows()), inserter.seconds());
}

} // namespace

int main(int argc, char** argv) {
  const bool bare = argc == 4 && std::string_view(argv[3]) == "--bare";
  if (argc != 3 && !bare) {
    std::fputs("usage: bench_insert_rows BOOK BEGINNING [--bare]\n", stderr);
    return 2;
  }
  try {
    insert_rows(argv[1], argv[2], bare);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 3;
  }
  return 0;
}
