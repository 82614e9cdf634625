#include "audit/carrying_checks.hpp"

#include "audit/invariant_checks.hpp"
#include "store/carrying.hpp"
#include "store/facilities.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pvault::audit {

namespace {

constexpr auto all_carrying_checks = std::to_array<InvariantCheck>({
    {"carrying_rates_sound",
     "a rate is of one kind of charge, of no group, owed to a warehouse, a carrier or another that stands, and dated "
     "as "
     "its entry",
     "SELECT entry_id, 'is dated ' || rate.effective_on || ', its entry ' || entry.effective_on FROM carrying_rate AS "
     "rate JOIN entry USING (entry_id) WHERE rate.effective_on <> entry.effective_on "
     "UNION ALL SELECT rate.entry_id, 'is owed to ' || party.code || ', a ' || role FROM carrying_rate AS rate JOIN "
     "party USING (party_id) WHERE role NOT IN ('warehouse', 'carrier', 'other') "
     "UNION ALL SELECT rate.entry_id, 'is of the group ' || mineral.code FROM carrying_rate AS rate JOIN mineral USING "
     "(mineral_id) WHERE is_group "
     "UNION ALL SELECT entry_id, 'asks for what a rate of its kind does not' FROM carrying_rate WHERE (month_cents IS "
     "NOT NULL) + (cost_ppb IS NOT NULL) <> (party_id IS NOT NULL AND kind <> 'handling') OR (in_cents IS NOT NULL OR "
     "out_cents IS NOT NULL) <> (party_id IS NOT NULL AND kind = 'handling') OR month_cents < 0 OR cost_ppb < 0 OR "
     "in_cents < 0 OR out_cents < 0 OR (month_cents IS NULL) <> (month_per_mg IS NULL) OR (in_cents IS NULL) <> "
     "(in_per_mg IS NULL) OR (out_cents IS NULL) <> (out_per_mg IS NULL) OR month_per_mg < 1 OR in_per_mg < 1 OR "
     "out_per_mg < 1 "
     "UNION ALL SELECT rate.entry_id, 'names what entry ' || undone.entry_id || ' undid' FROM carrying_rate AS rate "
     "JOIN (SELECT site_id AS named_id, entry_id, 'site' AS what FROM site UNION ALL SELECT party_id, entry_id, "
     "'party' "
     "FROM party) AS named ON named_id = iif(what = 'site', site_id, party_id) JOIN reversal AS undone ON "
     "undone.reversed_entry_id = named.entry_id LEFT JOIN reversal AS other ON other.reversed_entry_id = rate.entry_id "
     "WHERE other.entry_id IS NULL OR (what = 'party' AND other.effective_on > rate.effective_on AND "
     "undone.effective_on < other.effective_on)"},
    {"carrying_matches_postings",
     "an accrual of carrying cost posts what its rows say, to parties that stand, and nothing besides",
     "SELECT entry_id, 'account ' || account_id || ' is off by ' || SUM(amount_cents) || ' cents' FROM (SELECT "
     "posting.entry_id, account_id, party_id, mineral_id, amount_cents FROM posting JOIN entry USING (entry_id) WHERE "
     "kind = 'carrying-accrual' UNION ALL SELECT entry_id, CASE kind WHEN 'storage' THEN 16 WHEN 'insurance' THEN 17 "
     "ELSE 18 END, party_id, mineral_id, -amount_cents FROM carrying_accrual UNION ALL SELECT entry_id, 4, party_id, "
     "NULL, amount_cents FROM carrying_accrual) GROUP BY entry_id, account_id, party_id, mineral_id HAVING "
     "SUM(amount_cents) <> 0 "
     "UNION ALL SELECT entry_id, 'has two rows of one kind, party, mineral and site' FROM carrying_accrual GROUP BY "
     "entry_id, kind, party_id, mineral_id, site_id HAVING count(*) > 1 "
     "UNION ALL SELECT accrued.entry_id, 'owes to a party that entry ' || undone.entry_id || ' undid' FROM "
     "carrying_accrual AS accrued JOIN party USING (party_id) JOIN reversal AS undone ON undone.reversed_entry_id = "
     "party.entry_id LEFT JOIN reversal AS other ON other.reversed_entry_id = accrued.entry_id WHERE (other.entry_id "
     "IS "
     "NULL OR other.entry_id > undone.entry_id) AND (undone.entry_id > accrued.entry_id OR NOT EXISTS (SELECT 1 FROM "
     "carrying_rate AS rate JOIN reversal AS ended ON ended.reversed_entry_id = rate.entry_id WHERE rate.party_id = "
     "accrued.party_id AND ended.effective_on > rate.effective_on))"},
    {"carrying_undone_in_order",
     "an accrual of carrying cost is undone as of its own day, after the accruals and payments that count on it",
     "SELECT reversal.entry_id, 'undoes accrual ' || reversed_entry_id || ' of ' || entry.effective_on || ' as of ' || "
     "reversal.effective_on FROM reversal JOIN entry ON entry.entry_id = reversed_entry_id WHERE kind = "
     "'carrying-accrual' AND reversal.effective_on <> entry.effective_on "
     "UNION ALL SELECT DISTINCT reversal.entry_id, 'undoes accrual ' || reversed_entry_id || ', on which entry ' || "
     "later.entry_id || ' counts' FROM reversal JOIN carrying_accrual AS undone ON undone.entry_id = reversed_entry_id "
     "CROSS JOIN (SELECT entry_id, NULL AS party_id FROM carrying_accrual UNION ALL SELECT entry_id, party_id FROM "
     "payment WHERE direction <> 'from-customer') AS later WHERE (later.party_id IS NULL OR later.party_id = "
     "undone.party_id) AND later.entry_id > undone.entry_id AND later.entry_id < reversal.entry_id AND NOT EXISTS "
     "(SELECT 1 FROM reversal AS other WHERE other.reversed_entry_id = later.entry_id AND other.entry_id < "
     "reversal.entry_id)"},
});

struct CheckedAccrual {
  EntryId entry{};
  Date on;
};

// What is posted of each part, and what it comes to, where the two differ.
std::vector<std::string> carrying_differences(const CarryingAmounts& posted, const CarryingAmounts& owed) {
  std::vector<std::string> words;
  for (const auto& [key, off] : plan_carrying_accrual(owed, posted).difference) {
    const auto amount_of = [&key = key](const CarryingAmounts& amounts) {
      const auto found = amounts.find(key);
      return found == amounts.end() ? Money() : found->second;
    };
    words.push_back(
        fmt::format("{} of mineral {} at site {} owed to party {} is posted with {} and comes to {}, off by "
                    "{}",
                    carrying_kind_name(key.kind), number_of(key.mineral), number_of(key.site), number_of(key.party),
                    format_money(amount_of(posted)), format_money(amount_of(owed)), format_money(-off)));
  }
  return words;
}

} // namespace

std::span<const InvariantCheck> carrying_invariants() { return all_carrying_checks; }

void check_carrying_accruals(store::Connection& connection, std::vector<Fault>& faults) {
  std::vector<CheckedAccrual> accruals;
  {
    store::Query row = connection.query(
        "SELECT DISTINCT entry_id, effective_on FROM carrying_accrual JOIN entry USING (entry_id) ORDER BY 1");
    while (row.next())
      accruals.push_back({row.id<EntryId>(0), row.date(1)});
  }
  const Date last_day = store::end_of_time(connection).as_of;
  for (const CheckedAccrual& checked : accruals) {
    // Its own day, unless it was slipped in before an accrual to a later one.
    const Date until = std::max(
        checked.on, store::find_carrying_accrued_until(connection, {last_day, checked.entry}).value_or(checked.on));
    const Moment moment{until, checked.entry};
    const std::vector<std::string> words = carrying_differences(
        store::load_posted_carrying(connection, moment), amounts_of(store::load_carrying_charges(connection, moment)));
    if (!words.empty())
      faults.push_back({checked.entry, fmt::format("by {}: {}", format_date(until), fmt::join(words, "; "))});
  }
}

} // namespace pvault::audit
