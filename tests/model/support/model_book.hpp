// A book that is obviously right and slow: the list of everything that happened, from which every answer is computed
// anew. It shares no code with the program; where it names a rule it does so in the words of
// src/units/refusal_rules.def.
#pragma once

#include "tests/model/support/plain_request.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace pvault::test {

__extension__ using Wide = __int128;
using Ratio = boost::multiprecision::cpp_rational;

// What the reference data says of the minerals that the histories use.
struct MineralFacts {
  std::string code;
  std::string name;
  std::string symbol;
  bool is_group = false;
  std::string member_of = {};
  std::string basis;                                             // the component that masses count
  std::vector<std::pair<std::string, std::string>> content = {}; // material, part of it that is basis
};
const std::vector<MineralFacts>& model_minerals();

struct UnitFacts {
  std::string symbol;
  std::string milligrams;
  bool counts_content = false;
};
const std::vector<UnitFacts>& model_units();

// "12.5" as a fraction.
Ratio ratio_of(const std::string& number);
// To the nearest whole number, a half to the even one.
boost::multiprecision::cpp_int nearest(const Ratio& ratio);
bool fits(const boost::multiprecision::cpp_int& number);

// A question's moment: dated up to as_of, recorded up to known_at.
struct When {
  std::string as_of;
  std::int64_t known_at = 0;
};

// One account moved by so much: debits are positive. Empty texts: the account does not have this dimension.
struct Effect {
  std::string account;
  std::string mineral = {};
  std::string lot = {};
  std::string party = {};
  std::string facility = {};
  std::int64_t mass_mg = 0;
  std::int64_t amount_cents = 0;
};

struct DemandFacts {
  std::int64_t per_year_mg = 0;
  int year = 0;
  std::string basis = {};
};

// A lot as a purchase or a transfer made it.
struct LotMade {
  std::string code;
  std::string mineral;
  std::string supplier;
  std::string site;
  std::string received_on;
  std::int64_t received_mg = 0;
  std::string aged_from;     // the day the lot that was bought was received
  std::string parent = {};   // empty: it was bought
  std::int64_t entry = 0;    // that made it; known when it is recorded
  std::int64_t purchase = 0; // that bought it, or the lot it was taken of
  std::string quality = {};  // when it was made; empty: nothing is said
};

// A part of a lot that was lent came back as a lot, or was given up.
struct PartBack {
  std::string drawn;
  std::string lot; // empty: given up
  std::int64_t mg = 0;
  std::int64_t cents = 0;
};

// Of what is owed: kind, party, mineral, site.
using CarryingName = std::tuple<std::string, std::string, std::string, std::string>;

// What a count found of a lot.
struct CountedFact {
  std::string name;
  std::string lot = {}; // its code; empty: the book knew none of that name
  std::string status = "unexpected";
  std::int64_t counted_mg = 0;
  std::int64_t expected_mg = 0;
  std::int64_t allowed_mg = 0;
};

struct Event {
  std::int64_t number = 0;
  std::string kind = {};
  std::string on = {};
  std::string recorded_at = {};
  Request request = {};  // with names as they were recorded; not set in events that the model was given
  Request as_asked = {}; // what makes it the same request as another
  std::vector<Effect> effects = {};
  std::string code = {};                  // of a site, party, facility or of a purchase's lot
  std::int64_t reverses = 0;              // of a reversal
  std::string mineral = {};               // of a purchase, a price or a demand figure
  std::optional<Ratio> cents_per_mg = {}; // of a price that can be used
  std::optional<DemandFacts> demand = {};
  std::map<std::string, int> target_days = {};        // by mineral
  std::vector<LotMade> lots = {};                     // of a purchase, a transfer
  std::int64_t cost_cents = 0;                        // of a purchase
  std::map<std::int64_t, std::int64_t> uses = {};     // of a drawdown: cents by purchase
  std::map<CarryingName, std::int64_t> carrying = {}; // of an accrual of carrying cost: what it posts
  std::vector<Event> beside_before = {};              // of a release: the averaging that is recorded with it; till then
  std::vector<Event> beside_after = {};               // of a reversal: that of the averaging
  std::vector<CountedFact> counted = {};              // of a count
  std::int64_t count = 0;                             // that a finding or an adjustment is about
  std::int64_t finding = 0;                           // that an adjustment rests on
  std::string counted_lot = {};                       // that an adjustment is of; of a finding: its name in the count
  std::string authority = {};                         // that a release was made under, when it is recorded
  std::string emergency = {};                         // the same, or that was ended
  std::int64_t returns = 0;                           // of a return: the release
  std::vector<PartBack> parts = {};                   // of a return
  std::int64_t replaces = 0;                          // of a purchase: the rotation
  std::int64_t ships = 0;                             // of a release or a cancellation: the sale
  std::vector<std::string> lots_sold = {};            // of a sale, in the order in which they are shipped
  std::map<std::string, std::int64_t> sold = {};      // of a sale: by lot; of a cancellation: what is sold no more
  std::int64_t quantity_mg = 0;                       // of an authority; of each mineral of an emergency, 0: no limit
  std::string open_from = {};                         // of a closing or an opening: the first day that is open since
  std::string person = {};                            // who a role or a key is about; of a proposal: who made it
  std::optional<Request> proposed = {};               // of a proposal
  std::string proposed_on = {};                       // the same: the date of what it proposes
  std::int64_t proposed_cents = 0;                    // what that moves
  std::string expires_on = {};                        // its last day
  std::int64_t decides = 0;                           // of what carries out or rejects a proposal: that one
  std::int64_t first_of_batch = 0;                    // of an import: its first entry; the last is the one before it
  std::map<std::string, std::int64_t> write_downs = {}; // by lot: cents that came to it, or left it
};

