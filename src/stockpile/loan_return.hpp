// Loans and exchanges: what is owed back, and its return.
#pragma once

#include "stockpile/release.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault {

bool is_loan(ReleaseKind kind);

// The terms of a release as far as it is a loan. Rules, in this order: recipient_missing, return_date_missing,
// period_ends_before_it_begins for one; return_date_not_applicable for any other release.
Expected<void> check_loan_terms(const ReleaseRequest& request);

// A lot that was lent, and what of it is still out: the least on the day of the return or any later one.
struct LentLot {
  LotId lot{};
  std::string code;
  Mass left;
  Money cost;
};

struct Loan {
  EntryId release{};
  ReleaseKind kind = ReleaseKind::loan;
  PartyId borrower{};
  Date lent_on;
  std::vector<LentLot> lots = {}; // in the order in which they were drawn
};

struct ReturnRequest {
  Date on;
  std::optional<EnteredMass> mass = {};       // what comes back
  std::optional<EnteredMass> short_mass = {}; // what will not, and is given up
};

// A part of a lot that was lent comes back as a lot of its own, or is given up.
struct ReturnPart {
  LotId drawn{};
  std::string drawn_code;
  std::optional<LotId> lot = {}; // missing: given up
  Mass mass;
  Money cost;
};

// Takes so much of what is out, in the order of the lots and as far as it goes; cost goes with it in proportion to
// mass, half-even, and the part that is the last of a lot takes all that is left. The parts are of no lot yet.
std::vector<ReturnPart> take_of_lent(std::vector<LentLot>& lots, Mass wanted);

struct ReturnPlan {
  Mass mass;
  Mass short_mass;
  std::string factor_text; // of the component in which the mass was given
  Money cost;              // of both
  std::vector<ReturnPart> parts = {};
  Postings postings = {};
};

// Decides a return; touches nothing. The lots that were lent come back in the order in which they were drawn, and what
// is given up is of those that are left then, both by take_of_lent; the lots that come back get the numbers from
// `first_lot` on. Rules, in this order: return_before_release, what contained_mass refuses, above_owed_back.
Expected<ReturnPlan> plan_return(const Mineral& mineral, const Loan& loan, const ReturnRequest& request,
                                 LotId first_lot);

} // namespace pvault
