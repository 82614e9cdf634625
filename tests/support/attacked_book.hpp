// A small book with an entry of every kind, for attacks with plain SQL: what other hands can do to the file without
// this program.
#pragma once

#include "tests/support/book.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::test {

// Entry of each kind in the book, by the name that SQL in tests may write as $name; and the ids of what they made.
class SampleBook : public TemporaryBook {
public:
  SampleBook();
  [[nodiscard]] const std::map<std::string, std::string>& names() const { return names_; }
  [[nodiscard]] EntryId entry(const std::string& name) const { return EntryId{std::stoll(names_.at(name))}; }
  // The file as it would be after the last program closed it: everything is in this one file.
  void copy_to(const std::filesystem::path& path);

private:
  void record_names();
  void record_stock();
  void record_money();
  void record_loans();
  void record_disbursements();
  void record_transfers();
  void record_lots();
  void record_cost_methods();
  void record_write_downs();
  void record_openings();
  void record_evidence();
  void record_grants();
  void record_lent_metal();
  void record_sales();
  void record_rotation();
  void record_carrying();
  void record_counts();
  void record_periods();
  void record_imports();
  void record_people(); // with what waits for approval
  void record_figures();
  void name_ids();
  void name(const std::string& word, std::int64_t number) { names_[word] = std::to_string(number); }
  void name(const std::string& word, EntryId entry) { name(word, number_of(entry)); }
  std::map<std::string, std::string> names_;
};

// How a stranger opens the file: none of the settings this program makes.
enum class ForeignKeys { off, on };
std::unique_ptr<SQLite::Database> open_plainly(const std::filesystem::path& path, ForeignKeys keys);

// Every table's definition and every row, in order.
std::string dump_of(SQLite::Database& database);

// Runs the SQL in one SQLite transaction and commits; answers what SQLite said, or nothing when all of it went through.
std::string try_sql(SQLite::Database& database, const std::string& sql);

// The names of the tables of a role: record, derived or fixed.
std::vector<std::string> tables_in_role(SQLite::Database& database, const std::string& role);
std::vector<std::string> columns_of(SQLite::Database& database, const std::string& table);

// A copy of the sample book in the hands of a stranger. SQL may name $next (the next entry), $new (the newest one),
// $seal (seals the newest one with a hash of no meaning), $signed (the same, with a signature of none) and the names of
// the sample book.
class AttackedBook {
public:
  explicit AttackedBook(SampleBook& sample, ForeignKeys keys);
  [[nodiscard]] SQLite::Database& database() { return *database_; }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "copy.db"; }
  [[nodiscard]] std::string expand(const std::string& sql) const;
  std::string attack(const std::string& sql) { return try_sql(*database_, expand(sql)); }
  [[nodiscard]] const std::string& dump_before() const { return dump_; }
  // Whether it holds what it held at first.
  [[nodiscard]] bool is_unchanged();
  // What nothing can stop: triggers and constraints are not asked.
  std::string tamper(const std::string& sql);
  // The book as it was at first, after an attack that went through.
  void restore();

private:
  SampleBook& sample_;
  ForeignKeys keys_;
  TemporaryFolder folder_;
  std::unique_ptr<SQLite::Database> database_;
  std::string dump_;
};

} // namespace pvault::test
