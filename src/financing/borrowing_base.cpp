#include "financing/borrowing_base.hpp"

#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <stdexcept>

namespace pvault {

namespace {

Expected<void> check_in_force(const Borrower& borrower, Date on) {
  if (on >= borrower.in_force_from) return {};
  return refuse(Rule::facility_not_in_force,
                fmt::format("{} is in force from {}, the borrowing base is dated {}, {} earlier", borrower.code,
                            format_date(borrower.in_force_from), format_date(on),
                            format_days(days_between(on, borrower.in_force_from))),
                fmt::format("date it {} or later", format_date(borrower.in_force_from)));
}

Expected<void> check_share(const std::string& what, Rate share) {
  if (share.parts_per_billion() <= whole_ppb) return {};
  return refuse(Rule::percent_out_of_range,
                fmt::format("{} is {}%, {}% above 100%", what, format_percent_number(share),
                            format_percent_number(Rate::parts_per_billion(share.parts_per_billion() - whole_ppb))),
                "give at most 100%");
}

Expected<void> check_shares(const BorrowingBaseTerms& terms) {
  if (auto share = check_share("the advance rate", terms.advance_rate); !share) return share;
  for (const MineralAdvance& advance : terms.advances) {
    if (auto share = check_share("the advance rate of " + advance.code, advance.rate); !share) return share;
  }
  if (!terms.concentration_limit) return {};
  if (*terms.concentration_limit == Rate())
    return refuse(Rule::percent_out_of_range, "the concentration limit is 0%, so that nothing would count",
                  "give more than 0%, or leave --concentration out when there is no limit");
  return check_share("the concentration limit", *terms.concentration_limit);
}

Expected<void> check_names(const Borrower& borrower, const BorrowingBaseTerms& terms) {
  std::set<MineralId> minerals;
  for (const MineralAdvance& advance : terms.advances) {
    if (!minerals.insert(advance.mineral).second)
      return refuse(Rule::borrowing_base_inconsistent, fmt::format("{} is named twice", advance.code),
                    "give a mineral one advance rate");
  }
  std::set<FacilityId> facilities;
  for (const SharingFacility& sharing : terms.shared_with) {
    if (sharing.id == borrower.id)
      return refuse(Rule::borrowing_base_inconsistent, fmt::format("{} would share with itself", sharing.code),
                    "leave it out: its own principal counts anyhow");
    if (!facilities.insert(sharing.id).second)
      return refuse(Rule::borrowing_base_inconsistent, fmt::format("{} is named twice", sharing.code),
                    "name a facility once");
  }
  return {};
}

} // namespace

Expected<void> check_borrowing_base(const Borrower& borrower, Date on, const BorrowingBaseTerms& terms) {
  auto allowed = check_in_force(borrower, on);
  if (allowed) allowed = check_shares(terms);
  if (allowed) allowed = check_names(borrower, terms);
  return allowed;
}

Expected<void> check_end_of_borrowing_base(const Borrower& borrower, Date on) { return check_in_force(borrower, on); }

namespace {

// Rounded down; empty when it does not fit 64 bits.
std::optional<Money> value_of_lot(const CollateralLot& lot, const CollateralPrice& price, const Exact& factor) {
  const auto cents = round_to_integer(exact_cents(price.price, lot.on_hand) * factor, Rounding::down);
  return cents ? std::optional(Money::cents(*cents)) : std::nullopt;
}

} // namespace

CollateralValue value_collateral(const std::vector<CollateralLot>& lots, const CollateralPrice& price,
                                 const Exact& left) {
  const Exact factor = price.change.factor() * left;
  CollateralValue value;
  for (const CollateralLot& lot : lots) {
    const auto market_value = value_of_lot(lot, price, factor);
    if (!market_value) throw std::overflow_error("a market value does not fit");
    value.market_value += *market_value;
    value.lower_value += std::min(lot.cost, *market_value);
  }
  return value;
}

Money lower_of_cost_or_market(const std::vector<CollateralLot>& lots, const CollateralPrice& price) {
  const Exact factor = price.change.factor();
  Money lower;
  for (const CollateralLot& lot : lots)
    lower += std::min(lot.cost, value_of_lot(lot, price, factor).value_or(lot.cost));
  return lower;
}

namespace {

// Falls of prices are tried in steps of 0.01 %.
constexpr int whole_fall = 10'000;
Rate rate_of_fall(int fall) { return Rate::parts_per_billion(whole_ppb / whole_fall * fall); }

Money part_of(Money amount, Rate rate) {
  return Money::cents(share_of(amount.cents(), rate.parts_per_billion(), whole_ppb, Rounding::down));
}

// The lots of one mineral.
struct Pool {
  MineralId mineral{};
  std::vector<CollateralLot> lots = {};
  std::optional<CollateralPrice> price = {};
  Rate advance_rate = {};
  Eligibility eligibility{};
  bool has_usable_price = false;
};

// After the price has fallen. Needs a usable price.
CollateralValue value_of(const Pool& pool, int fall) {
  return value_collateral(pool.lots, *pool.price, Exact(whole_fall - fall) / whole_fall);
}

Money advance_of(const Pool& pool, int fall) {
  if (pool.eligibility != Eligibility::eligible) return {};
  return part_of(value_of(pool, fall).lower_value, pool.advance_rate);
}

Eligibility judge(const Pool& pool) {
  if (pool.advance_rate == Rate()) return Eligibility::not_eligible;
  if (!pool.price) return Eligibility::no_price;
  return pool.has_usable_price ? Eligibility::eligible : Eligibility::price_too_old;
}

Rate advance_rate_of(const BorrowingBaseTerms& terms, MineralId mineral) {
  const auto own = std::ranges::find(terms.advances, mineral, &MineralAdvance::mineral);
  return own == terms.advances.end() ? terms.advance_rate : own->rate;
}

std::vector<Pool> make_pools(const BorrowingBaseTerms& terms, const std::vector<CollateralLot>& lots,
                             const CollateralPrices& prices, Date on) {
  std::map<MineralId, Pool> pools;
  for (const CollateralLot& lot : lots)
    pools[lot.mineral].lots.push_back(lot);
  std::vector<Pool> list;
  for (auto& [mineral, pool] : pools) {
    pool.mineral = mineral;
    pool.advance_rate = advance_rate_of(terms, mineral);
    if (const auto price = prices.find(mineral); price != prices.end()) {
      pool.price = price->second;
      pool.has_usable_price = !terms.price_age_days || days_between(pool.price->on, on) <= *terms.price_age_days;
    }
    pool.eligibility = judge(pool);
    list.push_back(std::move(pool));
  }
  return list;
}

// What the advances come to, mineral by mineral in the order of the pools.
class Certificate {
public:
  Certificate(const BorrowingBaseTerms& terms, std::vector<Money> advances)
      : terms_(terms), advances_(std::move(advances)) {
    for (const Money advance : advances_)
      gross_ += advance;
  }

