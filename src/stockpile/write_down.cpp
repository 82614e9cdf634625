#include "stockpile/write_down.hpp"

#include "stockpile/purchase.hpp"
#include "units/largest_remainder.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault {

namespace {

// Parts of what is written down, none above its limit: what is too much for one goes to the first that have room.
// Needs limits that together hold it.
void keep_within(std::vector<Money>& parts, const std::vector<Money>& limits) {
  Money excess;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Money above = std::max(Money(), parts[i] - limits[i]);
    parts[i] -= above;
    excess += above;
  }
  for (std::size_t i = 0; i < parts.size() && excess > Money(); ++i) {
    const Money more = std::min(excess, limits[i] - parts[i]);
    parts[i] += more;
    excess -= more;
  }
}

Expected<Money> amount_to(const Mineral& mineral, const QuotedPrice& quoted, Mass mass, Money carrying) {
  const auto price = basis_price(mineral, quoted);
  if (!price) return tl::unexpected(price.error());
  const auto worth = round_to_integer(Exact(price->cents) * mass.milligrams() / price->per_mg, Rounding::half_even);
  if (!worth || *worth >= carrying.cents()) return Money();
  return carrying - Money::cents(*worth);
}

Expected<Money> amount_of(const Mineral& mineral, const WriteDownRequest& request, Mass mass, Money carrying) {
  if (!request.to) return request.amount.value_or(Money());
  return amount_to(mineral, *request.to, mass, carrying);
}

} // namespace

Expected<WriteDownPlan> plan_write_down(const Mineral& mineral, const std::vector<LotValue>& lots,
                                        const WriteDownRequest& request) {
  if (auto single = check_not_group(mineral); !single) return tl::unexpected(single.error());
  Mass mass;
  Money carrying;
  for (const LotValue& lot : lots) {
    mass += lot.mass;
    carrying += lot.carrying();
  }
  const auto amount = amount_of(mineral, request, mass, carrying);
  if (!amount) return tl::unexpected(amount.error());
  if (*amount == Money()) {
    const std::string worth = request.to ? fmt::format(", at \"{}\" no less than that", request.to->text) : "";
    return refuse(Rule::amount_not_positive,
                  fmt::format("{} is carried at {} on {}{}: there is nothing to write down", request.of,
                              format_money(carrying), format_date(request.on), worth),
                  "an amount above zero, or a price below what it is carried at");
  }
  if (*amount > carrying) {
    return refuse(
        Rule::write_down_above_cost,
        fmt::format("{} is carried at {} on {}, and would be written down by {}, {} more", request.of,
                    format_money(carrying), format_date(request.on), format_money(*amount),
                    format_money(*amount - carrying)),
        fmt::format("write down at most {}; `pvault report lots` shows cost and write-downs", format_money(carrying)));
  }
  std::vector<std::int64_t> weights;
  weights.reserve(lots.size());
  for (const LotValue& lot : lots)
    weights.push_back(lot.carrying().cents());
  WriteDownPlan plan{.amount = *amount, .lots = {}, .postings = {}};
  const std::vector<Money> parts = share_by_weight(*amount, weights);
  for (std::size_t i = 0; i < lots.size(); ++i) {
    if (parts[i] > Money()) plan.lots.push_back({lots[i].lot, parts[i]});
  }
  plan.postings = {{.account = Account::write_downs, .mineral = mineral.id, .amount = *amount},
                   {.account = Account::inventory_written_down, .mineral = mineral.id, .amount = -*amount}};
  return plan;
}

namespace {

// What of a lot's write-down goes with a draw: never so much that it is more than the cost that goes, nor so little
// that more is left than the cost that is.
Money leaving(const LotValue& lot, Mass mass, Money cost) {
  const Money part =
      Money::cents(share_of(lot.written_down.cents(), mass.milligrams(), lot.mass.milligrams(), Rounding::half_even));
  const Money least = std::max(Money(), lot.written_down - (lot.cost - cost));
  return std::clamp(part, least, std::max(least, std::min(lot.written_down, cost)));
}

Postings released_postings(std::optional<MineralId> mineral, Money amount) {
  return {{.account = Account::inventory_written_down, .mineral = mineral, .amount = amount},
          {.account = Account::write_downs_released, .mineral = mineral, .amount = -amount}};
}

} // namespace

