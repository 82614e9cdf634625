#include "store/connection.hpp"

#include "store/file_kind.hpp"
#include "store/foreign_journal.hpp"
#include "store/foreign_log.hpp"
#include "store/name_for_sqlite.hpp"
#include "store/system_watch.hpp"
#include "store/trouble.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <new>
#include <sqlite3.h>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <typeinfo>
#include <unistd.h>

namespace pvault::store {

namespace {

constexpr int busy_timeout_ms = 30'000;
// Of pages in memory: SQLite's own 2 MiB are too few for the tables that one entry writes, so that an import read and
// wrote the same pages over and over. Taken as it is needed; half of what an import may have.
constexpr int cache_kib = 65'536;

int open_flags(Access access) { return access == Access::read ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE; }

// To SQLite an empty file is a database without tables, and so is one that ends within its header.
void check_has_header(const std::filesystem::path& path) {
  constexpr std::uintmax_t header_bytes = 100; // https://sqlite.org/fileformat.html
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size >= header_bytes) return;
  throw DamagedBookError(fmt::format("{} is {}", path.string(),
                                     size == 0 ? "empty" : "not a pvault book: SQLite cannot read it as a database"),
                         "name the book with --book FILE or $PVAULT_BOOK");
}

// Under two names SQLite keeps two logs, and what is in the one is lost to the other.
void check_has_one_name(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t names = std::filesystem::hard_link_count(path, error);
  if (error || names == 1) return;
  throw BookError(fmt::format("{} has {} names (hard links): what is recorded under one would be lost to the other",
                              path.string(), names),
                  fmt::format("`find \"$(stat -c %m '{0}')\" -xdev -samefile '{0}'` lists them; remove all but one, "
                              "none of which a program is recording "
                              "under",
                              path.string()));
}

[[noreturn]] void throw_no_book(const std::filesystem::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    throw BookError(fmt::format("the folder {} does not exist", folder.string()),
                    "make it, or name the book with --book FILE");
  }
  throw BookError(fmt::format("there is no book at {}", path.string()),
                  "make one with `pvault init --name \"Project Vault\"`, or name it with --book FILE or $PVAULT_BOOK");
}

void check_files_beside(const std::filesystem::path& path) {
  for (const std::string_view ending : endings_of_parts) {
    const std::string name = part_beside(path, ending);
    struct stat found {};
    if (::lstat(name.c_str(), &found) != 0 || S_ISREG(found.st_mode)) continue;
    throw BookError(fmt::format("{} is {}, not a part of the book", name, kind_of_file(found.st_mode)), "move it away");
  }
  check_no_foreign_journal(path);
}

std::string read_header(SQLite::Database& database, std::size_t bytes) {
  sqlite3_file* file = nullptr;
  std::string header(bytes, '\0');
  int result = sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (result == SQLITE_OK) result = file->pMethods->xRead(file, header.data(), static_cast<int>(bytes), 0);
  if (result == SQLITE_IOERR_SHORT_READ) return {};
  if (result != SQLITE_OK) throw SQLite::Exception("the header cannot be read", result);
  return header;
}

// SQLite opens lazily and would call a folder or a missing file "unable to open database file": say which it is.
void check_file(const std::filesystem::path& path, Access access) {
  const std::string name = path.string();
  struct stat found {};
  const int failure = ::stat(name.c_str(), &found) == 0 ? 0 : errno;
  if (failure == ENOENT || failure == ENOTDIR) throw_no_book(path);
  if (failure != 0) {
    throw BookError(fmt::format("{} cannot be looked for: {}", name, std::strerror(failure)),
                    "see to it that the folders above it can be entered, or name the book with --book FILE");
  }
  // SQLite would wait for somebody to write into a pipe; so it would beside the book.
  if (!S_ISREG(found.st_mode))
    throw BookError(fmt::format("{} is {}, not a book", name, kind_of_file(found.st_mode)), "name the book's file");
  const int wanted = access == Access::read ? R_OK : R_OK | W_OK;
  if (::access(path.c_str(), wanted) != 0) {
    throw BookError(
        fmt::format("{} cannot be {}: {}", name, access == Access::read ? "read" : "written", std::strerror(errno)),
        "ask its owner; a book is readable by its owner only");
  }
  // Who may do everything may write to it all the same, and a snapshot is to stay what it is.
  constexpr mode_t by_anybody = S_IWUSR | S_IWGRP | S_IWOTH;
  if (access != Access::read && (found.st_mode & by_anybody) == 0)
    throw BookError(fmt::format("{} is read-only: nobody is to write to it", name),
                    "record in the book it was made of");
  if (access != Access::create) check_has_header(path);
  if (access != Access::create) check_files_beside(path);
  if (access != Access::read) check_has_one_name(path);
}

