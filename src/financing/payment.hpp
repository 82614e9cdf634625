// Cash that settles what is owed to a supplier or by a customer.
#pragma once

#include "journal/posting.hpp"
#include "units/date.hpp"

namespace pvault {

enum class PaymentDirection { to_supplier, from_customer };
std::string_view payment_direction_name(PaymentDirection direction); // to-supplier, from-customer

struct PaymentRequest {
  PaymentDirection direction = PaymentDirection::to_supplier;
  PartyId party{};
  std::string party_code;
  Money amount;
  Money owed; // what is open on the payment's date, over all entries dated up to it
};

// Refuses: amount_not_positive, payment_above_payable, payment_above_receivable.
Expected<Postings> plan_payment(const PaymentRequest& request);

} // namespace pvault
