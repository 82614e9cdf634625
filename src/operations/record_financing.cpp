#include "operations/record_financing.hpp"

#include "store/balances.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace pvault::operations {

namespace {

Expected<DrawUse> find_use(store::Connection& connection, const UseInput& use) {
  const bool digits =
      !use.purchase.empty() && std::ranges::all_of(use.purchase, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && use.purchase.size() <= 18) return DrawUse{EntryId{std::stoll(use.purchase)}, use.amount};
  const auto entry = store::load_entry_of_lot(connection, use.purchase);
  if (!entry) return tl::unexpected(entry.error());
  return DrawUse{*entry, use.amount};
}

Expected<std::vector<DrawUse>> find_uses(store::Connection& connection, const std::vector<UseInput>& inputs) {
  std::vector<DrawUse> uses;
  for (const UseInput& input : inputs) {
    const auto use = find_use(connection, input);
    if (!use) return tl::unexpected(use.error());
    uses.push_back(*use);
  }
  return uses;
}

// ", for purchases 171 (100.00 USD) and 183 (50.00 USD)"
std::string uses_in_words(const std::vector<DrawUse>& uses) {
  std::string words;
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const char* before = i == 0                 ? (uses.size() == 1 ? ", for purchase " : ", for purchases ")
                         : i + 1 == uses.size() ? " and "
                                                : ", ";
    words += fmt::format("{}{} ({})", before, number_of(uses[i].purchase), format_money(uses[i].amount));
  }
  return words;
}

std::vector<RecordRow> drawdown_rows(FacilityId facility, Money amount, const std::vector<DrawUse>& uses) {
  std::vector<RecordRow> rows;
  rows.emplace_back("drawdown").set("facility_id", facility).set("amount_cents", amount);
  for (const DrawUse& use : uses) {
    rows.emplace_back("draw_use").set("purchase_entry_id", use.purchase).set("amount_cents", use.amount);
  }
  return rows;
}

} // namespace

Expected<Recorded> record_drawdown(store::Book& book, const RecordingOptions& options, const DrawdownInput& input) {
  Recording recording(book, options, "drawdown");
  auto fingerprint = recording.fingerprint().add_name("facility", input.facility).add("amount", input.amount);
  for (const UseInput& use : input.uses)
    fingerprint.add_name("use", use.purchase).add("amount", use.amount);
  if (auto repeat = recording.find_repeat(fingerprint)) return *repeat;
  const auto facility = store::load_facility(recording.connection(), input.facility);
  if (!facility) return tl::unexpected(facility.error());
  const auto uses = find_uses(recording.connection(), input.uses);
  if (!uses) return tl::unexpected(uses.error());

  std::vector<FinancedPurchase> purchases;
  for (const DrawUse& use : *uses)
    purchases.push_back(store::load_financed_purchase(recording.connection(), use.purchase));
  const auto drawable = store::load_drawable(recording.connection(), *facility, recording.on());
  auto postings = plan_drawdown(drawable, {.on = recording.on(), .amount = input.amount, .uses = *uses}, purchases);
  if (!postings) return tl::unexpected(postings.error());
  return recording.finish(drawdown_rows(facility->id, input.amount, *uses), std::move(*postings),
                          fmt::format("drawdown of {} on {}{}, {} left to draw", format_money(input.amount),
                                      facility->code, uses_in_words(*uses),
                                      format_money(drawable.undisbursed - input.amount)));
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
                                      input.direction == PaymentDirection::to_supplier ? "to" : "from", party->code,
                                      format_money(owed - input.amount)));
}

} // namespace pvault::operations
