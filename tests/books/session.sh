# The entries of the kept books, in the order of the schemas that have a place for them: make.py keeps of each schema's book what stands
# above the heading of the next. Plain commands of the program of today; what an old schema knew of them it knew by the same rows.
# PVAULT_BOOK names a new book.
newest() { python3 -c "import os, sqlite3; print(sqlite3.connect(os.environ['PVAULT_BOOK']).execute('SELECT max(entry_id) FROM entry').fetchone()[0])"; }
schema() { echo "$1 $(newest)"; } # up to which entry
# Keys of this file; none of them is anybody's.
key() { printf 'untrusted comment: secret key\n%s\n' "$2" > "$1.key"; chmod 600 "$1.key"; echo "$3" > "$1.pub"; }
key adams RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0JYg4aeThka9Ky/hBYzNvS1o2xHTVqW/+m0rZcjXD7R/93KOnqTUuJ67NaDfrJUOojhCziequHvh6XsYFcsjOwb7gt8VQZjgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= RWTQliDhp5OGRp67NaDfrJUOojhCziequHvh6XsYFcsjOwb7gt8VQZjg
key chen RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAYYs+LZslEQDnF7nYk424oOs73sujFJkC82Em3g4XnZtufagBQ4t8a8jMVU9ykAz/D3VgT5aiYtcS6tkOe8IJP1KbSw1d4aYwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= RWRhiz4tmyURAMjMVU9ykAz/D3VgT5aiYtcS6tkOe8IJP1KbSw1d4aYw
key okafor RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAW15xsLxw8t2EOxMMdviEKrLnU70qskqNFwjNBGzmWThnuaJWW8VdkExe3faLRenMYazZcDKqfcz1CMEYLpJRSigZJfKu1OVWAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= RWRbXnGwvHDy3Uxe3faLRenMYazZcDKqfcz1CMEYLpJRSigZJfKu1OVW

