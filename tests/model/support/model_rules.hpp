// What the rules of the model share.
#pragma once

#include "tests/model/support/model_book.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::test {

// How a decision ends early.
struct Refused {
  std::string rule;
};
struct Repeated {
  std::int64_t entry;
};

void refuse_if(bool condition, const char* rule);

const MineralFacts& find_mineral(const std::string& text);

// A request id that was seen before answers for itself, if the request is the same; whatever became of what it names.
void answer_repeat(const ModelBook& book, const Request& request);

bool is_number(const std::string& text);

struct Contained {
  Ratio exact_mg;
  std::int64_t mg;
};

// net × (1 − moisture) × assay × content factor, to the nearest milligram.
Contained contained_mass(const MineralFacts& mineral, const PlainMass& mass,
                         const std::optional<PlainAssay>& assay = {}, const std::string& moisture_percent = {});

// The code of a site as it was recorded; empty for an empty one.
std::string find_site(const ModelBook& book, const std::string& code); // model_transfers.cpp

// A party that stands, in the role if one is named.
const Event& find_party(const ModelBook& book, const std::string& code, const std::string& role = {});
Ratio cents_per_mg(const MineralFacts& mineral, const PlainPrice& price);
std::int64_t whole_cents(const Ratio& cents);

// A code of a lot names one thing for ever.
void check_lot_free(const ModelBook& book, const std::string& code);

// A code names one thing for ever, also when that was reversed.
void check_code_free(const ModelBook& book, const std::string& kind, const std::string& code);

// model_grants.cpp
Event decide(const ModelBook& book, Request request, const AskEmergency& asked);
Event decide(const ModelBook& book, Request request, const AskEmergencyEnd& asked);
Event decide(const ModelBook& book, Request request, const AskAuthority& asked);
Event decide(const ModelBook& book, Request request, const AskReturn& asked); // model_returns.cpp
void check_loan_terms(const AskRelease& ask, const std::string& on);
// model_sales.cpp
Event decide(const ModelBook& book, Request request, const AskSale& asked);
Event decide(const ModelBook& book, Request request, const AskSaleCancellation& asked);
Event decide(const ModelBook& book, Request request, const AskAnnualPlan& asked);
void check_rotation(const ModelBook& book, std::int64_t rotation, const std::string& mineral);
// What a release draws of which lots; refuses when that is too little.
std::vector<Effect> draws_of(const ModelBook& book, const MineralFacts& mineral, const AskRelease& ask,
                             const std::string& on, std::int64_t mg);
void find_lots_named(const ModelBook& book, const std::vector<std::string>& lots);
std::int64_t proceeds_at(const MineralFacts& mineral, const Contained& mass, const PlainPrice& price);
// What a release is made under: its names are found before its lots, the rest is asked at the end.
void find_grants(const ModelBook& book, const AskRelease& ask, Event& release);
void check_grants(const ModelBook& book, const AskRelease& ask, const Event& release, std::int64_t mg);

Event decide(const ModelBook& book, Request request, const AskTransfer& asked);     // model_transfers.cpp
Event decide(const ModelBook& book, Request request, const AskRelease& asked);      // model_releases.cpp
Event decide(const ModelBook& book, Request request, const AskCarryingRate& asked); // model_carrying.cpp
Event decide(const ModelBook& book, const Request& request, const AskAccrual& ask); // model_carrying.cpp
Event decide(const ModelBook& book, Request request, const AskCostMethod& asked);
Event decide(const ModelBook& book, Request request, const AskReversal& asked); // model_reversals.cpp
// Whether a carrying rate, an accrual of what it comes to, or a payment of that, could not be without `earlier`.
bool carrying_rests_on(const Event& later, const Event& earlier);                // model_carrying.cpp
Event decide(const ModelBook& book, Request request, const AskWriteDown& asked); // model_write_downs.cpp
Event decide(const ModelBook& book, Request request, const AskOpening& asked);

// Whole numbers that come to `whole`, in proportion to the weights, by largest remainder, of equal ones the earlier.
std::vector<std::int64_t> shares(std::int64_t whole, const std::vector<std::int64_t>& weights);
// Lots of a mineral with mass left that can be drawn on the day, wherever they lie.
std::vector<LotFacts> averaged_lots(const ModelBook& book, const std::string& mineral, const std::string& on);
// How write-downs shift so that they lie as the mass does; the lots have the costs they are evened out to.
std::map<std::string, std::int64_t> even_write_downs(const ModelBook& book, const std::vector<LotFacts>& lots);
// No lot comes in by anything else on a day before an opening balance.
void check_after_openings(const ModelBook& book, const std::string& on);
std::string free_lot_name(const ModelBook& book, const MineralFacts& mineral);

