#!/usr/bin/env bash
# A small book of which every report has something to say: gallium, tungsten and cobalt, bought, stored, counted, lent, released and
# financed between January and June 2026. $PVAULT_BOOK is made, in the current folder; nothing depends on the day on which this runs.
set -euo pipefail

pvault init --name "Golden book"
pvault site add HAWTHORNE --name "Hawthorne depot" --country US --on 2026-01-01
pvault site add SENECA --name "Seneca depot" --country US --on 2026-01-01
pvault party add TRAXYS --name "Traxys North America" --role supplier --on 2026-01-01
pvault party add SISTER --name "Sister company" --role supplier --related --on 2026-01-01
pvault party add CORNING --name "Corning" --role participant --on 2026-01-01
pvault party add EXIM --name "Export-Import Bank" --role lender --on 2026-01-01
pvault party add LOGISTIX --name "Logistix Warehousing" --role warehouse --on 2026-01-01
pvault price add gallium --on 2026-01-01 --price "580 USD/kg" --source "Metal Weekly 1"
pvault price add cobalt --on 2026-01-01 --price "50 USD/kg" --source "Metal Weekly 1"
pvault carrying set --kind storage --site HAWTHORNE --to LOGISTIX --rate "12 USD/t-month" --on 2026-01-01
pvault annual-plan set gallium --year 2026 --buy-at-most "5 t" --release-at-most "1 t" --reason "board" --on 2026-01-01
pvault evidence require assay,warehouse-receipt --on 2026-01-01
pvault facility add EXIM-1 --lender EXIM --commitment "10M USD" --rate 4.63% --day-count 30/360 --available-from 2026-01-01 \
  --available-until 2028-12-31 --maturity 2036-12-31 --payments quarterly --commitment-fee 0.5%
pvault facility borrowing-base EXIM-1 --advance-rate 80% --source "loan agreement" --on 2026-01-01

# Stock, and what it is evidence of.
printf 'invoice 1\n' > invoice.txt
printf 'assay 1\n' > assay.txt
pvault purchase record --mineral gallium --mass "2 t" --price "560 USD/kg" --landed "freight=4,000 USD" --lot GA-1 --supplier TRAXYS --site HAWTHORNE \
  --receipt WR-1 --ore-country AU --rotate-by 2027-01-31 --evidence invoice=invoice.txt --on 2026-01-15
pvault purchase record --mineral tungsten --mass "30 t" --price "40 USD/kg" --lot W-1 --supplier SISTER --site HAWTHORNE --receipt WR-2 --ore-country VN \
  --on 2026-02-10
pvault purchase record --mineral cobalt --mass "100 t" --price "52 USD/kg" --lot CO-1 --supplier TRAXYS --site SENECA --evidence invoice=invoice.txt \
  --on 2026-02-20
pvault evidence add --of GA-1 --kind assay --file assay.txt --number A-1 --issuer LOGISTIX --on 2026-02-21

# What financed it.
pvault drawdown record --facility EXIM-1 --amount "1.5M USD" --use "GA-1=1,000,000 USD" --on 2026-02-01
pvault disbursement request D-1 --facility EXIM-1 --invoice "INV-7=2,000,000 USD" --biller TRAXYS --purchase CO-1 --on 2026-03-01
pvault disbursement approve D-1 --on 2026-03-05
pvault disbursement pay D-1 --on 2026-03-08
pvault accrue --until 2026-03-31
pvault payment record --facility EXIM-1 --amount "30,000 USD" --on 2026-04-01

# What became of it.
pvault authority add BR-1 --mineral gallium --quantity "500 kg" --from 2026-03-01 --granted-by "the board" --rule "resolution 2"
pvault release record --mineral gallium --mass "300 kg" --kind sale --price "650 USD/kg" --to CORNING --authority BR-1 --on 2026-03-10
pvault emergency declare E-1 --declared-by "the President" --rule "50 U.S.C. 98f" --from 2026-03-15 --mineral gallium
pvault sale record --mineral cobalt --mass "10 t" --price "55 USD/kg" --to CORNING --ship-by 2026-05-31 --authority "Resolution 3" --on 2026-04-10
pvault release record --mineral tungsten --mass "1 t" --kind rotation --authority "Resolution 4" --on 2026-04-15
pvault release record --mineral gallium --mass "200 kg" --kind loan --to CORNING --return-by 2026-12-31 --authority BR-1 --on 2026-04-20
pvault write-down record --mineral cobalt --to "48 USD/kg" --reason "market" --on 2026-05-10
printf 'lot,mass\nGA-1,1499 kg\nW-1,28.5 t\n' > count.csv
pvault count record --site HAWTHORNE --on 2026-05-31 --file count.csv --tolerance 0.5% --counted-by "A. Miller"
