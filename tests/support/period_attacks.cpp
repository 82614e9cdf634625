#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

std::vector<Attack> attacks_on_periods() {
  const std::string july = "'2010-07', '2010-08-01'";
  const std::string february = "'2010-02', '2010-02-01'";
  const std::string complete = "periods_complete";
  const std::string order = "periods_in_order";
  return {
      {"a closing without its row",
       changed(period_close, {{"INSERT INTO period_change VALUES", "-- INSERT INTO period_change VALUES"}}),
       "entry_incomplete", complete},
      {"an opening without its row",
       changed(period_reopen, {{"INSERT INTO period_change VALUES", "-- INSERT INTO period_change VALUES"}}),
       "entry_incomplete", complete},
      {"a closing in an entry of another kind", changed(period_close, {{"'period-close'", "'price'"}}),
       "row_of_other_kind", complete},
      {"an opening in a closing", changed(period_reopen, {{"'period-reopen'", "'period-close'"}}), "row_of_other_kind",
       complete},
      {"a month closed that is", changed(period_close, {{july, "'2010-05', '2010-06-01'"}}), "period_already_closed",
       order},
      {"a month closed that is not over", changed(period_close, {{july, "'2026-05', '2026-06-01'"}}), "period_not_over",
       order},
      {"a month opened that is open", changed(period_reopen, {{february, "'2010-06', '2010-06-01'"}}),
       "period_not_closed", order},
      {"a closing up to a day that ends no month", changed(period_close, {{"'2010-08-01'", "'2010-08-02'"}}),
       "CHECK constraint failed: open_from_on IS", order},
      {"an opening from a day that begins no month", changed(period_reopen, {{"'2010-02-01'", "'2010-02-02'"}}),
       "CHECK constraint failed: open_from_on IS", order},
      {"a month that is none", changed(period_close, {{july, "'2010-7', '2010-08-01'"}}),
       "CHECK constraint failed: month BETWEEN"},
      {"an opening without a reason", changed(period_reopen, {{"'left out'", "' '"}}),
       "CHECK constraint failed: trim(reason)"},
      {"an opening that nobody approved", changed(period_reopen, {{"'B. Chen'", "NULL"}}),
       "CHECK constraint failed: (reason IS NULL)"},
      {"a closing undone", undoing("$period_close"), "reversal_not_possible", order},
      {"an opening undone", undoing("$period_reopen"), "reversal_not_possible", order},
      {"an entry in a closed month",
       period_close + ";" + changed(site, {{"'site', '2026-05-01'", "'site', '2010-07-31'"}}), "period_closed",
       "periods_kept"},
      {"an entry before a month that was opened again",
       changed(site, {{"'site', '2026-05-01'", "'site', '2010-05-31'"}}), "period_closed", "periods_kept"},
  };
}

} // namespace pvault::test
