# A year of illustrative operations: what if the Vault had opened on 1 January 2025, and bought at the prices that USGS published for 2025?
# No real purchase, release or drawdown of Project Vault has been published; neither have its rates, fees, sites and suppliers. Only the
# amounts of the two facilities (10 billion USD from EXIM, 1.67 billion of private money) and the prices are published figures.
#
# Plain commands, one a line, run by tools/demo with PVAULT_BOOK naming a new book; tests/independent/test_demo_figures.py reads the same
# lines and computes every figure again. Each month: purchases, then a drawdown on both facilities in the proportion 85.69 : 14.31 that
# names what it finances, then the suppliers are paid. What is bought in December is neither financed nor paid yet. Interest and fees are
# paid on the two payment dates of the year; what storage, insurance and handling come to is accrued on the same days.

pvault init --name "Project Vault (illustrative year 2025)"

pvault site add site-east --name "Illustrative site, East" --country US --on 2025-01-01
pvault site add site-gulf --name "Illustrative site, Gulf" --country US --on 2025-01-01
pvault site add site-west --name "Illustrative site, West" --country US --on 2025-01-01
pvault party add exim-bank --name "Export-Import Bank of the United States" --role lender --on 2025-01-01
pvault party add private-lenders --name "Private lenders" --role lender --on 2025-01-01
pvault party add trader-a --name "Illustrative trader A" --role supplier --on 2025-01-01
pvault party add trader-b --name "Illustrative trader B" --role supplier --on 2025-01-01
pvault party add trader-c --name "Illustrative trader C" --role supplier --related --on 2025-01-01
pvault party add warehouse-a --name "Illustrative warehouses" --role warehouse --on 2025-01-01
pvault party add insurer-a --name "Illustrative insurer" --role other --on 2025-01-01
pvault party add maker-a --name "Illustrative manufacturer A" --role participant --on 2025-01-01
pvault party add maker-b --name "Illustrative manufacturer B" --role participant --on 2025-01-01
pvault party add maker-c --name "Illustrative manufacturer C" --role participant --on 2025-01-01
pvault facility add exim --lender exim-bank --commitment "10e9 USD" --rate 4.63% --day-count 30/360 --available-from 2025-01-01 --available-until 2027-12-31 --maturity 2039-12-31 --payments semiannual --commitment-fee 0.5% --source "amount: EXIM, February 2026; terms illustrative"
pvault facility add private --lender private-lenders --commitment "1.67B USD" --rate 7.25% --day-count act/360 --available-from 2025-01-01 --available-until 2027-12-31 --maturity 2039-12-31 --payments semiannual --source "amount: press, February 2026; terms illustrative"
pvault carrying set --kind storage --site site-east --rate "14 USD/t-month" --to warehouse-a --on 2025-01-01
pvault carrying set --kind storage --site site-gulf --rate "11 USD/t-month" --to warehouse-a --on 2025-01-01
pvault carrying set --kind storage --site site-west --rate "9.50 USD/t-month" --to warehouse-a --on 2025-01-01
pvault carrying set --kind storage --site site-east --mineral silver --rate "0.0125 USD/ozt-month" --to warehouse-a --on 2025-07-01
pvault carrying set --kind insurance --rate 0.12% --to insurer-a --on 2025-01-01
pvault carrying set --kind handling --site site-gulf --in "6.50 USD/t" --out "5 USD/t" --to warehouse-a --on 2025-01-01

