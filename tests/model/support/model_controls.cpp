// Closed months, people, what they sign, and what another approves.
#include "tests/model/support/model_rules.hpp"
#include "tests/model/support/random.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace pvault::test {

namespace {

std::string last_day_of(const std::string& month) {
  const auto& days = calendar();
  const auto after = std::ranges::find_if(days, [&](const std::string& day) { return day.substr(0, 7) > month; });
  return *(after - 1);
}

// A proposal may stand until after the last day of the histories.
std::string day_after(const std::string& day, int days) {
  static const std::vector<std::string> all = make_calendar(2032);
  return *(std::ranges::lower_bound(all, day) + days);
}

// What a person has been given and not lost.
std::set<std::string> roles_of(const ModelBook& book, const std::string& person) {
  std::set<std::string> roles;
  for (const Event& event : book.events()) {
    if (event.person != person) continue;
    if (const auto* made = std::get_if<AskPerson>(&event.request.ask); made != nullptr && event.kind == "person")
      roles.insert(made->roles.begin(), made->roles.end());
    if (event.kind != "person-role") continue;
    const auto& change = std::get<AskRole>(event.request.ask);
    if (change.given)
      roles.insert(change.role);
    else
      roles.erase(change.role);
  }
  return roles;
}

std::string person_named(const ModelBook& book, const std::string& name) {
  for (const Event& event : book.events()) {
    if (event.kind == "person" && lower_case(event.person) == lower_case(name)) return event.person;
  }
  return {};
}

// The roles of everybody who has a key that counts.
using Holders = std::map<std::string, std::set<std::string>>;

Holders holders_of(const ModelBook& book, const std::string& without_key = {}) {
  Holders holders;
  for (const Event& event : book.events()) {
    const bool gives_key = event.kind == "person" || event.kind == "person-key";
    if (gives_key && event.code != without_key && !is_revoked(book, event.code))
      holders[event.person] = roles_of(book, event.person);
  }
  return holders;
}

std::set<std::string> who_is(const Holders& holders, const std::string& role) {
  std::set<std::string> people;
  for (const auto& [person, roles] : holders) {
    if (roles.contains(role)) people.insert(person);
  }
  return people;
}

void check_policy_holds(const AskPolicy& policy, const Holders& holders) {
  refuse_if(!policy.is_signed && !policy.limits.empty(), "policy_unsigned");
  if (!policy.is_signed) return;
  const std::set<std::string> administrators = who_is(holders, "administrator");
  const std::set<std::string> approvers = who_is(holders, "approver");
  refuse_if(administrators.empty() || (!policy.limits.empty() && approvers.empty()), "role_unfilled");
  const bool waits =
      std::ranges::any_of(policy.limits, [](const auto& limit) { return role_needed(limit.first) == "administrator"; });
  std::set<std::string> both = administrators;
  both.insert(approvers.begin(), approvers.end());
  refuse_if(waits && both.size() < 2, "role_unfilled");
}

void check_policy_holds(const ModelBook& book, const Holders& holders) {
  if (const AskPolicy* policy = policy_of(book)) check_policy_holds(*policy, holders);
}

Event event_about(const Request& request, const std::string& person) {
  Event event{.on = request.on, .request = request};
  event.person = person;
  return event;
}

bool is_proposal(const ModelBook& book, std::int64_t number) {
  return number >= 1 && number <= book.newest() && book.event(number).kind == "proposal";
}

void check_key(const ModelBook& book, const Request& request, const std::string& role) {
  const std::string person = holder_of(book, request.signer);
  refuse_if(person.empty(), "key_unknown");
  refuse_if(is_revoked(book, request.signer), "key_revoked");
  refuse_if(!has_role(book, person, role), "role_missing");
}

// Who is named as approver beside the signature.
std::string approver_named(const Request& request) {
  if (const auto* opening = std::get_if<AskReopening>(&request.ask)) return opening->approved_by;
  if (const auto* adjustment = std::get_if<AskAdjustment>(&request.ask)) return adjustment->approved_by;
  return {};
}

void check_named(const ModelBook& book, const Request& request, const std::string& role, bool waits) {
  const std::string name = approver_named(request);
  const AskPolicy* policy = policy_of(book);
  if (name.empty() || policy == nullptr || !policy->is_signed) return;
  const std::string person = person_named(book, name);
  refuse_if(person.empty() || !has_role(book, person, "approver"), "approver_wrong");
  const bool approves = role == "approver" && !waits;
  refuse_if((person == holder_of(book, request.signer)) != approves, "approver_wrong");
}

} // namespace

std::string role_needed(const std::string& kind) {
  static const std::set<std::string> administrators = {"person", "person-role", "person-key", "key-revocation",
                                                       "policy"};
  if (administrators.contains(kind)) return "administrator";
  return kind == "period-reopen" || kind == "proposal-rejection" ? "approver" : "operator";
}