// account, mineral, party, facility -> mass, amount
using BalanceName = std::tuple<std::string, std::string, std::string, std::string>;
using ModelBalances = std::map<BalanceName, std::pair<Wide, Wide>>;

struct LotFacts {
  std::string code;
  std::string mineral;
  std::string supplier;
  std::string site;
  std::string received_on;
  std::string aged_from;
  std::string parent;
  std::int64_t received_mg = 0;
  std::int64_t on_hand_mg = 0;
  std::int64_t cost_cents = 0;
  bool reversed = false;
};

class ModelBook {
public:
  explicit ModelBook(std::vector<Event> first_events) : events_(std::move(first_events)) {}

  // Records it unless a rule refuses it or it is a dry run. What another person has to approve is proposed, or refused.
  Answer answer(const Request& request) { return answer(request, true); }
  Answer answer_row(const Request& request) { return answer(request, false); }
  // All rows and their batch, or nothing: import_refused, or "nothing" where no row has anything new.
  Answer answer(const PlainImport& file); // model_imports.cpp

  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] std::int64_t newest() const { return events_.back().number; }
  // Everything that was ever recorded, whatever its date.
  [[nodiscard]] When everything() const { return {"9999-12-31", newest()}; }
  [[nodiscard]] const Event& event(std::int64_t number) const {
    return events_.at(static_cast<std::size_t>(number) - 1);
  }
  // The reversal of an entry, whatever its date; nullptr when there is none.
  [[nodiscard]] const Event* reversal_of(std::int64_t number) const;
  [[nodiscard]] bool stands(const Event& event) const {
    return event.kind != "reversal" && reversal_of(event.number) == nullptr;
  }

  [[nodiscard]] ModelBalances balances(const When& when) const;
  // By age, then by purchase, then as they were made.
  [[nodiscard]] std::vector<LotFacts> lots(const When& when) const;
  [[nodiscard]] const Event* price(const std::string& mineral, const When& when) const;
  [[nodiscard]] std::optional<DemandFacts> demand(const std::string& mineral, const When& when) const;
  [[nodiscard]] std::optional<int> target_days(const std::string& mineral, const When& when) const;
  // The newest entry known at "181", "2027-03-31", "2027-03-31T17:00:00Z" or "2027-03-31T17:00:00.000Z", or
  // known_at_unknown.
  [[nodiscard]] Answer known_at(const std::string& text) const;

  // What a request may do now.
  [[nodiscard]] const Event* find_name(const std::string& kind,
                                       const std::string& code) const;  // nullptr: none, or reversed
  [[nodiscard]] const LotMade* find_lot(const std::string& code) const; // also of an entry reversed
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> left_in_lot(const std::string& lot) const; // mass, cost
  [[nodiscard]] std::int64_t written_down(const std::string& lot) const;
  [[nodiscard]] std::string drawable_from(const std::string& lot) const;
  [[nodiscard]] std::string quality(const std::string& lot, const When& when) const; // model_lots.cpp
  [[nodiscard]] std::string quality_on(const std::string& lot, const std::string& on) const {
    return quality(lot, {on, newest()});
  }
  // The pledge of a lot that holds on a day; nullptr: none.
  [[nodiscard]] const Event* pledge_on(const std::string& lot, const std::string& on) const;
  // Until when a pledge holds; empty: to no end.
  [[nodiscard]] std::string pledged_until(const Event& pledge) const;
  // On hand, and not to be released on that day but for samples and losses: not_accepted, pledged, or empty.
  [[nodiscard]] std::string why_held(const std::string& lot, const std::string& on) const;
  // The same as a report of that moment says.
  [[nodiscard]] std::string why_held(const std::string& lot, const When& when) const;
  [[nodiscard]] std::string site_kind(const std::string& site) const;
  // Oldest first: those in storage, at the site if one is named.
  [[nodiscard]] std::vector<std::string> drawable_lots(const std::string& mineral, const std::string& on,
                                                       const std::string& site = {}) const;
  // In force on the day, as the book is now: the event that set it (nullptr: none), and the method.
  [[nodiscard]] const Event* cost_method_event(const std::string& mineral, const std::string& on) const;
  [[nodiscard]] std::string cost_method(const std::string& mineral, const std::string& on) const;
  // The most of a purchase that is financed on that or any later day.
  [[nodiscard]] std::int64_t financed(std::int64_t purchase, const std::string& on) const;
  // The most that is released under an authority, or of a mineral under an emergency, on that or any later day.
  [[nodiscard]] std::int64_t used(const std::string& authority, const std::string& on) const;
  [[nodiscard]] std::int64_t used(const std::string& emergency, const std::string& mineral,
                                  const std::string& on) const;
  // Of a loan, lot by lot as they were drawn: what is out of it on that or any later day.
  [[nodiscard]] std::vector<PartBack> out(std::int64_t release, const std::string& on) const;
  // What of a sale is sold and not shipped of a lot, and what of a lot is not sold: the least on that or any later day.
  [[nodiscard]] std::int64_t unshipped(std::int64_t sale, const std::string& lot, const std::string& on) const;
  [[nodiscard]] std::int64_t free_in_lot(const std::string& lot, const std::string& on) const;
  // All that is not shipped of a sale after everything; the last day on which something of a lot was sold no more, that
  // is after the day of its sale, by sales that were recorded after `since`; empty: none.
  [[nodiscard]] std::int64_t unshipped_of(std::int64_t sale) const;
  [[nodiscard]] std::string freed_on(const std::string& lot, std::int64_t since = 0) const;
  // All that is sold and not shipped of a mineral at a moment.
  [[nodiscard]] std::int64_t sold(const std::string& mineral, const When& when) const;
  [[nodiscard]] std::int64_t sold_of_lot(const std::string& lot, const When& when) const;
  // The last day of an emergency that had ended by the day, or else of one that ends later; empty: none.
  [[nodiscard]] std::string ended_on(const std::string& emergency, const std::string& on) const;
  // The least that is undisbursed, or open with a party, on that or any later day.
  [[nodiscard]] std::int64_t undisbursed(const std::string& facility, const std::string& on) const;
  [[nodiscard]] std::int64_t owed(bool to_supplier, const std::string& party, const std::string& on) const;

private:
  struct SoldChange {
    std::string on;
    std::int64_t entry;
    std::int64_t sale;
    std::string lot;
    std::int64_t mg;
  };
  [[nodiscard]] std::vector<SoldChange> sold_changes() const;
  [[nodiscard]] bool visible(const Event& event, const When& when) const;
  [[nodiscard]] std::set<std::int64_t> undone(const When& when) const;
  Answer answer(const Request& request, bool may_propose);
  Answer record_batch(const PlainImport& file, std::size_t events_before);
  void carry_write_downs(Event& event) const;                 // model_write_downs.cpp
  Answer propose(const Request& request, const Event& event); // model_controls.cpp
  Answer propose_or_refuse(const Request& request, const Event& event);
  void forget_from(std::size_t place);
  std::int64_t settle_write_downs(Event& event) const;
  void return_write_downs(Event& event) const;
  void add_beside(const std::vector<Event>& events, const std::string& kind, const std::string& recorded_at);
  template <class Condition>
  [[nodiscard]] const Event* newest_figure(const When& when, const Condition& condition) const;

  std::vector<Event> events_; // event n stands at place n - 1
};

} // namespace pvault::test
