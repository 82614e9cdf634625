#include "financing/drawdown.hpp"

#include "units/largest_remainder.hpp"

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

Expected<void> check_in_force(const DrawableFacility& facility, Date on, std::string_view what) {
  if (on >= facility.in_force_from) return {};
  return refuse(Rule::facility_not_in_force,
                fmt::format("{} is in force from {}, the {} is dated {}, {} earlier", facility.code,
                            format_date(facility.in_force_from), what, format_date(on),
                            format_days(days_between(on, facility.in_force_from))),
                fmt::format("date it {} or later", format_date(facility.in_force_from)));
}

Expected<void> check_dates(const DrawableFacility& facility, Date on) {
  if (auto in_force = check_in_force(facility, on, "drawdown"); !in_force) return in_force;
  if (on >= facility.available_from && on <= facility.available_until) return {};
  const bool early = on < facility.available_from;
  const int days = early ? days_between(on, facility.available_from) : days_between(facility.available_until, on);
  return refuse(Rule::outside_availability,
                fmt::format("{} can be drawn from {} to {}, the drawdown is dated {}, {} too {}", facility.code,
                            format_date(facility.available_from), format_date(facility.available_until),
                            format_date(on), format_days(days), early ? "early" : "late"),
                "check --on; `pvault report facilities` shows the terms");
}

Expected<void> check_conditions(const DrawableFacility& facility, Date on) {
  if (!facility.conditions_open.empty()) {
    return refuse(
        Rule::condition_not_met,
        fmt::format("{} cannot be drawn on {} before these conditions are met: {}", facility.code, format_date(on),
                    fmt::join(facility.conditions_open, "; ")),
        fmt::format("pvault facility condition {} \"{}\" --on DATE", facility.code, facility.conditions_open.front()));
  }
  if (facility.index_without_fixing.empty()) return {};
  return refuse(Rule::fixing_missing,
                fmt::format("the rate of {} follows {}, which has no fixing dated {} or earlier", facility.code,
                            facility.index_without_fixing, format_date(on)),
                fmt::format("pvault fixing add {} --on {} --rate PERCENT --source TEXT", facility.index_without_fixing,
                            format_date(on)));
}

Expected<void> check_undisbursed(const DrawableFacility& facility, const DrawdownRequest& request) {
  const Money wanted = request.amount + facility.fees.financed;
  if (wanted <= facility.undisbursed) return {};
  const std::string with_fee = facility.fees.financed == Money()
                                   ? ""
                                   : fmt::format(" and {} of fee it finances", format_money(facility.fees.financed));
  return refuse(Rule::above_undisbursed,
                fmt::format("asked for {}{} on {}, {} undisbursed at {}, short by {}", format_money(request.amount),
                            with_fee, facility.code, format_money(facility.undisbursed), format_date(request.on),
                            format_money(wanted - facility.undisbursed)),
                facility.undisbursed > Money() && with_fee.empty()
                    ? fmt::format("draw at most {}", format_money(facility.undisbursed))
                    : "`pvault report facilities` shows what can be drawn");
}