# January 2025
pvault purchase record --on 2025-01-04 --mineral gallium --mass "2,400 kg" --price "580 USD/kg" --supplier trader-a --site site-east --lot gallium-1
pvault purchase record --on 2025-01-09 --mineral germanium --mass "2,900 kg" --price "4,100 USD/kg" --supplier trader-b --site site-gulf --lot germanium-1
pvault purchase record --on 2025-01-14 --mineral antimony --mass "1,900 t" --price "25 USD/lb" --landed freight="410000 USD" --landed insurance="62500 USD" --supplier trader-c --site site-west --lot antimony-1
pvault purchase record --on 2025-01-07 --mineral tungsten --mass "1,250 t" --price "380 USD/mtu of WO3" --moisture 1.2% --assay "65.4% WO3" --landed freight="118000.55 USD" --supplier trader-a --site site-east --lot tungsten-1
pvault purchase record --on 2025-01-12 --mineral yttrium --mass "62 t" --price "9 USD/kg" --supplier trader-b --site site-gulf --lot yttrium-1
pvault drawdown record --on 2025-01-20 --facility exim --amount "128399862.65 USD" --use "gallium-1=1192804.80 USD" --use "germanium-1=10188541.00 USD" --use "antimony-1=90139088.67 USD" --use "tungsten-1=26401277.98 USD" --use "yttrium-1=478150.20 USD"
pvault drawdown record --on 2025-01-20 --facility private --amount "21442432.44 USD" --use "gallium-1=199195.20 USD" --use "germanium-1=1701459.00 USD" --use "antimony-1=15052985.87 USD" --use "tungsten-1=4408942.57 USD" --use "yttrium-1=79849.80 USD"
pvault payment record --on 2025-01-25 --supplier trader-a --amount "32202220.55 USD"
pvault payment record --on 2025-01-25 --supplier trader-b --amount "12448000.00 USD"
pvault payment record --on 2025-01-25 --supplier trader-c --amount "105192074.54 USD"

# February 2025
pvault purchase record --on 2025-02-05 --mineral cobalt --mass "640 t" --price "21 USD/lb" --assay 99.8% --landed freight="95000 USD" --supplier trader-c --site site-west --lot cobalt-1
pvault purchase record --on 2025-02-10 --mineral gallium --mass "1,150 kg" --price "580 USD/kg" --assay 99.99% --supplier trader-a --site site-east --lot gallium-2
pvault purchase record --on 2025-02-15 --mineral graphite --mass "6,200 t" --price "1,000 USD/t" --landed freight="520000 USD" --supplier trader-b --site site-gulf --lot graphite-1
pvault purchase record --on 2025-02-08 --mineral lithium --mass "1,350 t of Li2CO3" --price "9,000 USD/t of Li2CO3" --supplier trader-c --site site-west --lot lithium-1
pvault purchase record --on 2025-02-13 --mineral bismuth --mass "160 t" --price "20 USD/lb" --supplier trader-a --site site-east --lot bismuth-1
pvault drawdown record --on 2025-02-20 --facility exim --amount "48207131.83 USD" --use "cobalt-1=25420682.10 USD" --use "gallium-2=571495.14 USD" --use "graphite-1=5758368.00 USD" --use "lithium-1=10411335.00 USD" --use "bismuth-1=6045251.59 USD"
pvault drawdown record --on 2025-02-20 --facility private --amount "8050461.64 USD" --use "cobalt-1=4245185.68 USD" --use "gallium-2=95438.16 USD" --use "graphite-1=961632.00 USD" --use "lithium-1=1738665.00 USD" --use "bismuth-1=1009540.80 USD"
pvault payment record --on 2025-02-25 --supplier trader-a --amount "7721725.69 USD"
pvault payment record --on 2025-02-25 --supplier trader-b --amount "6720000.00 USD"
pvault payment record --on 2025-02-25 --supplier trader-c --amount "41815867.78 USD"

