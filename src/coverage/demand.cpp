#include "coverage/demand.hpp"

#include "units/parsing.hpp"
#include "units/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

namespace pvault {

namespace {

constexpr std::array<DemandBasis, 9> bases = {{
    {"apparent-consumption", BasisKind::consumption, 1, false},
    {"estimated-consumption", BasisKind::consumption, 2, false},
    {"reported-consumption", BasisKind::consumption, 3, false},
    {"consumption-proxy", BasisKind::consumption, 4, false},
    {"imports", BasisKind::trade, 0, false},
    {"exports", BasisKind::trade, 0, false},
    {"net-imports", BasisKind::trade, 0, false},
    {"participant-demand", BasisKind::declared, 0, true},
    {"defence-demand", BasisKind::declared, 0, false},
}};

using Figures = std::vector<RecordedDemand>;

Bound bound_of(const DemandFigure& figure) {
  if (figure.is_upper_bound) return Bound::upper;
  return figure.is_lower_bound ? Bound::lower : Bound::none;
}

Bound opposite(Bound bound) {
  if (bound == Bound::none) return bound;
  return bound == Bound::upper ? Bound::lower : Bound::upper;
}

// Of a sum or a product of two; empty when one is bounded above and the other below.
std::optional<Bound> combined(Bound a, Bound b) {
  if (a == Bound::none || a == b) return b;
  return b == Bound::none ? std::optional(a) : std::nullopt;
}

void set_bound(DemandFigure& figure, Bound bound) {
  figure.is_upper_bound = bound == Bound::upper;
  figure.is_lower_bound = bound == Bound::lower;
}

// "<2,000 kg"
std::string mass_in_words(const DemandFigure& figure) {
  const char* sign = figure.is_upper_bound ? "<" : figure.is_lower_bound ? ">" : "";
  return fmt::format("{}{} kg", sign, format_kilograms(figure.per_year));
}

// "55%", ">99%", "<1%", "33% to 52%"
std::string percent_in_words(const Limits& part) {
  const auto percent = [](const Exact& fraction) {
    // Published percents are decimal text of few digits.
    constexpr int decimals = 6;
    const auto scaled = round_to_integer(fraction * 100 * power_of_ten(decimals), Rounding::half_even);
    return scaled ? format_scaled(*scaled, decimals, 0) + "%" : "?%";
  };
  if (part.least == part.most) return percent(part.least);
  if (part.most == Exact(1)) return ">" + percent(part.least);
  if (part.least == Exact(0)) return "<" + percent(part.most);
  return fmt::format("{} to {}", percent(part.least), percent(part.most));
}

// Whether `a` counts before `b`, which is of the same basis or of another consumption.
bool counts_before(const RecordedDemand& a, const RecordedDemand& b) {
  if (a.figure.year != b.figure.year) return a.figure.year > b.figure.year;
  const DemandBasis* basis_a = find_demand_basis(a.figure.basis);
  const DemandBasis* basis_b = find_demand_basis(b.figure.basis);
  const int preference_a = basis_a == nullptr ? 0 : basis_a->preference;
  const int preference_b = basis_b == nullptr ? 0 : basis_b->preference;
  if (preference_a != preference_b) return preference_a < preference_b;
  return a.entry > b.entry;
}

template <class Condition>
const DemandFigure* first_of(const Figures& figures, Condition condition) {
  const RecordedDemand* first = nullptr;
  for (const RecordedDemand& recorded : figures) {
    if (!condition(recorded.figure)) continue;
    if (first == nullptr || counts_before(recorded, *first)) first = &recorded;
  }
  return first == nullptr ? nullptr : &first->figure;
}

const DemandFigure* latest_on(const Figures& figures, std::string_view basis) {
  return first_of(figures, [&](const DemandFigure& figure) { return figure.basis == basis; });
}

const DemandFigure* of_year(const Figures& figures, std::string_view basis, int year) {
  return first_of(figures, [&](const DemandFigure& figure) { return figure.basis == basis && figure.year == year; });
}

bool is_consumption(const DemandFigure& figure) {
  const DemandBasis* basis = find_demand_basis(figure.basis);
  return basis != nullptr && basis->kind == BasisKind::consumption;
}

constexpr std::string_view between_parts = "; ";

bool has_part(std::string_view text, std::string_view part) {
  for (std::size_t end = text.find(between_parts); end != std::string_view::npos; end = text.find(between_parts)) {
    if (text.substr(0, end) == part) return true;
    text.remove_prefix(end + between_parts.size());
  }
  return text == part;
}

// What two figures say of themselves, each part once.
std::string joined(std::string a, std::string_view b) {
  while (!b.empty()) {
    const std::size_t end = b.find(between_parts);
    const std::string_view part = b.substr(0, end);
    if (a.empty())
      a = part;
    else if (!has_part(a, part))
      a += fmt::format("{}{}", between_parts, part);
    b = end == std::string_view::npos ? std::string_view() : b.substr(end + between_parts.size());
  }
  return a;
}

// Up; a lower bound down, so that "more than" stays true.
Mass rounded(const Exact& milligrams, Bound bound) {
  const auto rounded = round_to_integer(milligrams, bound == Bound::lower ? Rounding::down : Rounding::up);
  if (!rounded) throw std::overflow_error("a computed demand does not fit 64 bits of milligrams");
  return Mass::milligrams(*rounded);
}

DemandFigure computed(const DemandFigure& of, std::string basis, std::string derivation) {
  DemandFigure figure = of;
  figure.basis = std::move(basis);
  figure.published.clear();
  figure.derivation = std::move(derivation);
  return figure;
}

// The part of `whole`, of which `figure` was computed.
DemandAnswer take_part(DemandFigure figure, Mass whole, const Exact& part, Bound bound) {
  figure.per_year = rounded(Exact(whole.milligrams()) * part, bound);
  // More than so many percent of nothing is nothing; of anything else at least nothing says nothing.
  if (bound == Bound::lower && figure.per_year == Mass() && whole > Mass())
    return {.figure = {}, .missing = figure.derivation + ", and only a lower bound"};
  set_bound(figure, figure.per_year == Mass() ? Bound::none : bound);
  return {.figure = figure};
}

DemandAnswer subtract_exports(const DemandFigure& imports, const DemandFigure& exports) {
  const auto bound = combined(bound_of(imports), opposite(bound_of(exports)));
  if (!bound)
    return {.figure = {},
            .missing = fmt::format("imports {} less exports {} of {} are bounded on both sides", mass_in_words(imports),
                                   mass_in_words(exports), imports.year)};
  const bool below_zero = exports.per_year > imports.per_year;
  DemandFigure net =
      computed(imports, "net-imports",
               fmt::format("imports {} less exports {} of {}{}", mass_in_words(imports), mass_in_words(exports),
                           imports.year, below_zero ? "; below zero, which counts as no demand" : ""));
  net.per_year = below_zero ? Mass() : imports.per_year - exports.per_year;
  net.quality = joined(imports.quality, exports.quality);
  net.source = joined(imports.source, exports.source);
  set_bound(net, *bound);
  if (net.per_year > Mass()) return {.figure = net};
  // At most nothing is nothing; at least nothing says nothing.
  if (*bound == Bound::lower) return {.figure = {}, .missing = net.derivation + ", and only a lower bound"};
  set_bound(net, Bound::none);
  return {.figure = net};
}

// Above 75% is a lower bound, below 25% an upper one.
Bound bound_of(const Limits& part) {
  if (part.least == part.most) return Bound::none;
  return part.most == Exact(1) ? Bound::lower : Bound::upper;
}

DemandAnswer take_reliance(const DemandFigure& consumption, const NetReliance& reliance) {
  if (reliance.is_net_exporter) {
    DemandFigure none =
        computed(consumption, "net-imports",
                 fmt::format("net exporter in {}: net imports below zero, which counts as no demand", reliance.year));
    none.per_year = Mass();
    set_bound(none, Bound::none);
    return {.figure = none};
  }
  const Limits& part = reliance.of_demand;
  const std::string derivation = fmt::format("{} {} of {} x {} net import reliance", consumption.basis,
                                             mass_in_words(consumption), consumption.year, percent_in_words(part));
  const auto bound = combined(bound_of(consumption), bound_of(part));
  if (!bound) return {.figure = {}, .missing = derivation + ": bounded on both sides"};
  return take_part(computed(consumption, "net-imports", derivation), consumption.per_year,
                   bound_of(part) == Bound::lower ? part.least : part.most, *bound);
}

DemandAnswer net_imports_of(const DemandFacts& facts, int year) {
  if (const DemandFigure* recorded = of_year(facts.figures, "net-imports", year)) return {.figure = *recorded};
  const DemandFigure* imports = of_year(facts.figures, "imports", year);
  const DemandFigure* exports = of_year(facts.figures, "exports", year);
  if (imports != nullptr && exports != nullptr) return subtract_exports(*imports, *exports);
  const DemandFigure* consumption = first_of(facts.figures, [&](const DemandFigure& figure) {
    return figure.year == year && is_consumption(figure) && figure.basis != "consumption-proxy";
  });
  const auto reliance = std::ranges::find(facts.reliance, year, &NetReliance::year);
  if (consumption != nullptr && reliance != facts.reliance.end()) return take_reliance(*consumption, *reliance);
  if (imports != nullptr) return {.figure = {}, .missing = fmt::format("no exports of {} are recorded", year)};
  return {.figure = {}, .missing = "no net imports, no imports and exports, and no net import reliance of its year"};
}

DemandAnswer net_imports(const DemandFacts& facts) {
  std::set<int, std::greater<>> years; // a demand that is declared says nothing of imports
  for (const RecordedDemand& recorded : facts.figures) {
    const DemandBasis* basis = find_demand_basis(recorded.figure.basis);
    if (basis != nullptr && basis->kind != BasisKind::declared) years.insert(recorded.figure.year);
  }
  DemandAnswer latest = {.figure = {},
                         .missing = "no net imports, no imports and exports, and no net import reliance of its year"};
  bool is_first = true;
  for (const int year : years) {
    DemandAnswer answer = net_imports_of(facts, year);
    if (answer.figure) return answer;
    if (is_first) latest = std::move(answer);
    is_first = false;
  }
  return latest;
}

std::string listed(const std::string& list, std::string_view next) {
  return list.empty() ? std::string(next) : fmt::format("{}, {}", list, next);
}

// What part of imports comes from the countries together.
struct JointShare {
  Limits of_imports;
  std::string in_words;    // "China 55%, Russia not published (55% to 74%)"
  std::string unpublished; // "Russia"; of these nothing is known but what the other shares leave
};

// Empty when no shares are published at all.
std::optional<JointShare> joint_share(const std::vector<SupplierShare>& shares,
                                      const std::vector<ChosenCountry>& chosen) {
  Countries countries;
  for (const ChosenCountry& country : chosen)
    countries.insert(country.code);
  const auto of_imports = share_cut_off(shares, countries);
  if (!of_imports) return std::nullopt;
  JointShare joint{.of_imports = *of_imports, .in_words = {}, .unpublished = {}};
  Countries published;
  for (const SupplierShare& share : shares) {
    if (!is_share_of(share, countries)) continue;
    joint.in_words = listed(joint.in_words, fmt::format("{} {}", share.name, percent_in_words(share.of_imports)));
    published.insert(share.countries.begin(), share.countries.end());
    published.insert(share.counted_in.begin(), share.counted_in.end());
  }
  for (const auto& [name, code] : chosen) {
    if (published.contains(code)) continue;
    const bool has_none = share_cut_off(shares, {code}) == Limits{0, 0};
    joint.in_words = listed(joint.in_words, fmt::format("{} {}", name, has_none ? "0%" : "not published"));
    if (!has_none) joint.unpublished = listed(joint.unpublished, name);
  }
  if (joint.of_imports.least == joint.of_imports.most) joint.unpublished.clear();
  if (!joint.unpublished.empty()) joint.in_words += fmt::format(" ({})", percent_in_words(joint.of_imports));
  return joint;
}

std::string no_share_for(const std::string& countries) {
  return fmt::format("no share of imports is published for {}", countries);
}

// Where less than all of imports is sure to come from the countries, and less than all of the rest is not.
DemandAnswer take_limits(DemandFigure figure, const DemandFigure& imports, const JointShare& share) {
  const Bound bound = bound_of(imports);
  const Exact milligrams = imports.per_year.milligrams();
  const auto& [least, most] = share.of_imports;
  const Mass at_least = bound == Bound::upper ? Mass() : rounded(milligrams * least, Bound::lower);
  const bool has_most = bound != Bound::lower;
  figure.unpublished = share.unpublished;
  if (at_least > Mass()) {
    figure.per_year = at_least;
    set_bound(figure, Bound::lower);
    if (has_most) figure.at_most = rounded(milligrams * most, Bound::upper);
    return {.figure = figure};
  }
  if (has_most && most < Exact(1)) return take_part(figure, imports.per_year, most, Bound::upper);
  if (least == Exact(0) && !share.unpublished.empty())
    return {.figure = {}, .missing = no_share_for(share.unpublished)};
  const bool on_both_sides = bound == Bound::upper || (bound == Bound::lower && least == Exact(0));
  return {.figure = {},
          .missing = figure.derivation + (on_both_sides ? ": bounded on both sides" : ", and only a lower bound")};
}

DemandAnswer imports_from(const DemandFacts& facts, const DemandChoice& choice) {
  const DemandFigure* imports = latest_on(facts.figures, "imports");
  const DemandAnswer net = net_imports(facts);
  const bool takes_net = net.figure && (imports == nullptr || net.figure->year > imports->year);
  if (imports == nullptr && !net.figure) return {.figure = {}, .missing = net.missing};
  const DemandFigure& base = takes_net ? *net.figure : *imports;
  const auto share = joint_share(facts.shares, choice.countries);
  if (!share) {
    std::string wanted;
    for (const ChosenCountry& country : choice.countries)
      wanted = listed(wanted, country.name);
    return {.figure = {}, .missing = no_share_for(wanted)};
  }
  const std::string of = takes_net && !base.derivation.empty() ? fmt::format("net imports ({})", base.derivation)
                         : takes_net ? fmt::format("net imports {} of {}", mass_in_words(base), base.year)
                                     : fmt::format("imports {} of {}", mass_in_words(base), base.year);
  DemandFigure figure = computed(base, choice.name(), fmt::format("{} x {}", of, share->in_words));
  const auto& [least, most] = share->of_imports;
  if (least == most || base.per_year == Mass()) return take_part(figure, base.per_year, most, bound_of(base));
  return take_limits(figure, base, *share);
}

// "maker-a 2025, maker-b 2023"
std::string declared_in_words(const std::map<std::string, const RecordedDemand*>& latest) {
  std::string words;
  for (const auto& [participant, recorded] : latest)
    words += fmt::format("{}{} {} of {}", words.empty() ? "" : ", ", participant, mass_in_words(recorded->figure),
                         recorded->figure.year);
  return words;
}

DemandAnswer sum_declared(const Figures& figures, const std::string& basis) {
  std::map<std::string, const RecordedDemand*> latest;
  for (const RecordedDemand& recorded : figures) {
    if (recorded.figure.basis != basis) continue;
    const RecordedDemand*& of = latest[recorded.participant];
    if (of == nullptr || counts_before(recorded, *of)) of = &recorded;
  }
  if (latest.empty()) return {.figure = {}, .missing = "no participant has declared a demand"};
  DemandFigure sum = computed(latest.begin()->second->figure, basis, declared_in_words(latest));
  sum.per_year = Mass();
  sum.oldest_year = sum.year;
  Bound bound = Bound::none;
  for (const auto& [participant, recorded] : latest) {
    const DemandFigure& figure = recorded->figure;
    const auto both = combined(bound, bound_of(figure));
    if (!both) return {.figure = {}, .missing = sum.derivation + ": bounded on both sides"};
    bound = *both;
    sum.per_year += figure.per_year;
    sum.year = std::max(sum.year, figure.year);
    sum.oldest_year = std::min(sum.oldest_year, figure.year);
    sum.quality = joined(sum.quality, figure.quality);
    sum.source = joined(sum.source, figure.source);
  }
  set_bound(sum, bound);
  return {.figure = sum};
}

DemandAnswer recorded_answer(const DemandFigure* figure, std::string_view basis) {
  if (figure != nullptr) return {.figure = *figure};
  return {.figure = {}, .missing = fmt::format("no figure of {} is recorded", basis)};
}

} // namespace

std::span<const DemandBasis> demand_bases() { return bases; }

const DemandBasis* find_demand_basis(std::string_view name) {
  const auto* found = std::ranges::find(bases, name, &DemandBasis::name);
  return found == bases.end() ? nullptr : found;
}

std::string DemandChoice::name() const {
  std::string name = basis;
  for (std::size_t i = 0; i < countries.size(); ++i)
    name += (i == 0 ? ":" : ",") + countries[i].name;
  return name;
}

DemandAnswer find_demand_figure(const DemandFacts& facts, const DemandChoice& choice) {
  if (choice.basis == "consumption") return recorded_answer(first_of(facts.figures, is_consumption), choice.basis);
  if (choice.basis == "imports-from") return imports_from(facts, choice);
  if (choice.basis == "net-imports") return net_imports(facts);
  const DemandBasis* basis = find_demand_basis(choice.basis);
  if (basis != nullptr && basis->by_participant) return sum_declared(facts.figures, choice.basis);
  return recorded_answer(latest_on(facts.figures, choice.basis), choice.basis);
}

} // namespace pvault
