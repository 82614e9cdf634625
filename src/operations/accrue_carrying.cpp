#include "operations/accrue_carrying.hpp"

#include "store/carrying.hpp"
#include "store/facilities.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace pvault::operations {

namespace {

std::string carrying_in_words(const CarryingAmounts& amounts, Date until) {
  std::map<CarryingKind, Money> by_kind;
  for (const auto& [key, amount] : amounts)
    by_kind[key.kind] += amount;
  std::vector<std::string> parts;
  parts.reserve(by_kind.size());
  for (const auto& [kind, amount] : by_kind)
    parts.push_back(fmt::format("{} of {}", format_money(amount), carrying_kind_name(kind)));
  return fmt::format("accrual to {} of {}", format_date(until), fmt::join(parts, ", "));
}

} // namespace

CarryingDraft draft_carrying_accrual(store::Connection& connection, Date until) {
  const Moment all = store::end_of_time(connection);
  CarryingDraft draft{.accrued_until = store::find_carrying_accrued_until(connection, all)};
  if (draft.accrued_until && *draft.accrued_until > until) return draft;
  const Moment moment{until, all.known_at};
  PlannedCarrying planned = plan_carrying_accrual(amounts_of(store::load_carrying_charges(connection, moment)),
                                                  store::load_posted_carrying(connection, moment));
  for (const auto& [key, amount] : planned.difference) {
    RecordRow& row = draft.rows.emplace_back("carrying_accrual");
    row.set("kind", carrying_kind_name(key.kind)).set("party_id", key.party).set("mineral_id", key.mineral);
    row.set("site_id", key.site).set("amount_cents", amount);
  }
  draft.postings = std::move(planned.postings);
  draft.summary = carrying_in_words(planned.difference, until);
  return draft;
}

} // namespace pvault::operations