SQLite::Database opened(const std::filesystem::path& path, Access access) {
  check_file(path, access);
  try {
    SQLite::Database database(name_for_sqlite(path), open_flags(access), busy_timeout_ms, watched_system());
    // SQLite looks at the log when it first reads of the book, and not before.
    if (access != Access::create)
      check_no_foreign_log(path, [&](std::size_t bytes) { return read_header(database, bytes); });
    return database;
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, path);
  }
}

// A sum past 64 bits: SUM raises this error, and + yields a REAL, which a STRICT column does not take. No other REAL
// comes near the book.
bool is_overflow(const SQLite::Exception& error) {
  const bool of_sum = error.getErrorCode() == SQLITE_ERROR && std::string_view(error.what()) == "integer overflow";
  return of_sum || error.getExtendedErrorCode() == SQLITE_CONSTRAINT_DATATYPE;
}

// SQLite gives a header that it does not understand no code of its own.
bool is_damage(const SQLite::Exception& error) {
  return error.getErrorCode() == SQLITE_CORRUPT || std::string_view(error.what()) == "unsupported file format";
}

// No statement or schema of ours calls a function that is not there, or one that SQLite keeps a schema from calling.
bool is_foreign_schema(const SQLite::Exception& error) {
  const std::string_view message = error.what();
  return error.getErrorCode() == SQLITE_ERROR &&
         (message.starts_with("unsafe use of ") || message.starts_with("no such function: "));
}

// What was recorded last is in the log beside the book alone, until a program that has both puts it in.
std::string how_to_copy(const std::filesystem::path& path) {
  const std::string log = log_beside(path);
  std::error_code error;
  const bool has_log = std::filesystem::file_size(log, error) > 0 && !error;
  return fmt::format("a book in use needs a folder that can be written; copy it to one{}",
                     has_log ? fmt::format(", together with {}, which has what was recorded last", log) : "");
}

} // namespace

void throw_book_error(const SQLite::Exception& error, const std::filesystem::path& path) {
  const std::string name = path.string();
  if (is_overflow(error)) {
    throw std::overflow_error(
        "a total would be more than a book can hold, which is 9,223,372,036,854.775807 kg of a mineral and "
        "92,233,720,368,547,758.07 USD");
  }
  if (is_damage(error)) {
    throw DamagedBookError(fmt::format("{} is damaged ({})", name, error.what()),
                           "keep the file as it is, run `pvault audit verify`, and restore the latest backup");
  }
  if (is_foreign_schema(error)) {
    throw DamagedBookError(fmt::format("{} was changed by another program: its schema would run what no book does ({})",
                                       name, error.what()),
                           "run `pvault audit verify`, and restore the latest backup");
  }
  // What is asked of SQLite otherwise than by a statement answers with the extended code, which has the other in it.
  constexpr int primary = 0xFF;
  switch (error.getErrorCode() & primary) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL: // the log beside the book stayed locked
    throw BookError(fmt::format("{} is locked by another program; waited {} seconds", name, busy_timeout_ms / 1000),
                    "try again when the other program is done");
  case SQLITE_NOTADB:
    throw DamagedBookError(fmt::format("{} is not a pvault book: SQLite cannot read it as a database", name),
                           "name the book with --book FILE or $PVAULT_BOOK");
  case SQLITE_FULL:
    throw BookError(fmt::format("the disk of {} is full; nothing was recorded", name), "make room and try again");
  case SQLITE_READONLY:
  case SQLITE_PERM:
    throw BookError(fmt::format("{} or its folder is read-only", name), how_to_copy(path));
  case SQLITE_CANTOPEN:
    throw BookError(fmt::format("{} cannot be opened; its folder is perhaps read-only", name), how_to_copy(path));
  case SQLITE_IOERR:
    throw BookError(fmt::format("the disk failed on {} ({})", name, error.what()),
                    "check the disk, and whether it has room; nothing was recorded");
  case SQLITE_NOMEM:
    throw BookError(fmt::format("there was not enough memory for {}; nothing was recorded", name),
                    "end other programs, or allow this one more memory (ulimit -v), and try again");
  default:
    throw std::logic_error(fmt::format("{}: {}", name, error.what()));
  }
}

