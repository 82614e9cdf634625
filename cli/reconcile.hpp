// Commands that hold somebody's own statement against the book.
#pragma once

#include "cli/moment_options.hpp"
#include "cli/table_output.hpp"
#include "reports/reconciliation.hpp"

#include <functional>

namespace pvault::cli {

using Reconcile = std::function<Expected<reports::Reconciliation>(store::Connection&, const Moment&)>;

// Reconciles at that moment and writes the table; the exit code, which says whether anything differs.
int answer_reconciliation(const Context& context, OptionReader& reader, const MomentArguments& moment,
                          const TableOutput& output, const Reconcile& reconcile);

} // namespace pvault::cli