std::string day_of(const Request& request) { return request.recorded_at.substr(0, 10); }

std::int64_t money_moved(const Event& event) {
  std::int64_t moved = 0;
  for (const Effect& effect : event.effects) {
    if (effect.amount_cents > 0 && !effect.account.starts_with("commitment")) moved += effect.amount_cents;
  }
  return moved;
}

std::string holder_of(const ModelBook& book, const std::string& key) {
  for (const Event& event : book.events()) {
    if ((event.kind == "person" || event.kind == "person-key") && event.code == key) return event.person;
  }
  return {};
}

bool has_role(const ModelBook& book, const std::string& person, const std::string& role) {
  return roles_of(book, person).contains(role);
}

bool is_revoked(const ModelBook& book, const std::string& key) {
  return std::ranges::any_of(book.events(),
                             [&](const Event& event) { return event.kind == "key-revocation" && event.code == key; });
}

const AskPolicy* policy_of(const ModelBook& book) {
  const AskPolicy* newest = nullptr;
  for (const Event& event : book.events()) {
    if (event.kind == "policy") newest = &std::get<AskPolicy>(event.request.ask);
  }
  return newest;
}

std::string open_from(const ModelBook& book) {
  std::string day;
  for (const Event& event : book.events()) {
    if (!event.open_from.empty()) day = event.open_from;
  }
  return day;
}

const Event* decision_on(const ModelBook& book, std::int64_t proposal) {
  const auto found = std::ranges::find(book.events(), proposal, &Event::decides);
  return proposal == 0 || found == book.events().end() ? nullptr : &*found;
}

// Loans that cost something are drawn and never repaid here, and what they cost is never posted; a drawdown that was
// undone later owed until then.
Accrued accrued_by(const ModelBook& book, const std::string& day) {
  std::int64_t cent_days = 0;
  const auto index_of = [](const std::string& on) {
    return std::ranges::lower_bound(calendar(), on) - calendar().begin();
  };
  for (const Event& event : book.events()) {
    if (event.kind != "drawdown" || is_without_interest(std::get<AskDrawdown>(event.request.ask).facility)) continue;
    const Event* undone = book.reversal_of(event.number);
    const std::string until = undone == nullptr ? day : std::min(day, undone->on);
    if (event.on < until)
      cent_days += std::get<AskDrawdown>(event.request.ask).amount_cents * (index_of(until) - index_of(event.on));
  }
  if (cent_days == 0) return carrying_accrued_by(book, day);
  // A day of a cent costs 463 / (10000 * 360) of one; counted by 30/360, days may be some fewer.
  return cent_days > 40'000 ? Accrued::yes : Accrued::unsure;
}

Event decide(const ModelBook& book, const Request& request, const AskClosing& ask) {
  answer_repeat(book, request);
  Event event{.on = request.on, .request = request};
  event.open_from = day_after(last_day_of(ask.month), 1);
  refuse_if(event.open_from <= open_from(book), "period_already_closed");
  refuse_if(request.on < last_day_of(ask.month), "period_not_over");
  refuse_if(accrued_by(book, last_day_of(ask.month)) == Accrued::yes, "period_not_accrued");
  return event;
}

std::string dated_when_open(const ModelBook& book, const Request& request, const Event& event) {
  static const std::set<std::string, std::less<>> of_any_day = {
      "person", "person-role", "person-key", "key-revocation", "policy", "proposal-rejection", "period-reopen"};
  if (!request.date_is_default || !of_any_day.contains(event.kind)) return event.on;
  return std::max(event.on, open_from(book));
}

Event decide(const ModelBook& book, const Request& request, const AskReopening& ask) {
  answer_repeat(book, request);
  Event event{.on = request.on, .request = request};
  event.open_from = ask.month + "-01";
  refuse_if(event.open_from >= open_from(book), "period_not_closed");
  return event;
}

Event decide(const ModelBook& book, const Request& request, const AskPerson& ask) {
  answer_repeat(book, request);
  refuse_if(!person_named(book, ask.code).empty(), "name_taken");
  Event event = event_about(request, ask.code);
  event.code = ask.code.substr(0, 1);
  refuse_if(!holder_of(book, event.code).empty(), "key_taken");
  return event;
}

Event decide(const ModelBook& book, const Request& request, const AskRole& ask) {
  answer_repeat(book, request);
  const std::string person = person_named(book, ask.person);
  refuse_if(person.empty(), "person_unknown");
  refuse_if(has_role(book, person, ask.role) == ask.given, "role_as_it_is");
  if (!ask.given) {
    Holders holders = holders_of(book);
    if (holders.contains(person)) holders[person].erase(ask.role);
    check_policy_holds(book, holders);
  }
  return event_about(request, person);
}