void throw_if_trouble(const std::exception& error, const std::filesystem::path& path) {
  const bool is_of_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
  const bool is_of_system = dynamic_cast<const std::system_error*>(&error) != nullptr; // of std::filesystem as well
  if (is_of_memory || is_of_system) throw; // the one in hand: a copy would lose what it is of
  if (const auto* of_sqlite = dynamic_cast<const SQLite::Exception*>(&error)) {
    switch (of_sqlite->getErrorCode() & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_FULL:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
      throw_book_error(*of_sqlite, path);
    default:
      return;
    }
  }
  const auto* of_book = dynamic_cast<const BookError*>(&error);
  if (of_book != nullptr && typeid(error) == typeid(BookError)) throw *of_book;
}

std::string sqlite_version() { return sqlite3_libversion(); }

void set_up_sqlite() {
  // What a statement may have to take back is kept in memory: for an entry that is some 20 pages.
  constexpr int kept_in_memory_bytes = 1 << 20;
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, kept_in_memory_bytes);
}

Connection::Connection(const std::filesystem::path& path, Access access) : database_(opened(path, access)) {
  try {
    set_up(access);
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, path);
  }
}

void Connection::set_up(Access access) {
  sqlite3* handle = database_.getHandle();
  // A file that others had in hand may hold a schema that was made to do harm. Nothing of it is run unless it is
  // harmless by SQLite's own account, nothing writes into the structure of the file, and no library is loaded.
  struct Setting {
    int option;
    int wanted;
  };
  for (const Setting& setting :
       {Setting{SQLITE_DBCONFIG_DEFENSIVE, 1}, Setting{SQLITE_DBCONFIG_ENABLE_FKEY, 1},
        Setting{SQLITE_DBCONFIG_ENABLE_TRIGGER, 1}, Setting{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        Setting{SQLITE_DBCONFIG_DQS_DML, 0}, Setting{SQLITE_DBCONFIG_DQS_DDL, 0},
        Setting{SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}, Setting{SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}}) {
    int kept = -1;
    sqlite3_db_config(handle, setting.option, setting.wanted, &kept);
    if (kept != setting.wanted) throw std::logic_error("SQLite does not take a safety setting");
  }
  // REPLACE fires DELETE triggers only when these are recursive.
  database_.exec("PRAGMA recursive_triggers = ON; PRAGMA cell_size_check = ON;");
  if (access == Access::read) database_.exec("PRAGMA query_only = ON;");
  const bool kept = database_.execAndGet("PRAGMA foreign_keys").getInt() == 1 &&
                    database_.execAndGet("PRAGMA recursive_triggers").getInt() == 1 &&
                    database_.execAndGet("PRAGMA cell_size_check").getInt() == 1;
  if (!kept) throw std::logic_error("SQLite did not keep a safety setting");
  if (access != Access::read) database_.exec(fmt::format("PRAGMA cache_size = -{};", cache_kib));
  if (access == Access::create) keep_commits();
}

void allow_damaged_schema(SQLite::Database& database) {
  sqlite3* handle = database.getHandle();
  int kept = -1;
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 0, &kept); // else the other setting is not heeded
  sqlite3_db_config(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, &kept);
  if (kept != 1) throw std::logic_error("SQLite does not take a setting for damaged files");
}

// SQLite calls the setting writable_schema. Nothing is written all the same: the file is open for reading only.
void Connection::read_what_is_left() {
  allow_damaged_schema(database_);
  reads_what_is_left_ = true;
}

void Connection::keep_commits() {
  try {
    if (database_.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal")
      throw std::logic_error("SQLite does not take WAL");
    database_.exec("PRAGMA synchronous = FULL;");
    if (database_.execAndGet("PRAGMA synchronous").getInt() != 2)
      throw std::logic_error("SQLite did not keep a safety setting");
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, database_.getFilename());
  }
}

Query Connection::query(const std::string& sql) {
  auto& statement = statements_[sql];
  try {
    if (!statement) statement = std::make_unique<SQLite::Statement>(database_, sql);
  } catch (const SQLite::Exception& error) {
    statements_.erase(sql);
    throw_book_error(error, database_.getFilename());
  }
  return Query(*statement, database_.getFilename());
}

