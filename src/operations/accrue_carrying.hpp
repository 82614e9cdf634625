// What of storage, insurance and handling has come to be owed and was not posted.
#pragma once

#include "journal/record.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pvault::operations {

// An accrual of carrying cost before it is written. Without rows there is nothing to post.
struct CarryingDraft {
  std::vector<RecordRow> rows = {};
  Postings postings = {};
  std::string summary = {};
  std::optional<Date> accrued_until = {}; // the day of the latest accrual before
};

// Throws std::overflow_error when an amount does not fit.
CarryingDraft draft_carrying_accrual(store::Connection& connection, Date until);

} // namespace pvault::operations
