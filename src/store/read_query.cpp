#include "store/read_query.hpp"

#include "store/query_guard.hpp"
#include "store/schema_check.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <memory>
#include <new>
#include <optional>
#include <sqlite3.h>
#include <utility>

namespace pvault::store {

namespace {

constexpr std::size_t most_answer_bytes = 256'000'000;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using PreparedStatement = std::unique_ptr<sqlite3_stmt, Finalize>;

// "line 3: " of a statement of several lines, where SQLite says how far it came.
std::string line_of_error(sqlite3* handle, std::string_view sql) {
  const int offset = sqlite3_error_offset(handle);
  if (offset < 0 || sql.find('\n') == std::string_view::npos) return {};
  const auto before = sql.substr(0, static_cast<std::size_t>(offset));
  return fmt::format("line {}: ", 1 + std::ranges::count(before, '\n'));
}

std::string next_step_of(const QueryGuard& guard, std::string_view message) {
  constexpr std::string_view no_table = "no such table: ";
  if (!message.starts_with(no_table)) return "`pvault schema all` shows the views and their columns";
  const std::string nearest = guard.nearest_readable(std::string(message.substr(no_table.size())));
  if (nearest.empty()) return "`pvault schema` shows the views";
  return fmt::format("{}; `pvault schema` shows the views", nearest);
}

// Runs one statement under its guard.
class ReadRun {
public:
  ReadRun(Connection& connection, const ReadQuery& query)
      : connection_(connection), handle_(connection.database().getHandle()), query_(query), guard_(connection, query) {}

  Expected<ReadAnswer> run() {
    if (auto prepared = prepare(); !prepared) return tl::unexpected(prepared.error());
    if (auto bound = bind(); !bound) return tl::unexpected(bound.error());
    const int count = sqlite3_column_count(statement_.get());
    answer_.columns.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
      answer_.columns.emplace_back(sqlite3_column_name(statement_.get(), i));
    if (auto read = read_rows(); !read) return tl::unexpected(read.error());
    return std::move(answer_);
  }

private:
  Expected<void> prepare();
  Expected<void> check_tail(const char* tail);
  Expected<void> bind();
  Expected<void> bind(int index, const std::string& name);
  Expected<void> read_rows();
  Expected<void> read_row();
  Value read_cell(int column);
  [[nodiscard]] Refusal explain(int code) const;

