// The chart of accounts, as the schema's table `account` has it; a test holds the two together.
#pragma once

#include <cstdint>

namespace pvault {

enum class Account : std::int64_t {
  cash = 1,
  inventory = 2,
  receivable = 3,
  payable = 4,
  loan_principal = 5,
  sales = 6,
  cost_of_releases = 7,
  loss_and_shrinkage = 8,
  interest = 9,
  commitment_fee = 10,
  exposure_fee = 11,
  accrued_interest = 12,
  accrued_fees = 13,
  storage = 16,
  insurance = 17,
  handling = 18,
  stock_on_loan = 19,
  received_from = 20,
  released_to = 21,
  lost = 22,
  owed_back = 27,
  commitment_granted = 30,
  commitment_undisbursed = 31,
  commitment_disbursed = 32,
  commitment_cancelled = 33,
  inventory_written_down = 50,
  write_downs = 51,
  write_downs_released = 52,
  opening_balance = 53,
  opening_stock = 54,
};

} // namespace pvault
