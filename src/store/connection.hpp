// One SQLite connection with the settings the book's promises rest on, prepared statements kept for reuse, and rows
// read strictly.
#pragma once

#include "journal/posting.hpp"
#include "journal/record.hpp"
#include "store/error.hpp"
#include "units/date.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pvault::store {

// A prepared statement in use. Columns are read by position and must have the type asked for: SQLiteCpp alone would
// read NULL as 0 and '12kg' as 12. A wrong type means that the file was changed by other hands and throws BookError.
class Query {
public:
  Query(SQLite::Statement& statement, const std::string& book) : statement_(statement), book_(book) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query(Query&&) = delete;
  Query& operator=(Query&&) = delete;
  ~Query();

  Query& bind(std::int64_t value);
  Query& bind(const std::string& value);
  Query& bind(const Value& value);
  Query& bind(Date value) { return bind(format_date(value)); }
  Query& bind_null();
  template <class Id>
  requires std::is_enum_v<Id> Query& bind(Id id) { return bind(number_of(id)); }

  bool next();       // false when there is no further row
  void run();        // for statements without rows
  void expect_row(); // next(), and throws std::logic_error when there is none

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] Value value(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const;
  [[nodiscard]] std::string text_or_empty(int column) const;
  [[nodiscard]] std::optional<std::string> optional_text(int column) const;
  [[nodiscard]] Date date(int column) const;
  [[nodiscard]] std::optional<Date> optional_date(int column) const;
  [[nodiscard]] Mass mass(int column) const { return Mass::milligrams(integer(column)); }
  [[nodiscard]] std::optional<Mass> optional_mass(int column) const {
    return is_null(column) ? std::nullopt : std::optional(mass(column));
  }
  [[nodiscard]] Money money(int column) const { return Money::cents(integer(column)); }
  template <class Id>
  [[nodiscard]] Id id(int column) const {
    return Id{integer(column)};
  }
  template <class Id>
  [[nodiscard]] std::optional<Id> optional_id(int column) const {
    const auto number = optional_integer(column);
    return number ? std::optional(Id{*number}) : std::nullopt;
  }
  [[nodiscard]] int columns() const { return statement_.getColumnCount(); }
  [[nodiscard]] std::string column_name(int column) const { return statement_.getColumnName(column); }

private:
  SQLite::Statement& statement_;
  const std::string& book_; // its file, for messages
  int bound_ = 0;
};

struct TableColumn {
  std::string name;
  std::string type; // TEXT or INTEGER
};

enum class Access { read, write, create };

// What a transaction keeps in memory until it writes it, at the latest before its end.
class Unwritten {
public:
  Unwritten() = default;
  Unwritten(const Unwritten&) = delete;
  Unwritten& operator=(const Unwritten&) = delete;
  Unwritten(Unwritten&&) = delete;
  Unwritten& operator=(Unwritten&&) = delete;
  virtual ~Unwritten() = default;

  // A part of the transaction begins; it ends kept or rolled back. Parts may have parts.
  virtual void begin_part() = 0;
  virtual void end_part(bool is_kept) = 0;
  virtual void write() = 0;
};

class Connection {
public:
  // Throws BookError: missing file, unreadable or unwritable file or folder, not an SQLite database, damaged, locked.
  Connection(const std::filesystem::path& path, Access access);

  // From here on, what is committed is on disk. Changes the file (to WAL), so it must be known to be a book; for
  // Access::create this is done at once.
  void keep_commits();

  // For a verification of a file that is damaged: from here on what can still be read is, where a page of the schema
  // cannot or the file is shorter than its header says. Only for Access::read.
  void read_what_is_left();
  [[nodiscard]] bool reads_what_is_left() const { return reads_what_is_left_; }

  // The statement is prepared once per text and kept; one Query of a text at a time.
  Query query(const std::string& sql);
  // Statements that may change the schema.
  void execute(const std::string& sql);
  // In their order; none where there is no such table. Read once, and again after execute().
  const std::vector<TableColumn>& columns_of(std::string_view table);
  // Ends the SQLite transaction; on return it is on disk. Throws CommitInDoubt when the disk fails so that it may be
  // there or not.
  void commit();
  // From the beginning of a WriteTransaction to its end, also when SQLite has rolled it back meanwhile.
  void set_being_written(bool is_it) { is_being_written_ = is_it; }
  [[nodiscard]] bool is_being_written() const { return is_being_written_; }
  // What is in memory and not in the book yet; null when nothing is kept there.
  void set_unwritten(Unwritten* unwritten) { unwritten_ = unwritten; }
  [[nodiscard]] Unwritten* unwritten() const { return unwritten_; }
  // For whoever reads what may be in memory yet.
  void write_unwritten() {
    if (unwritten_ != nullptr) unwritten_->write();
  }
  [[nodiscard]] std::int64_t integer_of(const std::string& sql);
  [[nodiscard]] SQLite::Database& database() { return database_; }

private:
  void set_up(Access access);
  SQLite::Database database_;
  bool reads_what_is_left_ = false;
  bool is_being_written_ = false;
  Unwritten* unwritten_ = nullptr;
  std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> statements_;
  std::unordered_map<std::string, std::vector<TableColumn>> columns_;
};

// Makes SQLite read what it can of a file whose schema is damaged. Only for a database that nothing is written to.
void allow_damaged_schema(SQLite::Database& database);

// Of the SQLite in use: "3.40.1".
std::string sqlite_version();

// Settings of SQLite as a whole, for a program that has one thread: to be called once, before anything is opened. They
// are for speed, and one that SQLite does not take changes nothing else.
void set_up_sqlite();

// Turns what SQLite says of its surroundings (busy, full, damaged, read-only, I/O) into a BookError that names the
// book. A total that does not fit 64 bits throws std::overflow_error.
[[noreturn]] void throw_book_error(const SQLite::Exception& error, const std::filesystem::path& path);

} // namespace pvault::store
