// By how much lots are written down.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/loan_return.hpp"
#include "stockpile/write_down.hpp"
#include "store/book.hpp"

#include <map>
#include <vector>

namespace pvault::store {

// Whether there was ever any: most books need not ask further.
bool has_write_downs(Connection& connection);

// Lots as they are over all entries, with what they are written down by.
std::vector<LotValue> list_lot_values(Connection& connection, const std::vector<OpenLot>& lots);
// Of the lots that postings take mass or cost from, those that are written down.
std::map<LotId, LotValue> find_written_down(Connection& connection, const Postings& postings);

// What an entry did to the write-downs of lots.
std::vector<LotWriteDown> load_write_downs(Connection& connection, EntryId entry);
// What each entry did to them.
std::map<EntryId, std::vector<LotWriteDown>> list_write_downs(Connection& connection);

// Of the parts that the return `entry` of a loan brings back, those whose lots were written down when they were lent.
std::vector<LentBack> list_lent_back(Connection& connection, EntryId release, const std::vector<ReturnPart>& parts,
                                     EntryId entry);
// What a return that was recorded brought back.
std::vector<LentBack> load_lent_back(Connection& connection, EntryId entry);

// At a moment; lots that are not written down are missing.
std::map<LotId, Money> list_written_down(Connection& connection, const Moment& moment);

} // namespace pvault::store
