#include "operations/grant_release.hpp"

#include "stockpile/purchase.hpp"
#include "store/authorities.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::operations {

namespace {

struct Covered {
  Mineral mineral;
  std::optional<Mass> maximum = {};
};

Expected<Covered> find_covered(store::Connection& connection, const std::string& name,
                               const std::optional<EnteredMass>& maximum) {
  auto mineral = store::load_mineral(connection, name);
  if (!mineral) return tl::unexpected(std::move(mineral).error());
  if (auto single = check_not_group(*mineral); !single) return tl::unexpected(single.error());
  if (!maximum) return Covered{*std::move(mineral)};
  const auto mass = contained_mass(*mineral, {.mass = *maximum});
  if (!mass) return tl::unexpected(mass.error());
  return Covered{*std::move(mineral), mass->mass};
}

Expected<std::vector<Covered>> find_all_covered(store::Connection& connection, const EmergencyInput& input) {
  std::vector<Covered> all;
  for (const std::string& name : input.minerals) {
    auto covered = find_covered(connection, name, input.maximum);
    if (!covered) return tl::unexpected(std::move(covered).error());
    const MineralId id = covered->mineral.id;
    if (std::ranges::any_of(all, [&](const Covered& other) { return other.mineral.id == id; })) {
      return refuse(Rule::option_malformed, fmt::format("{} is named twice", covered->mineral.code),
                    "name each mineral once");
    }
    all.push_back(*std::move(covered));
  }
  return all;
}

std::string in_words(const EmergencyInput& input, const std::vector<Covered>& covered, const Period& period) {
  std::vector<std::string> minerals;
  minerals.reserve(covered.size());
  for (const Covered& each : covered) {
    minerals.push_back(each.maximum ? fmt::format("{} up to {} kg", each.mineral.code, format_kilograms(*each.maximum))
                                    : each.mineral.code);
  }
  return fmt::format("emergency {} {}, declared by {} under {}: {}", input.code, pvault::in_words(period),
                     input.declared_by, input.rule,
                     minerals.empty() ? "all minerals" : fmt::format("{}", fmt::join(minerals, ", ")));
}

// What is recorded is not judged by an authority that comes later; but who dates one back is told what it does not
// cover.
std::vector<std::string> notes_on_unauthorised(store::Connection& connection, const Mineral& mineral, Date from) {
  constexpr std::size_t most_named = 10;
  const auto all = store::list_unauthorised(connection, mineral.id, from);
  if (all.empty()) return {};
  Mass mass;
  std::vector<std::int64_t> numbers;
  for (const store::Unauthorised& each : all) {
    mass += each.mass;
    if (numbers.size() < most_named) numbers.push_back(number_of(each.entry));
  }
  const std::string more =
      all.size() > most_named ? fmt::format(" and {} more", all.size() - most_named) : std::string();
  return {
      fmt::format("{} kg of {} dated {} or later were released or sold under no recorded authority, and take nothing "
                  "of this one: {} {}{}; what is to be under it is reversed and recorded anew",
                  format_kilograms(mass), mineral.code, format_date(from), all.size() == 1 ? "entry" : "entries",
                  fmt::join(numbers, ", "), more)};
}

} // namespace

Expected<Recorded> declare_emergency(store::Book& book, const RecordingOptions& options, const EmergencyInput& input) {
  if (input.maximum && input.minerals.empty()) {
    return refuse(Rule::option_malformed, "a maximum is of named minerals, and none is named",
                  "add --mineral, once for each");
  }
  Recording recording(book, options, "emergency");
  auto fingerprint = recording.fingerprint().add("code", input.code).add("declared_by", input.declared_by);
  fingerprint.add("rule", input.rule).add("maximum", input.maximum ? input.maximum->text : "");
  if (input.until) fingerprint.add("until", *input.until);
  for (const std::string& mineral : input.minerals)
    fingerprint.add_name("mineral", mineral);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const Period period{recording.on(), input.until};
  if (auto sound = check_period(period); !sound) return tl::unexpected(sound.error());
  if (auto free = store::check_code_free(recording.connection(), "emergency", input.code); !free)
    return tl::unexpected(free.error());
  const auto covered = find_all_covered(recording.connection(), input);
  if (!covered) return tl::unexpected(covered.error());

  RecordRow row("emergency");
  row.set("emergency_id", recording.writer().next_id("emergency")).set("code", input.code);
  row.set("declared_by", input.declared_by).set("rule", input.rule);
  row.set("from_on", period.from).set("until_on", period.until);
  std::vector<RecordRow> rows = {row};
  for (const Covered& each : *covered) {
    RecordRow mineral("emergency_mineral");
    mineral.set("mineral_id", each.mineral.id).set("maximum_mg", each.maximum);
    if (input.maximum) mineral.set("maximum_entered", input.maximum->text);
    rows.push_back(mineral);
  }
  return recording.finish(std::move(rows), {}, in_words(input, *covered, period));
}

