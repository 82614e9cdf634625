#include "stockpile/authority.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault {

std::string in_words(const Period& period) {
  const std::string from = "from " + format_date(period.from);
  return period.until ? fmt::format("{} to {}", from, format_date(*period.until)) : from + " on";
}

Expected<void> check_period(const Period& period) {
  if (!period.until || *period.until >= period.from) return {};
  return refuse(Rule::period_ends_before_it_begins,
                fmt::format("it begins on {} and ends on {}, {} earlier", format_date(period.from),
                            format_date(*period.until), format_days(days_between(*period.until, period.from))),
                fmt::format("end it on {} or later", format_date(period.from)));
}

bool needs_authority(ReleaseKind kind) { return kind != ReleaseKind::loss; }

namespace {

// "2026-06-02, 2 days after it ended"
std::string how_far_outside(Date on, const Period& period) {
  const bool early = on < period.from;
  const int days = early ? days_between(on, period.from) : days_between(*period.until, on);
  return fmt::format("{}, {} {}", format_date(on), format_days(days),
                     early ? "before it begins" : "after its last day");
}

// Asked, left and the difference.
tl::unexpected<Refusal> refuse_above(const Mineral& mineral, Mass asked, Mass allowed, Mass used, const std::string& of,
                                     const std::string& next_step) {
  const Mass left = used < allowed ? allowed - used : Mass();
  return refuse(
      Rule::above_authorised,
      fmt::format("asked for {} kg of {}, {} kg left of the {} kg of {}, above it by {} kg", format_kilograms(asked),
                  mineral.code, format_kilograms(left), format_kilograms(allowed), of, format_kilograms(asked - left)),
      left > Mass() ? fmt::format("release at most {} kg; {}", format_kilograms(left), next_step) : next_step);
}

} // namespace

Expected<void> check_emergency_end(const Emergency& emergency, Date on) {
  if (emergency.ended_on) {
    return refuse(Rule::emergency_ended_already,
                  fmt::format("emergency {} has ended on {}", emergency.code, format_date(*emergency.ended_on)),
                  "reverse that entry first, if the day was wrong");
  }
  if (emergency.period.holds(on)) return {};
  return refuse(Rule::outside_emergency,
                fmt::format("emergency {} runs {}, and its last day would be {}", emergency.code,
                            in_words(emergency.period), how_far_outside(on, emergency.period)),
                "give a day within it");
}

Expected<void> check_emergency(const Mineral& mineral, const ReleaseRequest& request, Mass asked,
                               const UnderEmergency& under) {
  const bool is_emergency = request.kind == ReleaseKind::emergency;
  if (is_emergency && !under.emergency) {
    return refuse(Rule::emergency_missing, "an emergency release names the emergency that was declared",
                  "add --emergency CODE; `pvault emergency list` shows them, `pvault emergency declare` records one");
  }
  if (!under.emergency) return {};
  const Emergency& emergency = *under.emergency;
  if (!is_emergency) {
    return refuse(Rule::emergency_not_applicable,
                  fmt::format("a {} is not made under an emergency, and {} is given", release_kind_name(request.kind),
                              emergency.code),
                  "leave --emergency out, or record a release of --kind emergency");
  }
  const Period period = emergency.runs();
  if (!period.holds(request.on)) {
    return refuse(Rule::outside_emergency,
                  fmt::format("emergency {} runs {}, the release is dated {}", emergency.code, in_words(period),
                              how_far_outside(request.on, period)),
                  "date the release within it, or name another; `pvault emergency list` shows them");
  }
  if (emergency.minerals.empty()) return {};
  const auto covered = std::ranges::find(emergency.minerals, mineral.id, &CoveredMineral::mineral);
  if (covered == emergency.minerals.end()) {
    return refuse(Rule::mineral_not_in_emergency,
                  fmt::format("emergency {} does not cover {}", emergency.code, mineral.code),
                  "`pvault emergency list` shows which minerals each covers");
  }
  if (!covered->maximum || under.used + asked <= *covered->maximum) return {};
  return refuse_above(mineral, asked, *covered->maximum, under.used, "emergency " + emergency.code,
                      "`pvault report emergencies` shows what is left");
}

Expected<void> check_authority(const Mineral& mineral, const ReleaseRequest& request, Mass asked,
                               const UnderAuthority& under) {
  if (!needs_authority(request.kind)) return {};
  const std::string list = "`pvault report authorities` shows what is left of each";
  if (!under.authority) {
    if (under.others.empty()) return {};
    return refuse(Rule::authority_missing,
                  fmt::format("a release of {} is made under a recorded authority, and \"{}\" is none", mineral.code,
                              request.authority),
                  fmt::format("name one of them: {}; {}", fmt::join(under.others, ", "), list));
  }
  const Authority& authority = *under.authority;
  if (authority.mineral != mineral.id) {
    return refuse(
        Rule::authority_of_other_mineral,
        fmt::format("authority {} is for {}, not for {}", authority.code, authority.mineral_code, mineral.code), list);
  }
  if (!authority.kinds.empty() && std::ranges::find(authority.kinds, request.kind) == authority.kinds.end()) {
    std::vector<std::string_view> kinds;
    for (const ReleaseKind kind : authority.kinds)
      kinds.push_back(release_kind_name(kind));
    return refuse(Rule::authority_of_other_kind,
                  fmt::format("authority {} is for releases of the kind {}, and this is of the kind {}", authority.code,
                              fmt::join(kinds, " or "), release_kind_name(request.kind)),
                  list);
  }
  if (!authority.period.holds(request.on)) {
    return refuse(Rule::outside_authority,
                  fmt::format("authority {} holds {}, the release is dated {}", authority.code,
                              in_words(authority.period), how_far_outside(request.on, authority.period)),
                  "date the release within it, or name another; " + list);
  }
  if (under.used + asked <= authority.quantity) return {};
  return refuse_above(mineral, asked, authority.quantity, under.used, "authority " + authority.code, list);
}

} // namespace pvault