  Connection& connection_;
  sqlite3* handle_;
  const ReadQuery& query_;
  QueryGuard guard_;
  PreparedStatement statement_; // goes before the guard
  ReadAnswer answer_;
  std::size_t bytes_ = 0;
};

// What is wrong with the statement is an answer; what is wrong with the file is trouble.
Refusal ReadRun::explain(int code) const {
  if (guard_.refusal()) return *guard_.refusal();
  switch (code & 0xFF) {
  case SQLITE_INTERRUPT:
    return {Rule::query_too_long, fmt::format("the statement was not done after {}", query_.time_limit),
            "--timeout with more time, or a statement that reads less"};
  case SQLITE_ERROR:
  case SQLITE_TOOBIG:
  case SQLITE_MISMATCH:
  case SQLITE_AUTH: {
    const std::string message = sqlite3_errmsg(handle_);
    return {Rule::query_malformed, line_of_error(handle_, query_.sql) + printable(message),
            next_step_of(guard_, message)};
  }
  case SQLITE_NOMEM:
    throw std::bad_alloc();
  default:
    throw_book_error(SQLite::Exception(handle_, code), connection_.database().getFilename());
  }
}

Expected<void> ReadRun::prepare() {
  if (query_.sql.find('\0') != std::string::npos)
    return refuse(Rule::query_malformed, "there is a zero byte in the statement", "a statement in plain text");
  sqlite3_stmt* made = nullptr;
  const char* tail = nullptr;
  const int length = static_cast<int>(query_.sql.size()) + 1;
  const int code = sqlite3_prepare_v2(handle_, query_.sql.c_str(), length, &made, &tail);
  statement_.reset(made);
  if (code != SQLITE_OK) return tl::unexpected(explain(code));
  if (!statement_)
    return refuse(Rule::query_malformed, "there is no statement", "pvault query \"SELECT * FROM v_stock\"");
  if (auto alone = check_tail(tail); !alone) return alone;
  if (sqlite3_stmt_readonly(statement_.get()) != 0 && sqlite3_column_count(statement_.get()) > 0) return {};
  return refuse(Rule::query_not_read_only, "the statement does not read, and a query only reads",
                "a SELECT over the views that `pvault schema` shows");
}

// Remarks, blanks and semicolons may follow.
Expected<void> ReadRun::check_tail(const char* tail) {
  while (tail != nullptr && *tail != '\0') {
    sqlite3_stmt* made = nullptr;
    const char* begin = tail;
    const int code = sqlite3_prepare_v2(handle_, begin, -1, &made, &tail);
    const PreparedStatement further(made);
    if (code != SQLITE_OK || further) {
      return refuse(Rule::query_malformed, fmt::format("there is more than one statement: {}", in_quotes(trim(begin))),
                    "one statement; WITH and UNION ALL put several questions into one");
    }
    if (tail == begin) break;
  }
  return {};
}

Expected<void> ReadRun::bind(int index, const std::string& name) {
  const auto given = std::ranges::find(query_.parameters, name, &QueryParameter::name);
  if (given == query_.parameters.end()) {
    return refuse(Rule::query_malformed, fmt::format("the statement asks for :{}, and no value is given", name),
                  fmt::format("--param {}=VALUE", name));
  }
  answer_.parameters.push_back(name);
  int code = SQLITE_OK; // a value that is missing stays so
  if (const auto* number = std::get_if<std::int64_t>(&given->value))
    code = sqlite3_bind_int64(statement_.get(), index, *number);
  else if (const auto* text = std::get_if<std::string>(&given->value))
    code = sqlite3_bind_text64(statement_.get(), index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) return tl::unexpected(explain(code));
  return {};
}

Expected<void> ReadRun::bind() {
  const int count = sqlite3_bind_parameter_count(statement_.get());
  for (int index = 1; index <= count; ++index) {
    const char* name = sqlite3_bind_parameter_name(statement_.get(), index);
    if (name == nullptr || *name == '?') {
      return refuse(Rule::query_malformed, "the statement asks for a value without a name",
                    ":name in the statement, and --param name=VALUE");
    }
    if (auto bound = bind(index, name + 1); !bound) return bound;
  }
  for (const QueryParameter& given : query_.parameters) {
    if (!given.must_be_named || std::ranges::find(answer_.parameters, given.name) != answer_.parameters.end()) continue;
    return refuse(Rule::query_malformed,
                  fmt::format("a value is given for :{}, and the statement does not name it", printable(given.name)),
                  fmt::format("name :{} in the statement, or leave the value out", printable(given.name)));
  }
  return {};
}

Value ReadRun::read_cell(int column) {
  sqlite3_stmt* statement = statement_.get();
  const int type = sqlite3_column_type(statement, column);
  if (type == SQLITE_NULL) return std::monostate{};
  if (type == SQLITE_INTEGER) return std::int64_t{sqlite3_column_int64(statement, column)};
  const void* begin = type == SQLITE_BLOB ? sqlite3_column_blob(statement, column)
                                          : static_cast<const void*>(sqlite3_column_text(statement, column));
  const auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  std::string text;
  if (begin != nullptr) text.assign(static_cast<const char*>(begin), length);
  if (type == SQLITE_BLOB) {
    std::string digits;
    for (const char byte : text)
      digits += fmt::format("{:02x}", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    text = fmt::format("x'{}'", digits);
  }
  bytes_ += text.size();
  return text;
}

Expected<void> ReadRun::read_row() {
  const int count = sqlite3_column_count(statement_.get());
  std::vector<Value> row;
  row.reserve(static_cast<std::size_t>(count));
  for (int column = 0; column < count; ++column)
    row.push_back(read_cell(column));
  answer_.rows.push_back(std::move(row));
  if (bytes_ <= most_answer_bytes) return {};
  return refuse(Rule::query_too_long,
                fmt::format("the answer has more than {} bytes", group_thousands(std::to_string(most_answer_bytes))),
                "a statement that answers less, or --limit");
}

Expected<void> ReadRun::read_rows() {
  for (;;) {
    const int code = sqlite3_step(statement_.get());
    if (guard_.refusal()) return tl::unexpected(*guard_.refusal()); // a clock that tells nothing is no error to SQLite
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return tl::unexpected(explain(code));
    if (answer_.rows.size() < static_cast<std::size_t>(query_.most_rows)) {
      if (auto read = read_row(); !read) return read;
      continue;
    }
    answer_.is_cut = query_.may_be_cut;
    if (answer_.is_cut) return {};
    return refuse(Rule::query_too_long,
                  fmt::format("the answer has more than {} rows", group_thousands(std::to_string(query_.most_rows))),
                  "a statement that answers less, or --limit");
  }
}

// A view that was changed answers with what somebody else wrote.
void check_views_are_ours(Connection& connection) {
  const std::vector<std::string> differences = list_schema_differences(connection);
  if (differences.empty()) return;
  throw DamagedBookError(
      fmt::format("{} was changed by another program: {}", connection.database().getFilename(), differences.front()),
      "`pvault audit verify`, which says how; then restore the latest backup");
}

} // namespace

Expected<ReadAnswer> ask_read_only(Connection& connection, const ReadQuery& query) {
  check_views_are_ours(connection);
  return ReadRun(connection, query).run();
}

} // namespace pvault::store
