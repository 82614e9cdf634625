// A settlement: the final assay, mass and price of a lot that was bought on provisional ones, and what they change of
// the metal and its cost, wherever these are by then.
#pragma once

#include "stockpile/mineral.hpp"
#include "units/date.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pvault {

// A lot with mass left: the one that was bought, or one that was taken of it or came back of it.
struct SettledLot {
  LotId id{};
  std::string code;
  Date drawable_from;
  Mass mass;
  Money cost;
  Mass sold = {}; // of its mass, and not shipped: the most on the day of the settlement or any later one
};

// A loan or an exchange of which something is owed back.
struct LentOut {
  EntryId release{};
  std::string lot_code;
  Mass mass;
};

struct ProvisionalLot {
  LotId id{};
  std::string code;
  PartyId supplier{};
  Date received_on;
  bool is_provisional = false;
  std::optional<EntryId> settled_by = {};
  Mass received;
  Money metal;
  Delivery delivery;                     // as it was bought
  std::optional<QuotedPrice> price = {}; // missing: it was bought for a sum
  std::vector<SettledLot> lots = {};     // on hand
  Mass released = {};                    // of all that was taken of it
  Money released_cost = {};
  Mass lost = {};
  Money lost_cost = {};
  Mass yield_lost = {}; // has no cost
  std::optional<LentOut> lent = {};
};

// What is missing stays as it was bought.
struct SettlementRequest {
  Date on;
  std::optional<EnteredMass> mass = {};
  std::optional<Assay> assay = {};
  std::optional<Exact> moisture = {};
  std::string moisture_text = {};
  std::optional<QuotedPrice> price = {};
  std::optional<Money> cost = {}; // of the metal as a whole
};

struct SettlementPlan {
  ContainedMass final;
  Money metal;
  Mass delta;       // final less provisional
  Money delta_cost; // the same
  Postings postings;
};

// Where the metal of a delivery is: the lots that hold some, then what was released, what was lost, and what was lost
// as yield, which has mass alone.
struct DeliveryParts {
  std::vector<std::int64_t> masses_mg = {};
  std::vector<std::int64_t> costs_cents = {};
};
// The mass there is after all is shared over them in proportion to what each had; the cost in proportion to cost, so
// that each keeps its unit cost. Both by largest remainder. A lot of which nothing is left by that gives its cost to
// the others. Needs mass of more than nothing after all.
DeliveryParts settle_parts(const DeliveryParts& before, Mass delta, Money delta_cost);

// Decides a settlement, which settle_parts shares; touches nothing. Rules, in this order: lot_not_provisional,
// lot_already_settled, lot_lent (something of it is owed back), lot_not_yet_received (the lot, or one taken of it that
// still holds some, is not there to be corrected on that day), what contained_mass refuses, cost_ambiguous (both a
// price and a cost, or neither and it was bought for a sum), what basis_price refuses, money_out_of_range,
// lot_mass_sold (a lot would hold less than is sold of it and not shipped).
Expected<SettlementPlan> plan_settlement(const Mineral& mineral, const ProvisionalLot& lot,
                                         const SettlementRequest& request);

} // namespace pvault
