#include "stockpile/settlement.hpp"

#include "units/largest_remainder.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault {

namespace {

Expected<void> check_provisional(const ProvisionalLot& lot) {
  if (!lot.is_provisional) {
    return refuse(
        Rule::lot_not_provisional,
        fmt::format("lot {} was not bought on a provisional assay: what it holds and costs is final", lot.code),
        "a mistake is undone by `pvault reverse`; a lot that is to be settled is bought with --provisional");
  }
  if (!lot.settled_by) return {};
  return refuse(Rule::lot_already_settled,
                fmt::format("lot {} was settled by entry {}", lot.code, number_of(*lot.settled_by)),
                fmt::format("`pvault reverse {} --reason TEXT`, then settle it anew", number_of(*lot.settled_by)));
}

// What is owed back is what was lent, and its cost is neither on hand nor gone.
Expected<void> check_not_lent(const ProvisionalLot& lot) {
  if (!lot.lent) return {};
  return refuse(Rule::lot_lent,
                fmt::format("{} kg of lot {} are owed back of entry {}, and are neither on hand nor gone",
                            format_kilograms(lot.lent->mass), lot.lent->lot_code, number_of(lot.lent->release)),
                fmt::format("record what came back, or what will not, with `pvault return record --release {}`; then "
                            "settle lot {}",
                            number_of(lot.lent->release), lot.code));
}

// Where the metal lies by then is what is corrected.
Expected<void> check_there(const ProvisionalLot& lot, Date on) {
  std::string code = lot.code;
  Date there_from = lot.received_on;
  for (const SettledLot& part : lot.lots) {
    if (part.drawable_from <= there_from) continue;
    there_from = part.drawable_from;
    code = part.code;
  }
  if (on >= there_from) return {};
  return refuse(Rule::lot_not_yet_received,
                fmt::format("lot {} is there from {} on, the settlement is dated {}, {} earlier", code,
                            format_date(there_from), format_date(on), format_days(days_between(on, there_from))),
                fmt::format("date it {} or later", format_date(there_from)));
}

Delivery final_delivery(const ProvisionalLot& lot, const SettlementRequest& request) {
  Delivery delivery = lot.delivery;
  if (request.mass) delivery.mass = *request.mass;
  if (request.assay) delivery.assay = request.assay;
  if (request.moisture) {
    delivery.moisture = request.moisture;
    delivery.moisture_text = request.moisture_text;
  }
  return delivery;
}

Expected<Money> final_metal_cost(const Mineral& mineral, const ProvisionalLot& lot, const SettlementRequest& request,
                                 const ContainedMass& final) {
  const bool both = request.price && request.cost;
  if (both || (!request.price && !request.cost && !lot.price)) {
    return refuse(Rule::cost_ambiguous,
                  both ? "both a price and a cost are given"
                       : fmt::format("lot {} was bought for {}, and neither a price nor a cost says what it costs "
                                     "after all",
                                     lot.code, format_money(lot.metal)),
                  "give --price \"380 USD/mtu of WO3\" or --cost \"827500 USD\"");
  }
  if (request.cost) return *request.cost;
  return amount_at(mineral, request.price ? *request.price : *lot.price, final.exact_mg, "the cost comes");
}

DeliveryParts parts_of(const ProvisionalLot& lot) {
  DeliveryParts parts;
  for (const SettledLot& part : lot.lots) {
    parts.masses_mg.push_back(part.mass.milligrams());
    parts.costs_cents.push_back(part.cost.cents());
  }
  for (const Mass mass : {lot.released, lot.lost, lot.yield_lost})
    parts.masses_mg.push_back(mass.milligrams());
  for (const Money cost : {lot.released_cost, lot.lost_cost})
    parts.costs_cents.push_back(cost.cents());
  return parts;
}

Exact sum_of(const std::vector<std::int64_t>& values) {
  Exact sum = 0;
  for (const std::int64_t value : values)
    sum += value;
  return sum;
}

// Needs a whole that is not negative, and weights of which one is above zero.
std::vector<std::int64_t> shared(const Exact& whole, const std::vector<std::int64_t>& weights) {
  const Exact sum = sum_of(weights);
  std::vector<Exact> exact;
  exact.reserve(weights.size());
  for (const std::int64_t weight : weights)
    exact.emplace_back(whole * weight / sum);
  return whole_parts(round_to_integer(whole, Rounding::half_even).value(), exact);
}

// By cost; where nothing has any, by mass.
std::vector<std::int64_t> share_costs(const DeliveryParts& before, const std::vector<std::int64_t>& masses_mg,
                                      const Exact& whole_cents) {
  const std::size_t released = before.costs_cents.size() - 2;
  if (whole_cents < 0) { // costs were written down below what is given back
    std::vector<std::int64_t> costs(before.costs_cents.size(), 0);
    costs[released] = round_to_integer(whole_cents, Rounding::half_even).value();
    return costs;
  }
  std::vector<std::int64_t> weights = before.costs_cents;
  for (std::size_t i = 0; i < released; ++i)
    weights[i] = masses_mg[i] > 0 ? weights[i] : 0;
  if (sum_of(weights) > 0) return shared(whole_cents, weights);
  weights.assign(masses_mg.begin(), masses_mg.end() - 1);
  if (sum_of(weights) == 0) weights[released] = 1; // all of it was lost as yield
  return shared(whole_cents, weights);
}

// What is sold of a lot and not shipped is left in it.
Expected<void> check_sold(const ProvisionalLot& lot, const DeliveryParts& after) {
  for (std::size_t i = 0; i < lot.lots.size(); ++i) {
    const SettledLot& part = lot.lots[i];
    const Mass left = Mass::milligrams(after.masses_mg[i]);
    if (left >= part.sold) continue;
    return refuse(
        Rule::lot_mass_sold,
        fmt::format("lot {} would hold {} kg after all, {} kg are sold of it and not shipped, short by {} kg",
                    part.code, format_kilograms(left), format_kilograms(part.sold), format_kilograms(part.sold - left)),
        "`pvault report sales` shows the sales; cancel one with `pvault sale cancel`, settle the lot, and sell "
        "anew what there is");
  }
  return {};
}

Postings settlement_postings(const Mineral& mineral, const ProvisionalLot& lot, const SettlementPlan& plan,
                             const DeliveryParts& before, const DeliveryParts& after) {
  Postings postings;
  const auto add = [&](const Posting& posting) {
    if (posting.mass != Mass() || posting.amount != Money()) postings.push_back(posting);
  };
  const auto mass = [&](std::size_t i) { return Mass::milligrams(after.masses_mg[i] - before.masses_mg[i]); };
  const auto cost = [&](std::size_t i) { return Money::cents(after.costs_cents[i] - before.costs_cents[i]); };
  const std::size_t released = lot.lots.size();
  for (std::size_t i = 0; i < released; ++i)
    add({.account = Account::inventory,
         .mineral = mineral.id,
         .lot = lot.lots[i].id,
         .mass = mass(i),
         .amount = cost(i)});
  add({.account = Account::released_to, .mineral = mineral.id, .mass = mass(released)});
  add({.account = Account::lost, .mineral = mineral.id, .mass = mass(released + 1) + mass(released + 2)});
  add({.account = Account::cost_of_releases, .mineral = mineral.id, .amount = cost(released)});
  add({.account = Account::loss_and_shrinkage, .mineral = mineral.id, .amount = cost(released + 1)});
  add({.account = Account::received_from, .mineral = mineral.id, .party = lot.supplier, .mass = -plan.delta});
  add({.account = Account::payable, .party = lot.supplier, .amount = -plan.delta_cost});
  return postings;
}

} // namespace

