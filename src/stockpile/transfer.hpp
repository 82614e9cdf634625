// A transfer moves mass of a lot into child lots: to another site, or into another form. The children inherit what the
// mass had cost, its age and its origin.
#pragma once

#include "stockpile/release.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

// A transfer and a repack lose nothing; an upgrade and processing may.
enum class TransferKind { transfer, repack, upgrade, processing };
std::string_view transfer_kind_name(TransferKind kind);
// Refuses option_malformed with the kinds there are.
Expected<TransferKind> parse_transfer_kind(std::string_view text);

struct TransferRequest {
  Date on;
  TransferKind kind = TransferKind::transfer;
  std::optional<EnteredMass> mass = {};  // missing: all that is in the lot
  std::vector<EnteredMass> outputs = {}; // none: all of it in one
  SiteId from_site{};                    // where the lot is said to lie
  std::string from_site_code = {};       // empty: that was not said
  SiteId to_site{};
  std::optional<TakenLater> taken_later = {}; // of the lot, for a refusal to say
};

struct TransferOutput {
  std::string mass_entered;
  std::string factor_text; // content factor used; empty when none was
  Mass mass = {};
  Money cost = {};
  LotId lot = {};
};

struct TransferPlan {
  Mass mass; // what is taken from the parent
  Mass loss; // what of it no output has
  Money cost;
  std::vector<TransferOutput> outputs;
  Postings postings;
};

// Decides a transfer; touches nothing. The outputs become lots with the numbers from `first_lot` on. Rules, in this
// order: lot_at_other_site, transfer_changes_nothing, lot_not_yet_received, lot_pledged, what contained_mass refuses of
// the mass, lot_mass_insufficient, lot_mass_sold, what it refuses of the outputs, outputs_above_mass,
// yield_loss_not_allowed.
//
// The outputs' exact masses are added, the sum is rounded half-even to the milligram and shared by largest remainder,
// of equal ones to the first: three of 1 ozt are 3 ozt. Cost leaves the parent as with a release, and is shared over
// the outputs by mass in the same way: a yield loss takes none of it.
Expected<TransferPlan> plan_transfer(const Mineral& mineral, const OpenLot& lot, const TransferRequest& request,
                                     LotId first_lot);

} // namespace pvault
