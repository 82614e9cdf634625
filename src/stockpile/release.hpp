// A release draws lots, first in first out or those that are named, and takes their cost with it.
#pragma once

#include "stockpile/lot_paper.hpp"
#include "stockpile/mineral.hpp"
#include "stockpile/site.hpp"
#include "units/date.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault {

enum class ReleaseKind { sale, emergency, loan, exchange, rotation, sample, loss };
std::string_view release_kind_name(ReleaseKind kind);
// Refuses option_malformed with the kinds there are.
Expected<ReleaseKind> parse_release_kind(std::string_view text);

// A lot with mass left. It can be drawn on dates from drawable_from on: the day it came to its site, or the latest day
// on which a reversal gave mass back to it. So it never holds less than nothing on any date (invariant 3), whatever the
// order of entries.
struct OpenLot {
  LotId id{};
  std::string code;
  MineralId mineral{};
  Date drawable_from;
  Mass mass;
  Money cost;
  SiteId site{};
  std::string site_code = {};
  SiteKind site_kind = SiteKind::storage;
  std::optional<LotQuality> quality = {}; // on the day asked about
  std::string pledged_to = {};            // the facility of a pledge that holds on that day; empty when there is none
  bool release_forbidden = false;         // by that pledge
  Mass sold = {};                         // of its mass: promised to others, and not to be taken
  [[nodiscard]] Mass free() const { return mass - sold; }
};

// What was there on a day, of the lots that are asked about, and is taken by what is recorded on later days.
struct TakenLater {
  Mass mass;
  Date until; // the last of these days
};
// "; 900 kg more are taken by what is recorded on later days, until 2026-06-30"; empty when nothing is.
std::string describe_taken_later(const std::optional<TakenLater>& taken);

// A sale of which something can be cancelled, and from when on that frees what it holds on a day.
struct HoldingSale {
  EntryId entry{};
  Date cancel_on;
};

// What a mineral holds and has cost, over all lots that count.
struct AverageCost {
  Mass mass;
  Money cost;
};

struct ReleaseRequest {
  Date on;
  ReleaseKind kind = ReleaseKind::sale;
  EnteredMass mass;
  std::string authority;
  std::optional<PartyId> recipient;
  std::optional<QuotedPrice> price;
  bool lots_named = false;         // the lots below were named by the operator, and are drawn in that order
  std::optional<SiteId> site = {}; // where it is taken from; missing: from any storage site
  std::string site_code = {};
  std::optional<Date> return_by = {};         // of a loan or an exchange
  std::optional<AverageCost> average = {};    // cost leaves at this average, not lot by lot
  std::optional<TakenLater> taken_later = {}; // for a refusal to say
  std::vector<HoldingSale> held_by = {};      // the same: of what is lost
};

struct LotDraw {
  LotId lot{};
  std::string code;
  Mass mass;
  Money cost;
};

struct ReleasePlan {
  Mass mass;
  std::vector<LotDraw> draws;
  Money cost;
  Money proceeds;
  Postings postings;
};

// The mass a release asks for, on the mineral's basis. Refuses what contained_mass refuses.
Expected<ContainedMass> release_mass(const Mineral& mineral, const ReleaseRequest& request);

// Whether a release may take from the lot where it lies: from storage, at the site named if one was, of what is neither
// unaccepted nor held by a pledge. A sample of a named lot, and what is lost of it, may be of any.
bool can_be_taken(const OpenLot& lot, const ReleaseRequest& request);

// Decides a release; touches nothing. `lots` are the candidates in the order in which they are drawn: oldest first (by
// age, then by purchase, then by lot), or as named. Rules, in this order: mineral_is_group, what release_mass refuses,
// sale_price_missing, price_not_applicable, then for each lot: lot_of_other_mineral, lot_named_twice, and for a named
// one lot_at_other_site, lot_not_in_storage, lot_not_accepted, lot_pledged, lot_not_yet_received; then
// lot_mass_insufficient (lot_mass_sold when what is sold and not shipped would do), what basis_price refuses,
// money_out_of_range. Cost leaves a lot in proportion to mass, half-even; the draw that empties it takes all that is
// left. At an average, cost leaves all lots together in this way, and is shared among the draws by share_by_mass
// (stockpile/cost_method.hpp); the average's lots must hold all that is drawn.
Expected<ReleasePlan> plan_release(const Mineral& mineral, const std::vector<OpenLot>& lots,
                                   const ReleaseRequest& request);

} // namespace pvault
