#include "reports/plan_words.hpp"

#include "coverage/price_age.hpp"
#include "reports/all_reports.hpp"
#include "reports/demand_age.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::reports {

namespace {

std::optional<std::int64_t> tenths_with(const PlanLine& line, Mass bought) {
  const auto& demand = line.candidate.demand;
  return demand ? coverage_tenths(line.candidate.available + bought, *demand) : std::nullopt;
}

std::string in_days(std::int64_t tenths) { return fmt::format("{} days", format_scaled(tenths, 1, 1)); }
std::string in_days(const std::optional<std::int64_t>& tenths) { return tenths ? in_days(*tenths) : "unknown"; }
std::string in_days(const Exact& days) { return in_days(round_to_integer(days * 10, Rounding::down)); }

// What a purchase raises a cover to: a tiny one is more than no days, though it rounds down to them.
std::string raised_cover(const PlanLine& line) {
  return line.tenths_after() == 0 ? "less than 0.1 days" : in_days(line.tenths_after());
}

std::string lots_in_words(const PlanLine& line) {
  return fmt::format("{} of {} kg", counted(line.purchase.lots, "lot"), format_kilograms(*line.candidate.lot));
}

std::string in_lots(const PlanLine& line) { return line.candidate.lot ? " in " + lots_in_words(line) : ""; }

std::string why_capped(const PlanLine& line) {
  const std::string cap = format_money(*line.candidate.cap);
  if (!line.candidate.lot) {
    const bool buys_nothing = line.purchase.mass == Mass() && *line.candidate.cap > Money();
    return "its cap of " + cap + (buys_nothing ? " does not buy a milligram" : " is reached");
  }
  return fmt::format("its cap of {} allows {}", cap,
                     line.purchase.lots == 0 ? "no lot" : "only " + lots_in_words(line));
}

std::string why_no_lot(const PlanLine& line) {
  if (line.purchase.lots > 0) return fmt::format("{}; a further one costs more than is left", lots_in_words(line));
  return fmt::format("a lot of {} kg costs more than is left", format_kilograms(*line.candidate.lot));
}

// Of a price of at most a cent a milligram each cent buys something.
std::string why_nothing_left(const PlanLine& line) {
  const BasisPrice& price = *line.candidate.price;
  return price.cents > price.per_mg ? "what is left for it does not buy a milligram" : "the budget is spent";
}

const char* why_left_out(PlanStatus status) {
  switch (status) {
  case PlanStatus::not_asked_for:
    return "not among the minerals asked for";
  case PlanStatus::group:
    return "a group: metal is bought of its members, for which there is no figure";
  case PlanStatus::no_demand_figure:
    return "no demand figure, so its cover is not known";
  case PlanStatus::group_figure_only:
    return "demand is known for its group only";
  case PlanStatus::zero_demand:
    return "nothing of it is consumed, so any stock covers for ever";
  case PlanStatus::demand_unbounded:
    return "demand is only known to be above the figure: no purchase is sure to reach a cover";
  case PlanStatus::no_usable_price:
    return "no usable price";
  case PlanStatus::no_target:
    return "no target is set";
  default:
    return "";
  }
}

} // namespace

std::optional<Exact> PlanLine::days_before() const {
  return candidate.demand ? exact_coverage_days(candidate.available, *candidate.demand) : std::nullopt;
}

std::optional<std::int64_t> PlanLine::tenths_before() const { return tenths_with(*this, Mass()); }
std::optional<std::int64_t> PlanLine::tenths_after() const { return tenths_with(*this, purchase.mass); }

