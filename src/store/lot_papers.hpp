// What the papers of lots say, as reports show it; what is said stays, so no moment is asked.
#pragma once

#include "journal/entry.hpp"
#include "store/connection.hpp"
#include "units/date.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// Of a lot that was taken of another: what it has itself, and what the lot it was bought as brought. Texts are as
// entered, empty when nothing was said.
struct LotPapers {
  std::string gross;
  std::string tare;
  std::string form;
  std::string grade;
  std::string producer;
  std::string ore_country;
  std::string processing_country;
  std::string contract;
  std::string receipt;
  std::string objective;
  std::optional<Date> expires_on;
  std::optional<Date> rotate_by;
  std::string quality; // when the lot was made
  bool provisional = false;

  // The day by which it has to go, if there is one.
  [[nodiscard]] std::optional<Date> due_on() const;
};
// Of all lots.
std::map<LotId, LotPapers> load_lot_papers(Connection& connection);
LotPapers load_lot_papers(Connection& connection, LotId lot);

// "0.02% As", in the order in which they were entered.
std::vector<std::string> list_components(Connection& connection, LotId lot);

// How a lot was entered when it was made.
struct LotEntered {
  EntryId entry{};
  std::string mass;
  std::string moisture;
  std::string assay;
  std::string content_factor;
  std::string price; // of a purchase at a price
};
LotEntered load_lot_entered(Connection& connection, LotId lot);

// How the book writes the number of a receipt, in papers or as a document (spelled_in_book).
std::string spelled_receipt(Connection& connection, const std::string& receipt);

// The lot that has this warehouse receipt on that day or later, if one does; by its code, and the entry that says so:
// of its papers, or of the document.
struct ReceiptHolder {
  std::string lot_code;
  EntryId entry{};
  std::optional<Date> until; // the day from which it does not any more
};
std::optional<ReceiptHolder> find_receipt_holder(Connection& connection, const std::string& receipt, Date on);
// The same among the papers of lots that other entries made.
std::optional<ReceiptHolder> find_other_receipt_holder(Connection& connection, const std::string& receipt, EntryId of,
                                                       Date on);

// A lot and the receipt that its papers name.
struct OwnReceipt {
  std::string lot_code;
  std::string receipt;
};
// Of the lots that an entry made.
std::vector<OwnReceipt> list_receipts_made(Connection& connection, EntryId entry);

// A purchase from a related party; what was received and the metal's cost are the final ones when it is settled.
struct RelatedPurchase {
  EntryId entry{};
  Date on;
  std::string supplier_code;
  std::string supplier_name;
  std::string lot_code;
  MineralId mineral{};
  std::string mineral_code;
  Mass received;
  Money metal;
  Money landed;              // freight and what else was capitalised
  std::string price_entered; // empty: bought for a sum
  std::string contract;
};
// Those that stand at the moment, by date and entry.
std::vector<RelatedPurchase> list_related_purchases(Connection& connection, const Moment& moment);

} // namespace pvault::store
