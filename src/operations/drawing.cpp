#include "operations/drawing.hpp"

#include "store/balances.hpp"
#include "store/loans.hpp"
#include "store/names.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace pvault::operations {

Expected<EntryId> find_purchase(store::Connection& connection, const std::string& text) {
  const bool digits = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (digits && text.size() <= 18) return EntryId{std::stoll(text)};
  return store::load_entry_of_lot(connection, text);
}

namespace {

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

Expected<PlannedDrawdown> plan_on_facility(store::Connection& connection, const store::Facility& facility,
                                           const DrawdownRequest& request) {
  DrawableFacility drawable = store::load_drawable(connection, facility, request.on);
  if (!facility.terms.exposure_fees.empty()) { // all drawdowns of the loan are read for them
    const LoanFacts facts = store::load_loan_facts(connection, facility, store::end_of_time(connection));
    drawable.fees = draw_fees(facts, terms_on(facts.versions, request.on), request.amount);
    drawable.undisbursed -= store::load_fee_not_posted(connection, facility.id, facts, request.on);
  }
  std::vector<FinancedPurchase> purchases;
  for (const DrawUse& use : request.uses)
    purchases.push_back(store::load_financed_purchase(connection, use.purchase, request.on, request.pays));
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

} // namespace

Expected<PlannedDrawdown> plan_single_drawdown(store::Connection& connection, const store::Facility& facility,
                                               const DrawdownRequest& request) {
  auto planned = plan_on_facility(connection, facility, request);
  if (!planned) return planned;
  if (auto kept = check_shares_after(connection, facility.id, request); !kept) return tl::unexpected(kept.error());
  return planned;
}

Expected<std::vector<ShareOfFacility>> load_shares(store::Connection& connection, Date on) {
  std::vector<ShareOfFacility> shares = store::list_shares(connection, on, store::end_of_time(connection).known_at);
  if (!shares.empty()) return shares;
  return refuse(Rule::shares_missing, fmt::format("no shares of the lenders are in force on {}", format_date(on)),
                "pvault share set EXIM-1=85.69% PRIVATE-1=14.31% --on DATE");
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

// The parts of a drawdown, one for each facility that takes one.
struct Part {
  std::string facility;
  DrawdownRequest request;
};

Expected<std::vector<Part>> divide(store::Connection& connection, const DrawdownRequest& request) {
  const auto shares = load_shares(connection, request.on);
  if (!shares) return tl::unexpected(shares.error());
  if (request.amount <= Money())
    return refuse(Rule::amount_not_positive, fmt::format("the amount is {}", format_money(request.amount)),
                  "give an amount above zero");
  if (auto within = check_uses_within(request.uses, request.amount); !within) return tl::unexpected(within.error());
  const auto amounts = split_by_shares(request.amount, *shares);
  if (!amounts) return tl::unexpected(amounts.error());
  auto uses = split_uses(request.uses, request.amount, *amounts);
  std::vector<Part> parts;
  for (std::size_t i = 0; i < shares->size(); ++i) {
    if ((*amounts)[i] == Money()) continue;
    parts.push_back({(*shares)[i].code,
                     {.on = request.on, .amount = (*amounts)[i], .uses = std::move(uses[i]), .pays = request.pays}});
  }
  return parts;
}

} // namespace

Expected<PlannedDrawdown> draw_pro_rata(Recording& recording, const DrawdownRequest& request,
                                        const std::vector<RecordRow>& besides) {
  const auto parts = divide(recording.connection(), request);
  if (!parts) return tl::unexpected(parts.error());
  std::optional<PlannedDrawdown> last; // the newest that is not written
  for (const Part& part : *parts) {
    if (last) {
      auto written = recording.write_before("drawdown", request.on, std::move(last->rows), std::move(last->postings),
                                            std::move(last->summary));
      if (!written) return tl::unexpected(written.error());
    }
    const auto facility = store::load_facility(recording.connection(), part.facility);
    if (!facility) return tl::unexpected(facility.error());
    auto planned = plan_on_facility(recording.connection(), *facility, part.request);
    if (!planned) return planned;
    planned->rows.insert(planned->rows.end(), besides.begin(), besides.end());
    last = std::move(*planned);
  }
  return *std::move(last);
}

} // namespace pvault::operations
