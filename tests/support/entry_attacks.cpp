#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

namespace {

using namespace honest;

// The entry on another day.
std::string on(const std::string& entry, const std::string& kind, const std::string& day) {
  return changed(entry, {{"'" + kind + "', '2026-05-01'", "'" + kind + "', '" + day + "'"}});
}

} // namespace

std::vector<Attack> attacks_on_balance() {
  return {
      {"a cent is owed to nobody", changed(purchase, {{"-100500)", "-100499)"}}), "money_unbalanced", "money_balanced"},
      {"a milligram comes from nowhere", changed(purchase, {{"-1000000000, 0)", "-999999999, 0)"}}), "mass_unbalanced",
       "mass_balanced"},
      {"gallium comes in as tungsten",
       changed(purchase, {{"20, $gallium, NULL, $traxys", "20, $tungsten, NULL, $traxys"}}),
       "rows_differ_from_postings", "mass_balanced"},
      {"a commitment is matched by cash",
       changed(facility, {{"30, NULL, NULL, NULL, 900", "1, NULL, NULL, NULL, NULL"}}), "rows_differ_from_postings",
       "money_balanced"},
      {"a drawdown is disbursed on another facility",
       changed(drawdown, {{"32, NULL, NULL, NULL, $facility1", "32, NULL, NULL, NULL, $facility2"}}),
       "rows_differ_from_postings", "money_balanced"},
      {"a posting is empty", with(site, "INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, 0)"),
       "CHECK constraint failed: mass_mg <> 0 OR amount_cents <> 0"},
      {"a total above 64 bits",
       with(release, "INSERT INTO posting VALUES ($new, 8, 1, NULL, NULL, NULL, NULL, 0, 9223372036854775807); "
                     "INSERT INTO posting VALUES ($new, 9, 1, NULL, NULL, NULL, NULL, 0, 9223372036854775807)"),
       "integer overflow"},
  };
}

std::vector<Attack> attacks_on_form() {
  return {
      // A posting names what its account asks for.
      {"inventory without its lot", changed(purchase, {{"2, $gallium, 900, NULL", "2, $gallium, NULL, NULL"}}),
       "rows_differ_from_postings", "posting_well_formed"},
      {"inventory without its mineral", changed(purchase, {{"2, $gallium, 900, NULL", "2, NULL, 900, NULL"}}), "",
       "posting_well_formed"},
      {"a supplier's mass without the supplier",
       changed(purchase, {{"20, $gallium, NULL, $traxys", "20, $gallium, NULL, NULL"}}), "posting_ill_formed",
       "posting_well_formed"},
      {"a debt to nobody", changed(purchase, {{"4, NULL, NULL, $traxys", "4, NULL, NULL, NULL"}}), "posting_ill_formed",
       "posting_well_formed"},
      {"principal without its facility",
       changed(drawdown, {{"5, NULL, NULL, NULL, $facility1", "5, NULL, NULL, NULL, NULL"}}), "",
       "posting_well_formed"},
      {"cash with a party", changed(payment, {{"1, 1, NULL, NULL, NULL, NULL", "1, 1, NULL, NULL, $traxys, NULL"}}),
       "posting_ill_formed", "posting_well_formed"},
      {"cash with a mineral", changed(payment, {{"1, 1, NULL, NULL, NULL, NULL", "1, 1, $gallium, NULL, NULL, NULL"}}),
       "posting_ill_formed", "posting_well_formed"},
      {"sales with a lot", changed(release, {{"6, $gallium, NULL", "6, $gallium, $ga1"}}), "", "posting_well_formed"},
      {"cash with a mass",
       with(payment, "INSERT INTO posting VALUES ($new, 3, 1, NULL, NULL, NULL, NULL, 5, 1); "
                     "INSERT INTO posting VALUES ($new, 4, 1, NULL, NULL, NULL, NULL, -5, -1)"),
       "posting_ill_formed", "posting_well_formed"},
      {"money on an account of mass",
       with(release, "INSERT INTO posting VALUES ($new, 6, 21, $gallium, NULL, $buyer, NULL, 1, 5); "
                     "INSERT INTO posting VALUES ($new, 7, 21, $gallium, NULL, $buyer, NULL, -1, -5)"),
       "posting_ill_formed", "posting_well_formed"},
      // A kind posts to its own accounts only.
      {"a site posts to cash",
       with(site, "INSERT INTO posting VALUES ($new, 1, 1, NULL, NULL, NULL, NULL, 0, 5); "
                  "INSERT INTO posting VALUES ($new, 2, 1, NULL, NULL, NULL, NULL, 0, -5)"),
       "posting_ill_formed", "posting_well_formed"},
      {"a purchase is paid from a loan",
       changed(purchase, {{"4, NULL, NULL, $traxys, NULL", "5, NULL, NULL, NULL, $facility1"}}), "posting_ill_formed",
       "posting_well_formed"},
      {"a payment posts to sales", changed(receipt, {{"3, NULL, NULL, $buyer", "6, $gallium, NULL, NULL"}}), "",
       "posting_well_formed"},
      {"tungsten leaves a lot of gallium",
       changed(loss, {{"2, $gallium, $ga1", "2, $tungsten, $ga1"},
                      {"22, $gallium", "22, $tungsten"},
                      {"1, $gallium, 'loss'", "1, $tungsten, 'loss'"},
                      {"8, $gallium", "8, $tungsten"}}),
       "lot_of_other_mineral", "posting_well_formed"},
  };
}