std::string why_in_words(const PlanLine& line, const std::optional<Exact>& level_days) {
  switch (line.purchase.status) {
  case PlanStatus::filled:
    return fmt::format("filled to its target of {}{}", format_days(*line.candidate.target_days), in_lots(line));
  case PlanStatus::raised:
    return fmt::format("raised to {}{}", raised_cover(line), in_lots(line));
  case PlanStatus::cap_reached:
    return why_capped(line);
  case PlanStatus::lot_not_affordable:
    return why_no_lot(line);
  case PlanStatus::budget_spent:
    return why_nothing_left(line);
  case PlanStatus::above_level:
    return fmt::format("its cover is above the {} that the money reaches", in_days(*level_days));
  case PlanStatus::at_target:
    return fmt::format("its cover has reached its target of {}", format_days(*line.candidate.target_days));
  default:
    return why_left_out(line.purchase.status);
  }
}

namespace {

template <class Condition>
std::vector<std::string> codes_where(const PlanLines& lines, Condition condition) {
  std::vector<std::string> codes;
  for (const PlanLine& line : lines) {
    if (condition(line)) codes.push_back(line.mineral.code);
  }
  return codes;
}

bool is_in_plan(const PlanLine& line) { return takes_part(line.purchase.status); }

// "12.3 days (gallium, tin, zinc and 4 others)"; needs a mineral that takes part.
template <class Tenths>
std::string lowest_of_plan_in_words(const PlanLines& lines, Tenths tenths_of) {
  std::optional<std::int64_t> lowest;
  for (const PlanLine& line : lines) {
    const auto tenths = is_in_plan(line) ? tenths_of(line) : std::nullopt;
    if (tenths && (!lowest || *tenths < *lowest)) lowest = tenths;
  }
  const auto is_lowest = [&](const PlanLine& line) { return is_in_plan(line) && tenths_of(line) == lowest; };
  std::vector<std::string> codes = codes_where(lines, is_lowest);
  // Where one of the lowest is no bound, the lowest is that.
  const bool is_more =
      std::ranges::none_of(lines, [&](const PlanLine& line) { return is_lowest(line) && line.sign().empty(); });
  constexpr std::size_t most_named = 3;
  if (codes.size() > most_named + 1) {
    const std::size_t others = codes.size() - most_named;
    codes.resize(most_named);
    codes.push_back(fmt::format("{} others", others));
  }
  return fmt::format("{}{} ({})", is_more ? sign_in_words(">") : "", in_days(lowest), list_in_words(codes));
}

std::string budget_note(const BuyingPlan& plan, const PlanMoney& money) {
  return fmt::format("Budget: {}{}; of it {} is spent and {} left over.", format_money(money.budget),
                     money.is_headroom ? ", which is what the undisbursed commitments allow" : "",
                     format_money(plan.spent), format_money(plan.left));
}

std::vector<std::string> cover_notes(const PlanLines& lines, const BuyingPlan& plan) {
  if (std::ranges::none_of(lines, is_in_plan)) return {"No mineral takes part in the plan."};
  std::vector<std::string> notes = {
      fmt::format("The lowest cover of those that can be bought rises from {} to {}.",
                  lowest_of_plan_in_words(lines, [](const PlanLine& line) { return line.tenths_before(); }),
                  lowest_of_plan_in_words(lines, [](const PlanLine& line) { return line.tenths_after(); }))};
  if (plan.level_days)
    notes.push_back(
        fmt::format("The money reaches a common level of {} for all that can take more.", in_days(*plan.level_days)));
  else if (plan.spent > Money())
    notes.emplace_back("All that takes part is filled to its target, or as far as its cap or its lots allow.");
  return notes;
}

std::string cost_to_fill_note(const PlanLines& lines) {
  Money sum;
  std::int64_t minerals = 0;
  for (const PlanLine& line : lines) {
    if (!line.purchase.fill_cost) continue;
    sum += *line.purchase.fill_cost;
    ++minerals;
  }
  const auto without = codes_where(lines, [](const PlanLine& line) {
    return line.purchase.fill_mass.value_or(Mass()) > Mass() && !line.purchase.fill_cost;
  });
  return fmt::format("Filling all to target would cost {} for {}{}.", format_money(sum), counted(minerals, "mineral"),
                     without.empty() ? "" : fmt::format(", without {}", list_in_words(without)));
}

std::vector<std::string> funds_in_words(const PlanMoney& money) {
  std::vector<std::string> notes = describe(money.funds, money.as_of);
  if (money.is_headroom || money.funds.facilities.empty()) return notes;
  const Money allowed = money.funds.allowed();
  notes.front() += money.budget <= allowed
                       ? fmt::format(" The budget fits in it, and leaves {}.", format_money(allowed - money.budget))
                       : fmt::format(" The budget is {} above it.", format_money(money.budget - allowed));
  return notes;
}

// "Left out: 14 with a demand figure for their group only (cerium, ...)"
std::string left_out_note(const PlanLines& lines) {
  std::vector<std::string> parts;
  for (const auto& [status, what] :
       {std::pair(PlanStatus::no_demand_figure, "without a demand figure"),
        std::pair(PlanStatus::group_figure_only, "with a figure for the group only"),
        std::pair(PlanStatus::zero_demand, "without demand"),
        std::pair(PlanStatus::demand_unbounded, "with a demand only known to be above the figure"),
        std::pair(PlanStatus::no_usable_price, "without a usable price"),
        std::pair(PlanStatus::no_target, "without a target")}) {
    const PlanStatus wanted = status;
    const auto codes = codes_where(lines, [wanted](const PlanLine& line) { return line.purchase.status == wanted; });
    if (!codes.empty()) parts.push_back(fmt::format("{} {} ({})", codes.size(), what, list_in_words(codes)));
  }
  const auto not_asked = std::ranges::count_if(lines, [](const PlanLine& line) {
    return line.purchase.status == PlanStatus::not_asked_for && !line.mineral.is_group;
  });
  if (not_asked > 0) parts.push_back(fmt::format("{} not asked for", not_asked));
  return parts.empty() ? "" : fmt::format("Left out: {}.", list_in_words(parts));
}

std::string old_prices_note(const PlanLines& lines, Date as_of) {
  std::vector<std::string> old;
  for (const PlanLine& line : lines) {
    if (is_in_plan(line) && is_older_than_a_year(*line.price_on, as_of))
      old.push_back(fmt::format("{} ({})", line.mineral.code, format_date(*line.price_on)));
  }
  if (old.empty()) return {};
  return fmt::format("Prices older than a year: {}.", list_in_words(old));
}

// Of what is left out, too: its cover is shown all the same.
std::string stale_demand_note(const PlanLines& lines, Date as_of) {
  StaleFigures stale;
  for (const PlanLine& line : lines) {
    if (line.candidate.is_asked_for) stale.look_at(line.mineral, line.candidate.demand, as_of);
  }
  return stale.note();
}

std::string bounds_note(const PlanLines& lines) {
  const auto bounds = codes_where(lines, [](const PlanLine& line) { return is_in_plan(line) && !line.sign().empty(); });
  if (bounds.empty()) return {};
  return fmt::format(
      "Demand is only known to be below the figure: {}; cover is then above what is shown, and less would "
      "do.",
      list_in_words(bounds));
}

} // namespace

std::vector<std::string> plan_notes(const PlanLines& lines, const BuyingPlan& plan, const PlanMoney& money) {
  std::vector<std::string> notes = {budget_note(plan, money)};
  for (std::string& note : cover_notes(lines, plan))
    notes.push_back(std::move(note));
  notes.push_back(cost_to_fill_note(lines));
  for (std::string& note : funds_in_words(money))
    notes.push_back(std::move(note));
  for (const std::string& note : {left_out_note(lines), old_prices_note(lines, money.as_of),
                                  stale_demand_note(lines, money.as_of), bounds_note(lines)}) {
    if (!note.empty()) notes.push_back(note);
  }
  notes.emplace_back("Each cent goes to the lowest cover that can take it, up to the target. Prices are those of the "
                     "metal alone: freight, insurance, duty and storage come on top. Nothing was recorded.");
  return notes;
}

} // namespace pvault::reports
