#include "tests/support/entry_attacks.hpp"

namespace pvault::test {

using namespace honest;

std::vector<Attack> attacks_by_replacing() {
  const auto replacing = [](const std::string& entry, const std::string& table, Changes changes) {
    changes.emplace_back("INSERT INTO " + table + " VALUES", "INSERT OR REPLACE INTO " + table + " VALUES");
    return changed(entry, changes);
  };
  const std::string request = "'stranger', 'contract-1', '" + std::string(64, 'a') + "'";
  return {
      {"an entry with an older one's request id", replacing(site, "entry", {{"'stranger', NULL, NULL", request}}),
       "request_id_reused"},
      {"a mineral in an older one's place", replacing(mineral, "mineral", {{"1, 900, 'unob", "1, $gallium, 'unob"}}),
       "append_only"},
      {"a mineral with an older one's code", replacing(mineral, "mineral", {{"'unobtainium'", "'GALLIUM'"}}),
       "name_taken"},
      {"a mineral with an older one's name", replacing(mineral, "mineral", {{"'Unobtainium'", "'gallium'"}}),
       "name_taken"},
      {"a factor in an older one's place", replacing(mineral, "content_factor", {{"900, 'UoO'", "$tungsten, 'wo3'"}}),
       "append_only"},
      {"a site in an older one's place", replacing(site, "site", {{"1, 900,", "1, $denver,"}}), "append_only"},
      {"a site with an older one's code", replacing(site, "site", {{"'BUTTE'", "'denver'"}}), "name_taken"},
      {"a party in an older one's place", replacing(party, "party", {{"1, 900,", "1, $traxys,"}}), "append_only"},
      {"a party with an older one's code", replacing(party, "party", {{"'GLENCORE'", "'traxys'"}}), "name_taken"},
      {"a facility in an older one's place",
       replacing(facility, "facility", {{"1, 900, 'EXIM-9'", "1, $facility1, 'EXIM-9'"}}), "append_only"},
      {"a facility with an older one's code", replacing(facility, "facility", {{"'EXIM-9'", "'exim-1'"}}),
       "name_taken"},
      {"a lot in an older one's place", replacing(purchase, "lot", {{"1, 900, 'GA-900'", "1, $ga1, 'GA-900'"}}),
       "append_only"},
      {"a lot with an older one's code", replacing(purchase, "lot", {{"'GA-900'", "'ga-1'"}}), "name_taken"},
      {"a reversal in an older one's place",
       replacing(reversal, "reversal", {{"$payment, '2026", "$undone_draw, '2026"}}), "reversed_already"},
      {"a row of another kind of entry",
       with(site, "INSERT INTO lot VALUES ($new, 1, 900, 'GA-900', $gallium, $denver, $traxys, '2026-05-01', '1 t', "
                  "NULL, NULL, NULL, 1000000000, NULL, NULL, NULL)"),
       "row_of_other_kind", "entries_complete"},
      {"a use in an entry that draws nothing",
       with(honest::mineral_price, "INSERT INTO draw_use VALUES ($new, 1, $purchase2, 1)"), "row_of_other_kind",
       "entries_complete"},
      {"a reversal within a price",
       with(honest::mineral_price, "INSERT INTO reversal VALUES ($new, 1, $price_entry, '2026-05-01', 'hidden')"),
       "row_of_other_kind", "entries_complete"},
      {"a new kind of entry", "INSERT INTO entry_kind VALUES ('gift')", "append_only"},
      {"an account that counts nothing",
       "INSERT INTO account VALUES (99, 'slush', 'no', 'no', 'no', 'no', 'no', 'no', '')", "append_only"},
      {"cash that counts nothing",
       "INSERT OR REPLACE INTO account VALUES (1, 'cash', 'no', 'no', 'no', 'no', 'no', 'no', '')", "append_only"},
      {"sites that post to cash", "INSERT INTO entry_kind_account VALUES ('site', 1)", "append_only"},
      {"lots that no hash covers", "INSERT OR REPLACE INTO table_role VALUES ('lot', 'derived', '')", "append_only"},
      {"a migration in an older one's place",
       "INSERT OR REPLACE INTO schema_migration VALUES (1, 'x', '" + std::string(64, 'a') + "')", "append_only"},
  };
}

std::vector<Attack> attacks_on_order() {
  const std::string first_seal = "INSERT INTO seal (entry_id, previous_hash, hash) VALUES ($new, ";
  const std::string zeros = "'" + std::string(64, '0') + "'";
  const std::string ones = "'" + std::string(64, '1') + "'";
  return {
      {"a number is left out", changed(site, {{"$next", "$next + 1"}}), "entry_out_of_sequence", "chain"},
      {"a number is used again", changed(site, {{"$next", "$last"}}), "entry_out_of_sequence"},
      {"a number is used again, in the place of the old",
       changed(site, {{"INSERT INTO entry VALUES ($next", "INSERT OR REPLACE INTO entry VALUES ($last"}}),
       "entry_out_of_sequence"},
      {"a number below one", changed(site, {{"$next", "-1"}}), "entry_out_of_sequence"},
      {"no number", changed(site, {{"$next", "NULL"}}), "entry_out_of_sequence"},
      {"time runs back", changed(site, {{"2026-06-01T00", "2025-12-31T23"}}), "recorded_at_runs_back", "sequence"},
      {"a second beginning",
       R"(INSERT INTO entry VALUES ($next, 'book', '2026-05-01', '2026-06-01T00:00:00.000Z', 'stranger', NULL, NULL, NULL, NULL);
          INSERT INTO book VALUES ($new, 1, 'Another', 'USD'); $seal)",
       "book_not_first"},
      {"a kind that is not there", changed(site, {{"'site', '2026", "'gift', '2026"}}), ""},
      {"an entry after one without a seal", changed(site, {{"$seal", ""}}) + ";" + party, "entry_before_unsealed"},
      {"two seals", site + "; $seal", "sealed_already"},
      {"a second seal on an old entry", first_seal + zeros + ", " + ones + ")", "sealed_already"},
      {"a seal in the place of the old", "INSERT OR REPLACE INTO seal VALUES ($new, " + zeros + ", " + ones + ", NULL)",
       "sealed_already"},
      {"a seal for an entry that is not there", "INSERT INTO seal VALUES ($new + 1, " + zeros + ", " + ones + ", NULL)",
       "entry_not_open"},
      {"a seal that does not follow the one before", changed(site, {{"$seal", first_seal + zeros + ", " + ones + ")"}}),
       "chain_broken", "chain"},
      {"a hash that is none",
       changed(site,
               {{"$seal",
                 "INSERT INTO seal SELECT max(entry_id), (SELECT hash FROM seal ORDER BY entry_id DESC LIMIT 1), '" +
                     std::string(64, 'F') + "', NULL FROM entry"}}),
       "CHECK constraint failed: length(hash) = 64"},
      {"a row for an entry before", with(site, "INSERT INTO landed_cost VALUES ($purchase1, 9, 'bribe', 1)"),
       "entry_not_open"},
      {"a row for an entry to come", with(site, "INSERT INTO landed_cost VALUES ($new + 1, 1, 'bribe', 1)"),
       "entry_not_open"},
      {"a posting for a sealed entry", "INSERT INTO posting VALUES ($new, 9, 1, NULL, NULL, NULL, NULL, 0, 1)",
       "entry_not_open"},
      {"an entry moved to another number", "UPDATE OR REPLACE entry SET entry_id = $next WHERE entry_id = $last",
       "append_only"},
  };
}

