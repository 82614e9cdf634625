-- title: Purchases by supplier
-- name: purchases-by-supplier
-- column supplier: text "Supplier"
-- column related: text "Related"
-- column mineral: text "Mineral"
-- column purchases: count "Purchases" total
-- column mass_kg: mass mg "Mass"
-- column metal_usd: money cents "Metal" total
-- column landed_usd: money cents "Landed" total
-- note: Purchases that stood on the day; what an assay settled later is not in it.

SELECT supplier,
       iif(supplier_related, 'yes', 'no') AS related,
       mineral,
       count(*) AS purchases,
       SUM(received_mg) AS mass_kg,
       SUM(metal_cents) AS metal_usd,
       SUM(landed_cents) AS landed_usd
FROM v_purchase
WHERE effective_on <= :as_of
  AND entry_id <= :known_at
  AND NOT EXISTS (SELECT 1 FROM v_reversal
                  WHERE reversed_entry_id = v_purchase.entry_id
                    AND v_reversal.effective_on <= :as_of AND v_reversal.entry_id <= :known_at)
GROUP BY supplier, mineral
ORDER BY SUM(metal_cents) DESC, supplier, mineral
