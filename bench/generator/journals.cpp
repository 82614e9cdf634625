#include "generator/journals.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <ostream>

namespace pvault::bench {

namespace {

std::string dollars(Money amount) {
  const bool negative = amount < Money();
  const std::int64_t cents = negative ? -amount.cents() : amount.cents();
  return fmt::format("{}{}.{:02} USD", negative ? "-" : "", cents / 100, cents % 100);
}

Money proceeds_of(const Event& event) { return Money::cents(event.mass_kg * release_price_cents); }

Money cost_of(const Event& event) {
  Money cost;
  for (const TakenFromLot& taken : event.taken)
    cost += taken.cost;
  return cost;
}

// ledger and hledger read the same: an account for each mineral with its mass, and with what that cost. Mass at its
// cost (`@@`) would be shorter, but ledger keeps such amounts as lots and looks for each among all: it took minutes.
std::string plain_entry(const Event& event) {
  const std::string head = fmt::format("{} ({}) ", format_date(event.on), event.number);
  switch (event.kind) {
  case EventKind::purchase:
    return fmt::format("{0}purchase\n    assets:inventory:{1}  {2} \"{1}\"\n    equity:received:{1}  -{2} \"{1}\"\n"
                       "    assets:inventory:{1}  {3}\n    liabilities:payable:{4}  {5}\n\n",
                       head, event.mineral, event.mass_kg, dollars(event.amount), event.supplier,
                       dollars(-event.amount));
  case EventKind::release:
    return fmt::format("{0}release\n    assets:inventory:{1}  -{2} \"{1}\"\n    equity:released:{1}  {2} \"{1}\"\n"
                       "    assets:inventory:{1}  {3}\n    expenses:cost-of-releases:{1}  {4}\n    assets:cash  {5}\n"
                       "    income:sales:{1}  {6}\n\n",
                       head, event.mineral, event.mass_kg, dollars(-cost_of(event)), dollars(cost_of(event)),
                       dollars(proceeds_of(event)), dollars(-proceeds_of(event)));
  case EventKind::drawdown:
    return fmt::format("{}drawdown\n    assets:cash  {}\n    liabilities:loan:{}  {}\n\n", head, dollars(event.amount),
                       event.facility, dollars(-event.amount));
  case EventKind::price:
    return fmt::format("P {} \"{}\" {}\n\n", format_date(event.on), event.mineral, dollars(event.amount));
  default:
    return fmt::format("{}payment\n    liabilities:payable:{}  {}\n    assets:cash  {}\n\n", head, event.supplier,
                       dollars(event.amount), dollars(-event.amount));
  }
}

// A part of an account's name there begins with a capital.
std::string capital(std::string name) {
  name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
  return name;
}

std::string commodity(std::string name) {
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return name;
}

// beancount keeps the lots of an account itself, and takes the oldest where none is named.
std::string beancount_entry(const Event& event) {
  const std::string head = format_date(event.on) + " ";
  switch (event.kind) {
  case EventKind::purchase:
    return fmt::format("{}* \"purchase\"\n  Assets:Inventory:{}  {} {} {{{{{}}}}}\n  Liabilities:Payable:{}  {}\n\n",
                       head, capital(event.mineral), event.mass_kg, commodity(event.mineral), dollars(event.amount),
                       capital(event.supplier), dollars(-event.amount));
  case EventKind::release:
    return fmt::format("{0}* \"release\"\n  Assets:Inventory:{1}  -{2} {3} {{}}\n  Expenses:Cost-of-releases:{1}\n"
                       "  Assets:Cash  {4}\n  Income:Sales:{1}  {5}\n\n",
                       head, capital(event.mineral), event.mass_kg, commodity(event.mineral),
                       dollars(proceeds_of(event)), dollars(-proceeds_of(event)));
  case EventKind::drawdown:
    return fmt::format("{}* \"drawdown\"\n  Assets:Cash  {}\n  Liabilities:Loan:{}  {}\n\n", head,
                       dollars(event.amount), capital(event.facility), dollars(-event.amount));
  case EventKind::price:
    return fmt::format("{}price {}  {}\n\n", head, commodity(event.mineral), dollars(event.amount));
  default:
    return fmt::format("{}* \"payment\"\n  Liabilities:Payable:{}  {}\n  Assets:Cash  {}\n\n", head,
                       capital(event.supplier), dollars(event.amount), dollars(-event.amount));
  }
}

std::string beancount_head(const HistorySize& size) {
  std::string text = "option \"operating_currency\" \"USD\"\n\n";
  const auto open = [&](const std::string& account, const std::string& rest) {
    text += fmt::format("{} open {}{}\n", first_day, account, rest);
  };
  open("Assets:Cash", "  USD");
  for (const std::string& mineral : mineral_names()) {
    open("Assets:Inventory:" + capital(mineral), fmt::format("  {} \"FIFO\"", commodity(mineral)));
    open("Expenses:Cost-of-releases:" + capital(mineral), "");
    open("Income:Sales:" + capital(mineral), "");
  }
  for (std::int64_t supplier = 0; supplier < supplier_count(size); ++supplier)
    open("Liabilities:Payable:" + capital(supplier_name(supplier)), "");
  for (std::int64_t facility = 0; facility < facility_count(size); ++facility)
    open("Liabilities:Loan:" + capital(facility_name(facility)), "");
  return text + "\n";
}

} // namespace

void write_journal(std::ostream& out, JournalOf program, const HistorySize& size) {
  if (program == JournalOf::beancount) out << beancount_head(size);
  EventSource events(size);
  while (const auto event = events.next())
    out << (program == JournalOf::beancount ? beancount_entry(*event) : plain_entry(*event));
}

} // namespace pvault::bench
