// What the reports of carrying charges share: names, and columns of mass and cost over days.
#pragma once

#include "reports/columns.hpp"
#include "store/carrying.hpp"

#include <map>
#include <string>
#include <tuple>

namespace pvault::reports {

struct CarryingNames {
  std::string site;
  std::string mineral;
  std::string kind;
  std::string party;
  CarryingKind kind_order{};
  // As people look for them: by site, then mineral, then charge.
  [[nodiscard]] std::tuple<std::string, std::string, CarryingKind, std::string> order() const {
    return {site, mineral, kind_order, party};
  }
};

// The names of what carrying charges are about; of what was reversed, too.
class CarryingNaming {
public:
  explicit CarryingNaming(store::Connection& connection);
  [[nodiscard]] CarryingNames of(const CarryingKey& key) const;
  [[nodiscard]] const std::string& of(LotId lot) const { return lots_.at(lot); }

private:
  std::map<SiteId, std::string> sites_;
  std::map<MineralId, std::string> minerals_;
  std::map<PartyId, std::string> parties_;
  std::map<LotId, std::string> lots_;
};

// Of one or several charges.
struct CarriedSums {
  boost::multiprecision::cpp_int mg_days = 0;
  boost::multiprecision::cpp_int cent_days = 0;
  boost::multiprecision::cpp_int handled_in_mg = 0;
  boost::multiprecision::cpp_int handled_out_mg = 0;
  void add(const CarryingCharge& charge);
};

// Each missing where nothing of it was charged. Throws std::overflow_error, which names the figure, when it does not
// fit.
Column tonne_days();
Cell tonne_days_cell(const CarriedSums& sums); // rounded half-even to a thousandth, which is a kilogram and day
Column cost_days();
Cell cost_days_cell(const CarriedSums& sums);
Cell handled_in_cell(const CarriedSums& sums);
Cell handled_out_cell(const CarriedSums& sums);

} // namespace pvault::reports
