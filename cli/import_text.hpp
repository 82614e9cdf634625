// What an import says: rows at fault as they are met, and at the end what came of it. Nothing that grows with the file
// is kept.
#pragma once

#include "cli/import_cells.hpp"
#include "cli/recorded_text.hpp"
#include "operations/recording.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pvault::cli {

// A column of a row that was recorded otherwise before.
struct ColumnSideBySide {
  std::string column;
  std::string recorded; // empty: the book does not say it in these words
  std::string in_file;
};

struct RowPlace {
  std::size_t line = 0;
  std::size_t row = 0;
};

struct ImportTotals {
  std::string file;
  std::string sha256;
  std::int64_t rows = 0;
  std::int64_t recorded = 0;
  std::int64_t repeated = 0; // recorded before, as they are
  std::int64_t nothing = 0;  // left nothing to record
  std::int64_t refused = 0;
  std::int64_t reversed = 0; // of the repeated: their entries were reversed since
  EntryId first{};
  EntryId last{};
  bool dry_run = false;
};

// "purchases.csv, line 7, column mass, \"25\": there is no unit"
Refusal refusal_of_row(const std::string& file, RowPlace place, const CellFault& fault);

class ImportText {
public:
  ImportText(std::string file, RecordedFormat format, bool dry_run)
      : file_(std::move(file)), format_(format), dry_run_(dry_run) {}

  void say_fault(RowPlace place, const CellFault& fault, const std::vector<ColumnSideBySide>& columns);
  // In a dry run, what the row would record; otherwise nothing.
  void say_row(RowPlace place, const operations::Recorded& recorded);
  // `batch`: the entry of the batch; nothing when none was recorded.
  void finish(const ImportTotals& totals, const std::optional<operations::Recorded>& batch);

private:
  void say_json(const std::string& object);
  std::string file_;
  RecordedFormat format_;
  bool dry_run_;
  bool is_open_ = false; // the list of rows, in JSON
};

} // namespace pvault::cli
