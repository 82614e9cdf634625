#include "operations/decide_proposal.hpp"

#include "store/proposals.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace pvault::operations {

Date day_of_recording(store::Connection& connection, Date today) {
  const std::string newest = store::load_chain_head(connection).recorded_at;
  return newest.empty() ? today
                        : std::max(today, *parse_iso_date(newest.substr(0, std::string_view("2026-03-31").size())));
}

Expected<Recorded> propose(store::Book& book, const RecordingOptions& options, const NeededApproval& what,
                           const std::vector<std::string>& command, Date today) {
  RecordingOptions of_today = options;
  of_today.header.effective_on = today;
  of_today.date_is_default = true;
  Recording recording(book, of_today, "proposal");
  if (auto repeat = recording.find_repeat_of(what.request_fingerprint)) return *repeat;
  recording.date_in_open_period();
  const Date stands_from = std::max(recording.on(), day_of_recording(recording.connection(), today));
  const Date expires_on = add_days(stands_from, recording.policy()->proposal_days);
  std::vector<RecordRow> rows;
  for (const ApprovedEntry& entry : what.entries) {
    RecordRow row(rows.empty() ? "proposal" : "proposal_part");
    row.set("kind", entry.kind).set("dated_on", entry.on).set("amount_cents", entry.amount);
    rows.push_back(row);
  }
  rows.front()
      .set("summary", what.summary)
      .set("command", nlohmann::json(command).dump())
      .set("expires_on", expires_on);
  auto recorded = recording.finish(std::move(rows), {}, fmt::format("proposal: {}", what.summary));
  if (recorded) {
    recorded->notes.push_back(
        fmt::format("it waits until {} for another person to approve it: `pvault proposal approve {}`",
                    format_date(expires_on), number_of(recorded->entry)));
  }
  return recorded;
}

Expected<Recorded> reject_proposal(store::Book& book, const RecordingOptions& options, EntryId entry,
                                   const std::string& reason) {
  Recording recording(book, options, "proposal-rejection");
  recording.date_in_open_period();
  const auto fingerprint = recording.fingerprint().add("proposal", entry).add("reason", reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto proposal = store::load_proposal(recording.connection(), entry);
  if (!proposal) return tl::unexpected(proposal.error());
  // One that has expired may still be rejected: that says why nothing came of it.
  if (auto undecided = check_undecided(*proposal, proposal->expires_on); !undecided)
    return tl::unexpected(undecided.error());
  RecordRow row("proposal_rejection");
  row.set("proposal_entry_id", entry).set("reason", reason);
  return recording.finish({row}, {},
                          fmt::format("proposal {} is not carried out: {}", number_of(entry), proposal->summary));
}

Expected<Proposal> check_approval(store::Connection& connection, const EntryHeader& header, EntryId entry, Date today) {
  auto proposal = store::load_proposal(connection, entry);
  if (!proposal) return proposal;
  if (auto undecided = check_undecided(*proposal, day_of_recording(connection, today)); !undecided)
    return tl::unexpected(undecided.error());
  const Authorisation authorisation(connection, header);
  if (!header.signer) {
    return refuse(Rule::signature_required, "an approval is signed by who gives it",
                  "name your secret key with --key FILE or $PVAULT_KEY");
  }
  const auto& signer = authorisation.signer();
  if (signer) {
    if (auto other = check_approver(*proposal, signer->person); !other) return tl::unexpected(other.error());
  }
  auto may = check_signer(signer, header.signer->key.public_key().number, PersonRole::approving, "an approval");
  if (!may) return tl::unexpected(may.error());
  return proposal;
}

} // namespace pvault::operations
