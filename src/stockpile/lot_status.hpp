// Whether a lot on hand may be released: its quality from day to day, and whether it is pledged.
#pragma once

#include "stockpile/lot_paper.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault {

// Stock that is unassayed, rejected or quarantined is on hand and not available; of which nothing was said, it is.
bool is_held_back(const std::optional<LotQuality>& quality);

struct QualityChange {
  EntryId entry{};
  Date on;
  std::optional<Date> until = {}; // the day from which it was undone
  LotQuality status = LotQuality::unassayed;
};

// What left a lot by a release that is neither a sample nor a loss, or by a transfer, and what came back of it as a lot
// of its own after it was lent; as far as it stands.
enum class TakingKind { release, transfer, come_back };
struct LotTaking {
  EntryId entry{};
  Date on;
  TakingKind kind = TakingKind::release;
};

struct PledgeSpan {
  EntryId entry{};
  std::string facility_code;
  Date from;
  std::optional<Date> until = {}; // the first day on which it does not hold
  bool forbids_release = false;
  [[nodiscard]] bool holds(Date on) const { return from <= on && (!until || on < *until); }
};

struct LotStatus {
  LotId lot{};
  std::string code;
  Date received_on;
  Mass mass;                               // left today
  std::optional<LotQuality> first = {};    // when it was made
  std::vector<QualityChange> changes = {}; // by date, of one date as they were recorded
  std::vector<LotTaking> takings = {};     // by entry
  std::vector<PledgeSpan> pledges = {};    // by entry
};

std::optional<LotQuality> quality_on(const LotStatus& lot, Date on);

// Rules, in this order: lot_not_yet_received, quality_unchanged, quality_before_draw: a transfer or a return on that or
// a later day took the quality with it, and what is not accepted cannot have been released.
Expected<void> check_quality_change(const LotStatus& lot, LotQuality status, Date on);

// What is taken of a lot begins with the lot's quality of that day, and would miss a change of a later day that is
// recorded already. `change` is the first that stands. Rules: quality_before_draw.
Expected<void> check_no_later_change(const std::string& code, const std::optional<QualityChange>& change, Date on);

struct PledgeRequest {
  Date on;
  std::string facility_code;
  Date signed_on; // of the facility
  bool forbids_release = false;
};
// Rules, in this order: facility_not_in_force, lot_not_yet_received, lot_mass_insufficient (an emptied lot),
// lot_already_pledged, pledge_before_draw.
Expected<void> check_pledge(const LotStatus& lot, const PledgeRequest& request);

// The pledge that holds on the day and to no end. Refuses pledge_unknown.
Expected<PledgeSpan> find_live_pledge(const LotStatus& lot, Date on);

} // namespace pvault
