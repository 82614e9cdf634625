// Months that are closed, people and their keys, policies, and what waits for approval.
#include "tests/model/support/history_generator.hpp"
#include "tests/model/support/model_rules.hpp"

#include <algorithm>

namespace pvault::test {

namespace {

constexpr const char* strangers_key = "s";

std::string month_of_day(const std::string& day) { return day.substr(0, 7); }

} // namespace

Ask HistoryGenerator::make_control() {
  const std::uint64_t way = random_.below(36);
  if (way < 7) return make_closing();
  if (way < 13) return make_reopening();
  if (way < 18) return make_policy();
  if (way < 24) return make_role();
  if (way < 27) return make_key();
  if (way < 30) return make_revocation();
  return way < 33 ? make_rejection() : make_rival();
}

// What waits is asked for once more: when one is approved, the other comes to other lots, or to nothing.
Ask HistoryGenerator::make_rival() {
  for (const Event& event : book_.events()) {
    if (event.kind != "proposal" || decision_on(book_, event.number) != nullptr) continue;
    const std::string kind = kind_of(event.proposed->ask);
    if (event.expires_on < calendar()[day_] || (kind != "release" && kind != "carrying-accrual")) continue;
    on_ = event.proposed->on;
    return event.proposed->ask;
  }
  return random_.one_in(3) ? make_rejection() : make_release();
}

// Mostly one that has been over for a while, so that much can still be dated back.
Ask HistoryGenerator::make_closing() {
  const std::size_t ago = random_.one_in(5) ? random_.below(40) : 40 + random_.below(80);
  if (!random_.one_in(4)) on_ = calendar()[day_];
  return AskClosing{month_of_day(calendar()[day_ - std::min(ago, day_)])};
}

Ask HistoryGenerator::make_reopening() {
  const std::string open = open_from(book_);
  const std::string near = open.empty() ? calendar()[day_] : open;
  return AskReopening{month_of_day(day_near(near, random_.one_in(3) ? -90 : -31, random_.one_in(5) ? 40 : -1)),
                      "left out", random_.pick({"ada", "olu", "che", "Carol"})};
}

Ask HistoryGenerator::make_policy() {
  AskPolicy ask{.is_signed = !random_.one_in(6),
                .proposal_days =
                    static_cast<int>(random_.one_in(4) ? random_.between(1, 20) : random_.between(60, 300))};
  for (const char* kind : {"purchase", "reversal", "payment", "drawdown", "transfer", "price", "count-adjustment",
                           "period-reopen", "carrying-accrual", "settlement"}) {
    if (random_.one_in(4)) ask.limits.emplace_back(kind, random_.one_in(3) ? some_cents() : -1);
  }
  // What several releases that wait come to depends on which is approved first.
  if (random_.one_in(2)) ask.limits.emplace_back("release", -1);
  for (const char* kind : {"person-role", "policy"}) {
    if (random_.one_in(12)) ask.limits.emplace_back(kind, -1);
  }
  if (!ask.is_signed && !random_.one_in(4)) ask.limits.clear();
  return ask;
}

Ask HistoryGenerator::make_role() {
  AskRole ask{.person = random_.one_in(15) ? "NOBODY" : random_.pick({"ada", "che", "olu", "OLU"}),
              .role = random_.pick({"operator", "operator", "approver", "approver", "administrator", "auditor"}),
              .given = random_.one_in(2)};
  // Who records must not be missing for long.
  const bool lacks_operator = !has_role(book_, "che", "operator");
  return lacks_operator && !random_.one_in(3) ? AskRole{"che", "operator", true} : ask;
}

Ask HistoryGenerator::make_key() {
  return AskKey{random_.one_in(15) ? "NOBODY" : random_.pick({"ada", "che", "olu"}),
                random_.pick({"x", "y", "z", "u", "v", "w", "c"})};
}

Ask HistoryGenerator::make_revocation() { return AskRevocation{some_key(), "lost"}; }

Ask HistoryGenerator::make_rejection() {
  const std::int64_t proposal = some_proposal();
  return AskRejection{proposal == 0 || random_.one_in(12) ? some_entry() : proposal, "not needed"};
}

// Mostly one that waits; where none does, seldom another.
std::int64_t HistoryGenerator::some_proposal() {
  std::vector<std::int64_t> waiting;
  std::vector<std::int64_t> all;
  for (const Event& event : book_.events()) {
    if (event.kind != "proposal") continue;
    all.push_back(event.number);
    const bool stands = decision_on(book_, event.number) == nullptr && event.expires_on >= calendar()[day_];
    if (stands) waiting.push_back(event.number);
  }
  if (all.empty() || (waiting.empty() && !random_.one_in(8))) return 0;
  return waiting.empty() || random_.one_in(10) ? random_.pick(all) : random_.pick(waiting);
}

Request HistoryGenerator::approve(const Event& proposal) {
  Request request = *proposal.proposed;
  request.carries_out = random_.one_in(25) ? some_entry() : proposal.number;
  request.recorded_at = now_at();
  request.request_id.clear();
  request.dry_run = random_.one_in(10);
  request.signer = random_.one_in(10) ? request.signer : some_signer("approver");
  return request;
}

// Of somebody, whether it counts or not.
std::string HistoryGenerator::some_key() {
  std::vector<std::string> keys = {strangers_key};
  for (const Event& event : book_.events()) {
    if (event.kind == "person" || event.kind == "person-key") keys.push_back(event.code);
  }
  return random_.pick(keys);
}

std::string HistoryGenerator::some_signer(const std::string& role) {
  if (random_.one_in(25)) return {};
  if (random_.one_in(20)) return some_key();
  std::vector<std::string> keys;
  for (const Event& event : book_.events()) {
    const bool is_key = event.kind == "person" || event.kind == "person-key";
    if (is_key && !is_revoked(book_, event.code) && has_role(book_, event.person, role)) keys.push_back(event.code);
  }
  return keys.empty() ? some_key() : random_.pick(keys);
}

void HistoryGenerator::sign(Request& request) {
  const AskPolicy* policy = policy_of(book_);
  const bool need_not = policy == nullptr || !policy->is_signed;
  if (need_not && random_.one_in(2) && kind_of(request.ask) != "policy") return;
  request.signer = some_signer(role_needed(kind_of(request.ask)));
  const std::string person = holder_of(book_, request.signer);
  if (auto* opening = std::get_if<AskReopening>(&request.ask); opening != nullptr && !random_.one_in(4))
    opening->approved_by = random_.one_in(4) || person.empty() ? random_.pick({"ada", "olu"}) : person;
  if (auto* adjustment = std::get_if<AskAdjustment>(&request.ask); adjustment != nullptr && !random_.one_in(5))
    adjustment->approved_by = random_.pick({"ada", "olu"});
  const auto* rejection = std::get_if<AskRejection>(&request.ask);
  if (rejection == nullptr || rejection->proposal < 1 || rejection->proposal > book_.newest() || !random_.one_in(2))
    return;
  const Event& proposal = book_.event(rejection->proposal);
  if (proposal.proposed) request.signer = proposal.proposed->signer; // who takes it back
}

} // namespace pvault::test
