#include "stockpile/lot_paper.hpp"

#include "stockpile/lot_form.hpp"
#include "units/choice.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace pvault {

namespace {

constexpr Choices<LotObjective, 3> objectives = {{{LotObjective::emergency, "emergency"},
                                                  {LotObjective::market_making, "market-making"},
                                                  {LotObjective::demand_aggregation, "demand-aggregation"}}};

constexpr Choices<LotQuality, 4> qualities = {{{LotQuality::unassayed, "unassayed"},
                                               {LotQuality::accepted, "accepted"},
                                               {LotQuality::rejected, "rejected"},
                                               {LotQuality::quarantined, "quarantined"}}};

// Masses that were entered are compared exactly and shown to the milligram.
std::string in_kilograms(const Exact& milligrams) {
  const auto whole = round_to_integer(milligrams, Rounding::half_even);
  return whole ? format_kilograms(Mass::milligrams(*whole)) : "more than can be shown";
}

bool counts_content(const EnteredMass& mass) { return mass.of_content || !mass.component.empty(); }

Expected<void> check_weight(const EnteredMass& weight, std::string_view which) {
  if (!counts_content(weight)) return {};
  return refuse(Rule::gross_for_contained,
                fmt::format("the {} mass \"{}\" counts a contained component; a {} weight is of all that lies on the "
                            "scale",
                            which, weight.text, which),
                fmt::format("give the {} weight in kg, t or lb, and what is contained by --assay", which));
}

} // namespace

std::string_view objective_name(LotObjective objective) { return name_of(objectives, objective); }
Expected<LotObjective> parse_objective(std::string_view text) { return parse_choice(objectives, text, "an objective"); }

std::string_view quality_name(LotQuality quality) { return name_of(qualities, quality); }
Expected<LotQuality> parse_quality(std::string_view text) { return parse_choice(qualities, text, "a quality status"); }

Expected<Assay> parse_component_assay(std::string_view text) {
  auto assay = parse_assay(text);
  if (!assay || !assay->component.empty()) return assay;
  return refuse(Rule::component_missing, fmt::format("\"{}\" does not say of what", assay->text),
                fmt::format("name the component, for example \"{} As\"", assay->text));
}

bool LotPaper::is_blank() const {
  const bool texts = form.empty() && grade.empty() && producer.empty() && ore_country.empty() &&
                     processing_country.empty() && contract.empty() && receipt.empty();
  return texts && !gross && !tare && components.empty() && !objective && !expires_on && !rotate_by && !quality &&
         !provisional;
}

namespace {

Expected<void> check_weights(const EnteredMass& gross, const std::optional<EnteredMass>& tare) {
  if (auto sound = check_weight(gross, "gross"); !sound || !tare) return sound;
  if (auto sound = check_weight(*tare, "tare"); !sound) return sound;
  if (tare->milligrams < gross.milligrams) return {};
  return refuse(Rule::tare_above_gross,
                fmt::format("the tare is {} kg, the gross mass {} kg, which leaves nothing: over by {} kg",
                            in_kilograms(tare->milligrams), in_kilograms(gross.milligrams),
                            in_kilograms(tare->milligrams - gross.milligrams)),
                "check both; the tare is what the packing weighs");
}

} // namespace

Expected<EnteredMass> net_mass(const EnteredMass& gross, const EnteredMass& tare) {
  if (auto sound = check_weights(gross, tare); !sound) return tl::unexpected(sound.error());
  return EnteredMass{.text = fmt::format("{} gross less {}", gross.text, tare.text),
                     .milligrams = gross.milligrams - tare.milligrams,
                     .component = {},
                     .of_content = false};
}

namespace {

Expected<EnteredMass> parse_delivered_mass(const DeliveryTexts& texts) {
  const bool by_weights =
      !texts.gross.empty() && !texts.tare.empty() && texts.mass == texts.gross + " gross less " + texts.tare;
  if (!by_weights) return parse_mass(texts.mass);
  const auto gross = parse_mass(texts.gross);
  if (!gross) return tl::unexpected(gross.error());
  const auto tare = parse_mass(texts.tare);
  if (!tare) return tl::unexpected(tare.error());
  return net_mass(*gross, *tare);
}

} // namespace

Expected<Delivery> parse_delivery(const DeliveryTexts& texts) {
  auto mass = parse_delivered_mass(texts);
  if (!mass) return tl::unexpected(std::move(mass).error());
  Delivery delivery{.mass = *std::move(mass)};
  if (!texts.moisture.empty()) {
    const auto moisture = parse_moisture(texts.moisture);
    if (!moisture) return tl::unexpected(moisture.error());
    delivery.moisture = *moisture;
    delivery.moisture_text = texts.moisture;
  }
  if (texts.assay.empty()) return delivery;
  auto assay = parse_assay(texts.assay);
  if (!assay) return tl::unexpected(std::move(assay).error());
  delivery.assay = *std::move(assay);
  return delivery;
}

