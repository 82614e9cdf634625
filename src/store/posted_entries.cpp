#include "store/posted_entries.hpp"

#include <fmt/format.h>

namespace pvault::store {

namespace {

// What a posting is about, by name. The name of the account is that of the journal report and the trial balance.
constexpr const char* posted_to =
    "posting.account_id, account.name || coalesce(':' || coalesce(facility.code, of_mineral.code, party.code), '') AS "
    "account_name, of_mineral.code, lot.code, party.code, facility.code";
constexpr const char* with_names =
    "JOIN account USING (account_id) LEFT JOIN mineral AS of_mineral ON of_mineral.mineral_id = posting.mineral_id "
    "LEFT JOIN lot ON lot.lot_id = posting.lot_id LEFT JOIN party ON party.party_id = posting.party_id "
    "LEFT JOIN facility ON facility.facility_id = posting.facility_id";

// The index by date holds the entries of a day in the order of their numbers: nothing is sorted.
constexpr const char* posted_entries_sql =
    "SELECT entry.entry_id, entry.kind, entry.effective_on, recorded_at, recorded_by, request_id, reference, memo, "
    "hash, reversed_entry_id FROM entry JOIN seal USING (entry_id) LEFT JOIN reversal USING (entry_id) "
    "WHERE entry.effective_on <= ?1 AND entry.entry_id <= ?2 "
    "AND EXISTS (SELECT 1 FROM posting WHERE posting.entry_id = entry.entry_id) "
    "ORDER BY entry.effective_on, entry.entry_id";

std::string posted_lines_sql() {
  return fmt::format("SELECT {}, coalesce(lot.aged_from_on, lot.received_on), mass_mg, amount_cents FROM posting {} "
                     "WHERE posting.entry_id = ? ORDER BY posting.line",
                     posted_to, with_names);
}

std::string posted_accounts_sql() {
  return fmt::format("SELECT DISTINCT {} FROM posting JOIN entry USING (entry_id) {} WHERE entry.effective_on <= ?1 "
                     "AND entry.entry_id <= ?2 ORDER BY account_name, lot.code, party.code, of_mineral.code",
                     posted_to, with_names);
}

PostedTo read_posted_to(const Query& row) {
  return {.account = Account{row.integer(0)},
          .name = row.text(1),
          .mineral = row.text_or_empty(2),
          .lot = row.text_or_empty(3),
          .party = row.text_or_empty(4),
          .facility = row.text_or_empty(5)};
}

std::vector<PostedLine> load_lines(Connection& connection, EntryId entry) {
  std::vector<PostedLine> lines;
  Query row = connection.query(posted_lines_sql());
  row.bind(entry);
  while (row.next()) {
    lines.push_back(
        {.to = read_posted_to(row), .aged_from = row.optional_date(6), .mass = row.mass(7), .amount = row.money(8)});
  }
  return lines;
}

PostedEntry read_posted_entry(const Query& row) {
  return {.entry = row.id<EntryId>(0),
          .kind = row.text(1),
          .effective_on = row.date(2),
          .recorded_at = row.text(3),
          .recorded_by = row.text(4),
          .request_id = row.text_or_empty(5),
          .reference = row.text_or_empty(6),
          .memo = row.text_or_empty(7),
          .hash = row.text(8),
          .reverses = row.optional_id<EntryId>(9)};
}

} // namespace

void visit_posted_entries(Connection& connection, const Moment& moment,
                          const std::function<void(const PostedEntry&)>& take) {
  Query row = connection.query(posted_entries_sql);
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next()) {
    PostedEntry entry = read_posted_entry(row);
    entry.lines = load_lines(connection, entry.entry);
    take(entry);
  }
}

void visit_posted_accounts(Connection& connection, const Moment& moment,
                           const std::function<void(const PostedTo&)>& take) {
  Query row = connection.query(posted_accounts_sql());
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    take(read_posted_to(row));
}

std::vector<PostedMineral> list_posted_minerals(Connection& connection, const Moment& moment) {
  std::vector<PostedMineral> minerals;
  Query row = connection.query(
      "SELECT code, name, basis FROM mineral WHERE EXISTS (SELECT 1 FROM posting JOIN entry USING (entry_id) "
      "WHERE posting.mineral_id = mineral.mineral_id AND mass_mg <> 0 AND entry.effective_on <= ?1 AND entry.entry_id "
      "<= ?2) ORDER BY code");
  row.bind(moment.as_of).bind(moment.known_at);
  while (row.next())
    minerals.push_back({.code = row.text(0), .name = row.text(1), .basis = row.text(2)});
  return minerals;
}

} // namespace pvault::store
