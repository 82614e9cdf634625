#include "operations/record_financing.hpp"

#include "store/balances.hpp"
#include "store/loans.hpp"
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

std::vector<RecordRow> drawdown_rows(const DrawableFacility& facility, Money amount, const std::vector<DrawUse>& uses) {
  std::vector<RecordRow> rows;
  rows.emplace_back("drawdown")
      .set("facility_id", facility.id)
      .set("amount_cents", amount)
      .set("financed_fee_cents", facility.fees.financed)
      .set("cash_fee_cents", facility.fees.cash);
  for (const DrawUse& use : uses) {
    rows.emplace_back("draw_use").set("purchase_entry_id", use.purchase).set("amount_cents", use.amount);
  }
  return rows;
}

// A drawdown that was allowed, before it is written.
struct PlannedDrawdown {
  std::vector<RecordRow> rows;
  Postings postings;
  std::string summary;
};

Expected<PlannedDrawdown> plan_on_facility(store::Connection& connection, const store::Facility& facility,
                                           const DrawdownRequest& request) {
  DrawableFacility drawable = store::load_drawable(connection, facility, request.on);
  const LoanFacts facts = store::load_loan_facts(connection, facility, store::end_of_time(connection));
  drawable.fees = draw_fees(facts, terms_on(facts.versions, request.on), request.amount);
  drawable.undisbursed -= store::load_fee_not_posted(connection, facility.id, facts, request.on);
  std::vector<FinancedPurchase> purchases;
  for (const DrawUse& use : request.uses)
    purchases.push_back(store::load_financed_purchase(connection, use.purchase));
  auto postings = plan_drawdown(drawable, request, purchases);
  if (!postings) return tl::unexpected(postings.error());
  const Money left = drawable.undisbursed - request.amount - drawable.fees.financed;
  const Money fee = drawable.fees.financed + drawable.fees.cash;
  const std::string with_fee = fee == Money() ? "" : fmt::format(", exposure fee {}", format_money(fee));
  return PlannedDrawdown{drawdown_rows(drawable, request.amount, request.uses), std::move(*postings),
                         fmt::format("drawdown of {} on {}{}{}, {} left to draw", format_money(request.amount),
                                     facility.code, uses_in_words(request.uses), with_fee, format_money(left))};
}

// Whether a drawdown on one facility alone keeps the shares that are in force.
Expected<void> check_shares_after(store::Connection& connection, FacilityId facility, const DrawdownRequest& request) {
  std::vector<ShareOfFacility> shares =
      store::list_shares(connection, request.on, store::end_of_time(connection).known_at);
  const auto drawn_on = std::ranges::find(shares, facility, &ShareOfFacility::facility);
  if (drawn_on == shares.end()) return {};
  drawn_on->drawn += request.amount;
  return check_shares(shares);
}

RequestFingerprint drawdown_fingerprint(RequestFingerprint fingerprint, const DrawdownInput& input) {
  fingerprint.add_name("facility", input.facility).add("amount", input.amount);
  for (const UseInput& use : input.uses)
    fingerprint.add_name("use", use.purchase).add("amount", use.amount);
  return fingerprint;
}

} // namespace

Expected<Recorded> record_drawdown(store::Book& book, const RecordingOptions& options, const DrawdownInput& input) {
  Recording recording(book, options, "drawdown");
  if (auto repeat = recording.find_repeat(drawdown_fingerprint(recording.fingerprint(), input))) return *repeat;
  const auto facility = store::load_facility(recording.connection(), input.facility);
  if (!facility) return tl::unexpected(facility.error());
  const auto uses = find_uses(recording.connection(), input.uses);
  if (!uses) return tl::unexpected(uses.error());
  const DrawdownRequest request{.on = recording.on(), .amount = input.amount, .uses = *uses};
  auto planned = plan_on_facility(recording.connection(), *facility, request);
  if (!planned) return tl::unexpected(planned.error());
  if (auto kept = check_shares_after(recording.connection(), facility->id, request); !kept)
    return tl::unexpected(kept.error());
  return recording.finish(std::move(planned->rows), std::move(planned->postings), std::move(planned->summary));
}

