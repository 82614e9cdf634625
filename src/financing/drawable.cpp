#include "financing/drawable.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>

namespace pvault {

namespace {

using Amounts = std::map<FacilityId, Money>;

Money with_fee(const DrawSource& source, Money amount) {
  return amount + draw_fees(source.facts, source.terms, amount).financed;
}

// The largest drawdown that is, with the fee it finances, not above the limit. A fee never falls when more is drawn.
Money largest_draw(const DrawSource& source, Money limit) {
  if (limit <= Money() || with_fee(source, Money()) > limit) return {};
  Money fits;
  Money above = limit + Money::cents(1);
  while (above - fits > Money::cents(1)) {
    const Money middle = Money::cents(std::midpoint(fits.cents(), above.cents()));
    (with_fee(source, middle) <= limit ? fits : above) = middle;
  }
  return fits;
}

bool counts_against(const BaseLimit& base, FacilityId facility) {
  return std::ranges::find(base.facilities, facility) != base.facilities.end();
}

Amounts draw_within(const std::vector<DrawSource>& sources, std::vector<BaseLimit> bases) {
  const auto bases_of = [&](const DrawSource* source) {
    return std::ranges::count_if(bases, [&](const BaseLimit& base) { return counts_against(base, source->id); });
  };
  std::vector<const DrawSource*> in_order;
  in_order.reserve(sources.size());
  for (const DrawSource& source : sources)
    in_order.push_back(&source);
  std::ranges::stable_sort(in_order, {}, bases_of);
  Amounts amounts;
  for (const DrawSource* source : in_order) {
    Money limit = source->undisbursed;
    for (const BaseLimit& base : bases) {
      if (counts_against(base, source->id)) limit = std::min(limit, base.headroom);
    }
    const Money amount = amounts[source->id] = largest_draw(*source, limit);
    for (BaseLimit& base : bases) {
      if (amount > Money() && counts_against(base, source->id)) base.headroom -= with_fee(*source, amount);
    }
  }
  return amounts;
}

Money total_of(const Amounts& amounts) {
  Money sum;
  for (const auto& [facility, amount] : amounts)
    sum += amount;
  return sum;
}

constexpr std::int64_t whole_share = 1'000'000'000; // parts per billion

// What the facilities with shares can draw together: the whole of which none has to bear more than it can.
Money draw_in_shares(const std::vector<ShareOfFacility>& shares, const Amounts& amounts) {
  std::optional<Exact> whole_cents;
  Money drawn;
  for (const ShareOfFacility& share : shares) {
    drawn += share.drawn;
    if (share.share == Rate()) continue;
    const auto own = amounts.find(share.facility);
    const Money most = share.drawn + (own == amounts.end() ? Money() : own->second);
    const Exact whole = Exact(most.cents()) * whole_share / share.share.parts_per_billion();
    whole_cents = whole_cents ? std::min(*whole_cents, whole) : whole;
  }
  if (!whole_cents || *whole_cents <= drawn.cents()) return {};
  const auto cents = round_to_integer(*whole_cents - drawn.cents(), Rounding::down);
  const Money together = Money::cents(cents.value_or(0));
  return split_by_shares(together, shares) ? together : Money();
}

} // namespace

Drawable compute_drawable(const std::vector<DrawSource>& sources, const std::vector<BaseLimit>& bases,
                          const std::vector<ShareOfFacility>& shares) {
  Drawable drawable;
  for (const DrawSource& source : sources) {
    drawable.undisbursed += source.undisbursed;
    drawable.within_fees += largest_draw(source, source.undisbursed);
  }
  Amounts amounts = draw_within(sources, bases);
  drawable.within_bases = total_of(amounts);
  drawable.within_shares = drawable.within_bases;
  if (shares.empty()) return drawable;
  const Money together = draw_in_shares(shares, amounts);
  for (const ShareOfFacility& share : shares)
    amounts.erase(share.facility);
  drawable.within_shares = total_of(amounts) + together;
  return drawable;
}

} // namespace pvault
