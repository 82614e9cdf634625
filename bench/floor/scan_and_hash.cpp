// The floor of verifying the chain: scans every table of records and hashes the same bytes that the chain does (names
// and values), a table at a time, as one stream. bench_scan_and_hash BOOK
#include <SQLiteCpp/SQLiteCpp.h>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <sodium.h>
#include <string>
#include <vector>

namespace {

std::vector<std::string> list_record_tables(SQLite::Database& book) {
  std::vector<std::string> tables;
  SQLite::Statement row(book, "SELECT name FROM table_role WHERE role = 'record' ORDER BY name");
  while (row.executeStep())
    tables.push_back(row.getColumn(0).getString());
  return tables;
}

class TableHash {
public:
  TableHash() { crypto_hash_sha256_init(&state_); }

  void add(SQLite::Database& book, const std::string& table) {
    SQLite::Statement row(book, "SELECT * FROM " + table);
    std::vector<std::string> names;
    for (int column = 0; column < row.getColumnCount(); ++column)
      names.emplace_back(row.getColumnName(column));
    while (row.executeStep()) {
      bytes_ = "@" + table + "\n";
      for (std::size_t column = 0; column < names.size(); ++column)
        add_value(names[column], row.getColumn(static_cast<int>(column)));
      crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
      ++rows_;
      hashed_ += bytes_.size();
    }
  }

  void print() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256_final(&state_, hash.data());
    std::printf("{\"rows\": %zu, \"bytes\": %zu, \"hash\": \"", rows_, hashed_);
    for (const unsigned char byte : hash)
      std::printf("%02x", static_cast<unsigned>(byte));
    std::puts("\"}");
  }

private:
  void add_number(std::int64_t number) {
    std::array<char, 24> digits{};
    bytes_.append(digits.data(), std::to_chars(digits.begin(), digits.end(), number).ptr);
  }

  void add_value(const std::string& name, const SQLite::Column& cell) {
    if (cell.isNull()) return;
    bytes_ += name;
    if (cell.isInteger()) {
      bytes_ += "=i:";
      add_number(cell.getInt64());
    } else {
      bytes_ += "=t:";
      add_number(cell.getBytes());
      bytes_ += ':';
      bytes_.append(cell.getText(), static_cast<std::size_t>(cell.getBytes()));
    }
    bytes_ += '\n';
  }

  crypto_hash_sha256_state state_{};
  std::string bytes_;
  std::size_t rows_ = 0;
  std::size_t hashed_ = 0;
};

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_scan_and_hash BOOK\n", stderr);
    return 2;
  }
  try {
    SQLite::Database book(argv[1], SQLite::OPEN_READONLY);
    TableHash hash;
    for (const std::string& table : list_record_tables(book))
      hash.add(book, table);
    hash.print();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 3;
  }
  return 0;
}