std::vector<Attack> attacks_on_dates() {
  const std::string day = "CHECK constraint failed: effective_on";
  const std::string moment = "CHECK constraint failed: recorded_at";
  const std::string on = "'site', '2026-05-01'";
  const std::string at = "'2026-06-01T00:00:00.000Z'";
  const auto at_moment = [&](const std::string& text) { return changed(site, {{at, text}}); };
  const auto on_day = [&](const std::string& text) { return changed(site, {{on, "'site', " + text}}); };
  return {
      {"30 February", on_day("'2026-02-30'"), day},
      {"the 13th month", on_day("'2026-13-01'"), day},
      {"a date of other habits", on_day("'01/05/2026'"), day},
      {"a date without zeros", on_day("'2026-5-1'"), day},
      {"a date and a time", on_day("'2026-05-01T00:00'"), day},
      {"a day number", on_day("'2461161.5'"), day},
      {"today, whenever that is", on_day("'now'"), "non-deterministic use of date() in a CHECK constraint"},
      {"a day before 1900", on_day("'1899-12-31'"), day},
      {"a day after 2199", on_day("'2200-01-01'"), day},
      {"a day with something behind it", on_day("'2026-05-01' || char(0) || 'x'"), day},
      {"no day", on_day("NULL"), "NOT NULL constraint failed: entry.effective_on"},
      {"a moment without its zone", at_moment("'2026-06-01T00:00:00.000'"), moment},
      {"a moment of another form", at_moment("'2026-06-01 00:00:00'"), moment},
      {"a moment that is none", at_moment("'2026-06-31T00:00:00.000Z'"), moment},
      {"no moment", at_moment("NULL"), "NOT NULL constraint failed: entry.recorded_at"},
      {"nobody", changed(site, {{"'stranger'", "''"}}), "CHECK constraint failed: recorded_by <> ''"},
      {"a request id without its fingerprint", changed(site, {{"'stranger', NULL, NULL", "'stranger', 'r', NULL"}}),
       "CHECK constraint failed: (request_id"},
  };
}

