#include "reports/mineral_costs.hpp"

#include "store/carrying.hpp"
#include "store/loans.hpp"
#include "units/figure.hpp"

#include <fmt/format.h>

namespace pvault::reports {

namespace {

// The balances of one mineral, each named in case it does not fit.
class MineralBalances {
public:
  MineralBalances(const store::Balances& balances, const Mineral& mineral) : balances_(balances), mineral_(mineral) {}

  [[nodiscard]] store::Balance of(std::string_view what, Account account) const {
    return compute_figure(fmt::format("what was {} of {}", what, mineral_.code),
                          [&] { return store::balance_of(balances_, account, mineral_.id); });
  }
  [[nodiscard]] Money amount(std::string_view what, Account account) const { return of(what, account).amount; }
  [[nodiscard]] Mass mass(std::string_view what, Account account) const { return of(what, account).mass; }

private:
  const store::Balances& balances_;
  const Mineral& mineral_;
};

AccruedCosts accrued_of(const MineralBalances& balances) {
  return {.storage = balances.amount("charged as storage", Account::storage),
          .insurance = balances.amount("charged as insurance", Account::insurance),
          .handling = balances.amount("charged as handling", Account::handling),
          .interest = balances.amount("charged as interest", Account::interest),
          .commitment_fee = balances.amount("charged as commitment fee", Account::commitment_fee),
          .exposure_fee = balances.amount("charged as exposure fee", Account::exposure_fee)};
}

// Financing cost that no mineral bears.
Money unallocated(const store::Balances& balances) {
  Money sum;
  for (const auto& [key, balance] : balances) {
    const bool is_cost = key.account == Account::interest || key.account == Account::commitment_fee ||
                         key.account == Account::exposure_fee;
    if (is_cost && !key.mineral) sum += balance.amount;
  }
  return sum;
}

std::string carrying_note(store::Connection& connection, const store::Period& period) {
  const auto until = store::find_carrying_accrued_until(connection, period.end);
  if (!until)
    return "Carrying cost is zero: no storage, insurance or handling was accrued; `pvault accrue --until DATE` does.";
  return fmt::format("Carrying cost is the storage, insurance and handling that was accrued to {}{}. `pvault report "
                     "carrying` has what has come since.",
                     format_date(*until), period.from ? " by accruals dated in the period" : "");
}

std::string financing_note(store::Connection& connection, const store::Period& period,
                           const store::Balances& balances) {
  const auto until = store::find_accrued_until(connection, period.end);
  if (!until) return "Financing cost is zero: no interest or fees were accrued; `pvault accrue --until DATE` does.";
  return fmt::format("Financing cost is what was accrued to {}{}; {} of it no mineral bears. `pvault report financing` "
                     "has what has accrued since.",
                     format_date(*until), period.from ? " by accruals dated in the period" : "",
                     format_money(unallocated(balances)));
}

} // namespace

MineralCosts costs_of(const store::Balances& all, const Mineral& mineral) {
  const MineralBalances balances(all, mineral);
  return {.stock = balances.of("held", Account::inventory),
          .released = {balances.mass("released", Account::released_to),
                       balances.amount("released", Account::cost_of_releases)},
          .on_loan = balances.amount("lent", Account::stock_on_loan),
          .lost = {balances.mass("lost", Account::lost), balances.amount("lost", Account::loss_and_shrinkage)},
          .purchased = -balances.mass("purchased", Account::received_from),
          .proceeds = -balances.amount("sold", Account::sales),
          .accrued = accrued_of(balances),
          .written_down = -balances.amount("written down", Account::inventory_written_down),
          .write_downs = balances.amount("written down in all", Account::write_downs),
          .write_downs_released = -balances.amount("released of write-downs", Account::write_downs_released),
          .opening = {-balances.mass("on hand at the beginning", Account::opening_stock),
                      -balances.amount("deemed to have cost at the beginning", Account::opening_balance)}};
}

std::optional<Money> unrealised_gain_of(const store::Balance& stock, const std::optional<store::PriceFigure>& price) {
  const auto value = price ? value_at(price->price, stock.mass) : std::nullopt;
  return value ? std::optional(*value - stock.amount) : std::nullopt;
}

std::string dates_of(const store::Period& period) {
  return fmt::format("{} to {}", period.from ? format_date(*period.from) : "the beginning of the book",
                     format_date(period.end.as_of));
}

std::vector<std::string> accrual_notes(store::Connection& connection, const store::Period& period,
                                       const store::Balances& balances) {
  return {carrying_note(connection, period), financing_note(connection, period, balances)};
}

} // namespace pvault::reports
