#include "store/upgrade.hpp"

#include "store/book.hpp"
#include "store/book_copy.hpp"
#include "store/schema_check.hpp"
#include "store/transaction.hpp"

#include <exception>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault::store {

namespace {

namespace fs = std::filesystem;

// The book as it is now, to be kept or recognised.
struct OldBook {
  const fs::path& path;
  int schema = 0;
  ChainHead head = {};
};

[[noreturn]] void throw_unsound(const OldBook& old, const std::string& fault) {
  throw DamagedBookError(
      fmt::format("{} is not sound, and was not upgraded from schema {}: {}", old.path.string(), old.schema, fault),
      "restore the latest backup, or verify it with the pvault that made it");
}

std::vector<std::string> list_faults_of_book(Connection& connection, const UpgradeSteps& steps) {
  std::vector<std::string> faults = list_file_faults(connection);
  for (std::string& fault : steps.list_chain_faults(connection))
    faults.push_back(std::move(fault));
  return faults;
}

bool name_is_taken(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

// The hash of its newest entry covers all its records, so that they need not be compared. The fault of what cannot be
// opened or is not sound is its own, and it is left alone.
bool is_backup_of(const OldBook& old, const fs::path& path, const UpgradeSteps& steps) {
  try {
    Book kept = Book::open_as_it_is(path);
    const ReadTransaction reading(kept.connection());
    return schema_version_of(kept.connection()) == old.schema &&
           load_chain_head(kept.connection()).hash == old.head.hash &&
           list_faults_of_book(kept.connection(), steps).empty();
  } catch (const std::exception&) {
    return false;
  }
}

void make_backup(const OldBook& old, const fs::path& to, const UpgradeSteps& steps) {
  const NewFile copy(to, "move it elsewhere");
  {
    Connection source(old.path, Access::read);
    if (copy_book(source, copy).hash != old.head.hash)
      throw std::logic_error("a book changed while it was held for writing");
  }
  {
    Book copied = Book::open_as_it_is(copy.path());
    const ReadTransaction reading(copied.connection());
    const auto faults = list_faults_of_book(copied.connection(), steps);
    if (!faults.empty()) throw_unsound(old, faults.front());
  }
  copy.give_to_owner_of(old.path);
  copy.take_final_name();
}

fs::path keep_backup(const OldBook& old, const UpgradeSteps& steps) {
  const std::string name = fmt::format("{}.schema-{}", old.path.string(), old.schema);
  for (int number = 1;; ++number) {
    fs::path candidate = number == 1 ? name : fmt::format("{}-{}", name, number);
    if (name_is_taken(candidate)) {
      if (is_backup_of(old, candidate, steps)) return candidate;
      continue;
    }
    make_backup(old, candidate, steps);
    return candidate;
  }
}

// What no rule of ours allows, the old book must not have: a migration would take it along.
void check_schema_as_shipped(Connection& connection, const OldBook& old) {
  const auto differences = list_schema_differences(connection, old.schema);
  if (!differences.empty()) throw_unsound(old, differences.front());
}

// Before it is committed: a migration of ours that breaks a promise leaves the book as it was.
void check_migrated(Connection& connection, const OldBook& old, const UpgradeSteps& steps) {
  auto faults = steps.list_chain_faults(connection);
  for (std::string& difference : list_schema_differences(connection))
    faults.push_back(std::move(difference));
  if (load_chain_head(connection).hash != old.head.hash) faults.emplace_back("the newest hash changed");
  if (!faults.empty())
    throw std::logic_error(
        fmt::format("an upgrade from schema {} leads to no sound book: {}", old.schema, faults.front()));
}

enum class Keeps { the_old_book, only_the_new };

std::optional<UpgradedBook> upgrade(const fs::path& path, const UpgradeSteps& steps, Keeps keeps) {
  if (schema_version_of(Book::open_as_it_is(path).connection()) == newest_schema_version()) return std::nullopt;
  Connection connection(path, Access::write);
  connection.keep_commits();
  WriteTransaction transaction(connection);
  OldBook old{.path = path, .schema = schema_version_of(connection)};
  if (old.schema >= newest_schema_version()) return std::nullopt; // somebody else was faster
  check_schema_as_shipped(connection, old);
  old.head = load_chain_head(connection);
  UpgradedBook upgraded{.from_schema = old.schema, .to_schema = newest_schema_version(), .backup = {}};
  if (keeps == Keeps::the_old_book) upgraded.backup = keep_backup(old, steps);
  migrate(connection, old.schema, steps.before_step);
  check_migrated(connection, old, steps);
  transaction.commit();
  return upgraded;
}

} // namespace

std::optional<UpgradedBook> upgrade_book(const fs::path& path, const UpgradeSteps& steps) {
  return upgrade(path, steps, Keeps::the_old_book);
}

std::optional<UpgradedBook> upgrade_copy(const fs::path& path, const UpgradeSteps& steps) {
  return upgrade(path, steps, Keeps::only_the_new);
}

} // namespace pvault::store