std::vector<Attack> attacks_on_amounts() {
  return {
      {"half a cent", changed(purchase, {{"NULL, 100000)", "NULL, 100000.5)"}}),
       "cannot store REAL value in INTEGER column purchase.metal_cents"},
      {"half a milligram", changed(purchase, {{"NULL, 1000000000, NULL", "NULL, 1000000000.5, NULL"}}),
       "cannot store REAL value in INTEGER column lot.received_mg"},
      {"a posting above 64 bits", changed(purchase, {{"1000000000, 100500)", "9223372036854775808, 100500)"}}),
       "cannot store REAL value in INTEGER column posting.mass_mg"},
      {"words for money", changed(purchase, {{"'freight', 500", "'freight', '500 USD'"}}),
       "cannot store TEXT value in INTEGER column landed_cost.amount_cents"},
      {"bytes for text", changed(site, {{"'BUTTE'", "x'ff00'"}}), "cannot store BLOB value in TEXT column site.code"},
      {"no cost", changed(purchase, {{"NULL, 100000)", "NULL, NULL)"}}),
       "NOT NULL constraint failed: purchase.metal_cents"},
      {"no mass", changed(purchase, {{"NULL, 1000000000, NULL", "NULL, NULL, NULL"}}),
       "NOT NULL constraint failed: lot.received_mg"},
      {"no line", changed(purchase, {{"landed_cost VALUES ($new, 1", "landed_cost VALUES ($new, NULL"}}),
       "NOT NULL constraint failed: landed_cost.line"},
      {"a line below one", changed(purchase, {{"landed_cost VALUES ($new, 1", "landed_cost VALUES ($new, 0"}}),
       "CHECK constraint failed: line > 0"},
      {"a line used twice", with(purchase, "INSERT INTO landed_cost VALUES ($new, 1, 'duty', 5)"),
       "UNIQUE constraint failed: landed_cost.entry_id, landed_cost.line"},
      {"a landed cost of nothing", changed(purchase, {{"'freight', 500", "'freight', 0"}}),
       "CHECK constraint failed: amount_cents > 0"},
      {"a metal below zero", changed(purchase, {{"NULL, 100000)", "NULL, -1)"}}),
       "CHECK constraint failed: metal_cents >= 0"},
      {"a sale without a price", changed(release, {{"'700 USD/kg'", "NULL"}}), "sale_price_missing"},
      {"proceeds without a price", changed(loss, {{"1000000000, 0, 1,", "1000000000, 5, 1,"}}),
       "CHECK constraint failed: price_entered"},
      {"a release on nobody's word", changed(loss, {{"'count'", "''"}}), "CHECK constraint failed: trim(authority)"},
      {"a gift", changed(release, {{"'sale'", "'gift'"}}), "release_kind_unknown"},
      {"a drawdown of nothing", changed(drawdown, {{"$facility1, 100000, 0, 0)", "$facility1, 0, 0, 0)"}}),
       "CHECK constraint failed: amount_cents > 0"},
      {"a price below zero", changed(honest::mineral_price, {{"NULL, 59, 1000", "NULL, -59, 1000"}}),
       "CHECK constraint failed: cents >= 0"},
      {"a price for nothing", changed(honest::mineral_price, {{"NULL, 59, 1000", "NULL, 59, 0"}}),
       "CHECK constraint failed: per_mg > 0"},
      {"half a price", changed(honest::mineral_price, {{"NULL, 59, 1000", "NULL, 59, NULL"}}),
       "CHECK constraint failed: (cents IS NULL)"},
      {"a price in euros", changed(honest::mineral_price, {{"'USD'", "'EUR'"}}), "CHECK constraint failed: currency"},
      {"a demand below nothing", changed(demand, {{"19000000000", "-1"}}), "CHECK constraint failed: mass_mg >= 0"},
      {"at most nothing", changed(demand, {{"NULL, 19000000000", "'<', 0"}}),
       "CHECK constraint failed: mass_mg > 0 OR bound IS NULL"},
      {"a demand on a basis that is none", changed(demand, {{"apparent-consumption", "guess"}}),
       "demand_basis_unknown"},
      {"a target of a hundred years", changed(target, {{"60)", "36501)"}}), "CHECK constraint failed: days"},
      {"a role of one's own", changed(party, {{"'supplier'", "'friend'"}}), "CHECK constraint failed: role"},
      {"a country that is none", changed(site, {{"'US'", "'usa'"}}), "CHECK constraint failed: country"},
      {"a balance below zero", "UPDATE lot_balance SET mass_mg = -1", "CHECK constraint failed: mass_mg >= 0"},
      {"cost without mass", "UPDATE lot_balance SET mass_mg = 0",
       "CHECK constraint failed: mass_mg > 0 OR cost_cents = 0"},
  };
}

} // namespace pvault::test
