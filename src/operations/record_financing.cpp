#include "operations/record_financing.hpp"

#include "operations/drawing.hpp"
#include "store/balances.hpp"
#include "store/names.hpp"

#include <fmt/format.h>

namespace pvault::operations {

namespace {

Expected<DrawdownRequest> find_request(store::Connection& connection, Date on, const DrawdownInput& input) {
  DrawdownRequest request{.on = on, .amount = input.amount};
  for (const UseInput& use : input.uses) {
    const auto purchase = find_purchase(connection, use.purchase);
    if (!purchase) return tl::unexpected(purchase.error());
    request.uses.push_back({*purchase, use.amount});
  }
  return request;
}

RequestFingerprint drawdown_fingerprint(RequestFingerprint fingerprint, const DrawdownInput& input) {
  fingerprint.add_name("facility", input.facility).add("amount", input.amount);
  for (const UseInput& use : input.uses)
    fingerprint.add_name("use", use.purchase).add("amount", use.amount);
  return fingerprint;
}

std::string_view word_for(PaymentDirection direction) {
  if (direction == PaymentDirection::to_supplier) return "to";
  return direction == PaymentDirection::from_customer ? "from" : "back from";
}

} // namespace

Expected<Recorded> record_drawdown(store::Book& book, const RecordingOptions& options, const DrawdownInput& input) {
  Recording recording(book, options, "drawdown");
  if (auto repeat = recording.find_repeat(drawdown_fingerprint(recording.fingerprint(), input))) return *repeat;
  const auto facility = store::load_facility(recording.connection(), input.facility);
  if (!facility) return tl::unexpected(facility.error());
  const auto request = find_request(recording.connection(), recording.on(), input);
  if (!request) return tl::unexpected(request.error());
  auto planned = plan_single_drawdown(recording.connection(), *facility, *request);
  if (!planned) return tl::unexpected(planned.error());
  return recording.finish(std::move(planned->rows), std::move(planned->postings), std::move(planned->summary));
}

Expected<Recorded> record_pro_rata_drawdown(store::Book& book, const RecordingOptions& options,
                                            const DrawdownInput& input) {
  Recording recording(book, options, "drawdown");
  if (auto repeat = recording.find_repeat(drawdown_fingerprint(recording.fingerprint(), input))) return *repeat;
  const auto request = find_request(recording.connection(), recording.on(), input);
  if (!request) return tl::unexpected(request.error());
  auto last = draw_pro_rata(recording, *request);
  if (!last) return tl::unexpected(last.error());
  return recording.finish(std::move(last->rows), std::move(last->postings), std::move(last->summary));
}

Expected<Recorded> record_payment(store::Book& book, const RecordingOptions& options, const PaymentInput& input) {
  Recording recording(book, options, "payment");
  const std::string_view direction = payment_direction_name(input.direction);
  const auto fingerprint =
      recording.fingerprint().add("direction", direction).add_name("party", input.party).add("amount", input.amount);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto party = store::load_party(recording.connection(), input.party);
  if (!party) return tl::unexpected(party.error());

  const Money owed = store::load_owed(recording.connection(), input.direction, party->id, recording.on());
  auto postings = plan_payment({.direction = input.direction,
                                .party = party->id,
                                .party_code = party->code,
                                .amount = input.amount,
                                .owed = owed});
  if (!postings) return tl::unexpected(postings.error());
  RecordRow row("payment");
  row.set("direction", direction).set("party_id", party->id).set("amount_cents", input.amount);
  return recording.finish({row}, std::move(*postings),
                          fmt::format("payment of {} {} {}, {} left open", format_money(input.amount),
                                      word_for(input.direction), party->code, format_money(owed - input.amount)));
}

} // namespace pvault::operations
