-- title: Balances of a mineral by account
-- name: balances-of-mineral
-- param mineral: gallium
-- column account: text "Account"
-- column postings: count "Postings" total
-- column mass_kg: mass mg "Mass" total
-- column amount_usd: money cents "Amount" total
-- note: Debits are above zero, credits below. Another mineral: --param mineral=cobalt

SELECT account_name AS account,
       count(*) AS postings,
       SUM(mass_mg) AS mass_kg,
       SUM(amount_cents) AS amount_usd
FROM v_journal
WHERE mineral = :mineral
  AND effective_on <= :as_of
  AND entry_id <= :known_at
GROUP BY account_name
ORDER BY account_name
