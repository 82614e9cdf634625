#include "stockpile/mineral.hpp"

#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault {

namespace {

std::string known_components(const Mineral& mineral) {
  std::string list = mineral.basis_component;
  for (const ContentFactor& content : mineral.content_factors)
    list += ", " + content.material;
  return list;
}

ContentFactor basis_itself(const Mineral& mineral) { return {mineral.basis_component, "", Exact(1)}; }

} // namespace

Expected<ContentFactor> find_content(const Mineral& mineral, const std::string& component, bool of_content) {
  if (component.empty()) {
    if (!of_content || mineral.content_factors.empty()) return basis_itself(mineral);
    return refuse(Rule::component_missing,
                  fmt::format("the unit counts a contained component, and for {} that could be any of {}", mineral.code,
                              known_components(mineral)),
                  fmt::format("name it, for example \"... of {}\"", mineral.content_factors.front().material));
  }
  if (lower(component) == lower(mineral.basis_component)) return basis_itself(mineral);
  for (const ContentFactor& content : mineral.content_factors) {
    if (lower(component) == lower(content.material)) return content;
  }
  return refuse(Rule::component_unknown,
                fmt::format("no content factor from \"{}\" to the basis of {} ({}) is known", component, mineral.code,
                            mineral.basis_component),
                fmt::format("use one of: {}", known_components(mineral)));
}

namespace {

Expected<void> check_content_stated_once(const Delivery& delivery) {
  const bool counts_content = delivery.mass.of_content || !delivery.mass.component.empty();
  if (!counts_content) return {};
  const bool assay_only_names = delivery.assay && delivery.mass.component.empty() && !delivery.assay->component.empty();
  if (!delivery.moisture && (!delivery.assay || assay_only_names)) return {};
  return refuse(
      Rule::content_stated_twice,
      fmt::format("\"{}\" already counts the contained component; an assay or moisture would be taken off twice",
                  delivery.mass.text),
      "give the net mass with --assay and --moisture, or the contained mass alone");
}

} // namespace

Expected<ContainedMass> contained_mass(const Mineral& mineral, const Delivery& delivery) {
  if (auto once = check_content_stated_once(delivery); !once) return tl::unexpected(once.error());
  const bool counts_content = delivery.mass.of_content || !delivery.mass.component.empty();
  const std::string component =
      delivery.mass.component.empty() && delivery.assay ? delivery.assay->component : delivery.mass.component;
  auto content = find_content(mineral, component, delivery.mass.of_content);
  if (!content) return tl::unexpected(content.error());
  Exact exact_mg = delivery.mass.milligrams * content->factor;
  if (delivery.assay && !counts_content) exact_mg *= delivery.assay->fraction;
  if (delivery.moisture) exact_mg *= Exact(1) - *delivery.moisture;
  const auto rounded_mg = round_to_integer(exact_mg, Rounding::half_even);
  if (!rounded_mg || *rounded_mg <= 0) {
    return refuse(Rule::mass_not_positive,
                  fmt::format("\"{}\" comes to no whole milligram of {}", delivery.mass.text, mineral.code),
                  "a mass above zero");
  }
  return ContainedMass{exact_mg, Mass::milligrams(*rounded_mg), content->factor_text};
}

Expected<BasisPrice> basis_price(const Mineral& mineral, const QuotedPrice& quoted) {
  auto content = find_content(mineral, quoted.component, quoted.of_content);
  if (!content) return tl::unexpected(content.error());
  return make_basis_price(quoted.cents_per_mg / content->factor);
}

Expected<Money> amount_at(const Mineral& mineral, const QuotedPrice& quoted, const Exact& exact_mg,
                          std::string_view what) {
  const auto price = basis_price(mineral, quoted);
  if (!price) return tl::unexpected(price.error());
  const auto cents = round_to_integer(exact_mg * price->cents / price->per_mg, Rounding::half_even);
  if (cents && *cents <= largest_money_cents) return Money::cents(*cents);
  return refuse(Rule::money_out_of_range,
                fmt::format("{} to more than {}, the most one figure can be", what,
                            format_money(Money::cents(largest_money_cents))),
                "check the mass, the price and their units");
}

} // namespace pvault
