#include "operations/set_cost_method.hpp"

#include "stockpile/purchase.hpp"
#include "store/cost_methods.hpp"
#include "store/names.hpp"
#include "units/text.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

// Nothing: all minerals.
Expected<std::optional<Mineral>> find_mineral(store::Connection& connection, const std::string& text) {
  if (lower(text) == "all") return std::optional<Mineral>();
  auto mineral = store::load_mineral(connection, text);
  if (!mineral) return tl::unexpected(std::move(mineral).error());
  if (auto single = check_not_group(*mineral); !single) return tl::unexpected(single.error());
  return std::optional(*std::move(mineral));
}

Expected<void> check_not_in_use(store::Connection& connection, const std::optional<Mineral>& mineral, Date from) {
  const auto in_the_way =
      store::find_releases_by_method(connection, mineral ? std::optional(mineral->id) : std::nullopt, from);
  if (!in_the_way) return {};
  const Date free_from = add_days(in_the_way->latest_on, 1);
  return refuse(Rule::method_in_use,
                fmt::format("the method would hold from {} on, and {} release{} dated then or later {} recorded: the "
                            "latest, entry {} of {}, is dated {}, {} later",
                            format_date(from), in_the_way->count, in_the_way->count == 1 ? "" : "s",
                            in_the_way->count == 1 ? "is" : "are", number_of(in_the_way->latest),
                            in_the_way->mineral_code, format_date(in_the_way->latest_on),
                            format_days(days_between(from, in_the_way->latest_on))),
                fmt::format("--on {}, from which day on none is recorded", format_date(free_from)));
}

} // namespace

Expected<Recorded> set_cost_method(store::Book& book, const RecordingOptions& options, const CostMethodInput& input) {
  Recording recording(book, options, "cost-method");
  const auto fingerprint = recording.fingerprint()
                               .add_name("of", input.mineral)
                               .add("method", cost_method_name(input.method))
                               .add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto mineral = find_mineral(recording.connection(), input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  if (auto free = check_not_in_use(recording.connection(), *mineral, recording.on()); !free)
    return tl::unexpected(free.error());
  RecordRow row("cost_method");
  if (*mineral) row.set("mineral_id", (*mineral)->id);
  row.set("effective_on", recording.on()).set("method", cost_method_name(input.method));
  row.set_text("reason", input.reason);
  return recording.finish({row}, {},
                          fmt::format("cost method of {} is {} from {}", *mineral ? (*mineral)->code : "all minerals",
                                      cost_method_name(input.method), format_date(recording.on())));
}

} // namespace pvault::operations