DeliveryParts settle_parts(const DeliveryParts& before, Mass delta, Money delta_cost) {
  DeliveryParts after;
  after.masses_mg = shared(sum_of(before.masses_mg) + delta.milligrams(), before.masses_mg);
  after.costs_cents = share_costs(before, after.masses_mg, sum_of(before.costs_cents) + delta_cost.cents());
  return after;
}

Expected<SettlementPlan> plan_settlement(const Mineral& mineral, const ProvisionalLot& lot,
                                         const SettlementRequest& request) {
  if (auto open = check_provisional(lot); !open) return tl::unexpected(open.error());
  if (auto back = check_not_lent(lot); !back) return tl::unexpected(back.error());
  if (auto there = check_there(lot, request.on); !there) return tl::unexpected(there.error());
  auto final = contained_mass(mineral, final_delivery(lot, request));
  if (!final) return tl::unexpected(final.error());
  const auto metal = final_metal_cost(mineral, lot, request, *final);
  if (!metal) return tl::unexpected(metal.error());
  SettlementPlan plan{.final = *final,
                      .metal = *metal,
                      .delta = final->mass - lot.received,
                      .delta_cost = *metal - lot.metal,
                      .postings = {}};
  const DeliveryParts before = parts_of(lot);
  const Exact whole_mg = sum_of(before.masses_mg) + plan.delta.milligrams();
  if (whole_mg <= 0) {
    return refuse(Rule::mass_not_positive,
                  fmt::format("the final assay would leave nothing of lot {} where the book has some", lot.code),
                  "check the assay and the mass");
  }
  const DeliveryParts after = settle_parts(before, plan.delta, plan.delta_cost);
  if (auto kept = check_sold(lot, after); !kept) return tl::unexpected(kept.error());
  plan.postings = settlement_postings(mineral, lot, plan, before, after);
  return plan;
}

} // namespace pvault
