// Storage, insurance and handling in the model: each lot walked day by day.
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace pvault::test {

using boost::multiprecision::cpp_int;

namespace {

const std::array<std::string, 3> carrying_kinds = {"storage", "insurance", "handling"};

bool is_seen(const Event& event, const When& when) { return event.on <= when.as_of && event.number <= when.known_at; }

// Seen, and not undone by what is seen.
std::vector<const Event*> standing(const ModelBook& book, const When& when) {
  std::set<std::int64_t> undone;
  for (const Event& event : book.events()) {
    if (event.reverses != 0 && is_seen(event, when)) undone.insert(event.reverses);
  }
  std::vector<const Event*> events;
  for (const Event& event : book.events()) {
    if (is_seen(event, when) && !undone.contains(event.number)) events.push_back(&event);
  }
  return events;
}

// The last day of a month of which `day` is one.
int days_of_month(const std::string& day) {
  static constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = std::stoi(day.substr(0, 4));
  const int month = std::stoi(day.substr(5, 2));
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return lengths.at(static_cast<std::size_t>(month) - 1) + (month == 2 && leap ? 1 : 0);
}

std::string next_day(const std::string& day) {
  int year = std::stoi(day.substr(0, 4));
  int month = std::stoi(day.substr(5, 2));
  int of_month = std::stoi(day.substr(8, 2)) + 1;
  if (of_month > days_of_month(day)) {
    of_month = 1;
    ++month;
  }
  if (month > 12) {
    month = 1;
    ++year;
  }
  const auto two = [](int number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(year) + "-" + two(month) + "-" + two(of_month);
}

class CarryingWalk {
public:
  CarryingWalk(const ModelBook& book, const When& when) : book_(book), when_(when), standing_(standing(book, when)) {
    for (const Event* event : standing_) {
      if (event->kind == "carrying-rate") rates_.push_back(event);
    }
    std::ranges::stable_sort(rates_, {}, [](const Event* rate) { return rate->on; });
  }

  std::map<CarryingName, std::int64_t> amounts() {
    if (rates_.empty()) return {};
    walk_days();
    walk_movements();
    std::map<CarryingName, std::int64_t> amounts;
    for (const auto& [debt, parts] : exact_)
      share(debt, parts, amounts);
    return amounts;
  }

private:
  // mineral, site -> exact cents
  using Parts = std::map<std::pair<std::string, std::string>, Ratio>;

  // The narrowest of those in force on a day, of one scope the last; none when there is no such rate.
  const AskCarryingRate* rate_on(const std::string& kind, const LotMade& lot, const std::string& day) const {
    const AskCarryingRate* found = nullptr;
    for (const int narrowness : {3, 2, 1, 0}) {
      const std::string site = (narrowness & 2) != 0 ? lot.site : "";
      const std::string mineral = (narrowness & 1) != 0 ? lot.mineral : "";
      if (site.empty() && book_.site_kind(lot.site) != "storage") continue;
      found = nullptr;
      for (const Event* event : rates_) {
        const auto& rate = std::get<AskCarryingRate>(event->request.ask);
        if (event->on <= day && rate.kind == kind && rate.site == site && rate.mineral == mineral) found = &rate;
      }
      if (found != nullptr && !found->party.empty()) return found;
    }
    return nullptr;
  }

  static Ratio price_per_mg(const std::optional<PlainPrice>& price) {
    return price ? cents_per_mg(model_minerals().front(), *price) : Ratio(0);
  }

  void add(const std::string& kind, const std::string& party, const LotMade& lot, const Ratio& cents) {
    exact_[{kind, party}][{lot.mineral, lot.site}] += cents;
  }

  void walk_days() {
    std::map<std::string, std::map<std::string, std::pair<std::int64_t, std::int64_t>>> changes; // by lot, by day
    for (const Event& event : book_.events()) {
      if (!is_seen(event, when_)) continue;
      for (const Effect& effect : event.effects) {
        if (effect.account != "inventory") continue;
        changes[effect.lot][event.on].first += effect.mass_mg;
        changes[effect.lot][event.on].second += effect.amount_cents;
      }
    }
    for (const auto& [code, by_day] : changes)
      walk_lot(*book_.find_lot(code), by_day);
  }

  void walk_lot(const LotMade& lot, const std::map<std::string, std::pair<std::int64_t, std::int64_t>>& by_day) {
    std::set<std::string> rates_change_on;
    for (const Event* rate : rates_)
      rates_change_on.insert(rate->on);
    constexpr int percent_days = 36'500;                         // a hundred years of 365 days
    std::map<std::pair<const AskCarryingRate*, int>, Wide> sums; // of what is divided by the same number of days
    std::array<const AskCarryingRate*, 2> rates = {nullptr, nullptr};
    std::int64_t mass = 0;
    std::int64_t cost = 0;
    for (std::string day = by_day.begin()->first; day <= when_.as_of; day = next_day(day)) {
      if (const auto change = by_day.find(day); change != by_day.end()) {
        mass += change->second.first;
        cost += change->second.second;
        if (mass == 0 && change == std::prev(by_day.end())) break;
      }
      for (std::size_t i = 0; i < rates.size(); ++i) {
        if (day == by_day.begin()->first || rates_change_on.contains(day))
          rates.at(i) = rate_on(carrying_kinds.at(i), lot, day);
        const AskCarryingRate* rate = rates.at(i);
        if (rate == nullptr || mass == 0) continue;
        if (rate->per_month)
          sums[{rate, days_of_month(day)}] += mass;
        else
          sums[{rate, percent_days}] += cost;
      }
    }
    for (const auto& [charge, sum] : sums) {
      const auto& [rate, divisor] = charge;
      const Ratio price = rate->per_month ? price_per_mg(rate->per_month) : ratio_of(rate->percent);
      add(rate->kind, rate->party, lot, price * cpp_int(sum) / divisor);
    }
  }

  void walk_movements() {
    for (const Event* event : standing_) {
      const bool goes_out = event->kind == "release" && std::get<AskRelease>(event->request.ask).kind != "loss";
      for (const Effect& effect : event->effects) {
        if (goes_out && effect.account == "inventory") handle(effect.lot, event->on, 0, -effect.mass_mg);
      }
      for (const LotMade& lot : event->lots) {
        if (event->kind == "opening") continue; // it was there before
        const LotMade* parent = lot.parent.empty() ? nullptr : book_.find_lot(lot.parent);
        if (parent == nullptr || parent->site != lot.site || event->kind == "return")
          handle(lot.code, event->on, lot.received_mg, 0);
      }
      if (event->kind != "transfer") continue;
      const LotMade& parent = *book_.find_lot(event->lots.front().parent);
      if (parent.site == event->lots.front().site) continue;
      for (const Effect& effect : event->effects) {
        if (effect.lot == parent.code) handle(parent.code, event->on, 0, -effect.mass_mg);
      }
    }
  }

  void handle(const std::string& code, const std::string& day, std::int64_t in_mg, std::int64_t out_mg) {
    const LotMade& lot = *book_.find_lot(code);
    const AskCarryingRate* rate = rate_on("handling", lot, day);
    if (rate == nullptr) return;
    add("handling", rate->party, lot, price_per_mg(rate->for_in) * in_mg + price_per_mg(rate->for_out) * out_mg);
  }

  // Where a site comes in the order of the book; minerals stand in that of the alphabet.
  [[nodiscard]] std::int64_t site_order(const std::string& site) const {
    return std::ranges::find_if(book_.events(),
                                [&](const Event& event) { return event.kind == "site" && event.code == site; })
        ->number;
  }
  // Whole cents that come to `whole`; of equal remainders the first is rounded up first.
  static std::vector<std::int64_t> split(std::int64_t whole, const std::vector<Ratio>& parts) {
    std::vector<std::int64_t> cents;
    std::vector<std::pair<Ratio, std::size_t>> rests;
    for (const Ratio& part : parts) {
      cents.push_back(static_cast<std::int64_t>(cpp_int(numerator(part) / denominator(part))));
      rests.emplace_back(cents.back() - part, rests.size()); // the smallest is the largest remainder
      whole -= cents.back();
    }
    std::ranges::sort(rests);
    for (std::size_t i = 0; whole > 0; ++i, --whole)
      ++cents.at(rests.at(i).second);
    return cents;
  }

  [[nodiscard]] std::vector<std::pair<std::string, Ratio>> sites_of(const std::string& mineral,
                                                                    const Parts& parts) const {
    std::map<std::pair<std::int64_t, std::string>, Ratio> by_site;
    for (const auto& [name, part] : parts) {
      if (name.first == mineral) by_site[{site_order(name.second), name.second}] += part;
    }
    std::vector<std::pair<std::string, Ratio>> sites;
    for (const auto& [site, part] : by_site)
      sites.emplace_back(site.second, part);
    return sites;
  }

  void share(const std::pair<std::string, std::string>& debt, const Parts& parts,
             std::map<CarryingName, std::int64_t>& amounts) const {
    Ratio all = 0;
    std::map<std::string, Ratio> by_mineral;
    for (const auto& [name, cents] : parts) {
      all += cents;
      by_mineral[name.first] += cents;
    }
    std::vector<Ratio> exact;
    for (const auto& [mineral, cents] : by_mineral)
      exact.push_back(cents);
    const auto of_minerals = split(static_cast<std::int64_t>(nearest(all)), exact);
    std::size_t i = 0;
    for (const auto& [mineral, cents] : by_mineral) {
      const auto sites = sites_of(mineral, parts);
      std::vector<Ratio> of_site;
      for (const auto& [site, part] : sites)
        of_site.push_back(part);
      const auto of_sites = split(of_minerals.at(i++), of_site);
      std::size_t j = 0;
      for (const auto& [site, part] : sites)
        amounts[{debt.first, debt.second, mineral, site}] = of_sites.at(j++);
    }
  }

  const ModelBook& book_;
  When when_;
  std::vector<const Event*> standing_;
  std::vector<const Event*> rates_ = {}; // in the order of their days
  std::map<std::pair<std::string, std::string>, Parts> exact_ = {};
};

} // namespace

bool carrying_rests_on(const Event& later, const Event& earlier) {
  const auto names = [&](const std::string& kind, const std::string& code) {
    return earlier.kind == kind && earlier.code == code;
  };
  const auto is_owed_to = [](const Event& accrual, const std::string& party) {
    return std::ranges::any_of(accrual.carrying, [&](const auto& part) { return std::get<1>(part.first) == party; });
  };
  if (later.kind == "carrying-rate") {
    const auto& rate = std::get<AskCarryingRate>(later.request.ask);
    return names("site", rate.site) || names("party", rate.party);
  }
  if (later.kind == "carrying-accrual") {
    const bool counts_on_it = earlier.kind == later.kind && earlier.number < later.number;
    return counts_on_it || (earlier.kind == "party" && is_owed_to(later, earlier.code));
  }
  if (later.kind != "payment" || earlier.number > later.number) return false;
  const auto& payment = std::get<AskPayment>(later.request.ask);
  return payment.to_supplier && is_owed_to(earlier, payment.party);
}

Event decide(const ModelBook& book, Request request, const AskCarryingRate& asked) {
  AskCarryingRate ask = asked;
  answer_repeat(book, request);
  ask.site = find_site(book, ask.site);
  if (!ask.mineral.empty()) {
    const MineralFacts& mineral = find_mineral(ask.mineral);
    refuse_if(mineral.is_group, "mineral_is_group");
    ask.mineral = mineral.code;
  }
  if (!ask.party.empty()) {
    const Event& party = find_party(book, ask.party);
    const std::string role = std::get<AskParty>(party.request.ask).role;
    refuse_if(role != "warehouse" && role != "carrier" && role != "other", "party_role_wrong");
    ask.party = party.code;
    const bool by_time = ask.per_month || !ask.percent.empty();
    refuse_if((ask.kind == "handling") == by_time, "carrying_rate_inconsistent");
  }
  request.ask = ask;
  return {.on = request.on, .request = request};
}

namespace {

// What has come together up to a day and was not posted; nothing when it was posted up to a later one.
std::map<CarryingName, std::int64_t> unposted(const ModelBook& book, const std::string& day) {
  const When until{day, book.newest()};
  for (const Event* event : standing(book, book.everything())) {
    if (event->kind == "carrying-accrual" && event->on > day) return {};
  }
  std::map<CarryingName, std::int64_t> amounts = CarryingWalk(book, until).amounts();
  for (const Event* before : standing(book, until)) {
    for (const auto& [name, cents] : before->carrying)
      amounts[name] -= cents;
  }
  std::erase_if(amounts, [](const auto& part) { return part.second == 0; });
  return amounts;
}

} // namespace

Accrued carrying_accrued_by(const ModelBook& book, const std::string& day) {
  return unposted(book, day).empty() ? Accrued::no : Accrued::yes;
}

Event decide(const ModelBook& book, const Request& request, const AskAccrual& /*ask*/) {
  answer_repeat(book, request);
  Event event{.on = request.on, .request = request};
  event.carrying = unposted(book, request.on);
  refuse_if(event.carrying.empty(), "nothing");
  std::map<std::tuple<std::string, std::string, std::string>, std::int64_t> costs;
  std::map<std::string, std::int64_t> payables;
  for (const auto& [name, cents] : event.carrying) {
    const auto& [kind, party, mineral, site] = name;
    costs[{kind, party, mineral}] += cents;
    payables[party] += cents;
  }
  for (const auto& [cost, cents] : costs) {
    const auto& [kind, party, mineral] = cost;
    event.effects.push_back({.account = kind, .mineral = mineral, .party = party, .amount_cents = cents});
  }
  for (const auto& [party, cents] : payables)
    event.effects.push_back({.account = "payable", .party = party, .amount_cents = -cents});
  return event;
}

} // namespace pvault::test
