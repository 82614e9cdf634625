// Releases at a moment, with the market of their day; rotations and what took their place.
#pragma once

#include "journal/entry.hpp"
#include "stockpile/mineral.hpp"
#include "store/connection.hpp"
#include "units/price.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::store {

// The latest usable price of a mineral on a day, with its source.
struct MarketPrice {
  BasisPrice price;
  Date on;
  std::string source;
};
std::optional<MarketPrice> find_market_price(Connection& connection, MineralId mineral, const Moment& moment);

struct ReleaseState {
  EntryId entry{};
  Date on;
  MineralId mineral{};
  std::string mineral_code;
  std::string kind;
  bool for_good = false; // released to somebody, neither lost nor lent
  std::string recipient;
  Mass mass;
  std::string price;
  Money proceeds;
  Money cost;
  std::string authority;
  std::string emergency;
  std::optional<Date> return_by = {};
  std::optional<EntryId> sale = {};
  std::string lots; // "GA-1, GA-2"
};
// Those that stand at the moment, in the order of their entries.
std::vector<ReleaseState> list_releases(Connection& connection, const Moment& moment);

// What settlements that stand at the moment changed of what had been released, each as one of the kind "settlement": to
// nobody, without proceeds and authority, of the lot that was settled; its mass and cost may be below zero. With these
// the masses and costs of what was released for good are what its accounts say.
std::vector<ReleaseState> list_settled_releases(Connection& connection, const Moment& moment);

struct RotationState {
  EntryId entry{};
  Date on;
  MineralId mineral{};
  std::string mineral_code;
  Mass released;
  Money cost;
  Money proceeds;
  Mass replaced;
  Money replaced_cost;
  std::optional<Date> replaced_on = {}; // the latest purchase
};
std::vector<RotationState> list_rotations(Connection& connection, const Moment& moment);

// Of a rotation that stands. Refuses rotation_unknown.
Expected<Mineral> load_rotated_mineral(Connection& connection, EntryId rotation);

} // namespace pvault::store
