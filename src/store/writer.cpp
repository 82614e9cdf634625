#include "store/writer.hpp"

#include "store/closings.hpp"
#include "store/derived.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <stdexcept>
#include <variant>

namespace pvault::store {

namespace {

RecordRow entry_row(EntryId entry, const EntryDraft& draft) {
  const EntryHeader& header = draft.header;
  RecordRow row("entry");
  row.set("entry_id", entry).set("kind", draft.kind).set("effective_on", header.effective_on);
  row.set("recorded_at", header.recorded_at).set("recorded_by", header.recorded_by);
  row.set_text("request_id", header.request_id).set_text("request_fingerprint", draft.request_fingerprint);
  row.set_text("reference", header.reference).set_text("memo", header.memo);
  return row;
}

RecordRow posting_row(const Posting& posting) {
  RecordRow row("posting");
  row.set("account_id", static_cast<std::int64_t>(posting.account));
  row.set("mineral_id", posting.mineral)
      .set("lot_id", posting.lot)
      .set("party_id", posting.party)
      .set("facility_id", posting.facility);
  row.set("mass_mg", posting.mass).set("amount_cents", posting.amount);
  return row;
}

// All rows of the entry in the order of the format: tables by name, rows by line.
std::vector<RecordRow> rows_in_order(EntryId entry, const EntryDraft& draft) {
  std::vector<RecordRow> rows = draft.rows;
  for (const Posting& posting : draft.postings)
    rows.push_back(posting_row(posting));
  std::map<std::string_view, std::int64_t> lines;
  for (RecordRow& row : rows)
    row.set("entry_id", entry).set("line", ++lines[row.table()]);
  std::ranges::stable_sort(rows, {}, &RecordRow::table);
  return rows;
}

// Tables that refer to each other by foreign key: the one referred to goes in first.
int insertion_rank(std::string_view table) {
  if (table == "mineral" || table == "facility" || table == "purchase" || table == "drawdown") return 0;
  return table == "lot" ? 1 : 2;
}

} // namespace

std::int64_t JournalWriter::next_id(std::string_view table) const {
  return connection_.integer_of(fmt::format("SELECT coalesce(max({0}_id), 0) + 1 FROM {0}", table));
}

// SQLite would turn 7 into '7' for a column of texts, and '7' into 7 for one of numbers: then the book would not hold
// what the entry's hash covers. Throws std::logic_error.
void JournalWriter::check_kept(std::string_view table, std::string_view name, const Value& value,
                               const std::vector<TableColumn>& columns) {
  const auto column = std::ranges::find(columns, name, &TableColumn::name);
  if (column == columns.end()) throw std::logic_error(fmt::format("{} has no column {}", table, name));
  const std::string_view other_type = std::holds_alternative<std::string>(value) ? "INTEGER" : "TEXT";
  if (!std::holds_alternative<std::monostate>(value) && column->type == other_type)
    throw std::logic_error(fmt::format("{}.{} is of type {}, the value is not", table, name, column->type));
}

void JournalWriter::insert(const RecordRow& row) {
  const auto& columns = connection_.columns_of(row.table());
  for (const auto& [name, value] : row.values())
    check_kept(row.table(), name, value, columns);
  const std::vector<std::string_view> marks(columns.size(), "?");
  Query statement = connection_.query(fmt::format("INSERT INTO {} VALUES ({})", row.table(), fmt::join(marks, ", ")));
  for (const TableColumn& column : columns)
    statement.bind(row.value(column.name));
  statement.run();
}

void JournalWriter::insert_all(const EntryDraft& draft, EntryBytes& bytes) {
  const EntryId entry = next_entry();
  const RecordRow header = entry_row(entry, draft);
  std::vector<RecordRow> rows = rows_in_order(entry, draft);
  const auto hash_row = [&](const RecordRow& row) {
    bytes.begin_row(row.table());
    for (const TableColumn& column : connection_.columns_of(row.table()))
      bytes.add(column.name, row.value(column.name));
  };
  hash_row(header);
  for (const RecordRow& row : rows)
    hash_row(row);

  insert(header);
  std::ranges::stable_sort(rows, {}, [](const RecordRow& row) { return insertion_rank(row.table()); });
  for (const RecordRow& row : rows)
    insert(row);
}

// The column of signatures is named only where there is one: a book of an older schema, which tests make, has none.
void JournalWriter::insert_seal(const Seal& seal, EntryId entry) {
  const bool is_signed = !seal.signature.empty();
  Query row =
      connection_.query(is_signed ? "INSERT INTO seal (entry_id, previous_hash, hash, signature) VALUES (?, ?, ?, ?)"
                                  : "INSERT INTO seal (entry_id, previous_hash, hash) VALUES (?, ?, ?)");
  row.bind(entry).bind(seal.previous).bind(seal.hash);
  if (is_signed) row.bind(seal.signature);
  row.run();
}

SealedEntry JournalWriter::append(EntryDraft draft) {
  if (const auto imbalance = find_imbalance(draft.postings))
    throw std::logic_error(fmt::format("unbalanced {}: {}", draft.kind, *imbalance));
  draft.header.recorded_at = std::max(draft.header.recorded_at, head_.recorded_at);
  const EntryId entry = next_entry();
  EntryBytes bytes(head_.hash);
  insert_all(draft, bytes);
  keep_balances(draft);
  keep_closings(connection_, entry, draft);
  const std::string hash = bytes.hash();
  const std::string signature = draft.header.signer ? sign_entry(draft.header.signer->key, hash) : draft.signature;
  insert_seal({.previous = head_.hash, .hash = hash, .signature = signature}, entry);
  head_ = {entry, hash, draft.header.recorded_at};
  return {entry, hash};
}

std::optional<Date> JournalWriter::mass_returned_on(const EntryDraft& draft) {
  for (const RecordRow& row : draft.rows) {
    if (row.table() != "reversal") continue;
    Query reversed = connection_.query("SELECT effective_on FROM entry WHERE entry_id = ?");
    reversed.bind(row.value("reversed_entry_id")).expect_row();
    if (reversed.date(0) < draft.header.effective_on) return draft.header.effective_on;
  }
  return std::nullopt;
}

bool JournalWriter::undoes_settlement(const EntryDraft& draft) {
  for (const RecordRow& row : draft.rows) {
    if (row.table() != "reversal") continue;
    Query reversed = connection_.query("SELECT kind FROM entry WHERE entry_id = ?");
    reversed.bind(row.value("reversed_entry_id")).expect_row();
    return reversed.text(0) == "settlement";
  }
  return false;
}

// A settlement changes what lots hold and cost from its day on.
void JournalWriter::keep_balances(const EntryDraft& draft) {
  const auto returned_on = mass_returned_on(draft);
  const bool settles = draft.kind == "settlement";
  const bool unsettles = undoes_settlement(draft);
  for (const RecordRow& row : draft.rows) {
    if (row.table() == "lot") open_lot_balance(connection_, row);
  }
  const bool undoes = std::ranges::any_of(draft.rows, [](const RecordRow& row) { return row.table() == "reversal"; });
  const std::optional<Date> on = draft.header.effective_on;
  for (const Posting& posting : draft.postings) {
    // What changes a lot otherwise than by taking mass of it holds it from its day on.
    const bool holds = posting.lot && (posting.mass == Mass() || settles || unsettles);
    const std::optional<Date> returned = posting.mass >= Mass() || unsettles ? returned_on : std::nullopt;
    add_to_balances(connection_, posting, holds && !undoes ? on : returned);
    if (holds && undoes) keep_drawable_from(connection_, *posting.lot);
  }
  for (const RecordRow& row : draft.rows) {
    if (row.table() == "write_down_lot")
      keep_drawable_from(connection_, LotId{std::get<std::int64_t>(row.value("lot_id"))});
  }
}

} // namespace pvault::store
