#include "tests/model/support/model_lines.hpp"

#include "tests/model/support/model_rules.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace pvault::test {

using boost::multiprecision::cpp_int;

namespace {

std::string digits_of(Wide number) {
  const bool negative = number < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(number % 10);
    digits.insert(digits.begin(), static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    number /= 10;
  } while (number != 0);
  return negative ? "-" + digits : digits;
}

} // namespace

std::string amounts_in_words(Wide mass_mg, Wide amount_cents) {
  return digits_of(mass_mg) + " mg, " + digits_of(amount_cents) + " cents";
}

std::string posting_in_words(const std::string& account, const std::string& lot, Wide mass_mg, Wide amount_cents) {
  return fmt::format("{}{}: {}", account, lot.empty() ? "" : " " + lot, amounts_in_words(mass_mg, amount_cents));
}

std::string balance_words(const BalanceName& name) {
  const auto& [account, mineral, party, facility] = name;
  return fmt::format("{} {}{}{}", account, mineral, party.empty() ? "" : " " + party,
                     facility.empty() ? "" : " " + facility);
}

void add_lot_line(Lines& lines, std::size_t place, const LotFacts& lot) {
  lines[fmt::format("{:04}. lot {}", place, lot.code)] =
      fmt::format("{} from {} at {}, {} mg on {} of \"{}\", aged from {}, left {}{}", lot.mineral, lot.supplier,
                  lot.site, lot.received_mg, lot.received_on, lot.parent, lot.aged_from,
                  amounts_in_words(lot.on_hand_mg, lot.cost_cents), lot.reversed ? ", reversed" : "");
}

std::string price_in_words(const Ratio& cents_per_mg, std::int64_t entry, const std::string& on) {
  return fmt::format("{} cents per mg, entry {} on {}", cents_per_mg.str(), entry, on);
}

std::string demand_in_words(const DemandFacts& demand) {
  return fmt::format("{} mg in {}", demand.per_year_mg, demand.year);
}

void add_figure_lines(Lines& lines, const std::string& mineral, const FigureWords& words) {
  lines[mineral + " price"] = words.price;
  lines[mineral + " demand"] = words.demand;
  lines[mineral + " target"] = words.target;
}

Lines balance_lines(const ModelBook& book, const When& when) {
  Lines lines;
  for (const auto& [name, balance] : book.balances(when))
    lines[balance_words(name)] = amounts_in_words(balance.first, balance.second);
  return lines;
}

Lines lot_lines(const ModelBook& book, const When& when) {
  Lines lines;
  std::size_t place = 0;
  for (const LotFacts& lot : book.lots(when))
    add_lot_line(lines, ++place, lot);
  return lines;
}

Lines figure_lines(const ModelBook& book, const When& when) {
  Lines lines;
  for (const MineralFacts& mineral : model_minerals()) {
    FigureWords words;
    if (const Event* price = book.price(mineral.code, when))
      words.price = price_in_words(*price->cents_per_mg, price->number, price->on);
    if (const auto demand = book.demand(mineral.code, when)) words.demand = demand_in_words(*demand);
    if (const auto days = book.target_days(mineral.code, when)) words.target = fmt::format("{} days", *days);
    add_figure_lines(lines, mineral.code, words);
  }
  return lines;
}

const std::vector<std::string>& coverage_fields() {
  static const std::vector<std::string> fields = {
      "on_hand_kg",   "in_transit_kg",      "in_process_kg",   "sold_not_shipped_kg",
      "held_back_kg", "available_kg",       "not_accepted_kg", "encumbered_held_kg",
      "demand_year",  "demand_kg_per_year", "coverage_days",   "target_days",
      "gap_kg",       "price_usd_per_kg",   "gap_cost_usd",    "status"};
  return fields;
}

const std::vector<std::string>& cost_fields() {
  static const std::vector<std::string> fields = {"on_hand_kg",
                                                  "cost_usd",
                                                  "unit_cost_usd_per_kg",
                                                  "carrying_cost_usd",
                                                  "all_in_cost_usd",
                                                  "all_in_usd_per_kg",
                                                  "market_price_usd_per_kg",
                                                  "market_value_usd",
                                                  "unrealised_gain_usd",
                                                  "opening_kg",
                                                  "opening_usd",
                                                  "written_down_usd",
                                                  "carrying_value_usd",
                                                  "purchased_kg",
                                                  "purchased_usd",
                                                  "released_kg",
                                                  "released_cost_usd",
                                                  "lost_kg",
                                                  "lost_cost_usd",
                                                  "proceeds_usd",
                                                  "realised_gain_usd",
                                                  "cost_per_coverage_day_usd"};
  return fields;
}

