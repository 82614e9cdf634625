#include "financing/loan_payment.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace pvault {

namespace {

PaymentSplit parts_of(const LoanState& state) {
  return {.fees = std::max(state.fees_owed(), Money()),
          .interest = std::max(state.interest_owed(), Money()),
          .principal = std::max(state.principal, Money())};
}

PaymentSplit owed_parts(const OwedOnFacility& owed) {
  PaymentSplit open = parts_of(owed.state);
  if (!owed.later) return open;
  const PaymentSplit later = parts_of(*owed.later);
  open.fees = std::min(open.fees, later.fees);
  open.interest = std::min(open.interest, later.interest);
  return open;
}

// Fees, then interest, the rest to principal.
PaymentSplit split_in_order(Money amount, const PaymentSplit& owed) {
  PaymentSplit split;
  split.fees = std::min(amount, owed.fees);
  split.interest = std::min(amount - split.fees, owed.interest);
  split.principal = amount - split.fees - split.interest;
  return split;
}

tl::unexpected<Refusal> refuse_above(const OwedOnFacility& owed, Date on, Money asked, Money open,
                                     std::string_view what) {
  return refuse(Rule::payment_above_payoff,
                fmt::format("asked to pay {} of {} on {} at {}, {} is owed, over by {}", format_money(asked), what,
                            owed.code, format_date(on), format_money(open), format_money(asked - open)),
                open > Money() ? fmt::format("pay at most {}; `pvault facility payoff {} --on {}` shows what is owed",
                                             format_money(open), owed.code, format_date(on))
                               : fmt::format("`pvault facility payoff {} --on {}` shows what is owed", owed.code,
                                             format_date(on)));
}

} // namespace

Expected<PaymentSplit> plan_loan_payment(const OwedOnFacility& owed, const LoanPaymentRequest& request) {
  if (request.amount <= Money())
    return refuse(Rule::amount_not_positive, fmt::format("the amount is {}", format_money(request.amount)),
                  "give an amount above zero");
  if (request.apply && request.apply->total() != request.amount) {
    return refuse(Rule::payment_split_wrong,
                  fmt::format("the parts come to {}, the payment is {}", format_money(request.apply->total()),
                              format_money(request.amount)),
                  "let --apply fees=, interest= and principal= add up to --amount");
  }
  const PaymentSplit open = owed_parts(owed);
  const PaymentSplit split = request.apply.value_or(split_in_order(request.amount, open));
  if (!owed.drawn && split.total() > open.total()) {
    return refuse(Rule::payment_before_first_draw,
                  fmt::format("nothing was drawn on {} by {}: {} is owed, the payment is {}", owed.code,
                              format_date(request.on), format_money(open.total()), format_money(split.total())),
                  "check --on and --facility");
  }
  if (split.total() > open.total())
    return refuse_above(owed, request.on, split.total(), open.total(), "all that is owed");
  const std::array<std::tuple<Money, Money, std::string_view>, 3> parts = {
      {{split.fees, open.fees, "fees"},
       {split.interest, open.interest, "interest"},
       {split.principal, open.principal, "principal"}}};
  for (const auto& [asked, most, what] : parts) {
    if (asked > most) return refuse_above(owed, request.on, asked, most, what);
  }
  return split;
}

std::optional<PrincipalBelowZero> find_principal_below_zero(const LoanFacts& facts) {
  const Date end = last_day(facts, facts.versions.front().terms.signed_on);
  for (const auto& [on, principal] : run_loan(facts, end).principal) {
    if (principal < Money()) return PrincipalBelowZero{on, -principal};
  }
  return std::nullopt;
}

Postings loan_payment_postings(FacilityId facility, const PaymentSplit& split) {
  Postings postings{{.account = Account::cash, .amount = -split.total()},
                    {.account = Account::accrued_fees, .facility = facility, .amount = split.fees},
                    {.account = Account::accrued_interest, .facility = facility, .amount = split.interest},
                    {.account = Account::loan_principal, .facility = facility, .amount = split.principal}};
  std::erase_if(postings, [](const Posting& posting) { return posting.amount == Money(); });
  return postings;
}

} // namespace pvault
