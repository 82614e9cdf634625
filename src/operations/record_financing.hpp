// Drawdowns and payments.
#pragma once

#include "financing/drawdown.hpp"
#include "financing/payment.hpp"
#include "operations/recording.hpp"

#include <string>

namespace pvault::operations {

struct DrawdownInput {
  std::string facility;
  Money amount;
  std::vector<DrawUse> uses = {};
};
// Refuses: facility_unknown, what plan_drawdown refuses.
Expected<Recorded> record_drawdown(store::Book& book, const RecordingOptions& options, const DrawdownInput& input);

struct PaymentInput {
  PaymentDirection direction = PaymentDirection::to_supplier;
  std::string party;
  Money amount;
};
// Refuses: party_unknown, what plan_payment refuses.
Expected<Recorded> record_payment(store::Book& book, const RecordingOptions& options, const PaymentInput& input);

} // namespace pvault::operations
