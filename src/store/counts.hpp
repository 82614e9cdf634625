// Counts as the book knows them, what was found out about their differences, and what of a site's lots a count or a
// statement is held against.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/count_adjustment.hpp"
#include "store/names.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

struct Finding {
  EntryId entry{};
  Date on;
  std::string text;
};

struct Adjustment {
  EntryId entry{};
  Date on;
  Mass mass;
  std::string approved_by;
  std::string surplus_code; // the lot that what was found became; empty when it was missing
};

// A line of a count with what has become of it by a moment.
struct CountedLine {
  std::int64_t number = 0;
  CountLine line;
  std::optional<MineralId> mineral = {}; // of the lot
  std::string mineral_code = {};         // empty: the book knows no such lot
  std::string lot_site_code = {};        // where the lot lies
  std::optional<Date> lot_received_on = {};
  std::optional<EntryId> lot_reversed_by = {};
  Mass on_book = {};                   // what the book has at the site on the day of the count, as known at the moment
  std::optional<Finding> finding = {}; // the latest
  std::optional<Adjustment> adjustment = {};
};

struct Count {
  EntryId entry{};
  Date on;
  SiteId site{};
  std::string site_code;
  std::string counted_by;
  CountTolerance tolerance;
  std::string sheet; // empty: none
  std::vector<CountedLine> lines = {};
};

// Those that stand at the moment, by their dates.
std::vector<Count> list_counts(Connection& connection, const Moment& moment);
// A count that stands, with all that is recorded about it by now. Refuses entry_unknown, count_unknown (not a count)
// and reversed_already.
Expected<Count> load_count(Connection& connection, EntryId entry);
// The line of a lot. Refuses lot_not_counted.
Expected<CountDifference> load_difference(Connection& connection, const Count& count, const std::string& lot);

// What the material of a lot is weighed as: that of its delivery, unless an upgrade or processing changed it.
LotForm load_lot_form(Connection& connection, LotId lot, const Moment& moment);

// The lots that the book has at a site at the end of the moment's day; and those of `others` that it knows besides, of
// which it has nothing there.
std::vector<LotOnBook> list_lots_on_book(Connection& connection, const Site& site, const Moment& moment,
                                         const std::vector<std::string>& others);

// Names what a counter was asked to count: the site, the day, the newest entry then known, and a hash of these and the
// lots: "E203-5f0c3a9b12de".
std::string sheet_identity(Connection& connection, const Site& site, const Moment& moment);
// The entry that such a name begins with; nothing for another text.
std::optional<EntryId> entry_of_sheet(std::string_view sheet);

} // namespace pvault::store
