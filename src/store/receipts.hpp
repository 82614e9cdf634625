// Warehouse receipts of lots, and when a lot was last confirmed.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// The number of a warehouse receipt, in lower case, and the lots it stands for: that whose papers name it, and those
// that were made by the entries of which a document with it is evidence; more than one when documents were recorded for
// several, or for an entry that made several.
using LotsByReceipt = std::map<std::string, std::vector<std::string>>;
LotsByReceipt list_lots_by_receipt(Connection& connection, const Moment& moment);

// The numbers of the receipts of each lot that stand at the moment: of its papers first, then of its documents.
std::map<LotId, std::vector<std::string>> list_receipts_of_lots(Connection& connection, const Moment& moment);

// That a lot was found, or stated, as the book had it.
struct LotConfirmation {
  EntryId entry{};
  Date on;
  std::string how; // "count" or "warehouse"
};
// The latest of each lot that stands at the moment: a count within tolerance or adjusted since, or a warehouse's
// statement.
std::map<LotId, LotConfirmation> list_confirmations(Connection& connection, const Moment& moment);

} // namespace pvault::store
