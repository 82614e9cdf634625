#include "financing/payment.hpp"

#include <fmt/format.h>

namespace pvault {

std::string_view payment_direction_name(PaymentDirection direction) {
  if (direction == PaymentDirection::to_supplier) return "to-supplier";
  return direction == PaymentDirection::from_customer ? "from-customer" : "from-supplier";
}

Expected<Postings> plan_payment(const PaymentRequest& request) {
  const bool to_supplier = request.direction == PaymentDirection::to_supplier;
  if (request.amount <= Money()) {
    return refuse(Rule::amount_not_positive, fmt::format("the amount is {}", format_money(request.amount)),
                  "give an amount above zero");
  }
  if (request.amount > request.owed) {
    return refuse(to_supplier ? Rule::payment_above_payable : Rule::payment_above_receivable,
                  fmt::format("asked to settle {} with {}, {} is open, over by {}", format_money(request.amount),
                              request.party_code, format_money(request.owed),
                              format_money(request.amount - request.owed)),
                  request.owed > Money() ? fmt::format("settle at most {}", format_money(request.owed))
                                         : "`pvault report trial-balance` shows what is open");
  }
  const Money to_cash = to_supplier ? -request.amount : request.amount;
  const bool of_customer = request.direction == PaymentDirection::from_customer;
  return Postings{
      {.account = Account::cash, .amount = to_cash},
      {.account = of_customer ? Account::receivable : Account::payable, .party = request.party, .amount = -to_cash}};
}

} // namespace pvault
