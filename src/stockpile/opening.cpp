#include "stockpile/opening.hpp"

#include "stockpile/purchase.hpp"

#include <fmt/format.h>

namespace pvault {

Expected<OpeningPlan> plan_opening(const Mineral& mineral, const OpeningRequest& request, LotId lot,
                                   const std::optional<StockEntry>& earliest) {
  if (auto single = check_not_group(mineral); !single) return tl::unexpected(single.error());
  auto received = contained_mass(mineral, request.delivery);
  if (!received) return tl::unexpected(received.error());
  if (auto sound = check_lot_paper({mineral, request.delivery, std::nullopt, request.on}, request.paper); !sound)
    return tl::unexpected(sound.error());
  if (request.paper.provisional) {
    return refuse(Rule::lot_not_provisional, "an opening balance is at deemed cost, which no final assay settles",
                  "record it as it is known, and reverse it when that was wrong");
  }
  if (earliest && earliest->on < request.on) {
    return refuse(Rule::opening_after_stock,
                  fmt::format("entry {} ({}) brought stock on {}, the opening balance is dated {}, {} later",
                              number_of(earliest->entry), earliest->kind, format_date(earliest->on),
                              format_date(request.on), format_days(days_between(earliest->on, request.on))),
                  fmt::format("date it {} or earlier; what came later is a purchase", format_date(earliest->on)));
  }
  OpeningPlan plan{.received = *received, .postings = {}};
  plan.postings.push_back({.account = Account::inventory,
                           .mineral = mineral.id,
                           .lot = lot,
                           .mass = received->mass,
                           .amount = request.deemed_cost});
  plan.postings.push_back({.account = Account::opening_stock, .mineral = mineral.id, .mass = -received->mass});
  if (request.deemed_cost != Money())
    plan.postings.push_back(
        {.account = Account::opening_balance, .mineral = mineral.id, .amount = -request.deemed_cost});
  return plan;
}

Expected<void> check_after_openings(Date on, const std::optional<StockEntry>& latest_opening) {
  if (!latest_opening || latest_opening->on <= on) return {};
  return refuse(Rule::opening_after_stock,
                fmt::format("the book opens with the balance of entry {} on {}, the entry is dated {}, {} earlier",
                            number_of(latest_opening->entry), format_date(latest_opening->on), format_date(on),
                            format_days(days_between(on, latest_opening->on))),
                fmt::format("what was on hand before is in the opening balances; date it {} or later",
                            format_date(latest_opening->on)));
}

} // namespace pvault
