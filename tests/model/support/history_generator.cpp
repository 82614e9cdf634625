#include "tests/model/support/history_generator.hpp"
#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <set>

namespace pvault::test {

namespace {

// What every history begins with, so that there is something to name.
std::vector<Ask> prologue(bool controlled) {
  std::vector<Ask> asks = {
      AskSite{"DENVER", "US"},
      AskSite{"HOUSTON", "us"},
      AskSite{"AT-SEA", "US", "in-transit"},
      AskSite{"REFINERY", "CA", "in-process"},
      AskParty{"TRAXYS", "supplier"},
      AskParty{"HARTREE", "supplier"},
      AskParty{"BOEING", "participant"},
      AskParty{"BUYER", "other"},
      AskParty{"EXIM", "lender"},
      AskParty{"KEEPER", "warehouse"},
      AskFacility{"F-1", "EXIM", 1'000'003, "2027-02-01", "2028-02-29", "2030-01-31", "2027-08-01"}};
  if (!controlled) return asks;
  asks.emplace_back(AskPerson{"ada", {"administrator", "approver"}});
  asks.emplace_back(AskPerson{"che", {"operator"}});
  asks.emplace_back(AskPerson{"olu", {"operator", "approver"}});
  return asks;
}

// 12345, 2 -> 123.45
std::string decimal_text(std::int64_t digits, int places) {
  std::int64_t scale = 1;
  for (int i = 0; i < places; ++i)
    scale *= 10;
  return places == 0 ? std::to_string(digits) : fmt::format("{}.{:0{}}", digits / scale, digits % scale, places);
}

const MineralFacts& facts_of(const std::string& mineral) {
  const auto found = std::ranges::find(model_minerals(), mineral, &MineralFacts::code);
  return found == model_minerals().end() ? model_minerals().front() : *found;
}

// The same request with other content.
void change(AskSite& ask) { ask.country = ask.country == "CA" ? "US" : "CA"; }
void change(AskParty& ask) { ask.role = ask.role == "other" ? "carrier" : "other"; }
void change(AskFacility& ask) { ask.commitment_cents += 1; }
void change(AskPrice& ask) { ask.published += "about"; }
void change(AskDemand& ask) { ask.published += "about"; }
void change(AskTarget& ask) { ask.days += 1; }
void change(AskPurchase& ask) { ask.landed.emplace_back("duty", 1); }
void change(AskRelease& ask) { ask.authority += " and more"; }
void change(AskTransfer& ask) { ask.reason += " and more"; }
void change(AskDrawdown& ask) { ask.amount_cents += 1; }
void change(AskPayment& ask) { ask.amount_cents += 1; }
void change(AskCarryingRate& ask) { ask.mineral = lower_case(ask.mineral) == "gallium" ? "niobium" : "gallium"; }
void change(AskAccrual& /*ask*/) {} // there is nothing to change
void change(AskCostMethod& ask) { ask.reason += " and more"; }
void change(AskCount& ask) { ask.tolerance_mg += 1; }
void change(AskFinding& ask) { ask.finding += " and more"; }
void change(AskAdjustment& ask) { ask.reason += " and more"; }
void change(AskConfirmation& ask) { ask.tolerance_mg += 1; }
void change(AskWriteDown& ask) { ask.reason += " and more"; }
void change(AskOpening& ask) { ask.authority += " and more"; }
void change(AskReversal& ask) { ask.reason += " and more"; }
void change(AskQuality& ask) { ask.reason += " and more"; }
void change(AskPledge& ask) { ask.forbids_release = !ask.forbids_release; }
void change(AskPledgeRelease& ask) { ask.lot += "x"; }
void change(AskSettlement& ask) { ask.moisture_percent += "1"; }
void change(AskEmergency& ask) { ask.code += "x"; }
void change(AskEmergencyEnd& ask) { ask.reason += " and more"; }
void change(AskAnnualPlan& ask) { ask.reason += " and more"; }
void change(AskSale& ask) { ask.authority += " and more"; }
void change(AskSaleCancellation& ask) { ask.reason += " and more"; }
void change(AskReturn& ask) { ask.reason += " and more"; }
void change(AskAuthority& ask) { ask.rule += " and more"; }
void change(AskClosing& ask) { ask.month = ask.month == "2027-01" ? "2027-02" : "2027-01"; }
void change(AskReopening& ask) { ask.reason += " and more"; }
void change(AskPerson& ask) { ask.code += "x"; }
void change(AskRole& ask) { ask.given = !ask.given; }
void change(AskKey& ask) { ask.key = ask.key == "x" ? "y" : "x"; }
void change(AskRevocation& ask) { ask.reason += " and more"; }
void change(AskPolicy& ask) { ask.proposal_days += 1; }
void change(AskRejection& ask) { ask.reason += " and more"; }

// The same request with its names in another spelling.
void respell(AskPurchase& ask) { ask.site = lower_case(ask.site); }
void respell(AskCount& ask) { ask.site = lower_case(ask.site); }
void respell(AskFinding& ask) { ask.lot = lower_case(ask.lot); }
void respell(AskAdjustment& ask) { ask.lot = lower_case(ask.lot); }
void respell(AskConfirmation& ask) { ask.site = lower_case(ask.site); }
void respell(AskTransfer& ask) { ask.lot = lower_case(ask.lot); }
void respell(AskDrawdown& ask) { ask.facility = lower_case(ask.facility); }
void respell(AskPayment& ask) { ask.party = lower_case(ask.party); }
void respell(AskQuality& ask) { ask.lot = lower_case(ask.lot); }
void respell(AskPledge& ask) { ask.lot = lower_case(ask.lot); }
void respell(AskPledgeRelease& ask) { ask.lot = lower_case(ask.lot); }
void respell(AskSettlement& ask) { ask.lot = lower_case(ask.lot); }
template <class OtherAsk>
void respell(OtherAsk& ask) {
  if constexpr (requires { ask.mineral; }) ask.mineral = lower_case(ask.mineral);
}

} // namespace

HistoryGenerator::HistoryGenerator(std::uint64_t seed, const ModelBook& book, bool heavy, bool controlled)
    : random_(seed), book_(book), heavy_(heavy), controlled_(controlled), prologue_asks_(prologue(controlled)),
      named_first_(book.newest() + static_cast<std::int64_t>(prologue_asks_.size())) {}

// A few days go by, and sometimes a clock is set back.
void HistoryGenerator::advance_clock() {
  if (prologue_ >= prologue_asks_.size() && day_ + 60 < calendar().size()) day_ += random_.below(7);
  minute_ = random_.between(0, 1439);
}

std::string HistoryGenerator::now_at() const {
  return fmt::format("{}T{:02}:{:02}:07.123Z", calendar()[day_], minute_ / 60, minute_ % 60);
}

std::string HistoryGenerator::some_day() {
  const std::uint64_t way = random_.below(20);
  if (way < 9) return calendar()[day_ - random_.below(8)];
  if (way < 12) return random_.pick(book_.events()).on;
  if (way < 14)
    return random_.pick({"2028-02-28", "2028-02-29", "2028-03-01", "2027-12-31", "2028-01-01", "2027-02-28"});
  return calendar()[static_cast<std::size_t>(random_.between(366, static_cast<std::int64_t>(latest_day())))];
}

std::string HistoryGenerator::day_near(const std::string& day, std::int64_t least, std::int64_t most) {
  const auto place = std::ranges::lower_bound(calendar(), day) - calendar().begin();
  const std::int64_t moved = std::clamp<std::int64_t>(place + random_.between(least, most), 0,
                                                      static_cast<std::int64_t>(calendar().size()) - 1);
  return calendar()[static_cast<std::size_t>(moved)];
}

Request HistoryGenerator::next() {
  // What accrued by then may be too near to a cent to be told.
  const auto is_unsure = [&](const Request& request) {
    const auto* closing = std::get_if<AskClosing>(&request.ask);
    return closing != nullptr && accrued_by(book_, closing->month + "-31") == Accrued::unsure;
  };
  Request request = draft();
  while (is_unsure(request))
    request = draft();
  return request;
}

Request HistoryGenerator::draft() {
  advance_clock();
  if (prologue_ < prologue_asks_.size())
    return {.on = "2027-01-01", .recorded_at = now_at(), .ask = prologue_asks_[prologue_++]};
  const std::int64_t proposal = controlled_ && random_.one_in(7) ? some_proposal() : 0;
  if (proposal != 0) return approve(book_.event(proposal));
  if (!with_id_.empty() && random_.one_in(12)) return repeat_one();
  on_ = some_day();
  Ask ask = make_ask();
  // Seldom asked, so more often tried first, and always with an id to repeat it by.
  static const std::set<std::string> seldom = {"site",
                                               "party",
                                               "facility",
                                               "cost-method",
                                               "count-adjustment",
                                               "warehouse-confirmation",
                                               "emergency",
                                               "emergency-end",
                                               "authority",
                                               "return",
                                               "sale-cancellation",
                                               "annual-plan",
                                               "write-down",
                                               "opening",
                                               "settlement",
                                               "carrying-accrual",
                                               "period-close",
                                               "period-reopen",
                                               "person-role",
                                               "person-key",
                                               "key-revocation",
                                               "policy",
                                               "proposal-rejection"};
  const bool is_rare = seldom.contains(kind_of(ask));
  Request request{
      .on = on_, .recorded_at = now_at(), .dry_run = random_.one_in(is_rare ? 9 : 25), .ask = std::move(ask)};
  request.date_is_default = random_.one_in(6);
  if (random_.one_in(8)) request.reference = "contract 7";
  if (random_.one_in(10)) request.memo = "seen by two";
  if (controlled_) sign(request);
  if (is_rare || random_.one_in(3)) {
    request.request_id = fmt::format("R-{}", with_id_.size() + 1);
    with_id_.push_back(request);
  }
  return request;
}

Request HistoryGenerator::repeat_one() {
  std::map<std::string, std::vector<Request>> by_kind;
  for (const Request& request : with_id_)
    by_kind[kind_of(request.ask)].push_back(request);
  const auto kind = std::next(by_kind.begin(), random_.between(0, static_cast<std::int64_t>(by_kind.size()) - 1));
  Request request = random_.one_in(3) ? with_id_.back() : random_.pick(kind->second);
  request.recorded_at = now_at();
  switch (random_.below(8)) {
  case 0:
    request.on = some_day();
    break;
  case 1:
    request.memo += "!";
    break;
  case 2:
    std::visit([](auto& ask) { change(ask); }, request.ask);
    break;
  case 3:
    std::visit([](auto& ask) { respell(ask); }, request.ask);
    break;
  case 4:
    request.dry_run = !request.dry_run;
    break;
  case 5:
    request.ask = make_ask();
    break;
  default:
    break; // unchanged
  }
  return request;
}

Ask HistoryGenerator::make_ask() {
  if (!planned_.empty() && !random_.one_in(5)) {
    Ask planned = planned_.front().second;
    on_ = planned_.front().first;
    planned_.erase(planned_.begin());
    return planned;
  }
  if (controlled_ && random_.one_in(9)) return make_control();
  struct Way {
    int weight;
    Ask (HistoryGenerator::*make)();
  };
  const std::initializer_list<Way> ways = {{heavy_ ? 400 : 24, &HistoryGenerator::make_purchase},
                                           {28, &HistoryGenerator::make_release},
                                           {18, &HistoryGenerator::make_transfer},
                                           {14, &HistoryGenerator::make_drawdown},
                                           {10, &HistoryGenerator::make_payment},
                                           {14, &HistoryGenerator::make_reversal},
                                           {5, &HistoryGenerator::make_quality},
                                           {5, &HistoryGenerator::make_pledge},
                                           {4, &HistoryGenerator::make_pledge_release},
                                           {5, &HistoryGenerator::make_settlement},
                                           {heavy_ ? 0 : 6, &HistoryGenerator::make_carrying_rate},
                                           {heavy_ ? 0 : 6, &HistoryGenerator::make_accrual},
                                           {7, &HistoryGenerator::make_count},
                                           {10, &HistoryGenerator::make_finding},
                                           {12, &HistoryGenerator::make_adjustment},
                                           {3, &HistoryGenerator::make_confirmation},
                                           {4, &HistoryGenerator::make_price},
                                           {3, &HistoryGenerator::make_demand},
                                           {3, &HistoryGenerator::make_target},
                                           {2, &HistoryGenerator::make_facility},
                                           {3, &HistoryGenerator::make_site},
                                           {3, &HistoryGenerator::make_party},
                                           {5, &HistoryGenerator::make_cost_method},
                                           {3, &HistoryGenerator::make_emergency},
                                           {2, &HistoryGenerator::make_emergency_end},
                                           {4, &HistoryGenerator::make_authority},
                                           {8, &HistoryGenerator::make_return},
                                           {8, &HistoryGenerator::make_sale},
                                           {7, &HistoryGenerator::make_shipment},
                                           {6, &HistoryGenerator::make_sale_cancellation},
                                           {2, &HistoryGenerator::make_annual_plan},
                                           {6, &HistoryGenerator::make_write_down},
                                           {3, &HistoryGenerator::make_opening}};
  int total = 0;
  for (const Way& way : ways)
    total += way.weight;
  std::int64_t drawn = random_.between(0, total - 1);
  for (const Way& way : ways) {
    drawn -= way.weight;
    if (drawn < 0) return (this->*way.make)();
  }
  return make_purchase();
}

Ask HistoryGenerator::make_site() {
  return AskSite{random_.pick({"DENVER", "reno", "MESA", "TULSA", "OMAHA", "AKRON", "TAMPA"}),
                 random_.pick({"US", "us", "CA", "USA", "U1"}),
                 random_.pick({"storage", "storage", "in-transit", "in-process"})};
}

Ask HistoryGenerator::make_party() {
  return AskParty{random_.pick({"MERCURIA", "GM", "gm", "GLENCORE", "BANK", "CORNING", "BOEING", "GOOGLE", "CLARIOS",
                                "RIO", "VALE"}),
                  random_.pick({"supplier", "supplier", "participant", "lender", "other", "friend"})};
}

Ask HistoryGenerator::make_facility() {
  AskFacility ask{.code = fmt::format("F-{}", random_.between(1, 9)),
                  .lender = some_name("party", random_.one_in(12) ? "supplier" : "lender")};
  on_ = calendar()[static_cast<std::size_t>(random_.between(366, 700))];
  ask.commitment_cents = random_.one_in(12) ? 0 : heavy_ ? 999'999'999'999'999 : random_.between(1, 5'000'000);
  ask.available_from = day_near(on_, -20, 40);
  ask.available_until = day_near(ask.available_from, random_.one_in(12) ? -5 : 0, 500);
  ask.matures_on = day_near(ask.available_until, random_.one_in(12) ? -5 : 0, 700);
  if (random_.one_in(3)) ask.first_payment_on = day_near(ask.available_from, random_.one_in(5) ? -9 : 0, 90);
  if (random_.one_in(15)) on_ = day_near(ask.available_until, 0, 3);
  return ask;
}

std::string HistoryGenerator::some_mineral() {
  if (heavy_ && !random_.one_in(8)) return "gallium";
  return random_.pick({"gallium", "gallium", "gallium", "tungsten", "tungsten", "niobium", "cerium"});
}

// The code of what stands, sometimes of what does not, sometimes in small letters.
std::string HistoryGenerator::some_name(const std::string& kind, const std::string& role) {
  if (random_.one_in(60)) return "NOBODY";
  const bool any = random_.one_in(40);
  std::vector<std::string> codes = {};
  for (const Event& event : book_.events()) {
    if (event.kind != kind || (!any && !book_.stands(event))) continue;
    const auto* party = std::get_if<AskParty>(&event.request.ask);
    if (any || role.empty() || party->role == role) codes.push_back(event.code);
  }
  if (codes.empty()) return "NOBODY";
  const std::string& code = random_.pick(codes);
  return random_.one_in(8) ? lower_case(code) : code;
}

std::string HistoryGenerator::spelling_of(const std::string& mineral) {
  if (random_.one_in(60)) return random_.pick({"unobtainium", "wolfram"});
  if (random_.one_in(60)) return random_.pick({"rare-earths", "REE"});
  const MineralFacts& facts = facts_of(mineral);
  return random_.pick(std::vector<std::string>{facts.code, facts.code, facts.name, facts.symbol});
}

Ask HistoryGenerator::make_price() {
  const std::string mineral = random_.one_in(6) ? "cerium" : some_mineral();
  return AskPrice{.mineral = spelling_of(mineral),
                  .price = some_price(mineral),
                  .published = random_.one_in(4) ? "as printed" : ""};
}

Ask HistoryGenerator::make_demand() {
  const std::string mineral = random_.one_in(4) ? "rare-earths" : some_mineral();
  AskDemand ask{.mineral = random_.one_in(3) ? mineral : spelling_of(mineral),
                .year = static_cast<int>(random_.one_in(20) ? 2200 : random_.between(2025, 2029)),
                .mass = some_mass(mineral),
                .basis = random_.one_in(20)
                             ? "guess"
                             : random_.pick({"apparent-consumption", "reported-consumption", "consumption-proxy"})};
  if (random_.one_in(4)) ask.basis = "participant-demand";
  const bool named = random_.one_in(8) ? ask.basis != "participant-demand" : ask.basis == "participant-demand";
  if (named) ask.participant = some_name("party", random_.one_in(6) ? "" : "participant");
  return ask;
}

Ask HistoryGenerator::make_target() {
  const std::string mineral = random_.one_in(4) ? random_.pick({"all", "ALL"})
                                                : spelling_of(random_.one_in(5) ? "rare-earths" : some_mineral());
  const std::int64_t days = random_.one_in(10)   ? random_.between(-1, 0)
                            : random_.one_in(10) ? 36'501
                                                 : random_.between(1, 400);
  return AskTarget{mineral, static_cast<int>(days)};
}

Ask HistoryGenerator::make_cost_method() {
  // Totals at the end of 64 bits leave no room for cost on its way between two lots.
  const std::string method =
      heavy_ ? random_.pick({"fifo", "lifo", "specific"})
             : random_.pick({"fifo", "fifo", "lifo", "lifo", "average", "average", "average", "average", "specific"});
  if (!random_.one_in(3)) on_ = day_near(calendar()[day_], 0, 15);
  return AskCostMethod{.mineral = random_.one_in(6) ? random_.pick({"all", "ALL"}) : spelling_of(some_mineral()),
                       .method = method,
                       .reason = random_.one_in(3) ? "the committee" : ""};
}

// Of what is there, mostly a part of what it is carried at, often all of it, sometimes more.
Ask HistoryGenerator::make_write_down() {
  std::vector<LotFacts> lots = book_.lots(book_.everything());
  std::erase_if(lots, [&](const LotFacts& lot) { return lot.on_hand_mg == 0 && !random_.one_in(9); });
  AskWriteDown ask{.reason = "damp"};
  if (lots.empty() || random_.one_in(25)) {
    ask.mineral = spelling_of(some_mineral());
    ask.amount_cents = some_cents();
    return ask;
  }
  const LotFacts& lot = random_.pick(lots);
  std::int64_t carrying_cents = 0;
  if (random_.one_in(2)) {
    ask.mineral = spelling_of(lot.mineral);
    for (const LotFacts& other : lots)
      carrying_cents += other.mineral == lot.mineral ? other.cost_cents - book_.written_down(other.code) : 0;
  } else {
    ask.lot = random_.one_in(30) ? "NOWHERE" : lot.code;
    carrying_cents = lot.cost_cents - book_.written_down(lot.code);
  }
  if (!random_.one_in(8)) on_ = std::max(on_, book_.drawable_from(lot.code));
  ask.amount_cents = some_part_of(carrying_cents);
  return ask;
}

// Mostly before anything was bought, which is seldom known beforehand.
Ask HistoryGenerator::make_opening() {
  const std::string mineral = some_mineral();
  AskOpening ask{.mineral = spelling_of(mineral),
                 .mass = some_mass(mineral),
                 .cost_cents = random_.between(0, 50'000),
                 .supplier = heavy_ ? "TRAXYS" : some_name("party", "supplier"),
                 .site = some_name("site"),
                 .authority = "auditor"};
  if (random_.one_in(6)) return ask;
  on_ = calendar()[static_cast<std::size_t>(random_.between(330, 366))];
  for (const Event& event : book_.events()) {
    if (event.kind == "purchase" && book_.stands(event) && event.on < on_) on_ = event.on;
  }
  return ask;
}

std::string HistoryGenerator::some_component(const std::string& mineral) {
  if (random_.one_in(40)) return "Fe2O3";
  const MineralFacts& facts = facts_of(mineral);
  if (facts.content.empty() || random_.one_in(3)) return facts.basis;
  const std::string& material = random_.pick(facts.content).first;
  return random_.one_in(4) ? lower_case(material) : material;
}

PlainMass HistoryGenerator::some_mass(const std::string& mineral) {
  if (heavy_ && !random_.one_in(8)) return {decimal_text(random_.between(900'000'000, 1'000'000'000), 1), "t"};
  if (random_.one_in(80)) return {random_.pick({"0", "0.5", "0.4"}), "mg"};
  PlainMass mass;
  switch (random_.below(9)) {
  case 0:
  case 1:
    mass = {decimal_text(random_.between(1, 400), 0), "mg"};
    break;
  case 2:
    mass = {decimal_text(random_.between(1, 400), 0) + ".5", "mg"};
    break;
  case 3:
    mass = {decimal_text(random_.between(1, 99'999), 4), "g"};
    break;
  case 4:
    mass = {decimal_text(random_.between(1, 999), 3), "ozt"};
    break;
  case 5:
    mass = {decimal_text(random_.between(1, 9'999), 5), "lb"};
    break;
  case 6:
    mass = {decimal_text(random_.between(1, 999), 2), "ct"};
    break;
  case 7:
    mass = {decimal_text(random_.between(1, 99'999), 6), "kg"};
    break;
  default:
    mass = {decimal_text(random_.between(1, 999), 4), random_.one_in(2) ? "mtu" : "stu"};
    break;
  }
  const bool counts_content = mass.unit == "mtu" || mass.unit == "stu";
  if (counts_content ? !random_.one_in(5) : random_.one_in(6)) mass.component = some_component(mineral);
  return mass;
}

PlainMass HistoryGenerator::some_part_of(std::int64_t available_mg, const std::string& mineral) {
  const std::uint64_t way = random_.below(10);
  if (available_mg == 0 || way == 0) return some_mass(mineral);
  available_mg = std::min(available_mg, largest_mass_mg);
  if (way < 4) return {std::to_string(available_mg), "mg"};
  if (way == 4 && available_mg < largest_mass_mg) return {std::to_string(available_mg + 1), "mg"};
  return {std::to_string(random_.between(1, available_mg)), "mg"};
}

PlainPrice HistoryGenerator::some_price(const std::string& mineral) {
  if (random_.one_in(40)) return {"1.2345678901234567891", "USD", "lb"};
  if (random_.one_in(30)) return {"9999999999999", "USD", "mg"};
  const std::int64_t digits = random_.one_in(20) ? 0 : random_.between(1, 99'999);
  PlainPrice price{decimal_text(digits, static_cast<int>(random_.below(4))), random_.one_in(3) ? "USc" : "USD",
                   random_.pick({"kg", "lb", "g", "mg", "ct", "ozt"})};
  if (random_.one_in(5)) price.component = some_component(mineral);
  if (random_.one_in(8)) price.unit = "mtu";
  return price;
}

std::int64_t HistoryGenerator::some_cents() {
  if (heavy_ && random_.one_in(4)) return random_.between(900'000'000'000'000, 1'000'000'000'000'000);
  return random_.one_in(3) ? random_.between(0, 20) : random_.between(0, 50'000);
}

std::int64_t HistoryGenerator::some_part_of(std::int64_t cents) {
  const std::uint64_t way = random_.below(20);
  if (way == 0) return 0;
  if (way < 3 || cents <= 0) return cents + 1;
  return way < 9 ? cents : random_.between(1, cents);
}

} // namespace pvault::test
