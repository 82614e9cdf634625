#include "operations/record_opening.hpp"

#include "operations/lot_names.hpp"
#include "operations/lot_paper_rows.hpp"
#include "operations/received_lot.hpp"
#include "stockpile/opening.hpp"
#include "store/openings.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

ReceivedLot received_by(const OpeningInput& input) {
  return {.mineral = input.mineral,
          .supplier = input.supplier,
          .site = input.site,
          .code = input.lot,
          .delivery = input.delivery};
}

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const OpeningInput& input) {
  add_to_fingerprint(fingerprint, received_by(input));
  fingerprint.add("cost", input.deemed_cost).add("authority", input.authority);
  add_to_fingerprint(fingerprint, input.paper);
  return fingerprint;
}

std::vector<RecordRow> opening_rows(const ReceivedLotNames& named, const OpeningInput& input, const OpeningPlan& plan,
                                    Date on) {
  RecordRow opening("opening");
  opening.set("mineral_id", named.mineral.id).set("deemed_cents", input.deemed_cost).set("authority", input.authority);
  return {opening, received_lot_row(received_by(input), named, plan.received, on)};
}

} // namespace

Expected<Recorded> record_opening(store::Book& book, const RecordingOptions& options, const OpeningInput& input) {
  if (auto sound = check_lot_name(input.lot); !sound) return tl::unexpected(sound.error());
  Recording recording(book, options, "opening");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), input))) return *repeat;
  const ReceivedLot received = received_by(input);
  const auto named = find_received_names(recording.connection(), received);
  if (!named) return tl::unexpected(named.error());
  const auto code = choose_lot_name(recording, received, named->mineral);
  if (!code) return tl::unexpected(code.error());
  const LotId lot{recording.writer().next_id("lot")};
  const auto plan = plan_opening(
      named->mineral,
      {.on = recording.on(), .delivery = input.delivery, .deemed_cost = input.deemed_cost, .paper = input.paper}, lot,
      store::find_earliest_stock(recording.connection()));
  if (!plan) return tl::unexpected(plan.error());
  if (auto free = check_receipt_free(recording.connection(), input.paper.receipt, recording.on()); !free)
    return tl::unexpected(free.error());
  std::vector<RecordRow> rows = opening_rows(*named, input, *plan, recording.on());
  rows.back().set("lot_id", lot).set("code", *code);
  add_paper_rows(rows, input.paper, lot);
  return recording.finish(std::move(rows), plan->postings,
                          fmt::format("opening balance of {} kg of {} as lot {} at deemed cost {}",
                                      format_kilograms(plan->received.mass), named->mineral.code, *code,
                                      format_money(input.deemed_cost)));
}

} // namespace pvault::operations
