#include "operations/decide_proposal.hpp"

#include "store/proposals.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

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
  recording.date_in_open_period();
  const Date stands_from = std::max(recording.on(), day_of_recording(recording.connection(), today));
  const Date expires_on = add_days(stands_from, recording.policy()->proposal_days);
  recording.ask_as(what.request_fingerprint);
  RecordRow row("proposal");
  row.set("kind", what.kind)
      .set("dated_on", what.on)
      .set("amount_cents", what.amount)
      .set("summary", what.summary)
      .set("command", nlohmann::json(command).dump())
      .set("expires_on", expires_on);
  auto recorded = recording.finish({row}, {}, fmt::format("proposal: {}", what.summary));
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

Expected<void> check_as_proposed(const Proposal& proposal, const std::vector<CarriedOut>& carried_out) {
  const auto is_of_its_day = [&](const CarriedOut& entry) {
    return entry.kind == proposal.kind && entry.on == proposal.on;
  };
  const auto found = std::ranges::find_if(
      carried_out, [&](const CarriedOut& entry) { return is_of_its_day(entry) && entry.amount == proposal.amount; });
  if (found != carried_out.end()) return {};
  const auto other = std::ranges::find_if(carried_out, is_of_its_day);
  const std::string was = fmt::format("it was proposed as a {} of {} that moves {}", proposal.kind,
                                      format_date(proposal.on), format_money(proposal.amount));
  const std::string next =
      fmt::format("`pvault proposal reject {}`, and propose it again as it is now", number_of(proposal.entry));
  if (other == carried_out.end())
    return refuse(Rule::proposal_changed, fmt::format("{}, and comes to no such entry", was), next);
  const Money change = other->amount - proposal.amount;
  return refuse(Rule::proposal_changed,
                fmt::format("{}, and would move {}, {} {}", was, format_money(other->amount),
                            format_money(change < Money() ? Money() - change : change),
                            change < Money() ? "less" : "more"),
                next);
}

} // namespace pvault::operations