std::vector<Attack> attacks_on_lots() {
  return {
      {"more than the lot holds",
       changed(loss, {{"$ga1, NULL, NULL, -1000000000", "$ga1, NULL, NULL, -6000000001"},
                      {"NULL, 1000000000, 0)", "NULL, 6000000001, 0)"},
                      {"NULL, 1000000000, 0, 1,", "NULL, 6000000001, 0, 1,"}}),
       "lot_mass_insufficient", "lots_never_negative"},
      {"before the lot was received", on(loss, "release", "2026-01-31"), "lot_mass_insufficient",
       "lots_never_negative"},
      {"on a past day on which the lot is there, but gone later",
       on(changed(loss, {{"$ga1, NULL, NULL, -1000000000", "$ga1, NULL, NULL, -7000000000"},
                         {"NULL, 1000000000, 0)", "NULL, 7000000000, 0)"},
                         {"NULL, 1000000000, 0, 1,", "NULL, 7000000000, 0, 1,"}}),
          "release", "2026-03-01"),
       "lot_mass_insufficient", "lots_never_negative"},
      {"the last milligram leaves, cost stays",
       changed(loss, {{"$ga1, NULL, NULL, -1000000000", "$ga1, NULL, NULL, -6000000000"},
                      {"NULL, 1000000000, 0)", "NULL, 6000000000, 0)"},
                      {"NULL, 1000000000, 0, 1,", "NULL, 6000000000, 0, 1,"}}),
       "lot_mass_insufficient", "lots_never_negative"},
      {"more cost leaves than the lot has",
       changed(loss, {{"-58015000)", "-348090001)"}, {"0, 58015000)", "0, 348090001)"}}), "lot_mass_insufficient",
       "lots_never_negative"},
      {"a purchase that was drawn on is reversed",
       changed(reversal, {{"$payment, '2026-05-01'", "$purchase1, '2026-05-01'"},
                          {"1, 1, NULL, NULL, NULL, NULL, 0, 100000000",
                           "1, 2, $gallium, $ga1, NULL, NULL, -10000000000, -580150000"},
                          {"2, 4, NULL, NULL, $traxys, NULL, 0, -100000000",
                           "2, 20, $gallium, NULL, $traxys, NULL, 10000000000, 0); INSERT INTO posting VALUES ($new, "
                           "3, 4, NULL, NULL, $traxys, "
                           "NULL, 0, 580150000"}}),
       "", "lots_never_negative"},
      {"a lot of a group of minerals",
       changed(purchase, {{"1, $gallium, $traxys", "1, $group, $traxys"},
                          {"'GA-900', $gallium", "'GA-900', $group"},
                          {"2, $gallium", "2, $group"},
                          {"20, $gallium", "20, $group"}}),
       "mineral_is_group", "groups_hold_no_stock"},
      {"a lot received on another day",
       changed(purchase, {{"$traxys, '2026-05-01', '1 t'", "$traxys, '2026-04-01', '1 t'"}}), "date_differs_from_entry",
       "dates_match_entry"},
      {"a lot of nothing", changed(purchase, {{"NULL, NULL, NULL, 1000000000, NULL", "NULL, NULL, NULL, 0, NULL"}}),
       "CHECK constraint failed: received_mg > 0"},
  };
}

