#include "stockpile/transfer.hpp"

#include "units/choice.hpp"
#include "units/largest_remainder.hpp"

#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace pvault {

namespace {

constexpr Choices<TransferKind, 4> transfer_kinds = {{{TransferKind::transfer, "transfer"},
                                                      {TransferKind::repack, "repack"},
                                                      {TransferKind::upgrade, "upgrade"},
                                                      {TransferKind::processing, "processing"}}};

Expected<void> check_place(const OpenLot& lot, const TransferRequest& request) {
  if (!request.from_site_code.empty() && lot.site != request.from_site) {
    return refuse(Rule::lot_at_other_site,
                  fmt::format("lot {} lies at {}, not at {}", lot.code, lot.site_code, request.from_site_code),
                  fmt::format("name a lot of {}; `pvault report lots` shows where each lies", request.from_site_code));
  }
  if (request.kind == TransferKind::transfer && request.to_site == lot.site) {
    return refuse(Rule::transfer_changes_nothing, fmt::format("lot {} lies at {} already", lot.code, lot.site_code),
                  "name another site, or --kind repack to divide the lot where it lies");
  }
  if (lot.drawable_from > request.on) {
    return refuse(Rule::lot_not_yet_received,
                  fmt::format("lot {} can be drawn from {} on, the {} is dated {}, {} earlier", lot.code,
                              format_date(lot.drawable_from), transfer_kind_name(request.kind), format_date(request.on),
                              format_days(days_between(request.on, lot.drawable_from))),
                  fmt::format("date it {} or later, or name another lot", format_date(lot.drawable_from)));
  }
  if (!lot.pledged_to.empty()) {
    return refuse(Rule::lot_pledged,
                  fmt::format("lot {} is pledged to {}, and its receipt stands for metal that lies at {}", lot.code,
                              lot.pledged_to, lot.site_code),
                  fmt::format("`pvault pledge release --lot {} --on DATE` first, and pledge the new lot", lot.code));
  }
  return {};
}

// What shows how much a lot has left.
std::string show_lots(const Mineral& mineral, const std::optional<TakenLater>& taken) {
  const std::string as_of = taken ? fmt::format(" --as-of {}", format_date(taken->until)) : "";
  return fmt::format("`pvault report lots --mineral {}{}` shows what is where", mineral.code, as_of);
}

tl::unexpected<Refusal> refuse_insufficient(const Mineral& mineral, const OpenLot& lot, Mass asked,
                                            const std::optional<TakenLater>& taken) {
  const std::string at_most =
      lot.mass > Mass() ? fmt::format("take at most {} kg, or --all; ", format_kilograms(lot.mass)) : "";
  return refuse(Rule::lot_mass_insufficient,
                fmt::format("asked for {} kg of {}, lot {} at {} has {} kg left, short by {} kg{}",
                            format_kilograms(asked), mineral.code, lot.code, lot.site_code, format_kilograms(lot.mass),
                            format_kilograms(asked - lot.mass), describe_taken_later(taken)),
                at_most + show_lots(mineral, taken));
}

// What is promised to others stays where it is.
tl::unexpected<Refusal> refuse_sold(const Mineral& mineral, const OpenLot& lot, Mass asked) {
  return refuse(Rule::lot_mass_sold,
                fmt::format("asked for {} kg of {}, lot {} at {} has {} kg, of which {} kg are sold and not shipped, "
                            "short by {} kg",
                            format_kilograms(asked), mineral.code, lot.code, lot.site_code, format_kilograms(lot.mass),
                            format_kilograms(lot.sold), format_kilograms(asked - lot.free())),
                "`pvault report sales` shows what is sold; ship it, or `pvault sale cancel` it first");
}

// What is taken of the lot, as entered and as contained.
struct Taken {
  Mass mass;
  std::string entered;
  std::string factor_text;
};

Expected<Taken> take_mass(const Mineral& mineral, const OpenLot& lot, const TransferRequest& request) {
  if (!request.mass) {
    if (lot.sold > Mass()) return refuse_sold(mineral, lot, lot.mass);
    if (lot.mass > Mass()) return Taken{lot.mass, format_kilograms(lot.mass) + " kg", ""};
    return refuse(Rule::lot_mass_insufficient,
                  fmt::format("asked for all of lot {} at {}, which has 0 kg left{}", lot.code, lot.site_code,
                              describe_taken_later(request.taken_later)),
                  show_lots(mineral, request.taken_later));
  }
  const auto asked = contained_mass(mineral, {.mass = *request.mass});
  if (!asked) return tl::unexpected(asked.error());
  if (asked->mass > lot.mass) return refuse_insufficient(mineral, lot, asked->mass, request.taken_later);
  if (asked->mass > lot.free()) return refuse_sold(mineral, lot, asked->mass);
  return Taken{asked->mass, request.mass->text, asked->factor_text};
}

Expected<void> check_yield(const TransferRequest& request, Mass taken, Mass put_out) {
  if (put_out > taken) {
    return refuse(Rule::outputs_above_mass,
                  fmt::format("the outputs come to {} kg, above the mass taken, {} kg, by {} kg",
                              format_kilograms(put_out), format_kilograms(taken), format_kilograms(put_out - taken)),
                  "no form holds more of a mineral than went into it; check the masses and their units");
  }
  const bool may_lose = request.kind == TransferKind::upgrade || request.kind == TransferKind::processing;
  if (put_out == taken || may_lose) return {};
  return refuse(
      Rule::yield_loss_not_allowed,
      fmt::format("the outputs come to {} kg, the mass taken to {} kg; a {} loses nothing, and {} kg would be "
                  "lost",
                  format_kilograms(put_out), format_kilograms(taken), transfer_kind_name(request.kind),
                  format_kilograms(taken - put_out)),
      "--kind upgrade or --kind processing has a yield loss; what was lost otherwise is a release of --kind "
      "loss");
}

// The outputs with their masses, still without cost.
Expected<std::vector<TransferOutput>> put_out(const Mineral& mineral, const TransferRequest& request,
                                              const Taken& taken) {
  if (request.outputs.empty())
    return std::vector<TransferOutput>{
        {.mass_entered = taken.entered, .factor_text = taken.factor_text, .mass = taken.mass}};
  std::vector<TransferOutput> outputs;
  std::vector<Exact> parts_mg;
  for (const EnteredMass& entered : request.outputs) {
    const auto contained = contained_mass(mineral, {.mass = entered});
    if (!contained) return tl::unexpected(contained.error());
    outputs.push_back({.mass_entered = entered.text, .factor_text = contained->factor_text});
    parts_mg.push_back(contained->exact_mg);
  }
  const Exact sum_mg = std::accumulate(parts_mg.begin(), parts_mg.end(), Exact(0));
  const auto whole_mg = round_to_integer(sum_mg, Rounding::half_even);
  if (!whole_mg || *whole_mg > largest_mass_mg) {
    return refuse(Rule::outputs_above_mass,
                  fmt::format("the outputs come to more than {} kg, the most one figure can be",
                              format_kilograms(Mass::milligrams(largest_mass_mg))),
                  "check the masses and their units");
  }
  if (auto fit = check_yield(request, taken.mass, Mass::milligrams(*whole_mg)); !fit)
    return tl::unexpected(fit.error());
  const auto masses_mg = whole_parts(*whole_mg, parts_mg);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    outputs[i].mass = Mass::milligrams(masses_mg[i]);
    if (outputs[i].mass > Mass()) continue;
    return refuse(Rule::mass_not_positive,
                  fmt::format("\"{}\" comes to no whole milligram of {} beside the other outputs",
                              outputs[i].mass_entered, mineral.code),
                  "a mass above zero");
  }
  return outputs;
}