# March 2025
pvault purchase record --on 2025-03-06 --mineral tantalum --mass "74,000 kg of Ta2O5" --price "180 USD/kg of Ta2O5" --supplier trader-b --site site-gulf --lot tantalum-1
pvault purchase record --on 2025-03-11 --mineral niobium --mass "1,650 t of ferroniobium" --price "26 USD/kg of ferroniobium" --landed freight="240000 USD" --landed duty="1072500 USD" --supplier trader-c --site site-west --lot niobium-1
pvault purchase record --on 2025-03-04 --mineral indium --mass "31 t" --price "370 USD/kg" --supplier trader-a --site site-east --lot indium-1
pvault purchase record --on 2025-03-09 --mineral neodymium --mass "410 t" --price "73 USD/kg" --supplier trader-b --site site-gulf --lot neodymium-1
pvault purchase record --on 2025-03-14 --mineral praseodymium --mass "120 t" --price "74 USD/kg" --supplier trader-c --site site-west --lot praseodymium-1
pvault purchase record --on 2025-03-07 --mineral rhenium --mass "2,050 kg" --price "2,600 USD/kg" --supplier trader-a --site site-east --lot rhenium-1
pvault drawdown record --on 2025-03-20 --facility exim --amount "96951808.25 USD" --use "tantalum-1=11413908.00 USD" --use "niobium-1=37885691.25 USD" --use "indium-1=9828643.00 USD" --use "neodymium-1=25647017.00 USD" --use "praseodymium-1=7609272.00 USD" --use "rhenium-1=4567277.00 USD"
pvault drawdown record --on 2025-03-20 --facility private --amount "16190691.75 USD" --use "tantalum-1=1906092.00 USD" --use "niobium-1=6326808.75 USD" --use "indium-1=1641357.00 USD" --use "neodymium-1=4282983.00 USD" --use "praseodymium-1=1270728.00 USD" --use "rhenium-1=762723.00 USD"
pvault payment record --on 2025-03-25 --supplier trader-a --amount "16800000.00 USD"
pvault payment record --on 2025-03-25 --supplier trader-b --amount "43250000.00 USD"
pvault payment record --on 2025-03-25 --supplier trader-c --amount "53092500.00 USD"

# April 2025
pvault purchase record --on 2025-04-12 --mineral vanadium --mass "2,600,000 lb of V2O5" --price "5.02 USD/lb of V2O5" --landed freight="77000 USD" --supplier trader-b --site site-gulf --lot vanadium-1
pvault purchase record --on 2025-04-05 --mineral titanium --mass "4,300 t" --price "12 USD/kg" --supplier trader-c --site site-west --lot titanium-1
pvault purchase record --on 2025-04-10 --mineral dysprosium --mass "24 t" --price "239 USD/kg" --supplier trader-a --site site-east --lot dysprosium-1
pvault purchase record --on 2025-04-15 --mineral terbium --mass "6,500 kg" --price "1,010 USD/kg" --supplier trader-b --site site-gulf --lot terbium-1
pvault purchase record --on 2025-04-08 --mineral antimony --mass "2,100 t" --price "25 USD/lb" --landed freight="433000 USD" --supplier trader-c --site site-west --lot antimony-2
pvault drawdown record --on 2025-04-20 --facility exim --amount "165557953.74 USD" --use "vanadium-1=11250240.10 USD" --use "titanium-1=44216040.00 USD" --use "dysprosium-1=4915178.40 USD" --use "terbium-1=5625548.50 USD" --use "antimony-2=99550946.74 USD"
pvault drawdown record --on 2025-04-20 --facility private --amount "27647733.91 USD" --use "vanadium-1=1878759.90 USD" --use "titanium-1=7383960.00 USD" --use "dysprosium-1=820821.60 USD" --use "terbium-1=939451.50 USD" --use "antimony-2=16624740.91 USD"
pvault payment record --on 2025-04-25 --supplier trader-a --amount "5736000.00 USD"
pvault payment record --on 2025-04-25 --supplier trader-b --amount "19694000.00 USD"
pvault payment record --on 2025-04-25 --supplier trader-c --amount "167775687.65 USD"
pvault release record --on 2025-04-22 --mineral gallium --mass "180 kg" --kind sale --price "640 USD/kg" --to maker-a --authority "Resolution V-2025-04"