Expected<Recorded> end_emergency(store::Book& book, const RecordingOptions& options, const EmergencyEndInput& input) {
  Recording recording(book, options, "emergency-end");
  const auto fingerprint = recording.fingerprint().add_name("code", input.code).add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto emergency = store::load_emergency(recording.connection(), input.code, recording.on());
  if (!emergency) return tl::unexpected(emergency.error());
  if (auto open = check_emergency_end(*emergency, recording.on()); !open) return tl::unexpected(open.error());
  const auto last_use = store::find_last_use(recording.connection(), emergency->id);
  if (last_use && *last_use > recording.on()) {
    return refuse(Rule::something_depends_on_it,
                  fmt::format("under emergency {} was released on {}, {} after {}", emergency->code,
                              format_date(*last_use), format_days(days_between(recording.on(), *last_use)),
                              format_date(recording.on())),
                  fmt::format("end it on {} or later, or reverse that release first", format_date(*last_use)));
  }
  RecordRow row("emergency_end");
  row.set("emergency_id", number_of(emergency->id)).set_text("reason", input.reason);
  return recording.finish(
      {row}, {}, fmt::format("end of emergency {}, last day {}", emergency->code, format_date(recording.on())));
}

Expected<Recorded> add_authority(store::Book& book, const RecordingOptions& options, const AuthorityInput& input) {
  Recording recording(book, options, "authority");
  auto fingerprint = recording.fingerprint().add("code", input.code).add_name("mineral", input.mineral);
  fingerprint.add("quantity", input.quantity.text).add("granted_by", input.granted_by).add("rule", input.rule);
  if (input.until) fingerprint.add("until", *input.until);
  for (const ReleaseKind kind : input.kinds)
    fingerprint.add("kind", release_kind_name(kind));
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const Period period{recording.on(), input.until};
  if (auto sound = check_period(period); !sound) return tl::unexpected(sound.error());
  if (auto free = store::check_code_free(recording.connection(), "authority", input.code); !free)
    return tl::unexpected(free.error());
  const auto covered = find_covered(recording.connection(), input.mineral, input.quantity);
  if (!covered) return tl::unexpected(covered.error());

  RecordRow row("authority");
  row.set("authority_id", recording.writer().next_id("authority")).set("code", input.code);
  row.set("mineral_id", covered->mineral.id).set("mass_entered", input.quantity.text).set("mass_mg", covered->maximum);
  row.set("granted_by", input.granted_by).set("rule", input.rule);
  row.set("from_on", period.from).set("until_on", period.until);
  std::vector<RecordRow> rows = {row};
  std::vector<std::string_view> kinds;
  for (const ReleaseKind kind : input.kinds) {
    kinds.push_back(release_kind_name(kind));
    rows.emplace_back("authority_kind").set("kind", release_kind_name(kind));
  }
  const std::string for_kinds = kinds.empty() ? "" : fmt::format(", for {}", fmt::join(kinds, ", "));
  auto notes = notes_on_unauthorised(recording.connection(), covered->mineral, period.from);
  auto recorded = recording.finish(std::move(rows), {},
                                   fmt::format("authority {} over {} kg of {} {}, granted by {} under {}{}", input.code,
                                               format_kilograms(*covered->maximum), covered->mineral.code,
                                               pvault::in_words(period), input.granted_by, input.rule, for_kinds));
  if (recorded) recorded->notes = std::move(notes);
  return recorded;
}

} // namespace pvault::operations
