// The rows of record tables in words, whatever their columns: for people who read what was recorded.
#pragma once

#include "store/touched_things.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

struct RowInWords {
  std::string words;  // "lot quality: status quarantined"
  std::string reason; // empty: the row gives none
};

// A value of a row of a record table, in words; the column as the table has it.
struct CellInWords {
  std::string column;
  std::string text;
};

class RecordWords {
public:
  explicit RecordWords(Connection& connection);

  // Masses in kilograms, amounts in USD, rates in percent; what the row refers to by its name, an entry by its number.
  // Leaves out what every row has, what is missing, and prices as fractions (they stand as they were entered).
  RowInWords describe(std::string_view table, EntryId entry, std::int64_t line);

  // All values that an entry's rows have, those of `entry` among them and the postings left out; a table after the
  // other, by name.
  std::vector<CellInWords> list_cells(EntryId entry);

  [[nodiscard]] const std::vector<ThingKind>& kinds() const { return kinds_; }

  // The code of the thing of this number. Throws DamagedBookError when there is none.
  static std::string code_of(Connection& connection, const ThingKind& kind, std::int64_t number);

private:
  struct Column {
    std::string name;
    bool shown = true;
    const ThingKind* refers_to = nullptr; // by its number
  };
  const std::vector<Column>& columns_of(const std::string& table);
  std::string say(const Column& column, const Value& value);
  void add_cells(const std::string& table, EntryId entry, std::vector<CellInWords>& cells);

  Connection& connection_;
  std::vector<ThingKind> kinds_;
  std::vector<ReferringTable> tables_;
  std::map<std::string, std::vector<Column>> columns_;
};

} // namespace pvault::store
