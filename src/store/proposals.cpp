#include "store/proposals.hpp"

#include <fmt/format.h>
#include <string>

namespace pvault::store {

namespace {

std::vector<std::string> list_words(Connection& connection, const std::string& json) {
  std::vector<std::string> words;
  Query row = connection.query("SELECT value FROM json_each(?) ORDER BY key");
  row.bind(json);
  while (row.next())
    words.push_back(row.text(0));
  return words;
}

std::vector<ApprovedEntry> list_entries(Connection& connection, const std::string& sql, EntryId proposal) {
  std::vector<ApprovedEntry> entries;
  Query row = connection.query(sql);
  row.bind(proposal);
  while (row.next())
    entries.push_back({.kind = row.text(0), .on = row.date(1), .amount = row.money(2)});
  return entries;
}

// Those that `where` keeps.
std::vector<Proposal> list_some(Connection& connection, const std::string& where, std::optional<EntryId> entry) {
  std::vector<Proposal> proposals;
  std::vector<std::string> commands;
  {
    Query row = connection.query(
        fmt::format("SELECT entry_id, amount_cents, summary, command, proposed_by, proposed_at, expires_on, state, "
                    "decided_entry_id, decided_by, decided_at, reason FROM v_proposal WHERE {} ORDER BY entry_id",
                    where));
    if (entry) row.bind(*entry);
    while (row.next()) {
      const auto decided = row.optional_id<EntryId>(8);
      const bool approved = row.text(7) == "approved";
      proposals.push_back({.entry = row.id<EntryId>(0),
                           .entries = {},
                           .amount = row.money(1),
                           .summary = row.text(2),
                           .command = {},
                           .proposed_by = row.text(4),
                           .proposed_at = row.text(5),
                           .expires_on = row.date(6),
                           .approved = approved ? decided : std::nullopt,
                           .rejected = approved ? std::nullopt : decided,
                           .decided_by = row.text_or_empty(9),
                           .decided_at = row.text_or_empty(10),
                           .reason = row.text_or_empty(11)});
      commands.push_back(row.text(3));
    }
  }
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    proposals[i].command = list_words(connection, commands[i]);
    proposals[i].entries = list_entries(
        connection, "SELECT kind, dated_on, amount_cents FROM proposed_entry WHERE entry_id = ? ORDER BY part",
        proposals[i].entry);
  }
  return proposals;
}

} // namespace

std::vector<Proposal> list_proposals(Connection& connection) { return list_some(connection, "true", {}); }

Expected<Proposal> load_proposal(Connection& connection, EntryId entry) {
  for (Proposal& proposal : list_some(connection, "entry_id = ?", entry))
    return std::move(proposal);
  return refuse(Rule::proposal_unknown, fmt::format("entry {} is no proposal", number_of(entry)),
                "`pvault proposal list` shows what waits");
}

std::vector<ApprovedEntry> list_carried_out(Connection& connection, EntryId proposal) {
  return list_entries(
      connection,
      "SELECT kind, dated_on, amount_cents FROM approved_entry WHERE proposal_entry_id = ? ORDER BY entry_id",
      proposal);
}

// A trigger that is dropped comes back with what was before.
void try_without_approval(Connection& connection) { connection.query("DROP TRIGGER IF EXISTS seal_approval").run(); }

} // namespace pvault::store