Event decide(const ModelBook& book, const Request& request, const AskKey& ask) {
  answer_repeat(book, request);
  const std::string person = person_named(book, ask.person);
  refuse_if(person.empty(), "person_unknown");
  refuse_if(!holder_of(book, ask.key).empty(), "key_taken");
  Event event = event_about(request, person);
  event.code = ask.key;
  return event;
}

Event decide(const ModelBook& book, const Request& request, const AskRevocation& ask) {
  answer_repeat(book, request);
  const std::string person = holder_of(book, ask.key);
  refuse_if(person.empty(), "key_unknown");
  refuse_if(is_revoked(book, ask.key), "key_revoked");
  check_policy_holds(book, holders_of(book, ask.key));
  Event event{.on = request.on, .request = request};
  event.code = ask.key;
  return event;
}

Event decide(const ModelBook& book, const Request& request, const AskPolicy& ask) {
  answer_repeat(book, request);
  check_policy_holds(ask, holders_of(book));
  refuse_if(ask.is_signed && request.signer.empty(), "signature_required");
  return {.on = request.on, .request = request};
}

Event decide(const ModelBook& book, const Request& request, const AskRejection& ask) {
  answer_repeat(book, request);
  refuse_if(!is_proposal(book, ask.proposal), "proposal_unknown");
  refuse_if(decision_on(book, ask.proposal) != nullptr, "proposal_decided");
  Event event{.on = request.on, .request = request};
  event.decides = ask.proposal;
  return event;
}

void check_approval(const ModelBook& book, const Request& request) {
  refuse_if(!is_proposal(book, request.carries_out), "proposal_unknown");
  refuse_if(decision_on(book, request.carries_out) != nullptr, "proposal_decided");
  const Event& proposal = book.event(request.carries_out);
  const std::string newest_day = book.event(book.newest()).recorded_at.substr(0, 10); // time never runs back
  refuse_if(std::max(day_of(request), newest_day) > proposal.expires_on, "proposal_expired");
  refuse_if(request.signer.empty(), "signature_required");
  const std::string person = holder_of(book, request.signer);
  refuse_if(!person.empty() && person == proposal.person, "approval_of_own");
  check_key(book, request, "approver");
}

void check_controls(const ModelBook& book, const Request& request, const Event& event, const std::string& kind) {
  refuse_if(event.on < open_from(book) && kind != "demand", "period_closed");
  const AskPolicy* policy = policy_of(book);
  const bool approves = request.carries_out != 0;
  const std::string about = kind == "proposal" ? kind_of(event.proposed->ask) : kind;
  const std::string role = approves ? "approver" : role_needed(about);
  if (request.signer.empty()) {
    refuse_if(policy != nullptr && policy->is_signed, "signature_required");
  } else {
    // Who proposed something may take it back.
    const bool own = kind == "proposal-rejection" && !is_revoked(book, request.signer) &&
                     holder_of(book, request.signer) == book.event(event.decides).person &&
                     !holder_of(book, request.signer).empty();
    if (!own) check_key(book, request, role);
  }
  const bool limited = policy != nullptr && std::ranges::any_of(policy->limits, [&](const auto& limit) {
                         return limit.first == kind && (limit.second < 0 || money_moved(event) > limit.second);
                       });
  const bool waits = limited && !approves;
  // Who is named approves what is proposed; the proposal itself names nobody.
  if (!request.signer.empty() && kind != "proposal") check_named(book, request, role, waits);
  if (waits) throw Waits{};
}

void check_as_proposed(const ModelBook& book, const Request& request, const std::vector<Event>& recorded) {
  if (request.carries_out == 0) return;
  const Event& proposal = book.event(request.carries_out);
  const bool same = std::ranges::any_of(recorded, [&](const Event& event) {
    return event.kind == kind_of(proposal.proposed->ask) && event.on == proposal.proposed_on &&
           money_moved(event) == proposal.proposed_cents;
  });
  refuse_if(!same, "proposal_changed");
}

// It is dated the day it is made, or the first open one, and bears the request's id.
Answer ModelBook::propose(const Request& request, const Event& event) {
  Event proposal{.number = newest() + 1, .kind = "proposal", .on = std::max(day_of(request), open_from(*this))};
  proposal.recorded_at = std::max(request.recorded_at, events_.back().recorded_at);
  proposal.as_asked = content_of(request);
  proposal.person = holder_of(*this, request.signer);
  proposal.proposed = request;
  proposal.proposed_on = event.on;
  proposal.proposed_cents = money_moved(event);
  proposal.expires_on =
      day_after(std::max(proposal.on, proposal.recorded_at.substr(0, 10)), policy_of(*this)->proposal_days);
  check_controls(*this, request, proposal, "proposal");
  if (!request.dry_run) events_.push_back(proposal);
  return {.said = request.dry_run ? "tried" : "proposed", .entry = proposal.number, .on = proposal.on};
}

} // namespace pvault::test
