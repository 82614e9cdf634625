// What demand figures count, which of several is taken, and how one is computed of others. Pure; figures exact, and a
// computed one rounded up to the milligram, so that demand is never understated; a lower bound down, so that "more
// than" stays true.
#pragma once

#include "coverage/coverage.hpp"
#include "coverage/import_supply.hpp"
#include "journal/posting.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pvault {

enum class BasisKind { consumption, trade, declared };

// A basis that figures are recorded on; the rows of the table demand_basis.
struct DemandBasis {
  std::string_view name;
  BasisKind kind;
  int preference;      // of two figures of consumption for one year the smaller is taken; 0 for other kinds
  bool by_participant; // each figure names who declared it
};
std::span<const DemandBasis> demand_bases();
const DemandBasis* find_demand_basis(std::string_view name); // nullptr when there is none

// A country as the book names it, and its code of ISO 3166.
struct ChosenCountry {
  std::string name;
  std::string code;
};

// What cover can be measured by. `basis` is
//   consumption    the figure of consumption of the latest year, within a year by preference
//   a DemandBasis  that one; net-imports is computed where none is recorded; exports is not to be asked for
//   imports-from   what comes from `countries`
struct DemandChoice {
  std::string basis = "consumption";
  std::vector<ChosenCountry> countries = {};
  std::optional<int> year = {}; // the figure of this year, or the latest before it, whatever the date asked about

  [[nodiscard]] std::string name() const; // "imports-from:China,Russia"
};

// A figure as recorded.
struct RecordedDemand {
  DemandFigure figure;
  EntryId entry{};
  std::string participant = {}; // its code, on a basis by participant
};

enum class Bound { none, upper, lower };

// What the book knows of a mineral's demand at a moment.
struct DemandFacts {
  std::vector<RecordedDemand> figures = {};
  std::vector<NetReliance> reliance = {}; // of each year
  std::vector<SupplierShare> shares = {}; // of imports, as published
};

// A figure, or why there is none.
struct DemandAnswer {
  std::optional<DemandFigure> figure;
  std::string missing = {};
};

// Of several figures on one basis for one year the one recorded last counts.
//   consumption   the latest year; in it apparent, then estimated, reported, proxy
//   net-imports   the latest year of trade or consumption with: a recorded figure; else imports − exports of one year;
//   else consumption × net
//                 import reliance of one year (not a proxy's). Below zero counts as nothing.
//   imports-from  imports × the published shares of the countries; the latest year of imports, or where that is later
//                 or there is none, of net imports. Where of some of the countries no share is published, or only a
//                 bound, what is sure to come from them is a lower bound, and the figure says what it is at most: what
//                 the other shares leave. Where nothing is sure, that is an upper bound; all of imports is no figure.
//   participant-demand  the sum of the latest figure of each participant; its year is the latest of theirs
// A bound gives a bound: upper − lower and upper × upper stay upper; what is bounded on both sides is no figure, nor
// is a lower bound that comes to nothing.
DemandAnswer find_demand_figure(const DemandFacts& facts, const DemandChoice& choice);

} // namespace pvault
