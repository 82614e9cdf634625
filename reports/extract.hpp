// All records of the book as CSV, a file a table, with control totals; for the public, without what is withheld.
#pragma once

#include "journal/posting.hpp"
#include "store/connection.hpp"
#include "units/refusal.hpp"

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::reports {

// What stands in the place of a field that is withheld.
inline constexpr std::string_view withheld_mark = "(withheld)";

// Which fields of which tables are withheld.
class Withholding {
public:
  Withholding() = default; // nothing
  // Everything but what is known to tell nobody's terms, names, places and words: a column that a later schema adds is
  // withheld until somebody decides that it need not be.
  static Withholding for_public();
  // "column" of every table, or "table.column".
  void add(std::string field) { fields_.insert(std::move(field)); }
  [[nodiscard]] bool holds(const std::string& table, const std::string& column) const;
  [[nodiscard]] bool holds_any() const { return is_public_ || !fields_.empty(); }

private:
  bool is_public_ = false;
  std::set<std::string> fields_;
};

// The fields that an extract has, as "table.column", by name.
std::vector<std::string> list_extract_fields(store::Connection& connection);

struct Extracted {
  std::size_t tables = 0;
  std::int64_t rows = 0;
};

// Writes the folder, whole or not at all, of all entries up to `last`: a file a record table, and control.csv with the
// rows, the SHA-256 and the sum of each number of each file; when nothing is withheld, also balances.csv with what all
// postings come to by account and mineral. Sums are those of all rows, withheld or not, so that they are the same in
// every extract of the same entries. Of a withheld column there is one only of money and mass, and only when values
// other than zero from at least five entries are in it. Must run inside a ReadTransaction. Throws std::system_error,
// and what `before_step` does, which is asked before each row and before the folder takes its name; then nothing is
// left.
Extracted write_extract(store::Connection& connection, EntryId last, const Withholding& withholding,
                        const std::filesystem::path& folder, const std::function<void()>& before_step);

} // namespace pvault::reports
