// Sales that are shipped later.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

// So much is shipped of the lot of which two tonnes are sold.
std::string shipment_of(const std::string& mg) {
  return changed(shipment, {{"'1 t', '2 USD/kg', 1000000000", "'x', '2 USD/kg', " + mg},
                            {"-1000000000, -100000", "-" + mg + ", -100000"},
                            {"NULL, 1000000000, 0)", "NULL, " + mg + ", 0)"}});
}

// A sample of the lot that holds four tonnes, of which two are sold.
std::string sample_of(const std::string& mg, const std::string& on) {
  return changed(
      loss, {{"'release', '2026-05-01'", "'release', '" + on + "'"},
             {"$gallium, 'loss'", "$zinc, 'loss'"},
             {"'1 t', NULL, 1000000000", "'x', NULL, " + mg},
             {"2, $gallium, $ga1, NULL, NULL, -1000000000, -58015000", "2, $zinc, $zn1, NULL, NULL, -" + mg + ", -1"},
             {"22, $gallium, NULL, NULL, NULL, 1000000000", "22, $zinc, NULL, NULL, NULL, " + mg},
             {"8, $gallium, NULL, NULL, NULL, 0, 58015000", "8, $zinc, NULL, NULL, NULL, 0, 1"}});
}

std::string undo_sold(const std::string& entry, const std::string& on, const std::string& postings = "") {
  return "INSERT INTO entry VALUES ($next, 'reversal', '" + on +
         "', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);"
         "INSERT INTO reversal VALUES ($new, 1, " +
         entry + ", '" + on + "', 'gone');" + postings + "$seal";
}

std::vector<Attack> attacks_on_future_sales() {
  const std::string check = "sales_match_lots";
  return {
      {"a sale without its row", changed(future_sale, {{"INSERT INTO sale VALUES", "-- INSERT INTO sale VALUES"}}), "",
       "release_entries_complete"},
      {"a sale of no lots",
       changed(future_sale, {{"INSERT INTO sale_lot VALUES ($new, 1", "-- INSERT INTO sale_lot VALUES ($new, 1"},
                             {"INSERT INTO sale_lot VALUES ($new, 2", "-- INSERT INTO sale_lot VALUES ($new, 2"}}),
       "", "release_entries_complete"},
      {"a sale whose lots are neither named nor not",
       changed(future_sale, {{"'board', NULL, 0)", "'board', NULL, 2)"}}), "CHECK constraint failed"},
      {"a milligram more than its lots", changed(future_sale, {{"'2 t', 2000000000", "'2 t', 2000000001"}}),
       "lots_differ_from_sale", check},
      {"a sale of lots of another mineral", changed(future_sale, {{"1, $zinc, $buyer", "1, $indium, $buyer"}}),
       "lot_of_other_mineral", check},
      {"a sale of what is on its way",
       changed(future_sale,
               {{"1, $zinc, $buyer", "1, $indium, $buyer"}, {"1, $zn1", "1, $in1"}, {"2, $zn2", "2, $in2"}}),
       "lot_not_in_storage", check},
      {"a sale of what is rejected", changed(quality, {{"$bi1", "$zn1"}}) + ";" + future_sale, "lot_not_accepted",
       check},
      {"a sale of what is held by a pledge", changed(pledge, {{"$bi1", "$zn2"}}) + ";" + future_sale, "lot_pledged",
       check},
      {"a shipment of what is rejected", changed(quality, {{"$bi1", "$zn1"}}) + ";" + shipment, "lot_not_accepted",
       "released_when_accepted"},
      {"a shipment of what is held by a pledge", changed(pledge, {{"$bi1", "$zn1"}}) + ";" + shipment, "lot_pledged",
       "pledged_once"},
      {"a sale shipped before it is made", changed(future_sale, {{"'2026-07-31'", "'2026-04-30'"}}),
       "period_ends_before_it_begins", check},
      {"a milligram more of a lot than is free",
       changed(future_sale, {{"'2 t', 2000000000", "'x', 3000000001"}, {"1, $zn1, 1000000000", "1, $zn1, 2000000001"}}),
       "lot_mass_sold", "sold_is_there"},
      {"a sale before the lots were received", changed(future_sale, {{"'sale', '2026-05-01'", "'sale', '2026-04-19'"}}),
       "lot_mass_sold", "sold_is_there"},
      {"a sale of a lot twice", changed(future_sale, {{"2, $zn2", "2, $zn1"}}), "UNIQUE constraint failed"},
  };
}

