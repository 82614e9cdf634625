#include "store/journal_lines.hpp"

#include "store/moment_sql.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::store {

namespace {

// An entry, or what it undoes: a reversal is about what the reversed entry is about.
constexpr const char* subject = "coalesce(undone.reversed_entry_id, entry.entry_id)";

// The mineral of an entry without postings, when there is just one.
std::string only_mineral() {
  std::string choices;
  for (const char* table : {"price", "demand", "mineral", "target"}) {
    choices += fmt::format("{}(SELECT min(mineral_id) FROM {} WHERE entry_id = {} HAVING count(*) = 1)",
                           choices.empty() ? "" : ", ", table, subject);
  }
  return fmt::format("CASE WHEN posting.line IS NULL THEN coalesce({}) ELSE posting.mineral_id END", choices);
}

// Postings of these minerals, and those without a mineral in entries about them.
std::string about_minerals(const std::vector<MineralId>& minerals) {
  if (minerals.empty()) return {};
  std::vector<std::int64_t> numbers;
  numbers.reserve(minerals.size());
  for (const MineralId mineral : minerals)
    numbers.push_back(number_of(mineral));
  const std::string among = fmt::format("IN ({})", fmt::join(numbers, ", "));
  std::string about = fmt::format(
      "EXISTS (SELECT 1 FROM posting AS other WHERE other.entry_id = entry.entry_id AND other.mineral_id {})", among);
  for (const char* table : {"price", "demand", "mineral", "target"}) {
    about += fmt::format(" OR EXISTS (SELECT 1 FROM {} WHERE entry_id = {} AND mineral_id {})", table, subject, among);
  }
  return fmt::format(" AND (posting.mineral_id {} OR (posting.mineral_id IS NULL AND ({})))", among, about);
}

// The + keeps SQLite from walking the index by date, so that the rows come in order without being sorted.
std::string journal_sql(const std::vector<MineralId>& minerals) {
  return fmt::format(
      "SELECT entry.entry_id, entry.kind, entry.effective_on, recorded_at, recorded_by, request_id, reference, memo, "
      "reversing.entry_id, "
      "(SELECT code FROM mineral WHERE mineral_id = {}), posting.line, "
      "account.name || coalesce(':' || coalesce(facility.code, of_mineral.code, party.code), ''), lot.code, mass_mg, "
      "amount_cents, {} "
      "FROM entry LEFT JOIN posting ON posting.entry_id = entry.entry_id LEFT JOIN account USING (account_id) "
      "LEFT JOIN mineral AS of_mineral ON of_mineral.mineral_id = posting.mineral_id "
      "LEFT JOIN lot ON lot.lot_id = posting.lot_id LEFT JOIN party ON party.party_id = posting.party_id "
      "LEFT JOIN facility ON facility.facility_id = posting.facility_id "
      "LEFT JOIN reversal AS undone ON undone.entry_id = entry.entry_id "
      "LEFT JOIN reversal AS reversing ON reversing.reversed_entry_id = entry.entry_id "
      "AND reversing.effective_on <= ?1 AND reversing.entry_id <= ?2 "
      "WHERE +entry.effective_on <= ?1 AND entry.entry_id <= ?2{} ORDER BY entry.entry_id, posting.line",
      only_mineral(), who_signed_sql, about_minerals(minerals));
}

JournalLine read_line(const Query& row) {
  JournalLine line{.entry = row.id<EntryId>(0),
                   .kind = row.text(1),
                   .effective_on = row.date(2),
                   .recorded_at = row.text(3),
                   .recorded_by = row.text(4),
                   .request_id = row.text_or_empty(5),
                   .reference = row.text_or_empty(6),
                   .memo = row.text_or_empty(7),
                   .reversed_by = row.optional_id<EntryId>(8),
                   .mineral = row.text_or_empty(9),
                   .who = read_who_signed(row, 15)};
  if (row.is_null(10)) return line;
  line.posting = JournalLine::Part{.line = row.integer(10),
                                   .account = row.text(11),
                                   .lot = row.text_or_empty(12),
                                   .mass = row.mass(13),
                                   .amount = row.money(14)};
  return line;
}

} // namespace

void visit_journal(Connection& connection, const Moment& moment, const std::vector<MineralId>& minerals,
                   const std::function<void(const JournalLine&)>& take) {
  Query row = connection.query(journal_sql(minerals));
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    take(read_line(row));
}

} // namespace pvault::store
