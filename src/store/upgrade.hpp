// A book that an older program made becomes one of this program's schema.
#pragma once

#include "store/connection.hpp"
#include "store/migrate.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

struct UpgradedBook {
  int from_schema = 0;
  int to_schema = 0;
  std::filesystem::path backup; // the book as it was; empty where none is kept
};

struct UpgradeSteps {
  // What is wrong with the chain of a book, of any schema: asked of the backup, and of the migrated book before it is
  // committed. (src/audit/copy_check.hpp has it, which is above the store.)
  std::function<std::vector<std::string>(Connection&)> list_chain_faults;
  std::function<void(const Migration&)> before_step = {}; // told of each migration before it is applied
};

// Migrates the book at `path` as one SQLite transaction, in which nobody else can record, and keeps a verified backup
// of it as it was beside it first: BOOK.schema-19, or BOOK.schema-19-2 where that is taken; what is there is never
// written over, and one that is this very book is not made again. Nothing to do, and nothing, for a book of this
// program's schema. Whatever goes wrong leaves the book as it was. Throws BookError as Book::open() does, and
// DamagedBookError where the file, the schema or the chain of the old book is not sound.
std::optional<UpgradedBook> upgrade_book(const std::filesystem::path& path, const UpgradeSteps& steps);

// The same for a copy that is looked at and thrown away: the book as it was is not kept beside it.
std::optional<UpgradedBook> upgrade_copy(const std::filesystem::path& path, const UpgradeSteps& steps);

} // namespace pvault::store
