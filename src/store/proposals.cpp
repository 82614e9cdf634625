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

// Those that `where` keeps.
std::vector<Proposal> list_some(Connection& connection, const std::string& where, std::optional<EntryId> entry) {
  std::vector<Proposal> proposals;
  std::vector<std::string> commands;
  {
    Query row = connection.query(
        fmt::format("SELECT entry_id, kind, dated_on, amount_cents, summary, command, proposed_by, proposed_at, "
                    "expires_on, state, decided_entry_id, decided_by, decided_at, reason FROM v_proposal WHERE {} "
                    "ORDER BY entry_id",
                    where));
    if (entry) row.bind(*entry);
    while (row.next()) {
      const auto decided = row.optional_id<EntryId>(10);
      const bool approved = row.text(9) == "approved";
      proposals.push_back({.entry = row.id<EntryId>(0),
                           .kind = row.text(1),
                           .on = row.date(2),
                           .amount = row.money(3),
                           .summary = row.text(4),
                           .command = {},
                           .proposed_by = row.text(6),
                           .proposed_at = row.text(7),
                           .expires_on = row.date(8),
                           .approved = approved ? decided : std::nullopt,
                           .rejected = approved ? std::nullopt : decided,
                           .decided_by = row.text_or_empty(11),
                           .decided_at = row.text_or_empty(12),
                           .reason = row.text_or_empty(13)});
      commands.push_back(row.text(5));
    }
  }
  for (std::size_t i = 0; i < proposals.size(); ++i)
    proposals[i].command = list_words(connection, commands[i]);
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

} // namespace pvault::store
