#include "operations/write_down_rows.hpp"

#include "store/write_downs.hpp"

#include <algorithm>
#include <string_view>
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

std::int64_t number_in(const RecordRow& row, std::string_view column) {
  return std::get<std::int64_t>(row.value(column));
}

CarriedWriteDowns returned_by(store::Connection& connection, const EntryDraft& draft, EntryId entry) {
  const auto row = std::ranges::find(draft.rows, "loan_return", &RecordRow::table);
  std::vector<ReturnPart> parts;
  for (const RecordRow& part : draft.rows) {
    if (part.table() != "loan_return_part" || !std::holds_alternative<std::int64_t>(part.value("lot_id"))) continue;
    parts.push_back({.drawn = LotId{number_in(part, "drawn_lot_id")},
                     .drawn_code = {},
                     .lot = LotId{number_in(part, "lot_id")},
                     .mass = Mass::milligrams(number_in(part, "mass_mg")),
                     .cost = Money::cents(number_in(part, "cost_cents"))});
  }
  const EntryId release{number_in(*row, "release_entry_id")};
  return return_write_downs(store::list_lent_back(connection, release, parts, entry),
                            draft.postings.front().mineral.value());
}

} // namespace

void add_write_downs(store::Connection& connection, EntryDraft& draft) {
  if (draft.kind == "write-down" || draft.kind == "averaging" || !store::has_write_downs(connection)) return;
  CarriedWriteDowns carried;
  if (draft.kind == "reversal") {
    carried.lots = turned_of(connection, draft); // its postings turn those of the account
  } else if (draft.kind == "settlement") {
    carried = settle_write_downs(draft.postings, store::find_written_down(connection, draft.postings));
  } else if (draft.kind == "return") {
    carried = returned_by(connection, draft, EntryId{number_of(store::load_chain_head(connection).entry) + 1});
  } else {
    carried = carry_write_downs(draft.postings, store::find_written_down(connection, draft.postings),
                                draft.kind == "transfer" ? MassGoes::to_other_lots : MassGoes::away);
  }
  for (RecordRow& row : write_down_rows(carried.lots))
    draft.rows.push_back(std::move(row));
  draft.postings.insert(draft.postings.end(), carried.postings.begin(), carried.postings.end());
}

} // namespace pvault::operations
