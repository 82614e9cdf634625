// What a release is made under: an emergency that was declared, an authority over a quantity.
#pragma once

#include "stockpile/release.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault {

enum class EmergencyId : std::int64_t {};
enum class AuthorityId : std::int64_t {};

// Both days are included; without a last one it does not end by itself.
struct Period {
  Date from;
  std::optional<Date> until = {};
  [[nodiscard]] bool holds(Date on) const { return from <= on && (!until || on <= *until); }
};
// "from 2026-03-01 to 2026-05-31"
std::string in_words(const Period& period);
// Refuses period_ends_before_it_begins.
Expected<void> check_period(const Period& period);

struct CoveredMineral {
  MineralId mineral{};
  std::optional<Mass> maximum = {}; // the most of it that may be released in all
};

struct Emergency {
  EmergencyId id{};
  std::string code;
  Period period;
  std::optional<Date> ended_on = {};         // the last day, when it was ended before its time
  std::vector<CoveredMineral> minerals = {}; // empty: all, without a limit

  // From its first day to its last, by its end where it was ended.
  [[nodiscard]] Period runs() const { return {period.from, ended_on ? ended_on : period.until}; }
};

struct Authority {
  AuthorityId id{};
  std::string code;
  MineralId mineral{};
  std::string mineral_code;
  Mass quantity;
  Period period;
  std::vector<ReleaseKind> kinds = {}; // empty: all
};

// How much was released under it already: the most that is on the day of the release or any later one. (It is less on
// a day on which a release had been reversed.)
struct UnderEmergency {
  std::optional<Emergency> emergency = {}; // the one that the release names
  Mass used;
};
struct UnderAuthority {
  std::optional<Authority> authority = {}; // the one that the release names
  Mass used;
  std::vector<std::string> others = {}; // of the mineral, that have begun by the day of the release
};

// A loss is a fact that nobody authorises; all else that leaves was decided.
bool needs_authority(ReleaseKind kind);

// Rules, in this order: emergency_missing, emergency_not_applicable, outside_emergency, mineral_not_in_emergency,
// above_authorised.
Expected<void> check_emergency(const Mineral& mineral, const ReleaseRequest& request, Mass asked,
                               const UnderEmergency& under);

// A release that needs no authority is not asked for one. Rules, in this order: authority_missing (none is named
// although the mineral has some), authority_of_other_mineral, authority_of_other_kind, outside_authority,
// above_authorised.
Expected<void> check_authority(const Mineral& mineral, const ReleaseRequest& request, Mass asked,
                               const UnderAuthority& under);

// The last day of an emergency. Refuses emergency_ended_already, outside_emergency.
Expected<void> check_emergency_end(const Emergency& emergency, Date on);

} // namespace pvault
