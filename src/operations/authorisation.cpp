#include "operations/authorisation.hpp"

#include "store/people.hpp"
#include "store/proposals.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>
#include <variant>

namespace pvault::operations {

namespace {

const RecordRow* find_row(const EntryDraft& draft, std::string_view table) {
  const auto found = std::ranges::find(draft.rows, table, &RecordRow::table);
  return found == draft.rows.end() ? nullptr : &*found;
}

// What the signature takes, as the view entry_role has it.
PersonRole needed_role(const EntryDraft& draft) {
  if (draft.header.approval) return PersonRole::approving;
  const RecordRow* proposal = find_row(draft, "proposal");
  return role_for(proposal == nullptr ? draft.kind : std::get<std::string>(proposal->value("kind")));
}

std::string what_takes_it(const EntryDraft& draft) {
  return draft.header.approval ? std::string("an approval") : fmt::format("an entry of the kind {}", draft.kind);
}

ApprovedEntry approved_entry(const EntryDraft& draft) {
  return {.kind = draft.kind, .on = draft.header.effective_on, .amount = money_moved(draft.postings)};
}

} // namespace

Authorisation::Authorisation(store::Connection& connection, const EntryHeader& header, Unapproved unapproved)
    : connection_(connection), unapproved_(unapproved), policy_(store::find_policy(connection)) {
  if (header.signer) signer_ = store::find_person_key(connection, header.signer->key.public_key().number);
}

// Who proposed something may take it back, whatever they are by now.
Expected<void> Authorisation::check_who_signs(const EntryDraft& draft) {
  const RecordRow* rejection = find_row(draft, "proposal_rejection");
  if (rejection != nullptr && signer_ && !signer_->revoked) {
    const EntryId proposed{std::get<std::int64_t>(rejection->value("proposal_entry_id"))};
    const auto proposal = store::load_proposal(connection_, proposed);
    if (proposal && proposal->proposed_by == signer_->person.code) return {};
  }
  return check_signer(signer_, draft.header.signer->key.public_key().number, needed_role(draft), what_takes_it(draft));
}

const PolicyLimit* Authorisation::find_open_limit(const EntryDraft& draft) const {
  return draft.header.approval ? nullptr : find_limit(policy_, draft.kind, money_moved(draft.postings));
}

// What waits for an approver is not signed by one yet.
Expected<void> Authorisation::check_who_approved(const EntryDraft& draft) {
  if (!policy_ || !policy_->is_signed || !signer_) return {};
  for (const RecordRow& row : draft.rows) {
    const auto* name = std::get_if<std::string>(&row.value("approved_by"));
    if (name == nullptr) continue;
    const bool is_approval = needed_role(draft) == PersonRole::approving && find_open_limit(draft) == nullptr;
    const auto named = store::load_person(connection_, *name);
    auto allowed = check_named_approver(named ? std::optional(*named) : std::nullopt, *name, signer_->person,
                                        is_approval ? SignedAs::approver : SignedAs::recorder, draft.kind);
    if (!allowed) return allowed;
  }
  return {};
}

Expected<void> Authorisation::check_approved(const EntryDraft& draft, const std::string& summary) {
  if (find_open_limit(draft) == nullptr) return {};
  needed_.push_back(approved_entry(draft));
  summaries_.push_back(summary);
  if (unapproved_ == Unapproved::refused) return check_nothing_tried();
  store::try_without_approval(connection_);
  return {};
}

Expected<void> Authorisation::check_nothing_tried() const {
  if (needed_.empty()) return {};
  const ApprovedEntry& first = needed_.front();
  return refuse(Rule::approval_missing,
                fmt::format("by the policy of entry {} another person approves {}, and this one is of {}",
                            number_of(policy_->entry), limit_in_words(*find_limit(policy_, first.kind, first.amount)),
                            format_money(first.amount)),
                "record it with the command of its kind, which proposes it: `pvault proposal list`");
}

NeededApproval Authorisation::needed_approval() const {
  constexpr std::size_t most = 4; // more is no summary
  const auto last = summaries_.begin() + static_cast<std::ptrdiff_t>(std::min(most, summaries_.size()));
  std::string summary = fmt::format("{}", fmt::join(summaries_.begin(), last, "; "));
  if (summaries_.size() > most) summary += fmt::format("; and {} more", summaries_.size() - most);
  return {.entries = needed_, .summary = std::move(summary), .request_fingerprint = {}};
}

Expected<void> Authorisation::check_as_proposed(const EntryDraft& draft) {
  if (!draft.header.approval) return {};
  const auto proposal = store::load_proposal(connection_, draft.header.approval->proposal);
  if (!proposal) return tl::unexpected(proposal.error());
  const ApprovedEntry entry = approved_entry(draft);
  return check_part_of_proposal(*proposal, entry, store::list_carried_out(connection_, proposal->entry),
                                find_limit(policy_, entry.kind, entry.amount) != nullptr);
}

Expected<void> Authorisation::complete(EntryDraft& draft, const std::string& summary) {
  if (auto allowed = check_signed(policy_, draft.kind, draft.header.signer != nullptr); !allowed) return allowed;
  if (draft.header.signer) {
    if (auto allowed = check_who_signs(draft); !allowed) return allowed;
    RecordRow row("signer");
    row.set("person_id", number_of(signer_->person.id)).set("key_number", format_key_number(signer_->key.number));
    draft.rows.push_back(row);
    draft.header.recorded_by = signer_->person.code;
  }
  if (auto named = check_who_approved(draft); !named) return named;
  if (auto same = check_as_proposed(draft); !same) return same;
  if (auto approved = check_approved(draft, summary); !approved) return approved;
  if (draft.header.approval) {
    RecordRow row("approval");
    row.set("proposal_entry_id", draft.header.approval->proposal).set_text("reason", draft.header.approval->reason);
    draft.rows.push_back(row);
  }
  return {};
}

} // namespace pvault::operations