# May 2025
pvault purchase record --on 2025-05-13 --mineral cobalt --mass "610 t" --price "21 USD/lb" --assay 99.8% --supplier trader-a --site site-east --lot cobalt-2
pvault purchase record --on 2025-05-06 --mineral platinum --mass "118,000 ozt" --price "1,200 USD/ozt" --supplier trader-b --site site-east --lot platinum-1
pvault purchase record --on 2025-05-11 --mineral palladium --mass "131,000 ozt" --price "1,100 USD/ozt" --supplier trader-c --site site-east --lot palladium-1
pvault purchase record --on 2025-05-04 --mineral germanium --mass "1,700 kg" --price "4,100 USD/kg" --supplier trader-a --site site-east --lot germanium-2
pvault purchase record --on 2025-05-09 --mineral tin --mass "1,900 t" --price "1600 USc/lb" --supplier trader-b --site site-gulf --lot tin-1
pvault drawdown record --on 2025-05-20 --facility exim --amount "332370311.18 USD" --use "cobalt-2=24151498.00 USD" --use "platinum-1=121337040.00 USD" --use "palladium-1=123479290.00 USD" --use "germanium-2=5972593.00 USD" --use "tin-1=57429890.18 USD"
pvault drawdown record --on 2025-05-20 --facility private --amount "55504949.87 USD" --use "cobalt-2=4033235.35 USD" --use "platinum-1=20262960.00 USD" --use "palladium-1=20620710.00 USD" --use "germanium-2=997407.00 USD" --use "tin-1=9590637.52 USD"
pvault payment record --on 2025-05-25 --supplier trader-a --amount "35154733.35 USD"
pvault payment record --on 2025-05-25 --supplier trader-b --amount "208620527.70 USD"
pvault payment record --on 2025-05-25 --supplier trader-c --amount "144100000.00 USD"
pvault release record --on 2025-05-19 --mineral rhenium --mass "35 kg" --kind sample --authority "Assay plan 2025"

# June 2025
pvault purchase record --on 2025-06-14 --mineral manganese --mass "4,800,000 mtu" --price "4.5 USD/mtu" --landed freight="1850000 USD" --supplier trader-c --site site-west --lot manganese-1
pvault purchase record --on 2025-06-07 --mineral copper --mass "17,500 t" --price "490 USc/lb" --supplier trader-a --site site-east --lot copper-1
pvault purchase record --on 2025-06-12 --mineral nickel --mass "5,200 t" --price "15,000 USD/t" --supplier trader-b --site site-gulf --lot nickel-1
pvault purchase record --on 2025-06-05 --mineral magnesium --mass "1,600 t" --price "3.2 USD/lb" --supplier trader-c --site site-west --lot magnesium-1
pvault purchase record --on 2025-06-10 --mineral tungsten --mass "1,180 t" --price "380 USD/mtu of WO3" --moisture 0.9% --assay "66.1% WO3" --supplier trader-a --site site-east --lot tungsten-2
pvault drawdown record --on 2025-06-20 --facility exim --amount "283768042.95 USD" --use "manganese-1=20094305.00 USD" --use "copper-1=161993851.43 USD" --use "nickel-1=66838200.00 USD" --use "magnesium-1=9672402.55 USD" --use "tungsten-2=25169283.97 USD"
pvault drawdown record --on 2025-06-20 --facility private --amount "47388501.53 USD" --use "manganese-1=3355695.00 USD" --use "copper-1=27052538.39 USD" --use "nickel-1=11161800.00 USD" --use "magnesium-1=1615265.27 USD" --use "tungsten-2=4203202.87 USD"
pvault payment record --on 2025-06-25 --supplier trader-a --amount "218418876.66 USD"
pvault payment record --on 2025-06-25 --supplier trader-b --amount "78000000.00 USD"
pvault payment record --on 2025-06-25 --supplier trader-c --amount "34737667.82 USD"
pvault release record --on 2025-06-24 --mineral cobalt --mass "700 t" --kind sale --price "23.40 USD/lb" --to maker-b --authority "Resolution V-2025-09"
pvault payment record --on 2025-06-30 --facility exim --amount "32229448.20 USD"
pvault payment record --on 2025-06-30 --facility private --amount "2187651.10 USD"
pvault accrue --carrying --until 2025-06-30

