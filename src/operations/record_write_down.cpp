#include "operations/record_write_down.hpp"

#include "operations/write_down_rows.hpp"
#include "stockpile/write_down.hpp"
#include "store/balances.hpp"
#include "store/names.hpp"
#include "store/write_downs.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

// What is written down, found in the book.
struct WrittenDown {
  Mineral mineral;
  std::vector<OpenLot> lots;
  std::optional<LotId> lot = {};
  std::string of;
};

Expected<WrittenDown> find_lot(store::Connection& connection, const std::string& code, Date on) {
  const auto lots = store::load_named_lots(connection, {code});
  if (!lots) return tl::unexpected(lots.error());
  const OpenLot& lot = lots->front();
  if (lot.drawable_from > on) {
    return refuse(Rule::lot_not_yet_received,
                  fmt::format("lot {} can be written down from {} on, the write-down is dated {}, {} earlier", lot.code,
                              format_date(lot.drawable_from), format_date(on),
                              format_days(days_between(on, lot.drawable_from))),
                  fmt::format("date it {} or later", format_date(lot.drawable_from)));
  }
  return WrittenDown{store::load_mineral(connection, lot.mineral), *lots, lot.id, "lot " + lot.code};
}

Expected<WrittenDown> find_written_down(store::Connection& connection, const WriteDownInput& input, Date on) {
  if (!input.lot.empty()) return find_lot(connection, input.lot, on);
  const auto mineral = store::load_mineral(connection, input.mineral);
  if (!mineral) return tl::unexpected(mineral.error());
  return WrittenDown{*mineral, store::list_averaged_lots(connection, mineral->id, on), std::nullopt, mineral->code};
}

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const WriteDownInput& input) {
  fingerprint.add_name("mineral", input.mineral).add_name("lot", input.lot).add("reason", input.reason);
  if (input.amount) fingerprint.add("amount", *input.amount);
  if (input.to) fingerprint.add("to", input.to->text);
  return fingerprint;
}

} // namespace

Expected<Recorded> record_write_down(store::Book& book, const RecordingOptions& options, const WriteDownInput& input) {
  Recording recording(book, options, "write-down");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  const auto found = find_written_down(recording.connection(), input, recording.on());
  if (!found) return tl::unexpected(found.error());
  const std::vector<LotValue> values = store::list_lot_values(recording.connection(), found->lots);
  const auto plan = plan_write_down(found->mineral, values,
                                    {.on = recording.on(), .of = found->of, .amount = input.amount, .to = input.to});
  if (!plan) return tl::unexpected(plan.error());
  RecordRow row("write_down");
  row.set("mineral_id", found->mineral.id).set("lot_id", found->lot).set("amount_cents", plan->amount);
  if (input.to) row.set("price_entered", input.to->text);
  row.set("reason", input.reason);
  std::vector<RecordRow> rows = write_down_rows(plan->lots);
  rows.insert(rows.begin(), row);
  Money carrying;
  for (const LotValue& value : values)
    carrying += value.carrying();
  return recording.finish(std::move(rows), plan->postings,
                          fmt::format("{} written down by {} to {}: {}", found->of, format_money(plan->amount),
                                      format_money(carrying - plan->amount), input.reason));
}

} // namespace pvault::operations
