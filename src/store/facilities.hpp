// Facilities and their terms, amendments included. What was reversed is not found any more.
#pragma once

#include "financing/drawdown.hpp"
#include "financing/loan.hpp"
#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault::store {

struct Facility {
  FacilityId id{};
  std::string code;
  PartyId lender{};
  std::string lender_code;
  EntryId entry{};
  FacilityTerms terms; // of the newest amendment that was asked for
};

// All of the book, with the terms of the latest date.
std::vector<Facility> list_facilities(Connection& connection);
// Those in force at a moment, with the terms of its day.
std::vector<Facility> list_facilities(Connection& connection, const Moment& moment);
// The first day on which one was signed, whether or not it was undone later; by the moment.
std::optional<Date> find_first_signing(Connection& connection, const Moment& moment);
// With the terms of the latest date. Refuses facility_unknown.
Expected<Facility> load_facility(Connection& connection, std::string_view code);

// One in force at a moment, with the terms of its day. Refuses facility_unknown, facility_not_in_force.
Expected<Facility> load_facility(Connection& connection, std::string_view code, const Moment& moment);

// The terms of a facility by the day from which they hold, one a day; known and dated by the moment.
std::vector<TermsVersion> load_terms(Connection& connection, const Facility& facility, const Moment& moment);

// Everything dated by the end of time and known now.
Moment end_of_time(Connection& connection);

// What a drawdown on `on` needs to know of a facility; `undisbursed` is the least on that or any later date.
DrawableFacility load_drawable(Connection& connection, const Facility& facility, Date on);

// First-draw conditions in a facility's terms that are not met at a moment.
std::vector<std::string> list_open_conditions(Connection& connection, const Facility& facility, const Moment& moment);

// The shares in force on a day, with what was drawn since they hold (later drawdowns, too, as long as they do); empty
// when there are none. By what was recorded up to `known_at`.
std::vector<ShareOfFacility> list_shares(Connection& connection, Date on, EntryId known_at);

// Days of drawdowns that stand.
std::vector<Date> list_draw_days(Connection& connection, FacilityId facility);

struct RecordedFixing {
  std::string index;
  Date on;
  Rate rate;
  std::string source;
  EntryId entry{};
  bool replaced = false; // by a later one of the same day
};
// By index, newest day first.
std::vector<RecordedFixing> list_fixings(Connection& connection);

struct RecordedShare {
  Date from;
  std::string facility_code;
  Rate share;
  EntryId entry{};
  bool replaced = false; // by shares set later for the same day
};
// Newest first.
std::vector<RecordedShare> list_recorded_shares(Connection& connection);

// Whether the terms of a facility, now or earlier, follow an index.
bool is_followed(Connection& connection, const std::string& index);
// How the book writes the name of an index, in terms or fixings (spelled_in_book).
std::string spelled_index(Connection& connection, const std::string& index);

// Whether an index has a fixing dated on or before a day.
bool has_fixing(Connection& connection, const std::string& index, Date on);

} // namespace pvault::store
