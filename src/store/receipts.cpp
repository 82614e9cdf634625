#include "store/receipts.hpp"

#include "store/moment_sql.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace pvault::store {

namespace {

struct Receipt {
  LotId lot{};
  std::string lot_code;
  std::string number;
};

// By lot; of each what its papers name before its documents, each number once.
std::vector<Receipt> list_receipts(Connection& connection, const Moment& moment) {
  static const std::string sql = fmt::format(
      "SELECT lot.lot_id, lot.code, receipt, 0 AS is_document FROM lot_paper JOIN lot USING (lot_id) JOIN entry ON "
      "entry.entry_id = lot.entry_id WHERE receipt IS NOT NULL AND {0} "
      "UNION ALL SELECT lot.lot_id, lot.code, number, 1 FROM document JOIN entry USING (entry_id) JOIN lot ON "
      "lot.entry_id = about_entry_id WHERE document.kind = 'warehouse-receipt' AND number IS NOT NULL AND {0} AND {1} "
      "ORDER BY 1, 4, 3",
      stands_at_moment("entry"), not_reversed("about_entry_id"));
  std::vector<Receipt> receipts;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    Receipt receipt{row.id<LotId>(0), row.text(1), row.text(2)};
    const auto of_lot = std::find_if_not(receipts.rbegin(), receipts.rend(),
                                         [&](const Receipt& other) { return other.lot == receipt.lot; });
    const bool is_known = std::any_of(
        receipts.rbegin(), of_lot, [&](const Receipt& other) { return lower(other.number) == lower(receipt.number); });
    if (!is_known) receipts.push_back(std::move(receipt));
  }
  return receipts;
}

} // namespace

LotsByReceipt list_lots_by_receipt(Connection& connection, const Moment& moment) {
  LotsByReceipt lots;
  for (const Receipt& receipt : list_receipts(connection, moment)) {
    std::vector<std::string>& codes = lots[lower(receipt.number)];
    if (codes.empty() || codes.back() != receipt.lot_code) codes.push_back(receipt.lot_code);
  }
  return lots;
}

std::map<LotId, std::vector<std::string>> list_receipts_of_lots(Connection& connection, const Moment& moment) {
  std::map<LotId, std::vector<std::string>> receipts;
  for (const Receipt& receipt : list_receipts(connection, moment))
    receipts[receipt.lot].push_back(receipt.number);
  return receipts;
}

std::map<LotId, LotConfirmation> list_confirmations(Connection& connection, const Moment& moment) {
  static const std::string sql = fmt::format(
      "SELECT lot_id, entry.entry_id, entry.effective_on, 'count' FROM stock_count_line AS counted JOIN entry USING "
      "(entry_id) WHERE status = 'counted' AND {0} AND (abs(counted_mg - expected_mg) <= tolerance_mg OR EXISTS "
      "(SELECT 1 FROM count_adjustment JOIN entry AS adjusted USING (entry_id) WHERE count_entry_id = counted.entry_id "
      "AND count_line = counted.line AND {1})) "
      "UNION ALL SELECT lot_id, entry.entry_id, entry.effective_on, 'warehouse' FROM warehouse_confirmation_lot JOIN "
      "entry USING (entry_id) WHERE {0} ORDER BY 3, 2",
      stands_at_moment("entry"), stands_at_moment("adjusted"));
  std::map<LotId, LotConfirmation> confirmations;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    confirmations.insert_or_assign(row.id<LotId>(0), LotConfirmation{row.id<EntryId>(1), row.date(2), row.text(3)});
  return confirmations;
}

} // namespace pvault::store