// Whether `later`, which stands, counts on a method, an averaging or costs that `earlier` made.
bool rests_on_cost(const ModelBook& book, const Event& later, const Event& earlier);
// The averaging that was made for a release and stands; nullptr when there is none.
const Event* averaging_of(const ModelBook& book, const Event& release);

// model_counts.cpp
Event decide(const ModelBook& book, Request request, const AskCount& asked);
Event decide(const ModelBook& book, Request request, const AskFinding& asked);
Event decide(const ModelBook& book, Request request, const AskAdjustment& asked);
Event decide(const ModelBook& book, Request request, const AskConfirmation& asked);
// Nothing about a count rests on the event that stands, or stood until after that day.
void check_rests_on_counts(const ModelBook& book, const Event& reversed, const std::string& on);

// model_lots.cpp
// What is taken of a lot would miss a change of its quality on a later day.
void check_no_later_quality(const ModelBook& book, const std::string& lot, const std::string& on);
Event decide(const ModelBook& book, Request request, const AskQuality& asked);
Event decide(const ModelBook& book, Request request, const AskPledge& asked);
Event decide(const ModelBook& book, Request request, const AskPledgeRelease& asked);
Event decide(const ModelBook& book, Request request, const AskSettlement& asked);
// Whether `later`, which stands, could not be without `earlier`, by the status of a lot or a settlement.
bool rests_on_lot(const ModelBook& book, const Event& later, const Event& earlier);

// Shares a whole by parts whose sum it nearly is, by largest remainder, of equal ones to the first.
std::vector<std::int64_t> shared(std::int64_t whole, const std::vector<Ratio>& parts); // model_transfers.cpp

// model_controls.cpp
Event decide(const ModelBook& book, const Request& request, const AskClosing& ask);
Event decide(const ModelBook& book, const Request& request, const AskReopening& ask);
Event decide(const ModelBook& book, const Request& request, const AskPerson& ask);
Event decide(const ModelBook& book, const Request& request, const AskRole& ask);
Event decide(const ModelBook& book, const Request& request, const AskKey& ask);
Event decide(const ModelBook& book, const Request& request, const AskRevocation& ask);
Event decide(const ModelBook& book, const Request& request, const AskPolicy& ask);
Event decide(const ModelBook& book, const Request& request, const AskRejection& ask);
// How a decision ends that another person has to approve.
struct Waits {};
// Whether a proposal may be approved by who signs, today.
void check_approval(const ModelBook& book, const Request& request);
// Whether the entry may be dated so, and recorded by who signs. Throws Waits where another person has to approve it.
void check_controls(const ModelBook& book, const Request& request, const Event& event, const std::string& kind);
// The entry among these is what was proposed.
void check_as_proposed(const ModelBook& book, const Request& request, const std::vector<Event>& recorded);
std::string day_of(const Request& request); // on which it is made
// The day of the event; the first open one, where nobody gave a day and the order of such events counts alone.
std::string dated_when_open(const ModelBook& book, const Request& request, const Event& event);
// The sum of what the entry debits.
std::int64_t money_moved(const Event& event);
std::string role_needed(const std::string& kind); // to record an entry of the kind
// Who has the key; empty: nobody.
std::string holder_of(const ModelBook& book, const std::string& key);
bool has_role(const ModelBook& book, const std::string& person, const std::string& role);
bool is_revoked(const ModelBook& book, const std::string& key);
const AskPolicy* policy_of(const ModelBook& book);                      // nullptr: none
std::string open_from(const ModelBook& book);                           // empty: all days are open
const Event* decision_on(const ModelBook& book, std::int64_t proposal); // nullptr: it waits
// Whether more than was posted has accrued by the day: yes, no, or too near to a cent to tell without computing it.
enum class Accrued { no, yes, unsure };
Accrued accrued_by(const ModelBook& book, const std::string& day);
Accrued carrying_accrued_by(const ModelBook& book, const std::string& day); // model_carrying.cpp

// Whether the price is for a weight of some material, which shows that the mass is one of that material and not of what
// it holds.
bool is_gross_for_contained(const MineralFacts& mineral, const AskPurchase& ask);

// No total of an account may leave 64 bits.
void check_totals(const ModelBook& book, const Event& event); // model_totals.cpp

} // namespace pvault::test
