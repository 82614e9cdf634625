#include "journal/posting.hpp"

#include <fmt/format.h>
#include <map>

namespace pvault {

namespace {

bool is_memorandum(Account account) {
  return account == Account::commitment_granted || account == Account::commitment_undisbursed ||
         account == Account::commitment_disbursed || account == Account::commitment_cancelled;
}

} // namespace

std::optional<std::string> find_imbalance(const Postings& postings) {
  Money money;
  Money memoranda;
  std::map<MineralId, Mass> mass;
  for (const Posting& posting : postings) {
    if (posting.mass == Mass() && posting.amount == Money()) return "a posting is empty";
    (is_memorandum(posting.account) ? memoranda : money) += posting.amount;
    if (posting.mineral) mass[*posting.mineral] += posting.mass;
  }
  if (money != Money()) return fmt::format("money is off by {}", format_money(money));
  if (memoranda != Money()) return fmt::format("memoranda are off by {}", format_money(memoranda));
  for (const auto& [mineral, sum] : mass) {
    if (sum != Mass())
      return fmt::format("mass of mineral {} is off by {} kg", number_of(mineral), format_kilograms(sum));
  }
  return std::nullopt;
}

Money money_moved(const Postings& postings) {
  Money moved;
  for (const Posting& posting : postings) {
    if (posting.amount > Money() && !is_memorandum(posting.account)) moved += posting.amount;
  }
  return moved;
}

Postings turned(const Postings& postings) {
  Postings result = postings;
  for (Posting& posting : result) {
    posting.mass = -posting.mass;
    posting.amount = -posting.amount;
  }
  return result;
}

} // namespace pvault
