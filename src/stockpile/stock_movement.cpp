#include "stockpile/stock_movement.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace pvault {

namespace {

using KindMovement = std::pair<std::string_view, StockMovement>;
constexpr std::array<KindMovement, 7> movements_by_kind = {{{"opening", StockMovement::opening_balance},
                                                            {"purchase", StockMovement::purchase},
                                                            {"settlement", StockMovement::settlement},
                                                            {"transfer", StockMovement::transfer},
                                                            {"averaging", StockMovement::transfer},
                                                            {"return", StockMovement::loan_return},
                                                            {"count-adjustment", StockMovement::count_adjustment}}};

std::optional<StockMovement> movement_of_release(Account mass_goes_to) {
  if (mass_goes_to == Account::released_to) return StockMovement::release;
  if (mass_goes_to == Account::owed_back) return StockMovement::loan;
  if (mass_goes_to == Account::lost) return StockMovement::loss;
  return std::nullopt;
}

std::string amount_in_words(const StockAmount& amount) {
  return fmt::format("{} kg, {}", format_kilograms(amount.mass), format_money(amount.cost));
}

} // namespace

std::optional<StockMovement> stock_movement_of(std::string_view entry_kind, std::optional<Account> mass_goes_to) {
  if (entry_kind == "release") return mass_goes_to ? movement_of_release(*mass_goes_to) : std::nullopt;
  const auto* found = std::ranges::find(movements_by_kind, entry_kind, &KindMovement::first);
  return found == movements_by_kind.end() ? std::nullopt : std::optional(found->second);
}

StockAmount StockMovements::total() const {
  StockAmount sum;
  for (const StockAmount& amount : amounts_)
    sum += amount;
  return sum;
}

void check_movements_tie(std::string_view mineral, const StockAmount& opening, const StockMovements& movements,
                         const StockAmount& closing) {
  StockAmount reached = opening;
  reached += movements.total();
  if (reached == closing) return;
  throw std::logic_error(fmt::format("the movements of {} do not tie: opening {} and movements {} do not come to "
                                     "closing {}; `pvault audit verify` says whether the book is sound",
                                     mineral, amount_in_words(opening), amount_in_words(movements.total()),
                                     amount_in_words(closing)));
}

} // namespace pvault
