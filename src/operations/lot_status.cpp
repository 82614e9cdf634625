#include "operations/lot_status.hpp"

#include "store/facilities.hpp"
#include "store/lot_status.hpp"

#include <fmt/format.h>

namespace pvault::operations {

Expected<Recorded> set_lot_quality(store::Book& book, const RecordingOptions& options, const QualityInput& input) {
  Recording recording(book, options, "lot-quality");
  const auto fingerprint = recording.fingerprint()
                               .add_name("lot", input.lot)
                               .add("status", quality_name(input.status))
                               .add("reason", input.reason);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto lot = store::load_lot_status(recording.connection(), input.lot);
  if (!lot) return tl::unexpected(lot.error());
  if (auto sound = check_quality_change(*lot, input.status, recording.on()); !sound)
    return tl::unexpected(sound.error());
  RecordRow row("lot_quality");
  row.set("lot_id", lot->lot).set("effective_on", recording.on());
  row.set("status", quality_name(input.status)).set("reason", input.reason);
  return recording.finish({row}, {},
                          fmt::format("lot {} is {} from {} on: {}", lot->code, quality_name(input.status),
                                      format_date(recording.on()), input.reason));
}

namespace {

RequestFingerprint fingerprint_of(RequestFingerprint fingerprint, const PledgedLot& of) {
  return fingerprint.add_name("lot", of.lot).add_name("receipt", of.receipt);
}

Expected<LotStatus> load_lot(store::Connection& connection, const PledgedLot& of) {
  if (of.receipt.empty()) return store::load_lot_status(connection, of.lot);
  const auto code = store::load_lot_of_receipt(connection, of.receipt);
  if (!code) return tl::unexpected(code.error());
  return store::load_lot_status(connection, *code);
}

} // namespace

Expected<Recorded> record_pledge(store::Book& book, const RecordingOptions& options, const PledgeInput& input) {
  Recording recording(book, options, "pledge");
  auto fingerprint = fingerprint_of(recording.fingerprint(), input.of);
  fingerprint.add_name("facility", input.facility).add("forbids_release", input.forbids_release ? "yes" : "no");
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto lot = load_lot(recording.connection(), input.of);
  if (!lot) return tl::unexpected(lot.error());
  const auto facility = store::load_facility(recording.connection(), input.facility);
  if (!facility) return tl::unexpected(facility.error());
  const PledgeRequest request{.on = recording.on(),
                              .facility_code = facility->code,
                              .signed_on = facility->terms.signed_on,
                              .forbids_release = input.forbids_release};
  if (auto sound = check_pledge(*lot, request); !sound) return tl::unexpected(sound.error());
  RecordRow row("pledge");
  row.set("lot_id", lot->lot).set("facility_id", facility->id).set("effective_on", recording.on());
  if (input.forbids_release) row.set("forbids_release", std::int64_t{1});
  return recording.finish({row}, {},
                          fmt::format("lot {} ({} kg) pledged to {}{}", lot->code, format_kilograms(lot->mass),
                                      facility->code,
                                      input.forbids_release ? "; nothing is released of it meanwhile" : ""));
}

Expected<Recorded> release_pledge(store::Book& book, const RecordingOptions& options, const PledgedLot& of) {
  Recording recording(book, options, "pledge-release");
  if (auto repeat = recording.find_repeat(fingerprint_of(recording.fingerprint(), of))) return *repeat;
  const auto lot = load_lot(recording.connection(), of);
  if (!lot) return tl::unexpected(lot.error());
  const auto pledge = find_live_pledge(*lot, recording.on());
  if (!pledge) return tl::unexpected(pledge.error());
  RecordRow row("pledge_release");
  row.set("pledge_entry_id", pledge->entry).set("effective_on", recording.on());
  return recording.finish({row}, {},
                          fmt::format("lot {} released from its pledge to {} of {}", lot->code, pledge->facility_code,
                                      format_date(pledge->from)));
}

} // namespace pvault::operations