pvault init --name "Kept book"
pvault site add EAST --name "East depot" --country US --on 2025-01-02
pvault site add WEST --name "West depot" --country US --on 2025-01-02
pvault party add TRADER --name "Trader" --role supplier --on 2025-01-02
pvault party add BUYER --name "Buyer" --role other --on 2025-01-02
pvault party add MAKER --name "Maker" --role participant --on 2025-01-02
pvault party add BANK --name "Bank" --role lender --on 2025-01-02
pvault party add KEEPER --name "Keeper" --role warehouse --on 2025-01-02
pvault price add tin --on 2025-02-01 --price "30 USD/kg" --source seen
pvault price add gallium --on 2025-02-01 --price "590 USD/kg" --source seen
pvault purchase record --mineral tin --mass "10 t" --price "30 USD/kg" --supplier TRADER --site EAST --on 2025-02-03 --lot TIN-1 --landed freight="1000 USD" --memo "first lot"
pvault purchase record --mineral tin --mass "6 t" --price "31.50 USD/kg" --supplier TRADER --site EAST --on 2025-02-10 --lot TIN-2
pvault purchase record --mineral tungsten --mass "40 t" --price "380 USD/mtu of WO3" --moisture 2% --assay "65% WO3" --supplier TRADER --site WEST --on 2025-02-12 --lot W-1
pvault purchase record --mineral gallium --mass "500 kg" --price "580 USD/kg" --supplier TRADER --site WEST --on 2025-02-14 --lot GA-1
pvault release record --mineral tin --mass "1 t" --kind sale --price "33 USD/kg" --to BUYER --authority "Resolution 1" --on 2025-02-20
pvault release record --mineral gallium --mass "1 kg" --kind sample --authority "Laboratory" --on 2025-02-21
pvault payment record --supplier TRADER --amount "100000 USD" --on 2025-02-22
pvault payment record --customer BUYER --amount "20000 USD" --on 2025-02-23
pvault party add WRONG --name "By mistake" --role other --on 2025-02-24
pvault reverse "$(newest)" --reason "never dealt with" --on 2025-02-24
schema 1
pvault facility add LOAN --lender BANK --commitment "2000000 USD" --rate 4.63% --day-count 30/360 --available-from 2025-02-01 --available-until 2027-01-31 --maturity 2031-01-31 --payments semiannual --commitment-fee 0.5% --exposure-fee 1%:each-draw:cash
pvault drawdown record --facility LOAN --amount "300000 USD" --use "TIN-1=200000 USD" --on 2025-03-01
pvault facility cancel LOAN --amount "100000 USD" --on 2025-03-10
pvault fixing add SOFR --on 2025-03-31 --rate 4.31% --source seen
pvault accrue --until 2025-03-31
pvault payment record --facility LOAN --amount "10000 USD" --on 2025-04-02
schema 2
pvault disbursement request D-1 --facility LOAN --invoice "INV-1=50000 USD" --biller TRADER --on 2025-04-03
pvault disbursement approve D-1 --on 2025-04-05
pvault disbursement pay D-1 --on 2025-04-07
schema 3
pvault facility borrowing-base LOAN --advance-rate 80% --advance gallium=70% --source "amendment 1" --on 2025-04-08
schema 4
pvault transfer record --lot TIN-2 --mass "2 t" --to-site WEST --on 2025-04-10
schema 5
pvault evidence require warehouse-receipt --on 2025-04-11
printf 'receipt 7\n' > receipt.txt
pvault evidence add --of TIN-1 --kind warehouse-receipt --number WR-7 --issuer KEEPER --file receipt.txt --leave --on 2025-04-11
schema 6
pvault carrying set --kind storage --site EAST --rate "12 USD/t-month" --to KEEPER --on 2025-04-12
pvault accrue --until 2025-04-30
schema 7
pvault cost-method set tin lifo --on 2025-05-02 --reason "audit committee"
pvault release record --mineral tin --mass "500 kg" --kind sale --price "34 USD/kg" --to BUYER --authority "Resolution 2" --on 2025-05-03
schema 8
printf 'lot,mass\nTIN-1,8995 kg\nTIN-2,3500 kg\n' > counts.csv
pvault count record --site EAST --on 2025-05-31 --file counts.csv --tolerance "1 kg"
counted=$(newest)
pvault count explain "$counted" --lot TIN-1 --finding "a drum leaked" --on 2025-06-02
pvault count adjust "$counted" --lot TIN-1 --approved-by "B. Chen" --reason "leak, report 7" --on 2025-06-03
pvault warehouse confirm --site EAST --statement counts.csv --tolerance "10 kg" --on 2025-06-04
schema 9
pvault purchase record --mineral gallium --mass "300 kg" --price "585 USD/kg" --supplier TRADER --site WEST --on 2025-06-05 --lot GA-2 --gross "310 kg" --tare "10 kg" --form ingot --grade 4N --component "0.02% As" --receipt KEEPER-1
schema 10
pvault lot quality GA-2 --status quarantined --reason "sampled again" --on 2025-06-06
pvault lot quality GA-2 --status accepted --reason "assay AH-77" --on 2025-06-08
pvault pledge record --lot GA-2 --facility LOAN --on 2025-06-09
pvault pledge release --lot GA-2 --on 2025-06-10
schema 11
pvault purchase record --mineral tungsten --mass "20 t" --price "370 USD/mtu of WO3" --moisture 2% --assay "64% WO3" --provisional --supplier TRADER --site WEST --on 2025-06-11 --lot W-2
pvault assay settle W-2 --assay "66.1% WO3" --on 2025-06-15
schema 12
pvault write-down record --mineral gallium --to "480 USD/kg" --reason "market of June" --on 2025-06-30
pvault release record --mineral gallium --mass "10 kg" --kind sale --price "500 USD/kg" --to BUYER --authority "Resolution 3" --on 2025-07-01
schema 13
pvault opening record --mineral germanium --mass "2 t" --cost "6,000,000 USD" --supplier TRADER --site WEST --authority "valuation of January" --on 2025-01-03 --lot GE-0
schema 14
pvault emergency declare E-1 --declared-by "the President" --rule "50 U.S.C. 98f" --from 2025-07-02 --mineral germanium --maximum "1 t"
pvault release record --mineral germanium --mass "20 kg" --kind emergency --to MAKER --emergency E-1 --authority "order 7" --on 2025-07-03
pvault emergency end E-1 --on 2025-07-04
pvault authority add BR-12 --mineral gallium --quantity "200 kg" --from 2025-07-01 --granted-by "the board" --rule "resolution 12"
schema 15
pvault release record --mineral gallium --mass "20 kg" --kind loan --to MAKER --authority BR-12 --return-by 2025-12-31 --on 2025-07-05
pvault return record --release "$(newest)" --mass "12 kg" --site WEST --on 2025-08-30
schema 16
pvault sale record --mineral gallium --mass "10 kg" --price "600 USD/kg" --to BUYER --ship-by 2025-10-31 --authority BR-12 --on 2025-09-01
pvault release record --sale "$(newest)" --mineral gallium --mass "4 kg" --kind sale --authority "order 7" --on 2025-09-20
schema 17
pvault release record --mineral gallium --mass "5 kg" --kind rotation --price "600 USD/kg" --to BUYER --authority BR-12 --on 2025-09-21
pvault purchase record --mineral gallium --mass "5 kg" --price "590 USD/kg" --supplier TRADER --site WEST --on 2025-09-22 --lot GA-3 --rotation "$(newest)"
schema 18
pvault annual-plan set gallium --year 2026 --buy-at-most "20 t" --release-at-most "5 t" --reason "board of October" --on 2025-10-01
schema 19
pvault demand add gallium --year 2026 --mass "100 kg" --basis participant-demand --participant MAKER --source "letter of 3 October"
schema 20
pvault price add germanium --on 2025-10-05 --price "4,000 USD/kg" --source seen
schema 21
pvault accrue --until 2025-10-31
pvault period close 2025-09 --on 2025-11-03
schema 22
pvault person add adams --name "A. Adams" --role administrator --public-key adams.pub --on 2025-11-04
pvault person add chen --name "B. Chen" --role operator --public-key chen.pub --on 2025-11-04
pvault person add okafor --name "C. Okafor" --role approver --public-key okafor.pub --on 2025-11-04
pvault policy set --signed yes --key adams.key --on 2025-11-04
pvault price add tin --on 2025-11-05 --price "34 USD/kg" --source seen --key chen.key
schema 23
printf 'record,mineral,mass,price,supplier,site,on,lot\npurchase record,tin,2 t,33 USD/kg,TRADER,EAST,2025-11-06,TIN-3\npurchase record,tin,1 t,33.50 USD/kg,TRADER,EAST,2025-11-07,TIN-4\n' > rows.csv
pvault import rows.csv --key chen.key
schema 24
pvault release record --mineral tin --mass "500 kg" --kind sale --price "35 USD/kg" --to BUYER --authority "Resolution 4" --on 2025-11-09 --key chen.key
schema 25
pvault policy set --signed yes --approve purchase="50,000 USD" --expire-after 30 --key adams.key --on 2025-11-10
pvault purchase record --mineral tin --mass "3 t" --price "34 USD/kg" --supplier TRADER --site EAST --on 2025-11-11 --lot TIN-5 --key chen.key
pvault proposal approve "$(newest)" --key okafor.key
schema 26
pvault payment record --supplier TRADER --amount "1,000 USD" --on 2025-11-13 --key chen.key
schema 27
