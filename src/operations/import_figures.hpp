// A published table of figures with its history, recorded in one go: all of it or nothing.
#pragma once

#include "operations/published_table.hpp"
#include "operations/recording.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pvault::operations {

struct FigureImport {
  FigureKind kind = FigureKind::demand;
  std::string file; // its name, for messages
  std::string text;
  bool replace = false; // record a figure that differs from the one that stands, as a newer one
};

// A figure of the table that is not the one that stands in the book.
struct DifferingFigure {
  std::size_t row = 0;
  std::string of;     // "demand for antimony in 2025 (apparent-consumption)"
  std::string stands; // "45,000,000 kg"
  std::string published;
  EntryId entry{}; // of the one that stands
};

// A series of the table that is not known, so that its rows were skipped.
struct UnknownSeries {
  std::string names; // as the table has them
  std::vector<std::size_t> rows;
};

struct ImportedFigures {
  FigureKind kind = FigureKind::demand;
  std::int64_t rows = 0;
  std::int64_t recorded = 0;
  std::int64_t stood = 0;                                         // the same figure was there, so nothing was recorded
  std::vector<std::pair<std::string, std::int64_t>> skipped = {}; // by reason, the most frequent first
  std::map<std::string, std::vector<std::size_t>> skipped_rows = {}; // which, by reason
  std::vector<UnknownSeries> unknown_series = {};                    // in the order of the table
  std::vector<DifferingFigure> differing = {};
  bool replaced = false; // those that differ are among the recorded
  EntryId first{};       // of what was recorded
  EntryId last{};
  std::string hash = {}; // of the last entry
  bool dry_run = false;
};

// One entry for each figure, in the order of the table, in one SQLite transaction. A demand figure is dated the first
// day of its year, an annual price the last. The same figure of a mineral, year and basis (of a price: mineral and day)
// is never recorded twice, so the same table can be imported again. Refuses: what read_published_table refuses,
// mineral_unknown, what the mass or the price of a row is refused for.
Expected<ImportedFigures> import_figures(store::Book& book, const RecordingOptions& options,
                                         const FigureImport& request);

} // namespace pvault::operations