const std::vector<TableColumn>& Connection::columns_of(std::string_view table) {
  std::vector<TableColumn>& columns = columns_[std::string(table)];
  if (!columns.empty()) return columns;
  Query row = query("SELECT name, type FROM pragma_table_info(?) ORDER BY cid");
  row.bind(std::string(table));
  while (row.next())
    columns.push_back({row.text(0), row.text(1)});
  return columns;
}

void Connection::execute(const std::string& sql) {
  columns_.clear();
  try {
    database_.exec(sql);
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, database_.getFilename());
  }
}

// A full disk is found out before the last page is written, by which SQLite knows a commit. When flushing fails after
// it, or what follows in memory, of which there may be too little, the pages are there all the same, and whoever opens
// the book next finds them.
void Connection::commit() {
  try {
    database_.exec("COMMIT");
  } catch (const SQLite::Exception& error) {
    const std::string& name = database_.getFilename();
    const int code = error.getErrorCode() & 0xFF;
    if (code != SQLITE_IOERR && code != SQLITE_NOMEM) throw_book_error(error, name);
    const bool is_of_disk = code == SQLITE_IOERR;
    throw CommitInDoubt(
        fmt::format("{} {} at the end of recording ({}): it may be recorded or not",
                    is_of_disk ? "the disk failed on" : "there was not enough memory for", name, error.what()),
        fmt::format("{}, then see in `pvault report journal` whether it is there; with --request-id it can be sent "
                    "again",
                    is_of_disk ? "check the disk" : "end other programs"));
  }
}

std::int64_t Connection::integer_of(const std::string& sql) {
  Query row = query(sql);
  row.expect_row();
  return row.integer(0);
}

Query::~Query() {
  statement_.tryReset();
  statement_.clearBindings(); // sqlite3_clear_bindings, which cannot fail
}

Query& Query::bind(std::int64_t value) {
  statement_.bind(++bound_, value);
  return *this;
}

Query& Query::bind(const std::string& value) {
  try {
    statement_.bind(++bound_, value);
  } catch (const SQLite::Exception& error) { // of a text SQLite keeps a copy, for which it needs memory
    throw_book_error(error, book_);
  }
  return *this;
}

Query& Query::bind_null() {
  statement_.bind(++bound_);
  return *this;
}

Query& Query::bind(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return bind(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return bind(*text);
  return bind_null();
}

bool Query::next() {
  try {
    return statement_.executeStep();
  } catch (const SQLite::Exception& error) {
    throw_book_error(error, book_);
  }
}

void Query::run() {
  if (next()) throw std::logic_error("a statement without rows has one");
}

void Query::expect_row() {
  if (!next()) throw std::logic_error(fmt::format("no row for: {}", statement_.getQuery()));
}

namespace {

[[noreturn]] void throw_wrong_type(const SQLite::Statement& statement, int column, std::string_view wanted) {
  throw DamagedBookError(
      fmt::format("the book is damaged: column {} of [{}] is not {}", column, statement.getQuery(), wanted),
      "run `pvault audit verify`");
}

} // namespace

bool Query::is_null(int column) const { return statement_.getColumn(column).isNull(); }

std::int64_t Query::integer(int column) const {
  const SQLite::Column cell = statement_.getColumn(column);
  if (!cell.isInteger()) throw_wrong_type(statement_, column, "a whole number");
  return cell.getInt64();
}

std::string Query::text(int column) const {
  const SQLite::Column cell = statement_.getColumn(column);
  if (!cell.isText()) throw_wrong_type(statement_, column, "text");
  return cell.getString();
}

Value Query::value(int column) const {
  const SQLite::Column cell = statement_.getColumn(column);
  if (cell.isNull()) return std::monostate{};
  if (cell.isInteger()) return std::int64_t{cell.getInt64()};
  return text(column);
}

std::optional<std::int64_t> Query::optional_integer(int column) const {
  return is_null(column) ? std::nullopt : std::optional(integer(column));
}

std::string Query::text_or_empty(int column) const { return is_null(column) ? std::string() : text(column); }

std::optional<std::string> Query::optional_text(int column) const {
  return is_null(column) ? std::nullopt : std::optional(text(column));
}

Date Query::date(int column) const {
  const auto parsed = parse_iso_date(text(column));
  if (!parsed) throw_wrong_type(statement_, column, "a date");
  return *parsed;
}

std::optional<Date> Query::optional_date(int column) const {
  return is_null(column) ? std::nullopt : std::optional(date(column));
}

} // namespace pvault::store