# July 2025
pvault purchase record --on 2025-07-15 --mineral silver --mass "6,700,000 ozt" --price "38 USD/ozt" --landed insurance="1250000 USD" --supplier trader-b --site site-east --lot silver-1
pvault purchase record --on 2025-07-08 --mineral aluminum --mass "42,000 t" --price "180 USc/lb" --supplier trader-c --site site-west --lot aluminum-1
pvault purchase record --on 2025-07-13 --mineral beryllium --mass "21 t" --price "1,600 USD/kg" --supplier trader-a --site site-east --lot beryllium-1
pvault purchase record --on 2025-07-06 --mineral gallium --mass "1,480.5 kg" --price "580 USD/kg" --supplier trader-b --site site-gulf --lot gallium-3
pvault purchase record --on 2025-07-11 --mineral arsenic --mass "1,020 t" --price "1.85 USD/lb" --supplier trader-c --site site-west --lot arsenic-1
pvault drawdown record --on 2025-07-20 --facility exim --amount "395149394.78 USD" --use "silver-1=219237865.00 USD" --use "aluminum-1=142819069.02 USD" --use "beryllium-1=28791840.00 USD" --use "gallium-3=735811.46 USD" --use "arsenic-1=3564809.30 USD"
pvault drawdown record --on 2025-07-20 --facility private --amount "65988888.32 USD" --use "silver-1=36612135.00 USD" --use "aluminum-1=23850401.19 USD" --use "beryllium-1=4808160.00 USD" --use "gallium-3=122878.54 USD" --use "arsenic-1=595313.59 USD"
pvault payment record --on 2025-07-25 --supplier trader-a --amount "33600000.00 USD"
pvault payment record --on 2025-07-25 --supplier trader-b --amount "256708690.00 USD"
pvault payment record --on 2025-07-25 --supplier trader-c --amount "170829593.10 USD"
pvault emergency declare E-1 --declared-by "The President (illustrative)" --rule "50 U.S.C. 98f" --from 2025-07-28 --until 2025-09-30 --mineral gallium --maximum "3 t"
pvault release record --on 2025-07-30 --mineral gallium --mass "2,900 kg" --kind emergency --emergency E-1 --price "580 USD/kg" --to maker-a --authority "Emergency declaration E-1 (illustrative)"

# August 2025
pvault purchase record --on 2025-08-04 --mineral zinc --mass "11,500 t" --price "149 USc/lb" --supplier trader-a --site site-east --lot zinc-1
pvault purchase record --on 2025-08-09 --mineral uranium --mass "640,000 lb" --price "52.71 USD/lb" --supplier trader-b --site site-gulf --lot uranium-1
pvault purchase record --on 2025-08-14 --mineral graphite --mass "5,900 t" --price "1,000 USD/t" --supplier trader-c --site site-west --lot graphite-2
pvault purchase record --on 2025-08-07 --mineral lithium --mass "1,290 t of Li2CO3" --price "9,000 USD/t of Li2CO3" --supplier trader-a --site site-east --lot lithium-2
pvault purchase record --on 2025-08-12 --mineral fluorspar --mass "21,000 t" --price "470 USD/t" --moisture 9.5% --supplier trader-b --site site-gulf --lot fluorspar-1
pvault drawdown record --on 2025-08-20 --facility exim --amount "83935890.24 USD" --use "zinc-1=32370433.17 USD" --use "uranium-1=28907007.36 USD" --use "graphite-2=5055710.00 USD" --use "lithium-2=9948609.00 USD" --use "fluorspar-1=7654130.71 USD"
pvault drawdown record --on 2025-08-20 --facility private --amount "14017068.39 USD" --use "zinc-1=5405775.46 USD" --use "uranium-1=4827392.64 USD" --use "graphite-2=844290.00 USD" --use "lithium-2=1661391.00 USD" --use "fluorspar-1=1278219.29 USD"
pvault payment record --on 2025-08-25 --supplier trader-a --amount "49386208.63 USD"
pvault payment record --on 2025-08-25 --supplier trader-b --amount "42666750.00 USD"
pvault payment record --on 2025-08-25 --supplier trader-c --amount "5900000.00 USD"
pvault release record --on 2025-08-26 --mineral graphite --mass "150 t" --kind loss --authority "Fire at site-west, report 2025-31"

