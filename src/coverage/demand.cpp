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

std::string percent_in_words(const Exact& percent, Bound bound) {
  // Percents come as decimal text of few digits.
  constexpr int decimals = 6;
  const auto scaled = round_to_integer(percent * power_of_ten(decimals), Rounding::half_even);
  const char* sign = bound == Bound::upper ? "<" : bound == Bound::lower ? ">" : "";
  return fmt::format("{}{}%", sign, scaled ? format_scaled(*scaled, decimals, 0) : "?");
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

// So many percent of `whole`, of which `figure` was computed.
DemandAnswer take_percent(DemandFigure figure, Mass whole, const Exact& percent, Bound bound) {
  figure.per_year = rounded(Exact(whole.milligrams()) * percent / 100, bound);
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

DemandAnswer take_reliance(const DemandFigure& consumption, const NetImportReliance& reliance) {
  if (reliance.is_net_exporter) {
    DemandFigure none =
        computed(consumption, "net-imports",
                 fmt::format("net exporter in {}: net imports below zero, which counts as no demand", reliance.year));
    none.per_year = Mass();
    set_bound(none, Bound::none);
    return {.figure = none};
  }
  const std::string derivation =
      fmt::format("{} {} of {} x {} net import reliance", consumption.basis, mass_in_words(consumption),
                  consumption.year, percent_in_words(reliance.percent, reliance.bound));
  const auto bound = combined(bound_of(consumption), reliance.bound);
  if (!bound) return {.figure = {}, .missing = derivation + ": bounded on both sides"};
  return take_percent(computed(consumption, "net-imports", derivation), consumption.per_year, reliance.percent, *bound);
}

DemandAnswer net_imports_of(const DemandFacts& facts, int year) {
  if (const DemandFigure* recorded = of_year(facts.figures, "net-imports", year)) return {.figure = *recorded};
  const DemandFigure* imports = of_year(facts.figures, "imports", year);
  const DemandFigure* exports = of_year(facts.figures, "exports", year);
  if (imports != nullptr && exports != nullptr) return subtract_exports(*imports, *exports);
  const DemandFigure* consumption = first_of(facts.figures, [&](const DemandFigure& figure) {
    return figure.year == year && is_consumption(figure) && figure.basis != "consumption-proxy";
  });
  const auto reliance =
      std::ranges::find_if(facts.reliance, [&](const NetImportReliance& of) { return of.year == year; });
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

// The shares of the countries together; `missing` says which is not known.
struct JointShare {
  Exact percent = 0;
  Bound bound = Bound::none;
  std::string in_words; // "China 55%"
  std::string missing;
};

JointShare joint_share(const DemandFacts& facts, const std::vector<std::string>& countries) {
  JointShare joint;
  for (const std::string& country : countries) {
    const auto share = std::ranges::find_if(
        facts.shares, [&](const ImportShare& of) { return equals_ignoring_case(of.country, country); });
    if (share == facts.shares.end()) {
      joint.missing = fmt::format("no share of imports is published for {}", country);
      return joint;
    }
    const auto bound = combined(joint.bound, share->bound);
    if (!bound) {
      joint.missing = "the shares of the countries together are bounded on both sides";
      return joint;
    }
    joint.percent += share->percent;
    joint.bound = *bound;
    joint.in_words += fmt::format("{}{} {}", joint.in_words.empty() ? "" : ", ", share->country,
                                  percent_in_words(share->percent, share->bound));
  }
  return joint;
}

DemandAnswer imports_from(const DemandFacts& facts, const DemandChoice& choice) {
  const DemandFigure* imports = latest_on(facts.figures, "imports");
  const DemandAnswer net = net_imports(facts);
  const bool takes_net = net.figure && (imports == nullptr || net.figure->year > imports->year);
  if (imports == nullptr && !net.figure) return {.figure = {}, .missing = net.missing};
  const DemandFigure& base = takes_net ? *net.figure : *imports;
  const JointShare share = joint_share(facts, choice.countries);
  if (!share.missing.empty()) return {.figure = {}, .missing = share.missing};
  const std::string of = takes_net && !base.derivation.empty() ? fmt::format("net imports ({})", base.derivation)
                         : takes_net ? fmt::format("net imports {} of {}", mass_in_words(base), base.year)
                                     : fmt::format("imports {} of {}", mass_in_words(base), base.year);
  DemandFigure figure = computed(base, choice.name(), fmt::format("{} x {}", of, share.in_words));
  const auto bound = combined(bound_of(base), share.bound);
  if (!bound) return {.figure = {}, .missing = figure.derivation + ": bounded on both sides"};
  return take_percent(figure, base.per_year, share.percent, *bound);
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
    name += (i == 0 ? ":" : ",") + countries[i];
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