  [[nodiscard]] Money gross() const { return gross_; }
  // The most that one mineral may count is a part of all advances, before any excess is taken off, rounded down.
  [[nodiscard]] Money excess(std::size_t pool) const {
    if (!terms_.concentration_limit) return {};
    return std::max(Money(), advances_[pool] - part_of(gross_, *terms_.concentration_limit));
  }
  [[nodiscard]] Money excess() const {
    Money sum;
    for (std::size_t i = 0; i < advances_.size(); ++i)
      sum += excess(i);
    return sum;
  }
  [[nodiscard]] Money base() const { return std::max(Money(), gross_ - excess() - terms_.reserve); }

private:
  const BorrowingBaseTerms& terms_;
  std::vector<Money> advances_;
  Money gross_ = {};
};

// The base never rises while a price falls: each advance falls, and with it the gross and the most that any mineral may
// count, and what counts of a mineral is the smaller of its advance and that. So the first fall that breaches is found
// by halving.
template <class Breaches>
std::optional<Rate> find_breaching_fall(const Breaches& breaches) {
  if (!breaches(whole_fall)) return std::nullopt;
  int low = -1; // does not breach, or is no fall
  int high = whole_fall;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (breaches(middle) ? high : low) = middle;
  }
  return rate_of_fall(high);
}

std::vector<Money> list_advances(const std::vector<Pool>& pools, int fall) {
  std::vector<Money> advances;
  advances.reserve(pools.size());
  for (const Pool& pool : pools)
    advances.push_back(advance_of(pool, fall));
  return advances;
}

MineralBase describe(const Pool& pool) {
  MineralBase line{
      .mineral = pool.mineral, .eligibility = pool.eligibility, .advance_rate = pool.advance_rate, .price = pool.price};
  for (const CollateralLot& lot : pool.lots) {
    line.on_hand += lot.on_hand;
    line.cost += lot.cost;
  }
  if (pool.has_usable_price) {
    const CollateralValue value = value_of(pool, 0);
    line.market_value = value.market_value;
    line.lower_value = value.lower_value;
  }
  return line;
}

} // namespace

BorrowingBase compute_borrowing_base(const BorrowingBaseTerms& terms, const std::vector<CollateralLot>& lots,
                                     const CollateralPrices& prices, Money debt, Date on) {
  const std::vector<Pool> pools = make_pools(terms, lots, prices, on);
  const std::vector<Money> advances = list_advances(pools, 0);
  const Certificate now(terms, advances);
  BorrowingBase base{.gross = now.gross(),
                     .excess = now.excess(),
                     .reserve = terms.reserve,
                     .base = now.base(),
                     .debt = debt,
                     .breaching_fall = find_breaching_fall(
                         [&](int fall) { return Certificate(terms, list_advances(pools, fall)).base() < debt; })};
  for (std::size_t i = 0; i < pools.size(); ++i) {
    MineralBase& line = base.minerals.emplace_back(describe(pools[i]));
    line.advance = advances[i];
    line.excess = now.excess(i);
    if (line.eligibility != Eligibility::eligible) continue;
    line.breaching_fall = find_breaching_fall([&](int fall) {
      std::vector<Money> fallen = advances;
      fallen[i] = advance_of(pools[i], fall);
      return Certificate(terms, std::move(fallen)).base() < debt;
    });
  }
  return base;
}

} // namespace pvault
