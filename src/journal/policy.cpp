#include "journal/policy.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault {

Expected<void> check_signed(const std::optional<Policy>& policy, std::string_view kind, bool has_signer) {
  if (has_signer || !policy || !policy->is_signed) return {};
  // A policy that is about to be recorded has no number yet.
  return refuse(Rule::signature_required,
                policy->entry == EntryId{}
                    ? std::string("a policy that asks for signatures is signed itself")
                    : fmt::format("every entry is signed by the policy of entry {}, and this {} is not",
                                  number_of(policy->entry), kind),
                "name your secret key with --key FILE or $PVAULT_KEY");
}

const PolicyLimit* find_limit(const std::optional<Policy>& policy, std::string_view kind, Money amount) {
  if (!policy) return nullptr;
  const auto found = std::ranges::find(policy->limits, kind, &PolicyLimit::kind);
  if (found == policy->limits.end() || (found->above && amount <= *found->above)) return nullptr;
  return &*found;
}

std::string limit_in_words(const PolicyLimit& limit) {
  if (!limit.above) return fmt::format("every {}", limit.kind);
  return fmt::format("{} of more than {}", limit.kind, format_money(*limit.above));
}

namespace {

// Whether somebody could record what only an administrator may, and another person approve it.
bool can_be_administered(const std::vector<Person>& holders) {
  return std::ranges::any_of(holders, [&](const Person& administrator) {
    return has_role(administrator, PersonRole::administering) &&
           std::ranges::any_of(holders, [&](const Person& approver) {
             return has_role(approver, PersonRole::approving) && approver.id != administrator.id;
           });
  });
}

const PolicyLimit* find_limit_on_administrators(const Policy& policy) {
  const auto found = std::ranges::find_if(
      policy.limits, [](const PolicyLimit& limit) { return role_for(limit.kind) == PersonRole::administering; });
  return found == policy.limits.end() ? nullptr : &*found;
}

} // namespace

Expected<void> check_policy(const Policy& policy, const std::vector<Person>& holders) {
  if (!policy.is_signed) {
    if (policy.limits.empty()) return {};
    return refuse(Rule::policy_unsigned,
                  "approval by another person means nothing where anybody can record under any name",
                  "give --signed yes as well");
  }
  std::vector<PersonRole> needed = {PersonRole::administering};
  if (!policy.limits.empty()) needed.push_back(PersonRole::approving);
  for (const PersonRole role : needed) {
    const bool filled = std::ranges::any_of(holders, [&](const Person& person) { return has_role(person, role); });
    if (filled) continue;
    return refuse(Rule::role_unfilled,
                  fmt::format("nobody who has a key would be {}, and the book's policy needs one", role_in_words(role)),
                  fmt::format("`pvault person add` with a key and --role {}", role_name(role)));
  }
  const PolicyLimit* limit = find_limit_on_administrators(policy);
  if (limit == nullptr || can_be_administered(holders)) return {};
  return refuse(Rule::role_unfilled,
                fmt::format("another person approves {}, and nobody who has a key could but who administers",
                            limit_in_words(*limit)),
                "`pvault person add` with a key and --role approver, for another person than administers");
}

Expected<void> check_named_approver(const std::optional<Person>& named, std::string_view name, const Person& signer,
                                    SignedAs as, std::string_view kind) {
  constexpr const char* who_approves = "name an approver of the book; `pvault person list` shows who is one";
  if (!named) {
    return refuse(Rule::approver_wrong,
                  fmt::format("\"{}\", who is named as approver of the {}, is nobody in this book", name, kind),
                  who_approves);
  }
  if (!has_role(*named, PersonRole::approving)) {
    return refuse(Rule::approver_wrong,
                  fmt::format("{}, who is named as approver of the {}, {}", named->code, kind, roles_in_words(*named)),
                  who_approves);
  }
  const bool signs = named->id == signer.id;
  if (signs == (as == SignedAs::approver)) return {};
  if (as == SignedAs::approver) {
    return refuse(Rule::approver_wrong,
                  fmt::format("{} signs the {} as its approver, and {} is named", signer.code, kind, named->code),
                  fmt::format("name {}, or have {} sign it", signer.code, named->code));
  }
  return refuse(Rule::approver_wrong, fmt::format("{} signs the {} and is named as who approved it", signer.code, kind),
                "another approver approves it, or another person records it");
}

std::string_view state_of(const Proposal& proposal, Date today) {
  if (proposal.approved) return "approved";
  if (proposal.rejected) return proposal.decided_by == proposal.proposed_by ? "withdrawn" : "rejected";
  return today > proposal.expires_on ? "expired" : "waiting";
}

