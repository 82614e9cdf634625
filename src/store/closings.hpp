// Closing balances of months: what each account held of each mineral, what lay at each site and what landed purchases,
// at the end of a month in which it changed. A report as of a day begins with the closing that is nearest and reads the
// part of the month between the two, so it reads no more of a long journal than of a short one.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"
#include "units/date.hpp"

#include <string>

namespace pvault::store {

// Adds an entry whose rows are in the book to the closings of its month and of every later one. Must be used inside a
// WriteTransaction.
void keep_closings(Connection& connection, EntryId entry, const EntryDraft& draft);

// The queries over records that the tables must equal.
std::string account_closings_from_records();
std::string site_closings_from_records();
std::string landed_closings_from_records();

// The end of the month that is nearest to a day, as text that compares with dates and months: its last day, which
// comes behind all of its days, or for that of the month before the day's month ("2026-03"), which comes before all of
// its days. The closing holds what is dated up to it, in months before it.
std::string nearest_closing(Date day);

// Entries between a day (?1) and its nearest closing (?2), by the index of their days. They are to be added to the
// closing when it comes before the day, and to be taken off when it comes after.
inline constexpr const char* between_closing_and_day =
    "entry.effective_on > min(?1, ?2) AND entry.effective_on <= max(?1, ?2)";
inline bool is_before(const std::string& closing, Date day) { return closing < format_date(day); }

// What a moment has not been told: recorded after the newest entry it knows (?2), dated on its day (?1) or before.
inline constexpr const char* unknown_by_moment = "entry.entry_id > ?2 AND +entry.effective_on <= ?1";

// What entries change of what is sold and not shipped, by mineral and site, in two columns: the view sale_change, read
// from the entries and not from the sales, so that a few entries do not read every sale there was. `entries`: a query.
std::string sold_by_entries(const std::string& entries);
// By how much entries change what landed purchases, by mineral and kind, in the same form.
std::string landed_by_entries(const std::string& entries);

} // namespace pvault::store