CarriedWriteDowns carry_write_downs(const Postings& postings, const std::map<LotId, LotValue>& before,
                                    MassGoes mass_goes) {
  CarriedWriteDowns carried;
  Money left;
  std::optional<MineralId> mineral;
  std::vector<LotId> filled;
  std::vector<Mass> masses;
  std::vector<Money> costs;
  for (const Posting& posting : postings) {
    if (!posting.lot) continue;
    const auto lot = before.find(*posting.lot);
    if (posting.mass < Mass() && lot != before.end() && lot->second.written_down > Money()) {
      const Money part = leaving(lot->second, -posting.mass, -posting.amount);
      if (part > Money()) carried.lots.push_back({*posting.lot, -part});
      left += part;
      mineral = posting.mineral;
    }
    if (posting.mass <= Mass()) continue;
    filled.push_back(*posting.lot);
    masses.push_back(posting.mass);
    costs.push_back(posting.amount);
  }
  if (left == Money()) return carried;
  if (mass_goes == MassGoes::away) {
    carried.postings = released_postings(mineral, left);
    return carried;
  }
  std::vector<Money> parts = share_by_mass(left, masses);
  keep_within(parts, costs);
  for (std::size_t i = 0; i < filled.size(); ++i) {
    if (parts[i] > Money()) carried.lots.push_back({filled[i], parts[i]});
  }
  return carried;
}

CarriedWriteDowns settle_write_downs(const Postings& postings, const std::map<LotId, LotValue>& before) {
  CarriedWriteDowns carried;
  Money left;
  std::optional<MineralId> mineral;
  for (const Posting& posting : postings) {
    if (!posting.lot || posting.amount >= Money()) continue;
    const auto lot = before.find(*posting.lot);
    if (lot == before.end() || lot->second.written_down == Money()) continue;
    const LotValue& value = lot->second;
    const Money part = Money::cents(
        share_of(value.written_down.cents(), -posting.amount.cents(), value.cost.cents(), Rounding::half_even));
    if (part == Money()) continue;
    carried.lots.push_back({*posting.lot, -part});
    left += part;
    mineral = posting.mineral;
  }
  if (left != Money()) carried.postings = released_postings(mineral, left);
  return carried;
}

CarriedWriteDowns return_write_downs(const std::vector<LentBack>& parts, MineralId mineral) {
  CarriedWriteDowns carried;
  Money back;
  for (const LentBack& part : parts) {
    const Money due = Money::cents(share_of(part.written_down.cents(), (part.back_before + part.mass).milligrams(),
                                            part.lent.milligrams(), Rounding::half_even));
    const Money share = std::min(part.cost, due - part.brought_before);
    if (share <= Money()) continue;
    carried.lots.push_back({part.lot, share});
    back += share;
  }
  if (back != Money()) carried.postings = released_postings(mineral, -back);
  return carried;
}

std::vector<LotWriteDown> even_write_downs(const std::vector<LotValue>& lots) {
  Money all;
  std::vector<Mass> masses;
  std::vector<Money> costs;
  for (const LotValue& lot : lots) {
    all += lot.written_down;
    masses.push_back(lot.mass);
    costs.push_back(lot.cost);
  }
  if (all == Money()) return {};
  std::vector<Money> parts = share_by_mass(all, masses);
  keep_within(parts, costs);
  std::vector<LotWriteDown> shifts;
  for (std::size_t i = 0; i < lots.size(); ++i) {
    const Money shift = parts[i] - lots[i].written_down;
    if (shift != Money()) shifts.push_back({lots[i].lot, shift});
  }
  return shifts;
}

} // namespace pvault