void share_cost(std::vector<TransferOutput>& outputs, Money cost) {
  std::vector<Mass> masses;
  masses.reserve(outputs.size());
  for (const TransferOutput& output : outputs)
    masses.push_back(output.mass);
  const std::vector<Money> costs = share_by_mass(cost, masses);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    outputs[i].cost = costs[i];
}

Postings transfer_postings(const Mineral& mineral, const OpenLot& lot, const TransferPlan& plan) {
  Postings postings;
  const auto move = [&](LotId of, Mass mass, Money cost) {
    postings.push_back({.account = Account::inventory, .mineral = mineral.id, .lot = of, .mass = mass, .amount = cost});
  };
  move(lot.id, -plan.mass, -plan.cost);
  for (const TransferOutput& output : plan.outputs)
    move(output.lot, output.mass, output.cost);
  if (plan.loss > Mass()) postings.push_back({.account = Account::lost, .mineral = mineral.id, .mass = plan.loss});
  return postings;
}

} // namespace

std::string_view transfer_kind_name(TransferKind kind) { return name_of(transfer_kinds, kind); }

Expected<TransferKind> parse_transfer_kind(std::string_view text) {
  return parse_choice(transfer_kinds, text, "a kind of transfer");
}

Expected<TransferPlan> plan_transfer(const Mineral& mineral, const OpenLot& lot, const TransferRequest& request,
                                     LotId first_lot) {
  if (auto placed = check_place(lot, request); !placed) return tl::unexpected(placed.error());
  const auto taken = take_mass(mineral, lot, request);
  if (!taken) return tl::unexpected(taken.error());
  auto outputs = put_out(mineral, request, *taken);
  if (!outputs) return tl::unexpected(outputs.error());
  const std::int64_t cost_cents =
      share_of(lot.cost.cents(), taken->mass.milligrams(), lot.mass.milligrams(), Rounding::half_even);

  TransferPlan plan{.mass = taken->mass,
                    .loss = taken->mass,
                    .cost = Money::cents(cost_cents),
                    .outputs = std::move(*outputs),
                    .postings = {}};
  for (std::size_t i = 0; i < plan.outputs.size(); ++i) {
    plan.outputs[i].lot = LotId{number_of(first_lot) + static_cast<std::int64_t>(i)};
    plan.loss -= plan.outputs[i].mass;
  }
  share_cost(plan.outputs, plan.cost);
  plan.postings = transfer_postings(mineral, lot, plan);
  return plan;
}

} // namespace pvault
