-- title: Entries recorded long after their date
-- name: recorded-late
-- param days: 30
-- column entry: entry "Entry"
-- column kind: text "Kind"
-- column effective_on: date "On"
-- column recorded_on: date "Recorded on"
-- column late_days: count days "Late"
-- column recorded_by: text "By"

SELECT entry_id AS entry,
       kind,
       effective_on,
       date(recorded_at) AS recorded_on,
       CAST(julianday(date(recorded_at)) - julianday(effective_on) AS INTEGER) AS late_days,
       recorded_by
FROM v_entry
WHERE effective_on <= :as_of
  AND entry_id <= :known_at
  AND julianday(date(recorded_at)) - julianday(effective_on) > :days
ORDER BY late_days DESC, entry_id