std::vector<Attack> attacks_on_sales_under_authorities() {
  return {
      {"a sale under no authority",
       changed(future_sale, {{"1, $zinc, $buyer", "1, $cobalt, $buyer"},
                             {"'2 t', 2000000000", "'1 t', 1000000000"},
                             {"1, $zn1", "1, $co1"},
                             {"INSERT INTO sale_lot VALUES ($new, 2", "-- INSERT INTO sale_lot VALUES ($new, 2"}}),
       "authority_missing", "releases_authorised"},
      {"a sale above its authority",
       changed(future_sale, {{"1, $zinc, $buyer", "1, $cobalt, $buyer"},
                             {"'2 t', 2000000000", "'x', 2000000001"},
                             {"'board', NULL", "'A-1', $a1"},
                             {"1, $zn1, 1000000000", "1, $co1, 2000000001"},
                             {"INSERT INTO sale_lot VALUES ($new, 2", "-- INSERT INTO sale_lot VALUES ($new, 2"}}),
       "above_authorised", "releases_authorised"},
      {"a sale under the authority of another mineral", changed(future_sale, {{"'board', NULL", "'A-1', $a1"}}),
       "authority_of_other_mineral", "releases_authorised"},
      {"a sale after its authority",
       changed(future_sale, {{"'sale', '2026-05-01'", "'sale', '2027-05-01'"},
                             {"'2026-07-31'", "'2027-07-31'"},
                             {"1, $zinc, $buyer", "1, $cobalt, $buyer"},
                             {"'2 t', 2000000000", "'1 t', 1000000000"},
                             {"'board', NULL", "'A-1', $a1"},
                             {"1, $zn1", "1, $co1"},
                             {"INSERT INTO sale_lot VALUES ($new, 2", "-- INSERT INTO sale_lot VALUES ($new, 2"}}),
       "outside_authority", "releases_authorised"},
  };
}

std::vector<Attack> attacks_on_shipments() {
  const std::string check = "shipments_match_sales";
  const std::string there = "sold_is_there";
  return {
      {"a shipment of a sale that is none", changed(shipment, {{"NULL, $future_sale)", "NULL, $purchase1)"}}), "",
       check},
      {"a shipment to another than the buyer",
       changed(shipment, {{"'order', $buyer", "'order', $traxys"},
                          {"21, $zinc, NULL, $buyer", "21, $zinc, NULL, $traxys"},
                          {"3, NULL, NULL, $buyer", "3, NULL, NULL, $traxys"}}),
       "sale_differs", check},
      {"a shipment at another price", changed(shipment, {{"'2 USD/kg'", "'3 USD/kg'"}}), "sale_differs", check},
      {"a shipment before the sale", changed(shipment, {{"'release', '2026-05-01'", "'release', '2026-04-21'"}}), "",
       check},
      {"a milligram more than is left of the sale", shipment_of("2000000001"), "above_sold", there},
      {"a shipment of a lot that was not sold", changed(shipment, {{"2, $zinc, $zn1", "2, $zinc, $zn2"}}), "above_sold",
       there},
      {"a loss of what is sold", sample_of("2000000001", "2026-05-01"), "lot_mass_sold", there},
      {"a loss before the sale of what is sold since", sample_of("2000000001", "2026-04-21"), "lot_mass_sold", there},
      {"a sale undone of which something is shipped", undo_sold("$future_sale", "2026-05-01"),
       "something_depends_on_it", check},
      {"a sale undone of which something is cancelled", undo_sold("$cancelled_sale", "2026-05-01"),
       "something_depends_on_it", check},
      {"a cancellation undone", undo_sold("$sale_cancellation", "2026-05-01"), "reversal_not_possible",
       "reversals_whole"},
      {"a cancellation without its row",
       changed(sale_cancellation,
               {{"INSERT INTO sale_cancellation VALUES", "-- INSERT INTO sale_cancellation VALUES"}}),
       "entry_incomplete", "release_entries_complete"},
      {"a milligram more cancelled than is left",
       changed(sale_cancellation, {{"$zn1, 2000000000", "$zn1, 2000000001"}}), "above_sold", there},
      {"a cancellation before the sale",
       changed(sale_cancellation, {{"'sale-cancellation', '2026-05-01'", "'sale-cancellation', '2026-04-21'"}}),
       "above_sold", there},
      {"a cancellation of what is no sale", changed(sale_cancellation, {{"1, $future_sale", "1, $sale"}}),
       "sale_unknown"},
  };
}

} // namespace

std::vector<Attack> attacks_on_sales() {
  std::vector<Attack> all = attacks_on_future_sales();
  for (const auto& more : {attacks_on_sales_under_authorities(), attacks_on_shipments()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::vector<Attack> attacks_on_rotations() {
  const std::string check = "rotations_paired";
  return {
      {"an inflow of what is no rotation", changed(inflow, {{"1, $rotation", "1, $sale"}}), "rotation_unknown", check},
      {"an inflow of another mineral", with(purchase, "INSERT INTO rotation_inflow VALUES ($new, 1, $rotation)"),
       "rotation_of_other_mineral", check},
      {"an inflow in an entry of another kind", with(site, "INSERT INTO rotation_inflow VALUES ($new, 1, $rotation)"),
       "row_of_other_kind", "release_entries_complete"},
      {"a rotation undone that was replaced", undo_sold("$rotation", "2026-05-01"), "something_depends_on_it", check},
      {"a plan without its row",
       changed(annual_plan, {{"INSERT INTO annual_plan VALUES", "-- INSERT INTO annual_plan VALUES"}}),
       "entry_incomplete", "release_entries_complete"},
      {"a plan for a group", changed(annual_plan, {{"$gallium", "$group"}}), "mineral_is_group"},
      {"a plan of another day than its entry",
       changed(annual_plan, {{"$gallium, '2026-05-01'", "$gallium, '2026-05-02'"}}), "date_differs_from_entry",
       "dates_match_entry"},
      {"a plan to buy less than nothing", changed(annual_plan, {{"2000000000", "-1"}}), "CHECK constraint failed"},
  };
}

} // namespace pvault::test
