// A warehouse's own statement of what it holds, against the book.
#pragma once

#include "stockpile/count.hpp"

namespace pvault {

// A row of a statement, with the lot that its receipt stands for.
struct StatedRow {
  std::size_t row = 0;  // in the file, the header being 1
  std::string lot = {}; // empty: the statement names a receipt that the book does not know
  std::string receipt = {};
  std::optional<MineralId> mineral = {}; // missing: not stated
  std::string mineral_code = {};
  EnteredMass mass = {};
};

enum class StatementState { matched, differs, only_in_book, only_on_statement };
std::string_view statement_state_name(StatementState state);

struct StatementLine {
  StatementState state = StatementState::matched;
  std::string lot_name = {}; // empty when the statement names a receipt that the book does not know
  std::string receipt = {};
  std::string mineral_code = {};
  std::optional<LotId> lot = {};   // missing: the book knows none of that name
  std::string mass_entered = {};   // empty: only in the book
  std::optional<Mass> stated = {}; // missing also when it is of a lot that is not known, or of another mineral
  Mass expected = {};
  Mass allowed = {};
};

struct StatementRequest {
  std::string file = {}; // for messages
  CountTolerance tolerance = {};
  std::vector<StatedRow> rows = {};
};

// Compares; touches nothing. `lots` are those that the book expects at the site on the day, and those among the rows
// that it knows besides. Lines come in the order of the rows, then what is only in the book. A row matches when it
// names the lot's mineral, or none, and its mass is within tolerance. Refuses statement_malformed with every row that
// is wrong: a lot that stands twice, a mass that the lot's mineral does not allow.
Expected<std::vector<StatementLine>> compare_statement(std::span<const LotOnBook> lots,
                                                       const StatementRequest& request);

} // namespace pvault