namespace {

// A whole number that is shown, or missing when it does not fit a cell.
std::string shown(const cpp_int& number) { return fits(number) ? number.str() : missing; }

std::string usd_per_kilogram(const Ratio& cents_per_mg) {
  return shown(
      nearest(cents_per_mg * 1'000'000 / 100 * 1'000'000)); // milligrams in a kilogram, cents in a dollar, six decimals
}

int days_in(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365; }

Ratio per_day_mg(const DemandFacts& demand) { return Ratio(demand.per_year_mg, days_in(demand.year)); }

cpp_int whole_below(const Ratio& ratio) { return numerator(ratio) / denominator(ratio); } // of what is not negative

cpp_int whole_above(const Ratio& ratio) {
  const cpp_int below = whole_below(ratio);
  return ratio == Ratio(below) ? below : cpp_int(below + 1);
}

// What an account holds of a mineral over all parties.
struct Held {
  cpp_int mass_mg;
  cpp_int amount_cents;
};

Held held(const ModelBalances& balances, const std::string& account, const std::string& mineral) {
  Held sum;
  for (const auto& [name, balance] : balances) {
    if (std::get<0>(name) != account || std::get<1>(name) != mineral) continue;
    sum.mass_mg += cpp_int(balance.first);
    sum.amount_cents += cpp_int(balance.second);
  }
  return sum;
}

cpp_int on_hand(const ModelBalances& balances, const MineralFacts& mineral) {
  cpp_int sum = held(balances, "inventory", mineral.code).mass_mg;
  for (const MineralFacts& member : model_minerals()) {
    if (member.member_of == mineral.code) sum += held(balances, "inventory", member.code).mass_mg;
  }
  return sum;
}

cpp_int lying_at(const std::vector<LotFacts>& lots, const ModelBook& book, const MineralFacts& mineral,
                 const std::string& site_kind) {
  cpp_int sum = 0;
  for (const LotFacts& lot : lots) {
    const MineralFacts& of = *std::ranges::find(model_minerals(), lot.mineral, &MineralFacts::code);
    const bool counts = lot.mineral == mineral.code || of.member_of == mineral.code;
    if (counts && book.site_kind(lot.site) == site_kind) sum += lot.on_hand_mg;
  }
  return sum;
}

cpp_int held_in_storage(const std::vector<LotFacts>& lots, const ModelBook& book, const MineralFacts& mineral,
                        const std::string& why, const When& when) {
  cpp_int sum = 0;
  for (const LotFacts& lot : lots) {
    const MineralFacts& of = *std::ranges::find(model_minerals(), lot.mineral, &MineralFacts::code);
    const bool counts = lot.mineral == mineral.code || of.member_of == mineral.code;
    if (counts && book.site_kind(lot.site) == "storage" && book.why_held(lot.code, when) == why) sum += lot.on_hand_mg;
  }
  return sum;
}

// Sold and not shipped of lots that may not be released anyhow.
cpp_int sold_and_held(const std::vector<LotFacts>& lots, const ModelBook& book, const MineralFacts& mineral,
                      const When& when) {
  cpp_int sum = 0;
  for (const LotFacts& lot : lots) {
    const MineralFacts& of = *std::ranges::find(model_minerals(), lot.mineral, &MineralFacts::code);
    const bool counts = lot.mineral == mineral.code || of.member_of == mineral.code;
    if (counts && book.site_kind(lot.site) == "storage" && !book.why_held(lot.code, when).empty())
      sum += book.sold_of_lot(lot.code, when);
  }
  return sum;
}

cpp_int sold_of(const ModelBook& book, const When& when, const MineralFacts& mineral) {
  cpp_int sum = book.sold(mineral.code, when);
  for (const MineralFacts& member : model_minerals()) {
    if (member.member_of == mineral.code) sum += book.sold(member.code, when);
  }
  return sum;
}

std::string status_of(const ModelBook& book, const When& when, const MineralFacts& mineral, const cpp_int& available) {
  const auto demand = book.demand(mineral.code, when);
  const bool group_has_figure = !mineral.member_of.empty() && book.demand(mineral.member_of, when);
  if (!demand) return group_has_figure ? "group_figure_only" : "no_demand_figure";
  if (demand->per_year_mg == 0) return "no_demand";
  if (available == 0) return "no_stock";
  const Ratio wanted = per_day_mg(*demand) * book.target_days(mineral.code, when).value_or(0);
  return Ratio(available) < wanted ? "below_target" : "on_target";
}

} // namespace

