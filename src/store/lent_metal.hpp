// Loans and exchanges of metal: what is owed back.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/loan_return.hpp"
#include "store/connection.hpp"

#include <string>
#include <vector>

namespace pvault::store {

struct LoanToReturn {
  Loan loan;
  MineralId mineral{};
};
// What is out of it on `on` or any later day. Refuses loan_unknown: no such entry, no loan, or reversed.
Expected<LoanToReturn> load_loan(Connection& connection, EntryId release, Date on);

// A loan at a moment.
struct LoanState {
  EntryId release{};
  Date on;
  std::string kind;
  MineralId mineral{};
  std::string mineral_code;
  std::string borrower;
  Date return_by;
  Mass lent;
  Mass returned;
  Mass given_up;
  Money cost; // of what is owed back
  [[nodiscard]] Mass owed_back() const { return lent - returned - given_up; }
};
// Those that stand at the moment, in the order of their entries.
std::vector<LoanState> list_loans(Connection& connection, const Moment& moment);

} // namespace pvault::store
