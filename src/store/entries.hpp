// Entries that are in the book: finding one, and what depends on it.
#pragma once

#include "journal/chain.hpp"
#include "journal/entry.hpp"
#include "store/book.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

struct EntryHead {
  EntryId entry{};
  std::string kind;
  Date effective_on;
  std::string recorded_at;
  std::string hash;
  std::optional<EntryId> reversed_by = {};
};
// Refuses entry_unknown.
Expected<EntryHead> load_entry(Connection& connection, EntryId entry);
Postings load_postings(Connection& connection, EntryId entry);

// Whether there are entries of such a kind: "purchase".
bool is_entry_kind(Connection& connection, const std::string& text);

struct RecordedRequest {
  EntryId entry{};
  std::string kind;
  std::string fingerprint;
  std::string hash;
};
std::optional<RecordedRequest> find_request(Connection& connection, const std::string& request_id);

// An entry that stands and rests on another: "entry 190 (release on 2026-04-01) drew 5,000 kg from lot GA-1".
struct Dependent {
  EntryId entry{};
  std::string kind;
  std::string what;
};
std::vector<Dependent> list_dependents(Connection& connection, const EntryHead& entry);

// What a supplier or other would have paid back beyond what was paid to it.
struct PaidBackBeyond { // NOLINT(cppcoreguidelines-pro-type-member-init): a date has no default
  std::string party;
  Date on; // the first day
  Money beyond;
  std::optional<EntryId> last_back = {}; // the last payment back by that day that stands
};
// Nothing when the payment can be undone as of `on`, or is none to a supplier or other.
std::optional<PaidBackBeyond> find_paid_back_beyond(Connection& connection, EntryId payment, Date on);

// The day from which on an entry without dependents can be reversed: a purchase's lot must hold its whole mass, a
// facility its whole commitment, on that and every later date.
Date load_whole_from(Connection& connection, const EntryHead& entry);

// "181" or "2026-03-31T17:00:00Z" (also a date: the end of that day, UTC); empty: the newest entry. The newest entry
// recorded by then. Refuses option_malformed when it is neither an entry nor a moment, and known_at_unknown (names the
// newest entry), also when nothing had been recorded yet.
Expected<EntryId> resolve_known_at(Connection& connection, std::string_view text);

// The latest day that any entry up to this one is dated; nothing in an empty book.
std::optional<Date> find_last_day(Connection& connection, EntryId up_to);

} // namespace pvault::store
