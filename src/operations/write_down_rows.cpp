#include "operations/write_down_rows.hpp"

#include "store/write_downs.hpp"

#include <algorithm>
#include <variant>

namespace pvault::operations {

std::vector<RecordRow> write_down_rows(const std::vector<LotWriteDown>& lots) {
  std::vector<RecordRow> rows;
  for (const LotWriteDown& lot : lots)
    rows.emplace_back("write_down_lot").set("lot_id", lot.lot).set("amount_cents", lot.amount);
  return rows;
}

namespace {

std::vector<LotWriteDown> turned_of(store::Connection& connection, const EntryDraft& reversal) {
  const auto row = std::ranges::find(reversal.rows, "reversal", &RecordRow::table);
  const EntryId undone{std::get<std::int64_t>(row->value("reversed_entry_id"))};
  std::vector<LotWriteDown> lots = store::load_write_downs(connection, undone);
  for (LotWriteDown& lot : lots)
    lot.amount = -lot.amount;
  return lots;
}

} // namespace

void add_write_downs(store::Connection& connection, EntryDraft& draft) {
  if (draft.kind == "write-down" || draft.kind == "averaging" || !store::has_write_downs(connection)) return;
  CarriedWriteDowns carried;
  if (draft.kind == "reversal") {
    carried.lots = turned_of(connection, draft); // its postings turn those of the account
  } else if (draft.kind == "settlement") {
    carried = settle_write_downs(draft.postings, store::find_written_down(connection, draft.postings));
  } else {
    carried = carry_write_downs(draft.postings, store::find_written_down(connection, draft.postings),
                                draft.kind == "transfer" ? MassGoes::to_other_lots : MassGoes::away);
  }
  for (RecordRow& row : write_down_rows(carried.lots))
    draft.rows.push_back(std::move(row));
  draft.postings.insert(draft.postings.end(), carried.postings.begin(), carried.postings.end());
}

} // namespace pvault::operations