// A drawdown of nearly all, which is undone on a later day, and in between one more than was left then.
std::string drawn_while_nothing_was_left() {
  const auto drawn = [](const std::string& cents) {
    return changed(drawdown,
                   {{"INSERT INTO draw_use VALUES ($new, 1, $purchase2, 90000);", ""},
                    {"$facility1, 100000, 0, 0)", "$facility1, " + cents + ", 0, 0)"},
                    {"NULL, 0, 100000)", "NULL, 0, " + cents + ")"},
                    {"5, NULL, NULL, NULL, $facility1, 0, -100000", "5, NULL, NULL, NULL, $facility1, 0, -" + cents},
                    {"31, NULL, NULL, NULL, $facility1, 0, -100000", "31, NULL, NULL, NULL, $facility1, 0, -" + cents},
                    {"$facility1, 0, 100000)", "$facility1, 0, " + cents + ")"}});
  };
  const std::string undone = R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-05-20', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, $new - 1, '2026-05-20', 'too early');
  INSERT INTO posting SELECT $new, line, account_id, mineral_id, lot_id, party_id, facility_id, -mass_mg, -amount_cents
    FROM posting WHERE entry_id = $new - 1;
  $seal)";
  return drawn("399000000") + ";" + undone + ";" + on(drawn("2000000"), "drawdown", "2026-05-10");
}

std::vector<Attack> attacks_on_facilities() {
  return {
      {"what is left only on a later day", drawn_while_nothing_was_left(), "above_undisbursed",
       "facilities_within_commitment"},
      {"a cent more than was committed",
       changed(drawdown,
               {{"$facility1, 100000, 0, 0)", "$facility1, 400000001, 0, 0)"},
                {"NULL, 0, 100000)", "NULL, 0, 400000001)"},
                {"5, NULL, NULL, NULL, $facility1, 0, -100000", "5, NULL, NULL, NULL, $facility1, 0, -400000001"},
                {"31, NULL, NULL, NULL, $facility1, 0, -100000", "31, NULL, NULL, NULL, $facility1, 0, -400000001"},
                {"$facility1, 0, 100000)", "$facility1, 0, 400000001)"}}),
       "above_undisbursed", "facilities_within_commitment"},
      {"before the availability period", on(drawdown, "drawdown", "2026-01-14"), "outside_availability",
       "drawdowns_within_availability"},
      {"after the availability period", on(drawdown, "drawdown", "2028-01-01"), "outside_availability",
       "drawdowns_within_availability"},
      {"before the facility was signed", on(drawdown, "drawdown", "2025-12-31"), "", "drawdowns_within_availability"},
      {"a commitment below zero", changed(facility, {{"'2026-05-01', 5000, 46", "'2026-05-01', -5000, 46"}}),
       "CHECK constraint failed: commitment_cents > 0"},
      {"available from after available until",
       changed(facility, {{"'2026-05-01', '2026-12-31'", "'2027-01-01', '2026-12-31'"}}),
       "CHECK constraint failed: available_from_on <= available_until_on"},
      {"available after it matures", changed(facility, {{"'2030-12-31'", "'2026-12-30'"}}),
       "CHECK constraint failed: available_until_on <= matures_on"},
      {"a first payment after it matures", changed(facility, {{"'annual', NULL", "'annual', '2031-01-01'"}}),
       "CHECK constraint failed: first_payment_on IS NULL OR first_payment_on BETWEEN"},
      {"a day count of one's own", changed(facility, {{"'30/360'", "'30/365'"}}), "CHECK constraint failed: day_count"},
      {"a commitment that the postings do not book",
       changed(facility, {{"'2026-05-01', 5000, 46", "'2026-05-01', 5001, 46"}}), "rows_differ_from_postings",
       "financing_matches_postings"},
      {"terms whose commitment is booked on another facility",
       changed(facility, {{"31, NULL, NULL, NULL, 900", "31, NULL, NULL, NULL, $facility2"},
                          {"30, NULL, NULL, NULL, 900", "30, NULL, NULL, NULL, $facility2"}}),
       "rows_differ_from_postings", "financing_matches_postings"},
      {"further terms for a facility that has some",
       changed(facility, {{"INSERT INTO facility VALUES ($new, 1, 900, 'EXIM-9', $exim);", ""},
                          {"1, 900, '2026-05-01', 5000", "1, $facility2, '2026-05-01', 5000"},
                          {"31, NULL, NULL, NULL, 900", "31, NULL, NULL, NULL, $facility2"},
                          {"30, NULL, NULL, NULL, 900", "30, NULL, NULL, NULL, $facility2"},
                          {"1, 900, 73107000", "1, $facility2, 73107000"}}),
       "entry_incomplete", "entries_complete"},
      {"a fee of another facility", changed(facility, {{"1, 900, 73107000", "1, $facility2, 73107000"}}),
       "rows_differ_from_postings", "financing_matches_postings"},
  };
}

} // namespace pvault::test
