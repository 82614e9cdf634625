// Honest entries as plain SQL, and what a stranger may change in them to break a rule of the book.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pvault::test {

// Each is allowed on the sample book as it stands (tests/store/schema_attack_test.cpp shows it).
namespace honest {
extern const std::string site;
extern const std::string party;
extern const std::string mineral;
extern const std::string facility;
extern const std::string purchase;
extern const std::string release;
extern const std::string loss;
extern const std::string drawdown;
extern const std::string payment;
extern const std::string receipt;
extern const std::string reversal;
extern const std::string amendment;
extern const std::string cancellation;
extern const std::string fixing;
extern const std::string condition;
extern const std::string share;
extern const std::string accrual;
extern const std::string loan_payment;
extern const std::string disbursement; // a request
extern const std::string approval;     // of a whole request
extern const std::string disbursement_refusal;
extern const std::string disbursement_payment; // a drawdown
extern const std::string borrowing_base;
extern const std::string end_of_base;
extern const std::string transfer;
extern const std::string papered; // a purchase
extern const std::string quality;
extern const std::string pledge;
extern const std::string pledge_release;
extern const std::string settlement;
extern const std::string cost_method;
extern const std::string averaging; // of the release that follows it
extern const std::string write_down;
extern const std::string opening;
extern const std::string evidence;
extern const std::string requirement;
extern const std::string emergency;
extern const std::string emergency_end;
extern const std::string authority;
extern const std::string emergency_release; // under an emergency and an authority
extern const std::string loan;
extern const std::string loan_return;
extern const std::string future_sale;
extern const std::string shipment;
extern const std::string sale_cancellation;
extern const std::string inflow;
extern const std::string annual_plan;
extern const std::string carrying_rate;
extern const std::string end_of_carrying_rate;
extern const std::string carrying_accrual;
extern const std::string count;
extern const std::string finding;
extern const std::string adjustment; // of what is missing
extern const std::string surplus;    // of what was found
extern const std::string confirmation;
extern const std::string period_close;
extern const std::string period_reopen;
extern const std::string import;
extern const std::string person;
extern const std::string person_role;
extern const std::string person_key;
extern const std::string key_revocation;
extern const std::string policy;         // asks for nothing
extern const std::string signing_policy; // and for the approval of sites and purchases
extern const std::string signed_site;
extern const std::string proposal;
extern const std::string approved_site;
extern const std::string proposal_rejection;
extern const std::string mineral_price;
extern const std::string demand;
extern const std::string target;
} // namespace honest

using Changes = std::vector<std::pair<std::string, std::string>>;
// The entry with each first text, which must stand in it once, replaced by the second.
std::string changed(const std::string& entry, const Changes& changes);
// The entry with a further row before its seal.
std::string with(const std::string& entry, const std::string& row);
// The entry, recorded and signed by adams, chen or okafor; signatures of attacks are no signatures, as the schema
// cannot see.
std::string signed_by_person(const std::string& entry, const std::string& name);
// A reversal of an entry, on 1 May 2026.
std::string undoing(const std::string& entry);

struct Attack {
  std::string name;
  std::string sql;
  std::string word;       // what SQLite's refusal says: the rule's word, or the constraint
  std::string check = {}; // the audit check that finds it in a file whose triggers were dropped first
};

// Entries that break a rule when they are sealed: entry_attacks.cpp and row_attacks.cpp.
std::vector<Attack> attacks_on_balance();
std::vector<Attack> attacks_on_form(); // a posting names what its account asks for, and its kind may post there
std::vector<Attack> attacks_on_lots();
std::vector<Attack> attacks_on_facilities();
std::vector<Attack> attacks_on_terms();
std::vector<Attack> attacks_on_amendments();
std::vector<Attack> attacks_on_loans();             // loan_attacks.cpp
std::vector<Attack> attacks_on_disbursements();     // disbursement_attacks.cpp
std::vector<Attack> attacks_on_borrowing_bases();   // borrowing_base_attacks.cpp
std::vector<Attack> attacks_on_transfers();         // transfer_attacks.cpp
std::vector<Attack> attacks_on_lot_papers();        // lot_attacks.cpp
std::vector<Attack> attacks_on_lot_status();        // the same
std::vector<Attack> attacks_on_pledges();           // lot_attacks.cpp
std::vector<Attack> attacks_on_settlements();       // the same
std::vector<Attack> attacks_on_cost_methods();      // cost_method_attacks.cpp
std::vector<Attack> attacks_on_write_downs();       // write_down_attacks.cpp
std::vector<Attack> attacks_on_openings();          // opening_attacks.cpp
std::vector<Attack> attacks_on_periods();           // period_attacks.cpp
std::vector<Attack> attacks_on_imports();           // import_attacks.cpp
std::vector<Attack> attacks_on_people();            // people_attacks.cpp
std::vector<Attack> attacks_on_signatures();        // the same
std::vector<Attack> attacks_on_policies();          // the same
std::vector<Attack> attacks_on_proposals();         // the same
std::vector<Attack> attacks_on_what_was_proposed(); // the same
// What triggers cannot see: names in text, and what a command line of several entries comes to.
std::vector<Attack> attacks_that_only_the_audit_finds(); // the same
// Approved as they should be, in a book that asks for it.
std::vector<std::string> approved_entries(); // the same
std::vector<std::string> approved_sites();   // the same: as proposed, and one more
std::vector<Attack> attacks_on_evidence();   // evidence_attacks.cpp
std::vector<Attack> attacks_on_grants();     // release_attacks.cpp
std::vector<Attack> attacks_on_lent_metal(); // return_attacks.cpp
std::vector<Attack> attacks_on_rotations();  // sale_attacks.cpp
std::vector<Attack> attacks_on_sales();      // sale_attacks.cpp
std::vector<Attack> attacks_on_carrying();   // carrying_attacks.cpp
std::vector<Attack> attacks_on_counts();     // count_attacks.cpp
std::vector<Attack> attacks_on_rows();       // rows say what postings do
std::vector<Attack> attacks_on_wholeness();  // an entry has its rows, dated as it is
std::vector<Attack> attacks_on_financing();
std::vector<Attack> attacks_on_names();
std::vector<Attack> attacks_on_reversals();

// journal_attacks.cpp: rows that would take the place of others, or stand where they do not belong; the journal's
// order; values that are none.
std::vector<Attack> attacks_by_replacing();
std::vector<Attack> attacks_on_order();
std::vector<Attack> attacks_on_dates();
std::vector<Attack> attacks_on_amounts();

} // namespace pvault::test
