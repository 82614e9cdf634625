#include "audit/entered_again.hpp"

#include "store/names.hpp"
#include "units/parsing.hpp"

#include <fmt/format.h>
#include <utility>

namespace pvault::audit {

namespace {

std::string basis_price_in_words(const BasisPrice& price) {
  return fmt::format("{} cents per {} mg", price.cents, price.per_mg);
}

} // namespace

EnteredAgain::EnteredAgain(store::Connection& connection, std::vector<Fault>& faults) : faults_(faults) {
  for (Mineral& mineral : store::list_minerals(connection)) {
    const MineralId id = mineral.id;
    minerals_.emplace(id, std::move(mineral));
  }
}

Expected<Mass> EnteredAgain::mass_of(MineralId mineral, std::string_view text) const {
  const auto entered = parse_mass(text);
  if (!entered) return tl::unexpected(entered.error());
  if (entered->milligrams == 0) return Mass();
  const auto contained = contained_mass(this->mineral(mineral), {.mass = *entered});
  if (!contained) return tl::unexpected(contained.error());
  return contained->mass;
}

void EnteredAgain::compare(const EnteredText& entered, const Expected<Mass>& again, Mass stored) {
  if (!again) {
    refuse(entered, again.error());
  } else if (*again != stored) {
    differ(entered, format_kilograms(*again) + " kg", format_kilograms(stored) + " kg");
  }
}

void EnteredAgain::compare(const EnteredText& entered, const Expected<Money>& again, Money stored) {
  if (!again) {
    refuse(entered, again.error());
  } else if (*again != stored) {
    differ(entered, format_money(*again), format_money(stored));
  }
}

void EnteredAgain::compare(const EnteredText& entered, const Expected<BasisPrice>& again, const BasisPrice& stored) {
  if (!again) {
    refuse(entered, again.error());
  } else if (*again != stored) {
    differ(entered, basis_price_in_words(*again), basis_price_in_words(stored));
  }
}

void EnteredAgain::refuse(const EnteredText& entered, const Refusal& refusal) {
  add(entered.entry,
      fmt::format("{}, entered as {}, cannot be computed: {}", entered.what, in_quotes(entered.text), refusal.message));
}

void EnteredAgain::differ(const EnteredText& entered, const std::string& again, const std::string& stored) {
  add(entered.entry, fmt::format("{}, entered as {}, comes to {}; the book has {}", entered.what,
                                 in_quotes(entered.text), again, stored));
}

} // namespace pvault::audit
