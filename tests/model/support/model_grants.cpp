// What the model answers to emergencies and authorities, and to releases under them.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <set>

namespace pvault::test {

namespace {

const MineralFacts& find_single(const std::string& text) {
  const MineralFacts& mineral = find_mineral(text);
  refuse_if(mineral.is_group, "mineral_is_group");
  return mineral;
}

void check_period(const Request& request, const std::string& until) {
  refuse_if(!until.empty() && until < request.on, "period_ends_before_it_begins");
}

bool holds(const std::string& from, const std::string& until, const std::string& on) {
  return from <= on && (until.empty() || on <= until);
}

} // namespace

Event decide(const ModelBook& book, Request request, const AskEmergency& asked) {
  AskEmergency ask = asked;
  refuse_if(ask.maximum && ask.minerals.empty(), "option_malformed");
  answer_repeat(book, request);
  check_period(request, ask.until);
  check_code_free(book, "emergency", ask.code);
  Event event{.on = request.on, .code = ask.code};
  std::set<std::string> named;
  for (std::string& mineral : ask.minerals) {
    mineral = find_single(mineral).code;
    if (ask.maximum) event.quantity_mg = contained_mass(find_mineral(mineral), *ask.maximum).mg;
    refuse_if(!named.insert(mineral).second, "option_malformed");
  }
  request.ask = ask;
  event.request = request;
  return event;
}

Event decide(const ModelBook& book, Request request, const AskEmergencyEnd& asked) {
  AskEmergencyEnd ask = asked;
  answer_repeat(book, request);
  const Event* emergency = book.find_name("emergency", ask.code);
  refuse_if(emergency == nullptr, "emergency_unknown");
  ask.code = emergency->code;
  request.ask = ask;
  refuse_if(!book.ended_on(ask.code, request.on).empty(), "emergency_ended_already");
  const std::string& until = std::get<AskEmergency>(emergency->request.ask).until;
  refuse_if(!holds(emergency->on, until, request.on), "outside_emergency");
  for (const Event& event : book.events()) {
    if (event.kind != "release" || event.emergency != ask.code || event.on <= request.on) continue;
    const Event* reversal = book.reversal_of(event.number);
    refuse_if(reversal == nullptr || reversal->on > event.on, "something_depends_on_it");
  }
  return {.on = request.on, .request = request, .emergency = ask.code};
}

Event decide(const ModelBook& book, Request request, const AskAuthority& asked) {
  AskAuthority ask = asked;
  answer_repeat(book, request);
  check_period(request, ask.until);
  check_code_free(book, "authority", ask.code);
  const MineralFacts& mineral = find_single(ask.mineral);
  ask.mineral = mineral.code;
  request.ask = ask;
  const std::int64_t quantity_mg = contained_mass(mineral, ask.quantity).mg;
  return {.on = request.on, .request = request, .code = ask.code, .mineral = mineral.code, .quantity_mg = quantity_mg};
}

void find_grants(const ModelBook& book, const AskRelease& ask, Event& release) {
  if (!ask.emergency.empty()) {
    const Event* emergency = book.find_name("emergency", ask.emergency);
    refuse_if(emergency == nullptr, "emergency_unknown");
    release.emergency = emergency->code;
  }
  const Event* authority = ask.kind == "loss" ? nullptr : book.find_name("authority", ask.authority);
  if (authority != nullptr) release.authority = authority->code;
}

void check_grants(const ModelBook& book, const AskRelease& ask, const Event& release, std::int64_t mg) {
  refuse_if(ask.kind == "emergency" && release.emergency.empty(), "emergency_missing");
  refuse_if(ask.kind != "emergency" && !release.emergency.empty(), "emergency_not_applicable");
  if (!release.emergency.empty()) {
    const Event& emergency = *book.find_name("emergency", release.emergency);
    const auto& terms = std::get<AskEmergency>(emergency.request.ask);
    const std::string ended_on = book.ended_on(release.emergency, release.on);
    refuse_if(!holds(emergency.on, ended_on.empty() ? terms.until : ended_on, release.on), "outside_emergency");
    const bool covers =
        terms.minerals.empty() || std::ranges::find(terms.minerals, release.mineral) != terms.minerals.end();
    refuse_if(!covers, "mineral_not_in_emergency");
    const std::int64_t most_mg = terms.maximum ? contained_mass(find_mineral(release.mineral), *terms.maximum).mg : 0;
    refuse_if(terms.maximum && book.used(release.emergency, release.mineral, release.on) + mg > most_mg,
              "above_authorised");
  }
  if (ask.kind == "loss" || ask.sale != 0) return;
  if (release.authority.empty()) {
    for (const Event& event : book.events()) {
      const bool has_begun = event.kind == "authority" && event.mineral == release.mineral && event.on <= release.on;
      refuse_if(has_begun && book.stands(event), "authority_missing");
    }
    return;
  }
  const Event& authority = *book.find_name("authority", release.authority);
  const auto& terms = std::get<AskAuthority>(authority.request.ask);
  refuse_if(terms.mineral != release.mineral, "authority_of_other_mineral");
  const bool for_it = terms.kinds.empty() || std::ranges::find(terms.kinds, ask.kind) != terms.kinds.end();
  refuse_if(!for_it, "authority_of_other_kind");
  refuse_if(!holds(authority.on, terms.until, release.on), "outside_authority");
  refuse_if(book.used(release.authority, release.on) + mg > authority.quantity_mg, "above_authorised");
}

} // namespace pvault::test
