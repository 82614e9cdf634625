// Cash that settles what is owed to a supplier or by a customer, or what a supplier was paid too much.
#pragma once

#include "journal/posting.hpp"
#include "units/date.hpp"

namespace pvault {

enum class PaymentDirection { to_supplier, from_customer, from_supplier };
std::string_view payment_direction_name(PaymentDirection direction); // to-supplier, from-customer, from-supplier

struct PaymentRequest {
  PaymentDirection direction = PaymentDirection::to_supplier;
  PartyId party{};
  std::string party_code;
  Money amount;
  Money owed; // what is open in the direction of the payment (store::load_owed)
};

// Refuses: amount_not_positive, payment_above_payable, payment_above_receivable.
Expected<Postings> plan_payment(const PaymentRequest& request);

} // namespace pvault
