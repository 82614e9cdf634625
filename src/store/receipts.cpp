#include "store/receipts.hpp"

#include "store/moment_sql.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

struct Receipt {
  LotId lot{};
  std::string lot_code;
  std::string number;
};

std::vector<Receipt> list_receipts(Connection& connection, const Moment& moment) {
  static const std::string sql = fmt::format(
      "SELECT DISTINCT lot.lot_id, lot.code, number FROM document JOIN entry USING (entry_id) JOIN lot ON lot.entry_id "
      "= about_entry_id WHERE document.kind = 'warehouse-receipt' AND number IS NOT NULL AND {} AND {} "
      "ORDER BY lot.lot_id, number",
      stands_at_moment("entry"), not_reversed("about_entry_id"));
  std::vector<Receipt> receipts;
  Query row = connection.query(sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    receipts.push_back({row.id<LotId>(0), row.text(1), row.text(2)});
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
