#include "stockpile/carrying_rate.hpp"

#include "units/choice.hpp"
#include "units/parsing.hpp"
#include "units/text.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

namespace pvault {

namespace {

constexpr Choices<CarryingKind, 3> carrying_kinds = {
    {{CarryingKind::storage, "storage"}, {CarryingKind::insurance, "insurance"}, {CarryingKind::handling, "handling"}}};
constexpr std::string_view rate_examples = "\"12 USD/t-month\", or \"0.35%\" of cost a year";

// What stands before "-month" or "/month"; nothing when the text does not end so.
std::optional<std::string_view> before_month(std::string_view text) {
  constexpr std::string_view month = "month";
  if (text.size() <= month.size() || !equals_ignoring_case(text.substr(text.size() - month.size()), month))
    return std::nullopt;
  const std::string_view before = trim(text.substr(0, text.size() - month.size()));
  if (!before.ends_with('-') && !before.ends_with('/')) return std::nullopt;
  return trim(before.substr(0, before.size() - 1));
}

// A price of mass as the book counts it: on the basis of whatever mineral is charged.
Expected<BasisPrice> parse_price_of_mass(std::string_view text) {
  const auto quoted = parse_price(text);
  if (!quoted) return tl::unexpected(quoted.error());
  if (quoted->of_content || !quoted->component.empty()) {
    return refuse(Rule::carrying_rate_malformed,
                  fmt::format("{} counts a component; carrying charges count the mass of each mineral as the book has "
                              "it",
                              in_quotes(text)),
                  "a price per t, kg or lb, converted to the mineral's basis");
  }
  return make_basis_price(quoted->cents_per_mg);
}

// The price is refused as one; what to try is a price a month.
tl::unexpected<Refusal> refuse_price_a_month(Refusal refusal) {
  if (refusal.rule != Rule::carrying_rate_malformed)
    refusal.next_step =
        parse_price_of_mass(refusal.next_step) ? refusal.next_step + "-month" : std::string(rate_examples);
  return tl::unexpected<Refusal>(std::move(refusal));
}

} // namespace

std::string_view carrying_kind_name(CarryingKind kind) { return name_of(carrying_kinds, kind); }

Account carrying_account(CarryingKind kind) {
  if (kind == CarryingKind::storage) return Account::storage;
  return kind == CarryingKind::insurance ? Account::insurance : Account::handling;
}

Expected<CarryingKind> parse_carrying_kind(std::string_view text) {
  return parse_choice(carrying_kinds, text, "a kind of carrying charge");
}

Expected<EnteredCarryingRate> parse_carrying_rate(std::string_view text) {
  EnteredCarryingRate entered{.text = std::string(trim(text))};
  if (entered.text.ends_with('%')) {
    const auto rate = parse_rate(entered.text);
    if (!rate) return tl::unexpected(rate.error());
    entered.of_cost = *rate;
    return entered;
  }
  const auto price_text = before_month(entered.text);
  if (!price_text) {
    return refuse(Rule::carrying_rate_malformed,
                  fmt::format("{} is neither a price per mass and month nor a percentage of cost", in_quotes(text)),
                  std::string(rate_examples));
  }
  const auto price = parse_price_of_mass(*price_text);
  if (!price) return refuse_price_a_month(price.error());
  entered.per_month = *price;
  return entered;
}

Expected<EnteredHandling> parse_handling(std::string_view text) {
  const auto price = parse_price_of_mass(text);
  if (!price) return tl::unexpected(price.error());
  return EnteredHandling{.text = std::string(trim(text)), .price = *price};
}

Expected<void> check_carrying_terms(CarryingKind kind, const CarryingTerms& terms) {
  const bool by_time = terms.per_month || terms.of_cost;
  const bool by_movement = terms.for_in || terms.for_out;
  const std::string_view name = carrying_kind_name(kind);
  if (kind == CarryingKind::handling) {
    if (by_time)
      return refuse(Rule::carrying_rate_inconsistent,
                    fmt::format("{} is charged when mass comes in or goes out, and has no --rate", name),
                    "--in \"8 USD/t\", --out \"6 USD/t\", or --kind storage");
    if (!by_movement)
      return refuse(Rule::carrying_rate_inconsistent, fmt::format("{} has no charge", name),
                    "--in \"8 USD/t\", --out \"6 USD/t\", or --none to end it");
    return {};
  }
  if (by_movement)
    return refuse(Rule::carrying_rate_inconsistent,
                  fmt::format("{} is charged for the time that mass lies, and has no --in or --out", name),
                  "--kind handling");
  if (!by_time)
    return refuse(Rule::carrying_rate_inconsistent, fmt::format("{} has no rate", name),
                  fmt::format("--rate {}, or --none to end it", rate_examples));
  return {};
}

namespace {

bool applies(const CarryingRate& rate, const CarryingPlace& place, MineralId mineral) {
  return (rate.site ? *rate.site == place.site : place.in_storage) && (!rate.mineral || *rate.mineral == mineral);
}

// The rates in force of the scopes that apply, the widest first.
using InForce = std::array<const CarryingRate*, 4>;

std::size_t narrowness(const CarryingRate& rate) {
  return (rate.site ? std::size_t{2} : std::size_t{0}) + (rate.mineral ? std::size_t{1} : std::size_t{0});
}

const CarryingRate* narrowest(const InForce& in_force) {
  const CarryingRate* found = nullptr;
  for (const CarryingRate* rate : in_force) {
    if (rate != nullptr && rate->terms) found = rate;
  }
  return found;
}

} // namespace

std::vector<CarryingSpan> list_carrying_spans(const std::vector<CarryingRate>& rates, CarryingKind kind,
                                              const CarryingPlace& place, MineralId mineral) {
  std::vector<CarryingSpan> spans;
  InForce in_force{};
  const CarryingRate* before = nullptr;
  for (const CarryingRate& rate : rates) {
    if (rate.kind != kind || !applies(rate, place, mineral)) continue;
    in_force.at(narrowness(rate)) = &rate;
    const CarryingRate* counts = narrowest(in_force);
    if (counts == before) continue;
    before = counts;
    if (!spans.empty() && spans.back().from == rate.from) spans.pop_back();
    spans.push_back({rate.from, counts != nullptr ? counts->terms : std::nullopt});
  }
  return spans;
}

} // namespace pvault