# September 2025
pvault purchase record --on 2025-09-05 --mineral zirconium --mass "9,500 t of zircon" --price "1,800 USD/t of zircon" --landed freight="610000 USD" --supplier trader-c --site site-west --lot zirconium-1
pvault purchase record --on 2025-09-10 --mineral hafnium --mass "6,200 kg" --price "3,800 USD/kg" --supplier trader-a --site site-east --lot hafnium-1
pvault purchase record --on 2025-09-15 --mineral scandium --mass "410 kg" --price "640 USD/kg" --supplier trader-b --site site-gulf --lot scandium-1
pvault purchase record --on 2025-09-08 --mineral chromium --mass "21,000 t" --price "1.6 USD/lb" --supplier trader-c --site site-west --lot chromium-1
pvault purchase record --on 2025-09-13 --mineral indium --mass "14 t" --price "370 USD/kg" --supplier trader-a --site site-east --lot indium-2
pvault drawdown record --on 2025-09-20 --facility exim --amount "103502997.34 USD" --use "zirconium-1=15175699.00 USD" --use "hafnium-1=20188564.00 USD" --use "scandium-1=224850.56 USD" --use "chromium-1=63475141.78 USD" --use "indium-2=4438742.00 USD"
pvault drawdown record --on 2025-09-20 --facility private --amount "17284722.75 USD" --use "zirconium-1=2534301.00 USD" --use "hafnium-1=3371436.00 USD" --use "scandium-1=37549.44 USD" --use "chromium-1=10600178.31 USD" --use "indium-2=741258.00 USD"
pvault payment record --on 2025-09-25 --supplier trader-a --amount "28740000.00 USD"
pvault payment record --on 2025-09-25 --supplier trader-b --amount "262400.00 USD"
pvault payment record --on 2025-09-25 --supplier trader-c --amount "91785320.09 USD"
pvault release record --on 2025-09-23 --mineral tungsten --mass "900,000 lb" --kind sale --price "24 USD/lb" --to maker-b --authority "Resolution V-2025-17"

# October 2025
pvault purchase record --on 2025-10-06 --mineral cobalt --mass "430 t" --price "21 USD/lb" --supplier trader-b --site site-gulf --lot cobalt-3
pvault purchase record --on 2025-10-11 --mineral tantalum --mass "98,000 kg of Ta2O5" --price "180 USD/kg of Ta2O5" --supplier trader-c --site site-west --lot tantalum-2
pvault purchase record --on 2025-10-04 --mineral lead --mass "12,000 t" --price "106 USc/lb" --supplier trader-a --site site-east --lot lead-1
pvault purchase record --on 2025-10-09 --mineral rhodium --mass "9,400 ozt" --price "5,800 USD/ozt" --supplier trader-b --site site-gulf --lot rhodium-1
pvault purchase record --on 2025-10-14 --mineral iridium --mass "5,100 ozt" --price "4,400 USD/ozt" --supplier trader-c --site site-west --lot iridium-1
pvault drawdown record --on 2025-10-20 --facility exim --amount "122151559.45 USD" --use "cobalt-3=17058944.35 USD" --use "tantalum-2=15115716.00 USD" --use "lead-1=24029875.10 USD" --use "rhodium-1=46718188.00 USD" --use "iridium-1=19228836.00 USD"
pvault drawdown record --on 2025-10-20 --facility private --amount "20398982.58 USD" --use "cobalt-3=2848797.93 USD" --use "tantalum-2=2524284.00 USD" --use "lead-1=4012924.65 USD" --use "rhodium-1=7801812.00 USD" --use "iridium-1=3211164.00 USD"
pvault payment record --on 2025-10-25 --supplier trader-a --amount "28042799.75 USD"
pvault payment record --on 2025-10-25 --supplier trader-b --amount "74427742.28 USD"
pvault payment record --on 2025-10-25 --supplier trader-c --amount "40080000.00 USD"
pvault release record --on 2025-10-21 --mineral indium --mass "31 t" --kind sale --price "401.50 USD/kg" --to maker-c --authority "Resolution V-2025-20"

