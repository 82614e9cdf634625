// A warehouse's statement of what it holds, against the book; and what it confirmed.
#pragma once

#include "operations/recording.hpp"
#include "stockpile/warehouse_statement.hpp"
#include "store/names.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

// A row of a statement as it was read: what it names is still text.
struct StatedInput {
  std::size_t row = 0;      // in the file, the header being 1
  std::string lot = {};     // empty: the receipt says which
  std::string receipt = {}; // empty: none
  std::string mineral = {}; // empty: not stated
  EnteredMass mass = {};
};

struct StatementInput {
  std::string site;
  CountTolerance tolerance = {};
  std::string file = {}; // for messages
  std::string sha256 = {};
  std::vector<StatedInput> rows = {};
};

// The statement against what the book has at the site at the end of the moment's day. A receipt stands for the lot that
// has a document of the kind warehouse-receipt with that number. Refuses: site_unknown, statement_malformed (also for a
// mineral that is not known, and a receipt that stands for several lots).
Expected<std::vector<StatementLine>> compare_with_book(store::Connection& connection, const StatementInput& input,
                                                       const Moment& moment);

// Records which lots a statement confirmed: those that match. Refuses what compare_with_book refuses, and
// confirmation_empty.
Expected<Recorded> confirm_warehouse(store::Book& book, const RecordingOptions& options, const StatementInput& input);

} // namespace pvault::operations
