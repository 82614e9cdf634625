#include "financing/drawdown.hpp"

#include <cassert>
#include <fmt/format.h>
#include <set>

namespace pvault {

namespace {

Expected<void> check_positive(Money amount) {
  if (amount > Money()) return {};
  return refuse(Rule::amount_not_positive, fmt::format("the amount is {}", format_money(amount)),
                "give an amount above zero");
}

Expected<void> check_dates(const DrawableFacility& facility, Date on) {
  if (on < facility.in_force_from) {
    return refuse(Rule::facility_not_in_force,
                  fmt::format("{} is in force from {}, the drawdown is dated {}, {} earlier", facility.code,
                              format_date(facility.in_force_from), format_date(on),
                              format_days(days_between(on, facility.in_force_from))),
                  fmt::format("date it {} or later", format_date(facility.in_force_from)));
  }
  if (on >= facility.available_from && on <= facility.available_until) return {};
  const bool early = on < facility.available_from;
  const int days = early ? days_between(on, facility.available_from) : days_between(facility.available_until, on);
  return refuse(Rule::outside_availability,
                fmt::format("{} can be drawn from {} to {}, the drawdown is dated {}, {} too {}", facility.code,
                            format_date(facility.available_from), format_date(facility.available_until),
                            format_date(on), format_days(days), early ? "early" : "late"),
                "check --on; `pvault report facilities` shows the terms");
}

Expected<void> check_undisbursed(const DrawableFacility& facility, const DrawdownRequest& request) {
  if (request.amount <= facility.undisbursed) return {};
  return refuse(Rule::above_undisbursed,
                fmt::format("asked for {} on {}, {} undisbursed at {}, short by {}", format_money(request.amount),
                            facility.code, format_money(facility.undisbursed), format_date(request.on),
                            format_money(request.amount - facility.undisbursed)),
                facility.undisbursed > Money() ? fmt::format("draw at most {}", format_money(facility.undisbursed))
                                               : "`pvault report facilities` shows what can be drawn");
}

Expected<void> check_use(const DrawUse& use, const FinancedPurchase& purchase) {
  if (auto positive = check_positive(use.amount); !positive) return positive;
  if (!purchase.is_purchase) {
    return refuse(Rule::use_not_a_purchase, fmt::format("entry {} is not a purchase", number_of(use.purchase)),
                  "`pvault report journal` shows the entries and their kinds");
  }
  if (purchase.reversed_by) {
    return refuse(
        Rule::use_not_a_purchase,
        fmt::format("purchase {} was reversed by entry {}", number_of(use.purchase), number_of(*purchase.reversed_by)),
        "name a purchase that stands");
  }
  const Money open = purchase.cost - purchase.financed;
  if (use.amount <= open) return {};
  return refuse(Rule::purchase_already_financed,
                fmt::format("asked for {} of purchase {}, which cost {} and has {} financed, over by {}",
                            format_money(use.amount), number_of(use.purchase), format_money(purchase.cost),
                            format_money(purchase.financed), format_money(use.amount - open)),
                open > Money() ? fmt::format("use at most {} for it", format_money(open))
                               : "`pvault report sources-and-uses` shows what financed it");
}

Expected<void> check_uses(const DrawdownRequest& request, const std::vector<FinancedPurchase>& purchases) {
  assert(request.uses.size() == purchases.size());
  Money used;
  std::set<EntryId> named;
  for (std::size_t i = 0; i < request.uses.size(); ++i) {
    if (!named.insert(request.uses[i].purchase).second) {
      return refuse(Rule::use_named_twice,
                    fmt::format("purchase {} is named twice", number_of(request.uses[i].purchase)),
                    "give one --use for each purchase");
    }
    if (auto fits = check_use(request.uses[i], purchases[i]); !fits) return fits;
    used += request.uses[i].amount;
  }
  if (used <= request.amount) return {};
  return refuse(Rule::use_above_drawdown,
                fmt::format("the uses come to {}, the drawdown is {}, over by {}", format_money(used),
                            format_money(request.amount), format_money(used - request.amount)),
                "draw more or use less");
}

} // namespace

Expected<Postings> plan_drawdown(const DrawableFacility& facility, const DrawdownRequest& request,
                                 const std::vector<FinancedPurchase>& purchases) {
  auto allowed = check_positive(request.amount);
  if (allowed) allowed = check_dates(facility, request.on);
  if (allowed) allowed = check_undisbursed(facility, request);
  if (allowed) allowed = check_uses(request, purchases);
  if (!allowed) return tl::unexpected(allowed.error());
  return Postings{{.account = Account::cash, .amount = request.amount},
                  {.account = Account::loan_principal, .facility = facility.id, .amount = -request.amount},
                  {.account = Account::commitment_undisbursed, .facility = facility.id, .amount = -request.amount},
                  {.account = Account::commitment_disbursed, .facility = facility.id, .amount = request.amount}};
}

} // namespace pvault
