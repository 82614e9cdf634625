#include "operations/set_annual_plan.hpp"

#include "stockpile/purchase.hpp"
#include "store/annual_plans.hpp"
#include "store/facilities.hpp"
#include "store/names.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

// A maximum of nothing is a plan, too: contained_mass would refuse it.
Expected<Mass> planned_mass(const Mineral& mineral, const EnteredMass& entered) {
  if (entered.milligrams == 0) return Mass();
  auto contained = contained_mass(mineral, {.mass = entered});
  if (!contained) return tl::unexpected(std::move(contained).error());
  return contained->mass;
}

} // namespace

Expected<Recorded> set_annual_plan(store::Book& book, const RecordingOptions& options, const AnnualPlanInput& input) {
  if (input.year < 1900 || input.year > 2199)
    return refuse(Rule::option_malformed, fmt::format("{} is not a year from 1900 to 2199", input.year),
                  "give --year 2027");
  Recording recording(book, options, "annual-plan");
  auto fingerprint = recording.fingerprint().add_name("mineral", input.mineral).add("year", std::int64_t{input.year});
  fingerprint.add("buy", input.buy_at_most.text).add("release", input.release_at_most.text).add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto mineral = store::load_mineral(recording.connection(), input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  if (auto single = check_not_group(*mineral); !single) return tl::unexpected(single.error());
  const auto buy = planned_mass(*mineral, input.buy_at_most);
  if (!buy) return tl::unexpected(buy.error());
  const auto release = planned_mass(*mineral, input.release_at_most);
  if (!release) return tl::unexpected(release.error());
  RecordRow row("annual_plan");
  row.set("mineral_id", mineral->id).set("effective_on", recording.on()).set("year", std::int64_t{input.year});
  row.set("buy_entered", input.buy_at_most.text).set("buy_at_most_mg", *buy);
  row.set("release_entered", input.release_at_most.text).set("release_at_most_mg", *release);
  row.set("reason", input.reason);
  return recording.finish({row}, {},
                          fmt::format("plan of {} for {}: buy at most {} kg, release at most {} kg", input.year,
                                      mineral->code, format_kilograms(*buy), format_kilograms(*release)));
}

std::vector<std::string> notes_on_plan(store::Connection& connection, const Mineral& mineral, Planned what, Date on,
                                       Mass mass) {
  const Moment whole_year{Date::of(date::year{on.year()} / date::December / 31),
                          store::end_of_time(connection).known_at};
  const auto plan = store::find_annual_plan(connection, mineral.id, whole_year);
  if (!plan) return {};
  const auto year = store::load_year(connection, whole_year);
  const auto found = year.find(mineral.id);
  const store::BoughtAndReleased before = found == year.end() ? store::BoughtAndReleased{} : found->second;
  const bool buys = what == Planned::purchase;
  const Mass after = (buys ? before.bought : before.released) + mass;
  const Mass at_most = buys ? plan->buy_at_most : plan->release_at_most;
  if (after <= at_most) return {};
  return {
      fmt::format("{} kg of {} {} in {} are above the {} kg of its plan by {} kg; `pvault report annual-plan` has both",
                  format_kilograms(after), mineral.code, buys ? "bought" : "released", on.year(),
                  format_kilograms(at_most), format_kilograms(after - at_most))};
}

} // namespace pvault::operations