Expected<void> check_use(const DrawUse& use, const FinancedPurchase& purchase) {
  if (auto positive = check_positive(use.amount); !positive) return positive;
  if (auto stands = check_stands(purchase); !stands) return stands;
  const Money open = purchase.open();
  if (use.amount <= open) return {};
  return refuse(Rule::purchase_already_financed,
                fmt::format("asked for {} of {}, over by {}", format_money(use.amount), describe(purchase),
                            format_money(use.amount - open)),
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

Expected<void> check_stands(const FinancedPurchase& purchase) {
  if (!purchase.is_purchase) {
    return refuse(Rule::use_not_a_purchase, fmt::format("entry {} is not a purchase", number_of(purchase.entry)),
                  "`pvault report journal` shows the entries and their kinds");
  }
  if (!purchase.reversed_by) return {};
  return refuse(
      Rule::use_not_a_purchase,
      fmt::format("purchase {} was reversed by entry {}", number_of(purchase.entry), number_of(*purchase.reversed_by)),
      "name a purchase that stands");
}

std::string describe(const FinancedPurchase& purchase) {
  const std::string requested =
      purchase.requested == Money() ? "" : fmt::format(" and {} requested", format_money(purchase.requested));
  return fmt::format("purchase {}, which cost {} and has {} financed{}", number_of(purchase.entry),
                     format_money(purchase.cost), format_money(purchase.financed), requested);
}

Expected<Postings> plan_drawdown(const DrawableFacility& facility, const DrawdownRequest& request,
                                 const std::vector<FinancedPurchase>& purchases) {
  auto allowed = check_positive(request.amount);
  if (allowed) allowed = check_dates(facility, request.on);
  if (allowed) allowed = check_conditions(facility, request.on);
  if (allowed) allowed = check_undisbursed(facility, request);
  if (allowed) allowed = check_uses(request, purchases);
  if (!allowed) return tl::unexpected(allowed.error());
  const Money disbursed = request.amount + facility.fees.financed;
  Postings postings{{.account = Account::cash, .amount = request.amount},
                    {.account = Account::loan_principal, .facility = facility.id, .amount = -disbursed},
                    {.account = Account::exposure_fee,
                     .facility = facility.id,
                     .amount = facility.fees.financed + facility.fees.cash},
                    {.account = Account::accrued_fees, .facility = facility.id, .amount = -facility.fees.cash},
                    {.account = Account::commitment_undisbursed, .facility = facility.id, .amount = -disbursed},
                    {.account = Account::commitment_disbursed, .facility = facility.id, .amount = disbursed}};
  std::erase_if(postings, [](const Posting& posting) { return posting.amount == Money(); });
  return postings;
}

namespace {

Money total_drawn(const std::vector<ShareOfFacility>& shares) {
  Money total;
  for (const ShareOfFacility& share : shares)
    total += share.drawn;
  return total;
}

} // namespace

Expected<std::vector<Money>> split_by_shares(Money amount, const std::vector<ShareOfFacility>& shares) {
  std::vector<Exact> weights;
  weights.reserve(shares.size());
  for (const ShareOfFacility& share : shares)
    weights.emplace_back(share.share.parts_per_billion());
  std::vector<Money> parts = share_by_weight(total_drawn(shares) + amount, weights);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    parts[i] -= shares[i].drawn;
    if (parts[i] >= Money()) continue;
    return refuse(Rule::financing_share_broken,
                  fmt::format("{} has drawn {} and would be {} above its share of {}% of the whole", shares[i].code,
                              format_money(shares[i].drawn), format_money(-parts[i]),
                              format_percent_number(shares[i].share)),
                  "draw more, or on the other facilities first");
  }
  return parts;
}

Expected<void> check_shares(const std::vector<ShareOfFacility>& shares) {
  const Money total = total_drawn(shares);
  constexpr std::int64_t whole = 1'000'000'000; // parts per billion
  for (const ShareOfFacility& share : shares) {
    const auto most = round_to_integer(Exact(total.cents()) * share.share.parts_per_billion() / whole, Rounding::up);
    if (!most || share.drawn.cents() <= *most) continue;
    return refuse(Rule::financing_share_broken,
                  fmt::format("{} would have drawn {} of {} in all, its share of {}% is {}, over by {}", share.code,
                              format_money(share.drawn), format_money(total), format_percent_number(share.share),
                              format_money(Money::cents(*most)), format_money(share.drawn - Money::cents(*most))),
                  "draw on all lenders at once with `pvault drawdown record --pro-rata`");
  }
  return {};
}

Expected<Postings> plan_cancellation(const DrawableFacility& facility, Date on, Money amount) {
  auto allowed = check_positive(amount);
  if (allowed) allowed = check_in_force(facility, on, "cancellation");
  if (!allowed) return tl::unexpected(allowed.error());
  if (amount > facility.undisbursed) {
    return refuse(Rule::above_undisbursed,
                  fmt::format("asked to cancel {} of {}, {} undisbursed, over by {}", format_money(amount),
                              facility.code, format_money(facility.undisbursed),
                              format_money(amount - facility.undisbursed)),
                  "`pvault report facilities` shows what can be cancelled");
  }
  return Postings{{.account = Account::commitment_undisbursed, .facility = facility.id, .amount = -amount},
                  {.account = Account::commitment_cancelled, .facility = facility.id, .amount = amount}};
}

} // namespace pvault
