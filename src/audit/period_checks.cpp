// Months that were closed, and what was recorded since.
#include "audit/invariant_checks.hpp"

#include <array>

namespace pvault::audit {

namespace {

constexpr auto all_period_checks = std::to_array<InvariantCheck>({
    {"periods_complete", "a closing of a month and an opening have their row, and no other entry has one",
     "SELECT entry_id, 'a ' || kind || ' without its row' FROM entry WHERE kind IN ('period-close', 'period-reopen') "
     "AND entry_id NOT IN (SELECT entry_id FROM period_change) UNION ALL SELECT entry_id, 'a row of period_change in a "
     "' || kind FROM period_change JOIN entry USING (entry_id) WHERE kind IS NOT iif(reason IS NULL, 'period-close', "
     "'period-reopen')"},
    {"periods_in_order",
     "a month is closed when it is over and not closed yet, and opened when it is closed; neither is undone otherwise",
     "SELECT entry_id, month || iif(reason IS NULL, ' closed on ', ' opened on ') || effective_on || ', entries being "
     "dated from ' || before_on || ' on' FROM (SELECT entry_id, month, open_from_on, reason, lag(open_from_on, 1, "
     "'1900-01-01') OVER (ORDER BY entry_id) AS before_on FROM period_change) JOIN entry USING (entry_id) WHERE "
     "open_from_on IS NOT iif(reason IS NULL, date(month || '-01', '+1 month'), month || '-01') OR iif(reason IS NULL, "
     "open_from_on <= before_on OR effective_on < date(open_from_on, '-1 day'), open_from_on >= before_on) "
     "UNION ALL SELECT reversal.entry_id, 'undoes entry ' || reversed_entry_id || ' (' || kind || ')' FROM reversal "
     "JOIN entry ON entry.entry_id = reversed_entry_id WHERE kind IN ('period-close', 'period-reopen')"},
    {"periods_kept", "no entry but a demand figure was recorded with a date that was closed by then",
     "SELECT entry.entry_id, 'a ' || kind || ' dated ' || effective_on || ', when entries were dated from ' || "
     "open_from_on || ' on' FROM entry JOIN period_change ON period_change.entry_id = (SELECT max(entry_id) FROM "
     "period_change AS before WHERE before.entry_id < entry.entry_id) WHERE effective_on < open_from_on AND kind <> "
     "'demand'"},
});

} // namespace

std::span<const InvariantCheck> period_checks() { return all_period_checks; }

} // namespace pvault::audit
