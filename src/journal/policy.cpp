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
  return {};
}

Expected<void> check_undecided(const Proposal& proposal, Date today) {
  if (proposal.approved || proposal.rejected) {
    return refuse(Rule::proposal_decided,
                  fmt::format("proposal {} was {} by entry {}", number_of(proposal.entry),
                              proposal.approved ? "approved" : "rejected",
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

} // namespace pvault
