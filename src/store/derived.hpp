// Derived tables: balances over all entries, kept with each entry and rebuilt from the records on request.
#pragma once

#include "journal/record.hpp"
#include "store/connection.hpp"

namespace pvault::store {

void open_lot_balance(Connection& connection, const RecordRow& lot);
// `not_before`: set when the posting's entry gives mass back on a later date than that on which it left (a reversal
// dated after the entry it undoes), or moves cost without mass, or settles the lot; it cannot be drawn before that date
// any more.
void add_to_balances(Connection& connection, const Posting& posting, const std::optional<Date>& not_before);
// Computes anew from when on a lot can be drawn: after the reversal of an entry that held it back.
void keep_drawable_from(Connection& connection, LotId lot);

// The derived tables by name, each with the query over records that it must equal, columns in order.
struct DerivedTable {
  const char* name;
  const char* from_records;
};
const std::vector<DerivedTable>& derived_tables();

// Computes every derived table anew. Must run inside a WriteTransaction.
void rebuild_derived(Connection& connection);

} // namespace pvault::store
