// What moves the stock of a mineral: every posting to inventory is of one of these, so that what was on hand before a
// period and what moved in it come to what is on hand at its end.
#pragma once

#include "journal/account.hpp"
#include "units/mass.hpp"
#include "units/money.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace pvault {

// A transfer moves stock from lot to lot, and only what it loses is a movement of the mineral; so does an averaging,
// which moves nothing. A loan is one or an exchange. A settlement is what it changed of what was on hand.
enum class StockMovement {
  opening_balance,
  purchase,
  settlement,
  transfer,
  release,
  loan,
  loan_return,
  loss,
  count_adjustment
};
inline constexpr std::size_t stock_movement_kinds = 9;

// What an entry of a kind moves stock by; of a release, by the account that its mass goes to. Empty when it moves none.
// What a reversal undoes is taken back of the same movement, so it is asked by the kind of the entry it undoes.
std::optional<StockMovement> stock_movement_of(std::string_view entry_kind, std::optional<Account> mass_goes_to);

// What lies in the vault, or comes (+) or goes (-), and what it cost.
struct StockAmount {
  Mass mass;
  Money cost;
  StockAmount& operator+=(const StockAmount& other) {
    mass += other.mass;
    cost += other.cost;
    return *this;
  }
  friend bool operator==(const StockAmount&, const StockAmount&) = default;
};

class StockMovements {
public:
  StockAmount& operator[](StockMovement movement) { return amounts_.at(static_cast<std::size_t>(movement)); }
  [[nodiscard]] const StockAmount& of(StockMovement movement) const {
    return amounts_.at(static_cast<std::size_t>(movement));
  }
  [[nodiscard]] StockAmount total() const;

private:
  std::array<StockAmount, stock_movement_kinds> amounts_ = {};
};

// opening + movements = closing, in mass and in cost. Throws std::logic_error with the mineral and the figures unless
// they tie.
void check_movements_tie(std::string_view mineral, const StockAmount& opening, const StockMovements& movements,
                         const StockAmount& closing);

} // namespace pvault