# November 2025
pvault purchase record --on 2025-11-07 --mineral silicon --mass "9,000 t" --price "130 USc/lb" --supplier trader-a --site site-east --lot silicon-1
pvault purchase record --on 2025-11-12 --mineral barite --mass "60,000 t" --price "210 USD/t" --supplier trader-b --site site-gulf --lot barite-1
pvault purchase record --on 2025-11-05 --mineral tellurium --mass "24 t" --price "120 USD/kg" --supplier trader-c --site site-west --lot tellurium-1
pvault purchase record --on 2025-11-10 --mineral samarium --mass "60 t" --price "2.82 USD/kg" --supplier trader-a --site site-east --lot samarium-1
pvault purchase record --on 2025-11-15 --mineral titanium --mass "2,950 t" --price "12 USD/kg" --supplier trader-b --site site-gulf --lot titanium-2
pvault drawdown record --on 2025-11-20 --facility exim --amount "65847010.64 USD" --use "silicon-1=22102951.16 USD" --use "barite-1=10796940.00 USD" --use "tellurium-1=2467872.00 USD" --use "samarium-1=144987.48 USD" --use "titanium-2=30334260.00 USD"
pvault drawdown record --on 2025-11-20 --facility private --amount "10996274.04 USD" --use "silicon-1=3691133.52 USD" --use "barite-1=1803060.00 USD" --use "tellurium-1=412128.00 USD" --use "samarium-1=24212.52 USD" --use "titanium-2=5065740.00 USD"
pvault payment record --on 2025-11-25 --supplier trader-a --amount "25963284.68 USD"
pvault payment record --on 2025-11-25 --supplier trader-b --amount "48000000.00 USD"
pvault payment record --on 2025-11-25 --supplier trader-c --amount "2880000.00 USD"
pvault emergency declare E-2 --declared-by "The President (illustrative)" --rule "50 U.S.C. 98f" --from 2025-11-17 --mineral neodymium
pvault release record --on 2025-11-18 --mineral neodymium --mass "95 t" --kind emergency --emergency E-2 --to maker-c --authority "Emergency declaration E-2 (illustrative)"

# December 2025
pvault purchase record --on 2025-12-08 --mineral antimony --mass "1,450 t" --price "25 USD/lb" --supplier trader-c --site site-west --lot antimony-3
pvault purchase record --on 2025-12-13 --mineral copper --mass "14,000 t" --price "490 USc/lb" --supplier trader-a --site site-east --lot copper-2
pvault purchase record --on 2025-12-06 --mineral germanium --mass "1,100 kg" --price "4,100 USD/kg" --supplier trader-b --site site-gulf --lot germanium-3
pvault payment record --on 2025-12-31 --facility exim --amount "58114887.67 USD"
pvault payment record --on 2025-12-31 --facility private --amount "9826654.31 USD"
pvault accrue --carrying --until 2025-12-31
