#include "store/past_stock.hpp"

#include "store/names.hpp"

#include <set>
#include <stdexcept>
#include <utility>

namespace pvault::store {

namespace {

bool holds_nothing(const LotHold& hold) { return hold.on_hand == Mass() && hold.sold == Mass(); }

} // namespace

std::optional<Date> find_first_business(Connection& connection, const Moment& moment) {
  Query row = connection.query(
      "SELECT effective_on FROM entry WHERE effective_on <= ?1 AND entry_id <= ?2 AND kind <> 'reversal' AND EXISTS "
      "(SELECT 1 FROM posting WHERE posting.entry_id = entry.entry_id AND account_id IN (?3, ?4)) AND NOT EXISTS "
      "(SELECT 1 FROM reversal WHERE reversed_entry_id = entry.entry_id AND reversal.effective_on = "
      "entry.effective_on AND reversal.entry_id <= ?2) ORDER BY effective_on, entry_id LIMIT 1");
  row.bind(moment.as_of).bind(moment.known_at).bind(Account::inventory).bind(Account::loan_principal);
  return row.next() ? std::optional(row.date(0)) : std::nullopt;
}

PastStock::PastStock(Connection& connection, const Moment& moment)
    : connection_(connection), at_(moment),
      minerals_(list_minerals(connection)), stock_{load_balances(connection, moment),
                                                   load_held_back(connection, moment), load_holds(connection, moment)} {
  std::erase_if(stock_.holds, [](const auto& hold) { return holds_nothing(hold.second); });
}

void PastStock::go_back_to(Date day) {
  if (day > at_.as_of) throw std::logic_error("past stock is asked to go forward");
  take_off_later(connection_, day, at_, stock_.balances);
  take_off_later(connection_, day, at_, stock_.held_back);
  const std::set<LotId> changed = list_changed_holds(connection_, day, at_);
  at_.as_of = day;
  for (const LotId lot : changed) {
    auto hold = find_hold(connection_, lot, at_);
    if (hold && !holds_nothing(*hold))
      stock_.holds.insert_or_assign(lot, std::move(*hold));
    else
      stock_.holds.erase(lot);
  }
}

} // namespace pvault::store
