#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

// Takes 100 kg of a lot that is written down, and leaves its write-down behind: 900 kg of VA-1 cost 1,800.00 USD and
// are carried at 1,350.00.
const std::string release_without = R"(
  INSERT INTO entry VALUES ($next, 'release', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO release VALUES ($new, 1, $vanadium, 'sample', 'board', NULL, '900 kg', NULL, 900000000, 0, 0, NULL, NULL, NULL, NULL, NULL);
  INSERT INTO posting VALUES ($new, 1, 2, $vanadium, $va1, NULL, NULL, -900000000, -180000);
  INSERT INTO posting VALUES ($new, 2, 21, $vanadium, NULL, NULL, NULL, 900000000, 0);
  INSERT INTO posting VALUES ($new, 3, 7, $vanadium, NULL, NULL, NULL, 0, 180000);
  $seal)";

const std::string undo_first = R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-01-22', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, $write_down, '2026-01-22', 'dry again');
  INSERT INTO write_down_lot VALUES ($new, 1, $va1, -50000);
  INSERT INTO posting VALUES ($new, 1, 51, $vanadium, NULL, NULL, NULL, 0, -50000);
  INSERT INTO posting VALUES ($new, 2, 50, $vanadium, NULL, NULL, NULL, 0, 50000);
  $seal)";

const std::string of_settled = R"(
  INSERT INTO entry VALUES ($next, 'write-down', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO write_down VALUES ($new, 1, $bismuth, $bi1, NULL, 400, 'wet');
  INSERT INTO write_down_lot VALUES ($new, 1, $bi1, 400);
  INSERT INTO posting VALUES ($new, 1, 51, $bismuth, NULL, NULL, NULL, 0, 400);
  INSERT INTO posting VALUES ($new, 2, 50, $bismuth, NULL, NULL, NULL, 0, -400);
  $seal)";

const std::string undo_second = R"(
  INSERT INTO entry VALUES ($next, 'reversal', '2026-01-24', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
  INSERT INTO reversal VALUES ($new, 1, $write_down2, '2026-01-24', 'dearer again');
  INSERT INTO write_down_lot SELECT $new, line, lot_id, -amount_cents FROM write_down_lot WHERE entry_id = $write_down2;
  INSERT INTO posting SELECT $new, line, account_id, mineral_id, lot_id, party_id, facility_id, mass_mg, -amount_cents FROM posting WHERE entry_id = $write_down2;
  $seal)";

} // namespace

std::vector<Attack> attacks_on_write_downs() {
  const std::string differ = "rows_differ_from_postings";
  const std::string matched = "write_downs_match_postings";
  const std::string within = "write_downs_within_cost";
  return {
      {"a write-down without its row",
       changed(write_down,
               {{"INTO write_down VALUES", "INTO write_down SELECT 1, 1, 1, NULL, NULL, 1, '' WHERE 0; -- "}}),
       "entry_incomplete", "entries_complete"},
      {"a write-down of no lot",
       changed(write_down, {{"INSERT INTO write_down_lot VALUES ($new, 1, $va1, 400);", ""},
                            {"INSERT INTO write_down_lot VALUES ($new, 2, $va2, 600);", ""}}),
       "", "entries_complete"},
      {"a write-down in an entry of another kind", changed(write_down, {{"'write-down'", "'price'"}}),
       "row_of_other_kind", "entries_complete"},
      {"a cent more written down than was booked",
       changed(write_down, {{"NULL, NULL, 1000, 'rust'", "NULL, NULL, 1001, 'rust'"}}), differ, matched},
      {"a cent more in a lot than was booked", changed(write_down, {{"$va2, 600", "$va2, 601"}}), differ, matched},
      {"a write-down that takes from another lot",
       changed(write_down, {{"$va1, 400", "$va1, -400"}, {"$va2, 600", "$va2, 1400"}}), differ, matched},
      {"a write-down of another lot than it says",
       changed(write_down, {{"$vanadium, NULL, NULL, 1000", "$vanadium, $va1, NULL, 1000"}}), differ, matched},
      {"a write-down of another mineral than it says",
       changed(write_down, {{"$new, 1, $vanadium, NULL", "$new, 1, $tin, NULL"}}), differ, matched},
      {"a write-down of a lot of another mineral", changed(write_down, {{"$va2, 600", "$sn2, 600"}}), differ, matched},
      {"a write-down of nothing", changed(write_down, {{"NULL, NULL, 1000, 'rust'", "NULL, NULL, 0, 'rust'"}}),
       "CHECK constraint failed: amount_cents > 0", matched},
      {"a write-down without a reason", changed(write_down, {{"'rust'", "' '"}}),
       "CHECK constraint failed: trim(reason)"},
      {"a lot written down by more than it cost",
       changed(write_down, {{"NULL, NULL, 1000, 'rust'", "NULL, NULL, 200400, 'rust'"},
                            {"$va2, 600", "$va2, 200000"},
                            {"NULL, 0, 1000)", "NULL, 0, 200400)"},
                            {"NULL, 0, -1000)", "NULL, 0, -200400)"}}),
       "write_down_above_cost", within},
      {"a write-down before there was a lot",
       changed(write_down, {{"'write-down', '2026-05-01'", "'write-down', '2026-01-20'"}}), "write_down_above_cost",
       within},
      {"a lot emptied that is still written down", release_without, "write_down_above_cost", within},
      {"a release that leaves a write-down behind",
       changed(release_without, {{"900000000, 0, 0, NULL", "100000000, 0, 0, NULL"},
                                 {"-900000000, -180000", "-100000000, -180000"},
                                 {"NULL, 900000000, 0)", "NULL, 100000000, 0)"}}),
       "write_down_above_cost", "write_downs_carried"},
      {"a write-down undone of which a part has left", undo_first, "something_depends_on_it",
       "write_downs_undone_in_order"},
      {"a settlement undone of what was written down since", of_settled + ";" + undoing("$settlement1"),
       "something_depends_on_it", "write_downs_undone_in_order"},
      {"a write-down undone in the accounts alone",
       changed(undo_second, {{"INSERT INTO write_down_lot SELECT", "-- INSERT INTO write_down_lot SELECT"}}), "",
       matched},
      {"write-downs of lots beside a payment",
       with(payment, "INSERT INTO write_down_lot VALUES ($new, 1, $va1, 5); INSERT INTO write_down_lot VALUES ($new, "
                     "2, $va2, -5)"),
       "row_of_other_kind", "write_downs_carried"},
      {"a lot in an entry twice", with(write_down, "INSERT OR REPLACE INTO write_down_lot VALUES ($new, 3, $va1, 5)"),
       "append_only"},
  };
}

} // namespace pvault::test
