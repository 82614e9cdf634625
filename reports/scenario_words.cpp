#include "reports/scenario_words.hpp"

#include "reports/all_reports.hpp"
#include "stockpile/country.hpp"

#include <fmt/format.h>

namespace pvault::reports {

std::string countries_in_words(const Countries& countries) {
  std::vector<std::string> names;
  for (const std::string& code : countries)
    names.push_back(country_name(code));
  return list_in_words(names);
}

std::string changes_in_words(const Changes& changes, const std::vector<Mineral>& minerals) {
  std::vector<std::string> own;
  for (const Mineral& mineral : minerals) {
    const auto change = changes.of_minerals.find(mineral.id);
    if (change != changes.of_minerals.end())
      own.push_back(fmt::format("{} {}", mineral.code, format_change(change->second)));
  }
  if (own.empty()) return format_change(changes.of_all);
  if (changes.of_all == RelativeChange()) return list_in_words(own);
  return fmt::format("{} ({})", format_change(changes.of_all), list_in_words(own));
}

} // namespace pvault::reports
