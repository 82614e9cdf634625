#include "stockpile/lot_status.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault {

bool is_held_back(const std::optional<LotQuality>& quality) { return quality && *quality != LotQuality::accepted; }

std::optional<LotQuality> quality_on(const LotStatus& lot, Date on) {
  std::optional<LotQuality> quality = lot.first;
  for (const QualityChange& change : lot.changes) {
    if (change.on <= on && (!change.until || *change.until > on)) quality = change.status;
  }
  return quality;
}

namespace {

Expected<void> check_received(const LotStatus& lot, Date on) {
  if (on >= lot.received_on) return {};
  return refuse(Rule::lot_not_yet_received,
                fmt::format("lot {} was received on {}, this is dated {}, {} earlier", lot.code,
                            format_date(lot.received_on), format_date(on),
                            format_days(days_between(on, lot.received_on))),
                fmt::format("date it {} or later", format_date(lot.received_on)));
}

std::string_view kind_in_words(TakingKind kind) {
  if (kind == TakingKind::release) return "release";
  return kind == TakingKind::transfer ? "transfer" : "return";
}

std::string in_words(const LotTaking& taking) {
  return fmt::format("entry {} ({} on {})", number_of(taking.entry), kind_in_words(taking.kind),
                     format_date(taking.on));
}

LotStatus with_change(LotStatus lot, LotQuality status, Date on) {
  const auto later = std::ranges::upper_bound(lot.changes, on, {}, &QualityChange::on);
  lot.changes.insert(later, {.entry = {}, .on = on, .status = status});
  return lot;
}

} // namespace

Expected<void> check_quality_change(const LotStatus& lot, LotQuality status, Date on) {
  if (auto received = check_received(lot, on); !received) return received;
  if (quality_on(lot, on) == status) {
    return refuse(Rule::quality_unchanged,
                  fmt::format("lot {} is {} on {} already", lot.code, quality_name(status), format_date(on)),
                  fmt::format("`pvault lot show {}` shows its quality", lot.code));
  }
  const LotStatus changed = with_change(lot, status, on);
  for (const LotTaking& taking : lot.takings) {
    const bool is_release = taking.kind == TakingKind::release;
    const bool breaks = taking.on >= on && (!is_release || is_held_back(quality_on(changed, taking.on)));
    if (!breaks) continue;
    return refuse(Rule::quality_before_draw,
                  fmt::format("lot {} would be {} from {} on, and {} took of it, {} later", lot.code,
                              quality_name(status), format_date(on), in_words(taking),
                              format_days(days_between(on, taking.on))),
                  is_release ? "date it after the release, or reverse the release first"
                             : fmt::format("date it after the {}, and change the lots that were taken of it, too",
                                           kind_in_words(taking.kind)));
  }
  return {};
}

Expected<void> check_no_later_change(const std::string& code, const std::optional<QualityChange>& change, Date on) {
  if (!change) return {};
  return refuse(
      Rule::quality_before_draw,
      fmt::format("lot {} is {} from {} on (entry {}), which what is taken of it on {}, {} earlier, would miss", code,
                  quality_name(change->status), format_date(change->on), number_of(change->entry), format_date(on),
                  format_days(days_between(on, change->on))),
      fmt::format("date it {} or later, or reverse entry {} first and say it of all the lots", format_date(change->on),
                  number_of(change->entry)));
}

namespace {

Expected<void> check_not_pledged(const LotStatus& lot, Date on) {
  for (const PledgeSpan& pledge : lot.pledges) {
    const bool over = pledge.until && (*pledge.until <= on || *pledge.until <= pledge.from);
    if (over) continue;
    const std::string until = pledge.until ? fmt::format(" until {}", format_date(*pledge.until)) : std::string();
    return refuse(Rule::lot_already_pledged,
                  fmt::format("lot {} is pledged to {} from {} on{} (entry {}), and would be pledged a second time",
                              lot.code, pledge.facility_code, format_date(pledge.from), until, number_of(pledge.entry)),
                  pledge.until ? fmt::format("date it {} or later", format_date(*pledge.until))
                               : fmt::format("`pvault pledge release --lot {} --on DATE` when the lender has given it "
                                             "back",
                                             lot.code));
  }
  return {};
}

} // namespace

Expected<void> check_pledge(const LotStatus& lot, const PledgeRequest& request) {
  if (request.on < request.signed_on) {
    return refuse(Rule::facility_not_in_force,
                  fmt::format("{} was signed on {}, the pledge is dated {}, {} earlier", request.facility_code,
                              format_date(request.signed_on), format_date(request.on),
                              format_days(days_between(request.on, request.signed_on))),
                  fmt::format("date it {} or later", format_date(request.signed_on)));
  }
  if (auto received = check_received(lot, request.on); !received) return received;
  if (lot.mass == Mass()) {
    return refuse(Rule::lot_mass_insufficient, fmt::format("lot {} has 0 kg left to pledge", lot.code),
                  "pledge a lot that is on hand; `pvault report lots` shows them");
  }
  if (auto free = check_not_pledged(lot, request.on); !free) return free;
  for (const LotTaking& taking : lot.takings) {
    const bool breaks =
        taking.kind == TakingKind::transfer || (taking.kind == TakingKind::release && request.forbids_release);
    if (taking.on < request.on || !breaks) continue;
    return refuse(Rule::pledge_before_draw,
                  fmt::format("lot {} would be pledged from {} on, and {} took of it, {} later", lot.code,
                              format_date(request.on), in_words(taking),
                              format_days(days_between(request.on, taking.on))),
                  fmt::format("date the pledge after {}", format_date(taking.on)));
  }
  return {};
}

Expected<PledgeSpan> find_live_pledge(const LotStatus& lot, Date on) {
  for (const PledgeSpan& pledge : lot.pledges) {
    if (!pledge.until && pledge.from <= on) return pledge;
  }
  const std::string last =
      lot.pledges.empty()
          ? "it never was"
          : fmt::format("the last pledge held from {} {}", format_date(lot.pledges.back().from),
                        lot.pledges.back().until ? "until " + format_date(*lot.pledges.back().until) : "on");
  return refuse(Rule::pledge_unknown, fmt::format("lot {} is not pledged on {}: {}", lot.code, format_date(on), last),
                "check the lot and the date");
}

} // namespace pvault
