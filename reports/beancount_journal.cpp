// A journal of beancount, in which each lot is a position of its own.
#include "reports/export.hpp"
#include "reports/journal_names.hpp"
#include "store/book.hpp"
#include "store/entries.hpp"
#include "units/exact.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <unordered_map>
#include <vector>

namespace pvault::reports {

namespace {

// Before any entry can be dated.
constexpr std::string_view opened_on = "1900-01-01";

// What a lot holds, and what it cost.
struct Holding {
  Mass mass;
  Money cost;
};
using Holdings = std::unordered_map<std::string, Holding>; // by lot

// All postings of an entry to one lot together.
struct LotChange {
  const store::PostedLine* line = nullptr; // the first of them
  Mass mass;
  Money cost;
};

std::vector<LotChange> lot_changes_of(const store::PostedEntry& entry) {
  std::vector<LotChange> changes;
  for (const store::PostedLine& line : entry.lines) {
    if (line.to.account != Account::inventory) continue;
    auto change =
        std::ranges::find_if(changes, [&](const LotChange& other) { return other.line->to.lot == line.to.lot; });
    if (change == changes.end())
      change = changes.insert(changes.end(), LotChange{.line = &line, .mass = {}, .cost = {}});
    change->mass += line.mass;
    change->cost += line.amount;
  }
  return changes;
}

// USD a kilogram, rounded up at so many decimals that mass times it is the cost and less than a billionth of a cent on
// top: bean-query cuts off what it does not show, and would otherwise show a cent less.
std::string unit_cost(const Holding& held) {
  constexpr std::size_t decimals = 20;
  constexpr std::size_t fewest_shown = 2;
  constexpr std::int64_t dollars_per_kilogram = 10'000; // in a cent per milligram
  Exact scaled(held.cost.cents(), held.mass.milligrams());
  scaled *= dollars_per_kilogram;
  scaled *= boost::multiprecision::pow(boost::multiprecision::cpp_int(10), decimals);
  std::string digits = round_to_whole(scaled, Rounding::up).str();
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  digits.insert(digits.size() - decimals, 1, '.');
  while (digits.back() == '0' && digits.size() > digits.find('.') + 1 + fewest_shown)
    digits.pop_back();
  return digits;
}

// beancount knows a cost per unit, and the book rounds each draw to the cent. Only what takes a whole position away
// finds the cents it was made with; so the whole lot goes, and what is left of it comes back at what is left of its
// cost.
std::string print_lot_change(const LotChange& change, Holdings& holdings) {
  const store::PostedTo& to = change.line->to;
  const std::string account = beancount_account(to);
  const std::string commodity = beancount_commodity(to.mineral);
  const std::string label = beancount_text(to.lot);
  Holding& held = holdings[to.lot];
  std::string text;
  if (held.mass != Mass())
    text += fmt::format("  {}  {} {} {{{}}}\n", account, exact_kilograms(-held.mass), commodity, label);
  held.mass += change.mass;
  held.cost += change.cost;
  if (held.mass != Mass()) {
    const std::string aged_from = change.line->aged_from ? format_date(*change.line->aged_from) + ", " : "";
    text += fmt::format("  {}  {} {} {{{} USD, {}{}}}\n", account, exact_kilograms(held.mass), commodity,
                        unit_cost(held), aged_from, label);
  } else {
    holdings.erase(to.lot);
  }
  return text;
}

std::string metadata(std::string_view indent, std::string_view key, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("{}{}: {}\n", indent, key, beancount_text(text));
}

std::string print_beancount_posting(const store::PostedLine& line) {
  constexpr std::string_view indent = "    ";
  const store::PostedTo& to = line.to;
  std::string text = fmt::format("  {}  ", beancount_account(to));
  // Mass that is counted without a cost weighs nothing in money.
  if (line.mass != Mass())
    text += fmt::format("{} {} @ 0 USD\n", exact_kilograms(line.mass), beancount_commodity(to.mineral));
  else
    text += exact_dollars(line.amount) + " USD\n";
  const auto tag = [&](std::string_view key, const std::string& code) {
    return to.name.ends_with(":" + code) ? std::string() : metadata(indent, key, code);
  };
  return text + tag("mineral", to.mineral) + tag("party", to.party) + tag("facility", to.facility);
}

std::string print_beancount_entry(const store::PostedEntry& entry, Holdings& holdings) {
  constexpr std::string_view indent = "  ";
  std::string text = fmt::format("{} * {}\n", format_date(entry.effective_on), beancount_text(entry.kind));
  text += fmt::format("{}entry: {}\n", indent, number_of(entry.entry));
  text += metadata(indent, "recorded-at", entry.recorded_at);
  text += metadata(indent, "recorded-by", entry.recorded_by);
  text += metadata(indent, "request-id", entry.request_id);
  text += metadata(indent, "reference", entry.reference);
  text += metadata(indent, "memo", entry.memo);
  if (entry.reverses) text += fmt::format("{}reverses: {}\n", indent, number_of(*entry.reverses));
  text += metadata(indent, "hash", entry.hash);
  for (const LotChange& change : lot_changes_of(entry))
    text += print_lot_change(change, holdings);
  for (const store::PostedLine& line : entry.lines) {
    if (line.to.account != Account::inventory) text += print_beancount_posting(line);
  }
  return text + "\n";
}

std::string print_beancount_head(store::Connection& connection, const Moment& moment) {
  const auto known_at = store::load_entry(connection, moment.known_at);
  std::string head = fmt::format("; as of {}, known at entry {}, hash {}\n", format_date(moment.as_of),
                                 number_of(moment.known_at), known_at ? known_at->hash : "");
  head +=
      "; masses in kilograms of each mineral's basis; Equity:Mass counts mass alone, Equity:Memoranda commitments\n";
  head += fmt::format("option \"title\" {}\noption \"operating_currency\" \"USD\"\n",
                      beancount_text(store::load_book_name(connection)));
  // A transfer has no amount in USD that would tell beancount to count in cents.
  head += "option \"inferred_tolerance_default\" \"USD:0.005\"\n\n";
  head += fmt::format("{} commodity USD\n", opened_on);
  for (const store::PostedMineral& mineral : store::list_posted_minerals(connection, moment)) {
    head += fmt::format("{} commodity {}\n", opened_on, beancount_commodity(mineral.code));
    head +=
        metadata("  ", "name", mineral.name) + metadata("  ", "unit", "kg") + metadata("  ", "basis", mineral.basis);
  }
  return head + "\n";
}

std::string print_open(const store::PostedTo& to) {
  const bool is_stock = to.account == Account::inventory;
  const bool counts_mass = is_stock || account_type(to.account) == AccountType::mass;
  return fmt::format("{} open {} {}{}\n", opened_on, beancount_account(to),
                     counts_mass ? beancount_commodity(to.mineral) : "USD", is_stock ? " \"STRICT\"" : "");
}

void print_opens(store::Connection& connection, const Moment& moment, const Sink& sink) {
  std::string before;
  store::visit_posted_accounts(connection, moment, [&](const store::PostedTo& to) {
    std::string account = beancount_account(to);
    if (account == before) return;
    sink(print_open(to));
    before = std::move(account);
  });
  sink("\n");
}

} // namespace

void write_beancount_journal(store::Connection& connection, const Moment& moment, const Sink& sink) {
  sink(print_beancount_head(connection, moment));
  print_opens(connection, moment, sink);
  Holdings holdings;
  store::visit_posted_entries(connection, moment,
                              [&](const store::PostedEntry& entry) { sink(print_beancount_entry(entry, holdings)); });
}

} // namespace pvault::reports
