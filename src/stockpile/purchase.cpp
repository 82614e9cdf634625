#include "stockpile/purchase.hpp"

#include <fmt/format.h>

namespace pvault {

Expected<void> check_not_group(const Mineral& mineral) {
  if (!mineral.is_group) return {};
  return refuse(Rule::mineral_is_group,
                fmt::format("{} is a group of minerals and has no stock and no price of its own", mineral.code),
                "name a member; `pvault mineral list` shows them");
}

namespace {

Expected<Money> whole_cents(const Exact& exact_cents) {
  const auto cents = round_to_integer(exact_cents, Rounding::half_even);
  if (cents && *cents <= largest_money_cents) return Money::cents(*cents);
  return refuse(Rule::money_out_of_range,
                fmt::format("the cost comes to more than {}, the most one figure can be",
                            format_money(Money::cents(largest_money_cents))),
                "check the mass, the price and their units");
}

Expected<void> check_costs(const PurchaseRequest& request) {
  if (request.price.has_value() == request.cost.has_value()) {
    return refuse(Rule::cost_ambiguous,
                  request.price ? "both a price and a cost are given" : "neither a price nor a cost is given",
                  "give --price \"33.1 USD/kg\" or --cost \"827500 USD\"");
  }
  for (const LandedCost& cost : request.landed) {
    if (cost.amount > Money()) continue;
    return refuse(Rule::amount_not_positive,
                  fmt::format("the landed cost {} is {}", cost.what, format_money(cost.amount)),
                  "leave it out or give an amount above zero");
  }
  return {};
}

Expected<Money> metal_cost(const Mineral& mineral, const PurchaseRequest& request, const ContainedMass& received) {
  if (request.cost) return *request.cost;
  return amount_at(mineral, *request.price, received.exact_mg, "the cost comes");
}

Expected<Money> sum_of_landed(Money metal, const std::vector<LandedCost>& landed) {
  Exact total_cents = metal.cents();
  for (const LandedCost& cost : landed)
    total_cents += cost.amount.cents();
  return whole_cents(total_cents);
}

Postings purchase_postings(const Mineral& mineral, const PurchaseRequest& request, Mass mass, Money cost, LotId lot) {
  Postings postings;
  postings.push_back({.account = Account::inventory, .mineral = mineral.id, .lot = lot, .mass = mass, .amount = cost});
  postings.push_back(
      {.account = Account::received_from, .mineral = mineral.id, .party = request.supplier, .mass = -mass});
  if (cost != Money()) postings.push_back({.account = Account::payable, .party = request.supplier, .amount = -cost});
  return postings;
}

} // namespace

Expected<PurchasePlan> plan_purchase(const Mineral& mineral, const PurchaseRequest& request, LotId lot) {
  if (auto single = check_not_group(mineral); !single) return tl::unexpected(single.error());
  auto received = contained_mass(mineral, request.delivery);
  if (!received) return tl::unexpected(received.error());
  if (auto sound = check_lot_paper({mineral, request.delivery, request.price, request.on}, request.paper); !sound)
    return tl::unexpected(sound.error());
  if (auto sound = check_costs(request); !sound) return tl::unexpected(sound.error());
  const auto metal = metal_cost(mineral, request, *received);
  if (!metal) return tl::unexpected(metal.error());
  const auto landed = sum_of_landed(*metal, request.landed);
  if (!landed) return tl::unexpected(landed.error());
  return PurchasePlan{*received, *metal, *landed, purchase_postings(mineral, request, received->mass, *landed, lot)};
}

} // namespace pvault