Lines coverage_lines(const ModelBook& book, const When& when) {
  const ModelBalances balances = book.balances(when);
  const std::vector<LotFacts> lots = book.lots(when);
  Lines lines;
  for (const MineralFacts& mineral : model_minerals()) {
    const auto line = [&](const std::string& field) -> std::string& { return lines[mineral.code + " " + field]; };
    for (const std::string& field : coverage_fields())
      line(field) = missing;
    const cpp_int in_transit = lying_at(lots, book, mineral, "in-transit");
    const cpp_int in_process = lying_at(lots, book, mineral, "in-process");
    const cpp_int sold = sold_of(book, when, mineral);
    const cpp_int not_accepted = held_in_storage(lots, book, mineral, "not_accepted", when);
    const cpp_int by_pledges = held_in_storage(lots, book, mineral, "pledged", when);
    const cpp_int held_back =
        in_transit + in_process + sold + not_accepted + by_pledges - sold_and_held(lots, book, mineral, when);
    const cpp_int available = on_hand(balances, mineral) - held_back;
    const auto demand = book.demand(mineral.code, when);
    const auto days = book.target_days(mineral.code, when);
    const Event* price = book.price(mineral.code, when);
    line("on_hand_kg") = on_hand(balances, mineral).str();
    line("in_transit_kg") = in_transit.str();
    line("in_process_kg") = in_process.str();
    line("sold_not_shipped_kg") = sold.str();
    line("not_accepted_kg") = not_accepted.str();
    line("encumbered_held_kg") = by_pledges.str();
    line("held_back_kg") = held_back.str();
    line("available_kg") = available.str();
    line("status") = status_of(book, when, mineral, available);
    if (days) line("target_days") = std::to_string(*days);
    if (price != nullptr) line("price_usd_per_kg") = usd_per_kilogram(*price->cents_per_mg);
    if (!demand) continue;
    line("demand_year") = std::to_string(demand->year);
    line("demand_kg_per_year") = std::to_string(demand->per_year_mg);
    if (demand->per_year_mg > 0)
      line("coverage_days") = shown(whole_below(Ratio(available) / per_day_mg(*demand) * 10));
    if (!days) continue;
    const Ratio lacking = per_day_mg(*demand) * *days - Ratio(available);
    const cpp_int gap_mg = lacking > 0 ? whole_above(lacking) : cpp_int(0);
    line("gap_kg") = gap_mg.str();
    if (price != nullptr) line("gap_cost_usd") = shown(nearest(*price->cents_per_mg * gap_mg));
  }
  return lines;
}

