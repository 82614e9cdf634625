// What a row of a file says, as the options of a command: its kind, and the text of each column after the mapping.
#pragma once

#include "cli/import_kind.hpp"
#include "cli/import_map.hpp"
#include "cli/import_rows.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace pvault::cli {

struct ImportCell {
  const ImportColumn* column;
  std::string text; // what the command is told
};

struct CellFault {
  std::string column; // as the file has it; empty: the row as a whole
  std::string text;   // what stands there
  Refusal refusal;
};

struct ImportedRow {
  const ImportKind* kind = nullptr;
  std::vector<ImportCell> cells; // in the order of the kind's columns, and of what repeats in that of the file
  std::vector<CellFault> faults; // when there are any, the row is not recorded
};

// "1.234,50 t" -> "1234.50 t": a comma is the decimal point, points separate thousands. Refuses number_malformed for
// what would read otherwise: "1.5", "1,234.50".
Expected<std::string> with_decimal_point(std::string_view text, NumberPlace place);

struct ImportReading {
  const std::vector<ImportKind>& kinds;
  const ImportKind* kind = nullptr; // of all rows; nothing: the column `record` says it
  ImportMap map = {};
  bool decimal_comma = false;
};

class CellReader {
public:
  explicit CellReader(ImportReading reading) : reading_(std::move(reading)) {}

  // The names of a CSV header. Refuses import_malformed with all that are not known, and for one that the mapping has
  // and the header has not.
  Expected<void> check_header(const std::vector<std::string>& names) const;
  // Checks what the mapping says of our columns. Refuses import_malformed.
  Expected<void> check_map(const std::string& file) const;

  void read(const RawRow& raw, const std::vector<std::string>& names, ImportedRow& row);

private:
  struct Binding {
    const ImportColumn* column = nullptr; // nothing: no such column
    bool is_ignored = false;              // or the kind itself
    const std::map<std::string, std::string>* values = nullptr;
    const std::string* append = nullptr;
  };
  struct BoundKind {
    std::vector<Binding> bindings = {};
    std::vector<ImportCell> constants = {};
  };
  [[nodiscard]] Expected<std::string> written(const ImportColumn& column, const std::string& text) const;
  [[nodiscard]] Expected<void> check_constants(const std::string& file) const;
  [[nodiscard]] std::string our_name(const std::string& theirs) const;
  [[nodiscard]] bool is_ignored(const std::string& theirs) const;
  [[nodiscard]] Binding bind(const ImportKind& kind, const std::string& theirs) const;
  BoundKind& bound(const ImportKind& kind, const std::vector<std::string>& names);
  const ImportKind* kind_of(const RawRow& raw, const std::vector<std::string>& names, ImportedRow& row) const;
  void take(const RawCell& cell, const std::string& name, const Binding& binding, ImportedRow& row) const;
  void check_whole(ImportedRow& row) const;
  ImportReading reading_;
  std::unordered_map<const ImportKind*, BoundKind> bound_ = {};
};

} // namespace pvault::cli
