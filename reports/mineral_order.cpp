#include "reports/mineral_order.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace pvault::reports {

std::vector<Mineral> minerals_in_order(std::vector<Mineral> minerals) {
  std::map<MineralId, std::string> group_codes;
  for (const Mineral& mineral : minerals) {
    if (mineral.is_group) group_codes.emplace(mineral.id, mineral.code);
  }
  const auto place = [&](const Mineral& mineral) {
    return std::tuple(mineral.member_of ? group_codes.at(*mineral.member_of) : mineral.code, !mineral.is_group,
                      mineral.code);
  };
  std::ranges::sort(minerals, {}, place);
  return minerals;
}

} // namespace pvault::reports