Expected<void> check_undecided(const Proposal& proposal, Date today) {
  if (proposal.approved || proposal.rejected) {
    return refuse(Rule::proposal_decided,
                  fmt::format("proposal {} was {} by entry {}", number_of(proposal.entry), state_of(proposal, today),
                              number_of(proposal.approved ? *proposal.approved : *proposal.rejected)),
                  "`pvault proposal list` shows what became of each");
  }
  if (today <= proposal.expires_on) return {};
  return refuse(Rule::proposal_expired,
                fmt::format("proposal {} stood until {}, and today is {}, {} later", number_of(proposal.entry),
                            format_date(proposal.expires_on), format_date(today),
                            format_days(days_between(proposal.expires_on, today))),
                "propose it again");
}

Expected<void> check_approver(const Proposal& proposal, const Person& approver) {
  if (approver.code != proposal.proposed_by) return {};
  return refuse(
      Rule::approval_of_own,
      fmt::format("{} proposed entry {}, and nobody approves their own", approver.code, number_of(proposal.entry)),
      "another approver decides; `pvault proposal withdraw` takes it back");
}

namespace {

std::string in_words(const ApprovedEntry& entry) {
  const bool vowel = std::string_view("aeiou").find(entry.kind.front()) != std::string_view::npos;
  return fmt::format("{} {} of {} that moves {}", vowel ? "an" : "a", entry.kind, format_date(entry.on),
                     format_money(entry.amount));
}

std::string again_as_it_is(const Proposal& proposal) {
  return fmt::format("`pvault proposal reject {}`, and propose it again as it is now", number_of(proposal.entry));
}

bool is_of_same_day(const ApprovedEntry& a, const ApprovedEntry& b) { return a.kind == b.kind && a.on == b.on; }

// `now` is of the kind and the day of `was`.
Refusal other_amount(const Proposal& proposal, const ApprovedEntry& was, const ApprovedEntry& now) {
  const Money change = now.amount - was.amount;
  const bool is_less = change < Money();
  return {.rule = Rule::proposal_changed,
          .message =
              fmt::format("it was proposed as {}, and would move {}, {} {}", in_words(was), format_money(now.amount),
                          format_money(is_less ? Money() - change : change), is_less ? "less" : "more"),
          .next_step = again_as_it_is(proposal)};
}

// Those of `entries` that are not in `others`, each counted.
std::vector<ApprovedEntry> without(const std::vector<ApprovedEntry>& entries, std::vector<ApprovedEntry> others) {
  std::vector<ApprovedEntry> left;
  for (const ApprovedEntry& entry : entries) {
    const auto found = std::ranges::find(others, entry);
    if (found == others.end())
      left.push_back(entry);
    else
      others.erase(found);
  }
  return left;
}

} // namespace

Expected<void> check_part_of_proposal(const Proposal& proposal, const ApprovedEntry& entry,
                                      const std::vector<ApprovedEntry>& before, bool waits) {
  const ApprovedEntry& first = proposal.entries.front();
  if (role_for(entry.kind) != role_for(first.kind)) {
    return refuse(Rule::proposal_changed,
                  fmt::format("it was proposed as {}, for which {} proposes, and comes to {}, for which {} does",
                              in_words(first), role_in_words(role_for(first.kind)), in_words(entry),
                              role_in_words(role_for(entry.kind))),
                  again_as_it_is(proposal));
  }
  const std::vector<ApprovedEntry> left = without(proposal.entries, before);
  if (!waits || std::ranges::count(left, entry) > 0) return {};
  const auto other =
      std::ranges::find_if(left, [&](const ApprovedEntry& proposed) { return is_of_same_day(proposed, entry); });
  if (other != left.end()) return tl::unexpected(other_amount(proposal, *other, entry));
  return refuse(
      Rule::proposal_changed,
      fmt::format("it was proposed as {}{}, and comes to a further one that needs approval, {}", in_words(first),
                  proposal.entries.size() == 1 ? "" : fmt::format(" and {} more", proposal.entries.size() - 1),
                  in_words(entry)),
      again_as_it_is(proposal));
}

Expected<void> check_all_of_proposal(const Proposal& proposal, const std::vector<ApprovedEntry>& carried_out) {
  const std::vector<ApprovedEntry> missing = without(proposal.entries, carried_out);
  if (missing.empty()) return {};
  const ApprovedEntry& was = missing.front();
  const std::vector<ApprovedEntry> further = without(carried_out, proposal.entries);
  const auto other = std::ranges::find_if(further, [&](const ApprovedEntry& now) { return is_of_same_day(now, was); });
  if (other != further.end()) return tl::unexpected(other_amount(proposal, was, *other));
  return refuse(Rule::proposal_changed, fmt::format("it was proposed as {}, and comes to no such entry", in_words(was)),
                again_as_it_is(proposal));
}

} // namespace pvault
