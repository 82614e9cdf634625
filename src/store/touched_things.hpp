// What each entry touches: the lots, minerals, facilities and other things that its rows name, and what belongs to what
// they refer to. Which columns refer to what is read from the foreign keys of the record tables, so a new record table
// is followed as soon as it has them. Rules:
// 1. A row touches what it names, and what belongs to that (the mineral and the site of a lot, the lender of a
//    facility) unless the row names another of the kind.
// 2. Who supplied a lot is not touched by what happens to the lot later.
// 3. What is about another entry as such (its reversal, a document) touches all that the other touches. What refers to
// a
//    row of another entry otherwise touches what that entry touches, of the kinds it names nothing of itself; where it
//    refers to one line, what that line touches.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

// A record table that gives its rows numbers of their own, or `entry`.
struct ThingKind {
  std::string table;  // lot
  std::string number; // lot_id
};

struct Thing {
  std::size_t kind = 0; // which of the kinds
  std::int64_t number = 0;
  friend auto operator<=>(const Thing&, const Thing&) = default;
};
using Things = std::vector<Thing>; // in order, each once

// A column by which a row refers to something.
struct Reference {
  std::string column;
  std::string table;     // what it refers to
  bool to_entry = false; // to the rows that the entry of this number has there; otherwise to the one with that number
  std::string line = {}; // the column with the line there; empty: to all of them
};

struct ReferringTable {
  std::string name;
  std::string own_number; // the column that gives its rows numbers; empty: none does
  std::vector<Reference> references = {};
};

// All record tables but `entry` and `seal`, which refer to nothing.
std::vector<ReferringTable> list_referring_tables(Connection& connection);

// In the order of their tables; `entry` is the last.
std::vector<ThingKind> list_thing_kinds(Connection& connection);
// Throws std::logic_error when there is no kind of that table.
std::size_t kind_of(const std::vector<ThingKind>& kinds, std::string_view table);

struct TouchingRow {
  std::string_view table; // valid while `take` runs
  std::int64_t line = 0;
  Things things = {}; // its own entry among them
};
struct TouchingEntry {
  EntryId entry{};
  Things things = {};
  std::vector<TouchingRow> rows = {};
};

// Calls `take` with each entry up to `last`, in their order. Reads every record once.
void visit_touching_entries(Connection& connection, EntryId last,
                            const std::function<void(const TouchingEntry&)>& take);

// Whether any of `some` is among `things`; both in order.
bool any_among(const Things& some, const Things& things);

} // namespace pvault::store