namespace {

void add_cost_lines(Lines& lines, const ModelBook& book, const When& when, const MineralFacts& mineral) {
  const ModelBalances balances = book.balances(when);
  const auto line = [&](const std::string& field) -> std::string& { return lines[mineral.code + " " + field]; };
  for (const std::string& field : cost_fields())
    line(field) = missing;
  const Held stock = held(balances, "inventory", mineral.code);
  const Held lost = {held(balances, "lost", mineral.code).mass_mg,
                     held(balances, "loss_and_shrinkage", mineral.code).amount_cents};
  const Held released = {held(balances, "released_to", mineral.code).mass_mg,
                         held(balances, "cost_of_releases", mineral.code).amount_cents};
  const Held opening = {held(balances, "opening_stock", mineral.code).mass_mg,
                        held(balances, "opening_balance", mineral.code).amount_cents}; // both below zero
  const Held written_down = held(balances, "inventory_written_down", mineral.code);
  const cpp_int proceeds = -held(balances, "sales", mineral.code).amount_cents;
  line("on_hand_kg") = stock.mass_mg.str();
  const cpp_int carrying = held(balances, "storage", mineral.code).amount_cents +
                           held(balances, "insurance", mineral.code).amount_cents +
                           held(balances, "handling", mineral.code).amount_cents;
  const cpp_int all_in = stock.amount_cents + carrying;
  line("cost_usd") = stock.amount_cents.str();
  line("carrying_cost_usd") = carrying.str();
  line("all_in_cost_usd") = all_in.str();
  line("purchased_kg") = cpp_int(-held(balances, "received_from", mineral.code).mass_mg).str();
  const cpp_int on_loan = held(balances, "stock_on_loan", mineral.code).amount_cents;
  line("purchased_usd") =
      cpp_int(stock.amount_cents + on_loan + released.amount_cents + lost.amount_cents + opening.amount_cents).str();
  line("opening_kg") = cpp_int(-opening.mass_mg).str();
  line("opening_usd") = cpp_int(-opening.amount_cents).str();
  line("written_down_usd") = cpp_int(-written_down.amount_cents).str();
  line("carrying_value_usd") = cpp_int(stock.amount_cents + written_down.amount_cents).str();
  line("released_kg") = released.mass_mg.str();
  line("released_cost_usd") = released.amount_cents.str();
  line("lost_kg") = lost.mass_mg.str();
  line("lost_cost_usd") = lost.amount_cents.str();
  line("proceeds_usd") = proceeds.str();
  line("realised_gain_usd") = cpp_int(proceeds - released.amount_cents).str();
  if (const Event* price = book.price(mineral.code, when)) {
    const cpp_int value = nearest(*price->cents_per_mg * stock.mass_mg);
    line("market_price_usd_per_kg") = usd_per_kilogram(*price->cents_per_mg);
    line("market_value_usd") = shown(value);
    if (fits(value)) line("unrealised_gain_usd") = cpp_int(value - stock.amount_cents).str();
  }
  if (stock.mass_mg == 0) return;
  line("unit_cost_usd_per_kg") = usd_per_kilogram(Ratio(stock.amount_cents, stock.mass_mg));
  line("all_in_usd_per_kg") = usd_per_kilogram(Ratio(all_in, stock.mass_mg));
  const auto demand = book.demand(mineral.code, when);
  if (demand && demand->per_year_mg > 0)
    line("cost_per_coverage_day_usd") = shown(nearest(per_day_mg(*demand) * stock.amount_cents / stock.mass_mg));
}

} // namespace

Lines cost_lines(const ModelBook& book, const When& when) {
  Lines lines;
  for (const MineralFacts& mineral : model_minerals()) {
    if (!mineral.is_group) add_cost_lines(lines, book, when, mineral);
  }
  return lines;
}

std::string proposal_in_words(const std::string& kind, const std::string& on, std::int64_t cents,
                              const std::string& expires_on, const std::string& decision) {
  return fmt::format("{} on {} of {} cents until {}: {}", kind, on, cents, expires_on, decision);
}

Lines control_lines(const ModelBook& book) {
  const std::string open = open_from(book);
  Lines lines = {{"open from", open.empty() ? missing : open}};
  for (const Event& event : book.events()) {
    if (event.kind != "proposal") continue;
    const Event* decision = decision_on(book, event.number);
    lines[fmt::format("proposal {}", event.number)] =
        proposal_in_words(kind_of(event.proposed->ask), event.proposed_on, event.proposed_cents, event.expires_on,
                          decision == nullptr                      ? missing
                          : decision->kind == "proposal-rejection" ? "rejected"
                                                                   : "approved");
  }
  return lines;
}

std::string differences(const Lines& expected, const Lines& actual) {
  std::string text;
  const auto in = [](const Lines& lines, const std::string& name) {
    const auto line = lines.find(name);
    return line == lines.end() ? std::string("nothing") : line->second;
  };
  Lines either = expected;
  either.insert(actual.begin(), actual.end());
  for (const auto& line : either) {
    const std::string& name = line.first;
    if (in(expected, name) == in(actual, name)) continue;
    text += fmt::format("\n  {}: the model says {}, the book {}", name, in(expected, name), in(actual, name));
  }
  return text;
}

} // namespace pvault::test
