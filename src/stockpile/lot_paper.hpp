// What the papers of a lot say beside its mass and cost: weights, form, where it is from, what it is for. Kept as it
// was entered; what can be wrong with it is found here.
#pragma once

#include "stockpile/mineral.hpp"
#include "units/date.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

enum class LotObjective { emergency, market_making, demand_aggregation };
std::string_view objective_name(LotObjective objective); // market-making
Expected<LotObjective> parse_objective(std::string_view text);

enum class LotQuality { unassayed, accepted, rejected, quarantined };
std::string_view quality_name(LotQuality quality);
Expected<LotQuality> parse_quality(std::string_view text);

// "0.02% As": an assay that names its component. Refuses component_missing besides what parse_assay refuses.
Expected<Assay> parse_component_assay(std::string_view text);

struct LotPaper {
  std::optional<EnteredMass> gross = {};
  std::optional<EnteredMass> tare = {};
  std::vector<Assay> components = {}; // beside the one that gives the content
  std::string form = {};
  std::string grade = {};
  std::string producer = {};
  std::string ore_country = {};
  std::string processing_country = {};
  std::string contract = {};
  std::string receipt = {}; // of the warehouse, by its number
  std::optional<LotObjective> objective = {};
  std::optional<Date> expires_on = {};
  std::optional<Date> rotate_by = {};
  std::optional<LotQuality> quality = {};
  bool provisional = false; // the assay and the price are to be settled

  // Nothing is said.
  [[nodiscard]] bool is_blank() const;
};

// The mass between gross and tare, written "20.5 t gross less 500 kg". Refuses gross_for_contained (a unit or component
// that counts content) and tare_above_gross.
Expected<EnteredMass> net_mass(const EnteredMass& gross, const EnteredMass& tare);

// A delivery as the book keeps it; what was not said is empty.
struct DeliveryTexts {
  std::string mass;
  std::string moisture = {};
  std::string assay = {};
  std::string gross = {};
  std::string tare = {};
};
// The delivery that was written so; its mass may be what net_mass wrote. Refuses what parse_mass, net_mass,
// parse_moisture and parse_assay refuse.
Expected<Delivery> parse_delivery(const DeliveryTexts& texts);

// What was bought, for the checks of its papers.
struct PaperedDelivery {
  const Mineral& mineral;
  const Delivery& delivery;
  const std::optional<QuotedPrice>& price;
  Date received_on;
};

// Assays of what else is in a delivery, beside the main one (nullptr: none). Rules: component_named_twice,
// assay_above_whole.
Expected<void> check_components(const Mineral& mineral, const Assay* main, const std::vector<Assay>& others);

// Rules, in this order: gross_for_contained (a gross mass that counts content), tare_above_gross, gross_net_differ,
// gross_for_contained (nothing says what the mass holds, and gross, form or price show that it is of a material, or a
// word of the form that only a part of it is the mineral), component_unknown, component_named_twice, assay_above_whole,
// expires_before_receipt.
Expected<void> check_lot_paper(const PaperedDelivery& bought, const LotPaper& paper);

} // namespace pvault