Expected<void> check_components(const Mineral& mineral, const Assay* main, const std::vector<Assay>& others) {
  Exact sum = main != nullptr ? main->fraction : Exact(0);
  std::string list = main != nullptr ? main->text : "";
  for (auto at = others.begin(); at != others.end(); ++at) {
    const std::string component = lower(at->component);
    const bool repeats =
        std::any_of(others.begin(), at, [&](const Assay& other) { return lower(other.component) == component; });
    if (repeats || find_content(mineral, at->component, false)) {
      return refuse(Rule::component_named_twice,
                    repeats ? fmt::format("two assays are of {}", at->component)
                            : fmt::format("\"{}\" is of {} itself, which --assay states", at->text, mineral.code),
                    repeats ? "state each component once" : "name with --component what else is in it: \"0.02% As\"");
    }
    sum += at->fraction;
    list += (list.empty() ? "" : " + ") + at->text;
  }
  if (sum <= 1) return {};
  const auto over_ppb = round_to_integer((sum - 1) * 1'000'000'000, Rounding::half_even).value_or(0);
  return refuse(Rule::assay_above_whole,
                fmt::format("{} come to more than 100%, over by {}%", list,
                            format_percent_number(Rate::parts_per_billion(over_ppb))),
                "check the assays; each is a part of the same whole");
}

namespace {

Expected<void> check_net(const EnteredMass& mass, const LotPaper& paper) {
  if (!paper.gross) return {};
  const Exact net_mg = paper.tare ? Exact(paper.gross->milligrams - paper.tare->milligrams) : paper.gross->milligrams;
  // What is contained, and what lies in packing of unknown weight, is less.
  const bool is_part = counts_content(mass) || !paper.tare;
  if (is_part ? mass.milligrams <= net_mg : mass.milligrams == net_mg) return {};
  const bool above = mass.milligrams > net_mg;
  return refuse(Rule::gross_net_differ,
                fmt::format("the mass is {} kg, gross less tare {} kg: {} by {} kg", in_kilograms(mass.milligrams),
                            in_kilograms(net_mg), above ? "above it" : "short of it",
                            in_kilograms(above ? mass.milligrams - net_mg : net_mg - mass.milligrams)),
                paper.tare ? "leave out --mass, and gross less tare is the net mass; or check the three"
                           : "check both; what is received is at most the gross mass");
}

// The material that the papers show the delivery to be, when nothing says how much of the basis is in it.
const ContentFactor* shown_material(const PaperedDelivery& bought, const LotPaper& paper) {
  const auto& factors = bought.mineral.content_factors;
  const auto named = [&](std::string_view material) {
    const auto found = std::ranges::find(factors, lower(material),
                                         [](const ContentFactor& content) { return lower(content.material); });
    return found == factors.end() ? nullptr : &*found;
  };
  if (const auto* material = named(trim(paper.form))) return material;
  // A price per tonne of a material is for tonnes of that material.
  const bool by_weight = bought.price && !bought.price->of_content;
  if (const auto* material = by_weight ? named(bought.price->component) : nullptr) return material;
  return paper.gross && !factors.empty() ? &factors.front() : nullptr;
}

// A form of which only a part is the mineral, when no factor says how much.
Expected<void> check_form(const PaperedDelivery& bought, const LotPaper& paper) {
  const Mineral& mineral = bought.mineral;
  const std::string& basis = mineral.basis_component;
  const bool all_counts = lower(basis) == "gross";
  const std::string word = all_counts ? "" : word_for_a_part(paper.form, mineral);
  if (word.empty()) return {};
  const EnteredMass& mass = bought.delivery.mass;
  const std::string& component = mineral.content_factors.empty() ? basis : mineral.content_factors.front().material;
  return refuse(
      Rule::gross_for_contained,
      fmt::format("\"{}\" would count as {} kg of {} itself; its form is \"{}\", and of \"{}\" only a part is {}",
                  mass.text, in_kilograms(mass.milligrams), basis, paper.form, word, basis),
      fmt::format("say what it holds: for example --assay \"65% {}\"; or, if that much {} was bought, --assay "
                  "\"100% {}\"",
                  component, basis, basis));
}

// The classic error: what was weighed is taken for what it holds.
Expected<void> check_contained(const PaperedDelivery& bought, const LotPaper& paper) {
  const EnteredMass& mass = bought.delivery.mass;
  if (bought.delivery.assay || counts_content(mass)) return {};
  const ContentFactor* material = shown_material(bought, paper);
  if (material == nullptr) return check_form(bought, paper);
  const std::string& basis = bought.mineral.basis_component;
  const Exact held_mg = mass.milligrams * material->factor;
  const std::string by_mass = paper.gross ? "" : fmt::format("; or --mass \"{} of {}\"", mass.text, material->material);
  return refuse(
      Rule::gross_for_contained,
      fmt::format("\"{}\" would count as {} kg of {} itself; if it is {}, it holds {} kg of {}, {} kg less", mass.text,
                  in_kilograms(mass.milligrams), basis, material->material, in_kilograms(held_mg), basis,
                  in_kilograms(mass.milligrams - held_mg)),
      fmt::format("say what it holds: --assay \"99% {}\"{}; or, if that much {} was bought, --assay \"100% {}\"",
                  material->material, by_mass, basis, basis));
}

Expected<void> check_dates(const LotPaper& paper, Date received_on) {
  for (const auto& [day, what] :
       {std::pair{paper.expires_on, "expires"}, std::pair{paper.rotate_by, "is to be rotated by"}}) {
    if (!day || *day >= received_on) continue;
    return refuse(Rule::expires_before_receipt,
                  fmt::format("the lot {} {} and is received on {}, {} later", what, format_date(*day),
                              format_date(received_on), format_days(days_between(*day, received_on))),
                  "check the dates");
  }
  return {};
}

} // namespace

Expected<void> check_lot_paper(const PaperedDelivery& bought, const LotPaper& paper) {
  if (paper.gross) {
    if (auto sound = check_weights(*paper.gross, paper.tare); !sound) return sound;
  }
  if (auto sound = check_net(bought.delivery.mass, paper); !sound) return sound;
  if (auto sound = check_contained(bought, paper); !sound) return sound;
  const Assay* main_assay = bought.delivery.assay ? &*bought.delivery.assay : nullptr;
  if (auto sound = check_components(bought.mineral, main_assay, paper.components); !sound) return sound;
  return check_dates(paper, bought.received_on);
}

} // namespace pvault
