// Attacks on carrying charges: what rates ask for and whom they name, what accruals say, and in what order they are
// undone.
#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

namespace {

const std::string head = ", '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);";

// Undoes an entry that has no postings.
std::string undo_name(const std::string& entry) {
  return "INSERT INTO entry VALUES ($next, 'reversal'" + head + "INSERT INTO reversal VALUES ($new, 1, " + entry +
         ", '2026-05-01', 'gone'); $seal;";
}

// Undoes an entry with all that it posted, as of a day.
std::string undo_whole(const std::string& entry, const std::string& on) {
  return "INSERT INTO entry VALUES ($next, 'reversal', " + on +
         ", '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL); INSERT INTO reversal VALUES ($new, 1, " +
         entry + ", " + on +
         ", 'gone'); INSERT INTO posting SELECT $new, line, account_id, mineral_id, lot_id, party_id, facility_id, "
         "-mass_mg, -amount_cents FROM posting WHERE entry_id = " +
         entry + "; $seal;";
}

const std::string rates_sound = "carrying_rates_sound";

std::vector<Attack> attacks_on_charges() {
  const std::string price = "'12 USD/t-month', 3, 2500000, NULL, NULL, NULL, NULL, NULL, NULL, NULL";
  const auto asks = [&](const std::string& terms) { return changed(carrying_rate, {{price, terms}}); };
  return {
      {"storage without a rate", asks("NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"),
       "CHECK constraint failed", rates_sound},
      {"storage by mass and by cost", asks("'12 USD/t-month', 3, 2500000, 1, NULL, NULL, NULL, NULL, NULL, NULL"),
       "CHECK constraint failed", rates_sound},
      {"storage for what comes in", asks("NULL, NULL, NULL, NULL, '8 USD/t', 8, 10, NULL, NULL, NULL"),
       "CHECK constraint failed", rates_sound},
      {"handling by time", changed(carrying_rate, {{"1, '2026-05-01', 'storage'", "1, '2026-05-01', 'handling'"}}),
       "CHECK constraint failed", rates_sound},
      {"a price of no mass", asks("'12 USD/t-month', 3, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL"),
       "CHECK constraint failed: month_per_mg", rates_sound},
      {"a price below zero", asks("'12 USD/t-month', -3, 2500000, NULL, NULL, NULL, NULL, NULL, NULL, NULL"),
       "CHECK constraint failed: month_cents", rates_sound},
      {"half a price", asks("'12 USD/t-month', 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"),
       "CHECK constraint failed", rates_sound},
      {"an end with a rate", changed(carrying_rate, {{"$depot", "NULL"}}), "CHECK constraint failed", rates_sound},
      {"a kind of one's own", changed(carrying_rate, {{"1, '2026-05-01', 'storage'", "1, '2026-05-01', 'bribe'"}}),
       "CHECK constraint failed: kind"},
      {"a rate from another day on", changed(carrying_rate, {{"1, '2026-05-01'", "1, '2026-04-01'"}}),
       "date_differs_from_entry", rates_sound},
      {"a rate without its row", "INSERT INTO entry VALUES ($next, 'carrying-rate'" + head + " $seal",
       "entry_incomplete", "entries_complete"},
  };
}

std::vector<Attack> attacks_on_rate_names() {
  return {
      {"a rate of a group", changed(carrying_rate, {{"$germanium", "$group"}}), "mineral_is_group", rates_sound},
      {"a rate owed to a supplier", changed(carrying_rate, {{"$depot", "$traxys"}}), "party_role_wrong", rates_sound},
      {"a rate at a site that is not there", changed(carrying_rate, {{"$ogden", "999"}}), "site_unknown"},
      {"a rate at a site that was undone",
       site + ";" + undo_name("(SELECT max(entry_id) FROM site)") + changed(carrying_rate, {{"$ogden", "900"}}),
       "site_unknown", rates_sound},
      {"a rate owed to a party that was undone",
       changed(party, {{"'supplier'", "'warehouse'"}}) + ";" + undo_name("(SELECT max(entry_id) FROM party)") +
           changed(carrying_rate, {{"$depot", "900"}}),
       "party_unknown", rates_sound},
      {"a site undone under its rate",
       site + ";" + changed(carrying_rate, {{"$ogden", "900"}}) + ";" + undo_name("(SELECT max(entry_id) FROM site)"),
       "something_depends_on_it", rates_sound},
      {"a party undone under its rate",
       changed(party, {{"'supplier'", "'warehouse'"}}) + ";" + changed(carrying_rate, {{"$depot", "900"}}) + ";" +
           undo_name("(SELECT max(entry_id) FROM party)"),
       "something_depends_on_it", rates_sound},
  };
}

std::vector<Attack> attacks_on_accruals() {
  const std::string matches = "carrying_matches_postings";
  return {
      {"an accrual that posts less than it says", changed(carrying_accrual, {{"$ogden, 500", "$ogden, 501"}}),
       "rows_differ_from_postings", matches},
      {"an accrual of another kind than it posts", changed(carrying_accrual, {{"1, 'storage'", "1, 'insurance'"}}),
       "rows_differ_from_postings", matches},
      {"an accrual that owes to another party",
       changed(carrying_accrual, {{"4, NULL, NULL, $depot", "4, NULL, NULL, $logistix"}}), "rows_differ_from_postings",
       matches},
      {"an accrual of a mineral that it does not post",
       changed(carrying_accrual, {{"$depot, $germanium, $ogden", "$depot, $gallium, $ogden"}}),
       "rows_differ_from_postings", matches},
      {"an accrual with a row twice",
       with(carrying_accrual,
            "INSERT INTO carrying_accrual VALUES ($new, 2, 'storage', $depot, $germanium, $ogden, 1)"),
       "UNIQUE constraint failed"},
      {"an accrual of nothing",
       with(carrying_accrual,
            "INSERT INTO carrying_accrual VALUES ($new, 2, 'storage', $depot, $germanium, $denver, 0)"),
       "CHECK constraint failed: amount_cents"},
      {"an accrual without its rows", "INSERT INTO entry VALUES ($next, 'carrying-accrual'" + head + " $seal",
       "entry_incomplete", "entries_complete"},
      {"an accrual to a party that was undone",
       changed(party, {{"'supplier'", "'warehouse'"}}) + ";" + undo_name("(SELECT max(entry_id) FROM party)") +
           changed(carrying_accrual, {{"'storage', $depot", "'storage', 900"},
                                      {"NULL, $depot, NULL, 0, 500", "NULL, 900, NULL, 0, 500"},
                                      {"4, NULL, NULL, $depot", "4, NULL, NULL, 900"}}),
       "party_unknown", matches},
  };
}

std::vector<Attack> attacks_on_order_of_undoing() {
  const std::string in_order = "carrying_undone_in_order";
  const std::string paid = changed(payment, {{"'to-supplier', $traxys, 777", "'to-supplier', $depot, 1"},
                                             {"0, -777", "0, -1"},
                                             {"$traxys, NULL, 0, 777", "$depot, NULL, 0, 1"}});
  return {
      {"an accrual undone as of a later day", undo_whole("$carrying_accrual", "'2026-05-01'"), "reversal_not_possible",
       in_order},
      {"an accrual undone beneath a later one",
       carrying_accrual + ";" + undo_whole("$carrying_accrual", "'2026-04-30'"), "something_depends_on_it", in_order},
      {"an accrual undone beneath a payment", paid + ";" + undo_whole("$carrying_accrual", "'2026-04-30'"),
       "something_depends_on_it", in_order},
  };
}

} // namespace

std::vector<Attack> attacks_on_carrying() {
  std::vector<Attack> all;
  for (const auto& attacks :
       {attacks_on_charges(), attacks_on_rate_names(), attacks_on_accruals(), attacks_on_order_of_undoing()})
    all.insert(all.end(), attacks.begin(), attacks.end());
  return all;
}

} // namespace pvault::test
