// Drawdowns and payments.
#pragma once

#include "financing/drawdown.hpp"
#include "financing/payment.hpp"
#include "operations/recording.hpp"

#include <string>
#include <vector>

namespace pvault::operations {

// What a drawdown finances: a purchase, named by its entry ("183") or by the lot it made ("gallium-183").
struct UseInput {
  std::string purchase;
  Money amount;
};

struct DrawdownInput {
  std::string facility;
  Money amount;
  std::vector<UseInput> uses = {};
};
// Refuses: facility_unknown, lot_unknown, what plan_drawdown refuses, financing_share_broken.
Expected<Recorded> record_drawdown(store::Book& book, const RecordingOptions& options, const DrawdownInput& input);
// One drawdown on all lenders by the shares in force: an entry for each, all or none. The request id is that of the
// last one. Names no facility. Refuses: shares_missing, what split_by_shares and record_drawdown refuse.
Expected<Recorded> record_pro_rata_drawdown(store::Book& book, const RecordingOptions& options,
                                            const DrawdownInput& input);

struct PaymentInput {
  PaymentDirection direction = PaymentDirection::to_supplier;
  std::string party;
  Money amount;
};
// Refuses: party_unknown, what plan_payment refuses.
Expected<Recorded> record_payment(store::Book& book, const RecordingOptions& options, const PaymentInput& input);

} // namespace pvault::operations
