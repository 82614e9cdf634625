#include "store/entry_reader.hpp"

#include "journal/chain.hpp"
#include "store/schema_check.hpp"

#include <fmt/format.h>

namespace pvault::store {

// One table's rows in the order of the format.
class EntryReader::Cursor {
public:
  Cursor(Connection& connection, std::string table, const std::string& sql)
      : table_(std::move(table)), row_(connection.query(sql)) {
    for (int column = 0; column < row_.columns(); ++column) {
      names_.push_back(row_.column_name(column));
      if (names_.back() == "entry_id") entry_column_ = column;
    }
    advance();
  }
  [[nodiscard]] bool at_end() const { return at_end_; }
  [[nodiscard]] std::int64_t entry() const { return row_.integer(entry_column_); }
  void advance() { at_end_ = !row_.next(); }
  void add_to(EntryBytes& bytes, std::vector<ReadRow>* rows) const {
    bytes.begin_row(table_);
    if (rows != nullptr) rows->push_back({.table = table_});
    for (std::size_t column = 0; column < names_.size(); ++column) {
      Value value = row_.value(static_cast<int>(column));
      bytes.add(names_[column], value);
      if (rows != nullptr && !std::holds_alternative<std::monostate>(value))
        rows->back().values.emplace_back(names_[column], std::move(value));
    }
  }

private:
  std::string table_;
  Query row_;
  std::vector<std::string> names_;
  int entry_column_ = 0;
  bool at_end_ = false;
};

namespace {

void read_seal(Connection& connection, ReadEntry& read) {
  // All columns: a book of an older schema has no signatures.
  Query seal = connection.query("SELECT * FROM seal WHERE entry_id = ?");
  if (!seal.bind(read.entry).next()) return;
  read.previous_hash = seal.text(1);
  read.hash = seal.text(2);
  if (seal.columns() > 3) read.signature = seal.optional_text(3);
}

// Of one table; how many there are.
std::int64_t add_rows(Connection& connection, const std::string& table, std::string_view order, EntryId entry,
                      EntryBytes& bytes) {
  Query row = connection.query(fmt::format("SELECT * FROM {} WHERE entry_id = ?{}", table, order));
  row.bind(entry);
  std::int64_t count = 0;
  for (; row.next(); ++count) {
    bytes.begin_row(table);
    for (int column = 0; column < row.columns(); ++column)
      bytes.add(row.column_name(column), row.value(column));
  }
  return count;
}

} // namespace

std::optional<ReadEntry> read_entry(Connection& connection, const std::vector<std::string>& tables, EntryId entry,
                                    const std::string& previous_hash) {
  ReadEntry read{.entry = entry, .previous_hash = {}, .hash = {}, .signature = {}, .computed_hash = {}, .rows = 0};
  EntryBytes bytes(previous_hash);
  read.rows = add_rows(connection, "entry", "", entry, bytes);
  if (read.rows == 0) return std::nullopt;
  for (const std::string& table : tables)
    read.rows += add_rows(connection, table, " ORDER BY line", entry, bytes);
  read_seal(connection, read);
  read.computed_hash = bytes.hash();
  return read;
}

EntryReader::EntryReader(Connection& connection) : connection_(connection), previous_hash_(first_previous_hash) {
  for (const std::string& table : list_record_tables_in_file(connection)) {
    tables_.push_back(
        std::make_unique<Cursor>(connection, table, fmt::format("SELECT * FROM {} ORDER BY entry_id, line", table)));
  }
  entries_ = std::make_unique<Cursor>(connection, "entry", "SELECT * FROM entry ORDER BY entry_id");
}

EntryReader::~EntryReader() = default;

std::optional<ReadEntry> EntryReader::next(std::vector<ReadRow>* rows) {
  if (rows != nullptr) rows->clear();
  if (entries_->at_end()) return std::nullopt;
  ReadEntry read{.entry = EntryId{entries_->entry()},
                 .previous_hash = {},
                 .hash = {},
                 .signature = {},
                 .computed_hash = {},
                 .rows = 1};
  EntryBytes bytes(previous_hash_);
  entries_->add_to(bytes, rows);
  for (const auto& table : tables_) {
    // Rows of entries that do not exist would hold the cursor back: they are passed by here and found by the
    // foreign-key check.
    while (!table->at_end() && table->entry() < number_of(read.entry))
      table->advance();
    for (; !table->at_end() && table->entry() == number_of(read.entry); table->advance(), ++read.rows)
      table->add_to(bytes, rows);
  }
  entries_->advance();
  read_seal(connection_, read);
  read.computed_hash = bytes.hash();
  previous_hash_ = read.hash.value_or(read.computed_hash);
  return read;
}

} // namespace pvault::store