namespace {

// Before it is split, so that the refusal has the numbers that were asked for.
Expected<void> check_uses_within(const std::vector<DrawUse>& uses, Money amount) {
  Money used;
  for (const DrawUse& use : uses) {
    if (use.amount <= Money())
      return refuse(Rule::amount_not_positive, "the amount of a use is zero", "give an amount above zero");
    used += use.amount;
  }
  if (used <= amount) return {};
  return refuse(Rule::use_above_drawdown,
                fmt::format("the uses come to {}, the drawdown is {}, over by {}", format_money(used),
                            format_money(amount), format_money(used - amount)),
                "draw more or use less");
}

// Each use is split like the drawdown, rounded down, and what is left goes to the facilities in order as far as they
// have room, so that no part is used for more than it brings.
std::vector<std::vector<DrawUse>> split_uses(const std::vector<DrawUse>& uses, Money amount,
                                             const std::vector<Money>& parts) {
  std::vector<std::vector<DrawUse>> split(parts.size());
  std::vector<Money> room = parts;
  for (const DrawUse& use : uses) {
    std::vector<Money> shares(parts.size());
    Money left = use.amount;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      shares[i] = std::min(
          room[i], Money::cents(share_of(parts[i].cents(), use.amount.cents(), amount.cents(), Rounding::down)));
      room[i] -= shares[i];
      left -= shares[i];
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Money more = std::min(room[i], left);
      shares[i] += more;
      room[i] -= more;
      left -= more;
      if (shares[i] != Money()) split[i].push_back({use.purchase, shares[i]});
    }
  }
  return split;
}

} // namespace

Expected<Recorded> record_pro_rata_drawdown(store::Book& book, const RecordingOptions& options,
                                            const DrawdownInput& input) {
  Recording recording(book, options, "drawdown");
  if (auto repeat = recording.find_repeat(drawdown_fingerprint(recording.fingerprint(), input))) return *repeat;
  store::Connection& connection = recording.connection();
  const std::vector<ShareOfFacility> shares =
      store::list_shares(connection, recording.on(), store::end_of_time(connection).known_at);
  if (shares.empty()) {
    return refuse(Rule::shares_missing,
                  fmt::format("no shares of the lenders are in force on {}", format_date(recording.on())),
                  "pvault share set EXIM-1=85.69% PRIVATE-1=14.31% --on DATE");
  }
  if (input.amount <= Money())
    return refuse(Rule::amount_not_positive, fmt::format("the amount is {}", format_money(input.amount)),
                  "give an amount above zero");
  const auto uses = find_uses(connection, input.uses);
  if (!uses) return tl::unexpected(uses.error());
  if (auto within = check_uses_within(*uses, input.amount); !within) return tl::unexpected(within.error());
  const auto parts = split_by_shares(input.amount, shares);
  if (!parts) return tl::unexpected(parts.error());
  const auto split = split_uses(*uses, input.amount, *parts);
  std::optional<PlannedDrawdown> last; // the newest that is not written
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if ((*parts)[i] == Money()) continue;
    if (last) {
      auto written = recording.write_before("drawdown", recording.on(), std::move(last->rows),
                                            std::move(last->postings), std::move(last->summary));
      if (!written) return tl::unexpected(written.error());
    }
    const auto facility = store::load_facility(connection, shares[i].code);
    if (!facility) return tl::unexpected(facility.error());
    auto planned =
        plan_on_facility(connection, *facility, {.on = recording.on(), .amount = (*parts)[i], .uses = split[i]});
    if (!planned) return tl::unexpected(planned.error());
    last = std::move(*planned);
  }
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
                                      input.direction == PaymentDirection::to_supplier ? "to" : "from", party->code,
                                      format_money(owed - input.amount)));
}

} // namespace pvault::operations
