#include "audit/lot_holds.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::audit {

namespace {

constexpr const char* with_reversal = " LEFT JOIN reversal ON reversed_entry_id = ";

// What cannot be read is a fault of its own: the columns have their constraints.
LotQuality quality_of(const std::string& name) { return parse_quality(name).value_or(LotQuality::unassayed); }

} // namespace

LotHolds::LotHolds(store::Connection& connection) {
  const auto undoing = [](const store::Query& row, int entry, int on) {
    return row.is_null(entry) ? std::nullopt : std::optional(Undoing{row.id<EntryId>(entry), row.date(on)});
  };
  store::Query first = connection.query("SELECT lot_id, quality FROM lot_paper WHERE quality IS NOT NULL");
  while (first.next())
    first_.emplace(first.id<LotId>(0), quality_of(first.text(1)));
  store::Query change = connection.query(
      fmt::format("SELECT lot_id, lot_quality.entry_id, lot_quality.effective_on, status, reversal.entry_id, "
                  "reversal.effective_on FROM lot_quality{}lot_quality.entry_id ORDER BY lot_quality.effective_on, "
                  "lot_quality.entry_id",
                  with_reversal));
  while (change.next())
    changes_[change.id<LotId>(0)].push_back(
        {change.id<EntryId>(1), change.date(2), quality_of(change.text(3)), undoing(change, 4, 5)});
  store::Query pledge = connection.query(
      fmt::format("SELECT lot_id, pledge.entry_id, pledge.effective_on, forbids_release, reversal.entry_id, "
                  "reversal.effective_on FROM pledge{}pledge.entry_id",
                  with_reversal));
  while (pledge.next())
    pledges_[pledge.id<LotId>(0)].push_back(
        {pledge.id<EntryId>(1), pledge.date(2), !pledge.is_null(3), undoing(pledge, 4, 5)});
  store::Query back = connection.query(
      fmt::format("SELECT pledge_entry_id, pledge_release.entry_id, pledge_release.effective_on, reversal.entry_id "
                  "FROM pledge_release{}pledge_release.entry_id",
                  with_reversal));
  while (back.next())
    given_back_[back.id<EntryId>(0)].push_back({back.id<EntryId>(1), back.date(2), back.optional_id<EntryId>(3)});
}

bool LotHolds::holds(const Pledge& pledge, Date on, EntryId entry) const {
  if (!pledge.forbids_release || pledge.entry >= entry) return false;
  std::optional<Date> until; // as known then
  const auto back = given_back_.find(pledge.entry);
  if (back != given_back_.end()) {
    for (const GivenBack& given : back->second) {
      const bool undone = given.undone_by && *given.undone_by < entry;
      if (given.entry < entry && !undone) until = given.on;
    }
  }
  if (pledge.undone && pledge.undone->entry < entry) until = pledge.undone->on;
  return !until || (pledge.on <= on && on < *until); // what is pledged then is not taken as of an earlier day either
}

void LotHolds::set(OpenLot& lot, Date on, EntryId entry) const {
  const auto first = first_.find(lot.id);
  if (first != first_.end()) lot.quality = first->second;
  const auto changes = changes_.find(lot.id);
  if (changes != changes_.end()) {
    for (const Change& change : changes->second) {
      const bool undone = change.undone && change.undone->entry < entry && change.undone->on <= on;
      if (change.entry < entry && change.on <= on && !undone) lot.quality = change.status;
    }
  }
  const auto pledges = pledges_.find(lot.id);
  lot.release_forbidden = pledges != pledges_.end() && std::ranges::any_of(pledges->second, [&](const Pledge& pledge) {
                            return holds(pledge, on, entry);
                          });
}

} // namespace pvault::audit
